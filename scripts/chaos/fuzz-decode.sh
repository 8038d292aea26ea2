#!/bin/sh
# Fuzzes decoding, repair and normalising: scripts/chaos/fuzz-decode.sh [SECONDS [SEED]], seconds of processor time. Prints the seed of an input with which something is wrong.
cd "$(dirname "$0")/../.." || exit 1
exec cargo run --release --quiet -p chaffinch-tools --bin decode_fuzz -- "${1:-3600}" "${2:-1}"
