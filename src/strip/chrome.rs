//! How much page chrome (menus, widgets, footer) stands around a plain text, measured by what the rules found.
//!
//! A novel, a law, a manual or a list of names has no chrome. There, verdicts that need a page around them are dropped; the line model
//! sees the measure as a feature. Not for HTML, whose tags say what it is.

use super::class::{self, Class};
use super::decisions::{Decisions, Verdict};
use super::page::Page;
use super::rules::{ends_with_credit, is_placed};

/// How much page chrome stands around a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Chrome {
    /// None, as far as rules can tell.
    Absent,
    /// Some lines, as extractors leave them.
    Partial,
    /// That of a whole page: menus before the text, and much below it.
    Full,
}

/// Comments may make a text long: so many first and last lines are also measured alone.
const HEAD: usize = 40;
const FOOT: usize = 60;
/// So many lines of a menu, with a copyright notice, are chrome.
const MENU: usize = 4;
/// Among so many first lines, the date and the author may stand above any text.
const MAX_HEAD: usize = 6;
/// In a text of at most so many lines, rules that go by plain words need no other chrome.
const SHORT: usize = 60;
/// Without chrome, fewer words than this say nothing: "Password:" stands in manuals.
const MIN_WORDS: usize = 3;
/// What rules found of chrome, in lines and classes.
#[derive(Clone, Copy, Debug, Default)]
struct Evidence {
    /// Lines of classes that hardly stand anywhere else, and how many such classes.
    strong: usize,
    strong_classes: usize,
    /// Those of them that rules removed without looking at their neighbours.
    sure: usize,
    /// Those of them that are sections of other articles.
    related: usize,
    /// Lines of such classes that rules removed for their place. They say how much chrome there is, but not that there is any.
    placed: usize,
    /// Lines of classes that stand in manuals and licences as well, and how many such classes.
    weak: usize,
    weak_classes: usize,
    /// Notices of rights, which stand below menus and in licences.
    notices: usize,
}

impl Chrome {
    /// Measures the chrome of a text on which rules have decided.
    pub(super) fn of(page: &Page<'_>, decisions: &Decisions) -> Self {
        let all = page.len();
        let short = all <= SHORT;
        let edges = (0..HEAD).chain(HEAD.max(all.saturating_sub(FOOT))..all);
        let edges = (Evidence::of(page, decisions, edges), all.min(HEAD + FOOT));
        let whole = (Evidence::of(page, decisions, 0..all), all);
        let holds =
            |test: fn(Evidence, usize) -> bool| [whole, edges].iter().any(|(found, lines)| test(*found, *lines));
        match () {
            () if !short && holds(Evidence::is_full) => Chrome::Full,
            () if holds(Evidence::is_some) => Chrome::Partial,
            () if short && (whole.0.sure > 0 || whole.0.strong > whole.0.related + 2) => Chrome::Partial,
            () => Chrome::Absent,
        }
    }

    /// Drops the verdicts that only page chrome would make likely.
    pub(super) fn apply(self, page: &Page<'_>, decisions: &mut Decisions) {
        if self == Chrome::Absent {
            restore_without_chrome(page, decisions);
        }
    }
}

impl Evidence {
    fn of(page: &Page<'_>, decisions: &Decisions, lines: impl Iterator<Item = usize>) -> Self {
        let mut evidence = Evidence::default();
        let mut counts = [(0usize, 0usize); Class::ALL.len()];
        for index in lines {
            let Some(verdict) = decisions.verdict(index) else {
                continue;
            };
            let class = Class::of_rule(&verdict.rule);
            if is_placed(&verdict.rule) {
                evidence.placed += usize::from(class.is_some_and(|class| class.evidence() == class::Evidence::Strong));
                continue;
            }
            let voted = decisions
                .weak_vote(index)
                .is_some_and(|weak_vote| weak_vote.rule == verdict.rule);
            // `Comment:` heads the field of a record as often as a widget.
            let field = voted && page.get(index).is_some_and(|segment| segment.text.ends_with(':'));
            let class = class.filter(|_| !field);
            if let Some((lines, sure)) = class.and_then(|class| counts.get_mut(class as usize)) {
                (*lines, *sure) = (*lines + 1, *sure + usize::from(!voted));
            }
        }
        for (class, (lines, sure)) in Class::ALL.iter().zip(counts).filter(|(_, (lines, _))| *lines > 0) {
            match class.evidence() {
                class::Evidence::Strong => {
                    evidence.strong += lines;
                    evidence.strong_classes += 1;
                    // What stands under a heading such as "More" was removed for its place.
                    let related = *class == Class::Related;
                    evidence.sure += if related { 0 } else { sure };
                    evidence.related += if related { lines } else { 0 };
                }
                class::Evidence::Weak => {
                    (evidence.weak, evidence.weak_classes) = (evidence.weak + lines, evidence.weak_classes + 1)
                }
                class::Evidence::None if *class == Class::Copyright => evidence.notices = lines,
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

/// On a text without chrome, everything is kept but what plain words show to be boilerplate.
fn restore_without_chrome(page: &Page<'_>, decisions: &mut Decisions) {
    let head = page.body(decisions).start;
    // What a setting removes (`tables`) has no class, and goes whatever stands around it.
    let is_set = |verdict: &Verdict| Class::of_rule(&verdict.rule).is_none();
    for index in 0..page.len() {
        if decisions.verdict(index).is_some_and(is_set) {
            continue;
        }
        let verdict = decisions.verdict(index).filter(|verdict| !is_placed(&verdict.rule));
        let class = verdict.and_then(|verdict| Class::of_rule(&verdict.rule));
        let dated = class == Some(Class::MetaLine) && index < head && index < MAX_HEAD;
        let voted = decisions.weak_vote(index).is_some();
        let enough = page.get(index).is_some_and(|segment| segment.stats.words >= MIN_WORDS);
        // A caption that names the photographer and the agency needs no other sign of a page.
        let credited = || page.get(index).is_some_and(|segment| ends_with_credit(segment.text));
        if class == Some(Class::CaptionCredit) && credited() {
            continue;
        }
        if !dated && (voted || !enough || class.is_none_or(|class| !class.is_plain())) {
            decisions.restore(index);
        }
    }
    decisions.retain_cuts(|verdict| {
        Class::of_rule(&verdict.rule).is_some_and(|class| class.is_plain() || class == Class::WikiChrome)
    });
}

#[cfg(test)]
mod tests {
    use super::super::{Options, Stripper};
    use super::*;
    use crate::model::{Format, Metadata};
    use crate::parse;

    fn chrome(text: &str) -> Chrome {
        let stripper = Stripper::new(&Options::default()).unwrap();
        let parsed = parse::parse(text, Format::Text, Metadata::default(), &parse::Options::default());
        stripper.with_judged(&parsed, None, |page, decisions| Chrome::of(page, decisions))
    }

    const PROSE: &str =
        "The ferry left the quay at seven with forty sheep on board, and came back at noon with thirty-nine of them.\n";

    #[test]
    fn tables_that_a_setting_removes_go_from_texts_without_a_frame() {
        let options = Options {
            tables: false,
            ..Options::default()
        };
        let text = format!("{PROSE}\n| Month | Sheep |\n|---|---|\n| May | 40 |\n\n{PROSE}");
        let parsed = parse::parse(&text, Format::Markdown, Metadata::default(), &parse::Options::default());
        let stripped = Stripper::new(&options).unwrap().strip(parsed);
        assert_eq!((stripped.blocks.len(), stripped.removals.len()), (2, 2));
    }

    #[test]
    fn a_page_with_menus_and_a_foot_has_a_frame() {
        let menu = "Home\nNews\nSport\nWeather\nLog in\nSubscribe\n";
        let foot = "Share on Facebook\nLeave a comment\nRelated articles\nPrivacy policy\n© 2024 The Quay. All rights reserved.\n";
        assert_eq!(chrome(&format!("{menu}{PROSE}{PROSE}{foot}")), Chrome::Partial);
        let links: String = (0..60).map(|n| format!("Story of the day {n}\n")).collect();
        assert_eq!(chrome(&format!("{menu}{PROSE}{PROSE}{foot}{links}")), Chrome::Full);
    }

    #[test]
    fn much_talk_below_hides_no_frame() {
        let menu = "Home\nNews\nSport\nWeather\nLog in\nSubscribe\n";
        let foot = "Share on Facebook\nRelated articles\nPrivacy policy\n© 2024 The Quay. All rights reserved.\n";
        let talk = "Ana Lund\nI saw the sheep myself, behind the coal.\n".repeat(300);
        assert_eq!(chrome(&format!("{menu}{PROSE}{PROSE}{talk}{foot}")), Chrome::Full);
        assert_eq!(chrome(&format!("{PROSE}{PROSE}{talk}")), Chrome::Absent);
    }

    #[test]
    fn a_menu_and_a_notice_of_rights_are_a_frame() {
        let menu = "Home | News | Sport\nContact us | About us | Jobs\nWeather | Travel | Opinion\nSign in | Register\nTerms of use\n";
        let page = |foot: &str| format!("{}{menu}{foot}", PROSE.repeat(70));
        assert_eq!(
            chrome(&page("© 2024 The Quay. All rights reserved.\n")),
            Chrome::Partial
        );
        assert_eq!(chrome(&page("")), Chrome::Absent);
    }

    #[test]
    fn prose_and_lists_have_none() {
        assert_eq!(chrome(&PROSE.repeat(80)), Chrome::Absent);
        assert_eq!(
            chrome(&format!(
                "{}\n© 2024 The Quay. All rights reserved.\n",
                PROSE.repeat(80)
            )),
            Chrome::Absent
        );
        let names: String = (0..90).map(|n| format!("Sheep number {n}\n")).collect();
        assert_eq!(chrome(&names), Chrome::Absent);
    }
}
