#!/usr/bin/env python3
"""Measures the peak memory of builds on inputs that are made to take much of it, and prints a table.

Usage: scripts/measure/memory-bounds.py [--memory 64] [--only NAME ...] [--folder DIR ...] [--chaffinch target/release/chaffinch]

Each input is built with `--memory` and one, two and eight threads. The peak must stay within `--memory` plus 150 MiB. `--folder` measures
the files of a folder of your own as well, each subfolder for itself. Ends with exit code 1 if a build takes more or fails.
"""

import argparse
import gzip
import io
import json
import multiprocessing
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

MORE_MIB = 150
THREADS = (1, 2, 8)


def bomb(items: str, count: int) -> bytes:
    return b'{"text":"the ferry","m":[' + items.encode() * count + b"0]}\n"


def line(**fields: str) -> bytes:
    return (json.dumps(fields) + "\n").encode()


def paragraphs(count: int, number: int = 0) -> str:
    return "<html><body>" + f"<div><p>the ferry {number} left at seven with tea</p></div>" * count + "</body></html>"


def script(value: str) -> bytes:
    return f"<html><body><p>The ferry left at seven.</p><script>window.state = {value}</script></body></html>".encode()


def hidden(number: int) -> bytes:
    return b"<p>x%d" % number + b"<p>x" * 100_000 + b"<div hidden>" + b"<p>the ferry left with tea on board" * 90_000 + b"</div>"


def noscript(number: int) -> bytes:
    return b"<p>x%d" % number + b"<p>x" * 120_000 + b"<noscript>" + b"<p>x" * 200_000 + b"</noscript>"


def lines_of_text(count: int) -> bytes:
    return b"".join(line(text=f"The ferry number {n} left at seven and came back with tea. " * 12) for n in range(count))


def warc(bodies: list[bytes], coding: str) -> bytes:
    out = io.BytesIO()
    for number, body in enumerate(bodies):
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: {coding}\r\n\r\n".encode()
        block = head + body
        out.write(f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://example.org/{number}\r\n".encode())
        out.write(f"Content-Type: application/http\r\nContent-Length: {len(block)}\r\n\r\n".encode() + block + b"\r\n\r\n")
    return out.getvalue()


def cases() -> dict:
    """Makers of inputs by name: the files of each."""
    return {
        "JSON zeros": lambda: {"a.jsonl": bomb("0,", 31_000_000)},
        "JSON zeros, twice": lambda: {"a.jsonl": bomb("0,", 31_000_000) * 2},
        "JSON arrays": lambda: {"a.jsonl": bomb("[],", 20_000_000)},
        "JSON objects": lambda: {"a.jsonl": bomb('{"":0},', 8_500_000)},
        "JSON objects, gzip": lambda: {"a.jsonl.gz": gzip.compress(bomb('{"":0},', 8_500_000))},
        "JSON keys": lambda: {"a.jsonl": b"{" + b"".join(b'"key %d":0,' % n for n in range(3_000_000)) + b'"text":"x"}\n'},
        "JSON zeros, 10 lines": lambda: {"a.jsonl": bomb("0,", 5_000_000) * 10},
        "JSON objects at the bound": lambda: {"a.jsonl": bomb('{"":0},', 66_000) * 60},
        "JSON numbers at the bound": lambda: {"a.jsonl": bomb("0,", 198_000) * 60},
        "JSON text, 60 MB": lambda: {"a.jsonl": line(text="a line of text\n" * 4_000_000) * 3},
        "JSON text, tags escaped": lambda: {"a.jsonl": line(html="<p>x" * 400_000).replace(b"<", b"\\u003c") * 20},
        "JSON extra, 60 MB": lambda: {"a.jsonl": line(text="the ferry", raw="y" * 60_000_000) * 3},
        "JSON extra, 15 MB": lambda: {"a.jsonl": line(text="the ferry", raw="y" * 15_000_000) * 12},
        "JSON extra, 14 MB, random": lambda: {"a.jsonl": b"".join(line(text="the ferry", raw=os.urandom(7_000_000).hex()) for _ in range(16))},
        "JSON, not a number": lambda: {"a.jsonl": line(text="the ferry\n" * 5_000_000)[:-2] + b',"n":NaN}\n'},
        "HTML of 10 MB, 8 lines": lambda: {"a.jsonl": b"".join(line(html=paragraphs(195_000, k)) for k in range(8))},
        "HTML of 10 MB, 8 files": lambda: {f"{k}.html": paragraphs(195_000, k).encode() for k in range(8)},
        "HTML of 1 MB, 60 files": lambda: {f"{k}.html": paragraphs(19_500, k).encode() for k in range(60)},
        "HTML tags, 16 MB": lambda: {f"{k}.html": b"<p>x" * 4_000_000 for k in range(3)},
        "HTML tags, 1 MB, 60 files": lambda: {f"{k}.html": b"<p>x%d" % k + b"<p>x" * 250_000 for k in range(60)},
        "HTML attributes": lambda: {f"{k}.html": b"<p class=a id=b title=c data-d=e>x" * 400_000 for k in range(4)},
        "HTML cells": lambda: {f"{k}.html": b"<table><tr>" + b"<td>x" * 3_000_000 for k in range(3)},
        "HTML, JSON of many values": lambda: {f"{k}.html": script('{"@graph":[' + '{"":0},' * 1_500_000 + "0]}") for k in range(4)},
        "HTML, JSON under a long title": lambda: {"a.html": script('{"title":"' + "t" * 10_000 + '","a":[' + '{"a":1},' * 30_000 + "0]}")},
        "HTML, most of it hidden": lambda: {f"{k}.html": hidden(k) for k in range(3)},
        "HTML, most of it in noscript": lambda: {f"{k}.html": noscript(k) for k in range(8)},
        "text lines, 16 MB": lambda: {f"{k}.txt": b"a %d\n" % k + b"a\n" * 7_900_000 for k in range(3)},
        "text lines, 400 kB, 100 files": lambda: {f"{k}.txt": b"a %d\n" % k + b"a\n" * 190_000 for k in range(100)},
        "Markdown items": lambda: {f"{k}.md": b"* a\n" * 199_000 for k in range(20)},
        "Markdown lines": lambda: {f"{k}.md": b"A\n" * 199_000 for k in range(20)},
        "Markdown items, 4 MB": lambda: {f"{k}.md": b"* a %d\n" % k + b"* a\n" * 1_000_000 for k in range(3)},
        "Markdown spans, 15 MB": lambda: {f"{k}.md": b"*a* **b** `c` [d](e) " * 700_000 + b"%d" % k for k in range(2)},
        "gzip without its name": lambda: {f"{k}.jsonl": gzip.compress(lines_of_text(70_000)) for k in range(4)},
        "gzip of line breaks": lambda: {"a.jsonl.gz": gzip.compress(b"\n" * 500_000_000)},
        "WARC, bodies of 60 MB in gzip": lambda: {"a.warc": warc([gzip.compress(b"<p>the ferry" * 5_000_000)] * 16, "gzip")},
        "WARC, bodies of 10 MB in gzip": lambda: {"a.warc": warc([gzip.compress(paragraphs(195_000).encode())] * 16, "gzip")},
        "a million short lines": lambda: {"a.jsonl": b'{"text":"a"}\n' * 1_000_000},
    }


def peak_mib(program: str, source: Path, out: Path, memory: int, threads: int) -> tuple[int, int, dict]:
    shutil.rmtree(out, ignore_errors=True)
    command = [program, "build", str(source), "-o", str(out), "-q", "--log-level", "off"]
    process = subprocess.Popen([*command, "--memory", f"{memory}MiB", "-j", str(threads)])
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    manifest = out / "manifest.json"
    counts = json.loads(manifest.read_text())["counts"] if manifest.exists() else {}
    return process.returncode, usage.ru_maxrss >> 10, {name: count for name, count in counts.items() if count}


def write(source: Path, make) -> None:
    for file, content in make().items():
        (source / file).write_bytes(content)


def size_bytes(folder: Path) -> int:
    """Bytes of the regular files in a folder, whose paths may be longer than the system takes."""
    total = 0
    for _, _, names, at in os.fwalk(folder):
        for name in names:
            found = os.stat(name, dir_fd=at, follow_symlinks=False)
            total += found.st_size if stat.S_ISREG(found.st_mode) else 0
    return total


def measure(args: argparse.Namespace, name: str, source: Path, out: Path) -> bool:
    size = size_bytes(source)
    runs = [peak_mib(args.chaffinch, source, out, args.memory, threads) for threads in THREADS]
    codes, peaks, counts = zip(*runs)
    right = all(code in (0, 3) for code in codes) and all(counts[0] == count for count in counts)
    right &= max(peaks) <= args.memory + MORE_MIB
    cells = [name, f"{size / 1e6:.1f}", *map(str, peaks), str(counts[0]), "" if right else f"WRONG {codes}"]
    print("| " + " | ".join(cells) + " |", flush=True)
    return right


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--memory", type=int, default=64, help="MiB")
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--folder", nargs="*", type=Path, default=[])
    parser.add_argument("--chaffinch", default="target/release/chaffinch")
    args = parser.parse_args()
    print(f"Peak in MiB with --memory {args.memory}MiB; at most {args.memory + MORE_MIB}.\n")
    print("| input | MB | -j 1 | -j 2 | -j 8 | counts | |\n|---|--:|--:|--:|--:|---|---|")
    right = True
    with tempfile.TemporaryDirectory() as work:
        source, out = Path(work) / "in", Path(work) / "out"
        for name, make in cases().items():
            if args.only and not any(part in name for part in args.only):
                continue
            source.mkdir()
            # In a process of its own: a child's peak is at least what its parent takes when it starts it.
            making = multiprocessing.get_context("fork").Process(target=write, args=(source, make))
            making.start()
            making.join()
            right &= measure(args, name, source, out)
            shutil.rmtree(source)
        for folder in args.folder:
            for part in sorted(path for path in folder.iterdir() if path.is_dir()) or [folder]:
                right &= measure(args, part.name, part, out)
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
