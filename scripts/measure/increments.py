#!/usr/bin/env python3
"""Measures what `chaffinch build` takes for a difference, as processor time relative to a build from nothing in the same run.

    scripts/measure/increments.py PAGES [--count N] [--limit BYTES] [--work FOLDER] [--binary FILE]

PAGES is a folder of HTML files. Of those up to LIMIT bytes, COUNT pages are made, each with a paragraph, a number and a title of its
own, in folders of a thousand; they are made once and kept in WORK. Every difference is measured against a state built from nothing;
`scripts/measure/increments.py --verify` also holds each result byte for byte against a build from nothing of its own (slow).
"""

import argparse
import gzip
import os
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WORDS = "amber birch cliff delta ember fjord grove heath inlet juniper kelp ledge marsh north oasis pond quarry reef shoal tarn".split()
PACK = """class = "newsletter"
[[rule]]
name = "bench"
about = "A rule of the benchmark."
max_chars = {most}
phrases.en = [{phrases}]
remove = ["{example}"]
keep = ["Another text."]
"""


def paragraph(dice):
    return " ".join(dice.choice(WORDS) for _ in range(40)).capitalize() + "."


def vary(page, number, dice):
    """A page of its own: another title, another paragraph before each third of its paragraphs, and its number at the end."""
    page = re.sub(rb"(?i)(<title[^>]*>)", lambda m: m[1] + f"{number} ".encode(), page, count=1)
    at = [m.start() for m in re.finditer(rb"(?i)<p[ >]", page)]
    for place in sorted(dice.sample(at, min(len(at), 1 + len(at) // 3)), reverse=True):
        page = page[:place] + b"<p>" + paragraph(dice).encode() + b"</p>" + page[place:]
    return page + f"<!-- {number} -->".encode()


def make(pages, folder, count, limit):
    sources = [path for path in sorted(pages.rglob("*.html")) if path.stat().st_size <= limit]
    for number in range(count):
        out = folder / f"{number // 1000:03}" / f"{number:06}.html"
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(vary(sources[number % len(sources)].read_bytes(), number, random.Random(number)))


def seconds(command):
    child = subprocess.Popen([str(part) for part in command], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in (0, 3):
        sys.exit(f"{command} ended with {child.returncode}")
    return usage.ru_utime + usage.ru_stime


def size(folder, *parts):
    files = [file for part in parts for file in (folder / part).rglob("*") if file.is_file()]
    return sum(file.stat().st_size for file in files)


def state(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file() and p.parts[len(folder.parts)] not in ("ledger", "cache")}


def one_percent_changed(inputs, count):
    for number in range(0, count, 100):
        path = inputs / f"{number // 1000:03}" / f"{number:06}.html"
        path.write_bytes(path.read_bytes() + b"<p>A paragraph that was added later, and that says nothing new at all.</p>")


def one_new_input(pages, inputs, count, limit):
    sources = [path for path in sorted(pages.rglob("*.html")) if path.stat().st_size <= limit]
    with gzip.open(inputs / "new.warc.gz", "wb") as out:
        for number in range(count // 100):
            page = vary(sources[number * 7 % len(sources)].read_bytes(), count + number, random.Random(count + number))
            head = f"WARC/1.1\r\nWARC-Type: resource\r\nContent-Type: text/html\r\nWARC-Target-URI: http://example.org/{number}\r\nContent-Length: {len(page)}\r\n\r\n"
            out.write(head.encode() + page + b"\r\n\r\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--limit", type=int, default=48_000)
    parser.add_argument("--work", type=Path, default=ROOT / "target/bench-increments")
    parser.add_argument("--binary", type=Path, default=ROOT / "target/dist/chaffinch")
    parser.add_argument("--verify", action="store_true")
    arguments = parser.parse_args()
    count, limit, work = arguments.count, arguments.limit, arguments.work
    inputs, base, out, pack = work / f"pages-{count}-{limit}", work / "base", work / "out", work / "pack.toml"
    if not inputs.exists():
        make(arguments.pages, inputs.with_suffix(".new"), count, limit)
        inputs.with_suffix(".new").rename(inputs)
    changed = work / "changed"
    shutil.rmtree(changed, ignore_errors=True)
    shutil.copytree(inputs, changed, copy_function=shutil.copy2)
    pack.write_text(PACK.format(phrases='"subscribe to the benchmark"', example="Subscribe to the benchmark", most=160))

    def build(folder, *more):
        return seconds([arguments.binary, "build", "-q", "-j", "1", changed, "-o", folder, "--set", f'strip.packs=["{pack}"]', *more])

    shutil.rmtree(base, ignore_errors=True)
    full = build(base)
    corpus = size(base, "documents", "removals", "rejects")
    print(f"{count} pages, {size(changed, '.') / 1e6:.0f} MB; corpus {corpus / 1e6:.1f} MB, of it documents {size(base, 'documents') / 1e6:.1f} MB")
    print(f"ledger {size(base, 'ledger') / 1e6:.2f} MB, cache {size(base, 'cache') / 1e6:.2f} MB: {size(base, 'ledger', 'cache') / corpus:.2f} times the corpus")
    print(f"build from nothing: {full:.1f} s of processor time\n\n| difference | seconds | of a full build |\n|---|---|---|", flush=True)
    phrases = ['"subscribe to the benchmark"', '"juniper kelp"', '"{sign up|subscribe} & newsletter*"', '"^share{ this|}"', '"share"']
    rules = {f"a phrase {p}": lambda p=p: pack.write_text(PACK.format(phrases=p, example="x", most=160)) for p in phrases}
    # It stands in the paragraphs that were added, which are longer than rules mostly look at: this one takes them from a third of the pages.
    rules["a phrase that takes text from a third of the documents"] = lambda: pack.write_text(
        PACK.format(phrases='"juniper kelp"', example="x", most=1000)
    )
    differences = {
        "nothing changed": lambda: None,
        "1 % of the documents changed": lambda: one_percent_changed(changed, count),
        "one new input of 1 %": lambda: one_new_input(arguments.pages, changed, count, limit),
        **rules,
    }
    before = pack.read_text()
    for name, change in differences.items():
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(base, out)
        change()
        taken = build(out)
        print(f"| {name} | {taken:.2f} | {100 * taken / full:.1f} % |", flush=True)
        if arguments.verify:
            fresh = work / "fresh"
            shutil.rmtree(fresh, ignore_errors=True)
            build(fresh)
            if state(out) != state(fresh):
                sys.exit(f"{name}: the result is not that of a build from nothing")
        if name not in ("nothing changed",):
            pack.write_text(before)
            for added in ("new.warc.gz",):
                (changed / added).unlink(missing_ok=True)
            if name.startswith("1 %"):
                for number in range(0, count, 100):
                    path = Path(f"{number // 1000:03}") / f"{number:06}.html"
                    shutil.copy2(inputs / path, changed / path)


if __name__ == "__main__":
    main()
