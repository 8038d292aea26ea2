//! The settings of a run: typed, checked before any work, all problems at once.
//!
//! Not for: what a setting does; each stage owns its `Options`.

use serde::{Deserialize, Serialize};

use crate::{corpus, decode, filter, normalize, parse, pipeline, reader, render, strip};

/// Every setting. `config/default.toml` documents each with its default.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Finding and reading inputs.
    pub input: reader::Options,
    /// Bytes to text.
    pub decode: decode::Options,
    /// Text to blocks.
    pub parse: parse::Options,
    /// Boilerplate.
    pub strip: strip::Options,
    /// Blocks to the text of the document.
    pub render: render::Options,
    /// Unicode, spaces, controls.
    pub normalize: normalize::Options,
    /// Whole documents.
    pub filter: filter::Options,
    /// What is written.
    pub output: corpus::Options,
}

impl Config {
    /// The part that decides what becomes of one document.
    pub fn pipeline(&self) -> pipeline::Options {
        pipeline::Options {
            decode: self.decode.clone(),
            parse: self.parse.clone(),
            strip: self.strip.clone(),
            render: self.render.clone(),
            normalize: self.normalize.clone(),
            filter: self.filter.clone(),
        }
    }
}
