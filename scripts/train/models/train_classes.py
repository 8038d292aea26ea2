"""Trains the classes of the model of lines: train_classes.py WORK OUT SET... [--measure]

SETs and WORK are those of train_text.py. First the words: a logistic regression over hashed n-grams, for all classes at once. Then trees
for each class, over features and the scores of the words of the line and of those around; they are trained on scores that words have on
sites they were not trained on. Only lines that are boilerplate are learned from; the set `sample` is left out. The class of each line
stands in WORK/name.classes. With `--measure`, nothing is trained for the program: each part of the sites is classed by weights that have
not seen it, and a table of the classes is printed. Not for: labels (lines_gold.py), which lines go (train_text.py).
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
from folds import fold_of
from pack import UNIT, small, tree
from train_text import BUCKETS, Set

MAGIC = b"chaffinch text classes 1\n"
NAMES = (
    "app-download related comments newsletter cookie share meta-line caption-credit navigation inline-promo paywall ad author-bio tags "
    "copyright pagination player login product-chrome wiki-chrome doc-chrome duplicate other"
).split()
CLASSES = len(NAMES)
SHARE = 16
NEAR = 3
FOLDS = 5
ROUNDS = 35
SETTINGS = dict(
    objective="multiclass", num_class=CLASSES, learning_rate=0.12, num_leaves=16, min_data_in_leaf=20, feature_fraction=0.3,
    bagging_fraction=0.8, bagging_freq=1, lambda_l2=5.0, max_bin=63, verbose=-1, seed=1, num_threads=1, deterministic=True,
    force_row_wise=True,
)


class Classed(Set):
    """The lines of a set, with the class of each (-1 where a line is not boilerplate) and the part of the sites that it is in."""

    def __init__(self, work, name, folder):
        super().__init__(work, name, folder)
        golds = {gold["id"]: gold for gold in lines_gold.read(folder)}
        found, folds = [], []
        with open(f"{work}/{name}.jsonl", encoding="utf-8") as file:
            for document in map(json.loads, file):
                gold = golds[document["id"]]
                found += [NAMES.index(known) if known else -1 for known in lines_gold.classes(document, gold)]
                folds.append(fold_of(gold.get("site") or name, FOLDS))
        # Other guidelines know no classes.
        found = np.where(self.guidelines == 0, found, -1)
        self.classes, self.folds = np.array(found, np.int64), np.repeat(folds, self.sizes)
        shared = self.grams.tocoo()
        self.shared = scipy.sparse.csr_matrix((shared.data, (shared.row, shared.col // SHARE)), shape=(len(found), BUCKETS // SHARE))


class Words:
    """Weights of buckets for each class, as whole numbers."""

    def __init__(self, grams, counts, classes):
        rows = scipy.sparse.diags(1 / np.sqrt(np.maximum(counts, 1))) @ grams.astype(np.float64)
        model = LogisticRegression(C=4.0, solver="lbfgs", max_iter=60, tol=1e-3).fit(rows, classes)
        weights, bias = np.zeros((CLASSES, BUCKETS // SHARE)), np.full(CLASSES, -10.0)
        weights[model.classes_], bias[model.classes_] = model.coef_, model.intercept_
        scale = 127 / np.quantile(np.abs(model.coef_), 0.9998)
        self.weights = np.clip(np.round(weights * scale), -127, 127).astype(np.int64).T
        self.factor, self.bias = round(1600 / scale), np.round(100 * bias).astype(np.int64)

    def scores(self, grams, counts):
        root = np.floor(np.sqrt((np.maximum(counts, 1) << 8).astype(np.float64))).astype(np.int64)
        scores = np.clip(self.bias + (grams @ self.weights) * self.factor // root[:, None], -9999, 9999)
        return scores - scores.sum(1, keepdims=True) // CLASSES

    def packed(self):
        return struct.pack(f"<i{CLASSES}i", self.factor, *self.bias) + self.weights.astype(np.int8).tobytes()


def around(scores):
    """The columns of src/strip/line_model/classes.rs for the lines of a document."""
    sums, index = np.vstack([np.zeros((1, CLASSES), np.int64), np.cumsum(scores, 0)]), np.arange(len(scores))

    def means(start, stop):
        return (sums[stop] - sums[start]) // np.maximum(stop - start, 1)[:, None]

    return np.hstack([scores, means(np.maximum(index - NEAR, 0), index), means(index + 1, np.minimum(len(scores), index + 1 + NEAR))])


def rows(features, scores, sizes):
    parts = np.split(scores, np.cumsum(sizes)[:-1]) if len(sizes) else []
    return np.hstack([features, np.concatenate([around(part) for part in parts]).astype(np.float32)])


def joined(sets):
    grams = scipy.sparse.vstack([part.shared for part in sets]).tocsr()
    counts, features, classes, folds = (np.concatenate([getattr(part, key) for part in sets]) for key in ("counts", "features", "classes", "folds"))
    known = classes >= 0
    scores = np.zeros((len(classes), CLASSES), np.int64)
    for fold in np.unique(folds):
        seen, unseen = (folds != fold) & known, folds == fold
        scores[unseen] = Words(grams[seen], counts[seen], classes[seen]).scores(grams[unseen], counts[unseen])
    table = rows(features, scores, [size for part in sets for size in part.sizes])
    return grams, counts, table, classes, folds


def grow(table, classes):
    return lightgbm.train(SETTINGS, lightgbm.Dataset(table, classes), ROUNDS)


def train(sets):
    grams, counts, table, classes, _ = joined(sets)
    known = classes >= 0
    return Words(grams[known], counts[known], classes[known]), grow(table[known], classes[known])


def packed(trees):
    """The trees of each class, after their length in bytes."""
    all_trees = trees.dump_model()["tree_info"]
    ensembles = [[tree(data) for data in all_trees[nth::CLASSES]] for nth in range(CLASSES)]
    files = [struct.pack("<H", len(ensemble)) + b"".join(ensemble) for ensemble in ensembles]
    return b"".join(struct.pack("<i", len(file)) + file for file in files)


def classed(words, trees, part):
    """What the program computes: of each line, the class whose sum of leaves is greatest."""
    leaves = trees.predict(rows(part.features, words.scores(part.shared, part.counts), part.sizes), pred_leaf=True).astype(int)
    total = np.zeros((len(leaves), CLASSES), np.int64)
    for nth in range(leaves.shape[1]):
        worth = np.array([small(trees.get_leaf_output(nth, leaf) * UNIT) for leaf in range(leaves[:, nth].max() + 1)])
        total[:, nth % CLASSES] += worth[leaves[:, nth]]
    return total.argmax(1)


def measure(sets):
    _, _, table, classes, folds = joined(sets)
    known, found = classes >= 0, np.full(len(classes), -1)
    for fold in np.unique(folds):
        seen, unseen = (folds != fold) & known, (folds == fold) & known
        found[unseen] = grow(table[seen], classes[seen]).predict(table[unseen]).argmax(1)
    return classes[known], found[known], known


def show(classes, found):
    print("| class | lines | precision | recall | mostly taken for |\n|---|--:|--:|--:|---|")
    scores = []
    for nth, name in enumerate(NAMES):
        both, there, said = ((classes == nth) & (found == nth)).sum(), (classes == nth).sum(), (found == nth).sum()
        wrong = np.bincount(found[(classes == nth) & (found != nth)], minlength=CLASSES)
        scores.append(2 * both / max(1, there + said))
        print(f"| `{name}` | {there} | {100 * both / max(1, said):.0f} | {100 * both / max(1, there):.0f} | {NAMES[wrong.argmax()]} |")
    print(f"\n{len(classes)} lines, accuracy {100 * (classes == found).mean():.1f} %, macro F1 {100 * np.mean(scores):.1f} %")


def main():
    work, out, *named = sys.argv[1:]
    measures = "--measure" in named
    sets = {name: Classed(work, name, folder) for name, folder in (name.split("=", 1) for name in named if name != "--measure")}
    learned = [part for name, part in sets.items() if name != "sample"]
    if measures:
        show(*measure(learned)[:2])
        return
    words, trees = train(learned)
    with open(out, "wb") as file:
        file.write(MAGIC + words.packed() + packed(trees))
    for name, part in sets.items():
        with open(f"{work}/{name}.classes", "w") as file:
            file.writelines(f"{NAMES[nth]}\n" for nth in classed(words, trees, part))
    print(os.path.getsize(out), "bytes;", sum(int((part.classes >= 0).sum()) for part in learned), "lines of boilerplate")


if __name__ == "__main__":
    main()
