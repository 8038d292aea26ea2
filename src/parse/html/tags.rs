//! What an element's tag means for cutting text into blocks.
//!
//! Not for: classes, ids and styles (`walk`, `parse::hidden`).

use super::script::Script;

/// The part that a tag plays in the layout of text. Unknown tags are inline, as in a browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Never shown, or not text: the whole subtree is left out.
    Skip,
    /// Runs on in the line.
    Inline,
    /// Breaks the line before and after; no kind of its own.
    Container,
    /// Paragraph: as a container, but blocks inside are paragraphs whatever stands around.
    Paragraph,
    /// Heading of a level.
    Heading(u8),
    /// `ul`, `menu`, `dir`.
    Bullets,
    /// `ol`.
    Numbers,
    /// `li`.
    Item,
    /// `dd`.
    Definition,
    /// `blockquote`.
    Quote,
    /// `figcaption`, `caption`.
    Caption,
    /// `tr`.
    Row,
    /// `td`, `th`.
    Cell,
    /// `pre`, `listing`, `xmp`.
    Pre,
    /// `address`: its line breaks carry meaning.
    Lines,
    /// `br`.
    Break,
    /// `wbr`: a place where a word may break, no space.
    Nothing,
    /// `a`.
    Link,
    /// `b`, `strong`.
    Strong,
    /// `rt`, the reading beside ruby text.
    Reading,
    /// A note in the margin, which stands in its sentence.
    Sidenote,
    /// `math`.
    Math,
    /// `img`.
    Image,
    /// `script`: left out unless it holds TeX.
    Source,
    /// `noscript`: raw text, used only where the page has nothing better.
    Noscript,
    /// `sup`, `sub`: a power or a note's mark must not run into what stands before it.
    Script(Script),
    /// `code`, `samp`, `tt`.
    Code,
}

impl Role {
    /// Whether an element of this role runs on in the line.
    pub(super) fn is_inline(self) -> bool {
        matches!(
            self,
            Role::Inline | Role::Link | Role::Strong | Role::Script(_) | Role::Code | Role::Reading | Role::Sidenote
        )
    }
}

/// The role of a tag in lower case.
pub(super) fn role(tag: &str) -> Role {
    match tag {
        "div" | "section" | "article" | "main" | "header" | "footer" | "nav" | "aside" | "form" | "fieldset"
        | "figure" | "table" | "thead" | "tbody" | "tfoot" | "dl" | "dt" | "body" | "html" | "center" | "details"
        | "summary" | "hgroup" | "search" | "legend" | "hr" | "frameset" | "dialog" | "button" | "optgroup" => {
            Role::Container
        }
        "p" => Role::Paragraph,
        "a" => Role::Link,
        "b" | "strong" => Role::Strong,
        "h1" => Role::Heading(1),
        "h2" => Role::Heading(2),
        "h3" => Role::Heading(3),
        "h4" => Role::Heading(4),
        "h5" => Role::Heading(5),
        "h6" => Role::Heading(6),
        "ul" | "menu" | "dir" => Role::Bullets,
        "ol" => Role::Numbers,
        "li" => Role::Item,
        "dd" => Role::Definition,
        "blockquote" => Role::Quote,
        "figcaption" | "caption" => Role::Caption,
        "tr" => Role::Row,
        "td" | "th" => Role::Cell,
        "pre" | "listing" | "xmp" => Role::Pre,
        "address" => Role::Lines,
        "br" => Role::Break,
        "wbr" => Role::Nothing,
        "rt" => Role::Reading,
        "math" => Role::Math,
        "img" => Role::Image,
        "script" => Role::Source,
        "noscript" | "noframes" => Role::Noscript,
        "sup" => Role::Script(Script::Above),
        "sub" => Role::Script(Script::Below),
        "code" | "samp" | "tt" => Role::Code,
        "head" | "style" | "template" | "svg" | "iframe" | "object" | "embed" | "applet" | "canvas" | "audio"
        | "video" | "map" | "area" | "select" | "datalist" | "option" | "textarea" | "input" | "progress" | "meter"
        | "rp" | "title" | "meta" | "link" | "base" | "frame" | "noembed" | "param" | "source" | "track"
        | "colgroup" | "col" => Role::Skip,
        _ => Role::Inline,
    }
}
