//! Layouts as cases, and the promise that no letter gets lost.

use proptest::prelude::*;

use super::*;
use crate::render::{self, render};

fn parse(source: &str) -> Vec<Block> {
    super::parse(source, &Options::default())
}

/// The blocks of `source`, a line each: the first letter of the kind, the gap, and the text (`/` for a line break, `→` for a tab).
fn shown(source: &str) -> Vec<String> {
    let show = |block: &Block| {
        let kind = match &block.kind {
            BlockKind::Heading(level) => format!("H{level}"),
            BlockKind::Paragraph => "P".into(),
            BlockKind::ListItem { depth, marker } => format!("I{depth}{marker}"),
            BlockKind::TableRow { header } => if *header { "TH" } else { "T" }.into(),
            BlockKind::Code { language } => format!("C{}", language.as_deref().unwrap_or_default()),
            BlockKind::Quote => "Q".into(),
            BlockKind::Lines => "L".into(),
            BlockKind::Caption => "F".into(),
        };
        format!(
            "{kind} {} {}",
            block.gap,
            block.text.replace('\n', "/").replace('\t', "→")
        )
    };
    parse(source).iter().map(show).collect()
}

#[test]
fn a_line_is_a_paragraph() {
    let long = "The ferry left the quay at nine with forty people and a piano on board, which nobody had announced.";
    assert_eq!(
        shown(&format!("{long}\n{long}\nShare")),
        [format!("P 0 {long}"), format!("P 0 {long}"), "P 0 Share".into()]
    );
}

#[test]
fn wrapped_text_is_joined_and_what_is_glued_to_it_is_not() {
    let source = "The ferry left the quay at nine with forty people and a piano on\n\
        board, which nobody had announced. The crew had to move the cars to\n\
        the other side, and a well-known quartet helped with the ropes and a\n\
        song of the harbour.\nShare\n\n\
        At noon the wind turned, and the captain, who had seen worse, drank a\n\
        second cup of tea before he gave the order to return.\nHome\nContact";
    let shown = shown(source);
    assert_eq!(shown.len(), 5, "{shown:#?}");
    assert!(shown[0].ends_with("and a song of the harbour."), "{}", shown[0]);
    assert_eq!(shown[1], "P 0 Share");
    assert!(shown[2].starts_with("P 1 At noon"), "{}", shown[2]);
    assert_eq!(&shown[3..], ["L 0 Home", "L 0 Contact"]);
}

#[test]
fn hyphens_at_the_end_of_wrapped_lines_stay() {
    let line = "The committee that looked after the lighthouse had met for years, well-";
    let source = format!(
        "{line}\nknown for its long minutes and its short temper, in a room above the\nbakery, where the smell of bread made every speaker cut his speech and\nvote for what was left on the table in front of him.\n"
    );
    assert!(shown(&source)[0].contains("well-known for"), "{:?}", shown(&source));
}

#[test]
fn lists() {
    let source = "We need:\n- flour\n- salt\n  • fine\n  • coarse\n- water,\n  not too cold\n\n1. Mix.\n2. Wait.\n\n3. Oktober 2024";
    let want = [
        "P 0 We need:",
        "I0- 0 flour",
        "I0- 0 salt",
        "I1• 0 fine",
        "I1• 0 coarse",
        "I0- 0 water, not too cold",
        "I01. 1 Mix.",
        "I02. 0 Wait.",
        "I03. 1 Oktober 2024",
    ];
    assert_eq!(shown(source), want);
    assert_eq!(
        shown("Rathaus\n\n3. Oktober 2024\n\nText"),
        ["P 0 Rathaus", "P 1 3. Oktober 2024", "P 1 Text"]
    );
}

#[test]
fn headings() {
    let text =
        "The embankment is a footpath today, and stone sleepers can be seen between the second and the third gate.";
    let source =
        format!("Remains\n\n{text}\n\nWhere to stay?\n\n{text}\n\nRead more:\n\n{text}\n\n5 May 2024\n\n{text}");
    let kinds: Vec<_> = shown(&source)
        .iter()
        .map(|line| line.split(' ').next().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(kinds, ["H2", "P", "H2", "P", "P", "P", "P", "P"]);
    assert_eq!(
        shown("Title\n=====\n\nPart\n----\nText"),
        ["H1 0 Title", "H2 1 Part", "P 0 Text"]
    );
}

#[test]
fn a_dated_title_is_two_blocks() {
    assert_eq!(
        shown(" date 2026-01-21 The lake freezes over\n\nText."),
        ["P 0 date 2026-01-21", "H1 0 The lake freezes over", "P 1 Text."]
    );
    assert_eq!(
        shown("2 September 2025 · 4 min read\nText"),
        ["P 0 2 September 2025 · 4 min read", "P 0 Text"]
    );
}

#[test]
fn tables() {
    assert_eq!(
        shown("| Name | Year |\n|------|------|\n| Hope | 1881 |"),
        ["TH 0 Name→Year", "T 0 Hope→1881"]
    );
    assert_eq!(shown("Name\tYear\nHope\t1881"), ["T 0 Name→Year", "T 0 Hope→1881"]);
    assert_eq!(shown("Home  News   Sport"), ["P 0 Home  News   Sport"]);
}

#[test]
fn verse_keeps_its_lines() {
    let stanza = "The oar is wet,\nthe rope is dry,\nthe gull has met\na piece of sky.";
    let source = format!("Boats\nby A. Gull\n\n{stanza}\n\n{stanza}\n\n{stanza}\n\nShare this poem");
    let shown = shown(&source);
    let want = format!("L 1 {}", stanza.replace('\n', "/"));
    assert_eq!(shown.iter().filter(|line| **line == want).count(), 3, "{shown:#?}");
    assert_eq!(shown.last().map(String::as_str), Some("P 1 Share this poem"));
}

#[test]
fn an_address_keeps_its_lines() {
    let text = "Letters to the editor are read every morning, and the best of them are answered by hand within a week.";
    let source = format!("{text}\n\n{text}\n\nThe Gull\n1 Quay Street\nSkarra\n\n{text}\n");
    assert_eq!(
        shown(&source)[2..5],
        ["L 1 The Gull", "L 0 1 Quay Street", "L 0 Skarra"]
    );
}

#[test]
fn text_of_east_asia_is_joined_without_blanks() {
    let line = "渡船在清晨六点离开码头，船上有四十个人和一架钢琴，谁也没有事先打过招呼，";
    let source = format!("{line}\n{line}\n{line}\n{line}\n{line}\n完。");
    assert_eq!(shown(&source), [format!("P 0 {}完。", line.repeat(5))]);
}

/// Lines as scrapers leave them: words, marks of lists and tables, indents, rules, fences.
fn documents() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        "[a-zA-Z]{1,9}",
        "[0-9]{1,4}",
        "[а-я]{2,8}",
        "[一-龥]{1,4}",
        "[.,;!?()\"'•*@#]{1,2}",
        Just("date 2026-01-21".to_owned())
    ];
    let gap = prop_oneof![8 => Just(" "), 1 => Just("  "), 1 => Just("\t"), 1 => Just(" | ")];
    let start = prop_oneof![
        6 => Just(""), 1 => Just("- "), 1 => Just("• "), 1 => Just("1. "), 1 => Just("2. "), 1 => Just("a) "), 1 => Just("    "), 1 => Just("| "), 1 => Just("\t"),
    ];
    let line = (start, prop::collection::vec((word, gap), 0..14)).prop_map(|(start, words)| {
        let words: String = words.into_iter().map(|(word, gap)| word + gap).collect();
        format!("{start}{words}")
    });
    let rule = prop_oneof![
        Just("-----".to_owned()),
        Just("=====".to_owned()),
        Just("|---|---|".to_owned()),
        Just("```".to_owned()),
        Just("```rust".to_owned())
    ];
    let any = prop_oneof![12 => line, 2 => Just(String::new()), 1 => rule];
    (
        prop::collection::vec(any, 0..30),
        prop_oneof![Just("\n"), Just("\r\n"), Just("\r")],
    )
        .prop_map(|(lines, end)| lines.join(end))
}

/// What must not get lost: everything but white space and the signs that rules are drawn with.
fn kept(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !"|-=+:~`".contains(*c))
        .collect()
}

/// The lines without white space at their ends, and without blank ones around them.
fn trimmed(source: &str) -> String {
    let source = source.replace("\r\n", "\n").replace('\r', "\n");
    let lines: Vec<&str> = source.split('\n').map(str::trim_end).collect();
    let first = lines.iter().position(|line| !line.is_empty()).unwrap_or(lines.len());
    lines[first..].join("\n").trim_end().to_owned()
}

proptest! {
    #[test]
    fn no_letter_gets_lost(source in documents()) {
        let blocks: String = parse(&source).iter().map(|block| match &block.kind {
            BlockKind::ListItem { marker, .. } => format!("{marker}{}", block.text),
            BlockKind::Code { language } => format!("{}{}", language.as_deref().unwrap_or_default(), block.text),
            _ => block.text.clone(),
        }).collect();
        prop_assert_eq!(kept(&blocks), kept(&source));
    }

    #[test]
    fn kept_lines_are_those_of_the_source(source in documents()) {
        let options = Options { lines: LineBreaks::Keep };
        let blocks = super::parse(&source, &options);
        prop_assert_eq!(render(&blocks, &render::Options::default()), trimmed(&source));
    }

    #[test]
    fn joining_changes_only_white_space(source in documents()) {
        let written = render(&parse(&source), &render::Options::default());
        let visible = |text: &str| text.split_whitespace().collect::<String>();
        prop_assert_eq!(visible(&written), visible(&source));
    }

    #[test]
    fn any_text_is_parsed(source in "\\PC{0,200}|[ \\t\\r\\n|=`~*•a1.()-]{0,200}") {
        prop_assert!(parse(&source).iter().all(|block| !block.text.trim().is_empty()));
    }
}

/// The text that `source` becomes.
fn written(source: &str) -> String {
    render(&parse(source), &render::Options::default())
}

#[test]
fn verse_in_a_wrapped_text_keeps_its_lines_and_its_indents() {
    let prose = "The ferry left the quay at nine with forty people and a piano on board,\n\
        which nobody had announced. The crew had to move the cars to the other\n\
        side, and a well-known quartet helped with the ropes and sang a song of\n\
        the harbour.";
    let verse = "    The oar is wet, the rope is dry, and no one on the quay knows why,\n      \
        The gull has met a piece of sky,\n    And all the men that went to sea\n      Came home again for tea.";
    let source = format!("{prose}\n\n{verse}\n\n{prose}\n");
    let joined = prose.replace('\n', " ");
    assert_eq!(written(&source), format!("{joined}\n\n{verse}\n\n{joined}"));
}

#[test]
fn lines_of_one_length_are_not_taken_for_wrapped_text() {
    let log: String = (10..60)
        .map(|n| format!("2026-01-02 10:00:{n} INFO server.Start listening on a port with {n} workers in the pool\n"))
        .collect();
    let capitals = "And when the morning came upon the quay we saw the ferry turn its bow\n".repeat(6);
    let quoted = "> The ferry left the quay at nine with forty people and a piano on board,\n\
        > which nobody had announced. The crew had to move the cars to the other\n\
        > side, and a well-known quartet helped with the ropes and sang a song of\n\
        > the harbour.\n";
    let comments = quoted.replace('>', "#");
    let messages: String = (10..40)
        .map(|n| format!("info: the server listens on a port with {n} workers in the pool and {n} on hold\n"))
        .collect();
    for source in [log.as_str(), &messages, &capitals, quoted, &comments] {
        assert_eq!(written(source), source.trim_end());
    }
}

#[test]
fn one_wrapped_paragraph_of_a_letter_is_evidence_enough() {
    let letter = "Dear Klaas,\n\nthe ferry left the quay at nine with forty people and a piano on\n\
        board, which nobody had announced, and the crew had to move the cars to\n\
        the other side.\n\nBest,\nAna\n";
    let lines = written(letter);
    assert!(lines.contains("a piano on board, which"), "{lines}");
    assert!(lines.ends_with("\n\nBest,\nAna"), "{lines}");
}

#[test]
fn a_longer_line_here_and_there_does_not_hide_the_width() {
    let prose = "The ferry left the quay at nine with forty people and a piano\n\
        on board, which nobody had announced. The crew had to move the\n\
        cars to the other side, and a well-known quartet helped with the\n\
        ropes and sang a song of the harbour.\n\n";
    let source =
        format!("{prose}{prose}\"Nothing,\" she said, and went on with what she had been doing since\nthe morning.\n");
    assert!(written(&source).ends_with("since the morning."), "{}", written(&source));
}

#[test]
fn listings_at_the_margin_are_code() {
    let kinds = |source: &str| {
        shown(source)
            .iter()
            .map(|line| line[..1].to_owned())
            .collect::<String>()
    };
    assert_eq!(
        kinds("def main(argv):\n    for a in argv:\n        print(a)\n\n\nmain(sys.argv)\nexit()"),
        "C"
    );
    assert_eq!(
        kinds("services:\n  web:\n    image: nginx\n    ports:\n      - \"80:80\"\n  db:\n    image: postgres"),
        "C"
    );
    assert_eq!(kinds("We need:\n  flour\n  salt\n  water"), "PPPP");
    assert_eq!(kinds("He rowed;\nshe sang;\nthey slept."), "PPP");
    assert_eq!(
        kinds("SELECT name,\n       year\n  FROM boats\n WHERE year > 1900\n ORDER BY year;"),
        "C"
    );
}

#[test]
fn long_lines_of_verse_are_not_joined() {
    let verse = "i carry your heart with me in the pocket of my coat\nand where i go the morning goes, and every boat\n\
        is a small house of light upon the moving water,\n  and the gull\n  and the rope\n  are mine";
    assert_eq!(written(verse), verse);
}
