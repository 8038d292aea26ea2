//! Heads of plain text as cases: title, author, day.

use super::*;
use crate::parse::text;

fn of(source: &str) -> (Option<String>, Option<String>, Option<String>) {
    let found = read(&text::parse(source, &text::Options::default()), None, None);
    (found.title, found.author, found.date)
}

const BODY: &str = "Councillors voted eleven to four on Tuesday night to end the toll on the ferry, which had divided the island all winter.";

/// A head, its author and its day; the title is the same in all.
const HEADS: &[(&str, Option<&str>, Option<&str>)] = &[
    ("Toll on the ferry is scrapped\n\nBODY", None, None),
    (
        "Toll on the ferry is scrapped\n\nBODY\nvon Ana Lund\n\nBODY",
        Some("Ana Lund"),
        None,
    ),
    (
        "Toll on the ferry is scrapped\n\nBODY\n\nBODY\n\nAutorin: Ana Lund (Inselpost)\n\nBODY",
        Some("Ana Lund"),
        None,
    ),
    (
        "Toll on the ferry is scrapped\nInterview: Ana Lund Symbolbild\nBODY",
        Some("Ana Lund"),
        None,
    ),
    (
        "Home\nNews\nSport\nSkip to content\nHome > News\nToll on the ferry is scrapped\nBy Ana Lund\nPublished 19 June 2025, 07:15\nShare\n\nBODY",
        Some("Ana Lund"),
        Some("2025-06-19"),
    ),
    (
        "logo\nToll on the ferry is scrapped\n\nToll on the ferry is scrapped\n\nThe Gull19 hours ago\nBODY",
        None,
        None,
    ),
    (
        "30 May 2025\nAna Lund\nCourt reporter\nToll on the ferry is scrapped\n\nBODY",
        Some("Ana Lund"),
        Some("2025-05-30"),
    ),
    (
        "Toll on the ferry is scrapped\nVon Ana Lund\nStand: 13.02.2025, 16:40 Uhr\nBODY",
        Some("Ana Lund"),
        Some("2025-02-13"),
    ),
    (
        "Toll on the ferry is scrapped\nPublié le 28/10/2025 à 11h05, mis à jour le 29/10/2025\nBODY",
        None,
        Some("2025-10-28"),
    ),
    (
        "Toll on the ferry is scrapped\nPor Redação, O Diário\n16/07/2025 05h30\nBODY",
        None,
        Some("2025-07-16"),
    ),
    (
        "Toll on the ferry is scrapped\n20 ноября 2025, 12:48\nBODY",
        None,
        Some("2025-11-20"),
    ),
    (
        "Toll on the ferry is scrapped\n2025-06-03 08:15:42　来源：晚报　作者：记者 陆远\nBODY",
        Some("陆远"),
        Some("2025-06-03"),
    ),
    (
        "Toll on the ferry is scrapped\nآخر تحديث: 11 مايو 2025 - 14:32\nBODY",
        None,
        Some("2025-05-11"),
    ),
    (
        "Toll on the ferry is scrapped\nLast updated: November 4, 2025 | 18:42\n3 MIN READ\nBODY",
        None,
        Some("2025-11-04"),
    ),
    (
        "Toll on the ferry is scrapped\nOctober 12, 2023 by Della 14 Comments\nBODY",
        Some("Della"),
        Some("2023-10-12"),
    ),
    (
        "Toll on the ferry is scrapped\nEffective date: 1 March 2024\nBODY",
        None,
        None,
    ),
    (
        "Toll on the ferry is scrapped\nA boat in the harbour on January 22, 2026. (File) / Agency\n\nBODY",
        None,
        None,
    ),
    (
        " date 2026-01-21 Toll on the ferry is scrapped\n\nBODY",
        None,
        Some("2026-01-21"),
    ),
];

#[test]
fn heads_in_many_shapes() {
    for &(source, author, date) in HEADS {
        let source = source.replace("BODY", BODY);
        let want = (
            Some("Toll on the ferry is scrapped".to_owned()),
            author.map(str::to_owned),
            date.map(str::to_owned),
        );
        assert_eq!(of(&source), want, "{source}");
    }
}

#[test]
fn a_menu_a_kicker_or_the_name_of_a_site_is_no_title() {
    for above in [
        "The Gull\nHome | News | Sport | Weather",
        "NEWS\nISLANDS",
        "Home\nNews\nSport\nContact us\nThe Gull",
    ] {
        let source =
            format!("{above}\n\nToll on the ferry is scrapped\nBy Ana Lund\n19 June 2025\n\n{BODY}\n\n© 2025 The Gull");
        assert_eq!(
            of(&source).0.as_deref(),
            Some("Toll on the ferry is scrapped"),
            "{above}"
        );
    }
}

#[test]
fn a_doubtful_title_is_left_out() {
    for source in [
        "Home\nNews\nSport",
        "Log in\nRegister\nBasket (0)\n\nWe use cookies to make this site better for you.\nAccept all",
        "it rained\nall day\non the sea",
    ] {
        assert_eq!(of(source).0, None, "{source}");
    }
}

#[test]
fn the_name_of_the_site_behind_a_title_is_cut_off_and_the_line_is_still_the_headline() {
    let source = format!(
        "Toll on the ferry is scrapped | The Gull\nBy Ana Lund\n19 June 2025\n\n{BODY}\n\n{BODY}\n\n© 2025 The Gull"
    );
    let blocks = text::parse(&source, &text::Options::default());
    let (found, headline) = read_plain(&blocks);
    assert_eq!(
        (found.title.as_deref(), headline),
        (Some("Toll on the ferry is scrapped"), Some(0))
    );
}

#[test]
fn a_paragraph_between_title_and_byline_is_the_description() {
    let standfirst = "After a winter of protest the council gives in and pays for the boat itself";
    let described = |line: &str| {
        let source = format!("Toll on the ferry is scrapped\n{line}\nBy Ana Lund\n\n{BODY}\n\n{BODY}");
        read(&text::parse(&source, &text::Options::default()), None, None).description
    };
    assert_eq!(described(standfirst).as_deref(), Some(standfirst));
    assert_eq!(
        described("The ferry at the quay of Skarra on Monday. Photo: Ana Lund"),
        None
    );
    assert_eq!(described("Islands"), None);
}

#[test]
fn names_and_what_is_none() {
    for (line, want) in [
        ("By Ana Lund", Some("Ana Lund")),
        ("by Ana de la Vega | Harbour", Some("Ana de la Vega")),
        ("*By Ana Lund · 6 min read*", Some("Ana Lund")),
        ("Text: Ana Lund", Some("Ana Lund")),
        ("Autor: KM, 15.01.2025", None),
        ("By Staff Reporter", None),
        ("By the river it was quiet", None),
        ("Posted on May 8, 2022 by Hanne", Some("Hanne")),
        ("Ein Artikel von Ana Lund | 27.01.2022", Some("Ana Lund")),
        ("Teksti: Ana Lund", Some("Ana Lund")),
        ("A cura di Ana Lund", Some("Ana Lund")),
        ("撰文:葉芷晴", Some("葉芷晴")),
        ("كتبت - هناء عبد الستار", Some("هناء عبد الستار")),
        ("Par Ana Lund Mis à jour le 12 janvier 2021", Some("Ana Lund")),
        ("Von Illustration", None),
    ] {
        assert_eq!(byline::name(line).as_deref(), want, "{line}");
    }
}

#[test]
fn a_label_or_a_day_of_the_week_beside_a_day_is_no_author() {
    for line in ["Plats: Bystugan", "Thứ Hai, 14/8/2023", "Location: Braunston"] {
        let source = format!("Toll on the ferry is scrapped\n{line}\n19 June 2025\n\n{BODY}");
        assert_eq!(of(&source).1, None, "{line}");
    }
}

#[test]
fn reporters_by_their_title_or_address() {
    for (line, want) in [
        ("박상현 기자 psh@haegang.example", Some("박상현")),
        ("윤서경 기자", Some("윤서경")),
        ("Ana Lund ana@post.example", Some("Ana Lund")),
        ("Write to ana@post.example", None),
        (
            "그는 20년 동안 신문사에서 일한 기자 출신으로 지난해 고향 섬으로 돌아와 배를 샀다.",
            None,
        ),
    ] {
        let source = format!("Toll on the ferry is scrapped\n{line}\n\n{BODY}");
        assert_eq!(of(&source).1.as_deref(), want, "{line}");
    }
}

#[test]
fn days_of_terms_and_members_are_not_the_documents() {
    for line in [
        "Iscritto il: 03/05/2011",
        "次回更新予定日 2023/11/22",
        "Gældende fra 1. maj 2024",
        "Received 2 March 2023",
    ] {
        let source = format!("Toll on the ferry is scrapped\n{line}\n\n{BODY}");
        let (title, _, date) = of(&source);
        assert_eq!(
            (title.as_deref(), date),
            (Some("Toll on the ferry is scrapped"), None),
            "{line}"
        );
    }
}

#[test]
fn a_line_about_a_member_is_no_title() {
    let line = "Messages postés 3 Date d'inscription vendredi 6 mai 2016 Statut Membre";
    let source = format!("Toll on the ferry\n{line}\n{line}\n\n{BODY}");
    assert_eq!(of(&source).0.as_deref(), Some("Toll on the ferry"));
}

#[test]
fn a_known_title_is_kept() {
    let blocks = text::parse(
        &format!("The Gull\nAna Lund\n5 May 2024\n\n{BODY}"),
        &text::Options::default(),
    );
    let found = read(&blocks, Some("A title from elsewhere"), None);
    assert_eq!(found.title.as_deref(), Some("A title from elsewhere"));
    assert_eq!(found.date.as_deref(), Some("2024-05-05"));
}
