#!/usr/bin/env bash
# Installs the project with all extras and the oldest releases that pyproject.toml admits into a fresh environment, and
# runs the demo and a part of the tests there: a lower bound that is too low is a promise broken at the user's.
# Called by `make lowest`: scripts/distribution/lowest.sh [PYTHON]. Needs uv.
set -euo pipefail
cd "$(dirname "$0")/../.."
python=${1:-python3}

elsewhere=$(mktemp -d)
trap 'rm -rf "$elsewhere"' EXIT
"$python" -m venv "$elsewhere/venv"
export VIRTUAL_ENV="$elsewhere/venv"
uv pip install --quiet --resolution lowest-direct --editable ".[cli,emulator,excel,fastapi,journal,otel,postgresql,redis,testing]"
uv pip freeze --exclude-editable >"$elsewhere/lowest.txt"
# The tools of the tests adapt to that: it is not their bounds that are tested here.
uv pip install --quiet --constraint "$elsewhere/lowest.txt" \
    aiosqlite asyncpg httpx2 httpx-aiohttp hypercorn hypothesis openapi-spec-validator openpyxl opentelemetry-sdk \
    pytest-asyncio pytest-httpx pytest-timeout trustme pyyaml
grep -E '^(aiohttp|anyio|attrs|cryptography|cyclopts|fastapi|httpx|iso4217|jsonschema-rs|opentelemetry-api|orjson|psycopg|pytest|pyyaml|redis|rich|sqlalchemy|starlette|typing-extensions|uvicorn|xlsxwriter|yarl)==' \
    "$elsewhere/lowest.txt" | paste --serial --delimiters ' '

"$elsewhere/venv/bin/python" scripts/demo.py >"$elsewhere/demo.txt" || { cat "$elsewhere/demo.txt"; exit 1; }
tail -n 1 "$elsewhere/demo.txt"
# Left out: the golden outputs, which a later release of rich lays out, and the schemas of models in FastAPI, which an old
# pydantic writes in place. The pytest-asyncio that goes with an old pytest leaves event loops open.
"$elsewhere/venv/bin/python" -m pytest -q -p no:cacheprovider -W ignore::pytest.PytestUnraisableExceptionWarning \
    --ignore tests/cli/test_golden.py --ignore tests/integrations/test_models_in_fastapi.py \
    tests/cli tests/facade tests/integrations tests/journal tests/statements tests/stores tests/values
