//! JSON Lines.

use chaffinch::internal::model::{Fault, Format, SkipKind};
use chaffinch::internal::sources::{JsonlOptions, Options, TextFormat};
use serde_json::json;

use crate::support::*;

#[test]
fn a_bad_line_costs_itself_and_is_placed() {
    let mut lines: Vec<Vec<u8>> = (0..1000).map(|k| line(k).into_bytes()).collect();
    let at = lines[500].len() - 10;
    lines[500][at] = 0xe9;
    let offset: usize = lines[..500].iter().map(Vec::len).sum();
    let outcome = read("a.jsonl", &lines.concat());
    assert_eq!(
        outcome.texts(),
        (0..1000).filter(|&k| k != 500).map(body).collect::<Vec<_>>()
    );
    assert_eq!(outcome.fault_list(), [(Fault::Malformed, Some(501))]);
    assert_eq!(outcome.faults[0].provenance.offset_bytes, offset as u64);
    assert!(
        outcome
            .details()
            .contains(&format!("byte {} of the input", offset + at)),
        "{}",
        outcome.details()
    );
}

#[test]
fn record_numbers_are_line_numbers_and_offsets_are_exact() {
    let text = "\u{feff}{\"text\":\"a\"}\r\n\r\n  \n{\"text\":\"b\"}\n\u{feff}{\"text\":\"c\"}";
    let outcome = read("a.jsonl", text.as_bytes());
    let places: Vec<_> = outcome
        .records
        .iter()
        .map(|record| (record.provenance.record.unwrap(), record.provenance.offset_bytes))
        .collect();
    assert_eq!(places, [(1, 0), (4, 22), (5, 35)]);
    assert_eq!(outcome.texts(), ["a", "b", "c"]);
    assert!(outcome.faults.is_empty());
}

#[test]
fn a_line_without_a_text_is_skipped() {
    let text = "{\"text\":\"before\"}\n{\"text\":null}\n{\"text\":\"after\"}\n";
    let outcome = read("a.jsonl", text.as_bytes());
    assert_eq!(outcome.texts(), ["before", "after"]);
    assert_eq!(outcome.skip_list(), [(SkipKind::Empty, Some(2))]);
    assert!(outcome.faults.is_empty(), "{}", outcome.details());
}

#[test]
fn every_kind_of_bad_line_is_one_fault() {
    let deep = format!(
        "{{\"text\":\"x\",\"m\":{}{}}}",
        "{\"a\":".repeat(200_000),
        "}".repeat(200_000)
    );
    let wide = format!("{{\"text\":\"x\",\"m\":[{}0]}}", "{\"\":0},".repeat(100_000));
    let heavy = format!("{{\"text\":\"x\",\"m\":{{\"n\":[\"{}\"]}}}}", "y".repeat(17 << 20));
    let bad: &[(&str, Fault)] = &[
        ("{bad", Fault::Malformed),
        ("[1]", Fault::Malformed),
        ("null", Fault::Malformed),
        ("\"text\"", Fault::Malformed),
        ("{\"id\":1}", Fault::Malformed),
        ("{\"text\":42}", Fault::Malformed),
        ("{\"text\":[\"a\"]}", Fault::Malformed),
        ("{\"te\0xt\":\"x\"}", Fault::Malformed),
        ("\0\0\0\0", Fault::Malformed),
        (&deep, Fault::TooLarge),
        (&wide, Fault::TooLarge),
        (&heavy, Fault::TooLarge),
    ];
    for (line, fault) in bad {
        let text = format!("{{\"text\":\"before\"}}\n{line}\n{{\"text\":\"after\"}}\n");
        let outcome = read("a.jsonl", text.as_bytes());
        assert_eq!(outcome.texts(), ["before", "after"], "{line:.40}");
        assert_eq!(outcome.fault_list(), [(*fault, Some(2))], "{line:.40}");
        assert_eq!(outcome.faults[0].provenance.offset_bytes, 18);
    }
}

/// Values that share a line: each is a record, and damage costs itself. `!` marks what is a fault.
#[test]
fn values_that_share_a_line_are_records_of_their_own() {
    let cases: [(&str, &[&str], usize); 14] = [
        (r#"{"text":"b"}{"text":"c"}"#, &["b", "c"], 0),
        (r#"{"text":"b"} {"text":"c"},{"id":1,"text":"d"}"#, &["b", "c", "d"], 0),
        (r#"[{"text":"b"}, {"text":"c"}]"#, &["b", "c"], 0),
        ("{\"text\":\"b\"}\r{\"text\":\"c\"}\r", &["b", "c"], 0),
        ("\u{1e}{\"text\":\"b\"}", &["b"], 0),
        ("\u{feff}{\"text\":\"b\"}\u{feff}", &["b"], 0),
        (r#"{"text":"b"}{"text": bad}{"text":"c"}"#, &["b", "c"], 1),
        (r#"{"text":"b"} and more"#, &["b"], 1),
        (r#"{"text":"b"}{"text":"to"#, &["b"], 1),
        (r#"{"text":"to{"text":"b"}"#, &["b"], 1),
        (r#"12:00 INFO {"text":"b"}"#, &["b"], 1),
        (r#"{"text":"}{\"text\":1} {"}"#, &["}{\"text\":1} {"], 0),
        (r#"{"text":"b","all":[{"text":"x"}, {"text":"y"}]}"#, &["b"], 0),
        (r#"{"text":"b","of":{"text":"x"}"#, &[], 1),
    ];
    for (line, texts, faults) in cases {
        let file = format!("{{\"text\":\"a\"}}\n{line}\n{{\"text\":\"z\"}}");
        let last = format!("{{\"text\":\"a\"}}\n{{\"text\":\"z\"}}\n{line}");
        for (outcome, is_last) in [
            (read("a.jsonl", file.as_bytes()), false),
            (read("a.jsonl", last.as_bytes()), true),
        ] {
            let mut expected = texts.to_vec();
            expected.insert(0, "a");
            expected.insert(if is_last { 1 } else { expected.len() }, "z");
            assert_eq!(outcome.texts(), expected, "{line}: {}", outcome.details());
            assert_eq!(outcome.faults.len(), faults, "{line}: {}", outcome.details());
            let mut numbers: Vec<_> = outcome.records.iter().map(|record| record.provenance.record).collect();
            numbers.dedup();
            assert_eq!(numbers.len(), expected.len(), "{line}: a number for each");
        }
    }
}

/// A line of nothing but damage is cut so often and no more: the work does not grow with its square.
#[test]
fn a_line_of_many_torn_values_is_cut_a_bounded_number_of_times() {
    let line = r#"{"text":"to"#.repeat(5000);
    let outcome = read(
        "a.jsonl",
        format!("{{\"text\":\"a\"}}\n{line}\n{{\"text\":\"z\"}}\n").as_bytes(),
    );
    assert_eq!(outcome.texts(), ["a", "z"]);
    assert!(outcome.faults.len() <= 17, "{}", outcome.faults.len());
}

/// A field of another type does not hide the text in a later one.
#[test]
fn a_field_that_is_no_string_is_passed_over() {
    let text =
        "{\"content\":[{\"type\":\"p\"}],\"html\":\"<p>a</p>\"}\n{\"text\":3,\"body\":\"b\"}\n{\"text\":[\"c\"]}\n";
    let outcome = read("a.jsonl", text.as_bytes());
    assert_eq!(outcome.texts(), ["<p>a</p>", "b"]);
    assert_eq!(outcome.fault_list(), [(Fault::Malformed, Some(3))]);
    assert!(
        outcome.details().contains("`text` is not a string"),
        "{}",
        outcome.details()
    );
}

/// A line is known by what it says, whether it is copied or handed over with its storage.
#[test]
fn long_lines_are_read_as_short_ones() {
    let long = "The ferry left at seven.\n".repeat(100_000);
    let lines: Vec<String> = (0..4)
        .map(|k| format!("  {}\r\n\n", json!({"text": format!("{k} {long}"), "k": k})))
        .collect();
    let outcome = read("a.jsonl", lines.concat().as_bytes());
    assert!(outcome.faults.is_empty(), "{}", outcome.details());
    for (k, record) in outcome.records.iter().enumerate() {
        assert_eq!(record.provenance.record, Some(2 * k as u64 + 1));
        assert_eq!(record.provenance.offset_bytes, (lines[0].len() * k) as u64);
        assert_eq!(record.metadata.extra["k"], json!(k));
    }
    let texts: Vec<_> = (0..4).map(|k| format!("{k} {long}")).collect();
    assert_eq!(outcome.texts(), texts);
}

#[test]
fn what_strict_json_refuses_is_read() {
    let text = "{\"text\":\"a\\ud800b\",\"n\":18446744073709551616,\"score\":NaN}\n{\"text\":\"a\\u0000b\"}\n";
    let outcome = read("a.jsonl", text.as_bytes());
    assert_eq!(outcome.texts(), ["a\u{fffd}b", "a\0b"]);
    assert_eq!(outcome.records[0].metadata.extra["n"], json!("18446744073709551616"));
    assert_eq!(outcome.records[0].metadata.extra["score"], json!("NaN"));
    let deep = format!("{}1{}", "{\"a\":".repeat(20_000), "}".repeat(20_000));
    let outcome = read("a.jsonl", format!("{{\"text\":\"x\",\"m\":{deep}}}\n").as_bytes());
    assert_eq!(outcome.texts(), ["x"]);
    let kept = outcome.records[0].metadata.extra["m"]["a"].as_str().unwrap_or_default();
    assert!(
        deep.contains(kept) && kept.len() + 6 == deep.len(),
        "nothing is thrown away"
    );
}

#[test]
fn the_columns_of_the_field_are_known() {
    let dolma = json!({"id": "x1", "text": "words", "source": "web", "added": "2026-01-22", "created": "2026-01-21T10:00:00Z",
        "metadata": {"url": "https://example.org/", "title": "T", "id": 7, "tags": ["a", "b"]}});
    let fineweb = json!({"text": "words", "id": "<urn:uuid:1>", "dump": "CC-MAIN-2026-04", "url": "https://example.org/",
        "date": "2026-01-21", "file_path": "s3://x", "language": "en", "language_score": 0.98, "token_count": 2});
    let outcome = read("a.jsonl", format!("{dolma}\n{fineweb}\n").as_bytes());
    let [dolma, fineweb] = &outcome.records[..] else {
        panic!("{}", outcome.details())
    };
    assert_eq!(dolma.metadata.url.as_deref(), Some("https://example.org/"));
    assert_eq!(dolma.metadata.title.as_deref(), Some("T"));
    assert_eq!(dolma.metadata.date.as_deref(), Some("2026-01-21"));
    assert_eq!(dolma.metadata.tags, ["a", "b"]);
    let extra = json!({"id": "x1", "source": "web", "added": "2026-01-22", "created": "2026-01-21T10:00:00Z", "metadata.id": 7});
    assert_eq!(
        serde_json::Value::Object(dolma.metadata.extra.clone()),
        extra,
        "nothing is thrown away"
    );
    assert_eq!(fineweb.metadata.language.as_deref(), Some("en"));
    assert_eq!(fineweb.metadata.date, None, "the day of the crawl");
    let extra = json!({"id": "<urn:uuid:1>", "dump": "CC-MAIN-2026-04", "date": "2026-01-21", "file_path": "s3://x",
        "language_score": 0.98, "token_count": 2, "input_language": "en"});
    assert_eq!(serde_json::Value::Object(fineweb.metadata.extra.clone()), extra);
}

#[test]
fn the_document_s_field_and_format_are_found_or_set() {
    let cases = [
        (json!({"html": "<p>x"}), Format::Html),
        (json!({"raw_content": "words"}), Format::Text),
        (json!({"content": "<!doctype html><p>x"}), Format::Html),
        (json!({"text": "---\ntitle: x\n---\n# y"}), Format::Markdown),
        (json!({"markdown": "# y"}), Format::Markdown),
        (json!({"text": "a < b"}), Format::Text),
        (
            json!({"text": "<table>: The Table element\n\nWrite </table> after it, </tr> inside."}),
            Format::Text,
        ),
        (
            json!({"text": "<!doctype html><html><body><p>x</p></body></html>"}),
            Format::Html,
        ),
        (json!({"content": "<pre>x</pre><p>y</p>"}), Format::Html),
    ];
    for (value, format) in cases {
        let outcome = read("a.jsonl", format!("{value}\n").as_bytes());
        assert_eq!(outcome.formats(), [format], "{value}");
    }
    let options = Options {
        jsonl: JsonlOptions {
            text: vec!["page.body".into()],
            format: TextFormat::Html,
            ..JsonlOptions::default()
        },
        ..Options::default()
    };
    let line = json!({"text": "no", "page": {"body": "yes", "n": 1}});
    let outcome = read_with("a.jsonl", format!("{line}\n").as_bytes(), &options);
    assert_eq!(
        (outcome.texts(), outcome.formats()),
        (vec!["yes".to_owned()], vec![Format::Html])
    );
    assert_eq!(
        json!(outcome.records[0].metadata.extra),
        json!({"text": "no", "page": {"n": 1}})
    );
}

#[test]
fn a_line_over_the_limit_costs_itself() {
    let options = Options {
        max_record_bytes: 5000,
        ..Options::default()
    };
    for length in [5100, 600_000] {
        let huge = format!("{{\"text\":\"{}\"}}\n", "x".repeat(length));
        let text = format!("{}{huge}{}", line(0), line(1));
        let outcome = read_with("a.jsonl", text.as_bytes(), &options);
        assert_eq!(outcome.texts(), [body(0), body(1)]);
        assert_eq!(outcome.fault_list(), [(Fault::TooLarge, Some(2))]);
        assert_eq!(outcome.records[1].provenance.record, Some(3));
    }
}

#[test]
fn lines_around_damage_are_told_from_parts_of_lines() {
    let text: String = (0..9).map(line).collect();
    let third = text.len() / 3;
    let (first, rest) = text.as_bytes().split_at(third);
    let (second, last) = rest.split_at(third + 7);
    let mut broken = gz(second);
    let at = broken.len() / 2;
    broken[at..at + 20].fill(0xff);
    let outcome = read("a.jsonl.gz", &[gz(first), broken, gz(last)].concat());
    let all: Vec<String> = (0..9).map(body).collect();
    assert!(
        outcome.texts().iter().all(|text| all.contains(text)),
        "no half line is delivered"
    );
    assert!(outcome.records.len() >= 4, "{}", outcome.details());
    assert_eq!(
        outcome.fault_list(),
        [(Fault::CorruptMember, None)],
        "cut lines belong to the damage"
    );
}
