//! What is known beside the bytes and makes a language likelier: the country in a page's address, the language that it declares.

use super::model::NAT;

/// What the text costs more in languages that a hint does not name.
const UNNAMED: u64 = 3 * NAT as u64;

/// Top-level domains whose name is not that of the language, with the languages of their pages.
const DOMAINS: [(&str, &[&str]); 40] = [
    ("at", &["de"]),
    ("au", &["en"]),
    ("ba", &["bs", "hr", "sr", "sr_Latn"]),
    ("be", &["nl", "fr", "de"]),
    ("br", &["pt"]),
    ("by", &["be", "ru"]),
    ("ch", &["de", "fr", "it"]),
    ("cl", &["es"]),
    ("cn", &["zh_Hans"]),
    ("co", &["es"]),
    ("cz", &["cs"]),
    ("dk", &["da"]),
    ("ee", &["et", "ru"]),
    ("eg", &["ar"]),
    ("gr", &["el"]),
    ("hk", &["zh_Hant"]),
    ("ie", &["en", "ga"]),
    ("il", &["he"]),
    ("ir", &["fa"]),
    ("jp", &["ja"]),
    ("kg", &["ky", "ru"]),
    ("kr", &["ko"]),
    ("kz", &["kk", "ru"]),
    ("lv", &["lv", "ru"]),
    ("md", &["ro", "ru"]),
    ("mx", &["es"]),
    ("no", &["nb", "nn"]),
    ("pk", &["ur"]),
    ("rs", &["sr", "sr_Latn"]),
    ("sa", &["ar"]),
    ("se", &["sv"]),
    ("sg", &["zh_Hans", "en"]),
    ("si", &["sl"]),
    ("su", &["ru"]),
    ("tj", &["tg", "ru"]),
    ("tw", &["zh_Hant"]),
    ("ua", &["uk", "ru"]),
    ("uk", &["en"]),
    ("uz", &["ru"]),
    ("vn", &["vi", "vi_1258"]),
];
/// Domains of countries that are called like the language.
const SAME: [&str; 24] = [
    "az", "bg", "de", "es", "fi", "fo", "fr", "hr", "hu", "id", "is", "it", "lt", "mk", "mn", "mt", "nl", "pl", "pt",
    "ro", "ru", "sk", "th", "tr",
];

/// The languages that are likely, by the names of the statistics; none where nothing is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::decode) struct Hint {
    languages: Vec<String>,
}

impl Hint {
    /// By the language that is declared (a tag as of BCP 47), and by the country in the address of the page.
    pub(in crate::decode) fn of(language: Option<&str>, url: Option<&str>) -> Self {
        let mut languages = language.map(by_tag).unwrap_or_default();
        if languages.is_empty() {
            languages = url
                .and_then(top_level_domain)
                .map(|domain| by_domain(&domain))
                .unwrap_or_default();
        }
        Hint { languages }
    }

    /// What a text in `language` costs by the hint.
    pub(super) fn cost(&self, language: &str) -> u64 {
        let is_named = self.languages.is_empty() || self.languages.iter().any(|named| named == language);
        if is_named { 0 } else { UNNAMED }
    }
}

/// The statistics for a language tag.
fn by_tag(tag: &str) -> Vec<String> {
    let tag = tag.trim().to_ascii_lowercase().replace('_', "-");
    let mut parts = tag.split('-');
    let names: &[&str] = match (parts.next().unwrap_or_default(), parts.next().unwrap_or_default()) {
        ("zh", "tw" | "hk" | "mo" | "hant") => &["zh_Hant"],
        ("zh", "") => &["zh_Hans", "zh_Hant"],
        ("zh", _) => &["zh_Hans"],
        ("no", _) => &["nb", "nn"],
        ("sr", _) => &["sr", "sr_Latn"],
        ("vi", _) => &["vi", "vi_1258"],
        ("ku", _) => &["ckb"],
        ("mo", _) => &["ro"],
        (language, _) if language.len() == 2 => return vec![language.to_owned()],
        _ => &[],
    };
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn by_domain(domain: &str) -> Vec<String> {
    if SAME.contains(&domain) {
        return vec![domain.to_owned()];
    }
    let names = DOMAINS.iter().find(|(name, _)| *name == domain);
    names.map_or_else(Vec::new, |(_, names)| {
        names.iter().map(|name| (*name).to_owned()).collect()
    })
}

fn top_level_domain(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?.split(':').next()?;
    let (_, last) = host.trim_end_matches('.').rsplit_once('.')?;
    (last.len() == 2).then(|| last.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::detect::model::MODEL;

    #[test]
    fn tags_and_domains() {
        for (language, url, names) in [
            (Some("zh-TW"), None, &["zh_Hant"][..]),
            (Some("DE_at"), Some("http://example.ru/"), &["de"]),
            (None, Some("https://user@www.example.com.br:80/a.jp"), &["pt"]),
            (None, Some("http://example.RU?q"), &["ru"]),
            (None, Some("http://example.com/"), &[]),
            (None, Some("http://10.0.0.12/"), &[]),
            (Some(""), None, &[]),
        ] {
            assert_eq!(Hint::of(language, url).languages, names, "{language:?} {url:?}");
        }
    }

    #[test]
    fn only_a_hint_costs() {
        assert_eq!(Hint::default().cost("ru"), 0);
        assert_eq!(Hint::of(Some("ru"), None).cost("ru"), 0);
        assert_eq!(Hint::of(Some("ru"), None).cost("de"), UNNAMED);
    }

    #[test]
    fn all_names_are_known() {
        let known = |name: &&str| {
            MODEL.languages.iter().any(|language| language.name == *name) || MODEL.ideographs(name).is_some()
        };
        let unknown: Vec<_> = DOMAINS
            .iter()
            .flat_map(|(_, names)| names.iter())
            .chain(&SAME)
            .filter(|name| !known(name))
            .collect();
        assert!(unknown.is_empty(), "{unknown:?}");
    }
}
