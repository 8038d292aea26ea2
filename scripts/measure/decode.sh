#!/bin/sh
# Measures decoding with its peers: chardetng (in the program), and chardet by Python on the same legacy texts.
# Arguments: files; else texts of our own. Installs chardet into a virtual environment under target/.
set -eu
cd "$(dirname "$0")/../.."
cargo build --profile dist --quiet -p chaffinch-tools --bin decode_speed
target/dist/decode_speed "$@"
if [ $# -eq 0 ]; then
    rm -rf target/bench-decode
    target/dist/decode_speed --write target/bench-decode
    set -- target/bench-decode/*.txt
fi
venv=target/bench-decode-venv
[ -x "$venv/bin/python" ] || python3 -m venv "$venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check chardet || { echo "chardet SKIPPED: pip cannot install it"; exit 0; }
"$venv/bin/python" - "$@" <<'PYTHON'
import sys, time
import chardet
pages = [open(path, "rb").read() for path in sys.argv[1:]]
start = time.process_time()
for page in pages:
    chardet.detect(page)
print(f"{'the same files, chardet ' + chardet.__version__:42} {sum(map(len, pages)) / 1e6 / (time.process_time() - start):8.1f} MB/s")
PYTHON
