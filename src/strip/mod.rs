//! Finds boilerplate in a document and removes it.
//!
//! Rules and models (judges) only write decisions; `remove` alone changes text, so every removal is recorded. A page runs through the
//! choice of the main content (HTML), the rules in the order of `rules::MODULES`, the measure of its chrome and the line model (plain
//! text and small HTML), the guard against empty pages, and the templates of its site. Not for dropping whole documents (`filter`).

mod chars;
mod chrome;
mod class;
mod decisions;
mod examples;
mod fold;
mod guard;
mod limits;
pub mod line_model;
pub mod main_content;
mod matches;
mod max_score;
mod module;
mod one_line;
mod page;
mod phrases;
mod posts;
mod registry;
mod remove;
mod rules;
mod segment;
mod split;
mod template;
mod text_stats;
pub mod trial;

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

use crate::fingerprint;
use crate::model::{Block, Parsed, Removal, RuleId};

pub use class::Class;
pub use examples::Given;
pub use line_model::Level;
pub use registry::{Pack, RuleInfo};
pub use template::Templates;
pub(crate) use template::{Key, block_key, joint, key, site};

use chrome::Chrome;
use decisions::Decisions;
use limits::Limits;
use line_model::{Seen, Wanted};
use main_content::Choice;
use page::Page;
use phrases::RuleSet;
use rules::{Judge, passage};

/// Settings of the stage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Options {
    /// Rule packs of your own, read after those that come with the program.
    pub packs: Vec<PathBuf>,
    /// Rules (`newsletter/invitation`) and classes (`newsletter`) whose verdicts are ignored; `text-model` for all of the line model.
    pub allow: Vec<String>,
    /// How much is removed from plain text and Markdown.
    pub level: Level,
    /// The score, per mille, below which a line of plain text goes, in place of that of the level; at 0 the rules decide alone.
    pub threshold: Option<u16>,
    /// Whether tables stay.
    pub tables: bool,
    /// Whether the captions of tables and of listings stay.
    pub captions: bool,
    /// The choice of the main content of HTML pages.
    pub main_content: main_content::Options,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            level: Level::default(),
            threshold: None,
            packs: Vec::new(),
            allow: Vec::new(),
            tables: true,
            captions: true,
            main_content: main_content::Options::default(),
        }
    }
}

/// A rule pack that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file cannot be read.
    #[error("rule pack {path}: {source}")]
    Read {
        /// The file.
        path: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file is no valid pack.
    #[error("rule pack {path}: {message}")]
    Pack {
        /// The file, or the name of an embedded pack.
        path: String,
        /// Line or rule, and what is wrong with it.
        message: String,
    },
    /// A setting names a rule or class that does not exist.
    #[error("strip.allow: there is no rule or class `{0}`")]
    UnknownRule(String),
}

/// What is left, and what was removed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stripped {
    /// Kept blocks, some of them shortened.
    pub blocks: Vec<Block>,
    /// Removed text in order of its span.
    pub removals: Vec<Removal>,
}

/// What was found on a page: its main content, and what is to be removed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Judged {
    choice: Option<Choice>,
    marks: Vec<remove::Mark>,
}

impl Judged {
    /// The main content of the page; none where the model was not asked.
    pub fn choice(&self) -> Option<&Choice> {
        self.choice.as_ref()
    }

    /// Removes what was found from `blocks`, which must be those that were judged.
    pub fn remove(self, blocks: Vec<Block>) -> Stripped {
        remove::apply(blocks, self.marks)
    }

    /// Every stretch of `blocks` in order, kept or removed, with the rule and the reason.
    pub fn explain(&self, blocks: &[Block]) -> Vec<Explained> {
        remove::explain(blocks, &self.marks)
    }
}

/// A stretch of the extracted text and what became of it, for `explain`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Explained {
    /// Index of the block.
    pub block: usize,
    /// The text.
    pub text: String,
    /// The rule that removed it; none for kept text.
    pub rule: Option<RuleId>,
    /// Where the main-content model removed it: the phrase rule that knows it too.
    pub also: Option<RuleId>,
    /// Why; empty for kept text.
    pub reason: String,
}

/// All judges, compiled.
#[derive(Debug)]
pub struct Stripper {
    rules: Arc<RuleSet>,
    judges: Vec<Judge>,
    limits: Limits,
    main_content: main_content::Options,
    /// The fingerprint of what chooses the main content.
    chooser: String,
    /// The score below which a line of plain text goes.
    threshold: u16,
    wanted: Wanted,
    allow: Vec<String>,
}

/// Phrase rules that only one of two sets has.
#[derive(Debug)]
pub struct Changed(RuleSet);

impl Changed {
    /// Whether any of them has anything to say of a document; if not, both sets make the same of it.
    pub fn touches(&self, parsed: &Parsed) -> bool {
        !self.0.is_empty() && page::is_found(parsed, &self.0)
    }
}

/// Gives the text of a rule pack: this stage touches no files.
pub type ReadPack<'a> = &'a dyn Fn(&Path) -> io::Result<String>;

/// The embedded packs are compiled once a process.
static EMBEDDED: OnceLock<Arc<RuleSet>> = OnceLock::new();

impl Stripper {
    /// Compiles the rules that come with the program.
    ///
    /// # Errors
    /// Packs of one's own, which only [`Stripper::with_packs`] can read; a rule to allow that does not exist.
    pub fn new(options: &Options) -> Result<Self, Error> {
        Self::with_packs(options, &|_| Err(io::ErrorKind::Unsupported.into()))
    }

    /// Compiles the rules that come with the program and the packs of `options`, whose text `read` gives.
    ///
    /// # Errors
    /// A pack that cannot be read or compiled, a rule to allow that does not exist.
    pub fn with_packs(options: &Options, read: ReadPack<'_>) -> Result<Self, Error> {
        let rules = rule_set(&options.packs, read)?;
        let known = registry::names(&rules);
        if let Some(unknown) = options.allow.iter().find(|name| !known.contains(*name)) {
            return Err(Error::UnknownRule(unknown.clone()));
        }
        Ok(Stripper {
            limits: Limits::of(registry::max_scores(&rules)),
            rules,
            judges: rules::judges(options),
            main_content: options.main_content.clone(),
            chooser: main_content::fingerprint(&options.main_content),
            threshold: options.threshold.unwrap_or(options.level.threshold()),
            wanted: options.level.wanted(),
            allow: options.allow.clone(),
        })
    }

    /// The same stripper without the model of lines: on plain text the rules decide alone.
    pub(crate) fn without_line_model(&self) -> Self {
        Stripper {
            rules: Arc::clone(&self.rules),
            judges: self.judges.clone(),
            limits: self.limits.clone(),
            main_content: self.main_content.clone(),
            chooser: self.chooser.clone(),
            threshold: 0,
            wanted: self.wanted,
            allow: self.allow.clone(),
        }
    }

    /// Strips boilerplate: [`Stripper::judge`], then [`Judged::remove`].
    pub fn strip(&self, parsed: Parsed) -> Stripped {
        self.judge(&parsed, None, &Templates::default()).remove(parsed.blocks)
    }

    /// Finds what is boilerplate. A `choice` of the main content that was made before is used if this stripper would choose the same;
    /// `templates` are those known of the document's site.
    pub fn judge(&self, parsed: &Parsed, choice: Option<Choice>, templates: &Templates) -> Judged {
        let choice = choice.filter(|choice| choice.by == self.chooser && choice.blocks.len() == parsed.blocks.len());
        let choice = choice.or_else(|| self.choose(parsed));
        let marks = self.marks(parsed, choice.as_ref(), templates);
        Judged { choice, marks }
    }

    /// Chooses the main content of a page; none where the model is not asked.
    fn choose(&self, parsed: &Parsed) -> Option<Choice> {
        let asked = self.main_content.enabled && page::is_from_html(parsed);
        asked.then(|| main_content::choose(parsed, &self.main_content))
    }

    /// Names what the stripper does, phrase rules aside, by what its model and its settings hold.
    pub fn fingerprint(&self, options: &Options) -> String {
        let mut hasher = blake3::Hasher::new();
        hasher.update(main_content::weights());
        hasher.update(line_model::WEIGHTS);
        hasher.update(line_model::classes::WEIGHTS);
        let settings = Options {
            packs: Vec::new(),
            ..options.clone()
        };
        fingerprint::of(&(fingerprint::STRIP, settings, hasher.finalize().to_hex().as_str()))
    }

    /// Names the phrase rules by what they hold, wherever the packs lie.
    pub fn rules_fingerprint(&self) -> String {
        fingerprint::of(&self.rules.hash().to_hex().as_str())
    }

    /// The phrase rules, for [`Stripper::changed_since`]: those that come with the program as a hash, others as they stand in
    /// their packs.
    pub fn phrases(&self) -> String {
        self.rules.record()
    }

    /// What differs between the phrase rules of before, as [`Stripper::phrases`] gave them, and these; none if they cannot be read.
    pub fn changed_since(&self, before: &str) -> Option<Changed> {
        self.rules.changed_since(before).map(Changed)
    }

    /// All rules, sorted by class and name.
    pub fn rules(&self) -> Vec<RuleInfo> {
        registry::all(&self.rules)
    }

    fn marks(&self, parsed: &Parsed, choice: Option<&Choice>, templates: &Templates) -> Vec<remove::Mark> {
        self.with_judged(parsed, choice, |page, decisions| {
            let by_lines = self.threshold > 0 && line_model::is_asked(page);
            let chrome = (by_lines || !page.from_html).then(|| Chrome::of(page, decisions));
            if let Some(chrome) = chrome {
                let seen = by_lines.then(|| Seen::of(page, decisions, chrome));
                if !page.from_html {
                    chrome.apply(page, decisions);
                }
                if let Some(seen) = seen {
                    seen.judge(decisions, &self.limits, (self.wanted, self.threshold));
                }
            }
            guard::guard(page, decisions);
            templates.judge(page, decisions);
            if page.from_html || chrome.is_some_and(|chrome| matches!(chrome, Chrome::Partial | Chrome::Full)) {
                passage::judge(page, decisions);
            }
            let mut marks = remove::marks(page, decisions);
            marks.retain(|mark| !self.allows(&mark.rule));
            marks
        })
    }

    /// Hands out a page on which all rules have judged.
    fn with_judged<T>(
        &self,
        parsed: &Parsed,
        choice: Option<&Choice>,
        then: impl FnOnce(&Page<'_>, &mut Decisions) -> T,
    ) -> T {
        let page = Page::new(parsed, choice, &self.rules);
        let mut decisions = Decisions::new(page.len());
        for judge in &self.judges {
            judge(&page, &mut decisions);
            self.limits.enforce(&page, &mut decisions);
        }
        then(&page, &mut decisions)
    }

    fn allows(&self, rule: &RuleId) -> bool {
        let class = rule.0.split('/').next().unwrap_or_default();
        let family = line_model::is_own(rule).then_some(line_model::NAME);
        let names = [Some(&*rule.0), Some(class), family];
        self.allow.iter().any(|name| names.contains(&Some(name.as_str())))
    }
}

/// Everything that is wrong with the settings, by key: packs that cannot be used, names of rules that do not exist.
pub fn faults(options: &Options, read: ReadPack<'_>) -> Vec<(&'static str, String)> {
    if options.packs.is_empty() && options.allow.is_empty() {
        return Vec::new();
    }
    let (known, mut faults) = known(&options.packs, read);
    let unknown = options.allow.iter().filter(|name| !known.contains(*name));
    let say = |name: &String| match registry::nearest(&known, name) {
        Some(nearest) => format!("there is no rule or class `{name}`; did you mean `{nearest}`?"),
        None => format!("there is no rule or class `{name}`; `chaffinch rules` lists them"),
    };
    faults.extend(unknown.map(|name| ("strip.allow", say(name))));
    faults
}

/// The names of the rules of all packs that can be loaded, and what is wrong with the others.
fn known(packs: &[PathBuf], read: ReadPack<'_>) -> (BTreeSet<String>, Vec<(&'static str, String)>) {
    let error = match rule_set(packs, read) {
        Ok(rules) => return (registry::names(&rules), Vec::new()),
        Err(error) => error,
    };
    let mut known = rule_set(&[], read).map_or_else(|_| BTreeSet::new(), |rules| registry::names(&rules));
    let mut faults = Vec::new();
    for pack in packs {
        match rule_set(std::slice::from_ref(pack), read) {
            Ok(rules) => known.extend(registry::names(&rules)),
            Err(error) => faults.push(("strip.packs", error.to_string())),
        }
    }
    if faults.is_empty() {
        faults.push(("strip.packs", error.to_string()));
    }
    (known, faults)
}

fn rule_set(packs: &[PathBuf], read: ReadPack<'_>) -> Result<Arc<RuleSet>, Error> {
    if !packs.is_empty() {
        let structural: Vec<&str> = registry::structural_rules().map(|rule| rule.name).collect();
        return Ok(Arc::new(RuleSet::load(packs, read, &structural)?));
    }
    if let Some(rules) = EMBEDDED.get() {
        return Ok(Arc::clone(rules));
    }
    let rules = Arc::new(RuleSet::load(&[], read, &[])?);
    Ok(Arc::clone(EMBEDDED.get_or_init(|| rules)))
}
