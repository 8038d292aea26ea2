//! What the letters and signs of a line say for or against its being the title.

use std::sync::LazyLock;

use super::super::words::Words;
use super::Head;
use crate::model::{Block, BlockKind};

/// Longest title in bytes.
const TITLE_BYTES: usize = 300;
/// So many blanks between the letters of a script without blanks part the entries of a menu; a title may have one or two.
const MENU_GAPS: usize = 3;
/// Points of a heading that is marked as the first.
const FIRST_HEADING: i32 = 400;
/// Points by number of words, up to each of these.
const LENGTHS: [(usize, i32); 9] = [
    (1, -148),
    (2, -57),
    (3, -14),
    (4, 7),
    (6, 24),
    (12, 117),
    (18, 57),
    (26, -164),
    (usize::MAX, -154),
];
/// Signs of counts, prices, ratings and buttons.
const CHROME: &str = "€$£¥₽★☆▲▼♥❤👍›»©@%☰✕×🔍";
/// Signs before the entries of lists and menus.
const BULLETS: &str = "([©@#+&<>«»•·*-–—→←▶►▼✓✔☆★※■◆●▪";

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

/// Whether a block can be a title at all.
pub(super) fn is_possible(block: &Block) -> bool {
    use BlockKind::{Code, ListItem, TableRow};
    let text = block.text.as_str();
    let excluded = matches!(block.kind, ListItem { .. } | TableRow { .. } | Code { .. });
    !excluded
        && text.len() <= TITLE_BYTES
        && !text.contains("://")
        && !text.contains('\n')
        && text.chars().filter(|c| c.is_alphabetic()).nth(1).is_some()
}

/// Whether a line has words of the credit of a picture.
pub(in super::super) fn is_credit(text: &str) -> bool {
    CREDIT.are_in(&text.to_lowercase())
}

/// Points of a line by itself.
pub(super) fn score(head: Head<'_>, at: usize) -> i32 {
    let text = head.text(at);
    let words = words(text);
    let length = LENGTHS.iter().find(|(most, _)| words <= *most);
    let parted = match separators(text) {
        0 => 0,
        1 => -88,
        _ => -317,
    };
    let dated = head.facts.get(at).is_some_and(|fact| !fact.days.is_empty());
    let first = head
        .blocks
        .get(at)
        .is_some_and(|block| block.kind == BlockKind::Heading(1));
    length.map_or(0, |(_, points)| *points) + parted + edges(text) + letters(text, words)
        - 134 * i32::from(head.is_meta(at))
        - 87 * i32::from(head.is_prose(at))
        - 74 * i32::from(dated)
        + FIRST_HEADING * i32::from(first)
}

/// What the first and the last sign of a line tell.
fn edges(text: &str) -> i32 {
    let stop = text.ends_with(['.', '。', '।', '…']) && !text.ends_with("...");
    let colon = text.ends_with([',', ';', ':', '：']);
    72 * i32::from(text.ends_with(['!', '！']))
        - 214 * i32::from(stop)
        - 265 * i32::from(colon)
        - 222 * i32::from(text.starts_with(char::is_lowercase))
        - 4 * i32::from(text.starts_with(|c| BULLETS.contains(c)))
}

/// What its words, their case and the signs between them tell.
fn letters(text: &str, words: usize) -> i32 {
    let lower = text.to_lowercase();
    let noise = NOISE.start(&lower) || CREDIT.are_in(&lower);
    let chrome = text.chars().any(|c| CHROME.contains(c) || c > '\u{1f000}');
    let parts = [" – ", " - ", " — ", ": "].iter().any(|sign| text.contains(sign));
    let mixed = words >= 4 && text.split_whitespace().any(|word| word.starts_with(char::is_lowercase));
    let shouted = text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase);
    46 * i32::from(mixed) + 69 * i32::from(is_title_case(text))
        - 132 * i32::from(noise)
        - 19 * i32::from(chrome)
        - 35 * i32::from(parts)
        - 17 * i32::from(shouted)
}

/// Whether three or more longer words, and all of them, begin with a capital.
fn is_title_case(text: &str) -> bool {
    let long = |word: &&str| word.chars().count() > 3 && word.starts_with(char::is_alphabetic);
    let mut words = text.split_whitespace().filter(long).peekable();
    let count = words.clone().count();
    count >= 3 && words.all(|word| word.starts_with(char::is_uppercase))
}

/// Words, where two ideographs or four letters of Thai count as one.
pub(super) fn words(text: &str) -> usize {
    let thai = |c: &char| matches!(c, '\u{e00}'..='\u{eff}');
    let wide = |c: &char| *c > '\u{2e7f}' && !is_hangul(*c);
    text.split_whitespace().count() + text.chars().filter(wide).count() / 2 + text.chars().filter(thai).count() / 4
}

/// Whether a letter is Korean, whose words are parted by blanks.
pub(super) fn is_hangul(c: char) -> bool {
    matches!(c, '\u{ac00}'..='\u{d7af}')
}

/// How many signs that part the entries of a menu or the steps of a path stand in a line.
pub(super) fn separators(text: &str) -> usize {
    let plain = |byte: u8| byte.is_ascii() && !matches!(byte, b'|' | b'>' | b'/');
    if text.bytes().all(plain) && !text.contains("  ") && !text.contains('\t') {
        return 0;
    }
    let signs = text
        .matches(['|', '»', '›', '‹', '★', '▲', '▼', '　', '→', '‣'])
        .count();
    let spaced = ["  ", "\t", " > ", " / ", " · "];
    signs + wide_gaps(text) + spaced.iter().map(|sign| text.matches(sign).count()).sum::<usize>()
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
