//! The tree is the one that html5ever builds alone, less what was left out.

use ego_tree::iter::Edge;
use proptest::prelude::*;
use scraper::{Html, Node};

use crate::parse::attribute::Attribute;

use super::{KEPT_ATTRIBUTES, Options, document, fragment, names};

fn alone() -> Options {
    Options {
        enabled: false,
        ..Options::default()
    }
}

/// Tags, kept attributes and read text of a tree, in order.
fn shape(html: &Html) -> String {
    let mut out = String::new();
    let mut skipped = 0;
    for edge in html.tree.root().traverse() {
        match edge {
            Edge::Open(node) => match node.value() {
                Node::Element(element) => {
                    skipped += usize::from(is_left_out(element));
                    out.push_str(&format!("<{}", element.name()));
                    let mut attributes: Vec<_> = element.attrs().filter(|(name, value)| is_kept(name, value)).collect();
                    attributes.sort_unstable();
                    out.extend(attributes.iter().map(|(name, value)| format!(" {name}={value:?}")));
                    out.push('>');
                }
                Node::Text(text) if skipped == 0 => out.push_str(text),
                Node::Doctype(doctype) => out.push_str(&format!("{doctype:?}")),
                _ => {}
            },
            Edge::Close(node) => {
                if let Node::Element(element) = node.value() {
                    skipped -= usize::from(is_left_out(element));
                    out.push_str("</>");
                }
            }
        }
    }
    format!("{:?}{out}", html.quirks_mode)
}

fn is_kept(name: &str, value: &str) -> bool {
    KEPT_ATTRIBUTES.contains(&name) && (name != "style" || names::may_hide(value))
}

fn is_left_out(element: &scraper::node::Element) -> bool {
    let html = &*element.name.ns == "http://www.w3.org/1999/xhtml";
    let data = |kind: &str| {
        ["ld+json", "math/tex", "application/json"]
            .iter()
            .any(|word| kind.to_ascii_lowercase().contains(word))
    };
    match element.name() {
        "script" => html && !element.attribute("type").is_some_and(data),
        "style" | "iframe" | "noembed" | "textarea" => html,
        _ => false,
    }
}

#[track_caller]
fn same(page: &str) {
    assert_eq!(
        shape(&document(page, &Options::default())),
        shape(&document(page, &alone())),
        "{page:?}"
    );
    assert_eq!(
        shape(&fragment(page, &Options::default())),
        shape(&fragment(page, &alone())),
        "{page:?}"
    );
}

/// One line a case, by the state of the tokenizer that it is about.
const CASES: &[&str] = &[
    // Data.
    "",
    "a < b",
    "a <",
    "a </",
    "<<<p>x",
    "< p>x",
    "<1>x",
    "a\0b<p>\0c",
    "a\r\nb\rc<pre>\r\n\rx</pre>",
    "\u{feff}x",
    "x\u{feff}y",
    // Tags and their names.
    "<DIV>x</Div >y",
    "<p",
    "<p ",
    "x<p a",
    "<p/>x",
    "<p//>x",
    "<div/class=a>x",
    "<sp\0an>x</sp\0an>y",
    "<x-y>a</x-y>b",
    "<averyveryveryverylongcustomname-x>a</averyveryveryverylongcustomname-x>b",
    "</>x",
    "</ p>x",
    "</3>x",
    "</p>x",
    "</br>x",
    "</p class=a>x</div",
    // Attributes.
    "<p class>x",
    "<p class=>x",
    "<p class= >x",
    "<p class=a/b>x",
    "<p class=a/>x",
    "<p class = 'a' id = \"b\">x",
    "<p class='a'id=b>x",
    "<p class='a>x</p>",
    "<p class=\"a>b\">x",
    "<p class=a\"b>x",
    "<p ==x class=b>x",
    "<p =class=b>x",
    "<p CLASS=A class=b>x",
    "<p class\0=b id=a\0b>x",
    "<p 'class'=b class<=c>x",
    "<p class='&amp;&lt &ltx &lt= &notit; &#65;&#x41 &'>x",
    "<a href=?a=1&copy=2&copy;3&amp;b>x</a>",
    "<p class='a\r\nb'>x",
    "<p style='color:red' style='display:none'>x",
    "<p style='DISPLAY:None'>x<p style='display:&#110;one'>y",
    "<p class\n=\n'a'\n>x",
    // Character references.
    "&amp;&amp&AMP;&Amp;",
    "&notin;&notit;&not;&no;&n",
    "&lt;&ltx&lt",
    "&#;&#x;&#xg;&#",
    "&#65&#x41;&#0;&#x80;&#x9f;&#xd800;&#x110000;&#99999999999;&#128512;&#13;&#11;",
    "&NotEqualTilde;&bne;&acE;",
    "&CounterClockwiseContourIntegral;&CounterClockwiseContourIntegra;",
    "a &b; &;&&amp",
    "&am<!-- -->p;&<b>amp;</b>",
    "<title>&amp;&lt</title>",
    // Comments and the like.
    "a<!-- b --> c",
    "a<!-->b",
    "a<!--->b",
    "a<!---->b",
    "a<!-- --!>b",
    "a<!-- --!-->b",
    "a<!-- -- >b-->c",
    "a<!-- ---->b",
    "a<!-- <!-- -->b-->c",
    "a<!-- <!-->b-->c",
    "a<!-- <p>b",
    "a<!--",
    "a<!-",
    "a<!>b<!x>c<!-x>d",
    "a<?xml version='1.0'?>b<?>c<?",
    "a</ x>b</!x>c",
    "<!--[if IE]><p>old</p><![endif]--><p>new",
    "<![if !IE]><p>x</p><![endif]>",
    "<pre><!-- -->\nx</pre><pre>\n\nx</pre><pre><b>\nx</b></pre><pre>&#10;x</pre><pre>\r\nx</pre>",
    "<listing>\nx</listing><textarea>\nx</textarea>y",
    // Document types.
    "<!DOCTYPE html><p>x<table>y",
    "<!doctype><p>x<table>y",
    "<!DOCTYPE html PUBLIC \"-//W3C//DTD HTML 3.2//EN\"><p>x<table><tr><td>y",
    "<!DOCTYPE html PUBLIC '-//W3C//DTD HTML 4.01 Transitional//EN' 'x'><p>x<table>",
    "<!DOCTYPE html SYSTEM 'about:legacy-compat'><p>x<table>",
    "<!DOCTYPE html PUBLIC \"a>b\">c",
    "<!DOCTYPE",
    "x<!DOCTYPE html><p><table>",
    "<!-- --> <!DOCTYPE html><p>x<table>",
    "<script></script><!DOCTYPE html><p>x<table>",
    // Text without markup.
    "<title><b>x</b></titl></title>y",
    "<title>x</TITLE\n>y",
    "<title>x</title/>y",
    "<title>x</title a='>'>y",
    "<title>x</title",
    "<title>x",
    "<title>a\0b\r\nc</title>",
    "<textarea><p>x</textarea>y",
    "<style><!-- </style>x --></style>y",
    "<style>a</styles></style>b",
    "<xmp><b>&amp;</b></xmp>x",
    "<iframe><p>x</iframe>y",
    "<noembed><p>x</noembed>y",
    "<noframes><p>x</noframes>y",
    "<noscript><p>x&amp;</noscript>y",
    "<head><noscript><link href=x></noscript><title>y",
    "<plaintext>a</plaintext>&amp;<p>",
    "<p>x<plaintext>\0y",
    // Scripts.
    "<script>if (a<b) '<p>'</script>x",
    "<script>'</scr'+'ipt>'</script>x",
    "<script></SCRIPT >x",
    "<script></script/x>y",
    "<script>x</script",
    "<script>x</script y",
    "<script><!-- </script>x --></script>y",
    "<script><!-- <script> </script> --></script>y",
    "<script><!-- <script> </script> </script>x --></script>y",
    "<script><!-- <script </script>x",
    "<script><!-- <scripts> </script>x",
    "<script><!-- <script> --></script>y",
    "<script><!--><script></script>x",
    "<script><!---><script></script>x",
    "<script><!- <script></script>x",
    "<script><!-- <script><script></script></script>x",
    "<script><!-- <script> </script> <script> </script></script>x",
    "<script/>a</script>b",
    "<script type='application/ld+json'>{\"a\":\"</p>&amp;\"}</script>x",
    "<script type=\"Application/LD+JSON; charset=utf-8\">{}</script>x",
    "<script type='math/tex; mode=display'>x^2 < y</script>z",
    // Foreign content.
    "<svg><title>a</title><style>b<p>c</style></svg>d",
    "<svg><script>a<b>c</script></b>d</svg>e",
    "<svg><![CDATA[a<b>]]>c</svg>d<![CDATA[e]]>f",
    "<svg><![CDATA[a]]",
    "<svg><![cdata[a]]>b</svg>",
    "<svg><foreignObject><p>a<svg><![CDATA[b]]></svg><![CDATA[c]]></foreignObject></svg>d",
    "<svg><desc><style>a</desc></style>b</svg>c",
    "<svg/><style>a</style>b",
    "<svg><g/><path d='x'/></svg>a",
    "<svg><p>a</p><style>b</style>c",
    "<div><svg><g></div><style>a</style>b",
    "<svg><font>a</font><font color=red>b<style>c</style>d",
    "<svg></p><style>a</style>b",
    "<math><mi>x</mi><annotation encoding='application/x-tex'>a&lt;b</annotation></math>c",
    "<math><annotation-xml encoding='text/html'><style>a</style>b</annotation-xml></math>c",
    "<math><annotation-xml><style>a<i>b</style></annotation-xml></math>c",
    "<math><mtext><style>a</style><mglyph></mtext></math>b",
    "<svg>a\0b<![CDATA[c\0d]]><foreignObject><![CDATA[e\0f]]></svg>",
    // Where the tree decides what the tokenizer does.
    "<frameset><frame><noframes><p>x</noframes><style>y</style><script><noframes>z</script></frameset>",
    "<select><option>a<option>b<style>c</style><textarea>d</textarea></select>e",
    "<table><style>a</style><tr><script>b</script><td>c<title>d</title></table>e",
    "<table>a<!-- -->b<tr> <td>c</table>",
    "<template><style>a</style><td>b</template>c",
    "<table><colgroup><script>a</script><col><tr><td>x</table>",
    "</head><script>a</script><title>b</title>x",
    "</body><script>a</script></html><style>b</style> x",
    // Trees that mend themselves.
    "<p>a<p>b<div>c</p>d",
    "<b>a<p>b</b>c<i>d</p>e",
    "<a>1<div>2<a>3</div>4</a>5",
    "<ul><li>a<li>b<ul><li>c</ul>d<dl><dt>e<dd>f",
    "<table><td>a<td>b<tr>c<td>d<table><td>e",
    "<html class=a><body id=b><html id=c class=d><body class=e>x",
    "<form><p><form><input type=hidden>x</form>y",
];

#[test]
fn the_tree_is_the_one_that_html5ever_builds() {
    for page in CASES {
        same(page);
    }
}

#[test]
fn the_tree_is_the_same_behind_any_case() {
    let openings = [
        "<!DOCTYPE html>",
        "<p>",
        "<table><tr><td>",
        "<table>",
        "<svg>",
        "<ul><li><b>",
        "<select>",
        "<pre>",
    ];
    for opening in openings {
        for page in CASES {
            same(&format!("{opening}{page}"));
        }
    }
}

#[test]
fn what_nobody_reads_is_left_out() {
    let page = "<!-- a --><style>b</style><p onclick='c' data-x='d' class=e style='color:red'>f<script>g</script>";
    let html = document(page, &Options::default());
    let tree = format!("{:?}", html.tree.values().collect::<Vec<_>>());
    for word in ["\"a", "\"b", "\"c", "\"d", "\"g", "red"] {
        assert!(!tree.contains(word), "{word} in {tree}");
    }
    assert!(tree.contains("\"e\"") && tree.contains("\"f\""));
}

#[test]
fn style_sheets_that_hide_and_states_are_kept() {
    let state = "window.x = {\"a\":1}";
    let page = format!(
        "<style>p{{color:red}}</style><style>.x{{display:none}}</style><script>{state}</script><script>b()</script>"
    );
    let html = document(&page, &Options::default());
    let texts: Vec<&str> = html.tree.values().filter_map(|node| Some(&**node.as_text()?)).collect();
    assert_eq!(texts, [".x{display:none}", state]);
}

#[test]
fn every_attribute_that_is_asked_for_is_kept() {
    let mut folders = vec![std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/parse")];
    let asked = regex::Regex::new(r#"attr(?:ibute)?\("([a-z:-]+)"\)"#).unwrap();
    let mut count = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let code = std::fs::read_to_string(&path).unwrap();
            for name in asked.captures_iter(&code) {
                assert!(
                    KEPT_ATTRIBUTES.contains(&&name[1]),
                    "{} in {}",
                    &name[1],
                    path.display()
                );
                count += 1;
            }
        }
    }
    assert!(count > 10);
}

/// All text of a tree, and how deep it is.
fn text_and_depth(html: &Html) -> (String, usize) {
    let (mut text, mut depth, mut deepest) = (String::new(), 0_usize, 0);
    for edge in html.tree.root().traverse() {
        match edge {
            Edge::Open(node) => {
                depth += 1;
                deepest = deepest.max(depth);
                text.extend(node.value().as_text().map(|text| format!(" {}", &**text)));
            }
            Edge::Close(_) => depth -= 1,
        }
    }
    (text, deepest)
}

#[test]
fn deep_tags_are_left_out_and_their_text_stays() {
    for (open, close) in [
        ("<div>", "</div>"),
        ("<b>", "</b>"),
        ("<ul><li>", "</ul>"),
        ("<table><tr><td>", "</table>"),
        ("<svg>", "</svg>"),
    ] {
        let page = format!("{}deep{}<p>after", open.repeat(3000), close.repeat(3000));
        let (text, depth) = text_and_depth(&document(&page, &Options::default()));
        let words: Vec<&str> = text.split_whitespace().collect();
        assert_eq!(words, ["deep", "after"], "{open}");
        assert!((200..600).contains(&depth), "{open}: {depth}");
    }
}

#[test]
fn tags_beyond_the_cap_on_nodes_are_left_out_and_their_text_stays() {
    let options = Options {
        max_nodes: 100,
        ..Options::default()
    };
    let page = "<p>a<script>'<p>x'</script><title><p>y</title>".repeat(200);
    let html = document(&page, &options);
    assert!(html.tree.nodes().len() < 110);
    let text = text_and_depth(&html).0;
    assert_eq!(text.matches('a').count(), 200);
    assert!(!text.contains('x'));
}

#[test]
fn emphasis_that_is_left_open_does_not_multiply() {
    let emphasis: String = (0..200).map(|i| format!("<b class=c{i}>")).collect();
    let html = document(format!("{emphasis}{}", "<p>a".repeat(5000)), &Options::default());
    assert!(html.tree.nodes().len() < 40_000, "{}", html.tree.nodes().len());
    assert_eq!(text_and_depth(&html).0.matches('a').count(), 5000);
}

/// Without white space: text on both sides of a comment in a table is one piece without the comment, so that white space
/// goes before the table together with the words that do not belong there.
fn bare(page: &str, options: &Options) -> String {
    shape(&document(page, options)).split_whitespace().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_soup_gives_the_same_tree(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40)) {
        let page = pieces.concat();
        prop_assert_eq!(bare(&page, &Options::default()), bare(&page, &alone()), "{:?}", page);
    }

    #[test]
    fn any_text_gives_the_same_tree(page in "[<>!/?&#;=\"' \\-a-cpx\\x00\\r\\n\\[\\]]{0,40}") {
        prop_assert_eq!(bare(&page, &Options::default()), bare(&page, &alone()), "{:?}", page);
    }
}

const PIECES: &[&str] = &[
    "a",
    " ",
    "\n",
    "\r\n",
    "&amp;",
    "&am",
    "p;",
    "<",
    "</",
    ">",
    "<!--",
    "-->",
    "--!>",
    "-",
    "<p>",
    "</p>",
    "<div>",
    "</div>",
    "<b>",
    "</b>",
    "<a href=x>",
    "</a>",
    "<table>",
    "</table>",
    "<tr>",
    "<td>",
    "</td>",
    "<pre>",
    "</pre>",
    "<script>",
    "</script>",
    "<style>",
    "</style>",
    "<title>",
    "</title>",
    "<textarea>",
    "</textarea>",
    "<noscript>",
    "</noscript>",
    "<svg>",
    "</svg>",
    "<g/>",
    "<math>",
    "<mi>",
    "</math>",
    "<foreignObject>",
    "<![CDATA[",
    "]]>",
    "<!DOCTYPE html>",
    "<?x>",
    "<br>",
    "<br/>",
    "<ul>",
    "<li>",
    "</ul>",
    "<select>",
    "<option>",
    "</select>",
    "<template>",
    "</template>",
    "<frameset>",
    "<noframes>",
    "</noframes>",
    "<h1>",
    "</h1>",
    "<body class=a>",
    "</body>",
    "<html id=b>",
    "<head>",
    "</head>",
    "<p class='",
    "'",
    "\"",
    "=",
    "/",
    "<plaintext>",
    "<caption>",
    "<col>",
    "<iframe>",
    "</iframe>",
    "<xmp>",
    "</xmp>",
    "<button>",
    "</button>",
    "<form>",
    "</form>",
    "<font color=red>",
    "</font>",
    "\0",
];
