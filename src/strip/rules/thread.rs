//! # `meta-line/user`, `other/count`
//!
//! **What it removes.** In threads (forums, questions and answers): the user names, ranks and numbers beside the date of a post.
//!
//! * `meta-line/user`: In threads, user names and ranks beside the date of a post.
//! * `other/count`: In threads, numbers of votes on a line of their own, beside other boilerplate.
//!
//! **Why.** They are the header of a post. What was said is content.
//!
//! **What it must keep.** Speakers of a transcript, short answers, numbers of a list: only pages with two or more post dates
//! inside are threads, and only lines that touch such a date, or what touches it, are looked at.
//!
//! **Options.** None.

use super::super::class::Class;
use super::super::decisions::Decisions;
use super::super::page::{Page, Segment};
use super::{Module, Rule};
use crate::model::RuleId;

pub(crate) const MODULE: Module = Module::new(
    &[USER, COUNT],
    include_str!("thread.rs"),
    include_str!("thread.toml"),
    judge,
);
const USER: Rule = Rule::new("meta-line/user", Class::MetaLine).placed();
const COUNT: Rule = Rule::new("other/count", Class::Other).placed();

/// Lines that belong to a post's header on either side of its date.
const MAX_HEADER: usize = 4;

/// Finds the headers of posts.
fn judge(page: &Page<'_>, decisions: &mut Decisions) {
    let body = page.body(decisions);
    let first = page.segments.iter().position(Segment::is_prose).unwrap_or(0);
    let dates: Vec<usize> = (first..page.len()).filter(|i| is_post_date(decisions, *i)).collect();
    let inside = dates.iter().filter(|i| body.contains(i) || **i < body.end + 3).count();
    if inside < 2 {
        return;
    }
    let all: Vec<usize> = (0..page.len()).filter(|i| is_post_date(decisions, *i)).collect();
    for date in all {
        decisions.accept_weak_vote(date);
        post_header(page, decisions, (date + 1..date + 1 + MAX_HEADER).collect());
        post_header(page, decisions, (date.saturating_sub(MAX_HEADER)..date).rev().collect());
    }
    counts(page, decisions);
}

fn is_post_date(decisions: &Decisions, index: usize) -> bool {
    let dated = |rule: &RuleId| {
        matches!(
            rule.0.as_ref(),
            "meta-line/date" | "meta-line/post" | "meta-line/relative-time"
        )
    };
    decisions.verdict(index).is_some_and(|v| dated(&v.rule))
        || decisions.weak_vote(index).is_some_and(|v| dated(&v.rule))
}

/// Removes names outward from a date, as long as they touch.
fn post_header(page: &Page<'_>, decisions: &mut Decisions, outward: Vec<usize>) {
    for index in outward {
        if decisions.is_removed(index) {
            continue;
        }
        if !page.get(index).is_some_and(|segment| is_name(page, segment)) {
            return;
        }
        decisions.remove(index, &USER.id(), "stands beside the date of a post");
    }
}

fn is_name(page: &Page<'_>, segment: &Segment<'_>) -> bool {
    let short = segment.stats.words <= 3 && segment.stats.chars <= 32;
    let plain =
        !segment.stats.sentence && !segment.text.ends_with([':', '：']) && !segment.text.starts_with(['-', '–', '—']);
    short && plain && !segment.is_form() && !segment.is_heading() && segment.folded != page.title
}

/// Bare numbers beside something removed.
fn counts(page: &Page<'_>, decisions: &mut Decisions) {
    for (index, segment) in page.segments.iter().enumerate() {
        let bare = segment.stats.letters == 0 && (1..=6).contains(&segment.stats.digits) && segment.stats.chars <= 8;
        let beside = decisions.is_removed(index + 1) || index.checked_sub(1).is_some_and(|i| decisions.is_removed(i));
        if bare && beside && !segment.is_form() {
            decisions.remove(index, &COUNT.id(), "a bare number in a thread");
        }
    }
}
