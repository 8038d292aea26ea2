"""Trains the model of lines: train_text.py WORK OUT SET... [--without NAME...]

A SET is `name=folder` or `name=folder//gold file`; WORK holds what `tools/src/bin/line_features.rs` measured of it (WORK/name.*). First the words: a
logistic regression over hashed n-grams. Then trees over features and the scores of words around, for each idea of what is wanted (`WANTED`); they
are trained on scores that words have on documents they were not trained on. A gold document says in `guideline` by whose rules it
was annotated: ours if it has none, `prose` if only running text is wanted, `extraction` if it is a whole page with the text that a
page set wants of it, `cleaned` if it is what the program leaves of a page, of which the wanted lines are known only. The guideline is a
feature, so that documents of others teach what all have in common; clean text counts as ours. The sets named by `--without` and the set `sample` are left out; the scores of these
stand in WORK/name.unseen.npz, those of others in WORK/name.seen.npz. Weights and scores are whole numbers, so that the program computes
the same. Not for: labels (lines_gold.py), comparing scores with the program's (check_text.py).
"""
import json
import os
import struct
import sys

import lightgbm
import numpy as np
import scipy.sparse
from sklearn.linear_model import LogisticRegression

import lines_gold
from pack import UNIT, ensemble, small

MAGIC = b"chaffinch plain text 3\n"
BUCKETS = 1 << 16
MISSING = -20_000
FOLDS = 3
TREES = 400
GUIDELINES = {None: 0, "prose": 1, "extraction": 2, "cleaned": 3}
CLEANED = GUIDELINES["cleaned"]
# How much a line of a document of each guideline counts: of those of `prose` there are few, of the last two many.
WORTH = np.array([1, 5, 0.1, 0.1], np.float32)
# What the trees are asked for, and the guidelines that they learn from.
WANTED = {0: (0, CLEANED), 1: (0, 1, 2)}
SETTINGS = dict(
    objective="binary", learning_rate=0.05, num_leaves=31, min_data_in_leaf=30, feature_fraction=0.4, bagging_fraction=0.8,
    bagging_freq=1, lambda_l2=5.0, verbose=-1, seed=1, num_threads=1, deterministic=True, force_row_wise=True,
)


class Set:
    """The lines of a set: n-grams, features, labels, and where its documents begin."""

    def __init__(self, work, name, folder):
        golds = {gold["id"]: gold for gold in lines_gold.read(folder)}
        names = open(f"{work}/{name}.names").read().split("\n")
        features = np.fromfile(f"{work}/{name}.bin", np.int32).reshape(-1, len(names))
        grams = np.fromfile(f"{work}/{name}.grams", np.uint16)
        counts, marks, guidelines, self.sizes, self.notes, self.ids = [], [], [], [], [], []
        with open(f"{work}/{name}.jsonl", encoding="utf-8") as file:
            for document in map(json.loads, file):
                gold = golds[document["id"]]
                self.sizes.append(len(document["lines"]))
                self.notes.append(gold.get("notes") or "")
                self.ids.append(document["id"])
                counts += [line[3] for line in document["lines"]]
                marks += lines_gold.labels(document, gold)
                guidelines += [GUIDELINES[gold.get("guideline")]] * len(document["lines"])
        starts = np.concatenate([[0], np.cumsum(counts)])
        self.grams = scipy.sparse.csr_matrix((np.ones(len(grams), np.int32), grams.astype(np.int32), starts), shape=(len(counts), BUCKETS))
        self.grams.sum_duplicates()
        self.counts = np.array(counts, np.int64)
        self.guidelines = np.array(guidelines, np.int64)
        self.features = np.clip(features, -32767, 32767).astype(np.float32)
        self.labels, self.weights = np.array(marks, np.float32).reshape(-1, 2).T

    def only(self, chosen):
        """The same set with the documents for which `chosen` says so."""
        lines = np.repeat(chosen, self.sizes)
        part = object.__new__(Set)
        part.sizes = [size for size, is_in in zip(self.sizes, chosen) if is_in]
        part.grams, part.counts, part.features = self.grams[lines], self.counts[lines], self.features[lines]
        part.labels, part.weights, part.guidelines = self.labels[lines], self.weights[lines], self.guidelines[lines]
        return part


class Words:
    """Weights of buckets as whole numbers."""

    def __init__(self, grams, counts, labels, weights):
        rows = scipy.sparse.diags(1 / np.sqrt(np.maximum(counts, 1))) @ grams.astype(np.float64)
        model = LogisticRegression(C=4.0, solver="liblinear", dual=True, max_iter=100, tol=1e-2, random_state=1).fit(rows, labels, sample_weight=weights)
        scale = 127 / np.quantile(np.abs(model.coef_[0]), 0.9998)
        self.weights = np.clip(np.round(model.coef_[0] * scale), -127, 127).astype(np.int64)
        self.factor = round(1600 / scale)
        self.bias = round(100 * float(model.intercept_[0]))

    def scores(self, grams, counts):
        root = np.floor(np.sqrt((np.maximum(counts, 1) << 8).astype(np.float64))).astype(np.int64)
        return np.clip(self.bias + (grams @ self.weights) * self.factor // root, -9999, 9999)

    def packed(self):
        return struct.pack("<ii", self.factor, self.bias) + self.weights.astype(np.int8).tobytes()


def context(scores):
    """The columns of src/strip/line_model/context.rs for the lines of a document."""
    count = len(scores)
    if not count:
        return np.zeros((0, 18), np.float32)
    padded = np.full(count + 8, MISSING, np.int64)
    padded[4:4 + count] = scores
    sums, index = np.concatenate([[0], np.cumsum(scores)]), np.arange(count)

    def mean(start, stop):
        return np.where(stop > start, (sums[stop] - sums[start]) // np.maximum(stop - start, 1), MISSING)

    columns = [scores]
    for near in range(1, 5):
        columns += [padded[4 - near:4 - near + count], padded[4 + near:4 + near + count]]
    for width in (3, 8, 20):
        columns += [mean(np.maximum(index - width, 0), index), mean(index + 1, np.minimum(count, index + 1 + width))]
    whole = np.full(count, count)
    columns += [mean(index * 0, whole), mean(index * 0, index + 1), mean(index, whole)]
    return np.column_stack(columns).astype(np.float32)


def rows(features, scores, sizes):
    parts = np.split(scores, np.cumsum(sizes)[:-1]) if len(sizes) else []
    return np.hstack([features, np.concatenate([context(part) for part in parts])])


def asked(table, wanted):
    """The rows of lines with the last column, what is wanted."""
    return np.hstack([table, np.broadcast_to(np.asarray(wanted, np.float32), len(table))[:, None]])


def train(sets):
    """The words, and the trees for each idea of what is wanted."""
    grams = scipy.sparse.vstack([part.grams for part in sets]).tocsr()
    keys = ("counts", "features", "labels", "weights", "guidelines")
    counts, features, labels, weights, guidelines = (np.concatenate([getattr(part, key) for part in sets]) for key in keys)
    sizes = [size for part in sets for size in part.sizes]
    folds = np.repeat(np.random.RandomState(0).randint(0, FOLDS, len(sizes)), sizes)
    scores = np.zeros(len(labels), np.int64)
    taught = (weights > 0) & (guidelines == 0)
    for fold in range(FOLDS):
        seen, unseen = (folds != fold) & taught, folds == fold
        scores[unseen] = Words(grams[seen], counts[seen], labels[seen], weights[seen]).scores(grams[unseen], counts[unseen])
    table = asked(rows(features, scores, sizes), np.where(guidelines == CLEANED, 0, guidelines))

    def grow(from_guidelines):
        known = (weights > 0) & np.isin(guidelines, from_guidelines)
        data = lightgbm.Dataset(table[known], labels[known], weight=WORTH[guidelines[known]])
        return lightgbm.train(SETTINGS, data, TREES)

    words = Words(grams[taught], counts[taught], labels[taught], weights[taught])
    return words, {wanted: grow(guidelines) for wanted, guidelines in WANTED.items()}


def sums(words, trees, part):
    """What the program computes: the scores of the words, and the sums of the leaves as they are packed, for each idea of what is wanted."""
    scores = words.scores(part.grams, part.counts)
    table = rows(part.features, scores, part.sizes)
    return scores, [leaves_of(trees[wanted], asked(table, wanted)) for wanted in sorted(trees)]


def leaves_of(trees, table):
    leaves = trees.predict(table, pred_leaf=True).astype(int)
    total = np.zeros(len(table), np.int64)
    for nth in range(leaves.shape[1]):
        worth = np.array([small(trees.get_leaf_output(nth, leaf) * UNIT) for leaf in range(leaves[:, nth].max() + 1)])
        total += worth[leaves[:, nth]]
    return total


def packed(words, trees):
    """The file: the words, the length of the first trees, the trees."""
    page, prose = (ensemble(trees[wanted]) for wanted in sorted(trees))
    return MAGIC + words.packed() + struct.pack("<I", len(page)) + page + prose


def main():
    work, out, *named = sys.argv[1:]
    without = named[named.index("--without") + 1:] if "--without" in named else []
    named = [name.split("=", 1) for name in named[:len(named) - len(without) - bool(without)]]
    sets = {name: Set(work, name, folder) for name, folder in named}
    without.append("sample")
    words, trees = train([part for name, part in sets.items() if name not in without])
    with open(out, "wb") as file:
        file.write(packed(words, trees))
    for name, part in sets.items():
        said, total = sums(words, trees, part)
        held_out = name in without
        np.savez(f"{work}/{name}.{'unseen' if held_out else 'seen'}.npz", words=said, page=total[0], prose=total[1], labels=part.labels, weights=part.weights, sizes=part.sizes)
    print(os.path.getsize(out), "bytes;", sum(len(part.sizes) for part in sets.values()), "documents")


if __name__ == "__main__":
    main()
