//! What a page says of its title outside of its text, and how far a text agrees with that.
//!
//! Not for: choosing the title (the parent module).

use super::{first_part, last_part, parts, without_site};
use crate::parse::hidden::Sight;
use crate::parse::metadata::address::Address;
use crate::parse::metadata::signs::{Headline, Signs};
use crate::parse::metadata::{bare, json_ld};

/// What the page says of its title outside of its text, each also in bare letters.
#[derive(Default)]
pub(super) struct Sources {
    /// There is one headline of the first level only.
    pub(super) single: bool,
    /// A heading below the first level that readers see says in full what another source does.
    pub(super) headed: bool,
    /// A heading of any level does, or the title of the document and another source agree.
    pub(super) backed: bool,
    /// `<title>` and a preview card say the same of a page that is no article.
    pub(super) carded: bool,
    /// The last part of `<title>`, where a heading below the first level says the first.
    pub(super) behind: Option<String>,
    /// The texts that preview cards and JSON-LD give as titles.
    pub(super) exact: Vec<String>,
    pub(super) site: Option<String>,
    document: Vec<String>,
    said: Vec<String>,
}

impl Sources {
    /// Collects them; `shared` are the titles of preview cards.
    pub(super) fn of(
        signs: &Signs,
        linked: &json_ld::Facts,
        site: Option<&str>,
        shared: &[&str],
        address: &Address,
    ) -> Sources {
        let is_first = |h: &&Headline| h.level == 1 && !h.home && !h.aside && h.sight == Sight::Seen;
        let document = signs.title.as_deref().unwrap_or_default();
        let cards: Vec<String> = shared.iter().map(|said| without_site(said, site, address)).collect();
        let work = linked.headline.as_deref().map(|said| without_site(said, site, address));
        let mut sources = Sources {
            single: signs.headlines.iter().filter(is_first).count() == 1,
            site: site.map(bare).filter(|site| !site.is_empty()),
            document: parts(document).iter().map(|part| bare(part)).collect(),
            said: cards.iter().chain(&work).map(|said| bare(said)).collect(),
            ..Sources::default()
        };
        let first = bare(&without_site(document, site, address));
        let card = cards.first().map(|card| bare(card)).filter(|card| !card.is_empty());
        let article = signs
            .meta(&["og:type"])
            .is_some_and(|kind| kind.eq_ignore_ascii_case("article"));
        sources.carded = !article && !linked.is_work && card == Some(first);
        sources.headed = is_headed(signs, &sources);
        sources.backed = sources.headed || sources.said.iter().any(|said| sources.document_agrees(said) > 0);
        sources.behind = last_part(document)
            .map(|(_, tail)| bare(tail))
            .filter(|_| opens_with_heading(signs, document));
        sources.exact = cards.into_iter().chain(work.filter(|_| linked.is_work)).collect();
        sources
    }

    /// The title that `text` is with something before or behind it: a kicker, the number of comments.
    pub(super) fn exactly(&self, text: &str) -> Option<String> {
        let whole = bare(text);
        if self.said.contains(&whole) || self.document.contains(&whole) {
            return None;
        }
        let is_part = |exact: &&String| {
            let part = bare(exact);
            let long = part.len() >= 12 && exact.split(' ').count() > 2 && 3 * part.len() >= whole.len();
            let before = || text.strip_suffix(exact.as_str()).is_some_and(is_kicker);
            let behind = || text.strip_prefix(exact.as_str()).is_some_and(is_count);
            long && (before() || self.document.contains(&part) && behind())
        };
        self.exact.iter().find(is_part).cloned()
    }

    /// `title` without the name of the book or site that `<title>` has behind the name of the chapter.
    pub(super) fn without_book(&self, title: String) -> String {
        let head = last_part(&title).filter(|(_, tail)| self.behind.as_ref() == Some(&bare(tail)));
        head.map(|(head, _)| head.to_owned()).unwrap_or(title)
    }

    /// How far `<title>` says a text.
    fn document_agrees(&self, bare: &str) -> i32 {
        let same = |other: &String| other == bare;
        match () {
            () if self.document.first().is_some_and(same) => 3,
            () if self.document.iter().any(same) => 2,
            () if self.document.iter().any(|other| is_near(other, bare)) => 1,
            () => 0,
        }
    }

    /// Whether a third of the words of a text stand in what the page says of its title, or it begins like that.
    pub(super) fn share_words(&self, text: &str) -> bool {
        let words: Vec<String> = text
            .split_whitespace()
            .map(bare)
            .filter(|word| word.chars().count() > 3)
            .collect();
        let said = || self.document.iter().chain(&self.said);
        let is_said = |word: &&String| said().any(|said| said.contains(word.as_str()));
        let whole = bare(text);
        let begins = |said: &String| whole.bytes().zip(said.bytes()).take_while(|(a, b)| a == b).count() >= 12;
        !words.is_empty() && 3 * words.iter().filter(is_said).count() >= words.len() || said().any(begins)
    }
}

/// Whether the text before a title is none of it. What a colon ends may be.
fn is_kicker(before: &str) -> bool {
    before.len() > 4 && before.ends_with(' ') && !before.trim_end().ends_with(':')
}

/// Whether the text behind a title is but brackets and numbers: `(harbour.example) 87`.
fn is_count(behind: &str) -> bool {
    let mut depth = 0;
    let mut outside = behind.chars().filter(|&c| {
        depth += i32::from(c == '(');
        depth -= i32::from(c == ')');
        depth == 0
    });
    behind.starts_with(' ') && !outside.any(|c| c.is_alphabetic() || matches!(c, '?' | '!'))
}

/// Whether a heading below the first level says in full what the page's other words for its title do.
fn is_headed(signs: &Signs, sources: &Sources) -> bool {
    own(signs).any(|headline| {
        let text = bare(&headline.text);
        let part = || headline.text.split(' ').count() >= 4 && sources.document.contains(&text);
        agreement(&text, sources) >= 3 || part()
    })
}

/// Whether such a heading says the first part of `<title>`.
fn opens_with_heading(signs: &Signs, document: &str) -> bool {
    let first = first_part(document)
        .map(|(head, _)| bare(head))
        .filter(|first| !first.is_empty());
    first.is_some_and(|first| own(signs).any(|headline| bare(&headline.text) == first))
}

/// The headings below the first level that are about the page's subject.
fn own(signs: &Signs) -> impl Iterator<Item = &Headline> {
    signs
        .headlines
        .iter()
        .filter(|headline| headline.level > 1 && !headline.aside && headline.sight == Sight::Seen)
}

/// How far the page's other words for its title agree with one of them.
pub(super) fn agreement(bare: &str, sources: &Sources) -> i32 {
    let said = match () {
        () if sources.said.iter().any(|other| other == bare) => 3,
        () if sources.said.iter().any(|other| is_near(other, bare)) => 2,
        () => 0,
    };
    if bare.is_empty() {
        0
    } else {
        said + sources.document_agrees(bare)
    }
}

/// Whether one text begins or ends with the other, which is half as long or longer.
fn is_near(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() < other.len() {
        (one, other)
    } else {
        (other, one)
    };
    short.len() * 2 >= long.len() && (long.starts_with(short) || long.ends_with(short))
}
