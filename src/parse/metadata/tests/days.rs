//! Days of publication: moments in two time zones, lists of pages, comments.

use super::{ARTICLE, of};

fn date(page: &str) -> Option<String> {
    of(page).date
}

#[test]
fn a_moment_in_universal_time_has_the_day_of_the_site() {
    let meta = |told: &str| format!("<meta property='article:published_time' content='{told}'>");
    let address = "<link rel=canonical href='https://gull.example/2025/12/18/toll'>";
    let page = |told: &str| date(&format!("{}{address}{ARTICLE}", meta(told)));
    assert_eq!(page("2025-12-19T02:41:41+00:00").as_deref(), Some("2025-12-18"));
    assert_eq!(page("2025-12-19T02:41:41+05:00").as_deref(), Some("2025-12-19"));
    assert_eq!(page("2025-12-25T02:41:41+00:00").as_deref(), Some("2025-12-25"));
    let time = "<p><time datetime='2025-07-04T20:04:00-04:00'>a while ago</time></p>";
    let timed = date(&format!("{}{ARTICLE}{time}", meta("2025-07-05T00:04:00+00:00")));
    assert_eq!(timed.as_deref(), Some("2025-07-04"));
    let other = date(&format!("{}{ARTICLE}{time}", meta("2025-07-05T00:05:00+00:00")));
    assert_eq!(other.as_deref(), Some("2025-07-05"));
}

#[test]
fn two_of_three_are_believed() {
    let page = "<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"datePublished\":\"2025-03-01\"}</script>\
        <meta property='article:published_time' content='2025-03-04'>";
    assert_eq!(
        date(&format!("{page}<h1>Ferry toll is scrapped</h1><p>4 March 2025</p>")).as_deref(),
        Some("2025-03-04")
    );
    assert_eq!(
        date(&format!("{page}<h1>Ferry toll is scrapped</h1><p>7 March 2025</p>")).as_deref(),
        Some("2025-03-01")
    );
}

#[test]
fn days_of_comments_and_of_lists_come_last() {
    let comment = "<div class='box-comment-middle'><time datetime='2025-05-05'>5 May</time></div>";
    assert_eq!(date(&format!("{ARTICLE}{comment}")), None);
    let answer = "<div class=comment-list><span itemprop=datePublished>2016-03-17</span></div>\
        <p><time itemprop=dateCreated datetime='2012-06-29'>asked</time></p>";
    assert_eq!(date(&format!("{ARTICLE}{answer}")).as_deref(), Some("2012-06-29"));
    let cards: String = (1..5)
        .map(|day| format!("<p><span class=card-date>{day} May 2025</span></p>"))
        .collect();
    let own = "<p><span class='published-date black'>4 March 2025 in town, and a longer line that says what else there is</span></p>";
    let filler =
        "<p>Councillors voted eleven to four on Tuesday night to end the toll on the ferry for good and all.</p>"
            .repeat(8);
    assert_eq!(
        date(&format!("{ARTICLE}{filler}{cards}{own}")).as_deref(),
        Some("2025-03-04")
    );
    let today = "<p id=todays-date>Friday, 19 December 2025, as every other day of the week it is the day today</p>";
    assert_eq!(date(&format!("{ARTICLE}{filler}{today}")), None);
}

#[test]
fn the_day_may_stand_with_the_author() {
    let page = "<div class='left author'>Author: <a href='/u/8'>Bo2man</a> am 29.12.2010, 13:36 Uhr</div>";
    assert_eq!(date(&format!("{ARTICLE}{page}")).as_deref(), Some("2010-12-29"));
}
