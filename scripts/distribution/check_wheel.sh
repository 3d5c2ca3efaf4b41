#!/usr/bin/env bash
# Builds sdist and wheel, twice and from the sdist, to the same bytes; checks what they say and carry; then installs the
# wheel in a clean environment and uses it from outside of the checkout: both packages, the contract as data, and the
# emulator on a real socket. Called by `make wheel`: scripts/distribution/check_wheel.sh PYTHON CHECKERS, where CHECKERS is the folder
# of twine and check-wheel-contents.
set -euo pipefail
cd "$(dirname "$0")/../.."
python=$(realpath --no-symlinks "$1")
checkers=$(realpath --no-symlinks "$2")

elsewhere=$(mktemp -d)
trap 'rm -rf "$elsewhere"' EXIT
build() { # FROM INTO TARGET
    (cd "$1" && "$python" -m hatchling build --directory "$2" --target "$3" >/dev/null 2>&1) || { echo "no $3 can be built in $1"; exit 1; }
}

# The time of the last commit; an unpacked sdist has none, and gets the builder's own fixed one.
if epoch=$(git log -1 --format=%ct 2>/dev/null); then export SOURCE_DATE_EPOCH=$epoch; fi
rm -rf dist
build . "$PWD/dist" sdist
build . "$PWD/dist" wheel
build . "$elsewhere/again" sdist
mkdir "$elsewhere/source"
tar --extract --gzip --strip-components=1 --directory "$elsewhere/source" --file dist/*.tar.gz
build "$elsewhere/source" "$elsewhere/again" wheel
diff --recursive dist "$elsewhere/again" || { echo "the same source made other files"; exit 1; }
echo "built twice, the wheel from the sdist the second time: the same bytes"

"$checkers/twine" check --strict dist/*
"$checkers/check-wheel-contents" dist/*.whl
"$python" scripts/distribution/package_contents.py dist/*

"$python" -m venv "$elsewhere/venv"
wheel=$(echo "$PWD"/dist/*.whl)
"$elsewhere/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    --constraint <(sed -E '/^ |^#/d; s/ \\$//' requirements/dev.txt) "$wheel[emulator]"
cp scripts/distribution/use_wheel.py "$elsewhere/"
cd "$elsewhere"
venv/bin/python use_wheel.py
