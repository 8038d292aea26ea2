//! A list of words that is looked up in one pass.

use aho_corasick::{AhoCorasick, Anchored, Input, MatchKind, StartKind};

/// The words.
#[derive(Debug)]
pub(super) struct Words {
    /// The bytes that they begin with, small letters and capitals.
    firsts: [bool; 128],
    /// Compiled; none where a list does not compile, which a test rules out.
    compiled: Option<AhoCorasick>,
}

impl Words {
    /// Compiles words in lower case, parted by `|`.
    pub(super) fn new(list: &'static str) -> Self {
        let words = list.split('|').filter(|word| !word.is_empty());
        let mut firsts = [false; 128];
        for first in words.clone().filter_map(|word| word.bytes().next()) {
            let both = [first, first.to_ascii_uppercase()];
            both.into_iter().for_each(|byte| {
                firsts
                    .get_mut(usize::from(byte))
                    .into_iter()
                    .for_each(|slot| *slot = true);
            });
        }
        let mut builder = AhoCorasick::builder();
        Words {
            firsts,
            compiled: builder
                .match_kind(MatchKind::LeftmostLongest)
                .start_kind(StartKind::Both)
                .build(words)
                .ok(),
        }
    }

    /// Whether any of them stands in `text`.
    pub(super) fn are_in(&self, text: &str) -> bool {
        self.compiled.as_ref().is_some_and(|words| words.is_match(text))
    }

    /// Whether `text` starts with any of them.
    pub(super) fn start(&self, text: &str) -> bool {
        self.prefix(text).is_some()
    }

    /// Whether `text`, in whatever case, may start with any of them, by its first byte.
    pub(super) fn may_start(&self, text: &str) -> bool {
        let first = text.bytes().next();
        first.is_some_and(|byte| self.firsts.get(usize::from(byte)).is_none_or(|is| *is))
    }

    /// How many bytes the longest of them takes at the start of `text`.
    pub(super) fn prefix(&self, text: &str) -> Option<usize> {
        let input = Input::new(text).anchored(Anchored::Yes);
        self.compiled.as_ref()?.find(input).map(|found| found.end())
    }

    /// Where the first of them begins and ends in `text`.
    pub(super) fn find(&self, text: &str) -> Option<(usize, usize)> {
        self.compiled
            .as_ref()?
            .find(text)
            .map(|found| (found.start(), found.end()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_word_wins() {
        let words = Words::new("by |by: |作者：");
        assert_eq!((words.prefix("by: Ana"), words.prefix("stand by Ana")), (Some(4), None));
        assert_eq!(words.find("a by b"), Some((2, 5)));
        let may = |text| words.may_start(text);
        assert!(may("By Ana") && may("作者") && may("İ") && !may("ana by") && !may(""));
        assert!(words.are_in("x 作者：y") && words.start("作者：y") && !words.are_in(""));
    }
}
