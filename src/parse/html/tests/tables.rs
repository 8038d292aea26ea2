//! Tables: spans, heads, lists in cells, and tables that lay out the page.

use super::*;

/// The rows of a table, with a `#` before those of its head; other blocks as they are.
fn rows(page: &str) -> Vec<String> {
    let row = |block: crate::model::Block| match block.kind {
        BlockKind::TableRow { header: true } => format!("# {}", block.text.replace('\t', " | ")),
        BlockKind::TableRow { header: false } => block.text.replace('\t', " | "),
        _ => format!("- {}", block.text),
    };
    let blocks = parse(page, None, &Options::default()).blocks.into_iter();
    blocks.map(row).collect()
}

#[test]
fn cells_over_several_columns_and_rows_stand_in_each() {
    let page = "<table><tr><th>Line<th>Jan<th>Jul<tr><td>North<td>1<td>2<tr><td>South<td colspan=2>closed\
        <tr><td rowspan=2>East<td>5<td>6<tr><td>7<td>8<tr><td colspan=3>Ships<tr><td>a<td colspan=900>b</table>";
    let want = [
        "# Line | Jan | Jul",
        "North | 1 | 2",
        "South | closed | closed",
        "East | 5 | 6",
        "East | 7 | 8",
        "Ships",
        "a | b | b",
    ];
    assert_eq!(rows(page), want);
    let group = "<table><thead><tr><th rowspan=2>a<th>b</thead><tbody><tr><td>1<td>2<tr><td>3<td>4</table>";
    assert_eq!(rows(group), ["# a | b", "1 | 2", "3 | 4"]);
}

#[test]
fn a_head_of_several_rows_is_one() {
    let spans = "<table><tr><th rowspan=2>Line<th colspan=2>2023<tr><th>Jan<th>Jul<tr><td>North<td>1<td>2</table>";
    assert_eq!(rows(spans), ["# Line | 2023 Jan | 2023 Jul", "North | 1 | 2"]);
    let part = "<table><thead><tr><td>Height<td>Age<tr><td>m<td>years</thead><tr><td>3<td>9</table>";
    assert_eq!(rows(part), ["# Height m | Age years", "3 | 9"]);
    let all = "<table><tr><th>Jo<th>1<tr><th>Al<th>2<tr><th>Di<th>3</table>";
    assert_eq!(rows(all), ["# Jo | 1", "Al | 2", "Di | 3"]);
}

#[test]
fn lists_in_cells_do_not_tear_a_table() {
    let hours =
        "<table><tr><td>Mon<td><ul><li>10 - 12</li><li>14 - 18</li></ul><tr><td>Tue<td><ul><li>Closed</ul></table>";
    assert_eq!(rows(hours), ["Mon | 10 - 12 14 - 18", "Tue | Closed"]);
    let linked =
        "<table><tr><th>Line<th>Calls at<tr><td>North<td><ul><li><a href=a>Mill</a><li><a href=b>Pier</a></ul></table>";
    assert_eq!(rows(linked), ["# Line | Calls at", "North | Mill Pier"]);
    let menu = "<table><tr><td><ul><li><a href=a>News</a></ul><td>Words of the page</table>";
    assert_eq!(rows(menu), ["- News", "- Words of the page"]);
}

#[test]
fn tables_of_threads_lay_out_the_page() {
    let comment = |text: &str| {
        format!(
            "<tr><td><table><tr><td class=ind><td class=votes><a></a><td><div>gull</div><br><div><div>{text}</div><div><p>reply</div></div></table>"
        )
    };
    let page = format!("<table>{}{}</table>", comment("Which tar?"), comment("Stockholm tar."));
    assert_eq!(
        rows(&page),
        [
            "- gull",
            "- Which tar?",
            "- reply",
            "- gull",
            "- Stockholm tar.",
            "- reply"
        ]
    );
    let posts = "<table><tr><td>gull<td><p>One.<p>Two.<tr><td>ebb<td>Three.<tr><td>jo<td><p>Four.<p>Five.</table>";
    assert!(rows(posts).iter().all(|row| row.starts_with('-')), "{:?}", rows(posts));
}

#[test]
fn spans_cost_no_more_than_their_table() {
    let wide = format!("<table><tr>{}", "<td>x".repeat(2000));
    let page = format!(
        "{wide}{}</table>",
        "<tr><td colspan=2000 rowspan=9999>y<td rowspan=0>z".repeat(2000)
    );
    let bytes: usize = rows(&page).iter().map(String::len).sum();
    assert!(bytes < 6000 * 40, "{bytes}");
}

const WANT: [&str; 2] = ["# Day | Open", "Mon | kiln"];

#[test]
fn tables_of_div_are_tables() {
    for page in [
        "<div role=table><div role=rowgroup><div role=row><span role=columnheader>Day</span><span role=columnheader>Open</span></div></div>\
         <div role=rowgroup><div role=row><span role=cell>Mon</span><span role=cell>kiln</span></div></div></div>",
        "<x-grid role=grid><div><div><div role=row><div role=columnheader>Day</div><div role=columnheader>Open</div></div></div>\
         <div><div role=row><div role=gridcell>Mon</div><div role=gridcell>kiln</div></div></div></div></x-grid>",
        "<div class=divTable><div class=divTableHeading><div class=divTableRow><div class=divTableHead>Day</div><div class=divTableHead>Open</div>\
         </div></div><div class=divTableBody><div class=divTableRow><div class=divTableCell>Mon</div><div class=divTableCell>kiln</div></div></div></div>",
        "<div class='table w-full'><div class=table-header-group><div class=table-row><div class=table-cell>Day</div><div class=table-cell>Open</div>\
         </div></div><div class=table-row><div class=table-cell>Mon</div><div class=table-cell>kiln</div></div></div>",
        "<div style='display:table'><div style='display:table-header-group'><p style='display: table-row'><span style='display:table-cell'>Day</span>\
         <span style='display:table-cell'>Open</span></p></div><p style='display: table-row'><span style='display:table-cell'>Mon</span>\
         <span style='display:table-cell'>kiln</span></p></div>",
        "<style>.t{display:table}.h{display:table-header-group}.t .r{display:table-row}.t span.c{display:table-cell}</style>\
         <div class=t><div class=h><div class=r><span class=c>Day</span><span class=c>Open</span></div></div>\
         <div class=r><span class=c>Mon</span><span class=c>kiln</span></div></div>",
    ] {
        assert_eq!(rows(page), WANT, "{page}");
    }
}

#[test]
fn parts_of_tables_outside_of_one_are_left_as_they_are() {
    let alone = "<div class=table-row><div class=table-cell>Day</div><div role=cell>Open</div></div>";
    assert_eq!(rows(alone), ["- Day", "- Open"]);
    let layout = "<div style='display:table'><div style='display:table-row'><div style='display:table-cell'><h1>a</h1>b</div>\
        <div style='display:table-cell'>c</div></div></div>";
    assert_eq!(rows(layout), ["- a", "- b", "- c"]);
    let outer = "<table><tr><th>Day<th>Open<tr><td>Mon<td><div role=row><div role=cell>kiln</div></div></table>";
    assert_eq!(rows(outer), WANT);
}

#[test]
fn paragraphs_lines_and_code_in_cells_do_not_tear_a_table() {
    for cell in [
        "<p>kiln</p><p>mill</p>",
        "kiln<br>mill",
        "<pre>kiln\nmill</pre>",
        "<ul><li>kiln</li></ul><p>mill</p>",
        "<br><br><br>kiln mill",
    ] {
        let page = format!("<table><tr><th>Day<th>Open<tr><td>Mon<td>{cell}</table>");
        assert_eq!(rows(&page), ["# Day | Open", "Mon | kiln mill"], "{cell}");
    }
    let story = "<p>The kiln is lit at dusk, and the potters sit with it.</p>".repeat(12);
    let posts = format!("<table><tr><th>Author<th>Message<tr><td>gull<td>{story}</table>");
    assert!(rows(&posts).iter().skip(1).all(|row| row.starts_with('-')), "{posts}");
}

#[test]
fn the_letters_and_numbers_of_a_spreadsheet_are_left_out() {
    let page = "<table><thead><tr><th class=row-header></th><th class=column-headers-background>A</th><th class=column-headers-background>B</th></tr>\
        </thead><tr><th class=row-headers-background>1</th><td>Day</td><td>Open</td></tr></table>";
    assert_eq!(rows(page), ["Day | Open"]);
}
