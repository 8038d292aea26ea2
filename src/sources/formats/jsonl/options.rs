//! What the fields of JSON Lines are called: the columns of the data sets and crawlers that people have.

use serde::{Deserialize, Serialize};

use crate::sources::TextFormat;

/// Fields of JSON Lines. Of several names the first counts whose value is a string with something in it; full stops reach
/// into nested objects (`meta.url`). Fields that are not named here, and those of a nested `metadata`, are kept in the
/// document's metadata as they are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Options {
    /// The document itself. A line without any of these is malformed.
    pub text: Vec<String>,
    /// How to parse the document; `auto` goes by the field's name (`...html`, `...markdown`) and how the text begins.
    pub format: TextFormat,
    /// Fields beside which, or in which, a text that looks like Markdown is Markdown, whatever its field is called.
    pub markdown_beside: Vec<String>,
    /// What the input calls the document: a string or a number. Goes into its id where it has no address.
    pub id: Vec<String>,
    /// Address it was fetched from. Under a name that does not end in `url` or `uri` only an address with a scheme counts.
    pub url: Vec<String>,
    /// Title.
    pub title: Vec<String>,
    /// Author; a list is joined by `; `.
    pub author: Vec<String>,
    /// Day of publication; only values that begin with a day in ISO 8601 count.
    pub date: Vec<String>,
    /// Fields beside which `date` is the day of the crawl, and stays in the metadata as it is.
    pub crawl_date_beside: Vec<String>,
    /// Summary.
    pub description: Vec<String>,
    /// Name of the site.
    pub site: Vec<String>,
    /// Language code.
    pub language: Vec<String>,
    /// Licence.
    pub license: Vec<String>,
    /// Sections of the site: a list, or a string separated by commas.
    pub categories: Vec<String>,
    /// Keywords: a list, or a string separated by commas.
    pub tags: Vec<String>,
    /// Of the fields that have no place above, the only ones to keep; none means all.
    pub keep: Vec<String>,
    /// Fields not to keep where they are not the document: copies of the page in other forms.
    pub drop: Vec<String>,
    /// How many JSON values a line may hold, keys included: bounds the memory that a line takes. Lines with more are quarantined.
    pub max_values: usize,
    /// How many bytes of text the fields beside the document may hold. Lines with more are quarantined.
    pub max_fields_bytes: usize,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            text: names(TEXT),
            format: TextFormat::Auto,
            markdown_beside: names("usage data.usage data.content"),
            id: names("id metadata.id doc_id docid document_id uuid"),
            url: names(URL),
            title: names(TITLE),
            author: names(AUTHOR),
            date: names(DATE),
            crawl_date_beside: names("dump metadata.dump"),
            description: names(DESCRIPTION),
            site: names(SITE),
            language: names(LANGUAGE),
            license: names("license metadata.license licence meta.license"),
            categories: names("categories metadata.categories"),
            tags: names("tags metadata.tags keywords metadata.keywords data.metadata.keywords"),
            keep: Vec::new(),
            drop: names(DROP),
            max_values: 200_000,
            max_fields_bytes: 16 << 20,
        }
    }
}

/// Names separated by white space.
fn names(names: &str) -> Vec<String> {
    names.split_ascii_whitespace().map(str::to_owned).collect()
}

/// Whole pages come before what other programs made of them.
const TEXT: &str = "text content raw_content rawHtml raw_html html browserHtml cleaned_html fit_html html_content body_html \
    markdown raw_markdown markdown.raw_markdown fit_markdown body \
    data.rawHtml data.html data.content data.markdown data.text \
    Clean-Text maintext articleBody article.articleBody plain_text full_text page_content contents \
    TEXT Text Content raw_text document article passage content:encoded content_encoded selftext abstract summary";

const URL: &str = "url metadata.url uri source_url metadata.source_url URL meta.url \
    warc_headers.warc-target-uri metadata.sourceURL data.url data.metadata.sourceURL data.metadata.url \
    article.url u link source";

const TITLE: &str = "title metadata.title data.title data.metadata.title headline article.headline meta.title";

const AUTHOR: &str = "author metadata.author authors metadata.authors byline data.metadata.author article.authors";

const DATE: &str = "date metadata.date created date_published published date_publish datePublished \
    article.datePublished published_date publishedTime data.publishedTime metadata.publishedTime \
    metadata.article:published_time data.metadata.publishedTime data.metadata.article:published_time";

const DESCRIPTION: &str = "description metadata.description data.description data.metadata.description \
    excerpt article.description";

const SITE: &str = "site metadata.site sitename metadata.sitename siteName metadata.ogSiteName \
    metadata.og:site_name data.metadata.ogSiteName name_source";

const LANGUAGE: &str = "language metadata.language lang metadata.lang Language meta.language document_lang \
    warc_headers.warc-identified-content-language metadata.identification.label data.metadata.language \
    inLanguage article.inLanguage";

const DROP: &str = "html rawHtml raw_html browserHtml cleaned_html fit_html html_content body_html httpResponseBody \
    markdown raw_markdown fit_markdown markdown_with_citations raw_text screenshot pdf \
    data.html data.rawHtml data.content data.markdown data.text data.screenshot \
    articleBody articleBodyHtml article.articleBody article.articleBodyHtml pageContent.itemMain \
    maintext plain_text full_text";
