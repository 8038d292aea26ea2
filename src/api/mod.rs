//! What other programs call: the verbs and the types at the root of the crate that are not of a stage.
//!
//! Not for: work. Everything here hands it on to the modules below.

mod clean;
mod corpus;
mod error;
mod pipeline;
mod settings;

pub use clean::{clean_bytes, clean_html, clean_markdown, clean_text};
pub use corpus::Corpus;
pub use error::Error;
pub use pipeline::{Pipeline, PipelineBuilder};
pub use settings::Config;
