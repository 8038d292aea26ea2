"""Loose extractors of plain text, as scrapers use them: what real left-over boilerplate comes from.

The labels in data/textgold/scraped.jsonl count lines of this output, so the versions are pinned in requirements.txt.
"""
import logging
import re
import sys
import warnings
from collections.abc import Callable

# What readability and lxml need for deeply nested pages.
sys.setrecursionlimit(20_000)
warnings.filterwarnings("ignore")
logging.disable(logging.CRITICAL)

DECLARED = re.compile(rb"charset\s*=\s*[\"']?([A-Za-z0-9_-]+)", re.I)
SUPERSETS = {"gb2312": "gb18030", "gbk": "gb18030"}
# UTF-8 with fewer damaged characters than one in so many bytes is still UTF-8.
NEARLY_CLEAN = 200
XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
LINE_BREAKS = re.compile(r"\r\n?|\n|\u2028|\x0b|\x0c|\x85")
BROKEN_LINK_TITLE = re.compile(r'("[^"\r\n]*)\s+(?:<br\s*/?>)?\s*"\)')


def decoded(page: bytes) -> str:
    if page.startswith(b"\xef\xbb\xbf"):
        return page[3:].decode("utf-8", "replace")
    try:
        return page.decode("utf-8")
    except UnicodeDecodeError:
        return decoded_as_declared(page)


def decoded_as_declared(page: bytes) -> str:
    if declared := DECLARED.search(page[:4096]):
        charset = declared[1].decode().lower()
        try:
            return page.decode(SUPERSETS.get(charset, charset), "replace")
        except LookupError:
            pass
    text = page.decode("utf-8", "replace")
    return text if text.count("\ufffd") * NEARLY_CLEAN < len(page) else page.decode("cp1252", "replace")


def without_declaration(html: str) -> str:
    return XML_DECLARATION.sub("", html, count=1).replace("\0", "")


def seen_tree(html: str):
    """The lxml tree of a page without what no reader sees."""
    import lxml.html

    tree = lxml.html.document_fromstring(without_declaration(html))
    for node in tree.xpath("//script|//style|//head|//template|//comment()"):
        if node.getparent() is not None:
            node.drop_tree()
    return tree


def html2text(html: str, links: bool) -> str:
    from html2text import HTML2Text

    converter = HTML2Text()
    converter.body_width = 0
    converter.ignore_images = True
    converter.ignore_links = not links
    return converter.handle(html)


def resiliparse(html: str, main_content: bool) -> str:
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    options = dict(preserve_formatting=True, list_bullets=True, comments=True, links=False, alt_texts=False)
    return extract_plain_text(HTMLTree.parse(html), main_content=main_content, **options)


def trafilatura(html: str) -> str:
    from trafilatura import extract

    return extract(html, favor_recall=True, include_comments=True) or ""


def inscriptis(html: str) -> str:
    from inscriptis import get_text

    return get_text(without_declaration(html))


def beautiful_soup(html: str) -> str:
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(without_declaration(html), "lxml")
    for node in soup(["script", "style", "head", "template"]):
        node.decompose()
    return soup.get_text("\n")


def lxml_text(html: str) -> str:
    return seen_tree(html).text_content()


def w3lib(html: str) -> str:
    from w3lib.html import remove_comments, remove_tags, remove_tags_with_content, replace_entities

    seen = remove_tags_with_content(remove_comments(html), which_ones=("script", "style", "head"))
    return replace_entities(remove_tags(seen))


def readability(html: str) -> str:
    from readability import Document

    document = Document(without_declaration(html))
    return f"# {document.short_title()}\n\n" + html2text(document.summary(html_partial=True), links=True)


def justext(html: str) -> str:
    from justext import justext as paragraphs

    return "\n".join(paragraph.text for paragraph in paragraphs(html, frozenset(), encoding=None))


def markdownify(html: str) -> str:
    import lxml.html
    from markdownify import markdownify as convert

    return convert(lxml.html.tostring(seen_tree(html), encoding="unicode"), heading_style="ATX")


EXTRACTORS: dict[str, Callable[[str], str]] = {
    "bs4_text": beautiful_soup,
    "html2text_links": lambda html: html2text(html, links=True),
    "html2text_plain": lambda html: html2text(html, links=False),
    "inscriptis": inscriptis,
    "justext_all": justext,
    "lxml_text": lxml_text,
    "markdownify_md": markdownify,
    "readability_html2text": readability,
    "resiliparse": lambda html: resiliparse(html, main_content=False),
    "resiliparse_main": lambda html: resiliparse(html, main_content=True),
    "trafilatura_recall": trafilatura,
    "w3lib_text": w3lib,
}
MARKDOWN = frozenset({"html2text_links", "html2text_plain", "readability_html2text", "markdownify_md"})
# Columns of its tables are aligned by spaces.
KEEPS_SPACES = MARKDOWN | {"inscriptis"}


def extracted_lines(extractor: str, page: bytes) -> list[str]:
    """The lines that an extractor leaves of a page: at most one empty line between two others."""
    text = EXTRACTORS[extractor](decoded(page))
    if extractor in MARKDOWN:
        text = BROKEN_LINK_TITLE.sub(r'\1")', text)
    lines: list[str] = []
    for line in LINE_BREAKS.split(text):
        line = line.replace("\0", "").rstrip().rstrip("\\").rstrip()
        if extractor not in KEEPS_SPACES:
            line = re.sub(r"[ \t]+", " ", line.strip())
        if line or (lines and lines[-1]):
            lines.append(line)
    while lines and not lines[-1]:
        lines.pop()
    return lines
