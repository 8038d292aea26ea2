//! Checks each line: that it can be read, fits its hash, and is in its place; and counts what the lines say.
//!
//! Not for: files and frames (`verify`).

use crate::corpus::manifest::Manifest;
use crate::corpus::rows::entry;
use crate::corpus::rows::line;
use crate::corpus::trie::{Key, Prefix};
use crate::model::RuleId;

/// Counts of the lines that were read, to be held against the manifest's.
#[derive(Default)]
pub(crate) struct Lines(Manifest);

impl Lines {
    /// Checks a line and counts it.
    pub(crate) fn line(&mut self, path: &str, prefix: &Prefix, bytes: &[u8]) -> Result<(), String> {
        let key = match path.split(['/', '-']).collect::<Vec<_>>().as_slice() {
            ["documents", ..] => self.document(bytes)?,
            ["removals", ..] => return self.removal(bytes),
            ["rejects", "duplicates", ..] => self.duplicate(bytes)?,
            ["rejects", "dropped", ..] => self.dropped(bytes)?,
            ["rejects", "quarantined", ..] => self.quarantined(bytes)?,
            ["rejects", "skipped", ..] => self.skipped(bytes)?,
            _ => return Err("a file of no known kind".to_owned()),
        };
        if prefix.contains(&Prefix::full(key)) {
            return Ok(());
        }
        Err(format!(
            "a line is in the wrong frame: {}",
            blake3::Hash::from_bytes(key)
        ))
    }

    fn document(&mut self, bytes: &[u8]) -> Result<Key, String> {
        let document: line::DocumentLine = parse(bytes)?;
        let hash = blake3::hash(document.text.as_bytes());
        if hash.to_hex().as_str() != document.about.metadata.content_hash {
            return Err(format!("document {}: the text does not fit its hash", document.id));
        }
        self.0.counts.kept += 1;
        Ok(*hash.as_bytes())
    }

    fn removal(&mut self, bytes: &[u8]) -> Result<(), String> {
        let line::RemovalLine { removal, .. } = parse(bytes)?;
        let rule = self.0.removed.entry(removal.rule).or_default();
        rule.blocks += 1;
        rule.bytes += removal.text.len() as u64;
        Ok(())
    }

    fn duplicate(&mut self, bytes: &[u8]) -> Result<Key, String> {
        let duplicate: line::DuplicateLine = parse(bytes)?;
        self.0.counts.duplicate += 1;
        let hash = blake3::Hash::from_hex(&duplicate.about.metadata.content_hash);
        hash.map(|hash| *hash.as_bytes()).map_err(|error| error.to_string())
    }

    fn dropped(&mut self, bytes: &[u8]) -> Result<Key, String> {
        let dropped: line::DroppedLine = parse(bytes)?;
        self.0.counts.dropped += 1;
        let rule: RuleId = dropped.reason.rule;
        *self.0.dropped.entry(rule).or_default() += 1;
        let line::About { source, metadata, .. } = dropped.about;
        Ok(entry::place_key(&entry::place(&source, metadata.record)))
    }

    fn quarantined(&mut self, bytes: &[u8]) -> Result<Key, String> {
        let quarantined: line::QuarantinedLine = parse(bytes)?;
        self.0.counts.quarantined += 1;
        *self.0.quarantined.entry(quarantined.fault).or_default() += 1;
        Ok(entry::place_key(&entry::place(&quarantined.source, quarantined.record)))
    }

    fn skipped(&mut self, bytes: &[u8]) -> Result<Key, String> {
        let skipped: line::SkippedLine = parse(bytes)?;
        self.0.counts.skipped += 1;
        *self.0.skipped.entry(skipped.kind).or_default() += 1;
        Ok(entry::place_key(&entry::place(&skipped.source, skipped.record)))
    }

    /// Whether the counts are those of a manifest.
    pub(crate) fn fits(&mut self, manifest: &Manifest) -> bool {
        let found = &mut self.0;
        found.counts.read = manifest.counts.read;
        manifest.counts.hold()
            && found.counts == manifest.counts
            && found.removed == manifest.removed
            && found.dropped == manifest.dropped
            && found.skipped == manifest.skipped
            && found.quarantined == manifest.quarantined
    }
}

fn parse<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Result<T, String> {
    serde_json::from_slice(bytes).map_err(|error| format!("a line cannot be read: {error}"))
}
