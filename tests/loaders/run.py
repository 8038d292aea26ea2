"""run.py CHAFFINCH VENVS: reads corpora with the usual libraries, each in an environment that holds nothing else, and compares
every column of every row with the lines themselves.

Exit code 0 if all agree, 1 if any does not, 77 if the environments cannot be made (no network).
"""

import json
import subprocess
import sys
import tempfile
import venv
from collections import Counter
from pathlib import Path

import worlds

HERE = Path(__file__).parent
# What the documentation asks for: nothing beside the library, but zstandard for two of them.
ENVIRONMENTS = {
    "duckdb": ["duckdb==2.0.1"],
    "polars": ["polars==2.1.0"],
    "pyarrow": ["pyarrow==26.0.1"],
    "pandas": ["pandas==3.1.1", "zstandard==0.25.0"],
    "datasets": ["datasets==5.2.0", "zstandard==0.25.0"],
}
TABLES = ["documents/", "removals/", "rejects/duplicates-", "rejects/dropped-", "rejects/quarantined-"]
SKIPPED = 77


def environment(folder, name, packages):
    """The Python of an environment that holds just these packages."""
    home = folder / name
    python, mark = home / "bin" / "python", home / "packages"
    if mark.exists() and mark.read_text() == "\n".join(packages):
        return python
    venv.create(home, with_pip=True, clear=True)
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if subprocess.run([*pip, *packages]).returncode:
        print(f"pip cannot install {' '.join(packages)}")
        sys.exit(SKIPPED)
    mark.write_text("\n".join(packages))
    return python


def build(chaffinch, inputs, corpus):
    # Several shards of several frames; exit code 3 says that there are records that could not be read, as there should be.
    command = [chaffinch, "build", inputs, "--output", corpus, "--quiet", "--shard-size", "8MiB", "--set", "filter.min_chars=20"]
    assert subprocess.run(command, stderr=subprocess.DEVNULL).returncode == 3, command


def lines_of(corpus, table):
    """The lines of a table, unpacked by what is no loader under test."""
    program = "import sys, zstandard; [zstandard.ZstdDecompressor().copy_stream(open(f, 'rb'), sys.stdout.buffer) for f in sys.argv[1:]]"
    files = sorted(map(str, corpus.glob(f"{table}*.jsonl.zst")))
    out = subprocess.run([REFERENCE, "-c", program, *files], stdout=subprocess.PIPE, check=True).stdout
    return [json.loads(line) for line in out.splitlines()]


def rare_last(chaffinch, folder, usual, rare):
    """A corpus in which the last documents alone have the values `rare`."""
    inputs, corpus = folder / "in", folder / "out"
    inputs.mkdir(parents=True)
    worlds.write(inputs, usual, rare)
    build(chaffinch, inputs, corpus)
    last = [worlds.number_of(line["text"]) for line in lines_of(corpus, "documents/")[-worlds.RARE :]]
    worlds.write(inputs, usual, rare, set(last))
    build(chaffinch, inputs, corpus)
    return corpus


def canonical(row):
    return json.dumps(row, sort_keys=True)


def differences(python, loader, corpus, tables, expected):
    """What the loader reads otherwise than the lines have it, in words."""
    command = [python, HERE / "readers" / f"read_{loader}.py", corpus, *tables]
    run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    found = []
    for line in run.stdout.splitlines():
        row = json.loads(line)
        if list(row) == ["read"]:
            found.append((row["read"], Counter()))
        else:
            found[-1][1][canonical(row)] += 1
    said = [f"{table}: {compare(rows, expected[table])}" for table, rows in found if rows != expected[table]]
    if run.returncode:
        said.append(f"failed: {run.stderr.strip().splitlines()[-1]}")
    return said


def compare(found, expected):
    lost, made_up = expected - found, found - expected
    return f"{lost.total()} rows not as they are, such as {next(iter(lost), '')[:600]} read as {next(iter(made_up), '')[:600]}"


def rows_of(corpus):
    """Every table of a corpus with its rows; there must be some in each."""
    rows = {table: Counter(canonical(line) for line in lines_of(corpus, table)) for table in TABLES}
    assert all(rows.values()), f"tables without rows: {[table for table in TABLES if not rows[table]]}"
    return rows


def check(pythons, corpus, say):
    """Whether all loaders read the corpus as it is."""
    expected, good = rows_of(corpus), True
    for loader, python in pythons.items():
        wrong = differences(python, loader, corpus, TABLES, expected)
        print(f"{loader}: {say}: {'; '.join(wrong) or 'every row as it is'}", flush=True)
        good = good and not wrong
    return good


def naive(corpus, copy):
    """The same documents as a layout would have them that does not think of readers: `""` for no date, `[]` for no tags."""
    (copy / "documents").mkdir(parents=True)
    lines = []
    for line in lines_of(corpus, "documents/"):
        about = line["metadata"]
        about["tags"] = [tag for tag in about["tags"] if tag]
        about["date"] = about["date"].replace("0001-01-01", "")
        lines.append(json.dumps(line))
    program = "import sys, zstandard; sys.stdout.buffer.write(zstandard.ZstdCompressor().compress(sys.stdin.buffer.read()))"
    packed = subprocess.run([REFERENCE, "-c", program], input="\n".join(lines).encode() + b"\n", stdout=subprocess.PIPE, check=True)
    (copy / "documents" / "0.jsonl.zst").write_bytes(packed.stdout)
    return Counter(map(canonical, map(json.loads, lines)))


def caught(pythons, corpus, copy, loaders):
    """Whether the comparison sees what goes wrong with the naive layout: else it proves nothing."""
    expected = {"documents/": naive(corpus, copy)}
    unseen = [name for name in loaders if not differences(pythons[name], name, copy, ["documents/"], expected)]
    print(f"negative control: {', '.join(loaders)} do not read a naive layout as it is" if not unseen else f"BLIND: {unseen}")
    return not unseen


def needs_zstandard(folder, corpus):
    """Whether datasets still asks for zstandard, as the documentation says."""
    python = environment(folder, "datasets-alone", ENVIRONMENTS["datasets"][:1])
    program = f"import datasets; datasets.load_dataset({str(corpus)!r})"
    said = subprocess.run([python, "-c", program], stderr=subprocess.PIPE, text=True).stderr
    print(f"datasets without zstandard: {said.strip().splitlines()[-1] if said.strip() else 'reads it'}")
    return "zstd" in said


def main(chaffinch, venvs):
    global REFERENCE
    pythons = {name: environment(venvs, name, packages) for name, packages in ENVIRONMENTS.items()}
    REFERENCE = pythons["pandas"]
    with tempfile.TemporaryDirectory() as scratch:
        empty_first = rare_last(chaffinch, Path(scratch, "empty-first"), worlds.BARE, worlds.FULL)
        full_first = rare_last(chaffinch, Path(scratch, "full-first"), worlds.FULL, worlds.BARE)
        good = [check(pythons, empty_first, "values after 32,000 lines without any")]
        good.append(check(pythons, full_first, "no values after 32,000 lines with them"))
        good.append(caught(pythons, empty_first, Path(scratch, "naive-empty"), ["polars"]))
        good.append(caught(pythons, full_first, Path(scratch, "naive-full"), ["duckdb", "datasets"]))
        good.append(needs_zstandard(venvs, full_first))
    sys.exit(not all(good))


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve())
