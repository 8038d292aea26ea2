//! WARC records whose Content-Length is not what stands in the file: the page is kept where its end shows otherwise.

use chaffinch::internal::model::Fault;
use serde_json::json;

use crate::support::*;

/// A record with this many bytes more than its block declared, this behind it, and a body that ends in `ending`.
fn record(number: usize, off: i64, ending: &str, separator: &str) -> Vec<u8> {
    let body = page_body(number) + ending;
    let block = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{body}");
    let length = i64::try_from(block.len()).unwrap() + off;
    let head = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.org/{number}\r\n\
         Content-Type: application/http; msgtype=response\r\nContent-Length: {length}\r\n\r\n"
    );
    [head.as_bytes(), block.as_bytes(), separator.as_bytes()].concat()
}

type Pack = fn(&[Vec<u8>]) -> Vec<u8>;

/// The ways in which records are packed.
const PACKS: [(&str, Pack); 5] = [
    ("plain", |records| records.concat()),
    ("a member per record", |records| {
        records.iter().flat_map(|record| gz(record)).collect()
    }),
    ("one member", |records| gz(&records.concat())),
    ("a frame per record", |records| {
        records.iter().flat_map(|record| zst(record)).collect()
    }),
    ("blocks", |records| records.concat().chunks(700).flat_map(gz).collect()),
];

const CASES: [(&str, i64, &str, &str); 16] = [
    ("right", 0, "", "\r\n\r\n"),
    ("one too long", 1, "", "\r\n\r\n"),
    ("one too long behind LF", 1, "\n", "\r\n\r\n"),
    ("two too long", 2, "", "\r\n\r\n"),
    ("both breaks counted", 4, "", "\r\n\r\n"),
    ("a break counted, one more behind", 2, "", "\r\n"),
    ("one break", 0, "", "\r\n"),
    ("one break, body ends in LF", 0, "\n", "\r\n"),
    ("one break, body ends in CRLF", 0, "\r\n", "\r\n"),
    ("LF alone, body ends in LF", 0, "\n", "\n"),
    ("no break", 0, "", ""),
    ("no break, body ends in LF", 0, "\n", ""),
    ("one too short", -1, "", "\r\n\r\n"),
    ("three too short", -3, "\n", "\r\n\r\n"),
    ("100 too short", -100, "", "\r\n\r\n"),
    ("7 too long", 7, "", "\r\n\r\n"),
];

#[test]
fn pages_of_a_wrong_length_are_kept() {
    let mut failures = Vec::new();
    for (packing, pack) in PACKS {
        for (name, off, ending, separator) in CASES {
            let records: Vec<Vec<u8>> = (0..3).map(|k| record(k, off, ending, separator)).collect();
            let outcome = read("a.warc", &pack(&records));
            let texts: Vec<String> = outcome.texts().iter().map(|text| text.trim_end().to_owned()).collect();
            if texts != (0..3).map(page_body).collect::<Vec<_>>() || !outcome.faults.is_empty() {
                failures.push(format!(
                    "{name}, {packing}: {} kept; {}",
                    texts.len(),
                    outcome.details()
                ));
            }
        }
    }
    assert_none(&failures);
}

#[test]
fn a_mended_length_stands_in_the_metadata() {
    for (_, pack) in PACKS {
        let records: Vec<Vec<u8>> = (0..3)
            .map(|k| record(k, if k == 1 { -100 } else { 0 }, "", "\r\n\r\n"))
            .collect();
        let outcome = read("a.warc", &pack(&records));
        let extra: Vec<_> = outcome.records.iter().map(|record| &record.metadata.extra).collect();
        let block = records[1].len() - 4 - memchr::memmem::find(&records[1], b"\r\n\r\n").unwrap() - 4;
        assert_eq!(extra[1]["warc_content_length"], json!((block - 100).to_string()));
        assert_eq!(extra[1]["warc_mended_length"], json!(block));
        assert!(!extra[0].contains_key("warc_mended_length") && !extra[2].contains_key("warc_content_length"));
    }
}

/// Lengths that say nothing at all.
#[test]
fn a_length_that_is_none_is_mended_too() {
    for length in ["", "ten", "-5", "+5", "5\r\nContent-Length: 6", "5, 6"] {
        let text = String::from_utf8(record(1, 0, "", "\r\n\r\n")).unwrap();
        let (head, tail) = text.split_once("Content-Length: ").unwrap();
        let (_, tail) = tail.split_once("\r\n").unwrap();
        let bad = format!("{head}Content-Length: {length}\r\n{tail}").into_bytes();
        for (packing, pack) in PACKS {
            let records = [record(0, 0, "", "\r\n\r\n"), bad.clone(), record(2, 0, "", "\r\n\r\n")];
            let outcome = read("a.warc", &pack(&records));
            assert_eq!(
                outcome.texts(),
                (0..3).map(page_body).collect::<Vec<_>>(),
                "{length:?} {packing}"
            );
        }
    }
}

/// A page that shows records, as pages about WARC do.
fn about_warc() -> String {
    let inner = [page(7), page(8)].concat();
    let inner = String::from_utf8(inner).unwrap();
    format!("<!doctype html><pre>\nWARC/1.0\r\nWARC-Type: response\r\n\r\n{inner}WARC/1.0\r\n\r\n</pre>")
}

#[test]
fn a_body_that_shows_records_is_not_cut_where_its_length_is_right() {
    let about = response(
        "https://example.org/x",
        "Content-Type: text/html\r\n",
        about_warc().as_bytes(),
    );
    for separator in ["\r\n\r\n", "\r\n", ""] {
        let about = [&about[..about.len() - 4], separator.as_bytes()].concat();
        for (packing, pack) in PACKS {
            let outcome = read("a.warc", &pack(&[page(0), about.clone(), page(2)]));
            assert_eq!(
                outcome.texts(),
                [page_body(0), about_warc(), page_body(2)],
                "{packing} {separator:?}"
            );
            assert!(outcome.faults.is_empty(), "{packing}: {}", outcome.details());
        }
    }
}

#[test]
fn a_wrong_length_never_costs_a_neighbour() {
    let inside = |off: i64| {
        let mut block = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{}", about_warc());
        let length = i64::try_from(block.len()).unwrap() + off;
        block.insert_str(
            0,
            &format!(
                "WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\nContent-Length: {length}\r\n\r\n"
            ),
        );
        block.into_bytes()
    };
    for off in [-500, -100, -3, 1, 90, 400, 1000, 5000] {
        for plain in [false, true] {
            let separated = |mut bytes: Vec<u8>| {
                bytes.extend(b"\r\n\r\n");
                bytes
            };
            let bad = match plain {
                true => record(1, off, "", "\r\n\r\n"),
                false => separated(inside(off)),
            };
            for (packing, pack) in PACKS {
                let outcome = read("a.warc", &pack(&[page(0), bad.clone(), page(2), page(3)]));
                let texts = outcome.texts();
                let lost: Vec<usize> = [0, 2, 3]
                    .into_iter()
                    .filter(|&k| !texts.contains(&page_body(k)))
                    .collect();
                assert!(
                    lost.is_empty(),
                    "{off} {plain} {packing}: lost {lost:?}; {}",
                    outcome.details()
                );
            }
        }
    }
}

/// Members that hold many records each, as archives have them that were packed by hand and joined.
#[test]
fn a_member_is_no_record_where_it_holds_several() {
    let member = |off| {
        gz(&[
            record(0, off, "", "\r\n\r\n"),
            record(1, 0, "", "\r\n\r\n"),
            record(2, 0, "", "\r\n\r\n"),
        ]
        .concat())
    };
    for off in [-50, 1, 50] {
        let outcome = read("a.warc", &[member(0), member(off), member(off)].concat());
        let expected: Vec<String> = (0..9).map(|k| page_body(k % 3)).collect();
        assert_eq!(outcome.texts(), expected, "{off}: {}", outcome.details());
    }
}

/// A length that runs past the end, or a file that was cut: the part that is there is a page, and the end is named.
#[test]
fn a_page_that_the_end_of_the_file_cuts_is_kept_and_named() {
    let too_long = |off| [page(0), record(1, off, "", "")].concat();
    let short = [page(0), page(1)].concat();
    let cases = [
        (too_long(1), 0),
        (too_long(3), 0),
        (too_long(5000), 0),
        (short[..short.len() - 5].to_vec(), 1),
        (short[..short.len() - 104].to_vec(), 100),
    ];
    for (bytes, lost) in cases {
        let whole = page_body(1);
        let packs = [
            ("a.warc", bytes.clone()),
            ("a.warc.gz", gz(&bytes)),
            ("a.warc.zst", zst(&bytes)),
        ];
        for (name, packed) in packs {
            let outcome = read(name, &packed);
            assert_eq!(outcome.texts(), [&page_body(0), &whole[..whole.len() - lost]], "{name}");
            assert_eq!(outcome.records[1].metadata.extra["truncated"], true);
            assert_eq!(
                outcome.fault_list(),
                [(Fault::Truncated, None)],
                "{}",
                outcome.details()
            );
            let kept = "ends inside record 2; what there is of it is kept";
            assert!(outcome.details().contains(kept), "{}", outcome.details());
        }
    }
}

#[test]
fn a_page_that_the_end_of_its_member_cuts_is_kept() {
    let members = |cut: usize| {
        let mut bytes = [gz(&page(0)), gz(&page(1))].concat();
        bytes.truncate(bytes.len() - cut);
        bytes
    };
    for cut in [1, 9, 60] {
        let outcome = read("a.warc.gz", &members(cut));
        let texts = outcome.texts();
        assert!(
            texts.len() == 2 && page_body(1).starts_with(texts[1].trim_end()),
            "{cut}: {texts:?}"
        );
        assert_eq!(
            outcome.fault_list(),
            [(Fault::Truncated, None)],
            "{}",
            outcome.details()
        );
    }
}

/// Without a part of its body a record that is cut is no page, and a request is none either.
#[test]
fn a_record_that_is_cut_before_its_body_is_damage() {
    let request = warc(
        "request",
        "https://example.org/1",
        "application/http",
        b"GET / HTTP/1.1\r\nHost: e\r\n\r\n",
    );
    let body = memchr::memmem::find(&page(1), b"<!doctype").unwrap();
    for tail in [&page(1)[..body], &page(1)[..body - 9], &request[..request.len() - 9]] {
        let outcome = read("a.warc", &[&page(0), tail].concat());
        assert_eq!(outcome.texts(), [page_body(0)]);
        assert_eq!(
            outcome.fault_list(),
            [(Fault::Truncated, Some(2))],
            "{}",
            outcome.details()
        );
    }
}

#[test]
fn version_lines_of_careless_writers_are_read() {
    let versions = [
        "WARC/1.0 \r\n",
        "WARC/1.0\t \n",
        "WARC/1.0\r\r\n",
        "warc/1.0\r\n",
        "Warc/1.1\r\n",
        "WARC/2.0\r\n",
        "warc/0.18\n",
    ];
    for version in versions {
        let careless = |number| {
            let text = String::from_utf8(page(number)).unwrap();
            text.replacen("WARC/1.0\r\n", version, 1).into_bytes()
        };
        for (packing, pack) in PACKS {
            let outcome = read("a", &pack(&[careless(0), careless(1), careless(2)]));
            assert_eq!(
                outcome.texts(),
                (0..3).map(page_body).collect::<Vec<_>>(),
                "{version:?} {packing}"
            );
            assert!(
                outcome.faults.is_empty(),
                "{version:?} {packing}: {}",
                outcome.details()
            );
        }
        // Behind a record that is damaged, the next one is found by its version line.
        let bytes = [b"WARC/1.0\r\nX-Type: none\r\n\r\nx\r\n\r\n".to_vec(), careless(1)].concat();
        assert_eq!(read("a", &bytes).texts(), [page_body(1)], "{version:?}");
    }
}

/// A file whose line breaks a transfer in text mode has doubled: no length in it is right.
#[test]
fn doubled_carriage_returns_are_read() {
    let text = String::from_utf8([page(0), page(1), page(2)].concat()).unwrap();
    let outcome = read("a.warc", text.replace('\n', "\r\n").as_bytes());
    assert_eq!(
        outcome.texts(),
        (0..3).map(page_body).collect::<Vec<_>>(),
        "{}",
        outcome.details()
    );
    assert!(outcome.faults.is_empty(), "{}", outcome.details());
}
