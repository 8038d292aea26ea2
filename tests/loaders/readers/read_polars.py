"""read_polars.py CORPUS TABLE...: the tables with Polars: eagerly, lazily, and lazily with a schema."""

import sys

import plain
import polars

corpus, tables = sys.argv[1], sys.argv[2:]
for table in tables:
    pattern = f"{corpus}/{table}*.jsonl.zst"
    eager = polars.read_ndjson(pattern)
    plain.write(table, eager.iter_rows(named=True))
    plain.write(table, polars.scan_ndjson(pattern).collect().iter_rows(named=True))
    plain.write(table, polars.scan_ndjson(pattern, schema=eager.schema).collect().iter_rows(named=True))
