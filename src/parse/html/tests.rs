//! Pages and the blocks that they become.

use super::*;
use crate::document::BlockKind;

fn texts(source: &str) -> Vec<String> {
    parse(source, &Options::default())
        .blocks
        .into_iter()
        .map(|block| block.text)
        .collect()
}

#[test]
fn inline_elements_neither_glue_nor_split_words() {
    assert_eq!(texts("<p><b>f</b>oo <i>bar</i><span> baz</span></p>"), ["foo bar baz"]);
    assert_eq!(texts("<p>one<br>two</p>"), ["one\ntwo"]);
    assert_eq!(texts("<a href=a>Home</a><a href=b>About</a>"), ["Home About"]);
    assert_eq!(texts("<p>long<wbr>word</p>"), ["longword"]);
}

#[test]
fn hidden_text_scripts_and_styles_are_left_out() {
    let page = "<style>p{}</style><script>x</script><template>t</template><p hidden>h</p><p style='display: none'>d</p>\
        <p style='VISIBILITY:HIDDEN'>v</p><span class='sr-only'>s</span><p>seen</p><noscript>n</noscript>";
    assert_eq!(texts(page), ["seen"]);
}

#[test]
fn lists_keep_depth_and_marks() {
    let blocks = parse("<ol start=3><li>a<ul><li>b</ul><li value=9>c</ol>", &Options::default()).blocks;
    let items: Vec<_> = blocks.into_iter().map(|b| (b.kind, b.text)).collect();
    let item = |depth, marker: &str| BlockKind::ListItem {
        depth,
        marker: marker.into(),
    };
    let want = [
        (item(0, "3."), "a".into()),
        (item(1, "-"), "b".into()),
        (item(0, "9."), "c".into()),
    ];
    assert_eq!(items, want);
}

#[test]
fn rows_of_data_are_one_block_and_layout_is_not() {
    let data = parse(
        "<table><tr><th>a<th>b<tr><td>1<td><p>2</p></table>",
        &Options::default(),
    )
    .blocks;
    assert_eq!(data[0].kind, BlockKind::TableRow { header: true });
    assert_eq!(
        (data[1].kind.clone(), &*data[1].text),
        (BlockKind::TableRow { header: false }, "1\t2")
    );
    assert_eq!(texts("<table><tr><td><h1>a</h1>b<td>c</table>"), ["a", "b", "c"]);
}

#[test]
fn code_keeps_its_lines() {
    let block = parse(
        "<pre><code class='language-Rust'>fn a() {\n    1\n}\n</code></pre>",
        &Options::default(),
    )
    .blocks
    .remove(0);
    assert_eq!(
        block.kind,
        BlockKind::Code {
            language: Some("rust".into())
        }
    );
    assert_eq!(block.text, "fn a() {\n    1\n}");
}

#[test]
fn links_carry_their_targets_across_blocks() {
    let blocks = parse("<a href=/x><h2>One</h2><p>two</p></a> three", &Options::default()).blocks;
    assert_eq!(blocks[0].links, [(0..3, "/x".into())]);
    assert_eq!(blocks[1].links, [(0..3, "/x".into())]);
    assert!(blocks[2].links.is_empty());
}

#[test]
fn formulas_ruby_and_notes_keep_their_source() {
    let math = "<p>So <math><mi>x</mi><annotation encoding='application/x-tex'>x^2</annotation></math> holds</p>";
    assert_eq!(texts(math), ["So $x^2$ holds"]);
    assert_eq!(texts("<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby>"), ["漢(かん)"]);
    assert_eq!(texts("<p>word<sup><a href='#n'>1</a></sup></p>"), ["word[1]"]);
}

#[test]
fn long_lines_between_breaks_are_paragraphs() {
    let long = "word ".repeat(40);
    assert_eq!(texts(&format!("<div>{long}<br>short</div>")), [long.trim(), "short"]);
    assert_eq!(texts("<p>a<br>b<br><br>c</p>"), ["a\nb", "c"]);
}

#[test]
fn a_page_without_text_of_its_own_says_what_it_hides() {
    let body = "Hidden words. ".repeat(30);
    assert_eq!(
        texts(&format!("<div style='display:none'><p>{body}</p></div>")),
        [body.trim()]
    );
    assert_eq!(texts(&format!("<noscript><p>{body}</p></noscript>")), [body.trim()]);
    let json = format!("<script type='application/ld+json'>{{\"@graph\":[{{\"articleBody\":\"{body}\"}}]}}</script>");
    assert_eq!(texts(&json), [body.trim()]);
}

#[test]
fn depth_does_not_matter() {
    let page = format!("{}deep{}", "<div>".repeat(20_000), "</div>".repeat(20_000));
    let parsed = parse(&page, &Options::default());
    assert_eq!(parsed.blocks[0].text, "deep");
    assert!(parsed.elements.len() <= 512);
}
