#!/usr/bin/env bash
# Walks a newcomer's path in a fresh environment without caches, and times it: install the wheel, make the README's first
# call against the emulator, run the FastAPI example and use it, write a test of one's own with the pytest plugin.
set -euo pipefail
cd "$(dirname "$0")/../.."
checkout=$PWD
place=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$place"' EXIT

say() { printf '%5d s  %s\n' "$SECONDS" "$1"; }
until_open() { # PORT
    for _ in $(seq 100); do (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null && return; sleep 0.1; done
    echo "nothing answers on port $1"; exit 1
}
expect() { # WANTED GOT WHAT
    [ "$1" = "$2" ] || { echo "$3: expected $1, got $2"; exit 1; }
    say "$3: $2"
}

.venv/bin/python -m hatchling build --directory "$place" --target wheel >/dev/null 2>&1
SECONDS=0
"${PYTHON:-python3}" -m venv "$place/venv"
PATH=$place/venv/bin:$PATH
export PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
pip install --quiet "$(echo "$place"/*.whl)[emulator,fastapi,testing]" pytest-asyncio 2>/dev/null
say "installed"

cd "$place"
python -m weavr_async.emulator --port 8099 >emulator.log &
until_open 8099
sed -n '/^```python$/,/^```$/p' "$checkout/README.md" | sed '1d;/^```$/,$d' >first.py
expect "Operating account 500000" "$(python first.py)" "the README's first call"

cp -r "$checkout/examples" .
export WEAVR_API_KEY=emulator-api-key WEAVR_BASE_URL=http://127.0.0.1:8099/multi/backoffice
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
