//! `chaffinch rules`: what removes is listed, shown and testable.

use std::collections::BTreeSet;

use crate::support::{Files, chaffinch, chaffinch_with_input, paragraph};

#[test]
fn every_rule_is_listed_and_can_be_shown() {
    let listed = chaffinch(["rules", "list", "--json"]).expect(0).json_lines();
    assert!(listed.len() > 20, "{} rules", listed.len());
    for rule in listed.iter().take(5) {
        let id = rule["id"].as_str().unwrap();
        let shown = chaffinch(["rules", "show", id]).expect(0).stdout;
        assert!(shown.starts_with(id), "{shown}");
    }
    assert_eq!(
        chaffinch(["rules", "list"]).expect(0).stdout.lines().count(),
        listed.len()
    );
}

#[test]
fn a_structural_rule_shows_its_whole_manual() {
    let shown = chaffinch(["rules", "show", "navigation/row"]).expect(0).stdout;
    for section in [
        "**What it removes.**",
        "**Why.**",
        "**What it must keep.**",
        "**Options.**",
    ] {
        assert!(shown.contains(section), "{section}: {shown}");
    }
    assert!(shown.contains("Home › Culture › Heritage"), "{shown}");
}

#[test]
fn every_structural_rule_is_listed_and_shown_with_its_examples() {
    let listed = chaffinch(["rules", "list", "--json"]).expect(0).json_lines();
    let structural: Vec<_> = listed.iter().filter(|rule| rule["kind"] == "structure").collect();
    assert!(structural.len() > 15, "{} rules", structural.len());
    for rule in structural {
        for kind in ["remove", "keep"] {
            assert!(rule[kind].as_array().unwrap().len() >= 2, "{rule}");
        }
    }
    let shown = chaffinch(["rules", "show", "caption-credit/shape"]).expect(0).stdout;
    assert!(
        shown.contains("\nremoves\n  The old mill at dusk. © Jette Brandau\n"),
        "{shown}"
    );
    assert!(
        shown.contains("\nkeeps\n  The speed was 40 km/h (about 25 mph).\n"),
        "{shown}"
    );
    let shown = chaffinch(["rules", "show", "tables"]).expect(0).stdout;
    assert!(shown.contains("\nremoves (with strip.tables = false)\n"), "{shown}");
}

#[test]
fn a_class_shows_its_rules() {
    let listed = chaffinch(["rules", "list", "--json"]).expect(0).json_lines();
    let of_class = listed.iter().filter(|rule| rule["class"] == "duplicate").count();
    let shown = chaffinch(["rules", "show", "duplicate"]).expect(0).stdout;
    assert_eq!(shown.lines().count(), of_class);
    assert!(
        of_class >= 2 && shown.lines().all(|line| line.starts_with("duplicate/")),
        "{shown}"
    );
}

#[test]
fn the_rules_of_the_line_model_share_a_manual() {
    let one = chaffinch(["rules", "show", "related/text-model"]).expect(0).stdout;
    let all = chaffinch(["rules", "show", "text-model"]).expect(0).stdout;
    let rest = |shown: &str| shown.split_once('\n').unwrap().1.to_owned();
    assert!(one.starts_with("related/text-model (structure)\n"), "{one}");
    assert!(all.starts_with("text-model (structure)\n"), "{all}");
    assert!(rest(&one) == rest(&all) && all.contains("\nremoves\n"), "{all}");
    let listed = chaffinch(["rules", "list", "--json"]).expect(0).json_lines();
    let of_family = listed.iter().filter(|rule| rule["family"] == "text-model");
    let classes: BTreeSet<_> = of_family.map(|rule| rule["class"].as_str().unwrap()).collect();
    let all: BTreeSet<_> = listed.iter().filter_map(|rule| rule["class"].as_str()).collect();
    assert_eq!(classes, all);
}

#[test]
fn a_mistyped_rule_gets_the_nearest_name() {
    let listed = chaffinch(["rules", "list", "--json"]).expect(0).json_lines();
    let id = listed[0]["id"].as_str().unwrap();
    let run = chaffinch(["rules", "show", &format!("{id}x")]).expect(2);
    run.says(format!("did you mean `{id}`?"));
}

#[test]
fn a_pack_that_cannot_be_read_is_named() {
    let files = Files::new();
    let pack = files.add("mine.toml", "[[rule]]\nnmae = 'x'\n");
    let run = chaffinch(["rules".as_ref(), "test".as_ref(), pack.as_os_str()]).expect(2);
    run.says("mine.toml");
}

fn pack(remove: &str, keep: &str) -> String {
    format!(
        "class = \"newsletter\"\n\n[[rule]]\nname = \"courier\"\nabout = \"The Courier's own invitation.\"\n\
         phrases.en = [\"the courier at your door\"]\nremove = [\"{remove}\"]\nkeep = [\"{keep}\"]\n"
    )
}

#[test]
fn the_examples_of_a_pack_are_tried() {
    let files = Files::new();
    let offer = "The Courier at your door: every morning for a penny.";
    let story = "The courier at the door had a parcel for the miller.";
    let test = |remove: &str, keep: &str| {
        let path = files.add("mine.toml", pack(remove, keep));
        chaffinch(["rules".as_ref(), "test".as_ref(), path.as_os_str()])
    };
    let good = test(offer, story).expect(0);
    assert!(
        good.stderr.ends_with("mine.toml: 1 rule, 2 examples, 0 failed\n"),
        "{}",
        good.stderr
    );
    let bad = test(story, offer).expect(1);
    assert!(
        bad.stderr
            .contains(&format!("newsletter/courier does not remove: {story}")),
        "{}",
        bad.stderr
    );
    assert!(
        bad.stderr
            .contains(&format!("newsletter/courier does not keep: {offer}")),
        "{}",
        bad.stderr
    );
}

/// What `rules test` says last of its arguments, and how many rules and examples it ran.
fn tested(args: &[&std::ffi::OsStr]) -> (String, u64, u64) {
    let run = chaffinch(
        ["rules".as_ref(), "test".as_ref()]
            .into_iter()
            .chain(args.iter().copied()),
    )
    .expect(0);
    let last = run.stderr.lines().last().unwrap();
    let (name, counts) = last.rsplit_once(": ").unwrap();
    let count = |word: &str| {
        let part = counts.split(", ").find(|part| part.contains(word)).unwrap();
        let number = part.split(' ').next().unwrap().replace(',', "");
        number.parse().unwrap()
    };
    (name.to_owned(), count(" rule"), count(" example"))
}

#[test]
fn built_in_rules_are_tested_by_pack_class_rule_or_all() {
    let mut listed = chaffinch(["rules", "list", "--json"]).expect(0).json_lines();
    listed.retain(|rule| rule["kind"] != "filter");
    let (name, rules, examples) = tested(&[]);
    assert_eq!((name.as_str(), rules), ("built-in rules", listed.len() as u64));
    let sum = |rules: &mut dyn Iterator<Item = &serde_json::Value>| -> u64 {
        rules
            .map(|rule| rule["remove"].as_array().unwrap().len() + rule["keep"].as_array().unwrap().len())
            .sum::<usize>() as u64
    };
    assert_eq!(examples, sum(&mut listed.iter()));
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let pack = root.join("config/rules/newsletter.toml");
    let is_phrase = |rule: &&serde_json::Value| rule["class"] == "newsletter" && rule["kind"] == "phrase";
    let count = listed.iter().filter(is_phrase).count() as u64;
    let (_, rules, examples) = tested(&[pack.as_os_str()]);
    assert!(count > 1, "{count}");
    assert_eq!((rules, examples), (count, sum(&mut listed.iter().filter(is_phrase))));
    let of_class = listed.iter().filter(|rule| rule["class"] == "duplicate").count() as u64;
    assert_eq!(tested(&["duplicate".as_ref()]).1, of_class);
    assert_eq!(tested(&["navigation/row".as_ref()]).1, 1);
    let run = chaffinch(["rules", "test", "newsleter/invitation"]).expect(2);
    run.says("did you mean `newsletter/invitation`?");
    chaffinch(["rules", "test", "nowhere.toml"])
        .expect(2)
        .says("no such file: nowhere.toml");
}

/// A copy of a built-in pack is that pack; any other pack must not use the names of built-in rules.
#[test]
fn a_pack_with_the_name_of_a_built_in_rule_is_refused_by_every_command() {
    let files = Files::new();
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join("config/rules/ad.toml")).unwrap();
    let copy = files.add("copy.toml", &text);
    assert!(tested(&[copy.as_os_str()]).1 > 0);
    let path = files.add(
        "mine.toml",
        pack("x", "y")
            .replace("newsletter", "ad")
            .replace("courier\"\n", "label\"\n"),
    );
    let page = files.add("in/page.txt", paragraph(1));
    let path = path.to_str().unwrap();
    let setting = format!("strip.packs=[{path:?}]");
    let config = files.add("site.toml", format!("[strip]\npacks = [{path:?}]\n"));
    let (page, output) = (page.to_str().unwrap(), files.path("corpus"));
    for args in [
        &["rules", "test", path][..],
        &["rules", "try", path, page],
        &["config", "check", config.to_str().unwrap()],
        &["clean", page, "--set", &setting],
        &["build", page, "--output", output.to_str().unwrap(), "--set", &setting],
    ] {
        let run = chaffinch(args).expect(2);
        run.says("mine.toml: rule `ad/label`: a built-in rule has this name; choose another");
    }
    assert!(!output.exists());
}

#[test]
fn an_example_that_another_rule_removes_names_that_rule() {
    let files = Files::new();
    let path = files.add("mine.toml", pack("Advertisement", "A courier came."));
    let run = chaffinch(["rules".as_ref(), "test".as_ref(), path.as_os_str()]).expect(1);
    run.says("newsletter/courier does not remove: Advertisement (removed by ad/label)\n");
}

#[test]
fn a_built_in_pack_is_tried_like_any_other() {
    let files = Files::new();
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let pack = root.join("config/rules/ad.toml");
    let page = files.add(
        "page.txt",
        format!("{}\n\nAdvertisement\n\n{}\n", paragraph(1), paragraph(2)),
    );
    let tried = chaffinch(["rules".as_ref(), "try".as_ref(), pack.as_os_str(), page.as_os_str()]).expect(0);
    assert!(
        tried.stdout.contains("\nad/label: 1 pieces in 1 documents"),
        "{}",
        tried.stdout
    );
}

#[test]
fn a_pack_of_ones_own_is_in_force_and_rules_can_be_switched_off() {
    let files = Files::new();
    let path = files.add("mine.toml", pack("The Courier at your door!", "A courier came."));
    let page = format!(
        "{}\n\nThe Courier at your door!\n\n{}\n",
        paragraph(1),
        "The end of it was that nobody read it any more."
    );
    let clean = |settings: &[&str]| {
        let mut args = vec!["clean".to_owned(), "--text".to_owned()];
        args.extend(
            settings
                .iter()
                .flat_map(|setting| ["--set".to_owned(), (*setting).to_owned()]),
        );
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        chaffinch_with_input(&args, page.as_bytes()).expect(0).stdout
    };
    let packs = format!("strip.packs=[{:?}]", path.to_str().unwrap());
    assert!(clean(&[]).contains("at your door"));
    assert!(!clean(&[&packs]).contains("at your door"));
    assert!(clean(&[&packs, "strip.allow=['newsletter/courier']"]).contains("at your door"));
}

#[test]
fn a_pack_is_tried_on_a_corpus_that_stays_as_it_is() {
    let files = Files::new();
    let pack = files.add("mine.toml", pack("The Courier at your door!", "A courier came."));
    let page = format!("{}\n\nThe Courier at your door!\n\n{}\n", paragraph(1), paragraph(2));
    let input = files.add("in/page.txt", page);
    let corpus = input.parent().unwrap().parent().unwrap().join("corpus");
    chaffinch([
        "build".as_ref(),
        input.as_os_str(),
        "--output".as_ref(),
        corpus.as_os_str(),
    ])
    .expect(0);
    let manifest = std::fs::read(corpus.join("manifest.json")).unwrap();
    let tried = chaffinch(["rules".as_ref(), "try".as_ref(), pack.as_os_str(), corpus.as_os_str()]).expect(0);
    let lines: Vec<_> = tried.stdout.lines().collect();
    assert!(
        lines[0].starts_with("1 documents, ") && lines[0].ends_with("; nothing was changed"),
        "{lines:?}"
    );
    assert_eq!(lines[1], "newsletter/courier: 1 pieces in 1 documents, 5 words");
    assert!(lines[2].ends_with(": The Courier at your door!"), "{lines:?}");
    assert_eq!(std::fs::read(corpus.join("manifest.json")).unwrap(), manifest);
}

#[test]
fn the_table_of_languages_in_the_documents_is_that_of_the_rules() {
    let table = chaffinch(["rules", "coverage"]).expect(0).stdout;
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/coverage.md");
    let written = std::fs::read_to_string(path).unwrap();
    assert!(
        written == table,
        "docs/coverage.md is old: write it with `cargo run -- rules coverage > docs/coverage.md`"
    );
}
