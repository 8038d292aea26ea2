"""Text as the scorer compares it: without markup, bullets, invisible characters and differences of white space.

Not for: cleaning. These helpers only make a document, a gold block and the output of a cleaner comparable.
"""
import re
import unicodedata
from html.parser import HTMLParser

BLOCKS = frozenset(
    "address article aside audio blockquote body br button caption center dd details div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 head header hr html iframe label li main nav noscript ol option p pre section select "
    "summary table tbody textarea tfoot thead tr ul video".split()
)
CELLS = frozenset({"td", "th"})
UNSEEN = frozenset({"script", "style", "svg", "template", "title"})
SOME_TAGS = re.compile(r"</?(?:p|div|h[1-6]|li|ul|ol|td|tr|span|a|br|body|nav)\b[^>]*>")
FRONT_MATTER = re.compile(r"\A\ufeff?(?:---\s*\n.*?\n---\s*(?:\n|\Z)|\+\+\+\s*\n.*?\n\+\+\+\s*(?:\n|\Z))", re.DOTALL)
MARKDOWN = (
    (re.compile(r"!\[([^\]]*)\]\([^)]*\)"), r"\1"),  # images
    (re.compile(r"\[([^\]]*)\]\([^)]*\)"), r"\1"),  # links
    (re.compile(r"^\s*(?:```|~~~)\w*\s*$", re.MULTILINE), ""),  # fences of code
    (re.compile(r"^\s*\|?[\s:|-]*-{3,}[\s:|-]*$", re.MULTILINE), ""),  # rules, and the line below a table's head
    (re.compile(r"\|"), " "),  # table cells
    (re.compile(r"\\([!-/:-@\[-`{-~])"), r"\1"),  # escaped marks
    (re.compile(r"\*+|`+|__|(?<!\w)_(?=\S)|(?<=\S)_(?!\w)"), ""),  # emphasis and code
)
BULLETS = re.compile(r"^[ \t\u00a0]*(?:[#>*\-+•·◦▪‣●]+[ \t\u00a0]+)+", re.MULTILINE)
MARKDOWN_BULLETS = re.compile(r"^[ \t\u00a0]*(?:[#>*\-+•]+[ \t\u00a0]+)+", re.MULTILINE)
INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")
COMBINING = re.compile("[\u0300-\u036f]")
LETTER = re.compile(r"\w")
UNSPACED = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
WORD = re.compile(rf"[{UNSPACED}]|[^\W_]+")
EAST_ASIAN = re.compile(rf"[{UNSPACED}\uac00-\ud7af]")
# A shorter piece is found only at the edges of words; in a longer one a glued edge is no coincidence.
NEEDS_EDGES = 12
# Takes the place of what was found, so that nothing is found across it.
BLANK = "\0"


class TextOfHtml(HTMLParser):
    """Collects the text of a page, blocks on lines of their own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.unseen = 0

    def handle_starttag(self, tag: str, attrs: list) -> None:
        if tag in UNSEEN:
            self.unseen += 1
        elif tag in BLOCKS:
            self.parts.append("\n")
        elif tag in CELLS:
            self.parts.append(" ")

    def handle_startendtag(self, tag: str, attrs: list) -> None:
        if tag in BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in UNSEEN:
            self.unseen = max(0, self.unseen - 1)
        elif tag in BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.parts.append(data)


def without_html(text: str) -> str:
    parser = TextOfHtml()
    parser.feed(text)
    parser.close()
    return "".join(parser.parts)


def without_markdown(text: str) -> str:
    for mark, replacement in MARKDOWN:
        text = mark.sub(replacement, text)
    return text


def has_html(text: str) -> bool:
    return len(SOME_TAGS.findall(text)) >= 2


def one_spaced(text: str) -> str:
    return " ".join(text.split())


def lines_of_text(text: str, format: str) -> str:
    """The text without markup, still in lines. Formats: txt, md, html, and `rendered` (what a cleaner made of HTML)."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    text = INVISIBLE.sub("", text)
    if format == "md":
        text = without_markdown(without_html(FRONT_MATTER.sub("", text, count=1)))
    elif format == "html":
        text = without_markdown(without_html(text))
    elif format == "rendered":
        text = without_markdown(text)
    return BULLETS.sub("", text)


def comparable(text: str, format: str) -> str:
    """The text without markup, as one line."""
    return one_spaced(lines_of_text(text, format))


def as_written(text: str, format: str) -> str:
    """A piece as `gold.jsonl` holds it: plain text verbatim, other formats without their markup."""
    if format == "txt":
        return text.strip()
    text = without_html(text)
    if format == "md":
        text = MARKDOWN_BULLETS.sub("", without_markdown(text))
    return "\n".join(line for line in map(one_spaced, text.split("\n")) if line)


def words(text: str) -> list[str]:
    """Lower-case words; each character of Chinese and Japanese is one."""
    return WORD.findall(COMBINING.sub("", text.lower()))


def is_inside_word(before: str, after: str, inner: str) -> bool:
    """Whether an edge between two characters cuts a word; `inner` is the one that belongs to the piece."""
    return bool(LETTER.match(before) and LETTER.match(after) and not EAST_ASIAN.match(inner))


def cuts_a_word(text: str, start: int, end: int) -> bool:
    if end - start >= NEEDS_EDGES:
        return False
    at_start = start > 0 and is_inside_word(text[start - 1], text[start], text[start])
    at_end = end < len(text) and is_inside_word(text[end - 1], text[end], text[end - 1])
    return at_start or at_end


def places(text: str, piece: str) -> list[int]:
    """Where a piece begins in a text, without overlaps."""
    found: list[int] = []
    at = text.find(piece) if piece else -1
    while at >= 0:
        end = at + len(piece)
        cut = cuts_a_word(text, at, end)
        if not cut:
            found.append(at)
        at = text.find(piece, at + 1 if cut else end)
    return found


def blanked(text: str, piece: str) -> tuple[str, int]:
    """The text with each occurrence of a piece blanked out, and how many there were."""
    found = places(text, piece)
    parts, last = [], 0
    for at in found:
        parts += [text[last:at], BLANK]
        last = at + len(piece)
    return "".join(parts) + text[last:], len(found)


def count_pieces(text: str, pieces: list[str]) -> tuple[dict[str, int], str]:
    """How often each piece occurs, and what is left of the text. Longer pieces come first, so that the heading "Comments" is
    not found inside a longer piece."""
    counts = {}
    for piece in sorted(set(pieces), key=lambda piece: (-len(piece), piece)):
        text, counts[piece] = blanked(text, piece)
    return counts, text
