"""Trains the judge of main content: train.py PAGES WORK OUT [FOLDS].

With FOLDS, weights for cross-validation are written beside OUT: OUT.0 is trained without the pages of hosts of fold 0, and so on.
Not for: labels (align.py) or measuring (chaffinch eval).
"""
import hashlib
import struct
import sys
from urllib.parse import urlparse

import lightgbm
import numpy as np

import align

SETS = ("wcxb_dev", "trafilatura")
COMMON = dict(
    feature_fraction=0.4, bagging_fraction=0.7, bagging_freq=1, lambda_l2=10, verbose=-1, seed=7,
    num_threads=2, deterministic=True, force_row_wise=True,
)
BLOCK = dict(COMMON, objective="cross_entropy", learning_rate=0.12, num_leaves=31, min_data_in_leaf=80, max_bin=127, path_smooth=5)
BLOCK_TREES = 160
PAGE = dict(COMMON, objective="binary", learning_rate=0.06, num_leaves=8, min_data_in_leaf=15, max_bin=63)
PAGE_TREES = 120
BLURRED_WEIGHT = 0.5
ROWS_KEPT = 0.6
UNIT = 4096
FAR = 30


def fold_of(page, folds):
    host = urlparse(page.gold.get("url") or "").netloc or page.id
    return int(hashlib.sha1(host.encode()).hexdigest(), 16) % folds


def rows(work, name):
    names = open(f"{work}/{name}.names").read().split("\n")
    return np.fromfile(f"{work}/{name}.bin", np.int32).reshape(-1, len(names)), names


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


def blocks(pages, work):
    """Features, labels, weights and page of every labelled block, plain and blurred."""
    parts = []
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
                parts.append((page, plain[start:stop][known], labels[known], weights))
                parts.append((page, blurred[start:stop][known], labels[known], weights * BLURRED_WEIGHT))
            start = stop
    return parts


def train_blocks(parts):
    features, labels, weights = (np.concatenate([part[k] for part in parts]) for k in (1, 2, 3))
    kept = np.random.default_rng(3).random(len(labels)) < ROWS_KEPT
    data = lightgbm.Dataset(features[kept], labels[kept], weight=weights[kept] / weights.mean())
    return lightgbm.train(BLOCK, data, BLOCK_TREES)


def train_pages(pages, names):
    """Discussions against the rest; half of the pages forget what their heads say."""
    features = np.array([page.features for page in pages], np.int32)
    labels = np.array([page.gold["page_type"] == "forum" for page in pages])
    silent = features.copy()
    silent[:, [index for index, name in enumerate(names) if name.startswith("kind.")]] = 0
    silent[:, names.index("kind.depth")] = 10
    data = lightgbm.Dataset(np.concatenate([features, silent]), np.concatenate([labels, labels]))
    return lightgbm.train(PAGE, data, PAGE_TREES)


def pack(model):
    """Trees as whole numbers: see src/strip/main_content/model.rs."""
    trees = model.dump_model()["tree_info"]
    out = struct.pack("<H", len(trees))
    for tree in trees:
        nodes, leaves = [], []

        def walk(node):
            if "leaf_value" in node:
                leaves.append(max(-32768, min(32767, round(node["leaf_value"] * UNIT))))
                return -len(leaves)
            index = len(nodes)
            nodes.append(None)
            left, right = walk(node["left_child"]), walk(node["right_child"])
            nodes[index] = (node["split_feature"], int(np.floor(node["threshold"])), left, right)
            return index

        walk(tree["tree_structure"])
        out += struct.pack("<H", len(nodes))
        out += b"".join(struct.pack("<Hihh", *node) for node in nodes)
        out += struct.pack(f"<{len(leaves)}h", *leaves)
    return out


def write(path, parts, pages, names):
    with open(path, "wb") as file:
        file.write(b"chaffinch main content 1\n" + pack(train_blocks(parts)) + pack(train_pages(pages, names)))


def main():
    source, work, out = sys.argv[1:4]
    pages = {name: align.read(source, work, name) for name in SETS}
    names = open(f"{work}/wcxb_dev.page_names").read().split("\n")
    parts = blocks(pages, work)
    folds = int(sys.argv[4]) if len(sys.argv) > 4 else 0
    for fold in range(folds):
        others = [part for part in parts if fold_of(part[0], folds) != fold]
        write(f"{out}.{fold}", others, [p for p in pages["wcxb_dev"] if fold_of(p, folds) != fold], names)
    if not folds:
        write(out, parts, pages["wcxb_dev"], names)


if __name__ == "__main__":
    main()
