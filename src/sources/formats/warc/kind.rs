//! Records that hold no document, as their headers tell: what WARC files say about themselves, and what crawlers do.
//!
//! Not for: what only the body tells (`record`).

use crate::model::SkipKind;
use crate::sources::formats::warc::header::Header;

/// Types of records that hold no document by design.
const TYPES: [(&str, SkipKind, &str); 4] = [
    ("warcinfo", SkipKind::Warcinfo, "WARC record about its file"),
    ("request", SkipKind::Request, "HTTP request"),
    ("metadata", SkipKind::Metadata, "WARC record about another record"),
    (
        "revisit",
        SkipKind::Revisit,
        "a visit that found what an earlier record holds",
    ),
];

/// How addresses begin that crawlers give to records of their own, in lower case: wget and wpull keep their logs, Browsertrix the
/// text and pictures of pages, Webrecorder and Brozzler screenshots, ArchiveIt the output of other tools.
const CRAWLERS: [&str; 16] = [
    "metadata:",
    "filedesc:",
    "whois:",
    "screenshot:",
    "thumbnail:",
    "youtube-dl:",
    "yt-dlp:",
    "urn:x-",
    "urn:text",
    "urn:pageinfo:",
    "urn:view",
    "urn:fullpage",
    "urn:thumbnail",
    "urn:transclusions:",
    "urn:embeds:",
    "urn:logs:",
];

/// The kind of a record that holds no document, and what exactly it is; none where the block has to be looked at.
pub(crate) fn of(header: &Header) -> Option<(SkipKind, String)> {
    let record_type = header.get("warc-type").unwrap_or_default();
    let by_type = TYPES.iter().find(|(name, ..)| record_type.eq_ignore_ascii_case(name));
    if let Some((_, kind, reason)) = by_type {
        return Some((*kind, (*reason).to_owned()));
    }
    let read = ["response", "resource", "conversion"];
    if !read.iter().any(|name| record_type.eq_ignore_ascii_case(name)) {
        let reason = format!(
            "WARC record of the type \"{}\"",
            crate::sources::formats::warc::header::clip(record_type)
        );
        return Some((SkipKind::WarcRecord, reason));
    }
    if header.get("warc-segment-number").is_some() {
        let reason = "part of a record that is cut into segments";
        return Some((SkipKind::WarcRecord, reason.to_owned()));
    }
    let (kind, reason) = by_address(header.url().unwrap_or_default())?;
    Some((kind, reason.to_owned()))
}

fn by_address(url: &str) -> Option<(SkipKind, &'static str)> {
    let url = url.get(..MAX_ADDRESS_BYTES).unwrap_or(url).to_ascii_lowercase();
    if CRAWLERS.iter().any(|start| url.starts_with(start)) {
        return Some((SkipKind::CrawlerRecord, "a record of the crawler's own"));
    }
    if url.starts_with("dns:") {
        return Some((SkipKind::Dns, "answer of a name server"));
    }
    is_robots_txt(&url).then_some((SkipKind::RobotsTxt, "rules for crawlers"))
}

/// Longer addresses have no name that is looked for here.
const MAX_ADDRESS_BYTES: usize = 1024;

/// Whether an address in lower case is that of the rules for crawlers of a site.
fn is_robots_txt(url: &str) -> bool {
    let rest = url.strip_prefix("http://").or_else(|| url.strip_prefix("https://"));
    let path = rest.and_then(|rest| rest.split_once('/')).map(|(_, path)| path);
    let path = path.map(|path| path.split(['?', '#']).next().unwrap_or_default());
    path.is_some_and(|path| path.trim_start_matches('/') == "robots.txt")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crawlers_name_their_records_by_address() {
        let cases = [
            (
                "metadata://gnu.org/software/wget/warc/MANIFEST.txt",
                Some(SkipKind::CrawlerRecord),
            ),
            (
                "metadata://gnu.org/software/wget/warc/wget.log",
                Some(SkipKind::CrawlerRecord),
            ),
            ("urn:X-wpull:log", Some(SkipKind::CrawlerRecord)),
            ("urn:text:https://example.org/", Some(SkipKind::CrawlerRecord)),
            ("urn:textFinal:https://example.org/", Some(SkipKind::CrawlerRecord)),
            ("urn:pageinfo:https://example.org/", Some(SkipKind::CrawlerRecord)),
            ("dns:example.org", Some(SkipKind::Dns)),
            ("https://example.org/robots.txt", Some(SkipKind::RobotsTxt)),
            ("HTTP://EXAMPLE.ORG:80/robots.txt?x=1", Some(SkipKind::RobotsTxt)),
            ("https://example.org/about/robots.txt", None),
            ("https://example.org/robots.txt.html", None),
            ("urn:nbn:de:1111-2004033116", None),
            ("urn:uuid:00000000-0000-4000-8000-000000000000", None),
            ("https://example.org/metadata:x", None),
            ("", None),
        ];
        for (url, kind) in cases {
            assert_eq!(by_address(url).map(|(kind, _)| kind), kind, "{url}");
        }
    }
}
