"""Reads and writes the sets: packed ones in data/textgold, unpacked ones as folders of documents with `gold.jsonl`."""
import json
import lzma
from collections.abc import Iterable
from pathlib import Path
from typing import Any

# One line of `gold.jsonl`; data/textgold/README.md describes the fields. A packed line has `text` as well.
Document = dict[str, Any]

HOME = Path(__file__).resolve().parents[3] / "data" / "textgold"
SUFFIX = ".jsonl.xz"
CLASSES = (
    "app-download related comments newsletter cookie share meta-line caption-credit navigation inline-promo paywall ad "
    "author-bio tags copyright pagination player login product-chrome wiki-chrome doc-chrome duplicate other"
).split()


def packed_sets() -> dict[str, Path]:
    """The sets of own writing by name."""
    return {path.name.removesuffix(SUFFIX): path for path in sorted(HOME.glob("*" + SUFFIX))}


def read_packed(path: Path) -> list[Document]:
    with lzma.open(path, "rt", encoding="utf-8", newline="\n") as lines:
        return [json.loads(line) for line in lines]


def write_packed(path: Path, documents: Iterable[Document]) -> None:
    """Writes a set; the same documents give the same bytes."""
    lines = as_lines(sorted(documents, key=lambda document: document["id"]))
    path.write_bytes(lzma.compress(lines.encode(), format=lzma.FORMAT_XZ, check=lzma.CHECK_CRC64, preset=9))


def read_folder(folder: Path) -> list[Document]:
    documents = read_lines(folder / "gold.jsonl")
    for document in documents:
        document["text"] = (folder / document["file"]).read_bytes().decode()
    return documents


def write_folder(folder: Path, documents: list[Document]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for document in documents:
        (folder / document["file"]).write_bytes(document["text"].encode())
    gold = ({key: value for key, value in document.items() if key != "text"} for document in documents)
    (folder / "gold.jsonl").write_bytes(as_lines(gold).encode())


def renamed(documents: list[Document], name: str) -> list[Document]:
    """Names documents after their set, in order of their present ids: press-001, press-002 ..."""
    result = []
    for number, document in enumerate(sorted(documents, key=lambda document: document["id"]), 1):
        id = f"{name}-{number:03}"
        result.append(document | {"id": id, "file": f"{id}.{document['format']}"})
    return result


def read_lines(path: Path) -> list[dict[str, Any]]:
    with open(path, encoding="utf-8", newline="\n") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def as_lines(rows: Iterable[dict[str, Any]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
