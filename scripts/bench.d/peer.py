"""The side of the peers: pages to main text to compressed JSON Lines, as their manuals show it.

peer.py (resiliparse|trafilatura) (files|warc) SOURCE OUT
"""

import json
import sys
from pathlib import Path

import zstandard


def from_files(source):
    for path in sorted(Path(source).iterdir()):
        yield path.name, path.read_bytes()


def from_warc(source):
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    with open(source, "rb") as stream:
        for record in ArchiveIterator(stream, record_types=WarcRecordType.response):
            yield record.headers.get("WARC-Target-URI"), record.reader.read()


def resiliparse():
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding
    from resiliparse.parse.html import HTMLTree

    def extract(page):
        tree = HTMLTree.parse(bytes_to_str(page, detect_encoding(page)))
        return extract_plain_text(tree, main_content=True)

    return extract


def trafilatura():
    from trafilatura import extract

    return extract


def main():
    tool, kind, source, out = sys.argv[1:]
    extract = {"resiliparse": resiliparse, "trafilatura": trafilatura}[tool]()
    pages = {"files": from_files, "warc": from_warc}[kind](source)
    with open(out, "wb") as file, zstandard.ZstdCompressor(level=3).stream_writer(file) as writer:
        for name, page in pages:
            text = extract(page)
            if text:
                writer.write(json.dumps({"id": name, "text": text}, ensure_ascii=False).encode() + b"\n")


if __name__ == "__main__":
    main()
