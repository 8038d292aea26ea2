//! `chaffinch eval`: how good the extraction is on a folder of pages with gold text.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use anyhow::Context;
use chaffinch::internal::eval::{Gold, Scores, Segments, Shares, lines_beside, same_names, same_words};
use chaffinch::internal::model::{Format, Metadata, Outcome, Record};
use chaffinch::internal::sources;
use chaffinch::internal::trip::Pipeline;
use serde_json::json;

use super::args::SettingsArgs;
use super::exit::Exit;
use super::session::Session;
use super::terminal::{Output, printable};

/// Measure extraction quality on pages with gold text
///
/// The folder contains `html/<id>.html` and `gold.jsonl` with one line per page: id, url, text, with, without, title,
/// author, date, lang, page_type. Absent fields are not scored. Precision, recall and F1 are those of the
/// article-extraction benchmark of Scrapinghub: shingles of four words, averaged over pages.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Folder of the pages
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Print one JSON object instead of a table
    #[arg(long)]
    json: bool,
    /// Score the outputs of another program instead: JSON lines of id, text, title, author, date. Pages without a line
    /// are left out
    #[arg(long, value_name = "FILE")]
    output_of: Option<PathBuf>,
    /// Show this many of the worst pages, with what was lost and what was kept wrongly
    #[arg(long, value_name = "N", default_value_t = 5)]
    worst: usize,
    #[command(flatten)]
    settings: SettingsArgs,
}

/// A page with its scores.
struct Judged {
    gold: Gold,
    text: String,
    shares: Option<Shares>,
}

/// A line of another program's output.
#[derive(serde::Deserialize)]
struct Theirs {
    id: String,
    text: Option<String>,
    title: Option<String>,
    author: Option<String>,
    date: Option<String>,
}

/// How many fields are right, of how many.
#[derive(Default)]
struct Right(usize, usize);

#[derive(Default)]
struct Fields {
    title: Right,
    author: Right,
    date: Right,
}

impl Right {
    fn count(&mut self, gold: Option<&String>, is_right: impl Fn(&str) -> bool) {
        if let Some(gold) = gold.filter(|gold| !gold.trim().is_empty()) {
            self.1 += 1;
            self.0 += usize::from(is_right(gold));
        }
    }

    fn share(&self) -> Option<f64> {
        (self.1 > 0).then(|| self.0 as f64 / self.1 as f64)
    }
}

impl Fields {
    fn count(&mut self, gold: &Gold, ours: &Metadata) {
        let same = |ours: &Option<String>, gold: &str| ours.as_deref().is_some_and(|ours| same_words(gold, ours));
        self.title.count(gold.title.as_ref(), |title| same(&ours.title, title));
        self.author.count(gold.author.as_ref(), |author| {
            ours.author.as_deref().is_some_and(|ours| same_names(author, ours))
        });
        let day = |text: &str| text.get(..10).map(str::to_owned);
        self.date.count(gold.date.as_ref(), |date| {
            day(date).is_some_and(|gold| ours.date.as_deref().and_then(day) == Some(gold))
        });
    }
}

impl Args {
    pub(super) fn run(self, _: &Session) -> anyhow::Result<Exit> {
        let pipeline = self.settings.load()?.pipeline()?;
        let (mut pages, mut segments, mut fields) = (Vec::new(), Segments::default(), Fields::default());
        let theirs = self.output_of.as_deref().map(read_outputs).transpose()?;
        for gold in read_gold(&self.folder)? {
            let output = match &theirs {
                Some(theirs) => theirs.get(&gold.id).cloned(),
                None => Some(clean(&pipeline, &self.folder, &gold)?),
            };
            let Some((text, metadata)) = output else { continue };
            segments.count(&gold, &text);
            fields.count(&gold, &metadata);
            let wanted = gold.text.as_deref().filter(|text| !text.trim().is_empty());
            let shares = wanted.map(|wanted| Shares::of(wanted, &text));
            pages.push(Judged { gold, text, shares });
        }
        let report = report(&pages, &segments, &fields, self.worst);
        let mut out = Output::new();
        if self.json {
            out.line(&report.to_string())?;
        } else {
            table(&report, &mut out)?;
        }
        out.finish()?;
        Ok(Exit::Clean)
    }
}

/// All gold texts of a set.
const MAX_GOLD_BYTES: u64 = 1 << 30;
const MAX_PAGE_BYTES: u64 = 64 << 20;

fn read_gold(set: &Path) -> anyhow::Result<Vec<Gold>> {
    let path = set.join("gold.jsonl");
    let lines = sources::read_text(&path, MAX_GOLD_BYTES).with_context(|| path.display().to_string())?;
    let gold = lines.lines().enumerate().map(|(number, line)| {
        serde_json::from_str(line).with_context(|| format!("{}, line {}", path.display(), number + 1))
    });
    gold.collect()
}

/// The outputs of another program, by the name of the page.
fn read_outputs(path: &Path) -> anyhow::Result<HashMap<String, (String, Metadata)>> {
    let lines = sources::read_text(path, MAX_GOLD_BYTES).with_context(|| path.display().to_string())?;
    let outputs = lines.lines().enumerate().map(|(number, line)| {
        let output: Theirs =
            serde_json::from_str(line).with_context(|| format!("{}, line {}", path.display(), number + 1))?;
        let mut metadata = Metadata::default();
        (metadata.title, metadata.author, metadata.date) = (output.title, output.author, output.date);
        Ok((output.id, (output.text.unwrap_or_default(), metadata)))
    });
    outputs.collect()
}

fn clean(pipeline: &Pipeline, set: &Path, gold: &Gold) -> anyhow::Result<(String, Metadata)> {
    let path = set.join("html").join(format!("{}.html", gold.id));
    let bytes = sources::read_bounded(&path, MAX_PAGE_BYTES).with_context(|| path.display().to_string())?;
    let mut record = Record::new(gold.id.as_str(), Format::Html, bytes);
    record.metadata.url.clone_from(&gold.url);
    Ok(match pipeline.clean(record) {
        Outcome::Kept(document) | Outcome::Dropped(document, _) => (document.text, document.metadata),
        Outcome::Skipped(_) | Outcome::Quarantined(_) => (String::new(), Metadata::default()),
    })
}

fn report(pages: &[Judged], segments: &Segments, fields: &Fields, worst: usize) -> serde_json::Value {
    let mut groups: BTreeMap<String, Vec<Shares>> = BTreeMap::new();
    for page in pages {
        let Some(shares) = page.shares else { continue };
        let names = [
            Some("all".to_owned()),
            page.gold.page_type.as_ref().map(|kind| format!("type {kind}")),
            page.gold.lang.as_ref().map(|lang| format!("language {lang}")),
        ];
        names
            .into_iter()
            .flatten()
            .for_each(|name| groups.entry(name).or_default().push(shares));
    }
    let scores: BTreeMap<&String, Scores> = groups.iter().map(|(name, shares)| (name, Scores::of(shares))).collect();
    let mut judged: Vec<(&Judged, Shares)> = pages.iter().filter_map(|page| Some((page, page.shares?))).collect();
    judged.sort_by(|a, b| {
        a.1.f1()
            .total_cmp(&b.1.f1())
            .then_with(|| a.0.gold.id.cmp(&b.0.gold.id))
    });
    let worst: Vec<_> = judged
        .into_iter()
        .take(worst)
        .map(|(page, shares)| bad(page, shares))
        .collect();
    json!({
        "scores": scores,
        "segments": (segments.found + segments.missed + segments.wrong > 0).then(|| json!({"f1": segments.f1(), "counts": segments})),
        "right": {"title": fields.title.share(), "author": fields.author.share(), "date": fields.date.share()},
        "annotated": {"title": fields.title.1, "author": fields.author.1, "date": fields.date.1},
        "empty": pages.iter().filter(|page| page.text.trim().is_empty()).count(),
        "worst": worst,
    })
}

fn bad(page: &Judged, shares: Shares) -> serde_json::Value {
    let gold = page.gold.text.as_deref().unwrap_or_default();
    json!({
        "id": page.gold.id,
        "url": page.gold.url,
        "f1": shares.f1(),
        "lost": lines_beside(gold, &page.text, 3),
        "kept_wrongly": lines_beside(&page.text, gold, 3),
    })
}

fn table(report: &serde_json::Value, out: &mut Output) -> anyhow::Result<()> {
    let number = |value: &serde_json::Value| value.as_f64().map_or("-".to_owned(), |n| format!("{n:.3}"));
    out.line(&format!(
        "{:<28} {:>6} {:>9} {:>7} {:>6}",
        "", "pages", "precision", "recall", "F1"
    ))?;
    for (name, s) in report["scores"].as_object().into_iter().flatten() {
        let (p, r, f) = (number(&s["precision"]), number(&s["recall"]), number(&s["f1"]));
        out.line(&format!(
            "{:<28} {:>6} {p:>9} {r:>7} {f:>6}",
            printable(name),
            s["pages"]
        ))?;
    }
    out.line(&format!(
        "{:<28} {:>31}",
        "segments, F1",
        number(&report["segments"]["f1"])
    ))?;
    for field in ["title", "author", "date"] {
        let share = number(&report["right"][field]);
        out.line(&format!(
            "{:<28} {:>6} {share:>24}",
            format!("{field} right"),
            report["annotated"][field]
        ))?;
    }
    out.line(&format!("{:<28} {:>31}", "empty texts", report["empty"].to_string()))?;
    for page in report["worst"].as_array().into_iter().flatten() {
        out.line(&format!(
            "\n{} {}",
            number(&page["f1"]),
            printable(page["id"].as_str().unwrap_or_default())
        ))?;
        for (mark, key) in [("lost", "lost"), ("kept wrongly", "kept_wrongly")] {
            for line in page[key].as_array().into_iter().flatten().filter_map(|l| l.as_str()) {
                let short: String = line.chars().take(100).collect();
                out.line(&format!("  {mark}: {}", printable(&short)))?;
            }
        }
    }
    Ok(())
}
