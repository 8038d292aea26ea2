#!/usr/bin/env python3
"""What a corpus survives: a small full and a small incremental `chaffinch build`, hurt in every way that a system knows.

usage: scripts/chaos/crash-points.py [BINARY] [--step N] [--only PART ...] [--kills N]

Parts: `points` kills the build at every mutating system call, and makes every such call fail with each error that it knows; `kills`
kills a larger build at N random moments (200); `sync` checks on the trace that each file is synced before it gets its name, markers and the
journal before what relies on them, each folder before the manifest, removals before the journal goes, and that the check fails when any one sync
is left out; `aids` checks that `repair` and `gc` sync what they name and remove; `odd` builds with short and interrupted writes and with the clock ten years off.

After each of them: the folder holds no corpus, the old one or the new one, whole (`chaffinch verify`); the next build succeeds and gives
the bytes of a build from nothing. Injected errors must end in exit code 1 with the path named, or be harmless. Needs strace; `odd` a C compiler.
"""
import argparse, json, os, random, re, shutil, subprocess, sys, tempfile, time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

CALLS = "openat write copy_file_range rename renameat renameat2 unlink unlinkat mkdir mkdirat rmdir fsync fdatasync ftruncate flock".split()
ERRORS = {"openat": ["EMFILE", "EACCES", "EINTR"], "write": ["ENOSPC", "EIO", "EINTR"], "copy_file_range": ["ENOSPC", "EIO"], "fsync": ["EIO", "ENOSPC"],
          "rename": ["ENOSPC", "EACCES"], "mkdir": ["ENOSPC", "EACCES"], "unlink": ["EACCES"], "rmdir": ["EIO"]}
SHIM = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
static int calls;
ssize_t write(int fd, const void *bytes, size_t size) {
    ssize_t (*real)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
    if (fd > 2 && getenv("SHORT_WRITES")) {
        if (++calls % 3 == 0) { errno = EINTR; return -1; }
        if (size > 1) size /= 2;
    }
    return real(fd, bytes, size);
}
int clock_gettime(clockid_t clock, struct timespec *now) {
    int (*real)(clockid_t, struct timespec *) = dlsym(RTLD_NEXT, "clock_gettime");
    int result = real(clock, now);
    if (clock == CLOCK_REALTIME && getenv("CLOCK_SHIFT")) now->tv_sec += atol(getenv("CLOCK_SHIFT"));
    return result;
}
"""


def texts(state, count):
    names = {f"{n:02}.txt": f"A first line for number {n % (count * 2 // 3)}.\n\nAnd what follows it, {'word ' * (n % 40) * 20}." for n in range(count)}
    if state == "new":
        names |= {"03.txt": "Changed.", "90.txt": "Added."}
        del names["05.txt"]
    return names


def write(folder, state, count=12):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, text in texts(state, count).items():
        (folder / name).write_text(text)


def command(inputs, out, *wrap):
    sizes = ["--set", "output.frame_size_bytes=1024", "--set", "output.shard_size_bytes=4096", "--set", "output.cache_percent=1000", "--threads", "1"]
    return [*wrap, binary, "-q", "build", str(inputs), "--output", str(out), *sizes]


def build(inputs, out, *wrap, env={}):
    return subprocess.run(command(inputs, out, *wrap), capture_output=True, text=True, env=os.environ | env)


def files(out):
    aids = {"ledger", "cache", "history"}
    return {str(p.relative_to(out)): p.read_bytes() for p in sorted(out.rglob("*")) if p.is_file() and not aids & set(p.relative_to(out).parts)}


class World:
    """Inputs before and after, and what a build from nothing makes of them."""

    def __init__(self, base, count=12):
        self.base = base
        for state in ("old", "new"):
            write(base / f"{state}-in", state, count)
            assert build(base / f"{state}-in", base / state).returncode == 0
        self.states = {state: files(base / state) for state in ("old", "new")}

    def start(self, kind, out):
        # The same names in the same place, so that the old state's ledger fits.
        if kind == "incremental":
            shutil.copytree(self.base / "old", out)

    def check(self, kind, out):
        """What is wrong between the runs and after the next."""
        wrong, now = [], files(out) if out.exists() else {}
        manifest = now.get("manifest.json")
        if manifest is not None:
            state = next((s for s in self.states.values() if s["manifest.json"] == manifest), None)
            if state is None or any(now.get(f["path"]) != state[f["path"]] for f in json.loads(manifest)["files"]):
                wrong.append("neither the old corpus nor the new one")
            verified = subprocess.run([binary, "-q", "verify", str(out)], capture_output=True, text=True)
            if verified.returncode != 0:
                wrong.append(f"it does not verify: {verified.stderr.strip()}")
        elif kind == "incremental":
            wrong.append("the old corpus is gone")
        return wrong

    def again(self, out):
        again = build(self.base / "new-in", out)
        if again.returncode != 0:
            return [f"the next build fails: {again.stderr.strip()}"]
        return [] if files(out) == self.states["new"] else ["the next build gives other bytes"]


def point(job):
    world, kind, call, number, what = job
    with tempfile.TemporaryDirectory(dir=world.base) as work:
        out, log = Path(work) / "out", Path(work) / "strace"
        world.start(kind, out)
        run = build(world.base / "new-in", out, "strace", "-f", "-qq", "-o", str(log), "-e", f"trace={call}", "-e", f"inject={call}:{what}:when={number}")
        reached = any("INJECTED" in line or "killed by" in line for line in log.read_text().splitlines())
        wrong = []
        if what.startswith("error"):
            if run.returncode not in (0, 1, 3):
                wrong.append(f"exit {run.returncode}")
            if run.returncode == 1 and "/" not in run.stderr:
                wrong.append(f"no path: {run.stderr!r}")
        if run.returncode == 3:  # An input that could not be opened is quarantined; that corpus is one of its own.
            if subprocess.run([binary, "-q", "verify", str(out)]).returncode != 0:
                wrong.append("it does not verify")
        else:
            wrong += world.check(kind, out)
        wrong += world.again(out)
        return reached, [f"{kind} {call} {number} {what}: {w}" for w in wrong]


def points(base, step):
    world, jobs = World(base), []
    for kind in ("full", "incremental"):
        out, log = base / f"count-{kind}", base / f"log-{kind}"
        world.start(kind, out)
        build(base / "new-in", out, "strace", "-f", "-qq", "-o", str(log), "-e", "trace=" + ",".join(CALLS))
        counts = {}
        for line in log.read_text().splitlines():
            if found := re.match(r"(\d+) +(\w+)\(", line):
                counts.setdefault(found[2], {}).setdefault(found[1], 0)
                counts[found[2]][found[1]] += 1
        for call, threads in counts.items():
            for number in range(1, max(threads.values()) + 1, step):
                whats = ["signal=KILL", *(f"error={error}" for error in ERRORS.get(call, ["EIO"]))]
                jobs += [(world, kind, call, number, what) for what in whats]
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(point, jobs))
    kills = sum(job[4] == "signal=KILL" for job in jobs)
    print(f"points: {len(jobs)}, {kills} of them kills; {sum(hit for hit, _ in done)} reached")
    return [failure for _, wrong in done for failure in wrong]


def kills(base, count):
    world, failures, killed = World(base, 900), [], 0
    dice = random.Random(7)
    begun = time.monotonic()
    build(base / "new-in", base / "timed")
    whole = time.monotonic() - begun
    for number in range(count):
        kind = ("full", "incremental")[number % 2]
        out = base / f"kill-{number}"
        world.start(kind, out)
        run = subprocess.Popen(command(base / "new-in", out), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(dice.random() * whole)
        run.kill()
        killed += run.wait() != 0
        wrong = world.check(kind, out) + world.again(out)
        failures += [f"kill {number}, {kind}: {w}" for w in wrong]
        shutil.rmtree(out, ignore_errors=True)
    print(f"kills: {killed} of {count} before the end")
    return failures


def events(log):
    """System calls that succeeded, in the order of their ends: name, paths of descriptors, names, and the arguments as they stand."""
    open_calls = {}
    for line in log.read_text(errors="replace").splitlines():
        pid, _, rest = line.partition(" ")
        rest = rest.strip()
        if rest.endswith("<unfinished ...>"):
            open_calls[pid] = rest.removesuffix("<unfinished ...>")
            continue
        if resumed := re.match(r"<\.\.\. \w+ resumed>(.*)", rest):
            rest = open_calls.pop(pid, "") + resumed[1]
        found = re.match(r"(\w+)\((.*)\) += (-?\d+)", rest)
        if found and int(found[3]) >= 0:
            yield found[1], re.findall(r'\d+<([^<>]*)>', found[2]), re.findall(r'"((?:[^"\\]|\\.)*)"', found[2]), found[2]


class Disk:
    """What of an output folder is on disk while a build goes on, if the system keeps nothing but what was synced."""

    def __init__(self, out, left_out):
        self.out, self.work = out, out / ".work"
        self.manifest, self.marker, self.journal = out / "manifest.json", out / ".chaffinch", self.work / "journal"
        self.left_out, self.synced, self.wrong = left_out, [], []
        self.dirty, self.made, self.gone = set(), set(), set()
        self.published = False

    def is_final(self, path):
        """Whether a name belongs to a state: not the lock, the markers or unfinished work."""
        return self.out in path.parents and self.work not in (path, *path.parents) and path not in (self.marker, self.out / ".lock")

    def need(self, good, what):
        if not good:
            self.wrong.append(what)

    def there(self, path):
        """Whether a file and its name are on disk."""
        return path not in self.dirty and path not in self.made

    def follow(self, call, descriptors, names, arguments):
        if call in ("write", "ftruncate"):
            self.dirty.add(Path(descriptors[0]))  # What is written may look like more of them.
        elif call == "copy_file_range":
            self.dirty.add(Path(descriptors[-1]))
        elif call == "fsync":
            self.sync(Path(descriptors[0]))
        elif call == "mkdir" or (call == "openat" and "O_CREAT" in arguments):
            self.name(Path(names[0]))
        elif call == "rename":
            self.rename(Path(names[0]), Path(names[1]))
        elif call in ("unlink", "unlinkat") and "AT_REMOVEDIR" not in arguments:
            self.remove(Path(*descriptors[:1], names[0]))

    def sync(self, path):
        self.synced.append(path)
        if len(self.synced) - 1 != self.left_out:
            self.dirty.discard(path)
            self.made = {name for name in self.made if name.parent != path}
            self.gone = {name for name in self.gone if name.parent != path}

    def name(self, path):
        if path.parent == self.out and path not in (self.marker, self.out / ".lock"):
            self.need(self.there(self.marker), f"{path} is named before the marker of the folder is on disk")
        if self.work in path.parents and path != self.work / self.marker.name:
            self.need(self.there(self.work / self.marker.name), f"{path} is named before the marker of the work folder is on disk")
        if self.is_final(path):
            self.need(self.there(self.journal) and self.there(self.work), f"{path} is named before the journal is on disk")
        if self.is_final(path) or path in (self.journal, self.work, self.marker, self.work / self.marker.name, self.out, *self.out.parents):
            self.made.add(path)

    def rename(self, source, target):
        if source in self.dirty:
            self.dirty = self.dirty - {source} | {target}
            self.need(target != self.journal and not self.is_final(target), f"{target} gets its name before its bytes are on disk")
        if target == self.manifest:
            missing = [name for name in self.made if name not in (self.work, self.journal)]
            self.need(not missing, f"the manifest is named before {', '.join(map(str, missing))}")
            self.published = True
        self.name(target)
        if self.is_final(source):
            self.remove(source)

    def remove(self, path):
        if self.is_final(path):
            self.need(self.published and self.there(self.manifest), f"{path} goes before the new manifest is on disk")
            self.gone.add(path)
        if path == self.journal:
            pending = [name for name in self.gone | self.made if self.is_final(name)]
            self.need(not pending, f"the journal goes before it is on disk what became of {', '.join(map(str, pending))}")

    def end(self):
        self.need(self.published, "no manifest is named")
        self.need(self.there(self.manifest), "the manifest is not on disk at the end")


def unsynced(log, out, left_out=None):
    """What would not be on disk when the system dies, and the syncs; `left_out` is the number of one that is taken not to have happened."""
    disk = Disk(out, left_out)
    for event in events(log):
        disk.follow(*event)
    disk.end()
    return disk.wrong, disk.synced


def sync(base):
    world, failures = World(base), []
    for kind in ("full", "incremental"):
        # The folder above is new as well.
        out, log = base / f"sync-{kind}" / "corpus", base / f"sync-log-{kind}"
        world.start(kind, out)
        trace = "trace=openat,write,copy_file_range,ftruncate,fsync,rename,mkdir,unlink,unlinkat"
        assert build(base / "new-in", out, "strace", "-f", "-y", "-qq", "-s", "4096", "-o", str(log), "-e", trace).returncode == 0
        wrong, syncs = unsynced(log, out)
        missed = [path for number, path in enumerate(syncs) if not unsynced(log, out, number)[0]]
        failures += [f"sync, {kind}: {w}" for w in wrong]
        failures += [f"sync, {kind}: nothing is wrong without the sync of {path}" for path in missed]
        print(f"sync, {kind}: {len(syncs)} syncs; leaving one out is caught for {len(syncs) - len(missed)} of them")
    return failures


def aids(base):
    """Commands that change a corpus without a publish: nothing that they name or remove may be left to chance."""
    world, failures = World(base), []
    out = base / "aids"
    for state in ("old", "new", "old", "new"):
        write(base / "new-in", state)
        subprocess.run([*command(base / "new-in", out), "--keep-states", "3"], check=True)
    (out / "README.md").unlink()
    for what in (["repair", str(out)], ["gc", str(out), "--keep", "1"]):
        log = base / f"aids-{what[0]}"
        trace = "trace=openat,write,copy_file_range,ftruncate,fsync,rename,mkdir,unlink,unlinkat"
        run = subprocess.run(["strace", "-f", "-y", "-qq", "-s", "4096", "-o", str(log), "-e", trace, binary, "-q", *what], capture_output=True, text=True)
        assert run.returncode == 0, run.stderr
        disk = Disk(out, None)
        for event in events(log):
            disk.follow(*event)
        left = [path for path in disk.dirty | disk.made | disk.gone if disk.is_final(path) and (path.exists() or path.parent.exists())]
        failures += [f"{what[0]}: it is not on disk what became of {path}" for path in left]
        print(f"aids, {what[0]}: {len(disk.synced)} syncs")
    return failures


def odd(base):
    world, failures = World(base), []
    source, shim = base / "shim.c", base / "shim.so"
    source.write_text(SHIM)
    subprocess.run(["cc", "-shared", "-fPIC", "-o", shim, source, "-ldl"], check=True)
    years = 10 * 365 * 24 * 3600
    ways = {"short and interrupted writes": {"SHORT_WRITES": "1"}, "clock ahead": {"CLOCK_SHIFT": str(years)}, "clock behind": {"CLOCK_SHIFT": str(-years)}}
    for way, env in ways.items():
        for kind in ("full", "incremental"):
            out = base / f"odd-{way.split()[-1]}-{kind}"
            world.start(kind, out)
            run = build(base / "new-in", out, env=env | {"LD_PRELOAD": str(shim)})
            if run.returncode != 0 or files(out) != world.states["new"]:
                failures.append(f"{way}, {kind}: exit {run.returncode} {run.stderr.strip()}")
    print(f"odd: {', '.join(ways)}")
    return failures


def main():
    global binary
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary", nargs="?", default="target/debug/chaffinch")
    parser.add_argument("--step", type=int, default=1)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--only", nargs="+", default=["sync", "aids", "odd", "points", "kills"])
    arguments = parser.parse_args()
    binary = os.path.abspath(arguments.binary)
    parts = {"sync": sync, "aids": aids, "odd": odd, "points": lambda base: points(base, arguments.step), "kills": lambda base: kills(base, arguments.kills)}
    failures = []
    for part in arguments.only:
        with tempfile.TemporaryDirectory(prefix="crash-points-") as base:
            failures += parts[part](Path(base).resolve())
    print("\n".join([*failures, f"{len(failures)} failures"]))
    return bool(failures)


if __name__ == "__main__":
    sys.exit(main())
