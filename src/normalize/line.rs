//! Normalising a line that needs it, and telling quickly that it does not.

use std::borrow::Cow;

use icu_normalizer::ComposingNormalizerBorrowed;

use super::class::{Class, class_of, is_joining, is_mark, is_spaceless, windows_1252};
use super::flags::{self, CLEAN, COMPOSE, OPTIONAL, REFERENCE};
use super::{Options, entities};

/// How often references are resolved that come out of references; only text made to annoy nests deeper.
const MAX_ROUNDS: usize = 8;

/// The flags of what the settings may change.
pub(super) fn wanted(options: &Options) -> u8 {
    let optional = options.quotes || options.full_width || options.ligatures || options.replacement_characters;
    flags::DEFAULT | if optional { OPTIONAL } else { 0 }
}

/// Whether normalising would leave the line as it is, as far as a glance can tell.
pub(super) fn is_clean(line: &str, options: &Options) -> bool {
    let ends_in_space = line.ends_with([' ', '\t']);
    !(ends_in_space && options.spaces) && flags::is_free(line, wanted(options))
}

/// What U+0085 means in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NelMeaning {
    /// NEXT LINE.
    LineBreak,
    /// The ellipsis of windows-1252, because other C1 controls show that it is meant.
    Ellipsis,
}

impl NelMeaning {
    /// Looks for C1 controls other than U+0085.
    pub(super) fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let is_other = |at: usize| {
            bytes
                .get(at + 1)
                .is_some_and(|next| (0x80..0xA0).contains(next) && *next != 0x85)
        };
        match memchr::memmem::find(bytes, b"\xC2\x85") {
            Some(_) if memchr::memchr_iter(0xC2, bytes).any(is_other) => NelMeaning::Ellipsis,
            _ => NelMeaning::LineBreak,
        }
    }
}

/// Writes normalised lines to `out`.
pub(super) struct Cleaner<'a> {
    pub(super) options: &'a Options,
    pub(super) nel: NelMeaning,
    pub(super) nfc: ComposingNormalizerBorrowed<'static>,
    pub(super) out: String,
}

impl Cleaner<'_> {
    /// Normalises one line of the input, which may become several, or none where nothing that can be seen stood in it.
    /// `rest` is the text behind it, with its line break.
    pub(super) fn push_line(&mut self, line: &str, rest: &str) {
        let has_break = !rest.is_empty();
        let start = self.out.len();
        let unbroken = if has_break && self.options.line_breaks {
            line.strip_suffix('\r').unwrap_or(line)
        } else {
            line
        };
        for (index, part) in self.clean(unbroken).split('\n').enumerate() {
            if index > 0 {
                self.out.push('\n');
            }
            let part = self.settle(part);
            self.out.push_str(if self.options.spaces {
                part.trim_end_matches([' ', '\t'])
            } else {
                part.as_ref()
            });
        }
        let is_empty = self.out.len() == start && !line.trim_matches([' ', '\t', '\r']).is_empty();
        if is_empty && self.out.ends_with("\n\n") {
            if rest.starts_with("\n\n") {
                self.out.pop();
            }
        } else if has_break {
            self.out.push('\n');
        }
    }

    /// Composes a cleaned line and resolves its references, which may bring in what is to be cleaned, until nothing changes.
    fn settle<'b>(&self, line: &'b str) -> Cow<'b, str> {
        let mut line = self.compose(line);
        for _ in 0..MAX_ROUNDS {
            if !self.options.entities || flags::is_free(&line, REFERENCE) {
                break;
            }
            let resolved = match entities::resolve(&line) {
                Cow::Owned(resolved) => self.compose(&self.clean(&resolved)).into_owned(),
                Cow::Borrowed(_) => break,
            };
            line = Cow::Owned(resolved);
        }
        line
    }

    fn compose<'b>(&self, line: &'b str) -> Cow<'b, str> {
        if flags::is_free(line, COMPOSE) {
            return Cow::Borrowed(line);
        }
        let composed = if self.options.nfc {
            self.nfc.normalize(line)
        } else {
            Cow::Borrowed(line)
        };
        match without_floods(&composed, self.options.max_combining_marks) {
            Some(cut) => Cow::Owned(cut),
            None => composed,
        }
    }

    fn clean<'b>(&self, line: &'b str) -> Cow<'b, str> {
        let wanted = wanted(self.options) & (CLEAN | OPTIONAL);
        if flags::is_free(line, wanted) {
            return Cow::Borrowed(line);
        }
        let mut cleaned = Cleaned::with_capacity(line.len());
        let mut rest = line;
        while let Some((at, c)) = flags::next(rest, wanted) {
            cleaned.push_str(rest.get(..at).unwrap_or_default());
            rest = rest.get(at + c.len_utf8()..).unwrap_or_default();
            let Some(class) = class_of(c) else {
                cleaned.push(c);
                continue;
            };
            let next = rest.chars().next();
            match class {
                Class::LineBreak if c == '\r' && next == Some('\n') => {}
                Class::Ligature if self.options.ligatures => cleaned.push_str(letters(c)),
                Class::Space if self.options.spaces => {
                    cleaned.push_space();
                    rest = cleaned.without_gap(rest, class);
                }
                _ => match self.changed(c, class, &cleaned.text, next) {
                    Some(c) => cleaned.push(c),
                    None => rest = cleaned.without_gap(rest, class),
                },
            }
        }
        cleaned.push_str(rest);
        Cow::Owned(cleaned.text)
    }

    /// What becomes of `c`, which stands between `before` and `next`; none when it is removed.
    fn changed(&self, c: char, class: Class, before: &str, next: Option<char>) -> Option<char> {
        let options = self.options;
        let unless = |switch: bool| (!switch).then_some(c);
        match class {
            Class::LineBreak if !options.line_breaks => Some(c),
            Class::LineBreak if c == '\u{85}' && self.nel == NelMeaning::Ellipsis => Some('…'),
            Class::LineBreak => Some('\n'),
            Class::Control => unless(options.controls),
            Class::C1Control if options.c1_controls => windows_1252(c),
            Class::C1Control => Some(c),
            Class::ByteOrderMark => unless(options.byte_order_marks),
            Class::SoftHyphen => unless(options.soft_hyphens),
            Class::ZeroWidth => unless(options.zero_width && !carries_meaning(c, before, next)),
            Class::BidiControl => unless(options.bidi_controls),
            Class::Space => Some(c),
            Class::Noncharacter => unless(options.noncharacters && !spells_flag(c, before)),
            Class::PrivateUse => unless(options.private_use),
            Class::Replacement => unless(options.replacement_characters),
            Class::FullWidth if options.full_width => char::from_u32(u32::from(c) - 0xFEE0),
            Class::Quote if options.quotes => Some(if c <= '\u{201B}' { '\'' } else { '"' }),
            Class::FullWidth | Class::Quote | Class::Ligature => Some(c),
        }
    }
}

/// The part of a line that is cleaned already.
struct Cleaned {
    text: String,
    /// Whether the last line of it holds white space only.
    is_indentation: bool,
}

impl Cleaned {
    fn with_capacity(bytes: usize) -> Self {
        Cleaned {
            text: String::with_capacity(bytes),
            is_indentation: true,
        }
    }

    fn push_str(&mut self, text: &str) {
        let last = text.rsplit('\n').next().unwrap_or_default();
        let is_blank = last.bytes().all(|byte| matches!(byte, b' ' | b'\t'));
        self.is_indentation = is_blank && (self.is_indentation || last.len() < text.len());
        self.text.push_str(text);
    }

    fn push(&mut self, c: char) {
        self.push_str(c.encode_utf8(&mut [0; 4]));
    }

    /// A space, unless the text so far ends in one; at the start of a line spaces are indentation and all stay.
    fn push_space(&mut self) {
        if self.is_indentation || !self.text.ends_with(' ') {
            self.text.push(' ');
        }
    }

    /// `rest` without the spaces that it begins with where the text so far ends in one, so that a removal leaves no gap; nor does an
    /// icon at the start of a line.
    fn without_gap<'r>(&self, rest: &'r str, class: Class) -> &'r str {
        let is_start = self.text.is_empty() || self.text.ends_with('\n');
        let is_icon = matches!(class, Class::Control | Class::PrivateUse | Class::Noncharacter);
        if self.text.ends_with(' ') && !self.is_indentation || is_start && is_icon {
            rest.trim_start_matches(' ')
        } else {
            rest
        }
    }
}

/// The letters of a Latin ligature.
fn letters(c: char) -> &'static str {
    match c {
        '\u{FB00}' => "ff",
        '\u{FB01}' => "fi",
        '\u{FB02}' => "fl",
        '\u{FB03}' => "ffi",
        '\u{FB04}' => "ffl",
        _ => "st",
    }
}

/// Whether an invisible character changes what its neighbours mean. Before it stand a letter and its marks, in any order: NFC may
/// change that order, and the answer must not change with it.
fn carries_meaning(c: char, before: &str, next: Option<char>) -> bool {
    let follows = |test: fn(char) -> bool| {
        let mut base_is_seen = false;
        let cluster = before.chars().rev().take_while(|c| {
            let goes_on = !base_is_seen;
            base_is_seen = !is_mark(*c) && !is_stacking(*c);
            goes_on
        });
        cluster.into_iter().any(test)
    };
    let both = |test: fn(char) -> bool| follows(test) && next.is_some_and(test);
    match c {
        '\u{200C}' | '\u{200D}' => both(is_joining) || follows(is_stacking),
        '\u{200B}' => both(is_spaceless),
        '\u{180E}' => follows(is_mongolian),
        _ => false,
    }
}

/// Brahmic scripts, in which a joiner after a consonant's virama counts also at the end of a word.
fn is_stacking(c: char) -> bool {
    matches!(
        u32::from(c),
        0x094D | 0x09CD | 0x0A4D | 0x0ACD | 0x0B4D | 0x0BCD | 0x0C4D | 0x0CCD | 0x0D4D | 0x0DCA
    )
}

fn is_mongolian(c: char) -> bool {
    matches!(c, '\u{1820}'..='\u{18AA}')
}

/// Whether a tag character continues a flag of a region: a black flag and its tags.
fn spells_flag(c: char, before: &str) -> bool {
    matches!(c, '\u{E0020}'..='\u{E007F}')
        && before
            .chars()
            .next_back()
            .is_some_and(|c| c == '\u{1F3F4}' || matches!(c, '\u{E0020}'..='\u{E007E}'))
}

/// `line` with at most `max` combining marks in a row, where it has more; 0 keeps all.
fn without_floods(line: &str, max: usize) -> Option<String> {
    let counter = || {
        let mut marks = 0;
        move |c: &char| {
            marks = if is_mark(*c) { marks + 1 } else { 0 };
            marks <= max
        }
    };
    let mut is_kept = counter();
    let is_flooded = max > 0 && line.chars().any(|c| !is_kept(&c));
    is_flooded.then(|| line.chars().filter(counter()).collect())
}
