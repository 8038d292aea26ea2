//! Cases as data, the properties, and Unicode's own test file where it is at hand.

use proptest::prelude::*;

use super::*;

fn plain(text: &str) -> String {
    normalize(text, &Options::default())
}

#[test]
fn cases() {
    for (input, expected) in [
        ("plain text\n\nsecond paragraph", "plain text\n\nsecond paragraph"),
        ("a\r\nb\rc\u{B}d\u{C}e\u{2028}f\u{2029}g", "a\nb\nc\nd\ne\nf\ng"),
        ("a\u{85}b", "a\nb"),
        ("\u{93}wait\u{85}\u{94}", "“wait…”"),
        ("nul\0 bell\u{7} del\u{7F}", "nul bell del"),
        ("a\u{FEFF}b\u{FEFF}", "ab"),
        ("hy\u{AD}phen", "hyphen"),
        ("zero\u{200B}width\u{200D} \u{2060}join\u{200C}er", "zerowidth joiner"),
        ("می\u{200C}خواهم", "می\u{200C}خواهم"),
        ("می\u{200C}\u{61C}\u{FFFD}", "می\u{FFFD}"),
        ("क्\u{200D}ष", "क्\u{200D}ष"),
        ("\u{FFFD}\u{355}\u{94D}\u{200D}ष", "\u{FFFD}\u{94D}\u{355}\u{200D}ष"),
        ("👩\u{200D}💻", "👩\u{200D}💻"),
        ("ภาษา\u{200B}ไทย", "ภาษา\u{200B}ไทย"),
        ("\u{202E}evil\u{202C} \u{200F}x\u{2066}", "evil x"),
        ("10\u{A0}km,\u{3000}wide \u{2003} gap", "10 km, wide gap"),
        ("\u{A0}\u{A0}indented", "  indented"),
        ("    code\n\tif x:\n\t\ty", "    code\n\tif x:\n\t\ty"),
        ("trailing  \nspace\t", "trailing\nspace"),
        ("icon \u{F015} home", "icon home"),
        ("\u{F015} home\n\u{F016}  shop", "home\nshop"),
        ("\u{FDD0}non\u{FFFF}\u{1FFFE}char\u{FFFC}", "nonchar"),
        (
            "\u{1F3F4}\u{E0067}\u{E0062}\u{E007F}\u{E0067}",
            "\u{1F3F4}\u{E0067}\u{E0062}\u{E007F}",
        ),
        ("damaged \u{FFFD}", "damaged \u{FFFD}"),
        ("e\u{301} \u{212B} \u{2126}", "é Å Ω"),
        ("A\u{200B}\u{30A}", "Å"),
        ("one\n\n\u{200B}\n\ntwo", "one\n\ntwo"),
        ("\n\n  first\n\n", "  first"),
        ("quotes “stay”, ｗｉｄｅ and ﬁ too", "quotes “stay”, ｗｉｄｅ and ﬁ too"),
        ("AT&amp;T", "AT&T"),
        ("", ""),
    ] {
        assert_eq!(plain(input), expected, "{input:?}");
    }
}

#[test]
fn floods_of_marks_are_cut() {
    let flood = format!("z{}a", "\u{301}\u{302}\u{33F}".repeat(200));
    assert_eq!(plain(&flood).chars().filter(|c| class::is_mark(*c)).count(), 8);
}

#[test]
fn every_setting_switches_its_class() {
    let sample = "e\u{301}\r\n\u{1}\u{92}\u{FEFF}\u{AD}\u{200B}x\u{202E}\u{A0}\u{FDD0}\u{E000}\u{FFFD}x\u{33F}\u{33F}\u{33F}\u{33F}\u{33F}\u{33F}\u{33F}\u{33F}\u{33F}&amp;ａﬁ“”";
    let defaults = serde_json::to_value(Options::default()).unwrap();
    for (name, value) in defaults.as_object().unwrap() {
        let mut changed = defaults.clone();
        changed[name] = match value {
            serde_json::Value::Bool(on) => (!on).into(),
            _ => 0.into(),
        };
        let options: Options = serde_json::from_value(changed).unwrap();
        assert_ne!(normalize(sample, &options), plain(sample), "{name}");
        assert!(
            CLASSES.iter().any(|row| row.setting == name),
            "{name} has no row in the table"
        );
    }
    assert_eq!(defaults.as_object().unwrap().len(), CLASSES.len());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn twice_is_once(text in "(\\PC|[\u{0}-\u{20}\u{7F}-\u{A0}\u{AD}\u{200B}-\u{2069}\u{FEFF}\u{FFF9}-\u{FFFD}]|[ \t\n\r&;<'a-z]|&(amp;)*(lt|eacute|#133|#173|nbsp)?;|[\u{300}-\u{345}\u{958}-\u{95F}\u{9BE}-\u{9D7}]|[\u{1F3F4}\u{E0060}-\u{E007F}]){0,24}") {
        let once = plain(&text);
        prop_assert_eq!(&plain(&once), &once);
    }

    #[test]
    fn twice_is_once_with_everything_on(text in "\\PC{0,12}[\u{FB00}-\u{FB06}\u{FF01}-\u{FF5E}“”‘’]{0,6}\\PC{0,6}") {
        let options = Options { full_width: true, ligatures: true, quotes: true, replacement_characters: true, ..Options::default() };
        let once = normalize(&text, &options);
        prop_assert_eq!(&normalize(&once, &options), &once);
    }

    #[test]
    fn the_glance_is_right(text in "[ -~\t\u{A1}-\u{17F}\u{390}-\u{45F}\u{4E00}-\u{4FFF}\u{AC00}-\u{AFFF}\n]{0,40}") {
        let no_glance: String = text.split('\n').map(|line| {
            let composed: String = ComposingNormalizerBorrowed::new_nfc().normalize(line).into_owned();
            if line::is_clean(line, &Options::default()) { assert_eq!(composed, line); }
            composed
        }).collect::<Vec<_>>().join("\n");
        prop_assert!(no_glance.len() >= plain(&text).len() || text.contains('&'));
    }
}

/// Strings of each row of 256 characters of Unicode, of neighbouring rows and of all, with spaces and line breaks among them.
#[test]
fn twice_is_once_in_every_block() {
    let rows: Vec<u32> = (0..0x340)
        .chain(0xE00..0xE02)
        .chain([0xF00, 0xFFF, 0x1000, 0x10FF])
        .collect();
    let mut state = 7u64;
    let mut random = move |below: u32| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as u32 % below
    };
    let mut differ = Vec::new();
    for &row in &rows {
        for round in 0..60 {
            let mut text = String::new();
            for _ in 0..random(40) {
                let row = if round % 3 == 0 {
                    rows[random(rows.len() as u32) as usize]
                } else {
                    row
                };
                text.extend(char::from_u32(row * 256 + random(256)));
                text.push_str(["", "", "", " ", "  ", "\n", "\n\n", "a", ". "][random(9) as usize]);
            }
            let once = plain(&text);
            if plain(&once) != once {
                differ.push((text, once));
            }
        }
    }
    assert!(differ.is_empty(), "{} differ: {:?}", differ.len(), differ.first());
}

/// The columns of a line of Unicode's NormalizationTest.txt.
fn columns(line: &str) -> Option<Vec<String>> {
    let line = line.split('#').next()?.trim();
    let text = |field: &str| {
        field
            .split(' ')
            .map(|code| char::from_u32(u32::from_str_radix(code, 16).ok()?))
            .collect::<Option<String>>()
    };
    (!line.is_empty() && !line.starts_with('@')).then(|| line.trim_end_matches(';').split(';').map(text).collect())?
}

/// Unicode's NormalizationTest.txt, which `icu_normalizer` brings along; `CHAFFINCH_NORMALIZATION_TEST` names another.
fn normalization_test() -> Option<String> {
    let path = match std::env::var_os("CHAFFINCH_NORMALIZATION_TEST") {
        Some(path) => std::path::PathBuf::from(path),
        None => {
            let arguments = ["metadata", "--locked", "--offline", "--format-version", "1"];
            let output = std::process::Command::new(env!("CARGO"))
                .args(arguments)
                .current_dir(env!("CARGO_MANIFEST_DIR"))
                .output()
                .ok()?;
            let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).ok()?;
            let packages = metadata["packages"].as_array()?;
            let package = packages.iter().find(|package| package["name"] == "icu_normalizer")?;
            std::path::Path::new(package["manifest_path"].as_str()?).with_file_name("tests/data/NormalizationTest.txt")
        }
    };
    std::fs::read_to_string(path).ok()
}

#[test]
fn unicode_normalization_test() {
    let Some(rows) = normalization_test() else {
        eprintln!("SKIPPED: Unicode's NormalizationTest.txt is not at hand; CHAFFINCH_NORMALIZATION_TEST may name it");
        return;
    };
    // The classes that are no matter of NFC stay out of the way.
    let options = Options {
        spaces: false,
        line_breaks: false,
        zero_width: false,
        bidi_controls: false,
        max_combining_marks: 0,
        ..Options::default()
    };
    let mut checked = 0;
    for row in rows.lines().filter_map(columns) {
        let composed = |text: &String| normalize(text, &options);
        assert!(row[..3].iter().all(|text| composed(text) == row[1]), "{row:?}");
        assert!(row[3..].iter().all(|text| composed(text) == row[3]), "{row:?}");
        checked += 1;
    }
    assert!(checked > 10_000, "{checked}");
}

#[test]
fn rows_of_unicode_normalization_test() {
    for line in [
        "1E0A;1E0A;0044 0307;1E0A;0044 0307; # D with dot",
        "0344;0308 0301;0308 0301;0308 0301;0308 0301; # two marks",
        "AC01;AC01;1100 1161 11A8;AC01;1100 1161 11A8; # a syllable",
        "0061 0315 0300 05AE 0062;00E0 05AE 0315 0062;0061 05AE 0300 0315 0062;00E0 05AE 0315 0062;0061 05AE 0300 0315 0062; # order",
    ] {
        let row = columns(line).unwrap();
        assert!(row.iter().all(|text| plain(text) == row[1]), "{line}");
    }
}

#[test]
fn the_document_shows_the_table() {
    let document = include_str!("../../docs/normalisation.md");
    for row in CLASSES {
        let line = format!(
            "| `{}` | {} | {} | {} |",
            row.setting, row.what, row.becomes, row.reason
        );
        assert!(document.contains(&line), "docs/normalisation.md lacks: {line}");
    }
}
