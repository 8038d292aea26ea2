//! Manual pages of structural rules: the `//!` text at the head of each rule's file is the only one there is.
//!
//! A file with several rules says in a list what each of them removes: "* `class/name`: ...". Not for phrase rules, whose packs say
//! what they are for.

use super::super::class::Class;

/// The `max_score` of a rule that holds only where the model doubts a block itself. Of pages of half of the development sets, all rules
/// together were right in 96 of 100 removals below a score of 300, and in three of four above it.
pub(crate) const DOUBTED: u16 = 0;
/// The `max_score` of a rule that needs no model's doubt.
pub(crate) const ALWAYS: u16 = u16::MAX;

/// A structural rule, as it is listed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Manual {
    /// Name after the class: `related/section`.
    pub(crate) id: &'static str,
    /// Its class.
    pub(crate) class: Class,
    /// The source file, at whose head the manual page stands.
    pub(crate) source: &'static str,
    /// On HTML pages, the score of the main content's model, per mille, from which a block stays whatever the rule says.
    pub(crate) max_score: u16,
    /// Whether it goes by place, repetition or neighbours alone: what it took does not show that a plain text was a page, and on one
    /// that shows nothing else it has no say.
    pub(crate) placed: bool,
}

impl Manual {
    /// The whole page.
    pub(crate) fn page(&self) -> String {
        let lines = self.source.lines().map_while(|line| line.strip_prefix("//!"));
        let lines: Vec<&str> = lines.map(|line| line.strip_prefix(' ').unwrap_or(line)).collect();
        lines.join("\n")
    }

    /// What the rule removes, in a sentence or two.
    pub(crate) fn about(&self) -> String {
        let page = self.page();
        let item = format!("* `{}`: ", self.id);
        let found = page
            .split_once(&item)
            .map(|(_, rest)| rest.split("\n* ").next().unwrap_or(rest));
        let found = found.or_else(|| page.split_once("**What it removes.** ").map(|(_, rest)| rest));
        let paragraph = found.unwrap_or_default().split("\n\n").next().unwrap_or_default();
        paragraph.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::super::manuals;
    use super::*;

    #[test]
    fn every_manual_names_its_rule_and_has_all_sections() {
        for manual in manuals() {
            let page = manual.page();
            assert!(
                page.lines().next().is_some_and(|head| head.contains(manual.id)),
                "{page}"
            );
            for section in ["**What it removes.**", "**Why.**", "**What it must keep.**"] {
                assert!(page.contains(section), "{}: {section}", manual.id);
            }
            assert!(
                manual.about().len() > 20 && !manual.about().contains("**"),
                "{}",
                manual.id
            );
        }
    }

    #[test]
    fn of_a_list_of_rules_each_has_its_own_sentence() {
        let source = "//! # `a/x`, `a/y`\n//!\n//! **What it removes.** Two:\n//!\n//! * `a/x`: The first\n//!   of them.\n//! * `a/y`: The other.\n//!\n//! **Why.**\n\nuse x;\n";
        let about = |id| {
            Manual {
                id,
                class: Class::Other,
                source,
                max_score: DOUBTED,
                placed: false,
            }
            .about()
        };
        assert_eq!([about("a/x"), about("a/y")], ["The first of them.", "The other."]);
    }
}
