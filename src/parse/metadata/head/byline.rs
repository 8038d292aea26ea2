//! The author that a byline names.
//!
//! Not for: authors in markup.

use super::Facts;
use crate::document::Block;

/// Words before a name, in lower case, each with its blank or colon.
const LEADS: &[&str] = &[
    "by ",
    "by: ",
    "written by ",
    "written by: ",
    "posted by ",
    "author: ",
    "author : ",
    "words by ",
    "text by ",
    "reported by ",
    "story by ",
    "von ",
    "von: ",
    "autor: ",
    "autorin: ",
    "text: ",
    "par ",
    "auteur : ",
    "auteur: ",
    "por ",
    "por: ",
    "autora: ",
    "texto: ",
    "di ",
    "di: ",
    "autore: ",
    "testo: ",
    "door ",
    "door: ",
    "tekst: ",
    "av ",
    "av: ",
    "af ",
    "af: ",
    "autor ",
    "autorka: ",
    "przez ",
    "napsal ",
    "автор: ",
    "автор ",
    "текст: ",
    "автор — ",
    "yazan: ",
    "yazar: ",
    "kirjoittaja: ",
    "szerző: ",
    "írta: ",
    "de ",
    "συντάκτης: ",
    "بقلم: ",
    "بقلم ",
    "بقلم/ ",
    "كتب: ",
    "کاتب: ",
    "लेखक: ",
    "मאת: ",
    "מאת ",
    "作者：",
    "作者:",
    "作者 ",
    "文：",
    "文/",
    "文／",
    "撰文：",
    "撰文/",
    "記者",
    "记者 ",
    "著者：",
    "執筆：",
    "글 ",
    "기자: ",
    "tác giả: ",
    "penulis: ",
    "oleh: ",
    "oleh ",
];
/// The same in the middle of a line, behind a day or a sign.
const INNER: &[&str] = &[
    " by ",
    " By ",
    "Author: ",
    "Autor: ",
    "作者：",
    "作者:",
    "Автор: ",
    "von: ",
];
/// Labels of a box on the author.
const ABOUT: &[&str] = &[
    "about the author: ",
    "sobre o autor: ",
    "sobre a autora: ",
    "sobre el autor: ",
    "sobre la autora: ",
    "über den autor: ",
    "über die autorin: ",
    "à propos de l'auteur : ",
    "об авторе: ",
    "sull'autore: ",
    "over de auteur: ",
    "yazar hakkında: ",
    "关于作者：",
    "o autorze: ",
];
/// Parts of lower-cased words that no person is called.
const DESKS: &[&str] = &[
    "staff",
    "editor",
    "desk",
    "team",
    "agenc",
    "redakt",
    "redaç",
    "redacc",
    "rédact",
    "redazi",
    "redact",
    "редак",
    "newsroom",
    "reporter",
    "correspondent",
    "admin",
    "guest",
    "news",
    "press",
    "service",
    "wire",
    "reuters",
    "bureau",
    "tribune",
    "daily",
    "times",
    "magazine",
    "office",
    "department",
    "university",
    "institute",
    "ltd",
    "inc",
    "gmbh",
    "www",
    "http",
    "编辑",
    "編集",
    "本报",
    "هيئة",
    "التحرير",
    "डेस्क",
    "muhabir",
    "haber",
    "publish",
    "updated",
    "phone",
    "email",
    "facebook",
    "proxy",
    "default",
    "the ",
    "your",
    "our ",
    "category",
    "topic",
];

/// The author of a document: in the byline above the text, a name beside its day, or in the box below.
pub(super) fn find(blocks: &[Block], facts: &[Facts], title_at: Option<usize>) -> Option<String> {
    let around = title_at.map_or(0, |at| at.saturating_sub(8));
    let head = blocks.iter().zip(facts).skip(around).take(24);
    let body = head.clone().position(|(_, facts)| facts.prose).map_or(24, |at| at + 1);
    head.take(body)
        .find_map(|(block, _)| name(&block.text))
        .or_else(|| lone_name(blocks, facts, title_at))
        .or_else(|| blocks.iter().rev().take(25).find_map(|block| about(&block.text)))
}

/// The name in a line that is a byline.
pub(super) fn name(text: &str) -> Option<String> {
    if text.len() > 200 {
        return None;
    }
    let bare =
        text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | '|' | '·' | '•' | '-' | '—' | '–'));
    let lower = bare.to_lowercase();
    let lead = LEADS
        .iter()
        .filter(|lead| lower.starts_with(**lead))
        .max_by_key(|lead| lead.len());
    let after = match lead {
        Some(lead) => bare.get(bare.len() - lower.get(lead.len()..)?.len()..),
        None => inner(bare),
    }?;
    person(after)
}

/// What stands behind a byline word in the middle of a line that also has a day or a sign.
fn inner(text: &str) -> Option<&str> {
    let at = INNER
        .iter()
        .find_map(|lead| text.find(lead).map(|at| (at, at + lead.len())))?;
    let before = text.get(..at.0)?;
    let about =
        before.is_empty() || before.bytes().any(|b| b.is_ascii_digit()) || before.contains(['|', '·', '•', '　', '：']);
    about.then(|| text.get(at.1..))?
}

/// A name in a box on the author: the capitalised words behind the label.
fn about(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let label = ABOUT.iter().find(|label| lower.starts_with(**label))?;
    person(text.get(text.len() - lower.get(label.len()..)?.len()..)?)
}

/// The name at the start of `text`: capitalised words up to a sign, a number or a word in lower case.
pub(crate) fn person(text: &str) -> Option<String> {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == ':');
    let text = text
        .strip_prefix("记者")
        .or_else(|| text.strip_prefix("記者"))
        .unwrap_or(text)
        .trim_start();
    let end = text
        .find([
            ',', '|', '·', '•', '/', '(', '（', '[', '»', '—', '–', '，', '　', ';', ':', '@', '\n', '\t', '"',
        ])
        .unwrap_or(text.len());
    let first = text.get(..end)?.split(" - ").next()?.split("  ").next()?.trim();
    let cased = first.chars().any(|c| c.is_uppercase());
    let words: Vec<&str> = first
        .split(' ')
        .take_while(|word| !cased || is_name_word(word))
        .take(5)
        .collect();
    let name = words.join(" ");
    let name = name.trim_end_matches([' ', '.', '。']);
    let lower = name.to_lowercase();
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let initials = cased && name.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase) && letters <= 3;
    let least = if name.chars().any(|c| c > '\u{2e7f}') { 2 } else { 3 };
    let uncased_long = !cased && (words.len() > 4 || name.chars().count() > 20);
    let person = letters >= least && !initials && !uncased_long && !name.chars().any(|c| c.is_ascii_digit());
    let desk = DESKS.iter().any(|desk| lower.contains(desk))
        || words.first().is_some_and(|word| word.starts_with(char::is_lowercase));
    (person && !desk).then(|| name.to_owned())
}

/// `Anna`, `O'Neill`, `de`, `van`, `J.`
fn is_name_word(word: &str) -> bool {
    let particle = matches!(
        word,
        "de" | "da"
            | "do"
            | "dos"
            | "del"
            | "della"
            | "di"
            | "van"
            | "von"
            | "der"
            | "den"
            | "la"
            | "le"
            | "bin"
            | "al"
            | "el"
            | "y"
            | "ter"
            | "ten"
    );
    particle || word.starts_with(char::is_uppercase) && !word.chars().any(|c| c.is_ascii_digit())
}

/// A line that is nothing but a name of two or three words, right beside a line with the day.
fn lone_name(blocks: &[Block], facts: &[Facts], title_at: Option<usize>) -> Option<String> {
    let title = title_at.unwrap_or(usize::MAX);
    let day = facts.iter().position(|facts| !facts.days.is_empty())?;
    [day.wrapping_sub(1), day + 1]
        .into_iter()
        .filter(|&at| at != title && !facts.get(at).is_none_or(|f| f.meta))
        .find_map(|at| {
            let text = blocks.get(at)?.text.as_str();
            let (name, role) = text.split_once(", ").unwrap_or((text, ""));
            let words: Vec<&str> = name.split(' ').collect();
            let capitalised = |word: &&str| {
                let mut letters = word.chars();
                letters.next().is_some_and(char::is_uppercase)
                    && letters.next().is_some_and(char::is_lowercase)
                    && !word.ends_with('.')
            };
            let plain = (2..=3).contains(&words.len()) && words.iter().all(capitalised) && role.split(' ').count() <= 4;
            plain.then(|| person(name))?
        })
}
