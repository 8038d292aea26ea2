#!/usr/bin/env python3
"""Counts instructions, which no neighbour on the machine disturbs, and says when a change costs more.

    scripts/measure/instructions.py [--record]

Runs the command under Callgrind on a fixed corpus (scripts/measure/peers/corpus.py), a kind of input at a time, less what starting costs,
and holds the counts against those of benches/instructions.json. More than 3 % above is a failure. --record writes the counts there.
They depend on the compiler: the file names the one that it was recorded with. Installs valgrind if it is missing (Debian).
"""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts/measure/peers"))
import corpus  # noqa: E402

RECORDED = ROOT / "benches/instructions.json"
COMMAND = ROOT / "target/dist/chaffinch"
BYTES = 1_000_000
MOST = 1.03


def setup():
    if not shutil.which("valgrind"):
        subprocess.run(["apt-get", "install", "--yes", "--no-install-recommends", "valgrind"], check=True)
    subprocess.run(["cargo", "build", "--profile", "dist", "--locked", "--bin", "chaffinch"], cwd=ROOT, check=True)


def count(source, work):
    """Instructions of a build."""
    out, counts = work / "out", work / "callgrind"
    build = [COMMAND, "build", "--quiet", "-j", "1", "--level", "3", "-o", out, source]
    valgrind = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={counts}"]
    subprocess.run([*valgrind, *build], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    shutil.rmtree(out)
    totals = [line for line in counts.read_text().splitlines() if line.startswith(("summary:", "totals:"))]
    return int(totals[-1].split()[1])


def measure(work):
    start, files, warc, text = work / "start.txt", work / "files", work / "pages.warc.gz", work / "text.jsonl.zst"
    start.write_text("A document of one line, which costs next to nothing.\n")
    corpus.write_files(corpus.pages([], BYTES), files)
    corpus.write_warc(corpus.pages([], BYTES), warc)
    corpus.write_texts(text, BYTES)
    began = count(start, work)
    return {"start": began, **{path.name: count(path, work) - began for path in (files, warc, text)}}


def compiler():
    return subprocess.run(["rustc", "--version"], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()


def compare(recorded, counts):
    """Whether nothing costs too much more."""
    if recorded["compiler"] != compiler():
        print(f"recorded with {recorded['compiler']}, this is {compiler()}: differences may be the compiler's")
    dear = []
    for name, now in counts.items():
        ratio = now / recorded["instructions"][name]
        print(f"{name}: {now / 1e6:.0f} million instructions, {ratio:.3f} of what was recorded")
        if ratio > MOST:
            dear.append(name)
    if dear:
        print(f"costs more than {MOST - 1:.0%} more: {', '.join(dear)}")
    return not dear


def main():
    setup()
    with tempfile.TemporaryDirectory() as folder:
        counts = measure(Path(folder))
    if sys.argv[1:] == ["--record"]:
        RECORDED.write_text(json.dumps({"compiler": compiler(), "instructions": counts}, indent=2) + "\n")
        print(json.dumps(counts, indent=2))
    elif not compare(json.loads(RECORDED.read_text()), counts):
        sys.exit(1)


if __name__ == "__main__":
    main()
