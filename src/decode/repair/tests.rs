//! Broken and right text of our own writing: each right sentence in every language is broken in every way and must come back.

use super::*;

const SENTENCES: [&str; 8] = [
    "Die Bäckerei öffnet früh, und größere Brötchen gibt es für alle.",
    "Le café près de l’école fermé à midi rouvre après la fête.",
    "Vår lilla stuga står på en höjd nära ån.",
    "Příliš žluťoučký kůň pěl ďábelské ódy.",
    "Быстрая лиса прыгает через ленивую собаку.",
    "Η γρήγορη αλεπού πηδάει πάνω από τον σκύλο.",
    "素早い茶色の狐が怠け者の犬を飛び越える。",
    "She said “no” — and smiled 😀.",
];

fn read_as(text: &str, name: &str) -> Option<String> {
    let (broken, malformed) = crate::decode::Charset::for_label(name)?.decode(text.as_bytes());
    (malformed == 0).then_some(broken)
}

#[test]
fn right_text_stays() {
    for text in SENTENCES.into_iter().chain([
        "FIN DU CAFÉ… “VOILÀ”",
        "NESTLÉ® et LANCÔME™",
        "5×£35, 4288×…, √π, 20 °C, µm², ½",
        "«НЕТ», — сказал он: “СССР”.",
        "MANHÃ”, disse",
        "┌──┐\n│ab│\n└──┘",
        "Μ΄ αρέσει πολύ",
        "Он сказал: „СССР“",
        "« été » – « café\u{A0}» — « olé\u{A0}! »",
    ]) {
        assert_eq!(repair(text, true), (Cow::Borrowed(text), 0));
    }
}

#[test]
fn broken_text_comes_back() {
    let mut tried = 0;
    for text in SENTENCES {
        for name in [
            "windows-1252",
            "windows-1251",
            "windows-1250",
            "macintosh",
            "ibm437",
            "ibm850",
            "windows-1253",
            "koi8-r",
        ] {
            let Some(broken) = read_as(text, name) else { continue };
            assert_eq!(
                repair(&broken, true),
                (Cow::Owned(text.to_owned()), 1),
                "{name}: {broken}"
            );
            tried += 1;
        }
    }
    assert!(tried > 20, "{tried}");
}

#[test]
fn right_words_beside_broken_ones_stay() {
    for broken in ["donâ€™t", "cafÃ©", "â€œnoâ€\u{9d}"] {
        let repaired = repair(broken, true).0.into_owned();
        for right in [
            "Il a gagné – enfin",
            "“é” b",
            "il est coupé — et",
            "“olé” – “adiós” —",
            "« blé\u{A0}» et « thé\u{A0}»,",
            "le marché… “fermé”, dit-il",
            "está – así — aquí",
            "Tá à toa",
            "l’été « chaud » – très",
            "Öl – Ä – Ü…",
            "Æ – Ø – Å…",
            "“¿Qué?” – ¡Olé!",
            "crème brûlée® – pâté™ –",
            "le mot ‘thé‘ et ‚blé‘ –",
            "Él está “aquí” …",
        ] {
            for line in [format!("{right} BROKEN"), format!("BROKEN {right} x")] {
                assert_eq!(
                    repair(&line.replace("BROKEN", broken), true).0,
                    line.replace("BROKEN", &repaired)
                );
            }
        }
    }
}

#[test]
fn prose_that_quotes_broken_text_means_it() {
    for text in [
        "The sequence Ã© is what é becomes when UTF-8 is read as Latin-1.",
        "Characters like Ã¼ and Ã¶ mean mojibake",
        "If you see â€™ in place of an apostrophe, the encoding is wrong.",
    ] {
        assert_eq!(repair(text, true), (Cow::Borrowed(text), 0));
    }
    let page = "<meta charset=utf-8><p>cafÃ© crÃ¨me";
    assert_eq!(
        repair(page, true).1,
        1,
        "a tag that names the encoding is no such prose"
    );
}

#[test]
fn capitals_and_signs_come_back() {
    for (broken, right) in [
        ("## Ãœbersicht", "## Übersicht"),
        ("Die Ãœbung", "Die Übung"),
        ("Ãœ", "Ü"),
        ("Ã–sterreich", "Österreich"),
        ("Ã„rger", "Ärger"),
        ("Ã‰cole", "École"),
        ("3 Ã— 4", "3 × 4"),
        ("a â‰  b", "a ≠ b"),
        ("ÅŸeker", "şeker"),
        ("п÷я─п╦п╡п╣я┌, п╪п╦я─!", "Привет, мир!"),
    ] {
        assert_eq!(repair(broken, true).0, right);
    }
    for right in ["Ã la carte", "ÇÃO ÇÃO", "MANHÃ – AMANHÃ", "x ‰ y"] {
        assert_eq!(repair(right, true).0, right);
    }
}

#[test]
fn layers_and_losses() {
    for (broken, right) in [
        ("cafÃƒÂ© crÃƒÂ¨me", "café crème"),
        ("voilÃ  la fÃªte", "voilà la fête"),
        ("Ã  la fÃªte  Ã  midi", "à la fête  à midi"),
        ("il est Ã cÃ´tÃ©", "il est à côté"),
        ("both Ã© and é on a line, dÃ©jÃ\u{A0}", "both é and é on a line, déjà"),
        ("\u{93}quoted\u{94}", "“quoted”"),
        ("smile ðŸ˜€", "smile 😀"),
        ("l’aprÃ¨s-midi", "l’après-midi"),
        ("п∙я│п╩п╦ п▓я▀ п╫п╣", "Если Вы не"),
        ("kÄ—dÄ— stovi kambaryje", "kėdė stovi kambaryje"),
        ("metĂ\u{A0} e bontĂ\u{A0}, poi", "metà e bontà, poi"),
        ("Ð¿Ð¾Ñ€Ð¿Ñ�Ð½ÐµÐ¹", "порп�ней"),
    ] {
        assert_eq!(repair(broken, true).0, right);
    }
}

#[test]
fn lines_are_counted() {
    let (text, repairs) = repair("dÃ©jÃ\u{A0} vu\nright é\ncafÃ©\n", true);
    assert_eq!((text.as_ref(), repairs), ("déjà vu\nright é\ncafé\n", 2));
}

#[test]
fn a_hostile_line_takes_linear_time() {
    let line = "Ã ÂÃ¥â€?".repeat(20_000);
    assert!(repair(&line, true).0.len() <= line.len() * 2);
}

#[test]
fn a_line_of_megabytes_is_repaired_in_pieces() {
    let words = |cafe: &str| format!("{}{cafe} crème ", "plain words ".repeat(60_000)).repeat(5);
    let (broken, right) = (words("cafÃ©"), words("café"));
    assert!(broken.len() > 3 * super::LONGEST_BYTES);
    let (repaired, repairs) = repair(&broken, true);
    assert!(repaired == right && repairs > 1, "{repairs}");
}
