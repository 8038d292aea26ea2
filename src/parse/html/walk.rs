//! One walk over the tree, without recursion: text in document order becomes blocks with their containers.
//!
//! Not for: choosing among them (`strip`).

use std::sync::Arc;

use ego_tree::NodeRef;
use scraper::Node;
use scraper::node::Element as Tag;

use crate::model::{Block, BlockKind, Element, Parsed};
use crate::parse::attribute::Attribute;
use crate::parse::hidden::Look;

use super::lines::{groups, join};
use super::run::{Line, Run};
use super::tags::{Role, role};
use super::{Show, attributes, list, math, table};

/// Deepest nesting of containers that is told apart; what lies deeper counts to the last container.
const DEPTH_LIMIT: usize = 512;

/// Walks the tree below `root`.
pub(super) fn walk(root: NodeRef<'_, Node>, show: Show<'_>) -> (Vec<Block>, Vec<Element>) {
    let mut walker = Walker::new(show);
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

/// An open element.
struct Frame<'a> {
    tag: &'a Tag,
    role: Role,
    depth: usize,
    /// Its index among the elements, once a block stands in it.
    element: Option<u32>,
    /// Next number of a list.
    number: Option<u32>,
    /// Whether a list item's mark is still to be set.
    marker: Option<String>,
}

struct Walker<'a> {
    show: Show<'a>,
    frames: Vec<Frame<'a>>,
    run: Run,
    /// Depth of the row of data that is open.
    row: Option<usize>,
    /// How many open elements keep white space.
    pre: u32,
    /// The language that an element inside the open `pre` names.
    code_language: Option<String>,
    parsed: Parsed,
    last_href: Option<Arc<str>>,
}

impl<'a> Walker<'a> {
    fn new(show: Show<'a>) -> Self {
        Walker {
            show,
            frames: Vec::new(),
            run: Run::default(),
            row: None,
            pre: 0,
            code_language: None,
            parsed: Parsed::default(),
            last_href: None,
        }
    }

    /// Takes a node; true to go on with its children.
    fn enter(&mut self, node: NodeRef<'a, Node>, depth: usize) -> bool {
        match node.value() {
            Node::Text(text) => {
                self.text(text);
                false
            }
            Node::Element(tag) => self.open(node, tag, depth),
            Node::Document | Node::Fragment => true,
            Node::Doctype(_) | Node::Comment(_) | Node::ProcessingInstruction(_) => false,
        }
    }

    fn text(&mut self, text: &str) {
        if self.pre > 0 {
            self.run.push_raw(text);
        } else {
            self.run.push(text);
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
                self.image(tag);
                return false;
            }
            Role::Container if self.pre > 0 && tag.name() == "button" => return false,
            Role::Script => {
                if let Some(tex) = math::tex_of_script(node, tag) {
                    self.run.push(&tex);
                }
                return false;
            }
            Role::Math => {
                self.run.push(&math::text(node));
                return false;
            }
            Role::Break => {
                self.line_break();
                return false;
            }
            Role::Nothing => return false,
            _ => {}
        }
        let look = Look::at(tag);
        let numbers =
            matches!(role, Role::Cell | Role::Inline | Role::Pre) && attributes::is_line_numbers(look.classes);
        if numbers || self.is_unseen(node, tag, &look) || math::is_shown_twice(node, look.classes) {
            return false;
        }
        self.begin(node, tag, role, depth);
        true
    }

    fn is_unseen(&self, node: NodeRef<'a, Node>, tag: &Tag, look: &Look<'_>) -> bool {
        !self.show.hidden && look.is_unseen(node, tag, self.show.sheet) && !attributes::is_math(look.classes)
    }

    /// A picture of a formula is its source; any other picture parts words, and says nothing unless asked.
    fn image(&mut self, tag: &Tag) {
        match (
            math::tex_of_image(tag),
            tag.attribute("alt").filter(|_| self.show.images),
        ) {
            (Some(tex), _) => self.run.push(&tex),
            (None, Some(alt)) => {
                self.run.space();
                self.run.push(alt);
                self.run.space();
            }
            (None, None) => self.run.gap(),
        }
    }

    fn begin(&mut self, node: NodeRef<'a, Node>, tag: &'a Tag, role: Role, depth: usize) {
        match role {
            Role::Inline => {}
            Role::Superscript => self.run.open_superscript(),
            Role::Strong => self.run.open_strong(),
            Role::Link => self.open_link(tag),
            Role::Reading => self.run.push_raw("("),
            Role::Cell if self.row.is_some() => {
                if node.prev_siblings().any(|sibling| sibling.value().is_element()) {
                    self.run.next_cell();
                }
            }
            _ if self.row.is_some() => self.run.space(),
            Role::Container if self.pre > 0 => self.run.code_line(),
            _ => self.flush(),
        }
        if self.pre > 0 && self.code_language.is_none() {
            self.code_language = tag.attribute("class").and_then(math::code_language);
        }
        if self.frames.len() >= DEPTH_LIMIT {
            return;
        }
        let mut frame = Frame {
            tag,
            role,
            depth,
            element: None,
            number: None,
            marker: None,
        };
        match role {
            Role::Pre => self.pre += 1,
            Role::Numbers => frame.number = Some(list::first(node, tag)),
            Role::Item => frame.marker = Some(self.next_marker(tag)),
            Role::Definition => frame.marker = Some("-".to_owned()),
            Role::Row if self.row.is_none() && table::is_data(node) => {
                self.row = Some(depth);
                frame.number = Some(u32::from(table::is_header(node)));
            }
            _ => {}
        }
        self.frames.push(frame);
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

    fn next_marker(&mut self, item: &Tag) -> String {
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
        match frame.role {
            Role::Inline => {}
            Role::Superscript => self.run.close_superscript(),
            Role::Strong => self.run.close_strong(),
            Role::Link => self.run.close_link(),
            Role::Reading => self.run.push_raw(")"),
            Role::Row if self.row == Some(depth) => {
                let header = frame.number == Some(1);
                self.flush_row(header);
                self.row = None;
            }
            _ if self.row.is_some() => self.run.space(),
            Role::Container if self.pre > 0 => self.run.code_line(),
            _ => self.flush(),
        }
        if self.frames.pop().is_some_and(|frame| frame.role == Role::Pre) {
            self.pre -= 1;
        }
    }

    fn line_break(&mut self) {
        match self.kind_frame().map(|(_, role)| role) {
            _ if self.row.is_some() => self.run.space(),
            Some(Role::Heading(_)) => self.run.space(),
            Some(Role::Pre) => self.run.push_raw("\n"),
            _ => self.run.line_break(),
        }
    }

    /// The innermost open element that gives blocks their kind, and its index.
    fn kind_frame(&self) -> Option<(usize, Role)> {
        let open = self.frames.iter().enumerate().rev().take(24);
        open.map(|(index, frame)| (index, frame.role))
            .take_while(|(_, role)| *role != Role::Cell)
            .find(|(_, role)| {
                matches!(
                    role,
                    Role::Heading(_)
                        | Role::Pre
                        | Role::Caption
                        | Role::Lines
                        | Role::Item
                        | Role::Definition
                        | Role::Quote
                )
            })
    }

    fn flush(&mut self) {
        if self.run.is_empty() {
            self.run.take();
            return;
        }
        let element = self.element();
        let (index, role) = self.kind_frame().unwrap_or((0, Role::Paragraph));
        let lines = self.run.take();
        if role == Role::Pre {
            self.code(index, lines, element);
            return;
        }
        for group in groups(lines, role == Role::Lines) {
            let kind = if group.len() > 1 {
                BlockKind::Lines
            } else {
                self.kind(index, role)
            };
            self.parsed.blocks.push(join(kind, group, element));
        }
    }

    fn flush_row(&mut self, header: bool) {
        let element = self.element();
        for line in self.run.take() {
            if !line.text.trim().is_empty() {
                let block = join(BlockKind::TableRow { header }, vec![line], element);
                self.parsed.blocks.push(block);
            }
        }
    }

    fn code(&mut self, index: usize, lines: Vec<Line>, element: Option<u32>) {
        let around = self.frames.get(index.saturating_sub(2)..).unwrap_or_default();
        let language = around
            .iter()
            .rev()
            .find_map(|frame| math::code_language(frame.tag.attribute("class")?));
        let language = self.code_language.take().or(language);
        let mut block = join(BlockKind::Code { language }, lines, element);
        let kept = block.text.trim_end().len();
        block.text.truncate(kept);
        block.links.retain(|(range, _)| range.end <= kept);
        if !block.text.trim().is_empty() {
            self.parsed.blocks.push(block);
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
        let lists = self
            .frames
            .iter()
            .take(index)
            .filter(|f| matches!(f.role, Role::Bullets | Role::Numbers))
            .count();
        match self.frames.get_mut(index).and_then(|frame| frame.marker.take()) {
            Some(marker) => BlockKind::ListItem {
                depth: u8::try_from(lists.saturating_sub(1)).unwrap_or(u8::MAX),
                marker,
            },
            None => BlockKind::Paragraph,
        }
    }

    /// The element that the text gathered so far stands in: the innermost open one that is not inline.
    fn element(&mut self) -> Option<u32> {
        let inline = |role| {
            matches!(
                role,
                Role::Inline | Role::Link | Role::Strong | Role::Superscript | Role::Reading
            )
        };
        let holder = self.frames.iter().rposition(|frame| !inline(frame.role))?;
        let made = self
            .frames
            .iter()
            .take(holder + 1)
            .rposition(|frame| frame.element.is_some());
        let mut parent = made.and_then(|index| self.frames.get(index)?.element);
        let first = made.map_or(0, |index| index + 1);
        for frame in self.frames.iter_mut().take(holder + 1).skip(first) {
            let index = u32::try_from(self.parsed.elements.len()).ok()?;
            self.parsed.elements.push(Element {
                parent,
                tag: frame.tag.name().into(),
                hints: attributes::hints(frame.tag),
            });
            frame.element = Some(index);
            parent = Some(index);
        }
        parent
    }
}
