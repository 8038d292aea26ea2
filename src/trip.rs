//! The trip of one document through all stages: the one place that composes them.
//!
//! A [`Trip`] has three stations: *extract* (decode and parse), *judge* (choose the main content, find boilerplate) and *finish*
//! (remove, render, normalise, filter). `clean` and `build` go all the way; the cache of a corpus, `explain` and the count of
//! templates stop at one of them. Everything here is a pure function of the record and the options.
//!
//! Not for: reading inputs (`sources`) or what happens between documents (`corpus`).

use serde::{Deserialize, Serialize};

use crate::decode::Decoded;
use crate::model::{
    Content, Digest, Document, Encoding, Fault, Format, Metadata, Outcome, Parsed, Provenance, Quarantined, Record,
    Stage,
};
use crate::panics::{caught, panicked};
use crate::strip::main_content::Choice;
use crate::strip::{Judged, Stripped, Templates};
use crate::{decode, filter, fingerprint, language, normalize, parse, render, strip};

/// The options of every stage.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Options {
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
}

/// What decoding and parsing make of a record: all that judging needs, whatever the rules are.
#[derive(Clone, Debug, PartialEq)]
pub struct Extracted {
    /// Where it comes from.
    pub provenance: Provenance,
    /// BLAKE3 of the record's bytes as they came in.
    pub raw_hash: Digest,
    /// How it was decoded.
    pub encoding: Encoding,
    /// What it says.
    pub parsed: Parsed,
    /// The main content of a page, where it was chosen before: the cache keeps it.
    pub choice: Option<Choice>,
}

/// What happens at each station. [`Pipeline`] is the real one; tests of the corpus have one that is easy to reason about.
pub trait Stations: Sync {
    /// Decodes and parses a record.
    ///
    /// # Errors
    /// What could not be read.
    fn extract(&self, record: Record) -> Result<Extracted, Quarantined>;

    /// Chooses the main content and finds boilerplate. `templates` are those known of the document's site.
    fn judge(&self, extracted: &Extracted, templates: &Templates) -> Judged;

    /// Removes what was found, renders, normalises and filters.
    fn finish(&self, extracted: Extracted, judged: Judged) -> Outcome;
}

/// Stations that a corpus is updated with.
pub trait Cleaner: Stations {
    /// The phrase rules as text, for [`Cleaner::touches`] of a later program.
    fn phrases(&self) -> String {
        String::new()
    }

    /// Tells which documents may come out otherwise than under the phrase rules `before`, all else being equal; none if that is unknown.
    fn touches(&self, _before: &str) -> Option<Touches> {
        None
    }
}

/// A trip past some stations. A panic at any of them quarantines the document.
#[derive(Clone, Copy)]
pub struct Trip<'a> {
    stations: &'a dyn Stations,
    templates: Option<&'a Templates>,
}

impl<'a> Trip<'a> {
    /// A trip on which no templates of sites are known.
    pub fn new(stations: &'a dyn Stations) -> Self {
        Trip {
            stations,
            templates: None,
        }
    }

    /// The same trip with templates that were counted beforehand.
    pub fn with_templates(self, templates: Option<&'a Templates>) -> Self {
        Trip { templates, ..self }
    }

    /// All the way.
    pub fn clean(&self, record: Record) -> Outcome {
        self.clean_noting(record, |_, _| ()).0
    }

    /// All the way. `note` sees what a later trip can start from: what was extracted, and the choice of the main content. There is no
    /// note of a record that could not be read.
    pub fn clean_noting<N>(
        &self,
        record: Record,
        note: impl FnOnce(&Extracted, Option<&Choice>) -> N,
    ) -> (Outcome, Option<N>) {
        let extracted = match self.extract(record) {
            Ok(extracted) => extracted,
            Err(quarantined) => return (Outcome::Quarantined(quarantined), None),
        };
        match self.judge(&extracted) {
            Ok(judged) => {
                let note = note(&extracted, judged.choice());
                (self.finish(extracted, judged), Some(note))
            }
            Err(quarantined) => (Outcome::Quarantined(quarantined), Some(note(&extracted, None))),
        }
    }

    /// The rest of the way of what was extracted before.
    pub fn resume(&self, extracted: Extracted) -> Outcome {
        match self.judge(&extracted) {
            Ok(judged) => self.finish(extracted, judged),
            Err(quarantined) => Outcome::Quarantined(quarantined),
        }
    }

    /// The first station.
    ///
    /// # Errors
    /// What could not be read.
    pub fn extract(&self, record: Record) -> Result<Extracted, Quarantined> {
        let provenance = record.provenance.clone();
        caught(|| self.stations.extract(record))
            .unwrap_or_else(|message| Err(panicked(provenance, Stage::Parse, message)))
    }

    /// The second station.
    ///
    /// # Errors
    /// A panic.
    pub fn judge(&self, extracted: &Extracted) -> Result<Judged, Quarantined> {
        let none = Templates::default();
        let templates = self.templates.unwrap_or(&none);
        caught(|| self.stations.judge(extracted, templates))
            .map_err(|message| panicked(extracted.provenance.clone(), Stage::Strip, message))
    }

    /// The last station.
    fn finish(&self, extracted: Extracted, judged: Judged) -> Outcome {
        let provenance = extracted.provenance.clone();
        caught(|| self.stations.finish(extracted, judged))
            .unwrap_or_else(|message| Outcome::Quarantined(panicked(provenance, Stage::Strip, message)))
    }
}

/// The stages, built once and shared by all threads.
#[derive(Debug)]
pub struct Pipeline {
    options: Options,
    stripper: strip::Stripper,
}

impl Pipeline {
    /// Compiles the rules that come with the program.
    ///
    /// # Errors
    /// Rule packs of one's own, which only [`Pipeline::with_packs`] can read; a rule to allow that does not exist.
    pub fn new(options: Options) -> Result<Self, strip::Error> {
        let stripper = strip::Stripper::new(&options.strip)?;
        Ok(Pipeline { options, stripper })
    }

    /// Compiles the rules that come with the program and the packs of the options, whose text `read` gives.
    ///
    /// # Errors
    /// A rule pack that cannot be read or does not compile, with its path and rule.
    pub fn with_packs(options: Options, read: strip::ReadPack<'_>) -> Result<Self, strip::Error> {
        let stripper = strip::Stripper::with_packs(&options.strip, read)?;
        Ok(Pipeline { options, stripper })
    }

    /// Cleans one record. Never panics on any input; what cannot be read is quarantined.
    pub fn clean(&self, record: Record) -> Outcome {
        Trip::new(self).clean(record)
    }

    /// The fingerprint of each stage, by its name.
    pub fn fingerprints(&self) -> [(String, String); 8] {
        let Options {
            decode,
            parse,
            strip,
            render,
            normalize,
            filter,
        } = &self.options;
        [
            ("decode".to_owned(), fingerprint::of(&(fingerprint::DECODE, decode))),
            (
                "parse".to_owned(),
                fingerprint::of(&(fingerprint::PARSE, parse, fingerprint::NORMALIZE, normalize)),
            ),
            ("strip".to_owned(), self.stripper.fingerprint(strip)),
            (RULES.to_owned(), self.stripper.rules_fingerprint()),
            ("render".to_owned(), fingerprint::of(&(fingerprint::RENDER, render))),
            (
                "normalize".to_owned(),
                fingerprint::of(&(fingerprint::NORMALIZE, normalize)),
            ),
            ("language".to_owned(), fingerprint::of(&fingerprint::LANGUAGE)),
            ("filter".to_owned(), fingerprint::of(&(fingerprint::FILTER, filter))),
        ]
    }
}

/// Whether a document may come out otherwise.
pub type Touches = Box<dyn Fn(&Parsed) -> bool + Send + Sync>;

/// The fingerprint of the phrase rules, beside that of the stage.
pub const RULES: &str = "rules";

impl Cleaner for Pipeline {
    fn phrases(&self) -> String {
        self.stripper.phrases()
    }

    fn touches(&self, before: &str) -> Option<Touches> {
        let changed = self.stripper.changed_since(before)?;
        Some(Box::new(move |parsed| changed.touches(parsed)))
    }
}

impl Stations for Pipeline {
    fn extract(&self, record: Record) -> Result<Extracted, Quarantined> {
        let Record {
            provenance,
            format,
            content,
            metadata,
        } = record;
        let raw_hash = match &content {
            Content::Bytes { bytes, .. } => Digest::of(bytes),
            Content::Text(text) => Digest::of(text.as_bytes()),
        };
        let quarantined = |stage, fault, detail| Quarantined {
            provenance: provenance.clone(),
            stage,
            fault,
            detail,
        };
        let decoded = decode::decode(content, format, &metadata, &self.options.decode)
            .map_err(|detail| quarantined(Stage::Decode, Fault::Encoding, detail))?;
        let (parsed, encoding) = parsed(decoded, format, metadata, &self.options)
            .map_err(|detail| quarantined(Stage::Parse, Fault::TooLarge, detail))?;
        Ok(Extracted {
            parsed,
            provenance,
            raw_hash,
            encoding,
            choice: None,
        })
    }

    fn judge(&self, extracted: &Extracted, templates: &Templates) -> Judged {
        self.stripper
            .judge(&extracted.parsed, extracted.choice.clone(), templates)
    }

    fn finish(&self, extracted: Extracted, judged: Judged) -> Outcome {
        let Parsed { blocks, metadata, .. } = extracted.parsed;
        let Stripped { blocks, removals } = judged.remove(blocks);
        let rendered = render::render(&blocks, &self.options.render);
        drop(blocks);
        let text = normalize::normalize(&rendered, &self.options.normalize);
        drop(rendered);
        let metadata = language::complete(metadata, &text);
        let document = Document {
            content_hash: Digest::of(text.as_bytes()),
            raw_hash: extracted.raw_hash,
            provenance: extracted.provenance,
            text,
            metadata,
            encoding: extracted.encoding,
            removals,
        };
        match filter::filter(&document, &self.options.filter) {
            None => Outcome::Kept(Box::new(document)),
            Some(reason) => Outcome::Dropped(Box::new(document), reason),
        }
    }
}

/// Parses decoded text. Plain text is normalised before its lines are looked at: what is no line, no space or no text then is none
/// for any stage, and cleaning a cleaned text again changes nothing.
///
/// # Errors
/// Says which setting bounds what the document has too much of.
fn parsed(
    decoded: Decoded,
    format: Format,
    metadata: Metadata,
    options: &Options,
) -> Result<(Parsed, Encoding), String> {
    if format.is_plain() {
        let Decoded { text, encoding } = settled(decoded, options);
        return Ok((parse::bounded(text, format, metadata, &options.parse)?, encoding));
    }
    let Decoded { text, mut encoding } = decoded;
    let mut parsed = parse::bounded(text, format, metadata, &options.parse)?;
    decode::repair_blocks(&mut parsed, &mut encoding, &options.decode);
    Ok((parsed, encoding))
}

/// The text normalised, and repaired where that brings out what was decoded wrongly, until neither changes it.
fn settled(mut decoded: Decoded, options: &Options) -> Decoded {
    for _ in 0..SETTLING_ROUNDS {
        let before = decoded.encoding.repairs;
        let text = normalize::normalize(&decoded.text, &options.normalize);
        let changed = text != decoded.text;
        decoded.text = text;
        if changed {
            decoded = decode::repaired_again(decoded.text, decoded.encoding, &options.decode);
        }
        if decoded.encoding.repairs == before {
            break;
        }
    }
    decoded
}

/// Only text made to annoy changes more often.
const SETTLING_ROUNDS: usize = 4;
