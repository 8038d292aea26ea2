//! Footnotes in the forms that generators write: each note is an item with its number, and nothing is left of its links back.

use super::*;

/// What stands before the notes, with two marks.
fn page(marks: [&str; 2], notes: &str) -> String {
    format!("<p>The mill{} and the weir{} are old.</p>{notes}", marks[0], marks[1])
}

/// The texts of a page; items with their marks.
fn items(page: &str) -> Vec<String> {
    let shown = |block: crate::model::Block| match block.kind {
        BlockKind::ListItem { marker, .. } => format!("{marker} {}", block.text),
        _ => block.text,
    };
    parse(page, None, &Options::default())
        .blocks
        .into_iter()
        .map(shown)
        .collect()
}

const WANT: [&str; 3] = [
    "The mill[1] and the weir[2] are old.",
    "1. See the ledger.",
    "2. Built by Ada Quennell.",
];

#[test]
fn notes_of_lists_lose_their_links_back() {
    let mark = |n: u8| format!("<sup id='fnref:{n}'><a href='#fn:{n}' class='footnote-ref'>{n}</a></sup>");
    let marks = [mark(1), mark(2)];
    for back in ["↩", "&#8617;&#xfe0e;", "↑", "Jump back", "^", "<sup>1</sup>", "[1]"] {
        let note = |n: u8, text: &str| {
            format!("<li id='fn:{n}'><p>{text} <a href='#fnref:{n}' title='back'>{back}</a></p></li>")
        };
        let notes = format!(
            "<div class=footnotes><hr><ol>{}{}</ol></div>",
            note(1, "See the ledger."),
            note(2, "Built by Ada Quennell.")
        );
        assert_eq!(items(&page([&marks[0], &marks[1]], &notes)), WANT, "{back}");
    }
}

#[test]
fn links_back_of_wikis_go_with_their_letters() {
    let mark = |n: u8| {
        format!(
            "<sup id=cite_ref-{n} class=reference><a href='#cite_note-{n}'><span>[</span>{n}<span>]</span></a></sup>"
        )
    };
    let one = "<li id=cite_note-1><span class=mw-cite-backlink><b><a href='#cite_ref-1'>^</a></b></span> <span>See the ledger.</span></li>";
    let two = "<li id=cite_note-2><span class=mw-cite-backlink>^ <a href='#cite_ref-2'><sup><i><b>a</b></i></sup></a> \
        <a href='#cite_ref-3'><sup><i><b>b</b></i></sup></a></span> <span>Built by Ada Quennell.</span></li>";
    let notes = format!("<ol class=references>{one}{two}</ol>");
    assert_eq!(items(&page([&mark(1), &mark(2)], &notes)), WANT);
}

#[test]
fn notes_that_number_themselves_become_items() {
    let mark = |n: u8| format!("<a href='#n{n}' id=r{n}>[{n}]</a>");
    let marks = [mark(1), mark(2)];
    for note in [
        "<p id=n#><a href='#r#'>[#]</a> TEXT</p>",
        "<p><sup><a name=n# href='#r#'>#</a></sup> TEXT</p>",
        "<p><a id=n#></a>#. TEXT</p>",
        "<div id=n#><a href='#r#'>#</a><div><p>TEXT</p></div></div>",
        "<aside class='footnote brackets' id=n#><span class=label><span>[</span><a href='#r#'>#</a><span>]</span></span><p>TEXT</p></aside>",
        "<dl class=footnote><dt class=label id=n#><span class=brackets><a href='#r#'>#</a></span></dt><dd><p>TEXT</p></dd></dl>",
        "<table id=n#><tr><td class=label><a name=n#>[#]</a></td><td>TEXT</td></tr></table>",
        "<table><tr><td id=n#><a href='#r#'>#</a></td><td>TEXT</td></tr></table>",
    ] {
        let note = |n: &str, text: &str| {
            note.replace('#', n)
                .replace(&format!("'{n}r{n}'"), &format!("'#r{n}'"))
                .replace("TEXT", text)
        };
        let notes = note("1", "See the ledger.") + &note("2", "Built by Ada Quennell.");
        assert_eq!(items(&page([&marks[0], &marks[1]], &notes)), WANT, "{notes}");
    }
}

#[test]
fn marks_that_only_style_raises_are_marked() {
    let mark = |n: u8| format!("<a href='#footnote-{n}' id=footnote-anchor-{n} class=footnote-anchor>{n}</a>");
    let note = |n: u8, text: &str| {
        format!(
            "<div class=footnote><a id=footnote-{n} href='#footnote-anchor-{n}'>{n}</a><div><p>{text}</p></div></div>"
        )
    };
    let notes = note(1, "See the ledger.") + &note(2, "Built by Ada Quennell.");
    assert_eq!(items(&page([&mark(1), &mark(2)], &notes)), WANT);
}

#[test]
fn notes_in_the_margin_stand_in_brackets() {
    let page = "<p>The mill<label for=a class='margin-toggle sidenote-number'></label><input id=a type=checkbox>\
        <span class=sidenote>See the ledger.</span> is old.</p>";
    assert_eq!(items(page), ["The mill (See the ledger.) is old."]);
}

#[test]
fn links_that_are_no_marks_leave_their_targets_alone() {
    let contents = "<ul><li><a href='#a'>1 Mills</a><li><a href='#b'>2</a></ul><h2 id=a>1 Mills</h2><p id=b>2 boats lay there.</p>";
    assert_eq!(items(contents), ["- 1 Mills", "- 2", "1 Mills", "2 boats lay there."]);
    let item = "<p>Old<sup><a href='#n'>1</a></sup></p><ol><li id=n>1 boat, and 3 more.</li></ol>";
    assert_eq!(items(item), ["Old[1]", "1. 1 boat, and 3 more."]);
    let around = "<div id=n><p>Old<sup><a href='#n'>1</a></sup></p></div>";
    assert_eq!(items(around), ["Old[1]"]);
}
