//! # `meta-line/glued-time`
//!
//! **What it removes.** Lines to whose end a relative time is glued ("Northern Post19 hours ago"), and lines that are nothing
//! but such a time.
//!
//! **Why.** Two elements of a list lost the space between them: no author writes so.
//!
//! **What it must keep.** "It began 3 hours ago." as a sentence, with its blank and its full stop.
//!
//! **Options.** None.

use super::super::class::Class;
use super::super::decisions::Decisions;
use super::super::page::{Page, Segment};
use super::super::phrases::Scope;
use super::{Module, Rule};

pub(crate) const MODULE: Module = Module::new(&[RULE], include_str!("affix.rs"), EXAMPLES, judge);
const RULE: Rule = Rule::new("meta-line/glued-time", Class::MetaLine);

const EXAMPLES: &str = r#"
["meta-line/glued-time"]
remove = ["Northern Post19 hours ago", "Ferry runs late again\"3 hours ago"]
keep = ["It began 3 hours ago.", "The ferry to the island left the quay about 3 hours ago and has not come back."]
"#;

/// Longest line in characters.
const MAX_CHARS: usize = 200;

/// Finds relative times at the end of lines.
fn judge(page: &Page<'_>, decisions: &mut Decisions) {
    for index in 0..page.len() {
        let open = |p: &&Segment<'_>| !p.is_form() && p.stats.chars <= MAX_CHARS && !decisions.is_removed(index);
        let Some(segment) = page.get(index).filter(open) else {
            continue;
        };
        let Some((named, hit)) = page.rule_of(index, Scope::Suffix) else {
            continue;
        };
        let before = segment.folded.get(..hit.start).unwrap_or_default();
        let glued = before
            .chars()
            .next_back()
            .is_some_and(|c| c.is_alphabetic() || matches!(c, '"' | '\'' | '?' | '!'));
        if hit.whole {
            decisions.remove(index, &named.id, "is a relative time");
        } else if glued && !segment.stats.sentence {
            decisions.remove(index, &RULE.id(), "a relative time is glued to its end");
        }
    }
}
