//! Words that stand beside a day and say what day it is, and lines that are about a document.
//!
//! Not for: removing such lines (`strip` has its own rules).

use super::super::dates::{self, Order};

/// A day that a line names as one of the document's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Day {
    pub(super) date: String,
    /// It is the day of the last change.
    pub(super) updated: bool,
    /// Words beside it say which day it is.
    pub(super) labelled: bool,
}

/// Parts of words that name the day of the last change.
const UPDATED: &[&str] = &[
    "updat",
    "modif",
    "edited",
    "revis",
    "last change",
    "last review",
    "aktualis",
    "geändert",
    "bearbeitet",
    "mis à jour",
    "mise à jour",
    "actualiz",
    "modificad",
    "atualiz",
    "aggiorn",
    "bijgewerkt",
    "gewijzigd",
    "aktualiz",
    "zaktual",
    "obnov",
    "обновл",
    "изменен",
    "оновлен",
    "güncelle",
    "uppdater",
    "oppdater",
    "opdater",
    "päivitetty",
    "frissít",
    "actualitz",
    "ενημέρωση",
    "تحديث",
    "محدث",
    "更新",
    "更改",
    "修改",
    "수정",
    "업데이트",
    "अपडेट",
    "cập nhật",
    "diperbarui",
    "แก้ไข",
    "עודכן",
    "به‌روز",
    "naujin",
];
/// Parts of words that name the day of publication.
const PUBLISHED: &[&str] = &[
    "publi",
    "posted",
    "post by",
    "date",
    "asked",
    "created",
    "written",
    "issued",
    "released",
    "veröffentlicht",
    "erstellt",
    "stand:",
    "datum",
    "geplaatst",
    "gepubliceerd",
    "postado",
    "pubblicato",
    "opublikowano",
    "dodano",
    "data:",
    "fecha",
    "дата",
    "опубликов",
    "добавлен",
    "создан",
    "yayın",
    "giriş",
    "tarih",
    "eklenme",
    "publicerad",
    "julkaistu",
    "megjelent",
    "δημοσ",
    "نشر",
    "تاريخ",
    "发布",
    "發佈",
    "发表",
    "公開",
    "掲載",
    "投稿",
    "作成",
    "입력",
    "등록",
    "작성",
    "प्रकाशित",
    "đăng",
    "diterbitkan",
    "เผยแพร่",
    "פורסם",
    "انتشار",
    "时间",
    "日期",
];
/// Parts of words beside days that are not the document's: events, terms, people.
const OTHER: &[&str] = &[
    "effective",
    "when",
    "expire",
    "valid",
    "deadline",
    "born",
    "joined",
    "starts",
    "ends",
    "doors",
    "event",
    "since",
    "copyright",
    "©",
    "termin",
    "beginn",
    "gültig",
    "geboren",
    "quand",
    "né le",
    "cuándo",
    "nacid",
    "quando",
    "quand",
    "data do evento",
    "kiedy",
    "когда",
    "الموعد",
    "registriert",
    "member",
    "retrieved",
    "accessed",
    "abgerufen",
    "consulté",
    "due",
    "birth",
    "in kraft",
    "until",
    "from ",
    "next ",
    "日時",
    "開催",
    "时间：",
    "活动",
    "जन्म",
];
/// Parts of short lines about the document: reading time, counts, sharing.
const META: &[&str] = &[
    "min read",
    "minute read",
    "reading time",
    "lesezeit",
    "temps de lecture",
    "tiempo de lectura",
    "tempo di lettura",
    "leestijd",
    "min de leitura",
    "min läs",
    "min. czytania",
    "okuma süresi",
    "время чтения",
    "views",
    "просмотр",
    "comments",
    "阅读时间",
];

/// The days of the document that `text`, a short line, names.
pub(super) fn days(text: &str, order: Order) -> impl Iterator<Item = Day> {
    let found = dates::find_all(text, order);
    let lower = text.to_lowercase();
    let same = lower.len() == text.len();
    let named: usize = found.iter().map(|day| day.span.len()).sum();
    let rest = text
        .chars()
        .filter(|c| c.is_alphanumeric())
        .count()
        .saturating_sub(named);
    let wide = text.chars().any(|c| c > '\u{2e7f}');
    let sentence = text.ends_with(['.', '。', '!', '?']) && rest > 12;
    let bare = rest <= if wide { 24 } else { 48 } && !sentence && !text.contains(['“', '”', '"', '(', '（', '©']);
    let mut start = 0;
    let days: Vec<Day> = found
        .into_iter()
        .filter_map(|day| {
            let before = lower
                .get(if same { start..day.span.start } else { 0..lower.len() })
                .unwrap_or(&lower)
                .to_owned();
            let after = lower.get(day.span.end..).filter(|_| same).unwrap_or_default();
            let first = start == 0;
            start = day.span.end;
            classify(&before, after, bare, first).map(|(updated, labelled)| Day {
                date: day.date,
                updated,
                labelled,
            })
        })
        .collect();
    days.into_iter()
}

/// What the words around a day make of it: (updated, labelled), or none of the document's days.
fn classify(before: &str, after: &str, bare: bool, first: bool) -> Option<(bool, bool)> {
    let near = tail(before, 40);
    let has = |list: &[&str]| list.iter().any(|word| near.contains(word));
    let follows = after.trim_start_matches(|c: char| !c.is_alphabetic());
    let updated = has(UPDATED)
        || ["tarihinde güncel", "更新", "に更新", "सुधार", "수정", "frissít"]
            .iter()
            .any(|word| follows.starts_with(word));
    let other = has(OTHER) || before.split_whitespace().count() > 14;
    let published = has(PUBLISHED) || follows.starts_with("by ");
    match (updated, published, other) {
        (_, false, true) => None,
        (true, _, _) => Some((true, true)),
        (_, true, _) if bare || near.split_whitespace().count() <= 6 => Some((false, true)),
        _ => (bare && first).then_some((false, false)),
    }
}

/// The last `len` bytes of `text`, on a character boundary.
fn tail(text: &str, len: usize) -> &str {
    text.get(text.ceil_char_boundary(text.len().saturating_sub(len))..)
        .unwrap_or(text)
}

/// Whether `text`, in lower case and without its colon, is a word for the day of a document.
pub(super) fn is_date_label(text: &str) -> bool {
    matches!(
        text,
        "date"
            | "datum"
            | "data"
            | "fecha"
            | "дата"
            | "tarih"
            | "日期"
            | "日付"
            | "published"
            | "posted"
            | "publié"
            | "تاريخ"
    )
}

/// Whether a line is about the document rather than of it.
pub(super) fn is_meta(text: &str) -> bool {
    let lower = text.to_lowercase();
    text.chars().count() <= 60
        && META.iter().any(|word| lower.contains(word))
        && text.bytes().any(|b| b.is_ascii_digit())
        || lower.chars().count() <= 24
            && (UPDATED.iter().any(|word| lower.starts_with(word)) || lower.starts_with("last "))
}
