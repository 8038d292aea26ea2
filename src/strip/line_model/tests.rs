//! What the model makes of whole documents.

use super::super::class::Class;
use super::*;
use crate::model::{Format, Metadata, Parsed};
use crate::parse;
use crate::strip::{Options, Stripper};

fn parsed(text: &str) -> Parsed {
    parse::parse(text, Format::Text, Metadata::default(), &parse::Options::default())
}

fn stripper(level: Level, threshold: Option<u16>) -> Stripper {
    Stripper::new(&Options {
        level,
        threshold,
        ..Options::default()
    })
    .unwrap()
}

/// The text that stays, and what goes with its rule.
fn strip(stripper: &Stripper, text: &str) -> (Vec<String>, Vec<String>) {
    let stripped = stripper.strip(parsed(text));
    let removed = stripped
        .removals
        .iter()
        .map(|removal| format!("{}: {}", removal.rule, removal.text));
    (
        stripped.blocks.into_iter().map(|block| block.text).collect(),
        removed.collect(),
    )
}

/// What `then` makes of the lines of the sample, on which rules have decided.
fn of_sample(then: impl FnOnce(&Seen<'_, '_>, &Decisions, Vec<usize>) -> String) -> String {
    let stripper = stripper(Level::Balanced, None);
    stripper.with_judged(&parsed(include_str!("sample/page.txt")), None, |page, decisions| {
        let chrome = Chrome::of(page, decisions);
        let seen = Seen::of(page, decisions, chrome);
        chrome.apply(page, decisions);
        then(&seen, decisions, (0..page.len()).collect())
    })
}

#[test]
fn the_program_scores_lines_as_training_does() {
    let scores = of_sample(|seen, decisions, lines| {
        let words = seen.words(file::model());
        let [page, prose] =
            [Wanted::Page, Wanted::Prose].map(|wanted| seen.sums(&lines, words.clone(), decisions, wanted));
        let scores = words.iter().zip(page).zip(prose);
        let lines = scores.map(|((words, page), prose)| format!("{words}\t{page}\t{prose}\n"));
        lines.collect::<String>()
    });
    assert_eq!(scores, include_str!("sample/scores.tsv"));
}

const HERALD: &str = include_str!("sample/herald.txt");
const VISNYK: &str = include_str!("sample/visnyk.txt");

/// The lines of a document that the model itself removes, by their classes.
fn removed_by_model(text: &str) -> Vec<(Class, String)> {
    let removals = stripper(Level::Balanced, None).strip(parsed(text)).removals;
    let own = removals.into_iter().filter(|removal| family::is_own(&removal.rule));
    own.filter_map(|removal| Some((Class::of_rule(&removal.rule)?, removal.text)))
        .collect()
}

#[test]
fn boilerplate_in_wordings_that_no_rule_has_goes() {
    for (text, lines) in [
        (HERALD, &["Moorings", "Our sailing notes by post"]),
        (VISNYK, &["Верф", "Припливи"]),
    ] {
        let gone = removed_by_model(text);
        assert!(
            lines.iter().all(|line| gone.iter().any(|(_, text)| text == line)),
            "{gone:?}"
        );
    }
}

#[test]
fn the_program_classes_lines_as_training_does() {
    let classes = of_sample(|seen, decisions, lines| {
        let classes = classes::of_lines(seen, &lines, decisions);
        classes.iter().map(|class| format!("{class}\n")).collect::<String>()
    });
    assert_eq!(classes, include_str!("sample/classes.txt"));
}

/// Lines are classed in parts, so that a document of many lines takes little memory.
#[test]
fn a_line_is_classed_alone_as_among_others() {
    let stripper = stripper(Level::Balanced, None);
    stripper.with_judged(&parsed(&HERALD.repeat(30)), None, |page, decisions| {
        let seen = Seen::of(page, decisions, Chrome::of(page, decisions));
        let lines: Vec<usize> = (0..page.len()).collect();
        let together = classes::of_lines(&seen, &lines, decisions);
        let alone = lines
            .iter()
            .flat_map(|line| classes::of_lines(&seen, &[*line], decisions));
        assert_eq!(together, alone.collect::<Vec<_>>());
    });
}

#[test]
fn removals_say_what_they_are_and_how_sure_the_model_is() {
    let removals = stripper(Level::Thorough, None).strip(parsed(HERALD)).removals;
    let reads = |reason: &str| reason.starts_with("reads like boilerplate (score ");
    let own = || removals.iter().filter(|removal| family::is_own(&removal.rule));
    assert!(
        own().count() > 0 && own().all(|removal| reads(&removal.reason)),
        "{removals:?}"
    );
    let menu = own().find(|removal| removal.text == "Skip to the good part");
    assert_eq!(
        menu.map(|menu| &*menu.rule.0),
        Some("navigation/text-model"),
        "{removals:?}"
    );
}

#[test]
fn a_class_of_the_model_can_be_allowed_and_so_can_all() {
    let removed = |allow: &str| {
        let options = Options {
            allow: vec![allow.into()],
            ..Options::default()
        };
        let removals = Stripper::new(&options).unwrap().strip(parsed(HERALD)).removals;
        let own = removals.into_iter().filter(|removal| family::is_own(&removal.rule));
        own.map(|removal| removal.rule.0.into_owned()).collect::<Vec<_>>()
    };
    let menu = "navigation/text-model";
    let all = removed("tags");
    let others: Vec<_> = all.iter().filter(|rule| *rule != menu).cloned().collect();
    assert!(others.len() < all.len(), "{all:?}");
    assert_eq!(removed(menu), others);
    assert_eq!(removed("navigation"), others);
    assert!(removed(family::NAME).is_empty());
}

#[test]
fn texts_of_more_lines_than_pages_have_are_left_to_the_rules() {
    let asked = |lines: usize| {
        stripper(Level::Balanced, Some(0)).with_judged(&parsed(&"a\n".repeat(lines)), None, |page, _| is_asked(page))
    };
    assert_eq!(
        [1, 2, MOST_LINES, MOST_LINES + 1].map(asked),
        [false, true, true, false]
    );
}

#[test]
fn a_stricter_level_removes_no_less() {
    let left = [Level::Conservative, Level::Balanced, Level::Thorough].map(|level| {
        let (kept, _) = strip(&stripper(level, None), HERALD);
        kept.iter().map(String::len).sum::<usize>()
    });
    assert!(left[0] > left[1] && left[1] > left[2], "{left:?}");
}

#[test]
fn a_threshold_stands_in_for_the_level() {
    let removed = |threshold| strip(&stripper(Level::Balanced, threshold), HERALD).1.len();
    assert!(
        removed(Some(1)) < removed(None),
        "{} {}",
        removed(Some(1)),
        removed(None)
    );
    assert!(removed(Some(900)) > removed(None));
}

#[test]
fn text_without_boilerplate_stays_as_it_is() {
    let (_, removed) = strip(&stripper(Level::Thorough, None), include_str!("sample/wall.txt"));
    assert!(removed.is_empty(), "{removed:?}");
}
