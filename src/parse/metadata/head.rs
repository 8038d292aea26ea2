//! Title, author and day of a document that has no markup for them: read from its first lines as people read them.
//!
//! Not for: HTML heads and front matter, which say it in so many words.

mod byline;
pub(crate) mod labels;
mod title;
mod words;

pub(crate) use byline::{has_lead, is_desk, is_label, without_lead};

use super::dates::{self, Order};
use crate::model::{Block, BlockKind, Metadata};

/// So many blocks are the head of a document ...
const HEAD_BLOCKS: usize = 40;
/// ... or less, where so many are running text ...
const HEAD_PROSE: usize = 6;
/// ... and so many its foot, where "last edited on" stands.
const FOOT_BLOCKS: usize = 20;
/// A line that is about the document is not longer.
const LINE_BYTES: usize = 260;

/// Length of a paragraph that sums a text up ...
const STANDFIRST_BYTES: std::ops::RangeInclusive<usize> = 40..=500;
/// ... and its words.
const STANDFIRST_WORDS: usize = 7;

/// A day that opens a text is not longer.
const DATELINE_BYTES: usize = 80;

/// What the visible text of a document says of it: title, author, day of publication and of the last update. Where the title is
/// known, `headline` is the block that says it in these or in other words.
pub fn read(blocks: &[Block], known_title: Option<&str>, headline: Option<usize>) -> Metadata {
    located(blocks, known_title, headline).0
}

/// The same of plain text, with the block that is most like its title; a doubtful title is not in the metadata.
pub(in crate::parse) fn read_plain(blocks: &[Block]) -> (Metadata, Option<usize>) {
    located(blocks, None, None)
}

fn located(blocks: &[Block], known_title: Option<&str>, headline: Option<usize>) -> (Metadata, Option<usize>) {
    let head = head_of(blocks);
    let order = order(head);
    let mut facts: Vec<Facts> = head.iter().map(|block| Facts::of(block, order)).collect();
    if let Some((block, facts)) = headline.and_then(|at| head.get(at).zip(facts.get_mut(at))) {
        facts.days.extend(days_behind(&block.text, known_title, order));
    }
    let lone = byline::lone(head, &facts);
    if let Some(facts) = lone.and_then(|at| facts.get_mut(at)) {
        facts.meta = true;
    }
    let known_at = known_title.and_then(|title| headline.or_else(|| head.iter().position(|block| block.text == title)));
    let choice = known_title.is_none().then(|| title::choose(blocks, &facts)).flatten();
    let title_at = known_at.or(choice.map(|choice| choice.at));
    let sure = choice
        .filter(|choice| choice.sure)
        .and_then(|choice| head.get(choice.at));
    let title = known_title.or(sure.map(|block| title::site::without_name(&block.text, blocks)));
    let standfirst = title_at.and_then(|at| standfirst(head, &facts, at));
    let (date, modified) = days(blocks, &facts, order);
    let author = byline::find(blocks, &facts, title_at, lone);
    let metadata = Metadata {
        author,
        title: title.map(super::tidy),
        date,
        modified,
        description: standfirst.map(super::tidy),
        ..Metadata::default()
    };
    (metadata, title_at)
}

/// The paragraph between the title and a day or byline: it sums the text up.
fn standfirst<'a>(head: &'a [Block], facts: &[Facts], title_at: usize) -> Option<&'a str> {
    let text = head.get(title_at + 1)?.text.as_str();
    let about = |at: usize| facts.get(at).is_some_and(|facts| facts.meta);
    let long = STANDFIRST_BYTES.contains(&text.len()) && text.split_whitespace().count() >= STANDFIRST_WORDS;
    let plain =
        !text.contains(['\n', '|', '©']) && !title::shape::is_credit(text) && text.chars().any(char::is_alphabetic);
    let wide = text.chars().filter(|c| *c > '\u{2e7f}').count() >= 2 * STANDFIRST_WORDS;
    (about(title_at + 2) && !about(title_at + 1) && plain && (long || wide)).then_some(text)
}

/// The first blocks, up to where the text is well under way.
fn head_of(blocks: &[Block]) -> &[Block] {
    let prose = blocks
        .iter()
        .enumerate()
        .take(HEAD_BLOCKS)
        .filter(|(_, block)| is_prose(&block.text))
        .nth(HEAD_PROSE);
    let end = prose.map_or(HEAD_BLOCKS, |(at, _)| at).min(blocks.len());
    blocks.get(..end).unwrap_or_default()
}

/// Whether the whole of a line is about a day.
pub fn is_dated(text: &str) -> bool {
    text.len() <= LINE_BYTES
        && text.bytes().any(|b| b.is_ascii_digit())
        && !labels::days(text, Order::DayFirst).is_empty()
}

/// Where the title begins in a first line such as `date 2026-01-21 Title` or `2026-01-21 Title`.
pub fn dated_title(text: &str) -> Option<usize> {
    let found = dates::find(text, Order::DayFirst)?;
    let before = text
        .get(..found.span.start)?
        .trim()
        .trim_end_matches(':')
        .to_lowercase();
    let numeric = text
        .get(found.span.clone())?
        .bytes()
        .all(|b| b.is_ascii_digit() || b"-/.".contains(&b));
    let after = text.get(found.span.end..)?;
    let title = after.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—' | ':' | '|'));
    let starts = title
        .chars()
        .next()
        .is_some_and(|c| c.is_alphanumeric() && !c.is_lowercase() || "\"'“‘«¿¡".contains(c));
    let labelled = before.is_empty() && numeric || labels::is_date_label(&before);
    let long = title.split_whitespace().count() >= 3 || title.chars().filter(|&c| c > '\u{2e7f}').count() >= 6;
    (labelled && starts && long && dates::find(title, Order::DayFirst).is_none()).then(|| text.len() - title.len())
}

/// What is known of a line of the head.
#[derive(Debug, Default)]
struct Facts {
    /// The days that it names as the document's.
    days: Vec<labels::Day>,
    /// It is about the document (days, names, reading time), no text of it.
    meta: bool,
    /// It is running text.
    prose: bool,
}

impl Facts {
    fn of(block: &Block, order: Order) -> Facts {
        let text = block.text.as_str();
        // The days in a table of facts are those of an event or a product.
        let row = matches!(block.kind, BlockKind::TableRow { .. });
        let days: Vec<_> = if text.len() <= LINE_BYTES && !row {
            labels::days(text, order)
        } else {
            Vec::new()
        };
        let about = || labels::is_meta(text) || labels::is_of_member(text) || byline::is_byline(text);
        let meta = !days.is_empty() || text.len() <= LINE_BYTES && about();
        let prose = !meta && is_prose(text) && !matches!(block.kind, BlockKind::Heading(_));
        Facts { days, meta, prose }
    }
}

/// Long, or a whole sentence of some length.
fn is_prose(text: &str) -> bool {
    let widths = || text.chars().take(200).map(|c| if c > '\u{2e7f}' { 2 } else { 1 });
    let wide = if text.is_ascii() { text.len() } else { widths().sum() };
    let ends = text
        .trim_end_matches(['"', '”', '»', '」', ')'])
        .ends_with(['.', '。', '!', '?', '！', '؟', '।', '…']);
    wide >= 140 || wide >= 50 && ends
}

/// Month first where the head's numbers or its clock are American.
fn order(head: &[Block]) -> Order {
    let american = head.iter().filter(|block| block.text.len() <= LINE_BYTES).any(|block| {
        let text = block.text.as_str();
        let shows = |order| dates::find(text, order).map(|found| found.date);
        text.contains('/')
            && (text.contains(" AM") || text.contains(" PM") || text.contains(" ET"))
            && shows(Order::DayFirst).is_some()
    });
    if american { Order::MonthFirst } else { Order::DayFirst }
}

/// The days that follow a title on its own line.
fn days_behind(headline: &str, title: Option<&str>, order: Order) -> Vec<labels::Day> {
    let rest = title.and_then(|title| headline.strip_prefix(title));
    rest.map(|rest| labels::days(rest.trim_start_matches(|c: char| !c.is_alphanumeric()), order))
        .unwrap_or_default()
}

/// Day of publication and of the last update. Without the first the last counts as it.
fn days(blocks: &[Block], facts: &[Facts], order: Order) -> (Option<String>, Option<String>) {
    let mut all: Vec<labels::Day> = facts.iter().flat_map(|facts| facts.days.iter().cloned()).collect();
    let foot = blocks.len().saturating_sub(FOOT_BLOCKS).max(facts.len());
    for block in blocks.iter().skip(foot).filter(|block| block.text.len() <= LINE_BYTES) {
        all.extend(labels::days(&block.text, order).into_iter().filter(|day| day.labelled));
    }
    all.extend(
        blocks
            .iter()
            .take(HEAD_BLOCKS)
            .find_map(|block| dateline(&block.text, order)),
    );
    let first = |updated: bool| {
        all.iter()
            .find(|day| day.updated == updated)
            .map(|day| day.date.clone())
    };
    let (published, updated) = (first(false), first(true));
    (published.or_else(|| updated.clone()), updated)
}

/// The day that running text opens with: `27.1.2022 - At the market ...`.
fn dateline(text: &str, order: Order) -> Option<labels::Day> {
    let opening = text.get(..text.floor_char_boundary(DATELINE_BYTES))?;
    let found = dates::find(opening, order).filter(|found| found.span.start == 0)?;
    let numeric = text
        .get(found.span.clone())?
        .bytes()
        .all(|b| b.is_ascii_digit() || b"-/. ".contains(&b));
    let parted = text
        .get(found.span.end..)?
        .trim_start()
        .starts_with(['-', '–', '—', ':', '|', '„', '“', '"']);
    (numeric || parted).then_some(labels::Day {
        date: found.date,
        updated: false,
        labelled: false,
    })
}

#[cfg(test)]
mod tests;
