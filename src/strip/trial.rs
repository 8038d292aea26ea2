//! Tries the examples of rules: what a rule must remove it removes itself, and what must stay stays, whatever other rules say.
//!
//! Many rules look at what stands around a text, so an example that is no page of its own is tried in small pages of several kinds.

use std::collections::BTreeSet;

use super::examples::{Given, MarkedPage};
use super::line_model;
use super::template::{Key, block_key, joint, key};
use super::{Error, Explained, Options, RuleInfo, Stripper, Templates};
use crate::model::{Block, BlockKind, Format, Metadata, RuleId};
use crate::parse;

/// Paragraphs that no rule has a reason to touch.
const CONTENT: [&str; 3] = [
    "The river rose during the night and by morning it had covered the lower meadow, so the farmers moved their sheep to the \
     hill behind the church and waited there until the rain stopped.",
    "In the afternoon a boat came down from the mill with bread and lamp oil. The miller had not slept for two days, and he \
     told everyone who would listen how the wheel had broken and how they had saved the grain.",
    "When the water fell again it left behind a layer of fine grey mud, which the children used to build walls and towers, and \
     for weeks afterwards the whole village smelled of reeds.",
];
/// Where the pages of examples lie, for rules that go by the site.
const SITE: &str = "skarra.example";

/// Tries the examples of `rule`; returns those that do not come out as it says, each in a sentence.
///
/// # Errors
/// A stripper for the examples cannot be made.
pub fn failures(stripper: &Stripper, rule: &RuleInfo) -> Result<Vec<String>, Error> {
    let set;
    let stripper = if rule.given.without_tables || rule.given.without_captions {
        set = Stripper::new(&Options {
            tables: !rule.given.without_tables,
            captions: !rule.given.without_captions,
            ..Options::default()
        })?;
        &set
    } else {
        stripper
    };
    // Examples say what their own rule does, not what the model makes of it.
    let rules_alone;
    let stripper = if line_model::is_own(&rule.id) {
        stripper
    } else {
        rules_alone = stripper.without_line_model();
        &rules_alone
    };
    let trial = Trial {
        stripper,
        rule,
        templates: templates(&rule.given),
    };
    let left = rule.remove.iter().filter_map(|example| trial.leaves(example));
    let lost = rule.keep.iter().filter_map(|example| trial.loses(example));
    Ok(left.chain(lost).collect())
}

fn templates(given: &Given) -> Templates {
    let site = key(SITE.as_bytes());
    let blocks = given
        .templates
        .iter()
        .map(|text| Block::new(BlockKind::Paragraph, text));
    let keys = blocks.filter_map(|block| block_key(&block));
    Templates::new(keys.map(|block: Key| (joint(&site, &block), 100)))
}

/// A rule whose examples are tried.
struct Trial<'a> {
    stripper: &'a Stripper,
    rule: &'a RuleInfo,
    templates: Templates,
}

impl Trial<'_> {
    /// Why the rule does not remove the example, if it does not.
    fn leaves(&self, example: &str) -> Option<String> {
        let others = || self.others(&tries(example), &texts(example));
        (!self.removes(example)).then(|| format!("{} does not remove: {example}{}", self.rule.id, others()))
    }

    /// Whether the rule removes the example.
    fn removes(&self, example: &str) -> bool {
        match MarkedPage::of(example) {
            Some(page) => surroundings(&page).iter().any(|text| self.removes_marked(text, &page)),
            None => pages(example).iter().any(|page| self.removes_text(page, example)),
        }
    }

    /// Whether all that is marked comes out of `text`, the page in its surroundings, as the marks say.
    fn removes_marked(&self, text: &str, page: &MarkedPage) -> bool {
        let parts = self.strip(text, page.format);
        let removed = parts.removed_by(self.rule);
        let goes = page.removed.iter().all(|text| removed.contains(&flat(text)));
        goes && !page.removed.is_empty() && parts.keep_all(&page.kept)
    }

    fn removes_text(&self, page: &str, example: &str) -> bool {
        let parts = self.strip(page, Format::Text);
        let acts = !parts.removed_by(self.rule).is_empty();
        acts && !parts.kept().contains(&flat(example))
    }

    /// Why the example does not stay, if it does not.
    fn loses(&self, example: &str) -> Option<String> {
        let page = MarkedPage::of(example).unwrap_or_else(|| MarkedPage {
            format: Format::Text,
            text: amid(example),
            removed: Vec::new(),
            kept: vec![example.to_owned()],
        });
        let parts = self.strip(&page.text, page.format);
        let stays = parts.keep_all(&page.kept) && !page.kept.is_empty() && page.removed.is_empty();
        let others = || self.others(&[(page.text.clone(), page.format)], &texts(example));
        (!stays).then(|| format!("{} does not keep: {example}{}", self.rule.id, others()))
    }

    /// The other rules that remove any of `texts` from one of `pages`, for messages.
    fn others(&self, pages: &[(String, Format)], texts: &[String]) -> String {
        let takers = |(page, format): &(String, Format)| self.strip(page, *format).takers(texts);
        let mut others: BTreeSet<RuleId> = pages.iter().flat_map(takers).collect();
        others.retain(|other| !self.rule.is_or_has(other));
        let names: Vec<String> = others.iter().map(ToString::to_string).collect();
        match names.as_slice() {
            [] => String::new(),
            names => format!(" (removed by {})", names.join(", ")),
        }
    }

    fn strip(&self, text: &str, format: Format) -> Parts {
        let metadata = Metadata {
            url: Some(format!("https://{SITE}/page")),
            ..Metadata::default()
        };
        let parsed = parse::parse(text, format, metadata, &parse::Options::default());
        Parts(
            self.stripper
                .judge(&parsed, None, &self.templates)
                .explain(&parsed.blocks),
        )
    }
}

/// A page, taken apart.
struct Parts(Vec<Explained>);

impl Parts {
    /// All text that a rule removed, or another of its family.
    fn removed_by(&self, rule: &RuleInfo) -> String {
        self.text_of(|by| by.is_some_and(|by| rule.is_or_has(by)))
    }

    /// All text that was kept.
    fn kept(&self) -> String {
        self.text_of(|by| by.is_none())
    }

    fn text_of(&self, chosen: impl Fn(Option<&RuleId>) -> bool) -> String {
        let parts = self.0.iter().filter(|part| chosen(part.rule.as_ref()));
        flat(&parts.map(|part| part.text.as_str()).collect::<Vec<_>>().join(" "))
    }

    fn keep_all(&self, texts: &[String]) -> bool {
        let kept = self.kept();
        texts.iter().all(|text| kept.contains(&flat(text)))
    }

    /// The rules that removed any of `texts`, or a part of one.
    fn takers(&self, texts: &[String]) -> Vec<RuleId> {
        let is_of = |text: &String, part: &str| {
            let text = flat(text);
            !part.is_empty() && (text.contains(part) || part.contains(&text))
        };
        let took = |part: &&Explained| texts.iter().any(|text| is_of(text, &flat(&part.text)));
        self.0
            .iter()
            .filter(took)
            .filter_map(|part| part.rule.clone())
            .collect()
    }
}

/// All pages in which an example of what is removed is tried.
fn tries(example: &str) -> Vec<(String, Format)> {
    match MarkedPage::of(example) {
        Some(page) => surroundings(&page)
            .into_iter()
            .map(|text| (text, page.format))
            .collect(),
        None => pages(example).map(|text| (text, Format::Text)).to_vec(),
    }
}

/// The texts of an example that must go or stay.
fn texts(example: &str) -> Vec<String> {
    match MarkedPage::of(example) {
        Some(page) => [page.removed, page.kept].concat(),
        None => vec![example.to_owned()],
    }
}

/// The example before, amid and after content, with and without the menus and the foot of a page around it.
fn pages(example: &str) -> [String; 6] {
    let [first, second, third] = CONTENT;
    let bare = [
        format!("{example}\n\n{first}\n\n{second}\n\n{third}"),
        amid(example),
        format!("{first}\n\n{second}\n\n{third}\n\n{example}"),
    ];
    let [above, among, below] = bare.clone().map(|page| with_chrome(&page));
    let [a, b, c] = bare;
    [a, b, c, above, among, below]
}

/// A marked page as it stands, and a plain text also with menus and a foot around it.
fn surroundings(page: &MarkedPage) -> Vec<String> {
    let mut all = vec![page.text.clone()];
    if page.format == Format::Text {
        all.push(with_chrome(&page.text));
    }
    all
}

fn amid(example: &str) -> String {
    let [first, second, third] = CONTENT;
    format!("{first}\n\n{example}\n\n{second}\n\n{third}")
}

fn with_chrome(inside: &str) -> String {
    format!(
        "Home\nNews\nSport\nLog in\n\nThe night of the flood\n\n{inside}\n\nShare on Facebook\nLeave a comment\n\
         Subscribe to our newsletter\nPrivacy policy\n© 2024 The Quay. All rights reserved.\n"
    )
}

fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
