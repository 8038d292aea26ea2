//! Keeps the rules from removing nearly all of a page.
//!
//! On HTML pages the choice of the main content then stands alone; in plain text the paragraphs come back. Only the rule for pages that
//! have yet to load (`other/shell`) may empty a page.

use super::decisions::Decisions;
use super::main_content;
use super::page::{Page, Segment};
use super::rules::shell;

/// From so many characters on, a page has enough text for a share of it to mean something.
const ENOUGH_WEIGHT: usize = 600;
/// Of such a page the rules must leave one part in so many.
const LEFT_PART: usize = 5;

/// Drops the verdicts of the rules where they would leave nothing, or nearly nothing, of a page.
pub(crate) fn guard(page: &Page<'_>, decisions: &mut Decisions) {
    if page.from_html {
        guard_page(page, decisions);
    } else {
        guard_text(page, decisions);
    }
}

/// If less than one part in [`LEFT_PART`] of the paragraphs would stay, all do: a heading that opened a section took the article with it.
fn guard_text(page: &Page<'_>, decisions: &mut Decisions) {
    let prose: Vec<usize> = (0..page.len())
        .filter(|i| page.get(*i).is_some_and(Segment::is_prose))
        .collect();
    let chars = |index: &usize| page.get(*index).map_or(0, |segment| segment.stats.chars);
    let all: usize = prose.iter().map(chars).sum();
    let left: usize = prose.iter().filter(|i| !decisions.is_removed(**i)).map(chars).sum();
    if all >= ENOUGH_WEIGHT && left * LEFT_PART < all {
        prose.iter().for_each(|index| decisions.restore(*index));
    }
}

fn guard_page(page: &Page<'_>, decisions: &mut Decisions) {
    let is_shell = |index| {
        decisions
            .verdict(index)
            .is_some_and(|verdict| verdict.rule == shell::RULE.id())
    };
    if (0..page.len()).any(is_shell) {
        return;
    }
    let chars = |kept: &dyn Fn(usize) -> bool| -> usize {
        let segments = page.segments.iter().enumerate().filter(|(index, _)| kept(*index));
        segments.map(|(_, segment)| segment.stats.chars).sum()
    };
    let chosen = chars(&|index| decisions.verdict(index).is_none_or(|v| v.rule != main_content::RULE));
    let left = chars(&|index| !decisions.is_removed(index));
    if left == 0 || chosen >= ENOUGH_WEIGHT && left * LEFT_PART < chosen {
        decisions.retain_rule(&main_content::RULE);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Options, Stripper};
    use crate::model::{Format, Metadata};
    use crate::parse;

    fn kept(html: &str) -> Vec<String> {
        kept_of(html, Format::Html)
    }

    fn kept_of(source: &str, format: Format) -> Vec<String> {
        let parsed = parse::parse(source, format, Metadata::default(), &parse::Options::default());
        let mut options = Options::default();
        options.main_content.enabled = false;
        let stripper = Stripper::new(&options).unwrap();
        let stripped = stripper.strip(parsed);
        stripped.blocks.into_iter().map(|block| block.text).collect()
    }

    #[test]
    fn a_page_of_one_caption_keeps_it() {
        let html = "<body><figure><figcaption>The old mill at dusk.</figcaption></figure></body>";
        assert_eq!(kept(html), ["The old mill at dusk."]);
    }

    #[test]
    fn a_text_whose_paragraphs_a_section_would_take_keeps_them() {
        let story = |n: usize| {
            format!(
                "Story number {n}\n\nThe miller closed the sluice for the {n}th time that evening, and nobody came to see it.\n\n"
            )
        };
        let text: String = std::iter::once("Related articles\n\n".to_owned())
            .chain((1..9).map(story))
            .collect();
        let kept = kept_of(&text, Format::Text);
        assert!(
            kept.iter().filter(|text| text.starts_with("The miller")).count() == 8,
            "{kept:?}"
        );
    }

    #[test]
    fn beside_text_the_caption_goes() {
        let html = "<body><figure><figcaption>The old mill at dusk.</figcaption></figure>\
            <p>The miller closed the sluice for the last time that evening, and nobody came to see it.</p></body>";
        assert_eq!(kept(html).len(), 1);
        assert!(kept(html)[0].starts_with("The miller"));
    }
}
