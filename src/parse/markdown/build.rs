//! Blocks from the events of the Markdown parser.

use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};

use super::super::text::needs_space;
use super::super::{Options, html};
use crate::model::{Block, BlockKind, Mark, Parsed};

/// Characters of the next line in which its first letter is looked for, behind marks.
const AHEAD: usize = 20;

/// Collects the text of the block that is being read.
pub(super) struct Builder<'o> {
    options: &'o Options,
    parsed: Parsed,
    text: String,
    links: Vec<(Range<usize>, Arc<str>)>,
    marks: Vec<(Range<usize>, Mark)>,
    strong_bytes: usize,
    /// Where the open link and the open strong stretch begin.
    link: Option<(usize, Arc<str>)>,
    strong: Option<usize>,
    /// Raw HTML that is being collected, until something else comes: what one block opens another may close.
    html: String,
    /// The language of the listing that is being read.
    info: String,
    /// Next number of each list around, none for bullets.
    lists: Vec<Option<u64>>,
    /// The item whose text comes next.
    item: Option<(u8, String)>,
    quotes: usize,
    /// The text is that of a listing: nothing in it is folded.
    verbatim: bool,
    /// A break in the text was asked for.
    broken: bool,
    /// Each line of a paragraph is a block of its own.
    line_by_line: bool,
    /// The next block stands on the line below the one before it.
    close: bool,
    /// Only images stand in the paragraph.
    image: Option<bool>,
}

impl<'o> Builder<'o> {
    /// Scrapers leave no blank lines between their blocks: `line_by_line` makes each line of a paragraph a block.
    pub(super) fn new(options: &'o Options, line_by_line: bool) -> Self {
        Builder {
            options,
            parsed: Parsed::default(),
            text: String::new(),
            links: Vec::new(),
            marks: Vec::new(),
            strong_bytes: 0,
            link: None,
            strong: None,
            html: String::new(),
            info: String::new(),
            lists: Vec::new(),
            item: None,
            quotes: 0,
            verbatim: false,
            broken: false,
            line_by_line,
            close: false,
            image: None,
        }
    }

    pub(super) fn finish(mut self) -> Parsed {
        self.flush(BlockKind::Paragraph);
        self.end_html();
        self.parsed
    }

    /// Takes an event; `ahead` is the source behind it.
    pub(super) fn event(&mut self, event: Event, ahead: &str) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::InlineMath(text) | Event::DisplayMath(text) => self.text(&text),
            Event::Code(code) => self.code_span(&code),
            Event::Html(html) => self.html.push_str(&html),
            Event::InlineHtml(tag) => self.inline_tag(&tag),
            Event::FootnoteReference(label) => self.text(&format!("[{label}]")),
            Event::SoftBreak if self.ends_line(ahead) => {
                self.end_paragraph();
                self.close = true;
            }
            Event::SoftBreak => self.soft_break(),
            Event::HardBreak => self.hard_break(),
            Event::Rule => self.flush(BlockKind::Paragraph),
            Event::TaskListMarker(done) => self.text(if done { "[x] " } else { "[ ] " }),
        }
    }

    fn start(&mut self, tag: Tag) {
        if !matches!(tag, Tag::HtmlBlock) {
            self.end_html();
        }
        match tag {
            Tag::List(first) => {
                self.flush(BlockKind::Paragraph);
                self.lists.push(first);
            }
            Tag::Item => self.start_item(),
            Tag::BlockQuote(_) => {
                self.flush(BlockKind::Paragraph);
                self.quotes += 1;
            }
            Tag::CodeBlock(_) | Tag::Table(_) | Tag::HtmlBlock | Tag::Heading { .. } | Tag::Paragraph => {
                self.flush(BlockKind::Paragraph);
                self.verbatim = matches!(tag, Tag::CodeBlock(_));
                if let Tag::CodeBlock(CodeBlockKind::Fenced(info)) = tag {
                    self.info = info.into_string();
                }
            }
            Tag::FootnoteDefinition(label) => {
                self.flush(BlockKind::Paragraph);
                self.item = Some((0, format!("[{label}]")));
            }
            Tag::TableCell if !self.text.is_empty() || self.broken => self.text.push('\t'),
            Tag::TableHead | Tag::TableRow | Tag::TableCell => self.broken = matches!(tag, Tag::TableCell),
            Tag::Strong => self.strong = self.strong.or(Some(self.text.len())),
            Tag::Link { dest_url, .. } => self.link = Some((self.text.len(), dest_url.as_ref().into())),
            Tag::Image { .. } => self.image = Some(self.image.unwrap_or(self.text.is_empty())),
            Tag::Emphasis | Tag::Strikethrough | Tag::Superscript | Tag::Subscript | Tag::MetadataBlock(_) => {}
            Tag::DefinitionList | Tag::DefinitionListTitle | Tag::DefinitionListDefinition => {
                self.flush(BlockKind::Paragraph)
            }
        }
    }

    fn start_item(&mut self) {
        self.flush(BlockKind::Paragraph);
        let depth = u8::try_from(self.lists.len().saturating_sub(1)).unwrap_or(u8::MAX);
        let marker = match self.lists.last_mut() {
            Some(Some(number)) => {
                *number += 1;
                format!("{}.", *number - 1)
            }
            _ => "-".to_owned(),
        };
        self.item = Some((depth, marker));
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.end_paragraph(),
            TagEnd::Heading(level) => self.flush(BlockKind::Heading(level as u8)),
            TagEnd::CodeBlock => self.end_code(),
            TagEnd::Item | TagEnd::FootnoteDefinition => {
                self.flush(BlockKind::Paragraph);
                self.item = None;
            }
            TagEnd::List(_) => {
                self.lists.pop();
            }
            TagEnd::BlockQuote(_) => {
                self.flush(BlockKind::Paragraph);
                self.quotes = self.quotes.saturating_sub(1);
            }
            TagEnd::TableHead => self.flush_row(true),
            TagEnd::TableRow => self.flush_row(false),
            TagEnd::Strong => {
                self.strong_bytes += self
                    .strong
                    .take()
                    .map_or(0, |start| self.text.len().saturating_sub(start))
            }
            TagEnd::Link => self.end_link(),
            TagEnd::DefinitionListTitle | TagEnd::DefinitionListDefinition => self.flush(BlockKind::Paragraph),
            TagEnd::Table
            | TagEnd::TableCell
            | TagEnd::Image
            | TagEnd::Emphasis
            | TagEnd::Strikethrough
            | TagEnd::Superscript => {}
            TagEnd::Subscript | TagEnd::DefinitionList | TagEnd::HtmlBlock | TagEnd::MetadataBlock(_) => {}
        }
    }

    fn end_paragraph(&mut self) {
        let kind = match self.image {
            Some(true) => BlockKind::Caption,
            _ if self.broken && self.item.is_none() => BlockKind::Lines,
            _ => BlockKind::Paragraph,
        };
        self.flush(kind);
    }

    fn end_code(&mut self) {
        let language = std::mem::take(&mut self.info);
        let language = (!language.is_empty()).then_some(language);
        self.text.truncate(self.text.trim_end().len());
        self.flush(BlockKind::Code { language });
        self.verbatim = false;
    }

    /// Parses the HTML that was collected and takes its blocks over.
    fn end_html(&mut self) {
        if self.html.trim().is_empty() {
            return;
        }
        let inside = html::parse(std::mem::take(&mut self.html), None, self.options);
        let shift = u32::try_from(self.parsed.elements.len()).unwrap_or(u32::MAX);
        let moved = |index: Option<u32>| index.and_then(|index| index.checked_add(shift));
        self.parsed.blocks.extend(inside.blocks.into_iter().map(|block| Block {
            element: moved(block.element),
            ..block
        }));
        self.parsed
            .elements
            .extend(inside.elements.into_iter().map(|mut element| {
                element.parent = moved(element.parent);
                element
            }));
    }

    fn end_link(&mut self) {
        if let Some((start, target)) = self.link.take()
            && start < self.text.len()
        {
            self.links.push((start..self.text.len(), target));
        }
    }

    fn inline_tag(&mut self, tag: &str) {
        let name = tag.trim_start_matches(['<', '/']);
        if name.len() >= 2 && name.get(..2).is_some_and(|name| name.eq_ignore_ascii_case("br")) {
            self.hard_break();
        }
    }

    /// Whether a line break in running text ends a block. A line that goes on with a small letter belongs to the sentence.
    fn ends_line(&self, ahead: &str) -> bool {
        let flat = self.item.is_some() || !self.lists.is_empty() || self.quotes > 0 || self.verbatim;
        let open = self.broken || self.link.is_some() || self.strong.is_some();
        let goes_on = || {
            ahead
                .chars()
                .take(AHEAD)
                .find(|c| c.is_alphanumeric())
                .is_some_and(char::is_lowercase)
        };
        self.line_by_line && !flat && !open && !goes_on()
    }

    fn soft_break(&mut self) {
        // Whether a space is due shows when the next letter comes; East Asian text has none.
        if !self.text.is_empty() && !self.text.ends_with([' ', '\n']) {
            self.text.push(if self.verbatim { '\n' } else { '\u{e000}' });
        }
    }

    fn hard_break(&mut self) {
        let flat = self.item.is_some() || self.quotes > 0;
        if !flat && !self.text.is_empty() {
            self.text.push('\n');
            self.broken = true;
        } else {
            self.soft_break();
        }
    }

    fn text(&mut self, text: &str) {
        if self.verbatim {
            self.text.push_str(text);
            return;
        }
        if self.text.ends_with('\u{e000}') {
            self.text.pop();
            if needs_space(&self.text, text) {
                self.text.push(' ');
            }
        }
        self.image = self.image.filter(|_| self.link.is_some() || self.image.is_some());
        for c in text.chars() {
            match c {
                '\n' | '\t' | ' ' if self.text.is_empty() || self.text.ends_with([' ', '\n']) => {}
                '\n' | '\t' => self.text.push(' '),
                _ => self.text.push(c),
            }
        }
    }

    fn code_span(&mut self, code: &str) {
        let open = self.text.trim_end_matches('\u{e000}').len();
        self.text(code);
        let added = self.text.get(open..).unwrap_or_default();
        let start = open + added.len() - added.trim_start().len();
        if !self.verbatim && start < self.text.len() {
            self.marks.push((start..self.text.len(), Mark::Code));
        }
    }

    fn flush_row(&mut self, header: bool) {
        self.flush(BlockKind::TableRow { header });
    }

    /// Ends the block that is being read; an item or a quote around it decides its kind where it is running text.
    fn flush(&mut self, kind: BlockKind) {
        let mut text = std::mem::take(&mut self.text);
        text.truncate(
            text.trim_end_matches(|c: char| c == '\u{e000}' || c.is_whitespace() && c != '\t')
                .len(),
        );
        let links = std::mem::take(&mut self.links);
        let marks = std::mem::take(&mut self.marks).into_iter();
        let marks = marks.filter(|(range, _)| range.end <= text.len()).collect();
        let strong_bytes = std::mem::take(&mut self.strong_bytes).min(text.len());
        let close = std::mem::take(&mut self.close);
        (self.broken, self.image, self.strong, self.link) = (false, None, None, None);
        if text.trim().is_empty() {
            return;
        }
        let running = matches!(kind, BlockKind::Paragraph | BlockKind::Lines | BlockKind::Caption);
        let kind = match self.item.take() {
            Some((depth, marker)) if running => BlockKind::ListItem { depth, marker },
            kept => {
                self.item = kept;
                if running && self.quotes > 0 {
                    BlockKind::Quote
                } else {
                    kind
                }
            }
        };
        let links = links.into_iter().filter(|(range, _)| range.end <= text.len()).collect();
        self.parsed.blocks.push(Block {
            links,
            marks,
            strong_bytes,
            gap: u8::from(!close),
            quoted: u8::try_from(self.quotes).unwrap_or(u8::MAX),
            ..Block::new(kind, text)
        });
    }
}
