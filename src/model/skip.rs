//! What is not a document by kind: the closed set of kinds, and a record that was skipped because it is of one.
//!
//! Not for: damage (`Quarantined`), or telling kinds apart (`sources`).

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::model::Provenance;
use crate::model::record::row_id;

/// Why a file or record is not a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum SkipKind {
    /// It holds no bytes, or no record.
    Empty,
    /// Binary data without a known signature.
    Binary,
    /// A picture.
    Image,
    /// Sound or video.
    Media,
    /// A font.
    Font,
    /// A document in a format that is not read: PDF, Office, EPUB, TeX, mail.
    RichDocument,
    /// An archive, or a compression that is not read.
    Archive,
    /// Tables, feeds, indexes, databases.
    Data,
    /// A program, or a part of one.
    Program,
    /// A style sheet that was fetched with a page.
    StyleSheet,
    /// A script that was fetched with a page.
    Script,
    /// A file of source code.
    SourceCode,
    /// A media type that is not read and has no kind of its own.
    Other,
    /// Rules for crawlers.
    RobotsTxt,
    /// What a crawler writes about itself: logs, arguments, screenshots, extracted text.
    CrawlerRecord,
    /// The answer of a server that sends its reader elsewhere.
    Redirect,
    /// The answer of a server that has no such page.
    HttpError,
    /// A visit that found what an earlier record holds.
    Revisit,
    /// The request that a response answers.
    Request,
    /// A WARC record about another one.
    Metadata,
    /// A WARC record about its file.
    Warcinfo,
    /// The answer of a name server.
    Dns,
    /// A WARC record of a type that is not read.
    WarcRecord,
    /// A hidden file or folder.
    Hidden,
    /// A symbolic link in a folder.
    Link,
    /// A device, pipe or socket.
    SpecialFile,
    /// A folder that holds a corpus of Chaffinch.
    Corpus,
}

impl SkipKind {
    /// All kinds, in the order in which they are listed.
    pub const ALL: [SkipKind; 27] = [
        SkipKind::Empty,
        SkipKind::Binary,
        SkipKind::Image,
        SkipKind::Media,
        SkipKind::Font,
        SkipKind::RichDocument,
        SkipKind::Archive,
        SkipKind::Data,
        SkipKind::Program,
        SkipKind::StyleSheet,
        SkipKind::Script,
        SkipKind::SourceCode,
        SkipKind::Other,
        SkipKind::RobotsTxt,
        SkipKind::CrawlerRecord,
        SkipKind::Redirect,
        SkipKind::HttpError,
        SkipKind::Revisit,
        SkipKind::Request,
        SkipKind::Metadata,
        SkipKind::Warcinfo,
        SkipKind::Dns,
        SkipKind::WarcRecord,
        SkipKind::Hidden,
        SkipKind::Link,
        SkipKind::SpecialFile,
        SkipKind::Corpus,
    ];

    /// Name in files, settings and messages.
    pub fn name(self) -> &'static str {
        match self {
            SkipKind::Empty => "empty",
            SkipKind::Binary => "binary",
            SkipKind::Image => "image",
            SkipKind::Media => "media",
            SkipKind::Font => "font",
            SkipKind::RichDocument => "rich-document",
            SkipKind::Archive => "archive",
            SkipKind::Data => "data",
            SkipKind::Program => "program",
            SkipKind::StyleSheet => "style-sheet",
            SkipKind::Script => "script",
            SkipKind::SourceCode => "source-code",
            SkipKind::Other => "other",
            SkipKind::RobotsTxt => "robots-txt",
            SkipKind::CrawlerRecord => "crawler-record",
            SkipKind::Redirect => "redirect",
            SkipKind::HttpError => "http-error",
            SkipKind::Revisit => "revisit",
            SkipKind::Request => "request",
            SkipKind::Metadata => "metadata",
            SkipKind::Warcinfo => "warcinfo",
            SkipKind::Dns => "dns",
            SkipKind::WarcRecord => "warc-record",
            SkipKind::Hidden => "hidden",
            SkipKind::Link => "link",
            SkipKind::SpecialFile => "special-file",
            SkipKind::Corpus => "corpus",
        }
    }

    /// The setting by which such inputs are read all the same, where there is one.
    pub fn setting(self) -> Option<&'static str> {
        match self {
            SkipKind::Redirect | SkipKind::HttpError => Some("input.http_errors"),
            SkipKind::SourceCode => Some("input.source_code"),
            SkipKind::Hidden => Some("input.hidden"),
            SkipKind::Link => Some("input.follow_links"),
            _ => None,
        }
    }
}

impl fmt::Display for SkipKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A file or record that is not a document by kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Skipped {
    /// Where it stands.
    pub provenance: Provenance,
    /// What it is.
    pub kind: SkipKind,
    /// What exactly: "PNG image", "HTTP status 404".
    pub reason: String,
    /// The address it was fetched from, where there is one.
    pub url: Option<String>,
}

impl Skipped {
    /// What stands at `provenance` is of this kind; `reason` says what exactly it is.
    pub fn new(provenance: Provenance, kind: SkipKind, reason: impl Into<String>) -> Self {
        Skipped {
            provenance,
            kind,
            reason: reason.into(),
            url: None,
        }
    }

    /// Identifies the row within a corpus.
    pub(crate) fn id(&self) -> String {
        row_id("skipped", &self.provenance, &json!([self.kind, self.reason]))
    }
}

/// A set of kinds, as it stands in settings: names, or `all`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<String>", into = "Vec<String>")]
pub struct SkipKinds(BTreeSet<SkipKind>);

const EVERY: &str = "all";

impl SkipKinds {
    /// Whether the kind is one of them.
    pub fn has(&self, kind: SkipKind) -> bool {
        self.0.contains(&kind)
    }
}

impl TryFrom<Vec<String>> for SkipKinds {
    type Error = String;

    fn try_from(names: Vec<String>) -> Result<Self, String> {
        let mut kinds = BTreeSet::new();
        for name in &names {
            match SkipKind::ALL.into_iter().find(|kind| kind.name() == name) {
                Some(kind) => drop(kinds.insert(kind)),
                None if name == EVERY => kinds.extend(SkipKind::ALL),
                None => return Err(unknown(name)),
            }
        }
        Ok(SkipKinds(kinds))
    }
}

fn unknown(name: &str) -> String {
    let known: Vec<_> = SkipKind::ALL.iter().map(|kind| kind.name()).collect();
    format!("no kind is called `{name}`; there are {EVERY}, {}", known.join(", "))
}

impl From<SkipKinds> for Vec<String> {
    fn from(kinds: SkipKinds) -> Self {
        kinds.0.iter().map(ToString::to_string).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_listed_once_under_the_name_that_files_have() {
        for kind in SkipKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
        }
        let sorted: BTreeSet<_> = SkipKind::ALL.into_iter().collect();
        assert!(sorted.into_iter().eq(SkipKind::ALL));
    }

    #[test]
    fn kinds_are_named_in_settings() {
        let read = |json: &str| serde_json::from_str::<SkipKinds>(json);
        let some = read(r#"["font", "empty"]"#).unwrap();
        assert!(some.has(SkipKind::Font) && !some.has(SkipKind::Image));
        assert_eq!(serde_json::to_string(&some).unwrap(), r#"["empty","font"]"#);
        let all = read(r#"["all"]"#).unwrap();
        assert!(SkipKind::ALL.into_iter().all(|kind| all.has(kind)));
        let error = read(r#"["fnot"]"#).unwrap_err().to_string();
        assert!(
            error.starts_with("no kind is called `fnot`; there are all, empty, "),
            "{error}"
        );
    }
}
