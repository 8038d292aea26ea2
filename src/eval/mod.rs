//! How good the extraction is: cleaned text against gold text, as the article-extraction benchmark of Scrapinghub counts
//! (<https://github.com/scrapinghub/article-extraction-benchmark>): shingles of four words, precision and recall as
//! means over pages, F1 of the two means.
//!
//! Not for: cleaning the pages, reading or printing (`cli`).

use std::collections::{BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

use serde::{Deserialize, Serialize};

/// What a gold file says of a page: a line of `gold.jsonl`. What is absent is not judged.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Gold {
    /// Name of the page: `html/<id>.html`.
    pub id: String,
    /// Address that the page was fetched from.
    pub url: Option<String>,
    /// The main content.
    pub text: Option<String>,
    /// Stretches that must be in the text.
    pub with: Option<Vec<String>>,
    /// Stretches that must not.
    pub without: Option<Vec<String>>,
    /// The title.
    pub title: Option<String>,
    /// The author.
    pub author: Option<String>,
    /// Day of publication.
    pub date: Option<String>,
    /// Language.
    pub lang: Option<String>,
    /// Kind of page: `article`, `forum`, `product` ...
    pub page_type: Option<String>,
}

/// Shares of a page's shingles: in both texts, only in ours, only in the gold. They sum to 1 unless both are empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Shares {
    /// In both.
    pub right: f64,
    /// Kept wrongly.
    pub extra: f64,
    /// Lost.
    pub lost: f64,
}

impl Shares {
    /// Compares two texts.
    pub fn of(gold: &str, ours: &str) -> Self {
        let (gold, ours) = (shingles(gold), shingles(ours));
        let total = |shingles: &HashMap<u64, u64>| shingles.values().sum::<u64>();
        let common = ours
            .iter()
            .map(|(shingle, n)| gold.get(shingle).copied().unwrap_or(0).min(*n))
            .sum::<u64>();
        let (extra, lost) = (total(&ours) - common, total(&gold) - common);
        let all = (common + extra + lost).max(1) as f64;
        Shares {
            right: common as f64 / all,
            extra: extra as f64 / all,
            lost: lost as f64 / all,
        }
    }

    /// Precision and recall of the page; a text that is rightly empty is perfect.
    pub fn precision_recall(&self) -> (f64, f64) {
        let part = |other: f64, both: f64| match (self.right + other > 0.0, both > 0.0) {
            (true, _) => self.right / (self.right + other),
            (false, true) => 0.0,
            (false, false) => 1.0,
        };
        (part(self.extra, self.lost), part(self.lost, self.extra))
    }

    /// Harmonic mean of the page's precision and recall.
    pub fn f1(&self) -> f64 {
        let (precision, recall) = self.precision_recall();
        harmonic(precision, recall)
    }
}

/// Scores of a group of pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Scores {
    /// How many pages.
    pub pages: usize,
    /// Mean over the pages that we say something of.
    pub precision: f64,
    /// Mean over the pages that the gold says something of.
    pub recall: f64,
    /// Harmonic mean of the two.
    pub f1: f64,
}

impl Scores {
    /// Sums up, in the order given.
    pub fn of(pages: &[Shares]) -> Self {
        let mean = |values: Vec<f64>| values.iter().sum::<f64>() / values.len().max(1) as f64;
        let kept = pages
            .iter()
            .filter(|s| s.right + s.extra > 0.0)
            .map(|s| s.precision_recall().0);
        let wanted = pages
            .iter()
            .filter(|s| s.right + s.lost > 0.0)
            .map(|s| s.precision_recall().1);
        let (precision, recall) = (mean(kept.collect()), mean(wanted.collect()));
        Scores {
            pages: pages.len(),
            precision,
            recall,
            f1: harmonic(precision, recall),
        }
    }
}

/// Stretches that must and must not be in a text, white space folded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Segments {
    /// Wanted and there.
    pub found: usize,
    /// Wanted and not there.
    pub missed: usize,
    /// Unwanted and there.
    pub wrong: usize,
}

impl Segments {
    /// Looks for a page's segments.
    pub fn count(&mut self, gold: &Gold, text: &str) {
        let text = fold(text);
        for segment in gold.with.iter().flatten() {
            if text.contains(&fold(segment)) {
                self.found += 1;
            } else {
                self.missed += 1;
            }
        }
        self.wrong += gold
            .without
            .iter()
            .flatten()
            .filter(|segment| text.contains(&fold(segment)))
            .count();
    }

    /// F1 over all segments.
    pub fn f1(&self) -> f64 {
        let found = self.found as f64;
        harmonic(
            found / (self.found + self.wrong).max(1) as f64,
            found / (self.found + self.missed).max(1) as f64,
        )
    }
}

/// Whether two titles or names have the same words.
pub fn same_words(gold: &str, ours: &str) -> bool {
    let ours: Vec<String> = tokens(ours).map(str::to_lowercase).collect();
    !ours.is_empty()
        && ours.iter().map(String::as_str).eq(tokens(gold)
            .map(str::to_lowercase)
            .collect::<Vec<_>>()
            .iter()
            .map(String::as_str))
}

/// Whether two lists of authors name the same people, in any order and however they are joined.
pub fn same_names(gold: &str, ours: &str) -> bool {
    let (gold, ours) = (names(gold), names(ours));
    !ours.is_empty() && gold == ours
}

fn names(text: &str) -> BTreeSet<String> {
    let text = text.to_lowercase();
    let parts = text.split([';', ',', '/', '|', '&']);
    let parts = [" and ", " und ", " y ", " et "].iter().fold(
        parts.map(str::to_owned).collect(),
        |parts: Vec<String>, sign| {
            parts
                .iter()
                .flat_map(|part| part.split(sign))
                .map(str::to_owned)
                .collect()
        },
    );
    let words = parts.iter().map(|part| tokens(part).collect::<Vec<_>>().join(" "));
    words.filter(|name| !name.is_empty()).collect()
}

/// The lines of one text, longest first, of whose words the other lacks most.
pub fn lines_beside(text: &str, other: &str, limit: usize) -> Vec<String> {
    let theirs = shingles(other);
    let lacks = |line: &str| {
        let own = shingles(line);
        own.keys().filter(|shingle| !theirs.contains_key(shingle)).count() * 2 > own.len()
    };
    let mut lines: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && lacks(line))
        .collect();
    lines.sort_by_key(|line| std::cmp::Reverse(line.len()));
    lines.into_iter().take(limit).map(str::to_owned).collect()
}

fn harmonic(a: f64, b: f64) -> f64 {
    if a + b > 0.0 { 2.0 * a * b / (a + b) } else { 0.0 }
}

fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Words; characters of scripts without spaces stand alone.
fn tokens(text: &str) -> impl Iterator<Item = &str> {
    let words = text
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty());
    words.flat_map(split_dense)
}

fn split_dense(word: &str) -> Vec<&str> {
    let (mut parts, mut start) = (Vec::new(), 0);
    for (at, c) in word.char_indices().filter(|(_, c)| is_dense(*c)) {
        parts.extend(word.get(start..at).filter(|part| !part.is_empty()));
        start = at + c.len_utf8();
        parts.extend(word.get(at..start));
    }
    parts.extend(word.get(start..).filter(|part| !part.is_empty()));
    parts
}

fn is_dense(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{ac00}'..='\u{d7af}' | '\u{e00}'..='\u{e7f}')
}

/// How often each run of four words stands in a text; a shorter text is one run.
fn shingles(text: &str) -> HashMap<u64, u64> {
    let tokens: Vec<&str> = tokens(text).collect();
    let mut found = HashMap::new();
    for run in tokens.windows(tokens.len().clamp(1, 4)) {
        let mut hasher = DefaultHasher::new();
        run.hash(&mut hasher);
        *found.entry(hasher.finish()).or_insert(0) += 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_count_shingles_of_four_words() {
        let shares = Shares::of("a b c d e", "a b c d x");
        assert_eq!(
            (shares.right, shares.extra, shares.lost),
            (1.0 / 3.0, 1.0 / 3.0, 1.0 / 3.0)
        );
        assert_eq!(Shares::of("short", "short").f1(), 1.0);
        assert_eq!(Shares::of("some words here now", "").precision_recall(), (0.0, 0.0));
    }

    #[test]
    fn scores_are_means_over_pages_that_say_something() {
        let pages = [Shares::of("a b c d", "a b c d"), Shares::of("a b c d", "")];
        let scores = Scores::of(&pages);
        assert_eq!((scores.precision, scores.recall), (1.0, 0.5));
    }

    #[test]
    fn han_characters_are_words() {
        assert_eq!(tokens("汉字ab 12").collect::<Vec<_>>(), ["汉", "字", "ab", "12"]);
    }

    #[test]
    fn segments_are_found_across_white_space() {
        let gold = Gold {
            with: Some(vec!["a b".into(), "z".into()]),
            without: Some(vec!["c".into()]),
            ..Gold::default()
        };
        let mut segments = Segments::default();
        segments.count(&gold, "x a\n b c");
        assert_eq!(
            segments,
            Segments {
                found: 1,
                missed: 1,
                wrong: 1
            }
        );
    }

    #[test]
    fn titles_are_compared_by_words_and_lost_lines_are_named() {
        assert!(same_words("The Fox: again", "the fox, AGAIN"));
        assert!(!same_words("The Fox", ""));
        assert!(same_names("Ana Lund and Bo Ek", "Bo Ek; Ana Lund") && !same_names("Ana Lund", "Ana Lund; Bo Ek"));
        assert_eq!(
            lines_beside("one two three four\nfive six seven eight", "one two three four", 3),
            ["five six seven eight"]
        );
    }
}
