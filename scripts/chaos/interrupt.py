#!/usr/bin/env python3
"""Interrupts builds by signals at random moments and prints what became of them.

Usage: scripts/chaos/interrupt.py [--rounds 100] [--files 3000] [--seed 1] [--chaffinch target/release/chaffinch]

First builds, updates, and builds that judge cached documents again are stopped by SIGINT or SIGTERM, with one thread and
with eight. A round is right if the build ends with exit code 130 (or 0, when the signal came too late), within five seconds, if
the next build gives the bytes of one that was never interrupted, and if that build takes over nine in ten of the documents that were
read before the signal. CPU time of both builds over that of one is printed, but not judged: other work on the machine changes it by
half. Ends with exit code 1 if a round is wrong.
"""

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

WORDS = "the ferry left harbour at seven with crates of tea and came back under a cold wind while men carried nets".split()
KINDS = ("first", "update", "judge again")
MAX_SECONDS = 5
MAX_AGAIN = 0.10


def page(dice: random.Random) -> str:
    def paragraph() -> str:
        return "<p>" + " ".join(dice.choice(WORDS) for _ in range(60)).capitalize() + ".</p>"

    body = "".join(paragraph() for _ in range(12))
    return f"<html><head><title>A page</title></head><body><nav><a href=/>Home</a></nav><main>{body}</main></body></html>"


def write(folder: Path, numbers: range, dice: random.Random) -> None:
    folder.mkdir(exist_ok=True)
    for number in numbers:
        (folder / f"{number:05}.html").write_text(page(dice))


class Builds:
    def __init__(self, args: argparse.Namespace, work: Path):
        self.program, self.work = args.chaffinch, work
        dice = random.Random(args.seed)
        half = args.files // 2
        write(work / "half", range(half), dice)
        shutil.copytree(work / "half", work / "all")
        write(work / "all", range(half, args.files), dice)
        self.prior = {}
        for kind, folder in (("update", "half"), ("judge again", "all")):
            self.prior[kind] = work / f"prior-{kind}"
            # The prior state is of the same files, or nothing of it would stand.
            if kind == "update":
                self.inputs_as("half")
            else:
                self.inputs_as("all")
            self.run(kind, self.prior[kind], 8, prior=True)
        self.inputs_as("all")

    def inputs_as(self, which: str) -> None:
        """Makes `in` the folder `which`; files that stay are not touched."""
        folder = self.work / "in"
        folder.mkdir(exist_ok=True)
        for path in (self.work / which).iterdir():
            if not (folder / path.name).exists():
                os.link(path, folder / path.name)
        time.sleep(0.05)

    def command(self, kind: str, out: Path, threads: int, prior: bool = False) -> list[str]:
        again = ["--format", "markdown"] if kind == "judge again" and not prior else []
        return [self.program, "build", str(self.work / "in"), "-o", str(out), "--log-format", "json", "-j", str(threads), *again]

    def start(self, *args, **more) -> subprocess.Popen:
        return subprocess.Popen(self.command(*args, **more), stderr=subprocess.PIPE, text=True)

    def run(self, *args, **more) -> tuple[int, float, str]:
        """Exit code, CPU seconds, messages."""
        return finish(self.start(*args, **more))

    def prepare(self, kind: str) -> Path:
        out = self.work / "out"
        shutil.rmtree(out, ignore_errors=True)
        if kind in self.prior:
            shutil.copytree(self.prior[kind], out)
        return out


def finish(process: subprocess.Popen) -> tuple[int, float, str]:
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, usage.ru_utime + usage.ru_stime, said


def fields(said: str) -> dict:
    """The last event of a build."""
    events = [json.loads(line)["fields"] for line in said.splitlines() if line.startswith("{")]
    return events[-1] if events else {}


def reference(builds: Builds, kind: str, threads: int) -> tuple[bytes, float, float]:
    """The manifest of a build that is not interrupted, its CPU seconds and its time."""
    best = None
    for _ in range(2):
        out, began = builds.prepare(kind), time.monotonic()
        code, cpu, said = builds.run(kind, out, threads)
        assert code == 0, said
        took = time.monotonic() - began
        best = min(best or (cpu, took), (cpu, took))
    return (out / "manifest.json").read_bytes(), *best


def wait_until_at_work(process: subprocess.Popen, out: Path) -> None:
    ended = os.WEXITED | os.WNOHANG | os.WNOWAIT
    while not (out / ".work").exists() and os.waitid(os.P_PID, process.pid, ended) is None:
        time.sleep(0.001)


def interrupted(builds: Builds, kind: str, threads: int, whole: tuple, dice: random.Random) -> dict:
    manifest, cpu, took = whole
    out, moment = builds.prepare(kind), dice.random() * took
    which = dice.choice((signal.SIGINT, signal.SIGTERM))
    process = builds.start(kind, out, threads)
    wait_until_at_work(process, out)
    time.sleep(moment)
    os.kill(process.pid, which)
    sent = time.monotonic()
    code, first_cpu, said = finish(process)
    seconds = time.monotonic() - sent
    next_code, next_cpu, next_said = builds.run(kind, out, threads)
    event = fields(said) if code == 130 else {}
    read = max(event.get("read", 0), event.get("files_compared", 0))
    again = max(0, read - fields(next_said).get("update", {}).get("unchanged", 0)) / max(read, 1)
    same = next_code == 0 and (out / "manifest.json").read_bytes() == manifest
    wrong = code not in (0, 130) or seconds > MAX_SECONDS or not same or again > MAX_AGAIN
    row = {"kind": kind, "-j": threads, "signal": which.name, "after s": f"{moment:.2f}", "code": code}
    row |= {"ended in s": f"{seconds:.2f}", "next": next_code, "same bytes": same, "read": read, "again %": f"{again * 100:.0f}"}
    row |= {"CPU %": f"{(first_cpu + next_cpu) / cpu * 100:.0f}"}
    return row | {"": "WRONG " + (said + next_said).strip() if wrong else ""}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--files", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--chaffinch", default="target/release/chaffinch")
    args = parser.parse_args()
    wrong, dice = 0, random.Random(args.seed)
    with tempfile.TemporaryDirectory() as folder:
        builds = Builds(args, Path(folder))
        cases = [(kind, threads) for kind in KINDS for threads in (1, 8)]
        wholes = {case: reference(builds, *case) for case in cases}
        for number in range(args.rounds):
            case = cases[number % len(cases)]
            row = interrupted(builds, *case, wholes[case], dice)
            if number == 0:
                print(" | ".join(row))
            print(" | ".join(str(value) for value in row.values()), flush=True)
            wrong += bool(row[""])
    print(f"{args.rounds} interruptions, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
