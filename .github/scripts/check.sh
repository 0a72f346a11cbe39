#!/usr/bin/env bash
# Checks all records: what the change since BASE is responsible for must be without errors and warnings.
# usage: check.sh BASE
set -euo pipefail

argmap check --since "$1" --numbers --format github
