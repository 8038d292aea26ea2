//! Pages as data: each line says whether it is boilerplate.

use super::*;

struct Case {
    name: String,
    lines: Vec<(bool, String)>,
}

fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/strip");
    let mut paths: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    let line = |line: &str| (line.starts_with('+'), line[1..].to_owned());
    paths
        .iter()
        .map(|path| Case {
            name: path.file_stem().unwrap().to_string_lossy().into_owned(),
            lines: fs::read_to_string(path).unwrap().lines().map(line).collect(),
        })
        .collect()
}

/// Lines that should have stayed, and lines that should have gone.
fn judge(stripper: &Stripper, case: &Case) -> (Vec<String>, Vec<String>) {
    let text: Vec<&str> = case.lines.iter().map(|(_, line)| line.as_str()).collect();
    let kept = clean(stripper, &text.join("\n")).join("\n");
    let stands = |line: &str| kept.contains(&without_marker(line));
    let wrong = |keep: bool| {
        let lines = case.lines.iter().filter(|(k, line)| *k == keep && stands(line) != keep);
        lines.map(|(_, line)| format!("{}: {line}", case.name)).collect()
    };
    (wrong(true), wrong(false))
}

/// The number of a list item is its marker, not its text.
fn without_marker(line: &str) -> String {
    let number = line
        .split_once(". ")
        .filter(|(n, _)| n.chars().all(|c| c.is_ascii_digit()));
    flat(number.map_or(line, |(_, rest)| rest))
}

#[test]
fn cases_lose_no_content_and_little_boilerplate_stays() {
    let stripper = stripper();
    let cases = cases();
    let (mut lost, mut left) = (Vec::new(), Vec::new());
    for case in &cases {
        let (l, r) = judge(&stripper, case);
        lost.extend(l);
        left.extend(r);
    }
    let drops = cases.iter().flat_map(|c| &c.lines).filter(|(keep, _)| !keep).count();
    println!(
        "lost {} lines, left {} of {drops}:\n{}\n--\n{}",
        lost.len(),
        left.len(),
        lost.join("\n"),
        left.join("\n")
    );
    assert!(lost.is_empty(), "content was removed:\n{}", lost.join("\n"));
    assert!(left.len() * 100 <= drops * 4, "boilerplate stays:\n{}", left.join("\n"));
}

/// Sentences about what the rules take, a few for each class: `class TAB sentence`.
#[test]
fn sentences_about_boilerplate_stay() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/hard-negatives.tsv");
    let text = fs::read_to_string(path).unwrap();
    let cases: Vec<(&str, &str)> = text.lines().map(|line| line.split_once('\t').unwrap()).collect();
    let missing: Vec<_> = Class::ALL
        .iter()
        .filter(|class| !cases.iter().any(|(name, _)| *name == class.name()))
        .collect();
    assert!(missing.is_empty(), "classes without hard negatives: {missing:?}");
    let stripper = stripper();
    let taken: Vec<_> = cases.iter().filter(|(_, text)| !stays(&stripper, text)).collect();
    assert!(taken.is_empty(), "{taken:#?}");
}

/// The same sentences on a page with menus and a foot, where rules that need company have it.
#[test]
fn sentences_about_boilerplate_stay_on_a_page_with_a_frame() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/hard-negatives.tsv");
    let text = fs::read_to_string(path).unwrap();
    let stripper = stripper();
    let framed = |sentence: &str| {
        let page = format!(
            "Home\nNews\nSport\nLog in\nThe missing sheep of the Skarra ferry\n{}\n{sentence}\n{}\n{}\nShare on Facebook\n\
             Leave a comment\nRelated articles\nA goat in the town hall\nSubscribe to our newsletter\nPrivacy policy\n",
            PROSE[0], PROSE[1], PROSE[2]
        );
        clean(&stripper, &page).join(" ")
    };
    let sentences = text.lines().filter_map(|line| Some(line.split_once('\t')?.1));
    let taken: Vec<_> = sentences
        .filter(|sentence| !framed(sentence).contains(*sentence))
        .collect();
    assert!(taken.is_empty(), "{taken:#?}");
    assert!(!framed("A line.").contains("Subscribe"));
}
