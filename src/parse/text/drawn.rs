//! Lines of a table that are drawn and hold no text: they go with the row above them, or with the one below.

use super::Parser;
use super::lines::Line;
use crate::model::{Block, BlockKind, Layout};

/// Drawn lines that wait for the row below them.
#[derive(Debug)]
pub(super) struct Drawn {
    gap: u8,
    indent: Box<str>,
    /// The lines, behind the indent of the first.
    lines: String,
}

impl Parser<'_> {
    /// Takes the drawn line at `at`.
    pub(super) fn rule(&mut self, at: usize, line: &Line) {
        let joins = line.gap == 0 && at > 0 && self.row(at - 1).is_some();
        match (&mut self.drawn, self.blocks.last_mut()) {
            (Some(drawn), _) => below(&mut drawn.lines, line.gap, line.full),
            (None, Some(block)) if joins && matches!(block.kind, BlockKind::TableRow { .. }) => attach(block, line),
            (None, _) => {
                self.drawn = Some(Drawn {
                    gap: line.gap,
                    indent: line.lead().into(),
                    lines: line.text.to_owned(),
                });
            }
        }
    }

    /// Adds a block, with the drawn lines that wait for it.
    pub(super) fn add(&mut self, mut block: Block) {
        if !matches!(block.kind, BlockKind::TableRow { .. }) {
            self.end_drawn();
        }
        if let Some(mut drawn) = self.drawn.take() {
            let layout = block.layout.get_or_insert_default();
            let own = format!("{}{}", layout.indent, layout.lines.as_deref().unwrap_or(&block.text));
            below(&mut drawn.lines, block.gap, &own);
            block.gap = drawn.gap;
            layout.indent = drawn.indent;
            layout.lines = Some(drawn.lines.into());
        }
        self.blocks.push(block);
    }

    /// Makes a block of drawn lines that no row follows.
    pub(super) fn end_drawn(&mut self) {
        if let Some(drawn) = self.drawn.take() {
            self.blocks.push(Block {
                gap: drawn.gap,
                layout: Some(Layout {
                    indent: drawn.indent,
                    ..Layout::default()
                }),
                ..Block::new(BlockKind::Paragraph, drawn.lines)
            });
        }
    }
}

/// Puts a drawn line below a row.
fn attach(block: &mut Block, line: &Line) {
    let layout = block.layout.get_or_insert_default();
    let mut lines = layout.lines.take().map_or_else(|| block.text.clone(), String::from);
    below(&mut lines, line.gap, line.full);
    layout.lines = Some(lines.into());
}

fn below(lines: &mut String, gap: u8, line: &str) {
    lines.extend(std::iter::repeat_n('\n', usize::from(gap) + 1));
    lines.push_str(line);
}
