"""Labels the lines of annotated documents: whether any of a line's letters is wanted, and the class of those that are not.

A set is a folder with `gold.jsonl`: a document a line, with `id`, `file`, `title`, `keep` (wanted blocks, verbatim) and `drop` (pieces
of boilerplate, each with `text`). Documents with `use` other than "train" are passed over. As a program,
`lines_gold.py FOLDER[//GOLD FILE]` lists the documents. Not for: features (tools/src/bin/line_features.rs).
"""
import itertools
import json
import re
import sys
import unicodedata
from collections import Counter

# The mark of a letter of an unwanted piece is UNWANTED and the index of the piece.
NEUTRAL, WANTED, UNWANTED = 0, 1, 2
MOST_STATES = 200_000
MARKUP = [(re.compile(r"!?\[([^\]]*)\]\([^)\s]*(?:\s+\"[^\"]*\")?\)"), r"\1"), (re.compile(r"</?[a-zA-Z][^<>]*>"), " ")]


def letters(text, markdown):
    for pattern, to in MARKUP if markdown else ():
        text = pattern.sub(to, text)
    return "".join(c for c in unicodedata.normalize("NFKC", text).lower() if c.isalnum())


def read(folder):
    folder, _, name = folder.partition("//")
    name = name or "gold.jsonl"
    with open(f"{folder}/{name}", encoding="utf-8") as file:
        golds = [json.loads(line) for line in file]
    return [gold for gold in golds if gold.get("use", "train") == "train"]


def in_order(text, title, keep, drop):
    """A label for each letter when the pieces stand in their order and the title anywhere; none where they do not."""
    parents, open_ = {}, [((0, 0, 0, 0), None)]
    while open_:
        state, parent = open_.pop()
        if state in parents:
            continue
        parents[state] = parent
        at, kept, dropped, titles = state
        if len(parents) > MOST_STATES:
            return None
        if at == len(text) and kept == len(keep) and dropped == len(drop):
            return walked(state, parents, len(text))
        if titles < 3 and title and text.startswith(title, at):
            open_.append(((at + len(title), kept, dropped, titles + 1), (state, NEUTRAL)))
        if dropped < len(drop) and text.startswith(drop[dropped], at):
            open_.append(((at + len(drop[dropped]), kept, dropped + 1, titles), (state, UNWANTED + dropped)))
        if kept < len(keep) and text.startswith(keep[kept], at):
            open_.append(((at + len(keep[kept]), kept + 1, dropped, titles), (state, WANTED)))
    return None


def walked(state, parents, length):
    labels = [NEUTRAL] * length
    while parents[state]:
        before, label = parents[state]
        labels[before[0]:state[0]] = [label] * (state[0] - before[0])
        state = before
    return labels


def longest_first(text, title, keep, drop):
    pieces = [(piece, WANTED) for piece in keep] + [(piece, UNWANTED + nth) for nth, piece in enumerate(drop)] + [(title, NEUTRAL)]
    labels = [NEUTRAL] * len(text)
    for piece, label in sorted(pieces, key=lambda pair: -len(pair[0])):
        at = text.find(piece) if piece else -1
        if at >= 0:
            labels[at:at + len(piece)] = [label] * len(piece)
            text = text[:at] + "\0" * len(piece) + text[at + len(piece):]
    return labels


def marker(document, line):
    """The number or letter of an item, which its text lacks."""
    kind = document["blocks"][line[0]]
    item = kind.get("list-item") if isinstance(kind, dict) else None
    return item["marker"] + " " if item and line[1] and item["marker"][:1].isalnum() else ""


def marks(document, gold):
    """For each line, its letters without markup and the marks of those that stand in a piece; and the classes of the unwanted pieces."""
    markdown = gold["file"].endswith(".md")
    parts = [letters(marker(document, line) + line[2], markdown) for line in document["lines"]]
    title = letters(gold["title"] or "", markdown)
    keep = [piece for piece in (letters(text, markdown) for text in gold["keep"]) if piece]
    drop = [(piece, known.get("class")) for known in gold["drop"] if (piece := letters(known["text"], markdown))]
    text, pieces = "".join(parts), [piece for piece, _ in drop]
    found = in_order(text, title, keep, pieces) or longest_first(text, title, keep, pieces)
    ends = list(itertools.accumulate(map(len, parts)))
    known = [[mark for mark in found[end - len(part):end] if mark != NEUTRAL] for part, end in zip(parts, ends)]
    return parts, known, title, [name for _, name in drop]


def labels(document, gold):
    """For each line, whether any of its letters is wanted, and how much the label weighs."""
    parts, marked, title, _ = marks(document, gold)
    found, titled = [], False
    for part, known in zip(parts, marked):
        is_title = bool(part) and part == title and not known and not titled
        titled |= is_title
        found.append((int(is_title or WANTED in known), int(bool(known) or is_title)))
    return found


def classes(document, gold):
    """For each line of which no letter is wanted, the class of most of its letters; None for others."""
    _, marked, _, names = marks(document, gold)
    most = [Counter(names[mark - UNWANTED] for mark in known).most_common(1) if known and WANTED not in known else [] for known in marked]
    return [counted[0][0] if counted else None for counted in most]


def main():
    folder = sys.argv[1].partition("//")[0]
    for gold in read(sys.argv[1]):
        print(gold["id"], f"{folder}/{gold['file']}", sep="\t")


if __name__ == "__main__":
    main()
