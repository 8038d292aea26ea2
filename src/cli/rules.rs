//! `chaffinch rules`: lists the rules, shows one, tests a pack of one's own, tries it on a corpus.

mod attempt;
mod coverage;
mod trial;

use std::collections::BTreeSet;
use std::path::PathBuf;

use chaffinch::internal::filter::{FilterInfo, filters};
use chaffinch::internal::model::RuleId;
use chaffinch::internal::sources;
use chaffinch::internal::strip::{self, Class, RuleInfo, Stripper};

use serde_json::json;

use super::args::SettingsArgs;
use super::exit::{Exit, Usage};
use super::session::Session;
use super::summary::plural;
use super::terminal::{Output, say};

/// List the rules that take boilerplate, show one, or test a pack of your own
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Args {
    #[command(subcommand)]
    action: Option<Action>,
    #[command(flatten)]
    list: ListArgs,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// List all rules, those of your own packs included
    List(ListArgs),
    /// Show what a rule is for, with examples; of a class, list its rules
    Show {
        /// The rule, as removals name it (newsletter/invitation), or a class (newsletter)
        id: String,
        #[command(flatten)]
        settings: SettingsArgs,
    },
    /// Run the examples of a pack: what it must remove and what it must keep
    Test {
        /// File of rules (TOML)
        file: PathBuf,
    },
    /// Show what the rules of a pack would take from a corpus, or from other documents; nothing is changed
    Try {
        /// File of rules (TOML)
        pack: PathBuf,
        /// Folder of a corpus, or any documents
        corpus: PathBuf,
        /// How many of the pieces that each rule would take are shown
        #[arg(long, value_name = "N", default_value_t = 5)]
        samples: usize,
        #[command(flatten)]
        settings: SettingsArgs,
    },
    /// Show which classes of boilerplate the rules know in which languages, as a table in Markdown
    Coverage,
}

#[derive(Debug, clap::Args)]
struct ListArgs {
    /// A JSON object per rule
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    settings: SettingsArgs,
}

impl Args {
    pub(super) fn run(self, session: &Session) -> anyhow::Result<Exit> {
        match self.action.unwrap_or(Action::List(self.list)) {
            Action::List(args) => list(&rules(&args.settings)?, &filters(), args.json),
            Action::Show { id, settings } => show(&rules(&settings)?, &id),
            Action::Test { file } => test(file, session),
            Action::Try {
                pack,
                corpus,
                samples,
                settings,
            } => attempt::run(pack, &corpus, samples, settings.load()?, session),
            Action::Coverage => coverage(),
        }
    }
}

fn rules(settings: &SettingsArgs) -> anyhow::Result<Vec<RuleInfo>> {
    Ok(Stripper::with_packs(&settings.load()?.strip, &sources::read_pack)?.rules())
}

/// Rules, then filters of whole documents.
fn list(rules: &[RuleInfo], filters: &[FilterInfo], json: bool) -> anyhow::Result<Exit> {
    let mut output = Output::new();
    let width = rules.iter().map(|rule| rule.id.0.len()).max().unwrap_or(0);
    for rule in rules {
        let line = if json {
            serde_json::to_string(rule)?
        } else {
            let about = rule.about.lines().next().unwrap_or_default();
            format!("{:width$}  {:9}  {about}", rule.id.0, rule.kind)
        };
        output.line(&line)?;
    }
    for filter in filters {
        let line = if json {
            json!({"id": filter.id, "kind": FILTER, "about": filter.about, "manual": filter.manual}).to_string()
        } else {
            format!("{:width$}  {FILTER:9}  {}", filter.id.0, filter.about)
        };
        output.line(&line)?;
    }
    output.finish()?;
    Ok(Exit::Clean)
}

/// How filters of whole documents are listed among rules.
const FILTER: &str = "filter";

fn coverage() -> anyhow::Result<Exit> {
    let rules = Stripper::new(&strip::Options::default())?.rules();
    let mut output = Output::new();
    coverage::table(&rules).lines().try_for_each(|line| output.line(line))?;
    output.finish()?;
    Ok(Exit::Clean)
}

fn show(rules: &[RuleInfo], id: &str) -> anyhow::Result<Exit> {
    if let Some(class) = Class::from_name(id) {
        let of_class: Vec<RuleInfo> = rules.iter().filter(|rule| rule.class == class).cloned().collect();
        return list(&of_class, &[], false);
    }
    if let Some(filter) = filters().iter().find(|filter| filter.id.0 == id) {
        let mut output = Output::new();
        output.line(&format!("{id} ({FILTER})\n\n{}", filter.manual.trim()))?;
        output.finish()?;
        return Ok(Exit::Clean);
    }
    let Some(rule) = rules.iter().find(|rule| rule.id.0 == id) else {
        return Err(Usage(unknown(rules, id)).into());
    };
    let mut output = Output::new();
    output.line(&format!("{} ({})", rule.id, rule.kind))?;
    if !rule.languages.is_empty() {
        output.line(&format!("languages: {}", rule.languages.join(", ")))?;
    }
    let manual = if rule.manual.is_empty() {
        &rule.about
    } else {
        &rule.manual
    };
    output.line(&format!("\n{}", manual.trim()))?;
    for (head, examples) in [("removes", &rule.remove), ("keeps", &rule.keep)] {
        if !examples.is_empty() {
            output.line(&format!("\n{head}"))?;
        }
        for example in examples {
            output.line(&format!("  {}", example.trim().replace('\n', "\n  ")))?;
        }
    }
    output.finish()?;
    Ok(Exit::Clean)
}

fn unknown(rules: &[RuleInfo], id: &str) -> String {
    let likeness = |rule: &RuleId| strsim::normalized_damerau_levenshtein(&rule.0, id);
    let nearest = rules
        .iter()
        .map(|rule| &rule.id)
        .max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    match nearest.filter(|rule| likeness(rule) > 0.5) {
        Some(rule) => format!("no rule `{id}`; did you mean `{rule}`?"),
        None => format!("no rule `{id}`; `chaffinch rules list` names all"),
    }
}

/// Only the rules of the pack are tried, but all rules are in force, as they will be.
fn test(file: PathBuf, session: &Session) -> anyhow::Result<Exit> {
    let own = Stripper::new(&strip::Options::default())?.rules();
    let shown = file.display().to_string();
    let packs = vec![file];
    let options = strip::Options {
        packs,
        ..strip::Options::default()
    };
    let stripper = Stripper::with_packs(&options, &sources::read_pack)?;
    let rules = stripper.rules();
    let concerns: BTreeSet<RuleId> = rules
        .iter()
        .filter(|rule| !own.contains(rule))
        .map(|rule| rule.id.clone())
        .collect();
    let trial = trial::run(&stripper, &rules, &concerns);
    for failure in &trial.failures {
        say(failure);
    }
    if session.talks {
        let failed = trial.failures.len();
        say(&format!(
            "{shown}: {}, {}, {failed} failed",
            plural(concerns.len() as u64, "rule"),
            plural(trial.examples as u64, "example")
        ));
    }
    Ok(if trial.failures.is_empty() {
        Exit::Clean
    } else {
        Exit::Failed
    })
}
