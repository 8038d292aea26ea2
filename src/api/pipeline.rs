//! The pipeline: all that happens to one document.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};

use super::{Config, Error};
use crate::model::{Outcome, Record};
use crate::{sources, trip};

/// Cleans documents: decodes, parses, strips boilerplate, normalises and filters. Build it once, and share it between threads.
///
/// ```
/// use chaffinch::{Config, Format, Outcome, Pipeline, Record};
///
/// let pipeline = Pipeline::builder()
///     .config(Config::default().with("filter.min_chars = 20")?)
///     .rules("courier", r#"
///         class = "newsletter"
///         [[rule]]
///         name = "courier"
///         about = "The Courier's own invitation."
///         phrases.en = ["the courier at your door"]
///         remove = ["The Courier at your door: every morning for a penny."]
///         keep = ["The courier at the door had a parcel for the miller."]
///     "#)
///     .build()?;
/// let page = "<p>The mill was sold.</p>\n<p>The Courier at your door: every morning for a penny.</p>";
/// let outcome = pipeline.clean(Record::new("mill.html", Format::Html, page));
/// let Outcome::Dropped(document, reason) = outcome else { panic!("{outcome:?}") };
/// assert_eq!(document.text, "The mill was sold.");
/// assert_eq!(document.removals[0].rule.to_string(), "newsletter/courier");
/// assert_eq!(reason.rule.to_string(), "min-chars");
/// # Ok::<(), chaffinch::Error>(())
/// ```
#[derive(Debug)]
pub struct Pipeline {
    stages: trip::Pipeline,
}

impl Pipeline {
    /// A pipeline with these settings.
    ///
    /// # Errors
    /// A rule pack named in the settings cannot be read or is not valid.
    pub fn new(config: &Config) -> Result<Self, Error> {
        let stages = config.settings().pipeline()?;
        Ok(Pipeline { stages })
    }

    /// Starts to build a pipeline with your own settings and rule packs.
    pub fn builder() -> PipelineBuilder {
        PipelineBuilder::default()
    }

    /// Cleans one document. If that panics, the panic is caught and the document is quarantined.
    pub fn clean(&self, record: Record) -> Outcome {
        self.stages.clean(record)
    }
}

/// Builds a [`Pipeline`].
#[derive(Clone, Debug, Default)]
pub struct PipelineBuilder {
    config: Config,
    rules: Vec<(PathBuf, String)>,
}

impl PipelineBuilder {
    /// Sets the settings. Without this call, the defaults apply.
    #[must_use]
    pub fn config(mut self, config: Config) -> Self {
        self.config = config;
        self
    }

    /// Adds the text of a rule pack to those that the settings name. Error messages call it `name`.
    #[must_use]
    pub fn rules(mut self, name: &str, toml: impl Into<String>) -> Self {
        self.rules.push((name.into(), toml.into()));
        self
    }

    /// Compiles the rules.
    ///
    /// # Errors
    /// A rule pack that cannot be read or is not valid; the error names the pack and the rule.
    pub fn build(self) -> Result<Pipeline, Error> {
        let mut options = self.config.settings().stages();
        options
            .strip
            .packs
            .extend(self.rules.iter().map(|(name, _)| name.clone()));
        let texts: HashMap<PathBuf, String> = self.rules.into_iter().collect();
        let read = |path: &Path| -> io::Result<String> {
            let text = texts.get(path).cloned();
            text.map_or_else(|| sources::read_pack(path), Ok)
        };
        let stages = trip::Pipeline::with_packs(options, &read)?;
        Ok(Pipeline { stages })
    }
}
