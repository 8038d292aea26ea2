//! `chaffinch rules test`: runs the examples of rule packs and of built-in rules.

use std::path::{Path, PathBuf};

use chaffinch::internal::sources;
use chaffinch::internal::strip::trial;
use chaffinch::internal::strip::{Class, Options, Pack, RuleInfo, Stripper};

use super::super::exit::{Exit, Usage};
use super::super::session::Session;
use super::super::summary::plural;
use super::super::terminal::{printable, say};

/// Rules that are tested together.
struct Group {
    /// How the summary calls them.
    shown: String,
    rules: Vec<RuleInfo>,
    /// The pack, if its rules are not in force anyway.
    own: Option<PathBuf>,
}

/// Runs the examples of all that is named, with all rules in force; of all built-in rules where nothing is named.
pub(super) fn run(names: &[PathBuf], session: &Session) -> anyhow::Result<Exit> {
    let built_in = Stripper::new(&Options::default())?.rules();
    let groups: Vec<Group> = match names {
        [] => vec![Group::built_in("built-in rules", built_in)],
        names => names
            .iter()
            .map(|name| group(name, &built_in))
            .collect::<Result<_, _>>()?,
    };
    let options = Options {
        packs: groups.iter().filter_map(|group| group.own.clone()).collect(),
        ..Options::default()
    };
    let stripper = Stripper::with_packs(&options, &sources::read_pack)?;
    let mut exit = Exit::Clean;
    for group in &groups {
        if !group.passes(&stripper, session)? {
            exit = Exit::Failed;
        }
    }
    Ok(exit)
}

/// A pack if there is such a file, else built-in rules of this name or class.
fn group(name: &Path, built_in: &[RuleInfo]) -> anyhow::Result<Group> {
    let shown = name.display().to_string();
    let class = Class::from_name(&shown);
    let is_named = |rule: &&RuleInfo| class == Some(rule.class) || *rule.id.0 == *shown;
    let named: Vec<RuleInfo> = built_in.iter().filter(is_named).cloned().collect();
    if !named.is_empty() && !name.is_file() {
        return Ok(Group::built_in(&shown, named));
    }
    if !name.exists() {
        let unknown = super::unknown(built_in, &shown);
        return Err(Usage(format!("no such file: {}; {unknown}", printable(&shown))).into());
    }
    let Pack { rules, is_built_in } = Pack::load(name, &sources::read_pack)?;
    let own = (!is_built_in).then(|| name.to_owned());
    Ok(Group { shown, rules, own })
}

impl Group {
    fn built_in(shown: &str, rules: Vec<RuleInfo>) -> Self {
        Group {
            shown: shown.to_owned(),
            rules,
            own: None,
        }
    }

    /// Says which examples fail; returns whether none does.
    fn passes(&self, stripper: &Stripper, session: &Session) -> anyhow::Result<bool> {
        let mut failures = Vec::new();
        for rule in &self.rules {
            failures.extend(trial::failures(stripper, rule)?);
        }
        failures.iter().for_each(|failure| say(failure));
        if session.talks {
            let examples = self.rules.iter().map(|rule| rule.remove.len() + rule.keep.len());
            say(&format!(
                "{}: {}, {}, {} failed",
                self.shown,
                plural(self.rules.len() as u64, "rule"),
                plural(examples.sum::<usize>() as u64, "example"),
                failures.len()
            ));
        }
        Ok(failures.is_empty())
    }
}
