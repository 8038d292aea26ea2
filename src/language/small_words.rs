//! The language of a text by its most frequent words, which tell it sooner and cheaper than trigrams.

use std::sync::LazyLock;

use crate::hashed::HashedMap;

/// Words that one of these languages uses all the time and none of its neighbours does.
const SMALL_WORDS: [(&str, &str); 8] = [
    (
        "en",
        "the and of that was with this from are you have which their has been were but they his she would will about more \
         not by or there when who to it",
    ),
    (
        "de",
        "der und das nicht mit ist auf dem ein eine sich auch sind wird von zu",
    ),
    (
        "fr",
        "les des est dans une pour pas sur qui avec sont cette nous vous aux leur",
    ),
    ("es", "los las una del por como su lo el más pero sus muy fue hay desde"),
    (
        "pt",
        "não uma dos pelas com ao foi pela um são mais pelo também seu pelos em",
    ),
    (
        "it",
        "che della sono gli dei nel anche più alla delle è nella dal questo sulla degli",
    ),
    (
        "nl",
        "het een van niet zijn voor ook werd wordt deze uit door bij naar hij zij",
    ),
    ("af", "nie vir wat deur hulle ons word baie sal gaan"),
];
/// The languages of small words, by their bytes.
static BY_SMALL_WORD: LazyLock<HashedMap<u64, usize>> = LazyLock::new(|| {
    let rows = SMALL_WORDS.iter().enumerate();
    rows.flat_map(|(language, (_, words))| words.split(' ').filter_map(move |word| Some((small(word)?, language))))
        .collect()
});

/// The bytes of a word that is small, as a number.
fn small(word: &str) -> Option<u64> {
    let bytes = || word.bytes().rev();
    (word.len() <= 8).then(|| bytes().fold(0, |number, byte| number << 8 | u64::from(byte)))
}

/// The language whose small words stand all over the sample, where the lead is so clear that trigrams need not be counted
/// (that takes longer than all else that happens to a short text).
pub(super) fn of(sample: &str) -> Option<&'static str> {
    let mut hits = [0usize; SMALL_WORDS.len()];
    let mut all = 0;
    let by_small_word = &*BY_SMALL_WORD;
    for word in sample
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty())
    {
        all += 1;
        let language = small(word).and_then(|word| by_small_word.get(&word));
        let language = language.and_then(|language| hits.get_mut(*language));
        language.into_iter().for_each(|hits| *hits += 1);
    }
    let (most, code) = hits
        .iter()
        .zip(&SMALL_WORDS)
        .map(|(&hits, (code, _))| (hits, *code))
        .max_by_key(|(hits, _)| *hits)?;
    let others: usize = hits.iter().sum::<usize>() - most;
    let long = most >= 8 && most * 12 >= all && others * 6 <= most;
    let short = others == 0 && (most >= 4 && most * 10 >= all || most >= 3 && most * 5 >= all);
    (long || short).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A sentence that trigrams would take for another language, and one in a language that shares many words with one that is known.
    #[test]
    fn small_words_tell_short_texts() {
        for (text, code) in [
            (
                "Little gifts for friends: dear all, I would love it if you came to the party with them.",
                "en",
            ),
            (
                "Hulle het vir ons gesê wat met die huis van die bakker sal gebeur, maar dit was nie baie nie.",
                "af",
            ),
        ] {
            assert_eq!(of(text).or(super::super::detect(text).as_deref()), Some(code), "{text}");
        }
        let words: Vec<_> = SMALL_WORDS.iter().flat_map(|(_, words)| words.split(' ')).collect();
        assert_eq!(BY_SMALL_WORD.len(), words.len(), "a word stands twice");
    }
}
