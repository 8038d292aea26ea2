#!/usr/bin/env bash
# Trains the weights of the judge of plain text: scripts/train/text-model.sh PAGES
# PAGES holds wcxb_dev/ and trafilatura/, each with html/<id>.html and gold.jsonl; they are flattened to text first (scripts/train/flatten.py).
# Writes data/text-model.model, the same bytes each time.
set -euo pipefail
pages=$(cd "${1:?usage: scripts/train/text-model.sh PAGES}" && pwd)
cd "$(dirname "$0")/../.."
work=target/train-text
mkdir -p "$work"
[ -x "$work/venv/bin/python" ] || python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --requirement scripts/train/models/requirements.txt --requirement scripts/measure/peers/requirements.txt
cargo build --release --locked -p chaffinch-tools --bin text_features
for set in wcxb_dev trafilatura; do
  "$work/venv/bin/python" scripts/train/flatten.py "$pages/$set" "$work/flat/$set"
  "$work/venv/bin/python" scripts/train/models/list.py "$work/flat/$set" text txt >"$work/$set.tsv"
  target/release/text_features "$work/$set.tsv" "$work/$set"
done
exec "$work/venv/bin/python" scripts/train/models/train_text.py "$pages" "$work" data/text-model.model
