#!/usr/bin/env bash
# Trains the model of lines: scripts/train/text-model.sh SET...
# A SET is a folder of annotated documents with gold.jsonl (scripts/train/models/lines_gold.py has the form), or FOLDER//GOLD_FILE;
# scripts/train/models/other_golds.py makes those of documents that were annotated by other guidelines.
# Writes data/text-model.model and data/text-classes.model, the same bytes each time, and the scores and classes that tests expect. Checks
# that the program scores and classes every line as training did. Prints how well the classes are told apart.
set -euo pipefail
[ $# -gt 0 ] || { echo "usage: scripts/train/text-model.sh SET..." >&2; exit 2; }
cd "$(dirname "$0")/../.."
work=target/train-text
sample=src/strip/line_model/sample
mkdir -p "$work/scored"
[ -x "$work/venv/bin/python" ] || python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --requirement scripts/train/models/requirements.txt
cargo build --release --locked -p chaffinch-tools --bin line_features
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
names=() sets=()
for set in "$@" "$sample"; do
  name=$(basename "${set%%//*}")
  names+=("$name") sets+=("$name=$set")
  "$work/venv/bin/python" scripts/train/models/lines_gold.py "$set" >"$work/$name.tsv"
  target/release/line_features "$work/$name.tsv" "$work/$name"
done
"$work/venv/bin/python" scripts/train/models/train_text.py "$work" data/text-model.model "${sets[@]}"
"$work/venv/bin/python" scripts/train/models/train_classes.py "$work" data/text-classes.model "${sets[@]}"
"$work/venv/bin/python" scripts/train/models/train_classes.py "$work" - "${sets[@]}" --measure
for name in "${names[@]}"; do
  target/release/line_features --weights data/text-model.model data/text-classes.model "$work/$name.tsv" "$work/scored/$name"
done
"$work/venv/bin/python" scripts/train/models/check_text.py "$work" "$work/scored" "$sample" "${names[@]}"
