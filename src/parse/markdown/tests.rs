//! Markdown as cases, and the promise that no letter gets lost.

use proptest::prelude::*;
use pulldown_cmark::Event;

use super::*;
use crate::model::Metadata;

fn parsed(source: &str) -> Parsed {
    parse(source, &Options::default())
}

fn shown(source: &str) -> Vec<String> {
    parsed(source)
        .blocks
        .iter()
        .map(|block| format!("{:?} {}", block.kind, block.text))
        .collect()
}

#[test]
fn blocks_of_all_kinds() {
    let source = "# One\n\nSome *soft* and **hard** text\non two lines with `code`.\n\n- a\n  - b\n- c\n\n3. x\n4. y\n\n> quoted\n\n```rust\nlet a = 1;\n\nlet b = 2;\n```\n\n\
        | k | v |\n|---|---|\n| 1 | 2 |\n";
    let want = [
        "Heading(1) One",
        "Paragraph Some soft and hard text on two lines with code.",
        "ListItem { depth: 0, marker: \"-\" } a",
        "ListItem { depth: 1, marker: \"-\" } b",
        "ListItem { depth: 0, marker: \"-\" } c",
        "ListItem { depth: 0, marker: \"3.\" } x",
        "ListItem { depth: 0, marker: \"4.\" } y",
        "Quote quoted",
        "Code { language: Some(\"rust\") } let a = 1;\n\nlet b = 2;",
        "TableRow { header: true } k\tv",
        "TableRow { header: false } 1\t2",
    ];
    assert_eq!(shown(source), want);
}

#[test]
fn links_and_emphasis_are_measured() {
    let block = parsed("Go to [the **quay**](https://a.example/q) now.")
        .blocks
        .remove(0);
    assert_eq!(block.text, "Go to the quay now.");
    assert_eq!(
        block
            .links
            .iter()
            .map(|(range, to)| (&block.text[range.clone()], to.as_ref()))
            .collect::<Vec<_>>(),
        [("the quay", "https://a.example/q")]
    );
    assert_eq!(block.strong_bytes, 4);
}

#[test]
fn code_in_a_line_is_marked() {
    let blocks = parsed("Call\n`run(*x*)` or `a b`.\n\n| k |\n| --- |\n| `-x` |\n\n```\nnot `here`\n```").blocks;
    let code = |block: &Block| {
        let marks = block.marks.iter();
        marks
            .map(|(range, _)| block.text[range.clone()].to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(code(&blocks[0]), ["run(*x*)", "a b"]);
    assert_eq!(blocks.iter().map(|block| code(block).len()).sum::<usize>(), 3);
}

#[test]
fn loose_items_breaks_and_footnotes() {
    assert_eq!(
        shown("- a\n\n  more\n- b"),
        [
            "ListItem { depth: 0, marker: \"-\" } a",
            "Paragraph more",
            "ListItem { depth: 0, marker: \"-\" } b"
        ]
    );
    assert_eq!(shown("One oar,  \none rope.")[0], "Lines One oar,\none rope.");
    assert_eq!(
        shown("Text[^n].\n\n[^n]: Note."),
        ["Paragraph Text[n].", "ListItem { depth: 0, marker: \"[n]\" } Note."]
    );
    assert_eq!(shown("![The quay](q.jpg)"), ["Caption The quay"]);
}

#[test]
fn lines_that_were_not_wrapped_are_blocks() {
    let lines = "[Home](/) | **News**\nBy Ana Lund\nThe ferry left at seven with\nher crates of tea.\n渡船离岸";
    let blocks = parsed(lines).blocks;
    let texts: Vec<&str> = blocks.iter().map(|block| block.text.as_str()).collect();
    assert_eq!(
        texts,
        [
            "Home | News",
            "By Ana Lund",
            "The ferry left at seven with her crates of tea.",
            "渡船离岸"
        ]
    );
    assert_eq!(blocks.iter().map(|block| block.gap).collect::<Vec<_>>(), [1, 0, 0, 0]);
    assert_eq!(blocks[0].links.len(), 1);
    assert_eq!(shown("- One\nTwo"), ["ListItem { depth: 0, marker: \"-\" } One Two"]);
}

#[test]
fn lines_that_were_wrapped_at_a_width_are_joined() {
    let wide = "渡船离岸".repeat(10);
    let sentence =
        "The ferry left the northern harbour at seven in the morning with forty crates of tea and nine men. ";
    let wrapped = textwrap(&sentence.repeat(6), 72);
    assert_eq!(parsed(&wrapped).blocks.len(), 1);
    assert_eq!(shown(&format!("{wide}\n{wide}\n{wide}\n{wide}\n{wide}")).len(), 1);
}

/// Words on lines of at most so many characters.
fn textwrap(text: &str, columns: usize) -> String {
    let mut out = String::new();
    let mut width = 0;
    for word in text.split_whitespace() {
        width += word.len() + 1;
        out.push_str(if width > columns { "\n" } else { " " });
        width = if width > columns { word.len() } else { width };
        out.push_str(word);
    }
    out.trim().to_owned()
}

#[test]
fn raw_html_goes_through_the_html_parser() {
    let texts = |source: &str| {
        parsed(source)
            .blocks
            .into_iter()
            .map(|block| block.text)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        texts("Before\n\n<p>In <b>side</b></p>\n\nAfter"),
        ["Before", "In side", "After"]
    );
    assert_eq!(
        texts("---\ntitle: T\n---\n<p>One</p>\n\n    <p>Two</p>"),
        ["One", "Two"]
    );
    let elements = parsed("<div><p>a</p></div>\n\n# b\n\n<div><p>c</p></div>");
    for block in &elements.blocks {
        assert!(block.element.is_none_or(|at| (at as usize) < elements.elements.len()));
    }
}

#[test]
fn lines_that_markdown_joins_are_read_by_themselves() {
    let body = "Councillors voted eleven to four on Tuesday night to end the toll on the ferry, which had divided the island all winter.";
    let joined = parsed(&format!("# Head\nBy Ana Lund\n**Feb 01, 2024**\n{body}"));
    assert_eq!(joined.metadata.author.as_deref(), Some("Ana Lund"));
    assert_eq!(joined.metadata.date.as_deref(), Some("2024-02-01"));
    let wrapped = "The letter that came with the last boat of the week was written\nby Ana Lund and lay in the harbour office for a long time until\nsomebody opened it.";
    assert_eq!(parsed(&format!("# Head\n\n{wrapped}")).metadata.author, None);
}

#[test]
fn metadata_of_front_matter_wins_over_the_text() {
    let Metadata {
        title, author, date, ..
    } = parsed("---\ntitle: Front\n---\n# Head\n\n*By Ana Lund · August 15, 2024 · 6 min read*\n\nText that goes on.")
        .metadata;
    assert_eq!(
        (title.as_deref(), author.as_deref(), date.as_deref()),
        (Some("Front"), Some("Ana Lund"), Some("2024-08-15"))
    );
    let plain = parsed("# Head\n\nText.").metadata;
    assert_eq!(plain.title.as_deref(), Some("Head"));
    let updated = parsed("---\ntitle: T\nlast_update: 2024-12-02\n---\nText").metadata;
    assert_eq!(
        (updated.date.as_deref(), updated.modified.as_deref()),
        (Some("2024-12-02"), Some("2024-12-02"))
    );
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The letters that the Markdown parser itself reports as text.
fn events(source: &str) -> String {
    let extensions = Extensions::ENABLE_TABLES | Extensions::ENABLE_STRIKETHROUGH;
    let text = |event| match event {
        Event::Text(text) | Event::Code(text) => Some(text.to_string()),
        _ => None,
    };
    letters(&Parser::new_ext(source, extensions).filter_map(text).collect::<String>())
}

proptest! {
    #[test]
    fn no_letter_gets_lost(source in "([a-zé渡 ]{1,12}|[#>*_`~|=\\n\\-]|\\n\\n|\n- |\n1\\. |\\[a\\]\\(b\\)|!\\[c\\]\\(d\\)|    |\n```\n|\n\\|a\\|b\\|\n\\|-\\|-\\|\n){0,40}") {
        let blocks: String = blocks(&source, &Options::default()).blocks.iter().map(|block| block.text.as_str()).collect();
        prop_assert_eq!(letters(&blocks), events(&source));
    }

    #[test]
    fn any_text_is_parsed(source in "(---\n)?[ -~\\n]{0,200}") {
        let _ = parsed(&source);
    }
}

#[test]
fn a_document_of_too_many_marks_is_read_as_plain_text() {
    let spans = parsed(&"*a* ".repeat(MOST_MARKS / 2 + 1));
    let text: String = spans.blocks.iter().map(|block| block.text.as_str()).collect();
    assert!(text.starts_with("*a* *a*"), "the marks are text");
    let few = format!("*a* {}", "b".repeat(MOST_MARKS));
    assert!(!is_heavy(&few) && parsed(&few).blocks[0].text.starts_with("a b"));
    let items = "* a\n".repeat(MOST_MARKS);
    let refused = crate::parse::bounded(
        items,
        crate::model::Format::Markdown,
        Metadata::default(),
        &Options::default(),
    );
    assert!(refused.unwrap_err().contains("lines, more than"));
}

#[test]
fn whatever_the_parser_makes_an_item_of_is_a_mark() {
    for (text, least) in [
        ("1. 1. 1) x", 3),
        ("> > x", 2),
        ("- + * x", 3),
        ("[a](b) ![c]", 5),
        ("a|b|\r\n`x` <i> &amp; \\*", 10),
    ] {
        assert!(marks(text) >= least, "{text}: {}", marks(text));
    }
}
