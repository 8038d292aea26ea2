//! # `meta-line/post-head`
//!
//! **What it removes.** On HTML pages, what stands in the heads of the posts of a thread beside who wrote them and when: ranks, numbers of
//! votes, buttons, links to the post itself.
//!
//! **Why.** The posts of a thread are told apart by who wrote them. The name is kept above the post, and the time if it stands on the same
//! line.
//!
//! **What it must keep.** The names of authors, which no other rule removes then; sentences of posts; lists of articles.
//!
//! **Options.** None.

use std::ops::Range;

use super::super::class::Class;
use super::super::decisions::Decisions;
use super::super::main_content;
use super::super::page::{Page, Segment};
use super::super::posts::{self, HEAD_SEGMENTS, Thread, is_said};
use super::comments::is_below_article;
use super::{ALWAYS, Module, Rule};
use crate::model::BlockKind;

pub(crate) const MODULE: Module = Module::new(&[HEAD], include_str!("posts.rs"), include_str!("posts.toml"), judge);
const HEAD: Rule = Rule::new("meta-line/post-head", Class::MetaLine).up_to(ALWAYS);

/// Score of the model, per mille, from which a label beside a head stays.
const LABEL_SCORE: u16 = 600;
/// Fewest words of a text that is no sentence.
const TEXT_WORDS: usize = 2;
/// Heads on either side that labels are compared with.
const COMPARED: usize = 16;
/// Longest rank of a user, in words.
const LABEL_WORDS: usize = 4;

/// Keeps the authors of the threads that are kept.
fn judge(page: &Page<'_>, decisions: &mut Decisions) {
    for thread in posts::threads(page) {
        if page.is_article() && !is_below_article(page, decisions, &thread) && !is_all(page, decisions, &thread) {
            continue;
        }
        let said = || thread.range.clone().filter(|at| page.get(*at).is_some_and(is_said));
        if said().filter(|at| decisions.is_removed(*at)).count() * 2 <= said().count() {
            keep_posts(page, decisions, &thread);
        }
    }
}

/// Whether nearly all that is said on the page stands in a thread, and no post has most of it.
fn is_all(page: &Page<'_>, decisions: &Decisions, thread: &Thread) -> bool {
    let said = |range: Range<usize>| {
        let stays = range.filter(|at| !decisions.is_removed(*at));
        let said = stays.filter_map(|at| page.get(at)).filter(|segment| is_said(segment));
        said.map(|segment| segment.stats.chars).sum::<usize>()
    };
    let all = said(thread.range.clone());
    let most = (0..thread.heads.len()).map(|nth| said(thread.text_of(nth))).max();
    all * 10 >= said(0..page.len()) * 9 && most.unwrap_or(0) * 10 <= all * 6
}

/// Keeps the authors of the posts that are kept.
fn keep_posts(page: &Page<'_>, decisions: &mut Decisions, thread: &Thread) {
    for nth in 0..thread.heads.len() {
        let text: Vec<usize> = thread
            .text_of(nth)
            .filter(|at| is_text(page, thread, nth, *at))
            .collect();
        if text.iter().any(|at| !decisions.is_removed(*at)) {
            keep_author(page, decisions, thread, nth);
        }
    }
    for index in thread.range.clone() {
        if !decisions.is_removed(index) && page.hits(index).is_empty() && page.get(index).is_some_and(is_said) {
            decisions.protect(index);
        }
    }
}

/// Whether a segment is text of a post: no button, number or label.
fn is_text(page: &Page<'_>, thread: &Thread, nth: usize, index: usize) -> bool {
    let Some(segment) = page.get(index) else { return false };
    let words = segment.stats.words >= TEXT_WORDS && segment.stats.link_percent < 50 && page.hits(index).is_empty();
    segment.is_form() || is_said(segment) || words && segment.stats.letters > 0 && !recurs(page, thread, nth, index)
}

/// Keeps what the model left out.
fn restore(decisions: &mut Decisions, index: usize) {
    if decisions
        .verdict(index)
        .is_some_and(|verdict| verdict.rule == main_content::RULE)
    {
        decisions.restore(index);
    }
}

/// Keeps the name of an author, and of the rest of the head only the time.
fn keep_author(page: &Page<'_>, decisions: &mut Decisions, thread: &Thread, nth: usize) {
    let Some(head) = thread.heads.get(nth) else { return };
    let Some((author, name)) = &head.author else { return };
    keep_name(page, decisions, *author, name);
    let (first, last) = (head.time.min(*author), head.time.max(*author));
    labels(page, decisions, thread, nth, last + 1..last + 1 + HEAD_SEGMENTS);
    labels(
        page,
        decisions,
        thread,
        nth,
        (first.saturating_sub(HEAD_SEGMENTS)..first).rev(),
    );
    labels(page, decisions, thread, nth, first + 1..last);
}

fn keep_name(page: &Page<'_>, decisions: &mut Decisions, index: usize, name: &Range<usize>) {
    restore(decisions, index);
    let Some(segment) = page.get(index) else { return };
    let time = posts::time_in(segment).unwrap_or(name.clone());
    let (first, second) = if time.start < name.start {
        (&time, name)
    } else {
        (name, &time)
    };
    for range in [
        0..first.start,
        first.end..second.start,
        second.end.max(first.end)..segment.text.len(),
    ] {
        if segment
            .text
            .get(range.clone())
            .is_some_and(|part| part.contains(|c: char| !c.is_whitespace()))
        {
            decisions.cut(index, range, &HEAD.id(), "stands beside the author of a post");
        }
    }
    decisions.protect(index);
}

/// Removes ranks and numbers outward from a head, as long as they touch.
fn labels(
    page: &Page<'_>,
    decisions: &mut Decisions,
    thread: &Thread,
    nth: usize,
    outward: impl Iterator<Item = usize>,
) {
    for index in outward.filter(|index| thread.range.contains(index)) {
        let Some(segment) = page.get(index) else { return };
        if decisions.is_removed(index) {
            continue;
        }
        let number = segment.stats.letters == 0 && segment.stats.digits > 0 && segment.stats.chars <= 8;
        if !page.may_overrule(index, LABEL_SCORE) || !number && !recurs(page, thread, nth, index) {
            return;
        }
        decisions.remove(index, &HEAD.id(), "stands in the heads of posts");
    }
}

/// Whether a short label stands at the same place of another head, not far away.
fn recurs(page: &Page<'_>, thread: &Thread, nth: usize, index: usize) -> bool {
    let is_label = |segment: &&Segment<'_>| {
        let framed = segment.is_form() || *segment.kind == BlockKind::Quote;
        segment.stats.words <= LABEL_WORDS && !is_said(segment) && !framed
    };
    let (Some(segment), Some(own)) = (page.get(index).filter(is_label), thread.heads.get(nth)) else {
        return false;
    };
    let near = nth.saturating_sub(COMPARED)..nth + COMPARED + 1;
    let others = near
        .filter(|other| *other != nth)
        .filter_map(|other| thread.heads.get(other));
    let mut same = others.filter_map(|other| page.get((other.time + index).checked_sub(own.time)?));
    same.any(|other| other.text == segment.text)
}
