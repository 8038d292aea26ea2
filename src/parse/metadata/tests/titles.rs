//! Titles: kickers, counts, books, slogans and sections around them; the licence and the name of the site.

use super::of;

const TEXT: &str = "<p>Councillors voted eleven to four on Tuesday night to end the toll on the ferry for good.</p>";

fn title(page: &str) -> Option<String> {
    at("https://gull.example/a", page)
}

fn at(address: &str, page: &str) -> Option<String> {
    let page = format!("{page}{TEXT}");
    crate::parse::html::parse(&page, Some(address), &crate::parse::Options::default())
        .metadata
        .title
}

#[test]
fn what_stands_around_the_title_in_its_heading_is_left_out() {
    let own = Some("Ferry toll is scrapped");
    for page in [
        "<title>Ferry toll is scrapped - Tidings</title><meta property='og:title' content='Ferry toll is scrapped'><h1>Ferry toll is scrapped (harbour.example) 87</h1>",
        "<title>Ferry toll is scrapped | Gull</title><meta property='og:title' content='Ferry toll is scrapped'><h1>\"No more queues\" / Ferry toll is scrapped</h1>",
        "<title>Ferry toll is scrapped | Opinion</title><h1>Ferry toll is scrapped | Opinion</h1>",
        "<title>Gull: Ferry toll is scrapped</title><meta property='og:site_name' content='Gull'>",
    ] {
        assert_eq!(title(page).as_deref(), own, "{page}");
    }
    let subtitle = "<title>Ferry toll is scrapped - Gull</title><meta property='og:title' content='Ferry toll is scrapped'><h1>Ferry toll is scrapped: what comes next</h1>";
    assert_eq!(
        title(subtitle).as_deref(),
        Some("Ferry toll is scrapped: what comes next")
    );
}

#[test]
fn the_name_of_a_book_is_not_the_title_of_its_chapter() {
    let page = "<title>What a tide is - The Tide Handbook</title><h1 class=menu-title>The Tide Handbook</h1><main><h2>What a tide is</h2></main>";
    assert_eq!(title(page).as_deref(), Some("What a tide is"));
}

#[test]
fn slogans_and_parts_of_a_page_give_way_to_the_title_that_it_gives_itself() {
    let card = "<title>Harbour pilot services | Gull</title><meta property='og:title' content='Harbour pilot services | Gull'>";
    assert_eq!(
        title(&format!("{card}<h1>Arrive calm, leave early.</h1>")).as_deref(),
        Some("Harbour pilot services")
    );
    let several = format!("{card}<main><h1>Monday</h1><p>Calm.</p><h1>Tuesday</h1></main>");
    assert_eq!(title(&several).as_deref(), Some("Harbour pilot services"));
    // An article may be called otherwise in previews.
    let article = format!("{card}<meta property='og:type' content='article'><h1>Who brings the ships in</h1>");
    assert_eq!(title(&article).as_deref(), Some("Who brings the ships in"));
    let strap = "<title>Ferry toll is scrapped - No more queues: the quay</title><h1 class=strapline>No more queues: the quay</h1><h2 class=title>Ferry toll is scrapped</h2>";
    assert_eq!(title(strap).as_deref(), Some("Ferry toll is scrapped"));
}

#[test]
fn the_host_tells_the_name_of_the_site_before_a_title() {
    let page = "<title>The Salt Harbour Club - Ferry toll is scrapped - News</title>";
    assert_eq!(
        at("https://saltharbour.example/n?id=5", page).as_deref(),
        Some("Ferry toll is scrapped")
    );
    let contained = "<meta property='og:site_name' content='Harbour'><title>New to the harbour – which pier is best? - Harbour</title>";
    assert_eq!(
        title(contained).as_deref(),
        Some("New to the harbour – which pier is best?")
    );
    let parsed = |page: &str| {
        crate::parse::html::parse(
            page,
            Some("https://saltharbour.example/n"),
            &crate::parse::Options::default(),
        )
        .metadata
    };
    assert_eq!(
        parsed("<title>Ferry toll is scrapped | Salt Harbour</title><p>Text.</p>")
            .site
            .as_deref(),
        Some("Salt Harbour")
    );
}

#[test]
fn licences_are_named_in_metas_and_sentences() {
    let license = |part: &str| of(&format!("<h1>Ferry toll is scrapped</h1>{TEXT}{part}")).license;
    let address = "https://creativecommons.org/licenses/by-sa/4.0/deed.de";
    assert_eq!(
        license(&format!(
            "<p>Text under the licence <a href='{address}'>CC BY-SA</a></p>"
        ))
        .as_deref(),
        Some("CC-BY-SA-4.0")
    );
    assert_eq!(
        license(&format!("<meta name='dcterms.license' content='{address}'>")).as_deref(),
        Some("CC-BY-SA-4.0")
    );
    assert_eq!(
        license(&format!(
            "<p>Photo: Bo Ek, licence <a href='{address}'>CC BY-SA</a></p>"
        )),
        None
    );
    assert_eq!(
        license(&format!(
            "<figure><img src=a><figcaption>Licence <a href='{address}'>CC</a></figcaption></figure>"
        )),
        None
    );
}
