"""Lists the pages of a set, one a line: id TAB path."""
import json
import sys

for line in open(sys.argv[1] + "/gold.jsonl", encoding="utf-8"):
    page = json.loads(line)["id"]
    print(page, f"{sys.argv[1]}/html/{page}.html", sep="\t")
