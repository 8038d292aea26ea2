//! `chaffinch decode`: the line of a file, and what is refused by name.

use crate::support::{Files, chaffinch, chaffinch_with_input};

#[test]
fn a_line_says_how_the_file_was_read() {
    let files = Files::new();
    let page = files.add("page.html", "<meta charset=latin1>\u{FFFD}");
    std::fs::write(&page, b"<meta charset=latin1><p>caf\xe9 cr\xe8me d\xc3\xa9j\xe0</p>").unwrap();
    let run = chaffinch(["decode".as_ref(), page.as_os_str()]).expect(0);
    let line = &run.json_lines()[0];
    let keys: Vec<&str> = line.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        keys,
        [
            "file_path",
            "encoding",
            "evidence",
            "malformed_bytes",
            "repairs",
            "text"
        ]
    );
    assert_eq!(
        (&line["encoding"], &line["evidence"]),
        (&"windows-1252".into(), &"meta".into())
    );
    assert_eq!((&line["malformed_bytes"], &line["repairs"]), (&0.into(), &1.into()));
    assert_eq!(line["text"], "<meta charset=latin1><p>café crème déjà</p>");
}

#[test]
fn a_file_has_the_path_that_clean_shows_of_it() {
    let files = Files::new();
    let page = files.add("in/deep/page.txt", "One line of text.");
    for (input, shown) in [(page.as_path(), "page.txt"), (&files.path("in"), "deep/page.txt")] {
        let decoded = chaffinch(["decode".as_ref(), input.as_os_str()]).expect(0).json_lines();
        let cleaned = chaffinch(["clean".as_ref(), input.as_os_str()]).expect(0).json_lines();
        assert_eq!(decoded[0]["file_path"], shown);
        assert_eq!(cleaned[0]["metadata"]["file_path"], shown);
    }
}

#[test]
fn text_alone_from_standard_input() {
    let run = chaffinch_with_input(&["decode", "--text"], b"\xcf\xf0\xe8\xe2\xe5\xf2, \xec\xe8\xf0").expect(0);
    assert_eq!(run.stdout, "Привет, мир\n");
}

#[test]
fn a_language_decides_what_the_bytes_leave_open() {
    let name = |language: &str| {
        let run = chaffinch_with_input(&["decode", "--language", language], b"\xddi").expect(0);
        run.json_lines()[0]["encoding"].as_str().unwrap().to_owned()
    };
    assert_eq!(
        (name("tr").as_str(), name("is").as_str()),
        ("windows-1254", "windows-1252")
    );
}

#[test]
fn utf7_is_refused_by_name() {
    let run = chaffinch_with_input(&["decode"], b"<meta charset=utf-7>+ADw-b+AD4-").expect(3);
    run.says("utf-7 is not decoded");
    assert_eq!(run.stdout, "");
}

#[test]
fn binary_files_are_skipped() {
    let files = Files::new();
    let picture = files.add("a.png", "");
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\0IEND\xaeB`\x82";
    std::fs::write(&picture, png).unwrap();
    let page = files.add("a.html", "<p>caf\u{e9}</p>");
    let run = chaffinch(["decode".as_ref(), picture.as_os_str(), page.as_os_str()]).expect(0);
    let texts: Vec<_> = run.json_lines().iter().map(|line| line["text"].clone()).collect();
    assert_eq!(texts, ["<p>caf\u{e9}</p>"]);
    run.says("skipped 1 record");
    run.says("image 1");
}
