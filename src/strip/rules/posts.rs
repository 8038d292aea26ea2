//! # `meta-line/post-head`
//!
//! **What it removes.** On HTML pages, what stands in the heads of the posts of a thread beside their authors: times, ranks, numbers,
//! the links to the post itself.
//!
//! **Why.** The posts of a thread are told apart by who wrote them; the author's name is kept on a line of its own.
//!
//! **What it must keep.** The names of authors, which no other rule removes then; sentences of posts; lists of articles.
//!
//! **Options.** None.

use std::ops::Range;

use super::super::class::Class;
use super::super::decisions::Decisions;
use super::super::main_content;
use super::super::page::{Page, Segment};
use super::super::posts::{self, HEAD_SEGMENTS, Head, Thread, is_said};
use super::comments::is_below_article;
use super::{ALWAYS, Module, Rule};

pub(crate) const MODULE: Module = Module::new(&[HEAD], include_str!("posts.rs"), include_str!("posts.toml"), judge);
const HEAD: Rule = Rule::new("meta-line/post-head", Class::MetaLine).up_to(ALWAYS);

/// Longest rank of a user, in words.
const LABEL_WORDS: usize = 4;

/// Keeps the authors of the threads that are kept.
fn judge(page: &Page<'_>, decisions: &mut Decisions) {
    for thread in posts::threads(page) {
        if page.is_article() && !is_below_article(page, decisions, &thread) {
            continue;
        }
        let said = || thread.range.clone().filter(|at| page.get(*at).is_some_and(is_said));
        if said().filter(|at| decisions.is_removed(*at)).count() * 2 <= said().count() {
            keep_posts(page, decisions, &thread);
        }
    }
}

fn keep_posts(page: &Page<'_>, decisions: &mut Decisions, thread: &Thread) {
    for (nth, head) in thread.heads.iter().enumerate() {
        let before = nth.checked_sub(1).and_then(|nth| thread.heads.get(nth));
        let start = before.map_or(thread.range.start, |head| head.time + 1);
        let end = thread.heads.get(nth + 1).map_or(thread.range.end, |head| head.time);
        let is_kept = |at: usize| !decisions.is_removed(at) && page.get(at).is_some_and(is_said);
        if (start..end).any(is_kept) {
            keep_author(page, decisions, thread, head);
        }
    }
    for index in thread.range.clone() {
        if !decisions.is_removed(index) && page.hits(index).is_empty() && page.get(index).is_some_and(is_said) {
            decisions.protect(index);
        }
    }
}

/// Keeps the name of an author, and nothing else of the head.
fn keep_author(page: &Page<'_>, decisions: &mut Decisions, thread: &Thread, head: &Head) {
    let Some((author, name)) = &head.author else { return };
    keep_name(page, decisions, *author, name);
    if head.time != *author {
        decisions.remove(head.time, &HEAD.id(), "the time of a post");
    }
    let (first, last) = (head.time.min(*author), head.time.max(*author));
    labels(page, decisions, thread, head, (last + 1..last + 1 + HEAD_SEGMENTS).collect());
    labels(page, decisions, thread, head, (first.saturating_sub(HEAD_SEGMENTS)..first).rev().collect());
    labels(page, decisions, thread, head, (first + 1..last).collect());
}

fn keep_name(page: &Page<'_>, decisions: &mut Decisions, index: usize, name: &Range<usize>) {
    if decisions.verdict(index).is_some_and(|verdict| verdict.rule == main_content::RULE) {
        decisions.restore(index);
    }
    let text = page.get(index).map_or("", |segment| segment.text);
    for range in [0..name.start, name.end..text.len()] {
        if text.get(range.clone()).is_some_and(|part| !part.trim().is_empty()) {
            decisions.cut(index, range, &HEAD.id(), "stands beside the author of a post");
        }
    }
    decisions.protect(index);
}

/// Removes ranks and numbers outward from a head, as long as they touch.
fn labels(page: &Page<'_>, decisions: &mut Decisions, thread: &Thread, head: &Head, outward: Vec<usize>) {
    for index in outward {
        let Some(segment) = page.get(index).filter(|_| thread.range.contains(&index)) else { return };
        if decisions.is_removed(index) {
            continue;
        }
        let number = segment.stats.letters == 0 && segment.stats.digits > 0 && segment.stats.chars <= 8;
        if !number && !recurs(page, thread, head, index) {
            return;
        }
        decisions.remove(index, &HEAD.id(), "stands in the heads of posts");
    }
}

/// Whether a short label stands at the same place of another head.
fn recurs(page: &Page<'_>, thread: &Thread, head: &Head, index: usize) -> bool {
    let is_label = |segment: &&Segment<'_>| segment.stats.words <= LABEL_WORDS && !is_said(segment) && !segment.is_form();
    let Some(segment) = page.get(index).filter(is_label) else { return false };
    let offset = |time: usize| (time + index).checked_sub(head.time);
    let others = thread.heads.iter().filter(|other| other.time != head.time);
    let mut same = others.filter_map(|other| page.get(offset(other.time)?));
    same.any(|other| other.text == segment.text)
}
