//! Site, address, summary, licence, sections and keywords of a page.

use super::json_ld;
use super::signs::{self, Signs};
use super::tidy;

/// Longer lists of keywords are stuffing.
const MOST_TAGS: usize = 40;

/// The name of the site.
pub(super) fn site(signs: &Signs, linked: &json_ld::Facts) -> Option<String> {
    let named = signs.meta(&[
        "og:site_name",
        "application-name",
        "apple-mobile-web-app-title",
        "dc.publisher",
        "citation_journal_title",
        "publisher",
    ]);
    let named = named
        .map(tidy)
        .filter(|name| name.len() <= 100 && !name.contains("://"));
    named
        .or_else(|| linked.site.clone())
        .or_else(|| linked.publisher.clone())
}

/// The canonical address.
pub(super) fn url(signs: &Signs, linked: &json_ld::Facts) -> Option<String> {
    let canonical = signs
        .links
        .iter()
        .find(|(rel, _)| rel.split(' ').any(|rel| rel == "canonical"))
        .map(|(_, href)| href.as_str());
    let candidates = [canonical, signs.meta(&["og:url"]), linked.url.as_deref()];
    let web = |url: &&str| url.starts_with("http://") || url.starts_with("https://");
    candidates.into_iter().flatten().find(web).map(str::to_owned)
}

/// The summary.
pub(super) fn description(signs: &Signs, linked: &json_ld::Facts) -> Option<String> {
    let meta = signs.meta(&[
        "description",
        "og:description",
        "dc.description",
        "dcterms.abstract",
        "twitter:description",
    ]);
    meta.map(tidy)
        .or_else(|| linked.description.clone())
        .filter(|text| text.len() <= 5000)
}

/// The licence: what is linked or named as such, as an address or an SPDX identifier; else the Creative Commons licence that a
/// sentence about the licence of the page links.
pub(super) fn license(signs: &Signs, linked: &json_ld::Facts) -> Option<String> {
    let with = |wanted: &'static str| {
        signs
            .links
            .iter()
            .find(|(rel, href)| rel.split(' ').any(|rel| rel == wanted) && !href.is_empty())
            .map(|(_, href)| href.clone())
    };
    let metas = [
        "dcterms.license",
        "dc.license",
        "license",
        "dcterms.rights",
        "dc.rights",
    ];
    let named = metas
        .iter()
        .find_map(|name| signs.meta(&[name]))
        .filter(|text| text.contains("://"));
    with("license")
        .or_else(|| linked.license.clone())
        .or_else(|| signs.property("license").map(str::to_owned))
        .or_else(|| named.map(str::to_owned))
        .or_else(|| with(signs::LICENSE_OF_PAGE))
        .map(|license| spdx(&license).unwrap_or(license))
}

/// The SPDX identifier of a Creative Commons address: `https://creativecommons.org/licenses/by-sa/4.0/`.
fn spdx(address: &str) -> Option<String> {
    let path = address.split_once("creativecommons.org/")?.1;
    let mut parts = path.split('/').filter(|part| !part.is_empty());
    match (parts.next()?, parts.next()?, parts.next()) {
        ("licenses", kind, Some(version)) if version.starts_with(|c: char| c.is_ascii_digit()) => {
            Some(format!("CC-{}-{version}", kind.to_ascii_uppercase()))
        }
        ("publicdomain", "zero", _) => Some("CC0-1.0".to_owned()),
        _ => None,
    }
}

/// The sections of the site that the page stands in.
pub(super) fn categories(signs: &Signs, linked: &json_ld::Facts) -> Vec<String> {
    let metas = [
        "article:section",
        "section",
        "dc.subject",
        "sailthru.section",
        "parsely-section",
        "category",
    ];
    let mut found: Vec<String> = metas
        .iter()
        .find_map(|name| signs.meta(&[name]))
        .map(listed)
        .unwrap_or_default();
    if found.is_empty() {
        found = linked.sections.clone();
    }
    unique(found)
}

/// The keywords.
pub(super) fn tags(signs: &Signs, linked: &json_ld::Facts) -> Vec<String> {
    let mut found: Vec<String> = signs.all_metas("article:tag").flat_map(listed).collect();
    for name in [
        "news_keywords",
        "keywords",
        "parsely-tags",
        "sailthru.tags",
        "citation_keywords",
    ] {
        if found.is_empty() {
            found = signs.all_metas(name).flat_map(listed).collect();
        }
    }
    if found.is_empty() {
        found = linked.keywords.clone();
    }
    if found.is_empty() {
        let tags = signs
            .subjects
            .iter()
            .filter(|s| !s.aside && s.hints.split(' ').any(|hint| hint == "tag") && s.text.len() <= 60);
        found = tags.map(|s| s.text.clone()).collect();
    }
    unique(found)
}

fn listed(text: &str) -> Vec<String> {
    text.split([',', ';'])
        .map(tidy)
        .filter(|item| !item.is_empty() && item.len() <= 100)
        .collect()
}

fn unique(items: Vec<String>) -> Vec<String> {
    let mut unique: Vec<String> = Vec::new();
    for item in items {
        if unique.len() < MOST_TAGS && !unique.contains(&item) {
            unique.push(item);
        }
    }
    unique
}
