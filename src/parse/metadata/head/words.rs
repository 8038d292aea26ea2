//! A list of words that is looked up in one pass.

use aho_corasick::{AhoCorasick, Anchored, Input, MatchKind, StartKind};

/// The words, compiled; none where a list does not compile, which a test rules out.
#[derive(Debug)]
pub(super) struct Words(Option<AhoCorasick>);

impl Words {
    /// Compiles words in lower case, parted by `|`.
    pub(super) fn new(list: &'static str) -> Self {
        let words = list.split('|').filter(|word| !word.is_empty());
        let mut builder = AhoCorasick::builder();
        Words(
            builder
                .match_kind(MatchKind::LeftmostLongest)
                .start_kind(StartKind::Both)
                .build(words)
                .ok(),
        )
    }

    /// Whether any of them stands in `text`.
    pub(super) fn are_in(&self, text: &str) -> bool {
        self.0.as_ref().is_some_and(|words| words.is_match(text))
    }

    /// Whether `text` starts with any of them.
    pub(super) fn start(&self, text: &str) -> bool {
        self.prefix(text).is_some()
    }

    /// How many bytes the longest of them takes at the start of `text`.
    pub(super) fn prefix(&self, text: &str) -> Option<usize> {
        let input = Input::new(text).anchored(Anchored::Yes);
        self.0.as_ref()?.find(input).map(|found| found.end())
    }

    /// Where the first of them begins and ends in `text`.
    pub(super) fn find(&self, text: &str) -> Option<(usize, usize)> {
        self.0.as_ref()?.find(text).map(|found| (found.start(), found.end()))
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
        assert!(words.are_in("x 作者：y") && words.start("作者：y") && !words.are_in(""));
    }
}
