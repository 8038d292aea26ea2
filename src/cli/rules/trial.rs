//! Runs the examples of rules: each stands in small pages, since many rules look at what is around.

use std::collections::BTreeSet;

use chaffinch::internal::model::{Format, Metadata, RuleId};
use chaffinch::internal::parse;
use chaffinch::internal::strip::{RuleInfo, Stripper, Templates};

/// Paragraphs that no rule has a reason to touch.
const CONTENT: [&str; 3] = [
    "The river rose during the night and by morning it had covered the lower meadow, so the farmers moved their sheep to the \
     hill behind the church and waited there until the rain stopped.",
    "In the afternoon a boat came down from the mill with bread and lamp oil. The miller had not slept for two days, and he \
     told everyone who would listen how the wheel had broken and how they had saved the grain.",
    "When the water fell again it left behind a layer of fine grey mud, which the children used to build walls and towers, and \
     for weeks afterwards the whole village smelled of reeds.",
];

/// Examples that did not come out as their rule says.
#[derive(Debug, Default)]
pub(super) struct Trial {
    pub(super) examples: usize,
    pub(super) failures: Vec<String>,
}

/// Tries all examples of those of `rules` that `concerns` names.
pub(super) fn run(stripper: &Stripper, rules: &[RuleInfo], concerns: &BTreeSet<RuleId>) -> Trial {
    let mut trial = Trial::default();
    for rule in rules.iter().filter(|rule| concerns.contains(&rule.id)) {
        trial.examples += rule.remove.len() + rule.keep.len();
        let kept = rule
            .remove
            .iter()
            .filter(|example| !removed_anywhere(stripper, rule, example));
        trial
            .failures
            .extend(kept.map(|example| format!("{} does not remove: {example}", rule.id)));
        let removed = rule.keep.iter().filter(|example| takes(stripper, rule, &amid(example)));
        trial
            .failures
            .extend(removed.map(|example| format!("{} does not keep: {example}", rule.id)));
    }
    trial
}

/// Whether the rule takes the example before, after or amid content.
fn removed_anywhere(stripper: &Stripper, rule: &RuleInfo, example: &str) -> bool {
    let [first, second, third] = CONTENT;
    let pages = [
        format!("{example}\n\n{first}\n\n{second}\n\n{third}"),
        format!("{first}\n\n{second}\n\n{third}\n\n{example}"),
        amid(example),
    ];
    pages.iter().any(|page| takes(stripper, rule, page))
}

fn amid(example: &str) -> String {
    let [first, second, third] = CONTENT;
    format!("{first}\n\n{example}\n\n{second}\n\n{third}")
}

fn takes(stripper: &Stripper, rule: &RuleInfo, page: &str) -> bool {
    let parsed = parse::parse(page, Format::Text, Metadata::default(), &parse::Options::default());
    let judged = stripper.judge(&parsed, None, &Templates::default());
    let stretches = judged.explain(&parsed.blocks);
    stretches.iter().any(|stretch| stretch.rule.as_ref() == Some(&rule.id))
}
