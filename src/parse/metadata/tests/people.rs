//! Authors: names in parts of a byline, below a label, behind a link; accounts, roles and labels that are none.

use super::{ARTICLE, of};

fn author(part: &str) -> Option<String> {
    let (headline, text) = ARTICLE.split_once("</h1>").unwrap();
    of(&format!("{headline}</h1>{part}{text}")).author
}

#[test]
fn the_name_in_a_byline_stands_in_an_element_of_its_own() {
    for part in [
        "<div class=author-box><span class=author-name>Ana Lund</span><span>Content Marketing Coordinator</span></div>",
        "<div class=author><a href='/author/ana-lund'>Ana Lund</a><div>Harbour reporter since 2011</div></div>",
        "<div class=message-author><a class=username href='/members/7'>Ana Lund</a><div>Greenhorn</div><div>Messages</div></div>",
        "<div itemprop=author itemscope><meta itemprop=name content='Ana Lund'></div>",
        "<span class=author-name><a href='/author/ana-lund'>Ana Lund</a><span>, Home and Harbour Expert</span></span>",
        "<div class=author><b class=fn>Ana Lund</b> <a href='/autoren/ana-lund'>Zur Artikelübersicht</a></div>",
    ] {
        assert_eq!(author(part).as_deref(), Some("Ana Lund"), "{part}");
    }
    let mixed = "<p class=byline>By <a rel=author href='/a'>Ana Lund</a> and Bo Ek</p>";
    assert_eq!(author(mixed).as_deref(), Some("Ana Lund; Bo Ek"));
}

#[test]
fn a_label_of_its_own_names_the_next_block() {
    for label in ["Written by", "By", "Von:", "Auteur(s) :", "Article by", "Autor"] {
        let part = format!("<div>{label}</div><div>Ana Lund</div>");
        assert_eq!(author(&part).as_deref(), Some("Ana Lund"), "{label}");
    }
    let list = "<h6>Author(s)</h6><ul><li>Ana Lund</li><li>Bo Ek</li></ul>";
    assert_eq!(author(list).as_deref(), Some("Ana Lund; Bo Ek"));
    for part in [
        "<div>By</div><div>4 March 2025</div>",
        "<div>Author</div><div>Share</div>",
        "<div>By</div><div>the sea it is calm</div>",
    ] {
        assert_eq!(author(part), None, "{part}");
    }
}

#[test]
fn links_to_the_pages_of_authors_name_them() {
    let link = "<p><a href='https://gull.example/authors/ana-lund/'>Ana Lund</a> in the harbour</p>";
    assert_eq!(author(link).as_deref(), Some("Ana Lund"));
    let all = "<p><a href='/authors/ana-lund/'>Zur Artikelübersicht</a></p>";
    assert_eq!(author(all), None);
    let cards =
        ["Ana Lund", "Bo Ek", "Cy Dahl", "Eva Frost"].map(|name| format!("<p><a href='/author/x123'>{name}</a></p>"));
    assert_eq!(author(&cards.concat()), None);
}

#[test]
fn accounts_give_way_to_a_byline() {
    let meta = |account: &str| format!("<meta name=author content='{account}'>");
    let byline = "<div class=author-name>Ana Lund</div>";
    for account in ["gull.admin7", "bo-ek", "BoE", "editor_x"] {
        let page = format!("{}{ARTICLE}{byline}", meta(account));
        assert_eq!(of(&page).author.as_deref(), Some("Ana Lund"), "{account}");
        let alone = format!("{}{ARTICLE}", meta(account));
        assert_eq!(of(&alone).author.as_deref(), Some(account));
    }
    let thread = "<script type='application/ld+json'>{\"@type\":\"DiscussionForumPosting\",\"author\":{\"name\":\"slow-poke\"}}</script>";
    assert_eq!(
        of(&format!("{thread}{ARTICLE}{byline}")).author.as_deref(),
        Some("slow-poke")
    );
}

#[test]
fn roles_and_sentences_are_no_authors() {
    let meta = |content: &str| of(&format!("<meta name=author content='{content}'>{ARTICLE}")).author;
    for (content, want) in [
        ("Ana Lund, Sr. Director of Operations", Some("Ana Lund")),
        (
            "Ana Lund, Head of Marketing and Community Development",
            Some("Ana Lund"),
        ),
        ("The Gull Editors", Some("The Gull Editors")),
        ("design: Ana Lund, code: Bo Ek", None),
        ("Varun Agrawal", Some("Varun Agrawal")),
        ("gull30804", Some("gull30804")),
        ("20240304", None),
    ] {
        assert_eq!(meta(content).as_deref(), want, "{content}");
    }
    assert_eq!(author("<p class=byline>Von deinen Hafenfreunden</p>"), None);
    assert_eq!(
        author("<p class=author>The Gull Team</p>").as_deref(),
        Some("The Gull Team")
    );
    let named = format!("<meta name=author content='Das Magazin'>{ARTICLE}<p class=byline>Von Ana Lund</p>");
    assert_eq!(of(&named).author.as_deref(), Some("Ana Lund"));
}

#[test]
fn json_ld_names_people_in_lists_and_parts() {
    let page = |author: &str| {
        let script =
            format!("<script type='application/ld+json'>{{\"@type\":\"Article\",\"author\":{author}}}</script>");
        of(&format!("{script}{ARTICLE}")).author
    };
    let both = Some("Ana Lund; Bo Ek");
    assert_eq!(
        page("{\"@type\":\"Person\",\"name\":[\"Ana Lund\",\"Bo Ek\"]}").as_deref(),
        both
    );
    assert_eq!(
        page("{\"@list\":[{\"name\":\"Ana Lund\"},{\"name\":\"Bo Ek\"}]}").as_deref(),
        both
    );
    assert_eq!(
        page("{\"givenName\":\"Ana\",\"familyName\":\"Lund\"}").as_deref(),
        Some("Ana Lund")
    );
}
