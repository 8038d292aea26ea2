//! Bytes that are hard to decode.

const ALL: [u8; 256] = {
    let mut all = [0; 256];
    let mut byte = 0;
    while byte < all.len() {
        all[byte] = byte as u8;
        byte += 1;
    }
    all
};

/// A name, what stands before, the bytes that are repeated, and what stands behind.
pub(super) type Raw = (&'static str, &'static [u8], &'static [u8], &'static [u8]);

pub(super) const BYTES: &[Raw] = &[
    ("zeros", b"", b"\0", b""),
    ("all bytes", b"", &ALL, b""),
    ("high bytes", b"", b"\x80\x91\xa2\xb3\xc4\xd5\xe6\xf7\xf8\xff", b""),
    ("one letter", b"", b"\xe9", b""),
    ("letters between words", b"", b"words \xe9t\xe9 ", b""),
    ("ASCII", b"", b"words ", b""),
    ("a late letter", b"", b"words ", b"\xe9t\xe9"),
    ("open scripts", b"\xe9", b"<script>", b""),
    ("open tags", b"\xe9", b"<a ", b""),
    ("open comments", b"\xe9", b"<!--", b""),
    ("attributes", b"\xe9<meta ", b"a=b ", b""),
    ("different attributes", b"\xe9<meta ", b"a{i} ", b""),
    ("metas", b"\xe9", b"<meta charset=x>", b""),
    ("metas of UTF-7", b"\xe9", b"<meta charset=utf-7>", b""),
    ("tildes", b"", b"~{", b""),
    ("escapes", b"", b"\x1b$B", b""),
    ("escapes of Chinese", b"", b"\x1b$)A\x0eab\x0f", b""),
    ("escapes of Korean", b"\x1b$)C", b"\x0eab\x0f", b""),
    ("shifts", b"", b"+A", b""),
    ("half UTF-8", b"", b"\xc3\xa9\xe9", b""),
    ("cut UTF-8", b"", b"\xe2\x82", b""),
    ("UTF-16", b"\xff\xfe", b"a\0", b""),
    ("UTF-16 without a mark", b"", b"a\0 \0", b""),
    ("lone surrogates", b"\xff\xfe", b"\x00\xd8", b""),
    ("UTF-32", b"\xff\xfe\0\0", b"a\0\0\0", b""),
    ("lead bytes", b"", b"\x81", b""),
    ("four-byte GB 18030", b"", b"\x81\x30\x81\x30", b""),
    ("Shift_JIS", b"", b"\x93\xfa\x96\x7b\x8c\xea\x81\x42", b""),
    ("EUC-JP", b"", b"\xc6\xfc\xcb\xdc\xb8\xec\xa1\xa3", b""),
    ("windows-1251", b"", b"\xcd\xee\xe2\xee\xf1\xf2\xe8 ", b""),
    ("code page 437", b"", b"\xda\xc4\xbf\n\xb3 \xb3\n", b""),
    ("EBCDIC", b"", b"\x81\x40\x82\x40", b""),
    ("mojibake", b"", "Ã ÂÃ¥â€?".as_bytes(), b""),
    ("deep mojibake", b"", "ÃƒÂƒÃ‚Â©".as_bytes(), b""),
    ("no-break spaces", b"", "\u{A0}".as_bytes(), b""),
    ("zero-width spaces", b"", "\u{200B} ".as_bytes(), b""),
    ("marks", b"", "\u{301}\u{316}".as_bytes(), b""),
    ("Hangul", b"", "\u{1100}\u{1161}\u{11a8}".as_bytes(), b""),
    ("references", b"", b"&amp;", b""),
    ("nested references", b"&", b"amp;", b""),
    ("open references", b"", b"&#", b""),
    ("carriage returns", b"", b"\r", b""),
    ("controls", b"", "\u{85}\u{93}".as_bytes(), b""),
];
