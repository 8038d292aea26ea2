//! Documents made to cost time, memory or stack: each ends by itself on a small stack, twice the size costs about twice
//! the time, and the article that stands behind the trap is not lost.
#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::thread;
use std::time::Duration;

use chaffinch::model::{Content, Format, Metadata, Outcome, Provenance, Record};
use chaffinch::trip::{Options, Pipeline};

/// Bytes of the smaller of the two documents of a family.
const BYTES: usize = 64 << 10;
/// What twice the size may cost, times.
const GROWTH: f64 = 2.5;
/// Times below this say nothing about growth.
const NOISE: Duration = Duration::from_millis(40);
/// The least of so many runs counts: what else the machine does only adds to them.
const RUNS: usize = 4;
/// Bytes of stack: what a thread gets by default.
const STACK_BYTES: usize = 2 << 20;

const ARTICLE: &str = "The harbour master keeps a written log of every vessel that arrives before noon, and the log is read \
     aloud each evening in the small office above the fish market, where visitors are welcome to listen. ";

/// A piece of markup that is repeated; `{i}` in it counts.
struct Family {
    before: &'static str,
    unit: &'static str,
    after: &'static str,
    /// Whether the article behind it can be read at all.
    survives: bool,
}

const fn family(before: &'static str, unit: &'static str, after: &'static str) -> Family {
    Family {
        before,
        unit,
        after,
        survives: true,
    }
}

const fn swallowing(before: &'static str, unit: &'static str) -> Family {
    Family {
        before,
        unit,
        after: "",
        survives: false,
    }
}

const PAGES: &[Family] = &[
    family("", "<div>", ""),
    family("", "<div>", "</div>"),
    family("", "<ul><li>", ""),
    family("", "<b><i>", ""),
    family("", "<b><p>", ""),
    family("", "<a href=x><div>", ""),
    family("", "<font size={i}>", "<p>a<p>b<p>c"),
    family("", "<b><div></b>", ""),
    family("<table>", "a<p>b<tr>", "</table>"),
    family("", "<table><tr><td>", ""),
    family("<table>", "<tr><td>a<td>b", "</table>"),
    family("<table><tr>", "<td>a", "</table>"),
    family("", "<svg><p>", ""),
    family("", "<math><mi>x", ""),
    family("", "<blockquote><p>a", ""),
    family("", "<x{i}>", ""),
    family("", "</x{i}></p></br>", ""),
    family("<p ", "a{i}=b ", ">"),
    family("<p class='", "a{i} ", "'>"),
    family("", "<p class=c{i}>a", ""),
    family("", "<a href=/{i}>word</a> ", ""),
    family("", "word<br>", ""),
    family("<pre>", "word\n", "</pre>"),
    family("", "<h2>Head {i}</h2>", ""),
    family("", "<p>{i} words that differ from each other", ""),
    family("", "<p>words that do not differ", ""),
    family("", "<!---->a", ""),
    family("", "&", ""),
    family("", "&#x1F600;", ""),
    family("", "\0", ""),
    family("", "<", " "),
    family("<script>", "<!--<script>", "</script></script>--></script>"),
    family("<script type='application/ld+json'>", "[", "</script>"),
    swallowing("", "<!--"),
    swallowing("", "<a "),
    swallowing("", "<title>"),
    swallowing("<script>", "<!--<script>"),
];

const TEXTS: &[Family] = &[
    family("", "> ", "\n\n"),
    family("", "* ", "\n\n"),
    family("", "[", "\n\n"),
    family("", "![a](", "\n\n"),
    family("", "`", "\n\n"),
    family("", "*a _b ", "\n\n"),
    family("", "| a ", "\n\n"),
    family("", "- item {i}\n", "\n"),
    family("", "word{i} ", "\n\n"),
    family("", "Line {i}\n", "\n"),
    family("", "the same line\n", "\n"),
    family("", "\n", ""),
    family("", "a\u{301}", "\n\n"),
    family("", "\u{202e}", "\n\n"),
    family("", "&lt;p&gt;", "\n\n"),
];

fn page(family: &Family, bytes: usize) -> String {
    let mut page = String::from(family.before);
    let mut count = 0;
    while page.len() < bytes {
        page.push_str(&family.unit.replace("{i}", &count.to_string()));
        count += 1;
    }
    page.push_str(family.after);
    page
}

/// Cleans a document on a small stack; gives its text with what was removed, and the processor time.
fn clean(pipeline: &Pipeline, text: String, format: Format) -> (String, Option<Duration>) {
    let provenance = Provenance {
        source: "page".into(),
        record: None,
        offset_bytes: 0,
    };
    let record = Record {
        provenance,
        format,
        content: Content::Text(text),
        metadata: Metadata::default(),
    };
    let run = || {
        let before = processor_time();
        let outcome = pipeline.clean(record);
        let after = processor_time();
        (
            all_text(outcome),
            after.zip(before).map(|(after, before)| after - before),
        )
    };
    let small = || thread::Builder::new().stack_size(STACK_BYTES);
    thread::scope(|scope| small().spawn_scoped(scope, run).unwrap().join().unwrap())
}

fn all_text(outcome: Outcome) -> String {
    let document = match outcome {
        Outcome::Kept(document) | Outcome::Dropped(document, _) => document,
        Outcome::Quarantined(item) => return item.detail,
        Outcome::Skipped(item) => return item.reason,
    };
    let removed = document.removals.iter().map(|removal| removal.text.as_str());
    removed.chain([document.text.as_str()]).collect::<Vec<_>>().join("\n")
}

/// What this thread has used of the processor; Linux alone tells.
fn processor_time() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(Duration::from_nanos(stat.split(' ').next()?.parse().ok()?))
}

fn check(families: &[Family], format: Format, article: &str) {
    let pipeline = Pipeline::new(Options::default()).unwrap();
    let problems: Vec<String> = families
        .iter()
        .filter_map(|family| {
            let problem = problem(&pipeline, family, format, article)?;
            Some(format!(
                "{format:?} {}{}{}: {problem}",
                family.before, family.unit, family.after
            ))
        })
        .collect();
    assert!(problems.is_empty(), "{problems:#?}");
}

fn problem(pipeline: &Pipeline, family: &Family, format: Format, article: &str) -> Option<String> {
    let cleaned = |bytes| clean(pipeline, page(family, bytes) + article, format);
    let (text, mut small) = cleaned(BYTES);
    let (_, mut large) = cleaned(2 * BYTES);
    if family.survives && !text.contains("harbour master") {
        return Some("the article is lost".to_owned());
    }
    let grows = |small: Duration, large: Duration| large > NOISE && large.as_secs_f64() > GROWTH * small.as_secs_f64();
    for _ in 1..RUNS {
        if !grows(small?, large?) {
            return None;
        }
        small = small.min(cleaned(BYTES).1);
        large = large.min(cleaned(2 * BYTES).1);
    }
    let (small, large) = (small?, large?);
    if !grows(small, large) {
        return None;
    }
    // A step between two sizes, where a bound lies between them, is no growth: that goes on with the next doubling.
    let larger = (0..RUNS).filter_map(|_| cleaned(4 * BYTES).1).min()?;
    grows(large, larger).then(|| format!("{small:?}, then {large:?}, then {larger:?}"))
}

#[test]
fn documents_beyond_a_bound_are_quarantined_with_the_reason() {
    let mut options = Options::default();
    options.parse.max_text_bytes = 2000;
    options.parse.max_blocks = 100;
    let pipeline = Pipeline::new(options).unwrap();
    let reason = |text: String, format| clean(&pipeline, text, format).0;
    for format in [Format::Html, Format::Markdown, Format::Text] {
        let large = reason(ARTICLE.repeat(20), format);
        assert!(
            large.ends_with("bytes of text, more than parse.max_text_bytes (2000)"),
            "{large}"
        );
        let small = reason(ARTICLE.repeat(2), format);
        assert!(small.contains("harbour master"), "{small}");
    }
    let many = reason("a\n".repeat(101), Format::Text);
    assert_eq!(many, "101 blocks, more than parse.max_blocks (100)");
}

#[test]
fn pages_cost_what_their_size_costs() {
    check(
        PAGES,
        Format::Html,
        &format!("<article><h1>Harbour</h1><p>{}</article>", ARTICLE.repeat(4)),
    );
}

#[test]
fn markdown_costs_what_its_size_costs() {
    check(
        TEXTS,
        Format::Markdown,
        &format!("\n\n# Harbour\n\n{}", ARTICLE.repeat(4)),
    );
}

#[test]
fn plain_text_costs_what_its_size_costs() {
    check(TEXTS, Format::Text, &format!("\n\nHarbour\n\n{}", ARTICLE.repeat(4)));
}
