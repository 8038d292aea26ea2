//! Rendering as cases, and Markdown that reads back.

use proptest::prelude::*;

use super::*;
use crate::parse::{self, markdown};

fn block(kind: BlockKind, text: &str) -> Block {
    Block::new(kind, text)
}

fn item(depth: u8, marker: &str, text: &str) -> Block {
    block(
        BlockKind::ListItem {
            depth,
            marker: marker.into(),
        },
        text,
    )
}

fn sample() -> Vec<Block> {
    let glued = Block {
        gap: 0,
        ..block(BlockKind::Lines, "Skarra")
    };
    vec![
        block(BlockKind::Heading(2), "A *star*"),
        block(BlockKind::Paragraph, "1. no item, a_b and [c]"),
        item(0, "•", "one"),
        item(1, "2.", "two"),
        item(0, "a)", "three"),
        block(BlockKind::TableRow { header: true }, "k\tv"),
        block(BlockKind::TableRow { header: false }, "1\ta|b"),
        block(
            BlockKind::Code {
                language: Some("sh".into()),
            },
            "ls ```\ncd",
        ),
        block(BlockKind::Quote, "# said"),
        block(BlockKind::Lines, "1 Quay\nStreet"),
        glued,
        block(BlockKind::Caption, "A boat"),
    ]
}

#[test]
fn plain_text() {
    let want = "A *star*\n\n1. no item, a_b and [c]\n\n• one\n  2. two\na) three\n\nk\tv\n1\ta|b\n\nls ```\ncd\n\n# said\n\n1 Quay\nStreet\nSkarra\n\nA boat";
    assert_eq!(render(&sample(), &Options::default()), want);
}

#[test]
fn markdown_marks() {
    let options = Options {
        format: TextFormat::Markdown,
        links: false,
    };
    let want = "## A \\*star\\*\n\n1\\. no item, a_b and \\[c\\]\n\n- one\n    2. two\n- a) three\n\n| k | v |\n| --- | --- |\n| 1 | a\\|b |\n\n\
        ````sh\nls ```\ncd\n````\n\n> \\# said\n\n1 Quay\\\nStreet\\\nSkarra\n\n*A boat*";
    assert_eq!(render(&sample(), &options), want);
}

#[test]
fn links_by_setting() {
    let links = vec![(3..7, "https://a.example/b(c)".into())];
    let blocks = [Block {
        links,
        ..block(BlockKind::Paragraph, "to [us] now")
    }];
    let with = |links| {
        render(
            &blocks,
            &Options {
                format: TextFormat::Markdown,
                links,
            },
        )
    };
    assert_eq!(with(false), "to \\[us\\] now");
    assert_eq!(with(true), "to [\\[us\\]](<https://a.example/b(c)>) now");
}

#[test]
fn wide_gaps_and_empty_blocks_leave_no_trace() {
    let blocks = [
        block(BlockKind::Paragraph, "Home  News"),
        block(BlockKind::Paragraph, " "),
        block(BlockKind::Heading(1), "Title"),
    ];
    assert_eq!(render(&blocks, &Options::default()), "Home News\n\nTitle");
}

/// Blocks whose text has every sign that Markdown knows.
fn blocks() -> impl Strategy<Value = Vec<Block>> {
    let text = "[a-z*_`#<>&\\[\\]()~!|\\\\.0-9+=-]{1,6}( [a-z*_`#<>&\\[\\]()~!|\\\\.0-9+=-]{1,6}){0,5}";
    let kind = prop_oneof![
        Just(BlockKind::Paragraph),
        Just(BlockKind::Heading(2)),
        Just(BlockKind::Quote),
        Just(BlockKind::ListItem {
            depth: 0,
            marker: "-".into()
        }),
        Just(BlockKind::ListItem {
            depth: 0,
            marker: "7.".into()
        }),
        Just(BlockKind::TableRow { header: true }),
    ];
    prop::collection::vec((kind, text).prop_map(|(kind, text)| Block::new(kind, text)), 1..6)
}

proptest! {
    #[test]
    fn markdown_reads_back(blocks in blocks()) {
        let options = Options { format: TextFormat::Markdown, links: true };
        let written = render(&blocks, &options);
        let read = markdown::parse(&written, &parse::Options::default());
        let texts = |blocks: &[Block]| blocks.iter().map(|block| block.text.clone()).collect::<Vec<_>>();
        prop_assert_eq!(texts(&read.blocks), texts(&blocks), "{}", written);
    }

    #[test]
    fn plain_text_keeps_every_letter(blocks in blocks()) {
        let letters = |text: &str| text.chars().filter(|c| c.is_ascii_lowercase()).collect::<String>();
        let all: String = blocks.iter().map(|block| block.text.as_str()).collect();
        prop_assert_eq!(letters(&render(&blocks, &Options::default())), letters(&all));
    }
}
