#!/usr/bin/env bash
# Chooses the score of the level `balanced` by cross-validation: scripts/train/text-level.sh PAGES [FOLDS], after scripts/train/text-model.sh PAGES.
# Prints precision, recall and F1 on pages of hosts that the trees have not seen, by the score below which a line goes.
set -euo pipefail
pages=$(cd "${1:?usage: scripts/train/text-level.sh PAGES [FOLDS]}" && pwd)
cd "$(dirname "$0")/../.."
work=target/train-text
exec "$work/venv/bin/python" scripts/train/models/threshold_text.py "$pages" "$work" "${2:-4}"
