"""The side of the peers, as their manuals show it; the last line of the output is the number of documents.

peer.py (resiliparse|trafilatura) (files|warc) SOURCE OUT    pages to main text to deduplicated JSON Lines, compressed
peer.py datatrove warc SOURCE OUT                            the same through datatrove's pipeline, without deduplication
peer.py python text SOURCE OUT                               JSON Lines, read and written; drops exact duplicates, cleans nothing
peer.py duckdb dedup SOURCE OUT THREADS MEMORY               SELECT DISTINCT ON
"""

import hashlib
import json
import sys
from pathlib import Path


def from_files(source):
    for path in sorted(Path(source).rglob("*.html")):
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


def write(documents, out):
    """The first document of each text."""
    import zstandard

    seen = set()
    with open(out, "wb") as file, zstandard.ZstdCompressor(level=3).stream_writer(file) as writer:
        for document in documents:
            key = hashlib.blake2b(document["text"].encode(), digest_size=16).digest()
            if document["text"] and key not in seen:
                seen.add(key)
                writer.write(json.dumps(document, ensure_ascii=False).encode() + b"\n")
    return len(seen)


def extractor(extract, kind, source, out):
    pages = {"files": from_files, "warc": from_warc}[kind](source)
    return write(({"id": name, "text": extract(page) or ""} for name, page in pages), out)


def python(source, out):
    import io

    import zstandard

    with open(source, "rb") as file, zstandard.ZstdDecompressor().stream_reader(file) as reader:
        return write(map(json.loads, io.TextIOWrapper(reader, encoding="utf-8")), out)


def datatrove(source, out):
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.extractors import Trafilatura
    from datatrove.pipeline.readers import WarcReader
    from datatrove.pipeline.writers import JsonlWriter

    source = Path(source)
    steps = [
        WarcReader(str(source.parent), glob_pattern=source.name),
        Trafilatura(timeout=60),
        JsonlWriter(out, compression="zstd"),
    ]
    stats = LocalPipelineExecutor(pipeline=steps, tasks=1, workers=1, logging_dir=f"{out}/logs").run()
    return int(stats.stats[-1].stats["total"].total)


def duckdb(source, out, threads, memory):
    import duckdb

    connection = duckdb.connect()
    connection.execute(f"SET threads = {threads}; SET memory_limit = '{memory}'; SET temp_directory = '{out}.tmp'")
    lines = f"read_json('{source}', format = 'newline_delimited')"
    connection.execute(f"COPY (SELECT DISTINCT ON (text) * FROM {lines}) TO '{out}' (FORMAT json, COMPRESSION zstd)")
    return connection.execute(f"SELECT count(*) FROM read_json('{out}', format = 'newline_delimited', compression = 'zstd')").fetchone()[0]


def main():
    tool, kind, source, out, *more = sys.argv[1:]
    run = {
        "resiliparse": lambda: extractor(resiliparse(), kind, source, out),
        "trafilatura": lambda: extractor(trafilatura(), kind, source, out),
        "python": lambda: python(source, out),
        "datatrove": lambda: datatrove(source, out),
        "duckdb": lambda: duckdb(source, out, *more),
    }
    print(run[tool]())


if __name__ == "__main__":
    main()
