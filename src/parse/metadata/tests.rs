//! What pages say of themselves, as cases: the markup, and what must come out.

mod days;
mod people;
mod titles;

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

#[test]
fn headings_that_nobody_sees_are_no_titles() {
    for part in [
        "<div hidden role=dialog><h1>Custom filters</h1></div>",
        "<div style='display:none'><div><h1>Custom filters</h1></div></div>",
        "<div role=dialog><h1>Custom filters</h1></div>",
        "<div id=goog-gt-tt class=skiptranslate><h1>Original text</h1></div>",
        "<template><h1>Custom filters</h1></template>",
        "<style>.modal{display:none}</style><div class=modal><h1>Custom filters</h1></div>",
        "<dialog><h1>Custom filters</h1></dialog>",
    ] {
        let page = format!(
            "<title>gull/harbour: Tide tables in your shell | Nest</title>{part}<article><h2>harbour</h2>{ARTICLE}</article>"
        );
        let page = page.replace("<h1>Ferry toll is scrapped</h1>", "");
        let title = of(&page).title.unwrap();
        assert!(title.starts_with("gull/harbour"), "{part}: {title}");
    }
}

#[test]
fn the_name_of_a_section_is_no_title_where_the_article_has_one() {
    let page = |title: &str, h1: &str| {
        let text = ARTICLE.replace("h1>", "h2>");
        of(&format!(
            "<title>{title}</title><div id=top><h1>{h1}</h1></div><main><article>{text}</article></main>"
        ))
        .title
    };
    let own = Some("Ferry toll is scrapped");
    assert_eq!(
        page("Ferry toll is scrapped | The Gull", "Business Monday").as_deref(),
        own
    );
    assert_eq!(
        page("Ferry toll is scrapped", "Information and Resources").as_deref(),
        own
    );
    // A headline that shares its words with the page's title stays one.
    let shared = page("Ferry toll is scrapped", "Ferry toll gone for good");
    assert_eq!(shared.as_deref(), Some("Ferry toll gone for good"));
    let said = page("Harbour news in short", "No more toll on the ferry");
    assert_eq!(said.as_deref(), Some("No more toll on the ferry"));
}

#[test]
fn times_credits_and_page_turners_are_no_authors() {
    let page = |part: &str| {
        of(&format!(
            "<h1>Ferry toll is scrapped</h1>{part}{}",
            ARTICLE.split_once("</h1>").unwrap().1
        ))
        .author
    };
    for part in [
        "<div class=byline><span class=byline__date>Dec 1st 2016 1:01PM</span></div>",
        "<small>(Image credit: Submitted by Ashley)</small>",
        "<p>Photo submitted by Ashley Lund</p>",
        "<span class=author>Image</span>",
        "<figure><img src=a><figcaption>The quay. <span class=author>Ashley Lund</span></figcaption></figure>",
        "<span class=byline>3 hours ago</span>",
        "<p>By Harbour's Tide Clock</p>",
    ] {
        assert_eq!(page(part), None, "{part}");
    }
    let foot = "<footer>Last updated on Mar 3, 2024</footer><nav><a>Previous Intro</a><a>Next Usage</a></nav>";
    assert_eq!(
        of(&format!("<h1>Install</h1><p>It runs on Linux.</p>{foot}")).author,
        None
    );
    let credited = page("<p>Photo: Bo Ek | Posted by Ashley Lund</p>");
    assert_eq!(credited.as_deref(), Some("Ashley Lund"));
    assert_eq!(
        page("<p>Text and photos by Ashley Lund</p>").as_deref(),
        Some("Ashley Lund")
    );
}

#[test]
fn two_authors_stay_and_agencies_beside_people_do_not() {
    let author = |head: &str| of(&format!("{head}{ARTICLE}")).author;
    let both = Some("Ana Lund; Bo Ek");
    for part in [
        "<p class=byline>By <a rel=author href=/a>Ana Lund</a> and <a rel=author href=/b>Bo Ek</a></p>",
        "<p>By <span itemprop=author>Ana Lund</span>, <span itemprop=author>Bo Ek</span></p>",
        "<div><span itemprop=author itemscope><span itemprop=name>Ana Lund</span></span> <span itemprop=author itemscope><span itemprop=name>Bo Ek</span></span></div>",
        "<meta name=author content='Ana Lund; Bo Ek; CNN'>",
        "<meta name=author content='Ana Lund, Bo Ek, dpa'>",
    ] {
        assert_eq!(author(part).as_deref(), both, "{part}");
    }
    let title =
        "<p>By <span class=author>Ana Lund</span>: <span class=author>A realistic view of ferry tolls</span></p>";
    assert_eq!(author(title).as_deref(), Some("Ana Lund"));
    assert_eq!(author("<meta name=author content='CNN'>").as_deref(), Some("CNN"));
}

#[test]
fn meta_properties_are_lists() {
    let page = "<meta property='dc:creator twitter:creator' content='Ada Quill'><meta property=' article:published_time  dc:date' content='2024-03-01'>\
        <meta property='og:title dc:title' content='Ferry toll is scrapped'>";
    let found = of(page);
    assert_eq!(
        (found.author.as_deref(), found.date.as_deref()),
        (Some("Ada Quill"), Some("2024-03-01"))
    );
    assert_eq!(found.title.as_deref(), Some("Ferry toll is scrapped"));
    assert_eq!(
        of("<meta name='DC:creator' content='Ada Quill'>").author.as_deref(),
        Some("Ada Quill")
    );
}

#[test]
fn days_told_in_seconds_are_read() {
    let json = |value: &str| {
        let script =
            format!("<script type='application/ld+json'>{{\"@type\":\"Article\",\"datePublished\":{value}}}</script>");
        of(&format!("{script}{ARTICLE}")).date
    };
    for value in ["1676551869", "1676551869000", "\"1676551869\"", "1676551869.25"] {
        assert_eq!(json(value).as_deref(), Some("2023-02-16"), "{value}");
    }
    assert_eq!(json("167655").as_deref(), None);
    let meta = format!("<meta property='article:published_time' content='1676551869'>{ARTICLE}");
    assert_eq!(of(&meta).date.as_deref(), Some("2023-02-16"));
}

#[test]
fn a_day_beats_the_month_that_it_lies_in_or_before() {
    let date = |metas: &[(&str, &str)]| {
        let metas: Vec<String> = metas
            .iter()
            .map(|(name, content)| format!("<meta name='{name}' content='{content}'>"))
            .collect();
        of(&format!("{}{ARTICLE}", metas.concat())).date.unwrap()
    };
    let (issue, online) = (
        ("citation_publication_date", "2023/12"),
        ("citation_online_date", "2023/01/02"),
    );
    assert_eq!(date(&[("dc.date", "2023-01-02"), issue, online]), "2023-01-02");
    assert_eq!(date(&[("dc.date", "2023-12-05"), issue]), "2023-12-05");
    assert_eq!(date(&[("dc.date", "2023-01-02"), issue]), "2023-01-02");
    // A day after that month is when the page was made anew.
    assert_eq!(date(&[("dc.date", "2024-05-01"), issue]), "2023-12");
    assert_eq!(date(&[issue]), "2023-12");
}
