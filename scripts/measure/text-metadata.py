#!/usr/bin/env python3
"""Scores title, date and author of plain text and Markdown against annotated sets.

Usage: scripts/measure/text-metadata.py CHAFFINCH SET... [--part tuned|kept] [--errors]

SET is a folder with gold.jsonl as `scripts/train/textgold.py unpack` writes it. Precision is the part of the values found that
are right, recall the part of the values of the gold that were found. Titles count without case, punctuation and white space. An author is right
if the gold has the same name; of several, one is enough. `--part` takes every second document: rules are tuned on `tuned` (the
first, third ...), and `kept` is scored at the end. Blind sets are refused.
"""
import argparse
import json
import subprocess
import sys
from pathlib import Path

FIELDS = ("title", "date", "author")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", help="the command chaffinch")
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--part", choices=("tuned", "kept"))
    parser.add_argument("--errors", action="store_true", help="list each value that is wrong or missing")
    args = parser.parse_args()
    if blind := [folder.name for folder in args.sets if "blind" in folder.name]:
        sys.exit(f"blind sets are not scored here: {', '.join(blind)}")
    counts = {field: [0, 0, 0] for field in FIELDS}
    for folder in args.sets:
        score(args, folder, counts)
    for field, (right, found, gold) in counts.items():
        print(f"{field:7} precision {share(right, found)}  recall {share(right, gold)}  ({right} right, {found} found, {gold} in the gold)")


def score(args, folder, counts):
    """Adds right, found and wanted values of one set to `counts`."""
    for gold, metadata in documents(args, folder):
        for field in FIELDS:
            want, got = gold.get(field), metadata.get(field)
            got = None if got in ("", "0001-01-01") else got
            right = bool(want and got) and same(field, want, got)
            for at, add in enumerate((right, bool(got), bool(want))):
                counts[field][at] += add
            if args.errors and not right and (want or got):
                print(f"{gold['id']}\t{field}\twant {want!r}\tgot {got!r}")


def documents(args, folder):
    """Pairs of gold and metadata; HTML is left out, and so is half of the set with `--part`."""
    rows = [json.loads(line) for line in open(folder / "gold.jsonl", encoding="utf-8")]
    rows = [row for row in rows if row.get("format") in ("txt", "md")]
    rows = rows[{"tuned": 0, "kept": 1}.get(args.part, 0) :: 2 if args.part else 1]
    command = [args.program, "clean", *(row["file"] for row in rows)]
    done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    cleaned = (json.loads(line) for line in done.stdout.decode().splitlines())
    by_file = {row["metadata"]["file_path"]: row["metadata"] for row in cleaned}
    for row in rows:
        yield row, by_file.get(row["file"], {})


def same(field, want, got):
    if field == "date":
        return want == got
    if field == "title":
        return letters(want) == letters(got)
    return bool({letters(name) for name in got.split(";")} & {letters(name) for name in want.replace(",", ";").split(";")})


def letters(text):
    return "".join(c for c in text.casefold() if c.isalnum())


def share(part, whole):
    return f"{100 * part / whole:5.1f} %" if whole else "      –"


main()
