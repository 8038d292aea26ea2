//! The days of publication and of the last update of a page.

use super::dates::{self, Order};
use super::head::labels;
use super::json_ld;
use super::signs::{Hinted, Signs};
use crate::model::Metadata;

const PUBLISHED: [&str; 31] = [
    "article:published_time",
    "datepublished",
    "og:article:published_time",
    "article:published",
    "og:published_time",
    "og:pubdate",
    "pubdate",
    "publishdate",
    "publish_date",
    "publish-date",
    "publication_date",
    "parsely-pub-date",
    "sailthru.date",
    "citation_online_date",
    "citation_publication_date",
    "citation_date",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "dc.date.publication",
    "article.published",
    "published-date",
    "published_time",
    "date_published",
    "datecreated",
    "cxenseparse:recs:publishtime",
    "bt:pubdate",
    "originalpublicationdate",
    "rnews:datepublished",
    "prism.publicationdate",
];
/// Names that many sites give the day on which the page was made anew: what readers see is surer.
const VAGUE: [&str; 4] = ["dcterms.date", "dc.date", "created", "date"];
const MODIFIED: [&str; 13] = [
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "dcterms.modified",
    "dc.date.modified",
    "lastmod",
    "last-modified",
    "modified",
    "article.updated",
    "updated_time",
    "revised",
    "og:modified_time",
    "dateupdate",
];

/// (day of publication, day of the last update); the second stands in for the first where a page tells only that.
pub(super) fn choose(
    signs: &Signs,
    linked: &json_ld::Facts,
    url: Option<&str>,
    seen: &Metadata,
) -> (Option<String>, Option<String>) {
    let order = order(signs);
    let read = |value: &str| dates::parse(value, order);
    let metas = |names: &'static [&'static str]| {
        let told = names.iter().flat_map(|name| signs.all_metas(name));
        told.filter_map(read)
    };
    let meta = |names| metas(names).next().filter(|day| day.len() >= 7);
    let modified = linked
        .modified
        .as_deref()
        .and_then(read)
        .or_else(|| meta(&MODIFIED))
        .or_else(|| signs.property("datemodified").and_then(read));
    let shown = seen
        .date
        .as_deref()
        .filter(|day| seen.modified.as_deref() != Some(*day));
    let linked = linked.published.as_deref().and_then(|told| {
        let day = read(told)?;
        Some(
            shown
                .filter(|shown| is_surer(shown, &day, told, modified.as_deref()))
                .map_or(day, str::to_owned),
        )
    });
    let vague = meta(&VAGUE);
    let told = linked.into_iter().chain(metas(&PUBLISHED).filter(|day| day.len() >= 7));
    let others = [
        signs.property("datepublished").and_then(read),
        url.and_then(dates::in_url),
        vague.as_ref().and(shown).map(str::to_owned),
        vague,
    ];
    let published = most_exact(told.chain(others.into_iter().flatten()));
    let published = published.or_else(|| marked(signs, order)).or_else(|| seen.date.clone());
    (
        published.or_else(|| modified.clone()),
        modified.or_else(|| seen.modified.clone()),
    )
}

/// The first of `days`; where it is only a month or a year, the first day of that month or year, or one before it: an issue
/// bears its month, and its articles are out by then.
fn most_exact(days: impl Iterator<Item = String>) -> Option<String> {
    let mut days = days.peekable();
    let first = days.peek()?.clone();
    let not_after =
        |day: &String| day.len() == 10 && day.get(..first.len()).is_some_and(|start| start <= first.as_str());
    let exact = if first.len() < 10 { days.find(not_after) } else { None };
    exact.or(Some(first))
}

/// Whether the day that readers are shown is surer than the one in JSON-LD: a moment told in universal time has the day
/// before or after at the place of the site, and some sites show the day of a later edition as that of the article.
fn is_surer(shown: &str, day: &str, told: &str, modified: Option<&str>) -> bool {
    let universal = dates::is_moment(told)
        || told.ends_with(['Z', 'z'])
        || told.ends_with("GMT")
        || told.ends_with("+00:00")
        || told.ends_with("+0000");
    shown.len() == 10 && (universal && dates::are_near(shown, day) || modified == Some(shown))
}

/// The day in an element whose name says that it holds one, best where it is a `<time>` right behind the headline.
fn marked(signs: &Signs, order: Order) -> Option<String> {
    let day = |found: &Hinted| {
        let value = found
            .value
            .as_deref()
            .and_then(|value| dates::parse(value, order))
            .filter(|day| day.len() == 10);
        value.or_else(|| {
            short(&found.text)
                .and_then(|text| dates::find(text, order))
                .map(|found| found.date)
        })
    };
    let updated = |found: &Hinted| ["updated", "modified"].iter().any(|word| found.hints.contains(word));
    let weigh =
        |found: &&Hinted| 4 * u8::from(found.aside) + 2 * u8::from(!found.after_headline) + u8::from(updated(found));
    let clock = |found: &&Hinted| found.hints.contains("current") || labels::is_clock(&found.text);
    let days = signs.days.iter().filter(|found| !clock(found));
    let mut days: Vec<&Hinted> = days.filter(|found| day(found).is_some()).collect();
    days.sort_by_key(weigh);
    days.first().filter(|found| !found.aside).and_then(|found| day(found))
}

/// A text that is short enough to be about a day.
fn short(text: &str) -> Option<&str> {
    (text.len() <= 160).then_some(text)
}

/// Month first where the page is American English.
fn order(signs: &Signs) -> Order {
    let language = signs
        .language
        .as_deref()
        .or_else(|| signs.meta(&["og:locale"]))
        .unwrap_or_default()
        .to_ascii_lowercase()
        .replace('_', "-");
    if language.starts_with("en-us") || language == "en" {
        Order::MonthFirst
    } else {
        Order::DayFirst
    }
}
