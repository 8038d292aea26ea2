//! Chaffinch turns a heap of scraped documents into a clean text corpus for machine learning.
#![forbid(unsafe_code)]

pub mod config;
pub mod corpus;
pub mod decode;
pub mod driver;
pub mod eval;
pub mod filter;
mod fingerprint;
mod hashed;
pub mod language;
pub mod model;
pub mod monitor;
pub mod normalize;
mod panics;
pub mod parse;
pub mod render;
pub mod sources;
pub mod strip;
pub mod trip;
