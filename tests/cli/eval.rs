//! `chaffinch eval`: figures of our own output and of other programs'.

use serde_json::{Value, json};

use crate::support::{Files, chaffinch, paragraph};

/// A set of two pages, and another program's output for the first of them.
fn set() -> Files {
    let files = Files::new();
    let more = "Nobody on the quay remembers who first painted the bollards green, though three families claim the honour \
                and each keeps a brush in a drawer to prove it.";
    let body = paragraph(1);
    let page = format!(
        "<html lang=en><head><title>The harbour</title><meta name=author content='Ana Lund'>\
         <meta property='article:published_time' content='2024-05-03T10:00:00Z'></head>\
         <body><article><h1>The harbour</h1><p>{body}</p><p>{more}</p></article></body></html>"
    );
    files.add("html/a.html", page.as_bytes());
    files.add("html/b.html", page.as_bytes());
    let gold = |id: &str| {
        json!({"id": id, "text": format!("{body}\n{more}"), "title": "The Harbour", "author": "Ana Lund", "date": "2024-05-03",
               "lang": "en", "page_type": "article", "with": [body], "without": ["Subscribe"]})
    };
    files.add("gold.jsonl", format!("{}\n{}\n", gold("a"), gold("b")).as_bytes());
    let theirs = json!({"id": "a", "text": body, "title": "The Harbour", "author": "Bo Ek", "date": "2024"});
    files.add("theirs.jsonl", theirs.to_string().as_bytes());
    files
}

fn report(files: &Files, more: &[&str]) -> Value {
    let folder = files.folder().to_str().unwrap().to_owned();
    let args = ["eval", &folder, "--json"].into_iter().chain(more.iter().copied());
    chaffinch(args).expect(0).json_lines().remove(0)
}

#[test]
fn our_output_is_judged_by_kind_language_and_field() {
    let report = report(&set(), &[]);
    assert_eq!(report["scores"]["all"]["pages"], 2);
    assert!(
        report["scores"]["type article"]["recall"].as_f64().unwrap() > 0.9,
        "{report}"
    );
    assert!(
        report["scores"]["language en"]["f1"].as_f64().unwrap() > 0.9,
        "{report}"
    );
    assert_eq!(report["right"], json!({"title": 1.0, "author": 1.0, "date": 1.0}));
    assert_eq!(report["annotated"]["author"], 2);
}

#[test]
fn outputs_of_other_programs_are_judged_alike() {
    let files = set();
    let theirs = files.path("theirs.jsonl");
    let report = report(&files, &["--output-of", theirs.to_str().unwrap()]);
    assert_eq!(report["scores"]["all"]["pages"], 1);
    assert_eq!(report["right"], json!({"title": 1.0, "author": 0.0, "date": 0.0}));
    assert!(report["scores"]["all"]["recall"].as_f64().unwrap() < 0.9, "{report}");
}
