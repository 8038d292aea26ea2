//! # `inline-promo/...` of the packs with `scope = "inline"`
//!
//! **What it removes.** "Also read: HEADLINE" where it stands inside a paragraph or as one of its own. The cut ends where
//! the headline does: at the end of the paragraph, or where a new sentence begins with a capital after a small letter.
//!
//! **Why.** Sites put teasers between sentences; extractors glue them to the text.
//!
//! **What it must keep.** "Also read the manual": after the opener there must be a mark, or a word with a capital, and on HTML pages
//! a link. An opener in quotation marks; speech and sentences behind the headline.
//!
//! **Options.** None.

use std::ops::Range;

use super::super::chars::is_unspaced;
use super::super::decisions::Decisions;
use super::super::fold::Places;
use super::super::page::{Page, Segment};
use super::super::phrases::{Hit, Scope};
use super::super::text_stats::ends_sentence;
use super::Module;
use crate::model::{BlockKind, RuleId};

pub(crate) const MODULE: Module = Module::without_rules(judge);

/// A headline is no longer than this.
const MAX_HEADLINE_CHARS: usize = 200;
/// Where a headline ends shows within this many characters.
const MAX_REACH_CHARS: usize = 2 * MAX_HEADLINE_CHARS;

/// An opener right behind one of these is talked about.
const QUOTES: [char; 7] = ['"', '“', '„', '«', '「', '『', '‘'];

/// Finds teasers inside paragraphs.
fn judge(page: &Page<'_>, decisions: &mut Decisions) {
    for (index, segment) in page.segments.iter().enumerate() {
        if !segment.is_form() && !decisions.is_removed(index) {
            judge_segment(page, decisions, index, segment);
        }
    }
}

fn judge_segment(page: &Page<'_>, decisions: &mut Decisions, index: usize, segment: &Segment<'_>) {
    let is_inline = |hit: &&Hit| {
        let named = page.rules.get(hit.rule);
        named.is_some_and(|named| matches!(named.rule.scope, Scope::Inline | Scope::Mark))
    };
    let mut hits = page.hits(index).iter().filter(is_inline).peekable();
    if hits.peek().is_none() {
        return;
    }
    let places = Places::of(segment.text);
    marks(page, decisions, index, &places);
    let mut at = 0;
    for hit in hits {
        let Some(named) = page.rules.get(hit.rule).filter(|n| n.rule.scope == Scope::Inline) else {
            continue;
        };
        let start = places.unfold(hit.start);
        let end = places.unfold(hit.end);
        if hit.whole && segment.lines > 1 {
            headline_in_next(page, decisions, index, &named.id);
        }
        let rest = reach(segment.text.get(end..).unwrap_or_default());
        if start < at || !has_headline(rest) || is_reference(rest) {
            continue;
        }
        let before = segment.text.get(..start).unwrap_or_default().trim_end();
        if before.ends_with(QUOTES) || segment.is_enumerated() {
            continue;
        }
        let range = start..end + in_brackets(before, rest).unwrap_or_else(|| headline_len(rest));
        if !has_words(
            segment.text.get(end..range.end).unwrap_or_default(),
            named.rule.min_words,
        ) {
            continue;
        }
        if !is_linked(page, segment, end..range.end) {
            continue;
        }
        at = range.end;
        let opener = segment.text.get(start..end).unwrap_or_default();
        if covers(segment, &range) {
            decisions.remove(index, &named.id, format!("opens with \"{opener}\""));
        } else {
            decisions.cut(
                index,
                with_marks(segment.text, range),
                &named.id,
                format!("\"{opener}\" and a headline"),
            );
        }
    }
}

/// The part of the text behind an opener in which its headline ends. A bound, so that many openers in one long block cost no more each.
fn reach(rest: &str) -> &str {
    let end = rest.char_indices().nth(MAX_REACH_CHARS);
    end.and_then(|(at, _)| rest.get(..at)).unwrap_or(rest)
}

/// On HTML pages, the headline of another article is a link; "Read more: chapter 3" of a text is none.
fn is_linked(page: &Page<'_>, segment: &Segment<'_>, headline: Range<usize>) -> bool {
    if !page.from_html {
        return true;
    }
    let place = headline.start + segment.range.start..headline.end + segment.range.start;
    let block = page.parsed.blocks.get(segment.block);
    let linked = block.map_or(0, |block| block.link_bytes_in(&place));
    linked * 2 >= headline.len()
}

/// On a page that lost its line breaks, the headline begins the next stretch.
fn headline_in_next(page: &Page<'_>, decisions: &mut Decisions, index: usize, rule: &RuleId) {
    let (Some(segment), Some(next)) = (page.get(index), page.get(index + 1)) else {
        return;
    };
    if next.block == segment.block && !matches!(segment.kind, BlockKind::Lines) {
        decisions.remove(index, rule, "opens a headline");
        decisions.cut(
            index + 1,
            0..headline_len(reach(next.text)),
            rule,
            "the headline of an opener",
        );
    }
}

/// Cuts marks such as "[edit]".
fn marks(page: &Page<'_>, decisions: &mut Decisions, index: usize, places: &Places) {
    for hit in page.hits(index) {
        if let Some(named) = page.rules.get(hit.rule).filter(|n| n.rule.scope == Scope::Mark) {
            let range = places.unfold(hit.start)..places.unfold(hit.end);
            decisions.cut(index, range, &named.id, "a mark of the software");
        }
    }
}

/// Whether nothing but marks stands outside of the range.
fn covers(segment: &Segment<'_>, range: &Range<usize>) -> bool {
    let blank = |s: Option<&str>| s.is_none_or(|s| !s.chars().any(char::is_alphanumeric));
    blank(segment.text.get(..range.start)) && blank(segment.text.get(range.end..))
}

/// After the opener stands a mark, or a word that begins as headlines do.
fn has_headline(rest: &str) -> bool {
    let trimmed = rest.trim_start();
    let Some(first) = trimmed.chars().next() else {
        return false;
    };
    !first.is_alphanumeric() || !first.is_lowercase()
}

/// `Section 6.3.8`: a part of the same text.
fn is_reference(rest: &str) -> bool {
    let number = rest.split_whitespace().nth(1).unwrap_or_default();
    let number = number.trim_matches(|c: char| c.is_ascii_punctuation());
    number.contains('.') && number.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

/// Whether a part of `headline` between commas has so many words.
fn has_words(headline: &str, least: usize) -> bool {
    let count = |part: &str| part.split_whitespace().count() + part.chars().filter(|c| is_unspaced(*c)).count() / 2;
    headline
        .split([',', ';', '，', '、', '،'])
        .any(|part| count(part) >= least)
}

/// Bytes of `rest` up to the bracket that closes the one before the opener.
fn in_brackets(before: &str, rest: &str) -> Option<usize> {
    let close = match before.chars().next_back()? {
        '(' => ')',
        '[' => ']',
        '【' => '】',
        '（' => '）',
        _ => return None,
    };
    let at = rest.find(close)?;
    Some(at + close.len_utf8())
}

/// Where a sentence of speech is glued to a headline that has no quotation marks itself.
fn speech(text: &str) -> Option<usize> {
    let (at, _) = text.match_indices(['"', '“', '„', '«']).find(|(at, _)| {
        let before = text.get(..*at).unwrap_or_default();
        before.ends_with(char::is_whitespace) && before.split_whitespace().count() >= 3
    })?;
    text.get(at..)?.chars().nth(1).filter(|c| c.is_uppercase()).map(|_| at)
}

/// Bytes of `rest` that belong to the headline.
fn headline_len(rest: &str) -> usize {
    let first_stop = sentence_end(rest);
    let whole = rest.chars().count() <= MAX_HEADLINE_CHARS;
    if whole && !ends_with_stop(rest) {
        return rest.len();
    }
    let sentence = rest.get(..first_stop).unwrap_or(rest);
    if let Some(at) = speech(sentence).or_else(|| new_sentence(sentence)) {
        return at;
    }
    if first_stop < rest.len() && sentence.chars().count() <= MAX_HEADLINE_CHARS {
        return first_stop;
    }
    if whole { rest.len() } else { 0 }
}

fn ends_with_stop(text: &str) -> bool {
    ends_sentence(text) && !text.trim_end().ends_with(['?', '!', '…', '؟', '？', '！'])
}

/// Where the first sentence ends that a full stop ends.
fn sentence_end(text: &str) -> usize {
    let mut stop = false;
    for (at, c) in text.char_indices() {
        if stop && c.is_whitespace() {
            return at;
        }
        stop = matches!(c, '.' | '。' | '।') || (stop && matches!(c, '"' | '”' | '»'));
        if matches!(c, '。' | '।') {
            return at + c.len_utf8();
        }
    }
    text.len()
}

/// Words that open sentences, and that a headline has in small letters inside.
const OPENERS: [&str; 62] = [
    "The", "This", "That", "These", "It", "He", "She", "They", "We", "In", "On", "At", "But", "And", "When", "After",
    "Der", "Die", "Das", "Ein", "Eine", "Er", "Sie", "Es", "Im", "Am", "Doch", "Nach", "Bei", "Le", "La", "Les", "Il",
    "Elle", "Un", "Une", "Dans", "El", "Los", "Las", "En", "Una", "O", "Os", "As", "Um", "Uma", "Lo", "Gli", "De",
    "Het", "Een", "Den", "Det", "Pani", "Pan", "В", "На", "Но", "Он", "Она", "У",
];

/// Where a sentence is glued to a headline. A capital follows a small letter and a small letter follows its word: the sentence
/// begins there, or with the words with capitals right before, which may be a name.
fn new_sentence(text: &str) -> Option<usize> {
    let mut starts: Vec<(usize, &str)> = Vec::new();
    let mut at = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        starts.push((at, word.trim()));
        at += word.len();
    }
    if let Some(at) = opened(&starts) {
        return Some(at);
    }
    let whole = starts.len() >= 5;
    let last = starts.windows(3).rposition(|words| whole && is_joint(text, words))? + 1;
    starts.get(first_of_run(&starts, last)).map(|(at, _)| *at)
}

/// The first word that opens sentences behind a headline that has words in small letters.
fn opened(starts: &[(usize, &str)]) -> Option<usize> {
    let first = starts
        .iter()
        .position(|(_, word)| word.starts_with(char::is_lowercase))?;
    let mut words = starts.windows(4).skip(first.max(2)).enumerate();
    let opens = |words: &[(usize, &str)]| matches!(words, [(_, before), (_, word), ..] if may_precede(before) && OPENERS.contains(word));
    words
        .find(|(_, words)| opens(words))
        .and_then(|(_, words)| words.get(1))
        .map(|(at, _)| *at)
}

/// Whether a sentence may begin at the second of three words.
fn is_joint(text: &str, words: &[(usize, &str)]) -> bool {
    let [(_, before), (at, word), (_, after)] = words else {
        return false;
    };
    let enough = || {
        text.get(*at..)
            .is_some_and(|from| from.split_whitespace().nth(3).is_some())
    };
    !before.is_empty()
        && may_precede(before)
        && is_capitalised(word)
        && after.starts_with(char::is_lowercase)
        && enough()
}

/// The first of the words with capitals that end at `last`, where the headline before them has words in small letters: in one
/// that has none, all words have capitals. A word that opens sentences is the first.
fn first_of_run(starts: &[(usize, &str)], last: usize) -> usize {
    let word = |at: usize| starts.get(at).map_or("", |(_, word)| *word);
    let goes_on = |at: &usize| is_capitalised(word(*at)) && !word(*at).ends_with([',', ':']);
    let run = (0..last).rev().take_while(|at| goes_on(at)).last().unwrap_or(last);
    let opener = (run..=last).find(|at| OPENERS.contains(&word(*at)) && (*at == 0 || may_precede(word(*at - 1))));
    let small = (0..run).any(|at| word(at).starts_with(char::is_lowercase));
    let joined = run > 0 && may_precede(word(run - 1));
    match opener.filter(|at| *at > 0) {
        _ if !small => last,
        Some(opener) => opener,
        None if joined => run,
        None => last,
    }
}

/// Whether a headline may end with this word.
fn may_precede(word: &str) -> bool {
    let last = word.chars().next_back();
    last.is_some_and(|c| c.is_lowercase() || c.is_ascii_digit() || matches!(c, '?' | '!' | '"' | '»'))
}

fn is_capitalised(word: &str) -> bool {
    word.starts_with(char::is_uppercase) && word.chars().nth(1).is_none_or(char::is_lowercase)
}

/// Takes the marks before the opener that belong to it (`(`, `👉`).
fn with_marks(text: &str, range: Range<usize>) -> Range<usize> {
    let before = text.get(..range.start).unwrap_or_default();
    let trimmed = before.trim_end_matches(|c: char| {
        matches!(c, '(' | '[' | '>' | '|' | '•' | '-' | '【')
            || c as u32 > 0x2190 && !c.is_alphanumeric() && !matches!(c, '。' | '」' | '』' | '】' | '！' | '？' | '）')
    });
    trimmed.len()..range.end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_headline_ends_with_the_paragraph_or_where_a_sentence_is_glued_on() {
        for (rest, headline) in [
            (" Why is the lighthouse dark?", " Why is the lighthouse dark?"),
            (
                ": Is it hot? Know your rights Inspectors closed three sites that day.",
                ": Is it hot? Know your rights ",
            ),
            (": Power cuts hit four districts", ": Power cuts hit four districts"),
            (
                ": Ostatnia czerwona skrzynka w powiecie Pani Wanda Wrona, dziś 81-letnia, poszła do szafy.",
                ": Ostatnia czerwona skrzynka w powiecie ",
            ),
            (
                ": Die Brücke am Hafen wird gesperrt Der Rat Skarra hat am Dienstag lange getagt.",
                ": Die Brücke am Hafen wird gesperrt ",
            ),
            (
                ": Brücke am Hafen wird gesperrt Der Rat hat am Dienstag lange getagt und nichts beschlossen.",
                ": Brücke am Hafen wird gesperrt ",
            ),
            (
                ": Why the lamp at Skarra is dark Ana Lund has kept it for ten years.",
                ": Why the lamp at Skarra is dark ",
            ),
            (
                " Limanda temizlik başladı Kooperatif ilk ayda 1,3 ton topladı.",
                " Limanda temizlik başladı ",
            ),
        ] {
            assert_eq!(&rest[..headline_len(rest)], headline);
        }
    }

    #[test]
    fn a_headline_in_brackets_ends_with_them_and_one_before_speech_ahead_of_it() {
        assert_eq!(in_brackets("(", " hier: X) Sie kam"), Some(9));
        assert_eq!(in_brackets("See", " hier: X) Sie kam"), None);
        let rest = ": Bridge of Lunyu falls, people swim \"Buyers are glad, it is soon sold,\" said the fishwife.";
        assert_eq!(&rest[..headline_len(rest)], ": Bridge of Lunyu falls, people swim ");
    }

    #[test]
    fn the_manual_is_no_headline() {
        assert!(!has_headline(" the manual before use"));
        assert!(has_headline(": the manual"));
        assert!(has_headline(" Why it rains"));
        assert!(is_reference(" Abschnitt 6.3.8, „Lampen“") && !is_reference(": Haus 7 brennt"));
        assert!(has_words("Why, the lamp is out", 4) && !has_words(" lamp, oil, the wick.", 4));
    }
}
