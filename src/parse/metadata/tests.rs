//! What pages say of themselves, as cases: the markup, and what must come out.

use super::*;

fn of(source: &str) -> Metadata {
    crate::parse::html::parse(source, None, &crate::parse::Options::default()).metadata
}

const ARTICLE: &str = "<h1>Ferry toll is scrapped</h1><p>Councillors voted eleven to four on Tuesday night to end the toll on the ferry for good.</p>";

#[test]
fn json_ld_with_a_graph_and_references() {
    let head = r##"<script type="application/ld+json">{"@context":"https://schema.org","@graph":[
        {"@type":"WebSite","name":"The Gull"},{"@type":"Person","@id":"#p","name":"Ana Lund"},
        {"@type":"NewsArticle","headline":"Ferry toll is scrapped","author":{"@id":"#p"},"datePublished":"2025-03-04T08:00:00Z",
         "dateModified":"2025-03-05","articleSection":["Harbour"],"keywords":"ferry, toll","license":"https://creativecommons.org/licenses/by/4.0/"}]}</script>"##;
    let found = of(&format!(
        "<html lang=en-GB><head>{head}<title>Ferry toll is scrapped | The Gull</title></head><body>{ARTICLE}"
    ));
    assert_eq!(
        (found.title.as_deref(), found.site.as_deref()),
        (Some("Ferry toll is scrapped"), Some("The Gull"))
    );
    assert_eq!(
        (
            found.author.as_deref(),
            found.date.as_deref(),
            found.modified.as_deref()
        ),
        (Some("Ana Lund"), Some("2025-03-04"), Some("2025-03-05"))
    );
    assert_eq!(
        (found.license.as_deref(), found.language.as_deref()),
        (Some("CC-BY-4.0"), Some("en"))
    );
    assert_eq!(
        (found.categories, found.tags),
        (vec!["Harbour".to_owned()], vec!["ferry".to_owned(), "toll".to_owned()])
    );
}

#[test]
fn broken_json_ld_still_speaks() {
    let broken = "{\"@type\":\"Article\",\"headline\":\"Ferry toll is scrapped\",\"author\":{\"name\":\"Ana Lund\"},\"datePublished\":\"2025-03-04\", oops";
    let commas = "{\"@type\":\"Article\",\"author\":[{\"name\":\"Ana\nLund\",},],\"datePublished\":\"2025-03-04\",}";
    for script in [broken, commas] {
        let found = of(&format!(
            "<script type='application/ld+json'>{script}</script>{ARTICLE}"
        ));
        assert_eq!(
            (found.author.as_deref(), found.date.as_deref()),
            (Some("Ana Lund"), Some("2025-03-04")),
            "{script}"
        );
    }
}

#[test]
fn open_graph_dublin_core_and_microdata() {
    let graph = "<meta property='og:title' content='Ferry toll is scrapped - The Gull'><meta property='og:site_name' content='The Gull'>\
        <meta property='article:published_time' content='2025-03-04T08:00:00+01:00'><meta property='og:url' content='https://gull.example/a'>\
        <meta property='article:tag' content='ferry'><meta name='author' content='By Ana Lund and Bo Ek'>";
    let found = of(&format!("<head>{graph}</head><body>{ARTICLE}"));
    assert_eq!(
        (found.title.as_deref(), found.author.as_deref()),
        (Some("Ferry toll is scrapped"), Some("Ana Lund; Bo Ek"))
    );
    assert_eq!(
        (found.url.as_deref(), found.date.as_deref()),
        (Some("https://gull.example/a"), Some("2025-03-04"))
    );
    let core = of(&format!(
        "<meta name='DC.creator' content='Ana Lund'><meta name='DC.date.issued' content='2025-03-04'>{ARTICLE}"
    ));
    assert_eq!(
        (core.author.as_deref(), core.date.as_deref()),
        (Some("Ana Lund"), Some("2025-03-04"))
    );
    let micro = of(&format!(
        "{ARTICLE}<span itemprop=author>Ana Lund</span><time itemprop=datePublished datetime='2025-03-04'>yesterday</time>"
    ));
    assert_eq!(
        (micro.author.as_deref(), micro.date.as_deref()),
        (Some("Ana Lund"), Some("2025-03-04"))
    );
}

#[test]
fn headlines_that_are_not_the_title() {
    let logo = of(
        "<title>The Gull » Archive » Ferry toll is scrapped</title><h1><a href='/'>The Gull</a></h1><h2>Ferry toll is scrapped</h2><p>Text.</p>",
    );
    assert_eq!(logo.title.as_deref(), Some("Ferry toll is scrapped"));
    let kicker =
        of("<title>Ferry toll is scrapped</title><h1><span class=kicker>Harbour</span> Ferry toll is scrapped</h1>");
    assert_eq!(kicker.title.as_deref(), Some("Ferry toll is scrapped"));
    let aside = of(
        "<title>Ferry toll is scrapped - Gull</title><aside><h1>Most read this week in town</h1></aside><h1>Ferry toll is scrapped</h1>",
    );
    assert_eq!(aside.title.as_deref(), Some("Ferry toll is scrapped"));
    let bare = of("<title>Ferry toll is scrapped at last | Gull</title><p>Text.</p>");
    assert_eq!(bare.title.as_deref(), Some("Ferry toll is scrapped at last"));
}

#[test]
fn people_before_organisations_and_no_accounts() {
    let org = "<meta property='og:site_name' content='Gull Media'><script type='application/ld+json'>{\"@type\":\"Article\",\"author\":{\"name\":\"Gull Media\"}}</script>";
    let found = of(&format!("{org}{ARTICLE}<div class='byline'>Von Ana Lund</div>"));
    assert_eq!(found.author.as_deref(), Some("Ana Lund"));
    for account in ["admin", "wordpressadmin", "Super User", "https://gull.example/u/3"] {
        assert_eq!(
            of(&format!("<meta name=author content='{account}'>{ARTICLE}")).author,
            None,
            "{account}"
        );
    }
    let comment = of(&format!(
        "{ARTICLE}<div class='comment-list'><span class=author>Troll</span><time datetime='2025-05-05'>5 May</time></div>"
    ));
    assert_eq!((comment.author, comment.date), (None, None));
}

#[test]
fn days_in_visible_text_and_addresses() {
    let seen = of(&format!(
        "{ARTICLE}<p>Publié le 28/10/2025 à 11h05, mis à jour le 29/10/2025</p>"
    ));
    assert_eq!(
        (seen.date.as_deref(), seen.modified.as_deref()),
        (Some("2025-10-28"), Some("2025-10-29"))
    );
    let canonical = of(&format!(
        "<link rel=canonical href='https://gull.example/2025/03/04/toll'>{ARTICLE}"
    ));
    assert_eq!(canonical.date.as_deref(), Some("2025-03-04"));
    let event = of("<h1>Night of the lamps</h1><table><tr><td>Date</td><td>20 September 2025</td></tr></table>");
    assert_eq!(event.date, None);
}

#[test]
fn the_host_tells_the_name_of_the_site_from_a_title() {
    let page =
        "<title>Island Post</title><h3>A quay for the new ferry</h3><p>Councillors met on the island to see it.</p>";
    let title = |address| {
        let parsed = crate::parse::html::parse(page, Some(address), &crate::parse::Options::default());
        parsed.metadata.title
    };
    assert_eq!(
        title("https://islandpost.example/a-quay").as_deref(),
        Some("A quay for the new ferry")
    );
    assert_eq!(title("https://islandpost.example/").as_deref(), Some("Island Post"));
}

#[test]
fn a_day_may_stand_behind_the_headline() {
    let found =
        of("<h1>Ferry toll is scrapped <small>02.03.2021 &bull; Town</small></h1><p>Councillors voted to end it.</p>");
    assert_eq!(
        (found.title.as_deref(), found.date.as_deref()),
        (Some("Ferry toll is scrapped"), Some("2021-03-02"))
    );
}

#[test]
fn the_day_is_the_one_at_the_place_of_the_site() {
    let shown = |published: &str, day: &str| {
        let script = format!(
            "{{\"@type\":\"NewsArticle\",\"headline\":\"Ferry toll is scrapped\",\"datePublished\":\"{published}\"}}"
        );
        let page =
            format!("<script type='application/ld+json'>{script}</script><h1>Ferry toll is scrapped</h1><p>{day}</p>");
        of(&format!(
            "{page}<p>Councillors voted eleven to four on Tuesday night to end the toll on the ferry for good.</p>"
        ))
        .date
    };
    assert_eq!(
        shown("2025-03-04T23:10:00Z", "5 March 2025").as_deref(),
        Some("2025-03-05")
    );
    assert_eq!(
        shown("2025-03-04T23:10:00-05:00", "5 March 2025").as_deref(),
        Some("2025-03-04")
    );
    assert_eq!(
        shown("2025-03-04T23:10:00Z", "9 March 2025").as_deref(),
        Some("2025-03-04")
    );
}

#[test]
fn vague_days_rank_below_what_readers_see_and_clocks_are_none() {
    let page = "<meta name=date content='2025-06-30'><h1>Ferry toll is scrapped</h1><p>Published 4 March 2025</p>";
    assert_eq!(of(page).date.as_deref(), Some("2025-03-04"));
    assert_eq!(
        of("<meta name=date content='2025-06-30'><h1>Ferry toll is scrapped</h1>")
            .date
            .as_deref(),
        Some("2025-06-30")
    );
    let clock =
        "<div class=time>Aktuelle Zeit: 14.10.2025, 12:18</div><h1>Fähre ohne Zoll</h1><div class=date>4.3.2025</div>";
    assert_eq!(of(clock).date.as_deref(), Some("2025-03-04"));
}

#[test]
fn authors_are_people_first_and_the_site_last() {
    let site = "<meta property='og:site_name' content='Harbour Post'><meta name=author content='Harbour Post'>";
    let author = |byline: &str| of(&format!("{site}{byline}{ARTICLE}")).author;
    assert_eq!(author("").as_deref(), Some("Harbour Post"));
    assert_eq!(
        author("<div class=author>VON ANA LUND am 21. April 2020</div>").as_deref(),
        Some("ANA LUND")
    );
    assert_eq!(
        author("<div class='author-box'><div class='author-name'>Ana Lund</div> Harbour reporter</div>").as_deref(),
        Some("Ana Lund")
    );
    assert_eq!(
        author("<div class=author>Latest posts</div>").as_deref(),
        Some("Harbour Post")
    );
    assert_eq!(
        author("<div class='teaser-meta'><p class=byline>Von Ana Lund am 21. April 2020</p></div>").as_deref(),
        Some("Ana Lund")
    );
}

#[test]
fn a_first_name_is_completed_and_a_site_is_not_split() {
    let page = |told: &str| {
        format!(
            "<meta property='og:site_name' content='Gull &amp; Harbour'><meta name=author content='{told}'><h1>A toll</h1><p>A column by Ana Lund</p>{ARTICLE}"
        )
    };
    assert_eq!(of(&page("Ana")).author.as_deref(), Some("Ana Lund"));
    assert_eq!(of(&page("Gull &amp; Harbour")).author.as_deref(), Some("Ana Lund"));
    assert_eq!(of(&page("Bo")).author.as_deref(), Some("Bo"));
}
