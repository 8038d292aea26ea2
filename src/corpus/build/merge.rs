//! Merges the difference into the old state: withdrawn rows are deleted, new rows inserted, and of equal texts the first is kept.
//!
//! A full build merges into an empty state. Not for: how sections are cut and written (`old`, `section`).

use std::path::Path;

use crate::corpus::build::old::Section;
use crate::corpus::error::{At, Error, damaged};
use crate::corpus::manifest::Manifest;
use crate::corpus::rows::entry::{self, Kind};
use crate::corpus::rows::filled::Blank;
use crate::corpus::rows::line::{self, DocumentLine, DuplicateLine, RemovalLine};
use crate::corpus::rows::tally::{Change, Tally};
use crate::corpus::shard::rows::OldRow;
use crate::corpus::shard::runs::Pair;
use crate::corpus::shard::section::{Row, SectionContext};
use crate::corpus::shard::sort::Sorted;
use crate::corpus::trie::Key;
use crate::monitor::Monitor;

/// A row of the old state, and whether it is a document that was kept.
struct OldMember {
    row: OldRow,
    kept: bool,
}

/// A row of a group, in the order of places.
enum Member {
    /// An unchanged row of the old state.
    Keep(OldMember),
    /// A withdrawn row of the old state.
    Delete(OldMember),
    /// A new row, and the old one that it replaces.
    Insert(Vec<u8>, Option<OldMember>),
}

/// What is known of the documents of one text while they are decided on.
#[derive(Default)]
struct Group {
    /// The id of the document that is kept.
    kept: Option<String>,
    /// The line of the document that was kept before and is withdrawn: the only place that has the text.
    withdrawn: Option<Vec<u8>>,
}

/// All sections in work.
pub(crate) struct Merger<'a> {
    work: &'a Path,
    delta: Delta<'a>,
    tally: Tally,
    documents: Section<'a>,
    duplicates: Section<'a>,
    dropped: Section<'a>,
    quarantined: Section<'a>,
    skipped: Section<'a>,
}

impl<'a> Merger<'a> {
    /// Brings `delta` into the state `old` of `folder`. In `delta` a key without lines withdraws a record.
    pub(crate) fn open(
        context: &'a SectionContext,
        folder: &Path,
        old: &Manifest,
        delta: Sorted,
    ) -> Result<Self, Error> {
        let section = |names| Section::open(context, names, folder, &old.files);
        Ok(Merger {
            work: &context.folder,
            delta: Delta::new(delta, &context.folder)?,
            tally: Tally::of(old),
            documents: section(&["documents/", "removals/"])?,
            duplicates: section(&["rejects/duplicates-"])?,
            dropped: section(&["rejects/dropped-"])?,
            quarantined: section(&["rejects/quarantined-"])?,
            skipped: section(&["rejects/skipped-"])?,
        })
    }

    /// Writes all sections and puts files and counts by rule into `manifest`. If the monitor asks to stop, the difference comes
    /// back, to be saved.
    pub(crate) fn merge(mut self, manifest: &mut Manifest, monitor: &dyn Monitor) -> Result<Option<Sorted>, Error> {
        while let Some((kind, key)) = self.delta.group()? {
            match kind {
                Kind::Document => self.equal_texts(key)?,
                Kind::Dropped | Kind::Quarantined | Kind::Skipped => self.rejects(kind, key)?,
            }
            if monitor.cancelled() {
                return Ok(Some(self.delta.sorted));
            }
        }
        let rejects = [self.duplicates, self.dropped, self.quarantined, self.skipped];
        for section in std::iter::once(self.documents).chain(rejects) {
            manifest.files.extend(section.finish()?);
        }
        // Stable: inside a folder files stay in the order of sections and keys.
        manifest.files.sort_by(|a, b| a.folder().cmp(b.folder()));
        self.tally.store(manifest);
        Ok(None)
    }

    /// The documents of one text: the first by place is kept, the others are duplicates of it.
    fn equal_texts(&mut self, key: Key) -> Result<(), Error> {
        self.documents.seek(&key)?;
        self.duplicates.seek(&key)?;
        let mut group = Group::default();
        let mut next = self.take(Kind::Document, &key)?;
        while let Some(member) = self.member(Kind::Document, &key, &mut next)? {
            match group.kept.clone() {
                None => self.keep(key, member, &mut group)?,
                Some(kept) => self.duplicate(key, member, &kept)?,
            }
        }
        Ok(())
    }

    fn keep(&mut self, key: Key, member: Member, group: &mut Group) -> Result<(), Error> {
        let (row, fresh) = match member {
            Member::Delete(old) => {
                self.forget(&old)?;
                group.withdrawn = group.withdrawn.take().or(old.kept.then(|| document_of(old)));
                return Ok(());
            }
            Member::Keep(old) if old.kept => {
                group.kept = Some(id(&old.row.row).at(self.work)?);
                return self.documents.put(key, old.row.row, false);
            }
            Member::Keep(old) => {
                let text = group.withdrawn.as_deref().unwrap_or_default();
                (promote(&old.row.row, text).at(self.work)?, true)
            }
            Member::Insert(lines, before) => {
                before.iter().try_for_each(|before| self.forget(before))?;
                let row = split(lines);
                let fresh = before.is_none_or(|before| !before.kept || before.row.row != row);
                (row, fresh)
            }
        };
        group.kept = Some(id(&row).at(self.work)?);
        let [_, removals] = &row;
        self.tally
            .removals(removals, Change::Add)
            .map_err(Into::into)
            .at(self.work)?;
        self.documents.put(key, row, fresh)
    }

    fn duplicate(&mut self, key: Key, member: Member, kept: &str) -> Result<(), Error> {
        let (row, fresh) = match member {
            Member::Delete(old) => return self.forget(&old),
            Member::Keep(old) if old.kept => {
                self.forget(&old)?;
                (demote(&old.row.row, kept).at(self.work)?, true)
            }
            Member::Keep(old) => {
                let row = rename(&old.row.row, kept).at(self.work)?;
                let fresh = row != old.row.row;
                (row, fresh)
            }
            Member::Insert(lines, before) => {
                before.iter().try_for_each(|before| self.forget(before))?;
                let row = demote(&split(lines), kept).at(self.work)?;
                let fresh = before.is_none_or(|before| before.kept || before.row.row != row);
                (row, fresh)
            }
        };
        self.duplicates.put(key, row, fresh)
    }

    /// Takes what was stripped from an old document out of the counts.
    fn forget(&mut self, old: &OldMember) -> Result<(), Error> {
        let [_, removals] = &old.row.row;
        let change = Change::Remove;
        self.tally.removals(removals, change).map_err(Into::into).at(self.work)
    }

    /// Dropped documents, skipped and quarantined records: none decides over another.
    fn rejects(&mut self, kind: Kind, key: Key) -> Result<(), Error> {
        self.rejected(kind).seek(&key)?;
        let mut next = self.take(kind, &key)?;
        while let Some(member) = self.member(kind, &key, &mut next)? {
            match member {
                Member::Keep(old) => self.rejected(kind).put(key, old.row.row, false)?,
                Member::Delete(old) => self.count(kind, &old.row.row, Change::Remove)?,
                Member::Insert(line, before) => {
                    let row = [line, Vec::new()];
                    if let Some(before) = &before {
                        self.count(kind, &before.row.row, Change::Remove)?;
                    }
                    self.count(kind, &row, Change::Add)?;
                    let fresh = before.is_none_or(|before| before.row.row != row);
                    self.rejected(kind).put(key, row, fresh)?;
                }
            }
        }
        Ok(())
    }

    fn rejected(&mut self, kind: Kind) -> &mut Section<'a> {
        match kind {
            Kind::Document => &mut self.duplicates,
            Kind::Dropped => &mut self.dropped,
            Kind::Quarantined => &mut self.quarantined,
            Kind::Skipped => &mut self.skipped,
        }
    }

    fn count(&mut self, kind: Kind, row: &Row, change: Change) -> Result<(), Error> {
        let [line, _] = row;
        let counted = match kind {
            Kind::Document => Ok(()),
            Kind::Dropped => self.tally.dropped(line, change),
            Kind::Quarantined => self.tally.quarantined(line, change),
            Kind::Skipped => self.tally.skipped(line, change),
        };
        counted.map_err(Into::into).at(self.work)
    }

    /// The next old row of a group: the kept document, then its duplicates.
    fn take(&mut self, kind: Kind, key: &Key) -> Result<Option<OldMember>, Error> {
        if kind == Kind::Document
            && let Some(row) = self.documents.take(key)?
        {
            return Ok(Some(OldMember { row, kept: true }));
        }
        let row = self.rejected(kind).take(key)?;
        Ok(row.map(|row| OldMember { row, kept: false }))
    }

    /// The next member of a group; `next` is the next old row.
    fn member(&mut self, kind: Kind, key: &Key, next: &mut Option<OldMember>) -> Result<Option<Member>, Error> {
        loop {
            let change = self.delta.place(kind, key).map(<[u8]>::to_vec);
            let old_is_first = match (&*next, &change) {
                (Some(old), Some(place)) => old.row.place < *place,
                (Some(_), None) => true,
                (None, Some(_)) => false,
                (None, None) => return Ok(None),
            };
            if old_is_first {
                let old = std::mem::replace(next, self.take(kind, key)?);
                return Ok(old.map(Member::Keep));
            }
            let place = change.unwrap_or_default();
            let before = match next.take_if(|old| old.row.place == place) {
                Some(old) => {
                    *next = self.take(kind, key)?;
                    Some(old)
                }
                None => None,
            };
            let mut lines = self.delta.pop()?;
            // A record may be withdrawn more than once, and comes last.
            while lines.is_empty() && self.delta.place(kind, key) == Some(&place) {
                lines = self.delta.pop()?;
            }
            match before {
                before if !lines.is_empty() => return Ok(Some(Member::Insert(lines, before))),
                Some(old) => return Ok(Some(Member::Delete(old))),
                // Withdrawn, but not there: a part of the old state is missing and being made again.
                None => {}
            }
        }
    }
}

/// The sorted difference, with a look at what comes next.
struct Delta<'a> {
    work: &'a Path,
    sorted: Sorted,
    head: Option<Pair>,
}

impl<'a> Delta<'a> {
    fn new(mut sorted: Sorted, work: &'a Path) -> Result<Self, Error> {
        let head = sorted.next()?;
        Ok(Delta { work, sorted, head })
    }

    fn group(&self) -> Result<Option<(Kind, Key)>, Error> {
        let Some(pair) = &self.head else {
            return Ok(None);
        };
        let key = entry::parse_key(&pair.key).ok_or_else(|| damaged(self.work, "a sorted run has no keys"))?;
        Ok(Some((key.kind, key.hash)))
    }

    /// The place of the next change of this group.
    fn place(&self, kind: Kind, key: &Key) -> Option<&[u8]> {
        let pair = self.head.as_ref()?;
        let next = entry::parse_key(&pair.key)?;
        (next.kind == kind && next.hash == *key).then_some(next.place)
    }

    fn pop(&mut self) -> Result<Vec<u8>, Error> {
        let next = self.sorted.next()?;
        Ok(std::mem::replace(&mut self.head, next)
            .map(|pair| pair.value)
            .unwrap_or_default())
    }
}

/// A document's line, and the lines of its removals.
fn split(mut lines: Vec<u8>) -> Row {
    let end = memchr::memchr(b'\n', &lines).map_or(lines.len(), |end| end + 1);
    let removals = lines.split_off(end);
    [lines, removals]
}

fn document_of(old: OldMember) -> Vec<u8> {
    let [document, _] = old.row.row;
    document
}

/// How every line begins.
const OPENING: &[u8] = br#"{"id":""#;

/// The id of a row, which has nothing to escape.
fn id(row: &Row) -> std::io::Result<String> {
    let [line, _] = row;
    let rest = line.strip_prefix(OPENING);
    let id = rest.and_then(|rest| rest.get(..memchr::memchr(b'"', rest)?));
    id.and_then(|id| String::from_utf8(id.to_vec()).ok())
        .ok_or_else(|| std::io::Error::other("a line does not begin with an id"))
}

/// A document as a duplicate of the one that is kept: its lines joined, without the text. They are not parsed, as in some corpora
/// most documents are duplicates.
fn demote(row: &Row, kept: &str) -> std::io::Result<Row> {
    let [document, removals] = row;
    let id = id(row)?;
    let about = document
        .get(OPENING.len() + id.len()..)
        .and_then(|rest| after_string(rest.strip_prefix(br#"","text":""#)?))
        .and_then(|rest| rest.strip_suffix(b"}\n"))
        .ok_or_else(|| std::io::Error::other("a line has no text behind its id"))?;
    let mut line = Vec::with_capacity(about.len() + removals.len() + 2 * id.len() + 64);
    for part in [
        OPENING,
        id.as_bytes(),
        br#"","kept":""#,
        kept.as_bytes(),
        br#"""#,
        about,
    ] {
        line.extend_from_slice(part);
    }
    line.extend_from_slice(br#","removals":["#);
    match removals.strip_suffix(b"\n") {
        Some(removals) => line.extend(removals.iter().map(|byte| if *byte == b'\n' { b',' } else { *byte })),
        None => serde_json::to_writer(&mut line, &RemovalLine::blank())?,
    }
    line.extend_from_slice(b"]}\n");
    Ok([line, Vec::new()])
}

/// What follows the end of the string of JSON that `rest` begins inside of.
fn after_string(rest: &[u8]) -> Option<&[u8]> {
    let mut at = 0;
    loop {
        at += memchr::memchr2(b'"', b'\\', rest.get(at..)?)?;
        if rest.get(at) == Some(&b'"') {
            return rest.get(at + 1..);
        }
        at += 2;
    }
}

/// A duplicate as one of the document that is kept now.
fn rename(row: &Row, kept: &str) -> std::io::Result<Row> {
    let [line, _] = row;
    let mut duplicate: DuplicateLine = serde_json::from_slice(line)?;
    kept.clone_into(&mut duplicate.kept);
    one_line(&duplicate)
}

/// A duplicate as a document, with the text of the one that was kept before.
fn promote(row: &Row, withdrawn: &[u8]) -> std::io::Result<Row> {
    let [line, _] = row;
    let DuplicateLine {
        id, about, removals, ..
    } = serde_json::from_slice(line)?;
    let DocumentLine { text, .. } = serde_json::from_slice(withdrawn)?;
    let [document, mut beside] = one_line(&DocumentLine { id, text, about })?;
    removals
        .iter()
        .try_for_each(|removal: &RemovalLine| line::write(removal, &mut beside))?;
    Ok([document, beside])
}

fn one_line(line: &impl serde::Serialize) -> std::io::Result<Row> {
    let mut bytes = Vec::new();
    line::write(line, &mut bytes)?;
    Ok([bytes, Vec::new()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ByteSpan, Digest, Document, Encoding, Metadata, Provenance, Removal, RuleId, Stage};

    #[test]
    fn a_document_becomes_a_duplicate_without_being_parsed() {
        let removal = |text: &str| Removal {
            stage: Stage::Strip,
            rule: RuleId::code("share/buttons"),
            reason: "says \"share\"".to_owned(),
            also: String::new(),
            span: ByteSpan { start: 1, end: 9 },
            text: text.to_owned(),
        };
        for (text, removals) in [
            ("", vec![]),
            (r#"a "b\", "source":"x"#, vec![removal("one\ntwo")]),
            ("\\", vec![removal("\\\""), removal("ü")]),
        ] {
            let document = Document {
                provenance: Provenance {
                    source: "a".into(),
                    record: Some(2),
                    offset_bytes: 3,
                },
                text: text.to_owned(),
                metadata: Metadata::default(),
                encoding: Encoding::default(),
                content_hash: Digest::of(b"c"),
                raw_hash: Digest::of(b"r"),
                removals,
            };
            let (document, removals) = line::split(document, Some("2026"));
            let removals: Vec<RemovalLine> = removals.collect();
            let [line, _] = one_line(&document).unwrap();
            let mut beside = Vec::new();
            removals
                .iter()
                .for_each(|removal| line::write(removal, &mut beside).unwrap());
            let duplicate = DuplicateLine {
                id: document.id,
                kept: "k".to_owned(),
                about: document.about,
                removals,
            };
            assert_eq!(demote(&[line, beside], "k").unwrap(), one_line(&duplicate).unwrap());
        }
        assert!(demote(&[br#"{"id":"a","text":"b\"}"#.to_vec(), Vec::new()], "k").is_err());
    }
}
