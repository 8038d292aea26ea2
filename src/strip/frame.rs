//! Whether a plain text shows that it was a page: what rules found belongs to several parts of a page's frame.
//!
//! A novel, a law, a manual or a list of names has no frame. There, rules that hold only in company have none, and their verdicts
//! are withdrawn; the model does not look at it at all. Not for HTML, whose tags say what it is.

use super::board::Board;
use super::class::Class;
use super::page::Page;

/// What stands around a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Frame {
    /// Nothing, as far as rules can tell.
    None,
    /// Some lines, as extractors leave them.
    Some,
    /// All of a page: menus before the text, and much below it.
    Full,
}

/// Among so many first lines, the date and the author may stand above any text.
const MAX_HEAD: usize = 6;
/// In a text of at most so many lines, one line that is left of a frame may be all of it: its frame is taken for granted.
const SHORT: usize = 60;

/// What rules found of a frame, in lines and classes.
#[derive(Clone, Copy, Debug, Default)]
struct Evidence {
    /// Lines of classes that hardly stand anywhere else, and how many such classes.
    strong: usize,
    strong_classes: usize,
    /// Lines of classes that stand in manuals and licences as well, and how many such classes.
    weak: usize,
    weak_classes: usize,
}

impl Frame {
    /// Measures the frame of a text on which rules have judged.
    pub(super) fn of(page: &Page<'_>, board: &Board) -> Self {
        let (found, all) = (Evidence::of(page, board), page.len());
        let lines = found.strong + found.weak;
        let full = found.strong >= 8 && found.strong_classes >= 3 && found.strong * 100 >= all * 8 && all >= SHORT;
        let classes = found.strong_classes + found.weak_classes;
        let some = found.strong_classes >= 2 && classes >= 3 && found.strong * 100 >= all * 3 && lines * 100 >= all * 5;
        match () {
            () if full => Frame::Full,
            () if some || all <= SHORT => Frame::Some,
            () => Frame::None,
        }
    }
}

impl Evidence {
    fn of(page: &Page<'_>, board: &Board) -> Self {
        let mut counts = [0usize; Class::ALL.len()];
        for index in 0..page.len() {
            let class = board.verdict(index).and_then(|verdict| Class::of_rule(&verdict.rule));
            if let Some(count) = class.and_then(|class| counts.get_mut(class as usize)) {
                *count += 1;
            }
        }
        let mut evidence = Evidence::default();
        for (class, count) in Class::ALL.into_iter().zip(counts).filter(|(_, count)| *count > 0) {
            match weight(class) {
                Weight::Strong => {
                    (evidence.strong, evidence.strong_classes) = (evidence.strong + count, evidence.strong_classes + 1)
                }
                Weight::Weak => {
                    (evidence.weak, evidence.weak_classes) = (evidence.weak + count, evidence.weak_classes + 1)
                }
                Weight::None => {}
            }
        }
        evidence
    }
}

/// On a text without a frame, withdraws what only a page's frame would make likely.
pub(super) fn withdraw_unframed(page: &Page<'_>, board: &mut Board) {
    let head = page.body(board).start;
    for index in 0..page.len() {
        let class = board.verdict(index).and_then(|verdict| Class::of_rule(&verdict.rule));
        let dated = class == Some(Class::MetaLine) && index < head && index < MAX_HEAD;
        if !dated && class.is_none_or(|class| !is_plain(class)) {
            board.give_back(index);
        }
    }
    board.retain_cuts(|verdict| {
        Class::of_rule(&verdict.rule).is_some_and(|class| is_plain(class) || class == Class::WikiChrome)
    });
}

/// What a class says of a text in which it was found.
enum Weight {
    Strong,
    Weak,
    None,
}

fn weight(class: Class) -> Weight {
    match class {
        Class::AppDownload
        | Class::Related
        | Class::Comments
        | Class::Newsletter
        | Class::Cookie
        | Class::Share
        | Class::Navigation
        | Class::InlinePromo
        | Class::Paywall
        | Class::Ad
        | Class::Login
        | Class::ProductChrome
        | Class::Player => Weight::Strong,
        Class::MetaLine
        | Class::CaptionCredit
        | Class::Tags
        | Class::Pagination
        | Class::WikiChrome
        | Class::DocChrome => Weight::Weak,
        Class::AuthorBio | Class::Copyright | Class::Duplicate | Class::Other => Weight::None,
    }
}

/// Whether the wordings of a class are plain enough to need no company.
fn is_plain(class: Class) -> bool {
    matches!(
        class,
        Class::AppDownload
            | Class::Newsletter
            | Class::Cookie
            | Class::InlinePromo
            | Class::Paywall
            | Class::Login
            | Class::Share
    )
}

#[cfg(test)]
mod tests {
    use super::super::{Options, Stripper};
    use super::*;
    use crate::document::{Format, Metadata};
    use crate::parse;

    fn frame(text: &str) -> Frame {
        let stripper = Stripper::new(&Options::default()).unwrap();
        let parsed = parse::parse(text, Format::Text, Metadata::default(), &parse::Options::default());
        let metadata = parsed.metadata.clone();
        stripper.with_judged(&parsed, &metadata, None, |page, board| Frame::of(page, board))
    }

    const PROSE: &str =
        "The ferry left the quay at seven with forty sheep on board, and came back at noon with thirty-nine of them.\n";

    #[test]
    fn a_page_with_menus_and_a_foot_has_a_frame() {
        let menu = "Home\nNews\nSport\nWeather\nLog in\nSubscribe\n";
        let foot = "Share on Facebook\nLeave a comment\nRelated articles\nPrivacy policy\n© 2024 The Quay. All rights reserved.\n";
        assert_eq!(frame(&format!("{menu}{PROSE}{PROSE}{foot}")), Frame::Some);
        let links: String = (0..60).map(|n| format!("Story of the day {n}\n")).collect();
        assert_eq!(frame(&format!("{menu}{PROSE}{PROSE}{foot}{links}")), Frame::Full);
    }

    #[test]
    fn prose_and_lists_have_none() {
        assert_eq!(frame(&PROSE.repeat(80)), Frame::None);
        assert_eq!(
            frame(&format!(
                "{}\n© 2024 The Quay. All rights reserved.\n",
                PROSE.repeat(80)
            )),
            Frame::None
        );
        let names: String = (0..90).map(|n| format!("Sheep number {n}\n")).collect();
        assert_eq!(frame(&names), Frame::None);
    }
}
