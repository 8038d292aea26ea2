//! What the rules found in a line, whether or not they may remove it, as features: verdicts, votes, the best hit of each class and scope.
//!
//! Not for deciding: a rule is a witness here.

use super::super::chrome::Chrome;
use super::super::class::Class;
use super::super::decisions::Decisions;
use super::super::page::{Page, Segment};
use super::super::phrases::{Hit, Scope};
use super::super::rules::is_placed;
use super::features::menu_words_of;
use super::sink::Sink;

/// Neighbours whose findings are seen, on either side.
const NEAR: usize = 2;
const SCOPES: usize = 10;

/// What rules decided on a line before the chrome of the page was measured.
#[derive(Clone, Copy, Debug, Default)]
struct Finding {
    verdict: Option<Class>,
    /// Whether a rule removes it that has no class.
    unclassed: bool,
    placed: bool,
    vote: Option<Class>,
    protected: bool,
    /// Percent of its bytes that are cut out.
    cut: usize,
    /// Percent of it that hits cover, at most, less for weak ones; and the class of that hit.
    best: usize,
    best_class: Option<Class>,
}

/// What rules decided on each line.
#[derive(Debug)]
pub(super) struct Found(Vec<Finding>);

impl Found {
    pub(super) fn of(page: &Page<'_>, decisions: &Decisions) -> Self {
        let mut found: Vec<Finding> = (0..page.len()).map(|index| finding(page, decisions, index)).collect();
        for (index, range) in decisions.cuts() {
            let length = page.get(index).map_or(1, |segment| segment.text.len().max(1));
            if let Some(finding) = found.get_mut(index) {
                finding.cut = (finding.cut + range.len() * 100 / length).min(100);
            }
        }
        Found(found)
    }

    /// Whether rules found anything in a line.
    pub(super) fn any(&self, index: usize) -> bool {
        let found =
            |finding: &Finding| finding.unclassed || finding.verdict.or(finding.vote).or(finding.best_class).is_some();
        self.0.get(index).is_some_and(found)
    }

    /// The features of a line. `stands` tells whether a rule still removes it after the chrome was measured.
    pub(super) fn put(&self, page: &Page<'_>, index: usize, stands: bool, chrome: Chrome, out: &mut impl Sink) {
        let Some(segment) = page.get(index) else { return };
        self.decided(index, stands, out);
        out.put("chrome", chrome as usize);
        hits(page, index, segment, out);
        menu(page, index, out);
        flags(segment, out);
        for near in 1..=NEAR {
            for (side, at) in [("before", index.checked_sub(near)), ("after", Some(index + near))] {
                let finding = at.and_then(|at| self.0.get(at)).copied().unwrap_or_default();
                out.put(format_args!("{side}{near}.verdict"), number(finding.verdict));
                out.put(format_args!("{side}{near}.vote"), number(finding.vote));
                out.put(format_args!("{side}{near}.best"), finding.best);
                out.put(format_args!("{side}{near}.best_class"), number(finding.best_class));
                out.put(format_args!("{side}{near}.cut"), finding.cut);
            }
        }
    }

    fn decided(&self, index: usize, stands: bool, out: &mut impl Sink) {
        let own = self.0.get(index).copied().unwrap_or_default();
        let has = |class: Class, of: Option<Class>| usize::from(of == Some(class));
        for class in Class::ALL.iter().copied() {
            let said = has(class, own.verdict) * 2 + has(class, own.vote);
            out.put(format_args!("says.{}", class.name()), said);
        }
        out.put("verdict", number(own.verdict));
        out.put("unclassed", usize::from(own.unclassed));
        out.put("placed", usize::from(own.placed));
        out.put("stands", usize::from(stands));
        out.put("vote", number(own.vote));
        out.put("protected", usize::from(own.protected));
        out.put("cut", own.cut);
        out.put("best_class", number(own.best_class));
    }
}

/// A class as a number; none is nought.
fn number(class: Option<Class>) -> usize {
    class.map_or(0, |class| class as usize + 1)
}

fn finding(page: &Page<'_>, decisions: &Decisions, index: usize) -> Finding {
    let (verdict, vote) = (decisions.verdict(index), decisions.weak_vote(index));
    let class = verdict.and_then(|verdict| Class::of_rule(&verdict.rule));
    let mut finding = Finding {
        verdict: class,
        unclassed: verdict.is_some() && class.is_none(),
        placed: verdict.is_some_and(|verdict| is_placed(&verdict.rule)),
        vote: vote.and_then(|verdict| Class::of_rule(&verdict.rule)),
        protected: decisions.is_protected(index),
        ..Finding::default()
    };
    let Some(segment) = page.get(index) else { return finding };
    for hit in page.hits(index) {
        if let Some((class, _, strength)) = strength(page, segment, hit)
            && strength > finding.best
        {
            (finding.best, finding.best_class) = (strength, Some(class));
        }
    }
    finding
}

/// How much a hit says, of 100: less if its rule only votes, and if the line is longer than the rule allows.
fn strength(page: &Page<'_>, segment: &Segment<'_>, hit: &Hit) -> Option<(Class, Scope, usize)> {
    let rule = &page.rules.get(hit.rule)?.rule;
    let cover = (hit.end - hit.start) * 100 / segment.folded.len().max(1);
    let base = if rule.weak { 40 } else { 70 } + cover * 3 / 10;
    let short = segment.stats.chars <= rule.max_chars;
    Some((rule.class, rule.scope, if short { base } else { base * 4 / 10 }))
}

/// The best hit of each class and of each scope.
fn hits(page: &Page<'_>, index: usize, segment: &Segment<'_>, out: &mut impl Sink) {
    let mut classes = [0; Class::ALL.len()];
    let mut scopes = [0; SCOPES];
    for (class, scope, strength) in page.hits(index).iter().filter_map(|hit| strength(page, segment, hit)) {
        for best in [classes.get_mut(class as usize), scopes.get_mut(scope as usize)]
            .into_iter()
            .flatten()
        {
            *best = strength.max(*best);
        }
    }
    for (class, best) in Class::ALL.iter().zip(classes) {
        out.put(format_args!("hit.{}", class.name()), best);
    }
    for (nth, best) in scopes.into_iter().enumerate() {
        out.put(format_args!("scope.{nth}"), best);
    }
}

/// The words of menus in it.
fn menu(page: &Page<'_>, index: usize, out: &mut impl Sink) {
    let words = menu_words_of(page, index);
    let class = words
        .and_then(|words| page.rules.get(words.rule))
        .map(|named| named.rule.class);
    out.put("menu.class", number(class));
    out.put("menu.sure", usize::from(words.is_some_and(|words| words.sure)));
    out.put("menu.slight", usize::from(words.is_some_and(|words| words.slight)));
}

/// What the page says of the line.
fn flags(segment: &Segment<'_>, out: &mut impl Sink) {
    out.put("apart", usize::from(segment.apart));
    out.put("heading", usize::from(segment.heading));
    out.put("verse", usize::from(segment.verse));
    out.put("goes_on", usize::from(segment.goes_on));
    out.put("prose", usize::from(segment.is_prose()));
    out.put("sentence", usize::from(segment.stats.sentence));
    out.put("field", usize::from(segment.is_field()));
    out.put("enumerated", usize::from(segment.is_enumerated()));
}
