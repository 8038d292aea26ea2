"""Makes sets for training of documents that were annotated by other guidelines than ours:

    other_golds.py prose LINES... OUT          JSON Lines with `lang`, `lines`, `labels` (1 = running text), as TurkuNLP's annotations of
                                               text quality have them (Laippala et al. 2022)
    other_golds.py extraction PAGES FLAT OUT   pages as scripts/train/flatten.py leaves them (FLAT), with the gold text of their set (PAGES);
                                               every second page, and none of a site of the blind documents
    other_golds.py cleaned PAGES PROGRAM OUT   what PROGRAM (target/release/chaffinch) leaves of those pages that `clean-twice.py --half b`
                                               takes: lines that stand in the gold text are wanted, nothing is known of the others

`cleaned` teaches that clean text stays as it is, so that cleaning it again changes next to nothing.

Writes OUT/gold.jsonl and a text for each document, in the form of lines_gold.py. Needs rapidfuzz.
"""
import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

DENSE = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
TOKEN = re.compile(rf"[{DENSE}]|[^\W_{DENSE}]+")
LONGEST_BYTES, MOST_LINES = 60_000, 1500
SCRAPED = Path(__file__).resolve().parents[3] / "data/textgold/scraped.jsonl"


def tokens(line):
    return [token.lower() for token in TOKEN.findall(line)]


def wanted(lines, gold):
    """Whether each line stands in the gold text, by the longest common sequence of words."""
    from rapidfuzz.distance import LCSseq

    gold_lines = [tokens(line) for line in gold.split("\n")]
    whole = set(map(tuple, gold_lines))
    words, owners, counts = [], [], []
    for number, line in enumerate(lines):
        found = tokens(line)
        words += found
        owners += [number] * len(found)
        counts.append(len(found))
    places = [[] for _ in lines]
    for step in LCSseq.opcodes(words, [token for line in gold_lines for token in line]):
        if step.tag == "equal":
            for offset in range(step.src_end - step.src_start):
                places[owners[step.src_start + offset]].append(step.dest_start + offset)
    stands = []
    for line, at, count in zip(lines, places, counts):
        close = bool(at) and at[-1] - at[0] + 1 <= 1.6 * count + 3
        stands.append(close and len(at) >= 0.75 * count and (count >= 4 or tuple(tokens(line)) in whole))
    return stands


def document(name, lines, labels, **more):
    marked = [(line, label) for line, label in zip(lines, labels) if any(map(str.isalnum, line))]
    keep = [line for line, label in marked if label]
    drop = [{"text": line, "class": "other"} for line, label in marked if not label]
    return {"id": name, "file": f"{name}.txt", "format": "txt", "title": None, "keep": keep, "drop": drop, "notes": "", **more}


def prose(paths):
    for path in map(Path, paths):
        for number, line in enumerate(path.open(encoding="utf-8")):
            row = json.loads(line)
            lines = [line.strip() for line in row["lines"]]
            name = f"{path.name.split('.')[0]}{number:03}"
            yield document(name, lines, row["labels"], lang=row["lang"], guideline="prose"), "\n".join(row["lines"])


def extraction(pages, flat):
    blind = {row["site"] for row in map(json.loads, SCRAPED.open(encoding="utf-8")) if row["part"] == "blind"}
    for number, line in enumerate(open(f"{pages}/gold.jsonl", encoding="utf-8")):
        row = json.loads(line)
        path = Path(flat) / "text" / f"{row['id']}.txt"
        if number % 2 or not row.get("text") or not path.exists():
            continue
        text = path.read_text(encoding="utf-8")
        lines = text.split("\n")
        if len(text) > LONGEST_BYTES or len(lines) > MOST_LINES:
            continue
        host = re.sub(r"^https?://(www\.)?", "", row.get("url") or str(row["id"])).split("/")[0]
        site = hashlib.sha256(".".join(host.split(".")[-2:]).encode()).hexdigest()[:8]
        if site in blind:
            continue
        found = document(str(row["id"]), lines, wanted(lines, row["text"]), lang="en", site=site, guideline="extraction")
        if len(found["keep"]) > 1 and found["drop"]:
            yield found, text


def cleaned(pages, program):
    golds = {str(row["id"]): row.get("text") or "" for row in map(json.loads, open(f"{pages}/gold.jsonl", encoding="utf-8"))}
    for path in sorted(Path(pages, "html").glob("*.htm*")):
        if hashlib.sha256(path.stem.encode()).digest()[1] % 2 == 0 or not golds.get(path.stem, "").strip():
            continue
        done = subprocess.run([program, "clean", path], capture_output=True, text=True)
        text = json.loads(done.stdout)["text"] if done.stdout.strip() else ""
        lines = text.split("\n")
        if len(text) > LONGEST_BYTES or not text.strip():
            continue
        name = f"{Path(pages).name}-{path.stem}"
        found = document(name, lines, wanted(lines, golds[path.stem]), guideline="cleaned")
        if found["keep"]:
            yield found | {"drop": []}, text


def main():
    kind, *sources, out = sys.argv[1:]
    rows = prose(sources) if kind == "prose" else {"extraction": extraction, "cleaned": cleaned}[kind](*sources)
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    count = 0
    with open(out / "gold.jsonl", "w", encoding="utf-8") as gold:
        for row, text in rows:
            (out / row["file"]).write_text(text, encoding="utf-8")
            gold.write(json.dumps(row, ensure_ascii=False) + "\n")
            count += 1
    print(count, "documents in", out)


if __name__ == "__main__":
    main()
