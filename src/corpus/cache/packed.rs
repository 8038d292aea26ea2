//! The layout of a parsed record in the cache: one line of JSON, by columns, since most fields of blocks repeat.
//!
//! Not for: where the lines lie (`cache`).

use std::borrow::Cow;
use std::io::{Error, ErrorKind};
use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::hashed::Texts;
use crate::model::{Block, BlockKind, Digest, Element, Encoding, Layout, Mark, Metadata, Parsed, Provenance, Skipped};
use crate::strip::main_content::Choice;
use crate::trip::Extracted;

/// Usual size of a line without the texts of its blocks.
const ABOUT_BYTES: usize = 1024;

/// Values in a row, each with how often it follows itself.
type Runs<T> = Vec<(usize, T)>;

/// A record by columns. `Cow`, as what is written is borrowed and what is read is not.
#[derive(Serialize, Deserialize)]
struct Packed<'a> {
    provenance: Cow<'a, Provenance>,
    raw_hash: Cow<'a, str>,
    encoding: Cow<'a, Encoding>,
    metadata: Cow<'a, Metadata>,
    /// Of each block, as the next six.
    texts: Vec<Cow<'a, str>>,
    kinds: Runs<Cow<'a, BlockKind>>,
    gaps: Runs<u8>,
    quoted: Runs<u8>,
    layouts: Runs<Cow<'a, Option<Layout>>>,
    strong_bytes: Runs<usize>,
    holders: Vec<Option<u32>>,
    /// Of each link, in order: blocks since the last one, first byte, bytes, target.
    links: Vec<[usize; 3]>,
    targets: Vec<Cow<'a, str>>,
    /// Of each stretch of code and of each formula: the block, first byte, bytes, kind.
    marks: Vec<(usize, usize, usize, Mark)>,
    /// For each element, how far before it its parent is; 0 for none.
    parents: Vec<u32>,
    tags: Vec<Cow<'a, str>>,
    hints: Vec<Cow<'a, str>>,
    choice: Option<Cow<'a, Choice>>,
}

/// Lays out what a record gave.
///
/// # Errors
/// None in practice: all keys of maps are strings.
pub(crate) fn write(extracted: &Extracted, choice: Option<&Choice>) -> Result<Vec<u8>, Error> {
    let Parsed {
        blocks,
        elements,
        metadata,
    } = &extracted.parsed;
    let (links, targets) = links(blocks);
    let packed = Packed {
        provenance: Cow::Borrowed(&extracted.provenance),
        raw_hash: Cow::Owned(extracted.raw_hash.to_string()),
        encoding: Cow::Borrowed(&extracted.encoding),
        metadata: Cow::Borrowed(metadata),
        texts: blocks.iter().map(|block| Cow::Borrowed(block.text.as_str())).collect(),
        kinds: runs(blocks.iter().map(|block| Cow::Borrowed(&block.kind))),
        gaps: runs(blocks.iter().map(|block| block.gap)),
        quoted: runs(blocks.iter().map(|block| block.quoted)),
        layouts: runs(blocks.iter().map(|block| Cow::Borrowed(&block.layout))),
        strong_bytes: runs(blocks.iter().map(|block| block.strong_bytes)),
        holders: blocks.iter().map(|block| block.element).collect(),
        links,
        targets,
        marks: marks(blocks),
        parents: (0..)
            .zip(elements)
            .map(|(index, element)| element.parent.map_or(0, |parent| index - parent))
            .collect(),
        tags: elements.iter().map(|element| Cow::Borrowed(&*element.tag)).collect(),
        hints: elements.iter().map(|element| Cow::Borrowed(&*element.hints)).collect(),
        choice: choice.map(Cow::Borrowed),
    };
    let bytes = blocks.iter().map(|block| block.text.len()).sum::<usize>();
    let mut line = Vec::with_capacity(bytes + ABOUT_BYTES);
    serde_json::to_writer(&mut line, &packed)?;
    Ok(line)
}

/// Lays out a record that was skipped.
///
/// # Errors
/// None in practice, as there are no maps.
pub(crate) fn write_skipped(skipped: &Skipped) -> Result<Vec<u8>, Error> {
    Ok(serde_json::to_vec(skipped)?)
}

/// Reads what [`write_skipped`] laid out.
///
/// # Errors
/// A line that is none.
pub(crate) fn read_skipped(line: &[u8]) -> Result<Skipped, Error> {
    Ok(serde_json::from_slice(line)?)
}

/// Reads what [`write`] laid out.
///
/// # Errors
/// A line that is none.
pub(crate) fn read(line: &[u8]) -> Result<Extracted, Error> {
    let packed: Packed<'_> = serde_json::from_slice(line)?;
    let torn = || {
        Error::new(
            ErrorKind::InvalidData,
            "the columns of a record have not the same length",
        )
    };
    let raw_hash = Digest::from_hex(&packed.raw_hash).ok_or_else(torn)?;
    let mut kinds = unrolled(packed.kinds);
    let mut gaps = unrolled(packed.gaps);
    let mut quoted = unrolled(packed.quoted);
    let mut layouts = unrolled(packed.layouts);
    let mut strong_bytes = unrolled(packed.strong_bytes);
    let mut holders = packed.holders.into_iter();
    let mut block = |text: Cow<'_, str>| {
        Some(Block {
            text: text.into_owned(),
            kind: kinds.next()?.into_owned(),
            gap: gaps.next()?,
            quoted: quoted.next()?,
            layout: layouts.next()?.into_owned(),
            strong_bytes: strong_bytes.next()?,
            element: holders.next()?,
            links: Vec::new(),
            marks: Vec::new(),
        })
    };
    let blocks: Option<Vec<Block>> = packed.texts.into_iter().map(&mut block).collect();
    let mut blocks = blocks.ok_or_else(torn)?;
    put_links(&mut blocks, packed.links, packed.targets).ok_or_else(torn)?;
    put_marks(&mut blocks, packed.marks).ok_or_else(torn)?;
    let elements = elements(packed.parents, packed.tags, packed.hints).ok_or_else(torn)?;
    Ok(Extracted {
        provenance: packed.provenance.into_owned(),
        raw_hash,
        encoding: packed.encoding.into_owned(),
        parsed: Parsed {
            blocks,
            elements,
            metadata: packed.metadata.into_owned(),
        },
        choice: packed.choice.map(Cow::into_owned),
    })
}

fn links(blocks: &[Block]) -> (Vec<[usize; 3]>, Vec<Cow<'_, str>>) {
    let mut last = 0;
    let mut place = |(index, Range { start, end }): (usize, &Range<usize>)| {
        let since = index - std::mem::replace(&mut last, index);
        [since, *start, end - start]
    };
    let all = || {
        blocks
            .iter()
            .enumerate()
            .flat_map(|(index, block)| block.links.iter().map(move |link| (index, link)))
    };
    (
        all().map(|(index, (range, _))| place((index, range))).collect(),
        all().map(|(_, (_, target))| Cow::Borrowed(&**target)).collect(),
    )
}

fn put_links(blocks: &mut [Block], links: Vec<[usize; 3]>, targets: Vec<Cow<'_, str>>) -> Option<()> {
    let mut index: usize = 0;
    let mut targets = targets.into_iter();
    for [since, start, bytes] in links {
        index = index.checked_add(since)?;
        let block = blocks.get_mut(index)?;
        let target = Arc::from(targets.next()?);
        block.links.push((start..start.checked_add(bytes)?, target));
    }
    Some(())
}

fn marks(blocks: &[Block]) -> Vec<(usize, usize, usize, Mark)> {
    let all = blocks.iter().enumerate().flat_map(|(index, block)| {
        let marks = block.marks.iter();
        marks.map(move |(range, mark)| (index, range.start, range.len(), *mark))
    });
    all.collect()
}

fn put_marks(blocks: &mut [Block], marks: Vec<(usize, usize, usize, Mark)>) -> Option<()> {
    for (index, start, bytes, mark) in marks {
        let range = start..start.checked_add(bytes)?;
        blocks.get_mut(index)?.marks.push((range, mark));
    }
    Some(())
}

fn elements(parents: Vec<u32>, tags: Vec<Cow<'_, str>>, hints: Vec<Cow<'_, str>>) -> Option<Vec<Element>> {
    let (mut hints, mut shared) = (hints.into_iter(), Texts::default());
    let mut parents = (0..).zip(parents);
    let element = |tag: Cow<'_, str>| {
        let (index, before): (u32, u32) = parents.next()?;
        Some(Element {
            parent: match before {
                0 => None,
                before => Some(index.checked_sub(before)?),
            },
            tag: shared.get(&tag),
            hints: hints.next()?.into(),
        })
    };
    tags.into_iter().map(element).collect()
}

fn runs<T: PartialEq>(values: impl Iterator<Item = T>) -> Runs<T> {
    let mut runs: Runs<T> = Vec::new();
    for value in values {
        match runs.last_mut().filter(|(_, last)| *last == value) {
            Some((times, _)) => *times += 1,
            None => runs.push((1, value)),
        }
    }
    runs
}

fn unrolled<T: Clone>(runs: Runs<T>) -> impl Iterator<Item = T> {
    runs.into_iter()
        .flat_map(|(times, value)| std::iter::repeat_n(value, times))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Content, Format, Record};
    use crate::trip::{Options, Pipeline, Trip};

    const PAGE: &str = "<html><head><title>A day</title></head><body><nav class=menu><a href=/>Home</a> <a href=/b>B</a></nav>\
        <article id=a><h1>A day</h1><p>Some <b>bold</b> text with <a href=x>one</a> and <a href=y>two</a> links.</p>\
        <p>Call <code>main()</code>, then <math alttext='a_i'></math>.</p><pre><code class=language-rust>fn main() {}\n</code></pre><ul><li>One<ol><li>Two</ol></ul>\
        <table><tr><th>a<th>b<tr><td>1<td>2</table></article></body></html>";

    fn extracted(pipeline: &Pipeline) -> Extracted {
        let record = Record {
            provenance: Provenance {
                source: "a.html".into(),
                record: Some(3),
                offset_bytes: 70,
            },
            format: Format::Html,
            content: Content::Text(PAGE.to_owned()),
            metadata: Metadata::default(),
        };
        Trip::new(pipeline).extract(record).unwrap()
    }

    #[test]
    fn what_is_written_is_read() {
        let pipeline = Pipeline::new(Options::default()).unwrap();
        let mut extracted = extracted(&pipeline);
        assert_eq!(
            read(&write(&extracted, extracted.choice.as_ref()).unwrap()).unwrap(),
            extracted
        );
        assert!(extracted.parsed.blocks.iter().any(|block| block.marks.len() == 2));
        extracted.choice = Trip::new(&pipeline).judge(&extracted).unwrap().choice().cloned();
        assert!(extracted.choice.is_some());
        assert_eq!(
            read(&write(&extracted, extracted.choice.as_ref()).unwrap()).unwrap(),
            extracted
        );
        let text = "\tCode:\n\n\n| a | b |\n|---|---|\n| 1 | 2 |\n  date 2026-01-21 The title of it";
        extracted.parsed = crate::parse::parse(
            text,
            Format::Text,
            Metadata::default(),
            &crate::parse::Options::default(),
        );
        extracted.choice = None;
        assert!(extracted.parsed.blocks.iter().all(|block| block.layout.is_some()));
        assert_eq!(
            read(&write(&extracted, extracted.choice.as_ref()).unwrap()).unwrap(),
            extracted
        );
        extracted.parsed.elements.clear();
        extracted.parsed.blocks.clear();
        assert_eq!(
            read(&write(&extracted, extracted.choice.as_ref()).unwrap()).unwrap(),
            extracted
        );
    }

    #[test]
    fn columns_of_another_length_are_no_record() {
        let pipeline = Pipeline::new(Options::default()).unwrap();
        let line = String::from_utf8(write(&extracted(&pipeline), None).unwrap()).unwrap();
        for (from, to) in [
            ("\"links\":[[", "\"links\":[[99,0,1],["),
            ("\"parents\":[0", "\"parents\":[9"),
            ("\"gaps\":[[", "\"gaps\":[],\"x\":[["),
            ("\"targets\":[", "\"targets\":[],\"x\":["),
            ("\"raw_hash\":\"", "\"raw_hash\":\"x"),
        ] {
            assert!(line.contains(from), "{line}");
            assert!(read(line.replacen(from, to, 1).as_bytes()).is_err(), "{from}");
        }
    }
}
