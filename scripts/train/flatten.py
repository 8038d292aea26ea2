#!/usr/bin/env python3
"""Turns a set of gold pages into plain text, as scrapers leave it: scripts/train/flatten.py SET OUT

SET holds html/<id>.html and gold.jsonl. Writes OUT/text/<id>.txt, all that a reader of the page could see, a block a line,
without a trace of its tags, and OUT/gold.jsonl, the same gold. Needs resiliparse: see scripts/measure/strip-text.py.

Not for: extraction. Nothing is chosen here, and the parser is not ours, so that its faults are not ours either.
"""
import json
import re
import shutil
import sys
from pathlib import Path

from resiliparse.parse.encoding import detect_encoding
from resiliparse.parse.html import HTMLTree, NodeType, traverse_dom

UNSEEN = set("head script style noscript template svg math iframe object select textarea audio video canvas".split())
BLOCKS = set(
    "address article aside blockquote body br button caption center dd details dialog div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol p pre section summary table tbody td tfoot th "
    "thead tr ul".split()
)
# So much more text than everything else makes what stands in for scripts the page: scrapers run none.
FAR_MORE = 4
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)


def is_seen(node, unseen):
    if node.tag in unseen or node.hasattr("hidden"):
        return False
    return not (node.hasattr("style") and HIDDEN.search(node["style"]))


def flatten(html):
    """The lines of a page, without what stands in for scripts unless that is nearly all there is."""
    seen = lines_of(html, UNSEEN)
    if "<noscript" not in html.lower():
        return seen
    without_scripts = lines_of(html, UNSEEN - {"noscript"})
    return without_scripts if len(without_scripts) > FAR_MORE * len(seen) else seen


def lines_of(html, unseen):
    """The lines of a page; white space inside a line is one blank."""
    parts, hidden = [], None

    def start(context):
        nonlocal hidden
        node = context.node
        if hidden is not None and context.depth <= hidden:
            hidden = None
        if node.type == NodeType.ELEMENT:
            if hidden is None and not is_seen(node, unseen):
                hidden = context.depth
            if node.tag in BLOCKS:
                parts.append("\n")
        elif node.type == NodeType.TEXT and hidden is None:
            text = node.value or ""
            in_pre = node.parent is not None and node.parent.tag == "pre"
            parts.append(text if in_pre else re.sub(r"[\r\n]+", " ", text))

    def end(context):
        if context.node.type == NodeType.ELEMENT and context.node.tag in BLOCKS:
            parts.append("\n")

    tree = HTMLTree.parse(html)
    if tree.body is not None:
        traverse_dom(tree.body, start, end)
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)


def main():
    source, out = map(Path, sys.argv[1:3])
    (out / "text").mkdir(parents=True, exist_ok=True)
    shutil.copy(source / "gold.jsonl", out / "gold.jsonl")
    for line in open(source / "gold.jsonl", encoding="utf-8"):
        page = str(json.loads(line)["id"])
        content = (source / "html" / f"{page}.html").read_bytes()
        html = content.decode(detect_encoding(content) or "utf-8", errors="replace")
        (out / "text" / f"{page}.txt").write_text(flatten(html), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
