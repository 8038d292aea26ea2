//! Chaffinch turns scraped documents into a clean text corpus for machine learning.
//!
//! It decodes and parses HTML, plain text and Markdown, strips boilerplate, normalises the text, drops exact duplicates, and
//! writes compressed JSON Lines. Everything that it removes is recorded with the rule and the reason.
//!
//! # One document
//!
//! ```
//! let page = "<h1>A kiln on Fish Street</h1>\
//!     <p>The potter lit the kiln on Friday, and half the street came to watch.</p>\
//!     <p>Sign up for our newsletter and never miss a story.</p>";
//! let document = chaffinch::clean_html(page)?;
//! assert_eq!(
//!     document.text,
//!     "A kiln on Fish Street\n\nThe potter lit the kiln on Friday, and half the street came to watch."
//! );
//! for removal in &document.removals {
//!     println!("{}: {} ({})", removal.rule, removal.text, removal.reason);
//! }
//! # Ok::<(), chaffinch::Quarantined>(())
//! ```
//!
//! [`clean_text`] and [`clean_markdown`] take the other formats; [`clean_bytes`] detects the format and the encoding.
//!
//! # Many documents, other settings
//!
//! A [`Pipeline`] cleans with [settings](Config) and rule packs that you choose. It turns each [`Record`] into an [`Outcome`]:
//!
//! ```
//! use chaffinch::{Config, Format, Outcome, Pipeline, Record};
//!
//! let config = Config::default().with("render.format=markdown")?.with("filter.min_chars=40")?;
//! let pipeline = Pipeline::new(&config)?;
//! let record = Record::new("kiln.html", Format::Html, "<h1>Kilns</h1><ul><li>gas<li>wood</ul>");
//! match pipeline.clean(record) {
//!     Outcome::Kept(document) => println!("{}", document.text),
//!     Outcome::Dropped(document, reason) => println!("{}: {}", document.provenance, reason.detail),
//!     Outcome::Skipped(skipped) => println!("{}: {}", skipped.provenance, skipped.reason),
//!     Outcome::Quarantined(quarantined) => println!("{quarantined}"),
//! }
//! # Ok::<(), chaffinch::Error>(())
//! ```
//!
//! # A corpus
//!
//! [`Corpus::build`] reads files and folders and writes a corpus, as `chaffinch build` does; [`Corpus::open`] reads one:
//!
//! ```
//! use chaffinch::{Config, Corpus, Silent};
//!
//! # let folder = tempfile::tempdir().unwrap();
//! # let output = folder.path().join("corpus");
//! Corpus::build(["data/samples"], &output, &Config::default(), &Silent)?;
//!
//! let corpus = Corpus::open(&output)?;
//! for document in corpus.documents() {
//!     let document = document?;
//!     println!("{}: {} bytes", document.about.metadata.title, document.text.len());
//! }
//! println!("{} pieces were removed", corpus.removals().count());
//! # Ok::<(), chaffinch::Error>(())
//! ```
//!
//! # Features
//!
//! * `cli` (default): the command `chaffinch` and its dependencies. Programs that only use the library disable it:
//!   `default-features = false`.
//! * `training`: internals for the tools that train the models. Not stable.
#![forbid(unsafe_code)]
#![warn(clippy::indexing_slicing)]

mod api;
mod config;
mod corpus;
mod decode;
mod driver;
mod eval;
mod filter;
mod fingerprint;
mod hashed;
#[doc(hidden)]
pub mod internal;
mod language;
mod model;
mod monitor;
mod normalize;
mod panics;
mod parse;
mod render;
mod sources;
mod strip;
mod trip;

pub use api::{Config, Corpus, Error, Pipeline, PipelineBuilder, clean_bytes, clean_html, clean_markdown, clean_text};
pub use model::{Digest, Document, Format, Metadata, Outcome, Quarantined, Record, Removal, Skipped};
pub use monitor::{Counter, Monitor, Silent};

/// The rows of a corpus, as [`Corpus`] iterates over them.
///
/// Every row has every field; a value that is not known is empty, and a date that is not known is `0001-01-01`.
pub mod rows {
    pub use crate::corpus::Rows;
    pub use crate::corpus::line::{
        About, DocumentLine, DroppedLine, DuplicateLine, EncodingLine, MetadataLine, QuarantinedLine, RemovalLine,
        SkippedLine,
    };
    pub use crate::corpus::manifest::Counts;
}

/// Types that occur in the fields, variants and errors of the types at the root of the crate.
pub mod types {
    pub use crate::config::{Problem, Problems};
    pub use crate::corpus::Error as CorpusError;
    pub use crate::model::{ByteSpan, Content, DropReason, Encoding, Fault, Provenance, RuleId, SkipKind, Stage};
    pub use crate::sources::Error as InputError;
    pub use crate::strip::Error as RulesError;
}
