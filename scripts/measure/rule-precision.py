#!/usr/bin/env python3
"""Says for each rule how much of what it removes is wanted: scripts/measure/rule-precision.py SET... [--half a|b] [--show RULE]

A set is a folder with `gold.jsonl`. Two kinds are known: annotated documents (`id`, `file`, `keep`: wanted blocks, `drop`: pieces of
boilerplate) and pages (`html/<id>.html`; `text`: the wanted text, or `with` and `without`: segments). The documents are built into a
corpus with target/release/chaffinch (`--binary` for another one, `--set key=value` for settings), and each line of its removals is
judged: it is wrong if the gold wants its text and the corpus no longer has it, right if the gold does not want it, and not counted if
the gold says nothing. `--half` takes the documents whose id has an even (a) or an odd (b) hash, so that a rule can be changed by one
half and measured on the other. Sums count pieces and characters. `--max-wrong PERCENT` fails if a rule of ten pieces or more is wrong more often.
"""
import argparse
import collections
import hashlib
import json
import re
import subprocess
import sys
import tempfile
import unicodedata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
WORDS = re.compile(f"[{UNSPACED}]|[^\\W{UNSPACED}]+")
MARKS = re.compile(r"\[([^\]]*)\]\([^)]*\)|[*`|]+|__|<[^>]*>")
SHINGLE = 4
# A share of the shingles of a piece from which it counts as part of a text.
MOSTLY = 0.8


def flat(text):
    """Words of a text between blanks, so that a piece is found by its words."""
    text = MARKS.sub(lambda found: f" {found.group(1) or ''} ", unicodedata.normalize("NFC", text))
    return " " + " ".join(WORDS.findall(text.lower())) + " "


def half(identifier):
    return "ab"[hashlib.sha256(identifier.encode()).digest()[1] % 2]


def build(binary, settings, inputs, out):
    """A corpus of the inputs; returns its documents and removals by file name."""
    options = [part for setting in settings for part in ("--set", setting)]
    command = [binary, "build", *inputs, "--output", out, "--set", "output.cache_percent=0", *options]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode not in (0, 3):
        sys.exit(done.stderr)
    name = lambda line: Path(line["metadata"]["file_path"]).name
    documents = {line["id"]: line for line in lines(out / "documents")}
    removals = collections.defaultdict(list)
    for line in lines(out / "removals"):
        removals[line["id"]].append(line)
    return {name(line): (line["text"], removals[identifier]) for identifier, line in documents.items()}


def lines(folder):
    for path in sorted(folder.glob("*.zst")):
        text = subprocess.run(["zstd", "-dc", path], capture_output=True, check=True).stdout
        for line in text.decode().split("\n"):
            if line:
                yield json.loads(line)


class Annotated:
    """A document whose wanted blocks and boilerplate are listed."""

    def __init__(self, gold, kept):
        self.keep = collections.Counter(flat(text) for text in gold["keep"])
        self.drop = [flat(piece["text"]) for piece in gold["drop"]]
        self.title = flat(gold["title"] or "")
        self.kept = flat(kept)

    def judge(self, piece):
        """Wanted and unwanted characters of a piece that was removed."""
        # A wanted block that stands in the output as often as it should is not lost.
        lost = [text for text, times in self.keep.items() if self.kept.count(text) < times]
        if any(piece in text for text in lost) and piece not in self.drop:
            return len(piece), 0
        wanted = sum(len(text) for text in lost if text in piece)
        if wanted:
            return wanted, max(0, len(piece) - wanted)
        known = any(piece in text or text in piece for text in self.drop)
        return (0, len(piece)) if known else (0, 0)


class Paged:
    """A page whose wanted text is known, or segments of it."""

    def __init__(self, gold, kept):
        text = gold.get("text") or ""
        self.whole = bool(text.strip())
        self.gold, self.kept = flat(text), flat(kept)
        self.lines = {flat(line) for line in text.split("\n")}
        self.wanted = shingles(self.gold)
        self.output = shingles(self.kept)
        self.segments = [[flat(s) for s in gold.get(key) or []] for key in ("with", "without")]

    def judge(self, piece):
        if not self.whole:
            wanted, unwanted = [any(piece in s or s in piece for s in side) for side in self.segments]
            wanted = wanted and piece not in self.kept
            return (len(piece), 0) if wanted else (0, len(piece)) if unwanted else (0, 0)
        runs = shingles(piece)
        if not runs:
            wanted = piece in self.lines and piece not in self.kept
        else:
            wanted = share(runs, self.wanted) >= MOSTLY and share(runs, self.output) < MOSTLY
        return (len(piece), 0) if wanted else (0, len(piece))


def shingles(flat_text):
    words = flat_text.split()
    return {tuple(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1)}


def share(runs, of):
    return sum(run in of for run in runs) / len(runs)


def judged(folder, arguments):
    """(rule, wanted characters, unwanted characters, document, text) of each removal of a set."""
    golds = [json.loads(line) for line in open(folder / "gold.jsonl", encoding="utf-8")]
    golds = [gold for gold in golds if arguments.half in (None, half(gold["id"]))]
    paths = [folder / gold.get("file", f"html/{gold['id']}.html") for gold in golds]
    with tempfile.TemporaryDirectory() as scratch:
        listed = Path(scratch) / "paths"
        listed.write_text("".join(f"{path}\n" for path in paths))
        found = build(arguments.binary, arguments.set, ["--from-file", listed], Path(scratch) / "corpus")
    for gold, path in zip(golds, paths):
        text, removals = found.get(path.name, ("", []))
        page = (Annotated if "keep" in gold else Paged)(gold, text)
        for removal in removals:
            for line in removal["text"].split("\n"):
                piece = flat(line)
                if piece.strip():
                    yield removal["rule"], *page.judge(piece), gold["id"], line


def percent(part, whole):
    return f"{100 * part / whole:.1f}" if whole else "-"


def table(sums, names):
    rows = ["| rule | pieces | wrong | % | characters | wrong | % | wrong pieces by set |", "|---|--:|--:|--:|--:|--:|--:|---|"]
    for rule, by_set in sorted(sums.items(), key=lambda item: -sum(s[1] for s in item[1].values())):
        pieces, wrong, chars, wrong_chars = (sum(s[n] for s in by_set.values()) for n in range(4))
        where = ", ".join(f"{name} {by_set[name][1]}/{by_set[name][0]}" for name in names if by_set[name][1])
        rows.append(f"| `{rule}` | {pieces} | {wrong} | {percent(wrong, pieces)} | {chars} | {wrong_chars} | {percent(wrong_chars, chars)} | {where} |")
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--binary", default=ROOT / "target/release/chaffinch", type=Path)
    parser.add_argument("--set", action="append", default=[])
    parser.add_argument("--half", choices=["a", "b"])
    parser.add_argument("--show", action="append", default=[], help="a rule whose wrong pieces are listed; `all` for all rules")
    parser.add_argument("--max-wrong", type=float)
    arguments = parser.parse_args()
    sums = collections.defaultdict(lambda: collections.defaultdict(lambda: [0, 0, 0, 0]))
    for folder in arguments.sets:
        for rule, wanted, unwanted, document, text in judged(folder.resolve(), arguments):
            if wanted + unwanted == 0:
                continue
            row = sums[rule][folder.name]
            for n, value in enumerate([1, wanted > unwanted, wanted + unwanted, wanted]):
                row[n] += value
            if wanted > unwanted and {rule, "all"} & set(arguments.show):
                print(f"{folder.name}/{document}\t{rule}\t{text.strip()[:140]}")
    print("\n".join(table(sums, [folder.name for folder in arguments.sets])))
    if arguments.max_wrong is not None:
        return any(over(list(by_set.values()), arguments.max_wrong) for by_set in sums.values())


def over(rows, most):
    pieces, wrong = (sum(row[n] for row in rows) for n in range(2))
    return pieces >= 10 and wrong * 100 > most * pieces


if __name__ == "__main__":
    sys.exit(main())
