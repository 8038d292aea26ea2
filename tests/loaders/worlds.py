"""Inputs whose rare values come last: what a reader guesses from the first lines is tried by the last ones.

A corpus is in the order of the hash of its texts, which does not depend on what else a document has. So a corpus is built
twice: once to see which documents come last, once more with other values in these.
"""

import json

DOCUMENTS = 32_000
PARTS = 64
RARE = 3
SENTENCE = "The ferry left the harbour at seven with bread and two goats."
FULL = {"date": "2024-05-03", "tags": ["harbour", "ferry"], "categories": ["News"], "title": "A day", "author": "Ana Lund",
        "description": "About a day.", "language": "en", "license": "CC0-1.0", "site": "The Mail", "rank": 3}
BARE = {}


def write(folder, usual, rare, rare_numbers=()):
    """Documents, copies of them, documents that are too short, and lines that are none: rows of all tables.

    They lie in many files, so that few of them change when other documents become the rare ones.
    """
    for part in range(PARTS):
        lines = []
        for number in range(part, DOCUMENTS, PARTS):
            about = rare if number in rare_numbers else usual
            lines.append(json.dumps({"text": text(number), **about}))
            if number % 16 == 0 or number in rare_numbers:
                lines.append(json.dumps({"text": text(number), **about}))
                lines.append(json.dumps({"text": f"{number} short", **about}))
                lines.append("{" + str(number))
        (folder / f"{part}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def text(number):
    # Some have a line that is stripped, so that there are removals, and duplicates and dropped documents with and without.
    share = "\n\nShare on Facebook" if number % 5 == 0 else ""
    return f"Log {number}. {SENTENCE}{share}"


def number_of(text):
    return int(text.split(".")[0].split()[1])
