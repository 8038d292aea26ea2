#!/usr/bin/env python3
"""Scores title, author and date of HTML pages against annotated sets, for chaffinch and for other extractors.

Usage: scripts/measure/page-metadata.py CHAFFINCH SET... [--part tuned|kept] [--peers] [--errors FIELD]

SET is a folder with gold.jsonl (id, url, title, author, date) and html/ID.html. Precision is the part of the values found on annotated
pages that are right, recall the part of the values of the gold that were found. Titles and names count without case and punctuation; of
authors, all must be named and nobody else; of dates, the day must be the same. `--part` takes half of the hosts: rules are tuned on `tuned`,
and `kept` is scored at the end. `--peers` adds trafilatura, newspaper4k and htmldate where this interpreter can import them.
"""
import argparse
import hashlib
import importlib.util
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

FIELDS = ("title", "author", "date")
JOINTS = re.compile(r"[;,/|&]| and | und | y | et ")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", help="the command chaffinch")
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--part", choices=("tuned", "kept"), help="score half of the hosts only")
    parser.add_argument("--peers", action="store_true", help="score other extractors, too")
    parser.add_argument("--errors", choices=FIELDS, help="list each value of chaffinch that is wrong or missing")
    args = parser.parse_args()
    for folder in args.sets:
        rows = [json.loads(line) for line in open(folder / "gold.jsonl", encoding="utf-8")]
        rows = [row for row in rows if args.part in (None, part(row))]
        print(f"{folder.name}: {len(rows)} pages, part {args.part or 'all'}")
        ours = chaffinch(args.program, folder, rows)
        report("chaffinch", rows, ours)
        for name, read in PEERS.items():
            if args.peers and importlib.util.find_spec(name if name != "newspaper4k" else "newspaper"):
                report(name, rows, {row["id"]: peer(read, folder, row) for row in rows})
        if args.errors:
            errors(args.errors, rows, ours)


def part(row):
    """The half that a page belongs to: all pages of a host lie in the same."""
    host = (urlsplit(row["url"] or "").hostname or row["id"]).removeprefix("www.")
    return ("tuned", "kept")[hashlib.blake2b(host.encode()).digest()[0] % 2]


def chaffinch(program, folder, rows):
    """Metadata by identifier, from one WARC file, so that each page comes with its address."""
    with tempfile.NamedTemporaryFile(suffix=".warc") as warc:
        for at, row in enumerate(rows):
            page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + (folder / "html" / f"{row['id']}.html").read_bytes()
            head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:x:{at}>\r\nWARC-Date: 2020-01-01T00:00:00Z\r\n"
            uri = f"WARC-Target-URI: {row['url'].strip()}\r\n" if row["url"] else ""
            head += f"{uri}Content-Type: application/http; msgtype=response\r\nContent-Length: {len(page)}\r\n\r\n"
            warc.write(head.encode() + page + b"\r\n\r\n")
        warc.flush()
        done = subprocess.run([program, "clean", warc.name], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    found = (json.loads(line) for line in done.stdout.decode().splitlines())
    return {rows[document["metadata"]["record"] - 1]["id"]: document["metadata"] for document in found}


def peer(read, folder, row):
    try:
        return read((folder / "html" / f"{row['id']}.html").read_bytes(), row["url"])
    except Exception as error:  # a page that a library fails on counts as one without metadata
        print(f"{row['id']}: {type(error).__name__}", file=sys.stderr)
        return {}


def trafilatura(page, url):
    from trafilatura.metadata import extract_metadata

    found = extract_metadata(page, default_url=url)
    return {field: getattr(found, field) for field in FIELDS} if found else {}


def newspaper4k(page, url):
    import newspaper
    from trafilatura.utils import decode_file

    article = newspaper.Article(url or "http://localhost/", language="en", fetch_images=False)
    article.download(input_html=decode_file(page))
    article.parse()
    return {"title": article.title, "author": "; ".join(article.authors), "date": str(article.publish_date or "")[:10]}


def htmldate(page, url):
    from htmldate import find_date

    return {"date": find_date(page, url=url, original_date=True)}


PEERS = {"trafilatura": trafilatura, "newspaper4k": newspaper4k, "htmldate": htmldate}


def report(name, rows, found):
    for field in FIELDS:
        pairs = [(row[field], value(found.get(row["id"], {}), field)) for row in rows if row.get(field)]
        right = sum(is_right(field, want, got) for want, got in pairs if got)
        given = sum(bool(got) for _, got in pairs)
        if given:
            precision, recall = right / given, right / len(pairs)
            f1 = 2 * precision * recall / (precision + recall) if right else 0
            print(f"  {name:12} {field:7} precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}  ({right} of {len(pairs)})")


def errors(field, rows, found):
    for row in rows:
        want, got = row.get(field), value(found.get(row["id"], {}), field)
        if want and not is_right(field, want, got):
            print(f"{row['id']}\t{row['url']}\twant {want!r}\tgot {got!r}")


def value(metadata, field):
    got = metadata.get(field) or ""
    return "" if got.startswith("0001-01-01") else got


def is_right(field, want, got):
    if field == "date":
        return want[:10] == got[:10]
    if field == "title":
        return words(want) == words(got)
    return names(want) == names(got)


def names(text):
    return {name for part in JOINTS.split(text.casefold()) if (name := words(part))}


def words(text):
    return " ".join(re.findall(r"\w+", text.casefold()))


main()
