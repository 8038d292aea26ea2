//! Language codes, as `metadata.language` has them: of ISO 639-1, else of ISO 639-3.
//!
//! Not for: the language of a text (`language`).

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// How alike two names must be, from 0 to 1, for one to be meant by the other.
const ALIKE: f64 = 0.8;

struct Codes {
    /// Every code, with the one to write in its place.
    codes: BTreeMap<&'static str, &'static str>,
    /// Names in lower case, with the code.
    names: Vec<(String, &'static str)>,
}

static CODES: LazyLock<Codes> = LazyLock::new(|| read(include_str!("../../data/language-codes.txt")));

fn read(table: &'static str) -> Codes {
    let (mut codes, mut names) = (BTreeMap::new(), Vec::new());
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let mut columns = line.split('\t');
        let code = columns.next().unwrap_or_default();
        codes.insert(code, code);
        codes.extend(columns.next().map(|long| (long, code)));
        let all = columns.next().into_iter().flat_map(|all| all.split('/'));
        names.extend(all.map(|name| (name.to_lowercase(), code)));
    }
    Codes { codes, names }
}

/// Whether a document can have this language.
pub(super) fn is_known(code: &str) -> bool {
    CODES.codes.get(code).is_some_and(|known| *known == code)
}

/// The code that is meant by something that is none: a name, a longer code, a tag with a country.
pub(super) fn meant(wrong: &str) -> Option<&'static str> {
    let wrong = wrong.trim().to_lowercase();
    let primary = wrong.split(['-', '_']).next().unwrap_or_default();
    let by_code = CODES.codes.get(primary).copied();
    by_code.or_else(|| by_name(&wrong))
}

fn by_name(wrong: &str) -> Option<&'static str> {
    let names = CODES.names.iter();
    names
        .map(|(name, code)| (strsim::normalized_damerau_levenshtein(name, wrong), *code))
        .filter(|(likeness, _)| *likeness >= ALIKE)
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))
        .map(|(_, code)| code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_known_and_what_is_none_is_understood() {
        for code in ["en", "de", "zh", "nds", "yue", "ceb"] {
            assert!(is_known(code), "{code}");
        }
        for (wrong, code) in [
            ("english", Some("en")),
            ("Englsh", Some("en")),
            ("EN", Some("en")),
            ("en-US", Some("en")),
            ("zh_tw", Some("zh")),
            ("eng", Some("en")),
            ("deutsch", Some("de")),
            ("farsi", Some("fa")),
            ("xx", None),
            ("qqq", None),
            ("", None),
        ] {
            assert!(!is_known(wrong), "{wrong}");
            assert_eq!(meant(wrong), code, "{wrong}");
        }
    }

    #[test]
    fn every_language_that_is_told_from_a_text_is_known() {
        let told = include_str!("../../data/languages.txt")
            .lines()
            .filter(|line| !line.starts_with('#'));
        let unknown: Vec<_> = told
            .filter_map(|line| line.split('\t').nth(1))
            .filter(|code| !is_known(code))
            .collect();
        assert!(unknown.is_empty(), "{unknown:?}");
    }
}
