"""Labels for blocks: how much of each block stands in the gold text of its page.

Not for: features (tools/src/bin/features/main.rs) or the model (train.py).
"""
import bisect
import itertools
import json
import re
from collections import Counter, defaultdict

import numpy as np

from folds import host_of

DENSE = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af\u0e00-\u0e7f"
TOKEN = re.compile(f"[{DENSE}]|[^\\W{DENSE}]+")
UNKNOWN = np.nan
# Greatest feature, as in src/strip/main_content/ensemble.rs.
MOST = 32767


def fold(text):
    return re.sub(r"\s+", " ", text or "").strip()


class Page:
    """A page's blocks with their containers, and what the gold file says of it."""

    def __init__(self, line, blurred, gold, vocabulary):
        data = json.loads(line)
        self.gold = gold[data["id"]]
        self.id, self.host = data["id"], host_of(self.gold)
        self.features = [max(-MOST, min(MOST, value)) for value in data["page"]]
        self.texts = [block[2] for block in data["blocks"]]
        self.holders = [block[0] for block in data["blocks"]]
        self.elements, self.blurred = data["elements"], blurred
        number = lambda text: np.array([vocabulary.setdefault(t, len(vocabulary)) for t in TOKEN.findall(text)], np.uint64)
        self.tokens = [number(text) for text in self.texts]
        self.sizes = np.array([len(tokens) for tokens in self.tokens])
        self.gold_tokens = number(self.gold.get("text") or "")
        self.gold_lines = Counter(number(line).tobytes() for line in (self.gold.get("text") or "").split("\n"))


def read(pages, work, name):
    """All pages of a set, in the order of the features' rows."""
    lines = open(f"{pages}/{name}/gold.jsonl", encoding="utf-8")
    gold = {str(page["id"]): page for page in map(json.loads, lines)}
    vocabulary = {}
    lines = open(f"{work}/{name}.jsonl", encoding="utf-8")
    try:
        blurred = [json.loads(line)["elements"] for line in open(f"{work}/{name}.blurred.jsonl", encoding="utf-8")]
    except FileNotFoundError:
        blurred = itertools.repeat(None)
    return [Page(line, elements, gold, vocabulary) for line, elements in zip(lines, blurred)]


def grams(tokens, n=4):
    tokens = tokens.astype(np.uint64)
    hashes = np.zeros(max(0, len(tokens) - n + 1), np.uint64)
    for k in range(n if len(hashes) else 0):
        hashes = hashes * np.uint64(0x9E3779B97F4A7C15) + (tokens[k : len(hashes) + k] + np.uint64(1)) * np.uint64(0xC2B2AE3D27D4EB4F)
    return hashes


def from_text(page):
    """Share of each block's words that lie in runs of four words of the gold text; short blocks may be whole lines of it."""
    total = int(page.sizes.sum())
    covered = np.zeros(total, bool)
    if total >= 4 and len(page.gold_tokens) >= 4:
        hits = np.isin(grams(np.concatenate(page.tokens)), grams(page.gold_tokens))
        for k in range(4):
            covered[k : k + len(hits)] |= hits
    labels, offset = np.zeros(len(page.sizes), np.float32), 0
    for index, tokens in enumerate(page.tokens):
        if len(tokens):
            labels[index] = covered[offset : offset + len(tokens)].mean()
            if len(tokens) < 8 and tokens.tobytes() in page.gold_lines:
                labels[index] = 1
        offset += len(tokens)
    limit_copies(page, labels)
    for index in np.flatnonzero(page.sizes == 0):
        labels[index] = labels[index - 1] if index else 0
    return labels


def limit_copies(page, labels):
    """Of text that stands more often on the page than in the gold, the copies among kept neighbours are meant."""
    copies = defaultdict(list)
    for index, tokens in enumerate(page.tokens):
        if labels[index] >= 0.5 and len(tokens):
            copies[tokens.tobytes()].append(index)
    gold = page.gold_tokens.tobytes()
    for key, indices in copies.items():
        wanted = max(1, occurrences(gold, key)) if len(indices) > 1 else 1
        if len(indices) > wanted:
            indices.sort(key=lambda index: (-context(page, labels, index), index))
            labels[indices[wanted:]] = 0


def occurrences(gold, key):
    count, start = 0, gold.find(key)
    while start >= 0:
        aligned = start % 8 == 0
        count += aligned
        start = gold.find(key, start + (len(key) if aligned else 1))
    return count


def context(page, labels, index):
    around = np.arange(max(0, index - 4), min(len(labels), index + 5))
    weights = np.minimum(page.sizes[around], 60) / (1.0 + abs(around - index))
    weights[around == index] = 0
    return (weights * labels[around]).sum() / (weights.sum() + 0.1)


def from_segments(page):
    """1 for blocks with text that must appear, 0 for text that must not and for readers' comments, else unknown."""
    joined, starts = "", []
    for text in page.texts:
        joined += " " if joined else ""
        starts.append(len(joined))
        joined += fold(text)
    labels = np.full(len(page.texts), UNKNOWN, np.float32)
    unwanted = (page.gold.get("without") or []) + [c for c in page.gold.get("comments") or [] if len(c) > 8]
    for segments, label in ((unwanted, 0.0), (page.gold.get("with") or [], 1.0)):
        for segment in map(fold, segments):
            found = [match.start() for match in re.finditer(re.escape(segment), joined)] if segment else []
            if label == 1 and len(found) > 1:
                continue
            for start in found:
                first = bisect.bisect_right(starts, start) - 1
                last = bisect.bisect_right(starts, start + len(segment) - 1) - 1
                labels[first : last + 1] = label
    return labels
