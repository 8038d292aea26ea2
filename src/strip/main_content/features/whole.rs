//! Features of the whole page, from which its kind is predicted; some of them are also features of each block.
//!
//! Not for: what the page declares (`kinds`).

use crate::model::{BlockKind, Parsed};

use super::super::hints::{GROUPS, NAMES};
use super::super::kinds;
use super::super::text::{Text, count, ratio};
use super::super::tree::{FAR, Tree};
use super::{Page, Sink, TAGS};

impl Page<'_> {
    /// The features of the whole page, from which its kind is predicted.
    pub(in super::super) fn whole(&self, sink: &mut impl Sink) {
        self.page(0, sink);
        for (name, size, prose) in &self.shares {
            sink.put("page_size", name, *size);
            sink.put("page_prose", name, *prose);
        }
        kinds::features(self.parsed, |name, value| sink.put("kind", name, value));
        let texts = self.texts.iter();
        let count_of =
            |is: fn(&Text) -> bool| ratio(count(texts.clone().filter(|t| is(t)).count()), count(self.texts.len()));
        sink.put("whole", "prices", count_of(|t| t.signs & 16 != 0));
        sink.put("whole", "dates", count_of(|t| t.signs & 32 != 0));
        sink.put("whole", "questions", count_of(|t| t.signs & 2 != 0));
        sink.put("whole", "links", count_of(|t| t.link_density() > 900));
        sink.put("whole", "short", count_of(|t| t.size < 30));
        let of_kind = |is: fn(&BlockKind) -> bool| self.parsed.blocks.iter().filter(|b| is(&b.kind)).count();
        sink.put("whole", "code", count(of_kind(|k| matches!(k, BlockKind::Code { .. }))));
        sink.put(
            "whole",
            "rows",
            count(of_kind(|k| matches!(k, BlockKind::TableRow { .. }))),
        );
        sink.put(
            "whole",
            "items",
            ratio(
                count(of_kind(|k| matches!(k, BlockKind::ListItem { .. }))),
                count(self.texts.len()),
            ),
        );
        let kin = self
            .tree
            .nodes
            .iter()
            .map(|node| self.tree.kin(node))
            .filter(|kin| kin.count > 2)
            .max_by_key(|k| k.sums.size)
            .unwrap_or_default();
        sink.put("whole", "kin_count", kin.count);
        sink.put("whole", "kin_share", ratio(kin.sums.size, self.tree.page().size));
        sink.put("whole", "kin_prose", ratio(kin.sums.prose, kin.sums.size));
        sink.put("whole", "kin_links", ratio(kin.sums.link_size, kin.sums.size));
    }

    pub(super) fn page(&self, _: usize, sink: &mut impl Sink) {
        let page = self.tree.page();
        sink.put("page", "size", page.size);
        sink.put("page", "blocks", page.blocks);
        sink.put("page", "link_density", ratio(page.link_size, page.size));
        sink.put("page", "prose", ratio(page.prose, page.size));
        sink.put("page", "prose_blocks", page.prose_blocks);
        sink.put("page", "headings", ratio(page.headings, page.blocks));
        let best = self.opinions.best_near.and_then(|b| self.tree.nodes.get(b));
        let sums = best.map(|node| self.tree.sums_of(node));
        sink.put("page", "best_share", sums.map_or(0, |sums| ratio(sums.size, page.size)));
        sink.put(
            "page",
            "best_prose",
            sums.map_or(0, |sums| ratio(sums.prose, page.prose)),
        );
        sink.put("page", "best_tag", best.map_or(0, |node| i32::from(node.tag)));
        sink.put("page", "title_found", i32::from(self.title.is_some()));
    }
}

/// How much of the page is under each group of hints and each significant tag, per mille of all text and of all prose.
pub(super) fn shares(parsed: &Parsed, texts: &[Text], tree: &Tree) -> Vec<(&'static str, i32, i32)> {
    let mut sums = vec![(0, 0); GROUPS + TAGS.len()];
    for (block, text) in parsed.blocks.iter().zip(texts) {
        let Some(node) = block.element.and_then(|e| tree.nodes.get(e as usize)) else {
            continue;
        };
        let tags = TAGS
            .iter()
            .map(|(_, tag)| node.near_tag.get(*tag as usize).copied().unwrap_or(FAR));
        for ((size, prose), near) in sums.iter_mut().zip(node.near.iter().copied().chain(tags)) {
            if near < FAR {
                *size += text.size;
                *prose += if text.is_prose() { text.size } else { 0 };
            }
        }
    }
    let page = tree.page();
    let names = NAMES.iter().copied().chain(TAGS.iter().map(|(name, _)| *name));
    names
        .zip(sums)
        .map(|(name, (size, prose))| (name, ratio(size, page.size), ratio(prose, page.prose)))
        .collect()
}
