//! Content that rules once removed.

use super::*;

/// Kinds of text that rules once took from plain text: each stands in the middle and at the end of a page with menus and a foot.
#[test]
fn facts_and_numbered_items_stay_on_a_page_with_a_frame() {
    let stripper = stripper();
    let kept = |inside: &str, below: &str| {
        let page = format!(
            "Home\nNews\nSport\nLog in\n\nThe missing sheep of the Skarra ferry\n\n{}\n\n{inside}\n\n{}\n\n{below}\n\nShare on Facebook\n\
             Leave a comment\nSubscribe to our newsletter\nPrivacy policy\n© 2024 The Quay. All rights reserved.\n",
            PROSE[0], PROSE[1]
        );
        clean(&stripper, &page).join("\n")
    };
    for text in [
        "When: Friday 7 and Saturday 8 November, 20:30",
        "Closing date: 28 February 2025, noon",
        "Weight: 5.3 kg · Noise: 71 dB · Range: 11 m",
        "Chile: Fox Sports Chile, Star+ and ESPN Chile",
        "It runs on any computer that the office has (Windows/Linux)",
        "The cushion in the waiting room is washable at forty degrees. Red / Blue",
        "-p, --print",
        "↑ Letter of the harbour master, second page.",
    ] {
        assert!(kept(text, "").contains(text), "{text}");
        assert!(kept("", text).contains(text), "{text}");
    }
    assert!(!kept("x", "y").contains("Subscribe"));
}

/// A section of other articles ends where running text begins, and above the article it opens none.
#[test]
fn a_section_leaves_running_text_and_what_heads_it() {
    let page = format!(
        "Home\nLatest\nSport\nLog in\n\nThe missing sheep of the Skarra ferry\n\nIt was asleep behind the coal\n\n{}\n\nRelated articles\n\n\
         A goat in the town hall\n\nTwo geese fined\n\nThe search\n\n{}\n\n{}\n\nShare on Facebook\nPrivacy policy\n",
        PROSE[0], PROSE[1], PROSE[2]
    );
    let rules_alone = Options {
        threshold: Some(0),
        ..Options::default()
    };
    let kept = clean(&Stripper::new(&rules_alone).unwrap(), &page).join("\n");
    for wanted in ["The missing sheep", "It was asleep", "The search", PROSE[1], PROSE[2]] {
        assert!(kept.contains(wanted), "{wanted}: {kept}");
    }
    assert!(
        !kept.contains("A goat in the town hall") && !kept.contains("Related articles"),
        "{kept}"
    );
}

/// The heading of the first chapter stands right below the table of contents, and is none of its lines.
#[test]
fn a_table_of_contents_ends_where_the_text_begins() {
    let page = format!(
        "The tower of Skarra\n\nContents\n\nBuilding\nDecay\nRepair\n\nBuilding\n\n{}\n\nDecay\n\n{}\n\nRepair\n\n{}\n\nShare on Facebook\nPrivacy policy\n",
        PROSE[0], PROSE[1], PROSE[2]
    );
    let kept = clean(&stripper(), &page);
    for heading in ["Building", "Decay", "Repair"] {
        assert_eq!(
            kept.iter().filter(|line| *line == heading).count(),
            1,
            "{heading}: {kept:?}"
        );
    }
}

/// Text that stands twice is taken where both copies meet, or where one of them stands in the frame, and only as it is written.
#[test]
fn a_passage_goes_only_as_a_copy_of_what_stays() {
    let stripper = stripper();
    let count = |middle: &str| {
        let page = format!(
            "Home\nNews\nSport\nLog in\n\nThe missing sheep of the Skarra ferry\n\n{}\n\n{middle}\n\n{}\n\nShare on Facebook\n\
             Leave a comment\nSubscribe to our newsletter\nPrivacy policy\n© 2024 The Quay. All rights reserved.\n",
            PROSE[0], PROSE[2]
        );
        clean(&stripper, &page).len()
    };
    let year =
        "In the year 2021 the ferry carried 1204 sheep and 377 goats to the island and back again without a loss.";
    let one = count(year);
    assert_eq!(count(&format!("{year}\n\n{year}")), one);
    let changed = [
        year.replace("2021", "2022"),
        year.replace("without", "with"),
        year.replace("sheep", "Sheep"),
    ];
    for other in changed {
        assert_eq!(count(&format!("{year}\n\n{other}")), one + 1, "{other}");
    }
    assert_eq!(count(&format!("{year}\n\n{}\n\n{year}", PROSE[1])), one + 2);
}

/// What was glued to the end of a paragraph, or stands in brackets inside it, goes without the paragraph.
#[test]
fn a_paragraph_on_management_is_no_cookie_banner() {
    let text = "管理人每次在島上住三個月，船兩週來一次。\n\n設置燈塔的人早已離開，燈還亮著。\n\n管理学院今年没有招生。\n\n设置在山上的灯塔已经关闭。\n";
    let lines: Vec<&str> = text.split_terminator("\n\n").map(str::trim).collect();
    assert_eq!(clean(&stripper(), text), lines);
}
