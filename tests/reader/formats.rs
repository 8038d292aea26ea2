//! What a file is, by its content first and its extension second.

use chaffinch::internal::model::Format::{self, Html, Markdown, Text};
use chaffinch::internal::model::{Fault, SkipKind};
use chaffinch::internal::sources::{Options, TextFormat};

use crate::support::*;

fn utf16(text: &str, mark: bool) -> Vec<u8> {
    let units = mark.then_some(0xfeff).into_iter().chain(text.encode_utf16());
    units.flat_map(u16::to_le_bytes).collect()
}

#[test]
fn documents_are_told_by_content_then_by_name() {
    let front = "---\ntitle: Harbour\n---\n\n# Notes\n";
    let cases: &[(&str, &str, Format)] = &[
        ("a.html", "just words", Html),
        ("a.txt", "just words", Text),
        ("a", "just words", Text),
        ("a.unknown", "just words", Text),
        ("a.md", "just words", Markdown),
        ("a.txt", "<!DOCTYPE html><p>x", Html),
        ("a.md", "<!doctype html><p>x", Html),
        ("a.md", "<h1 align=center>x</h1>\n\n<p>y</p>\n\nwords", Markdown),
        ("a.txt", "  <!-- c -->\n<html lang=en>", Html),
        ("a", "<div><p>x</p><p>y</p></div>", Html),
        ("a", "<pre>x\n  y</pre><p>z</p>", Html),
        ("a", "<dl><dt>x</dt><dd>y</dd></dl>", Html),
        ("a.txt", "<p> is a tag of HTML.", Text),
        (
            "a.txt",
            "<table>: The Table element\n\nWrite <table> before and </table> after it, <tr> and </tr> inside.",
            Text,
        ),
        ("a.text", "<p>A page that was cut</p>\n<p>is text here</p>", Text),
        (
            "a.txt",
            "<!DOCTYPE html> tells the browser what comes.\n\nThen <html> and </html> follow, <p> and </p>.",
            Text,
        ),
        (
            "a.txt",
            "<html>: the root element\n\n</html> ends it, </p> a paragraph.",
            Text,
        ),
        ("a.txt", "<feed>: how papers reach their readers\n\nIt is a tag.", Text),
        (
            "a.txt",
            "<!DOCTYPE html>\n<html><head><title>x</title></head><body><p>y</p></body></html>",
            Html,
        ),
        ("a.txt", "<b>-trees and <a>-trees", Text),
        (
            "a.xhtml",
            "<?xml version=\"1.0\"?><html xmlns=\"http://www.w3.org/1999/xhtml\"><body/></html>",
            Html,
        ),
        (
            "a.xml",
            "<?xml version=\"1.0\"?><!DOCTYPE html><html><body/></html>",
            Html,
        ),
        ("a.txt", front, Markdown),
        ("a.html", "---\ntitle: x\n---\n<p>x</p>", Html),
        ("a.txt", "+++\ntitle = \"Harbour\"\n+++\n\nNotes", Markdown),
        ("a.txt", "---\n\nA rule, then words.\n\n---\n", Text),
        ("a.txt", "---\ntitle: never closed\n\nwords", Text),
        ("a.txt", "{ not json", Text),
        ("a.txt", "{\"quoted\" words} and more\nwords", Text),
        ("a.txt", "WARC files are kept in", Text),
        ("a.txt", "BZh is how bzip2 begins", Text),
        ("a.txt", "\u{feff}---\ntitle: x\n---\nwords", Markdown),
    ];
    for (name, content, format) in cases {
        let outcome = read(name, content.as_bytes());
        assert_eq!(
            outcome.formats(),
            [*format],
            "{name} {content:?}: {}",
            outcome.details()
        );
        assert_eq!(outcome.texts(), [*content], "{name}: the bytes stay as they are");
        assert_eq!(outcome.records[0].provenance.record, None);
    }
}

#[test]
fn wide_and_legacy_text_is_not_taken_for_binary() {
    let japanese = "日本語の文章は、漢字と仮名を交ぜて書く。".repeat(20);
    let page = format!("<html><body><p>{japanese}</p></body></html>");
    let cases: Vec<(&str, Vec<u8>, Format)> = vec![
        ("mark.html", utf16("<!doctype html><p>x</p>", true), Html),
        ("bare.html", utf16(&format!("<!doctype html>{page}"), false), Html),
        ("bare", utf16(&format!("<!doctype html>{page}"), false), Html),
        ("bare.txt", utf16(&japanese, false), Text),
        (
            "utf32.txt",
            "Nothing but words."
                .repeat(9)
                .chars()
                .flat_map(|c| u32::from(c).to_le_bytes())
                .collect(),
            Text,
        ),
        (
            "sjis.txt",
            encoding_rs::SHIFT_JIS.encode(&japanese).0.into_owned(),
            Text,
        ),
        (
            "jis.txt",
            encoding_rs::ISO_2022_JP.encode(&japanese).0.into_owned(),
            Text,
        ),
        (
            "koi8.txt",
            encoding_rs::KOI8_R.encode(&"Привет, мир. ".repeat(30)).0.into_owned(),
            Text,
        ),
        (
            "nuls.html",
            b"<!doctype html>a\0b\0<p\0>c</p>and words after it".to_vec(),
            Html,
        ),
        ("padded.txt", [&b"words and more words"[..], &[0; 9000]].concat(), Text),
    ];
    for (name, bytes, format) in cases {
        let outcome = read(name, &bytes);
        assert_eq!(outcome.formats(), [format], "{name}: {}", outcome.details());
    }
}

/// The beginning of a zip archive whose first file has this name.
fn zip_of(name: &str) -> Vec<u8> {
    let length = u8::try_from(name.len()).unwrap();
    let head = [&b"PK\x03\x04\x14"[..], &[0; 21], &[length, 0, 0, 0]].concat();
    [&head, name.as_bytes(), b"...."].concat()
}

fn arrow_stream() -> Vec<u8> {
    let schema = [0x10, 0, 0, 0, 0, 0, 10, 0, 12, 0, 6, 0, 5, 0, 8, 0];
    [&[0xff; 4][..], &[0x98, 0, 0, 0], &schema, &[0; 200]].concat()
}

/// JSON that holds no document is data, however its file is called and laid out, and not damaged.
#[test]
fn json_of_other_kinds_is_data() {
    let value = serde_json::json!({"type": "FeatureCollection", "features": [{"name": "river"}]});
    let pretty = serde_json::to_string_pretty(&value).unwrap();
    for name in [
        "a.geojson",
        "a.ipynb",
        "a.webmanifest",
        "a.har",
        "a.json",
        "api.php",
        "a.json.bak",
    ] {
        for text in [
            value.to_string(),
            value.to_string() + "\n",
            pretty.clone(),
            format!("[{value}]"),
        ] {
            let outcome = read(name, text.as_bytes());
            let found = (outcome.records.len(), outcome.faults.len(), outcome.skipped.len());
            assert_eq!(found, (0, 0, 1), "{name} {text}: {}", outcome.details());
        }
    }
    for name in ["a.geojson", "a.data"] {
        assert_eq!(
            read(name, b"[{\"text\": \"a\"},\n {\"text\": \"b\"}]").texts(),
            ["a", "b"]
        );
    }
    let nested = read("a.json", b"[[{\"text\": \"a\"}], [{\"text\": \"b\"}]]");
    assert_eq!(nested.texts(), ["a", "b"], "{}", nested.details());
    let prose = "{\n  \"a\": 1\n}\nis what the server answers.\n";
    assert_eq!(read("notes.md", prose.as_bytes()).texts(), [prose]);
    let page = "{\"edition\":\"north\",\"tier\":\"metered\"}\nSections\nThe quay is closed\n";
    assert_eq!(read("page.txt", page.as_bytes()).texts(), [page]);
}

#[test]
fn what_is_not_read_is_named() {
    let random: Vec<u8> = (0..5000)
        .scan(Random(7), |random, _| Some(random.next() as u8))
        .collect();
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("a.html", b"\x89PNG\r\n\x1a\n....".to_vec(), "PNG image"),
        ("a", b"%PDF-1.7\n...".to_vec(), "PDF document"),
        ("a.docx", b"PK\x03\x04....".to_vec(), "Word document"),
        ("a.txt", b"PK\x03\x04....".to_vec(), "ZIP archive"),
        (
            "a.wacz",
            b"PK\x03\x04....".to_vec(),
            "WACZ archive (unpack it and name the WARC files",
        ),
        ("a.zip", zip_of("archive/data.warc.gz"), "WACZ archive"),
        ("a", zip_of("datapackage.json"), "WACZ archive"),
        ("a.arrow", arrow_stream(), "Arrow stream"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(), "Office document"),
        ("a", b"\x7fELF\x02\x01".to_vec(), "ELF"),
        ("a.parquet", b"PAR1....".to_vec(), "Parquet"),
        ("a", b"RIFF\x10\0\0\0WEBPVP8 ".to_vec(), "WebP"),
        ("a.mp4", b"\0\0\0\x18ftypmp42".to_vec(), "MP4"),
        ("a.tar", [vec![b'x'; 257], b"ustar\0".to_vec()].concat(), "tar archive"),
        ("a.txt", random, "not known"),
        ("a.csv", b"a,b\n1,2\n".to_vec(), "CSV"),
        (
            "a.xml",
            b"<?xml version=\"1.0\"?><rss><channel/></rss>".to_vec(),
            "XML feed (<rss>)",
        ),
        ("a", b"<?xml version=\"1.0\"?><data/>".to_vec(), "XML document (<data>)"),
        (
            "a.svg",
            b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_vec(),
            "SVG image",
        ),
        ("a.json", b"[1, 2]".to_vec(), "JSON document (an array of other things"),
        ("a.json", b"\"words\"".to_vec(), "JSON document (neither"),
        ("a.json", utf16("[{\"text\": \"x\"}]", true), "UTF-16"),
        ("a.jsonl", utf16("{\"text\": \"x\"}\n", true), "UTF-16"),
        (
            "a.warc.gz",
            gz(b"filedesc://x.arc 0.0.0.0 20000101000000 text/plain 9\n"),
            "ARC file",
        ),
        ("a.txt.xz", b"\xfd7zXZ\0....".to_vec(), "xz"),
    ];
    for (name, bytes, kind) in cases {
        let outcome = read(name, &bytes);
        assert!(outcome.records.is_empty() && outcome.faults.is_empty(), "{name} {kind}");
        assert_eq!(outcome.skipped.len(), 1, "{name} {kind}");
        assert!(
            outcome.reasons().contains(kind),
            "{name}: {} is not {kind}",
            outcome.reasons()
        );
    }
}

/// Beside a name that promises records, bytes of no known kind are damage; beside others they are of another kind.
#[test]
fn containers_that_are_no_text_are_broken() {
    let random: Vec<u8> = (0..300)
        .scan(Random(7), |random, _| Some(random.next() as u8))
        .collect();
    for name in ["a.jsonl", "a.warc", "a.txt.gz", "a.ZST", "a.wet.gz"] {
        let outcome = read(name, &random);
        assert_eq!(outcome.fault_list(), [(Fault::Malformed, None)], "{name}");
        assert!(outcome.skipped.is_empty(), "{name}");
    }
    let object = zlib(b"blob 16\0what is new here");
    for (name, bytes) in [
        ("a.bin.gz", gz(&random)),
        ("a", random.clone()),
        ("a.html", random.clone()),
        ("a.pyc", [&b"\xa7\x0d\x0d\x0a\0\0\0\0"[..], &random].concat()),
        ("e6", object.clone()),
        ("raw", object[2..object.len() - 4].to_vec()),
        ("index", [&b"DIRC\0\0\0\x02\0\0\0\x01"[..], &random].concat()),
        (".DS_Store", b"\0\0\0\x01Bud1\0\0\x10\0\0\0\x08\0".to_vec()),
    ] {
        let outcome = read(name, &bytes);
        assert_eq!(outcome.skip_list(), [(SkipKind::Binary, None)], "{name}");
        assert!(outcome.records.is_empty() && outcome.faults.is_empty(), "{name}");
    }
}

#[test]
fn compression_is_told_by_content() {
    for (name, bytes) in [
        ("a.html", gz(page_body(3).as_bytes())),
        ("a.gz", zst(page_body(3).as_bytes())),
    ] {
        assert_eq!(read(name, &bytes).texts(), [page_body(3)]);
    }
    assert_eq!(read("plain.jsonl.gz", line(1).as_bytes()).texts(), [body(1)]);
}

#[test]
fn nothing_is_said_to_be_nothing() {
    for name in ["a.html", "a.jsonl", "a.warc", "a"] {
        assert_eq!(read(name, b"").skip_list(), [(SkipKind::Empty, None)], "{name}");
    }
    assert_eq!(read("a.jsonl", b"\n\r\n  \n").skip_list(), [(SkipKind::Empty, None)]);
}

#[test]
fn the_format_can_be_given() {
    for (format, expected) in [
        (TextFormat::Html, Html),
        (TextFormat::Markdown, Markdown),
        (TextFormat::Text, Text),
    ] {
        let options = Options {
            format,
            ..Options::default()
        };
        assert_eq!(read_with("a", b"words", &options).formats(), [expected]);
    }
}

#[test]
fn a_document_over_the_limit_is_not_held() {
    let options = Options {
        max_record_bytes: 1000,
        ..Options::default()
    };
    assert_eq!(read_with("a.txt", &[b'x'; 1000], &options).records.len(), 1);
    assert_eq!(
        read_with("a.txt", &[b'x'; 1001], &options).fault_list(),
        [(Fault::TooLarge, None)]
    );
}
