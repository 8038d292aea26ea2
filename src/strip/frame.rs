//! Whether a plain text shows that it was a page: what rules found belongs to several parts of a page's frame.
//!
//! A novel, a law, a manual or a list of names has no frame. There, rules that hold only in company have none, and their verdicts
//! are withdrawn; the model does not look at it at all. Not for HTML, whose tags say what it is.

use super::board::Board;
use super::class::{self, Class};
use super::page::Page;
use super::rules::{ends_with_credit, is_placed};

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

/// A text may be long for what its readers say below it: so many first and last lines are looked at alone, too.
const HEAD: usize = 40;
const FOOT: usize = 60;
/// So many lines of a menu and a notice of rights are a frame.
const MENU: usize = 4;
/// Among so many first lines, the date and the author may stand above any text.
const MAX_HEAD: usize = 6;
/// In a text of at most so many lines, rules that know their boilerplate by its words need no company.
const SHORT: usize = 60;
/// Without a frame, fewer words than this say nothing: "Password:" stands in manuals.
const MIN_WORDS: usize = 3;
/// What rules found of a frame, in lines and classes.
#[derive(Clone, Copy, Debug, Default)]
struct Evidence {
    /// Lines of classes that hardly stand anywhere else, and how many such classes.
    strong: usize,
    strong_classes: usize,
    /// Those of them that rules took without looking at their neighbours.
    sure: usize,
    /// Those of them that are sections of other articles.
    related: usize,
    /// Lines of such classes that rules took for their place. They say how much of a frame there is, but not that there is one.
    placed: usize,
    /// Lines of classes that stand in manuals and licences as well, and how many such classes.
    weak: usize,
    weak_classes: usize,
    /// Notices of rights, which stand below menus and in licences.
    notices: usize,
}

impl Frame {
    /// Measures the frame of a text on which rules have judged.
    pub(super) fn of(page: &Page<'_>, board: &Board) -> Self {
        let all = page.len();
        let short = all <= SHORT;
        let edges = (0..HEAD).chain(HEAD.max(all.saturating_sub(FOOT))..all);
        let edges = (Evidence::of(page, board, edges), all.min(HEAD + FOOT));
        let whole = (Evidence::of(page, board, 0..all), all);
        let holds =
            |test: fn(Evidence, usize) -> bool| [whole, edges].iter().any(|(found, lines)| test(*found, *lines));
        match () {
            () if !short && holds(Evidence::is_full) => Frame::Full,
            () if holds(Evidence::is_some) => Frame::Some,
            () if short && (whole.0.sure > 0 || whole.0.strong > whole.0.related + 2) => Frame::Some,
            () => Frame::None,
        }
    }

    /// Withdraws what only a page's frame would make likely.
    pub(super) fn withdraw(self, page: &Page<'_>, board: &mut Board) {
        if self == Frame::None {
            withdraw_unframed(page, board);
        }
    }
}

impl Evidence {
    fn of(page: &Page<'_>, board: &Board, lines: impl Iterator<Item = usize>) -> Self {
        let mut evidence = Evidence::default();
        let mut counts = [(0usize, 0usize); Class::ALL.len()];
        for index in lines {
            let Some(verdict) = board.verdict(index) else { continue };
            let class = Class::of_rule(&verdict.rule);
            if is_placed(&verdict.rule) {
                evidence.placed += usize::from(class.is_some_and(|class| class.evidence() == class::Evidence::Strong));
                continue;
            }
            let leaned = board.leaning(index).is_some_and(|leaning| leaning.rule == verdict.rule);
            // `Comment:` heads the field of a record as often as a widget.
            let field = leaned && page.get(index).is_some_and(|piece| piece.text.ends_with(':'));
            let class = class.filter(|_| !field);
            if let Some((lines, sure)) = class.and_then(|class| counts.get_mut(class as usize)) {
                (*lines, *sure) = (*lines + 1, *sure + usize::from(!leaned));
            }
        }
        for (class, (lines, sure)) in Class::ALL.into_iter().zip(counts).filter(|(_, (lines, _))| *lines > 0) {
            match class.evidence() {
                class::Evidence::Strong => {
                    evidence.strong += lines;
                    evidence.strong_classes += 1;
                    // What stands under a heading such as "More" was taken for its place.
                    let related = class == Class::Related;
                    evidence.sure += if related { 0 } else { sure };
                    evidence.related += if related { lines } else { 0 };
                }
                class::Evidence::Weak => {
                    (evidence.weak, evidence.weak_classes) = (evidence.weak + lines, evidence.weak_classes + 1)
                }
                class::Evidence::None if class == Class::Copyright => evidence.notices = lines,
                class::Evidence::None => {}
            }
        }
        evidence
    }

    /// Whether that much among so many lines is all of a page.
    fn is_full(self, lines: usize) -> bool {
        let much = self.strong + self.placed;
        much >= 6 && self.strong_classes >= 2 && much * 100 >= lines * 6
    }

    /// Whether it is some of one.
    fn is_some(self, lines: usize) -> bool {
        let several = self.strong_classes >= 2 && self.strong_classes + self.weak_classes >= 3;
        let closed = self.strong >= MENU && self.notices > 0;
        let found = self.strong + self.weak + self.notices;
        (several || closed) && self.strong * 100 >= lines * 3 && found * 100 >= lines * 5
    }
}

/// On a text without a frame, all goes back but what plain words say.
fn withdraw_unframed(page: &Page<'_>, board: &mut Board) {
    let head = page.body(board).start;
    for index in 0..page.len() {
        let verdict = board.verdict(index).filter(|verdict| !is_placed(&verdict.rule));
        let class = verdict.and_then(|verdict| Class::of_rule(&verdict.rule));
        let dated = class == Some(Class::MetaLine) && index < head && index < MAX_HEAD;
        let leaned = board.leaning(index).is_some();
        let enough = page.get(index).is_some_and(|piece| piece.shape.words >= MIN_WORDS);
        // A caption that names the photographer and the agency needs no other sign of a page.
        let credited = || page.get(index).is_some_and(|piece| ends_with_credit(piece.text));
        if class == Some(Class::CaptionCredit) && credited() {
            continue;
        }
        if !dated && (leaned || !enough || class.is_none_or(|class| !class.is_plain())) {
            board.give_back(index);
        }
    }
    board.retain_cuts(|verdict| {
        Class::of_rule(&verdict.rule).is_some_and(|class| class.is_plain() || class == Class::WikiChrome)
    });
}

#[cfg(test)]
mod tests {
    use super::super::{Options, Stripper};
    use super::*;
    use crate::model::{Format, Metadata};
    use crate::parse;

    fn frame(text: &str) -> Frame {
        let stripper = Stripper::new(&Options::default()).unwrap();
        let parsed = parse::parse(text, Format::Text, Metadata::default(), &parse::Options::default());
        stripper.with_judged(&parsed, None, |page, board| Frame::of(page, board))
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
    fn much_talk_below_hides_no_frame() {
        let menu = "Home\nNews\nSport\nWeather\nLog in\nSubscribe\n";
        let foot = "Share on Facebook\nRelated articles\nPrivacy policy\n© 2024 The Quay. All rights reserved.\n";
        let talk = "Ana Lund\nI saw the sheep myself, behind the coal.\n".repeat(300);
        assert_eq!(frame(&format!("{menu}{PROSE}{PROSE}{talk}{foot}")), Frame::Full);
        assert_eq!(frame(&format!("{PROSE}{PROSE}{talk}")), Frame::None);
    }

    #[test]
    fn a_menu_and_a_notice_of_rights_are_a_frame() {
        let menu = "Home | News | Sport\nContact us | About us | Jobs\nWeather | Travel | Opinion\nSign in | Register\nTerms of use\n";
        let page = |foot: &str| format!("{}{menu}{foot}", PROSE.repeat(70));
        assert_eq!(frame(&page("© 2024 The Quay. All rights reserved.\n")), Frame::Some);
        assert_eq!(frame(&page("")), Frame::None);
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
