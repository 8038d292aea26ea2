//! `chaffinch rules`: lists the rules and shows one.
//!
//! Not for: running examples (`test`), or trying a pack on documents (`attempt`).

mod attempt;
mod coverage;
mod test;

use std::path::PathBuf;

use chaffinch::internal::filter::{FilterInfo, filters};
use chaffinch::internal::model::RuleId;
use chaffinch::internal::sources;
use chaffinch::internal::strip::{self, Class, Given, RuleInfo, Stripper};
use serde_json::json;

use super::args::SettingsArgs;
use super::exit::{Exit, Usage};
use super::session::Session;
use super::terminal::Output;

/// Where the help points for more.
const GUIDE: &str = "How to write a rule pack: docs/rules.md";

/// List the rules and document filters, show one, or test your own rule pack
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true, after_help = GUIDE)]
pub(super) struct Args {
    #[command(subcommand)]
    action: Option<Action>,
    #[command(flatten)]
    list: ListArgs,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// List all rules, including those of your own packs
    List(ListArgs),
    /// Show the manual and examples of a rule, or list the rules of a class
    Show {
        /// A rule as named in removals (newsletter/invitation), a class (newsletter), or text-model
        id: String,
        #[command(flatten)]
        settings: SettingsArgs,
    },
    /// Run the examples of rules: what each must remove and what it must keep
    Test {
        /// Rule packs (TOML); rules or classes of the built-in packs [default: all built-in rules]
        #[arg(value_name = "PACK|RULE|CLASS")]
        names: Vec<PathBuf>,
    },
    /// Show what a rule pack would remove from a corpus or from documents; changes nothing
    Try {
        /// Rule pack (TOML)
        pack: PathBuf,
        /// Folder of a corpus, or documents
        corpus: PathBuf,
        /// Show this many removals per rule
        #[arg(long, value_name = "N", default_value_t = 5)]
        samples: usize,
        #[command(flatten)]
        settings: SettingsArgs,
    },
    /// Print a Markdown table of the languages that each class of boilerplate is known in
    Coverage,
}

#[derive(Debug, clap::Args)]
struct ListArgs {
    /// Print a JSON object per rule
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
            Action::Test { names } => test::run(&names, session),
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
    let Some(rule) = rules.iter().find(|rule| rule.id.0 == id || rule.family == Some(id)) else {
        return Err(Usage(unknown(rules, id)).into());
    };
    let mut output = Output::new();
    output.line(&format!("{id} ({})", rule.kind))?;
    if !rule.languages.is_empty() {
        output.line(&format!("languages: {}", rule.languages.join(", ")))?;
    }
    let manual = if rule.manual.is_empty() {
        &rule.about
    } else {
        &rule.manual
    };
    output.line(&format!("\n{}", manual.trim()))?;
    show_examples(rule, &mut output)?;
    output.finish()?;
    Ok(Exit::Clean)
}

fn show_examples(rule: &RuleInfo, output: &mut Output) -> anyhow::Result<()> {
    for (head, examples) in [("removes", &rule.remove), ("keeps", &rule.keep)] {
        if !examples.is_empty() {
            output.line(&format!("\n{head}{}", given(&rule.given)))?;
        }
        for example in examples {
            output.line(&format!("  {}", example.trim().replace('\n', "\n  ")))?;
        }
    }
    Ok(())
}

/// What the examples presuppose, for their heading.
fn given(given: &Given) -> String {
    let tables = given.without_tables.then(|| "with strip.tables = false".to_owned());
    let captions = given.without_captions.then(|| "with strip.captions = false".to_owned());
    let templates = given
        .templates
        .iter()
        .map(|text| format!("where the site prints \"{text}\""));
    let all: Vec<String> = tables.into_iter().chain(captions).chain(templates).collect();
    if all.is_empty() {
        String::new()
    } else {
        format!(" ({})", all.join(", "))
    }
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
