#!/usr/bin/env bash
# The property tests with a hundred times as many examples, freshly drawn; takes some minutes.
set -euo pipefail
cd "$(dirname "$0")/.."
HYPOTHESIS_PROFILE=long exec "${PYTHON:-.venv/bin/python}" -m pytest -q -m property "$@"
