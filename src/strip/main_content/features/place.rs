//! Features of a block's place on the page, and of its neighbours.
//!
//! Not for: the containers around it (`containers`).

use crate::model::BlockKind;

use super::super::text::{count, ratio};
use super::{Page, Sink};

impl Page<'_> {
    pub(super) fn place(&self, index: usize, sink: &mut impl Sink) {
        let page = self.tree.page();
        let before = self.tree.sums(&(0..index));
        sink.put("place", "before", before.size);
        sink.put("place", "after", page.size - before.size);
        sink.put("place", "share", ratio(before.size, page.size));
        sink.put("place", "blocks", ratio(before.blocks, page.blocks));
        sink.put("place", "prose", ratio(before.prose, page.prose));
        sink.put("place", "prose_left", page.prose - before.prose);
        let title = self.title.map_or(-9999, |title| self.distance(title, index));
        sink.put("place", "from_title", title);
        let heading = self.heading_before.of(index);
        sink.put("place", "heading", heading.map_or(9999, |h| self.distance(h, index)));
        sink.put("place", "heading_size", heading.map_or(0, |h| self.text(h).size));
        let level = heading
            .and_then(|h| self.parsed.blocks.get(h))
            .map_or(0, |block| match block.kind {
                BlockKind::Heading(level) => i32::from(level),
                _ => 0,
            });
        sink.put("place", "heading_level", level);
    }

    pub(super) fn neighbours(&self, index: usize, sink: &mut impl Sink) {
        let around = [
            ("before3", -3),
            ("before2", -2),
            ("before", -1),
            ("after", 1),
            ("after2", 2),
            ("after3", 3),
        ];
        for (name, step) in around {
            let other = index.checked_add_signed(step).filter(|i| *i < self.texts.len());
            let text = other.map(|i| self.text(i));
            sink.put(name, "size", text.map_or(-1, |t| t.size));
            sink.put(name, "link_density", text.map_or(-1, |t| t.link_density()));
            sink.put(name, "enders", text.map_or(-1, |t| t.enders));
            if step.abs() == 1 {
                let block = other.and_then(|i| self.parsed.blocks.get(i));
                sink.put(
                    name,
                    "heading",
                    i32::from(block.is_some_and(|b| matches!(b.kind, BlockKind::Heading(_)))),
                );
                let same = block.map(|b| b.element) == self.parsed.blocks.get(index).map(|b| b.element);
                sink.put(name, "together", i32::from(same));
                sink.put(name, "ending", text.map_or(-1, |t| t.ending));
                let path = other.and_then(|i| self.path_of.get(i)) == self.path_of.get(index);
                sink.put(name, "alike", i32::from(path));
            }
        }
        for (name, reach) in [("window4", 4), ("window12", 12)] {
            let sums = self
                .tree
                .sums(&(index.saturating_sub(reach)..(index + reach + 1).min(self.texts.len())));
            sink.put(name, "size", sums.size);
            sink.put(name, "link_density", ratio(sums.link_size, sums.size));
            sink.put(name, "prose", ratio(sums.prose, sums.size));
        }
        for (name, other) in [
            ("prose_before", self.prose_before.of(index)),
            ("prose_after", self.prose_after.of(index)),
        ] {
            let blocks = other.map_or(999, |o| count(o.abs_diff(index)));
            sink.put(name, "blocks", blocks);
            sink.put(name, "distance", other.map_or(9999, |o| self.distance(o, index).abs()));
            sink.put(name, "size", other.map_or(0, |o| self.text(o).size));
            let alike = other.is_some_and(|o| self.path_of.get(o) == self.path_of.get(index));
            sink.put(name, "alike", i32::from(alike));
            sink.put(name, "steps", other.map_or(99, |o| self.steps(index, o)));
        }
    }

    /// Steps up from one block to the container that also holds the other.
    fn steps(&self, index: usize, other: usize) -> i32 {
        let element = self
            .parsed
            .blocks
            .get(index)
            .and_then(|b| b.element)
            .map(|e| e as usize);
        let found = self
            .tree
            .up(element)
            .position(|(_, node)| node.range().contains(&other));
        found.map_or(99, count)
    }
}
