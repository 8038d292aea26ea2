//! Pages and the blocks that they become.

mod hidden;
mod notes;
mod parts;
mod tables;

use super::*;
use crate::model::{BlockKind, Mark};

fn texts(source: &str) -> Vec<String> {
    parse(source, None, &Options::default())
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
    let blocks = parse(
        "<ol start=3><li>a<ul><li>b</ul><li value=9>c</ol>",
        None,
        &Options::default(),
    )
    .blocks;
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
        None,
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
        None,
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
    let blocks = parse("<a href=/x><h2>One</h2><p>two</p></a> three", None, &Options::default()).blocks;
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
    let parsed = parse(&page, None, &Options::default());
    assert_eq!(parsed.blocks[0].text, "deep");
    assert!(parsed.elements.len() <= 512);
}

#[test]
fn what_a_click_or_a_script_shows_belongs_to_the_page() {
    let shown = [
        "<div hidden id='S:0'><p>late</p></div>",
        "<section role=tabpanel hidden><p>late</p></section>",
        "<div class='accordion__body' style='visibility:hidden; height:0'>late</div>",
        "<h3><button>Question</button></h3><div hidden>late</div>",
    ];
    for page in shown {
        assert_eq!(texts(page).last().map(String::as_str), Some("late"), "{page}");
    }
    for page in [
        "<nav><div role=region hidden>menu</div></nav>",
        "<p>a</p><div hidden>x</div>",
        "<dialog>x</dialog>",
    ] {
        assert!(texts(page).iter().all(|text| text == "a"), "{page}");
    }
}

#[test]
fn raised_numbers_do_not_run_into_what_stands_before() {
    for (page, want) in [
        ("word<a href=#1><sup>1</sup></a> next", "word[1] next"),
        ("a sentence.<sup>2</sup> Next", "a sentence.[2] Next"),
        ("10<sup>6</sup> cells in 5 m<sup>2</sup>", "10^6 cells in 5 m^2"),
        ("3.2×10<sup>−4</sup> or 10<sup> -9 </sup> m", "3.2×10^−4 or 10^-9 m"),
        (
            "x<sub>i</sub><sup>2</sup> of x<sub>n+1</sub> and CO<sub>2</sub>",
            "x_i^2 of x_(n+1) and CO2",
        ),
        ("the 1<sup>st</sup> of 2<sup>n</sup>", "the 1st of 2^n"),
        ("one<sup>[<a href=#1>3</a>]</sup>", "one[3]"),
    ] {
        assert_eq!(texts(&format!("<p>{page}</p>")), [want]);
    }
    let links = parse("<p>word<a href='#n'><sup>1</sup></a></p>", None, &Options::default())
        .blocks
        .remove(0)
        .links;
    assert_eq!(links, [(4..7, "#n".into())]);
}

#[test]
fn fields_and_pictures_part_words() {
    assert_eq!(texts("<p>One<input type=radio><label>Two</label></p>"), ["One Two"]);
    assert_eq!(texts("<p>a smile<img src=s.png alt=':)'>.</p>"), ["a smile."]);
    assert_eq!(texts("<p>见<a href=a>北京</a><a href=b>大学</a></p>"), ["见北京大学"]);
    assert_eq!(texts("<p><a href=a>首页</a><a href=b>新闻</a></p>"), ["首页 新闻"]);
}

#[test]
fn links_of_headings_to_themselves_are_no_text() {
    for page in [
        "<h2>Install<a class=headerlink href='#install' title='Link to this heading'>¶</a></h2>",
        "<h2 id=install>Install <a href='#install'>#</a></h2>",
        "<h3><a href='page.html#install'>§</a> Install</h3>",
        "<h2 id=install>Install<a href='#install'>Permalink</a></h2>",
        "<h2>Install<a href='#install'><span>🔗</span></a></h2>",
        "<dl><dt id=i>Install<a href='#i'>¶</a></dt></dl>",
    ] {
        assert_eq!(texts(page), ["Install"], "{page}");
    }
    for (page, want) in [
        ("<h2 id=install><a href='#install'>Install</a></h2>", "Install"),
        ("<h2 id=link><a href='#link'>Link</a></h2>", "Link"),
        ("<p>See <a href='#5'>§</a> 5 of the law</p>", "See § 5 of the law"),
        ("<h2>The sign <a href='/pilcrow'>¶</a></h2>", "The sign ¶"),
    ] {
        assert_eq!(texts(page), [want], "{page}");
    }
}

#[test]
fn what_stands_on_a_line_of_its_own_is_not_glued() {
    for (page, want) in [
        (
            "<blockquote><div><cite>tidewater wrote:</cite>a bucket of water a day</div></blockquote>",
            &["tidewater wrote:", "a bucket of water a day"][..],
        ),
        (
            "<p><span style='display:block'>Length</span><span style='DISPLAY : block'>12 m</span>long</p>",
            &["Length\n12 m\nlong"],
        ),
        ("<h1><span style='display: flex'>One</span>two</h1>", &["One two"]),
        (
            "<p>in <span style='display:inline-block'>l</span>ine, as <cite>The Mill</cite>'s</p>",
            &["in line, as The Mill's"],
        ),
        (
            "<pre><code style='display:block'>a {</code><span style='display:block'>}</span></pre>",
            &["a {\n}"],
        ),
    ] {
        assert_eq!(texts(page), want, "{page}");
    }
}

fn marks(page: &str) -> Vec<(String, Mark)> {
    let blocks = parse(page, None, &Options::default()).blocks.into_iter();
    let marks = blocks.flat_map(|block| {
        let marks = block.marks.into_iter();
        marks
            .map(move |(range, mark)| (block.text[range].to_owned(), mark))
            .collect::<Vec<_>>()
    });
    marks.collect()
}

#[test]
fn code_and_formulas_in_a_line_are_marked() {
    let page = "<p>Call <code>run()</code> from <a href=x><tt>main</tt></a><sup>2</sup><br>and <math alttext='a_i'></math></p>\
        <table><tr><th>Key<th>Use<tr><td><code>-x</code><td rowspan=2>cut<tr><td><code>-y</code></table>\
        <pre><code>not in a line</code></pre>";
    let code = |text: &str| (text.to_owned(), Mark::Code);
    let want = [
        code("run()"),
        code("main"),
        ("$a_i$".to_owned(), Mark::Math),
        code("-x"),
        code("-y"),
    ];
    assert_eq!(marks(page), want);
}

#[test]
fn code_is_one_block_whatever_marks_its_lines() {
    for page in [
        "<pre><button>Copy</button><div class=line>a {</div><div class=line>  b</div><div>}</div></pre>",
        "<pre><span class=lineno>1 </span>a {<br><span class=lineno>2 </span>  b<br><span class=lineno>3 </span>}</pre>",
        "<table><tr><td class=gutter><pre>1\n2\n3</pre><td class=code><pre>a {\n  b\n}</pre></table>",
    ] {
        assert_eq!(texts(page), ["a {\n  b\n}"], "{page}");
    }
}

#[test]
fn formulas_in_many_shapes() {
    for (page, want) in [
        ("<math alttext='E=mc^2'><mi>E</mi></math>", "$E=mc^2$"),
        (
            "<math><annotation encoding='application/x-tex'>{\\displaystyle x^{2}}</annotation></math>",
            "$x^{2}$",
        ),
        (
            "<math><mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mn>2</mn></mfrac><msup><mi>x</mi><mn>3</mn></msup></math>",
            "(a+b)/2x^3",
        ),
        (
            "<math><msqrt><mi>x</mi><mo>+</mo><mn>1</mn></msqrt><annotation encoding='StarMath 5.0'>sqrt</annotation></math>",
            "√(x+1)",
        ),
        (
            "<span class=MathJax><nobr>x2</nobr></span><script type='math/tex'>x^2</script>",
            "$x^2$",
        ),
        ("<img class=latex alt='\\alpha' src=a.png>", "$\\alpha$"),
        (
            "<img class=mwe-math-fallback-image-inline alt='{\\displaystyle x^{2}}' src=m.svg>",
            "$x^{2}$",
        ),
        (
            "<span class=mwe-math-element><span class=mwe-math-mathml-inline style='display:none'><math alttext='x'></math></span><img class=mwe-math-fallback-image-inline alt=x></span>",
            "$x$",
        ),
        (
            "<span><span hidden><math><mi>x</mi></math></span><img class=mwe-math-fallback-image-display alt=y></span>",
            "$y$",
        ),
        (
            "<span class=math data-math='a_i'><span class=katex-html>ai</span></span>",
            "$a_i$",
        ),
        (
            "a <span class=katex><span class=katex-html aria-hidden=true>b</span></span> c",
            "a b c",
        ),
    ] {
        assert_eq!(texts(&format!("<p>{page}</p>")), [want]);
    }
}

#[test]
fn lists_count_as_they_say() {
    let marks = |page: &str| {
        let blocks = parse(page, None, &Options::default()).blocks.into_iter();
        blocks
            .map(|b| {
                if let BlockKind::ListItem { marker, .. } = b.kind {
                    marker
                } else {
                    String::new()
                }
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(marks("<ol type=a><li>x<li>y</ol>"), ["a.", "b."]);
    assert_eq!(marks("<ol reversed><li>x<li>y<li>z</ol>"), ["3.", "2.", "1."]);
    assert_eq!(marks("<ol type=I start=4><li>x</ol>"), ["IV."]);
}

#[test]
fn menus_and_notices_alone_are_no_content() {
    let menu = "<ul>".to_owned() + &"<li><a href=a>An entry of the menu of this site</a>".repeat(9) + "</ul>";
    let body =
        "<p>Text for readers whose programs run no scripts, which is of some length all the same, as articles are.</p>"
            .repeat(20);
    let found = texts(&format!("{menu}<noscript>{body}</noscript>"));
    assert!(
        found.iter().all(|text| text.starts_with("Text for readers")) && found.len() == 20,
        "{found:?}"
    );
    let cards = "<p>A card of few words</p>".repeat(60);
    assert_eq!(
        texts(&format!(
            "{cards}<noscript><p>{}</p></noscript>",
            "Please turn on scripts. ".repeat(15)
        ))
        .len(),
        60
    );
}

#[test]
fn elements_of_one_name_share_it() {
    let parsed = parse("<div><p>a</p></div><div><p>b</p></div>", None, &Options::default());
    let tags: Vec<_> = parsed.elements.iter().map(|element| &element.tag).collect();
    for (index, tag) in tags.iter().enumerate() {
        let first = tags.iter().find(|other| other == &tag).unwrap();
        assert!(std::sync::Arc::ptr_eq(first, tag), "{index}: {tag}");
    }
    assert_eq!(tags.iter().filter(|tag| ****tag == *"p").count(), 2);
}
