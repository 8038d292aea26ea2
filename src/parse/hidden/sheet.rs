//! The classes and ids that the style sheets in a page hide, and the classes that they make parts of tables.
//!
//! Only what is sure counts: a rule for one class or id (`.x { display: none }`), outside of every `@media` and nesting, and only
//! where no rule of the page shows the same class or id again, be it in the company of others (`.x.open { display: block }`).
//!
//! Not for: style sheets in files of their own, which are never read.

use std::collections::{HashMap, HashSet};

use ego_tree::NodeRef;
use memchr::{memchr2, memmem};
use scraper::node::Element;
use scraper::{Html, Node};

use crate::parse::attribute::Attribute;

use super::style;

/// No more of the style sheets of a page is read.
const SHEET_BYTES: usize = 1 << 20;

/// Classes and ids.
#[derive(Debug, Default)]
struct Names {
    classes: HashSet<String>,
    ids: HashSet<String>,
}

impl Names {
    /// Adds `.class` or `#id`.
    fn add(&mut self, selector: &str) {
        match selector.strip_prefix('#') {
            Some(id) => self.ids.insert(id.to_owned()),
            None => self.classes.insert(selector.trim_start_matches('.').to_owned()),
        };
    }
}

/// What the style sheets of a page hide.
#[derive(Debug, Default)]
pub(crate) struct Sheet {
    hidden: Names,
    shown: Names,
    /// The tags that classes stand for: `.row { display: table-row }`.
    parts: HashMap<String, &'static str>,
}

impl Sheet {
    /// Reads the `<style>` elements of a page.
    pub(crate) fn of(html: &Html) -> Sheet {
        let mut sheet = Sheet::default();
        let mut left = SHEET_BYTES;
        for node in html.tree.nodes().filter(|node| is_sheet(*node)) {
            for text in node.children().filter_map(|child| child.value().as_text()) {
                let text = text.get(..text.floor_char_boundary(left)).unwrap_or_default();
                left -= text.len();
                sheet.read(text);
            }
        }
        let Sheet { hidden, shown, .. } = &mut sheet;
        hidden.classes.retain(|name| !shown.classes.contains(name));
        hidden.ids.retain(|name| !shown.ids.contains(name));
        sheet
    }

    /// Whether it hides nothing.
    pub(crate) fn is_empty(&self) -> bool {
        self.hidden.classes.is_empty() && self.hidden.ids.is_empty()
    }

    /// Whether it hides an element of these classes and this id.
    pub(crate) fn hides(&self, classes: &str, id: &str) -> bool {
        let mut classes = classes.split_ascii_whitespace();
        !self.is_empty()
            && (classes.any(|class| self.hidden.classes.contains(class)) || self.hidden.ids.contains(id.trim()))
    }

    /// The part of a table that it makes of an element of these classes.
    pub(crate) fn part(&self, classes: &str) -> Option<&'static str> {
        let mut classes = classes.split_ascii_whitespace().filter(|_| !self.parts.is_empty());
        classes.find_map(|class| self.parts.get(class).copied())
    }

    /// Whether it hides any element of a page.
    pub(crate) fn hides_any(&self, html: &Html) -> bool {
        let mut elements = html.tree.nodes().filter_map(|node| node.value().as_element());
        let hidden = |tag: &Element| {
            let value = |name| tag.attribute(name).unwrap_or_default();
            self.hides(value("class"), value("id"))
        };
        !self.is_empty() && elements.any(hidden)
    }

    fn read(&mut self, text: &str) {
        let text = without_comments(text);
        let mut text = text.as_str();
        let mut depth = 0_usize;
        while let Some(at) = memchr2(b'{', b'}', text.as_bytes()) {
            let (before, rest) = (text.get(..at), text.get(at + 1..));
            let (before, rest) = (before.unwrap_or_default(), rest.unwrap_or_default());
            let end = memchr2(b'{', b'}', rest.as_bytes());
            let plain = end.filter(|end| rest.as_bytes().get(*end) == Some(&b'}'));
            match (text.as_bytes().get(at), plain) {
                (Some(b'}'), _) => {
                    depth = depth.saturating_sub(1);
                    text = rest;
                }
                (_, Some(end)) => {
                    self.rule(before, rest.get(..end).unwrap_or_default(), depth > 0);
                    text = rest.get(end + 1..).unwrap_or_default();
                }
                _ => {
                    depth += 1;
                    text = rest;
                }
            }
        }
    }

    /// Takes one rule; `nested` where it holds only under some condition.
    fn rule(&mut self, before: &str, declarations: &str, nested: bool) {
        let selectors = before.rsplit(';').next().unwrap_or_default();
        let part = style::table_part(declarations).filter(|_| !nested);
        let classes = selectors.split(',').filter_map(last_class).filter(|_| part.is_some());
        self.parts.extend(
            classes
                .map(str::to_owned)
                .zip(std::iter::repeat(part.unwrap_or_default())),
        );
        match style::shows(declarations) {
            Some(false) if !nested => {
                let plain = selectors
                    .split(',')
                    .map(str::trim)
                    .filter(|selector| is_plain(selector));
                plain.for_each(|selector| self.hidden.add(selector));
            }
            Some(true) => names(selectors).for_each(|name| self.shown.add(name)),
            Some(false) | None => {}
        }
    }
}

/// Whether a node is a style sheet for the whole page on a screen.
fn is_sheet(node: NodeRef<'_, Node>) -> bool {
    let Some(tag) = node.value().as_element().filter(|tag| tag.name() == "style") else {
        return false;
    };
    let media = tag.attribute("media").unwrap_or_default().trim().to_ascii_lowercase();
    let apart = |tag: &str| matches!(tag, "template" | "svg" | "noscript");
    let mut around = node.ancestors().filter_map(|node| node.value().as_element());
    matches!(media.as_str(), "" | "all" | "screen") && !around.any(|tag| apart(tag.name()))
}

fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = memmem::find(rest.as_bytes(), b"/*") {
        out.push_str(rest.get(..start).unwrap_or_default());
        let inside = rest.get(start + 2..).unwrap_or_default();
        let end = memmem::find(inside.as_bytes(), b"*/").map_or(inside.len(), |end| end + 2);
        rest = inside.get(end..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_')
}

/// `.x` or `#x`.
fn is_plain(selector: &str) -> bool {
    let name = selector.strip_prefix(['.', '#']);
    name.is_some_and(|name| !name.is_empty() && name.chars().all(is_name))
}

/// The class that a selector ends with: `x` of `.y > div.x`.
fn last_class(selector: &str) -> Option<&str> {
    let last = selector.split_ascii_whitespace().next_back()?;
    let (tag, class) = last.split_once('.')?;
    (tag.chars().all(is_name) && !class.is_empty() && class.chars().all(is_name)).then_some(class)
}

/// All classes and ids in selectors, each with its sign.
fn names(selectors: &str) -> impl Iterator<Item = &str> {
    selectors.match_indices(['.', '#']).filter_map(|(at, sign)| {
        let rest = selectors.get(at + sign.len()..)?;
        let end = rest.find(|c: char| !is_name(c)).unwrap_or(rest.len());
        selectors.get(at..at + sign.len() + end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hidden(css: &str) -> Vec<String> {
        let html = Html::parse_document(&format!("<style>{css}</style>"));
        let Names { classes, ids } = Sheet::of(&html).hidden;
        let classes = classes.into_iter().map(|name| format!(".{name}"));
        let mut names: Vec<String> = classes.chain(ids.into_iter().map(|name| format!("#{name}"))).collect();
        names.sort();
        names
    }

    #[test]
    fn rules_for_one_class_or_id_hide() {
        assert_eq!(hidden(".a{display:none}#b { visibility: hidden }"), ["#b", ".a"]);
        assert_eq!(
            hidden("@import 'x'; .a, p, .b-c { color: red; display: none; }"),
            [".a", ".b-c"]
        );
        assert_eq!(hidden("/* { */ .a /* } */ {display:none}"), [".a"]);
        assert_eq!(hidden("@media print{.b{color:red}} .a{display:none}"), [".a"]);
    }

    #[test]
    fn what_may_be_shown_stays() {
        for css in [
            ".a.b{display:none}",
            ".a .b{display:none}",
            "p.a{display:none}",
            ".a::before{display:none}",
            ".a:hover{display:none}",
            "@media print{.a{display:none}}",
            "@media print{@supports(x){.b{color:red}}.a{display:none}}",
            ".b{color:red;.a{display:none}}",
            ".a{display:none}.a.open{display:block}",
            ".a{display:none}.js .a{display:block}",
            ".a{display:none}@media screen{.a{display:block}}",
            "body{display:none}",
            ".a{display:none",
            ".a{opacity:0}",
            "} .a",
        ] {
            assert_eq!(hidden(css), [] as [&str; 0], "{css}");
        }
    }

    #[test]
    fn sheets_for_print_and_in_templates_hide_nothing() {
        for page in [
            "<style media=print>.a{display:none}</style>",
            "<template><style>.a{display:none}</style></template>",
            "<svg><style>.a{display:none}</style></svg>",
        ] {
            assert!(Sheet::of(&Html::parse_document(page)).is_empty(), "{page}");
        }
    }

    #[test]
    fn classes_become_parts_of_tables() {
        let css = ".t{display:table}.t .r{display:table-row}@media print{.x{display:table}}.c::before{display:table}";
        let sheet = Sheet::of(&Html::parse_document(&format!("<style>{css}</style>")));
        assert_eq!([sheet.part("a t"), sheet.part("r")], [Some("table"), Some("tr")]);
        assert_eq!([sheet.part("x"), sheet.part("c"), sheet.part("")], [None, None, None]);
    }

    #[test]
    fn long_sheets_are_read_in_part() {
        let filler = ".b{color:red}".repeat(SHEET_BYTES / 13 + 1);
        assert_eq!(hidden(&format!("{filler}.a{{display:none}}")), [] as [&str; 0]);
    }
}
