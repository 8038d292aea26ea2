"""Trains the judge of main content: train.py PAGES WORK OUT [FOLDS].

With FOLDS, weights for cross-validation are written beside OUT: OUT.0 is trained without the pages of hosts of fold 0, and so on.
First scores are learned from a block by itself, then their context: what they say around it, as `tools/src/bin/features/main.rs` sees it with weights
that do not know the page's host.
Not for: labels (align.py), the worth of words (words.py), the file (pack.py) or measuring (chaffinch eval).
"""
import subprocess
import sys
from dataclasses import dataclass

import lightgbm
import numpy as np

import align
import pack
import words
from folds import fold_of

SETS = ("wcxb_dev", "trafilatura")
KINDS = ("article", "documentation", "forum", "service", "product", "listing", "collection")
COMMON = dict(
    bagging_freq=1, verbose=-1, seed=7, num_threads=2, deterministic=True, force_row_wise=True, max_bin=63,
)
BLOCK = dict(
    COMMON, objective="cross_entropy", learning_rate=0.07, num_leaves=31, min_data_in_leaf=80,
    feature_fraction=0.2, bagging_fraction=0.5, lambda_l2=10, path_smooth=5,
)
BLOCK_TREES = 200
# Several models on other samples of the rows: their mean depends less on what each happened to see.
BLOCK_SEEDS = (7, 11, 13)
KIND = dict(COMMON, bagging_fraction=0.7, objective="binary", learning_rate=0.07, num_leaves=6, min_data_in_leaf=12, feature_fraction=0.3, lambda_l2=5)
KIND_TREES = 60
CONTEXT = dict(BLOCK, num_leaves=15, feature_fraction=0.4)
CONTEXT_TREES = 60
# Rows of one page, as it is and blurred.
PLAIN_ROWS, BLURRED_ROWS = 130, 70
BLURRED_WEIGHT = 0.5
# Words and kinds are scored for training by models that have not seen the host.
INNER_FOLDS = 4
CONTEXT_FOLDS = 4
FAR = 30


@dataclass
class Part:
    """Labelled blocks of a page, chosen at random where there are many, plain or blurred."""

    page: align.Page
    features: np.ndarray
    blocks: np.ndarray
    labels: np.ndarray
    weights: np.ndarray
    blurred: bool


def rows(work, name):
    """Features as the program sees them: it holds them in sixteen bits."""
    names = open(f"{work}/{name}.names").read().split("\n")
    return np.fromfile(f"{work}/{name}.bin", np.int32).reshape(-1, len(names)).clip(-align.MOST, align.MOST), names


def without_tastes(page, name, labels, features, names):
    """Headlines and comments are settings, not lessons."""
    column = lambda feature: features[:, names.index(feature)]
    if name == "wcxb_dev":
        labels[(column("block.title") >= 400) & (column("block.heading") > 0)] = align.UNKNOWN
        if page.gold["page_type"] == "article":
            labels[column("hint.comment") < FAR] = 0
    else:
        comments = (column("hint.comment") < 12) & np.isnan(labels)
        if comments.sum() < 0.6 * len(labels):
            labels[comments] = 0
    return labels


def weights_of(page, name, known):
    weights = (np.minimum(page.sizes, 150) + 2.0)[known] ** 0.8
    weights /= weights.sum() ** 0.7 + 5
    return weights if name == "wcxb_dev" else np.full(known.sum(), 0.9 / known.sum()) * weights.sum()


def sample(weights, most, random):
    """Indices of at most so many rows, and weights that have the sum of all."""
    if len(weights) <= most:
        return np.arange(len(weights)), weights
    chosen = np.sort(random.choice(len(weights), most, replace=False))
    return chosen, weights[chosen] * (weights.sum() / weights[chosen].sum())


def parts_of(pages, work):
    """Features, labels and weights of labelled blocks, plain and blurred; and all such blocks of each page, without features."""
    parts, whole, random = [], [], np.random.default_rng(5)
    for name in SETS:
        plain, names = rows(work, name)
        blurred, _ = rows(work, name + ".blurred")
        start = 0
        for page in pages[name]:
            stop = start + len(page.sizes)
            labels = align.from_text(page) if name == "wcxb_dev" else align.from_segments(page)
            labels = without_tastes(page, name, labels, plain[start:stop], names)
            known = ~np.isnan(labels)
            if known.any() and (name != "wcxb_dev" or len(page.gold_tokens)):
                weights = weights_of(page, name, known)
                whole.append(Part(page, None, np.flatnonzero(known), labels[known], weights, False))
                for table, most, factor in ((plain, PLAIN_ROWS, 1), (blurred, BLURRED_ROWS, BLURRED_WEIGHT)):
                    chosen, worth = sample(weights, most, random)
                    blocks = np.flatnonzero(known)[chosen]
                    parts.append(Part(page, table[start + blocks], blocks, labels[blocks], worth * factor, table is blurred))
            start = stop
    return parts, whole


def kind_of(page):
    """The second set holds articles."""
    return page.gold.get("page_type") or "article"


def learn_kinds(pages, names):
    """One model a kind; half of the pages forget what their heads say."""
    features = np.array([page.features for page in pages], np.int32)
    silent = features.copy()
    silent[:, [index for index, name in enumerate(names) if name.startswith("kind.")]] = 0
    silent[:, names.index("kind.depth")] = 10
    both = np.concatenate([features, silent])
    models = []
    for kind in KINDS:
        labels = np.array([kind_of(page) == kind for page in pages] * 2)
        models.append(lightgbm.train(KIND, lightgbm.Dataset(both, labels), KIND_TREES))
    return models


def kinds_of(models, page):
    """Shares of the kinds, per mille."""
    chances = np.array([np.rint(1000 * model.predict([page.features])[0]) for model in models], int)
    return chances * 1000 // max(1, chances.sum())


def full_rows(parts, worth, models):
    """Features with what words and kinds add."""
    full, kinds = [], {}
    for part in parts:
        if part.page.id not in kinds:
            kinds[part.page.id] = kinds_of(models, part.page)
        extra = worth.score(part.page, part.blurred)[part.blocks]
        full.append(np.column_stack([part.features, np.tile(kinds[part.page.id], (len(part.blocks), 1)), extra]))
    return np.concatenate(full)


def learn_first(pages, parts, page_names):
    """Words, kinds and blocks by themselves; what the first two say of a page when the third learns comes from models that do not know its host."""
    plain = [part for part in parts if not part.blurred]
    tables, order = [], []
    for fold in range(INNER_FOLDS):
        is_inside = lambda page: fold_of(page.host, INNER_FOLDS, "inner ") == fold
        inside = [part for part in parts if is_inside(part.page)]
        worth = words.learn([part for part in plain if not is_inside(part.page)])
        models = learn_kinds([page for page in pages if not is_inside(page)], page_names)
        tables.append(full_rows(inside, worth, models))
        order += inside
    labels = np.concatenate([part.labels for part in order])
    weights = np.concatenate([part.weights for part in order])
    table = np.concatenate(tables)
    data = lambda: lightgbm.Dataset(table, labels, weight=weights / weights.mean())
    blocks = [lightgbm.train(dict(BLOCK, seed=seed), data(), BLOCK_TREES) for seed in BLOCK_SEEDS]
    return words.learn(plain), learn_kinds(pages, page_names), blocks


class Trainer:
    """Learns from the pages whose hosts are in none of the folds `without`; what was learned once is kept."""

    def __init__(self, source, work, folds):
        self.source, self.work, self.folds, self.known = source, work, folds, {}
        pages = {name: align.read(source, work, name) for name in SETS}
        self.page_names = open(f"{work}/wcxb_dev.page_names").read().split("\n")
        self.parts, whole = parts_of(pages, work)
        self.whole = {part.page.id: part for part in whole}
        self.pages = [(name, page) for name in SETS for page in pages[name]]

    def fold(self, page):
        return fold_of(page.host, self.folds)

    def first(self, without):
        if without not in self.known:
            pages = [page for _, page in self.pages if self.fold(page) not in without]
            parts = [part for part in self.parts if self.fold(part.page) not in without]
            self.known[without] = learn_first(pages, parts, self.page_names)
        return self.known[without]

    def context(self, without):
        """Models of context, each fold seen with first scores that do not know it."""
        tables, parts = [], []
        for fold in sorted(set(range(self.folds)) - without):
            weights = f"{self.work}/first"
            pack.write(weights, *self.first(without | {fold}))
            for name in SETS:
                self.look(weights, name, fold, tables, parts)
        labels = np.concatenate([part.labels for part in parts])
        weights = np.concatenate([part.weights for part in parts])
        data = lambda: lightgbm.Dataset(np.concatenate(tables), labels, weight=weights / weights.mean())
        return [lightgbm.train(dict(CONTEXT, seed=seed), data(), CONTEXT_TREES) for seed in BLOCK_SEEDS]

    def look(self, weights, name, fold, tables, parts):
        """Adds the context of the labelled blocks of one fold of a set."""
        listed, seen = f"{self.work}/{name}.fold", f"{self.work}/{name}.context"
        with open(listed, "w") as file:
            command = [sys.executable, "scripts/train/models/list.py", f"{self.source}/{name}", "--fold", str(fold), str(self.folds)]
            subprocess.run(command, stdout=file, check=True)
        subprocess.run(["target/release/features", listed, seen, "--weights", weights], check=True)
        table, start = rows(self.work, f"{name}.context")[0], 0
        for page in (page for of, page in self.pages if of == name and self.fold(page) == fold):
            if part := self.whole.get(page.id):
                tables.append(table[start + part.blocks])
                parts.append(part)
            start += len(page.sizes)
        assert start == len(table), f"{name}: {start} blocks and {len(table)} rows"

    def write(self, path, without):
        pack.write(path, *self.first(without), self.context(without))


def main():
    source, work, out = sys.argv[1:4]
    folds = int(sys.argv[4]) if len(sys.argv) > 4 else 0
    trainer = Trainer(source, work, folds or CONTEXT_FOLDS)
    for fold in range(folds):
        trainer.write(f"{out}.{fold}", frozenset({fold}))
    if not folds:
        trainer.write(out, frozenset())


if __name__ == "__main__":
    main()
