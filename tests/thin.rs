//! The text of a page is the same whether the scanner thins it before the tree is built or html5ever reads it alone: on
//! pages of our own, and on a folder of real ones that `CHAFFINCH_PAGES` names (`*.html`, at any depth).
#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::path::PathBuf;

use chaffinch::internal::decode::{self, decode};
use chaffinch::internal::model::{Content, Format, Metadata, Parsed};
use chaffinch::internal::parse::{self, thin};

const ROW: &str = "<tr><td>Harbour</td><td>Depth</td></tr>";

const PAGES: &[&str] = &[
    "<table><tr><td>Harbour<!-- a --><td>Depth<!-- b --> in feet</table>",
    "<table><tr><td>Harbour<script>var long = 'long';</script><td>Depth<style>td { color: red }</style></table>",
    "<table><tr><td>Harbour<td><textarea>what a reader typed</textarea>Depth<iframe>none</iframe></table>",
    "<table><tr><td>Har<!-- split -->bour<td>De<!-- split -->pth</table>",
    "<p>one<!-- a -->two <!-- b --> three<script>4</script>five",
    "<ul><li>one<!-- a --><li><!-- b -->two</ul><pre>\n<!-- c -->\na\n b</pre>",
    "<svg><title>not seen</title><desc><p>seen</p></desc></svg><p>after",
    "<noscript><p>without scripts</p></noscript><p>with &amp; without&nbsp;them &notin; &copy 1 &#x41;&#0;",
    "<select><option>one<option>two</select><p>a\0b\r\nc\rd",
    "<p hidden>hidden<p style='display : none'>gone<p style='color:red' class='sr-only'>unseen<p>seen",
    "<title>A &lt;b> title</title><textarea><p>no</textarea><xmp><b>raw</b></xmp><p>x<plaintext><p>y",
];

fn parsed(text: &str, enabled: bool) -> Parsed {
    let options = parse::Options {
        thin: thin::Options {
            enabled,
            ..thin::Options::default()
        },
        ..parse::Options::default()
    };
    parse::parse(text, Format::Html, Metadata::default(), &options)
}

/// Whether both ways give the same blocks, with their kinds and links.
fn is_same(text: &str) -> bool {
    parsed(text, true).blocks == parsed(text, false).blocks
}

#[test]
fn pages_of_our_own() {
    let long_row = ROW.replace(
        "Depth",
        &"Depth <!-- note --><script>var depth = 7;</script>".repeat(120),
    );
    let pages = PAGES.iter().map(|page| (*page).to_owned());
    for page in pages.chain([format!("<table>{ROW}{long_row}</table>")]) {
        assert!(
            is_same(&page),
            "{page}\n{:?}\n{:?}",
            parsed(&page, true).blocks,
            parsed(&page, false).blocks
        );
    }
}

#[test]
fn real_pages() {
    let Some(folder) = std::env::var_os("CHAFFINCH_PAGES") else {
        eprintln!("SKIPPED: CHAFFINCH_PAGES names no folder of pages");
        return;
    };
    let entries = walkdir::WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .map(Result::unwrap);
    let pages = entries.map(walkdir::DirEntry::into_path);
    let pages: Vec<PathBuf> = pages
        .filter(|path| path.extension().is_some_and(|e| e == "html"))
        .collect();
    let differ = pages.iter().filter(|path| {
        let bytes = std::fs::read(path).unwrap();
        let content = Content::Bytes { bytes, charset: None };
        decode(content, Format::Html, &Metadata::default(), &decode::Options::default())
            .is_ok_and(|decoded| !is_same(&decoded.text))
    });
    let differ: Vec<_> = differ.collect();
    assert!(differ.is_empty(), "{} of {}: {differ:#?}", differ.len(), pages.len());
}
