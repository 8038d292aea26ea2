//! The author that a byline names.
//!
//! Not for: authors in markup.

use std::sync::LazyLock;

use super::Facts;
use super::words::Words;
use crate::model::Block;

/// Words before a name at the start of a line, each with its blank or colon.
static LEADS: LazyLock<Words> = LazyLock::new(|| {
    Words::new(
        "by |by: |a note from |interview: |written by |authored by |authored by: |recipe by |authors: |authors |byline: |written by: |posted by |author: |author : |words by |text by |reported by |story by |a column by |eine kolumne von |ein interview von |ein gastbeitrag von |von |von: |\
         autor: |autorin: |text: |par |auteur : |auteur: |por |por: |autora: |texto: |di |di: |autore: |testo: |door |door: |\
         tekst: |av |av: |af |af: |autor |autorka: |przez |napsal |автор: |автор |текст: |автор — |yazan: |yazar: |\
         kirjoittaja: |szerző: |írta: |συντάκτης: |بقلم: |بقلم |بقلم/ |كتب: |کاتب: |लेखक: |מאת: |מאת |作者：|作者:|作者 |\
         publicado por |postado por |pubblicato da |a cura di |texto de |texte de |teksti: |piše: |piše |писал: |\
         публикувано от |публикува |розмовляла |розмовляв |söyleşi: |ditulis oleh |ditulis |đăng bởi |bài: |โดย |เรื่อง: |\
         كتب - |كتبت - |كتبت: |na: |文：|文:|文/|文／|撰文：|撰文:|撰文/|記者|记者 |著者：|執筆：|글 |기자: |tác giả: |penulis: |oleh: |oleh ",
    )
});
/// The same in the middle of a line, behind a day or a sign.
static INNER: LazyLock<Words> = LazyLock::new(|| {
    Words::new(" by | von | par | por |author: |autor: |作者：|作者:|автор: | von: |redaktion: | door ")
});
/// Words that say that somebody wrote something.
static WROTE: LazyLock<Words> = LazyLock::new(|| {
    Words::new(
        "post|writ|publi|erstellt|eingestellt|veröffentlicht|geschrieben|verfasst|artikel|article|beitr|text|écrit|rédigé|proposé|\
         escrito|scritto|geschreven|geplaatst|interview|gespeich|author|story|words|report|view all|redaktion|added|submitted|bericht|gesch",
    )
});
/// Words of the credit of a picture.
static PICTURED: LazyLock<Words> = LazyLock::new(|| {
    Words::new(
        "credit|image|photo|picture|courtesy|illustration|foto|bild:|bildquelle|crédit|imagen|photograph|фото|写真",
    )
});
/// Words that say that the text is meant as well.
static WORDED: LazyLock<Words> = LazyLock::new(|| Words::new("text|word|story|stories|writ|article|artikel|report"));
/// Labels behind which nothing but the author stands, wherever the line does.
static SIGNED: LazyLock<Words> = LazyLock::new(|| {
    Words::new(
        "author: |authors: |author : |autor: |autor : |autorin: |autoren: |verfasser: |verfasserin: |auteur: |auteur : |auteurs : |\
         autora: |autores: |autore: |auteur(s) : |автор: |yazar: |penulis: |tác giả: |作者：|作者:|著者：|記者：",
    )
});
/// Labels of a box on the author.
static ABOUT: LazyLock<Words> = LazyLock::new(|| {
    Words::new(
        "about the author: |sobre o autor: |sobre a autora: |sobre el autor: |sobre la autora: |über den autor: |\
         über die autorin: |à propos de l'auteur : |об авторе: |sull'autore: |over de auteur: |yazar hakkında: |\
         关于作者：|o autorze: |om författaren: ",
    )
});
/// Parts of names that no person has: desks, agencies, buttons.
static DESKS: LazyLock<Words> = LazyLock::new(|| {
    Words::new(
        "staff|editor|desk|team|agenc|redakt|redaç|redacc|rédact|redazi|redact|редак|newsroom|reporter|correspondent|admin|\
         guest|news|press|service|wire|reuters|bureau|tribune|daily|times|magazine|office|department|university|institute|\
         ltd|inc.|gmbh|www|http|编辑|編集|本报|هيئة|التحرير|डेस्क|muhabir|haber|publish|updated|phone|email|facebook|the |\
         your|our |category|topic|illustration|portal|مراسل",
    )
});
/// Small words inside names.
const PARTICLES: [&str; 19] = [
    "de", "da", "do", "dos", "del", "della", "di", "van", "von", "der", "den", "la", "le", "bin", "al", "el", "y",
    "ter", "ten",
];
/// Words with a capital that stand behind a name and begin something else.
const BEHIND: [&str; 17] = [
    "Mis",
    "Published",
    "Posted",
    "Updated",
    "Photo",
    "Date",
    "Veröffentlicht",
    "Publiziert",
    "Aktualisiert",
    "Erstellt",
    "Stand",
    "Foto",
    "Symbolbild",
    "Datum",
    "Publié",
    "Publicado",
    "Fecha",
];
/// Words of buttons and of headings over lists.
const LABELS: [&str; 88] = [
    "thứ",
    "chủ",
    "previous",
    "next",
    "zurück",
    "weiter",
    "vorherige",
    "vorheriger",
    "nächste",
    "nächster",
    "précédent",
    "suivant",
    "anterior",
    "siguiente",
    "precedente",
    "successivo",
    "volgende",
    "następny",
    "tags",
    "tag",
    "schlagwörter",
    "kategorie",
    "kategorien",
    "categories",
    "this",
    "the",
    "all",
    "no",
    "view",
    "full",
    "save",
    "log",
    "sign",
    "in",
    "posts",
    "post",
    "article",
    "articles",
    "comments",
    "comment",
    "profile",
    "more",
    "read",
    "latest",
    "related",
    "recent",
    "popular",
    "about",
    "share",
    "follow",
    "contact",
    "subscribe",
    "menu",
    "search",
    "home",
    "news",
    "edition",
    "edited",
    "neueste",
    "ähnliche",
    "alle",
    "weitere",
    "mehr",
    "beiträge",
    "beitrag",
    "artikel",
    "kommentare",
    "kommentar",
    "inhalte",
    "gesponserte",
    "pressemitteilung",
    "wortlaut",
    "interview",
    "nachricht",
    "todos",
    "todas",
    "artículos",
    "comentarios",
    "noticias",
    "tous",
    "articles",
    "commentaires",
    "wszystkie",
    "komentarze",
    "anzeige",
    "advertisement",
    "werbung",
    "newsletter",
];
/// A name before a word for a reporter has no more bytes.
const REPORTER_BYTES: usize = 60;
/// A byline has no more bytes.
const LINE_BYTES: usize = 160;

/// The author of a document: in the byline above the text, a name beside its day, or in the box below.
pub(super) fn find(blocks: &[Block], facts: &[Facts], title_at: Option<usize>, lone: Option<usize>) -> Option<String> {
    let around = title_at.map_or(0, |at| at.saturating_sub(8));
    let head = blocks.iter().zip(facts).skip(around).take(24);
    // A byline stands no further down than the first running text below the title.
    let start = title_at.map_or(0, |at| at + 1);
    let prose = facts.iter().skip(start).position(|facts| facts.prose);
    let body = prose.map_or(usize::MAX, |at| start + at + 1).saturating_sub(around);
    let lone = lone.and_then(|at| blocks.get(at)).and_then(|block| person(&block.text));
    // It may stand right below a standfirst.
    head.clone()
        .take(body.saturating_add(1))
        .find_map(|(block, _)| name(&block.text).or_else(|| reporter(&block.text)))
        .or(lone)
        .or_else(|| {
            head.take(body)
                .find_map(|(block, facts)| beside_day(&block.text, &facts.days))
        })
        .or_else(|| blocks.iter().skip(start).find_map(|block| signed(&block.text)))
        .or_else(|| blocks.iter().rev().take(25).find_map(|block| about(&block.text)))
}

/// The name in a line that is a byline.
pub(super) fn name(text: &str) -> Option<String> {
    if text.len() > LINE_BYTES {
        return None;
    }
    let bare = text.trim_matches(|c: char| c.is_whitespace() || "*_|·•-—–".contains(c));
    let lower = bare.to_lowercase();
    let after = match LEADS.prefix(&lower) {
        Some(lead) => bare.get(bare.len().checked_sub(lower.len() - lead)?..),
        None => inner(bare, &lower),
    }?;
    person(after)
}

/// The name before a word for a reporter or an address: `박상현 기자`, `Ana Lund ana@post.example`.
fn reporter(text: &str) -> Option<String> {
    let short = text.len() <= REPORTER_BYTES && !text.contains(['.', ':']);
    let titled = || text.split_once(" 기자").filter(|(_, rest)| short || rest.contains('@'));
    let addressed = || {
        let (before, address) = text.trim_end().rsplit_once(' ')?;
        let mailed = address.contains('@') && !address.starts_with('@') && address.contains('.');
        (mailed && is_lone_name(before, false)).then_some((before, ""))
    };
    let (before, _) = titled().or_else(addressed)?;
    (before.len() <= REPORTER_BYTES).then(|| person(before)).flatten()
}

/// The name in a line that is signed.
fn signed(text: &str) -> Option<String> {
    if !SIGNED.may_start(text) {
        return None;
    }
    let lower = text.get(..text.floor_char_boundary(LINE_BYTES))?.to_lowercase();
    person(text.get(SIGNED.prefix(&lower)?..)?)
}

/// Whether `text` opens with the words of a byline.
pub(crate) fn has_lead(text: &str) -> bool {
    without_lead(text).len() < text.trim().len()
}

/// `text` without the words of a byline before the name.
pub(crate) fn without_lead(text: &str) -> &str {
    let text = text.trim();
    let lower = text.to_lowercase();
    let lead = LEADS.prefix(&lower).filter(|_| lower.len() == text.len());
    let inside = || inner(text, &lower);
    lead.and_then(|lead| text.get(lead..))
        .or_else(inside)
        .unwrap_or(text)
        .trim()
}

/// Whether `name` is that of a desk, an account or a thing rather than of a person.
pub(crate) fn is_desk(name: &str) -> bool {
    DESKS.are_in(&name.to_lowercase())
}

/// Whether `name` has words that stand on buttons and above lists, and in no name.
pub(crate) fn is_label(name: &str) -> bool {
    name.to_lowercase().split(' ').any(|word| LABELS.contains(&word))
}

/// A name that is a part of a line with a day: `04.02.2022 | 13:10 | Ana Lund`.
fn beside_day(text: &str, days: &[super::labels::Day]) -> Option<String> {
    let parts = || {
        text.split(['|', '·', '•', '\n', ','])
            .flat_map(|part| part.split(" - "))
            .flat_map(|part| part.split(" – "))
    };
    let several = !days.is_empty() && parts().count() > 1;
    several.then(|| {
        parts()
            .map(str::trim)
            .find(|part| is_lone_name(part, false))
            .and_then(person)
    })?
}

/// Whether a line opens like a byline, be it of a person or of a desk.
pub(super) fn is_byline(text: &str) -> bool {
    if text.len() > LINE_BYTES {
        return false;
    }
    let desk = |lower: String| LEADS.start(&lower) && DESKS.are_in(&lower) && !lower.ends_with(['.', '?', '!']);
    name(text).is_some() || LEADS.may_start(text.trim()) && desk(text.trim().to_lowercase())
}

/// What stands behind a byline word in the middle of a line that also has a day or a sign.
fn inner<'a>(text: &'a str, lower: &str) -> Option<&'a str> {
    let (start, end) = INNER.find(lower).filter(|_| lower.len() == text.len())?;
    let before = text.get(..start)?;
    let near = lower.get(..start)?.rsplit(['|', '·', '•', '\n', '.']).next()?;
    if PICTURED.are_in(near) && !WORDED.are_in(near) {
        return None;
    }
    let wrote = before.len() <= 40 && WROTE.are_in(lower.get(..start)?);
    let dated = before.len() <= 60
        && (before.bytes().any(|b| b.is_ascii_digit()) || before.contains(['|', '·', '•', '　', '：']));
    (wrote || dated).then(|| text.get(end..))?
}

/// A name in a box on the author: the capitalised words behind the label.
fn about(text: &str) -> Option<String> {
    if !ABOUT.may_start(text) {
        return None;
    }
    let lower = text.get(..text.floor_char_boundary(120))?.to_lowercase();
    let label = ABOUT.prefix(&lower)?;
    person(text.get(label..)?)
}

/// The name at the start of `text`: capitalised words up to a sign, a number or a word in lower case.
pub(crate) fn person(text: &str) -> Option<String> {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == ':');
    let text = text.trim_start_matches("记者").trim_start_matches("記者").trim_start();
    let end = text
        .find(|c: char| ",|·•/([（»—–，　;:@\n\t\"".contains(c))
        .unwrap_or(text.len());
    let first = text.get(..end)?.split(" - ").next()?.split("  ").next()?.trim();
    let cased = first.chars().any(char::is_uppercase);
    let words: Vec<&str> = first
        .split(' ')
        .take_while(|word| !cased || is_name_word(word))
        .take(5)
        .collect();
    let name = words.join(" ");
    let name = name.trim_end_matches([' ', '.', '。', ')']);
    // What belongs to somebody is no person: "Harbour's Tide Clock".
    let owned = words.iter().any(|word| word.ends_with("'s") || word.ends_with("’s"));
    (is_person(name, cased) && !owned && !is_label(name) && !DESKS.are_in(&name.to_lowercase()))
        .then(|| name.to_owned())
}

/// Whether `name` has the length and the letters of one; initials alone name nobody.
fn is_person(name: &str, cased: bool) -> bool {
    let letters = || name.chars().filter(|c| c.is_alphabetic());
    let least = if name.chars().any(|c| c > '\u{2e7f}') { 2 } else { 3 };
    let initials = cased && letters().count() <= 3 && letters().all(char::is_uppercase);
    let uncased_long = !cased && (name.split(' ').count() > 4 || name.chars().count() > 20);
    let starts = name
        .chars()
        .next()
        .is_some_and(|c| c.is_alphabetic() && !c.is_lowercase());
    starts && letters().count() >= least && !initials && !uncased_long && !name.chars().any(|c| c.is_ascii_digit())
}

/// `Anna`, `O'Neill`, `de`, `van`, `J.`
fn is_name_word(word: &str) -> bool {
    let capital = word.starts_with(char::is_uppercase) && !word.chars().any(|c| c.is_ascii_digit());
    PARTICLES.contains(&word) || capital && !BEHIND.contains(&word)
}

/// The line of `head` that is nothing but a name, right beside a line with the day (`Ana Lund, Energy correspondent`).
pub(super) fn lone(head: &[Block], facts: &[Facts]) -> Option<usize> {
    let day = facts.iter().position(|facts| !facts.days.is_empty())?;
    let candidates = [day.checked_sub(1), Some(day + 1)];
    candidates.into_iter().flatten().find(|&at| {
        let free = facts.get(at).is_some_and(|facts| !facts.meta);
        free && head.get(at).is_some_and(|block| is_lone_name(&block.text, at == 0))
    })
}

fn is_lone_name(text: &str, first: bool) -> bool {
    let (name, role) = text.split_once(", ").unwrap_or((text, ""));
    // A label with its value, or a day of the week before a day, is no name with a role.
    if name.contains(':') || role.contains(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let words: Vec<&str> = name.split(' ').collect();
    let capitalised = |word: &&str| {
        let mut letters = word.chars();
        letters.next().is_some_and(char::is_uppercase) && letters.next().is_some_and(char::is_lowercase)
    };
    let plain = (2..=3).contains(&words.len()) && words.iter().all(capitalised) && role.split(' ').count() <= 4;
    // A first line of two words is as likely the title.
    plain && (!first || !role.is_empty()) && person(name).is_some()
}
