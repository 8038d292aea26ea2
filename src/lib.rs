//! Chaffinch turns a heap of scraped documents into a clean text corpus for machine learning.
#![forbid(unsafe_code)]

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
