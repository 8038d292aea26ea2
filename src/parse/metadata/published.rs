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
    let own = own_days(signs, order);
    let metas_say = |day: &str| metas(&PUBLISHED).chain(own.iter().cloned()).any(|told| told == day);
    let in_url = url.and_then(dates::in_url);
    let place = Place {
        signs,
        shown,
        in_url: in_url.as_deref(),
        modified: modified.as_deref(),
    };
    let linked = linked.published.as_deref().and_then(|told| place.day(told, order));
    // Where two of three agree against JSON-LD, it has the day of a later edition, or of the first draft.
    let linked = linked.map(|day| shown.filter(|shown| metas_say(shown)).map_or(day, str::to_owned));
    let place = Place {
        modified: None,
        ..place
    };
    let metas = PUBLISHED.iter().flat_map(|name| signs.all_metas(name));
    let metas = metas
        .filter_map(|told| place.day(told, order))
        .filter(|day| day.len() >= 7);
    let vague = meta(&VAGUE);
    let others = [in_url.clone(), vague.as_ref().and(shown).map(str::to_owned), vague];
    // A list of pages gives each of them its own day.
    let listed = own.len() > 2;
    let own = own.into_iter().next();
    let (own, last) = if listed { (None, own) } else { (own, None) };
    let told = linked
        .into_iter()
        .chain(metas)
        .chain(own)
        .chain(others.into_iter().flatten())
        .chain(last);
    let published = most_exact(told)
        .or_else(|| marked(signs, order))
        .or_else(|| seen.date.clone());
    (
        published.or_else(|| modified.clone()),
        modified.or_else(|| seen.modified.clone()),
    )
}

/// The different days of publication in microdata; those of comments and teasers only where there are no others.
fn own_days(signs: &Signs, order: Order) -> Vec<String> {
    const NAMES: [&str; 3] = ["datepublished", "datecreated", "dateissued"];
    let told: Vec<&Hinted> = signs
        .properties
        .iter()
        .filter(|found| NAMES.iter().any(|name| found.is(name)))
        .collect();
    let aside = told.iter().all(|found| found.aside);
    let told = told.into_iter().filter(|found| found.aside == aside);
    let mut days: Vec<String> = Vec::new();
    for day in told.filter_map(|found| dates::parse(found.value.as_deref().unwrap_or(&found.text), order)) {
        if !days.contains(&day) {
            days.push(day);
        }
    }
    days
}

/// What tells the day at the place of the site.
#[derive(Clone, Copy)]
struct Place<'a> {
    signs: &'a Signs,
    /// The day that readers see.
    shown: Option<&'a str>,
    in_url: Option<&'a str>,
    modified: Option<&'a str>,
}

impl Place<'_> {
    /// The day that `told` names, as it was at the place of the site: a moment in universal time may be a day earlier or later.
    fn day(&self, told: &str, order: Order) -> Option<String> {
        let day = dates::parse(told, order)?;
        // A midnight of Europe is a day, not a moment.
        if self.in_url == Some(day.as_str()) || dates::is_local_midnight(told) {
            return Some(day);
        }
        let surer = |other: &&str| is_surer(other, &day, told, self.modified);
        let local = self.shown.filter(surer).or_else(|| {
            self.in_url
                .filter(|other| is_universal(told) && dates::are_near(other, &day))
        });
        local
            .map(str::to_owned)
            .or_else(|| self.same_moment(told))
            .or(Some(day))
    }

    /// The day of a `<time>` that says the same moment in the time of the site.
    fn same_moment(&self, told: &str) -> Option<String> {
        let moment = |text: &str| text.parse::<jiff::Timestamp>().ok();
        let wanted = is_universal(told).then(|| moment(told))??;
        let values = self
            .signs
            .days
            .iter()
            .filter(|found| found.time)
            .filter_map(|found| found.value.as_deref());
        let local = values
            .filter(|value| !is_universal(value))
            .find(|value| moment(value) == Some(wanted))?;
        dates::parse(local, Order::DayFirst)
    }
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
    shown.len() == 10 && (is_universal(told) && dates::are_near(shown, day) || modified == Some(shown))
}

/// Whether a moment is told in universal time.
fn is_universal(told: &str) -> bool {
    dates::is_moment(told)
        || told.ends_with(['Z', 'z'])
        || told.ends_with("GMT")
        || told.ends_with("+00:00")
        || told.ends_with("+0000")
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
    let clock = |found: &&Hinted| {
        ["current", "today"].iter().any(|word| found.hints.contains(word)) || labels::is_clock(&found.text)
    };
    let days = signs.days.iter().filter(|found| !clock(found));
    let days: Vec<(&Hinted, String)> = days.filter_map(|found| Some((found, day(found)?))).collect();
    // Three days in elements of the same kind are those of a list.
    let listed = |found: &Hinted| {
        let same = || days.iter().filter(|(other, _)| other.hints == found.hints);
        let first = same().next().map(|(_, day)| day);
        let second = same().map(|(_, day)| day).find(|day| Some(*day) != first);
        second.is_some() && same().any(|(_, day)| Some(day) != first && Some(day) != second)
    };
    let weigh = |found: &Hinted| {
        let late = updated(found) || listed(found) || !found.time && !is_of_days(&found.hints);
        4 * u8::from(found.aside) + 2 * u8::from(!found.after_headline) + u8::from(late)
    };
    let best = days.iter().min_by_key(|(found, _)| weigh(found));
    best.filter(|(found, _)| !found.aside).map(|(_, day)| day.clone())
}

/// Whether the names of an element speak of a day, not only of an author.
fn is_of_days(hints: &str) -> bool {
    [
        "date",
        "time",
        "publish",
        "posted",
        "datum",
        "fecha",
        "meta",
        "byline",
        "submitted",
    ]
    .iter()
    .any(|word| hints.contains(word))
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
