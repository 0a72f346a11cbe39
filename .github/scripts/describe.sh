#!/usr/bin/env bash
# Writes into FOLDER what comment.py reads: what the change since BASE does to the map, and for which pull request.
# usage: describe.sh BASE NUMBER FOLDER
set -euo pipefail

comment=$(argmap diff "$(git rev-parse --short "$1")" --format markdown)
mkdir -p "$3"
printf '%s\n' "$comment" >"$3/comment.md"
printf '%s\n' "$2" >"$3/number"
