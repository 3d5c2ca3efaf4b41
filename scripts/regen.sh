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
support=$root/scripts/regen_support.py
export PATH="$root/.venv/bin:$PATH" PYTHONDONTWRITEBYTECODE=1

mkdir -p "$(dirname "$target")"
work=$(mktemp -d "$(dirname "$target")/.regen.XXXXXX")
trap 'rm -rf "$work"' EXIT

python "$support" tools "$root/pyproject.toml"
python "$support" prepare "$contract" "$work"

if ! openapi-python-client generate --meta none --fail-on-warning \
    --path "$work/generator-input.json" --config "$root/openapi/generator.yaml" \
    --custom-template-path "$root/openapi/templates" --output-path "$work/weavr_backoffice" >"$work/log" 2>&1; then
    python "$support" explain "$contract" "$work/log"
fi
cp "$work/contract.json" "$work/weavr_backoffice/contract.json"
: >"$work/weavr_backoffice/py.typed"

PYTHONPATH=$work python -W error "$support" check "$work/weavr_backoffice"
python "$support" swap "$work/weavr_backoffice" "$target"
