//! The language of the kept text.
//!
//! Not for: what a page declares; `metadata` reads that, and it counts only where the text is too short to tell.

mod codes;
mod script;
mod small_words;
mod trigrams;

use std::borrow::Cow;

use crate::model::Metadata;
use script::{Script, Shared};

pub(crate) use codes::declared;

/// Detection costs more than parsing, so it sees at most this much of a text ...
const SAMPLE_BYTES: usize = 720;
/// ... taken from this many places, so that a menu at the top does not decide.
const SAMPLE_PLACES: usize = 3;
/// Letters below which nothing is said about a text in a script that several languages share.
const LEAST_LETTERS: usize = 20;
/// Letters from which on a narrow lead is enough where nothing is declared: close relatives (nl and af, hi and mr) are never far apart.
const MANY_LETTERS: usize = 50;
/// The narrow lead, in the confidence that trigrams give.
const NARROW_LEAD: f64 = 0.2;
/// The confidence that needs no such number of letters.
const SURE: f64 = 0.9;

/// The field of the metadata that keeps the language as the input has it, where the text says otherwise.
pub(crate) const INPUT_LANGUAGE: &str = "input_language";

/// Sets `metadata.language` from the text where the text is long enough to tell, else keeps what the document declares.
pub fn complete(mut metadata: Metadata, text: &str) -> Metadata {
    let declared = metadata.language.as_deref().and_then(declared);
    metadata.language = match guess(text) {
        Some(guess) if guess.certain || declared.is_none() && guess.likely => Some(guess.code.to_owned()),
        _ => declared,
    };
    let label = metadata.extra.get(INPUT_LANGUAGE).and_then(|label| label.as_str());
    if label
        .and_then(codes::declared)
        .is_some_and(|label| Some(label) == metadata.language)
    {
        metadata.extra.shift_remove(INPUT_LANGUAGE);
    }
    metadata
}

/// The language of `text` as ISO 639-1 where that has a code, else ISO 639-3; none where the text does not tell.
pub fn detect(text: &str) -> Option<String> {
    guess(text)
        .filter(|guess| guess.certain || guess.likely)
        .map(|guess| guess.code.to_owned())
}

struct Guess {
    code: &'static str,
    /// Far ahead of all others, or alone in its script.
    certain: bool,
    /// Ahead, in a text of some length.
    likely: bool,
}

fn guess(text: &str) -> Option<Guess> {
    let sample = sample(text);
    if let Some(code) = east_asian(&sample).or_else(|| small_words::of(&sample)) {
        return Some(Guess {
            code,
            certain: true,
            likely: true,
        });
    }
    let Nearest {
        code,
        confidence,
        own_script,
    } = nearest(&sample)?;
    let letters = sample.chars().filter(|c| c.is_alphabetic()).take(MANY_LETTERS).count();
    Some(Guess {
        code,
        certain: confidence > SURE && letters >= LEAST_LETTERS || own_script && confidence >= 1.0 && letters >= 4,
        likely: letters >= MANY_LETTERS && confidence >= NARROW_LEAD,
    })
}

/// The nearest language.
struct Nearest {
    code: &'static str,
    /// From 0 to 1.
    confidence: f64,
    /// Whether few languages are written in its script.
    own_script: bool,
}

fn nearest(sample: &str) -> Option<Nearest> {
    let (script, kana) = script::script(sample)?;
    let (code, confidence) = match script {
        Script::Shared(shared) => trigrams::nearest(sample, shared)?,
        Script::Of(code) => (code, 1.0),
        Script::Han if kana > 0.2 => ("ja", 1.0),
        Script::Han if kana > 0.05 => ("ja", 0.5),
        Script::Han if kana > 0.02 => ("zh", 0.5),
        Script::Han => ("zh", 1.0),
    };
    Some(Nearest {
        code,
        confidence,
        own_script: !matches!(script, Script::Shared(Shared::Latin | Shared::Cyrillic)),
    })
}

/// Japanese, Chinese or Korean, which say in one sign what takes other scripts three letters, so that Latin names and
/// keywords among them must not outvote them.
fn east_asian(sample: &str) -> Option<&'static str> {
    if sample.is_ascii() {
        return None;
    }
    let (mut kana, mut han, mut hangul, mut other) = (0, 0, 0, 0);
    for c in sample.chars() {
        match c {
            '\u{3041}'..='\u{30ff}' => kana += 1,
            '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{20000}'..='\u{3ffff}' => han += 1,
            '\u{ac00}'..='\u{d7a3}' => hangul += 1,
            _ => other += usize::from(c.is_alphabetic()),
        }
    }
    let signs = kana + han + hangul;
    if signs < 4 || signs * 3 < other {
        return None;
    }
    match () {
        () if hangul > kana + han => Some("ko"),
        () if kana * 12 >= han => Some("ja"),
        () => Some("zh"),
    }
}

/// Up to [`SAMPLE_BYTES`] of running text from several places of `text`: lines that look like sentences first.
fn sample(text: &str) -> Cow<'_, str> {
    if text.len() <= SAMPLE_BYTES {
        return Cow::Borrowed(text);
    }
    let mut sample = String::with_capacity(SAMPLE_BYTES + 8);
    let piece = SAMPLE_BYTES / SAMPLE_PLACES;
    for place in 0..SAMPLE_PLACES {
        // The middle of each third: the ends of a document are where its foreign and boilerplate words are.
        let start = text.len() / SAMPLE_PLACES * place + (text.len() / SAMPLE_PLACES - piece) / 2;
        sample.push_str(slice_at_words(text, start, piece));
        sample.push(' ');
    }
    Cow::Owned(sample)
}

/// About `len` bytes of `text` from `start`, moved to the nearest later space where there is one close by.
fn slice_at_words(text: &str, start: usize, len: usize) -> &str {
    let start = text.ceil_char_boundary(start);
    let rest = text.get(start..).unwrap_or_default();
    let rest = rest.get(..rest.floor_char_boundary(len)).unwrap_or_default();
    match rest.bytes().take(24).position(|b| b == b' ' || b == b'\n') {
        Some(space) => rest.get(space..).unwrap_or(rest),
        None => rest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A paragraph a language, of our own writing.
    const PARAGRAPHS: &[(&str, &str)] = &[
        (
            "en",
            "The baker opens at six, and by half past there is a queue that reaches the corner of the square.",
        ),
        (
            "de",
            "Der Bäcker öffnet um sechs, und um halb sieben reicht die Schlange schon bis zur Ecke des Platzes.",
        ),
        (
            "fr",
            "Le boulanger ouvre à six heures, et déjà la file d'attente s'étend jusqu'au coin de la place.",
        ),
        (
            "es",
            "El panadero abre a las seis y media hora después la cola llega ya hasta la esquina de la plaza.",
        ),
        (
            "pt",
            "O padeiro abre às seis horas e meia hora depois a fila já chega à esquina da praça, mesmo no inverno.",
        ),
        (
            "it",
            "Il fornaio apre alle sei e mezz'ora dopo la fila arriva già fino all'angolo della piazza del paese.",
        ),
        (
            "nl",
            "De bakker gaat om zes uur open en een half uur later staat de rij al tot op de hoek van het plein.",
        ),
        (
            "pl",
            "Piekarz otwiera o szóstej, a pół godziny później kolejka sięga już do rogu rynku, nawet zimą.",
        ),
        (
            "cs",
            "Pekař otevírá v šest a o půl hodiny později už fronta sahá až na roh náměstí, dokonce i v zimě.",
        ),
        (
            "sv",
            "Bagaren öppnar klockan sex och en halvtimme senare räcker kön redan till hörnet av torget.",
        ),
        (
            "fi",
            "Leipuri avaa kello kuusi, ja puoli tuntia myöhemmin jono ulottuu jo torin kulmaan asti, myös talvella.",
        ),
        (
            "hu",
            "A pék hatkor nyit, és fél órával később a sor már a tér sarkáig ér, még télen is, amikor hideg van.",
        ),
        (
            "ro",
            "Brutarul deschide la ora șase, iar după o jumătate de oră coada ajunge deja până la colțul pieței.",
        ),
        (
            "tr",
            "Fırıncı saat altıda açıyor ve yarım saat sonra kuyruk meydanın köşesine kadar uzanıyor, kışın bile.",
        ),
        (
            "vi",
            "Người thợ làm bánh mở cửa lúc sáu giờ, và nửa giờ sau hàng người đã dài đến tận góc quảng trường.",
        ),
        (
            "ru",
            "Пекарь открывает в шесть часов, и уже через полчаса очередь доходит до угла площади, даже зимой.",
        ),
        (
            "uk",
            "Пекар відчиняє о шостій годині, і вже за пів години черга сягає рогу площі, навіть узимку.",
        ),
        (
            "bg",
            "Пекарят отваря в шест часа и след половин час опашката вече стига до ъгъла на площада, дори през зимата.",
        ),
        (
            "el",
            "Ο φούρναρης ανοίγει στις έξι και μισή ώρα αργότερα η ουρά φτάνει μέχρι τη γωνία της πλατείας.",
        ),
        (
            "ar",
            "يفتح الخباز متجره في الساعة السادسة، وبعد نصف ساعة يصل الطابور إلى زاوية الساحة حتى في الشتاء.",
        ),
        (
            "he",
            "האופה פותח בשש בבוקר, וכעבור חצי שעה התור כבר מגיע עד לפינת הכיכר, אפילו בחורף.",
        ),
        ("hi", "बेकरी सुबह छह बजे खुलती है और आधे घंटे बाद कतार चौक के कोने तक पहुँच जाती है।"),
        ("th", "ร้านขนมปังเปิดตอนหกโมงเช้า และครึ่งชั่วโมงต่อมาแถวก็ยาวไปถึงมุมจัตุรัส"),
        ("ja", "パン屋は六時に開き、半時間後には行列が広場の角まで伸びています。"),
        (
            "zh",
            "面包店六点开门，半小时以后，队伍已经排到了广场的拐角，冬天也是这样。",
        ),
        (
            "ko",
            "빵집은 여섯 시에 문을 열고, 반 시간 뒤에는 줄이 광장 모퉁이까지 이어진다.",
        ),
    ];

    #[test]
    fn paragraphs_in_many_languages() {
        let wrong: Vec<_> = PARAGRAPHS
            .iter()
            .filter_map(|&(code, text)| {
                let found = detect(text);
                (found.as_deref() != Some(code)).then_some((code, found))
            })
            .collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }

    /// The same answers, as sure, at every length.
    #[test]
    fn trigrams_tell_what_whatlang_tells() {
        for (_, text) in PARAGRAPHS {
            for (end, _) in text
                .char_indices()
                .chain([(text.len(), ' ')])
                .filter(|(end, _)| *end > 8)
            {
                let text = &text[..end];
                let Nearest { code, confidence, .. } = nearest(text).unwrap();
                let theirs = whatlang::detect(text).unwrap();
                let lang = theirs.lang().code();
                assert!((confidence - theirs.confidence()).abs() < 1e-9, "{text}");
                assert!(
                    confidence == 0.0 || code == codes::short(lang).unwrap_or(lang),
                    "{text}"
                );
            }
        }
    }

    #[test]
    fn short_text_leaves_the_declared_language() {
        let declared = Metadata {
            language: Some("pt-BR".into()),
            ..Metadata::default()
        };
        assert_eq!(complete(declared.clone(), "404").language.as_deref(), Some("pt"));
        assert_eq!(complete(declared.clone(), "").language.as_deref(), Some("pt"));
        assert_eq!(complete(declared, PARAGRAPHS[0].1).language.as_deref(), Some("en"));
        assert_eq!(complete(Metadata::default(), "a 1 2").language, None);
    }

    #[test]
    fn the_language_of_the_input_is_kept_where_the_text_says_otherwise() {
        let labelled = |label: &str, text: &str| {
            let mut metadata = Metadata {
                language: Some(label.to_owned()),
                ..Metadata::default()
            };
            metadata.extra.insert(INPUT_LANGUAGE.to_owned(), label.into());
            let metadata = complete(metadata, text);
            let kept = metadata.extra.get(INPUT_LANGUAGE).and_then(|kept| kept.as_str());
            (metadata.language, kept.map(str::to_owned))
        };
        let english = PARAGRAPHS[0].1;
        for label in ["en", "EN", "en-US", "eng", "eng_Latn"] {
            assert_eq!(labelled(label, english), (Some("en".to_owned()), None), "{label}");
        }
        for label in ["zh-cn", "de", "xx", "__label__en", "English"] {
            let both = (Some("en".to_owned()), Some(label.to_owned()));
            assert_eq!(labelled(label, english), both, "{label}");
        }
        assert_eq!(labelled("English", "404"), (None, Some("English".to_owned())));
        assert_eq!(labelled("pt_BR", "404"), (Some("pt".to_owned()), None));
    }

    #[test]
    fn long_text_is_sampled_at_character_boundaries() {
        let text = PARAGRAPHS[15].1.repeat(500);
        assert!(sample(&text).len() <= SAMPLE_BYTES + 8);
        assert_eq!(detect(&text).as_deref(), Some("ru"));
        for len in SAMPLE_BYTES..SAMPLE_BYTES + 40 {
            assert!(!sample(&"é€𝕏".repeat(len)).is_empty());
        }
    }
}
