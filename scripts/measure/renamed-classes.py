#!/usr/bin/env python3
"""Measures how much extraction depends on names: scripts/measure/renamed-classes.py SET... [--binary PATH] [--pages N]

Each SET is a folder for `chaffinch eval`. The same pages are scored as they are and in three other forms:

  renamed  every class and id is another random word, the same word for the same name
  dropped  no class, id, role or itemprop
  div      the semantic tags (article, main, nav ...) are div

The cost of a form is the loss of F1. Pages are taken evenly from all sets. `--worst N` lists the pages that lose most in each form.
"""
import argparse
import hashlib
import json
import re
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TAG = re.compile(r"""<(/?)([A-Za-z][\w:-]*)((?:[^<>"']|"[^"]*"|'[^']*')*)>""")
NAMES = re.compile(r"""(?i)(\s)(class|id|role|itemprop)(\s*=\s*)("[^"]*"|'[^']*'|[^\s"'>]+)""")
STYLE = re.compile(r"(?is)(<style[^>]*>)(.*?)(</style>)")
SELECTOR = re.compile(r"([.#])(-?[A-Za-z_][\w-]*)(?=[^{}]*\{)")
RAW = re.compile(r"(?is)(<script\b.*?</script>|<style\b.*?</style>|<!--.*?-->)")
SEMANTIC = {"article", "main", "section", "aside", "nav", "header", "footer", "figure", "hgroup", "search", "details", "summary"}


def word(name):
    """A random word for a name, always the same one."""
    digest = hashlib.blake2b(name.encode("latin-1", "replace"), digest_size=8).digest()
    return "".join(chr(ord("a") + byte % 26) for byte in digest)


def renamed(html):
    def attribute(match):
        space, name, equals, value = match.groups()
        quote = value[0] if value[0] in "\"'" else ""
        if name.lower() in ("role", "itemprop"):
            return match[0]
        return f"{space}{name}{equals}{quote}{' '.join(map(word, value.strip(quote).split()))}{quote}"

    sheets = STYLE.sub(lambda m: m[1] + SELECTOR.sub(lambda s: s[1] + word(s[2]), m[2]) + m[3], html)
    return outside_scripts(sheets, lambda m: f"<{m[1]}{m[2]}{NAMES.sub(attribute, m[3])}>")


def dropped(html):
    return outside_scripts(html, lambda m: f"<{m[1]}{m[2]}{NAMES.sub('', m[3])}>")


def div(html):
    return outside_scripts(html, lambda m: f"<{m[1]}div{m[3]}>" if m[2].lower() in SEMANTIC else m[0])


def outside_scripts(html, replace):
    """The page with each tag outside scripts, styles and comments replaced."""
    parts = RAW.split(html)
    return "".join(part if at % 2 else TAG.sub(replace, part) for at, part in enumerate(parts))


FORMS = {"as it is": lambda html: html, "renamed": renamed, "dropped": dropped, "div": div}


def sample(sets, most):
    """The pages with their gold: of each set the same share, spread over the set."""
    rows = [(folder, json.loads(line)) for folder in sets for line in (folder / "gold.jsonl").open(encoding="utf-8")]
    key = lambda row: hashlib.blake2b(f"{row[0].name}/{row[1]['id']}".encode()).digest()
    return sorted(rows, key=key)[:most]


def scores(binary, pages, form):
    """The result of `chaffinch eval` on the pages in a form."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "html").mkdir()
        with (folder / "gold.jsonl").open("w", encoding="utf-8") as gold:
            for at, (home, row) in enumerate(pages):
                html = (home / "html" / f"{row['id']}.html").read_bytes().decode("latin-1")
                (folder / "html" / f"{at}.html").write_bytes(FORMS[form](html).encode("latin-1"))
                gold.write(json.dumps({**row, "id": str(at)}) + "\n")
        run = subprocess.run([binary, "eval", "--json", "--worst", "1000000", folder], check=True, capture_output=True, text=True)
    return json.loads(run.stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--binary", default=ROOT / "target/release/chaffinch", type=Path)
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--worst", type=int, default=0)
    args = parser.parse_args()
    pages = sample(args.sets, args.pages)
    print(f"{len(pages)} pages\n\n| form | F1 | cost |\n|---|--:|--:|")
    usual = None
    for form in FORMS:
        found = scores(args.binary, pages, form)
        f1, each = found["scores"]["all"]["f1"], {row["id"]: row["f1"] for row in found["worst"]}
        usual = usual or (f1, each)
        print(f"| {form} | {f1:.4f} | {usual[0] - f1:.4f} |", flush=True)
        losses = sorted(((usual[1][at] - f1, at) for at, f1 in each.items() if at in usual[1]), reverse=True)
        for loss, at in losses[: args.worst]:
            print(f"    {loss:.3f} {pages[int(at)][0].name}/{pages[int(at)][1]['id']}")


if __name__ == "__main__":
    main()
