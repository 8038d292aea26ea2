//! Arguments that several commands share, and what they are built into.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use chaffinch::internal::config::{Config, Layers};
use chaffinch::internal::corpus;
use chaffinch::internal::render::TextFormat;
use chaffinch::internal::sources::{self, Input};
use chaffinch::internal::strip::Level;

use serde_json::{Map, Value};

use super::exit::Usage;

/// Where settings come from: the defaults, a file over them, single settings over that.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Settings")]
pub(super) struct ConfigArgs {
    /// File of settings (TOML); `chaffinch config` prints one with all defaults
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// One setting; overrides the file: render.format=markdown
    #[arg(long, value_name = "KEY=VALUE")]
    set: Vec<String>,
}

/// All settings, those of cleaning by flags of their own as well.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Settings")]
pub(super) struct SettingsArgs {
    #[command(flatten)]
    config: ConfigArgs,
    /// How much is removed from plain text and Markdown; short for --set strip.level=LEVEL
    #[arg(long, value_name = "LEVEL", value_enum)]
    strip_level: Option<LevelArg>,
    /// Score, per mille, below which a line of plain text is removed, instead of that of the level; 0: only rules decide; short for
    /// --set strip.threshold=SCORE
    #[arg(long, value_name = "SCORE", value_parser = clap::value_parser!(u16).range(0..=1000))]
    strip_threshold: Option<u16>,
    /// Readers' comments below an article; forum posts always stay [default: drop]
    #[arg(long, value_name = "keep|drop", hide_possible_values = true, value_enum)]
    comments: Option<KeepArg>,
    /// Tables [default: keep]
    #[arg(long, value_name = "keep|drop", hide_possible_values = true, value_enum)]
    tables: Option<KeepArg>,
    /// Captions of tables and listings [default: keep]
    #[arg(long, value_name = "keep|drop", hide_possible_values = true, value_enum)]
    captions: Option<KeepArg>,
    /// Link targets, in Markdown [default: drop]
    #[arg(long, value_name = "keep|drop", hide_possible_values = true, value_enum)]
    links: Option<KeepArg>,
    /// Alternative texts of images [default: drop]
    #[arg(long, value_name = "keep|drop", hide_possible_values = true, value_enum)]
    images: Option<KeepArg>,
}

/// `keep` or `drop`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum KeepArg {
    /// Keep them
    Keep,
    /// Remove them
    Drop,
}

impl ConfigArgs {
    /// Reads and checks the settings.
    ///
    /// # Errors
    /// The file cannot be read, or all problems of all layers.
    pub(super) fn load(&self) -> anyhow::Result<Config> {
        self.load_over(None)
    }

    fn load_over(&self, base: Option<&Map<String, Value>>) -> anyhow::Result<Config> {
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
        Ok(layers.finish()?)
    }
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
        let mut config = self.config.load_over(base)?;
        self.apply(&mut config);
        Ok(config)
    }

    /// Lays the flags over the settings.
    fn apply(&self, config: &mut Config) {
        let Config {
            strip, render, parse, ..
        } = config;
        strip.level = self.strip_level.map_or(strip.level, Into::into);
        strip.threshold = self.strip_threshold.or(strip.threshold);
        for (flag, setting) in [
            (self.comments, &mut strip.main_content.comments),
            (self.tables, &mut strip.tables),
            (self.captions, &mut strip.captions),
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
    /// Remove what is very unlikely to be wanted
    Conservative,
    /// Remove what is unlikely to be wanted
    Balanced,
    /// Remove all but running text; of headings, lists and short lines, keep only what surely belongs to it
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
    sources::read_text(path, MAX_SETTINGS_BYTES).map_err(|cause| Usage(format!("{}: {cause}", path.display())))
}

/// What is to be read.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Input")]
pub(super) struct InputArgs {
    /// Files and folders; `-` is standard input
    #[arg(value_name = "INPUT", help_heading = None)]
    pub(super) paths: Vec<PathBuf>,
    /// File with one path per line, or with paths separated by NUL as by `find -print0`; `-` is standard input
    #[arg(long, value_name = "LIST")]
    pub(super) from_file: Vec<PathBuf>,
    /// Read only files in folders that match this glob (repeatable)
    #[arg(long, value_name = "GLOB")]
    include: Vec<String>,
    /// Skip files in folders that match this glob (repeatable)
    #[arg(long, value_name = "GLOB")]
    exclude: Vec<String>,
    /// Follow symbolic links in folders
    #[arg(long)]
    follow_links: bool,
    /// Also read hidden files and folders
    #[arg(long)]
    hidden: bool,
}

/// What the documents are called after.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Input")]
pub(super) struct SourceArgs {
    /// Name of the source; gives documents of different sources different ids even if their paths are equal; short for --set
    /// input.source_name=NAME
    #[arg(long, value_name = "NAME")]
    source_name: Option<String>,
}

impl SourceArgs {
    /// Lays the flag over the settings.
    pub(super) fn apply(&self, config: &mut Config) {
        let name = &mut config.input.source_name;
        *name = self.source_name.clone().unwrap_or_else(|| std::mem::take(name));
    }
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
        let mut inputs = self
            .paths
            .iter()
            .map(|path| input(path))
            .collect::<Result<Vec<_>, _>>()?;
        for list in &self.from_file {
            inputs.extend(sources::read_list(list)?);
        }
        for named in &inputs {
            if let Input::Path(path) = named {
                refuse_address(
                    path,
                    "download it with another tool, and name the copies or list them with --from-file",
                )?;
            }
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
        Ok(vec![input(Path::new("-"))?])
    }

    /// Lays the flags over the settings.
    pub(super) fn apply(&self, config: &mut Config) {
        add(&mut config.input.include, &self.include);
        add(&mut config.input.exclude, &self.exclude);
        config.input.follow_links |= self.follow_links;
        config.input.hidden |= self.hidden;
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

/// A path that was named, or standard input.
///
/// # Errors
/// An address.
pub(super) fn input(path: &Path) -> Result<Input, Usage> {
    if path == Path::new("-") {
        return Ok(Input::Stdin("stdin".into()));
    }
    refuse_address(path, "download it with another tool and name the copy")?;
    Ok(Input::Path(path.to_owned()))
}

/// Addresses (`s3://`, `https://`, `hf://`) are no paths yet.
fn refuse_address(path: &Path, advice: &str) -> Result<(), Usage> {
    let text = path.to_string_lossy();
    let is_scheme = |scheme: &str| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    };
    match text.split_once("://") {
        Some((scheme, _)) if is_scheme(scheme) && !path.exists() => Err(Usage(format!(
            "{text}: only local files and folders are supported; {advice}"
        ))),
        _ => Ok(()),
    }
}

/// Whether a path can be that of an output folder.
///
/// # Errors
/// An address, or a path that is that of a file or leads through one.
pub(super) fn check_output(path: &Path) -> Result<(), Usage> {
    refuse_address(path, "write to a local folder and upload that with another tool")?;
    let is_file = |path: &&Path| path.exists() && !path.is_dir();
    match path.ancestors().find(is_file) {
        Some(file) if file == path => Err(Usage(format!("{} is a file, not a folder", path.display()))),
        Some(file) => Err(Usage(format!(
            "{} cannot be a folder: {} is a file",
            path.display(),
            file.display()
        ))),
        None => Ok(()),
    }
}

/// Says of an output folder that could not be made that this was what failed.
pub(super) fn output_error(output: &Path, error: corpus::Error) -> anyhow::Error {
    match &error {
        corpus::Error::Io { path, cause } if output.starts_with(path) && !path.exists() => anyhow::anyhow!(
            "the output folder cannot be made: {}: {}",
            path.display(),
            why_unmade(cause)
        ),
        _ => error.into(),
    }
}

/// Why the system made no folder, in words.
fn why_unmade(cause: &std::io::Error) -> String {
    use std::io::ErrorKind;
    match cause.kind() {
        // The folder above is there: some file systems, such as /proc, say so where nothing can be made.
        ErrorKind::NotFound => "no folder can be made there".to_owned(),
        ErrorKind::PermissionDenied => "you may not write there".to_owned(),
        ErrorKind::ReadOnlyFilesystem => "the file system is read-only".to_owned(),
        ErrorKind::StorageFull => "the disk is full".to_owned(),
        kind => kind.to_string(),
    }
}

/// `text` or `markdown`.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub(super) enum FormatArg {
    /// Plain text
    Text,
    /// Markdown: headings, lists, code and tables keep their markup
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
