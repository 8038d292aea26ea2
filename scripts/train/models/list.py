"""Lists the pages of a set, one a line: id TAB path TAB address.

list.py SET [FOLDER SUFFIX]     pages lie in FOLDER and end in SUFFIX, which are html and html without
list.py SET --fold NUMBER OF    only the pages of the hosts of one fold
"""
import json
import sys

from folds import fold_of, host_of

options = sys.argv[2:]
number, folds = map(int, options[1:3]) if options[:1] == ["--fold"] else (0, 1)
folder, suffix = options if len(options) == 2 else ("html", "html")
for line in open(sys.argv[1] + "/gold.jsonl", encoding="utf-8"):
    gold = json.loads(line)
    if fold_of(host_of(gold), folds) == number:
        address = " ".join((gold.get("url") or "").split())
        print(gold["id"], f"{sys.argv[1]}/{folder}/{gold['id']}.{suffix}", address, sep="\t")
