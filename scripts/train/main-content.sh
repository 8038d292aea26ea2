#!/usr/bin/env bash
# Trains the weights of the main-content judge: scripts/train/main-content.sh PAGES [FOLDS]
# PAGES holds wcxb_dev/ and trafilatura/, each with html/<id>.html and gold.jsonl. Writes data/main-content.model, the same bytes each time.
# With FOLDS, writes target/train/fold.0 and so on instead, each learned without the hosts of one fold (scripts/measure/cross-validate.sh).
set -euo pipefail
pages=$(cd "${1:?usage: scripts/train/main-content.sh PAGES}" && pwd)
cd "$(dirname "$0")/../.."
# One thread for sums of floats, so that their order is always the same.
export OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 OMP_WAIT_POLICY=passive
work=target/train
mkdir -p "$work"
[ -x "$work/venv/bin/python" ] || python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --requirement scripts/train/models/requirements.txt
cargo build --release --locked -p chaffinch-tools --bin features
for set in wcxb_dev trafilatura; do
  "$work/venv/bin/python" scripts/train/models/list.py "$pages/$set" >"$work/$set.tsv"
  target/release/features "$work/$set.tsv" "$work/$set"
  target/release/features "$work/$set.tsv" "$work/$set.blurred" 1
done
if [ -n "${2:-}" ]; then
  exec "$work/venv/bin/python" scripts/train/models/train.py "$pages" "$work" "$work/fold" "$2"
fi
exec "$work/venv/bin/python" scripts/train/models/train.py "$pages" "$work" data/main-content.model
