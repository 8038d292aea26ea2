"""Checks that the program computes what training computed: check_text.py WORK SCORED SAMPLE NAME...

WORK holds what train_text.py left, SCORED what `line_features --weights` says of the same sets. Writes the scores of the set `sample`
to SAMPLE for the tests of the program. Not for: training.
"""
import json
import os
import sys

import numpy as np


def scores(path):
    with open(path, encoding="utf-8") as file:
        return [line[4:6] for document in map(json.loads, file) for line in document["lines"]]


def main():
    work, scored, sample, *names = sys.argv[1:]
    lines = 0
    for name in names:
        seen = f"{work}/{name}.seen.npz"
        trained = np.load(seen if os.path.exists(seen) else f"{work}/{name}.unseen.npz")
        want = list(map(list, zip(trained["words"].tolist(), trained["sums"].tolist())))
        found = scores(f"{scored}/{name}.jsonl")
        lines += len(found)
        if found != want:
            sys.exit(f"{name}: {sum(a != b for a, b in zip(found, want))} of {len(found)} lines differ")
        if name == "sample":
            with open(sample, "w") as file:
                file.writelines(f"{words}\t{total}\n" for words, total in want)
    print(lines, "lines agree")


if __name__ == "__main__":
    main()
