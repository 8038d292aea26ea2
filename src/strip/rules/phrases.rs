//! Turns phrase hits into decisions: a sure rule removes the segment, a weak one casts a weak vote.
//!
//! Not for sections and cuts: `rules::section` and `rules::inline`.

use super::super::class::Class;
use super::super::decisions::Decisions;
use super::super::page::{Page, Segment};
use super::super::phrases::{Hit, MenuWords, RuleRef, Scope, Zone};
use super::Module;
use crate::model::{BlockKind, RuleId};

/// Words of menus that cover this much of a segment leave nothing else in it.
const FULL_PERCENT: usize = 88;
/// Enough for a row of four or more of them.
const ROW_PERCENT: usize = 55;

/// Where more letters than this are in no word of share bars, the segment speaks of networks.
const MAX_REST: usize = 24;
/// Enough for two or more of them, with other boilerplate around.
const SOME_PERCENT: usize = 45;
/// So many words of menus are a menu even between paragraphs, where two or three may be a sub-heading.
const MENU_ITEMS: usize = 4;

/// Names behind the words of a credit have no more words than this.
const MAX_CREDIT_WORDS: usize = 8;

/// Rules that hold anywhere on a page, and words of menus.
pub(crate) const ANYWHERE: Module = Module::without_rules(judge_anywhere);
/// Rules that hold only before or after the content.
pub(crate) const BY_ZONE: Module = Module::without_rules(judge_by_zone);

fn judge_anywhere(page: &Page<'_>, decisions: &mut Decisions) {
    for (index, segment) in page.segments.iter().enumerate() {
        if is_passed(segment) || decisions.is_removed(index) {
            continue;
        }
        apply(page, decisions, index, segment, &|zone| zone == Zone::Any);
        apply_menu_words(page, decisions, index, segment);
    }
}

fn judge_by_zone(page: &Page<'_>, decisions: &mut Decisions) {
    let body = page.body(decisions);
    for (index, segment) in page.segments.iter().enumerate() {
        let (head, tail) = (index < body.start, index >= body.end);
        if is_passed(segment) || decisions.is_removed(index) || !(head || tail) {
            continue;
        }
        apply(page, decisions, index, segment, &|zone| match zone {
            Zone::Any => false,
            Zone::Head => head,
            Zone::Tail => tail,
            Zone::Edge => true,
        });
    }
}

/// What no wording makes boilerplate.
fn is_passed(segment: &Segment<'_>) -> bool {
    let form = segment.is_form() && !is_lone_cell(segment);
    form || segment.goes_on || segment.is_enumerated()
}

/// A row of one cell: pages lay out lists and threads in tables.
fn is_lone_cell(segment: &Segment<'_>) -> bool {
    matches!(segment.kind, BlockKind::TableRow { .. }) && !segment.text.trim().contains('\t')
}

/// The rule whose wording a segment is, whatever stands around it.
pub(crate) fn known_as<'a>(page: &Page<'a>, index: usize) -> Option<&'a RuleId> {
    let segment = page.get(index).filter(|segment| !segment.is_form())?;
    let says = |hit: &&Hit| {
        page.rules.get(hit.rule).is_some_and(|named| match named.rule.scope {
            Scope::Block => fits(segment, hit, &named.rule),
            Scope::Section | Scope::List | Scope::Contents => {
                hit.at_start && segment.stats.chars <= named.rule.max_chars
            }
            Scope::Inline => hit.whole,
            Scope::Vocabulary | Scope::Suffix | Scope::Mark | Scope::Name | Scope::Protect => false,
        })
    };
    let phrase = page.hits(index).iter().find(says).map(|hit| hit.rule);
    let menu = || {
        page.menu_words(index, FULL_PERCENT)
            .filter(|menu_words| !menu_words.slight)
            .map(|menu_words| menu_words.rule)
    };
    page.rules.get(phrase.or_else(menu)?).map(|named| &named.id)
}

/// Applies the block rules of a segment whose zone is open.
fn apply(page: &Page<'_>, decisions: &mut Decisions, index: usize, segment: &Segment<'_>, open: &dyn Fn(Zone) -> bool) {
    for hit in page.hits(index) {
        let Some(named) = page.rules.get(hit.rule) else {
            continue;
        };
        let rule = &named.rule;
        if rule.scope != Scope::Block || !open(rule.zone) || !fits(segment, hit, rule) {
            continue;
        }
        // The verdict of a rule that must not overrule the model would hide that of a rule that may.
        if !page.may_overrule(index, rule.max_score) {
            continue;
        }
        let phrase = segment.folded.get(hit.start..hit.end).unwrap_or_default();
        let reason = format!("says \"{}\"", shorten(phrase));
        if rule.weak {
            decisions.add_weak_vote(index, &named.id, reason);
        } else {
            decisions.remove(index, &named.id, reason);
        }
    }
}

/// Shape bounds, and that the phrase is used and not quoted.
fn fits(segment: &Segment<'_>, hit: &Hit, rule: &RuleRef) -> bool {
    let sentence = match rule.class {
        Class::MetaLine => {
            is_sentence(segment) || segment.ends_with_stop() && segment.stats.words >= 6 && segment.stats.digits == 0
        }
        Class::CaptionCredit => !hit.at_start && is_within(segment, hit),
        // A banner is neither a heading nor quoted: manuals write of them so.
        Class::Cookie | Class::DocChrome => segment.is_heading() || matches!(segment.kind, BlockKind::Quote),
        Class::Tags | Class::Pagination | Class::Player | Class::ProductChrome => is_about(segment, hit),
        _ => false,
    };
    segment.stats.chars <= rule.max_chars
        && !sentence
        && !is_quoted(&segment.folded, hit)
        && !is_reported(&segment.folded, hit)
}

/// Ends of short clauses that say who said it: ", the note said,".
const TOLD: [&str; 22] = [
    " said",
    " says",
    " explained",
    " wrote",
    " writes",
    " told me",
    " replied",
    " asked",
    " shouted",
    " read",
    " reads",
    " sagte",
    " sagt",
    " schrieb",
    " erklarte",
    " rief",
    " disait",
    " dijo",
    " disse",
    " diceva",
    " zei",
    " sa",
];
/// Verbs of saying, with the comma that parts them from what is said without quotation marks.
const SAYING: [&str; 34] = [
    ", says ",
    ", said ",
    ", reads ",
    ", read the ",
    ", asks ",
    ", begs ",
    ", urges ",
    ", sagt ",
    ", sagte ",
    ", steht ",
    ", heißt ",
    ", bittet ",
    ", dit ",
    ", disait ",
    ", demande ",
    ", dice ",
    ", decía ",
    ", pide ",
    ", diz ",
    ", dizia ",
    ", pede ",
    ", chiede ",
    ", recita ",
    ", zegt ",
    ", staat er ",
    ", säger ",
    ", sier ",
    ", siger ",
    ", mówi ",
    ", głosi ",
    ", говорит ",
    ", гласит ",
    ", каже ",
    ", diyor ",
];

/// "Subscribe to our newsletter, says the box on every page": talked about, not used.
fn is_reported(folded: &str, hit: &Hit) -> bool {
    let rest = folded.get(hit.end..).unwrap_or_default();
    let clause = rest.split(['.', '!', '?', ';']).next().unwrap_or_default();
    if !clause.contains(',') {
        return false;
    }
    let told = clause.split(',').skip(1).any(|part| {
        let words = part.split(' ').filter(|word| !word.is_empty());
        TOLD.iter().any(|verb| part.ends_with(verb)) && (2..=5).contains(&words.count())
    });
    told || SAYING
        .iter()
        .any(|verb| clause.contains(verb) || clause.starts_with(verb))
}

/// A credit in the middle of a paragraph: the page glued a caption to what follows.
fn is_within(segment: &Segment<'_>, hit: &Hit) -> bool {
    let rest = segment.folded.get(hit.end..).unwrap_or_default();
    segment.is_prose() && rest.split_whitespace().count() > MAX_CREDIT_WORDS
}

/// Running text with few numbers is no stamp: "Published in 1913, the atlas shows three villages."
fn is_sentence(segment: &Segment<'_>) -> bool {
    segment.is_prose() && segment.stats.words >= 12 && segment.stats.digits * 5 < segment.stats.letters
}

/// Running text of which the words of a label are a small part: "In stock for thirty years, the pot was sold to a museum."
fn is_about(segment: &Segment<'_>, hit: &Hit) -> bool {
    segment.is_prose()
        && segment.ends_with_stop()
        && segment.stats.words >= 12
        && (hit.end - hit.start) * 3 < segment.folded.len()
}

/// A phrase after an odd number of quotation marks is talked about, not used, unless the quotation is the whole segment.
fn is_quoted(folded: &str, hit: &Hit) -> bool {
    let marks = folded.get(..hit.start).map_or(0, |s| s.matches('"').count());
    marks % 2 == 1 && !hit.whole
}

fn apply_menu_words(page: &Page<'_>, decisions: &mut Decisions, index: usize, segment: &Segment<'_>) {
    let sentence = segment.stats.sentence;
    let [titled, capitalised] = if sentence { [false; 2] } else { casing(segment.text) };
    let least = match () {
        () if capitalised => SOME_PERCENT,
        () if titled => ROW_PERCENT,
        () => FULL_PERCENT,
    };
    let Some(menu_words) = page.menu_words(index, least) else {
        return;
    };
    let Some(named) = page.rules.get(menu_words.rule) else {
        return;
    };
    // Words of dates are short in any language.
    let slight = menu_words.slight && named.rule.class != Class::MetaLine;
    if segment.verse || segment.folded == page.title || slight && !is_bare(segment) || is_running(segment) {
        return;
    }
    let full = menu_words.percent >= FULL_PERCENT;
    let rest = segment.stats.letters * (100 - menu_words.percent.min(100));
    let little = named.rule.class != Class::Share || rest <= MAX_REST * 100;
    let row = little && menu_words.percent >= ROW_PERCENT && menu_words.items >= 4 && titled;
    let some = little && menu_words.percent >= SOME_PERCENT && menu_words.items >= 2 && capitalised;
    let menu = named.rule.class == Class::Navigation;
    // In small letters, two words may be any two: "data feed".
    let enough = if menu || segment.text.starts_with(char::is_lowercase) {
        MENU_ITEMS
    } else {
        2
    };
    let reason = covered(menu_words, named.rule.class);
    let many =
        full && (menu_words.sure || menu_words.items >= enough) || row && (!menu || menu_words.items > MENU_ITEMS);
    let dated = named.rule.class != Class::MetaLine || is_stamp(segment.text);
    // Links to other pages end in no full stop: "Next." is a sentence.
    if named.rule.class == Class::Pagination && segment.ends_with_stop() {
        return;
    }
    // In plain text a row of such words may be a list of what the page is about: it needs other boilerplate around.
    let sure = many && !slight && (!menu || page.from_html);
    // "Closing date: 28 February" is a fact; the fields that say when a page was published are words of dates alone.
    let fact = segment.is_field() && (menu || named.rule.class == Class::MetaLine && !full);
    if !dated || fact || menu && !page.from_html && !full {
        return;
    }
    if sure && !sentence && !segment.is_heading() {
        decisions.remove(index, &named.id, reason);
    } else if full || row || some {
        decisions.add_weak_vote(index, &named.id, reason);
    }
}

/// How much of a segment the words of a rule of this class cover, for reasons.
fn covered(words: &MenuWords, class: Class) -> String {
    let kind = match class {
        Class::MetaLine => "dates",
        _ => "menus and buttons",
    };
    let percent = words.percent.min(100);
    match words.items {
        1 => format!("1 word of {kind} covers {percent} %"),
        items => format!("{items} words of {kind} cover {percent} %"),
    }
}

/// A day of some year. Weekdays, days without their year, and hours from and to are facts of what the page is about.
fn is_stamp(text: &str) -> bool {
    let numbers: Vec<&str> = text
        .split(|c: char| !c.is_numeric())
        .filter(|run| !run.is_empty())
        .collect();
    let until = |c: char| matches!(c, '-' | '–' | '—' | '~' | '〜');
    let range = text.split(until).collect::<Vec<_>>().windows(2).any(|sides| {
        let [before, after] = sides else { return false };
        before.trim_end().ends_with(char::is_numeric) && after.trim_start().starts_with(char::is_numeric)
    });
    let date = text
        .split_whitespace()
        .any(|word| word.matches(['-', '–']).count() == 2);
    let year = numbers.iter().any(|run| run.chars().count() == 4);
    year && (date || !range)
}

/// A clause that goes on, or a formula.
fn is_running(segment: &Segment<'_>) -> bool {
    segment.text.ends_with(',') || segment.text.contains([';', '='])
}

/// Whether most words begin with a capital or belong to a script without them, which they do not in a phrase; and whether there
/// are at most eight words, most of them with a capital, as in menus.
fn casing(text: &str) -> [bool; 2] {
    let (mut words, mut small, mut capitals) = (0, 0, 0);
    for first in text.split_whitespace().filter_map(|word| word.chars().next()) {
        words += 1;
        small += usize::from(first.is_lowercase());
        capitals += usize::from(first.is_uppercase());
    }
    [small * 2 <= words, words <= 8 && capitals * 3 >= words * 2]
}

/// Letters and blanks alone, as in `X` or `A A A`; in formulas and codes there are others.
fn is_bare(segment: &Segment<'_>) -> bool {
    segment.stats.words <= 3 && segment.text.chars().all(|c| c.is_alphabetic() || c.is_whitespace())
}

/// At most sixty characters of a phrase, for reasons.
pub(crate) fn shorten(text: &str) -> String {
    let mut out: String = text.chars().take(60).collect();
    if out.len() < text.len() {
        out.push('…');
    }
    out
}
