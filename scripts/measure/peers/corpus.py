"""What the benches read: pages, archives, JSON Lines, short records. The same on every machine, without the network.

Pages are HTML documentation that is on the machine, and generated ones in the proportions of the web: scripts and styles take a
third of the bytes, menus and teasers stand around the text. The words of generated text come from files of this project that hardly ever change.
Not for: quality, which generated pages say nothing about.
"""

import gzip
import json
import random
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
PROSE = ["LICENSE-APACHE", "data/samples/harbour.html", "data/samples/verger.md", "data/samples/backstube.txt"]


class Prose:
    """Sentences in which each word follows one that it follows in these files."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.after, self.starts = {}, []
        for path in PROSE:
            text = re.sub(r"<[^>]*>", " ", (ROOT / path).read_text(encoding="utf-8"))
            words = re.findall(r"[^\W\d_]+", text)
            self.starts += words
            for one, next_one in zip(words, words[1:]):
                self.after.setdefault(one, []).append(next_one)

    def words(self, count):
        word = self.random.choice(self.starts)
        for _ in range(count):
            yield word
            word = self.random.choice(self.after.get(word) or self.starts)

    def label(self):
        return " ".join(self.words(self.random.randint(1, 4))).capitalize()

    def sentence(self):
        return " ".join(self.words(self.random.randint(6, 24))).capitalize() + "."

    def paragraph(self):
        return " ".join(self.sentence() for _ in range(self.random.randint(1, 6)))

    def text(self):
        return "\n\n".join(self.paragraph() for _ in range(self.random.randint(3, 20)))


def menu(prose, count, kind):
    entries = "".join(f'<li class="{kind}-item"><a href="/{n}" data-id="{n}">{prose.label()}</a></li>' for n in range(count))
    return f'<nav class="{kind}" role="navigation"><ul>{entries}</ul></nav>'


def script(prose, size):
    calls = (f'push({{"event":"{word}","value":{prose.random.random()}}});' for word in prose.words(size))
    return f"<script>(function(){{{''.join(calls)}}})()</script>"


def style(prose, size):
    rules = (f".{word}{n}{{color:#{prose.random.randrange(1 << 24):06x};margin:0 auto}}" for n, word in enumerate(prose.words(size)))
    return f"<style>{''.join(rules)}</style>"


def teasers(prose, count):
    teaser = lambda: f'<div class="card"><a href="/x"><img src="p.jpg" alt=""><h3>{prose.label()}</h3></a><p>{prose.sentence()}</p></div>'
    return f'<aside class="related"><h2>Related articles</h2>{"".join(teaser() for _ in range(count))}</aside>'


def page(prose):
    """An article as sites wrap it."""
    title = prose.label()
    head = f'<title>{title} | {prose.label()}</title><meta name="description" content="{prose.sentence()}">'
    body = "".join(f"<p>{paragraph}</p>\n    " for paragraph in prose.text().split("\n\n"))
    linked = re.sub(r" (\w{7,}) ", r' <a href="/\1">\1</a> ', body, count=5)
    article = f'<article class="post"><h1>{title}</h1><p class="byline">By {prose.label()}</p>{linked}</article>'
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">{head}{style(prose, 120)}{script(prose, 150)}</head><body>'
        f'{menu(prose, 40, "top")}<main>{article}{teasers(prose, 8)}</main>{script(prose, 120)}'
        f'<div class="cookie-banner"><p>We use cookies. <button>Accept all</button></p></div>{menu(prose, 30, "footer")}</body></html>'
    )


def documentation():
    """Folders where toolchains and distributions put HTML documentation."""
    sysroot = subprocess.run(["rustc", "--print", "sysroot"], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
    return [Path(sysroot) / "share/doc", Path("/usr/share/doc")]


def pages(folders, limit_bytes):
    """Pages of `folders` in the order of their paths, then generated ones, up to a number of bytes; half at the most from one folder."""
    total = 0
    for folder in folders:
        share = total + (limit_bytes - total) // (1 if len(folders) == 1 else 2)
        for path in sorted(folder.rglob("*.html")):
            size = path.stat().st_size
            if path.is_file() and 1000 <= size and total + size <= share:
                total += size
                yield path.read_bytes()
    prose = Prose(1)
    while total < limit_bytes:
        made = page(prose).encode()
        total += len(made)
        yield made


def write_files(pages, folder):
    for number, content in enumerate(pages):
        path = folder / f"{number // 1000:03}" / f"{number:06}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def write_warc(pages, path):
    with open(path, "wb") as out:
        for number, content in enumerate(pages):
            body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + content
            head = (
                "WARC/1.1\r\nWARC-Type: response\r\nWARC-Date: 2025-01-01T00:00:00Z\r\n"
                f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{number:012}>\r\n"
                f"WARC-Target-URI: http://example.org/{number}\r\n"
                f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(body)}\r\n\r\n"
            )
            out.write(gzip.compress(head.encode() + body + b"\r\n\r\n", 6, mtime=0))


def write_texts(path, limit_bytes):
    """JSON Lines, compressed; one document in five has the text of an earlier one. Returns the bytes of lines."""
    prose, total, earlier = Prose(2), 0, []
    with subprocess.Popen(["zstd", "-q", "-f", "-3", "-o", path], stdin=subprocess.PIPE) as zstd:
        while total < limit_bytes:
            again = earlier and prose.random.random() < 0.2
            text = prose.random.choice(earlier) if again else prose.text()
            earlier = [*earlier[-99:], text]
            line = json.dumps({"id": f"t{total}", "text": text, "url": f"http://example.org/{total}"}).encode() + b"\n"
            zstd.stdin.write(line)
            total += len(line)
    return total


def write_records(path, count):
    """Short records as JSON Lines; three in ten have the text of an earlier one. Returns the bytes of lines."""
    prose = Prose(3)
    sentences = [prose.sentence() for _ in range(20_000)]
    unique = max(count * 7 // 10, 1)
    with open(path, "w", encoding="utf-8") as out:
        for number in range(count):
            of = number if number < unique else prose.random.randrange(unique)
            out.write(json.dumps({"id": f"r{number}", "text": f"{sentences[of % 20_000]} No. {of}."}) + "\n")
    return path.stat().st_size
