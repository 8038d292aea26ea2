#!/usr/bin/env python3
"""Scores how well structure survives, on data/structure: scripts/measure/structure.py [--part tuned|kept] [--text]

Runs chaffinch (`--binary`) and, with `--peers`, other tools. All figures are means from 0 to 1, by kind of item:

  text      edit distance of the whole Markdown, without escapes and emphasis
  part      the same without the paragraphs and the title around the structure
  exact     share of items whose part is right to the letter
  code      edit distance of each code block, white space included; too many blocks cost as much as missing ones. Resiliparse writes
            plain text, so that the most similar place counts
  language  share of code blocks with the right language
  formula   edit distance of each formula, white space aside, to the most similar place in the output
  cells     edit distance of the text of the cells of each table
  teds      tree edit distance of each table: 1 - distance / nodes of the larger tree
  author    share of the authors of posts who are named

`--text` scores plain text, without the marks of Markdown; code then counts where it is found, and tables only as lines.

Snippets are converted whole, without the model of the main content; pages with all defaults. `--below SCORE` lists the items of the tuned
part below a score, `--show ID` prints one of them. Items of the part `kept` are never shown: read data/structure/README.md.
"""
import argparse
import json
import lzma
import os
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ITEMS = ROOT / "data/structure/items.jsonl.xz"
VENV = ROOT / "target/structure-venv"
NEEDS = ROOT / "scripts/measure/peers/requirements-structure.txt"
MEASURES = ["text", "part", "exact", "code", "language", "formula", "cells", "teds", "author"]
CONVERTERS = ("html2text", "markdownify")
SAME_LANGUAGE = {"js": "javascript", "jsx": "javascript", "py": "python", "sh": "bash", "shell": "bash", "ipython3": "python", "rs": "rust", "yml": "yaml"}
RULE = re.compile(r"[\s|:-]*-[\s|:-]*\|[\s|:-]*")
FENCE = re.compile(r"^[ \t]*(`{3,}|~{3,})[ \t]*([^\n`]*)\n(.*?)\n?^[ \t]*\1[ \t]*$", re.M | re.S)


def enter_venv():
    """Starts this script again with the Python that has the other tools."""
    if Path(sys.prefix).resolve() != VENV.resolve():
        if not (VENV / "bin/python").exists():
            subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
        subprocess.run([VENV / "bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", NEEDS], check=True)
        os.execv(VENV / "bin/python", [VENV / "bin/python", __file__, *sys.argv[1:]])


def chaffinch(binary, items, format="markdown"):
    """Id to text."""
    found = {}
    for form, settings in (("snippet", ["--set", "strip.main_content.enabled=false"]), ("page", [])):
        with tempfile.TemporaryDirectory() as folder:
            for item in items:
                if item["form"] == form:
                    Path(folder, item["id"] + ".html").write_text(item["html"])
            command = [binary, "clean", "--quiet", "--format", format, *settings, folder]
            lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
            for row in map(json.loads, lines):
                found[Path(row["metadata"]["file_path"]).stem] = row["text"]
    return found


def peer(name, item):
    html, page = item["html"], item["form"] == "page"
    if name == "trafilatura":
        import trafilatura
        return trafilatura.extract(html, output_format="markdown", include_formatting=True, favor_recall=not page) or ""
    if name == "html2text":
        import html2text
        convert = html2text.HTML2Text(bodywidth=0)
        convert.ignore_links = convert.ignore_images = convert.backquote_code_style = True
        return convert.handle(html)
    if name == "markdownify":
        import markdownify
        return markdownify.markdownify(html, heading_style="ATX", strip=["a", "img", "script", "style"])
    from resiliparse.extract.html2text import extract_plain_text
    return extract_plain_text(html, main_content=page, alt_texts=False, comments=True)


def similarity(a, b):
    from rapidfuzz.distance import Levenshtein
    return Levenshtein.normalized_similarity(a, b)


def list_line(line, depths):
    """A line with its depth in lists written in one way."""
    match = re.match(r"^(\s*)(?:[-*+•] |(\d+)[.)] |: +)(.*)$", line)
    if not match:
        return line.strip()
    indent = len(match[1].expandtabs(4))
    while depths and depths[-1] >= indent:
        depths.pop()
    depths.append(indent)
    return "  " * (len(depths) - 1) + (f"{match[2]}. " if match[2] else "- ") + match[3].strip()


def plain_line(line):
    """A line outside code without links, escapes and emphasis; empty for the rule of a table."""
    if re.fullmatch(r"[\s|:=*_-]*", line):
        return ""
    line = re.sub(r"!\[[^\]]*\]\([^)]*\)", "", line)
    line = re.sub(r"(?<!\\)\[((?:[^\[\]\\]|\\.)*)\]\([^)\s]*(?: \"[^\"]*\")?\)", r"\1", line)
    line = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", line).rstrip("\\")
    line = re.sub(r"^\[\^?(\d+)\]:? ", r"\1. ", line)
    line = re.sub(r"\[\^(\w+)\]", r"[\1]", line)
    line = re.sub(r"(?<![\w*])\*{1,3}(?=\S)(.+?)(?<=\S)\*{1,3}(?![\w*])", r"\1", line)
    return re.sub(r"\s*\|\s*", " | ", line.replace("<br>", " ")).strip(" |") if "|" in line else line


def normal(markdown):
    """What is compared of a whole text."""
    out, at = [], 0
    pieces = [(match.start(), match.end(), match[3]) for match in FENCE.finditer(markdown)]
    for start, end, code in [*pieces, (len(markdown), len(markdown), "")]:
        depths = []
        for line in markdown[at:start].splitlines():
            line = list_line(plain_line(line), depths)
            if line:
                out.append(re.sub(r"(?<=\S)[ \u00a0]+", " ", line))
        out += [line.rstrip() for line in code.splitlines() if line.strip()]
        at = end
    return "\n".join(out)


def unframed(text, frame):
    """The text without the lines that only surround the structure."""
    around = {normal(line) for line in frame}
    return "\n".join(line for line in text.split("\n") if line not in around)


def without_marks(item):
    """The item with the gold of a plain text, which has lines and cells but no marks."""
    def plain(markdown):
        lines = normal(markdown).split("\n")
        return "\n".join(re.sub(r"^(#+ |(> ?)+)", "", line).replace("`", "") for line in lines)

    return {**item, "gold": [*map(plain, item["gold"])], "codes": codes(item["gold"][0]), "frame": [*map(plain, item["frame"])]}


def codes(markdown):
    """Language and text of each code block; white space at the end of a line says nothing."""
    found = [(m[2].strip().lower(), "\n".join(line.rstrip() for line in m[3].splitlines()).strip("\n")) for m in FENCE.finditer(markdown)]
    return [(SAME_LANGUAGE.get(language, language), code) for language, code in found]


def tables(markdown):
    """Pipe tables, each a list of rows of cells."""
    found, rows = [], []
    lines = [*FENCE.sub("", markdown).splitlines(), ""]
    for line, below in zip(lines, [*lines[1:], ""]):
        if line.strip().startswith("|") or ("|" in line and (rows or RULE.fullmatch(below))):
            cells = [re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", cell).strip(" *") for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]
            if not all(re.fullmatch(r"\s*:?-{2,}:?\s*", cell) for cell in cells) and any(cells):
                rows.append(cells)
        elif rows:
            found.append(rows)
            rows = []
    return found


class Node:
    def __init__(self, name, children=(), text=""):
        self.name, self.children, self.text = name, list(children), text


def teds(gold, found):
    from apted import APTED, Config

    class Costs(Config):
        def rename(self, a, b):
            return 1 if a.name != b.name else 1 - similarity(a.text, b.text) if a.name == "cell" else 0

    tree = lambda rows: Node("table", [Node("row", [Node("cell", text=cell) for cell in row]) for row in rows])
    size = lambda rows: 1 + sum(1 + len(row) for row in rows)
    return 1 - APTED(tree(gold), tree(found), Costs()).compute_edit_distance() / max(size(gold), size(found))


def paired(gold, found, score):
    """Mean of the best matches; what is too many costs as much as what is missing."""
    left, total = list(found), 0.0
    for one in gold:
        if left:
            value, at = max((score(one, other), at) for at, other in enumerate(left))
            total += value
            left.pop(at)
    return total / max(len(gold), len(found))


def place(wanted, text):
    """How similar the most similar place of the text is."""
    from rapidfuzz import fuzz
    near = fuzz.partial_ratio_alignment(wanted, text)
    return similarity(wanted, text[near.dest_start:near.dest_end]) if near and text else 0.0


def scores(item, output, plain=False):
    out = {"text": max(similarity(normal(gold), normal(output)) for gold in item["gold"])}
    part = unframed(normal(output), item["frame"])
    out["part"] = max(similarity(unframed(normal(gold), item["frame"]), part) for gold in item["gold"])
    out["exact"] = float(out["part"] == 1)
    wanted = item.get("codes") or codes(item["gold"][0])
    if wanted:
        found = codes(output)
        each = [place(code, output) for _, code in wanted]
        out["code"] = sum(each) / len(each) if plain else paired([code for _, code in wanted], [code for _, code in found], similarity)
        named = [language for language, _ in wanted if language]
        if named and not plain:
            out["language"] = sum(language in [name for name, _ in found] for language in named) / len(named)
    cells = lambda rows: "\n".join(cell for row in rows for cell in row)
    grids = [grid for grid in map(tables, item["gold"]) if grid]
    if grids and item["kind"] == "table" and not plain:
        found = tables(output)
        out["cells"] = max(paired(grid, found, lambda a, b: similarity(cells(a), cells(b))) for grid in grids)
        out["teds"] = max(paired(grid, found, teds) for grid in grids)
    if item.get("formulas"):
        bare = lambda text: re.sub(r"\s+|^(\\\(|\$)|(\\\)|\$)$", "", text)
        squeezed = re.sub(r"\s+", "", output)
        each = [max(place(bare(form), squeezed) for form in forms) for forms in item["formulas"]]
        out["formula"] = sum(each) / len(each)
    if item.get("authors"):
        out["author"] = sum(name in output for name in item["authors"]) / len(item["authors"])
    return out


def means(rows):
    """Of the scores of many items: measure to mean."""
    lists = defaultdict(list)
    for row in rows:
        for name, value in row.items():
            lists[name].append(value)
    return {name: sum(values) / len(values) for name, values in lists.items()}


def table(columns, kinds):
    """Prints one row for each kind and measure."""
    print(f"\n| kind | measure | items | {' | '.join(columns)} |\n|---|---|--:|{'--:|' * len(columns)}")
    for kind in kinds:
        by_column = {name: means([row for k, row in rows if kind in (k, "all")]) for name, rows in columns.items()}
        items = {name: sum(kind in (k, "all") for k, _ in rows) for name, rows in columns.items()}
        for measure in MEASURES:
            if any(measure in found for found in by_column.values()):
                figures = [f"{found[measure]:.3f}" if measure in found else "–" for found in by_column.values()]
                print(f"| {kind} | {measure} | {'/'.join(dict.fromkeys(str(n) for n in items.values()))} | {' | '.join(figures)} |")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default=ROOT / "target/release/chaffinch", type=Path)
    parser.add_argument("--part", choices=["tuned", "kept"])
    parser.add_argument("--form", choices=["snippet", "page"])
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--text", action="store_true")
    parser.add_argument("--below", type=float)
    parser.add_argument("--show")
    return parser.parse_args()


def show(binary, item):
    print(item["html"], "", "--- gold", *item["gold"], "--- chaffinch", chaffinch(binary, [item]).get(item["id"], ""), sep="\n")


def main():
    args = arguments()
    enter_venv()
    items = [json.loads(line) for line in lzma.open(ITEMS, "rt", encoding="utf-8")]
    items = [item for item in items if args.part in (None, item["part"]) and args.form in (None, item["form"])]
    if args.show:
        item = next((item for item in items if item["id"] == args.show and item["part"] == "tuned"), None)
        return show(args.binary, item) if item else sys.exit(f"{args.show} is not an item of the tuned part")
    outputs = chaffinch(args.binary, items, "text" if args.text else "markdown")
    if args.text:
        items = [without_marks(item) for item in items]
        outputs = {name: text.replace("\t", " | ").replace("`", "") for name, text in outputs.items()}
    scored = [(item, scores(item, outputs.get(item["id"], ""), args.text)) for item in items]
    if args.below is not None:
        for item, row in sorted(scored, key=lambda pair: pair[1]["part"]):
            if item["part"] == "tuned" and min(value for name, value in row.items() if name != "exact") < args.below:
                print(item["id"], item["form"], item["generator"], " ".join(f"{name}={value:.2f}" for name, value in row.items()), sep="  ")
        return None
    columns = {f"chaffinch {part}": [(item["kind"], row) for item, row in scored if item["part"] == part] for part in ("tuned", "kept")}
    for name in ("trafilatura", "resiliparse", *CONVERTERS) if args.peers else ():
        usable = [item for item in items if item["form"] == "snippet" or name not in CONVERTERS]
        columns[name] = [(item["kind"], scores(item, peer(name, item), plain=name == "resiliparse" or args.text)) for item in usable]
    table({name: rows for name, rows in columns.items() if rows}, [*sorted({item["kind"] for item in items}), "all"])


if __name__ == "__main__":
    main()
