//! Nothing disappears: damaged inputs cost what is damaged, are named, and every record that was read is accounted for.

use std::io::Write;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

use crate::support::{Files, Run, chaffinch, chaffinch_with_input, lines, manifest, paragraph};

/// A built corpus and what the run said.
struct Built {
    run: Run,
    manifest: Value,
    quarantined: Vec<Value>,
    skipped: Vec<Value>,
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
    let outcomes = ["kept", "duplicate", "dropped", "skipped", "quarantined"];
    let sum: u64 = outcomes.iter().map(|name| count(name)).sum();
    assert_eq!(count("read"), sum, "{}", manifest["counts"]);
    chaffinch(["verify".as_ref(), output.as_os_str()]).expect(0);
    let rejects = lines(&output, "rejects");
    let with = |field: &str| {
        rejects
            .iter()
            .filter(|line| line.get(field).is_some())
            .cloned()
            .collect()
    };
    let texts = lines(&output, "documents").len();
    Built {
        quarantined: with("fault"),
        skipped: with("kind"),
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
    built.run.says("rows.jsonl record 701");
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
fn what_is_no_document_is_skipped_and_says_what_it_is() {
    let files = Files::new();
    files.add("in/good.txt", paragraph(1));
    files.add("in/empty.txt", "");
    files.add("in/picture.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    files.add("in/paper.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n");
    files.add("in/run.py", "print(1)\n");
    let built = build(&files, &files.path("in"));
    assert_eq!((built.run.code, built.texts), (0, 1), "{}", built.run.stderr);
    let text = |line: &Value, key: &str| line[key].as_str().unwrap().to_owned();
    let mut found: Vec<_> = built
        .skipped
        .iter()
        .map(|line| [text(line, "source"), text(line, "kind"), text(line, "reason")])
        .collect();
    found.sort();
    let expected = [
        ["empty.txt", "empty", "holds no bytes"],
        ["paper.pdf", "rich-document", "PDF document"],
        ["picture.png", "image", "PNG image"],
        ["run.py", "source-code", "source code"],
    ];
    assert_eq!(found, expected);
    let row = "Skipped      4 records that are not documents: empty 1, image 1, rich-document 1, source-code 1; \
               see input.source_code to keep some\n";
    built.run.says(row);
    assert!(!built.run.stderr.contains("WARN"), "{}", built.run.stderr);
}

/// Who wants no such files has the build say so.
#[test]
fn kinds_can_be_made_an_error() {
    let files = Files::new();
    files.add("in/good.txt", paragraph(1));
    files.add("in/empty.txt", "");
    files.add("in/picture.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    for (kinds, code, quarantined) in [("[]", 0, 0), ("image", 3, 1), ("[\"all\"]", 3, 2)] {
        let output = files.path(&format!("out-{code}-{quarantined}"));
        let run = chaffinch([
            "build".as_ref(),
            files.path("in").as_os_str(),
            "--output".as_ref(),
            output.as_os_str(),
            "--set".as_ref(),
            format!("input.quarantine={kinds}").as_ref(),
        ])
        .expect(code);
        let counts = &manifest(&output)["counts"];
        assert_eq!(counts["quarantined"], quarantined, "{kinds}: {}", run.stderr);
        assert_eq!(counts["skipped"], 2 - quarantined, "{kinds}");
    }
}

/// A crawl as they are: of nine records two are pages, and nothing of it is damage.
#[test]
fn a_crawl_without_damage_ends_well() {
    let record = |kind: &str, url: &str, mime: &str, block: &str| {
        format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nContent-Type: {mime}\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n",
            block.len()
        )
    };
    let answer = |url: &str, head: &str, body: &str| {
        record(
            "response",
            url,
            "application/http;msgtype=response",
            &format!("HTTP/1.1 {head}\r\n\r\n{body}"),
        )
    };
    let html = "200 OK\r\nContent-Type: text/html";
    let crawl = [
        record("warcinfo", "", "application/warc-fields", "software: test\r\n"),
        record(
            "request",
            "https://example.org/1",
            "application/http;msgtype=request",
            "GET /1 HTTP/1.1\r\n\r\n",
        ),
        answer(
            "https://example.org/1",
            html,
            &format!("<!doctype html><p>{}</p>", paragraph(1)),
        ),
        answer("https://example.org/old", "301 Moved\r\nLocation: /1", ""),
        answer(
            "https://example.org/gone",
            "404 Not Found\r\nContent-Type: text/html",
            "<p>Not here.</p>",
        ),
        answer(
            "https://example.org/style",
            "200 OK\r\nContent-Type: text/css",
            "p { color: red }",
        ),
        answer("https://example.org/empty", html, ""),
        answer(
            "https://example.org/robots.txt",
            "200 OK\r\nContent-Type: text/plain",
            "User-agent: *\n",
        ),
        answer(
            "https://example.org/2",
            html,
            &format!("<!doctype html><p>{}</p>", paragraph(2)),
        ),
    ];
    let files = Files::new();
    let built = build(&files, &files.add("crawl.warc", crawl.concat()));
    assert_eq!((built.run.code, built.texts), (0, 2), "{}", built.run.stderr);
    assert_eq!((count(&built, "read"), count(&built, "skipped")), (9, 7));
    let kinds = &built.manifest["skipped"];
    for kind in [
        "warcinfo",
        "request",
        "redirect",
        "http-error",
        "style-sheet",
        "empty",
        "robots-txt",
    ] {
        assert_eq!(kinds[kind], 1, "{kind}: {kinds}");
    }
    let gone = built.skipped.iter().find(|line| line["kind"] == "http-error").unwrap();
    assert_eq!(
        (&gone["record"], &gone["reason"], &gone["url"]),
        (&5.into(), &"HTTP status 404".into(), &"https://example.org/gone".into())
    );
    built.run.says("; see input.http_errors to keep some\n");
}

#[test]
fn nothing_on_standard_input_is_no_damage() {
    let files = Files::new();
    let output = files.path("out");
    let run = chaffinch_with_input(&["build", "-", "--output", output.to_str().unwrap()], b"").expect(0);
    run.says("Kept         0 documents\n");
    assert_eq!(manifest(&output)["skipped"]["empty"], 1);
    let run = chaffinch_with_input(&["clean"], b"").expect(0);
    assert_eq!(
        (run.stdout.as_str(), run.stderr.as_str()),
        ("", "chaffinch: skipped 1 record that is not a document: empty 1\n")
    );
}

#[test]
fn an_empty_folder_says_so() {
    let files = Files::new();
    std::fs::create_dir(files.path("in")).unwrap();
    let built = build(&files, &files.path("in"));
    assert_eq!(
        (built.run.code, count(&built, "skipped")),
        (0, 1),
        "{}",
        built.run.stderr
    );
    assert_eq!(
        built.skipped[0]["reason"],
        "the folder holds no file that is to be read"
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
        // Nothing is locked to the superuser: a path that leads through a file is as unreadable.
        let built = build(&files, &files.path("in/open.txt/locked.txt"));
        assert_eq!(
            (built.run.code, count(&built, "quarantined")),
            (3, 1),
            "{}",
            built.run.stderr
        );
        assert_eq!(built.quarantined[0]["fault"], "unreadable");
        return;
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
