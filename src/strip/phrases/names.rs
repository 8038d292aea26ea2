//! Names of rules: no rule pack of a user repeats one, because removals, examples and `strip.allow` refer to rules by name.
//!
//! Not for: names of keys and classes (`pack`).

use std::collections::BTreeSet;

use super::pack::Rule;

/// The ids that rules have.
pub(crate) struct Names {
    built_in: BTreeSet<String>,
    own: BTreeSet<String>,
}

impl Names {
    /// The ids of the rules that come with the program: those of the packs and the structural ones.
    pub(crate) fn new(packs: &[Rule], structural: &[&str]) -> Self {
        let structural = structural.iter().map(|name| (*name).to_owned());
        Names {
            built_in: packs.iter().map(Rule::id).chain(structural).collect(),
            own: BTreeSet::new(),
        }
    }

    /// Adds the ids of a user's pack; the error lists those that other rules have.
    pub(crate) fn add(&mut self, pack: &[Rule]) -> Result<(), String> {
        let problems: Vec<String> = pack.iter().filter_map(|rule| self.add_one(rule.id())).collect();
        match problems.is_empty() {
            true => Ok(()),
            false => Err(problems.join("\n")),
        }
    }

    fn add_one(&mut self, id: String) -> Option<String> {
        if self.built_in.contains(&id) {
            return Some(format!("rule `{id}`: a built-in rule has this name; choose another"));
        }
        let problem = format!("rule `{id}`: another rule of your packs has this name; choose another");
        (!self.own.insert(id)).then_some(problem)
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::path::{Path, PathBuf};

    use super::super::super::{Options, faults};

    fn pack(class: &str, names: &[&str]) -> String {
        let rule =
            |name: &&str| format!("[[rule]]\nname = \"{name}\"\nabout = \"x\"\nphrases.en = [\"quack quack\"]\n");
        format!("class = \"{class}\"\n{}", names.iter().map(rule).collect::<String>())
    }

    /// What is wrong with two packs.
    fn problems(one: &str, two: &str) -> Vec<String> {
        let read =
            |path: &Path| -> io::Result<String> { Ok(if path == Path::new("one") { one } else { two }.to_owned()) };
        let options = Options {
            packs: ["one", "two"].map(PathBuf::from).to_vec(),
            ..Options::default()
        };
        let found = faults(&options, &read);
        found
            .into_iter()
            .map(|(key, message)| format!("{key}: {message}"))
            .collect()
    }

    #[test]
    fn names_of_built_in_rules_are_refused_whether_they_are_phrases_or_structure() {
        let found = problems(&pack("ad", &["mine", "label"]), &pack("navigation", &["row"]));
        let said = |pack: &str, id: &str| {
            format!("strip.packs: rule pack {pack}: rule `{id}`: a built-in rule has this name; choose another")
        };
        assert_eq!(found, [said("one", "ad/label"), said("two", "navigation/row")]);
    }

    #[test]
    fn names_are_free_within_a_pack_and_among_packs() {
        let twice = "rule `ad/mine`: another rule of your packs has this name; choose another";
        let (mine, both) = (pack("ad", &["mine"]), pack("ad", &["mine", "mine"]));
        let other = pack("other", &["mine"]);
        assert_eq!(
            problems(&both, &other),
            [format!("strip.packs: rule pack one: {twice}")]
        );
        assert_eq!(problems(&mine, &mine), [format!("strip.packs: rule pack two: {twice}")]);
        assert!(problems(&mine, &other).is_empty());
    }
}
