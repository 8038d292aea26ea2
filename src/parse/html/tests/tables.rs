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
