//! Depth, nodes and open emphasis are bounded, and no text is lost.

use super::*;

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
