#!/usr/bin/env bash
# Measures the choice of main content on hosts that its weights have not seen: scripts/measure/cross-validate.sh PAGES [FOLDS]
# PAGES is that of scripts/train. Each page is cleaned by the whole pipeline with weights that were learned without its host; prints
# what chaffinch eval says of both sets together. The texts stay in target/train/<set>.unseen.jsonl for other scorers.
set -euo pipefail
pages=$(cd "${1:?usage: scripts/measure/cross-validate.sh PAGES [FOLDS]}" && pwd)
folds=${2:-4}
cd "$(dirname "$0")/../.."
work=target/train
scripts/train/main-content.sh "$pages" "$folds"
cargo build --release --locked
cargo build --release --locked -p chaffinch-tools --bin extract
for set in wcxb_dev trafilatura; do
  : >"$work/$set.unseen.jsonl"
  for ((fold = 0; fold < folds; fold++)); do
    "$work/venv/bin/python" scripts/train/models/list.py "$pages/$set" --fold "$fold" "$folds" >"$work/$set.fold"
    target/release/extract --weights "$work/fold.$fold" "$work/$set.fold" "$work/$set.fold.jsonl"
    cat "$work/$set.fold.jsonl" >>"$work/$set.unseen.jsonl"
  done
  target/release/chaffinch eval "$pages/$set" --output-of "$work/$set.unseen.jsonl"
done
