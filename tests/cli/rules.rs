//! `chaffinch rules`: what removes is listed, shown and testable.

use crate::support::{Files, chaffinch};

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
fn a_mistyped_rule_gets_the_nearest_name() {
    let listed = chaffinch(["rules", "list", "--json"]).expect(0).json_lines();
    let id = listed[0]["id"].as_str().unwrap();
    let run = chaffinch(["rules", "show", &format!("{id}x")]).expect(2);
    assert!(run.stderr.contains(&format!("did you mean `{id}`?")), "{}", run.stderr);
}

#[test]
fn a_pack_that_cannot_be_read_is_named() {
    let files = Files::new();
    let pack = files.add("mine.toml", "[[rule]]\nnmae = 'x'\n");
    let run = chaffinch(["rules".as_ref(), "test".as_ref(), pack.as_os_str()]).expect(2);
    assert!(run.stderr.contains("mine.toml"), "{}", run.stderr);
}
