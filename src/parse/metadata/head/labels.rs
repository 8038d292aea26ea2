//! Words that stand beside a day and say what day it is, and lines that are about a document.
//!
//! Not for: removing such lines (`strip` has its own rules).

use std::sync::LazyLock;

use super::super::dates::{self, Order};
use super::words::Words;

/// A day that a line names as one of the document's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Day {
    pub(crate) date: String,
    /// It is the day of the last change.
    pub(crate) updated: bool,
    /// Words beside it say which day it is.
    pub(crate) labelled: bool,
}

/// Parts of words that name the day of the last change.
static UPDATED: LazyLock<Words> = LazyLock::new(|| {
    Words::new(
        "updat|modif|zuletzt|edited|revis|last change|last review|aktualis|geändert|bearbeitet|mis à jour|mise à jour|actualiz|\
         modificad|atualiz|aggiorn|bijgewerkt|gewijzigd|aktualiz|zaktual|обновл|изменен|оновлен|güncelle|uppdater|\
         oppdater|opdater|päivitetty|frissít|actualitz|ενημέρωση|تحديث|محدث|更新|更改|修改|수정|업데이트|अपडेट|cập nhật|\
         diperbarui|แก้ไข|עודכן|به‌روز|modyfikac|modificaci|editov|меняли|upraven|endring|endret|senast ändrad|τελευταία αλλαγή|\
         naposledy|viimeisin muutos|διαμορφώθηκε",
    )
});
/// Parts of words that name the day of publication.
static PUBLISHED: LazyLock<Words> = LazyLock::new(|| {
    Words::new(
        "publi|posted|post by|date|asked|created|written|issued|released|veröffentlicht|erschienen|erstellt|stand:|stand - |stand |datum|geplaatst|\
         gepubliceerd|postado|pubblicato|opublikowano|dodano|data:|fecha|дата|опубликов|добавлен|создан|yayın|giriş|\
         tarih|eklenme|publicerad|julkaistu|megjelent|δημοσ|نشر|تاريخ|发布|發佈|发表|公開|掲載|投稿|作成|입력|등록|작성|\
         प्रकाशित|đăng|diterbitkan|เผยแพร่|פורסם|انتشار|日期",
    )
});
/// Parts of words beside days that are not the document's: events, terms, people.
static OTHER: LazyLock<Words> = LazyLock::new(|| {
    Words::new(
        "effective|when|expire|valid|deadline|born|joined|starts|ends|doors|event|since|copyright|©|termin|beginn|gültig|\
         geboren|né le|cuándo|nacid|quando|quand|kiedy|когда|الموعد|registriert|member|retrieved|accessed|abgerufen|\
         consulté|due|birth|in kraft|until|from |next |日時|開催|活动|जन्म|adopted|fait à|signed",
    )
});
/// Parts of words beside the day of a member, a term or a delivery: about the page, but not the day of the document.
static MEMBERS: LazyLock<Words> = LazyLock::new(|| {
    Words::new(
        "received|accepted|iscritto|inscrit|inscription|dołączył|zarejestrow|registered|зарегистр|csatlakozott|tilmeldt|liittynyt|\
         注册时间|注册日期|註冊日期|注文|次回|기간|가입|gældende|gäller|gjelder|valabil|obowiązuje|doručit|wirksam|entrée en vigueur|en vigueur|vigente|\
         в силу|voimassa|geldig",
    )
});
/// Parts of short lines about the document: reading time, counts.
static META: LazyLock<Words> = LazyLock::new(|| {
    Words::new(
        "min read|minute read|reading time|lesezeit|temps de lecture|tiempo de lectura|tempo di lettura|leestijd|\
         min de leitura|min läs|min. czytania|przeczytasz|okuma süresi|время чтения|views|просмотр|comments|阅读时间",
    )
});
/// Labels of a day, alone before it.
const DATE_LABELS: [&str; 12] = [
    "date",
    "datum",
    "data",
    "fecha",
    "дата",
    "tarih",
    "日期",
    "日付",
    "published",
    "posted",
    "publié",
    "تاريخ",
];
/// A line with more letters beside its days than this is about something else, unless a label says so.
const BARE_LETTERS: usize = 48;
/// A line about a document without a day is not longer.
const META_BYTES: usize = 160;
const META_LETTERS: usize = 60;
/// Signs that part a day from what stands before it.
const PARTING: [char; 9] = ['|', '·', '•', '-', '–', '—', ',', ':', '　'];
/// Words on either side of a day reach this far.
const NEAR_BYTES: usize = 40;

/// The days of the document that `text`, a short line, names.
pub(crate) fn days(text: &str, order: Order) -> Vec<Day> {
    let found = dates::find_all(text, order);
    if found.is_empty() {
        return Vec::new();
    }
    let lower = lower_same_length(text);
    let named: usize = found.iter().map(|day| day.span.len()).sum();
    let bare = is_bare(text, named);
    let mut start = 0;
    let mut days = Vec::new();
    let last = found.len() - 1;
    for (at, day) in found.into_iter().enumerate() {
        let before = lower.get(start..day.span.start).unwrap_or_default();
        let after = lower.get(day.span.end..).unwrap_or_default();
        let kind = classify(before, after, bare, start == 0, at == last);
        start = day.span.end;
        days.extend(kind.map(|(updated, labelled)| Day {
            date: day.date,
            updated,
            labelled,
        }));
    }
    days
}

/// Lower case where that keeps the length of a letter, so that places stay the same.
fn lower_same_length(text: &str) -> String {
    let lower = |c: char| {
        c.to_lowercase()
            .next()
            .filter(|l| l.len_utf8() == c.len_utf8())
            .unwrap_or(c)
    };
    text.chars().map(lower).collect()
}

/// Whether a line has little beside its days, and is no sentence, quote or caption.
fn is_bare(text: &str, named_bytes: usize) -> bool {
    let rest = text
        .chars()
        .filter(|c| c.is_alphanumeric())
        .count()
        .saturating_sub(named_bytes);
    let most = if text.chars().any(|c| c > '\u{2e7f}') {
        BARE_LETTERS / 2
    } else {
        BARE_LETTERS
    };
    let sentence = text.ends_with(['.', '。', '!', '?']) && rest > 12;
    let beside = !text.contains(['“', '”', '"', '©']) && (rest <= most * 3 / 4 || !text.contains(['(', '（']));
    rest <= most && !sentence && beside
}

/// What the words around a day make of it: (updated, labelled), or none of the document's days.
fn classify(before: &str, after: &str, bare: bool, first: bool, last: bool) -> Option<(bool, bool)> {
    let near = before.get(before.ceil_char_boundary(before.len().saturating_sub(NEAR_BYTES))..)?;
    let follows = after.trim_start_matches(|c: char| !c.is_alphabetic());
    let words = before.split_whitespace().count();
    let updated = UPDATED.are_in(near) || last && UPDATED.are_in(head_of(after));
    let published = PUBLISHED.are_in(near) || follows.starts_with("by ");
    match (updated, published) {
        _ if OTHER.are_in(near) || MEMBERS.are_in(near) || words > 14 => None,
        (true, _) => Some((true, true)),
        (_, true) if bare || words <= 6 => Some((false, true)),
        // Many words before a day are a sentence, a caption for one.
        _ => (bare && first && (words <= 4 || before.trim_end().ends_with(PARTING))).then_some((false, false)),
    }
}

/// The words right behind a day.
fn head_of(after: &str) -> &str {
    after.get(..after.floor_char_boundary(NEAR_BYTES)).unwrap_or(after)
}

/// Whether a line tells what time it is, as the pages of forums do.
pub(crate) fn is_clock(text: &str) -> bool {
    const CLOCKS: [&str; 7] = [
        "aktuelle zeit",
        "aktuelles datum",
        "current time",
        "it is currently",
        "the time now",
        "fecha actual",
        "heure actuelle",
    ];
    let lower = text.to_lowercase();
    CLOCKS.iter().any(|clock| lower.starts_with(clock))
}

/// Whether `text`, in lower case and without its colon, is a word for the day of a document.
pub(super) fn is_date_label(text: &str) -> bool {
    DATE_LABELS.contains(&text)
}

/// Whether a line names the day of a member, a term or a delivery.
pub(super) fn is_of_member(text: &str) -> bool {
    dates::find(text, Order::DayFirst).is_some() && MEMBERS.are_in(&text.to_lowercase())
}

/// Whether a line is about the document rather than of it.
pub(super) fn is_meta(text: &str) -> bool {
    if text.len() > META_BYTES || text.chars().count() > META_LETTERS {
        return false;
    }
    let lower = text.to_lowercase();
    let length = lower.chars().count();
    let counts = length <= META_LETTERS && lower.bytes().any(|b| b.is_ascii_digit());
    let dated = || PUBLISHED.start(&lower) || UPDATED.start(&lower) || dates::find(text, Order::DayFirst).is_some();
    counts && (META.are_in(&lower) || length <= 40 && dated())
        || length <= 24 && (UPDATED.start(&lower) || lower.starts_with("last "))
}
