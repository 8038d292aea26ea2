//! HTTP inside WARC: what decodes of a damaged body is kept and the damage reported, and heads are read as browsers do.

use chaffinch::internal::model::{Content, Fault, SkipKind};

use crate::support::*;

const HTML: &str = "Content-Type: text/html\r\n";

fn long_page() -> String {
    let paragraphs: String = (0..40).map(|number| format!("<p>{}</p>\r\n", body(number))).collect();
    format!("<!doctype html><title>7</title>\r\n{paragraphs}")
}

fn chunked(data: &[u8], size: usize) -> Vec<u8> {
    let mut out = Vec::new();
    for chunk in data.chunks(size) {
        out.extend(format!("{:x}\r\n", chunk.len()).bytes());
        out.extend(chunk);
        out.extend(b"\r\n");
    }
    out.extend(b"0\r\n\r\n");
    out
}

/// Reads a response between two healthy pages, which must both survive.
fn between(record: &[u8], about: &str) -> Outcome {
    let mut outcome = read("a.warc", &[&page(0)[..], record, &page(1)].concat());
    let details = outcome.details();
    assert!(outcome.records.len() >= 2, "{about}: {details}");
    assert_eq!(text(&outcome.records.remove(0)), page_body(0), "{about}: {details}");
    assert_eq!(
        text(&outcome.records.pop().unwrap()),
        page_body(1),
        "{about}: {details}"
    );
    outcome
}

fn body_between(fields: &str, body: &[u8], about: &str) -> Outcome {
    between(
        &response("https://example.org/x", &format!("{HTML}{fields}\r\n"), body),
        about,
    )
}

/// The text of the one record, whose damage must be told in its metadata and beside it.
#[track_caller]
fn damaged_text(outcome: &Outcome, fault: Fault, about: &str) -> String {
    let details = outcome.details();
    assert_eq!(outcome.fault_list(), [(fault, None)], "{about}: {details}");
    assert_eq!(outcome.records.len(), 1, "{about}: {details}");
    let noted = &outcome.records[0].metadata.extra["http_damage"];
    assert!(details.contains(noted.as_str().unwrap()), "{about}: {noted}: {details}");
    assert!(
        details.contains("what there is of record 2 is kept"),
        "{about}: {details}"
    );
    assert!(details.contains("https://example.org/x"), "{about}: {details}");
    text(&outcome.records[0])
}

#[test]
fn a_wrong_checksum_of_a_body_costs_nothing_and_is_reported() {
    let plain = long_page().into_bytes();
    let spoilt = |mut packed: Vec<u8>, from_end: usize| {
        let at = packed.len() - from_end;
        packed[at] ^= 0x10;
        packed
    };
    for (fields, body) in [
        ("Content-Encoding: gzip", spoilt(gz(&plain), 8)),
        ("Content-Encoding: gzip", spoilt(gz(&plain), 1)),
        ("Content-Encoding: deflate", spoilt(zlib(&plain), 1)),
        ("Content-Encoding: deflate", spoilt(zlib(&plain), 4)),
        ("Content-Encoding: zstd", spoilt(zst(&plain), 1)),
        ("Transfer-Encoding: gzip, chunked", chunked(&spoilt(gz(&plain), 8), 100)),
        ("Content-Encoding: gzip, gzip", gz(&spoilt(gz(&plain), 8))),
        ("X-Note: undeclared", spoilt(gz(&plain), 8)),
    ] {
        let outcome = body_between(fields, &body, fields);
        assert_eq!(
            damaged_text(&outcome, Fault::CorruptMember, fields),
            long_page(),
            "{fields}"
        );
        assert!(!outcome.records[0].metadata.extra.contains_key("truncated"), "{fields}");
    }
}

#[test]
fn a_body_that_is_cut_is_kept_up_to_there() {
    let plain = long_page().into_bytes();
    for (fields, body) in [
        ("Content-Encoding: gzip", gz(&plain)),
        ("Content-Encoding: deflate", zlib(&plain)),
        ("Content-Encoding: deflate", deflate(&plain)),
        ("Content-Encoding: br", brotli(&plain)),
        ("Content-Encoding: zstd", plain.chunks(1000).flat_map(zst).collect()),
        ("Transfer-Encoding: chunked", chunked(&plain, 100)),
        ("Transfer-Encoding: gzip, chunked", chunked(&gz(&plain), 100)),
        ("Content-Encoding: br, gzip", gz(&brotli(&plain))),
    ] {
        for percent in [60, 75, 90, 99] {
            let about = format!("{fields} {percent}");
            let outcome = body_between(fields, &body[..body.len() * percent / 100], &about);
            let text = damaged_text(&outcome, Fault::Truncated, &about);
            let least = plain.len() * (percent - 45) / 100;
            assert!(
                long_page().starts_with(&text) && text.len() >= least,
                "{about}: {}",
                text.len()
            );
            assert_eq!(outcome.records[0].metadata.extra["truncated"], true, "{about}");
        }
    }
    // Where the record says itself that it was cut, there is nothing to report.
    let block = format!("HTTP/1.1 200 OK\r\n{HTML}Content-Encoding: gzip\r\n\r\n");
    let packed = gz(&plain);
    let block = [block.as_bytes(), &packed[..packed.len() / 2]].concat();
    let record = warc("response", "https://example.org/x", "application/http", &block);
    let fields = record.strip_prefix(b"WARC/1.0\r\n").unwrap();
    let record = [b"WARC/1.0\r\nWARC-Truncated: length\r\n", fields].concat();
    let outcome = between(&record, "WARC-Truncated");
    assert_eq!(
        (outcome.records.len(), outcome.faults.len()),
        (1, 0),
        "{}",
        outcome.details()
    );
}

#[test]
fn a_bad_byte_in_packed_data_costs_what_follows_at_the_most() {
    let plain = long_page().into_bytes();
    for (fields, body) in [
        ("Content-Encoding: gzip", gz(&plain)),
        ("Content-Encoding: deflate", zlib(&plain)),
        ("Content-Encoding: br", brotli(&plain)),
    ] {
        for place in 1..40 {
            let mut bad = body.clone();
            let at = bad.len() * place / 40;
            bad[at] ^= 0xff;
            let about = format!("{fields} byte {at}");
            let outcome = body_between(fields, &bad, &about);
            let items = outcome.records.len() + outcome.faults.len() + outcome.skipped.len();
            // Brotli has no checksum, so that not every damage shows.
            let is_noticed = outcome.faults.len() == 1 || fields.contains("br");
            assert!(
                items > 0 && is_noticed && outcome.skipped.is_empty(),
                "{about}: {}",
                outcome.details()
            );
            if place > 20 && !fields.contains("br") {
                let text = text(&outcome.records[0]);
                let common = text.bytes().zip(&plain).take_while(|(a, b)| a == *b).count();
                assert!(common > plain.len() / 4, "{about}: {common}");
            }
        }
    }
}

#[test]
fn a_bad_size_of_a_chunk_costs_no_other_chunk() {
    let parts: Vec<String> = (0..20).map(|number| format!("<p>{}</p>\r\n", body(number))).collect();
    let page = "<!doctype html>".to_owned() + &parts.concat();
    let mut good = b"f\r\n<!doctype html>\r\n".to_vec();
    let mut sizes = Vec::new();
    for part in &parts {
        sizes.push(good.len());
        good.extend(format!("{:x}\r\n{part}\r\n", part.len()).bytes());
    }
    let end = good.len();
    good.extend(b"0\r\n\r\n");
    assert_eq!(
        body_between("Transfer-Encoding: chunked", &good, "good").texts(),
        [page]
    );
    for (number, &size) in sizes.iter().enumerate() {
        let digits = good[size..].iter().position(|b| *b == b'\r').unwrap();
        for at in [
            size,
            size + digits - 1,
            size + digits,
            size + digits + 1,
            size - 2,
            size - 1,
        ] {
            for byte in [b'0', b'1', b'7', b'f', b'x', b' ', 0, 0xff] {
                let mut bad = good.clone();
                if std::mem::replace(&mut bad[at], byte) == byte {
                    continue;
                }
                let about = format!("chunk {number} byte {at} is {byte}");
                let outcome = body_between("Transfer-Encoding: chunked", &bad, &about);
                assert_eq!(outcome.records.len(), 1, "{about}: {}", outcome.details());
                let Content::Bytes { bytes, .. } = &outcome.records[0].content else {
                    panic!("{about}")
                };
                let is_lost = |part: &usize| memchr::memmem::find(bytes, parts[*part].trim_end().as_bytes()).is_none();
                let lost: Vec<usize> = (0..parts.len()).filter(is_lost).collect();
                let near = |part: &usize| part.abs_diff(number) <= 1;
                assert!(lost.len() <= 1 && lost.iter().all(near), "{about}: lost {lost:?}");
            }
        }
    }
    // An archive took the chunks apart and left the field.
    for plain in [
        "<p>bad\n<p>\r\n42\r\nis the answer",
        "dead\nand gone, as the first line of a ballad says",
    ] {
        let outcome = body_between("Transfer-Encoding: chunked", plain.as_bytes(), "plain");
        assert_eq!(outcome.texts(), [plain], "{}", outcome.details());
        assert!(outcome.faults.is_empty(), "{}", outcome.details());
    }
    // Chunks whose ends or sizes are gone.
    for (about, bad) in [
        ("no last chunk", good[..end].to_vec()),
        ("bad first size", [b"x", &good[1..]].concat()),
        ("no size", [&good[..sizes[5]], &good[sizes[5] + 5..]].concat()),
        (
            "bytes lost in a chunk",
            [&good[..sizes[5] + 20], &good[sizes[5] + 29..]].concat(),
        ),
        (
            "bytes more in a chunk",
            [&good[..sizes[5] + 20], b"more and more", &good[sizes[5] + 20..]].concat(),
        ),
        ("not a size", b"4\r\nabcd\r\nnot a size\r\n".to_vec()),
    ] {
        let outcome = body_between("Transfer-Encoding: chunked", &bad, about);
        let fault = if about == "no last chunk" {
            Fault::Truncated
        } else {
            Fault::Malformed
        };
        let text = damaged_text(&outcome, fault, about);
        let lost = parts.iter().filter(|part| !text.contains(part.trim_end())).count();
        assert!(lost <= 1 || about == "not a size", "{about}: {lost}");
    }
}

#[test]
fn damage_of_what_is_no_document_is_not_reported() {
    let mut picture = gz(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    let last = picture.len() - 8;
    picture[last] ^= 1;
    let fields = "Content-Type: image/png\r\nContent-Encoding: gzip\r\n";
    let outcome = between(&response("https://example.org/x", fields, &picture), "picture");
    assert_eq!(
        outcome.skip_list(),
        [(SkipKind::Image, Some(2))],
        "{}",
        outcome.details()
    );
    assert!(outcome.faults.is_empty(), "{}", outcome.details());
}

#[test]
fn heads_are_read_as_browsers_do() {
    let page = "<!doctype html><p>One.</p>\r\n\r\n<p>Two, behind a blank line.</p>";
    for head in [
        "HTTP/1.1 200 OK\rContent-Type: text/html\rServer: x\r\r",
        "HTTP/1.1 200 OK\nContent-Type: text/html\nServer: x\n\n",
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\rServer: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\r\nContent-Type: text/html\r\r\n\r\r\n",
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\n",
        "HTTP/1.1 200 OK\r\nServer: a\r\n  b\r\n\tc\r\nContent-Type:\r\n text/html\r\n\r\n",
        "HTTP/1.1 200 OK\r\nSer\0ver: x\0y\r\nContent-Type: text/\0html\r\n\r\n",
        "HTTP/1.1 200 OK\0\r\nContent-Type: text/html\r\n\r\n",
        "HTTP/1.1 200\r\nContent-Type: text/html\r\n\r\n",
        "HTTP/1.1 what\r\nContent-Type: text/html\r\n\r\n",
        "HTTP/1.1\r\nContent-Type: text/html\r\n\r\n",
        "HTTP/1.1 200 Все в порядке, вот ответ\r\nContent-Type: text/html\r\n\r\n",
        "HTTP/1.1  200  OK\r\nContent-Type: text/html\r\n\r\n",
        "HTTP/1.1 200OK\r\nContent-Type: text/html\r\n\r\n",
        "http/1.0 200 ok\r\ncontent-type:text/html\r\n\r\n",
        "HTTP 200 OK\r\nContent-Type: text/html\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno field at all\r\n: no name\r\nContent-Type : text/html\r\n\r\n",
        "Content-Type: text/html\r\nContent-Length: 70\r\n\r\n",
        "Server: x\nContent-Type: text/html\n\n",
        ":status: 200\r\ncontent-type: text/html\r\n\r\n",
    ] {
        let block = [head.as_bytes(), page.as_bytes()].concat();
        let record = warc("response", "https://example.org/x", "application/http", &block);
        let outcome = between(&record, head);
        assert_eq!(
            outcome.texts(),
            [page],
            "{head:?}: {}{}",
            outcome.details(),
            outcome.reasons()
        );
        assert!(outcome.faults.is_empty(), "{head:?}: {}", outcome.details());
    }
    for head in [
        "HTTP/1.1 404 Niet gevonden, jammer genoeg é\rContent-Type: text/html\r\r",
        ":status: 404\r\ncontent-type: text/html\r\n\r\n",
    ] {
        let block = [head.as_bytes(), page.as_bytes()].concat();
        let record = warc("response", "https://example.org/x", "application/http", &block);
        let outcome = between(&record, head);
        assert_eq!(outcome.skip_list(), [(SkipKind::HttpError, Some(2))], "{head:?}");
    }
    // A head without end costs its record alone.
    let endless = "HTTP/1.1 200 OK\r\nX: y\r\n".to_owned() + &"Z: 0123456789\r\n".repeat(100_000);
    let record = warc(
        "response",
        "https://example.org/x",
        "application/http",
        endless.as_bytes(),
    );
    let outcome = between(&record, "endless");
    assert_eq!(
        outcome.fault_list(),
        [(Fault::Malformed, Some(2))],
        "{}",
        outcome.details()
    );
}
