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
fn quotations_keep_their_depth() {
    let quoted = |quoted, block: Block| Block { quoted, ..block };
    let blocks = [
        quoted(1, block(BlockKind::Quote, "gull wrote:")),
        quoted(2, block(BlockKind::Quote, "ebb wrote:")),
        quoted(2, block(BlockKind::Quote, "Which tar?")),
        quoted(1, item(0, "-", "pine")),
        quoted(1, item(0, "-", "coal")),
        quoted(1, block(BlockKind::Code { language: None }, "a\n\nb")),
        block(BlockKind::Quote, "So be it."),
        block(BlockKind::Paragraph, "Good."),
    ];
    let options = Options {
        format: TextFormat::Markdown,
        links: false,
    };
    let written = render(&blocks, &options);
    assert_eq!(
        written,
        "> gull wrote:\n>\n> > ebb wrote:\n> >\n> > Which tar?\n>\n> - pine\n> - coal\n>\n> ```\n> a\n>\n> b\n> ```\n>\n> So be it.\n\nGood."
    );
    let read = markdown::parse(&written, &parse::Options::default()).blocks;
    let depths: Vec<_> = read.iter().map(|block| (&*block.text, block.quoted)).collect();
    let want: Vec<_> = blocks.iter().map(|block| (&*block.text, block.quoted)).collect();
    assert_eq!(depths.get(..6), want.get(..6));
    assert_eq!(render(&read, &options), written);
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

/// Lines that a reader of Markdown sees: of code as they are, else without white space around them and without marks.
fn read_back(source: &str) -> Vec<String> {
    let blocks = parse::text::parse(source, &parse::text::Options::default());
    let options = Options {
        format: TextFormat::Markdown,
        links: false,
    };
    let written = render(&blocks, &options);
    let read = markdown::parse(&written, &parse::Options::default());
    let lines = |block: &Block| {
        block
            .text
            .lines()
            .map(|line| line.trim_end().to_owned())
            .collect::<Vec<_>>()
    };
    read.blocks.iter().flat_map(lines).collect()
}

fn lines_of(source: &str) -> Vec<String> {
    source.lines().map(|line| line.trim_end().to_owned()).collect()
}

#[test]
fn markdown_keeps_the_lines_of_plain_text() {
    for source in [
        "def main(argv):\n    for a in argv:\n        if a == \"*h*\":\n            print(a)\n\n\n    return 0",
        "all: prog\n\nprog: $(OBJ)\n\t$(CC) -o prog $(OBJ)\n\nclean:\n\trm -f *.o prog",
        "an old silent pond\n  a frog jumps into the pond\nsplash! silence again",
        "   /\\_/\\\n  ( o.o )\n   > ^ <",
        "src\n├── main.rs\n├── lib\n│   ├── a.rs\n│   └── b.rs\n└── README.md",
        "C           G            Am\nThe oar is wet, the rope is dry\nF           C            G\nThe gull has met a piece of sky",
        "Name    Year  Place\nHope    1881\nMary    1902  Skarra  north",
    ] {
        let lines: Vec<String> = lines_of(source).into_iter().filter(|line| !line.is_empty()).collect();
        let read: Vec<String> = read_back(source).into_iter().filter(|line| !line.is_empty()).collect();
        assert_eq!(read, lines, "{source}");
    }
}

#[test]
fn markdown_tells_stanzas_from_lines() {
    let poem = "Roses are red,\nViolets are *blue*,\n\nSugar is sweet,\nAnd so are you.";
    let blocks = parse::text::parse(poem, &parse::text::Options::default());
    let options = Options {
        format: TextFormat::Markdown,
        links: false,
    };
    assert_eq!(
        render(&blocks, &options),
        "Roses are red,\\\nViolets are \\*blue\\*,\n\nSugar is sweet,\\\nAnd so are you."
    );
    let read = markdown::parse(&render(&blocks, &options), &parse::Options::default());
    let texts: Vec<&str> = read.blocks.iter().map(|block| block.text.as_str()).collect();
    assert_eq!(
        texts,
        [
            "Roses are red,\nViolets are *blue*,",
            "Sugar is sweet,\nAnd so are you."
        ]
    );
}

#[test]
fn a_guessed_heading_is_one_only_where_it_stands_apart() {
    let markdown = |source: &str| {
        let parsed = parse::parse(
            source,
            crate::model::Format::Text,
            crate::model::Metadata::default(),
            &parse::Options::default(),
        );
        assert!(
            parsed
                .blocks
                .iter()
                .any(|block| matches!(block.kind, BlockKind::Heading(_))),
            "{source}"
        );
        let options = Options {
            format: TextFormat::Markdown,
            links: false,
        };
        render(&parsed.blocks, &options)
    };
    let story = "The ferry left the quay at nine with forty people and a piano on board, which nobody had announced to the crew, to the captain or to the harbour.";
    assert_eq!(
        markdown(&format!("The old ferry\n\n{story}")),
        format!("# The old ferry\n\n{story}")
    );
    assert_eq!(
        markdown("The old ferry\nThe ferry left the quay at nine."),
        "The old ferry\\\nThe ferry left the quay at nine."
    );
    assert_eq!(
        markdown("The old ferry\n=============\nleft"),
        "# The old ferry\n\nleft"
    );
}

#[test]
fn lines_that_hang_below_an_item_stay_lines_in_markdown() {
    let blocks = parse::text::parse("- water,\n  not too cold\n- salt", &parse::text::Options::default());
    let options = Options {
        format: TextFormat::Markdown,
        links: false,
    };
    assert_eq!(render(&blocks, &options), "- water,\\\n    not too cold\n- salt");
    assert_eq!(render(&blocks, &Options::default()), "- water,\n  not too cold\n- salt");
}
