//! `chaffinch clean`: lines in input order, standard input, pipes that close.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use crate::support::{Files, chaffinch, chaffinch_with_input, command, data, paragraph};

#[test]
fn a_page_comes_out_without_its_boilerplate() {
    let run = chaffinch(["clean".as_ref(), data().join("harbour.html").as_os_str()]).expect(0);
    let [line] = &run.json_lines()[..] else {
        panic!("{}", run.stdout)
    };
    let text = line["text"].as_str().unwrap();
    for kept in [
        "a wooden ferry that was sold for scrap",
        "The timetable therefore changes every day",
        "She was never fast",
    ] {
        assert!(text.contains(kept), "lost: {kept}");
    }
    for removed in [
        "cookies",
        "Share on",
        "Advertisement",
        "Related articles",
        "Most read",
        "All rights reserved",
        "newsletter",
    ] {
        assert!(!text.contains(removed), "kept: {removed}");
    }
    let metadata = &line["metadata"];
    assert_eq!(metadata["file_path"], "harbour.html");
    assert_eq!(metadata["title"], "Old ferry returns to the harbour after nine years");
    assert_eq!(metadata["date"], "2025-05-18");
    assert_eq!(metadata["language"], "en");
}

#[test]
fn lines_have_the_layout_of_dolma() {
    let run = chaffinch_with_input(&["clean"], paragraph(1).as_bytes()).expect(0);
    let lines = run.json_lines();
    let keys: Vec<&str> = lines[0].as_object().unwrap().keys().map(String::as_str).collect();
    for key in ["id", "text", "source", "added", "created", "metadata"] {
        assert!(keys.contains(&key), "no {key} in {keys:?}");
    }
}

#[test]
fn standard_input_is_read_with_and_without_a_dash() {
    for args in [&["clean", "--text"][..], &["clean", "--text", "-"]] {
        let run = chaffinch_with_input(args, paragraph(7).as_bytes()).expect(0);
        assert_eq!(run.stdout.trim_end(), paragraph(7), "{args:?}");
    }
}

#[test]
fn documents_come_in_input_order_and_duplicates_stay() {
    let files = Files::new();
    let rows =
        (0..500).map(|n| serde_json::json!({"id": n.to_string(), "text": paragraph(n % 100)}).to_string() + "\n");
    let path = files.add("rows.jsonl", rows.collect::<String>());
    for threads in ["1", "2", "8"] {
        let run = chaffinch([
            "clean".as_ref(),
            "--threads".as_ref(),
            threads.as_ref(),
            path.as_os_str(),
        ])
        .expect(0);
        let records: Vec<u64> = run
            .json_lines()
            .iter()
            .map(|line| line["metadata"]["record"].as_u64().unwrap())
            .collect();
        assert_eq!(records, (1..=500).collect::<Vec<_>>(), "{threads} threads");
    }
}

#[test]
fn a_list_of_paths_is_read() {
    let files = Files::new();
    let first = files.add("first page.txt", paragraph(1));
    let second = files.add("second.txt", paragraph(2));
    let list = files.add("list", format!("{}\n{}\n", first.display(), second.display()));
    let run = chaffinch(["clean".as_ref(), "--from-file".as_ref(), list.as_os_str()]).expect(0);
    assert_eq!(run.json_lines().len(), 2);
}

#[test]
fn globs_choose_among_the_files_of_a_folder() {
    let files = Files::new();
    for name in ["a.txt", "b.txt", "deep/c.txt", "d.md"] {
        files.add(name, paragraph(name.len()));
    }
    let names = |args: &[&str]| -> Vec<String> {
        let all = ["clean"]
            .iter()
            .chain(args)
            .map(std::ffi::OsStr::new)
            .chain([files.folder().as_os_str()]);
        let lines = chaffinch(all).expect(0).json_lines();
        lines
            .iter()
            .map(|line| line["metadata"]["file_path"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(names(&["--include", "*.txt"]), ["a.txt", "b.txt", "deep/c.txt"]);
    assert_eq!(
        names(&["--include", "*.txt", "--exclude", "deep/**"]),
        ["a.txt", "b.txt"]
    );
    assert_eq!(names(&["--exclude", "*.txt"]), ["d.md"]);
}

#[test]
fn markdown_keeps_its_marks_when_asked_to() {
    let page = format!(
        "# A title\n\n{}\n\n## Part two\n\n- {}\n- {}\n",
        paragraph(1),
        paragraph(2),
        paragraph(3)
    );
    let path = Files::new();
    let file = path.add("page.md", page);
    let run = |format: &str| {
        chaffinch([
            "clean".as_ref(),
            "--text".as_ref(),
            "--format".as_ref(),
            format.as_ref(),
            file.as_os_str(),
        ])
        .expect(0)
    };
    assert!(
        run("markdown").stdout.contains("\n## Part two\n"),
        "{}",
        run("markdown").stdout
    );
    assert!(run("text").stdout.contains("\nPart two\n"), "{}", run("text").stdout);
}

/// As `chaffinch clean ... | head -1` has it.
#[test]
fn a_pipe_that_closes_early_is_no_error() {
    let files = Files::new();
    let rows = (0..20_000).map(|n| serde_json::json!({"text": paragraph(n)}).to_string() + "\n");
    let path = files.add("rows.jsonl", rows.collect::<String>());
    let mut child = command()
        .arg("clean")
        .arg(path)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut first)
        .unwrap();
    assert!(first.contains("surveyor"));
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}

#[test]
fn damage_is_named_counted_and_gives_exit_code_3() {
    let files = Files::new();
    let path = files.add(
        "rows.jsonl",
        format!(
            "{{\"text\":\"{}\"}}\n{{\"text\": oops\n{{\"text\":\"{}\"}}\n",
            paragraph(1),
            paragraph(2)
        ),
    );
    let run = chaffinch(["clean".as_ref(), path.as_os_str()]).expect(3);
    assert_eq!(run.json_lines().len(), 2);
    run.says("quarantined: rows.jsonl record 2");
    run.says("1 of 3 records could not be read");
}

#[test]
fn logs_are_json_when_asked_to() {
    let files = Files::new();
    let path = files.add("rows.jsonl", "{\"text\": oops\n");
    let run = chaffinch([
        "clean".as_ref(),
        "--quiet".as_ref(),
        "--log-format".as_ref(),
        "json".as_ref(),
        path.as_os_str(),
    ])
    .expect(3);
    let events: Vec<serde_json::Value> = run
        .stderr
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(events[0]["level"], "WARN");
}

/// An article with everything that a flag speaks of.
fn page_for_settings() -> String {
    let story: String = (0..6)
        .map(|n| {
            format!(
                "<p>The orchard on the northern slope was planted in the spring of {}, and the rows of old pear trees, \
                 of which few are left today, still follow the line of the wall that the <a href=\"/wall\">last \
                 owners</a> had built.</p>",
                1901 + n
            )
        })
        .collect();
    format!(
        "<html><head><title>The orchard on the slope</title></head><body><article><h1>The orchard on the slope</h1>{story}\
         <figure><img src=\"a.jpg\" alt=\"Pear trees in blossom above the wall\"></figure>\
         <p>In the last three years the harvest was weighed again, and it was larger each time:</p>\
         <table><tr><th>Year</th><th>Baskets of pears</th></tr><tr><td>2022</td><td>41</td></tr><tr><td>2023</td><td>57</td></tr></table>\
         <p>Nobody knows what the trees will bear next year, but the baskets are ready, and so are the ladders.</p></article>\
         <section id=\"comments\" class=\"comments\"><h2>Comments</h2>\
         <div class=\"comment\"><p>My grandmother picked pears there as a child, and she never forgot the taste of them.</p></div>\
         <div class=\"comment\"><p>Does anybody know which kinds of pears were grown on that slope before the war?</p></div>\
         </section></body></html>"
    )
}

#[test]
fn comments_tables_links_and_pictures_are_settings() {
    let files = Files::new();
    let page = files.add("orchard.html", page_for_settings());
    let text = |flags: &[&str]| {
        let fixed = ["clean", "--text", "--format", "markdown"];
        let args = fixed
            .iter()
            .chain(flags)
            .map(std::ffi::OsStr::new)
            .chain([page.as_os_str()]);
        chaffinch(args).expect(0).stdout
    };
    let usual = text(&[]);
    for (flag, sign, is_usual) in [
        ("--comments", "My grandmother picked pears there", false),
        ("--tables", "57", true),
        ("--links", "](/wall)", false),
        ("--images", "Pear trees in blossom above the wall", false),
    ] {
        assert_eq!(usual.contains(sign), is_usual, "{flag} is not named: {usual}");
        for (value, is_kept) in [("keep", true), ("drop", false)] {
            let text = text(&[flag, value]);
            assert_eq!(text.contains(sign), is_kept, "{flag} {value}: {text}");
            assert!(
                text.contains("the baskets are ready, and so are the ladders"),
                "{flag} {value}: {text}"
            );
        }
    }
}

#[test]
fn captions_of_tables_and_listings_are_a_setting() {
    let files = Files::new();
    let page = files.add(
        "gauge.html",
        "<title>Reading the gauge</title><main><article><h1>Reading the gauge</h1>\
         <p>The gauge at the mill sends a line of text every hour, and the program below turns these lines into a list of heights.</p>\
         <figure><figcaption>Listing 1: how to read it</figcaption><pre>for line in gauge: print(line)</pre></figure>\
         <p>It has run for three winters without a fault, except for the night when a gull sat on the wire and the numbers were wrong.</p>\
         </article></main>",
    );
    for (flags, is_kept) in [
        (&[][..], true),
        (&["--captions", "keep"], true),
        (&["--captions", "drop"], false),
    ] {
        let args = ["clean", "--text"].iter().chain(flags).map(std::ffi::OsStr::new);
        let text = chaffinch(args.chain([page.as_os_str()])).expect(0).stdout;
        assert!(text.contains("for line in gauge"), "{flags:?}: {text}");
        assert_eq!(text.contains("Listing 1"), is_kept, "{flags:?}: {text}");
    }
}

/// At 0 the rules decide alone; a wording that no rule has goes at the threshold of `thorough`.
#[test]
fn the_threshold_of_the_line_model_is_a_setting() {
    let files = Files::new();
    let page = files.add(
        "herald.txt",
        include_str!("../../src/strip/line_model/sample/herald.txt"),
    );
    let kept = |threshold: &str| {
        let args = ["clean", "--text", "--strip-threshold", threshold].map(std::ffi::OsStr::new);
        let run = chaffinch(args.into_iter().chain([page.as_os_str()])).expect(0);
        run.stdout.contains("Our sailing notes by post")
    };
    assert_eq!([kept("0"), kept("250")], [true, false]);
    let args = ["clean", "--strip-threshold", "1001"].map(std::ffi::OsStr::new);
    let run = chaffinch(args.into_iter().chain([page.as_os_str()])).expect(2);
    run.says("1001 is not in 0..=1000");
}

#[test]
fn marks_stand_in_markdown_alone() {
    let files = Files::new();
    let page = files.add("orchard.html", page_for_settings());
    let text = |format: &str| {
        let args = ["clean", "--text", "--format", format].map(std::ffi::OsStr::new);
        chaffinch(args.into_iter().chain([page.as_os_str()])).expect(0).stdout
    };
    assert!(
        text("markdown").contains("# The orchard on the slope"),
        "{}",
        text("markdown")
    );
    assert!(text("markdown").contains("| 2023 | 57 |"), "{}", text("markdown"));
    assert!(
        !text("text").contains('#') && !text("text").contains('|'),
        "{}",
        text("text")
    );
}

#[test]
fn json_of_a_set_encoding_and_in_arrays_comes_out_as_lines() {
    let sentence = "Le café de la gare a rouvert samedi, et toute la vallée est venue voir les nouveaux propriétaires.";
    let utf8 =
        format!("[\n{{\"text\": \"{sentence}\", \"language\": \"xx\"}},\n{{\"text\": \"{sentence}\", \"id\": 2}}\n]\n");
    let latin: Vec<u8> = utf8.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    for (flags, input) in [
        (&[][..], utf8.as_bytes()),
        (&["--set", "decode.encoding=windows-1252"], &latin[..]),
    ] {
        let run = chaffinch_with_input(&[&["clean"][..], flags].concat(), input).expect(0);
        let lines = run.json_lines();
        let texts: Vec<_> = lines.iter().map(|line| line["text"].as_str().unwrap()).collect();
        assert_eq!(texts, [sentence; 2]);
        assert_eq!(lines[0]["metadata"]["language"], "fr");
        assert!(lines[0]["metadata"]["extra"].to_string().contains("input_language"));
    }
}
