#!/usr/bin/env python3
"""Counts the pages that chaffinch and warcio read from the same WARC files, and prints the tables.

    scripts/measure/peer-warcs.py [FILE...]

Without FILE: the test files that come with the source packages of other WARC tools on PyPI, then made files whose
Content-Length is wrong in the ways that are met in the wild, three pages each. warcio and the packages come from PyPI into
target/. CHAFFINCH names another command than the one that is built in target/release.

For warcio, a page is a 2xx response, a resource or a conversion with a body of HTML or plain text, or one that names no
type. For chaffinch it is a document, kept or not. Crawlers' own records are left out on both sides.
"""

import gzip
import json
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "target" / "peer-warcs"
PACKAGES = ["warcio==1.8.1", "warcat==2.2.5", "pywb==2.10.0", "warcit==0.4.0"]
TEXTUAL = ("text/html", "application/xhtml+xml", "text/plain", "text/markdown", "")
OWN = ("metadata://gnu.org/software/wget", "urn:X-wpull", "urn:text:")
COMMAND = os.environ.get("CHAFFINCH", str(ROOT / "target" / "release" / "chaffinch"))


def python():
    """The interpreter of an environment with warcio; what it needs is installed on the first run."""
    venv = TARGET / "venv" / "bin" / "python"
    if not venv.exists():
        subprocess.run([sys.executable, "-m", "venv", venv.parent.parent], check=True)
        needs = ["warcio", "brotli", "setuptools", "wheel"]
        subprocess.run([venv, "-m", "pip", "install", "--quiet", *needs], check=True)
    return venv


def peers():
    """The WARC files in the source packages."""
    folder = TARGET / "sources"
    folder.mkdir(parents=True, exist_ok=True)
    for package in PACKAGES:
        marker = folder / f"{package}.done"
        if marker.exists():
            continue
        options = ["--no-binary", ":all:", "--no-deps", "--no-build-isolation", "--quiet"]
        subprocess.run([python(), "-m", "pip", "download", *options, "-d", folder, package], check=True)
        marker.touch()
    for archive in folder.glob("*.tar.gz"):
        with tarfile.open(archive) as tar:
            tar.extractall(folder, filter="data")
    names = ("*.warc", "*.warc.gz", "*.warc.zst", "*.warc.gz.bad")
    return sorted({path for name in names for path in folder.rglob(name)})


def record(number, off, ending, separator):
    body = f"<html><body><p>Page {number} of the river market, which opened again.</p></body></html>{ending}"
    block = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{body}"
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{number:012}>\r\n"
        f"WARC-Date: 2024-01-01T00:00:00Z\r\nWARC-Target-URI: http://e.org/{number}\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block) + off}\r\n\r\n"
    )
    return (head + block + separator).encode()


CASES = [
    ("right", 0, "", "\r\n\r\n"),
    ("one too long", 1, "", "\r\n\r\n"),
    ("one too short", -1, "", "\r\n\r\n"),
    ("100 too short", -100, "", "\r\n\r\n"),
    ("one CRLF", 0, "", "\r\n"),
    ("one CRLF, body ends in LF", 0, "\n", "\r\n"),
    ("no breaks", 0, "", ""),
    ("no breaks, body ends in LF", 0, "\n", ""),
    ("CRLF in length", 2, "", "\r\n"),
]


def made(folder):
    """Files whose lengths are wrong, as (name, path)."""
    for name, off, ending, separator in CASES:
        records = [record(number, off, ending, separator) for number in range(3)]
        packed = {
            "plain": b"".join(records),
            "member per record": b"".join(map(gzip.compress, records)),
            "one member": gzip.compress(b"".join(records)),
        }
        for packing, data in packed.items():
            path = folder / f"{name}, {packing}.warc{'' if packing == 'plain' else '.gz'}"
            path.write_bytes(data)
            yield f"{name}, {packing}", path


def warcio_pages(path):
    """Pages that warcio reads, and what stopped it."""
    run = subprocess.run([python(), __file__, "--warcio", path], capture_output=True, text=True, check=True)
    return json.loads(run.stdout)


def count_with_warcio(path):
    from warcio.archiveiterator import ArchiveIterator

    pages, stopped = 0, ""
    try:
        with open(path, "rb") as stream:
            for item in ArchiveIterator(stream, arc2warc=False):
                pages += is_page(item)
    except Exception as error:
        stopped = type(error).__name__
    print(json.dumps([pages, stopped]))


def is_page(item):
    address = (item.rec_headers.get_header("WARC-Target-URI") or "").strip("<>")
    if item.rec_type not in ("response", "resource", "conversion") or address.startswith((*OWN, "dns:")):
        return False
    head = item.http_headers
    if head is not None and not head.get_statuscode().startswith("2"):
        return False
    mime = head.get_header("Content-Type") if head is not None else item.rec_headers.get_header("Content-Type")
    body = item.content_stream().read()
    return bool(body) and (mime or "").split(";")[0].strip().lower() in TEXTUAL


def chaffinch_pages(path):
    """Documents that chaffinch reads, whatever becomes of them, and how many faults it names."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        run = subprocess.run([COMMAND, "build", path, "-o", out, "-q"], capture_output=True, text=True)
        if run.returncode not in (0, 3):
            return f"exit {run.returncode}", 0
        counts = json.loads((out / "manifest.json").read_text())["counts"]
        return counts["kept"] + counts["duplicate"] + counts["dropped"], counts["quarantined"]


def table(rows):
    print("| file | warcio | chaffinch | named |\n|---|--:|--:|--:|")
    for name, path in rows:
        (theirs, stopped), (ours, named) = warcio_pages(path), chaffinch_pages(path)
        print(f"| {name} | {theirs}{' ' + stopped if stopped else ''} | {ours} | {named} |", flush=True)


def main():
    if sys.argv[1:2] == ["--warcio"]:
        count_with_warcio(sys.argv[2])
    elif sys.argv[1:]:
        table((path, Path(path)) for path in sys.argv[1:])
    else:
        table((path.name, path) for path in peers())
        with tempfile.TemporaryDirectory() as folder:
            print()
            table(made(Path(folder)))


if __name__ == "__main__":
    main()
