"""Chooses the score below which a line of plain text goes: threshold_text.py PAGES WORK [FOLDS].

Each page of wcxb_dev is scored by trees that were trained without its host (and on trafilatura); the score of the level `balanced`
is the one that gives the best F1 of 4-word shingles over the pages on which the model acts at all. WORK is that of
scripts/train/text-model.sh. Not for: training (train_text.py), or measuring on other sets (scripts/measure/strip-text.py).
"""
import json
import sys

import numpy as np

import align
import train_text
from folds import fold_of

SET = "wcxb_dev"
# As in src/strip/text_model: classes of rules that the model may overrule, and the score from which it does.
UNSURE = "related duplicate meta-line caption-credit tags product-chrome wiki-chrome player other".split()
RESCUE = 600
SCORES = range(150, 651, 25)


def shingles(page, kept):
    tokens = [page.tokens[index] for index in np.flatnonzero(kept)]
    return np.unique(align.grams(np.concatenate(tokens))) if tokens else np.zeros(0, np.uint64)


def pages_of(source, work):
    """Pages with a frame, their features and the rules that took their lines."""
    features, _ = train_text.rows(work, SET)
    data = [json.loads(line) for line in open(f"{work}/{SET}.jsonl", encoding="utf-8")]
    start = 0
    for page, line in zip(align.read(source, work, SET), data):
        stop = start + len(page.sizes)
        if line["framed"] and len(page.gold_tokens):
            rules = [block[1] or "" for block in line["blocks"]]
            yield page, features[start:stop], rules
        start = stop


def kept_at(scores, rules, least):
    taken = np.array([bool(rule) for rule in rules])
    unsure = np.array([rule.split("/")[0] in UNSURE for rule in rules])
    return np.where(taken, unsure & (scores >= RESCUE), scores >= least)


def f1(pairs):
    precision, recall = np.mean([p for p, _ in pairs]), np.mean([r for _, r in pairs])
    return precision, recall, 2 * precision * recall / (precision + recall)


def main():
    source, work = sys.argv[1:3]
    folds = int(sys.argv[3]) if len(sys.argv) > 3 else 4
    found = train_text.parts(source, work)
    models = [train_text.train([part for part in found if fold_of(part[0].host, folds) != fold]) for fold in range(folds)]
    results = {least: [] for least in SCORES}
    for page, features, rules in pages_of(source, work):
        scores = models[fold_of(page.host, folds)].predict(features) * 1000
        gold = np.unique(align.grams(page.gold_tokens))
        for least in SCORES:
            kept = shingles(page, kept_at(scores, rules, least))
            both = len(np.intersect1d(kept, gold))
            results[least].append((both / max(1, len(kept)), both / max(1, len(gold))))
    print(f"{len(results[SCORES[0]])} pages with a frame, {folds} folds by host\n| score | precision | recall | F1 |\n|---|---|---|---|")
    table = {least: f1(pairs) for least, pairs in results.items()}
    for least, (precision, recall, score) in table.items():
        print(f"| {least} | {precision:.3f} | {recall:.3f} | {score:.4f} |")
    print("best:", max(table, key=lambda least: table[least][2]))


if __name__ == "__main__":
    main()
