//! Applies the decisions: verdicts become byte ranges, ranges become recorded removals, and what is left stays in order.
//!
//! The only place that removes text. Not for deciding.

use std::ops::Range;
use std::sync::Arc;

use crate::model::{Block, ByteSpan, Layout, Removal, RuleId, Stage};

use super::Stripped;
use super::decisions::{Decisions, Verdict};
use super::main_content;
use super::page::Page;
use super::rules::phrases;

/// Bytes of a block that go, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    block: usize,
    range: Range<usize>,
    pub(crate) rule: RuleId,
    reason: Arc<str>,
    /// The phrase rule that knows it too, where the model removed it.
    also: Option<RuleId>,
}

/// The decisions on a page as ranges of blocks, in order, not overlapping.
pub(crate) fn marks(page: &Page<'_>, decisions: &mut Decisions) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    for (index, range, verdict) in decisions.take_cuts() {
        let Some(segment) = page.get(index) else { continue };
        if !decisions.is_removed(index) {
            let offset = segment.range.start;
            let range = range.start + offset..range.end.min(segment.text.len()) + offset;
            marks.push(mark(segment.block, range, verdict, None));
        }
    }
    for (index, segment) in page.segments.iter().enumerate() {
        if let Some(verdict) = decisions.take_verdict(index) {
            let by_model = verdict.rule == main_content::RULE;
            let also = by_model.then(|| phrases::known_as(page, index)).flatten();
            marks.push(mark(segment.block, segment.range.clone(), verdict, also.cloned()));
        }
    }
    let place = |mark: &Mark| (mark.block, mark.range.start, mark.range.end);
    // Sorting takes room even where there is nothing to sort, as on most pages.
    if !marks.is_sorted_by_key(place) {
        marks.sort_by_key(place);
    }
    part(&mut marks);
    marks
}

fn mark(block: usize, range: Range<usize>, Verdict { rule, reason }: Verdict, also: Option<RuleId>) -> Mark {
    Mark {
        block,
        range,
        rule,
        reason,
        also,
    }
}

/// Of two marks that overlap, the later one begins where the earlier one ends.
fn part(marks: &mut Vec<Mark>) {
    let mut last = (usize::MAX, 0);
    marks.retain_mut(|mark| {
        if last.0 == mark.block {
            mark.range.start = mark.range.start.max(last.1);
        }
        let stays = mark.range.start < mark.range.end;
        if stays {
            last = (mark.block, mark.range.end);
        }
        stays
    });
}

/// Removes the marked text.
pub(crate) fn apply(blocks: Vec<Block>, marks: Vec<Mark>) -> Stripped {
    let mut stripped = Stripped::default();
    let mut place = Place::default();
    let mut marks = marks.into_iter().peekable();
    let mut offset = 0;
    for (index, block) in blocks.into_iter().enumerate() {
        let next_offset = offset + block.text.len() + 1;
        let mut ranges = Vec::new();
        while let Some(mark) = marks.next_if(|m| m.block == index) {
            ranges.push(mark.range.clone());
            stripped.removals.push(removal(&block, mark, offset));
        }
        let before = Place::of(&block);
        match without(block, &ranges) {
            Some(block) => stripped.blocks.push(std::mem::take(&mut place).hand_to(block)),
            None => place = place.and(before),
        }
        offset = next_offset;
    }
    stripped
}

/// Where removed blocks stood: the block behind them keeps as far from what is before it as they did.
#[derive(Debug, Default)]
struct Place {
    gap: Option<u8>,
    indent: Box<str>,
}

impl Place {
    fn of(block: &Block) -> Place {
        Place {
            gap: Some(block.gap),
            indent: block
                .layout
                .as_ref()
                .map(|layout| layout.indent.clone())
                .unwrap_or_default(),
        }
    }

    fn and(self, next: Place) -> Place {
        match self.gap {
            None => next,
            gap => Place {
                gap: gap.max(next.gap),
                ..self
            },
        }
    }

    fn hand_to(self, mut block: Block) -> Block {
        let Some(gap) = self.gap else { return block };
        block.gap = block.gap.max(gap);
        if let Some(layout) = block.layout.as_mut().filter(|layout| layout.same_line) {
            layout.same_line = false;
            layout.indent = self.indent;
        }
        block
    }
}

fn removal(block: &Block, mark: Mark, offset: usize) -> Removal {
    Removal {
        stage: Stage::Strip,
        rule: mark.rule,
        reason: String::from(&*mark.reason),
        also: mark.also.map_or_else(String::new, |rule| rule.to_string()),
        span: ByteSpan {
            start: offset + mark.range.start,
            end: offset + mark.range.end,
        },
        text: block.text.get(mark.range).unwrap_or_default().to_owned(),
    }
}

/// The block without `ranges`; none when only white space is left.
fn without(block: Block, ranges: &[Range<usize>]) -> Option<Block> {
    if ranges.is_empty() {
        return Some(block);
    }
    let mut text = String::with_capacity(block.text.len());
    let mut kept: Vec<(Range<usize>, usize)> = Vec::new();
    let mut at = 0;
    let end = block.text.len()..block.text.len();
    for range in ranges.iter().map(|range| whole_lines(&block.text, range)).chain([end]) {
        let segment = block.text.get(at..range.start).unwrap_or_default();
        let lead = segment.len() - segment.trim_start().len();
        let fresh = block.text.get(..at).is_some_and(|before| before.ends_with('\n'));
        let joined = join(&mut text, segment, fresh);
        if !segment.trim().is_empty() {
            kept.push((at + lead..range.start, joined));
        }
        at = range.end;
    }
    text.truncate(text.trim_end().len());
    if text.is_empty() {
        return None;
    }
    let strong_bytes = block.strong_bytes * text.len() / block.text.len().max(1);
    let links = block
        .links
        .iter()
        .filter_map(|(link, to)| Some((moved(link, &kept, text.len())?, to.clone())))
        .collect();
    let marks = block
        .marks
        .iter()
        .filter_map(|(mark, kind)| Some((moved(mark, &kept, text.len())?, *kind)))
        .collect();
    let layout = block.layout.map(|layout| Layout {
        indent: first_indent(&block.text, ranges).unwrap_or(layout.indent),
        lines: None,
        ..layout
    });
    Some(Block {
        text,
        links,
        marks,
        strong_bytes,
        layout,
        ..block
    })
}

/// The range, with its line break and indent where it is all that stands on its lines, so that the other lines keep theirs. Looks no
/// further than the blanks around it, so that many ranges in one long line cost no more each.
fn whole_lines(text: &str, range: &Range<usize>) -> Range<usize> {
    let blank = |c: char| c.is_whitespace() && c != '\n';
    let before = text.get(..range.start).unwrap_or_default().trim_end_matches(blank);
    let after = text.get(range.end..).unwrap_or_default().trim_start_matches(blank);
    if (before.is_empty() || before.ends_with('\n')) && after.starts_with('\n') {
        before.len()..text.len() - after.len() + 1
    } else {
        range.clone()
    }
}

/// The indent of the line that is first once `ranges` are gone, where that is another than before.
fn first_indent(text: &str, ranges: &[Range<usize>]) -> Option<Box<str>> {
    let mut start = 0;
    for range in ranges.iter().map(|range| whole_lines(text, range)) {
        if !text.get(start..range.start)?.trim().is_empty() {
            break;
        }
        start = range.end;
    }
    let line = text
        .get(start..)
        .filter(|_| start > 0 && text.get(..start).is_some_and(|gone| gone.ends_with('\n')))?;
    let line = line.trim_start_matches('\n');
    line.get(..line.len() - line.trim_start().len()).map(Box::from)
}

/// Appends `segment` with at most the white space that stood on one side of the cut, and with its indent where it begins a line of its
/// own; returns where its text begins.
fn join(text: &mut String, segment: &str, fresh: bool) -> usize {
    let lead = segment.len() - segment.trim_start().len();
    let (gap, rest) = segment.split_at(lead);
    if fresh && text.ends_with('\n') && !rest.is_empty() {
        text.push_str(gap);
    } else if !text.is_empty() && !rest.is_empty() {
        let tail = text.len() - text.trim_end().len();
        let line = gap.contains('\n') || text.get(text.len() - tail..).is_some_and(|t| t.contains('\n'));
        text.truncate(text.len() - tail);
        if line {
            text.push('\n');
        } else if tail > 0 || !gap.is_empty() {
            text.push(' ');
        }
    }
    let start = text.len();
    text.push_str(rest);
    start
}

/// A link's range after the cuts; none when it is gone.
fn moved(link: &Range<usize>, kept: &[(Range<usize>, usize)], len: usize) -> Option<Range<usize>> {
    let first = kept.partition_point(|(range, _)| range.end <= link.start);
    let (range, new_start) = kept.get(first).filter(|(range, _)| range.start < link.end)?;
    let start = link.start.max(range.start) - range.start + new_start;
    let end = (link.end.min(range.end) - range.start + new_start).min(len);
    (start < end).then_some(start..end)
}

/// Every stretch with what became of it.
pub(crate) fn explain(blocks: &[Block], marks: &[Mark]) -> Vec<super::Explained> {
    let mut out = Vec::new();
    let mut marks = marks.iter().peekable();
    for (index, block) in blocks.iter().enumerate() {
        let mut at = 0;
        let kept = |range: Range<usize>| {
            let text = block.text.get(range).unwrap_or_default();
            (!text.trim().is_empty()).then(|| super::Explained {
                block: index,
                text: text.to_owned(),
                rule: None,
                also: None,
                reason: String::new(),
            })
        };
        while let Some(mark) = marks.next_if(|m| m.block == index) {
            out.extend(kept(at..mark.range.start));
            let text = block.text.get(mark.range.clone()).unwrap_or_default().to_owned();
            out.push(super::Explained {
                block: index,
                text,
                rule: Some(mark.rule.clone()),
                also: mark.also.clone(),
                reason: String::from(&*mark.reason),
            });
            at = mark.range.end;
        }
        out.extend(kept(at..block.text.len()));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::BlockKind;

    fn cut(text: &str, range: Range<usize>) -> Stripped {
        let mark = Mark {
            block: 0,
            range,
            rule: RuleId::code("other/x"),
            reason: "r".into(),
            also: None,
        };
        apply(vec![Block::new(BlockKind::Paragraph, text)], vec![mark])
    }

    #[test]
    fn a_cut_leaves_one_blank_where_the_sides_meet() {
        let stripped = cut("One. ALSO READ: x Two.", 5..17);
        assert_eq!(stripped.blocks[0].text, "One. Two.");
        assert_eq!(stripped.removals[0].text, "ALSO READ: x");
        assert_eq!(stripped.removals[0].span, ByteSpan { start: 5, end: 17 });
    }

    #[test]
    fn a_block_without_text_is_gone() {
        assert!(cut("gone", 0..4).blocks.is_empty());
    }

    /// The text that is left of plain text when the first stretch that reads `gone` is removed.
    fn left_of(source: &str, gone: &str) -> String {
        let blocks = crate::parse::text::parse(source, &crate::parse::text::Options::default());
        let block = blocks.iter().position(|block| block.text.contains(gone)).unwrap();
        let start = blocks[block].text.find(gone).unwrap();
        let mark = Mark {
            block,
            range: start..start + gone.len(),
            rule: RuleId::code("other/x"),
            also: None,
            reason: "r".into(),
        };
        let stripped = apply(blocks, vec![mark]);
        assert_eq!(stripped.removals[0].text, gone);
        crate::render::render(&stripped.blocks, &crate::render::Options::default())
    }

    #[test]
    fn what_is_left_of_plain_text_stays_where_it_stood() {
        for (source, gone, left) in [
            ("  a\n\n\n\tShare\n  b\n c", "Share", "  a\n\n\n  b\n c"),
            ("Share\n    a\n  b", "Share", "    a\n  b"),
            ("a\nShare\n\nb", "Share", "a\n\nb"),
            (
                "x\n date 2026-01-21 The lake freezes over\n\nText.",
                "x",
                " date 2026-01-21 The lake freezes over\n\nText.",
            ),
            (
                " date 2026-01-21 The lake freezes over",
                "date 2026-01-21",
                " The lake freezes over",
            ),
            ("|a|b|\n|-|-|\n|c|d|\n|e|f|", "c\td", "|a|b|\n|-|-|\n|e|f|"),
        ] {
            assert_eq!(left_of(source, gone), left, "{source:?}");
        }
    }

    #[test]
    fn the_other_lines_of_a_stanza_keep_their_indents() {
        let text = "a\n    b\nShare\n      c\n\n d";
        let cut = |gone: &str| {
            let start = text.find(gone).unwrap();
            without(
                Block::new(BlockKind::Lines, text),
                std::slice::from_ref(&(start..start + gone.len())),
            )
            .unwrap()
            .text
        };
        assert_eq!(cut("Share"), "a\n    b\n      c\n\n d");
        assert_eq!(cut("c"), "a\n    b\nShare\n\n d");
        assert_eq!(cut("d"), "a\n    b\nShare\n      c");
    }

    #[test]
    fn links_move_with_their_text() {
        let mut block = Block::new(BlockKind::Paragraph, "ad text link");
        block.links.push((8..12, "u".into()));
        block.marks.push((8..12, crate::model::Mark::Code));
        let left = without(block, std::slice::from_ref(&(0..2))).unwrap();
        assert_eq!(&left.text[left.links[0].0.clone()], "link");
        assert_eq!(left.marks, [(left.links[0].0.clone(), crate::model::Mark::Code)]);
    }

    #[test]
    fn of_two_marks_that_overlap_the_later_one_begins_where_the_earlier_one_ends() {
        let marked = |block, range: Range<usize>| {
            let verdict = Verdict {
                rule: RuleId::code("share/buttons"),
                reason: "r".into(),
            };
            mark(block, range, verdict, None)
        };
        let mut marks = vec![
            marked(0, 0..5),
            marked(0, 3..9),
            marked(0, 4..8),
            marked(1, 2..4),
            marked(1, 2..4),
        ];
        part(&mut marks);
        let places: Vec<_> = marks.into_iter().map(|mark| (mark.block, mark.range)).collect();
        assert_eq!(places, [(0, 0..5), (0, 5..9), (1, 2..4)]);
    }
}
