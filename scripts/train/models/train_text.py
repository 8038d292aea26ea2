"""Trains the judge of plain text: train_text.py PAGES WORK OUT [FOLDS].

PAGES holds the gold sets, WORK what `tools/src/bin/text_features.rs` measured on their flattened pages. With FOLDS, weights for
cross-validation are written beside OUT: OUT.0 is trained without the pages of hosts of fold 0, and so on.
Not for: labels (align.py) or measuring (scripts/measure/strip-text.py).
"""
import sys

import lightgbm
import numpy as np

import align
from pack import ensemble
from folds import fold_of
from train import weights_of

SETS = ("wcxb_dev", "trafilatura")
TREES = 200
SETTINGS = dict(
    objective="cross_entropy", learning_rate=0.07, num_leaves=31, min_data_in_leaf=80, max_bin=127, path_smooth=5,
    feature_fraction=0.25, bagging_fraction=0.5, bagging_freq=1, lambda_l2=10, verbose=-1, seed=7,
    num_threads=1, deterministic=True, force_row_wise=True,
)


def rows(work, name):
    names = open(f"{work}/{name}.names").read().split("\n")
    return np.fromfile(f"{work}/{name}.bin", np.int32).reshape(-1, len(names)), names


def parts(source, work):
    """Features, labels and weights of the labelled pieces of each page."""
    found = []
    for name in SETS:
        features, names = rows(work, name)
        start, title = 0, names.index("title")
        for page in align.read(source, work, name):
            stop = start + len(page.sizes)
            labels = align.from_text(page) if name == "wcxb_dev" else align.from_segments(page)
            labels[features[start:stop, title] > 0] = align.UNKNOWN
            known = ~np.isnan(labels)
            if known.any() and (name != "wcxb_dev" or len(page.gold_tokens)):
                found.append((page, features[start:stop][known], labels[known], weights_of(page, name, known)))
            start = stop
    return found


def train(parts):
    features, labels, weights = (np.concatenate([part[k] for part in parts]) for k in (1, 2, 3))
    data = lightgbm.Dataset(features, labels, weight=weights / weights.mean())
    return lightgbm.train(SETTINGS, data, TREES)


def write(path, parts):
    with open(path, "wb") as file:
        file.write(b"chaffinch plain text 1\n" + ensemble(train(parts)))


def main():
    source, work, out = sys.argv[1:4]
    found = parts(source, work)
    folds = int(sys.argv[4]) if len(sys.argv) > 4 else 0
    for fold in range(folds):
        write(f"{out}.{fold}", [part for part in found if fold_of(part[0].host, folds) != fold])
    if not folds:
        write(out, found)


if __name__ == "__main__":
    main()
