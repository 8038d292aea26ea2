"""Lists the pages of a set, one a line: id TAB path. list.py SET [FOLDER SUFFIX], which are html and html without."""
import json
import sys

folder, suffix = sys.argv[2:4] if len(sys.argv) > 2 else ("html", "html")
for line in open(sys.argv[1] + "/gold.jsonl", encoding="utf-8"):
    page = json.loads(line)["id"]
    print(page, f"{sys.argv[1]}/{folder}/{page}.{suffix}", sep="\t")
