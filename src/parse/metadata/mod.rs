//! What a document says of itself: title, author, days, site, language, licence, sections, keywords.
//!
//! A page says it in many places that contradict each other. `signs` and `json_ld` collect them in one pass,
//! `from_html` takes for each field the first that holds, in an order that was measured on annotated pages.
//!
//! Not for: the language that the text is in (`language`), nor for what containers say of their records (`sources`).

mod address;
mod author;
pub mod dates;
pub mod head;
mod json_ld;
mod published;
mod signs;
mod subjects;
mod title;

use scraper::Html;

use crate::language;
use crate::model::{Block, BlockKind, Metadata};
use crate::parse::hidden::Sheet;

use address::Address;
use signs::Signs;

/// Blocks before the headline in which a byline may stand.
const BEFORE_HEADLINE: usize = 6;
/// A title is not longer.
const LONGEST_TITLE_BYTES: usize = 300;

/// Reads the metadata of a page from its tree; `blocks`, its visible text, and `address`, where it was found, help where
/// markup says nothing; `sheet` are its style sheets.
pub(crate) fn from_html(document: &Html, blocks: &[Block], address: Option<&str>, sheet: &Sheet) -> Metadata {
    let signs = Signs::collect(document, sheet);
    let linked = json_ld::Facts::collect(&signs.json_ld);
    let site = subjects::site(&signs, &linked);
    let url = subjects::url(&signs, &linked);
    let address = Address::of(address.or(url.as_deref()).unwrap_or_default());
    let title = title::choose(&signs, &linked, site.as_deref(), &address);
    let near = near_headline(blocks, title.as_deref());
    let seen = near.facts();
    let (date, modified) = published::choose(&signs, &linked, url.as_deref(), &seen);
    Metadata {
        author: author::choose(&signs, &linked, (site.as_deref(), &address), &seen, near.blocks),
        date,
        modified,
        description: subjects::description(&signs, &linked),
        language: signs.language.as_deref().and_then(language::declared),
        license: subjects::license(&signs, &linked),
        categories: subjects::categories(&signs, &linked),
        tags: subjects::tags(&signs, &linked),
        site: site.or_else(|| title::site_in(&signs, &address)),
        title: title.or(seen.title),
        url,
        ..Metadata::default()
    }
}

/// The visible text from a little above the headline.
struct Near<'a> {
    blocks: &'a [Block],
    title: Option<&'a str>,
    /// The block that is the headline.
    headline: Option<usize>,
}

impl Near<'_> {
    /// What it says of the page.
    fn facts(&self) -> Metadata {
        head::read(self.blocks, self.title, self.headline)
    }
}

fn near_headline<'a>(blocks: &'a [Block], title: Option<&'a str>) -> Near<'a> {
    let headline = headline(blocks, title);
    let start = headline.unwrap_or(0).saturating_sub(BEFORE_HEADLINE);
    let headline = headline.map(|at| at - start);
    let blocks = blocks.get(start..).unwrap_or_default();
    Near {
        blocks,
        title,
        headline,
    }
}

/// The block that is the headline: the heading that says the title, else the text that does, else the first heading that
/// says more or less than it, else the first heading of the first level.
fn headline(blocks: &[Block], title: Option<&str>) -> Option<usize> {
    let wanted = title.map(bare).unwrap_or_default();
    let is_heading = |block: &Block| matches!(block.kind, BlockKind::Heading(_));
    let short = || {
        blocks
            .iter()
            .enumerate()
            .filter(|(_, block)| block.text.len() <= 2 * LONGEST_TITLE_BYTES)
    };
    let same = || short().filter(|(_, block)| !wanted.is_empty() && bare_letters(&block.text).eq(wanted.chars()));
    let near = |text: &str| {
        let text = bare(text);
        text.len() * 2 >= wanted.len() && text.len() >= 8 && (wanted.contains(&text) || text.contains(&wanted))
    };
    let place = same().find(|(_, block)| is_heading(block)).or_else(|| same().next());
    let place =
        place.or_else(|| short().find(|(_, block)| !wanted.is_empty() && is_heading(block) && near(&block.text)));
    let first = || blocks.iter().position(|block| block.kind == BlockKind::Heading(1));
    place.map(|(at, _)| at).or_else(first)
}

/// White space folded to single blanks, without the signs that are not seen.
pub(crate) fn tidy(text: &str) -> String {
    let unseen = |c: char| {
        matches!(
            c,
            '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}'
        )
    };
    let mut tidy = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !tidy.is_empty() {
            tidy.push(' ');
        }
        tidy.extend(word.chars().filter(|&c| !unseen(c)));
    }
    tidy
}

/// Letters and digits in lower case: what two spellings of the same title share.
pub(crate) fn bare(text: &str) -> String {
    let mut bare = String::with_capacity(text.len());
    bare.extend(bare_letters(text));
    bare
}

fn bare_letters(text: &str) -> impl Iterator<Item = char> {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
}

#[cfg(test)]
mod tests;
