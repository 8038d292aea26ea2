//! Nothing disappears: damaged inputs cost what is damaged, are named, and every record that was read is accounted for.

use std::io::Write;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

use crate::support::{Files, Run, chaffinch, lines, manifest, paragraph};

/// A built corpus and what the run said.
struct Built {
    run: Run,
    manifest: Value,
    quarantined: Vec<Value>,
    texts: usize,
}

fn build(files: &Files, input: &Path) -> Built {
    let output = files.path("corpus");
    let run = chaffinch([
        "build".as_ref(),
        input.as_os_str(),
        "--output".as_ref(),
        output.as_os_str(),
    ]);
    let manifest = manifest(&output);
    let count = |name: &str| manifest["counts"][name].as_u64().unwrap();
    let sum = count("kept") + count("duplicate") + count("dropped") + count("quarantined");
    assert_eq!(count("read"), sum, "{}", manifest["counts"]);
    chaffinch(["verify".as_ref(), output.as_os_str()]).expect(0);
    let rejects = lines(&output, "rejects");
    let texts = lines(&output, "documents").len();
    Built {
        quarantined: rejects.into_iter().filter(|line| line.get("fault").is_some()).collect(),
        texts,
        manifest,
        run,
    }
}

fn count(built: &Built, name: &str) -> u64 {
    built.manifest["counts"][name].as_u64().unwrap()
}

fn row(n: usize) -> String {
    serde_json::json!({"id": n.to_string(), "text": paragraph(n)}).to_string() + "\n"
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn one_latin1_byte_costs_its_line() {
    let files = Files::new();
    let mut bytes = Vec::new();
    let mut offset = 0;
    for n in 0..1000 {
        let mut line = row(n).into_bytes();
        if n == 700 {
            offset = bytes.len();
            let at = line.windows(5).position(|w| w == b"river").unwrap();
            line[at] = 0xe9;
        }
        bytes.extend(line);
    }
    let built = build(&files, &files.add("rows.jsonl", bytes));
    assert_eq!(
        (built.run.code, built.texts, count(&built, "quarantined")),
        (3, 999, 1),
        "{}",
        built.run.stderr
    );
    let fault = &built.quarantined[0];
    assert_eq!(
        (&fault["record"], &fault["offset_bytes"]),
        (&Value::from(701), &Value::from(offset))
    );
    assert!(
        built.run.stderr.contains("rows.jsonl record 701"),
        "{}",
        built.run.stderr
    );
}

#[test]
fn a_corrupt_gzip_member_costs_that_member() {
    let files = Files::new();
    let mut bytes = Vec::new();
    for n in 0..100 {
        let mut member = gzip(row(n).as_bytes());
        if n == 50 {
            // A block of a type that there is not, behind the header of ten bytes.
            member[10] = 0x07;
        }
        bytes.extend(member);
    }
    let built = build(&files, &files.add("rows.jsonl.gz", bytes));
    assert_eq!(
        (built.run.code, built.texts, count(&built, "quarantined")),
        (3, 99, 1),
        "{}",
        built.run.stderr
    );
    assert_eq!(built.quarantined[0]["fault"], "corrupt-member");
}

#[test]
fn a_wrong_checksum_costs_nothing_and_is_reported() {
    let files = Files::new();
    let mut bytes = gzip((0..100).map(row).collect::<String>().as_bytes());
    let checksum = bytes.len() - 8;
    bytes[checksum] ^= 0xff;
    let built = build(&files, &files.add("rows.jsonl.gz", bytes));
    assert_eq!(
        (built.run.code, built.texts, count(&built, "quarantined")),
        (3, 100, 1),
        "{}",
        built.run.stderr
    );
    assert_eq!(built.quarantined[0]["fault"], "corrupt-member");
}

fn warc_record(n: usize, length: Option<usize>) -> Vec<u8> {
    let page = format!(
        "<html><body><article><p>{}</p><p>{}</p></article></body></html>",
        paragraph(n),
        "Nobody else went out that week, for the rain had washed the road away and the bridge was not safe."
    );
    let http = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{page}");
    format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{n:012}>\r\n\
         WARC-Date: 2025-01-01T00:00:00Z\r\nWARC-Target-URI: https://example.org/{n}\r\n\
         Content-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n{http}\r\n\r\n",
        length.unwrap_or(http.len())
    )
    .into_bytes()
}

#[test]
fn a_wrong_content_length_costs_nothing_where_the_end_shows() {
    for (name, wrong) in [("short", 100), ("long", 10_000_000), ("past the next record", 900)] {
        let files = Files::new();
        let bytes: Vec<u8> = (0..20)
            .flat_map(|n| warc_record(n, (n == 10).then_some(wrong)))
            .collect();
        let built = build(&files, &files.add("crawl.warc", bytes));
        assert_eq!(
            (built.run.code, built.texts, count(&built, "quarantined")),
            (0, 20, 0),
            "{name}: {}",
            built.run.stderr
        );
    }
}

#[test]
fn a_truncated_zst_keeps_what_came_before() {
    let files = Files::new();
    let frames: Vec<Vec<u8>> = (0..10)
        .map(|n| zstd::encode_all((n * 10..n * 10 + 10).map(row).collect::<String>().as_bytes(), 3).unwrap())
        .collect();
    let mut bytes = frames.concat();
    bytes.truncate(bytes.len() - frames[9].len() / 2);
    let built = build(&files, &files.add("rows.jsonl.zst", bytes));
    assert_eq!(built.run.code, 3);
    assert!((90..100).contains(&built.texts), "{} documents", built.texts);
    assert_eq!(built.quarantined[0]["fault"], "truncated", "{}", built.quarantined[0]);
}

#[test]
fn what_cannot_be_read_says_what_it_is() {
    let files = Files::new();
    files.add("in/good.txt", paragraph(1));
    files.add("in/empty.txt", "");
    files.add("in/picture.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    files.add("in/paper.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n");
    let built = build(&files, &files.path("in"));
    assert_eq!((built.run.code, built.texts), (3, 1));
    let found: Vec<(&str, &str)> = built
        .quarantined
        .iter()
        .map(|line| (line["source"].as_str().unwrap(), line["fault"].as_str().unwrap()))
        .collect();
    for expected in [
        ("empty.txt", "empty"),
        ("picture.png", "unsupported"),
        ("paper.pdf", "unsupported"),
    ] {
        assert!(found.contains(&expected), "{expected:?} not in {found:?}");
    }
    assert_eq!(found.len(), 3, "{found:?}");
}

#[test]
fn an_empty_folder_says_so() {
    let files = Files::new();
    std::fs::create_dir(files.path("in")).unwrap();
    let built = build(&files, &files.path("in"));
    assert_eq!(
        (built.run.code, count(&built, "quarantined")),
        (3, 1),
        "{}",
        built.run.stderr
    );
    assert!(
        built.run.stderr.contains("the folder holds no file"),
        "{}",
        built.run.stderr
    );
}

#[cfg(unix)]
#[test]
fn a_name_that_is_not_utf8_is_read_and_shown() {
    use std::os::unix::ffi::OsStrExt;
    let files = Files::new();
    let folder = files.path("in");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join(std::ffi::OsStr::from_bytes(b"caf\xe9.txt")), paragraph(1)).unwrap();
    let built = build(&files, &folder);
    assert_eq!((built.run.code, built.texts), (0, 1), "{}", built.run.stderr);
    let shown = lines(&files.path("corpus"), "documents")[0]["metadata"]["file_path"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(shown.starts_with("caf") && shown.ends_with(".txt"), "{shown}");
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_opened_says_so() {
    use std::os::unix::fs::PermissionsExt;
    let files = Files::new();
    let locked = files.add("in/locked.txt", paragraph(1));
    files.add("in/open.txt", paragraph(2));
    std::fs::set_permissions(&locked, std::fs::Permissions::from_mode(0o000)).unwrap();
    if std::fs::read(&locked).is_ok() {
        // Nothing is locked to the superuser: a name without a file behind it is as unreadable.
        std::fs::remove_file(&locked).unwrap();
        std::os::unix::net::UnixListener::bind(&locked).unwrap();
    }
    let built = build(&files, &files.path("in"));
    assert_eq!(
        (built.run.code, built.texts, count(&built, "quarantined")),
        (3, 1, 1),
        "{}",
        built.run.stderr
    );
    assert_eq!(built.quarantined[0]["source"], "locked.txt");
}
