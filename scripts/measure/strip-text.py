#!/usr/bin/env python3
"""Measures the strip stage on plain text: scripts/measure/strip-text.py PAGES WORK [SET...] [--levels LEVEL...] [--binary COMMAND]

PAGES holds sets of gold pages (SET/html/<id>.html, SET/gold.jsonl). Each set is flattened to plain text under WORK (scripts/train/flatten.py),
cleaned, and scored beside what one would do without us: nothing, C4's line rules, lines of ten words; and beside our own result
on the pages with their tags. Figures are 4-gram precision, recall and F1 as in the article-extraction benchmark of Scrapinghub;
"closed" is how much of the distance between the raw text and the HTML result a method closes.
C4's rules and the ten words count letters of scripts without blanks as words, and take those scripts' full stops for ends.

Not for: HTML (chaffinch eval).
"""
import argparse
import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / "target/bench-venv"
BINARY = ROOT / "target/release/chaffinch"
SETS = ["dragnet", "daniel_waddle", "zhnews_wwwxmu", "cleaneval_dev", "wcxb_dev"]
DENSE = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af\u0e00-\u0e7f"
TOKEN = re.compile(f"[{DENSE}]|[^\\W{DENSE}]+")
ENDS = tuple(".!?\"”…。！？।؟")


def words(text):
    return TOKEN.findall(text)


def c4(line):
    return line.endswith(ENDS) and len(words(line)) >= 5 and "javascript" not in line.lower()


def lines_where(good):
    return lambda text: "\n".join(line for line in text.split("\n") if good(line))


LINE_RULES = {
    "raw text": lambda text: text,
    "C4's line rules": lines_where(c4),
    "lines of ten words": lines_where(lambda line: len(words(line)) >= 10),
}


def grams(text):
    tokens = words(text)
    return Counter(tuple(tokens[i : i + 4]) for i in range(max(1, len(tokens) - 3)) if tokens[i : i + 4])


def shares(gold, grams_of_text):
    """Precision and recall of a page; none where there is nothing to find, or nothing found."""
    both = sum((gold & grams_of_text).values())
    found, wanted = sum(grams_of_text.values()), sum(gold.values())
    return both / found if found else (None if wanted else 1.0), both / wanted if wanted else (None if found else 1.0)


def score(golds, texts):
    pairs = [shares(golds[page], grams(texts.get(page, ""))) for page in golds]
    mean = lambda values: sum(values) / max(1, len(values))
    precision = mean([p for p, _ in pairs if p is not None])
    recall = mean([r for _, r in pairs if r is not None])
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def cleaned(binary, folder, *settings):
    """The texts that the command makes of a folder, by the stem of each file."""
    command = [binary, "clean", "--quiet", *settings, folder]
    run = subprocess.Popen([part for part in map(str, command)], stdout=subprocess.PIPE)
    texts = {}
    for line in run.stdout:
        document = json.loads(line)
        texts[Path(document["metadata"]["file_path"]).stem] = document["text"]
    if run.wait() not in (0, 3):
        sys.exit(f"{command} ended with {run.returncode}")
    return texts


def setup(binary):
    if not (VENV / "bin/python").exists():
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
    needs = ["-r", ROOT / "scripts/measure/peers/requirements.txt"]
    subprocess.run([VENV / "bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *needs], check=True)
    if binary == BINARY:
        subprocess.run(["cargo", "build", "--release", "--locked", "--bin", "chaffinch"], cwd=ROOT, check=True)


def measure(binary, name, source, flat, levels):
    gold = [json.loads(line) for line in open(source / "gold.jsonl", encoding="utf-8")]
    golds = {str(page["id"]): grams(page["text"]) for page in gold if page.get("text")}
    raw = {page: (flat / "text" / f"{page}.txt").read_text(encoding="utf-8") for page in golds}
    rows = {method: {page: rule(text) for page, text in raw.items()} for method, rule in LINE_RULES.items()}
    for level in levels:
        rows[f"chaffinch, {level}"] = cleaned(binary, flat / "text", "--strip-level", level)
    rows["chaffinch, with the tags"] = cleaned(binary, source / "html")
    scores = {method: score(golds, texts) for method, texts in rows.items()}
    low, high = scores["raw text"][2], scores["chaffinch, with the tags"][2]
    for method, (precision, recall, f1) in scores.items():
        print(f"| {name} | {method} | {precision:.3f} | {recall:.3f} | {f1:.3f} | {(f1 - low) / (high - low):.0%} |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("sets", nargs="*", default=SETS)
    parser.add_argument("--levels", nargs="+", default=["conservative", "balanced", "thorough"])
    parser.add_argument("--binary", type=Path, default=BINARY, help="another command than target/release/chaffinch")
    arguments = parser.parse_args()
    setup(arguments.binary)
    print("| set | method | precision | recall | F1 | closed |\n|---|---|---|---|---|---|")
    for name in arguments.sets:
        source, flat = arguments.pages / name, arguments.work / name
        if not (flat / "gold.jsonl").exists():
            subprocess.run([VENV / "bin/python", ROOT / "scripts/train/flatten.py", source, flat], check=True)
        measure(arguments.binary, name, source, flat, arguments.levels)


if __name__ == "__main__":
    main()
