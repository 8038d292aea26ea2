//! Hints from a container's tag and the words in its classes and ids. Sites in all languages use English names.
//!
//! Not for: weighing them (the model learns that).

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

/// How many groups of words there are.
pub(super) const GROUPS: usize = 24;

/// The groups' names, for explanations.
pub(super) const NAMES: [&str; GROUPS] = [
    "content",
    "article",
    "comment",
    "sidebar",
    "navigation",
    "footer",
    "header",
    "share",
    "related",
    "advert",
    "meta",
    "widget",
    "notice",
    "product",
    "forum",
    "text",
    "hidden",
    "caption",
    "account",
    "pages",
    "contents",
    "list",
    "title",
    "popular",
];

/// Words of each group. A word that begins or ends with a blank matches only at the border of a name's part.
const WORDS: [&[&str]; GROUPS] = [
    &["content", "main", " inner "],
    &["article", "post", "entry", "story", "blog", "news"],
    &[
        "comment",
        "disqus",
        "respond",
        "replies",
        "reply",
        "feedback",
        "discussion",
    ],
    &[
        "sidebar",
        "side-",
        " side ",
        "rail",
        "column-right",
        "right-col",
        " aside ",
        "secondary",
        "complementary",
    ],
    &[" nav", "menu", "breadcrumb", "crumb", "navigation", "navbar", "skip"],
    &["foot", "copyright", "contentinfo", "legal", "colophon"],
    &["header", "masthead", "banner", " top ", "hero", "branding", "logo"],
    &[
        "share", "social", "sharing", "follow", "addthis", "tool", "print", "facebook", "twitter", "like",
    ],
    &[
        "relat",
        "recommend",
        "similar",
        " more",
        "also",
        "suggest",
        "upsell",
        "read-next",
        "further",
    ],
    &[
        " ad ",
        " ads ",
        "advert",
        "sponsor",
        "promo",
        "outbrain",
        "taboola",
        "adsense",
        " ad-",
        "commercial",
        "affiliate",
    ],
    &[
        "meta", "byline", "author", "date", " time", "publish", "info", " by ", "tag", "categor", "label", "credit",
    ],
    &["widget", "module", "block", " box", "panel"],
    &[
        "cookie",
        "consent",
        "gdpr",
        "modal",
        "popup",
        "overlay",
        "newsletter",
        "subscri",
        "signup",
        "alert",
        "notice",
        "cta",
    ],
    &[
        "product", "price", "cart", "shop", "sku", "buy", "spec", "review", "rating",
    ],
    &[
        "forum",
        "thread",
        "topic",
        "message",
        "viewtopic",
        "postbody",
        "answer",
        "question",
    ],
    &[
        "text", "body", "descri", "summary", "excerpt", "copy", "detail", "prose", "markdown", "rich", "wysiwyg",
        "editor",
    ],
    &[
        "hidden",
        "collaps",
        "hide",
        " none ",
        "invisible",
        "accordion",
        "toggle",
        "tooltip",
        "dropdown",
    ],
    &[
        "caption", "image", "img", "photo", "figure", "gallery", "slide", "carousel", "video", "media", "thumb",
    ],
    &[
        "login", "account", "search", "form", "register", "user", "profile", "password", "signin",
    ],
    &["pagin", "pager", "page-num", " prev", " next", "older"],
    &[" toc", "table-of", "index", "outline", "onthispage", "archive"],
    &[
        "list", "item", "card", "grid", " row ", "tile", "feed", "teaser", "result",
    ],
    &["title", "headline", "heading", "subhead"],
    &[
        "popular", "trending", "most-", "latest", "recent", "top-stor", "hot", "featured", "rank",
    ],
];

static MATCHER: LazyLock<Option<(AhoCorasick, Vec<u8>)>> = LazyLock::new(|| {
    let words = WORDS
        .iter()
        .enumerate()
        .flat_map(|(group, words)| words.iter().map(move |word| (group as u8, *word)))
        .flat_map(|(group, word)| spellings(word).into_iter().map(move |word| (group, word)));
    let (groups, words): (Vec<u8>, Vec<String>) = words.unzip();
    let matcher = AhoCorasick::builder()
        .match_kind(MatchKind::Standard)
        .kind(Some(AhoCorasickKind::DFA))
        .prefilter(false)
        .build(words)
        .ok()?;
    Some((matcher, groups))
});

/// The groups whose words occur in an element's hints, as bits.
pub(super) fn groups(hints: &str) -> u32 {
    if hints.is_empty() {
        return 0;
    }
    let mut text = String::with_capacity(hints.len() + 2);
    text.push(' ');
    for word in hints.split(' ').filter(|word| !word.contains(':')) {
        text.push_str(word);
        text.push(' ');
    }
    let Some((matcher, groups)) = MATCHER.as_ref() else {
        return 0;
    };
    let found = matcher.find_overlapping_iter(&text);
    let group = |pattern: usize| groups.get(pattern).copied().unwrap_or_default();
    found.fold(0, |bits, found| bits | 1 << group(found.pattern().as_usize()))
}

/// A word as it stands in hints: names part their words with blanks, hyphens and low lines, so each blank is any of them, but
/// in words that have a hyphen themselves.
fn spellings(word: &str) -> Vec<String> {
    if word.contains('-') {
        return vec![word.to_owned()];
    }
    word.chars().fold(vec![String::new()], |spellings, c| {
        let with = |c: char| spellings.iter().map(move |spelling| format!("{spelling}{c}"));
        match c {
            ' ' => [' ', '-', '_'].into_iter().flat_map(with).collect(),
            c => with(c).collect(),
        }
    })
}

/// A number for a tag; 0 for tags that mean nothing here.
pub(super) fn tag(name: &str) -> u8 {
    match name {
        "article" => 1,
        "main" => 2,
        "section" => 3,
        "aside" => 4,
        "nav" => 5,
        "header" => 6,
        "footer" => 7,
        "form" => 8,
        "table" | "tbody" | "thead" | "tfoot" => 9,
        "tr" => 10,
        "td" | "th" => 11,
        "ul" | "menu" | "dir" => 12,
        "ol" => 13,
        "li" => 14,
        "dl" | "dt" | "dd" => 15,
        "p" => 16,
        "blockquote" => 17,
        "figure" => 18,
        "figcaption" | "caption" => 19,
        "h1" => 20,
        "h2" => 21,
        "h3" => 22,
        "h4" | "h5" | "h6" => 23,
        "pre" => 24,
        "button" => 25,
        "details" | "summary" => 26,
        "body" => 27,
        "html" => 28,
        "address" => 29,
        "a" => 30,
        "div" | "center" => 31,
        "span" => 32,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_part_their_words_with_blanks_hyphens_and_low_lines() {
        let has = |hints: &str, name: &str| {
            let group = NAMES.iter().position(|known| *known == name).unwrap();
            groups(hints) & 1 << group != 0
        };
        for hints in ["ad", "x ad", "x-ad-y", "x_ad", "x-ad_y"] {
            assert!(has(hints, "advert"), "{hints}");
        }
        assert!(!has("shadow", "advert") && !has("made-to", "advert"));
        assert!(has("left-side", "sidebar") && has("inside-bar", "sidebar") && !has("inside_bar", "sidebar"));
        assert!(!has("path:forum", "forum") && has("forum", "forum"));
    }
}
