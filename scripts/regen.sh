#!/usr/bin/env bash
# Emit generated/weavr_backoffice from openapi/backoffice.yaml.
#
#   scripts/regen.sh [CONTRACT [TARGET]]
#
# All work is done in a temporary folder beside the target. Only a tree that passed every check takes the target's
# place; when anything fails, the old tree stays as it is and the message names the line of the contract.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
contract=${1:-$root/openapi/backoffice.yaml}
target=${2:-$root/generated/weavr_backoffice}
support=scripts.renewal.regen_support
export PATH="$root/.venv/bin:$PATH" PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=$root

mkdir -p "$(dirname "$target")"
work=$(mktemp -d "$(dirname "$target")/.regen.XXXXXX")
trap 'rm -rf "$work"' EXIT

python -m "$support" tools "$root/pyproject.toml"
python -m "$support" prepare "$contract" "$work"

if ! openapi-python-client generate --meta none --fail-on-warning \
    --path "$work/generator-input.json" --config "$root/openapi/generator.yaml" \
    --custom-template-path "$root/openapi/templates" --output-path "$work/weavr_backoffice" >"$work/log" 2>&1; then
    python -m "$support" explain "$contract" "$work/log"
fi
python -m "$support" tables "$contract" "$work/weavr_backoffice"
# F and I drop and sort the imports that the templates write generously; --isolated keeps the bytes the same everywhere.
ruff=(--quiet --isolated --no-cache --target-version py311 --line-length 120)
ruff check "${ruff[@]}" --select F,I,UP --config "lint.isort.split-on-trailing-comma = false" --fix "$work/weavr_backoffice"
ruff format "${ruff[@]}" --config "format.skip-magic-trailing-comma = true" "$work/weavr_backoffice"
cp "$work/contract.json" "$work/weavr_backoffice/contract.json"
: >"$work/weavr_backoffice/py.typed"

PYTHONPATH=$root:$work python -W error -m "$support" check "$work/weavr_backoffice"
python -m "$support" swap "$work/weavr_backoffice" "$target"
