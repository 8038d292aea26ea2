//! Arguments that several commands share, and what they are built into.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use chaffinch::config::{Config, Layers};
use chaffinch::reader::{self, Input};
use chaffinch::render::TextFormat;
use chaffinch::strip::Level;

use serde_json::{Map, Value};

use super::exit::Usage;

/// Where settings come from: the defaults, a file over them, single settings over that.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Settings")]
pub(super) struct SettingsArgs {
    /// File of settings (TOML); `chaffinch config` prints one with all defaults
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// One setting, over those of the file: render.format=markdown
    #[arg(long, value_name = "KEY=VALUE")]
    set: Vec<String>,
    /// How much is taken of plain text that was a page; short for --set strip.level=LEVEL
    #[arg(long, value_name = "LEVEL", value_enum)]
    strip_level: Option<LevelArg>,
    /// Readers' comments below an article; the posts of a forum stay in any case [default: drop]
    #[arg(long, value_name = "KEEP", value_enum)]
    comments: Option<KeepArg>,
    /// Tables [default: keep]
    #[arg(long, value_name = "KEEP", value_enum)]
    tables: Option<KeepArg>,
    /// Targets of links, in Markdown [default: drop]
    #[arg(long, value_name = "KEEP", value_enum)]
    links: Option<KeepArg>,
    /// The texts that stand in for pictures [default: drop]
    #[arg(long, value_name = "KEEP", value_enum)]
    images: Option<KeepArg>,
}

/// `keep` or `drop`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum KeepArg {
    /// They stay
    Keep,
    /// They go
    Drop,
}

impl SettingsArgs {
    /// Reads and checks the settings.
    ///
    /// # Errors
    /// The file cannot be read, or all problems of all layers.
    pub(super) fn load(&self) -> anyhow::Result<Config> {
        self.load_over(None)
    }

    /// [`SettingsArgs::load`] with the settings in `base` between the defaults and the rest.
    ///
    /// # Errors
    /// See [`SettingsArgs::load`].
    pub(super) fn load_over(&self, base: Option<&Map<String, Value>>) -> anyhow::Result<Config> {
        let mut layers = Layers::new();
        if let Some(base) = base {
            layers.add_changed("the manifest", base)?;
        }
        if let Some(path) = &self.config {
            layers.add_document(&path.display().to_string(), &read_settings(path)?);
        }
        for assignment in &self.set {
            layers.add_assignment(assignment);
        }
        let mut config = layers.finish()?;
        config.strip.level = self.strip_level.map_or(config.strip.level, Into::into);
        self.apply(&mut config);
        Ok(config)
    }
}

impl SettingsArgs {
    /// Lays the flags over the settings.
    fn apply(&self, config: &mut Config) {
        let Config {
            strip, render, parse, ..
        } = config;
        for (flag, setting) in [
            (self.comments, &mut strip.main_content.comments),
            (self.tables, &mut strip.tables),
            (self.links, &mut render.links),
            (self.images, &mut parse.images),
        ] {
            *setting = flag.map_or(*setting, |flag| flag == KeepArg::Keep);
        }
    }
}

/// `conservative`, `balanced` or `thorough`.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum LevelArg {
    /// What rules are sure of, and what can hardly be content
    Conservative,
    /// What is more likely not content
    Balanced,
    /// All but what reads like content
    Thorough,
}

impl From<LevelArg> for Level {
    fn from(level: LevelArg) -> Self {
        match level {
            LevelArg::Conservative => Level::Conservative,
            LevelArg::Balanced => Level::Balanced,
            LevelArg::Thorough => Level::Thorough,
        }
    }
}

/// The file of all settings with comments is a hundredth of that.
const MAX_SETTINGS_BYTES: u64 = 1 << 20;

/// The text of a file of settings.
pub(super) fn read_settings(path: &Path) -> Result<String, Usage> {
    reader::read_text(path, MAX_SETTINGS_BYTES).map_err(|cause| Usage(format!("{}: {cause}", path.display())))
}

/// What is to be read.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Input")]
pub(super) struct InputArgs {
    /// Files and folders; `-` is standard input
    #[arg(value_name = "INPUT", help_heading = None)]
    pub(super) paths: Vec<PathBuf>,
    /// File with a path a line, or separated by NUL as `find -print0` does; `-` is standard input
    #[arg(long, value_name = "LIST")]
    pub(super) from_file: Vec<PathBuf>,
    /// Of the files in folders, take only those that match this glob (repeatable)
    #[arg(long, value_name = "GLOB")]
    include: Vec<String>,
    /// Of the files in folders, leave out those that match this glob (repeatable)
    #[arg(long, value_name = "GLOB")]
    exclude: Vec<String>,
    /// Follow symbolic links in folders
    #[arg(long)]
    follow_links: bool,
    /// Name of the source: keeps documents of several sources apart that have the same path or number; short for
    /// --set input.source_name=NAME
    #[arg(long, value_name = "NAME")]
    source_name: Option<String>,
}

impl InputArgs {
    /// Whether anything is named.
    pub(super) fn is_named(&self) -> bool {
        !self.paths.is_empty() || !self.from_file.is_empty()
    }

    /// The inputs in the order in which they were named; none if nothing was named.
    ///
    /// # Errors
    /// A list that cannot be read.
    pub(super) fn inputs(&self) -> anyhow::Result<Vec<Input>> {
        let mut inputs: Vec<Input> = self.paths.iter().map(|path| input(path)).collect();
        for list in &self.from_file {
            inputs.extend(reader::read_list(list)?);
        }
        Ok(inputs)
    }

    /// The inputs, or standard input if nothing was named and something is piped in.
    pub(super) fn inputs_or_stdin(&self) -> anyhow::Result<Vec<Input>> {
        let named = self.inputs()?;
        if !named.is_empty() || !self.from_file.is_empty() {
            return Ok(named);
        }
        if io::stdin().is_terminal() {
            return Err(Usage("nothing to read: name a path, or pipe a document into standard input".into()).into());
        }
        Ok(vec![input(Path::new("-"))])
    }

    /// Lays the flags over the settings.
    pub(super) fn apply(&self, config: &mut Config) {
        add(&mut config.input.include, &self.include);
        add(&mut config.input.exclude, &self.exclude);
        config.input.follow_links |= self.follow_links;
        config.input.source_name = self
            .source_name
            .clone()
            .unwrap_or_else(|| config.input.source_name.clone());
    }
}

/// Adds those that are not there.
fn add(to: &mut Vec<String>, more: &[String]) {
    for one in more {
        if !to.contains(one) {
            to.push(one.clone());
        }
    }
}

pub(super) fn input(path: &Path) -> Input {
    if path == Path::new("-") {
        Input::Stdin("stdin".into())
    } else {
        Input::Path(path.to_owned())
    }
}

/// `text` or `markdown`.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub(super) enum FormatArg {
    /// Plain text
    Text,
    /// Marks of headings, lists, code and tables are kept
    Markdown,
}

impl From<FormatArg> for TextFormat {
    fn from(format: FormatArg) -> Self {
        match format {
            FormatArg::Text => TextFormat::Text,
            FormatArg::Markdown => TextFormat::Markdown,
        }
    }
}
