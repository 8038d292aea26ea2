//! `chaffinch explain`: verdicts for people and as JSON, and nothing that steers a terminal.

use crate::support::{Files, chaffinch, chaffinch_with_input, data, paragraph};

#[test]
fn every_block_has_a_verdict_and_removals_have_their_rule() {
    let run = chaffinch([
        "explain".as_ref(),
        "--json".as_ref(),
        data().join("harbour.html").as_os_str(),
    ])
    .expect(0);
    let blocks = run.json_lines();
    let find = |part: &str| {
        let found = blocks
            .iter()
            .find(|block| block["text"].as_str().unwrap().contains(part));
        found.unwrap_or_else(|| panic!("no block with {part}"))
    };
    let kept = find("a wooden ferry that was sold");
    assert_eq!(kept["verdict"], "kept");
    assert!(
        kept["score"]
            .as_u64()
            .is_some_and(|score| (500..=1000).contains(&score))
    );
    let moved = blocks.iter().flat_map(|block| block["reasons"].as_array().unwrap());
    assert!(moved.clone().count() > 0 && moved.clone().all(|r| r["feature"].is_string() && r["adds"].is_i64()));
    let share = find("Share on Facebook");
    assert_eq!(share["verdict"], "removed");
    assert!(
        share["removals"][0]["rule"]
            .as_str()
            .is_some_and(|rule| !rule.is_empty())
    );
    assert!(
        share["removals"][0]["reason"]
            .as_str()
            .is_some_and(|reason| !reason.is_empty())
    );
}

/// Markdown with a container of HTML in it has elements, but the model is not asked.
#[test]
fn scores_stand_only_where_the_model_was_asked() {
    let page = format!(
        "# A mill\n\n{}\n\n<div>An aside.</div>\n\n{}\n",
        paragraph(1),
        paragraph(2)
    );
    let files = Files::new();
    let path = files.add("mill.md", page);
    let blocks = chaffinch(["explain".as_ref(), "--json".as_ref(), path.as_os_str()])
        .expect(0)
        .json_lines();
    let unasked = |block: &serde_json::Value| block["score"].is_null() && block["reasons"] == serde_json::json!([]);
    assert!(blocks.len() >= 3 && blocks.iter().all(unasked), "{blocks:?}");
}

#[test]
fn what_the_model_removes_names_the_phrase_rule_that_knows_it_too() {
    let page = data().join("harbour.html");
    let blocks = chaffinch(["explain".as_ref(), "--json".as_ref(), page.as_os_str()])
        .expect(0)
        .json_lines();
    let removals = || blocks.iter().flat_map(|block| block["removals"].as_array().unwrap());
    let model = |removal: &&serde_json::Value| removal["rule"] == "outside-main-content";
    let share = removals()
        .filter(model)
        .find(|removal| removal["text"].as_str().unwrap().contains("Share on Facebook"));
    assert!(
        share.is_some_and(|removal| removal["also"].as_str().unwrap().starts_with("share/")),
        "{share:?}"
    );
    assert!(
        removals()
            .filter(|removal| !model(removal))
            .all(|removal| removal["also"].is_null())
    );
}

#[test]
fn people_see_verdict_text_and_reason() {
    let shown = chaffinch(["explain".as_ref(), data().join("harbour.html").as_os_str()])
        .expect(0)
        .stdout;
    assert!(shown.starts_with("harbour.html (utf-8, evidence: "), "{shown}");
    assert!(shown.contains("kept    "), "{shown}");
    assert!(shown.contains("removed "), "{shown}");
    let score = |line: &str| {
        line.trim()
            .strip_prefix("score ")?
            .split(':')
            .next()?
            .parse::<u16>()
            .ok()
    };
    let scores: Vec<u16> = shown.lines().filter_map(score).collect();
    assert!(
        scores.iter().any(|score| *score > 100) && scores.iter().all(|score| *score <= 1000),
        "{shown}"
    );
    assert!(!shown.contains('\u{1b}'), "no colours into a pipe");
}

#[test]
fn a_date_is_removed_for_words_of_dates_and_a_menu_for_words_of_menus() {
    let page = format!(
        "Home\nNews\nSport\nLog in\n\nThe night of the flood\n\n15 March 2025\n\n{}\n\nTweet Share Email Print\n\n\
         Privacy policy\n© 2024 The Quay. All rights reserved.\n",
        paragraph(1)
    );
    let shown = chaffinch_with_input(&["explain", "--set", "strip.threshold=0", "-"], page.as_bytes())
        .expect(0)
        .stdout;
    let why = |rule: &str| {
        shown
            .lines()
            .find(|line| line.trim().starts_with(rule))
            .unwrap_or_default()
    };
    assert!(why("meta-line/").contains(" of dates cover"), "{shown}");
    assert!(why("share/").contains(" of menus and buttons cover"), "{shown}");
}

#[test]
fn colours_can_be_forced() {
    let page = data().join("harbour.html");
    let shown = chaffinch([
        "explain".as_ref(),
        "--color".as_ref(),
        "always".as_ref(),
        page.as_os_str(),
    ])
    .expect(0)
    .stdout;
    assert!(shown.contains("\u{1b}["), "{shown}");
}

/// A page with every control character that a terminal could act on.
#[test]
fn control_characters_of_a_document_do_not_reach_the_terminal() {
    let hostile: String = (0..0xa0)
        .filter_map(char::from_u32)
        .filter(|c| c.is_control())
        .collect();
    let page = format!(
        "{}\n\nAnd then \u{202e}{hostile}\u{2066} nothing happened to the screen.\n",
        paragraph(3)
    );
    for args in [
        &["explain", "-"][..],
        &["explain", "--full", "-"],
        &["explain", "--json", "-"],
    ] {
        let run = chaffinch_with_input(args, page.as_bytes());
        let bad = |c: char| {
            (c.is_control() && c != '\n' && c != '\t')
                || ('\u{202a}'..='\u{202e}').contains(&c)
                || ('\u{2066}'..='\u{2069}').contains(&c)
        };
        assert!(!run.stdout.contains(bad), "{args:?}: {:?}", run.stdout);
        assert!(!run.stderr.contains(bad), "{args:?}: {:?}", run.stderr);
    }
}

#[test]
fn names_of_files_do_not_reach_the_terminal_raw() {
    let files = Files::new();
    let path = files.add("evil\u{1b}[2Jname.jsonl", "{\"text\": oops\n");
    for command in ["clean", "explain"] {
        let run = chaffinch([command.as_ref(), path.as_os_str()]).expect(3);
        assert!(!run.stderr.contains('\u{1b}'), "{command}: {:?}", run.stderr);
        assert!(
            run.stderr.contains("[2Jname.jsonl record 1"),
            "{command}: {:?}",
            run.stderr
        );
    }
}

#[test]
fn one_record_of_a_container() {
    let page = data().join("wire.jsonl");
    let explain = |n: &str| chaffinch(["explain".as_ref(), "--record".as_ref(), n.as_ref(), page.as_os_str()]);
    assert!(explain("2").expect(0).stdout.contains("O relógio da torre"));
    explain("4").expect(3);
    assert!(explain("99").expect(2).stderr.contains("has no record 99"));
}
