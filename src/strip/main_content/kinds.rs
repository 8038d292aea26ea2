//! Features of what a page declares about its own kind.
//!
//! Not for: deciding the kind (the model does).

use crate::model::Parsed;

/// Groups of words among the root's hints; a word that ends in `*` stands for all that begin so.
pub(super) const GROUPS: [(&str, &[&str]); 24] = [
    ("og_article", &["og:article", "og:blog"]),
    ("og_website", &["og:website"]),
    ("og_product", &["og:product*", "og:og:product"]),
    (
        "article",
        &[
            "schema:article",
            "schema:newsarticle",
            "schema:blogposting",
            "schema:report*",
            "schema:analysis*",
        ],
    ),
    (
        "product",
        &[
            "schema:product*",
            "schema:offer*",
            "schema:aggregateoffer",
            "schema:book",
        ],
    ),
    ("rating", &["schema:aggregaterating", "schema:review*"]),
    (
        "list",
        &[
            "schema:itemlist",
            "schema:collectionpage",
            "schema:searchresultspage",
            "schema:listitem",
            "schema:offercatalog",
        ],
    ),
    (
        "forum",
        &[
            "schema:discussionforumposting",
            "schema:qapage",
            "schema:question",
            "schema:answer",
            "schema:comment",
        ],
    ),
    ("faq", &["schema:faqpage"]),
    (
        "technical",
        &["schema:techarticle", "schema:apireference", "schema:softwaresourcecode"],
    ),
    (
        "place",
        &[
            "schema:*business",
            "schema:organization",
            "schema:corporation",
            "schema:service",
            "schema:place",
            "schema:store",
        ],
    ),
    ("person", &["schema:person", "schema:profilepage"]),
    (
        "event",
        &[
            "schema:event*",
            "schema:jobposting",
            "schema:recipe",
            "schema:howto",
            "schema:course",
        ],
    ),
    ("video", &["schema:videoobject", "og:video*"]),
    (
        "shop",
        &[
            "made:woocommerce*",
            "made:shopify*",
            "made:magento*",
            "made:prestashop*",
        ],
    ),
    (
        "board",
        &[
            "made:discourse*",
            "made:phpbb*",
            "made:vbulletin*",
            "made:xenforo*",
            "made:mybb*",
            "made:flarum*",
            "made:nodebb*",
        ],
    ),
    (
        "manual",
        &[
            "made:docusaurus*",
            "made:sphinx*",
            "made:mkdocs*",
            "made:gitbook*",
            "made:mediawiki*",
            "made:doxygen*",
            "made:vitepress*",
        ],
    ),
    (
        "press",
        &[
            "made:wordpress*",
            "made:blogger*",
            "made:ghost*",
            "made:hugo*",
            "made:jekyll*",
            "made:typepad*",
        ],
    ),
    (
        "path_forum",
        &[
            "path:forum*",
            "path:thread*",
            "path:topic*",
            "path:viewtopic*",
            "path:showthread*",
            "path:question*",
            "path:discussion*",
            "path:comments",
            "path:t",
            "path:community",
            "path:r",
        ],
    ),
    (
        "path_product",
        &[
            "path:product",
            "path:products",
            "path:p",
            "path:dp",
            "path:item",
            "path:itm",
            "path:pd",
            "path:app",
            "path:buy",
        ],
    ),
    (
        "path_list",
        &[
            "path:categor*",
            "path:tag",
            "path:tags",
            "path:collection*",
            "path:c",
            "path:search",
            "path:archive*",
            "path:list*",
            "path:shop",
            "path:jobs",
            "path:browse",
            "path:directory",
            "path:productcategory",
        ],
    ),
    (
        "path_manual",
        &[
            "path:doc",
            "path:docs",
            "path:documentation",
            "path:api",
            "path:reference",
            "path:manual",
            "path:guide*",
            "path:tutorial*",
            "path:wiki",
            "path:help",
            "path:learn",
            "path:latest",
            "path:stable",
            "path:library",
        ],
    ),
    (
        "path_article",
        &[
            "path:blog*",
            "path:news",
            "path:article*",
            "path:story",
            "path:post*",
            "path:year",
            "path:stories",
        ],
    ),
    ("path_number", &["path:number"]),
];

/// 1 or 0 for each group, then the depth of the address (10 for unknown).
pub(super) fn features(parsed: &Parsed, mut put: impl FnMut(&'static str, i32)) {
    let hints = parsed.elements.first().map_or("", |root| &*root.hints);
    let words: Vec<&str> = hints.split(' ').filter(|word| word.contains(':')).collect();
    for (name, group) in GROUPS {
        put(
            name,
            i32::from(
                words
                    .iter()
                    .any(|word| group.iter().any(|pattern| is_like(word, pattern))),
            ),
        );
    }
    let depth = words.iter().find_map(|word| word.strip_prefix("depth:")?.parse().ok());
    put("depth", depth.unwrap_or(10));
}

fn is_like(word: &str, pattern: &str) -> bool {
    match pattern.split_once('*') {
        Some((start, end)) => word.starts_with(start) && word.ends_with(end),
        None => word == pattern,
    }
}
