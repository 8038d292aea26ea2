//! Keeps the footnotes of what is kept: a note whose mark stands in the main content belongs to it, wherever it stands on the page.
//!
//! It runs before the rules that remove: no later rule takes a note.

use std::collections::HashSet;

use super::super::decisions::Decisions;
use super::super::main_content;
use super::super::page::Page;
use super::Module;
use crate::model::{Element, Parsed};

pub(crate) const MODULE: Module = Module::without_rules(judge);

/// The `role` of notes, as parsing gives it.
const ROLE: &str = "doc-footnote";

/// Keeps the notes of what is kept, and the heading above them.
fn judge(page: &Page<'_>, decisions: &mut Decisions) {
    if !page.from_html || !page.parsed.elements.iter().any(is_note) {
        return;
    }
    let notes = notes(page.parsed, &linked(page, decisions));
    let is_in_note = |index: usize| {
        let block = page
            .get(index)
            .and_then(|segment| page.parsed.blocks.get(segment.block));
        let element = block.and_then(|block| usize::try_from(block.element?).ok());
        element.is_some_and(|element| notes.get(element) == Some(&true))
    };
    for index in (0..page.len()).filter(|index| is_in_note(*index)) {
        keep(index, decisions);
        let above = index.checked_sub(1);
        let heading = above.filter(|above| page.get(*above).is_some_and(|above| above.heading));
        heading.into_iter().for_each(|heading| keep(heading, decisions));
    }
}

fn keep(index: usize, decisions: &mut Decisions) {
    if decisions
        .verdict(index)
        .is_none_or(|verdict| verdict.rule == main_content::RULE)
    {
        decisions.restore(index);
        decisions.protect(index);
    }
}

/// The places in the page that kept text links to, in lower case.
fn linked(page: &Page<'_>, decisions: &Decisions) -> HashSet<String> {
    let kept = (0..page.len()).filter(|index| !decisions.is_removed(*index));
    let blocks = kept.filter_map(|index| page.parsed.blocks.get(page.get(index)?.block));
    let links = blocks.flat_map(|block| &block.links);
    let places = links.filter_map(|(_, target)| target.split_once('#'));
    places.map(|(_, place)| place.to_lowercase()).collect()
}

/// Which elements are notes that are linked, or stand in one.
fn notes(parsed: &Parsed, linked: &HashSet<String>) -> Vec<bool> {
    let mut notes: Vec<bool> = Vec::with_capacity(parsed.elements.len());
    for element in &parsed.elements {
        let parent = element.parent.and_then(|parent| usize::try_from(parent).ok());
        let in_note = parent.and_then(|parent| notes.get(parent).copied()).unwrap_or(false);
        notes.push(in_note || is_note(element) && element.hints.split(' ').any(|word| linked.contains(word)));
    }
    notes
}

fn is_note(element: &Element) -> bool {
    element.hints.split(' ').any(|word| word == ROLE)
}
