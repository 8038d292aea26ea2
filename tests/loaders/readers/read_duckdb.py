"""read_duckdb.py CORPUS TABLE...: the tables with DuckDB, as the dataset card has it."""

import sys

import duckdb
import plain

corpus, tables = sys.argv[1], sys.argv[2:]
for table in tables:
    found = duckdb.sql(f"SELECT * FROM read_json('{corpus}/{table}*.jsonl.zst')")
    columns = found.columns
    plain.write(table, (dict(zip(columns, row)) for row in found.fetchall()))
