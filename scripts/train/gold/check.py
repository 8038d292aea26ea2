"""Proves that every letter of a document is in keep, drop or title, and that keep is in the order of the text."""
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from .sets import CLASSES, Document
from .text import comparable, count_pieces

LETTERS = re.compile(r"\w+")
PLACE = re.compile(r"(\d+)(?:-(\d+)|@(\d+))?")
LABELS = frozenset({*CLASSES, "keep", "title", "continued", "neutral"})


def problems(document: Document) -> Iterator[str]:
    """What is wrong with the annotation of a document."""
    format = document["format"]
    text = comparable(document["text"], format)
    keep = [comparable(block, format) for block in document["keep"]]
    drop = [comparable(piece["text"], format) for piece in document["drop"]]
    title = comparable(document["title"] or "", format)
    yield from wrong_form(document, keep, drop)
    counts, rest = count_pieces(text, [*keep, *drop, *([title] if title else [])])
    yield from wrong_counts(counts, Counter(keep) + Counter(drop), title)
    if letters := LETTERS.findall(rest):
        yield f"in no piece: {letters[:20]}"
    yield from out_of_order(text, keep)


def wrong_form(document: Document, keep: list[str], drop: list[str]) -> Iterator[str]:
    for piece in document["drop"]:
        if piece["class"] not in CLASSES:
            yield f"unknown class: {piece['class']}"
    if not all(keep) or not all(drop):
        yield "a piece without text"


def wrong_counts(counts: dict[str, int], wanted: Counter[str], title: str) -> Iterator[str]:
    """A piece must occur as often as the gold has it; the title line may come on top of that, once."""
    for piece, number in wanted.items():
        spare = 1 if piece == title else 0
        if not number <= counts[piece] <= number + spare:
            yield f"occurs {counts[piece]} times, not {number}: {piece[:80]}"
    if title and counts[title] > wanted[title] + 1:
        yield f"the title occurs {counts[title]} times"


def out_of_order(text: str, keep: list[str]) -> Iterator[str]:
    end = 0
    for block in keep:
        at = text.find(block, end)
        if at < 0:
            yield f"not in this order: {block[:80]}"
        else:
            end = at + len(block)


def problems_of_labels(row: dict[str, Any]) -> Iterator[str]:
    """What is wrong with the labels of a scraped document, as far as that shows without the page."""
    if row["part"] not in ("train", "blind"):
        yield f"unknown part: {row['part']}"
    before = (0, 0)
    parts = row["labels"].split()
    for place, label in zip(parts[::2], parts[1::2]):
        match = PLACE.fullmatch(place)
        if not match or label not in LABELS:
            yield f"no label: {place} {label}"
            continue
        line, letter, last = int(match[1]), int(match[3] or 0), int(match[2] or match[1])
        if not before < (line, letter) or not line <= last <= row["end"] - row["start"]:
            yield f"out of order, or beyond the last line: {place}"
        before = (last, letter)
    if len(parts) % 2 or not parts:
        yield "a place without a label"
