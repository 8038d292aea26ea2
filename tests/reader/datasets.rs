//! Lines as data sets and crawlers write them: what is the document, where it was fetched from, and what is left out.

use chaffinch::internal::model::{Fault, Format, Record};
use chaffinch::internal::sources::{JsonlOptions, Options};
use serde_json::{Value, json};

use crate::support::*;

const TEXT: &str = "The river market opened again on Saturday.";
const PAGE: &str = "<html><body><p>The river market opened again on Saturday.</p></body></html>";
const MARKS: &str = "# The market\n\nThe **river market** opened [again](https://example.org/).";
const URL: &str = "https://example.org/a";

fn record(line: &Value) -> Record {
    let mut outcome = read("a.jsonl", format!("{line}\n").as_bytes());
    assert!(outcome.faults.is_empty(), "{line}: {}", outcome.details());
    outcome.records.remove(0)
}

#[test]
fn the_document_and_its_address_are_found() {
    let cases = [
        (
            "ClueWeb22",
            json!({"URL": URL, "URL-hash": "A", "Language": "en", "ClueWeb22-ID": "c1", "Clean-Text": TEXT}),
        ),
        (
            "news-please",
            json!({"authors": ["A"], "date_publish": "2026-01-02 03:04:05", "maintext": TEXT, "url": URL}),
        ),
        (
            "Zyte",
            json!({"url": URL, "article": {"headline": "T", "articleBody": TEXT, "url": "https://example.org/b"}}),
        ),
        (
            "Zyte, flat",
            json!({"url": URL, "headline": "T", "articleBody": TEXT, "authors": [{"name": "A"}]}),
        ),
        (
            "NewsCatcher",
            json!({"title": "T", "link": URL, "summary": TEXT, "excerpt": "x"}),
        ),
        (
            "OSCAR",
            json!({"content": TEXT, "warc_headers": {"warc-target-uri": URL},
            "metadata": {"identification": {"label": "en", "prob": 0.9}}}),
        ),
        (
            "RedPajama",
            json!({"text": TEXT, "meta": {"url": URL, "language": "en"}}),
        ),
        ("HPLT", json!({"u": URL, "text": TEXT, "lang": ["eng_Latn"], "id": "x"})),
        (
            "trafilatura",
            json!({"source": URL, "raw_text": "menu", "text": TEXT, "hostname": "example.org"}),
        ),
        ("Pyserini", json!({"id": "d1", "contents": TEXT, "url": URL})),
        (
            "C4",
            json!({"text": TEXT, "timestamp": "2019-04-25T12:57:54Z", "url": URL}),
        ),
        (
            "Apify",
            json!({"url": URL, "crawl": {"depth": 0}, "text": TEXT, "markdown": MARKS, "metadata": {"title": "T"}}),
        ),
    ];
    for (name, line) in cases {
        let record = record(&line);
        assert_eq!(
            (text(&record), record.format),
            (TEXT.to_owned(), Format::Text),
            "{name}"
        );
        assert_eq!(record.metadata.url.as_deref(), Some(URL), "{name}");
    }
    let news = record(&json!({"maintext": TEXT, "date_publish": "2026-01-02 03:04:05"}));
    assert_eq!(news.metadata.date.as_deref(), Some("2026-01-02"));
    assert_eq!(
        record(&json!({"articleBody": TEXT, "authors": [{"name": "A"}, {"name": "B"}]}))
            .metadata
            .author
            .unwrap(),
        "A; B"
    );
}

#[test]
fn pages_and_their_markdown_are_told_by_their_names_and_shape() {
    let cases = [
        (
            "Firecrawl",
            json!({"markdown": MARKS, "html": "<p>x", "rawHtml": PAGE, "metadata": {"sourceURL": URL}}),
            Format::Html,
        ),
        (
            "Firecrawl, cleaned",
            json!({"markdown": MARKS, "html": PAGE, "metadata": {"sourceURL": URL}}),
            Format::Html,
        ),
        (
            "Firecrawl, Markdown",
            json!({"markdown": MARKS, "metadata": {"sourceURL": URL}}),
            Format::Markdown,
        ),
        (
            "Firecrawl, answer",
            json!({"success": true, "data": {"markdown": MARKS, "metadata": {"sourceURL": URL}}}),
            Format::Markdown,
        ),
        (
            "Jina",
            json!({"title": "T", "url": URL, "content": MARKS, "usage": {"tokens": 9}}),
            Format::Markdown,
        ),
        (
            "Jina, answer",
            json!({"code": 200, "data": {"url": URL, "content": MARKS, "usage": {"tokens": 9}}}),
            Format::Markdown,
        ),
        (
            "Crawl4AI",
            json!({"url": URL, "html": PAGE, "cleaned_html": "<p>x", "markdown": {"raw_markdown": MARKS}}),
            Format::Html,
        ),
        (
            "Crawl4AI, Markdown",
            json!({"url": URL, "markdown": {"raw_markdown": MARKS, "fit_markdown": ""}}),
            Format::Markdown,
        ),
        (
            "Jina, answer without usage",
            json!({"data": {"url": URL, "content": MARKS}}),
            Format::Markdown,
        ),
        ("Zyte", json!({"url": URL, "browserHtml": PAGE}), Format::Html),
        (
            "Zyte, article",
            json!({"url": URL, "browserHtml": PAGE, "article": {"articleBody": MARKS, "articleBodyHtml": PAGE}}),
            Format::Html,
        ),
        ("Scrapy", json!({"url": URL, "body": PAGE}), Format::Html),
    ];
    for (name, line, format) in cases {
        let record = record(&line);
        let expected = if format == Format::Html { PAGE } else { MARKS };
        assert_eq!((text(&record), record.format), (expected.to_owned(), format), "{name}");
        assert_eq!(record.metadata.url.as_deref(), Some(URL), "{name}");
        let extra = serde_json::to_string(&record.metadata.extra).unwrap();
        assert!(
            !extra.contains("<p>") && !extra.contains("**"),
            "{name}: no copies of the page: {extra}"
        );
    }
    // A text that has a sign or two, or of which nothing says what it is, stays plain text.
    let plain = json!({"content": "a * b\nin #1 place", "usage": {"tokens": 9}});
    assert_eq!(record(&plain).format, Format::Text);
    assert_eq!(record(&json!({"content": MARKS})).format, Format::Text);
}

#[test]
fn an_empty_text_is_none() {
    for empty in [json!(""), json!(" \n"), json!(null)] {
        let record = record(&json!({"text": empty, "html": PAGE, "url": URL}));
        assert_eq!((text(&record), record.format), (PAGE.to_owned(), Format::Html));
        assert!(record.metadata.extra.is_empty(), "{:?}", record.metadata.extra);
    }
    let both = record(&json!({"text": "", "html": " "}));
    assert_eq!(
        (text(&both), both.format),
        (String::new(), Format::Text),
        "a filter drops and lists it"
    );
}

#[test]
fn a_line_without_a_text_says_what_it_has() {
    let line = json!({"id": 1, "payload": {"kind": "x", "n": 2}, "note": "y"});
    let outcome = read("a.jsonl", format!("{line}\n").as_bytes());
    assert_eq!(outcome.fault_list(), [(Fault::Malformed, Some(1))]);
    let has = "no field of input.jsonl.text: it has `id`, `payload.kind`, `payload.n`, `note`";
    assert!(outcome.details().starts_with(has), "{}", outcome.details());
    let many: serde_json::Map<String, Value> = (0..1000).map(|k| (format!("field{k}"), json!(k))).collect();
    let outcome = read("a.jsonl", format!("{}\n", Value::Object(many)).as_bytes());
    assert!(
        outcome.details().len() < 600 && outcome.details().contains("..."),
        "{}",
        outcome.details()
    );
}

#[test]
fn fields_are_kept_and_dropped_as_set() {
    let line = format!(
        "{}\n",
        json!({"text": TEXT, "html": PAGE, "links": ["a"], "score": 1, "metadata": {"big": "x", "id": 2}})
    );
    let with = |change: fn(&mut JsonlOptions)| {
        let mut options = Options::default();
        change(&mut options.jsonl);
        let outcome = read_with("a.jsonl", line.as_bytes(), &options);
        Value::Object(outcome.records[0].metadata.extra.clone())
    };
    assert_eq!(with(|_| ()), json!({"links": ["a"], "score": 1, "big": "x", "id": 2}));
    let dropped = with(|options| options.drop = vec!["links".into(), "metadata.big".into()]);
    assert_eq!(dropped, json!({"html": PAGE, "score": 1, "id": 2}));
    assert_eq!(
        with(|options| options.keep = vec!["score".into(), "id".into()]),
        json!({"score": 1, "id": 2})
    );
}

#[test]
fn a_copy_of_the_page_does_not_count_as_a_field_that_is_too_large() {
    let options = Options {
        jsonl: JsonlOptions {
            max_fields_bytes: 1000,
            ..JsonlOptions::default()
        },
        ..Options::default()
    };
    let line = json!({"text": TEXT, "html": "x".repeat(5000)});
    assert_eq!(
        read_with("a.jsonl", format!("{line}\n").as_bytes(), &options).texts(),
        [TEXT]
    );
}

#[test]
fn the_day_of_a_crawl_is_no_day_of_publication() {
    let crawls = [
        json!({"text": TEXT, "dump": "CC-MAIN-2026-04", "date": "2026-01-21T10:00:00Z", "file_path": "s3://x"}),
        json!({"text": TEXT, "metadata": {"dump": "CC-MAIN-2026-04", "date": "2026-01-21T10:00:00Z"}}),
    ];
    for crawl in crawls {
        let record = record(&crawl);
        assert_eq!(record.metadata.date, None);
        assert_eq!(record.metadata.extra["date"], "2026-01-21T10:00:00Z");
    }
    let published = record(&json!({"text": TEXT, "date": "2026-01-21", "file_path": "a.html"}));
    assert_eq!(published.metadata.date.as_deref(), Some("2026-01-21"));
}

#[test]
fn a_name_is_no_address() {
    let dolma = record(&json!({"text": TEXT, "source": "common-crawl", "link": "see above"}));
    assert_eq!(dolma.metadata.url, None);
    assert_eq!(dolma.metadata.extra["source"], "common-crawl");
    assert_eq!(
        record(&json!({"text": TEXT, "url": "/a.html"})).metadata.url.as_deref(),
        Some("/a.html")
    );
}

#[test]
fn lines_in_the_encoding_that_is_set_are_read() {
    let set = |label: &str| Options {
        encoding: Some(label.into()),
        ..Options::default()
    };
    let line = |word: &[u8]| [b"{\"text\": \"", word, b" is a word\", \"title\": \"", word, b"\"}\n"].concat();
    let cases: [(&str, &[u8], &str); 4] = [
        ("windows-1252", b"caf\xe9 \x80", "café €"),
        ("windows-1251", b"\xf1\xeb\xee\xe2\xee", "слово"),
        ("shift_jis", b"\x8d\x5c\x82\xa2", "構い"),
        ("iso-2022-jp", b"\x1b$B9=$$\x1b(B", "構い"),
    ];
    for (label, word, expected) in cases {
        let bytes = [line(word), line("naïve".as_bytes()), line(word)].concat();
        let outcome = read_with("a.jsonl", &bytes, &set(label));
        let texts: Vec<String> = [expected, "naïve", expected]
            .iter()
            .map(|word| format!("{word} is a word"))
            .collect();
        assert_eq!(
            outcome.texts(),
            texts,
            "{label}: UTF-8 stays UTF-8; {}",
            outcome.details()
        );
        assert_eq!(outcome.records[0].metadata.title.as_deref(), Some(expected));
        assert!(outcome.records[0].metadata.extra.contains_key("input_encoding"));
        assert!(!outcome.records[1].metadata.extra.contains_key("input_encoding"));
        let array = [b"[".to_vec(), separated(&bytes), b"]".to_vec()].concat();
        assert_eq!(read_with("a.json", &array, &set(label)).texts(), texts, "{label}");
    }
    let unset = read("a.jsonl", &line(b"caf\xe9"));
    assert_eq!(unset.fault_list(), [(Fault::Malformed, Some(1))]);
    assert!(unset.details().contains("decode.encoding"), "{}", unset.details());
}

/// The same lines with commas between them.
fn separated(lines: &[u8]) -> Vec<u8> {
    let lines: Vec<&[u8]> = lines.split(|&b| b == b'\n').filter(|line| !line.is_empty()).collect();
    lines.join(&b",\n"[..])
}
