"""load.py CORPUS: reads a corpus with the usual dataset libraries and holds what they see against the files themselves."""

import io
import json
import os
import sys
import tempfile
from pathlib import Path

# Nothing is fetched, and nothing is kept between runs.
os.environ["HF_HUB_OFFLINE"] = "1"
CACHE = tempfile.TemporaryDirectory()
os.environ["HF_HOME"] = CACHE.name

import datasets
import duckdb
import polars
import zstandard


def lines_of(folder):
    """Every document, in the order of the files, read without any of the libraries under test."""
    for path in sorted(folder.glob("*.jsonl.zst")):
        with zstandard.open(path, "rb", dctx=zstandard.ZstdDecompressor()) as stream:
            yield from io.TextIOWrapper(stream, encoding="utf-8")


def main(corpus):
    documents = [json.loads(line) for line in lines_of(corpus / "documents")]
    expected = {d["id"]: d["text"] for d in documents}
    assert expected, "the corpus holds no document"
    pattern = str(corpus / "documents" / "*.jsonl.zst")

    card = datasets.load_dataset(str(corpus), split="train")
    assert dict(zip(card["id"], card["text"])) == expected, "datasets.load_dataset(DIR)"
    streamed = datasets.load_dataset(str(corpus), split="train", streaming=True)
    assert {row["id"]: row["text"] for row in streamed} == expected, "datasets, streaming"
    parts = datasets.get_dataset_config_names(str(corpus))
    rows = {part: len(datasets.load_dataset(str(corpus), part, split="train")) for part in parts}
    assert rows["removals"] and rows["duplicates"] and rows["quarantined"], rows
    print(f"datasets {datasets.__version__}: {len(expected)} documents, also streaming; all parts: {rows}")

    rows = duckdb.sql(f"select id, text from read_json('{pattern}')").fetchall()
    assert dict(rows) == expected, "DuckDB"
    print(f"duckdb {duckdb.__version__}: {len(rows)} documents")

    frame = polars.read_ndjson(pattern)
    assert dict(zip(frame["id"], frame["text"])) == expected, "Polars"
    print(f"polars {polars.__version__}: {len(frame)} documents")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
