//! The strip stage on whole documents: cases as data, the examples of every rule, conservation.
//!
//! A case in `tests/cases/strip` is a page of plain text: lines that begin with `-` are boilerplate, those with `+` stay.
#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::fs;
use std::path::Path;

use chaffinch::internal::model::{Block, BlockKind, Format, Metadata, Parsed};
use chaffinch::internal::parse;
use chaffinch::internal::sources;
use chaffinch::internal::strip::{
    Class, Level, Options, Stripped, Stripper,
    trial::{self, By},
};
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

struct Case {
    name: String,
    lines: Vec<(bool, String)>,
}

fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/strip");
    let mut paths: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    let line = |line: &str| (line.starts_with('+'), line[1..].to_owned());
    paths
        .iter()
        .map(|path| Case {
            name: path.file_stem().unwrap().to_string_lossy().into_owned(),
            lines: fs::read_to_string(path).unwrap().lines().map(line).collect(),
        })
        .collect()
}

/// Lines that should have stayed, and lines that should have gone.
fn judge(stripper: &Stripper, case: &Case) -> (Vec<String>, Vec<String>) {
    let text: Vec<&str> = case.lines.iter().map(|(_, line)| line.as_str()).collect();
    let kept = clean(stripper, &text.join("\n")).join("\n");
    let stands = |line: &str| kept.contains(&without_marker(line));
    let wrong = |keep: bool| {
        let lines = case.lines.iter().filter(|(k, line)| *k == keep && stands(line) != keep);
        lines.map(|(_, line)| format!("{}: {line}", case.name)).collect()
    };
    (wrong(true), wrong(false))
}

/// The number of a list item is its marker, not its text.
fn without_marker(line: &str) -> String {
    let number = line
        .split_once(". ")
        .filter(|(n, _)| n.chars().all(|c| c.is_ascii_digit()));
    flat(number.map_or(line, |(_, rest)| rest))
}

#[test]
fn cases_lose_no_content_and_little_boilerplate_stays() {
    let stripper = stripper();
    let cases = cases();
    let (mut lost, mut left) = (Vec::new(), Vec::new());
    for case in &cases {
        let (l, r) = judge(&stripper, case);
        lost.extend(l);
        left.extend(r);
    }
    let drops = cases.iter().flat_map(|c| &c.lines).filter(|(keep, _)| !keep).count();
    println!(
        "lost {} lines, left {} of {drops}:\n{}\n--\n{}",
        lost.len(),
        left.len(),
        lost.join("\n"),
        left.join("\n")
    );
    assert!(lost.is_empty(), "content was removed:\n{}", lost.join("\n"));
    assert!(left.len() * 100 <= drops * 4, "boilerplate stays:\n{}", left.join("\n"));
}

const PROSE: [&str; 3] = [
    "The ferry left the quay at seven with forty sheep on board, and came back at noon with thirty-nine of them.",
    "Nobody could say where the missing one had gone, although the captain had his own opinion and kept it to himself.",
    "In the evening it was found asleep behind the coal, and the children carried it home through the rain.",
];

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

/// A page with menus and a foot around `inside`: rules that need company have it.
fn framed(inside: &str) -> String {
    format!(
        "Home\nNews\nSport\nLog in\n\nThe missing sheep of the Skarra ferry\n\n{inside}\n\nShare on Facebook\nLeave a comment\n\
         Subscribe to our newsletter\nPrivacy policy\n© 2024 The Quay. All rights reserved.\n"
    )
}

fn stays(stripper: &Stripper, text: &str) -> bool {
    let page = format!(
        "The missing sheep of the Skarra ferry\n\n{}\n\n{text}\n\n{}\n\n{}",
        PROSE[0], PROSE[1], PROSE[2]
    );
    clean(stripper, &page).join(" ").contains(&flat(text))
}

#[test]
fn every_rule_removes_and_keeps_its_examples() {
    let stripper = stripper();
    let rules = stripper.rules();
    let failures: Vec<String> = rules
        .iter()
        .flat_map(|rule| {
            // Several packs may know a wording; what goes by structure goes by one rule.
            let by = if rule.kind == "phrase" { By::Any } else { By::Itself };
            trial::failures(&stripper, rule, by).unwrap()
        })
        .collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    let structural = rules.iter().filter(|rule| rule.kind == "structure");
    assert!(structural.clone().count() > 15);
    let few: Vec<_> = structural
        .filter(|rule| rule.remove.len().min(rule.keep.len()) < 2)
        .collect();
    assert!(few.is_empty(), "{few:?}");
}

/// All packs of the guide are in force together: compiling the rules once for each would take a minute.
#[test]
fn every_pack_of_the_guide_to_rules_passes_its_own_examples() {
    let guide = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules.md");
    let guide = fs::read_to_string(guide).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let blocks = guide.split("```toml\n").skip(1);
    let packs = blocks.enumerate().map(|(nth, rest)| {
        let path = folder.path().join(format!("{nth}.toml"));
        fs::write(&path, rest.split("```").next().unwrap()).unwrap();
        path
    });
    let options = Options {
        packs: packs.collect(),
        ..Options::default()
    };
    let known = stripper().rules();
    let stripper = Stripper::with_packs(&options, &sources::read_pack).unwrap();
    let mut rules = stripper.rules();
    rules.retain(|rule| !known.contains(rule));
    assert!(options.packs.len() > 12 && rules.len() >= options.packs.len());
    let silent: Vec<_> = rules.iter().filter(|rule| rule.keep.is_empty()).collect();
    assert!(silent.is_empty(), "rules without examples: {silent:?}");
    let failures: Vec<String> = rules
        .iter()
        .flat_map(|rule| trial::failures(&stripper, rule, By::Itself).unwrap())
        .collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// An example that a rule does not remove, or that another rule removes, is reported.
#[test]
fn rules_for_html_pages_leave_plain_text_alone() {
    let folder = tempfile::tempdir().unwrap();
    let pack = folder.path().join("quack.toml");
    let rule = "class = 'ad'\n[[rule]]\nname = 'quack'\nabout = 'x'\nhtml = true\nmax_score = 65535\n[rule.phrases]\nen = ['^quack quack$']\n";
    fs::write(&pack, rule).unwrap();
    let options = Options {
        packs: vec![pack],
        ..Options::default()
    };
    let stripper = Stripper::with_packs(&options, &sources::read_pack).unwrap();
    let goes = |page: &str, format: Format| {
        let parsed = parse::parse(page, format, Metadata::default(), &parse::Options::default());
        let removals = stripper.strip(parsed).removals;
        removals.iter().any(|removal| removal.rule.0 == "ad/quack")
    };
    let [first, second, third] = PROSE;
    assert!(!goes(
        &format!("{first}\n\n{second}\n\nQuack quack\n\n{third}"),
        Format::Text
    ));
    let page = format!("<article><p>{first}</p><p>{second}</p><p>Quack quack</p><p>{third}</p></article>");
    assert!(goes(&page, Format::Html));
}

#[test]
fn examples_that_fail_are_reported() {
    let stripper = stripper();
    let mut rule = stripper
        .rules()
        .into_iter()
        .find(|rule| rule.id.0 == "navigation/row")
        .unwrap();
    rule.remove = vec![
        PROSE[0].into(),
        "[-Advertisement-]\n\n[+The mill.+]".into(),
        "[+Only this.+]".into(),
    ];
    rule.keep = vec!["Advertisement".into(), "[-Home-] [+The mill.+]".into(), PROSE[1].into()];
    let failures = trial::failures(&stripper, &rule, By::Itself).unwrap();
    assert_eq!(failures.len(), 5, "{failures:#?}");
    assert!(
        failures[3].ends_with("keep: Advertisement (removed by ad/label)"),
        "{failures:#?}"
    );
}

/// Sentences about what the rules take, a few for each class: `class TAB sentence`.
#[test]
fn sentences_about_boilerplate_stay() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/hard-negatives.tsv");
    let text = fs::read_to_string(path).unwrap();
    let cases: Vec<(&str, &str)> = text.lines().map(|line| line.split_once('\t').unwrap()).collect();
    let missing: Vec<_> = Class::ALL
        .iter()
        .filter(|class| !cases.iter().any(|(name, _)| *name == class.name()))
        .collect();
    assert!(missing.is_empty(), "classes without hard negatives: {missing:?}");
    let stripper = stripper();
    let taken: Vec<_> = cases.iter().filter(|(_, text)| !stays(&stripper, text)).collect();
    assert!(taken.is_empty(), "{taken:#?}");
}

/// The same sentences on a page with menus and a foot, where rules that need company have it.
#[test]
fn sentences_about_boilerplate_stay_on_a_page_with_a_frame() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/hard-negatives.tsv");
    let text = fs::read_to_string(path).unwrap();
    let stripper = stripper();
    let framed = |sentence: &str| {
        let page = format!(
            "Home\nNews\nSport\nLog in\nThe missing sheep of the Skarra ferry\n{}\n{sentence}\n{}\n{}\nShare on Facebook\n\
             Leave a comment\nRelated articles\nA goat in the town hall\nSubscribe to our newsletter\nPrivacy policy\n",
            PROSE[0], PROSE[1], PROSE[2]
        );
        clean(&stripper, &page).join(" ")
    };
    let sentences = text.lines().filter_map(|line| Some(line.split_once('\t')?.1));
    let taken: Vec<_> = sentences
        .filter(|sentence| !framed(sentence).contains(*sentence))
        .collect();
    assert!(taken.is_empty(), "{taken:#?}");
    assert!(!framed("A line.").contains("Subscribe"));
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
    let page = include_str!("../src/strip/line_model/sample/herald.txt");
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

/// Kinds of text that rules once took from plain text: each stands in the middle and at the end of a page with menus and a foot.
#[test]
fn facts_and_numbered_items_stay_on_a_page_with_a_frame() {
    let stripper = stripper();
    let kept = |inside: &str, below: &str| {
        let page = format!(
            "Home\nNews\nSport\nLog in\n\nThe missing sheep of the Skarra ferry\n\n{}\n\n{inside}\n\n{}\n\n{below}\n\nShare on Facebook\n\
             Leave a comment\nSubscribe to our newsletter\nPrivacy policy\n© 2024 The Quay. All rights reserved.\n",
            PROSE[0], PROSE[1]
        );
        clean(&stripper, &page).join("\n")
    };
    for text in [
        "When: Friday 7 and Saturday 8 November, 20:30",
        "Closing date: 28 February 2025, noon",
        "Weight: 5.3 kg · Noise: 71 dB · Range: 11 m",
        "Chile: Fox Sports Chile, Star+ and ESPN Chile",
        "It runs on any computer that the office has (Windows/Linux)",
        "The cushion in the waiting room is washable at forty degrees. Red / Blue",
        "-p, --print",
        "↑ Letter of the harbour master, second page.",
    ] {
        assert!(kept(text, "").contains(text), "{text}");
        assert!(kept("", text).contains(text), "{text}");
    }
    assert!(!kept("x", "y").contains("Subscribe"));
}

/// A section of other articles ends where running text begins, and above the article it opens none.
#[test]
fn a_section_leaves_running_text_and_what_heads_it() {
    let page = format!(
        "Home\nLatest\nSport\nLog in\n\nThe missing sheep of the Skarra ferry\n\nIt was asleep behind the coal\n\n{}\n\nRelated articles\n\n\
         A goat in the town hall\n\nTwo geese fined\n\nThe search\n\n{}\n\n{}\n\nShare on Facebook\nPrivacy policy\n",
        PROSE[0], PROSE[1], PROSE[2]
    );
    // The line model alone would give the two headlines back: they score 196 and 241.
    let options = Options {
        threshold: Some(130),
        ..Options::default()
    };
    let stripper = Stripper::new(&options).unwrap();
    let kept = clean(&stripper, &page).join("\n");
    for wanted in ["The missing sheep", "It was asleep", "The search", PROSE[1], PROSE[2]] {
        assert!(kept.contains(wanted), "{wanted}: {kept}");
    }
    assert!(
        !kept.contains("A goat in the town hall") && !kept.contains("Related articles"),
        "{kept}"
    );
}

/// The heading of the first chapter stands right below the table of contents, and is none of its lines.
#[test]
fn a_table_of_contents_ends_where_the_text_begins() {
    let page = format!(
        "The tower of Skarra\n\nContents\n\nBuilding\nDecay\nRepair\n\nBuilding\n\n{}\n\nDecay\n\n{}\n\nRepair\n\n{}\n\nShare on Facebook\nPrivacy policy\n",
        PROSE[0], PROSE[1], PROSE[2]
    );
    let kept = clean(&stripper(), &page);
    for heading in ["Building", "Decay", "Repair"] {
        assert_eq!(
            kept.iter().filter(|line| *line == heading).count(),
            1,
            "{heading}: {kept:?}"
        );
    }
}

/// Text that stands twice is taken where both copies meet, or where one of them stands in the frame, and only as it is written.
#[test]
fn a_passage_goes_only_as_a_copy_of_what_stays() {
    let stripper = stripper();
    let count = |middle: &str| {
        let page = format!(
            "Home\nNews\nSport\nLog in\n\nThe missing sheep of the Skarra ferry\n\n{}\n\n{middle}\n\n{}\n\nShare on Facebook\n\
             Leave a comment\nSubscribe to our newsletter\nPrivacy policy\n© 2024 The Quay. All rights reserved.\n",
            PROSE[0], PROSE[2]
        );
        clean(&stripper, &page).len()
    };
    let year =
        "In the year 2021 the ferry carried 1204 sheep and 377 goats to the island and back again without a loss.";
    let one = count(year);
    assert_eq!(count(&format!("{year}\n\n{year}")), one);
    let changed = [
        year.replace("2021", "2022"),
        year.replace("without", "with"),
        year.replace("sheep", "Sheep"),
    ];
    for other in changed {
        assert_eq!(count(&format!("{year}\n\n{other}")), one + 1, "{other}");
    }
    assert_eq!(count(&format!("{year}\n\n{}\n\n{year}", PROSE[1])), one + 2);
}
