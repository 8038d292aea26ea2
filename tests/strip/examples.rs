//! The examples of every rule, and of the packs of the guide.

use super::*;

#[test]
fn every_rule_removes_and_keeps_its_examples() {
    let stripper = stripper();
    let rules = stripper.rules();
    let failures: Vec<String> = rules
        .iter()
        .flat_map(|rule| trial::failures(&stripper, rule).unwrap())
        .collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    let structural = rules.iter().filter(|rule| rule.kind == "structure");
    assert!(structural.clone().count() > 15);
    let few: Vec<_> = structural
        .filter(|rule| rule.remove.len().min(rule.keep.len()) < 2)
        .collect();
    assert!(few.is_empty(), "{few:?}");
}

/// All packs of the guide are in force together: compiling the rules once for each would take a minute.
#[test]
fn every_pack_of_the_guide_to_rules_passes_its_own_examples() {
    let guide = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules.md");
    let guide = fs::read_to_string(guide).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let blocks = guide.split("```toml\n").skip(1);
    let packs = blocks.enumerate().map(|(nth, rest)| {
        let path = folder.path().join(format!("{nth}.toml"));
        fs::write(&path, rest.split("```").next().unwrap()).unwrap();
        path
    });
    let options = Options {
        packs: packs.collect(),
        ..Options::default()
    };
    let known = stripper().rules();
    let stripper = Stripper::with_packs(&options, &sources::read_pack).unwrap();
    let mut rules = stripper.rules();
    rules.retain(|rule| !known.contains(rule));
    assert!(options.packs.len() > 12 && rules.len() >= options.packs.len());
    let silent: Vec<_> = rules.iter().filter(|rule| rule.keep.is_empty()).collect();
    assert!(silent.is_empty(), "rules without examples: {silent:?}");
    let failures: Vec<String> = rules
        .iter()
        .flat_map(|rule| trial::failures(&stripper, rule).unwrap())
        .collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn rules_for_html_pages_leave_plain_text_alone() {
    let folder = tempfile::tempdir().unwrap();
    let pack = folder.path().join("quack.toml");
    let rule = "class = 'ad'\n[[rule]]\nname = 'quack'\nabout = 'x'\nhtml = true\nmax_score = 65535\n[rule.phrases]\nen = ['^quack quack$']\n";
    fs::write(&pack, rule).unwrap();
    let options = Options {
        packs: vec![pack],
        ..Options::default()
    };
    let stripper = Stripper::with_packs(&options, &sources::read_pack).unwrap();
    let goes = |page: &str, format: Format| {
        let parsed = parse::parse(page, format, Metadata::default(), &parse::Options::default());
        let removals = stripper.strip(parsed).removals;
        removals.iter().any(|removal| removal.rule.0 == "ad/quack")
    };
    let [first, second, third] = PROSE;
    assert!(!goes(
        &format!("{first}\n\n{second}\n\nQuack quack\n\n{third}"),
        Format::Text
    ));
    let page = format!("<article><p>{first}</p><p>{second}</p><p>Quack quack</p><p>{third}</p></article>");
    assert!(goes(&page, Format::Html));
}

#[test]
fn a_table_row_of_one_cell_is_judged_by_phrases_and_one_of_several_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let pack = folder.path().join("quack.toml");
    let rule = "class = 'ad'\n[[rule]]\nname = 'quack'\nabout = 'x'\nmax_score = 65535\n[rule.phrases]\nen = ['^quack quack*']\n";
    fs::write(&pack, rule).unwrap();
    let options = Options {
        packs: vec![pack],
        ..Options::default()
    };
    let stripper = Stripper::with_packs(&options, &sources::read_pack).unwrap();
    let [first, second, third] = PROSE;
    for (row, expected) in [
        ("| Quack quack |\n|---|\n", true),
        ("| Quack quack | 7 |\n|---|---|\n", false),
    ] {
        let page = format!("{first}\n\n{second}\n\n{row}\n{third}\n");
        let parsed = parse::parse(page, Format::Markdown, Metadata::default(), &parse::Options::default());
        let is_row = |block: &Block| matches!(block.kind, BlockKind::TableRow { .. });
        assert!(parsed.blocks.iter().any(is_row), "{row}");
        let removals = stripper.strip(parsed).removals;
        let goes = removals.iter().any(|removal| removal.rule.0 == "ad/quack");
        assert_eq!(goes, expected, "{row}");
    }
}

/// An example that a rule does not remove, or that another rule removes, is reported with the other rule.
#[test]
fn examples_that_fail_are_reported() {
    let stripper = stripper();
    let mut rule = stripper
        .rules()
        .into_iter()
        .find(|rule| rule.id.0 == "navigation/row")
        .unwrap();
    rule.remove = vec![
        PROSE[0].into(),
        "[-Advertisement-]\n\n[+The mill.+]".into(),
        "[+Only this.+]".into(),
    ];
    rule.keep = vec!["Advertisement".into(), "[-Home-] [+The mill.+]".into(), PROSE[1].into()];
    let failures = trial::failures(&stripper, &rule).unwrap();
    assert_eq!(failures.len(), 5, "{failures:#?}");
    assert!(failures[0].ends_with(PROSE[0]), "{failures:#?}");
    let taken = "does not remove: [-Advertisement-]\n\n[+The mill.+] (removed by ad/label)";
    assert!(failures[1].ends_with(taken), "{failures:#?}");
    assert!(
        failures[3].ends_with("keep: Advertisement (removed by ad/label)"),
        "{failures:#?}"
    );
}
