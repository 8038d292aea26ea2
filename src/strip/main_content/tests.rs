//! The choice of the main content, on small pages.

use super::*;
use crate::parse::{self, html};

fn kept(page: &str) -> Vec<String> {
    let parsed = html::parse(page, None, &parse::Options::default());
    let verdicts = judge(&parsed, &Options::default());
    let blocks = parsed.blocks.into_iter().zip(verdicts);
    blocks
        .filter(|(_, verdict)| verdict.keep)
        .map(|(block, _)| block.text)
        .collect()
}

#[test]
fn the_article_stays_and_the_furniture_goes() {
    let paragraph =
        "Herons stand in shallow water, quite still, and wait for small fish, frogs and the odd careless vole.";
    let page = format!(
        "<body><nav><ul><li><a href=/>Home</a><li><a href=/b>Birds</a></ul></nav>\
         <article><p>{paragraph}</p><p>{paragraph} Again.</p><p>{paragraph} Thrice.</p></article>\
         <footer><p><a href=/c>Contact</a></p></footer></body>"
    );
    assert_eq!(
        kept(&page),
        [
            paragraph.into(),
            format!("{paragraph} Again."),
            format!("{paragraph} Thrice.")
        ]
    );
}

#[test]
fn documents_without_elements_are_kept_whole() {
    let parsed = Parsed {
        blocks: vec![crate::model::Block::new(crate::model::BlockKind::Paragraph, "a")],
        ..Parsed::default()
    };
    assert!(judge(&parsed, &Options::default()).iter().all(|verdict| verdict.keep));
}
