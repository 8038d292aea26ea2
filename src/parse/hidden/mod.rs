//! What a page does not show: elements hidden by attributes, by well-known classes or by its own style sheets.
//!
//! Not for: tags that never show their text (`html::tags`).

mod collapsed;
mod sheet;
mod style;

use ego_tree::NodeRef;
use scraper::Node;
use scraper::node::Element;

use super::attribute::Attribute;

pub(crate) use sheet::Sheet;
pub(crate) use style::table_part;

/// Classes by which style sheets hide text from sight and leave it to screen readers.
const UNSEEN: [&str; 11] = [
    "sr-only",
    "element-invisible",
    "visually-hidden-text",
    "a11y-hidden",
    "hidden-visually",
    "u-visually-hidden",
    "visually-hidden",
    "visuallyhidden",
    "screen-reader-text",
    "screen-reader-only",
    "katex-html",
];
/// Parts of classes and ids of the widgets that translate a page.
const TRANSLATORS: [&str; 4] = ["skiptranslate", "goog-te-", "goog-gt-", "google_translate"];

/// What is asked of every element, found in one pass over its attributes.
#[derive(Default)]
pub(crate) struct Look<'a> {
    /// Its classes.
    pub(crate) classes: &'a str,
    /// Whether the page hides it from its readers.
    pub(crate) hidden: bool,
    id: &'a str,
    /// Whether its own style sets it on a line of its own.
    pub(crate) own_line: bool,
    /// What its own style says of being shown.
    styled: Option<bool>,
}

impl<'a> Look<'a> {
    pub(crate) fn at(element: &'a Element) -> Self {
        let mut look = Look::default();
        for (name, value) in element.attrs() {
            match name {
                "class" => look.classes = value,
                "id" => look.id = value,
                "hidden" => look.hidden |= !value.eq_ignore_ascii_case("until-found"),
                "style" => {
                    look.styled = style::shows(value);
                    look.own_line = style::is_own_line(value);
                }
                _ => {}
            }
        }
        look.hidden |= look.styled == Some(false);
        look.hidden |= element.name() == "dialog" && element.attribute("open").is_none();
        look
    }

    /// Whether it is there for screen readers only.
    pub(crate) fn is_spoken_only(&self) -> bool {
        self.classes
            .split_ascii_whitespace()
            .any(|class| UNSEEN.contains(&class))
    }

    /// Whether a style sheet hides it and its own style does not show it again.
    fn is_hidden_by(&self, sheet: &Sheet) -> bool {
        self.styled != Some(true) && sheet.hides(self.classes, self.id) && !collapsed::is_opened(self.classes, self.id)
    }

    /// Whether nobody sees the element: it is hidden, and no click nor script of the page brings it back.
    pub(crate) fn is_unseen(&self, node: NodeRef<'_, Node>, tag: &Element, sheet: &Sheet) -> bool {
        let hidden = self.hidden || self.is_spoken_only() || self.is_hidden_by(sheet);
        hidden && !collapsed::is_text(node, tag)
    }

    /// Whether it is a widget of the page rather than a part of its text: a dialog, or a tool that translates.
    fn is_widget(&self, tag: &Element) -> bool {
        let translates = |value: &str| TRANSLATORS.iter().any(|name| value.contains(name));
        matches!(tag.attribute("role"), Some("dialog" | "alertdialog"))
            || translates(self.classes)
            || translates(self.id)
    }
}

/// How far a heading is from being seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sight {
    /// Readers see it.
    #[default]
    Seen,
    /// It is there for screen readers only.
    Spoken,
    /// It stands in what is not shown, or in a widget.
    Unseen,
}

/// Whether readers see the element at `node`, going by it and by all that it stands in.
pub(crate) fn sight(node: NodeRef<'_, Node>, sheet: &Sheet) -> Sight {
    let around = std::iter::once(node).chain(node.ancestors());
    let parts = around.filter_map(|node| Some((node, node.value().as_element()?)));
    parts
        .map(|(node, tag)| sight_of(node, tag, sheet))
        .max()
        .unwrap_or_default()
}

fn sight_of(node: NodeRef<'_, Node>, tag: &Element, sheet: &Sheet) -> Sight {
    let look = Look::at(tag);
    match () {
        () if tag.name() == "template" || look.is_widget(tag) => Sight::Unseen,
        () if !look.is_unseen(node, tag, sheet) => Sight::Seen,
        () if look.hidden || !look.is_spoken_only() => Sight::Unseen,
        () => Sight::Spoken,
    }
}
