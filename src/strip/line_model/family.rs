//! The rules of the model: one for each class, so that a removal says what it is. They share their manual and their examples.
//!
//! Not for choosing the class (`classes`).

use super::super::class::Class;
use super::super::module::{ALWAYS, Rule};
use crate::model::RuleId;

/// The second half of their ids, and the name by which all of them can be allowed.
pub(in super::super) const NAME: &str = "text-model";

macro_rules! rules {
    ($($class:ident $name:literal,)*) => {
        [$(Rule::new(concat!($name, "/text-model"), Class::$class).up_to(ALWAYS)),*]
    };
}

/// In the order of [`Class::ALL`].
pub(super) const RULES: [Rule; Class::ALL.len()] = rules![
    AppDownload "app-download",
    Related "related",
    Comments "comments",
    Newsletter "newsletter",
    Cookie "cookie",
    Share "share",
    MetaLine "meta-line",
    CaptionCredit "caption-credit",
    Navigation "navigation",
    InlinePromo "inline-promo",
    Paywall "paywall",
    Ad "ad",
    AuthorBio "author-bio",
    Tags "tags",
    Copyright "copyright",
    Pagination "pagination",
    Player "player",
    Login "login",
    ProductChrome "product-chrome",
    WikiChrome "wiki-chrome",
    DocChrome "doc-chrome",
    Duplicate "duplicate",
    Other "other",
];

/// The id that removals of a class bear.
pub(super) fn id(class: Class) -> RuleId {
    RULES.get(class as usize).map_or(RuleId::code(NAME), Rule::id)
}

/// Whether a rule is one of the family.
pub(in super::super) fn is_own(rule: &RuleId) -> bool {
    RULES.iter().any(|own| own.name == rule.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_has_a_rule_of_its_name() {
        for (class, rule) in Class::ALL.iter().copied().zip(RULES) {
            assert_eq!((rule.class, rule.name), (class, &*format!("{class}/{NAME}")));
            assert!(id(class) == rule.id() && is_own(&rule.id()));
        }
        assert!(!is_own(&RuleId::code("share/words")));
    }
}
