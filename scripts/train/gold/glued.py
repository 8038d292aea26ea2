"""Boilerplate that stands in one line with wanted text: how a cleaner cuts it.

Not for: pieces on lines of their own, which `score` counts.
"""
from collections import Counter
from collections.abc import Iterator

from .score import Gold, score
from .sets import Document
from .text import count_pieces

# A document of no more lines lost its line breaks.
ONE_LINE = 3
VERDICTS = ("right", "wrong", "left")


def verdicts(document: Document, cleaned: str) -> Iterator[tuple[str, str, str, str]]:
    """Kind of line, class, verdict and text of each glued piece: cut `right`, `wrong` (wanted text went with it) or `left`."""
    gold = Gold(document)
    result = score(document, cleaned)
    lost, left = Counter(result.lost), Counter(result.left)
    lines = [line for line in map(gold.comparable, document["text"].split("\n")) if line]
    kind = "one line" if len(lines) <= ONE_LINE else "in a line"
    for line in lines:
        keep, drop = pieces_of(gold, line)
        damaged = any(lost[piece] for piece in keep)
        for name, piece in drop if keep else []:
            stays = left[name, piece] > 0
            left[name, piece] -= stays
            yield kind, name, "wrong" if damaged else "left" if stays else "right", piece


def pieces_of(gold: Gold, line: str) -> tuple[list[str], list[tuple[str, str]]]:
    """The kept and the dropped pieces in a line; what is part of a kept piece is no dropped one."""
    inside = [piece for piece in gold.countable() if len(piece) <= len(line)]
    counts, _ = count_pieces(line, inside)
    keep = [piece for piece in gold.keep_counts if counts.get(piece)]
    drop = [(name, piece) for name, piece in dict.fromkeys(gold.drop) if counts.get(piece) and piece not in gold.keep_counts]
    return keep, drop


def table(found: list[tuple[str, str, str, str]]) -> Iterator[str]:
    """Counts of verdicts, in all and for each kind of line and class."""
    groups: dict[str, Counter] = {"all": Counter()}
    for kind, name, verdict, _ in found:
        for group in ("all", kind, f"  {name}"):
            groups.setdefault(group, Counter())[verdict] += 1
    for group, counts in sorted(groups.items(), key=lambda item: (item[0].startswith(" "), item[0])):
        yield f"{group:<17} " + "  ".join(f"{verdict} {counts[verdict]:4}" for verdict in VERDICTS)
