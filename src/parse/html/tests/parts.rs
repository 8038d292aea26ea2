//! Lists, powers and quotations that are written without the tags for them.

use super::*;

#[test]
fn items_of_a_word_processor_are_items() {
    let item = |sign: &str, level: u8, text: &str| {
        format!(
            "<p class=MsoListParagraphCxSpMiddle style='mso-list:l0 level{level} lfo1'><span style='mso-list:Ignore'>{sign}<span \
             style='font:7.0pt'>&nbsp;&nbsp; </span></span>{text}</p>"
        )
    };
    let page = [item("·", 1, "rope"), item("o", 2, "hemp"), item("3.", 1, "tar")].concat();
    let blocks = parse(&*page, None, &Options::default()).blocks;
    let items: Vec<_> = blocks.into_iter().map(|block| (block.kind, block.text)).collect();
    let item = |depth, marker: &str, text: &str| {
        let marker = marker.to_owned();
        (BlockKind::ListItem { depth, marker }, text.to_owned())
    };
    assert_eq!(
        items,
        [item(0, "-", "rope"), item(1, "-", "hemp"), item(0, "3.", "tar")]
    );
}

#[test]
fn lists_of_div_are_lists_and_cards_are_not() {
    let kinds = |page: &str| {
        let blocks = parse(page, None, &Options::default()).blocks.into_iter();
        blocks
            .map(|block| matches!(block.kind, BlockKind::ListItem { .. }))
            .collect::<Vec<_>>()
    };
    let list = "<div role=list><div role=listitem><span>rope</span></div><div role=listitem>tar</div></div>";
    assert_eq!(kinds(list), [true, true]);
    let cards = "<div role=list><div role=listitem><h3>Rope</h3><p>Of hemp.</p></div></div>";
    assert_eq!(kinds(cards), [false, false]);
}

#[test]
fn text_that_a_style_raises_is_raised() {
    let page = "<p>10<span style='font-size:60%; vertical-align: super'>9</span> and x<span style='vertical-align:sub'>1</span></p>";
    assert_eq!(texts(page), ["10^9 and x_1"]);
}

#[test]
fn a_definition_alone_is_indented_text() {
    let kind = |page: &str| {
        parse(page, None, &Options::default())
            .blocks
            .pop()
            .map(|block| block.kind)
    };
    assert_eq!(kind("<dl><dd>E = mc</dd></dl>"), Some(BlockKind::Paragraph));
    assert!(matches!(
        kind("<dl><dt>tar</dt><dd>black</dd></dl>"),
        Some(BlockKind::ListItem { .. })
    ));
    assert!(matches!(
        kind("<dl><dd>one</dd><dd>two</dd></dl>"),
        Some(BlockKind::ListItem { .. })
    ));
}

#[test]
fn blocks_know_how_many_quotations_they_stand_in() {
    let page = "<p>a</p><blockquote>b<blockquote><p>c</p><ul><li>d</ul><pre>e</pre></blockquote>f</blockquote><table><tr><th>g<th>h</table>";
    let blocks = parse(page, None, &Options::default()).blocks;
    let depths: Vec<_> = blocks.iter().map(|block| (&*block.text, block.quoted)).collect();
    assert_eq!(
        depths,
        [("a", 0), ("b", 1), ("c", 2), ("d", 2), ("e", 2), ("f", 1), ("g\th", 0)]
    );
}

#[test]
fn a_control_in_a_quotation_is_no_text() {
    let page = "<blockquote><p>What was said.</p><a role=button tabindex=0>Click to expand...</a></blockquote><a role=button>Open</a>";
    assert_eq!(texts(page), ["What was said.", "Open"]);
}

#[test]
fn pictures_in_formulas_are_read() {
    let page =
        "<div class=math><p><img src=a.png alt='E = h \\nu'></p></div><div class=math><img alt='A drawing'></div>";
    assert_eq!(texts(page), ["$E = h \\nu$"]);
}

#[test]
fn formulas_in_the_text_are_marked() {
    let page = "<h2>On \\(a_1\\)</h2><p>So <span class='math inline'>\\(x_1\\)</span> is <code>\\(y\\)</code>.</p>\
        <table><tr><th>a<th>\\[b_1\\]</table><pre>\\(z_1\\)</pre>";
    let blocks = parse(page, None, &Options::default()).blocks;
    let all: Vec<_> = blocks.iter().map(|block| &*block.text).collect();
    assert_eq!(all, ["On $a_1$", "So $x_1$ is \\(y\\).", "a\t$$b_1$$", "\\(z_1\\)"]);
    let marked = |index: usize| {
        blocks[index]
            .marks
            .iter()
            .filter(|(_, mark)| *mark == Mark::Math)
            .count()
    };
    assert_eq!([marked(0), marked(1), marked(2), marked(3)], [1, 1, 1, 0]);
}
