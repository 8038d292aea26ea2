"""read_pandas.py CORPUS TABLE...: the tables with pandas, which reads a file at a time."""

import glob
import sys

import pandas
import plain

corpus, tables = sys.argv[1], sys.argv[2:]
for table in tables:
    files = sorted(glob.glob(f"{corpus}/{table}*.jsonl.zst"))
    frame = pandas.concat([pandas.read_json(file, lines=True) for file in files])
    plain.write(table, frame.to_dict("records"))
