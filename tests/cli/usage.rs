//! Help, exit codes and messages of wrong usage and wrong settings.

use crate::support::{Files, chaffinch, command, data};

#[test]
fn help_names_commands_and_exit_codes() {
    let help = chaffinch(["--help"]).expect(0).stdout;
    for word in [
        "build",
        "clean",
        "explain",
        "verify",
        "rules",
        "config",
        "completions",
        "man",
        "Exit codes:",
        "130",
    ] {
        assert!(help.contains(word), "no {word} in {help}");
    }
    for command in [
        "build",
        "clean",
        "explain",
        "verify",
        "rules",
        "config",
        "completions",
        "man",
    ] {
        let help = chaffinch([command, "--help"]).expect(0).stdout;
        assert!(help.contains("Usage: chaffinch"), "{command}: {help}");
    }
}

/// Flags about cleaning and naming do nothing where text is only decoded.
#[test]
fn decode_has_no_flags_of_other_stages() {
    let [decode, clean] = ["decode", "clean"].map(|command| chaffinch([command, "--help"]).expect(0).stdout);
    let flags = [
        "--comments",
        "--tables",
        "--captions",
        "--links",
        "--images",
        "--strip-level",
        "--strip-threshold",
        "--source-name",
    ];
    for flag in flags {
        assert!(clean.contains(flag), "{flag}");
        assert!(!decode.contains(flag), "{flag}");
        assert!(chaffinch(["decode", flag, "drop", "-"]).expect(2).stderr.contains(flag));
    }
}

/// The README and the changelog promise no flag that is not there.
#[test]
fn every_flag_in_the_readme_and_the_changelog_exists() {
    let of_other_programs = [
        "--bench",
        "--locked",
        "--no-default-features",
        "--open",
        "--path",
        "--profile",
        "--readme",
    ];
    let commands = chaffinch(["--help"]).expect(0).stdout;
    let commands = commands
        .split_once("Commands:\n")
        .unwrap()
        .1
        .split_once("\n\n")
        .unwrap()
        .0;
    let names = commands.lines().filter_map(|line| line.split_whitespace().next());
    let names = names.filter(|name| *name != "help");
    let mut help: String = names.map(|name| chaffinch([name, "--help"]).expect(0).stdout).collect();
    for action in ["test", "try", "show"] {
        help += &chaffinch(["rules", action, "--help"]).expect(0).stdout;
    }
    let texts = [include_str!("../../README.md"), include_str!("../../CHANGELOG.md")].concat();
    let is_flag = |c: char| c.is_ascii_lowercase() || c == '-';
    let words = texts.split(|c: char| !is_flag(c));
    let flags = words.filter(|word| word.len() > 3 && word.starts_with("--") && !word.ends_with('-'));
    for flag in flags.filter(|flag| !of_other_programs.contains(flag)) {
        assert!(help.contains(flag) || flag == "--version", "{flag}");
    }
}

#[test]
fn the_readme_names_every_command() {
    let help = chaffinch(["--help"]).expect(0).stdout;
    let commands = help.split_once("Commands:\n").unwrap().1.split_once("\n\n").unwrap().0;
    let readme = include_str!("../../README.md");
    for line in commands.lines() {
        let command = line.split_whitespace().next().unwrap();
        let named = readme
            .lines()
            .any(|row| row.starts_with("| `") && row.contains(&format!("`{command}")));
        assert!(named || command == "help", "the table in README.md lacks `{command}`");
    }
}

#[test]
fn the_version_is_that_of_the_package() {
    let version = chaffinch(["--version"]).expect(0).stdout;
    assert_eq!(version, format!("chaffinch {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn wrong_usage_is_exit_code_2() {
    for args in [
        &[][..],
        &["sift"],
        &["clean", "--no-such-flag"],
        &["build", "data"],
        &["build", "--output", "x"],
        &["completions", "no-such-shell"],
        &["build", "data", "--output", "x", "--memory", "lots"],
        &["build", "data", "--output", "x", "--threads", "100000"],
    ] {
        let run = chaffinch(args).expect(2);
        assert!(run.stdout.is_empty(), "{args:?}: {}", run.stdout);
        assert!(!run.stderr.is_empty(), "{args:?}");
    }
}

#[test]
fn a_path_that_is_not_there_is_named() {
    let files = Files::new();
    let missing = files.path("no-such-page.html");
    for command in ["clean", "explain"] {
        let run = chaffinch([command.as_ref(), missing.as_os_str()]).expect(2);
        run.says("no-such-page.html: No such file or directory");
    }
}

#[test]
fn the_defaults_that_are_printed_are_valid_settings() {
    let files = Files::new();
    let printed = chaffinch(["config"]).expect(0).stdout;
    let path = files.add("all.toml", printed);
    let run = chaffinch(["config".as_ref(), "check".as_ref(), path.as_os_str()]).expect(0);
    assert!(run.stderr.ends_with("all.toml: no problem\n"), "{}", run.stderr);
}

#[test]
fn all_problems_of_the_settings_come_at_once_and_before_any_work() {
    let files = Files::new();
    let settings = files.add(
        "site.toml",
        "[render]\nformat = 'markdow'\nfromat = 'text'\n\n[outptu]\n",
    );
    let output = files.path("corpus");
    let run = command()
        .args([
            "build".as_ref(),
            data().as_os_str(),
            "--output".as_ref(),
            output.as_os_str(),
        ])
        .args([
            "--config".as_ref(),
            settings.as_os_str(),
            "--set".as_ref(),
            "render.format=7".as_ref(),
        ])
        .output()
        .unwrap();
    assert_eq!(run.status.code(), Some(2));
    let name = settings.display();
    assert_eq!(
        String::from_utf8(run.stderr).unwrap(),
        format!(
            "chaffinch: 4 problems in the configuration\
             \n  {name}:2:10: `render.format`: must be `text` or `markdown`, not `markdow`\
             \n  {name}:3:1: unknown key `render.fromat`; did you mean `render.format`?\
             \n  {name}:5:2: unknown key `outptu`; did you mean `output`?\
             \n  --set render.format=7: `render.format`: must be `text` or `markdown`\n"
        )
    );
    assert!(!output.exists(), "nothing is done before the settings are right");
}

#[test]
fn settings_that_cannot_be_read_are_exit_code_2() {
    let files = Files::new();
    let run = chaffinch([
        "clean".as_ref(),
        "--config".as_ref(),
        files.path("none.toml").as_os_str(),
    ])
    .expect(2);
    run.says("none.toml: No such file or directory");
}

#[test]
fn completions_and_manual_pages() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        assert!(
            chaffinch(["completions", shell]).expect(0).stdout.contains("explain"),
            "{shell}"
        );
    }
    assert!(chaffinch(["man"]).expect(0).stdout.contains(".TH chaffinch 1"));
    let files = Files::new();
    chaffinch(["man".as_ref(), "--output".as_ref(), files.path("man").as_os_str()]).expect(0);
    assert!(files.path("man/chaffinch-build.1").is_file());
}
