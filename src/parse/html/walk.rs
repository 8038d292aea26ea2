//! One walk over the tree, without recursion: text in document order becomes blocks with their containers.
//!
//! Not for: choosing among them (`strip`).

mod listing;

use std::sync::Arc;

use ego_tree::NodeRef;
use scraper::Node;
use scraper::node::Element as Tag;

use crate::hashed::Texts;
use crate::model::{Block, BlockKind, Element, Mark, Parsed};
use crate::parse::attribute::Attribute;
use crate::parse::hidden::Look;

use super::code::{self, Listing};
use super::frame::Frame;
use super::grid::Span;
use super::lines::{groups, join};
use super::run::Run;
use super::table::Table;
use super::tags::{Role, role};
use super::{Show, attributes, frame, lines, list, math, notes, parts, permalink};

/// Deepest nesting of containers that is told apart; what lies deeper counts to the last container.
const DEPTH_LIMIT: usize = 512;

/// Walks the tree below `root`.
pub(super) fn walk(root: NodeRef<'_, Node>, show: Show<'_>) -> (Vec<Block>, Vec<Element>) {
    let mut walker = Walker::new(show, code::are_below(root));
    let (mut node, mut depth) = (root, 0);
    loop {
        if walker.enter(node, depth)
            && let Some(child) = node.first_child()
        {
            (node, depth) = (child, depth + 1);
            continue;
        }
        loop {
            walker.leave(depth);
            if node == root {
                walker.flush();
                return (walker.parsed.blocks, walker.parsed.elements);
            }
            if let Some(next) = node.next_sibling() {
                node = next;
                break;
            }
            match node.parent() {
                Some(parent) => (node, depth) = (parent, depth.saturating_sub(1)),
                None => return (walker.parsed.blocks, walker.parsed.elements),
            }
        }
    }
}

struct Walker<'a> {
    show: Show<'a>,
    /// Whether the page has listings that can have something beside them.
    listings: bool,
    frames: Vec<Frame<'a>>,
    run: Run,
    /// The open tables, the innermost last.
    tables: Vec<Table>,
    /// Depth of the row of data that is open.
    row: Option<usize>,
    /// The open listing.
    code: Option<Listing>,
    parsed: Parsed,
    /// Names of the elements.
    tags: Texts,
    last_href: Option<Arc<str>>,
}

impl<'a> Walker<'a> {
    fn new(show: Show<'a>, listings: bool) -> Self {
        Walker {
            show,
            listings,
            frames: Vec::new(),
            run: Run::default(),
            tables: Vec::new(),
            row: None,
            code: None,
            parsed: Parsed::default(),
            tags: Texts::default(),
            last_href: None,
        }
    }

    /// Takes a node; true to go on with its children.
    fn enter(&mut self, node: NodeRef<'a, Node>, depth: usize) -> bool {
        match node.value() {
            Node::Text(text) => {
                self.text(node, text);
                false
            }
            Node::Element(tag) => self.open(node, tag, depth),
            Node::Document | Node::Fragment => true,
            Node::Doctype(_) | Node::Comment(_) | Node::ProcessingInstruction(_) => false,
        }
    }

    fn open(&mut self, node: NodeRef<'a, Node>, tag: &'a Tag, depth: usize) -> bool {
        let role = role(tag.name());
        match role {
            Role::Skip => {
                self.run.gap();
                return false;
            }
            Role::Noscript => return false,
            Role::Image => {
                self.image(node, tag);
                return false;
            }
            Role::Source => {
                if let Some(tex) = math::tex_of_script(node, tag) {
                    self.run.push_formula(&tex);
                }
                return false;
            }
            Role::Math => {
                self.run.push_formula(&math::text(node));
                return false;
            }
            Role::Link if permalink::is_mark(node, tag) => return false,
            Role::Break => {
                self.line_break();
                return false;
            }
            Role::Nothing => return false,
            _ => {}
        }
        self.open_seen(node, tag, role, depth)
    }

    /// Opens an element whose tag is shown, if its attributes do not say otherwise.
    fn open_seen(&mut self, node: NodeRef<'a, Node>, tag: &'a Tag, role: Role, depth: usize) -> bool {
        let look = Look::at(tag);
        let is_chrome = match &mut self.code {
            Some(code) => code.leaves_out(node, tag, &look),
            None => {
                code::is_beside(node, tag, role, &look, self.listings) || parts::is_sign(node, tag, role, look.classes)
            }
        };
        if is_chrome || self.is_unseen(node, tag, &look) || math::is_shown_twice(node, look.classes) {
            return false;
        }
        if let Some(tex) = math::tex_of_element(tag) {
            self.run.push_formula(&tex);
            return false;
        }
        let role = parts::of(node, tag, role, look.classes, self.row.is_some());
        let own_line = look.own_line && matches!(role, Role::Inline | Role::Strong);
        let role = self.role_in_code(node, tag, role, &look, depth);
        self.begin(node, tag, role, depth, own_line);
        true
    }

    fn is_unseen(&self, node: NodeRef<'a, Node>, tag: &Tag, look: &Look<'_>) -> bool {
        !self.show.hidden
            && look.is_unseen(node, tag, self.show.sheet)
            && !attributes::is_math(look.classes)
            && !math::is_drawn_alone(node, look.classes)
    }

    /// A picture of a formula is its source; any other picture parts words, and says nothing unless asked.
    fn image(&mut self, node: NodeRef<'a, Node>, tag: &Tag) {
        match (
            math::tex_of_image(node, tag),
            tag.attribute("alt").filter(|_| self.show.images),
        ) {
            (Some(tex), _) => self.run.push_formula(&tex),
            (None, Some(alt)) => {
                self.run.space();
                self.run.push(alt);
                self.run.space();
            }
            (None, None) => self.run.gap(),
        }
    }

    fn begin(&mut self, node: NodeRef<'a, Node>, tag: &'a Tag, role: Role, depth: usize, own_line: bool) {
        if own_line && self.code.is_none() {
            self.end_line();
        }
        let mut line = None;
        match role {
            Role::Inline => self.part_time(tag),
            Role::Script(script) => self.run.open_script(script),
            Role::Strong => self.run.open_strong(),
            Role::Code if self.code.is_some() => {}
            Role::Code => self.run.open_mark(Mark::Code),
            Role::Link => self.open_link(tag),
            Role::Reading => self.run.push_raw("("),
            Role::Sidenote => self.run.open_bracket(),
            Role::Cell if self.row.is_some() => self.open_cell(tag),
            _ if self.row.is_some() => self.run.space(),
            Role::Container | Role::Cell if self.code.is_some() => line = self.begin_in_code(tag, role, own_line),
            _ => self.flush(),
        }
        if let Some(code) = &mut self.code {
            code.mark(&mut self.run, tag);
        }
        if self.frames.len() < DEPTH_LIMIT {
            self.push_frame(node, tag, role, depth, own_line);
            if let Some(frame) = self.frames.last_mut() {
                frame.line = line;
            }
        }
    }

    /// A time does not run into the names and numbers beside it, which styles set apart.
    fn part_time(&mut self, tag: &Tag) {
        if matches!(tag.name(), "time" | "relative-time") {
            self.run.gap();
        }
    }

    fn push_frame(&mut self, node: NodeRef<'a, Node>, tag: &'a Tag, role: Role, depth: usize, own_line: bool) {
        let mut frame = Frame {
            node,
            tag,
            role,
            depth,
            element: None,
            number: None,
            marker: None,
            own_line,
            line: None,
        };
        match role {
            Role::Numbers => frame.number = Some(list::first(node, tag)),
            Role::Item => frame.marker = Some(self.next_marker(node, tag)),
            Role::Definition => frame.marker = Some("-".to_owned()),
            Role::Container if tag.name() == "table" && self.row.is_none() && !self.is_in_lines() => {
                self.tables.push(Table::of(node, depth, !self.tables.is_empty()));
            }
            Role::Row if self.row.is_none() => {
                let is_data = self.tables.last_mut().is_some_and(|table| table.is_data(node));
                self.row = is_data.then_some(depth);
            }
            _ => {}
        }
        self.frames.push(frame);
    }

    fn open_cell(&mut self, tag: &Tag) {
        let follows = self
            .tables
            .last_mut()
            .is_some_and(|table| table.grid.cell(Span::of(tag)));
        if follows {
            self.run.next_cell();
        }
    }

    fn open_link(&mut self, tag: &Tag) {
        let Some(href) = tag.attribute("href").map(str::trim).filter(|href| !href.is_empty()) else {
            return;
        };
        let target = match &self.last_href {
            Some(last) if **last == *href => Arc::clone(last),
            _ => Arc::from(href),
        };
        self.last_href = Some(Arc::clone(&target));
        self.run.open_link(target);
    }

    fn next_marker(&mut self, node: NodeRef<'a, Node>, item: &Tag) -> String {
        let own = notes::number(item).map(|number| format!("{number}."));
        if let Some(own) = own.or_else(|| parts::word_marker(node, item)) {
            return own;
        }
        let is_list = |frame: &&mut Frame| matches!(frame.role, Role::Bullets | Role::Numbers);
        match self.frames.iter_mut().rev().find(is_list) {
            Some(Frame {
                tag,
                number: Some(number),
                ..
            }) => list::marker(tag, item, number),
            _ => "-".to_owned(),
        }
    }

    fn leave(&mut self, depth: usize) {
        let Some(frame) = self.frames.last().filter(|frame| frame.depth == depth) else {
            return;
        };
        let (role, own_line, node, line, tag) = (frame.role, frame.own_line, frame.node, frame.line, frame.tag);
        match role {
            Role::Inline => self.part_time(tag),
            Role::Script(_) => self.run.close_script(),
            Role::Strong => self.run.close_strong(),
            Role::Code => self.run.close_mark(),
            Role::Link => self.run.close_link(),
            Role::Reading | Role::Sidenote => self.run.push_raw(")"),
            Role::Row if self.row == Some(depth) => {
                self.flush_row(node);
                self.row = None;
            }
            _ if self.row.is_some() => self.run.space(),
            Role::Container if self.code.is_some() => self.close_line(line),
            Role::Cell if self.is_in_lines() => {}
            _ => self.flush(),
        }
        if own_line && self.code.is_none() {
            self.end_line();
        }
        self.tables.pop_if(|table| table.depth == depth);
        self.code.take_if(|code| code.depth == depth);
        self.frames.pop();
    }

    fn flush(&mut self) {
        if self.run.is_empty() {
            self.run.take();
            return;
        }
        let element = frame::holder(&mut self.frames, &mut self.parsed.elements, &mut self.tags);
        let (index, role) = frame::kind_of(&self.frames).unwrap_or((0, Role::Paragraph));
        let lines = self.run.take();
        if role == Role::Pre {
            let language = self.code.as_ref().and_then(|code| code.language.clone());
            let quoted = frame::quotes(&self.frames);
            let block = lines::code(language, lines, element);
            self.parsed.blocks.extend(block.map(|block| Block { quoted, ..block }));
            return;
        }
        for group in groups(lines, role == Role::Lines) {
            let kind = if group.len() > 1 {
                BlockKind::Lines
            } else {
                self.kind(index, role)
            };
            let mut block = join(kind, group, element);
            math::written::mark(&mut block);
            block.quoted = frame::quotes(&self.frames);
            self.parsed.blocks.push(block);
        }
    }

    fn flush_row(&mut self, row: NodeRef<'a, Node>) {
        let element = frame::holder(&mut self.frames, &mut self.parsed.elements, &mut self.tags);
        let lines = self.run.take();
        let line = lines.into_iter().next().unwrap_or_default();
        let rows = self.parsed.blocks.len();
        if let Some(table) = self.tables.last_mut() {
            table.close_row(row, line, element, &mut self.parsed.blocks);
        }
        if let Some(block) = self.parsed.blocks.get_mut(rows) {
            math::written::mark(block);
            block.quoted = frame::quotes(&self.frames);
        }
    }

    fn kind(&mut self, index: usize, role: Role) -> BlockKind {
        match role {
            Role::Heading(level) => BlockKind::Heading(level),
            Role::Caption => BlockKind::Caption,
            Role::Quote => BlockKind::Quote,
            Role::Item | Role::Definition => self.item(index),
            _ => BlockKind::Paragraph,
        }
    }

    /// The first block of an item is the item; those after it are paragraphs.
    fn item(&mut self, index: usize) -> BlockKind {
        let depth = frame::item_depth(&self.frames, index);
        match self.frames.get_mut(index).and_then(|frame| frame.marker.take()) {
            Some(marker) => BlockKind::ListItem { depth, marker },
            None => BlockKind::Paragraph,
        }
    }
}
