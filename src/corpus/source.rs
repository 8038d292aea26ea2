//! What a corpus is built from: the inputs, what cleans them, and the fingerprints of both.

use std::collections::BTreeMap;

use crate::driver::Reading;
use crate::fingerprint;
use crate::sources::{self, Inputs};
use crate::trip::{Cleaner, Pipeline};

/// What a corpus is built from.
#[derive(Clone)]
pub struct Source<'a> {
    /// What is read, and how.
    pub reading: Reading<'a>,
    /// What cleans.
    pub cleaner: &'a dyn Cleaner,
    /// Names of what reads and of each stage: the state before is used as far as it has the same.
    pub fingerprints: BTreeMap<String, String>,
}

impl<'a> Source<'a> {
    /// The documents of `inputs`, read with `reading` and cleaned by `pipeline`.
    pub fn new(inputs: &'a Inputs, reading: &'a sources::Options, pipeline: &'a Pipeline) -> Self {
        let mut fingerprints = BTreeMap::from(pipeline.fingerprints());
        fingerprints.insert("read".to_owned(), fingerprint::of(&(fingerprint::READ, reading)));
        Source {
            reading: Reading {
                inputs,
                reader: reading,
            },
            cleaner: pipeline,
            fingerprints,
        }
    }

    /// The same over other inputs.
    pub(crate) fn over<'b>(&'b self, inputs: &'b Inputs) -> Reading<'b> {
        Reading {
            inputs,
            reader: self.reading.reader,
        }
    }
}
