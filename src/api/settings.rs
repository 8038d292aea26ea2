//! The settings of a pipeline or a build, laid over the defaults.

use std::path::Path;

use super::Error;
use crate::config::{self, Layers, Problems};
use crate::sources;

/// More than any file of settings has.
const MOST_BYTES: u64 = 16 << 20;

/// All settings. [`Config::default`] has the default values, which `chaffinch config` and [`Config::DEFAULTS`] document.
///
/// ```
/// use chaffinch::Config;
///
/// let config = Config::from_toml("[render]\nformat = \"markdown\"\n")?.with("filter.min_chars = 200")?;
///
/// let error = Config::from_toml("[render]\nfromat = \"markdown\"\n").unwrap_err();
/// assert!(error.to_string().contains("did you mean `render.format`?"));
/// # Ok::<(), chaffinch::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Config {
    layers: Layers,
    settings: config::Config,
}

impl Config {
    /// All settings with their defaults and what they mean, as a TOML document.
    pub const DEFAULTS: &str = config::DEFAULT_TOML;

    /// The settings of a TOML document. Settings that it does not name have their defaults.
    ///
    /// # Errors
    /// All problems of the document, each with its line and column.
    pub fn from_toml(text: &str) -> Result<Self, Error> {
        let mut layers = Layers::new();
        layers.add_document("configuration", text);
        Ok(Config::of(layers)?)
    }

    /// The settings of a TOML file. Settings that it does not name have their defaults.
    ///
    /// # Errors
    /// A file that cannot be read, or all its problems, each with its line and column.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let text = sources::read_text(path, MOST_BYTES).map_err(|cause| Error::Settings {
            path: path.to_owned(),
            cause,
        })?;
        let mut layers = Layers::new();
        layers.add_document(&path.display().to_string(), &text);
        Ok(Config::of(layers)?)
    }

    /// The same settings with one changed: `table.key=value`, as in `render.format=markdown`.
    ///
    /// # Errors
    /// A key that does not exist, or a value that is not valid for it.
    pub fn with(mut self, assignment: &str) -> Result<Self, Error> {
        self.layers.add_assignment(assignment);
        Ok(Config::of(self.layers)?)
    }

    fn of(layers: Layers) -> Result<Self, Problems> {
        let settings = layers.clone().finish()?;
        Ok(Config { layers, settings })
    }

    pub(super) fn settings(&self) -> &config::Config {
        &self.settings
    }
}
