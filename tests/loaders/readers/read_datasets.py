"""read_datasets.py CORPUS TABLE...: the tables with datasets, by the dataset card and by the files alone, also streaming."""

import os
import sys
import tempfile

# Nothing is fetched, and nothing is kept between runs.
cache = tempfile.TemporaryDirectory()
os.environ.update(HF_HUB_OFFLINE="1", HF_HOME=cache.name)

import datasets
import plain

datasets.disable_progress_bars()
corpus, tables = sys.argv[1], sys.argv[2:]
for table in tables:
    config = table.split("/")[-1].strip("-") or table.strip("/")
    files = f"{corpus}/{table}*.jsonl.zst"
    plain.write(table, datasets.load_dataset(corpus, config, split="train"))
    plain.write(table, datasets.load_dataset(corpus, config, split="train", streaming=True))
    plain.write(table, datasets.load_dataset("json", data_files=files, split="train"))
    plain.write(table, datasets.load_dataset("json", data_files=files, split="train", streaming=True))
