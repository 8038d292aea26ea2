//! Language codes: what is declared, brought to one form.
//!
//! Not for: the language of a text (`language`), or codes that settings name (`config::languages`).

/// A declared language (`en-US`, `en_GB`, `eng`, `English` is not one) as its primary code in lower case.
pub(crate) fn declared(value: &str) -> Option<String> {
    let primary = value.trim().split(['-', '_', ',', ';', ' ']).next()?;
    let known = matches!(primary.len(), 2 | 3) && primary.bytes().all(|b| b.is_ascii_alphabetic());
    let primary = primary.to_ascii_lowercase();
    let unknown = matches!(primary.as_str(), "und" | "mul" | "zxx" | "xx");
    (known && !unknown).then(|| short(&primary).map_or(primary.clone(), str::to_owned))
}

/// The code of ISO 639-1 for that of ISO 639-3.
pub(super) fn short(three: &str) -> Option<&'static str> {
    const PAIRS: &[(&str, &str)] = &[
        ("afr", "af"),
        ("aka", "ak"),
        ("amh", "am"),
        ("ara", "ar"),
        ("aze", "az"),
        ("bel", "be"),
        ("ben", "bn"),
        ("bul", "bg"),
        ("cat", "ca"),
        ("ces", "cs"),
        ("cmn", "zh"),
        ("cym", "cy"),
        ("dan", "da"),
        ("deu", "de"),
        ("ell", "el"),
        ("eng", "en"),
        ("epo", "eo"),
        ("est", "et"),
        ("fin", "fi"),
        ("fra", "fr"),
        ("guj", "gu"),
        ("heb", "he"),
        ("hin", "hi"),
        ("hrv", "hr"),
        ("hun", "hu"),
        ("hye", "hy"),
        ("ind", "id"),
        ("ita", "it"),
        ("jav", "jv"),
        ("jpn", "ja"),
        ("kan", "kn"),
        ("kat", "ka"),
        ("khm", "km"),
        ("kor", "ko"),
        ("lat", "la"),
        ("lav", "lv"),
        ("lit", "lt"),
        ("mal", "ml"),
        ("mar", "mr"),
        ("mkd", "mk"),
        ("mya", "my"),
        ("nep", "ne"),
        ("nld", "nl"),
        ("nob", "no"),
        ("ori", "or"),
        ("pan", "pa"),
        ("pes", "fa"),
        ("pol", "pl"),
        ("por", "pt"),
        ("ron", "ro"),
        ("rus", "ru"),
        ("sin", "si"),
        ("slk", "sk"),
        ("slv", "sl"),
        ("sna", "sn"),
        ("spa", "es"),
        ("srp", "sr"),
        ("swe", "sv"),
        ("tam", "ta"),
        ("tel", "te"),
        ("tgl", "tl"),
        ("tha", "th"),
        ("tuk", "tk"),
        ("tur", "tr"),
        ("ukr", "uk"),
        ("urd", "ur"),
        ("uzb", "uz"),
        ("vie", "vi"),
        ("yid", "yi"),
        ("zul", "zu"),
    ];
    PAIRS.iter().find(|(long, _)| *long == three).map(|(_, two)| *two)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations() {
        for (value, want) in [
            ("en-US", Some("en")),
            ("zh_Hant", Some("zh")),
            ("deu", Some("de")),
            ("gsw", Some("gsw")),
        ] {
            assert_eq!(declared(value).as_deref(), want, "{value}");
        }
        for value in ["", "und", "english", "e1", "x-default"] {
            assert_eq!(declared(value), None, "{value}");
        }
    }
}
