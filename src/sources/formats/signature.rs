//! Kinds of files that are not read, told by their first bytes or by their extension, so that they can be named.
//!
//! Not for: the kinds that are read (`sniff`).

use crate::model::SkipKind::{self, Archive, Binary, Data, Font, Image, Media, Program, RichDocument};
use crate::sources::formats::deflate::is_zlib;

/// A kind, and what exactly it is.
pub(crate) type Named = (SkipKind, &'static str);

/// First bytes and the kind they give away. The longer of two that share a beginning comes first.
const MAGIC: &[(&[u8], SkipKind, &str)] = &[
    (b"\x89PNG\r\n\x1a\n", Image, "PNG image"),
    (b"\xff\xd8\xff", Image, "JPEG image"),
    (b"GIF87a", Image, "GIF image"),
    (b"GIF89a", Image, "GIF image"),
    (b"II*\0", Image, "TIFF image"),
    (b"MM\0*", Image, "TIFF image"),
    (b"\0\0\x01\0", Image, "icon"),
    (b"8BPS", Image, "Photoshop image"),
    (b"AT&TFORM", RichDocument, "DjVu document"),
    (b"\xff\x0a", Image, "JPEG XL image"),
    (b"\0\0\0\x0cJXL ", Image, "JPEG XL image"),
    (b"%!PS", RichDocument, "PostScript document"),
    (b"{\\rtf", RichDocument, "RTF document"),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        RichDocument,
        "Office document (OLE)",
    ),
    (b"7z\xbc\xaf\x27\x1c", Archive, "7z archive (unpack it)"),
    (b"Rar!\x1a\x07", Archive, "RAR archive (unpack it)"),
    (b"\xfd7zXZ\0", Archive, "xz-compressed file (unpack it)"),
    (b"BZh", Archive, "bzip2-compressed file (unpack it)"),
    (b"\x04\x22\x4d\x18", Archive, "lz4-compressed file"),
    (b"LZIP", Archive, "lzip-compressed file"),
    (b"!<arch>\n", Archive, "ar archive"),
    (b"\x7fELF", Program, "executable (ELF)"),
    (b"\xca\xfe\xba\xbe", Program, "executable or Java class"),
    (b"\xcf\xfa\xed\xfe", Program, "executable (Mach-O)"),
    (b"\xce\xfa\xed\xfe", Program, "executable (Mach-O)"),
    (b"\0asm", Program, "WebAssembly module"),
    (b"dex\n", Program, "Dalvik executable"),
    (b"PAR1", Data, "Parquet file (convert it to JSON Lines)"),
    (b"ARROW1\0\0", Data, "Arrow file (convert it to JSON Lines)"),
    (b"FEA1", Data, "Arrow file (Feather)"),
    (b"Obj\x01", Data, "Avro file"),
    (b"ORC", Data, "ORC file"),
    (b"SQLite format 3\0", Data, "SQLite database"),
    (b"\x89HDF\r\n\x1a\n", Data, "HDF5 file"),
    (b"OggS", Media, "Ogg audio or video"),
    (b"fLaC", Media, "FLAC audio"),
    (b"ID3", Media, "MP3 audio"),
    (b"\xff\xfb", Media, "MP3 audio"),
    (b"MThd", Media, "MIDI audio"),
    (b"\x1a\x45\xdf\xa3", Media, "Matroska or WebM video"),
    (b"FLV\x01", Media, "Flash video"),
    (b"FWS", Media, "Flash film"),
    (b"CWS", Media, "Flash film"),
    (b"\0\0\x01\xba", Media, "MPEG video"),
    (b"\0\0\x01\xb3", Media, "MPEG video"),
    (b"wOFF", Font, "web font"),
    (b"wOF2", Font, "web font"),
    (b"OTTO", Font, "font"),
    (b"\0\x01\0\0\0", Font, "font"),
    (b"ttcf", Font, "font"),
    (b"\0\0\0\x01Bud1", Binary, "folder settings of macOS (.DS_Store)"),
    (b"bplist00", Binary, "binary property list"),
    (b"DIRC", Binary, "index of Git"),
    (b"PACK", Binary, "pack of Git"),
    (b"\xfftOc", Binary, "pack index of Git"),
    (b"\x93NUMPY", Binary, "NumPy array"),
    (b"\x1bLua", Binary, "Lua bytecode"),
    (b"\xde\x12\x04\x95", Binary, "compiled translations (gettext)"),
    (b"\x95\x04\x12\xde", Binary, "compiled translations (gettext)"),
    (b"filedesc://", Archive, "ARC file (convert it to WARC)"),
];

/// Kinds whose first bytes are words that a text may begin with too: they count only beside bytes no text has.
const WORD_LIKE: [&str; 6] = [
    "ORC file",
    "Flash film",
    "MP3 audio",
    "bzip2-compressed file (unpack it)",
    "index of Git",
    "pack of Git",
];

const WACZ: &str = "WACZ archive (unpack it and name the WARC files in its folder `archive`)";

/// Formats of zip archives by extension.
const ZIPPED: &[(&str, SkipKind, &str)] = &[
    ("docx", RichDocument, "Word document"),
    ("xlsx", RichDocument, "Excel workbook"),
    ("pptx", RichDocument, "PowerPoint presentation"),
    ("odt", RichDocument, "OpenDocument text"),
    ("ods", RichDocument, "OpenDocument spreadsheet"),
    ("odp", RichDocument, "OpenDocument presentation"),
    ("epub", RichDocument, "EPUB book"),
    ("jar", Program, "Java archive"),
    ("apk", Program, "Android package"),
    ("warc", Archive, "zipped WARC (unpack it)"),
    ("wacz", Archive, WACZ),
];

/// Extensions of text files and of files without a signature that hold no document.
const EXTENSIONS: &[(&str, SkipKind, &str)] = &[
    ("map", Data, "source map"),
    ("csv", Data, "CSV table (convert it to JSON Lines)"),
    ("tsv", Data, "TSV table (convert it to JSON Lines)"),
    ("br", Archive, "brotli-compressed file"),
    ("lzma", Archive, "lzma-compressed file"),
    ("zlib", Archive, "zlib-compressed file"),
    ("svg", Image, "SVG image"),
    ("cdx", Data, "CDX index"),
    ("cdxj", Data, "CDX index"),
    ("mhtml", RichDocument, "MHTML archive"),
    ("mht", RichDocument, "MHTML archive"),
    ("eml", RichDocument, "mail message"),
    ("mbox", RichDocument, "mailbox"),
    ("tex", RichDocument, "TeX source"),
];

/// Extensions of source code, style sheets and scripts included.
const SOURCE_CODE: &[&str] = &[
    "adb", "ads", "as", "asm", "awk", "bash", "bat", "c", "cc", "cjs", "clj", "cljs", "cmake", "cmd", "coffee", "cpp",
    "cs", "css", "cu", "cuh", "cxx", "d", "dart", "el", "erl", "ex", "exs", "f", "f90", "f95", "fish", "fs", "fsx",
    "glsl", "go", "gradle", "groovy", "h", "hh", "hpp", "hrl", "hs", "hxx", "java", "jl", "js", "jsx", "kt", "kts",
    "less", "lisp", "lua", "m", "mjs", "mk", "ml", "mli", "mm", "nim", "pas", "pl", "pm", "proto", "ps1", "py", "pyi",
    "pyw", "pyx", "r", "rb", "rkt", "rs", "s", "sass", "scala", "scm", "scss", "sh", "sol", "sql", "sv", "swift",
    "tcl", "ts", "tsx", "v", "vb", "vbs", "vhd", "vhdl", "vue", "zig", "zsh",
];

/// The kind that the first bytes give away. `binary` says that they are not text.
pub(crate) fn by_content(head: &[u8], extension: &str, binary: bool) -> Option<Named> {
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Some(zipped(head, extension));
    }
    let window = head.get(..1024).unwrap_or(head);
    if memchr::memmem::find(window, b"%PDF-").is_some_and(|at| at == 0 || binary) {
        return Some((RichDocument, "PDF document"));
    }
    let magic = MAGIC
        .iter()
        .find(|(magic, ..)| head.starts_with(magic))
        .map(|(_, kind, name)| (*kind, *name));
    match magic {
        Some((kind, name)) if binary || !WORD_LIKE.contains(&name) => Some((kind, name)),
        _ => inside(head, binary),
    }
}

/// What a zip archive is, by its extension or by its first file.
fn zipped(head: &[u8], extension: &str) -> Named {
    const ENTRY_BYTES: usize = 30;
    let first = head.get(ENTRY_BYTES..).unwrap_or_default();
    let wacz: [&[u8]; 5] = [
        b"archive/",
        b"indexes/",
        b"pages/pages.jsonl",
        b"datapackage.json",
        b"datapackage-digest.json",
    ];
    match named(ZIPPED, extension) {
        Some(named) => named,
        None if wacz.iter().any(|name| first.starts_with(name)) => (Archive, WACZ),
        None => (Archive, "ZIP archive (unpack it)"),
    }
}

/// Signatures that do not stand at the start.
fn inside(head: &[u8], binary: bool) -> Option<Named> {
    let at = |range: std::ops::Range<usize>| head.get(range).unwrap_or_default();
    match (at(0..4), at(4..8), at(8..12)) {
        (b"RIFF", _, b"WEBP") => return Some((Image, "WebP image")),
        (b"RIFF", _, b"WAVE") => return Some((Media, "WAV audio")),
        (b"RIFF", _, b"AVI ") => return Some((Media, "AVI video")),
        (_, b"ftyp", b"avif" | b"heic" | b"mif1") => return Some((Image, "AVIF or HEIF image")),
        (_, b"ftyp", _) => return Some((Media, "MP4 audio or video")),
        _ => {}
    }
    match () {
        () if at(257..262) == b"ustar" => Some((Archive, "tar archive (unpack it)")),
        () if binary && head.starts_with(b"MZ") => Some((Program, "executable (Windows)")),
        () if binary && head.starts_with(b"BM") => Some((Image, "BMP image")),
        () if is_arrow_stream(head) => Some((Data, "Arrow stream (convert it to JSON Lines)")),
        () if is_python_bytecode(head) => Some((Binary, "Python bytecode")),
        () if binary && is_zlib(head) => Some((Binary, "data compressed by zlib")),
        () => None,
    }
}

/// A mark, the length of the schema in multiples of eight, and an offset into it.
fn is_arrow_stream(head: &[u8]) -> bool {
    let number = |at: usize| {
        head.get(at..at + 4)
            .and_then(|bytes| bytes.try_into().ok())
            .map(u32::from_le_bytes)
    };
    let is_length = |length: u32| length > 0 && length.is_multiple_of(8) && length < 1 << 24;
    head.starts_with(b"\xff\xff\xff\xff") && number(4).is_some_and(is_length) && number(8).is_some_and(|at| at < 256)
}

/// Whether files with this extension hold source code.
pub(crate) fn is_source_code(extension: &str) -> bool {
    SOURCE_CODE.contains(&extension)
}

/// A number for the version, a line break, and flags or a time, which have NULs.
fn is_python_bytecode(head: &[u8]) -> bool {
    let version = matches!(head, [_, 0x0b..=0x0f | 0xf2 | 0xf3, b'\r', b'\n', ..]);
    version && head.get(4..16).is_some_and(|fields| fields.contains(&0))
}

/// The kind of a file that holds text, or nothing known, by its extension.
pub(crate) fn by_extension(extension: &str) -> Option<Named> {
    named(EXTENSIONS, extension)
}

fn named(table: &[(&str, SkipKind, &'static str)], extension: &str) -> Option<Named> {
    let found = table.iter().find(|(known, ..)| *known == extension);
    found.map(|(_, kind, name)| (*kind, *name))
}

/// The kind that a media type stands for, for types that are not read.
pub(crate) fn by_media_type(media_type: &str) -> SkipKind {
    const WORDS: [(&str, SkipKind); 28] = [
        ("font", Font),
        ("image/", Image),
        ("audio/", Media),
        ("video/", Media),
        ("flash", Media),
        ("mpegurl", Media),
        ("dash+xml", Media),
        ("text/css", SkipKind::StyleSheet),
        ("javascript", SkipKind::Script),
        ("ecmascript", SkipKind::Script),
        ("typescript", SkipKind::Script),
        ("json", Data),
        ("csv", Data),
        ("tab-separated", Data),
        ("pdf", RichDocument),
        ("msword", RichDocument),
        ("officedocument", RichDocument),
        ("opendocument", RichDocument),
        ("ms-", RichDocument),
        ("rtf", RichDocument),
        ("epub", RichDocument),
        ("postscript", RichDocument),
        ("message/", RichDocument),
        ("zip", Archive),
        ("compress", Archive),
        ("x-tar", Archive),
        ("wasm", Program),
        ("xml", Data),
    ];
    let found = WORDS.iter().find(|(word, _)| media_type.contains(word));
    found.map_or(SkipKind::Other, |(_, kind)| *kind)
}
