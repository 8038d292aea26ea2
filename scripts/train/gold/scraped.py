"""Rebuilds the documents of real scraper output from the pages and data/textgold/scraped.jsonl, which holds no text of them.

A line of scraped.jsonl names the page, the extractor, the lines of its output that were taken (`start` to `end`, from 0), a
checksum of them and `labels`: `3 title 5-9 keep 12@40 share` labels lines 3, 5 to 9, and 12 from its letter 40 on. Lines count from 1,
letters from 0. `continued` means the same piece as the one before.
"""
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .extractors import extracted_lines
from .sets import HOME, Document, read_lines
from .text import as_written, comparable

Labels = dict[tuple[int, int], str]
OWN_FIELDS = "id lang kind date trap set page extractor site".split()
LETTER = re.compile(r"\w")


def rebuild(pages: Path) -> Iterator[tuple[str, list[Document]]]:
    """The two parts by the name of their folder; `blind` is not for training."""
    rows = read_lines(HOME / "scraped.jsonl")
    for folder, part in (("scraped", "train"), ("scraped-blind", "blind")):
        yield folder, [document(row, pages) for row in rows if row["part"] == part]


def document(row: dict[str, Any], pages: Path) -> Document:
    page = (pages / row["set"] / "html" / f"{row['page']}.html").read_bytes()
    lines = extracted_lines(row["extractor"], page)[row["start"] : row["end"]]
    checksum = hashlib.md5("\n".join(lines).encode()).hexdigest()[: len(row["md5"])]
    if checksum != row["md5"]:
        raise ValueError(f"{row['id']}: the page or the extractor is not the one that was labelled")
    pieces = Pieces(row["format"])
    pieces.read(lines, labels_by_place(row["labels"], lines))
    own = {key: row[key] for key in OWN_FIELDS}
    names = {"file": f"{row['id']}.{row['format']}", "format": row["format"], "author": None, "notes": ""}
    return own | names | pieces.gold() | {"text": pieces.text.strip("\n") + "\n"}


def labels_by_place(labels: str, lines: list[str]) -> Labels:
    """The label of each (line, letter) at which one begins."""
    found: Labels = {}
    parts = labels.split()
    for place, label in zip(parts[::2], parts[1::2], strict=True):
        if "@" in place:
            line, letter = map(int, place.split("@"))
            found[line, letter] = label
            continue
        first, _, last = place.partition("-")
        for line in range(int(first), int(last or first) + 1):
            if lines[line - 1]:
                found[line, 0] = label
    return found


def has_letters(text: str, format: str) -> bool:
    return LETTER.search(comparable(text, format)) is not None


class Pieces:
    """A document and its labelled pieces, put together line by line."""

    def __init__(self, format: str) -> None:
        self.format = format
        self.text = ""
        self.pieces: list[tuple[str, str]] = []

    def read(self, lines: list[str], labels: Labels) -> None:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                self.text += "\n"
                continue
            cuts = [0, *sorted(letter for at, letter in labels if at == number and letter), len(line)]
            goes_on = labels.get((number + 1, 0)) == "continued"
            for start, end in zip(cuts, cuts[1:]):
                label = labels.get((number, start), "neutral")
                self.add(line, start, end, label, goes_on)

    def add(self, line: str, start: int, end: int, label: str, goes_on: bool) -> None:
        """Adds a part of a line; white space where a line was cut becomes one blank."""
        part = line[start:end]
        if start and self.format == "txt":
            part = part.lstrip()
        is_last = end == len(line)
        space = "" if is_last or (part == part.rstrip() and not line[end].isspace()) else " "
        part = part if is_last else part.rstrip()
        self.text += part + ("\n" if is_last else space)
        self.label(part, label, goes_on)

    def label(self, part: str, label: str, goes_on: bool) -> None:
        if not has_letters(part, self.format):
            if not (goes_on and self.is_open_link(part)):
                return
            label = self.pieces[-1][0] if self.pieces else "other"
        elif label == "neutral":
            label = "other"
        if label == "continued":
            label, before = self.pieces.pop()
            part = f"{before}\n{part}"
        self.pieces.append((label, part))

    def is_open_link(self, part: str) -> bool:
        """Whether the text of a link begins here and ends in a later line."""
        ends = part.count("](")
        return self.format == "md" and part.count("[") > ends + part.count("]") - ends

    def gold(self) -> dict[str, Any]:
        written = [(label, as_written(part, self.format)) for label, part in self.pieces]
        titles = [text for label, text in written if label == "title"]
        return {
            "title": " ".join(titles[-1].split()) if titles else None,
            "keep": [text for label, text in written if label == "keep"],
            "drop": [{"text": text, "class": label} for label, text in written if label not in ("keep", "title")],
        }
