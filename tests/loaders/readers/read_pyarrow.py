"""read_pyarrow.py CORPUS TABLE...: the tables with PyArrow, which reads a file at a time; all files must have one schema."""

import glob
import sys

import plain
import pyarrow
import pyarrow.json

corpus, tables = sys.argv[1], sys.argv[2:]
for table in tables:
    files = sorted(glob.glob(f"{corpus}/{table}*.jsonl.zst"))
    read = [pyarrow.json.read_json(pyarrow.input_stream(file, compression="zstd")) for file in files]
    assert all(one.schema == read[0].schema for one in read), f"{table}: files of different schemas"
    plain.write(table, pyarrow.concat_tables(read).to_pylist())
