//! What the markup of a page says about it, collected in one pass over its nodes.
//!
//! Not for: choosing among it.

mod hints;
mod inner;
mod place;

use ego_tree::{NodeId, NodeRef};
use scraper::{Html, Node};

use crate::parse::attribute::Attribute;
use crate::parse::hidden::{self, Sheet, Sight};

use super::tidy;
use hints::{Classes, DAY, LEAD, PERSON, PROPERTY, SUBJECT, WRITER, hints, kinds, meta_names};
use place::{
    heading_text, is_about_license, is_aside, is_home, is_in_caption, is_in_svg, is_main, last_part, line_of, text_of,
};

/// Elements of one kind that are remembered.
const MOST: usize = 40;
/// Headings of one level that are remembered.
const MOST_HEADINGS: usize = 12;
/// Parts around the headline that are remembered.
const HEADLINE_DEPTH: usize = 24;
/// Stands for the `rel` of a link to a licence in a sentence about the licence.
pub(super) const LICENSE_OF_PAGE: &str = "x-license-of-page";
/// Bytes of one JSON-LD script that are read.
const SCRIPT_BYTES: usize = 400 * 1024;

/// An element whose name, class or property hints at what it holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Hinted {
    /// `class`, `id`, `itemprop`, `rel` and `property` in lower case.
    pub(super) hints: String,
    /// Its text.
    pub(super) text: String,
    /// The texts of the elements inside that hold nothing but the name of a person.
    pub(super) names: Vec<String>,
    /// It hints at people only where a word such as "by" opens its text.
    pub(super) needs_lead: bool,
    /// It links to the page of an author, and nothing else says that it names one.
    pub(super) linked: bool,
    /// Its value for machines: `datetime`, `content`, `title`.
    pub(super) value: Option<String>,
    /// It is a `<time>`.
    pub(super) time: bool,
    /// It stands behind the first `<h1>`.
    pub(super) after_headline: bool,
    /// It stands among comments, in a footer, or in a teaser.
    pub(super) aside: bool,
    /// The block or list that it stands in.
    pub(super) line: Option<NodeId>,
}

impl Hinted {
    /// Whether one of its names is `name`.
    pub(super) fn is(&self, name: &str) -> bool {
        self.hints.split(' ').any(|hint| hint == name)
    }
}

/// A heading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Headline {
    /// From 1 to 3; 4 for an element that is none but is called a title.
    pub(super) level: u8,
    pub(super) text: String,
    /// The text of its last child, where it has several with text.
    pub(super) last: Option<String>,
    /// Its `class`, `id` and `itemprop` in lower case.
    pub(super) hints: String,
    /// Whether readers see it.
    pub(super) sight: Sight,
    /// It stands in a part that is not about the page's subject.
    pub(super) aside: bool,
    /// It stands in the main part of the page.
    pub(super) main: bool,
    /// It is a link to the front page, or called a logo: the name of the site.
    pub(super) home: bool,
}

/// All signs of a page.
#[derive(Debug, Default)]
pub(super) struct Signs {
    /// `<meta>`: name or property in lower case, and content.
    pub(super) metas: Vec<(String, String)>,
    /// `<link>` and `<a>` with a `rel`: (rel, href).
    pub(super) links: Vec<(String, String)>,
    /// Texts of `application/ld+json` scripts.
    pub(super) json_ld: Vec<String>,
    /// Text of `<title>`.
    pub(super) title: Option<String>,
    /// Headings of the first three levels, and elements called a title.
    pub(super) headlines: Vec<Headline>,
    /// `lang` of the root or of the body.
    pub(super) language: Option<String>,
    /// Elements that hint at a person.
    pub(super) people: Vec<Hinted>,
    /// Elements that hint at a day.
    pub(super) days: Vec<Hinted>,
    /// Elements with an `itemprop` that is neither.
    pub(super) properties: Vec<Hinted>,
    /// The parts of the page that hold the first headline.
    around_headline: Vec<NodeId>,
    /// Elements that hint at sections (breadcrumbs) or keywords.
    pub(super) subjects: Vec<Hinted>,
}

impl Signs {
    /// Goes over all nodes of `document` once.
    pub(super) fn collect(document: &Html, sheet: &Sheet) -> Signs {
        let (mut signs, mut classes) = (Signs::default(), Classes::default());
        for node in document.tree.nodes() {
            if let Node::Element(element) = node.value() {
                signs.element(node, element, sheet, &mut classes);
            }
        }
        signs
    }

    /// The content of the first `<meta>` of any of `names`, in their order.
    pub(super) fn meta<'a>(&'a self, names: &[&'a str]) -> Option<&'a str> {
        names.iter().find_map(|name| self.all_metas(name).next())
    }

    /// The contents of all `<meta>` called `name`.
    pub(super) fn all_metas<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.metas
            .iter()
            .filter(move |(key, _)| key == name)
            .map(|(_, content)| content.as_str())
    }

    /// Text or value of the first element with `itemprop` or `property` `name`.
    pub(super) fn property(&self, name: &str) -> Option<&str> {
        let found = self.properties.iter().find(|found| found.is(name))?;
        Some(found.value.as_deref().unwrap_or(&found.text)).filter(|text| !text.is_empty())
    }

    fn element<'a>(
        &mut self,
        node: NodeRef<Node>,
        element: &'a scraper::node::Element,
        sheet: &Sheet,
        classes: &mut Classes<'a>,
    ) {
        let attr = |name: &str| element.attribute(name);
        match element.name() {
            "meta" => self.meta_element(element),
            "link" => self.link(attr("rel"), attr("href")),
            "script" => self.script(node, attr("type")),
            "title" if self.title.is_none() && !is_in_svg(node) => {
                self.title = Some(text_of(node)).filter(|text| !text.is_empty())
            }
            "html" | "body" if self.language.is_none() => {
                self.language = attr("lang")
                    .or_else(|| attr("xml:lang"))
                    .filter(|lang| !lang.trim().is_empty())
                    .map(str::to_owned);
            }
            "h1" => self.headline(node, element, 1, sheet),
            "h2" => self.headline(node, element, 2, sheet),
            "h3" => self.headline(node, element, 3, sheet),
            "style" | "noscript" | "svg" | "path" | "img" | "br" => {}
            _ => self.hinting(node, element, classes),
        }
    }

    fn headline(&mut self, node: NodeRef<Node>, element: &scraper::node::Element, level: u8, sheet: &Sheet) {
        let same = self.headlines.iter().filter(|headline| headline.level == level).count();
        if same >= MOST_HEADINGS {
            return;
        }
        let text = heading_text(node);
        if text.is_empty() {
            return;
        }
        let hints = hints(element);
        let named = |names: &[&str]| names.iter().any(|name| hints.contains(name));
        let spoken = named(&["hidden", "sr-only", "screen-reader"]);
        let sight = hidden::sight(node, sheet).max(if spoken { Sight::Spoken } else { Sight::Seen });
        if level == 1 && sight < Sight::Unseen && self.around_headline.is_empty() {
            self.around_headline = node
                .ancestors()
                .take(HEADLINE_DEPTH)
                .map(|around| around.id())
                .collect();
        }
        self.headlines.push(Headline {
            level,
            text,
            last: last_part(node),
            aside: is_aside(node, &self.around_headline),
            main: is_main(node),
            home: is_home(node) || named(&["logo", "site-title", "sitename", "brand", "blog-title"]),
            sight,
            hints,
        });
    }

    fn meta_element(&mut self, element: &scraper::node::Element) {
        let content = element
            .attribute("content")
            .map(tidy)
            .filter(|content| !content.is_empty());
        let keys = ["property", "name", "itemprop", "http-equiv"];
        let names = keys.iter().filter_map(|key| Some((*key, element.attribute(key)?)));
        for name in names.flat_map(|(key, value)| meta_names(key, value)) {
            if let (Some(content), true) = (&content, self.metas.len() < 400) {
                self.metas.push((name, content.clone()));
            }
        }
    }

    fn link(&mut self, rel: Option<&str>, href: Option<&str>) {
        if let (Some(rel), Some(href), true) = (rel, href, self.links.len() < 400) {
            let rel = rel.to_ascii_lowercase();
            if rel.split_ascii_whitespace().any(|rel| {
                matches!(
                    rel,
                    "canonical" | "license" | "tag" | "shortlink" | "author" | LICENSE_OF_PAGE
                )
            }) {
                self.links.push((rel, href.trim().to_owned()));
            }
        }
    }

    fn script(&mut self, node: NodeRef<Node>, kind: Option<&str>) {
        let json = kind.is_some_and(|kind| kind.trim().to_ascii_lowercase().starts_with("application/ld+json"));
        if json && self.json_ld.len() < MOST {
            let text: String = node
                .children()
                .filter_map(|child| child.value().as_text().map(|text| &**text))
                .collect();
            if text.len() <= SCRIPT_BYTES {
                self.json_ld.push(text);
            }
        }
    }

    /// Remembers an element whose attributes speak of people, days or subjects.
    fn hinting<'a>(&mut self, node: NodeRef<Node>, element: &'a scraper::node::Element, classes: &mut Classes<'a>) {
        if element.name() == "a" {
            let href = element.attribute("href");
            self.link(element.attribute("rel"), href);
            if href.is_some_and(|href| href.contains("creativecommons.org/")) && is_about_license(node) {
                self.link(Some(LICENSE_OF_PAGE), href);
            }
        }
        let time = element.name() == "time";
        let kinds = kinds(element, classes) | if time { DAY } else { 0 };
        if kinds == 0 {
            return;
        }
        let [day, person, property, subject] =
            [DAY, PERSON | LEAD | WRITER, PROPERTY, SUBJECT].map(|kind| kinds & kind != 0);
        let linked = kinds & (PERSON | LEAD | WRITER) == WRITER;
        let most_people = if linked { MOST / 2 } else { MOST };
        let wanted = [
            (day, self.days.len(), MOST),
            (person, self.people.len(), most_people),
            (property, self.properties.len(), MOST),
            (subject, self.subjects.len(), MOST),
        ];
        let [day, person, property, subject] = wanted.map(|(wanted, len, most)| wanted && len < most);
        if !(day || person || property || subject) {
            return;
        }
        let found = Hinted {
            hints: hints(element),
            time,
            names: if person { inner::names_in(node) } else { Vec::new() },
            needs_lead: kinds & PERSON == 0,
            linked,
            ..self.hinted(node, element)
        };
        let caption = person && is_in_caption(node);
        let keep = |wanted: bool, list: &mut Vec<Hinted>| list.extend(wanted.then(|| found.clone()));
        keep(day, &mut self.days);
        keep(person && !caption, &mut self.people);
        keep(property, &mut self.properties);
        keep(subject, &mut self.subjects);
    }

    fn hinted(&self, node: NodeRef<Node>, element: &scraper::node::Element) -> Hinted {
        let value = ["datetime", "content", "data-datetime", "title"]
            .iter()
            .find_map(|name| element.attribute(name));
        Hinted {
            text: text_of(node),
            value: value.map(tidy).filter(|value| !value.is_empty()),
            after_headline: self
                .headlines
                .iter()
                .any(|headline| headline.level == 1 && headline.sight < Sight::Unseen),
            aside: is_aside(node, &self.around_headline),
            line: line_of(node),
            ..Hinted::default()
        }
    }
}
