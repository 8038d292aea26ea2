#!/usr/bin/env python3
"""Cleans pages, cleans the result again as plain text, and says what the second pass changed: scripts/measure/clean-twice.py PAGES...

PAGES are folders of gold sets (`html/<id>.html`) or of HTML files. The share of characters that the second pass removes or rewrites should
be next to nothing: a wording that is boilerplate in plain text was boilerplate on the page. `--half a|b` takes the pages whose name has an
even (a) or an odd (b) hash, so that rules can be changed by one half and measured on the other. `--binary` names another
target/release/chaffinch, `--show N` lists N pieces of each rule (0: all), `--max-percent P` fails if more than P % changes.
Characters that went or came count, white space aside.
"""
import argparse
import collections
import difflib
import hashlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def half(name):
    return "ab"[hashlib.sha256(name.encode()).digest()[1] % 2]


def pages(folders, part):
    found = [path for folder in folders for path in sorted((folder / "html" if (folder / "html").is_dir() else folder).glob("*.htm*"))]
    return [path for path in found if part in (None, half(path.stem))]


def run(binary, command, folder):
    """The lines that a command prints on the files of a folder, by number of the file."""
    done = subprocess.run([binary, *command, folder], capture_output=True, text=True)
    if done.returncode not in (0, 3):
        sys.exit(done.stderr)
    for line in done.stdout.split("\n"):
        if line:
            row = json.loads(line)
            yield int(Path(row["source"]).stem), row


def write(texts, folder, suffix):
    """A folder of files that are named by number, so that rows can be told apart."""
    folder.mkdir()
    for number, text in texts.items():
        (folder / f"{number:06}{suffix}").write_bytes(text)
    return folder


def size(text):
    return sum(not character.isspace() for character in text)


def differing(before, after):
    """Pairs of stretches that differ, found by lines first, as texts may be long."""
    lines = [text.split("\n") for text in (before, after)]
    for tag, start, end, other, stop in difflib.SequenceMatcher(None, *lines, autojunk=False).get_opcodes():
        if tag != "equal":
            yield "\n".join(lines[0][start:end]), "\n".join(lines[1][other:stop])


def changes(before, after):
    """Characters that went or came."""
    total = 0
    for old, new in differing(before, after):
        blocks = difflib.SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks() if new else []
        same = sum(size(old[block.a : block.a + block.size]) for block in blocks)
        total += size(old) + size(new) - 2 * same
    return total


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", nargs="+", type=Path)
    parser.add_argument("--binary", default=ROOT / "target/release/chaffinch", type=Path)
    parser.add_argument("--half", choices=["a", "b"])
    parser.add_argument("--show", type=int, default=3)
    parser.add_argument("--max-percent", type=float)
    arguments = parser.parse_args()
    paths = pages(arguments.pages, arguments.half)
    with tempfile.TemporaryDirectory() as folder:
        sources = write({number: path.read_bytes() for number, path in enumerate(paths)}, Path(folder) / "pages", ".html")
        first = {number: row["text"] for number, row in run(arguments.binary, ["clean"], sources) if row["text"].strip()}
        texts = write({number: text.encode() for number, text in first.items()}, Path(folder) / "texts", ".txt")
        second = {number: row["text"] for number, row in run(arguments.binary, ["clean"], texts)}
        removed = collections.defaultdict(list)
        for number, row in run(arguments.binary, ["explain", "--json"], texts):
            removed[number] += [(piece["rule"], piece["text"]) for piece in row["removals"]]
    return report(arguments, paths, first, second, removed)


def report(arguments, paths, first, second, removed):
    by_rule, differs, spaces = collections.defaultdict(list), 0, 0
    for number, text in first.items():
        if text == second.get(number, ""):
            continue
        for rule, piece in removed[number]:
            by_rule[rule].append((number, piece))
        differs += 1
        characters = changes(text, second.get(number, ""))
        spaces += characters == 0
        rest = characters - sum(size(piece) for _, piece in removed[number])
        if rest > 0:
            by_rule["(rewritten)"].append((number, "x" * rest))
    sums = {rule: sum(size(text) for _, text in pieces) for rule, pieces in by_rule.items()}
    everything, lost = sum(map(size, first.values())), sum(sums.values())
    percent = 100 * lost / max(1, everything)
    print(f"{len(first)} texts, {differs} changed, {spaces} in white space alone; {everything} characters, {lost} changed: {percent:.4f} %")
    for rule, count in sorted(sums.items(), key=lambda item: -item[1]):
        print(f"{count:7} {rule}: {len(by_rule[rule])} pieces")
        for number, text in by_rule[rule][: arguments.show or None]:
            print(f"        {paths[number].parent.parent.name}/{paths[number].stem}\t{' / '.join(text.split(chr(10)))[:160]}")
    return arguments.max_percent is not None and percent > arguments.max_percent


if __name__ == "__main__":
    sys.exit(main())
