//! Decoding as a whole: vectors and damage.
//!
//! `CHAFFINCH_ENCODING_VECTORS` names a folder with the Encoding Standard's own tests (`encodings.js`, `single-byte-decoder.window.js`
//! and the decoder tests as `vectors.jsonl`); without it they are skipped.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test that cannot go on has failed"
)]

use std::path::PathBuf;

use chaffinch::internal::decode::{self, Charset, Decoded, Options};
use chaffinch::internal::model::{Content, Format, Metadata};

fn decoded(bytes: Vec<u8>) -> Decoded {
    let content = Content::Bytes { bytes, charset: None };
    decode::decode(content, Format::Html, &Metadata::default(), &Options::default()).unwrap()
}

#[test]
fn corners_of_the_encodings() {
    for (label, bytes, text) in [
        ("utf-8", &b"\xe2\x82"[..], "\u{FFFD}"),
        ("utf-8", b"\xf0\x80\x80", "\u{FFFD}\u{FFFD}\u{FFFD}"),
        ("utf-8", b"\xed\xa0\x80", "\u{FFFD}\u{FFFD}\u{FFFD}"),
        ("utf-16le", b"\x00\xd8a\x00", "\u{FFFD}a"),
        ("utf-16be", b"\xd8\x3d\xde\x00", "😀"),
        ("windows-1252", b"\x80\x81", "€\u{81}"),
        ("latin1", b"\x93", "“"),
        ("windows-874", b"\x80\xa1\xdb", "€ก\u{FFFD}"),
        ("iso-8859-16", b"\xba\xfe", "șț"),
        ("x-user-defined", b"\x80", "\u{F780}"),
        ("iso-2022-jp", b"\x1b$B$\"\x1b(B.", "あ."),
        ("iso-2022-jp", b"\x1b$", "\u{FFFD}$"),
        ("shift_jis", b"\xb1\x80", "ｱ\u{80}"),
        ("euc-jp", b"\x8e\xb1\x8f\xa2\xaf", "ｱ˘"),
        ("euc-kr", b"\xb0\xa1\xb0", "가\u{FFFD}"),
        ("big5", b"\x88\x62\xa4\x40", "Ê̄一"),
        (
            "gb18030",
            b"\x80\x81\x30\x81\x30\x90\x30\x81\x30\xe3\x32\x9a\x35",
            "€\u{80}\u{10000}\u{10FFFF}",
        ),
        ("gbk", b"\xb0\xa1\x81", "啊\u{FFFD}"),
    ] {
        let (ours, malformed) = Charset::for_label(label).unwrap().decode(bytes);
        assert_eq!(ours, text, "{label} {bytes:x?}");
        assert_eq!(malformed, text.matches('\u{FFFD}').count() as u64, "{label} {bytes:x?}");
    }
}

#[test]
fn one_bad_byte_is_one_mark_wherever_it_stands_in_a_page() {
    let page = format!(
        "<!DOCTYPE html><title>Café</title>{}",
        "<p>Größe, naïve Übung – 日本語 später.</p>\n".repeat(400)
    );
    let places = (0..page.len()).filter(|at| page.is_char_boundary(*at)).step_by(97);
    for at in places.chain([page.len()]) {
        let (before, after) = page.split_at(at);
        let bytes = [before.as_bytes(), b"\xe9", after.as_bytes()].concat();
        let Decoded { text, encoding } = decoded(bytes);
        assert_eq!((encoding.name.as_str(), encoding.malformed), ("utf-8", 1), "at {at}");
        assert_eq!(text, format!("{before}\u{FFFD}{after}"), "at {at}");
    }
}

#[test]
fn a_page_cut_in_mid_character_is_utf8() {
    let page = "<p>日本語の文章です。\u{1F600}".repeat(300);
    for end in page.len() - 5..page.len() {
        let encoding = decoded(page.as_bytes()[..end].to_vec()).encoding;
        let malformed = u64::from(!page.is_char_boundary(end));
        assert_eq!(
            (encoding.name.as_str(), encoding.malformed),
            ("utf-8", malformed),
            "cut at {end}"
        );
    }
}

/// The invented sentences of a language.
fn sentences(language: &str) -> Vec<&'static str> {
    let rows = include_str!("cases/decode/sentences.tsv").lines();
    rows.filter_map(|row| row.strip_prefix(language)?.strip_prefix('\t'))
        .collect()
}

/// What is decoded wrongly of `texts` in `encoding`, each named by its start.
fn misread(texts: &[String], encoding: &str) -> Vec<String> {
    let charset = encoding_rs::Encoding::for_label(encoding.as_bytes()).unwrap();
    let wrong = |text: &String| {
        let (bytes, _, unmapped) = charset.encode(text);
        assert!(!unmapped, "{text:?} in {encoding}");
        let Decoded { text: got, encoding } = decoded(bytes.into_owned());
        let start: String = text.chars().take(80).collect();
        (got != *text).then(|| format!("{} ({}): {start:?}", encoding.name, encoding.evidence))
    };
    texts.iter().filter_map(wrong).collect()
}

/// A symbol or a word with a letter outside ASCII, in its place beside the first word of a sentence.
const MARKED: [(&str, &str); 30] = [
    ("• ", ""),
    ("•", ""),
    ("· ", ""),
    ("", " 75¢"),
    ("£5 ", ""),
    ("", " 20°"),
    ("", " 5 °C"),
    ("½ ", ""),
    ("€12.50 ", ""),
    ("12,50 € ", ""),
    ("“", "”"),
    ("‘", "’"),
    ("", "’s"),
    ("«", "»"),
    ("", "…"),
    ("", "™"),
    ("", "®"),
    ("© 2019 ", ""),
    ("", " –"),
    ("", "—"),
    ("12–15 ", ""),
    ("§ 12 ", ""),
    ("5 ±1 ", ""),
    ("2 × 3 ", ""),
    ("15 m² ", ""),
    ("5 µm ", ""),
    ("", " café"),
    ("", " Logroñ"),
    ("", " Menü"),
    ("", " Barç"),
];

/// `lines`, each with the marks around its first word.
fn marked(lines: &[&str], (before, after): (&str, &str)) -> String {
    let mark = |line: &&str| {
        let (first, rest) = line.split_once(' ').unwrap();
        format!("{before}{first}{after} {rest}\n")
    };
    lines.iter().map(mark).collect()
}

#[test]
fn few_high_bytes_in_latin_text_are_windows_1252() {
    let mut texts = Vec::new();
    for language in ["en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "fi"] {
        let lines = sentences(language);
        for marks in MARKED {
            let (line, list) = (marked(&lines[..1], marks), marked(&lines, marks));
            for head in ["", "<meta charset=iso-8859-1>", "<meta charset=utf-8>"] {
                texts.push(format!("<title>Notes</title>{head}<p>{list}"));
            }
            texts.extend([line, list]);
        }
    }
    texts.extend(
        [
            "Skills\n• Python\n• SQL\n• Docker\n\nEducation\n• BSc, 2011 – 2014\n",
            "Ingredients\n½ cup sugar\n¼ tsp salt\nBake at 180 °C for 20–25 minutes…\n",
            "item;price\nmug;12,50 €\nbag;7,00 €\nhat;19,90 €\n",
            "Dear Mr Muñoz,\nthe parcel is ready.\n",
            "“Quoted”\n",
            "price: £5\n",
            "½ cup of milk\n",
            "It’s “fine”…\n",
            "x±y µm\n",
            "•item\n",
            "Acme® Widget™\n",
        ]
        .map(str::to_owned),
    );
    let wrong = misread(&texts, "windows-1252");
    assert!(wrong.is_empty(), "{} of {}: {wrong:#?}", wrong.len(), texts.len());
}

#[test]
fn signs_that_stand_apart_are_no_letters() {
    let mut texts = Vec::new();
    for language in ["en", "de", "fr", "es", "pt"] {
        for (line, most) in sentences(language).into_iter().zip([1, 2, 3, usize::MAX]) {
            let mut words = line.split(' ');
            let first = words.next().unwrap();
            let rest = words.take(most - 1).collect::<Vec<_>>().join(" ");
            for sign in "€…†‡‰“”•–—™£¥¦§©®°±²·¶»½×÷´".chars() {
                texts.push(format!("{sign} {first} {rest}\n"));
                texts.push(format!("{first} {sign} {rest}\n"));
                texts.push(format!("{first} 3{sign}4 {rest}\n"));
                texts.push(format!("{first} 3 {sign} 4 {rest}\n"));
            }
        }
    }
    let wrong = misread(&texts, "windows-1252");
    assert!(wrong.is_empty(), "{} of {}: {wrong:#?}", wrong.len(), texts.len());
}

#[test]
fn a_sign_on_each_line_is_no_letter_of_another_encoding() {
    let lines = sentences("en").repeat(3);
    let mut texts = Vec::new();
    for marks in [
        ("†", ""),
        ("", "†"),
        ("", "‡"),
        ("", "‰"),
        ("", "¹"),
        ("", " ÷"),
        ("", " ¦"),
        ("", " ¯"),
        ("", " ¸"),
        ("¶ ", ""),
        ("", " xˆ2"),
        ("", " ˜5"),
        ("", " rock´n´roll"),
        ("", " ¥500"),
        ("»", ""),
        ("", " Évian"),
    ] {
        let list = marked(&lines, marks);
        for head in ["", "<meta charset=iso-8859-1>"] {
            texts.push(format!("<title>Notes</title>{head}<p>{list}"));
        }
        texts.push(list);
    }
    let wrong = misread(&texts, "windows-1252");
    assert!(wrong.is_empty(), "{} of {}: {wrong:#?}", wrong.len(), texts.len());
}

#[test]
fn no_sign_stands_inside_a_word() {
    let english = sentences("en");
    for (charset, words) in [
        ("ibm850", &["résumé", "jalapeño", "nación"][..]),
        ("ibm437", &["résumé", "jalapeño"]),
    ] {
        let charset = Charset::for_label(charset).unwrap();
        let byte = |c: char| {
            (0..=u8::MAX)
                .find(|byte| charset.decode(&[*byte]).0 == c.to_string())
                .unwrap()
        };
        for word in words {
            let text = format!("{} {word}\n", english[0]);
            assert_eq!(
                decoded(text.chars().map(byte).collect()).text,
                text,
                "{}",
                charset.name()
            );
        }
    }
}

#[test]
fn rows_of_capitals_are_latin() {
    let texts = [
        "ÆØÅ",
        "ÄÖ",
        "ÉÀ",
        "ÈÉ",
        "ÄÖ 2003",
        "A ÆØÅ B",
        "ŠKODA",
        "GÄSTE",
        "PERCHÉ",
        "AÇÃO",
    ];
    let texts = texts.map(|text| format!("{text}\n"));
    assert_eq!(misread(&texts, "windows-1252"), Vec::<String>::new());
}

#[test]
fn half_width_katakana_is_known_by_its_marks_of_voicing() {
    let texts = ["ﾊﾞｽ\n", "ﾃﾞｰﾀ\n", "ｻｰﾊﾞｰ\n", "ｶﾞｯｺｳ\n", "ｸｼﾞﾆ ﾋﾗｷﾏｽ\n", "ﾃｽｳﾘｮｳ ｷﾞﾝｺｳ ｼﾃﾝ\n"].map(str::to_owned);
    assert_eq!(misread(&texts, "shift_jis"), Vec::<String>::new());
}

#[test]
fn short_texts_of_other_scripts_are_not_taken_for_latin() {
    let english = sentences("en");
    for (language, encodings) in [
        ("ru", &["windows-1251", "koi8-r", "ibm866", "iso-8859-5"][..]),
        ("uk", &["windows-1251", "koi8-u"]),
        ("el", &["windows-1253", "iso-8859-7"]),
        ("ja", &["shift_jis", "euc-jp"]),
        ("zh", &["gb18030"]),
        ("tw", &["big5"]),
        ("ko", &["euc-kr"]),
        ("kana", &["shift_jis"]),
        ("pl", &["windows-1250", "iso-8859-2"]),
        ("ar", &["windows-1256"]),
        ("he", &["windows-1255"]),
        ("th", &["windows-874"]),
    ] {
        let lines = sentences(language);
        let between = |line: &&str| format!("{}\n{line}\n{}\n", english[..4].join("\n"), english[4..].join("\n"));
        let mut texts: Vec<String> = lines.iter().map(|line| format!("{line}\n")).collect();
        texts.extend(lines.iter().map(between));
        texts.push(lines.iter().map(|line| format!("- {line}\n")).collect());
        for encoding in encodings {
            assert_eq!(misread(&texts, encoding), Vec::<String>::new(), "{language}");
        }
    }
}

#[test]
fn box_drawing_is_read_as_dos_wrote_it() {
    for (encoding, text) in [
        (
            "ibm437",
            "┌──────────┬──────┐\n│ Name     │ Size │\n├──────────┼──────┤\n│ setup    │ 12   │\n└──────────┴──────┘\n",
        ),
        (
            "ibm437",
            " ▄▄▄▄  ▄▄▄▄\n █▀▀▀█ █▀▀▀█\n ░▒▓█▓▒░ presents ░▒▓█▓▒░\n╔══════════╗\n║ Release  ║\n╚══════════╝\n",
        ),
        (
            "ibm866",
            "╔══════════════════╗\n║ Файл  Правка     ║\n║ Открыть...    F3 ║\n║ Выход     Alt-X  ║\n╚══════════════════╝\n",
        ),
    ] {
        let charset = Charset::for_label(encoding).unwrap();
        let byte = |c: char| {
            (0..=u8::MAX)
                .find(|byte| charset.decode(&[*byte]).0 == c.to_string())
                .unwrap()
        };
        assert_eq!(decoded(text.chars().map(byte).collect()).text, text);
    }
}

/// The folder with the standard's tests, or a line that says that they are skipped.
fn vectors() -> Option<PathBuf> {
    let folder = std::env::var_os("CHAFFINCH_ENCODING_VECTORS").map(PathBuf::from);
    if folder.is_none() {
        eprintln!("SKIPPED: CHAFFINCH_ENCODING_VECTORS names no folder with the Encoding Standard's tests");
    }
    folder
}

/// The JSON that a script holds between two marks.
fn json_between(script: &str, from: &str, open: char, close: &str) -> serde_json::Value {
    let at = script.find(from).unwrap();
    let start = at + script[at..].find(open).unwrap();
    let end = script[start..]
        .find(close)
        .map_or(script.rfind(']').unwrap() + 1, |length| start + length + 1);
    serde_json::from_str(&script[start..end]).unwrap()
}

#[test]
fn labels_of_the_standard() {
    let Some(folder) = vectors() else { return };
    let script = std::fs::read_to_string(folder.join("encodings.js")).unwrap();
    let table = json_between(&script, "encodings_table", '[', "\u{0}");
    let mut checked = 0;
    for encoding in table
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|group| group["encodings"].as_array().unwrap())
    {
        let name = encoding["name"].as_str().unwrap().to_ascii_lowercase();
        for label in encoding["labels"]
            .as_array()
            .unwrap()
            .iter()
            .map(|label| label.as_str().unwrap())
        {
            // The labels of "replacement" are refused, or decoded where we can.
            let ours = Charset::for_label(label).map(Charset::name);
            assert!(
                ours.as_deref() == Some(&name) || name == "replacement" && ours.as_deref() != Some("utf-8"),
                "{label}: {ours:?}"
            );
            checked += 1;
        }
    }
    assert!(checked > 200, "{checked}");
}

#[test]
fn single_byte_tables_of_the_standard() {
    let Some(folder) = vectors() else { return };
    let script = std::fs::read_to_string(folder.join("single-byte-decoder.window.js")).unwrap();
    let table = json_between(&script, "singleByteIndexes", '{', "}");
    for (label, codes) in table.as_object().unwrap() {
        let charset = Charset::for_label(label).unwrap();
        for (byte, code) in (0x80..=0xFF_u8).zip(codes.as_array().unwrap()) {
            let expected = code
                .as_u64()
                .map_or('\u{FFFD}', |code| char::from_u32(code as u32).unwrap());
            assert_eq!(charset.decode(&[byte]).0, expected.to_string(), "{label} {byte:x}");
        }
    }
    assert!(table.as_object().unwrap().len() >= 27);
}

#[test]
fn multi_byte_decoders_of_the_standard() {
    let Some(folder) = vectors() else { return };
    let lines = std::fs::read_to_string(folder.join("vectors.jsonl")).unwrap();
    for line in lines.lines() {
        let vector: serde_json::Value = serde_json::from_str(line).unwrap();
        let file = vector["file"].as_str().unwrap();
        let label = ["iso-2022-jp", "gb18030"]
            .into_iter()
            .find(|label| file.contains(label))
            .unwrap();
        let hex = vector["bytes"].as_str().unwrap();
        let bytes: Vec<u8> = (0..hex.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
            .collect();
        let text = Charset::for_label(label).unwrap().decode(&bytes).0;
        assert_eq!(text, vector["text"].as_str().unwrap(), "{label} {}", vector["desc"]);
    }
}
