//! The strip stage on whole documents: cases as data, the examples of every rule, conservation.
//!
//! A case in `tests/cases/strip` is a page of plain text: lines that begin with `-` are boilerplate, those with `+` stay.
#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

mod cases;
mod content;
mod examples;

use std::fs;
use std::path::Path;

use chaffinch::internal::model::{Block, BlockKind, Format, Metadata, Parsed};
use chaffinch::internal::parse;
use chaffinch::internal::sources;
use chaffinch::internal::strip::{Class, Level, Options, Stripped, Stripper, trial};
use proptest::prelude::*;

fn stripper() -> Stripper {
    Stripper::new(&Options::default()).unwrap()
}

fn clean(stripper: &Stripper, text: &str) -> Vec<String> {
    let parsed = parse::parse(text, Format::Text, Metadata::default(), &parse::Options::default());
    let kept = stripper.strip(parsed).blocks;
    kept.iter().flat_map(|block| block.text.lines()).map(flat).collect()
}

fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

const PROSE: [&str; 3] = [
    "The ferry left the quay at seven with forty sheep on board, and came back at noon with thirty-nine of them.",
    "Nobody could say where the missing one had gone, although the captain had his own opinion and kept it to himself.",
    "In the evening it was found asleep behind the coal, and the children carried it home through the rain.",
];

/// A page with menus and a foot around `inside`: rules that need company have it.
fn framed(inside: &str) -> String {
    format!(
        "Home\nNews\nSport\nLog in\n\nThe missing sheep of the Skarra ferry\n\n{inside}\n\nShare on Facebook\nLeave a comment\n\
         Subscribe to our newsletter\nPrivacy policy\n© 2024 The Quay. All rights reserved.\n"
    )
}

/// Whether a text is gone from the head, the middle or the tail of a page, or of one with menus and a foot.
fn goes(stripper: &Stripper, text: &str) -> bool {
    let pages = [
        format!(
            "The missing sheep of the Skarra ferry\n\n{text}\n\n{}",
            PROSE.join("\n\n")
        ),
        format!(
            "The missing sheep of the Skarra ferry\n\n{}\n\n{text}\n\n{}\n\n{}",
            PROSE[0], PROSE[1], PROSE[2]
        ),
        format!(
            "The missing sheep of the Skarra ferry\n\n{}\n\n{text}",
            PROSE.join("\n\n")
        ),
    ];
    let framed = framed(&format!("{}\n\n{text}\n\n{}\n\n{}", PROSE[0], PROSE[1], PROSE[2]));
    let [above, below] = [text, ""].map(|above| {
        let below = if above.is_empty() { text } else { "" };
        self::framed(&format!(
            "{above}\n\n{}\n\n{}\n\n{}\n\n{below}",
            PROSE[0], PROSE[1], PROSE[2]
        ))
    });
    pages
        .iter()
        .chain([&framed, &above, &below])
        .any(|page| !clean(stripper, page).join(" ").contains(&flat(text)))
}

fn stays(stripper: &Stripper, text: &str) -> bool {
    let page = format!(
        "The missing sheep of the Skarra ferry\n\n{}\n\n{text}\n\n{}\n\n{}",
        PROSE[0], PROSE[1], PROSE[2]
    );
    clean(stripper, &page).join(" ").contains(&flat(text))
}

#[test]
fn the_level_decides_how_much_of_a_page_goes_and_prose_is_left_alone() {
    let at = |level: Level| {
        let options = Options {
            level,
            ..Options::default()
        };
        Stripper::new(&options).unwrap()
    };
    let page = include_str!("../../src/strip/line_model/sample/herald.txt");
    let left = |level| clean(&at(level), page).len();
    let (least, most) = (left(Level::Thorough), left(Level::Conservative));
    assert!(
        least <= left(Level::Balanced) && left(Level::Balanced) <= most && least < most,
        "{least} {most}"
    );
    for level in [Level::Conservative, Level::Balanced, Level::Thorough] {
        assert_eq!(clean(&at(level), &PROSE.join("\n")), PROSE, "{level:?}");
    }
}

#[test]
fn rules_are_listed_once_and_have_a_manual() {
    let rules = stripper().rules();
    assert!(rules.len() > 40);
    assert!(
        rules.iter().all(|rule| rule.about.len() > 20),
        "a rule without a manual"
    );
    let mut ids: Vec<_> = rules.iter().map(|rule| rule.id.to_string()).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), rules.len());
}

#[test]
fn rules_that_are_allowed_remove_nothing() {
    let options = Options {
        allow: vec!["ad".into()],
        ..Options::default()
    };
    let stripper = Stripper::new(&options).unwrap();
    assert!(stays(&stripper, "Advertisement"));
    assert!(goes(&self::stripper(), "Advertisement"));
    let unknown = Options {
        allow: vec!["no-such".into()],
        ..Options::default()
    };
    assert!(Stripper::new(&unknown).unwrap_err().to_string().contains("no-such"));
}

#[test]
fn a_pack_of_ones_own_is_used_and_mistakes_name_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.toml");
    let pack = "class = \"other\"\n[[rule]]\nname = \"mine\"\nabout = \"x\"\nphrases.en = [\"^quack quack$\"]\n";
    fs::write(&path, pack).unwrap();
    let options = Options {
        packs: vec![path.clone()],
        ..Options::default()
    };
    assert!(goes(
        &Stripper::with_packs(&options, &sources::read_pack).unwrap(),
        "Quack quack!"
    ));
    fs::write(&path, pack.replace("^quack", "{quack")).unwrap();
    let error = Stripper::with_packs(&options, &sources::read_pack)
        .unwrap_err()
        .to_string();
    assert!(error.contains("mine.toml") && error.contains("rule `mine`"), "{error}");
}

/// All text that was there is there: kept or removed, in its order.
fn conserved(blocks: Vec<Block>) {
    let extracted: Vec<String> = blocks.iter().map(|b| b.text.clone()).collect();
    let extracted = extracted.join("\n");
    let parsed = Parsed {
        blocks,
        ..Parsed::default()
    };
    let Stripped { blocks, removals } = stripper().strip(parsed);
    let mut rest = extracted.clone();
    for removal in removals.iter().rev() {
        assert_eq!(&extracted[removal.span.start..removal.span.end], removal.text);
        rest.replace_range(removal.span.start..removal.span.end, " ");
    }
    let kept: Vec<&str> = blocks.iter().flat_map(|b| b.text.split_whitespace()).collect();
    assert_eq!(kept, rest.split_whitespace().collect::<Vec<_>>());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn text_is_kept_or_removed_never_both(texts in prop::collection::vec(pieces(), 1..12)) {
        conserved(texts.into_iter().map(|(kind, text)| Block::new(kind, text)).collect());
    }
}

fn pieces() -> impl Strategy<Value = (BlockKind, String)> {
    let kinds = prop_oneof![
        Just(BlockKind::Paragraph),
        Just(BlockKind::Lines),
        Just(BlockKind::Heading(2)),
        Just(BlockKind::Caption),
        Just(BlockKind::Code { language: None }),
    ];
    let words = prop::sample::select(vec![
        "Comments",
        "Related articles",
        "Also read: The mill",
        "time6 hours ago",
        "©",
        "2024",
        "Read more:",
        "e\u{301}té",
        "The quick fox came home late that night.",
        "\u{200b}",
        "日本語の記事。",
        "【関連記事】駅",
        "\n",
        " ",
        "Share",
        "İLGİLİ HABER",
        "Facebook",
        "(AFP/Getty)",
        "12.03.2024 10:00",
        "[edit]",
        "Home › News › Local",
        "ß",
        "«quoted»",
    ]);
    (kinds, prop::collection::vec(words, 1..8).prop_map(|w| w.join(" ")))
}
