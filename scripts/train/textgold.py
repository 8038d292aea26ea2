#!/usr/bin/env python3
"""Annotated documents of data/textgold: unpacks, checks and counts them, and scores a cleaner by them.

scripts/train/textgold.py unpack OUT [--pages PAGES]   OUT/NAME/ with gold.jsonl and the documents, for each set; with PAGES
                                                       also OUT/scraped and OUT/scraped-blind (see data/textgold/README.md)
scripts/train/textgold.py pack FOLDER NAME             the inverse, for a set that was written or corrected; `--to FILE`
                                                       writes it elsewhere
scripts/train/textgold.py check [FOLDER...]            proves that every letter is in keep, drop or title
scripts/train/textgold.py score FOLDER CLEANED         CLEANED: lines {"id", "text"}; `--misses` lists what went wrong,
                                                       `--glued` counts how pieces in one line with wanted text are cut
scripts/train/textgold.py count [FOLDER...]            sizes, as the README quotes them

Needs Python 3.10; `--pages` needs the packages in scripts/train/gold/requirements.txt as well (pip 24 or newer installs them).
"""
import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from gold import check, glued, score, sets
from gold.sets import Document


def unpack(arguments: argparse.Namespace) -> int:
    for name, path in sets.packed_sets().items():
        write(arguments.out / name, sets.read_packed(path))
    if arguments.pages:
        from gold import scraped

        for name, documents in scraped.rebuild(arguments.pages):
            write(arguments.out / name, documents)
    return 0


def write(folder: Path, documents: list[Document]) -> None:
    sets.write_folder(folder, documents)
    print(f"{folder}: {len(documents)} documents")


def pack(arguments: argparse.Namespace) -> int:
    documents = sets.renamed(sets.read_folder(arguments.folder), arguments.name)
    path = arguments.to or sets.HOME / (arguments.name + sets.SUFFIX)
    sets.write_packed(path, documents)
    print(f"{path}: {len(documents)} documents")
    return check_all({arguments.name: documents})


def check_sets(arguments: argparse.Namespace) -> int:
    if arguments.folders:
        return check_all({str(folder): sets.read_folder(folder) for folder in arguments.folders})
    failed = check_all({name: sets.read_packed(path) for name, path in sets.packed_sets().items()})
    return max(failed, check_scraped())


def check_scraped() -> int:
    rows = sets.read_lines(sets.HOME / "scraped.jsonl")
    found = [f"{row['id']}: {problem}" for row in rows for problem in check.problems_of_labels(row)]
    print(f"scraped: labels of {len(rows)} documents checked, problems: {len(found)}", *found, sep="\n")
    return 1 if found or not rows else 0


def check_all(documents_by_set: dict[str, list[Document]]) -> int:
    """Prints all problems; exit code 1 if there are any, or nothing to check."""
    found = 0
    for name, documents in documents_by_set.items():
        for document in documents:
            for problem in check.problems(document):
                print(f"{name}: {document['id']}: {problem}")
                found += 1
        print(f"{name}: {len(documents)} documents checked")
    print(f"problems: {found}")
    return 1 if found or not any(documents_by_set.values()) else 0


def score_set(arguments: argparse.Namespace) -> int:
    documents = sets.read_folder(arguments.folder)
    cleaned = {line["id"]: line["text"] for line in sets.read_lines(arguments.cleaned)}
    if missing := [document["id"] for document in documents if document["id"] not in cleaned]:
        print(f"not cleaned, so scored as empty: {len(missing)}, such as {missing[0]}")
    scores = [score.score(document, cleaned.get(document["id"], "")) for document in documents]
    print_total("all", scores)
    for name, share in score.drop_by_class(scores).items():
        print(f"  {name:<15} drop {percent(share)}")
    for language in sorted({one.language for one in scores}):
        print_total(f"  {language}", [one for one in scores if one.language == language])
    if arguments.glued:
        print_glued(documents, cleaned, arguments.misses)
    if arguments.misses:
        print_misses(scores)
    return 0


def print_glued(documents: list[Document], cleaned: dict[str, str], misses: bool) -> None:
    found = {document["id"]: list(glued.verdicts(document, cleaned.get(document["id"], ""))) for document in documents}
    print("boilerplate in one line with wanted text:")
    print(*glued.table([one for each in found.values() for one in each]), sep="\n")
    for id, each in found.items():
        for kind, name, verdict, piece in each if misses else []:
            if verdict != "right":
                print(f"{id} {verdict} ({kind}, {name}): {piece[:160]}")


def print_total(name: str, scores: list[score.Score]) -> None:
    keep, drop, perfect, f1 = score.total(scores)
    print(f"{name:<8} keep {percent(keep)}  drop {percent(drop)}  perfect {perfect.hits}/{perfect.total}  F1 {f1:.1f}")


def percent(share: score.Share) -> str:
    return f"{share.percent:5.1f} % ({share.hits}/{share.total})"


def print_misses(scores: Iterable[score.Score]) -> None:
    for one in scores:
        for block in one.lost:
            print(f"{one.id} lost: {block[:160]}")
        for name, piece in one.left:
            print(f"{one.id} left ({name}): {piece[:160]}")


def count(arguments: argparse.Namespace) -> int:
    """Prints sizes of the packed sets, or of folders, as data/textgold/README.md quotes them."""
    if arguments.folders:
        documents_by_set = {folder.name: sets.read_folder(folder) for folder in arguments.folders}
    else:
        documents_by_set = {name: sets.read_packed(path) for name, path in sets.packed_sets().items()}
    for name, documents in documents_by_set.items():
        print(row_of_counts(name, documents))
    everything = [document for documents in documents_by_set.values() for document in documents]
    print("Documents per language:", listed(document["lang"] for document in everything))
    print("Pieces per class:", listed(piece["class"] for document in everything for piece in document["drop"]))
    return 0


def row_of_counts(name: str, documents: list[Document]) -> str:
    formats = Counter(document["format"] for document in documents)
    languages, kinds = ({document[key] for document in documents} for key in ("lang", "kind"))
    keep, drop = (sum(len(document[key]) for document in documents) for key in ("keep", "drop"))
    clean = sum(not document["drop"] for document in documents)
    traps = sum(document["trap"] for document in documents)
    shares = " / ".join(str(formats[format]) for format in ("txt", "md", "html"))
    numbers = [len(documents), shares, len(languages), len(kinds), keep, drop, clean, traps]
    return f"| {name} | {' | '.join(map(str, numbers))} |"


def listed(values: Iterable[str]) -> str:
    """Each value with how often it occurs, the most frequent first."""
    ordered = sorted(Counter(values).items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{value} {number}" for value, number in ordered)


def parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)

    def command(name: str, run: Callable[[argparse.Namespace], int], *places: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name)
        added.set_defaults(run=run)
        for place in places:
            added.add_argument(place, type=Path)
        return added

    command("unpack", unpack, "out").add_argument("--pages", type=Path)
    packing = command("pack", pack, "folder")
    packing.add_argument("name")
    packing.add_argument("--to", type=Path)
    command("check", check_sets).add_argument("folders", type=Path, nargs="*")
    scoring = command("score", score_set, "folder", "cleaned")
    scoring.add_argument("--misses", action="store_true")
    scoring.add_argument("--glued", action="store_true")
    command("count", count).add_argument("folders", type=Path, nargs="*")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    options = parsed(sys.argv[1:])
    sys.exit(options.run(options))
