//! Values of the right type that make no sense all the same. What only the stage itself can tell (globs, rules), its
//! constructor reports, also before any work.

use std::ops::RangeInclusive;

use crate::model::{Content, Format, Metadata};

use super::Config;

/// More threads than any machine has processors for, and fewer than a pool takes minutes to start.
const MAX_THREADS: i64 = 1024;

/// The highest score of a model, per mille.
const MOST_SCORE: i64 = 1000;

/// A key and what is wrong with its value.
pub(super) type Fault = (&'static str, String);

/// All values that make no sense.
pub(super) fn faults(config: &Config) -> Vec<Fault> {
    let output = &config.output;
    let mut faults = Vec::new();
    faults.extend(within(
        "output.compression_level",
        i64::from(output.compression_level),
        1..=22,
    ));
    faults.extend(within("output.threads", output.threads as i64, 0..=MAX_THREADS));
    let threshold = config.strip.threshold.map_or(0, i64::from);
    faults.extend(within("strip.threshold", threshold, 0..=MOST_SCORE));
    for (key, bytes) in [
        ("output.memory_bytes", output.memory_bytes),
        ("output.shard_size_bytes", output.shard_size_bytes),
        ("output.frame_size_bytes", output.frame_size_bytes),
    ] {
        if bytes == 0 {
            faults.push((key, "must be more than 0".into()));
        }
    }
    faults.extend(output.added.as_deref().and_then(time));
    faults.extend(encoding(config));
    faults
}

fn within(key: &'static str, value: i64, range: RangeInclusive<i64>) -> Option<Fault> {
    let (low, high) = (range.start(), range.end());
    (!range.contains(&value)).then(|| (key, format!("{value} is not between {low} and {high}")))
}

fn time(text: &str) -> Option<Fault> {
    let parsed = text.parse::<jiff::Timestamp>();
    parsed.err().map(|_| {
        (
            "output.added",
            format!("`{text}` is not a time of RFC 3339 such as 2026-01-31T00:00:00Z"),
        )
    })
}

/// The stage itself says whether it knows an encoding.
fn encoding(config: &Config) -> Option<Fault> {
    let nothing = Content::Bytes {
        bytes: Vec::new(),
        charset: None,
    };
    let decoded = crate::decode::decode(nothing, Format::Text, &Metadata::default(), &config.decode);
    decoded.err().map(|message| ("decode.encoding", message))
}
