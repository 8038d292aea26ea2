//! Code: which elements are listings, what their language is, and what the elements inside them mean.
//!
//! Not for: code in a line of text (`run`), the walk itself (`walk`).

mod chrome;
mod drawn;
mod language;
mod line;
mod names;
mod numbers;
#[cfg(test)]
mod tests;
mod write;

use ego_tree::NodeRef;
use scraper::Node;
use scraper::node::Element as Tag;

use crate::parse::attribute::Attribute;
use crate::parse::hidden::Look;

use super::run::Run;
use super::tags::{Role, role};
use drawn::Space;
use write::Writer;

/// An open listing.
#[derive(Debug)]
pub(super) struct Listing {
    /// Depth of its element.
    pub(super) depth: usize,
    /// The language that the page names.
    pub(super) language: Option<String>,
    /// Whether all of it is one listing; a `pre` may also hold headings, paragraphs and tables.
    whole: bool,
    space: Space,
    writer: Writer,
}

impl Listing {
    /// The listing that an element outside of listings is, if it is one.
    pub(super) fn of(node: NodeRef<'_, Node>, tag: &Tag, look: &Look<'_>, depth: usize) -> Option<Self> {
        let is_pre = role(tag.name()) == Role::Pre;
        let space = if is_pre {
            Space::Kept
        } else {
            drawn::space(node, tag, look)?
        };
        Some(Listing {
            depth,
            language: language::of(node),
            whole: !is_pre || drawn::is_whole(node),
            space,
            writer: Writer::default(),
        })
    }

    /// Whether it holds nothing but lines.
    pub(super) fn is_whole(&self) -> bool {
        self.whole
    }

    /// What an element inside means: in a listing, everything that breaks the line is a line.
    pub(super) fn role(&self, node: NodeRef<'_, Node>, tag: &Tag, role: Role, look: &Look<'_>) -> Role {
        match role {
            Role::Inline | Role::Strong | Role::Code | Role::Link => {
                let is_line = look.own_line || self.whole && line::is_line(node, tag, look.classes);
                if is_line { Role::Container } else { role }
            }
            Role::Cell | Role::Math => role,
            _ if self.whole && !role.is_inline() => Role::Container,
            _ => role,
        }
    }

    /// Whether an element inside is no code: it numbers the lines, or it is a button.
    pub(super) fn leaves_out(&mut self, node: NodeRef<'_, Node>, tag: &Tag, look: &Look<'_>) -> bool {
        if numbers::is_gutter_inside(node, tag, look.classes) {
            self.writer.numbered();
            return true;
        }
        let is_pre = matches!(self.space, Space::Kept);
        is_pre && chrome::is_inside(node, tag, look.classes, self.language.as_deref())
    }

    /// Adds a text of the listing.
    pub(super) fn text(&mut self, run: &mut Run, node: NodeRef<'_, Node>, text: &str) {
        match self.space {
            Space::Between if line::is_between(node, text) => {}
            Space::Folded => self.writer.folded(run, text),
            Space::Between | Space::Kept => self.writer.text(run, text),
        }
    }

    /// Begins a line with an element; where it begins.
    pub(super) fn open_line(&mut self, run: &mut Run, tag: &Tag, own_line: bool) -> usize {
        self.writer.open_line(run, own_line || !role(tag.name()).is_inline())
    }

    /// Ends the line that began at `start`.
    pub(super) fn close_line(&mut self, run: &mut Run, start: usize) {
        self.writer.close_line(run, start);
    }

    /// Begins a cell: of a listing, cells stand side by side.
    pub(super) fn open_cell(&mut self, run: &mut Run) {
        self.writer.open_cell(run);
    }

    /// Writes the sign of a line that was added or taken away, which a style sheet shows.
    pub(super) fn mark(&mut self, run: &mut Run, tag: &Tag) {
        let sign = tag.attribute("data-code-marker").filter(|sign| sign.len() == 1);
        if let Some(sign) = sign {
            self.writer.text(run, sign);
        }
    }

    /// `<br>`.
    pub(super) fn line_break(&mut self, run: &mut Run) {
        self.writer.line_break(run);
    }
}

/// Whether there are listings below `root` that can have something beside them.
pub(super) fn are_below(root: NodeRef<'_, Node>) -> bool {
    root.descendants().any(chrome::is_framed)
}

/// Whether an element outside of listings belongs to one without being code: the numbers of its lines, its buttons, the names of
/// its file and of its language. `listings` says whether the page has any.
pub(super) fn is_beside(node: NodeRef<'_, Node>, tag: &Tag, role: Role, look: &Look<'_>, listings: bool) -> bool {
    numbers::is_gutter(node, look.classes)
        || chrome::is_prompt(node, look.classes)
        || listings && (chrome::is_beside(node, tag, role, look.classes) || chrome::is_column(node, role))
}
