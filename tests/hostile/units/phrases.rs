//! Pages full of what the rules look for, in every shape that a page gives it.

use chaffinch::internal::model::Format;

use super::{ARTICLE, Hostile};

/// What rules look for, or must leave alone.
pub(super) const PHRASES: &[&str] = &[
    "Also read: A b c d e f g h.",
    "Also read: Sheep number {i} wins a prize",
    "(Read more: Sheep number {i} wins a prize)",
    "read more read more",
    "Related articles",
    "Contents",
    "See also",
    "Comments",
    "Share",
    "Home",
    "Home News Log in Share",
    "Home › News › Local",
    "News | Sport | Weather",
    "News / Sport / Weather",
    "← A shelf for one cup",
    "← a → b « c",
    "Subscribe to our newsletter",
    "We use cookies. Accept all",
    "© 2024 The Quay. All rights reserved.",
    "The old mill at dusk. © Jo Reiter",
    "A loaf cooling on the sill. (Ann Poe/The Examiner)",
    "The minister at the gate. (File) / Reuters",
    "REUTERS",
    "By Ann Poe",
    "Ann Poe",
    "Author: Ann Poe, Staff writer",
    "12.03.2024 10:00",
    "March {i}, 2024",
    "3 hours ago",
    "Northern Post19 hours ago",
    "{i}",
    "2.1 You may keep a copy of the log.",
    "{i}. Newsletter",
    "§ {i}",
    "↑ Letter of the harbour master, second page.",
    "Section [edit] [1] [2]",
    "İLGİLİ HABER Aa bb cc",
    "【関連記事】日本語の記事",
    "続きを読む",
    "Sheep number {i} wins a prize",
    "The harbour",
    "Harbour",
    "Weight: {i} kg",
    "key: value",
    "\" \"",
    "\"A log,\" she said.",
    "*",
    "a",
    "é ß İ",
    "ß",
    "The ferry left the quay at seven with forty sheep on board, and came back at noon.",
    "The ferry left the quay at seven with {i} sheep on board, and came back at noon with one less.",
    "A line of verse,\nand another one,\n",
    "https://example.org/{i}/page",
    "Advertisement",
    "Tags: sheep, ferry, prize",
    "Leave a comment Log in to reply",
    "1 2 3 4 5 Next »",
    "Lorem {i}: ipsum? dolor! sit. amet; consetetur",
];

/// How a phrase is repeated inside a page: the markup before it, that of one phrase (`{p}`), and what ends it.
pub(super) struct Shape {
    name: &'static str,
    format: Format,
    before: &'static str,
    unit: &'static str,
    after: &'static str,
}

const fn shape(
    name: &'static str,
    format: Format,
    before: &'static str,
    unit: &'static str,
    after: &'static str,
) -> Shape {
    Shape {
        name,
        format,
        before,
        unit,
        after,
    }
}

pub(super) const SHAPES: &[Shape] = &[
    shape("one line", Format::Text, "", "{p} ", ""),
    shape("lines", Format::Text, "", "{p}\n", ""),
    shape("paragraphs", Format::Text, "", "{p}\n\n", ""),
    shape("items", Format::Markdown, "", "- {p}\n", "\n"),
    shape("links in a line", Format::Markdown, "", "[{p}](/{i}) ", ""),
    shape("one paragraph", Format::Html, "<p>", "{p} ", "</p>"),
    shape("paragraphs", Format::Html, "", "<p>{p}</p>", ""),
    shape(
        "links in a paragraph",
        Format::Html,
        "<p>",
        "<a href=/{i}>{p}</a> ",
        "</p>",
    ),
    shape(
        "lines of links",
        Format::Html,
        "<p>",
        "<a href=/{i}>{p}</a><br>",
        "</p>",
    ),
    shape(
        "paragraphs of links",
        Format::Html,
        "",
        "<p><a href=/{i}>{p}</a></p>",
        "",
    ),
    shape("items", Format::Html, "<ul>", "<li><a href=/{i}>{p}</a>", "</ul>"),
    shape("headings", Format::Html, "", "<h2>{p}</h2>", ""),
    shape(
        "pairs of headings",
        Format::Html,
        "<h2>Related articles</h2>",
        "<h3>{p} {i}</h3><h3>{p} {i}</h3><p>The ferry left the quay with forty sheep on board, and came back at noon.</p>",
        "",
    ),
    shape("cells", Format::Html, "<table>", "<tr><td>{p}", "</table>"),
    shape("nested", Format::Html, "", "<div>{p}", ""),
];

impl Shape {
    pub(super) fn of(&self, phrase: &str) -> Hostile {
        let (head, foot) = self.frame();
        Hostile {
            format: self.format,
            name: format!(
                "{}, {}: {}",
                format!("{:?}", self.format).to_lowercase(),
                self.name,
                phrase.escape_debug()
            ),
            survives: false,
            before: format!("{head}{}", self.before).into_bytes(),
            unit: self.unit.replace("{p}", phrase).into_bytes(),
            after: format!("{}{foot}", self.after).into_bytes(),
        }
    }

    /// What stands above and below on a page, so that rules that need company have it.
    fn frame(&self) -> (String, String) {
        match self.format {
            Format::Html => (
                format!(
                    "<title>Harbour</title><nav><a href=/>Home</a> <a href=/n>News</a></nav><main><h1>Harbour</h1><p>{ARTICLE}</p>"
                ),
                format!("<p>{ARTICLE}</p></main><footer><p>© 2024 The Quay. All rights reserved.</footer>"),
            ),
            Format::Markdown | Format::Text => (
                format!("Home\nNews\nSport\nLog in\n\nHarbour\n\n{ARTICLE}\n\n{ARTICLE}\n\n"),
                format!(
                    "\n\n{ARTICLE}\n\nShare on Facebook\nLeave a comment\nPrivacy policy\n© 2024 The Quay. All rights reserved.\n"
                ),
            ),
        }
    }
}
