"""Writes weights as whole numbers: the form is read by src/strip/main_content/model.rs.

Not for: learning them (train.py).
"""
import struct

import numpy as np

MAGIC = b"chaffinch main content 4\n"
UNIT = 4096


def ensemble(*models):
    trees = [tree for model in models for tree in model.dump_model()["tree_info"]]
    return struct.pack("<H", len(trees)) + b"".join(map(tree, trees))


def tree(data):
    nodes, leaves = [], []

    def walk(node):
        if "leaf_value" in node:
            leaves.append(small(node["leaf_value"] * UNIT))
            return -len(leaves)
        index = len(nodes)
        nodes.append(None)
        left, right = walk(node["left_child"]), walk(node["right_child"])
        nodes[index] = (node["split_feature"], int(np.floor(node["threshold"])), left, right)
        return index

    walk(data["tree_structure"])
    packed = [struct.pack("<Hihh", *node) for node in nodes]
    return struct.pack("<H", len(nodes)) + b"".join(packed) + struct.pack(f"<{len(leaves)}h", *leaves)


def small(value):
    return max(-32768, min(32767, round(value)))


def word(text, worth):
    return struct.pack("<B", len(text)) + text.encode() + struct.pack("<hh", small(worth.near.get(text, 0)), small(worth.far.get(text, 0)))


def write(path, worth, kinds, blocks, context=()):
    known = sorted(set(worth.near) | set(worth.far))
    with open(path, "wb") as file:
        file.write(MAGIC + struct.pack("<H", len(known)) + b"".join(word(text, worth) for text in known))
        file.write(b"".join(map(ensemble, kinds)))
        file.write(struct.pack("<B", len(blocks)) + ensemble(*blocks))
        file.write(struct.pack("<B", len(context)) + ensemble(*context))
