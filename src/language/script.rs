//! The script of a text, which for most scripts is its language.

/// Scripts by what they say of the language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Script {
    /// Several languages are written in it.
    Shared(Shared),
    /// Chinese, or Japanese.
    Han,
    /// One language is.
    Of(&'static str),
}

/// The scripts that languages share, by the names that `data/languages.txt` has for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shared {
    Latin,
    Cyrillic,
    Arabic,
    Devanagari,
    Hebrew,
}

/// Whether a character tells nothing of script or language: spaces, digits, the punctuation of ASCII.
pub(super) fn is_stop(c: char) -> bool {
    c.is_ascii() && !c.is_ascii_alphabetic() && c != '\u{7f}'
}

/// Where [`SCRIPTS`] has Latin, which is looked for first.
const LATIN: usize = 0;
/// Where [`SCRIPTS`] has the signs of Japanese.
const KANA: std::ops::RangeInclusive<usize> = 1..=2;

/// Scripts and their blocks, as whatlang has them.
const SCRIPTS: [(Script, &[(char, char)]); 25] = [
    (
        Script::Shared(Shared::Latin),
        &[
            ('A', 'Z'),
            ('a', 'z'),
            ('\u{80}', '\u{2af}'),
            ('\u{1d00}', '\u{1dbf}'),
            ('\u{1e00}', '\u{1eff}'),
            ('\u{2100}', '\u{214f}'),
            ('\u{2c60}', '\u{2c7f}'),
            ('\u{a720}', '\u{a7ff}'),
            ('\u{ab30}', '\u{ab6f}'),
        ],
    ),
    (Script::Of("ja"), &[('\u{3040}', '\u{309f}')]),
    (Script::Of("ja"), &[('\u{30a0}', '\u{30ff}')]),
    (
        Script::Shared(Shared::Cyrillic),
        &[
            ('\u{400}', '\u{484}'),
            ('\u{487}', '\u{52f}'),
            ('\u{2de0}', '\u{2dff}'),
            ('\u{a640}', '\u{a69d}'),
            ('\u{a69f}', '\u{a69f}'),
        ],
    ),
    (
        Script::Shared(Shared::Arabic),
        &[
            ('\u{600}', '\u{6ff}'),
            ('\u{750}', '\u{7ff}'),
            ('\u{8a0}', '\u{8ff}'),
            ('\u{fb50}', '\u{fdff}'),
            ('\u{fe70}', '\u{feff}'),
            ('\u{10e60}', '\u{10e7f}'),
            ('\u{1ee00}', '\u{1eeff}'),
        ],
    ),
    (
        Script::Han,
        &[
            ('\u{2e80}', '\u{2e99}'),
            ('\u{2e9b}', '\u{2ef3}'),
            ('\u{2f00}', '\u{2fd5}'),
            ('\u{3005}', '\u{3005}'),
            ('\u{3007}', '\u{3007}'),
            ('\u{3021}', '\u{3029}'),
            ('\u{3038}', '\u{303b}'),
            ('\u{3400}', '\u{4db5}'),
            ('\u{4e00}', '\u{9fcc}'),
            ('\u{f900}', '\u{fa6d}'),
            ('\u{fa70}', '\u{fad9}'),
        ],
    ),
    (
        Script::Shared(Shared::Devanagari),
        &[
            ('\u{900}', '\u{97f}'),
            ('\u{1cd0}', '\u{1cff}'),
            ('\u{a8e0}', '\u{a8ff}'),
        ],
    ),
    (Script::Shared(Shared::Hebrew), &[('\u{590}', '\u{5ff}')]),
    (
        Script::Of("ko"),
        &[
            ('\u{1100}', '\u{11ff}'),
            ('\u{3130}', '\u{318f}'),
            ('\u{3200}', '\u{32ff}'),
            ('\u{a960}', '\u{a97f}'),
            ('\u{ac00}', '\u{d7ff}'),
            ('\u{ff00}', '\u{ffef}'),
        ],
    ),
    (Script::Of("el"), &[('\u{370}', '\u{3ff}')]),
    (Script::Of("hy"), &[('\u{530}', '\u{58f}'), ('\u{fb13}', '\u{fb17}')]),
    (Script::Of("bn"), &[('\u{980}', '\u{9ff}')]),
    (Script::Of("pa"), &[('\u{a00}', '\u{a7f}')]),
    (Script::Of("gu"), &[('\u{a80}', '\u{aff}')]),
    (Script::Of("or"), &[('\u{b00}', '\u{b7f}')]),
    (Script::Of("ta"), &[('\u{b80}', '\u{bff}')]),
    (Script::Of("te"), &[('\u{c00}', '\u{c7f}')]),
    (Script::Of("kn"), &[('\u{c80}', '\u{cff}')]),
    (Script::Of("ml"), &[('\u{d00}', '\u{d7f}')]),
    (Script::Of("si"), &[('\u{d80}', '\u{dff}')]),
    (Script::Of("th"), &[('\u{e00}', '\u{e7f}')]),
    (Script::Of("my"), &[('\u{1000}', '\u{109f}')]),
    (Script::Of("ka"), &[('\u{10a0}', '\u{10ff}')]),
    (
        Script::Of("am"),
        &[
            ('\u{1200}', '\u{139f}'),
            ('\u{2d80}', '\u{2ddf}'),
            ('\u{ab00}', '\u{ab2f}'),
        ],
    ),
    (Script::Of("km"), &[('\u{1780}', '\u{17ff}'), ('\u{19e0}', '\u{19ff}')]),
];

/// The script of most letters; with [`Script::Han`], the share of Japanese signs among those of East Asia.
pub(super) fn script(text: &str) -> Option<(Script, f64)> {
    if text.is_ascii() {
        let any = text.bytes().any(|byte| byte.is_ascii_alphabetic());
        return any.then_some((Script::Shared(Shared::Latin), 0.0));
    }
    let mut counts = [0_u32; SCRIPTS.len()];
    let mut last = LATIN;
    for c in text.chars().filter(|c| !is_stop(*c)) {
        let is_in =
            |(_, blocks): &(Script, &[(char, char)])| blocks.iter().any(|(first, end)| (*first..=*end).contains(&c));
        if !SCRIPTS.get(last).is_some_and(is_in) {
            match SCRIPTS.iter().position(is_in) {
                Some(found) => last = found,
                None => continue,
            }
        }
        counts.get_mut(last).into_iter().for_each(|count| *count += 1);
    }
    let most = *counts.iter().max().filter(|most| **most > 0)?;
    let (script, _) = SCRIPTS.get(counts.iter().position(|count| *count == most)?)?;
    let kana: u32 = counts.get(KANA).unwrap_or_default().iter().sum();
    Some((*script, f64::from(kana) / f64::from(kana + most)))
}
