//! Chaffinch turns a heap of scraped documents into a clean text corpus for machine learning.
#![forbid(unsafe_code)]

mod code;
pub mod config;
pub mod corpus;
pub mod decode;
pub mod document;
pub mod eval;
pub mod filter;
mod hashed;
pub mod monitor;
pub mod normalize;
pub mod outcome;
pub mod parse;
pub mod pipeline;
pub mod reader;
pub mod render;
pub mod run;
pub mod strip;
