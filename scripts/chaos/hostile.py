#!/usr/bin/env python3
"""Runs the command over a folder of hostile inputs and checks what becomes of each.

    scripts/chaos/hostile.py [CASES] [PATTERN]

CASES is a folder with a MANIFEST.jsonl, or a program that writes the folder it is given; in the manifest stands a line a case with `path`, `kind` (`bytes`, or `fs` for
what only a file system can be: links, devices, sparse files) and `good_min`, the least number of documents with a token
`CANARY-<case>-<k>` that must come out. Default: ../shared/hostile/make_hostile.py. PATTERN picks cases by their path.
CHAFFINCH names another command than the one that is built in target/release.
Each case must end by itself with exit code 0 or 3, within 2 s of processor time and 400 MiB, with accounts that add up.
A case that is skipped or refused as a whole for what it is (an archive, an encoding that is never decoded) owes no documents.
Needs Python 3 on Linux and the zstd command.
"""

import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WALL_SECONDS, CPU_SECONDS, RSS_MIB, ADDRESS_BYTES = 900, 2.0, 400, 6 << 30
REFUSED = {"unsupported", "encoding"}
OUTCOMES = ("kept", "duplicate", "dropped", "skipped", "quarantined")


def limit():
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_BYTES, ADDRESS_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (30, 30))


def run(path, out):
    """Builds a corpus of `path`: exit code, processor seconds, peak MiB, standard error."""
    command = [os.environ.get("CHAFFINCH", ROOT / "target/release/chaffinch"), "build", "-o", out, "-j", "1", "--level", "1", path]
    with tempfile.TemporaryFile() as errors:
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors, preexec_fn=limit)
        timer = threading.Timer(WALL_SECONDS, child.kill)
        timer.start()
        _, status, usage = os.wait4(child.pid, 0)
        timer.cancel()
        child.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        return child.returncode, usage.ru_utime + usage.ru_stime, usage.ru_maxrss >> 10, errors.read().decode("utf-8", "replace")


def canaries(out):
    tokens = set()
    for shard in sorted(out.glob("documents/*.zst")):
        text = subprocess.run(["zstd", "-dcq", shard], stdout=subprocess.PIPE, check=True).stdout
        tokens.update(re.findall(rb"CANARY-[\w.-]*?-\d+", text))
    return len(tokens)


def problems(case, path, out):
    """What is wrong with a run over one case, in words, and what it cost."""
    code, cpu, rss, errors = run(path, out)
    wrong = []
    if code not in (0, 3):
        wrong.append(f"exit code {code}: {errors.strip()[-200:]}")
    if cpu > CPU_SECONDS and case["kind"] == "bytes":
        wrong.append(f"{cpu:.1f} s of processor time")
    if rss > RSS_MIB:
        wrong.append(f"{rss} MiB")
    if "panicked" in errors:
        wrong.append("panicked")
    least = case.get("good_min") or 0
    manifest = out / "manifest.json"
    if manifest.exists():
        written = json.loads(manifest.read_text())
        counts = written["counts"]
        if counts["skipped"] + counts["quarantined"] == counts["read"] and set(written["quarantined"]) <= REFUSED:
            least = 0
        if counts["read"] != sum(counts[name] for name in OUTCOMES):
            wrong.append(f"accounts do not add up: {counts}")
    elif code in (0, 3):
        wrong.append("no manifest")
    found = canaries(out)
    if found < least:
        wrong.append(f"{found} of at least {least} healthy documents")
    return wrong, cpu, rss


def chosen(folder, pattern):
    """The cases to run; those of the file system run together, a folder at a time."""
    listed = [json.loads(line) for line in (folder / "MANIFEST.jsonl").read_text().splitlines()]
    files = [case for case in listed if case["kind"] == "bytes"]
    whole = [{"path": name, "kind": "fs"} for name in sorted({c["path"].split("/")[0] for c in listed if c["kind"] == "fs"})]
    return [case for case in files + whole if pattern.search(case["path"])]


def main():
    source = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared/hostile/make_hostile.py"
    pattern = re.compile(sys.argv[2] if len(sys.argv) > 2 else "")
    if not source.exists():
        sys.exit(f"SKIPPED: no cases at {source}")
    if "CHAFFINCH" not in os.environ:
        subprocess.run(["cargo", "build", "--release", "--locked", "--bin", "chaffinch"], cwd=ROOT, check=True)
    with tempfile.TemporaryDirectory() as folder:
        cases = source
        if not source.is_dir():
            cases = Path(folder) / "cases"
            subprocess.run([sys.executable, source, cases], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        failed, costs = 0, []  # of each case: seconds, MiB, path
        for number, case in enumerate(chosen(cases, pattern)):
            out = Path(folder) / f"out-{number}"
            wrong, cpu, rss = problems(case, cases / case["path"], out)
            shutil.rmtree(out, ignore_errors=True)
            costs.append((cpu, rss, case["path"]))
            failed += bool(wrong)
            if wrong:
                print(f"{case['path']}: {'; '.join(wrong)}", flush=True)
        if costs:
            dearest = ", ".join(f"{cpu:.2f} s {path}" for cpu, _, path in sorted(costs, reverse=True)[:5])
            print(f"{len(costs)} cases, {failed} failed; at most {max(c[1] for c in costs)} MiB; dearest: {dearest}")
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
