//! Phrase rules: data in `config/rules/*.toml`, found in one pass.
//!
//! Not for structure: rules that look at neighbours are code, in `rules`.

mod changed;
mod index;
mod matcher;
mod menu_words;
mod names;
mod pack;
mod pattern;
mod places;

use std::path::{Path, PathBuf};

pub(crate) use matcher::Hit;
pub(crate) use menu_words::MenuWords;
pub(crate) use pack::{Rule, Scope, Zone};

use names::Names;

use super::class::Class;
use super::max_score::{ALWAYS, DOUBTED};
use super::{Error, ReadPack};
use crate::model::RuleId;

/// The packs that come with the program, by name.
const PACKS: &[(&str, &str)] = &[
    ("app-download", include_str!("../../../config/rules/app-download.toml")),
    ("related", include_str!("../../../config/rules/related.toml")),
    ("comments", include_str!("../../../config/rules/comments.toml")),
    ("newsletter", include_str!("../../../config/rules/newsletter.toml")),
    ("cookie", include_str!("../../../config/rules/cookie.toml")),
    ("share", include_str!("../../../config/rules/share.toml")),
    ("meta-line", include_str!("../../../config/rules/meta-line.toml")),
    (
        "caption-credit",
        include_str!("../../../config/rules/caption-credit.toml"),
    ),
    ("navigation", include_str!("../../../config/rules/navigation.toml")),
    ("inline-promo", include_str!("../../../config/rules/inline-promo.toml")),
    ("paywall", include_str!("../../../config/rules/paywall.toml")),
    ("ad", include_str!("../../../config/rules/ad.toml")),
    ("author-bio", include_str!("../../../config/rules/author-bio.toml")),
    ("tags", include_str!("../../../config/rules/tags.toml")),
    ("copyright", include_str!("../../../config/rules/copyright.toml")),
    ("pagination", include_str!("../../../config/rules/pagination.toml")),
    ("player", include_str!("../../../config/rules/player.toml")),
    ("login", include_str!("../../../config/rules/login.toml")),
    (
        "product-chrome",
        include_str!("../../../config/rules/product-chrome.toml"),
    ),
    ("wiki-chrome", include_str!("../../../config/rules/wiki-chrome.toml")),
    ("doc-chrome", include_str!("../../../config/rules/doc-chrome.toml")),
    ("other", include_str!("../../../config/rules/other.toml")),
];

/// A rule that is used: its id and what the file says.
#[derive(Debug)]
pub(crate) struct Named {
    pub(crate) id: RuleId,
    pub(crate) rule: RuleRef,
}

/// The part of a rule that judges read.
#[derive(Debug)]
pub(crate) struct RuleRef {
    pub(crate) class: Class,
    pub(crate) scope: Scope,
    pub(crate) zone: Zone,
    pub(crate) weak: bool,
    pub(crate) max_chars: usize,
    pub(crate) max_score: u16,
    pub(crate) html: bool,
    pub(crate) min_words: usize,
    pub(crate) about: String,
    pub(crate) languages: Vec<String>,
    pub(crate) remove: Vec<String>,
    pub(crate) keep: Vec<String>,
}

/// All phrase rules, compiled.
#[derive(Debug)]
pub(crate) struct RuleSet {
    rules: Vec<Named>,
    matcher: matcher::Matcher,
    hash: blake3::Hash,
    texts: Vec<String>,
}

/// What stands between the texts of packs in a row.
const BREAK: &str = "\0";
/// How the hash of the embedded packs begins.
const EMBEDDED: &str = "embedded packs ";

/// Stands for the embedded packs.
fn embedded() -> String {
    let texts: Vec<&str> = PACKS.iter().map(|(_, text)| *text).collect();
    format!("{EMBEDDED}{}", blake3::hash(texts.join(BREAK).as_bytes()))
}

impl RuleSet {
    /// The embedded packs and those of `paths`, as `read` gives their text; their rules have other names than the embedded and
    /// the `structural` ones.
    pub(crate) fn load(paths: &[PathBuf], read: ReadPack<'_>, structural: &[&str]) -> Result<Self, Error> {
        let mut rules = Vec::new();
        let mut problems = Vec::new();
        let mut texts: Vec<String> = PACKS.iter().map(|(_, text)| (*text).to_owned()).collect();
        for (name, text) in PACKS {
            match parse_pack(text, name) {
                Ok(pack) => rules.extend(pack),
                Err(problem) => problems.push(problem.to_string()),
            }
        }
        if !problems.is_empty() {
            return Err(Error::Pack {
                path: "embedded".into(),
                message: problems.join("\n"),
            });
        }
        let mut names = Names::new(&rules, structural);
        for path in paths {
            let (text, pack) = own_pack(path, read)?;
            names.add(&pack).map_err(|message| Error::Pack {
                path: path.display().to_string(),
                message,
            })?;
            rules.extend(pack);
            texts.push(text);
        }
        Ok(Self::compile(rules, texts))
    }

    fn compile(rules: Vec<Rule>, texts: Vec<String>) -> Self {
        RuleSet {
            matcher: matcher::Matcher::new(&rules),
            rules: rules.into_iter().map(Named::from).collect(),
            hash: blake3::hash(texts.join(BREAK).as_bytes()),
            texts,
        }
    }

    /// The phrases that only one of two rows of packs has, or that stand in another order in them.
    fn differing(before: &[&str], after: &[String]) -> Result<Self, Error> {
        let after: Vec<&str> = after.iter().map(String::as_str).collect();
        let [before, after] = changed::middle(before, &after).map(parse_packs);
        Ok(Self::compile(changed::differing(before?, after?), Vec::new()))
    }

    /// The packs, so that [`RuleSet::changed_since`] knows them again: the embedded ones by a hash, the others whole.
    pub(crate) fn record(&self) -> String {
        let own = self.texts.iter().skip(PACKS.len()).cloned();
        std::iter::once(embedded()).chain(own).collect::<Vec<_>>().join(BREAK)
    }

    /// The phrases that differ between the packs in a record and these; none if the record's cannot be known.
    pub(crate) fn changed_since(&self, record: &str) -> Option<Self> {
        let mut packs: Vec<&str> = record.split(BREAK).collect();
        let is_hash = packs.first().is_some_and(|first| first.starts_with(EMBEDDED));
        if is_hash && packs.first() != Some(&embedded().as_str()) {
            return None;
        }
        if is_hash {
            packs.splice(..1, PACKS.iter().map(|(_, text)| *text));
        }
        Self::differing(&packs, &self.texts).ok()
    }

    /// Whether there is no rule.
    pub(crate) fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// BLAKE3 of the text of all packs, in order.
    pub(crate) fn hash(&self) -> blake3::Hash {
        self.hash
    }

    /// The rule of a hit.
    pub(crate) fn get(&self, index: usize) -> Option<&Named> {
        self.rules.get(index)
    }

    /// All rules, in the order of the packs.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Named> {
        self.rules.iter()
    }

    /// The rules that match a folded segment.
    pub(crate) fn hits(&self, folded: &str) -> Vec<Hit> {
        self.matcher.hits(folded)
    }

    /// How much of a folded segment is words of menus; none where it is less than `percent`.
    pub(crate) fn menu_words(&self, folded: &str, percent: usize) -> Option<MenuWords> {
        self.matcher.menu_words(folded, percent)
    }
}

/// The rules of the pack at `path` alone, and whether it is an embedded one.
pub(crate) fn rules_of(path: &Path, read: ReadPack<'_>) -> Result<(Vec<Named>, bool), Error> {
    let (text, rules) = own_pack(path, read)?;
    let is_embedded = PACKS.iter().any(|(_, embedded)| *embedded == text);
    Ok((rules.into_iter().map(Named::from).collect(), is_embedded))
}

/// The text of the pack at `path`, and its rules.
fn own_pack(path: &Path, read: ReadPack<'_>) -> Result<(String, Vec<Rule>), Error> {
    let shown = path.display().to_string();
    let text = read(path).map_err(|source| Error::Read {
        path: shown.clone(),
        source,
    })?;
    let rules = parse_pack(&text, &shown)?.into_iter().map(trusted).collect();
    Ok((text, rules))
}

/// Users know their pages: their rules hold whatever the model says, unless they say otherwise.
fn trusted(mut rule: Rule) -> Rule {
    rule.file.max_score.get_or_insert(ALWAYS);
    rule
}

fn parse_packs(texts: &[&str]) -> Result<Vec<Rule>, Error> {
    let packs: Result<Vec<_>, _> = texts.iter().map(|text| parse_pack(text, "of another state")).collect();
    Ok(packs?.into_iter().flatten().collect())
}

fn parse_pack(text: &str, path: &str) -> Result<Vec<Rule>, Error> {
    pack::parse(text).map_err(|message| Error::Pack {
        path: path.into(),
        message,
    })
}

impl From<Rule> for Named {
    fn from(rule: Rule) -> Self {
        let mut languages: Vec<String> = rule.phrases.iter().map(|p| p.language.clone()).collect();
        languages.sort();
        languages.dedup();
        Named {
            id: RuleId(rule.id().into()),
            rule: RuleRef {
                class: rule.class,
                scope: rule.file.scope,
                zone: rule.file.zone,
                weak: rule.file.weak,
                max_chars: rule.file.max_chars,
                html: rule.file.html,
                max_score: rule.file.max_score.unwrap_or(DOUBTED),
                min_words: rule.file.min_words,
                about: rule.file.about,
                languages,
                remove: rule.file.remove,
                keep: rule.file.keep,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_of_packs_is_small_and_tells_what_changed() {
        let own = "class = \"share\"\n[[rule]]\nname = \"r\"\nabout = \"x\"\nphrases.en = [\"tell the miller of the ferry\"]\n";
        let read = |_: &Path| Ok(own.to_owned());
        let plain = RuleSet::load(&[], &read, &[]).unwrap();
        let more = RuleSet::load(&["own.toml".into()], &read, &[]).unwrap();
        assert!(more.record().len() < own.len() + 100, "{}", more.record());
        let changed = |from: &str, to: &RuleSet| to.changed_since(from).map(|changed| changed.rules.len());
        assert_eq!(changed(&plain.record(), &plain), Some(0));
        assert_eq!(changed(&plain.record(), &more), Some(1));
        assert_eq!(changed(&more.record(), &plain), Some(1));
        // As earlier programs wrote it, and as one with other embedded packs did.
        assert_eq!(changed(&plain.texts.join(BREAK), &more), Some(1));
        assert_eq!(changed(&format!("{EMBEDDED}00"), &plain), None);
    }
}
