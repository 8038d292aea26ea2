//! Features from the results of the heuristics.
//!
//! Not for: the heuristics themselves (`experts`).

use crate::model::Block;

use super::super::text::{count, ratio};
use super::{Page, Sink};

impl Page<'_> {
    pub(super) fn ask(&self, index: usize, block: &Block, sink: &mut impl Sink) {
        let element = block.element.map(|e| e as usize);
        let both = [
            ("near", &self.opinions.near, self.opinions.best_near),
            ("far", &self.opinions.far, self.opinions.best_far),
        ];
        for (name, points, best) in both {
            let at = |index: usize| points.get(index).copied().unwrap_or(0).max(0);
            let top = best.map_or(1, at).max(1);
            let range = best
                .and_then(|b| self.tree.nodes.get(b))
                .map_or(0..0, |node| node.range());
            sink.put(name, "inside", i32::from(range.contains(&index)));
            let steps = self
                .tree
                .up(element)
                .position(|(_, node)| node.range().start <= range.start && range.end <= node.range().end);
            sink.put(name, "steps", steps.map_or(99, count));
            let own = self
                .tree
                .up(element)
                .take(4)
                .map(|(index, _)| at(index))
                .max()
                .unwrap_or(0);
            sink.put(name, "own", (own * 1000 / top) as i32);
            let place = if index < range.start {
                self.distance(index, range.start)
            } else {
                -self.distance(index, range.end).min(0)
            };
            sink.put(name, "outside", if range.contains(&index) { 0 } else { place });
            sink.put(
                name,
                "side",
                i32::from(index >= range.end) - i32::from(index < range.start),
            );
            sink.put(
                name,
                "through",
                ratio(count(index.saturating_sub(range.start)), count(range.len())),
            );
        }
        let stretch = &self.opinions.stretch;
        let outside = if index < stretch.start {
            count(stretch.start - index)
        } else {
            -count((index + 1).saturating_sub(stretch.end))
        };
        sink.put("stretch", "outside", outside);
    }
}
