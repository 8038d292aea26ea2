//! The walk through a listing, and through line breaks in and outside of one.
//!
//! Not for: what is a listing (`code`).

use ego_tree::NodeRef;
use scraper::Node;
use scraper::node::Element as Tag;

use super::super::code::Listing;
use super::super::frame;
use super::super::tags::Role;
use super::{DEPTH_LIMIT, Walker};
use crate::parse::hidden::Look;

impl<'a> Walker<'a> {
    pub(super) fn text(&mut self, node: NodeRef<'a, Node>, text: &str) {
        match &mut self.code {
            Some(code) => code.text(&mut self.run, node, text),
            None => self.run.push(text),
        }
    }

    /// The role of an element that may be a listing, or stand in one.
    pub(super) fn role_in_code(
        &mut self,
        node: NodeRef<'a, Node>,
        tag: &Tag,
        role: Role,
        look: &Look<'_>,
        depth: usize,
    ) -> Role {
        if let Some(code) = &self.code {
            return code.role(node, tag, role, look);
        }
        if self.row.is_none() && self.frames.len() < DEPTH_LIMIT {
            self.code = Listing::of(node, tag, look, depth);
        }
        if self.code.is_some() { Role::Pre } else { role }
    }

    /// Begins a line or a cell of the open listing; where the line begins.
    pub(super) fn begin_in_code(&mut self, tag: &Tag, role: Role, own_line: bool) -> Option<usize> {
        let code = self.code.as_mut()?;
        if role == Role::Cell && code.is_whole() {
            code.open_cell(&mut self.run);
            return None;
        }
        if role == Role::Cell {
            self.flush();
            return None;
        }
        let start = code.open_line(&mut self.run, tag, own_line);
        Some(start)
    }

    pub(super) fn close_line(&mut self, line: Option<usize>) {
        if let (Some(code), Some(start)) = (&mut self.code, line) {
            code.close_line(&mut self.run, start);
        }
    }

    /// Whether a listing is open that holds nothing but lines.
    pub(super) fn is_in_lines(&self) -> bool {
        self.code.as_ref().is_some_and(Listing::is_whole)
    }

    /// What follows stands on a line of its own.
    pub(super) fn end_line(&mut self) {
        match frame::kind_of(&self.frames).map(|(_, role)| role) {
            _ if self.row.is_some() => self.run.space(),
            Some(Role::Heading(_)) => self.run.space(),
            _ => self.run.end_line(),
        }
    }

    pub(super) fn line_break(&mut self) {
        if let Some(code) = self.code.as_mut().filter(|code| code.is_whole()) {
            code.line_break(&mut self.run);
            return;
        }
        match frame::kind_of(&self.frames).map(|(_, role)| role) {
            _ if self.row.is_some() => self.run.space(),
            Some(Role::Heading(_)) => self.run.space(),
            Some(Role::Pre) => self.run.push_raw("\n"),
            _ => self.run.line_break(),
        }
    }
}
