//! Hostile documents: a unit of markup, text or bytes, repeated to the size that is asked for.
//!
//! Shared by `tests/hostile`, which asserts what needs no clock, and `benches/growth`, which times them.

use chaffinch::document::Format;

/// A sentence of the article that stands before or behind the repeated unit.
pub(crate) const ARTICLE: &str = "The harbour master keeps a written log of every vessel that arrives before noon, and the log is read \
     aloud each evening in the small office above the fish market, where visitors are welcome to listen. ";

/// A document whose size is a parameter.
#[derive(Clone)]
pub(crate) struct Hostile {
    /// What is read of it.
    pub(crate) format: Format,
    /// What is repeated, and how.
    pub(crate) name: String,
    /// Whether the text of the article can be read at all.
    pub(crate) survives: bool,
    before: Vec<u8>,
    unit: Vec<u8>,
    after: Vec<u8>,
}

impl Hostile {
    /// The document with its unit repeated to about so many bytes. `{i}` in the unit is its number.
    pub(crate) fn document(&self, bytes: usize) -> Vec<u8> {
        let mut document = self.before.clone();
        let mut number = 0_usize;
        let parts: Vec<&[u8]> = split(&self.unit, b"{i}").collect();
        while document.len() < self.before.len() + bytes {
            document.extend(parts.join(number.to_string().as_bytes()));
            number += 1;
        }
        document.extend(&self.after);
        document
    }
}

fn split<'a>(bytes: &'a [u8], mark: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
    let mut rest = Some(bytes);
    std::iter::from_fn(move || {
        let bytes = rest?;
        let at = bytes.windows(mark.len()).position(|window| window == mark);
        rest = at.map(|at| &bytes[at + mark.len()..]);
        Some(&bytes[..at.unwrap_or(bytes.len())])
    })
}

/// Markup, text and bytes that are hard to read.
pub(crate) fn documents() -> Vec<Hostile> {
    let pages = PAGES.iter().map(|unit| unit.of(Format::Html));
    let markdown = TEXTS.iter().chain(MARKDOWN).map(|unit| unit.of(Format::Markdown));
    let texts = TEXTS.iter().chain(PLAIN).map(|unit| unit.of(Format::Text));
    let bytes = BYTES.iter().map(|(name, before, unit, after)| Hostile {
        format: Format::Html,
        name: format!("bytes: {name}"),
        survives: false,
        before: before.to_vec(),
        unit: unit.to_vec(),
        after: after.to_vec(),
    });
    pages.chain(markdown).chain(texts).chain(bytes).collect()
}

/// Pages full of what the rules look for.
pub(crate) fn phrases() -> Vec<Hostile> {
    let shaped = |phrase| SHAPES.iter().map(move |shape| shape.of(phrase));
    PHRASES.iter().copied().flat_map(shaped).collect()
}

/// Markup or text with an article behind it.
struct Unit {
    before: &'static str,
    unit: &'static str,
    after: &'static str,
    survives: bool,
}

impl Unit {
    fn of(&self, format: Format) -> Hostile {
        let article = match format {
            Format::Html => format!("<article><h1>Harbour</h1><p>{}</article>", ARTICLE.repeat(4)),
            Format::Markdown => format!("\n\n# Harbour\n\n{}", ARTICLE.repeat(4)),
            Format::Text => format!("\n\nHarbour\n\n{}", ARTICLE.repeat(4)),
        };
        let kind = format!("{format:?}").to_lowercase();
        let Unit {
            before, unit, after, ..
        } = self;
        Hostile {
            format,
            name: format!("{kind}: {}", format!("{before}{unit}{after}").escape_debug()),
            survives: self.survives,
            before: before.as_bytes().to_vec(),
            unit: unit.as_bytes().to_vec(),
            after: format!("{after}{article}").into_bytes(),
        }
    }
}

const fn around(before: &'static str, unit: &'static str, after: &'static str) -> Unit {
    Unit {
        before,
        unit,
        after,
        survives: true,
    }
}

const fn only(unit: &'static str) -> Unit {
    around("", unit, "")
}

/// A unit that swallows what is behind it.
const fn swallowing(before: &'static str, unit: &'static str) -> Unit {
    Unit {
        before,
        unit,
        after: "",
        survives: false,
    }
}

const PAGES: &[Unit] = &[
    only("<div>"),
    around("", "<div>", "</div>"),
    only("<div></div>"),
    only("<ul><li>"),
    only("<ol><li>a"),
    only("<dl><dt>a<dd>b"),
    only("<b><i>"),
    only("<b><p>"),
    only("<a href=x><div>"),
    around("", "<font size={i}>", "<p>a<p>b<p>c"),
    only("<b><div></b>"),
    around("<table>", "a<p>b<tr>", "</table>"),
    only("<table><tr><td>"),
    around("<table>", "<tr><td>a<td>b", "</table>"),
    around("<table><tr>", "<td>a", "</table>"),
    around("<table>", "<tr><td colspan=1000 rowspan=1000>a", "</table>"),
    around("<table>", "<tr><th>a<th>b<tr><td>{i}<td>{i}", "</table>"),
    only("<table><caption>a</caption><tr><td>b</table>"),
    only("<svg><p>"),
    only("<math><mi>x"),
    only("<blockquote><p>a"),
    only("<x{i}>"),
    only("</x{i}></p></br>"),
    around("<p ", "a{i}=b ", ">"),
    around("<p class='", "a{i} ", "'>"),
    around("<p class='", "author date ", "'>Ann Poe</p>"),
    only("<p class=c{i}>a"),
    only("<p id=c{i}>a"),
    only("<a href=/{i}>word</a> "),
    only("<a href=/{i}>word"),
    only("<a href='https://example.org/{i}?a=b#c'><img alt='A b c {i}'></a>"),
    around("<p>", "<a href=/{i}>word {i}</a> ", "</p>"),
    around("<pre>", "<a href=/{i}>word</a>\n", "</pre>"),
    around("<p>", "<a href=/{i}>word {i}</a><br>", "</p>"),
    around("<li>", "<a href=/{i}>word {i}</a> | ", "</li>"),
    only("word<br>"),
    only("word {i}<br>"),
    around("<pre>", "word\n", "</pre>"),
    only("<pre>word</pre>"),
    around("<textarea>", "word\n", "</textarea>"),
    only("<select><option>a"),
    only("<form><input value=a><button>b</button>"),
    only("<h2>Head {i}</h2>"),
    only("<h1>Harbour</h1>"),
    only("<title>Harbour</title>"),
    only("<p>{i} words that differ from each other"),
    only("<p>words that do not differ"),
    only("<details><summary>a</summary>b"),
    only("<figure><img alt=a><figcaption>Ann Poe / Reuters</figcaption></figure>"),
    only("<article><h2>Head {i}</h2><p>A few words on it that end as a sentence does.</article>"),
    only("<section><h2>Head {i}</h2>"),
    only("<nav><a href=/{i}>a</a></nav>"),
    only("<aside><p>a</aside>"),
    only("<noscript><p>a</noscript>"),
    only("<template><p>a"),
    only("<iframe srcdoc='<p>a'></iframe>"),
    only("<!---->a"),
    only("<![CDATA[a]]>"),
    only("<?xml a?>"),
    only("word<sup>1</sup> "),
    around("<p>", "word<sup><a href=#{i}>1</a></sup>", "</p>"),
    around("<p>", "<br>", "</p>"),
    around("<p>", "<b>word {i}</b> ", "</p>"),
    only("<div>word<p>"),
    only("<label>Word {i}</label>"),
    only("&"),
    only("&#x1F600;"),
    only("&ampamp;"),
    only("\0"),
    around("", "<", " "),
    only("<style>a{}</style>"),
    around("<style>", ".c{i}{display:none}", "</style>"),
    only("<p style='display:none'>a"),
    only("<p hidden>a"),
    around("<script>", "<!--<script>", "</script></script>--></script>"),
    around("<script type='application/ld+json'>", "[", "</script>"),
    around("<script type='application/ld+json'>", "{\"@graph\":[", "</script>"),
    around(
        "<script type='application/ld+json'>[",
        "{\"@type\":\"Article\",\"mainEntity\":{},\"author\":{\"name\":\"Ann Poe\"}},",
        "{}]</script>",
    ),
    around(
        "<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"author\":[",
        "{\"name\":\"Ann Poe {i}\"},",
        "{}]}</script>",
    ),
    only("<script type='application/ld+json'>{\"@type\":\"Article\",\"headline\":\"Harbour {i}\"}</script>"),
    only("<div class='author date'><div class='author'>"),
    only("<span class=author>Ann Poe {i}</span>"),
    only("<span class=author>Ann Poe {i}</span><time datetime=2024-01-01>1 January 2024</time>"),
    around("<span class=author>", "Ann Poe, ", "</span>"),
    around("<span class=date>", "1 January 2024 ", "</span>"),
    only("<time datetime=2024-01-01>"),
    only("<p>By Ann Poe, 1 January 2024</p>"),
    around("<p>By ", "Ann Poe and ", "</p>"),
    only("<meta name=author content='Ann Poe'>"),
    around("<meta name=keywords content='", "word {i}, ", "'>"),
    around("<meta property=og:title content='", "Harbour | ", "'>"),
    around("<title>", "Harbour | ", "</title>"),
    around("<title>", "Harbour {i} - ", "</title>"),
    around("<h1>", "Harbour - ", "</h1>"),
    only("<meta property=article:tag content='word {i}'>"),
    only("<meta property=article:published_time content=2024-01-01>"),
    only("<link rel=canonical href=/{i}>"),
    only("<link rel=license href=https://creativecommons.org/licenses/by/4.0/>"),
    only("<p itemprop=author itemscope><span itemprop=name>Ann Poe</span>"),
    only("<div itemscope itemtype=https://schema.org/Comment><p itemprop=text>It is a fine log, and I read it daily."),
    only("<div class=comment><b>Ann Poe</b><p>It is a fine log, and I read it every day of the week.</div>"),
    only("<div class=comment>"),
    only("<ul class=related><li><a href=/{i}>Sheep number {i} wins a prize</a></ul>"),
    swallowing("", "<!--"),
    swallowing("", "<a "),
    swallowing("", "<a href='"),
    swallowing("", "<title>"),
    swallowing("", "<textarea>"),
    swallowing("", "<plaintext>"),
    swallowing("<script>", "<!--<script>"),
];

/// Read as plain text and as Markdown.
const TEXTS: &[Unit] = &[
    around("", "> ", "\n\n"),
    around("", "* ", "\n\n"),
    around("", "- - ", "\n\n"),
    around("", "[", "\n\n"),
    around("", "![", "\n\n"),
    around("", "![a](", "\n\n"),
    around("", "[a](", "\n\n"),
    around("", "[a][b]", "\n\n"),
    around("", "`", "\n\n"),
    around("", "*a _b ", "\n\n"),
    around("", "*a ", "\n\n"),
    around("", "_a ", "\n\n"),
    around("", "~~", "\n\n"),
    around("", "| a ", "\n\n"),
    around("", "1. ", "\n\n"),
    around("", "    ", "\n\n"),
    around("", "<p>", "\n\n"),
    around("", "<div>\n\n", "\n\n"),
    around("", "&", "\n\n"),
    around("", "x", "\n\n"),
    around("", "\\", "\n\n"),
    around("", "<", "\n\n"),
    around("", "$a ", "\n\n"),
    around("", "- item {i}\n", "\n"),
    around("", "{i}. item\n", "\n"),
    around("", "a) item\n", "\n"),
    around("", " - a\n  - b\n", "\n"),
    around("", "\n- a\n", "\n"),
    around("", "> a\n", "\n"),
    around("", "> a\n\nb\n\n", "\n"),
    around("", "word{i} ", "\n\n"),
    around("", "Line {i}\n", "\n"),
    around("", "the same line\n", "\n"),
    around("", "| a | {i} |\n", "\n"),
    around("| a | b |\n|---|---|\n", "| a | {i} |\n", "\n"),
    around("", "|a|\n|-|\n|b|\n\n", "\n"),
    around("", "a\tb\n", "\n"),
    around("", "a  b\n", "\n"),
    around("", "a,b,c\n", "\n"),
    around("", "a\n=\n", "\n"),
    around("", "-\n", "\n"),
    around("", "a\nb\n\n", "\n"),
    around("", "    x = 1;\n\n", "\n"),
    around("", "```\na\n```\n", "\n"),
    around("", "[a]: /{i}\n", "\n"),
    around("", "[^{i}]: a\n", "\n"),
    around("", "a[^{i}]\n", "\n"),
    around("", "# Head {i}\n\n", "\n"),
    around("", "key{i}: value\n", "\n"),
    around("", "01:02:{i} a line of a log\n", "\n"),
    around(
        "",
        "a line that was wrapped at a width and so goes on in the next\n",
        "\n",
    ),
    around("", "a line of an odd wid-\n", "\n"),
    only("\n"),
    only("\r"),
    only("\u{c}"),
    around("", "a\u{301}", "\n\n"),
    around("", "\u{202e}", "\n\n"),
    around("", "\u{200b}", "\n\n"),
    around("", "\u{ad}", "\n\n"),
    around("", "&lt;p&gt;", "\n\n"),
    around("", "日本語の記事。", "\n\n"),
    around("", "日本語の記事。\n", "\n\n"),
    around("", "한국어 기사 ", "\n\n"),
    around("", "ข่าว", "\n\n"),
    around("", "الأخبار ", "\n\n"),
];

const MARKDOWN: &[Unit] = &[
    swallowing("", "```\n"),
    swallowing("", "~~~a\n"),
    swallowing("---\nk: ", "["),
    swallowing("---\nk: ", "{"),
    swallowing("---\nk: ", "- "),
    swallowing("---\nk: ", "a: {"),
    swallowing("---\nk: ", "? "),
    swallowing("---\nk: ", "&a ["),
    swallowing("---\nk: ", "*a "),
    swallowing("---\nk: ", "\""),
    swallowing("---\nk: ", "'"),
    swallowing("---\nk: ", "!!x "),
    swallowing("---\nk:\n", "[\n"),
    swallowing("---\nk:\n", "- - \n"),
    swallowing("---\nk:\n", "? \n"),
    around("---\n", "k{i}: v\n", "---\n"),
    around("---\nk:\n", "- v\n", "---\n"),
    around("---\nk: &a v\nl: [", "*a, ", "]\n---\n"),
    around("---\nk: [", "[", "\n---\n"),
    around("---\nk: ", "{a: ", "\n---\n"),
    around("---\ntitle: ", "a ", "\n---\n"),
    around("+++\nk = ", "[", "\n+++\n"),
    around("+++\n", "k{i} = 1\n", "+++\n"),
    around("+++\n", "[a{i}]\n", "+++\n"),
    around("+++\nk = 1\n", "a.", "b = 1\n+++\n"),
];

const PLAIN: &[Unit] = &[
    only("```\n"),
    only("~~~a\n"),
    around("", "-----\n", "\n"),
    around("", "          \n", "\n"),
    around("", "+---+\n| a |\n", "+---+\n\n"),
    around("", "x = f({i});\n", "\n"),
    around("", "-- \n", "\n"),
    around("From: a@example.org\n", "X-Field-{i}: a\n", "\n\n"),
    around("", "On Monday Ann Poe wrote:\n> a\n", "\n"),
];

const ALL: [u8; 256] = {
    let mut all = [0; 256];
    let mut byte = 0;
    while byte < all.len() {
        all[byte] = byte as u8;
        byte += 1;
    }
    all
};

/// A name, what stands before, the bytes that are repeated, and what stands behind.
type Raw = (&'static str, &'static [u8], &'static [u8], &'static [u8]);

const BYTES: &[Raw] = &[
    ("zeros", b"", b"\0", b""),
    ("all bytes", b"", &ALL, b""),
    ("high bytes", b"", b"\x80\x91\xa2\xb3\xc4\xd5\xe6\xf7\xf8\xff", b""),
    ("one letter", b"", b"\xe9", b""),
    ("letters between words", b"", b"words \xe9t\xe9 ", b""),
    ("ASCII", b"", b"words ", b""),
    ("a late letter", b"", b"words ", b"\xe9t\xe9"),
    ("open scripts", b"\xe9", b"<script>", b""),
    ("open tags", b"\xe9", b"<a ", b""),
    ("open comments", b"\xe9", b"<!--", b""),
    ("attributes", b"\xe9<meta ", b"a=b ", b""),
    ("different attributes", b"\xe9<meta ", b"a{i} ", b""),
    ("metas", b"\xe9", b"<meta charset=x>", b""),
    ("metas of UTF-7", b"\xe9", b"<meta charset=utf-7>", b""),
    ("tildes", b"", b"~{", b""),
    ("escapes", b"", b"\x1b$B", b""),
    ("escapes of Chinese", b"", b"\x1b$)A\x0eab\x0f", b""),
    ("escapes of Korean", b"\x1b$)C", b"\x0eab\x0f", b""),
    ("shifts", b"", b"+A", b""),
    ("half UTF-8", b"", b"\xc3\xa9\xe9", b""),
    ("cut UTF-8", b"", b"\xe2\x82", b""),
    ("UTF-16", b"\xff\xfe", b"a\0", b""),
    ("UTF-16 without a mark", b"", b"a\0 \0", b""),
    ("lone surrogates", b"\xff\xfe", b"\x00\xd8", b""),
    ("UTF-32", b"\xff\xfe\0\0", b"a\0\0\0", b""),
    ("lead bytes", b"", b"\x81", b""),
    ("four-byte GB 18030", b"", b"\x81\x30\x81\x30", b""),
    ("Shift_JIS", b"", b"\x93\xfa\x96\x7b\x8c\xea\x81\x42", b""),
    ("EUC-JP", b"", b"\xc6\xfc\xcb\xdc\xb8\xec\xa1\xa3", b""),
    ("windows-1251", b"", b"\xcd\xee\xe2\xee\xf1\xf2\xe8 ", b""),
    ("code page 437", b"", b"\xda\xc4\xbf\n\xb3 \xb3\n", b""),
    ("EBCDIC", b"", b"\x81\x40\x82\x40", b""),
    ("mojibake", b"", "Ã ÂÃ¥â€?".as_bytes(), b""),
    ("deep mojibake", b"", "ÃƒÂƒÃ‚Â©".as_bytes(), b""),
    ("no-break spaces", b"", "\u{A0}".as_bytes(), b""),
    ("zero-width spaces", b"", "\u{200B} ".as_bytes(), b""),
    ("marks", b"", "\u{301}\u{316}".as_bytes(), b""),
    ("Hangul", b"", "\u{1100}\u{1161}\u{11a8}".as_bytes(), b""),
    ("references", b"", b"&amp;", b""),
    ("nested references", b"&", b"amp;", b""),
    ("open references", b"", b"&#", b""),
    ("carriage returns", b"", b"\r", b""),
    ("controls", b"", "\u{85}\u{93}".as_bytes(), b""),
];

/// What rules look for, or must leave alone.
const PHRASES: &[&str] = &[
    "Also read: A b c d e f g h.",
    "Also read: Sheep number {i} wins a prize",
    "(Read more: Sheep number {i} wins a prize)",
    "read more read more",
    "Related articles",
    "Contents",
    "See also",
    "Comments",
    "Share",
    "Home",
    "Home News Log in Share",
    "Home › News › Local",
    "News | Sport | Weather",
    "News / Sport / Weather",
    "← A shelf for one cup",
    "← a → b « c",
    "Subscribe to our newsletter",
    "We use cookies. Accept all",
    "© 2024 The Quay. All rights reserved.",
    "The old mill at dusk. © Jo Reiter",
    "A loaf cooling on the sill. (Ann Poe/The Examiner)",
    "The minister at the gate. (File) / Reuters",
    "REUTERS",
    "By Ann Poe",
    "Ann Poe",
    "Author: Ann Poe, Staff writer",
    "12.03.2024 10:00",
    "March {i}, 2024",
    "3 hours ago",
    "Northern Post19 hours ago",
    "{i}",
    "2.1 You may keep a copy of the log.",
    "{i}. Newsletter",
    "§ {i}",
    "↑ Letter of the harbour master, second page.",
    "Section [edit] [1] [2]",
    "İLGİLİ HABER Aa bb cc",
    "【関連記事】日本語の記事",
    "続きを読む",
    "Sheep number {i} wins a prize",
    "The harbour",
    "Harbour",
    "Weight: {i} kg",
    "key: value",
    "\" \"",
    "\"A log,\" she said.",
    "*",
    "a",
    "é ß İ",
    "ß",
    "The ferry left the quay at seven with forty sheep on board, and came back at noon.",
    "The ferry left the quay at seven with {i} sheep on board, and came back at noon with one less.",
    "A line of verse,\nand another one,\n",
    "https://example.org/{i}/page",
    "Advertisement",
    "Tags: sheep, ferry, prize",
    "Leave a comment Log in to reply",
    "1 2 3 4 5 Next »",
    "Lorem {i}: ipsum? dolor! sit. amet; consetetur",
];

/// How a phrase is repeated inside a page: the markup before it, that of one phrase (`{p}`), and what ends it.
struct Shape {
    name: &'static str,
    format: Format,
    before: &'static str,
    unit: &'static str,
    after: &'static str,
}

const fn shape(
    name: &'static str,
    format: Format,
    before: &'static str,
    unit: &'static str,
    after: &'static str,
) -> Shape {
    Shape {
        name,
        format,
        before,
        unit,
        after,
    }
}

const SHAPES: &[Shape] = &[
    shape("one line", Format::Text, "", "{p} ", ""),
    shape("lines", Format::Text, "", "{p}\n", ""),
    shape("paragraphs", Format::Text, "", "{p}\n\n", ""),
    shape("items", Format::Markdown, "", "- {p}\n", "\n"),
    shape("links in a line", Format::Markdown, "", "[{p}](/{i}) ", ""),
    shape("one paragraph", Format::Html, "<p>", "{p} ", "</p>"),
    shape("paragraphs", Format::Html, "", "<p>{p}</p>", ""),
    shape(
        "links in a paragraph",
        Format::Html,
        "<p>",
        "<a href=/{i}>{p}</a> ",
        "</p>",
    ),
    shape(
        "lines of links",
        Format::Html,
        "<p>",
        "<a href=/{i}>{p}</a><br>",
        "</p>",
    ),
    shape(
        "paragraphs of links",
        Format::Html,
        "",
        "<p><a href=/{i}>{p}</a></p>",
        "",
    ),
    shape("items", Format::Html, "<ul>", "<li><a href=/{i}>{p}</a>", "</ul>"),
    shape("headings", Format::Html, "", "<h2>{p}</h2>", ""),
    shape(
        "pairs of headings",
        Format::Html,
        "<h2>Related articles</h2>",
        "<h3>{p} {i}</h3><h3>{p} {i}</h3><p>The ferry left the quay with forty sheep on board, and came back at noon.</p>",
        "",
    ),
    shape("cells", Format::Html, "<table>", "<tr><td>{p}", "</table>"),
    shape("nested", Format::Html, "", "<div>{p}", ""),
];

impl Shape {
    fn of(&self, phrase: &str) -> Hostile {
        let (head, foot) = self.frame();
        Hostile {
            format: self.format,
            name: format!(
                "{}, {}: {}",
                format!("{:?}", self.format).to_lowercase(),
                self.name,
                phrase.escape_debug()
            ),
            survives: false,
            before: format!("{head}{}", self.before).into_bytes(),
            unit: self.unit.replace("{p}", phrase).into_bytes(),
            after: format!("{}{foot}", self.after).into_bytes(),
        }
    }

    /// What stands above and below on a page, so that rules that need company have it.
    fn frame(&self) -> (String, String) {
        match self.format {
            Format::Html => (
                format!(
                    "<title>Harbour</title><nav><a href=/>Home</a> <a href=/n>News</a></nav><main><h1>Harbour</h1><p>{ARTICLE}</p>"
                ),
                format!("<p>{ARTICLE}</p></main><footer><p>© 2024 The Quay. All rights reserved.</footer>"),
            ),
            Format::Markdown | Format::Text => (
                format!("Home\nNews\nSport\nLog in\n\nHarbour\n\n{ARTICLE}\n\n{ARTICLE}\n\n"),
                format!(
                    "\n\n{ARTICLE}\n\nShare on Facebook\nLeave a comment\nPrivacy policy\n© 2024 The Quay. All rights reserved.\n"
                ),
            ),
        }
    }
}
