//! Features of the containers around a block: how large, how full of links, how named, how many of one shape.
//!
//! Not for: measuring them (`tree`, `words`).

use crate::model::Block;

use super::super::hints::{GROUPS, NAMES};
use super::super::text::ratio;
use super::super::tree::Sums;
use super::{Page, Sink, TAGS};

impl Page<'_> {
    pub(super) fn containers(&self, index: usize, block: &Block, sink: &mut impl Sink) {
        let page = self.tree.page();
        let element = block.element.map(|e| e as usize);
        let mut up = self.tree.up(element);
        sink.put(
            "tree",
            "depth",
            element.and_then(|e| self.tree.nodes.get(e)).map_or(0, |n| n.depth),
        );
        let mut last = Sums {
            size: self.text(index).size,
            blocks: 1,
            ..Sums::default()
        };
        for name in ["up0", "up1", "up2", "up3", "up4", "up5"] {
            let node = up.next().map(|(_, node)| node);
            let sums = node.map(|node| self.tree.sums_of(node));
            sink.put(name, "tag", node.map_or(-1, |n| i32::from(n.tag)));
            container(name, sums, &page, sink);
            sink.put(name, "kin", node.map_or(-1, |node| self.tree.kin(node).count));
            sink.put(name, "growth", sums.map_or(-1, |sums| ratio(last.size, sums.size)));
            last = sums.unwrap_or(last);
        }
        let path = self
            .path_of
            .get(index)
            .and_then(|p| self.paths.get(p))
            .copied()
            .unwrap_or_default();
        sink.put("path", "blocks", path.blocks);
        sink.put("path", "prose", ratio(path.prose, self.most_prose_path));
        sink.put("path", "prose_share", ratio(path.prose, path.size));
        sink.put("path", "share", ratio(path.size, page.size));
        sink.put("path", "link_density", ratio(path.link_size, path.size));
        sink.put("path", "size", ratio(path.size, path.blocks) / 1000);
        let kin = self
            .tree
            .up(element)
            .take(8)
            .map(|(_, node)| self.tree.kin(node))
            .max_by_key(|kin| if kin.count > 2 { kin.sums.size } else { -1 });
        let kin = kin.filter(|kin| kin.count > 2).unwrap_or_default();
        sink.put("kin", "count", kin.count);
        sink.put("kin", "share", ratio(kin.sums.size, page.size));
        sink.put("kin", "link_density", ratio(kin.sums.link_size, kin.sums.size));
        sink.put("kin", "prose", ratio(kin.sums.prose, kin.sums.size));
        sink.put("kin", "size", kin.sums.size / kin.count.max(1));
    }

    pub(super) fn hints(&self, block: &Block, sink: &mut impl Sink) {
        let node = block.element.and_then(|e| self.tree.nodes.get(e as usize));
        for (group, name) in NAMES.iter().enumerate() {
            sink.put(
                "hint",
                name,
                node.and_then(|n| n.near.get(group)).map_or(30, |near| i32::from(*near)),
            );
        }
        for (name, tag) in TAGS {
            sink.put(
                "tag",
                name,
                node.and_then(|n| n.near_tag.get(tag as usize))
                    .map_or(30, |near| i32::from(*near)),
            );
        }
        debug_assert_eq!(NAMES.len(), GROUPS);
    }
}

fn container(name: &'static str, sums: Option<Sums>, page: &Sums, sink: &mut impl Sink) {
    sink.put(name, "share", sums.map_or(-1, |sums| ratio(sums.size, page.size)));
    sink.put(
        name,
        "link_density",
        sums.map_or(-1, |sums| ratio(sums.link_size, sums.size)),
    );
    sink.put(name, "prose", sums.map_or(-1, |sums| ratio(sums.prose, sums.size)));
    sink.put(
        name,
        "prose_share",
        sums.map_or(-1, |sums| ratio(sums.prose, page.prose)),
    );
    sink.put(name, "blocks", sums.map_or(-1, |sums| sums.blocks));
    sink.put(name, "size", sums.map_or(-1, |sums| sums.size / sums.blocks.max(1)));
}
