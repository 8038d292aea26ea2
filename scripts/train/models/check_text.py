"""Checks that the program computes what training computed: check_text.py WORK SCORED SAMPLE NAME...

WORK holds what train_text.py and train_classes.py left, SCORED what `line_features --weights` says of the same sets. Writes the scores
and classes of the set `sample` into the folder SAMPLE for the tests of the program. Not for: training.
"""
import json
import os
import sys

import numpy as np


def scored(path):
    with open(path, encoding="utf-8") as file:
        return [line[4:8] for document in map(json.loads, file) for line in document["lines"]]


def main():
    work, program, sample, *names = sys.argv[1:]
    lines = 0
    for name in names:
        seen = f"{work}/{name}.seen.npz"
        trained = np.load(seen if os.path.exists(seen) else f"{work}/{name}.unseen.npz")
        with open(f"{work}/{name}.classes") as file:
            classes = file.read().splitlines()
        want = list(map(list, zip(*(trained[key].tolist() for key in ("words", "page", "prose")), classes)))
        found = scored(f"{program}/{name}.jsonl")
        lines += len(found)
        if found != want:
            sys.exit(f"{name}: {sum(a != b for a, b in zip(found, want))} of {len(found)} lines differ")
        if name == "sample":
            with open(f"{sample}/scores.tsv", "w") as file:
                file.writelines(f"{words}\t{page}\t{prose}\n" for words, page, prose, _ in want)
            with open(f"{sample}/classes.txt", "w") as file:
                file.writelines(f"{known}\n" for known in classes)
    print(lines, "lines agree")


if __name__ == "__main__":
    main()
