#!/usr/bin/env bash
# Walks a newcomer's path from the built wheel in an empty environment without caches, and times each step: install, the
# README's first call, the first call from a shell, a test of one's own, a FastAPI endpoint that answers with a model and
# describes it, and the FastAPI example. Called by `make newcomer`.
set -euo pipefail
cd "$(dirname "$0")/../.."
checkout=$PWD
place=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$place"' EXIT

say() { # WHAT: with the seconds of this step, and those of all so far
    local now=${EPOCHREALTIME/./}
    awk -v step=$((now - last)) -v all=$((now - start)) -v what="$1" \
        'BEGIN { printf "%6.1f s  %6.1f s  %s\n", step / 1e6, all / 1e6, what }'
    last=${EPOCHREALTIME/./}
}
until_open() { # PORT
    for _ in $(seq 300); do (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null && return; sleep 0.1; done
    echo "nothing answers on port $1"; exit 1
}
expect() { # WANTED GOT WHAT
    [ "$1" = "$2" ] || { echo "$3: expected $1, got $2"; exit 1; }
    say "$3: $2"
}

.venv/bin/python -m hatchling build --directory "$place" --target wheel >/dev/null 2>&1
printf '%8s  %8s\n' step all
start=${EPOCHREALTIME/./} last=$start
"${PYTHON:-python3}" -m venv "$place/venv"
PATH=$place/venv/bin:$PATH
export PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
pip install --quiet "$(echo "$place"/*.whl)[cli,emulator,fastapi,testing]" pytest-asyncio 2>/dev/null
say "installed"

cd "$place"
python -m weavr_async.emulator --port 8099 >emulator.log &
until_open 8099
sed -n '/^```python$/,/^```$/p' "$checkout/README.md" | sed '1d;/^```$/,$d' >first.py
expect "Operating account 500000" "$(python first.py)" "the README's first call"

export WEAVR_API_KEY=emulator-api-key WEAVR_BASE_URL=http://127.0.0.1:8099/multi/backoffice
read_field() { python -c "import json, sys; print(json.load(sys.stdin)$1)"; }
expect "5000.00 GBP" "$(weavr accounts get 220 --corporate 109876 | grep -o '5000.00 GBP' | head -1)" "a table from a shell"
expect "Operating account" "$(weavr accounts get 220 --corporate 109876 --json | read_field '["friendlyName"]')" "the same as JSON"

cat >test_mine.py <<'PYTHON'
import pytest

from weavr_async import CardAlreadyBlocked


@pytest.mark.asyncio
async def test_a_card_is_blocked_once(backoffice):
    cards = backoffice.corporate("109876").managed_cards
    await cards.block("331")
    with pytest.raises(CardAlreadyBlocked):
        await cards.block("331")
PYTHON
expect "1 passed" "$(python -m pytest -q test_mine.py 2>/dev/null | grep -o '1 passed')" "a test of one's own"

cat >mine.py <<'PYTHON'
from typing import Annotated

from fastapi import FastAPI

from weavr_async import BackOffice, Identity, IdentityView, models
from weavr_async.integrations.fastapi import add_error_handlers, back_office_lifespan, error_responses, on_behalf_of


async def identity() -> Identity:
    return Identity.corporate("109876")


app = FastAPI(lifespan=back_office_lifespan(BackOffice.from_env))
add_error_handlers(app)


@app.get("/accounts/{account_id}", responses=error_responses())
async def account(account_id: str, customer: Annotated[IdentityView, on_behalf_of(identity)]) -> models.ManagedAccount:
    return await customer.managed_accounts.get(account_id)
PYTHON
uvicorn mine:app --port 8097 --log-level warning &
until_open 8097
expect "GBP" "$(curl --silent http://127.0.0.1:8097/accounts/220 | read_field '["currency"]')" "a FastAPI endpoint answers with a model"
described=$(curl --silent http://127.0.0.1:8097/openapi.json)
expect "#/components/schemas/ManagedAccount" "$(
    read_field '["paths"]["/accounts/{account_id}"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]' <<<"$described"
)" "and its OpenAPI describes it"

cp -r "$checkout/examples" .
export SERVICE_CALLERS='{"erp-token": {"name": "acme-erp", "type": "CORPORATE", "id": "109876"}}' SERVICE_TRANSFER_PROFILE=7
uvicorn --factory examples.fastapi_service.service:create_app --port 8098 --log-level warning &
until_open 8098
call() { curl --silent --output answer --write-out '%{http_code}' -H 'Authorization: Bearer erp-token' "$@"; }
transfer() {
    call http://127.0.0.1:8098/transfers -H 'Content-Type: application/json' -H "Idempotency-Key: $1" \
        --data '{"from_account": "220", "to_card": "331", "amount": "10.00", "currency": "GBP"}'
}
expect 204 "$(call -X POST http://127.0.0.1:8098/cards/331/block)" "the FastAPI example blocks a card"
expect 409 "$(transfer order-1)" "and refuses a transfer to it"
expect 204 "$(call -X POST http://127.0.0.1:8098/cards/331/unblock)" "unblocks it"
first=$(transfer order-2; cat answer)
expect "$first" "$(transfer order-2; cat answer)" "and moves money once under one key"
