//! Ids of documents: the same however a file is named, other for other documents, and only one for one document.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::{Files, chaffinch, command, lines, paragraph};

/// The ids that `clean` prints, in order.
fn cleaned(args: &[&str], folder: &Path) -> Vec<String> {
    let output = command().arg("clean").args(args).current_dir(folder).output().unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    printed
        .lines()
        .map(|line| id(&serde_json::from_str(line).unwrap()))
        .collect()
}

fn id(line: &Value) -> String {
    line["id"].as_str().unwrap().to_owned()
}

/// The documents of a corpus that is built of `inputs`: text to id.
fn built(files: &Files, inputs: &[PathBuf], flags: &[&str]) -> BTreeMap<String, String> {
    let corpus = files.path("corpus");
    let args = inputs.iter().map(|path| path.as_os_str());
    let flags = flags.iter().map(std::ffi::OsStr::new);
    let output = [
        "--output".as_ref(),
        corpus.as_os_str(),
        "--fresh".as_ref(),
        "--quiet".as_ref(),
    ];
    let build = std::iter::once("build".as_ref()).chain(args).chain(output).chain(flags);
    chaffinch(build).expect(0);
    let documents = lines(&corpus, "documents");
    let pairs = documents
        .iter()
        .map(|line| (line["text"].as_str().unwrap().to_owned(), id(line)));
    let ids: BTreeMap<_, _> = pairs.collect();
    let distinct: BTreeSet<_> = ids.values().collect();
    assert_eq!(distinct.len(), documents.len(), "two documents share an id: {ids:?}");
    ids
}

fn warc(records: &[(&str, &str, &str)]) -> String {
    let record = |(id, url, text): &(&str, &str, &str)| {
        let block = format!("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n{text}");
        let id = if id.is_empty() {
            String::new()
        } else {
            format!("WARC-Record-ID: <urn:uuid:{id}>\r\n")
        };
        format!(
            "WARC/1.0\r\nWARC-Type: response\r\n{id}WARC-Target-URI: {url}\r\nContent-Type: application/http\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n",
            block.len()
        )
    };
    records.iter().map(record).collect()
}

#[test]
fn a_file_has_one_id_however_it_is_named() {
    let files = Files::new();
    let notes = files.add("heap/notes/a.md", format!("# Day one\n\n{}", paragraph(1)));
    let (heap, root) = (files.path("heap/notes"), files.folder());
    let absolute = notes.to_str().unwrap();
    let folder = heap.to_str().unwrap();
    let mut ids = BTreeSet::new();
    for (args, from) in [
        (["heap/notes/a.md"], root),
        (["./heap/notes/a.md"], root),
        (["heap/../heap/notes/a.md"], root),
        (["heap/notes"], root),
        (["heap/notes/"], root),
        (["."], heap.as_path()),
        (["a.md"], heap.as_path()),
        ([absolute], Path::new("/")),
        ([folder], Path::new("/")),
    ] {
        let found = cleaned(&args, from);
        assert_eq!(found.len(), 1, "{args:?}");
        ids.extend(found);
    }
    ids.extend(built(&files, std::slice::from_ref(&notes), &[]).into_values());
    ids.extend(built(&files, &[heap], &["--set", "render.format=markdown", "-j", "1"]).into_values());
    assert_eq!(ids.len(), 1, "{ids:?}");
}

#[test]
fn other_documents_have_other_ids_though_their_paths_are_the_same() {
    let files = Files::new();
    let (one, two) = (files.path("c1"), files.path("c2"));
    files.add("c1/a.md", paragraph(1));
    files.add("c2/a.md", paragraph(2));
    files.add("c1/b.md", paragraph(3));
    files.add("c2/b.md", paragraph(3));
    let (first, second) = (
        built(&files, std::slice::from_ref(&one), &[]),
        built(&files, std::slice::from_ref(&two), &[]),
    );
    assert_ne!(first[&paragraph(1)], second[&paragraph(2)]);
    assert_eq!(first[&paragraph(3)], second[&paragraph(3)], "the same document");
    // Both at once: neither id depends on the other.
    let both = built(&files, &[two.clone(), one.clone()], &[]);
    assert_eq!(both[&paragraph(1)], first[&paragraph(1)]);
    assert_eq!(both[&paragraph(2)], second[&paragraph(2)]);
    let named = built(&files, &[one], &["--source-name", "one"]);
    let other = built(&files, &[two], &["--source-name", "two"]);
    let all: BTreeSet<_> = [&first, &second, &named, &other]
        .iter()
        .flat_map(|ids| ids.values())
        .collect();
    assert_eq!(all.len(), 3 + 2 + 2, "{all:?}");
}

#[test]
fn records_keep_their_ids_wherever_they_lie() {
    let files = Files::new();
    let records = [
        ("1", "https://a.example/", paragraph(1)),
        ("2", "https://a.example/", paragraph(2)),
        ("", "https://a.example/", paragraph(3)),
    ];
    let borrowed: Vec<_> = records
        .iter()
        .map(|(id, url, text)| (*id, *url, text.as_str()))
        .collect();
    let straight = files.add("one/deep/crawl.warc", warc(&borrowed));
    let reversed: Vec<_> = borrowed.iter().rev().copied().collect();
    let turned = files.add("two/other.warc", warc(&reversed));
    let first = built(&files, &[straight], &[]);
    assert_eq!(first.len(), 3);
    assert_eq!(first, built(&files, &[turned], &["--source-name", "x"]));

    let line = |id: Value, text: usize| serde_json::json!({"id": id, "text": paragraph(text)}).to_string() + "\n";
    let straight = files.add("one/a.jsonl", line("x".into(), 1) + &line(7.into(), 2));
    let turned = files.add("two/b.jsonl", line(7.into(), 2) + "\n" + &line("x".into(), 1));
    let first = built(&files, &[straight], &[]);
    assert_eq!(first, built(&files, std::slice::from_ref(&turned), &[]));
    let named = built(&files, &[turned], &["--source-name", "x"]);
    assert!(
        first.iter().all(|(text, id)| named[text] != *id),
        "own ids hold within a source"
    );
}

/// Crawlers that give all records one id, addresses that are crawled twice, ids that begin again in every file.
#[test]
fn names_that_are_given_twice_do_not_make_ids_meet() {
    let files = Files::new();
    let (one, two) = (paragraph(1), paragraph(2));
    files.add(
        "in/same.warc",
        warc(&[("1", "https://a.example/", &one), ("1", "https://a.example/", &two)]),
    );
    let line = |number: usize| serde_json::json!({"id": 0, "text": paragraph(number)}).to_string() + "\n";
    files.add("in/a.jsonl", line(3) + &line(4));
    files.add("in/b.jsonl", line(5));
    let at =
        |number: usize| serde_json::json!({"url": "https://b.example/", "text": paragraph(number)}).to_string() + "\n";
    files.add("in/c.jsonl", at(6) + &at(7));
    assert_eq!(built(&files, &[files.path("in")], &[]).len(), 7);
}

/// The rule that docs/format.md has.
#[test]
fn an_id_can_be_computed_from_the_line() {
    let files = Files::new();
    files.add("in/notes/a.txt", paragraph(1));
    let corpus = files.path("corpus");
    let input = files.path("in");
    chaffinch([
        "build".as_ref(),
        input.as_os_str(),
        "-o".as_ref(),
        corpus.as_os_str(),
        "--source-name=my source".as_ref(),
    ])
    .expect(0);
    let line = &lines(&corpus, "documents")[0];
    let array = r#"["path","notes/a.txt","my source",0,"","","","text"]"#;
    let raw_hash = blake3::hash(paragraph(1).as_bytes()).to_hex();
    assert_eq!(line["metadata"]["raw_hash"], raw_hash.as_str());
    let expected = blake3::hash(format!("{array}\0{raw_hash}").as_bytes()).to_hex();
    assert_eq!(id(line), expected[..32]);
}

/// The ids of `rejects/`, each with its row.
fn rejected(corpus: &Path) -> BTreeMap<String, Value> {
    let rows = lines(corpus, "rejects");
    let ids: BTreeMap<_, _> = rows.iter().map(|row| (id(row), row.clone())).collect();
    assert_eq!(ids.len(), rows.len(), "two rows share an id: {rows:#?}");
    ids
}

/// Damage between records has no record of its own, and a record may be damaged in several ways.
#[test]
fn every_row_of_damage_has_an_id_of_its_own() {
    let files = Files::new();
    let gz = |text: &str| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        std::io::Write::write_all(&mut encoder, text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    };
    let line = |number: usize| serde_json::json!({"text": paragraph(number)}).to_string() + "\n";
    let mut members: Vec<_> = (0..12).map(|number| gz(&line(number))).collect();
    for hit in [2, 3, 6, 7, 10] {
        let middle = members[hit].len() / 2;
        members[hit][middle..middle + 8].fill(0xff);
    }
    files.add("in/lines.jsonl.gz", members.concat());
    let page = |body: &str| {
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n";
        let mut block = [head.as_bytes(), &gz(body)].concat();
        let checksum = block.len() - 8;
        block[checksum] ^= 0xff;
        let head = format!(
            "WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\nContent-Length: {}\r\n\r\n",
            block.len()
        );
        [head.as_bytes(), &block, b"\r\n\r\n"].concat()
    };
    let pages: Vec<_> = (0..3)
        .map(|number| page(&format!("<p>{}</p>", paragraph(number + 20))))
        .collect();
    files.add("in/pages.warc", pages.concat());
    files.add("in/names.warc", b"WARC/1.0\r\nnonsense\r\n\r\n".repeat(3));
    files.add("in/picture.png", b"\x89PNG\r\n\x1a\n");
    let (input, corpus) = (files.path("in"), files.path("corpus"));
    let build = |flags: &[&str]| {
        let paths = [input.as_os_str(), "-o".as_ref(), corpus.as_os_str()];
        let flags = flags.iter().map(std::ffi::OsStr::new);
        chaffinch(std::iter::once("build".as_ref()).chain(paths).chain(flags)).expect(3);
        rejected(&corpus)
    };
    let rows = build(&["-j", "1"]);
    let apart = rows.values().filter(|row| row["record"] == 0).count();
    assert!(apart >= 6, "{rows:#?}");
    files.add("in/more.txt", paragraph(40));
    assert_eq!(build(&[]), rows, "an update");
    assert_eq!(build(&["-j", "8", "--fresh"]), rows, "a build from nothing");
    for (id, row) in &rows {
        let (section, about) = match row["fault"].is_null() {
            true => ("skipped", serde_json::json!([row["kind"], row["reason"]])),
            false => (
                "quarantined",
                serde_json::json!([row["stage"], row["fault"], row["detail"]]),
            ),
        };
        let array = serde_json::json!([section, row["source"], row["record"], row["offset_bytes"], about]);
        let expected = blake3::hash(array.to_string().as_bytes()).to_hex();
        assert_eq!(*id, expected[..32], "the rule that docs/format.md has: {row}");
    }
}
