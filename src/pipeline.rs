//! The whole of what happens to one document: [`Pipeline::clean`], a pure function of the record and the options.
//!
//! Not for: reading inputs (`reader`) or what happens between documents (`corpus`).

use serde::{Deserialize, Serialize};

use crate::decode::Decoded;
use crate::document::{Content, Document, Encoding, Extracted, Format, Metadata, Parsed, Record};
use crate::outcome::{Fault, Outcome, Quarantined, Stage};
use crate::strip::Templates;
use crate::strip::main_content::Choice;
use crate::{code, decode, filter, normalize, parse, render, strip};

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

/// The stages, built once and shared by all threads.
#[derive(Debug)]
pub struct Pipeline {
    options: Options,
    stripper: strip::Stripper,
}

impl Pipeline {
    /// Compiles the rules.
    ///
    /// # Errors
    /// A rule pack that cannot be read or does not compile, with its path and rule.
    pub fn new(options: Options) -> Result<Self, strip::Error> {
        let stripper = strip::Stripper::new(&options.strip)?;
        Ok(Pipeline { options, stripper })
    }

    /// The fingerprint of each stage, by its name.
    pub fn fingerprints(&self) -> [(String, String); 7] {
        let Options {
            decode,
            parse,
            strip,
            render,
            normalize,
            filter,
        } = &self.options;
        [
            ("decode".to_owned(), fingerprint(&(code::DECODE, decode))),
            (
                "parse".to_owned(),
                fingerprint(&(code::PARSE, parse, code::NORMALIZE, normalize)),
            ),
            ("strip".to_owned(), self.stripper.fingerprint(strip)),
            (RULES.to_owned(), self.stripper.rules_fingerprint()),
            ("render".to_owned(), fingerprint(&(code::RENDER, render))),
            ("normalize".to_owned(), fingerprint(&(code::NORMALIZE, normalize))),
            ("filter".to_owned(), fingerprint(&(code::FILTER, filter))),
        ]
    }

    /// Cleans one record. Never panics on any input; what cannot be read is quarantined.
    pub fn clean(&self, record: Record) -> Outcome {
        match self.extract(record) {
            Ok(extracted) => self.finish(extracted),
            Err(quarantined) => Outcome::Quarantined(quarantined),
        }
    }
}

impl Stages for Pipeline {
    fn extract(&self, record: Record) -> Result<Extracted, Quarantined> {
        let Record {
            provenance,
            format,
            content,
            metadata,
        } = record;
        let raw_hash = match &content {
            Content::Bytes { bytes, .. } => blake3::hash(bytes),
            Content::Text(text) => blake3::hash(text.as_bytes()),
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

    fn choose(&self, parsed: &Parsed) -> Option<Choice> {
        self.stripper.choose(parsed, &parsed.metadata)
    }

    fn finish(&self, extracted: Extracted) -> Outcome {
        self.finish_with(extracted, &Templates::default())
    }

    fn finish_with(&self, extracted: Extracted, templates: &Templates) -> Outcome {
        let mut parsed = extracted.parsed;
        let page = std::mem::take(&mut parsed.metadata);
        let stripped = self.stripper.strip_chosen(parsed, &page, extracted.choice, templates);
        let text = normalize::normalize(
            &render::render(&stripped.blocks, &self.options.render),
            &self.options.normalize,
        );
        let metadata = parse::language::complete(page, &text);
        let document = Document {
            content_hash: blake3::hash(text.as_bytes()),
            raw_hash: extracted.raw_hash,
            provenance: extracted.provenance,
            text,
            metadata,
            encoding: extracted.encoding,
            removals: stripped.removals,
        };
        match filter::filter(&document, &self.options.filter) {
            None => Outcome::Kept(Box::new(document)),
            Some(reason) => Outcome::Dropped(Box::new(document), reason),
        }
    }

    fn rules(&self) -> String {
        self.stripper.phrases()
    }

    fn touches(&self, before: &str) -> Option<Touches> {
        let changed = self.stripper.changed_since(before)?;
        Some(Box::new(move |parsed| changed.touches(parsed)))
    }
}

/// Parses decoded text. Plain text is normalised before its lines are looked at: what is no line, no space or no text then is none
/// for any stage, and cleaning a cleaned text again changes nothing.
///
/// # Errors
/// Says which setting bounds what the document has too much of.
pub fn parsed(
    decoded: Decoded,
    format: Format,
    metadata: Metadata,
    options: &Options,
) -> Result<(Parsed, Encoding), String> {
    let Decoded { text, encoding } = match format {
        Format::Text => settled(decoded, options),
        Format::Html | Format::Markdown => decoded,
    };
    Ok((parse::bounded(&text, format, metadata, &options.parse)?, encoding))
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

/// The two halves of cleaning. What the first gives may be kept, so that other rules and settings of the second need neither
/// decode nor parse again; so may the choice of the main content, which no phrase rule has a say in.
pub trait Stages: Sync {
    /// Decodes and parses a record.
    ///
    /// # Errors
    /// What could not be read.
    fn extract(&self, record: Record) -> Result<Extracted, Quarantined>;

    /// Chooses the main content of what a record gave, for [`Extracted::choice`]; none where nothing is gained by it.
    fn choose(&self, _parsed: &Parsed) -> Option<Choice> {
        None
    }

    /// Judges, renders, normalises and filters what a record gave.
    fn finish(&self, extracted: Extracted) -> Outcome;

    /// [`Stages::finish`] with what is known to be a template of the document's site.
    fn finish_with(&self, extracted: Extracted, _templates: &Templates) -> Outcome {
        self.finish(extracted)
    }

    /// The phrase rules, for [`Stages::touches`] of a later program.
    fn rules(&self) -> String {
        String::new()
    }

    /// Tells which documents may come out otherwise than under the rules `before`, all else being equal; none if that is unknown.
    fn touches(&self, _before: &str) -> Option<Touches> {
        None
    }
}

/// Whether a document may come out otherwise.
pub type Touches = Box<dyn Fn(&Parsed) -> bool + Send + Sync>;

/// The fingerprint of the phrase rules, beside that of the stage.
pub const RULES: &str = "rules";

/// Names settings and what goes with them: equal fingerprints do the same to equal inputs.
pub fn fingerprint(options: &impl Serialize) -> String {
    // Options hold no map with keys that are not strings, which is all that can fail here.
    let json = serde_json::to_vec(options).unwrap_or_default();
    let mut hasher = blake3::Hasher::new();
    hasher.update(env!("CARGO_PKG_VERSION").as_bytes());
    hasher.update(&[0]);
    hasher.update(&json);
    let mut hex = hasher.finalize().to_hex().to_string();
    hex.truncate(32);
    hex
}
