#!/usr/bin/env bash
# Builds sdist and wheel, installs the wheel in a clean environment and uses it from outside of the
# checkout: both packages, the contract as data, and the emulator on a real socket.
set -euo pipefail
cd "$(dirname "$0")/.."
python=$PWD/.venv/bin/python

rm -rf dist
"$python" -m hatchling build >/dev/null
"$python" scripts/wheel_contents.py dist/*.whl

elsewhere=$(mktemp -d)
trap 'rm -rf "$elsewhere"' EXIT
"$python" -m venv "$elsewhere/venv"
wheel=$(echo "$PWD"/dist/*.whl)
"$elsewhere/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    --constraint <(sed -E '/^ |^#/d; s/ .*//' requirements/dev.txt) "$wheel[emulator]"
cp scripts/use_wheel.py "$elsewhere/"
cd "$elsewhere"
venv/bin/python use_wheel.py
