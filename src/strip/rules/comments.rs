//! # `comments/form`
//!
//! **What it removes.** Below an article, the comments of readers, told by their form: two or more posts whose heads name an author and a
//! time.
//!
//! **Why.** The model of the main content knows comments best by the names of their classes, which some sites do not give.
//!
//! **What it must keep.** Threads that are what the page is about, the posts of a blog's front page, live blogs, and everything on pages
//! that are no articles.
//!
//! **Options.** `strip.main_content.comments` keeps comments.

use std::collections::BTreeSet;

use super::super::class::Class;
use super::super::decisions::Decisions;
use super::super::page::{Page, Segment};
use super::super::posts::{self, Thread};
use super::{ALWAYS, Module, Rule};

pub(crate) const MODULE: Module = Module::new(
    &[FORM],
    include_str!("comments.rs"),
    include_str!("comments.toml"),
    judge,
)
.only_if(|options| options.main_content.enabled && !options.main_content.comments);
const FORM: Rule = Rule::new("comments/form", Class::Comments).up_to(ALWAYS);

/// Characters of running text above comments that are an article.
const ARTICLE_CHARS: usize = 400;

/// Removes comments below an article.
fn judge(page: &Page<'_>, decisions: &mut Decisions) {
    if !page.is_article() {
        return;
    }
    for thread in posts::threads(page) {
        if is_below_article(page, decisions, &thread) && !has_headings(page, &thread) && are_many(page, &thread) {
            let heading = thread
                .range
                .start
                .checked_sub(1)
                .filter(|at| page.get(*at).is_some_and(Segment::is_heading));
            for index in heading.into_iter().chain(thread.range) {
                decisions.remove(index, &FORM.id(), "posts with authors and times below the article");
            }
        }
    }
}

/// Whether many people speak: a few words that recur are subjects.
fn are_many(page: &Page<'_>, thread: &Thread) -> bool {
    let authors = thread.heads.iter().filter_map(|head| head.author.as_ref());
    let names: BTreeSet<&str> = authors
        .filter_map(|(at, name)| page.get(*at)?.text.get(name.clone()))
        .collect();
    names.len() * 2 >= thread.heads.len()
}

/// Whether headings stand between the posts, as between the parts of an article.
fn has_headings(page: &Page<'_>, thread: &Thread) -> bool {
    let is_heading = |at: &usize| page.get(*at).is_some_and(Segment::is_heading);
    let names = thread
        .heads
        .iter()
        .filter_map(|head| head.author.as_ref().map(|(at, _)| *at));
    let headings = thread.range.clone().filter(is_heading).count();
    headings.saturating_sub(names.filter(is_heading).count()) * 2 > thread.heads.len()
}

/// Whether a thread stands below an article.
pub(crate) fn is_below_article(page: &Page<'_>, decisions: &Decisions, thread: &Thread) -> bool {
    let kept = (0..thread.range.start).filter(|at| !decisions.is_removed(*at));
    let prose = kept
        .filter_map(|at| page.get(at))
        .filter(|segment| Segment::is_prose(segment));
    prose.map(|segment| segment.stats.chars).sum::<usize>() >= ARTICLE_CHARS
}
