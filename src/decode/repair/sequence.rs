//! Finding the stretches of a line that are UTF-8 in a wrong encoding, weighing them, and putting the characters in their place.

use super::MAX_LAYERS;
use super::mixup::Mixup;
use super::plausibility::{adjacency, rarity};
use super::word::{is_broken_capital, is_closing, is_natural};

/// What a three-byte and a four-byte sequence count by being whole: chance makes few of them.
const WHOLE: [i32; 5] = [0, 0, 1, 11, 21];
/// "Ã" and "â‰" with a no-break space: words seldom end like that, and no orthography asks for that space behind it.
const NO_BREAK: i32 = 10;
/// "Ã" and a dash at the beginning of a word.
const FIRST_OF_WORD: i32 = 12;
/// What it costs to take a space or a question mark for a byte that was lost.
const GUESS: i32 = 5;
/// In a line with a stretch this certain, doubtful ones are repaired too, down to this.
const CLEAR: i32 = 12;
const DOUBTFUL: i32 = -8;

/// A character that several stand for.
#[derive(Clone, Copy, Debug)]
struct Sequence {
    /// How many characters of the line.
    length: usize,
    /// How many bytes of UTF-8 they were.
    bytes: usize,
    /// The character; U+FFFD where a byte was lost.
    c: char,
    /// Whether a space or question mark was taken for one of the bytes.
    guessed: bool,
    /// Whether the space that was taken for a no-break space also was the space between words.
    keeps_space: bool,
}

/// A row of sequences without anything between them, as indices of the line's characters.
struct Stretch {
    start: usize,
    end: usize,
    replacement: Vec<char>,
    /// What it gains by being whole sequences.
    whole: i32,
    gain: i32,
    plain: i32,
    sequences: i32,
    /// Whether all of it is guessed.
    guessed: bool,
}

/// A line from which one layer of wrong decoding was taken.
pub(super) struct Undone {
    pub(super) line: String,
    /// By how much it became more plausible.
    pub(super) gain: i32,
    /// The gain of the stretch that gained most.
    pub(super) most: i32,
    /// The gain in plausibility alone, and a little for each sequence: by this mixups are compared.
    pub(super) plain: i32,
}

/// Undoes that UTF-8 was read as `mixup`, once or several times. `marks` are the indices of the characters beyond ASCII: only there can
/// a sequence begin. None where nothing gains by it.
pub(super) fn undo(chars: &[char], marks: &[usize], mixup: &Mixup) -> Option<Undone> {
    let mut stretches = stretches(chars, marks, mixup);
    if stretches.is_empty() {
        return None;
    }
    let mut best: Option<Undone> = None;
    for _ in 0..MAX_LAYERS {
        for stretch in &mut stretches {
            stretch.weigh(chars);
        }
        let taken = taken(&stretches, chars);
        let gain = taken.iter().map(|stretch| stretch.gain).sum();
        if best.as_ref().is_none_or(|best| gain > best.gain) {
            let most = taken.iter().map(|stretch| stretch.gain).max()?;
            let plain = taken.iter().map(|stretch| stretch.plain + stretch.sequences).sum();
            best = Some(Undone {
                line: with_replacements(chars, &taken),
                gain,
                most,
                plain,
            });
        }
        let deeper: Vec<Vec<char>> = stretches
            .iter()
            .map(|stretch| decode_all(&stretch.replacement, mixup))
            .collect();
        if stretches
            .iter()
            .zip(&deeper)
            .all(|(stretch, deeper)| stretch.replacement == *deeper)
        {
            break;
        }
        for (stretch, deeper) in stretches.iter_mut().zip(deeper) {
            stretch.replacement = deeper;
        }
    }
    best.filter(|best| best.gain > 0)
}

/// The stretches to repair: those that gain, and where one is clear, doubtful ones too.
fn taken<'s>(stretches: &'s [Stretch], chars: &[char]) -> Vec<&'s Stretch> {
    let ambiguous = stretches.iter().filter(|stretch| stretch.is_ambiguous(chars)).count();
    let is_clear = |stretch: &Stretch| {
        !stretch.guessed && stretch.gain >= CLEAR && (ambiguous > 1 || !stretch.is_ambiguous(chars))
    };
    let clear = stretches.iter().any(is_clear);
    let is_taken = |stretch: &&Stretch| match clear {
        true => stretch.gain >= DOUBTFUL,
        false => {
            stretch.gain > 0
                && (!stretch.guessed || matches!(stretch.replacement.first(), Some('à' | '≠')))
                && !stretch.is_ambiguous(chars)
        }
    };
    stretches.iter().filter(is_taken).collect()
}

fn with_replacements(chars: &[char], taken: &[&Stretch]) -> String {
    let mut out = String::with_capacity(chars.len());
    let mut copied = 0;
    for stretch in taken {
        out.extend(chars.get(copied..stretch.start).unwrap_or_default());
        out.extend(&stretch.replacement);
        copied = stretch.end;
    }
    out.extend(chars.get(copied..).unwrap_or_default());
    out
}

impl Stretch {
    /// "Ã¥" alone may come from more than one mistake.
    fn is_ambiguous(&self, chars: &[char]) -> bool {
        chars.get(self.start..self.end) == Some(&['Ã', '¥'])
    }
}

fn stretches(chars: &[char], marks: &[usize], mixup: &Mixup) -> Vec<Stretch> {
    let spaced = has_spaced_sequences(chars, marks, mixup);
    let mut stretches: Vec<Stretch> = Vec::new();
    let mut free = 0;
    for at in marks.iter().copied() {
        let Some(sequence) = (at >= free).then(|| sequence(chars, at, mixup, spaced)).flatten() else {
            continue;
        };
        match stretches.last_mut().filter(|last| last.end == at) {
            Some(last) => last.add(sequence),
            None if is_word_end(chars, at, sequence.length, mixup) => continue,
            None => {
                let mut stretch = Stretch {
                    start: at,
                    end: at,
                    replacement: Vec::new(),
                    whole: 0,
                    gain: 0,
                    plain: 0,
                    sequences: 0,
                    guessed: true,
                };
                stretch.add(sequence);
                stretches.push(stretch);
            }
        }
        free = at + sequence.length;
    }
    stretches
}

impl Stretch {
    fn add(&mut self, sequence: Sequence) {
        self.end += sequence.length;
        self.replacement.push(sequence.c);
        if sequence.keeps_space {
            self.replacement.push(' ');
        }
        self.sequences += 1;
        self.guessed &= sequence.guessed;
        let no_break = if sequence.c == 'à' && !sequence.guessed || sequence.c == '≠' {
            NO_BREAK
        } else {
            0
        };
        let guess = if sequence.guessed { GUESS } else { 0 };
        self.whole += WHOLE.get(sequence.bytes).copied().unwrap_or(0) + no_break - guess;
    }

    /// What the line gains in plausibility by the replacement.
    fn weigh(&mut self, chars: &[char]) {
        let before = self
            .start
            .checked_sub(1)
            .and_then(|at| chars.get(at))
            .copied()
            .unwrap_or(' ');
        let after = chars.get(self.end).copied().unwrap_or(' ');
        let old = chars.get(self.start..self.end).unwrap_or_default();
        // Letters alone, or a letter and the quotes and dots behind a word, are UTF-8 by chance.
        let by_chance =
            old.iter().all(|c| c.is_alphabetic()) || old.get(1..).unwrap_or_default().iter().all(|c| is_closing(*c));
        let first = if is_broken_capital(before, old) {
            FIRST_OF_WORD
        } else {
            0
        };
        let whole = first + if by_chance { self.whole.min(0) } else { self.whole };
        self.plain = implausibility(before, old, after) - implausibility(before, &self.replacement, after);
        self.gain = self.plain + whole;
    }
}

/// Whether right text holds the characters of a sequence: the last letter of a word and what stands behind words. Where more sequences
/// follow at once, only if it holds a space.
fn is_word_end(chars: &[char], at: usize, length: usize, mixup: &Mixup) -> bool {
    let end = at + length;
    let neighbour = |at: Option<usize>| at.and_then(|at| chars.get(at)).copied().unwrap_or(' ');
    let old = chars.get(at..end).unwrap_or_default();
    let is_apart = || old.contains(&' ') || sequence(chars, end, mixup, true).is_none();
    is_natural(neighbour(at.checked_sub(1)), old, neighbour(Some(end))) && is_apart()
}

/// All sequences decoded, whatever the text gains.
fn decode_all(chars: &[char], mixup: &Mixup) -> Vec<char> {
    let mut decoded = Vec::with_capacity(chars.len());
    let mut at = 0;
    while let Some(c) = chars.get(at) {
        let sequence = sequence(chars, at, mixup, true);
        decoded.push(sequence.map_or(*c, |sequence| sequence.c));
        at += sequence.map_or(1, |sequence| sequence.length);
    }
    decoded
}

/// How implausible a line is.
pub(super) fn line_implausibility(line: &str) -> i32 {
    let chars: Vec<char> = line.chars().collect();
    implausibility(' ', &chars, ' ')
}

fn implausibility(before: char, text: &[char], after: char) -> i32 {
    let mut total = 0;
    let mut last = before;
    for c in text {
        total += adjacency(last, *c) + rarity(*c);
        last = *c;
    }
    total + adjacency(last, after)
}

/// Whether spaces that were no-break spaces still stand beside the spaces between words.
fn has_spaced_sequences(chars: &[char], marks: &[usize], mixup: &Mixup) -> bool {
    marks
        .iter()
        .filter_map(|at| chars.get(*at..at + 3))
        .any(|window| matches!(window, [first, ' ', ' '] if mixup.byte(*first) == Some(0xC3)))
}

/// The sequence that begins at `at`.
fn sequence(chars: &[char], at: usize, mixup: &Mixup, spaced: bool) -> Option<Sequence> {
    let first = mixup.byte(*chars.get(at)?)?;
    let bytes = match first {
        0xC2..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF4 => 4,
        _ => return None,
    };
    if let Some(sequence) = surrogates(chars, at, mixup).filter(|_| first == 0xED) {
        return Some(sequence);
    }
    let mut decoded = [first, 0, 0, 0];
    let (mut guessed, mut lost) = (false, false);
    for (ahead, decoded) in decoded.iter_mut().enumerate().take(bytes).skip(1) {
        let c = *chars.get(at + ahead)?;
        match mixup.byte(c) {
            Some(byte @ 0x80..=0xBF) => *decoded = byte,
            _ if c == ' ' && !lost => {
                guessed = true;
                *decoded = 0xA0;
            }
            _ if c == '\u{FFFD}'
                && (ahead > 1 || is_first_of_two(chars, at, bytes) || next_is_later(chars, at, mixup)) =>
            {
                lost = true;
            }
            _ if c == '?' && (first == 0xE2 || is_after_lower_case(chars, at)) => (guessed, lost) = (true, true),
            _ if lost => return Some(lossy(ahead, guessed)),
            _ => return None,
        }
    }
    if lost {
        return Some(lossy(bytes, guessed));
    }
    let c = std::str::from_utf8(decoded.get(..bytes)?).ok()?.chars().next()?;
    let mut sequence = Sequence {
        length: bytes,
        bytes,
        c,
        guessed,
        keeps_space: false,
    };
    if guessed && chars.get(at + 1) == Some(&' ') && bytes == 2 {
        space_after(chars, at, spaced, &mut sequence);
    }
    Some(sequence)
}

/// A sequence one of whose bytes was lost.
fn lossy(length: usize, guessed: bool) -> Sequence {
    Sequence {
        length,
        bytes: 2,
        c: char::REPLACEMENT_CHARACTER,
        guessed,
        keeps_space: false,
    }
}

/// Whether a sequence has two bytes and begins with what is no small letter: that with a lost character behind it may well be right.
fn is_first_of_two(chars: &[char], at: usize, bytes: usize) -> bool {
    bytes == 2 && chars.get(at).is_some_and(|c| !c.is_lowercase())
}

/// Whether the third character of a sequence fits, where the second was lost.
fn next_is_later(chars: &[char], at: usize, mixup: &Mixup) -> bool {
    let third = chars.get(at + 2).and_then(|c| mixup.byte(*c));
    third.is_some_and(|byte| (0x80..0xC0).contains(&byte))
}

fn is_after_lower_case(chars: &[char], at: usize) -> bool {
    at.checked_sub(1)
        .and_then(|at| chars.get(at))
        .is_some_and(|c| c.is_lowercase())
}

/// Decides whether a space that stood for a no-break space was merged with the space between two words: of "à la" remains "Ã la".
fn space_after(chars: &[char], at: usize, spaced: bool, sequence: &mut Sequence) {
    let rest = chars.get(at + 2..).unwrap_or_default();
    if sequence.c == 'à' && !spaced {
        let joins = ["quele", "quela", "quilo", "s "]
            .iter()
            .any(|word| word.chars().eq(rest.iter().copied().take(word.len())));
        sequence.keeps_space = !joins && rest.first().is_some_and(|c| c.is_alphabetic());
    }
}

/// A character beyond U+FFFF that was written as two surrogates of three bytes each.
fn surrogates(chars: &[char], at: usize, mixup: &Mixup) -> Option<Sequence> {
    let byte = |ahead: usize| mixup.byte(*chars.get(at + ahead)?).map(u32::from);
    let unit = |ahead: usize| {
        let (first, second, third) = (byte(ahead)?, byte(ahead + 1)?, byte(ahead + 2)?);
        (first == 0xED && (0x80..0xC0).contains(&third))
            .then_some((first & 0x0F) << 12 | (second & 0x3F) << 6 | third & 0x3F)
    };
    let (high, low) = (unit(0)?, unit(3)?);
    let is_pair = (0xD800..0xDC00).contains(&high) && (0xDC00..0xE000).contains(&low);
    let c = char::from_u32(0x10000 + ((high & 0x3FF) << 10) + (low & 0x3FF)).filter(|_| is_pair)?;
    Some(Sequence {
        length: 6,
        bytes: 4,
        c,
        guessed: false,
        keeps_space: false,
    })
}
