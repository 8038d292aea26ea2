//! WARC: healthy files against a naive model, every encoding of a body, and a grid of damage.

use chaffinch::internal::model::{Content, Fault, Format, SkipKind};
use chaffinch::internal::sources::Options;

use crate::support::*;

const HTML: &str = "Content-Type: text/html\r\n";

fn pages(count: usize) -> Vec<Vec<u8>> {
    let info = warc("warcinfo", "", "application/warc-fields", b"software: test\r\n");
    std::iter::once(info).chain((0..count).map(page)).collect()
}

/// Reads one response with these fields and this body between two healthy pages, which must both survive.
fn between(fields: &str, body: &[u8]) -> Outcome {
    let bytes = [page(0), response("https://example.org/x", fields, body), page(1)].concat();
    let mut outcome = read("a.warc", &bytes);
    assert_eq!(
        text(&outcome.records.remove(0)),
        page_body(0),
        "{fields}: {}",
        outcome.details()
    );
    assert_eq!(
        text(&outcome.records.pop().unwrap()),
        page_body(1),
        "{fields}: {}",
        outcome.details()
    );
    outcome
}

#[test]
fn a_response_becomes_a_document_with_all_that_is_known() {
    let fields = "content-TYPE: text/html;\r\n  charset=\"ISO-8859-1\"\r\n";
    let outcome = between(fields, b"<p>caf\xe9</p>");
    let record = &outcome.records[0];
    assert_eq!(record.format, Format::Html);
    let (bytes, charset) = (b"<p>caf\xe9</p>".to_vec(), Some("ISO-8859-1".to_owned()));
    assert_eq!(record.content, Content::Bytes { bytes, charset });
    assert_eq!(record.metadata.url.as_deref(), Some("https://example.org/x"));
    assert_eq!(record.metadata.extra["warc_date"], "2026-01-21T00:00:00Z");
    assert_eq!(
        record.metadata.extra["warc_record_id"],
        "<urn:uuid:https://example.org/x>"
    );
    assert_eq!(record.provenance.record, Some(2));
    assert_eq!(record.provenance.offset_bytes, page(0).len() as u64);
}

/// What a reader without any care would do with a healthy file: split at the lengths, keep responses.
fn naive(bytes: &[u8]) -> Vec<Vec<u8>> {
    let find = |haystack: &[u8], needle: &[u8]| memchr::memmem::find(haystack, needle).unwrap();
    let mut bodies = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let head = find(rest, b"\r\n\r\n") + 4;
        let header = String::from_utf8(rest[..head].to_vec()).unwrap();
        let length = header
            .split("Content-Length: ")
            .nth(1)
            .unwrap()
            .split("\r\n")
            .next()
            .unwrap();
        let length: usize = length.parse().unwrap();
        let block = &rest[head..head + length];
        if header.contains("WARC-Type: response") {
            bodies.push(block[find(block, b"\r\n\r\n") + 4..].to_vec());
        }
        rest = &rest[head + length + 4..];
    }
    bodies
}

#[test]
fn healthy_files_read_as_the_naive_model_says() {
    for seed in 0..40 {
        let mut random = Random(seed);
        let mut bytes = Vec::new();
        for number in 0..random.below(12) + 1 {
            let filler = [
                "\r\n",
                "\n\n",
                "WARC/",
                "WARC/1.0 is a format",
                "Content-Length: 7\r\n",
                "x",
            ];
            let body: String = (0..random.below(30))
                .map(|_| filler[random.below(filler.len())])
                .collect();
            let body = format!("<!doctype html>{body}");
            let kind = ["response", "request", "metadata"][random.below(3)];
            bytes.extend(match kind {
                "response" => response(&format!("https://example.org/{number}"), HTML, body.as_bytes()),
                other => warc(other, "https://example.org/", "text/plain", body.as_bytes()),
            });
        }
        for name in ["a.warc", "a.warc.gz", "a.warc.zst"] {
            let packed = match name {
                "a.warc" => bytes.clone(),
                "a.warc.gz" => bytes.chunks(random.below(900) + 1).flat_map(gz).collect(),
                _ => zst(&bytes),
            };
            let outcome = read(name, &packed);
            let bodies: Vec<_> = outcome.texts().into_iter().map(String::into_bytes).collect();
            assert_eq!(bodies, naive(&bytes), "seed {seed} {name}");
            assert!(outcome.faults.is_empty(), "seed {seed}: {}", outcome.details());
        }
    }
}

#[test]
fn types_of_records_are_told_apart() {
    let http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>x</p>";
    let bytes = [
        warc("warcinfo", "", "application/warc-fields", b"software: x"),
        warc(
            "request",
            "https://example.org/",
            "application/http",
            b"GET / HTTP/1.1\r\n\r\n",
        ),
        warc("resource", "https://example.org/r", "text/html", b"<p>resource</p>"),
        warc("conversion", "https://example.org/c", "text/plain", b"conversion"),
        warc(
            "response",
            "dns:example.org",
            "text/dns",
            b"example.org. 60 IN A 192.0.2.1",
        ),
        warc("revisit", "https://example.org/", "application/http", http),
        warc("metadata", "https://example.org/", "application/warc-fields", b"x: y"),
        warc("conversion", "https://example.org/i", "image/png", b"\x89PNG\r\n\x1a\n"),
        warc("response", "https://example.org/e", "application/http", b""),
        warc("novelty", "https://example.org/n", "text/plain", b"x"),
        warc("response", "<https://example.org/h>", "application/http", http),
    ];
    let outcome = read("a.warc", &bytes.concat());
    assert_eq!(outcome.texts(), ["<p>resource</p>", "conversion", "<p>x</p>"]);
    assert_eq!(outcome.formats(), [Format::Html, Format::Text, Format::Html]);
    assert_eq!(
        outcome.records[2].metadata.url.as_deref(),
        Some("https://example.org/h")
    );
    assert_eq!(outcome.details(), "");
    let skipped = [
        (SkipKind::Warcinfo, 1),
        (SkipKind::Request, 2),
        (SkipKind::Dns, 5),
        (SkipKind::Revisit, 6),
        (SkipKind::Metadata, 7),
        (SkipKind::Image, 8),
        (SkipKind::Empty, 9),
        (SkipKind::WarcRecord, 10),
    ];
    assert_eq!(outcome.skip_list(), skipped.map(|(kind, record)| (kind, Some(record))));
    let image = &outcome.skipped[5];
    assert_eq!(
        (image.reason.as_str(), image.url.as_deref()),
        ("PNG image", Some("https://example.org/i"))
    );
}

#[test]
fn old_and_careless_writers_are_read() {
    let record = |head: &str, block: &str| format!("{head}Content-Length: {}\n\n{block}", block.len());
    let http = "HTTP/1.0 200 OK\nContent-Type: text/html\n\n<p>x</p>";
    let fields = "WARC-Type: response\nWARC-Target-URI: https://example.org/\n";
    let crlf = |text: String| text.replace('\n', "\r\n");
    let cases: Vec<(&str, String)> = vec![
        (
            "line feeds only",
            record(&format!("WARC/0.18\n{fields}"), http) + "\n\n",
        ),
        (
            "lower case",
            record(&format!("WARC/1.1\n{}", fields.to_lowercase()), http) + "\n\n",
        ),
        (
            "folded",
            record(
                "WARC/1.0\nWARC-Type:\n response\nWARC-Target-URI:\n\thttps://example.org/\n",
                http,
            ) + "\n\n",
        ),
        ("no separator", record(&format!("WARC/1.0\n{fields}"), http)),
        ("one break", record(&format!("WARC/1.0\n{fields}"), http) + "\n"),
        (
            "many breaks",
            record(&format!("WARC/1.0\n{fields}"), http) + "\r\n\r\n\r\n\r\n",
        ),
        (
            "block with breaks",
            crlf(format!("WARC/1.0\n{fields}Content-Length: 52\n\n")) + &crlf(http.into()) + "\r\n\r\n",
        ),
    ];
    for (name, text) in cases {
        let outcome = read("a.warc", text.repeat(3).as_bytes());
        assert_eq!(outcome.texts(), ["<p>x</p>"; 3], "{name}: {}", outcome.details());
        assert_eq!(
            outcome.records[0].metadata.url.as_deref(),
            Some("https://example.org/"),
            "{name}"
        );
        assert!(outcome.faults.is_empty(), "{name}: {}", outcome.details());
    }
}

fn chunked(data: &[u8], size: usize) -> Vec<u8> {
    let mut out = Vec::new();
    for chunk in data.chunks(size) {
        out.extend(format!("{:x};note=1\r\n", chunk.len()).bytes());
        out.extend(chunk);
        out.extend(b"\r\n");
    }
    out.extend(b"0\r\nTrailer: x\r\n\r\n");
    out
}

#[test]
fn bodies_are_decoded() {
    let plain = page_body(7).into_bytes();
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("Transfer-Encoding: chunked", chunked(&plain, 100)),
        ("Transfer-Encoding: chunked", chunked(&plain, 1)),
        ("Transfer-Encoding: Chunked", plain.clone()),
        ("Content-Encoding: gzip", gz(&plain)),
        ("Content-Encoding: x-gzip", gz(&plain)),
        ("Content-Encoding: gzip", [gz(&plain), b"padding".to_vec()].concat()),
        ("Content-Encoding: gzip", plain.clone()),
        ("Content-Encoding: deflate", zlib(&plain)),
        ("Content-Encoding: deflate", deflate(&plain)),
        ("Content-Encoding: br", brotli(&plain)),
        ("Content-Encoding: br", plain.clone()),
        ("Content-Encoding: zstd", zst(&plain)),
        ("Content-Encoding: identity", plain.clone()),
        ("Content-Encoding: utf-8", plain.clone()),
        ("Content-Encoding: x-unknown", plain.clone()),
        ("Content-Encoding: br", gz(&plain)),
        ("Content-Encoding: br", zst(&plain)),
        ("Content-Encoding: deflate", gz(&plain)),
        ("Content-Encoding: deflate", brotli(&plain)),
        ("Content-Encoding: gzip", zst(&plain)),
        ("Content-Encoding: gzip", brotli(&plain)),
        ("Content-Encoding: gzip", zlib(&plain)),
        ("Content-Encoding: zstd", gz(&plain)),
        ("Content-Encoding: x-own", gz(&plain)),
        ("X-Note: undeclared", gz(&plain)),
        ("X-Note: undeclared", zst(&plain)),
        ("X-Note: undeclared", gz(&gz(&plain))),
        ("Transfer-Encoding: gzip", gz(&plain)),
        ("Transfer-Encoding: gzip, chunked", chunked(&gz(&plain), 100)),
        (
            "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked",
            chunked(&gz(&plain), 100),
        ),
        ("Transfer-Encoding: gzip, chunked", gz(&plain)),
        ("Transfer-Encoding: gzip, chunked", plain.clone()),
        ("Transfer-Encoding: deflate", zlib(&plain)),
        ("Transfer-Encoding: gzip\r\nContent-Encoding: gzip", gz(&plain)),
        ("Transfer-Encoding: gzip\r\nContent-Encoding: br", gz(&brotli(&plain))),
        ("Content-Encoding: br", [brotli(&plain), b"\r\n".to_vec()].concat()),
        ("Content-Encoding: zstd", [zst(&plain), b"\r\n".to_vec()].concat()),
        ("Content-Encoding: gzip", [gz(&plain), b"\r\n".to_vec()].concat()),
        ("Content-Encoding: deflate", [zlib(&plain), b"\r\n".to_vec()].concat()),
        ("Content-Encoding: br, gzip", gz(&brotli(&plain))),
        ("Content-Encoding: gzip\r\nContent-Encoding: gzip", gz(&gz(&plain))),
        (
            "Content-Encoding: gzip\r\nTransfer-Encoding: chunked",
            chunked(&gz(&plain), 64),
        ),
    ];
    for (fields, body) in cases {
        let outcome = between(&format!("{HTML}{fields}\r\n"), &body);
        assert_eq!(outcome.texts(), [page_body(7)], "{fields}: {}", outcome.details());
        assert!(outcome.faults.is_empty(), "{fields}: {}", outcome.details());
        assert!(!outcome.records[0].metadata.extra.contains_key("truncated"), "{fields}");
    }
}

#[test]
fn bodies_that_cannot_be_decoded_are_named() {
    let plain = page_body(7).into_bytes();
    let noise: Vec<u8> = (0..900)
        .scan(Random(5), |random, _| Some(random.next() as u8))
        .collect();
    let mut broken = gz(&plain);
    // A block of a type that there is not.
    broken[10] = 0x07;
    let stacked = "gzip, ".repeat(20);
    let cases: Vec<(String, Vec<u8>, Fault)> = vec![
        ("Content-Encoding: gzip".into(), broken, Fault::CorruptMember),
        (
            "Content-Encoding: gzip".into(),
            gz(&plain)[..12].to_vec(),
            Fault::Truncated,
        ),
        ("Content-Encoding: br".into(), vec![0xff; 1000], Fault::CorruptMember),
        ("Content-Encoding: compress".into(), noise, Fault::Unsupported),
        (format!("Content-Encoding: {stacked}"), gz(&plain), Fault::Malformed),
        (
            "Content-Encoding: gzip".into(),
            gz(&vec![b'a'; 65 << 20]),
            Fault::TooLarge,
        ),
    ];
    for (fields, body, fault) in cases {
        let outcome = between(&format!("{HTML}{fields}\r\n"), &body);
        assert_eq!(
            outcome.fault_list(),
            [(fault, Some(2))],
            "{fields}: {}",
            outcome.details()
        );
        assert!(
            outcome.details().contains("https://example.org/x"),
            "{}",
            outcome.details()
        );
    }
}

#[test]
fn heads_before_the_real_one_are_passed_over() {
    let interim = [
        "HTTP/1.1 100 Continue\r\n\r\n",
        "HTTP/1.1 100 Continue\n\n",
        "HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\nContent-Type: text/css\r\n\r\n",
        "HTTP/1.0 200 Connection established\r\n\r\n",
        "HTTP/1.1 200 Connection Established\r\nProxy-Agent: some/1.0\r\n\r\n",
        "HTTP/1.0 200 OK\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n\r\n",
        "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n",
    ];
    for head in interim {
        let real = format!("{head}HTTP/1.1 200 OK\r\n{HTML}Transfer-Encoding: chunked\r\n\r\n");
        let block = [real.into_bytes(), chunked(page_body(7).as_bytes(), 50)].concat();
        let bytes = [
            page(0),
            warc("response", "https://example.org/x", "application/http", &block),
            page(1),
        ];
        let outcome = read("a.warc", &bytes.concat());
        assert_eq!(
            outcome.texts(),
            [page_body(0), page_body(7), page_body(1)],
            "{head}: {}",
            outcome.details()
        );
        assert!(outcome.faults.is_empty() && outcome.skipped.is_empty(), "{head}");
    }
    let missing = warc(
        "response",
        "https://example.org/x",
        "application/http",
        interim[0].as_bytes(),
    );
    let gone = format!("{}HTTP/1.1 404 Not Found\r\n{HTML}\r\n<p>x</p>", interim[0]);
    let gone = warc("response", "https://example.org/x", "application/http", gone.as_bytes());
    let outcome = read("a.warc", &[missing, gone].concat());
    assert_eq!(
        outcome.skip_list(),
        [(SkipKind::HttpError, Some(1)), (SkipKind::HttpError, Some(2))]
    );
    // A page about HTTP, which says what it is.
    let about = format!("HTTP/1.1 200 OK\r\n{HTML}\r\nis how an answer begins.");
    assert_eq!(
        between("Content-Type: text/plain\r\n", about.as_bytes()).texts(),
        [about]
    );
}

#[test]
fn a_body_that_was_cut_says_so() {
    let plain = page_body(7).into_bytes();
    let whole = chunked(&plain, 100);
    let outcome = between(
        &format!("{HTML}Transfer-Encoding: chunked\r\n"),
        &whole[..whole.len() / 2],
    );
    assert!(page_body(7).starts_with(&outcome.texts()[0][..50]));
    assert_eq!(outcome.records[0].metadata.extra["truncated"], true);
}

#[test]
fn odd_beginnings_of_a_response_are_read() {
    let blocks = [
        format!("\r\nHTTP/1.1 200 OK\r\n{HTML}\r\n{}", page_body(7)),
        page_body(7),
        format!("\r\n{}", page_body(7)),
    ];
    for block in blocks {
        let odd = warc(
            "response",
            "https://example.org/x",
            "application/http",
            block.as_bytes(),
        );
        let outcome = read("a.warc", &[page(0), odd, page(1)].concat());
        let texts: Vec<String> = outcome
            .texts()
            .iter()
            .map(|text| text.trim_start().to_owned())
            .collect();
        assert_eq!(
            texts,
            [page_body(0), page_body(7), page_body(1)],
            "{block:.30}: {}",
            outcome.details()
        );
    }
}

#[test]
fn a_byte_order_mark_before_a_record_is_no_damage() {
    let mark = "\u{feff}".as_bytes();
    let outcome = read("a.warc", &[mark, &page(0), mark, &page(1)].concat());
    assert_eq!(outcome.texts(), [page_body(0), page_body(1)]);
    assert!(outcome.faults.is_empty(), "{}", outcome.details());
}

#[test]
fn responses_that_hold_no_page_are_skipped_or_named() {
    let status = |line: &str| {
        let block = format!("{line}\r\n{HTML}\r\n<p>x</p>");
        warc("response", "https://example.org/", "application/http", block.as_bytes())
    };
    let lines = [
        "HTTP/1.1 301 Moved",
        "HTTP/1.1 404 Not Found",
        "HTTP/1.1 503",
        "HTTP/2 200",
        "HTTP/1.1 206 Part",
    ];
    let bytes: Vec<u8> = lines.iter().flat_map(|line| status(line)).collect();
    let outcome = read("a.warc", &bytes);
    assert_eq!(outcome.records.len(), 2);
    assert_eq!(
        outcome.skip_list(),
        [
            (SkipKind::Redirect, Some(1)),
            (SkipKind::HttpError, Some(2)),
            (SkipKind::HttpError, Some(3))
        ]
    );
    assert_eq!(outcome.reasons(), "HTTP status 301\nHTTP status 404\nHTTP status 503");
    let all = Options {
        http_errors: true,
        ..Options::default()
    };
    assert_eq!(read_with("a.warc", &bytes, &all).records.len(), 5);
    let outcome = read("a.warc", &status("ICY 200 OK"));
    assert_eq!(outcome.fault_list(), [(Fault::Malformed, Some(1))]);
}

/// What crawlers write beside the pages, and robots.txt, are no documents, whatever type they bear.
#[test]
fn records_of_crawlers_are_no_documents() {
    let cases = [
        (
            "metadata://gnu.org/software/wget/warc/MANIFEST.txt",
            SkipKind::CrawlerRecord,
        ),
        (
            "metadata://gnu.org/software/wget/warc/wget_arguments.txt",
            SkipKind::CrawlerRecord,
        ),
        (
            "<metadata://gnu.org/software/wget/warc/wget.log>",
            SkipKind::CrawlerRecord,
        ),
        ("urn:X-wpull:log", SkipKind::CrawlerRecord),
        ("urn:text:https://example.org/", SkipKind::CrawlerRecord),
        ("https://example.org/robots.txt", SkipKind::RobotsTxt),
    ];
    for (url, kind) in cases {
        for record_type in ["resource", "conversion"] {
            let outcome = read(
                "a.warc",
                &warc(record_type, url, "text/plain", b"What a crawler did and found."),
            );
            assert_eq!(outcome.skip_list(), [(kind, Some(1))], "{record_type} {url}");
            let bare = url.trim_start_matches('<').trim_end_matches('>');
            assert_eq!(outcome.skipped[0].url.as_deref(), Some(bare));
            assert!(
                outcome.records.is_empty() && outcome.faults.is_empty(),
                "{record_type} {url}"
            );
        }
    }
    let robots = response(
        "http://example.org/robots.txt",
        "Content-Type: text/plain\r\n",
        b"User-agent: *\n",
    );
    assert_eq!(read("a.warc", &robots).skip_list(), [(SkipKind::RobotsTxt, Some(1))]);
}

/// A kind that the settings make an error is quarantined, and only that kind.
#[test]
fn kinds_can_be_made_an_error() {
    let bytes = [
        response("https://example.org/i", "Content-Type: image/gif\r\n", b"GIF89a"),
        response("https://example.org/e", HTML, b""),
        page(1),
    ];
    let strict = |names: &[&str]| {
        let names: Vec<String> = names.iter().map(ToString::to_string).collect();
        let options = Options {
            quarantine: names.try_into().unwrap(),
            ..Options::default()
        };
        read_with("a.warc", &bytes.concat(), &options)
    };
    let empty = strict(&["empty"]);
    assert_eq!(empty.fault_list(), [(Fault::Empty, Some(2))]);
    assert_eq!(empty.skip_list(), [(SkipKind::Image, Some(1))]);
    let all = strict(&["all"]);
    assert_eq!(
        all.fault_list(),
        [(Fault::Unsupported, Some(1)), (Fault::Empty, Some(2))]
    );
    assert_eq!(
        all.details(),
        "GIF image (https://example.org/i)\nholds no bytes (https://example.org/e)"
    );
    assert_eq!(all.texts(), [page_body(1)]);
}

#[test]
fn types_of_bodies_are_told_by_content_first() {
    let cases: &[(&str, &[u8], Result<Format, &str>)] = &[
        ("text/html", b"words", Ok(Format::Html)),
        ("image/png", b"<!doctype html><p>x", Ok(Format::Html)),
        ("text/plain", b"words", Ok(Format::Text)),
        ("text/markdown", b"# x", Ok(Format::Markdown)),
        ("", b"<div><p>x</p></div>", Ok(Format::Html)),
        ("", b"words", Ok(Format::Text)),
        ("application/octet-stream", b"\x89PNG\r\n\x1a\n", Err("PNG image")),
        ("text/html", b"%PDF-1.4", Err("PDF document")),
        ("application/json", b"{}", Err("application/json")),
        ("text/css", b"p {}", Err("text/css")),
        ("application/rss+xml", b"<rss/>", Err("application/rss+xml")),
    ];
    for (mime, body, expected) in cases {
        let outcome = between(&format!("Content-Type: {mime}\r\n"), body);
        match expected {
            Ok(format) => assert_eq!(outcome.formats(), [*format], "{mime}: {}", outcome.details()),
            Err(kind) => {
                assert_eq!((outcome.faults.len(), outcome.skipped.len()), (0, 1), "{mime}");
                assert_eq!(outcome.skipped[0].provenance.record, Some(2), "{mime}");
                assert!(outcome.reasons().contains(kind), "{mime}: {}", outcome.reasons());
            }
        }
    }
}

type Damage = fn(Vec<u8>) -> Vec<u8>;

/// What can happen to a record.
fn damages() -> Vec<(&'static str, Damage)> {
    fn length(record: Vec<u8>, change: fn(i64) -> String) -> Vec<u8> {
        let text = String::from_utf8(record).unwrap();
        let (head, tail) = text.split_once("Content-Length: ").unwrap();
        let (old, tail) = tail.split_once("\r\n").unwrap();
        format!("{head}Content-Length: {}\r\n{tail}", change(old.parse().unwrap())).into_bytes()
    }
    fn middle(mut record: Vec<u8>, change: fn(&mut Vec<u8>, usize)) -> Vec<u8> {
        let at = record.len() * 2 / 3;
        change(&mut record, at);
        record
    }
    vec![
        ("length + 2", |r| length(r, |n| (n + 2).to_string())),
        ("length + 100", |r| length(r, |n| (n + 100).to_string())),
        ("length - 1", |r| length(r, |n| (n - 1).to_string())),
        ("length - 100", |r| length(r, |n| (n - 100).to_string())),
        ("length 0", |r| length(r, |_| "0".into())),
        ("length huge", |r| length(r, |_| "99999999999".into())),
        ("length beyond u64", |r| length(r, |_| "9".repeat(40))),
        ("length negative", |r| length(r, |n| (-n).to_string())),
        ("length plus sign", |r| length(r, |n| format!("+{n}"))),
        ("length in words", |r| length(r, |_| "ten".into())),
        ("length empty", |r| length(r, |_| String::new())),
        ("two lengths", |r| length(r, |n| format!("{n}\r\nContent-Length: 5"))),
        ("no type", |r| {
            String::from_utf8(r)
                .unwrap()
                .replace("WARC-Type", "X-Type")
                .into_bytes()
        }),
        ("bytes deleted", |r| {
            middle(r, |bytes, at| drop(bytes.drain(at..at + 9)))
        }),
        ("bytes inserted", |r| {
            middle(r, |bytes, at| drop(bytes.splice(at..at, *b"inserted")))
        }),
        ("version broken", |mut r| {
            r[2] = b'x';
            r
        }),
        ("header never ends", |r| {
            String::from_utf8(r).unwrap().replace("\r\n\r\n", "\r\n").into_bytes()
        }),
        ("garbage instead", |r| vec![0xa7; r.len()]),
        ("NULs instead", |r| vec![0; r.len()]),
        ("header floods", |r| {
            let flood = format!("WARC/1.0\r\n{}", "X-A: b\r\n".repeat(200_000));
            [flood.into_bytes(), r[10..].to_vec()].concat()
        }),
    ]
}

#[test]
fn a_damaged_record_costs_itself() {
    let mut failures = Vec::new();
    for packed in [false, true] {
        for hit in [1, 5, 10] {
            for (name, damage) in damages() {
                let mut records = pages(10);
                records[hit] = damage(records[hit].clone());
                let bytes = match packed {
                    true => records.iter().flat_map(|record| gz(record)).collect::<Vec<u8>>(),
                    false => records.concat(),
                };
                let outcome = read("a.warc", &bytes);
                let expected: Vec<String> = (0..10).filter(|&k| k != hit - 1).map(page_body).collect();
                // NULs at the end are padding.
                let padding = hit == 10 && name == "NULs instead";
                let lost = outcome.texts() == expected && outcome.faults.len() == usize::from(!padding);
                // Where the end of the record shows, its length is mended and the page is kept.
                let mut texts = outcome.texts();
                let mended = texts.len() == 10 && outcome.faults.is_empty();
                if mended {
                    texts.remove(hit - 1);
                }
                if !(lost || mended && texts == expected) {
                    let (kept, details) = (outcome.records.len(), outcome.details());
                    failures.push(format!("{name} at {hit}, packed {packed}: {kept} kept; {details:.300}"));
                }
            }
        }
    }
    assert_none(&failures);
}

#[test]
fn garbage_between_records_costs_no_record() {
    for garbage in [&b"this is no record\r\n"[..], &[0; 5000], b"WARC/", b"\xff\xfe"] {
        let records = pages(4);
        let bytes = [records[..3].concat(), garbage.to_vec(), records[3..].concat()].concat();
        let outcome = read("a.warc", &bytes);
        assert_eq!(outcome.texts(), (0..4).map(page_body).collect::<Vec<_>>());
        assert_eq!(outcome.fault_list(), [(Fault::Malformed, None)]);
        assert_eq!(
            outcome.faults[0].provenance.offset_bytes,
            records[..3].concat().len() as u64
        );
    }
}

fn is_truncated(record: &chaffinch::internal::model::Record) -> bool {
    record.metadata.extra.contains_key("truncated")
}

#[test]
fn a_file_cut_anywhere_keeps_whole_records() {
    let bytes = pages(6).concat();
    let all: Vec<String> = (0..6).map(page_body).collect();
    for cut in (1..bytes.len()).step_by(41) {
        let outcome = read("a.warc", &bytes[..cut]);
        let texts = outcome.texts();
        // The last one may be cut itself; that is named.
        let whole = texts.len() - outcome.records.iter().filter(|record| is_truncated(record)).count();
        assert_eq!(texts[..whole], all[..whole], "cut at {cut}");
        let part = texts[whole..].concat();
        assert!(
            texts.len() <= whole + 1 && all[whole.min(5)].starts_with(part.trim_end()),
            "cut at {cut}"
        );
        assert!(outcome.faults.len() <= 1, "cut at {cut}: {}", outcome.details());
        assert!(
            part.is_empty() || outcome.fault_list() == [(Fault::Truncated, None)],
            "cut at {cut}"
        );
        let records = memchr::memmem::find_iter(&bytes[..cut], b"WARC/1.0\r\n").count();
        let seen = texts.len() + outcome.faults.len() + outcome.skipped.len();
        assert!(
            seen >= records,
            "cut at {cut}: {seen} of {records}; {}",
            outcome.details()
        );
    }
}

#[test]
fn a_record_over_the_limit_is_passed_over() {
    let options = Options {
        max_record_bytes: 10_000,
        ..Options::default()
    };
    let large = response("https://example.org/large", HTML, &vec![b'a'; 1_000_000]);
    let outcome = read_with("a.warc", &[page(0), large, page(1)].concat(), &options);
    assert_eq!(outcome.texts(), [page_body(0), page_body(1)]);
    assert_eq!(outcome.fault_list(), [(Fault::TooLarge, Some(2))]);
    assert!(outcome.details().contains("https://example.org/large"));
}
