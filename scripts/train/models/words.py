"""The worth of words in classes and ids, and of tags: a linear model over the containers around a block.

A word counts once for each container that bears it, close to the block (`near`, the innermost three) or farther out (`far`).
Not for: the trees that read the sums (train.py).
"""
import re
from collections import defaultdict

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, hstack

WORD = re.compile("[a-z]+")
SHORTEST, LONGEST = 3, 18
NEAR = 3
FEWEST_HOSTS = 8
DECAY = 3.0
STEPS = 60
UNIT = 100


def words_of(parent, tag, hints):
    """The root's hints speak of the page, not of a container."""
    if parent is None:
        return []
    words = {word for word in WORD.findall(hints) if SHORTEST <= len(word) <= LONGEST}
    return sorted(words) + ["<" + tag]


def containers(elements):
    """For each element, itself and its parents as two lists: near and far."""
    paths = []
    for index, (parent, _, _) in enumerate(elements):
        near, far = ([], []) if parent is None else paths[parent]
        near = [index] + near
        paths.append((near[:NEAR], near[NEAR:] + far))
    return paths


class Words:
    """Worths of words, near and far, in hundredths."""

    def __init__(self, near, far):
        self.near, self.far = near, far

    def score(self, page, blurred=False):
        """For each block: near, far and their sum."""
        elements = page.blurred if blurred else page.elements
        near, far, out = [], [], []
        for index, (parent, tag, hints) in enumerate(elements):
            own = words_of(parent, tag, hints)
            near.append(sum(self.near.get(word, 0) for word in own))
            far.append(sum(self.far.get(word, 0) for word in own))
        sums = [(sum(near[i] for i in close), sum(far[i] for i in beyond)) for close, beyond in containers(elements)]
        rows = [sums[holder] if holder is not None else (0, 0) for holder in page.holders]
        out = np.array(rows, np.int32).reshape(-1, 2)
        return np.column_stack([out, out.sum(1)])


def learn(parts):
    """Logistic regression over the labelled blocks of `parts`."""
    hosts = defaultdict(set)
    for part in parts:
        for parent, tag, hints in part.page.elements:
            for word in words_of(parent, tag, hints):
                hosts[word].add(part.page.host)
    vocabulary = {word: i for i, word in enumerate(sorted(word for word, of in hosts.items() if len(of) >= FEWEST_HOSTS))}
    near, far, labels, weights = [], [], [], []
    for part in parts:
        own = [[vocabulary[w] for w in words_of(*element) if w in vocabulary] for element in part.page.elements]
        paths = containers(part.page.elements)
        for block, label, weight in zip(part.blocks, part.labels, part.weights):
            close, beyond = paths[part.page.holders[block]] if part.page.holders[block] is not None else ([], [])
            near.append([word for element in close for word in own[element]])
            far.append([word for element in beyond for word in own[element]])
            labels.append(label)
            weights.append(weight)
    rows = hstack([counts(near, len(vocabulary)), counts(far, len(vocabulary))]).tocsr()
    worth = np.rint(regress(rows, np.array(labels), np.array(weights) / np.mean(weights)) * UNIT).astype(int)
    names = sorted(vocabulary)
    pick = lambda values: {word: int(value) for word, value in zip(names, values) if value}
    return Words(pick(worth[: len(names)]), pick(worth[len(names) :]))


def counts(rows, width):
    starts = np.cumsum([0] + [len(row) for row in rows])
    matrix = csr_matrix((np.ones(starts[-1]), [word for row in rows for word in row], starts), (len(rows), width))
    matrix.sum_duplicates()
    return matrix


def regress(rows, labels, weights):
    columns = rows.T.tocsr()

    def loss(beta):
        chance = 1 / (1 + np.exp(-np.clip(rows @ beta[:-1] + beta[-1], -30, 30)))
        cost = -(weights * (labels * np.log(chance + 1e-9) + (1 - labels) * np.log(1 - chance + 1e-9))).sum()
        slope = weights * (chance - labels)
        gradient = columns @ slope + 2 * DECAY * beta[:-1]
        return cost + DECAY * (beta[:-1] ** 2).sum(), np.append(gradient, slope.sum())

    return minimize(loss, np.zeros(rows.shape[1] + 1), jac=True, method="L-BFGS-B", options={"maxiter": STEPS}).x[:-1]
