//! Cleaning one document with the default settings.

use std::sync::OnceLock;

use crate::model::{Content, Document, Fault, Format, Outcome, Provenance, Quarantined, Record, Stage};
use crate::{sources, strip, trip};

/// Cleans an HTML page: its main content without boilerplate, with the metadata that the page states.
///
/// ```
/// let document = chaffinch::clean_html(
///     "<html lang=en><head><title>A kiln on Fish Street</title></head>\
///      <body><h1>A kiln on Fish Street</h1><p>The potter lit the kiln on Friday, and half the street came to watch.</p>\
///      <p>Sign up for our newsletter and never miss a story.</p></body></html>",
/// )?;
/// assert_eq!(document.metadata.title.as_deref(), Some("A kiln on Fish Street"));
/// assert!(document.text.ends_with("half the street came to watch."));
/// assert_eq!(document.removals.len(), 1);
/// # Ok::<(), chaffinch::Quarantined>(())
/// ```
///
/// # Errors
/// A page that exceeds a bound of the default settings.
pub fn clean_html(html: &str) -> Result<Document, Quarantined> {
    clean(Format::Html, html)
}

/// Cleans a Markdown document; front matter becomes metadata.
///
/// ```
/// let document = chaffinch::clean_markdown("---\ntitle: The kiln\n---\n\nIt was *lit* on Friday.\n")?;
/// assert_eq!(document.metadata.title.as_deref(), Some("The kiln"));
/// assert_eq!(document.text, "It was lit on Friday.");
/// # Ok::<(), chaffinch::Quarantined>(())
/// ```
///
/// # Errors
/// A document that exceeds a bound of the default settings.
pub fn clean_markdown(markdown: &str) -> Result<Document, Quarantined> {
    clean(Format::Markdown, markdown)
}

/// Cleans plain text: removes what is left over of the page that it came from, and joins lines that were wrapped at a width.
///
/// ```
/// let document = chaffinch::clean_text("Kiln lit\r\n\r\nHalf the street came to watch.\u{a0}\r\n")?;
/// assert_eq!(document.text, "Kiln lit\n\nHalf the street came to watch.");
/// # Ok::<(), chaffinch::Quarantined>(())
/// ```
///
/// # Errors
/// A text that exceeds a bound of the default settings.
pub fn clean_text(text: &str) -> Result<Document, Quarantined> {
    clean(Format::Text, text)
}

/// Cleans the bytes of a document of an unknown format and encoding. `charset` is what the transport declared, such as the charset
/// of an HTTP `Content-Type`.
///
/// ```
/// let document = chaffinch::clean_bytes(b"<!DOCTYPE html><p>Die B\xe4ckerei \xf6ffnet wieder.</p>", None)?;
/// assert_eq!(document.text, "Die Bäckerei öffnet wieder.");
/// assert_eq!(document.encoding.name, "windows-1252");
///
/// let error = chaffinch::clean_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", None).unwrap_err();
/// assert_eq!(error.to_string(), "document: PNG image");
/// # Ok::<(), chaffinch::Quarantined>(())
/// ```
///
/// # Errors
/// Bytes that are not a document, or one that exceeds a bound of the default settings.
pub fn clean_bytes(bytes: &[u8], charset: Option<&str>) -> Result<Document, Quarantined> {
    let format = sources::format_of(bytes).map_err(|reason| refused(Stage::Read, Fault::Unsupported, reason))?;
    let charset = charset.map(str::to_owned);
    let bytes = bytes.to_vec();
    clean(format, Content::Bytes { bytes, charset })
}

fn clean(format: Format, content: impl Into<Content>) -> Result<Document, Quarantined> {
    static PIPELINE: OnceLock<Result<trip::Pipeline, strip::Error>> = OnceLock::new();
    let pipeline = PIPELINE.get_or_init(|| trip::Pipeline::new(trip::Options::default()));
    let pipeline = pipeline
        .as_ref()
        .map_err(|error| refused(Stage::Strip, Fault::Panic, error.to_string()))?;
    match pipeline.clean(Record::new("", format, content)) {
        Outcome::Kept(document) | Outcome::Dropped(document, _) => Ok(*document),
        Outcome::Skipped(skipped) => Err(refused(Stage::Read, Fault::Unsupported, skipped.reason)),
        Outcome::Quarantined(quarantined) => Err(quarantined),
    }
}

fn refused(stage: Stage, fault: Fault, detail: String) -> Quarantined {
    Quarantined::new(Provenance::new(""), stage, fault, detail)
}
