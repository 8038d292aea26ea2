//! The tree is the one that html5ever builds alone, less what was left out.

mod bounds;
mod cases;

use ego_tree::iter::Edge;
use proptest::prelude::*;
use scraper::{Html, Node};

use crate::parse::attribute::Attribute;

use cases::{CASES, PIECES};

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
