//! Which of the first lines is the title: each is weighed by its shape and its neighbours.

use std::sync::LazyLock;

use super::Facts;
use super::words::Words;
use crate::model::{Block, BlockKind};

/// Longest title in bytes.
const TITLE_BYTES: usize = 300;
/// A line weighs at least this to be the title.
const LEAST: i32 = 2;
/// What a line gains that the text below it names.
const NAMED: i32 = 4;
/// How lines start that are no titles: for screen readers, on cookies, below pictures.
static NOISE: LazyLock<Words> = LazyLock::new(|| {
    Words::new(
        "skip to|jump to|zum inhalt|zur navigation|direkt zum|aller au|passer au|ir al |ir para|saltar al|vai al|salta al|\
         przejdź do|перейти к|hoppa till|gå til|siirry|ga naar|naar de inhoud|içeriğe|menu|we value your|we use cookies|\
         this site uses|this website uses|cookie|wir verwenden cookies|nous utilisons|usamos cookies|utilizamos cookies|\
         wij gebruiken|photo by|image:|picture:|video:|advertisement|anzeige|\
         publicité|publicidad|sign in|log in|subscribe|share|logo|loading|we and our|all rights",
    )
});

/// Words of a credit, which stands below pictures.
static CREDIT: LazyLock<Words> = LazyLock::new(|| Words::new("photo:|foto:|фото:|(photo|(foto|credit:|crédit"));

/// Which block of the head is the title.
pub(super) fn choose(head: &[Block], facts: &[Facts]) -> Option<usize> {
    let mut best: Option<(i32, usize)> = None;
    let mut prose_before = 0;
    for (at, (block, fact)) in head.iter().zip(facts).enumerate() {
        if let Some(weight) = shape(block, fact) {
            let weight = weight + place(head, facts, at) - 2 * prose_before.min(3);
            let least = best.map_or(LEAST, |(most, _)| most + 1);
            if weight + NAMED >= least {
                let weight = weight + if is_named(head, facts, at) { NAMED } else { 0 };
                best = if weight >= least { Some((weight, at)) } else { best };
            }
        }
        prose_before += i32::from(fact.prose);
    }
    best.map(|(_, at)| at)
}

/// How much a line looks like a title; none where it cannot be one.
fn shape(block: &Block, fact: &Facts) -> Option<i32> {
    use BlockKind::{Code, ListItem, TableRow};
    let text = block.text.as_str();
    let excluded = matches!(block.kind, ListItem { .. } | TableRow { .. } | Code { .. });
    if excluded || fact.meta || text.len() > TITLE_BYTES || text.contains("://") || text.contains('\n') {
        return None;
    }
    text.chars().filter(|c| c.is_alphabetic()).nth(1)?;
    let wide = text.chars().filter(|&c| c > '\u{2e7f}').count();
    let words = text.split_whitespace().count() + wide / 2;
    let length = match words {
        0 | 1 => -1,
        2 => 0,
        3 => 1,
        4..=18 => 2,
        19..=26 => 0,
        _ => -2,
    };
    let parted = match separators(text) {
        0 => 0,
        1 => -2,
        _ => -8,
    };
    let prose = if fact.prose { -4 } else { 0 };
    let heading = if block.kind == BlockKind::Heading(1) { 4 } else { 0 };
    Some(length + parted + prose + heading + words_of(text, words))
}

/// What the first and last signs of a line and the case of its words tell.
fn words_of(text: &str, words: usize) -> i32 {
    let mut weight = 0;
    let ends = text.ends_with(['.', '。', ',', ';', ':', '।', '：', '…']) && !text.ends_with("...");
    weight -= 3 * i32::from(ends) + i32::from(text.ends_with(['!', '！']));
    weight -= 2 * i32::from(text.starts_with(|c: char| c.is_lowercase() || "([©@#+&".contains(c)));
    let lower = text.to_lowercase();
    weight -= 8 * i32::from(NOISE.start(&lower) || CREDIT.are_in(&lower));
    // Menus are rows of capitalised words.
    weight + i32::from(words >= 4 && text.split(' ').any(|word| word.starts_with(char::is_lowercase)))
}

/// So many blanks between the letters of a script without blanks part the entries of a menu; a title may have one or two.
const MENU_GAPS: usize = 3;

/// How many signs that part the entries of a menu or the steps of a path stand in a line.
fn separators(text: &str) -> usize {
    let plain = |byte: u8| byte.is_ascii() && !matches!(byte, b'|' | b'>' | b'/');
    if text.bytes().all(plain) && !text.contains("  ") && !text.contains('\t') {
        return 0;
    }
    let signs = text
        .matches(['|', '»', '›', '‹', '★', '▲', '▼', '　', '→', '‣'])
        .count();
    signs
        + wide_gaps(text)
        + ["  ", "\t", " > ", " / ", " · "]
            .iter()
            .map(|sign| text.matches(sign).count())
            .sum::<usize>()
}

/// Blanks between letters of a script that is written without: a few of them part the entries of a menu.
fn wide_gaps(text: &str) -> usize {
    let is_wide = |c: &char| matches!(c, '\u{2e80}'..='\u{9fff}');
    let chars: Vec<char> = text.chars().collect();
    let gaps = chars
        .windows(3)
        .filter(|three| matches!(three, [a, ' ', b] if is_wide(a) && is_wide(b)));
    Some(gaps.count()).filter(|&count| count >= MENU_GAPS).unwrap_or(0)
}

/// What a line gains from where it stands, [`NAMED`] aside.
fn place(head: &[Block], facts: &[Facts], at: usize) -> i32 {
    let text = head.get(at).map(|block| block.text.as_str()).unwrap_or_default();
    let repeated = text.len() >= 16 && head.iter().skip(at + 1).any(|other| other.text == text);
    let meta = |at: usize| facts.get(at).is_some_and(|fact| fact.meta);
    let prose = |at: usize| facts.get(at).is_some_and(|fact| fact.prose);
    let near = match () {
        () if meta(at + 1) => 3,
        () if meta(at + 2) => 3,
        () if meta(at + 3) => 2,
        () => 0,
    };
    let behind = i32::from(at > 0 && meta(at - 1)) + i32::from(at > 1 && meta(at - 2));
    let next = head.get(at + 1);
    let apart = next.is_some_and(|next| next.gap > 0);
    let follows = match () {
        () if prose(at + 1) => 2 + i32::from(apart),
        () if prose(at + 2) => 2 + i32::from(apart),
        () => i32::from(next.is_some_and(|next| next.kind == BlockKind::Lines)),
    };
    let first = i32::from(at == 0) + i32::from(at == 0 && apart);
    3 * i32::from(repeated) + near + behind + follows + first
}

/// Whether the running text below a line soon speaks of what the line names.
fn is_named(head: &[Block], facts: &[Facts], at: usize) -> bool {
    let text = head.get(at).map(|block| block.text.as_str()).unwrap_or_default();
    let long = text.len() >= 8 && text.contains(' ');
    let mut prose = head
        .iter()
        .zip(facts)
        .skip(at + 1)
        .filter(|(_, fact)| fact.prose)
        .take(2);
    long && prose.any(|(block, _)| block.text.contains(text))
}
