//! Turns phrase hits into verdicts: sure rules take, weak ones lean.
//!
//! Not for sections and cuts: `rules::section` and `rules::inline`.

use super::super::board::Board;
use super::super::class::Class;
use super::super::page::{Page, Piece};
use super::super::rules::Judge;
use super::{Hit, RuleRef, Scope, Zone};
use crate::model::{BlockKind, RuleId};

/// Words of menus that cover this much of a piece leave nothing else in it.
const FULL_PERCENT: usize = 88;
/// Enough for a row of four or more of them.
const ROW_PERCENT: usize = 55;

/// Enough, with company, for two or more of them.
const SOME_PERCENT: usize = 45;
/// So many words of menus are a menu even between paragraphs, where two or three may be a sub-heading.
const MENU_ITEMS: usize = 4;

/// Names behind the words of a credit have no more words than this.
const MAX_CREDIT_WORDS: usize = 8;

/// Rules that hold anywhere, and words of menus.
#[derive(Debug)]
pub(crate) struct Phrases;

/// Rules that hold before or after the content only.
#[derive(Debug)]
pub(crate) struct Zoned;

impl Judge for Phrases {
    fn judge(&self, page: &Page<'_>, board: &mut Board) {
        for (index, piece) in page.pieces.iter().enumerate() {
            if is_passed(piece) || board.is_taken(index) {
                continue;
            }
            apply(page, board, index, piece, &|zone| zone == Zone::Any);
            apply_cover(page, board, index, piece);
        }
    }
}

impl Judge for Zoned {
    fn judge(&self, page: &Page<'_>, board: &mut Board) {
        let body = page.body(board);
        for (index, piece) in page.pieces.iter().enumerate() {
            let (head, tail) = (index < body.start, index >= body.end);
            if is_passed(piece) || board.is_taken(index) || !(head || tail) {
                continue;
            }
            apply(page, board, index, piece, &|zone| match zone {
                Zone::Any => false,
                Zone::Head => head,
                Zone::Tail => tail,
                Zone::Edge => true,
            });
        }
    }
}

/// What no wording makes boilerplate.
fn is_passed(piece: &Piece<'_>) -> bool {
    piece.is_form() || piece.goes_on || piece.is_enumerated()
}

/// The rule whose wording a piece is, whatever stands around it.
pub(crate) fn known_as<'a>(page: &Page<'a>, index: usize) -> Option<&'a RuleId> {
    let piece = page.get(index).filter(|piece| !piece.is_form())?;
    let says = |hit: &&Hit| {
        page.rules.get(hit.rule).is_some_and(|named| match named.rule.scope {
            Scope::Block => fits(piece, hit, &named.rule),
            Scope::Section | Scope::List | Scope::Contents => {
                hit.at_start && piece.shape.weight <= named.rule.max_chars
            }
            Scope::Inline => hit.whole,
            Scope::Vocabulary | Scope::Suffix | Scope::Mark | Scope::Name | Scope::Protect => false,
        })
    };
    let phrase = page.hits(index).iter().find(says).map(|hit| hit.rule);
    let menu = || {
        page.cover(index, FULL_PERCENT)
            .filter(|cover| !cover.slight)
            .map(|cover| cover.rule)
    };
    page.rules.get(phrase.or_else(menu)?).map(|named| &named.id)
}

/// Applies the block rules of a piece whose zone is open.
fn apply(page: &Page<'_>, board: &mut Board, index: usize, piece: &Piece<'_>, open: &dyn Fn(Zone) -> bool) {
    for hit in page.hits(index) {
        let Some(named) = page.rules.get(hit.rule) else {
            continue;
        };
        let rule = &named.rule;
        if rule.scope != Scope::Block || !open(rule.zone) || !fits(piece, hit, rule) {
            continue;
        }
        let phrase = piece.folded.get(hit.start..hit.end).unwrap_or_default();
        let reason = format!("says \"{}\"", shorten(phrase));
        if rule.weak {
            board.lean(index, &named.id, reason);
        } else {
            board.take(index, &named.id, reason);
        }
    }
}

/// Shape bounds, and that the phrase is used and not quoted.
fn fits(piece: &Piece<'_>, hit: &Hit, rule: &RuleRef) -> bool {
    let sentence = match rule.class {
        Class::MetaLine => {
            is_sentence(piece) || piece.ends_with_stop() && piece.shape.words >= 6 && piece.shape.digits == 0
        }
        Class::CaptionCredit => !hit.at_start && is_within(piece, hit),
        // A banner is neither a heading nor quoted: manuals write of them so.
        Class::Cookie | Class::DocChrome => piece.is_heading() || matches!(piece.kind, BlockKind::Quote),
        Class::Tags | Class::Pagination | Class::Player | Class::ProductChrome => is_about(piece, hit),
        _ => false,
    };
    piece.shape.weight <= rule.max_chars
        && !sentence
        && !is_quoted(&piece.folded, hit)
        && !is_reported(&piece.folded, hit)
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
fn is_within(piece: &Piece<'_>, hit: &Hit) -> bool {
    let rest = piece.folded.get(hit.end..).unwrap_or_default();
    piece.is_prose() && rest.split_whitespace().count() > MAX_CREDIT_WORDS
}

/// Running text with few numbers is no stamp: "Published in 1913, the atlas shows three villages."
fn is_sentence(piece: &Piece<'_>) -> bool {
    piece.is_prose() && piece.shape.words >= 12 && piece.shape.digits * 5 < piece.shape.letters
}

/// Running text of which the words of a label are a small part: "In stock for thirty years, the pot was sold to a museum."
fn is_about(piece: &Piece<'_>, hit: &Hit) -> bool {
    piece.is_prose()
        && piece.ends_with_stop()
        && piece.shape.words >= 12
        && (hit.end - hit.start) * 3 < piece.folded.len()
}

/// A phrase after an odd number of quotation marks is talked about, not used, unless the quotation is the whole piece.
fn is_quoted(folded: &str, hit: &Hit) -> bool {
    let marks = folded.get(..hit.start).map_or(0, |s| s.matches('"').count());
    marks % 2 == 1 && !hit.whole
}

fn apply_cover(page: &Page<'_>, board: &mut Board, index: usize, piece: &Piece<'_>) {
    let sentence = piece.shape.sentence;
    let [titled, capitalised] = if sentence { [false; 2] } else { casing(piece.text) };
    let least = match () {
        () if capitalised => SOME_PERCENT,
        () if titled => ROW_PERCENT,
        () => FULL_PERCENT,
    };
    let Some(cover) = page.cover(index, least) else { return };
    let Some(named) = page.rules.get(cover.rule) else {
        return;
    };
    // Words of dates are short in any language.
    let slight = cover.slight && named.rule.class != Class::MetaLine;
    if piece.verse || piece.folded == page.title || slight && !is_bare(piece) || is_running(piece) {
        return;
    }
    let full = cover.percent >= FULL_PERCENT;
    let row = cover.percent >= ROW_PERCENT && cover.items >= 4 && titled;
    let some = cover.percent >= SOME_PERCENT && cover.items >= 2 && capitalised;
    let menu = named.rule.class == Class::Navigation;
    // In small letters, two words may be any two: "data feed".
    let enough = if menu || piece.text.starts_with(char::is_lowercase) {
        MENU_ITEMS
    } else {
        2
    };
    let reason = format!(
        "{} {} %",
        match cover.items {
            1 => "1 word of menus and buttons covers".to_owned(),
            items => format!("{items} words of menus and buttons cover"),
        },
        cover.percent.min(100)
    );
    let many = full && (cover.sure || cover.items >= enough) || row && (!menu || cover.items > MENU_ITEMS);
    let dated = named.rule.class != Class::MetaLine || is_stamp(piece.text);
    // Links to other pages end in no full stop: "Next." is a sentence.
    if named.rule.class == Class::Pagination && piece.ends_with_stop() {
        return;
    }
    // In plain text a row of such words may be a list of what the page is about: it needs company.
    let sure = many && !slight && (!menu || page.from_html);
    // "Closing date: 28 February" is a fact; the fields that say when a page was published are words of dates alone.
    let fact = piece.is_field() && (menu || named.rule.class == Class::MetaLine && !full);
    if !dated || fact || menu && !page.from_html && !full {
        return;
    }
    if sure && !sentence && !piece.is_heading() {
        board.take(index, &named.id, reason);
    } else if full || row || some {
        board.lean(index, &named.id, reason);
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
fn is_running(piece: &Piece<'_>) -> bool {
    piece.text.ends_with(',') || piece.text.contains([';', '='])
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
fn is_bare(piece: &Piece<'_>) -> bool {
    piece.shape.words <= 3 && piece.text.chars().all(|c| c.is_alphabetic() || c.is_whitespace())
}

/// At most sixty characters of a phrase, for reasons.
pub(crate) fn shorten(text: &str) -> String {
    let mut out: String = text.chars().take(60).collect();
    if out.len() < text.len() {
        out.push('…');
    }
    out
}
