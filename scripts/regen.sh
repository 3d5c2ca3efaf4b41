#!/usr/bin/env bash
# Emit generated/weavr_backoffice from the documents in openapi/.
#
#   scripts/regen.sh [CONTRACT [TARGET [WEBHOOKS [SIMULATOR]]]]
#
# All work is done in a temporary folder beside the target. Only a tree that passed every check takes the target's
# place; when anything fails, the old tree stays as it is and the message names the line of the document.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
contract=${1:-$root/openapi/backoffice.yaml}
target=${2:-$root/generated/weavr_backoffice}
webhooks=${3:-$root/openapi/webhooks.yaml}
simulator=${4:-$root/openapi/simulator.yaml}
support=scripts.renewal.regen_support
payloads=scripts.renewal.regen_payloads
export PATH="$root/.venv/bin:$PATH" PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=$root

mkdir -p "$(dirname "$target")"
work=$(mktemp -d "$(dirname "$target")/.regen.XXXXXX")
trap 'rm -rf "$work"' EXIT
package=$work/weavr_backoffice

generate() { # DOCUMENT INPUT SETTINGS PACKAGE
    openapi-python-client generate --meta none --fail-on-warning \
        --path "$2" --config "$3" --custom-template-path "$root/openapi/templates" --output-path "$4" >"$work/log" 2>&1 ||
        python -m "$support" explain "$1" "$work/log"
}

python -m "$support" tools "$root/pyproject.toml"
python -m "$support" prepare "$contract" "$work"
python -m "$payloads" prepare "$webhooks" "$work"
python -m "$payloads" carry "$simulator" "$work/simulator.json"

generate "$contract" "$work/generator-input.json" "$root/openapi/generator.yaml" "$package"
python -m "$support" tables "$contract" "$package"
# Of the second run only the models are wanted: they become a room of the package.
generate "$webhooks" "$work/webhooks-input.json" "$root/openapi/webhooks.generator.yaml" "$work/weavr_webhooks"
mv "$work/weavr_webhooks/models" "$package/webhooks"
python -m "$payloads" topics "$webhooks" "$package/webhooks"
# F and I drop and sort the imports that the templates write generously; --isolated keeps the bytes the same everywhere.
ruff=(--quiet --isolated --no-cache --target-version py311 --line-length 120)
ruff check "${ruff[@]}" --select F,I,UP --config "lint.isort.split-on-trailing-comma = false" --fix "$package"
ruff format "${ruff[@]}" --config "format.skip-magic-trailing-comma = true" "$package"
cp "$work/contract.json" "$work/webhooks.json" "$work/simulator.json" "$package"
: >"$package/py.typed"

PYTHONPATH=$root:$work python -W error -m "$support" check "$package"
python -m "$support" swap "$package" "$target"
