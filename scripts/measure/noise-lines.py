#!/usr/bin/env python3
"""Scores the removal of noise from plain text by lines that people have marked: scripts/measure/noise-lines.py LINES... [--set KEY=VALUE]...

LINES are JSON Lines with a document each: `lang`, `lines`, `labels` (1 = running text, 0 = noise), as in TurkuNLP's annotations of text
quality (Laippala et al. 2022). Each document is cleaned as plain text, once for each `--threshold`; a line counts as kept if half of its
words are. Prints the F1 of noise and the recall of kept lines, beside C4's line rule, lines of ten words and jusText (if the package is
installed; each line is a paragraph to it). `--binary` names another command than target/release/chaffinch.
"""
import argparse
import json
import re
import subprocess
import sys
import tempfile
from difflib import SequenceMatcher
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WORD = re.compile(r"\w+")
ENDS = (".", "!", "?", '"', "”", "…")
STOP_LISTS = {"en": "English", "de": "German", "es": "Spanish", "fi": "Finnish", "fr": "French", "sv": "Swedish"}


def c4(lines, _language):
    return [line.rstrip().endswith(ENDS) and len(line.split()) >= 5 and "javascript" not in line.lower() for line in lines]


def ten_words(lines, _language):
    return [len(line.split()) >= 10 for line in lines]


def justext(lines, language):
    import html

    import justext as package

    paragraphs = package.justext(
        "".join(f"<p>{html.escape(line)}</p>" for line in lines).encode(), package.get_stoplist(STOP_LISTS[language]), encoding="utf-8"
    )
    kept = iter(paragraphs)
    verdicts, ahead = [], next(kept, None)
    for line in lines:
        same = ahead is not None and WORD.findall(ahead.text) == WORD.findall(line)
        verdicts.append(same and not ahead.is_boilerplate)
        ahead = next(kept, None) if same else ahead
    return verdicts


def surviving(lines, text):
    """Whether half of the words of each line are in `text`, in order."""
    owners, words = [], []
    for number, line in enumerate(lines):
        found = WORD.findall(line) or [line.strip()]
        words += found
        owners += [number] * len(found)
    kept = [0] * len(lines)
    for block in SequenceMatcher(None, words, WORD.findall(text), autojunk=False).get_matching_blocks():
        for owner in owners[block.a : block.a + block.size]:
            kept[owner] += 1
    return [2 * kept[number] >= owners.count(number) for number in range(len(lines))]


def cleaned(binary, documents, settings):
    with tempfile.TemporaryDirectory() as folder:
        for number, document in enumerate(documents):
            (Path(folder) / f"{number:05}.txt").write_text("\n".join(document["lines"]), encoding="utf-8")
        done = subprocess.run([binary, "clean", *(x for setting in settings for x in ("--set", setting)), folder], capture_output=True, text=True)
    texts = {int(Path(row["source"]).stem): row["text"] for row in map(json.loads, filter(None, done.stdout.split("\n")))}
    return [surviving(document["lines"], texts.get(number, "")) for number, document in enumerate(documents)]


def report(name, documents, verdicts):
    """Of lines with a letter or a digit: noise that went, wanted lines that stayed."""
    counts = [0, 0, 0, 0]
    for document, kept in zip(documents, verdicts):
        for line, label, stays in zip(document["lines"], document["labels"], kept):
            if WORD.search(line):
                counts[2 * (not label) + (not stays)] += 1
    stayed, lost, left, gone = counts
    precision, recall = gone / max(1, gone + lost), gone / max(1, gone + left)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    print(f"{name:22} noise: precision {precision:.3f} recall {recall:.3f} F1 {f1:.3f}; wanted lines kept {stayed / max(1, stayed + lost):.3f}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lines", nargs="+", type=Path)
    parser.add_argument("--binary", default=ROOT / "target/release/chaffinch", type=Path)
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    parser.add_argument("--threshold", action="append", type=int)
    arguments = parser.parse_args()
    documents = [json.loads(line) for path in arguments.lines for line in path.open(encoding="utf-8")]
    for peer in (c4, ten_words, justext):
        try:
            report(peer.__name__, documents, [peer(document["lines"], document["lang"]) for document in documents])
        except ImportError:
            print(f"{peer.__name__}: not installed", file=sys.stderr)
    for threshold in arguments.threshold or [0, 8, 45, 250]:
        settings = [*arguments.set, f"strip.threshold={threshold}"]
        report(f"chaffinch, threshold {threshold}", documents, cleaned(arguments.binary, documents, settings))


if __name__ == "__main__":
    main()
