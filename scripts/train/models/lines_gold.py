"""Labels the lines of annotated documents: what share of a line's letters is wanted.

A set is a folder with `gold.jsonl`: a document a line, with `id`, `file`, `title`, `keep` (wanted blocks, verbatim) and `drop` (pieces
of boilerplate, each with `text`). Documents with `use` other than "train" are passed over. As a program,
`lines_gold.py FOLDER[//GOLD FILE]` lists the documents. Not for: features (tools/src/bin/line_features.rs).
"""
import json
import re
import sys
import unicodedata

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
            open_.append(((at + len(drop[dropped]), kept, dropped + 1, titles), (state, UNWANTED)))
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
    pieces = [(piece, WANTED) for piece in keep] + [(piece, UNWANTED) for piece in drop] + [(title, NEUTRAL)]
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


def labels(document, gold):
    """For each line, whether any of its letters is wanted, and how much the label weighs."""
    markdown = gold["file"].endswith(".md")
    parts = [letters(marker(document, line) + line[2], markdown) for line in document["lines"]]
    title = letters(gold["title"] or "", markdown)
    keep = [piece for piece in (letters(text, markdown) for text in gold["keep"]) if piece]
    drop = [piece for piece in (letters(piece["text"], markdown) for piece in gold["drop"]) if piece]
    text = "".join(parts)
    marks = in_order(text, title, keep, drop) or longest_first(text, title, keep, drop)
    found, at, titled = [], 0, False
    for part in parts:
        known = [mark for mark in marks[at:at + len(part)] if mark != NEUTRAL]
        at += len(part)
        is_title = bool(part) and part == title and not known and not titled
        titled |= is_title
        found.append((int(is_title or WANTED in known), int(bool(known) or is_title)))
    return found


def main():
    folder = sys.argv[1].partition("//")[0]
    for gold in read(sys.argv[1]):
        print(gold["id"], f"{folder}/{gold['file']}", sep="\t")


if __name__ == "__main__":
    main()
