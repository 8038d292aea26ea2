//! What is known about a document besides its text.

use serde::{Deserialize, Serialize};

/// What is known about a document besides its text. Absent values are not serialised.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Metadata {
    /// Canonical address, or else the address that the document was fetched from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Title without the name of the site.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Author, several joined by `; `.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// Day of publication, ISO 8601 (`2026-01-21`, or `2026-01`, `2026` where no more is known).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Day of the last update, ISO 8601.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modified: Option<String>,
    /// Summary that the author or the site gives.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Name of the site.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// Language of the kept text, ISO 639-1 where one exists, else ISO 639-3.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Licence as an SPDX identifier or an address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub license: Option<String>,
    /// Sections of the site that the document stands in.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<String>,
    /// Keywords.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// All other fields of the container or of front matter, so that none is lost.
    #[serde(skip_serializing_if = "serde_json::Map::is_empty")]
    pub extra: serde_json::Map<String, serde_json::Value>,
    /// What identifies the document: a JSON array, made by its reader, from which [`Document::id`](crate::Document::id) is derived.
    /// Empty if no reader delivered the document.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub identity: String,
}

impl Metadata {
    /// Fills what is absent here from `other`; what is present stays.
    pub fn fill_from(&mut self, other: Metadata) {
        let Metadata {
            url,
            title,
            author,
            date,
            modified,
            description,
            site,
            language,
            license,
            categories,
            tags,
            extra,
            identity: _,
        } = other;
        let keep = |mine: &mut Option<String>, theirs: Option<String>| {
            if mine.is_none() {
                *mine = theirs;
            }
        };
        keep(&mut self.url, url);
        keep(&mut self.title, title);
        keep(&mut self.author, author);
        keep(&mut self.date, date);
        keep(&mut self.modified, modified);
        keep(&mut self.description, description);
        keep(&mut self.site, site);
        keep(&mut self.language, language);
        keep(&mut self.license, license);
        if self.categories.is_empty() {
            self.categories = categories;
        }
        if self.tags.is_empty() {
            self.tags = tags;
        }
        for (key, value) in extra {
            self.extra.entry(key).or_insert(value);
        }
    }
}
