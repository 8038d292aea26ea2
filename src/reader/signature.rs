//! Kinds of files that are not read, told by their first bytes or by their extension, so that they can be named.
//!
//! Not for: the kinds that are read (`sniff`).

/// First bytes and the kind they give away. The longer of two that share a beginning comes first.
const MAGIC: &[(&[u8], &str)] = &[
    (b"\x89PNG\r\n\x1a\n", "PNG image"),
    (b"\xff\xd8\xff", "JPEG image"),
    (b"GIF87a", "GIF image"),
    (b"GIF89a", "GIF image"),
    (b"II*\0", "TIFF image"),
    (b"MM\0*", "TIFF image"),
    (b"\0\0\x01\0", "icon"),
    (b"8BPS", "Photoshop image"),
    (b"AT&TFORM", "DjVu document"),
    (b"\xff\x0a", "JPEG XL image"),
    (b"\0\0\0\x0cJXL ", "JPEG XL image"),
    (b"%!PS", "PostScript document"),
    (b"{\\rtf", "RTF document"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Office document (OLE)"),
    (b"7z\xbc\xaf\x27\x1c", "7z archive"),
    (b"Rar!\x1a\x07", "RAR archive"),
    (b"\xfd7zXZ\0", "xz-compressed file"),
    (b"BZh", "bzip2-compressed file"),
    (b"\x04\x22\x4d\x18", "lz4-compressed file"),
    (b"LZIP", "lzip-compressed file"),
    (b"!<arch>\n", "ar archive"),
    (b"\x7fELF", "executable (ELF)"),
    (b"\xca\xfe\xba\xbe", "executable or Java class"),
    (b"\xcf\xfa\xed\xfe", "executable (Mach-O)"),
    (b"\xce\xfa\xed\xfe", "executable (Mach-O)"),
    (b"\0asm", "WebAssembly module"),
    (b"dex\n", "Dalvik executable"),
    (b"PAR1", "Parquet file"),
    (b"ARROW1\0\0", "Arrow file"),
    (b"Obj\x01", "Avro file"),
    (b"ORC", "ORC file"),
    (b"SQLite format 3\0", "SQLite database"),
    (b"\x89HDF\r\n\x1a\n", "HDF5 file"),
    (b"OggS", "Ogg audio or video"),
    (b"fLaC", "FLAC audio"),
    (b"ID3", "MP3 audio"),
    (b"\xff\xfb", "MP3 audio"),
    (b"MThd", "MIDI audio"),
    (b"\x1a\x45\xdf\xa3", "Matroska or WebM video"),
    (b"FLV\x01", "Flash video"),
    (b"FWS", "Flash film"),
    (b"CWS", "Flash film"),
    (b"\0\0\x01\xba", "MPEG video"),
    (b"\0\0\x01\xb3", "MPEG video"),
    (b"wOFF", "web font"),
    (b"wOF2", "web font"),
    (b"OTTO", "font"),
    (b"\0\x01\0\0\0", "font"),
    (b"ttcf", "font"),
    (b"filedesc://", "ARC file (convert it to WARC)"),
];

/// Kinds whose first bytes are words that a text may begin with too: they count only beside bytes no text has.
const WORD_LIKE: [&str; 4] = ["ORC file", "Flash film", "MP3 audio", "bzip2-compressed file"];

/// Formats of zip archives by extension.
const ZIPPED: &[(&str, &str)] = &[
    ("docx", "Word document"),
    ("xlsx", "Excel workbook"),
    ("pptx", "PowerPoint presentation"),
    ("odt", "OpenDocument text"),
    ("ods", "OpenDocument spreadsheet"),
    ("odp", "OpenDocument presentation"),
    ("epub", "EPUB book"),
    ("jar", "Java archive"),
    ("apk", "Android package"),
    ("warc", "zipped WARC"),
];

/// Extensions of text files and of files without a signature that hold no document.
const EXTENSIONS: &[(&str, &str)] = &[
    ("css", "style sheet"),
    ("scss", "style sheet"),
    ("js", "script"),
    ("mjs", "script"),
    ("map", "source map"),
    ("csv", "CSV table"),
    ("tsv", "TSV table"),
    ("br", "brotli-compressed file"),
    ("lzma", "lzma-compressed file"),
    ("zlib", "zlib-compressed file"),
    ("svg", "SVG image"),
    ("cdx", "CDX index"),
    ("cdxj", "CDX index"),
    ("mhtml", "MHTML archive"),
    ("mht", "MHTML archive"),
    ("eml", "mail message"),
    ("mbox", "mailbox"),
    ("tex", "TeX source"),
];

/// The kind that the first bytes give away. `binary` says that they are not text.
pub(super) fn by_content(head: &[u8], extension: &str, binary: bool) -> Option<&'static str> {
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        let zipped = ZIPPED.iter().find(|(known, _)| *known == extension);
        return Some(zipped.map_or("ZIP archive", |(_, kind)| kind));
    }
    let window = head.get(..1024).unwrap_or(head);
    if memchr::memmem::find(window, b"%PDF-").is_some_and(|at| at == 0 || binary) {
        return Some("PDF document");
    }
    let magic = MAGIC
        .iter()
        .find(|(magic, _)| head.starts_with(magic))
        .map(|(_, kind)| *kind);
    match magic {
        Some(kind) if binary || !WORD_LIKE.contains(&kind) => Some(kind),
        _ => inside(head, binary),
    }
}

/// Signatures that do not stand at the start.
fn inside(head: &[u8], binary: bool) -> Option<&'static str> {
    let at = |range: std::ops::Range<usize>| head.get(range).unwrap_or_default();
    match (at(0..4), at(4..8), at(8..12)) {
        (b"RIFF", _, b"WEBP") => return Some("WebP image"),
        (b"RIFF", _, b"WAVE") => return Some("WAV audio"),
        (b"RIFF", _, b"AVI ") => return Some("AVI video"),
        (_, b"ftyp", b"avif" | b"heic" | b"mif1") => return Some("AVIF or HEIF image"),
        (_, b"ftyp", _) => return Some("MP4 audio or video"),
        _ => {}
    }
    match () {
        () if at(257..262) == b"ustar" => Some("tar archive"),
        () if binary && head.starts_with(b"MZ") => Some("executable (Windows)"),
        () if binary && head.starts_with(b"BM") => Some("BMP image"),
        () => None,
    }
}

/// The kind of a file that holds text, or nothing known, by its extension.
pub(super) fn by_extension(extension: &str) -> Option<&'static str> {
    EXTENSIONS
        .iter()
        .find(|(known, _)| *known == extension)
        .map(|(_, kind)| *kind)
}
