#!/usr/bin/env python3
"""Counts what the strip stage takes from texts that were never pages: scripts/measure/no-harm.py WORK [--show N]

The texts come from Debian packages, fetched with apt-get into WORK: essays (anarchism), a history of a project and manuals in ten
languages (debian-history, debian-policy, debian-reference-*), encyclopaedic entries (dict-foldoc, dict-gcide), a lexicon of slang
(dict-jargon), satire (dict-devil), collections of quotations, verse and jokes in eight languages (fortunes*), state papers
(miscfiles), and the licences in /usr/share/common-licenses and /usr/share/doc/*/copyright. Long ones are cut at headings or blank
lines into texts of about 12,000 characters. Fails when more than one word in a thousand is taken.
"""
import argparse
import gzip
import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BINARY = ROOT / "target/release/chaffinch"
LANGUAGES = "en de fr es it pt ja zh-cn".split()
PACKAGES = ["anarchism", "debian-history", "debian-policy", "dict-devil", "dict-foldoc", "dict-gcide", "dict-jargon", "miscfiles", "fortunes"]
PACKAGES += [f"fortunes-{language}" for language in "de es it pl cs ru br zh".split()]
PACKAGES += [f"debian-reference-{language}" for language in LANGUAGES]
TEXT_CHARS = 12_000
TEXTS = {"essays": 220, "manuals": 160, "entries": 150, "words": 150, "slang": 80, "satire": 30, "quotations": 190, "state": 10, "licences": 240}
WORDS = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]|[^\W\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]+")


def fetch(work):
    for package in PACKAGES:
        if not list(work.glob(f"{package}_*.deb")):
            subprocess.run(["apt-get", "download", "-qq", package], cwd=work, check=True)
        subprocess.run(["dpkg-deb", "-x", next(work.glob(f"{package}_*.deb")), work / "x"], check=True)


def read(path):
    content = path.read_bytes()
    content = gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content
    return content.decode("utf-8", errors="replace")


def pieces(text, border):
    """Texts of about the wanted size, cut where `border` matches."""
    piece = ""
    for part in re.split(border, text):
        if len(piece) + len(part) > TEXT_CHARS and piece.strip():
            yield piece
            piece = ""
        piece += part
    if piece.strip():
        yield piece


def sources(share):
    paragraphs, quotations = r"(?<=\n)(?=\n[^\s])", r"\n%\n"
    quoted = [p for folder in ("games/fortunes", "games/fortunes-de") for p in sorted((share / folder).rglob("*"))]
    yield "essays", sorted((share / "doc/anarchism/markdown").rglob("*.md*")), paragraphs
    manuals = sorted((share / "debian-reference").glob("*.txt.gz")) + sorted((share / "doc/debian-history/docs").glob("*.txt.gz"))
    yield "manuals", [*manuals, share / "doc/debian-policy/policy.txt.gz"], paragraphs
    yield "entries", [share / "dictd/foldoc.dict.dz"], r"(?<=\n)(?=\S)"
    yield "words", [share / "dictd/gcide.dict.dz"], r"(?<=\n)(?=\S)"
    yield "slang", [share / "dictd/jargon.dict.dz"], r"(?<=\n)(?=\S)"
    yield "satire", [share / "dictd/devil.dict.dz"], r"(?<=\n)(?=\S)"
    yield "quotations", [p for p in quoted if p.is_file() and p.suffix not in (".dat", ".u8")], quotations
    yield "state", sorted((share / "state").glob("*.gz")), paragraphs
    licences = sorted(Path("/usr/share/common-licenses").iterdir()) + sorted(Path("/usr/share/doc").glob("*/copyright"))
    yield "licences", [path for path in licences if not path.is_symlink()], paragraphs


def collect(work):
    """Writes the texts, spread evenly over each kind, as files."""
    out = work / "texts"
    out.mkdir(exist_ok=True)
    for kind, paths, border in sources(work / "x/usr/share"):
        texts = [text for path in paths for text in pieces(read(path), border) if "\ufffd" not in text and len(text) > 300]
        step = max(1.0, len(texts) / TEXTS[kind])
        chosen = [texts[int(at * step)] for at in range(min(TEXTS[kind], len(texts)))]
        for number, text in enumerate(chosen):
            suffix = "md" if kind == "essays" else "txt"
            (out / f"{kind}-{number:04}.{suffix}").write_text(text.replace("\n%\n", "\n\n"), encoding="utf-8")
    return out


def taken(texts):
    shutil.rmtree(texts.parent / "corpus", ignore_errors=True)
    run = subprocess.run([BINARY, "build", "--quiet", "--output", texts.parent / "corpus", texts], check=False)
    if run.returncode not in (0, 3):
        sys.exit("the build failed")
    rows = []
    for shard in sorted((texts.parent / "corpus/removals").glob("*.zst")):
        lines = subprocess.run(["zstd", "-dcq", shard], stdout=subprocess.PIPE, check=True).stdout.splitlines()
        rows += [json.loads(line) for line in lines]
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=Path)
    parser.add_argument("--show", type=int, default=0, metavar="N", help="show so many removals of each rule")
    arguments = parser.parse_args()
    work = arguments.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    if not (work / "texts").exists():
        fetch(work)
        collect(work)
    files = sorted((work / "texts").iterdir())
    total = sum(len(WORDS.findall(read(path))) for path in files)
    rows = taken(work / "texts")
    by_rule = Counter()
    for row in rows:
        by_rule[row["rule"]] += len(WORDS.findall(row["text"]))
    lost = sum(by_rule.values())
    print(f"{len(files)} texts, {total} words; {lost} words taken in {len(rows)} pieces: {lost / total:.4%}")
    for rule, count in by_rule.most_common():
        print(f"  {count:6} {rule}")
        for row in [row for row in rows if row["rule"] == rule][: arguments.show]:
            print(f"         {row['text'][:150]!r} ({row['reason']})")
    sys.exit(lost * 1000 > total)


if __name__ == "__main__":
    main()
