//! An [`Account`] on standard output: lines for people, coloured on a terminal, or JSON.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use chaffinch::internal::model::BlockKind;
use chaffinch::internal::strip::main_content::reasons::Reason;
use serde_json::json;

use super::account::{Account, Judged, Verdict};
use crate::cli::terminal::printable;

/// Characters of a block that are shown unless all are asked for.
const SHOWN_CHARS: usize = 100;

const KEPT: Style = AnsiColor::Green.on_default();
const REMOVED: Style = AnsiColor::Red.on_default();
const QUIET: Style = Style::new().dimmed();
const HEAD: Style = Style::new().bold();

/// How accounts are shown.
pub(super) struct Show {
    json: bool,
    full: bool,
}

impl Show {
    pub(super) fn new(json: bool, full: bool) -> Self {
        Show { json, full }
    }

    pub(super) fn account(&self, account: &Account) -> io::Result<()> {
        let mut out = anstream::stdout().lock();
        if self.json {
            return account.blocks.iter().enumerate().try_for_each(|(n, block)| {
                let line = json_line(account, n, block).to_string();
                writeln!(out, "{}", printable(&line))
            });
        }
        writeln!(out, "{HEAD}{}{HEAD:#}", printable(&head(account)))?;
        for (n, block) in account.blocks.iter().enumerate() {
            self.block(&mut out, n, block)?;
        }
        writeln!(out, "{}\n", tail(account))
    }

    /// A line per stretch: number, verdict, kind, text; then who took it and why.
    fn block(&self, out: &mut impl Write, n: usize, block: &Judged) -> io::Result<()> {
        for stretch in block.stretches.iter().filter(|stretch| !stretch.text.trim().is_empty()) {
            let (style, verdict) = if stretch.rule.is_some() {
                (REMOVED, "removed")
            } else {
                (KEPT, "kept")
            };
            let (kind, text) = (kind(&block.kind), self.cut(&stretch.text));
            writeln!(
                out,
                "{n:>4} {style}{verdict:<8}{style:#}{QUIET}{kind:<10}{QUIET:#}{}",
                printable(&text)
            )?;
            if let Some(rule) = &stretch.rule {
                let also = stretch.also.as_ref().map(|rule| format!("; {rule} also matches"));
                let why = format!("{rule}: {}{}", stretch.reason, also.unwrap_or_default());
                writeln!(out, "{:23}{style}{}{style:#}", "", printable(&why))?;
            }
        }
        match score(block) {
            Some(score) => writeln!(out, "{:23}{QUIET}{}{QUIET:#}", "", printable(&score)),
            None => Ok(()),
        }
    }

    /// The text on one line and not too long, unless all of it is asked for.
    fn cut(&self, text: &str) -> String {
        if self.full {
            return text.to_owned();
        }
        let mut line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if let Some((end, _)) = line.char_indices().nth(SHOWN_CHARS) {
            line.truncate(end);
            line.push('…');
        }
        line
    }
}

/// The model's score of a block and what moved it: `score 40: links/share 93 (-210), ...`, per mille.
fn score(block: &Judged) -> Option<String> {
    let score = block.score?;
    let moved = |reason: &Reason| format!("{} {} ({:+})", reason.feature, reason.value, reason.adds);
    let reasons: Vec<String> = block.reasons.iter().map(moved).collect();
    let colon = if reasons.is_empty() { "" } else { ": " };
    Some(format!("score {score}{colon}{}", reasons.join(", ")))
}

fn head(account: &Account) -> String {
    let place = &account.provenance;
    let mut head = place.file_path().to_owned();
    if let Some(record) = place.record {
        head.push_str(&format!(" record {record}"));
    }
    head.push_str(&format!(
        " ({}, evidence: {}",
        account.encoding.name, account.encoding.evidence
    ));
    if account.encoding.malformed > 0 {
        head.push_str(&format!(", {} malformed", account.encoding.malformed));
    }
    head.push(')');
    if let Some(title) = &account.metadata.title {
        head.push_str(&format!(": {title}"));
    }
    head
}

fn tail(account: &Account) -> String {
    let count = |verdict| account.blocks.iter().filter(|block| block.verdict() == verdict).count();
    format!(
        "{} blocks: {} kept, {} shortened, {} removed",
        account.blocks.len(),
        count(Verdict::Kept),
        count(Verdict::Shortened),
        count(Verdict::Removed)
    )
}

fn json_line(account: &Account, n: usize, block: &Judged) -> serde_json::Value {
    let removed = block.stretches.iter().filter(|stretch| stretch.rule.is_some());
    let removals = removed.map(
        |stretch| json!({"rule": stretch.rule, "reason": stretch.reason, "also": stretch.also, "text": stretch.text}),
    );
    json!({
        "source": account.provenance.source,
        "record": account.provenance.record,
        "block": n,
        "kind": kind(&block.kind),
        "verdict": block.verdict(),
        "score": block.score,
        "reasons": block.reasons,
        "removals": removals.collect::<Vec<_>>(),
        "text": block.text,
    })
}

fn kind(kind: &BlockKind) -> &'static str {
    match kind {
        BlockKind::Heading(_) => "heading",
        BlockKind::Paragraph => "paragraph",
        BlockKind::ListItem { .. } => "list item",
        BlockKind::TableRow { .. } => "table row",
        BlockKind::Code { .. } => "code",
        BlockKind::Quote => "quote",
        BlockKind::Lines => "lines",
        BlockKind::Caption => "caption",
    }
}
