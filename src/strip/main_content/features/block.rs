//! Features of a block's own text and kind.
//!
//! Not for: its place (`place`, `containers`).

use crate::model::{Block, BlockKind};

use super::super::text::ratio;
use super::{Page, Sink};

impl Page<'_> {
    pub(super) fn own(&self, index: usize, block: &Block, sink: &mut impl Sink) {
        let text = self.text(index);
        let kind = |sink: &mut _, name, is: bool| Sink::put(sink, "block", name, i32::from(is));
        sink.put("block", "size", text.size);
        sink.put("block", "words", text.words);
        sink.put("block", "links", text.links);
        sink.put("block", "link_density", text.link_density());
        sink.put("block", "plain_size", text.size - text.link_size);
        sink.put("block", "digits", ratio(text.digits, text.size));
        sink.put("block", "upper", ratio(text.upper, text.size));
        sink.put("block", "symbols", ratio(text.symbols, text.size));
        sink.put("block", "word_size", ratio(text.size, text.words) / 100);
        sink.put("block", "commas", text.commas);
        sink.put("block", "enders", text.enders);
        sink.put("block", "ending", text.ending);
        sink.put("block", "signs", text.signs);
        sink.put("block", "strong", text.strong);
        sink.put("block", "repeats", self.repeats.get(&text.hash).copied().unwrap_or(1));
        sink.put("block", "title", self.like_title(block));
        let level = if let BlockKind::Heading(level) = block.kind {
            i32::from(level)
        } else {
            0
        };
        sink.put("block", "heading", level);
        let depth = if let BlockKind::ListItem { depth, .. } = block.kind {
            i32::from(depth) + 1
        } else {
            0
        };
        sink.put("block", "item", depth);
        kind(sink, "row", matches!(block.kind, BlockKind::TableRow { .. }));
        kind(sink, "code", matches!(block.kind, BlockKind::Code { .. }));
        kind(sink, "quote", matches!(block.kind, BlockKind::Quote));
        kind(sink, "lines", matches!(block.kind, BlockKind::Lines));
        kind(sink, "caption", matches!(block.kind, BlockKind::Caption));
    }
}
