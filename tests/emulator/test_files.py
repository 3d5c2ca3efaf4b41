"""Worlds from files, states that outlive the process, and states that are handed on."""

from __future__ import annotations

import asyncio
import json
import shutil
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.emulator.conftest import transfer_body
from weavr_async.emulator import (
    DEMO_API_KEY,
    Clock,
    Emulator,
    SavedStateError,
    World,
    WorldFileError,
    read_snapshot,
    read_world,
)
from weavr_async.emulator.asgi import CONTROL_PATH

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.emulator.conftest import Api

SHOP = """
api_keys: [shop-key]
webhooks_key: shop-webhooks-key
identities:
  - type: CORPORATE
    id: 5
    verified: false
    spend_rules: {allowAtm: false}
    users:
      - {id: "40", email: ada@shop.example, name: Ada}
    accounts:
      - {id: 10, name: Till, currency: GBP, balance: 100_00}
      - {id: "0011", currency: EUR}
    cards:
      - {id: 20, name: Petty cash, balance: 5000, user: 40}
      - id: 21
        parent: 10
        physical: true
        renewal: RENEW
        spend_rules: {spendLimit: [{value: {currency: GBP, amount: 700}, interval: DAILY}]}
  - {type: CONSUMER, id: 6, active: false}
profiles:
  - {id: 1, fees: {GBP: 5}, currencies: [GBP], pairs: [[managed_accounts, managed_cards]]}
  - {id: 2, active: false}
fees:
  MONTHLY: {GBP: 250, EUR: 300}
"""


@pytest.fixture
def world_of(tmp_path: Path) -> Callable[[str], World]:
    """Makes the world that a text describes."""

    def make(text: str) -> World:
        path = tmp_path / "world.yaml"
        path.write_text(text)
        return read_world(path, Clock(1_750_000_000_000, frozen=True))

    return make


def test_a_world_is_written_down_in_yaml(world_of: Callable[[str], World]) -> None:
    """Identities, users, accounts, cards, profiles and fees; ids may be written as numbers."""
    world = world_of(SHOP.replace("100_00", "10000"))
    world.check()
    assert (world.api_keys, world.webhooks_key) == (["shop-key"], "shop-webhooks-key")
    assert {key.id: (record.verified, record.active) for key, record in world.identities.items()} == {
        "5": (False, True),
        "6": (True, False),
    }
    assert {one.id: (one.friendly_name, one.currency, world.balance(one.id)) for one in world.accounts.values()} == {
        "10": ("Till", "GBP", 10_000),
        "0011": ("Account", "EUR", 0),
    }
    petty, travel = world.cards["20"], world.cards["21"]
    assert (petty.friendly_name, petty.user_id, world.balance("20")) == ("Petty cash", "40", 5_000)
    assert (travel.parent_id, travel.physical, travel.renewal) == ("10", True, "RENEW")
    world.settle("21", world.authorise("21", 700))
    assert world.profiles["1"].fees == {"GBP": 5}
    assert world.profiles["1"].pairs == frozenset({("managed_accounts", "managed_cards")})
    assert not world.profiles["2"].active
    assert world.fee_types["MONTHLY"].amounts == {"GBP": 250, "EUR": 300}
    assert world.users["40"].details == {"email": "ada@shop.example", "name": "Ada", "surname": "Doe"}


def test_an_empty_file_is_an_empty_world(world_of: Callable[[str], World]) -> None:
    """Everything may be left out."""
    assert world_of("# nothing yet\n").accounts == {}


ACME = "identities: [{type: CORPORATE, id: 5, "


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("identities: [", "is not YAML"),
        ("- 1", "the file: "),
        ("identitys: []", "the file: .*'identitys' was unexpected"),
        (f"{ACME}accounts: [{{id: ten}}]}}]", 'identities.0.accounts.0.id: "ten"'),
        (f"{ACME}accounts: [{{id: 1, balance: 10.50}}]}}]", "identities.0.accounts.0.balance: 10.5"),
        (f"{ACME}accounts: [{{id: 1, balance: -1}}]}}]", "identities.0.accounts.0.balance: -1"),
        (f"{ACME}accounts: [{{id: 1, currency: pounds}}]}}]", "identities.0.accounts.0.currency"),
        (f"{ACME}accounts: [{{id: 0220}}]}}]", "write '0220' in quotes"),
        (f"{ACME}accounts: [{{id: 12:30}}]}}]", "write '12:30' in quotes"),
        (f"{ACME}accounts: [{{id: 1, balance: 100_00}}]}}]", "write '100_00' in quotes"),
        (f"{ACME}accounts: [{{id: 1}}, {{id: 1}}]}}]", "there is an instrument 1 already"),
        (f"{ACME}cards: [{{id: 1, parent: 9}}]}}]", "card 1 spends the money of account 9, which is not there"),
        (f"{ACME}accounts: [{{id: 9}}], cards: [{{id: 1, parent: 9, balance: 5}}]}}]", "no balance"),
        (f"{ACME}users: [{{email: a@b.c}}, {{email: A@b.c}}]}}]", "two users have the e-mail address A@b.c"),
        ("identities: !!python/object/apply:os.system [ls]", "is not YAML"),
        ("fees: {MONTHLY: {GBP: free}}", "fees.MONTHLY.GBP"),
    ],
)
def test_what_no_world_has_is_refused(world_of: Callable[[str], World], text: str, complaint: str) -> None:
    """With the file and the place in it."""
    with pytest.raises(WorldFileError, match=complaint) as refused:
        world_of(text)
    assert "world.yaml" in str(refused.value)


async def lived_in(api: Api) -> None:
    """Do one of everything that is kept."""
    await api.transfer(reference="payout-1", tag="rent", description="October")
    await api.transfer(scheduledTimestamp=str(api.emulator.clock.now_ms() + 60_000))
    submitted = await api("bulksTransferCreate", body=[{"requestBody": transfer_body()}] * 3, reference="b")
    await api("bulkIdExecute", bulk_id=submitted.json()["bulkId"], body={"mode": "ON_FAILURE_STOP"})
    world = api.emulator.world
    world.authorise("331", 300)
    world.deposit("220", 500, held=True)
    world.limit("332", 5_000)
    api.emulator.tokens.kill(value=api.emulator.mint("109876"))


@pytest.mark.asyncio
async def test_everything_is_exported_and_imported(api: Api, tmp_path: Path) -> None:
    """Into another emulator, which goes on as this one would; and it is the same when it is written again."""
    token = api.emulator.mint("109876")
    await lived_in(api)
    exported = api.emulator.export()
    other = Emulator(World(Clock(0, frozen=True)), profile=api.emulator.profile)
    other.restore(read_snapshot(exported))
    assert other.export() == exported
    assert other.clock.now_ms() == api.emulator.clock.now_ms()
    async with other.client() as client:
        headers = {"api-key": DEMO_API_KEY, "authorization": f"Bearer {token}", "idempotency-ref": "payout-1"}
        body = transfer_body(tag="rent", description="October")
        replayed = await client.post("/transfers", json=body, headers=headers)
        assert replayed.status_code == 200
        [made] = other.world.transfers_by_reference("payout-1")
        assert replayed.json()["id"] == made.id
    for emulator in (other, api.emulator):
        emulator.advance(60)
    assert other.world.balance("220") == api.emulator.world.balance("220")
    assert other.mint("109876") != token
    other.check()


@pytest.mark.asyncio
async def test_every_field_of_a_world_is_saved(api: Api) -> None:
    """Whatever a world may come to hold: this fails where a new field was forgotten."""
    await lived_in(api)
    other = World()
    other.restore(read_snapshot(api.emulator.export()).world)
    left_out = {"agenda", "switches", "emit", "_touched"}
    kept = {name: value for name, value in vars(api.emulator.world).items() if name not in left_out}
    again = {name: value for name, value in vars(other).items() if name not in left_out}
    assert kept.keys() == again.keys()
    for name, value in kept.items():
        assert again[name] == value or name == "ledger", name
    assert other.ledger.balances == api.emulator.world.ledger.balances
    assert other.accounts["220"].balance is other.ledger.balances["managed_accounts:220"]


def changed(raw: bytes, *path: str | int, to: object) -> bytes:
    """A saved state in which one place holds something else."""
    document = json.loads(raw)
    place: Any = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = to
    return json.dumps(document).encode()


def test_what_is_no_saved_state_is_refused(emulator: Emulator) -> None:
    """With the place, and without a change of anything."""
    good = emulator.export()
    for raw, complaint in [
        (b"{", "it is not JSON"),
        (b"[]", "it is no saved state"),
        (b'{"format": 2}', "in the format 1"),
        (b'{"format": 1}', "agenda is no array"),
        (changed(good, "world", "accounts", "220", "currency", to=7), "world.accounts.220.currency is not what"),
        (changed(good, "world", "accounts", "220", "identity", to=["CORPORATE"]), "world.accounts.220.identity"),
        (changed(good, "world", "balances", "managed_accounts:220", "available", to=1), "out of balance"),
        (changed(good, "world", "balances", to={}), "the postings of"),
        (changed(good, "tokens", to=[[], [], [["x", 1]]]), "tokens.minted.0.0"),
        (changed(good, "clock", to=["soon", None]), "clock.ahead_ms"),
    ]:
        with pytest.raises(SavedStateError, match=complaint):
            read_snapshot(raw)
    assert emulator.export() == good


@pytest.mark.asyncio
async def test_a_state_is_handed_on_while_it_runs(api: Api) -> None:
    """By the control API: the whole of it, and snapshots by name."""
    control = f"http://emulator{CONTROL_PATH}"
    client = api.client
    await api.transfer(reference="payout-1")
    exported = (await client.get(f"{control}/state")).json()
    await client.post(f"{control}/snapshots/monday")
    await api.transfer(reference="payout-2")
    shared = (await client.get(f"{control}/snapshots/monday")).json()
    assert shared == exported
    assert (await client.put(f"{control}/snapshots/theirs", json=shared)).json() == {"saved": "theirs"}
    assert (await client.get(f"{control}/snapshots")).json() == {"snapshots": ["monday", "theirs"]}
    assert (await client.put(f"{control}/state", json=exported)).status_code == 200
    assert api.emulator.world.times_acted("payout-2") == 0
    await api.transfer(reference="payout-2")
    assert (await client.post(f"{control}/snapshots/theirs/restore")).status_code == 200
    assert api.emulator.world.times_acted("payout-2") == 0
    assert (await client.delete(f"{control}/snapshots/theirs")).json() == {"snapshots": ["monday"]}
    assert (await client.get(f"{control}/snapshots/theirs")).status_code == 404
    refused = await client.put(f"{control}/state", json={**exported, "clock": None})
    assert refused.status_code in {400, 409}
    assert api.emulator.world.times_acted("payout-1") == 1


@pytest.mark.asyncio
async def test_a_state_file_is_gone_on_from(tmp_path: Path) -> None:
    """By the next emulator, whatever its own world would be; not by two at once."""
    path = tmp_path / "state.json"
    first = Emulator(state_file=path)
    async with first.client() as client:
        headers = {"api-key": DEMO_API_KEY, "authorization": f"Bearer {first.mint('109876')}"}
        assert (await client.post("/transfers", json=transfer_body(), headers=headers)).status_code == 200
    with pytest.raises(OSError, match="another emulator keeps its state there"):
        Emulator(state_file=path)
    before = first.world.balance("220")
    first.close()
    second = Emulator(World(), state_file=path)
    assert second.world.balance("220") == before == 499_000
    second.check()
    second.close()


def test_a_state_file_that_is_none_is_left_alone(tmp_path: Path) -> None:
    """It may be something that somebody needs."""
    path = tmp_path / "letter.txt"
    path.write_text("Dear Sir")
    with pytest.raises(SavedStateError, match=r"letter\.txt: it is not JSON"):
        Emulator(state_file=path)
    assert path.read_text() == "Dear Sir"


def test_a_state_is_not_answered_before_it_is_written(tmp_path: Path) -> None:
    """What cannot be written is no success."""
    path = tmp_path / "folder" / "state.json"
    path.parent.mkdir()
    emulator = Emulator(state_file=path, control=True)

    async def reset() -> None:
        async with emulator.client() as client:
            await client.post(f"http://emulator{CONTROL_PATH}/reset")

    shutil.rmtree(path.parent)
    with pytest.raises(OSError, match="folder"):
        asyncio.run(reset())
    path.parent.mkdir()
    asyncio.run(reset())
    assert path.exists()
    emulator.close()


def start(path: Path) -> tuple[subprocess.Popen[str], str]:
    """Start an emulator on a state file; its address."""
    command = [sys.executable, "-m", "weavr_async.emulator", "--state", str(path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, process.stdout.readline().split()[-1]


def write_until_it_dies(url: str, worker: int, acknowledged: list[str]) -> None:
    """Make transfers, and note the reference of each that was answered."""
    asked = {"identity": {"type": "CORPORATE", "id": "109876"}}
    with httpx.Client(base_url=url, headers={"api-key": DEMO_API_KEY}) as client:
        token = client.post("/access_token", json=asked).json()["token"]["token"]
        for number in range(10_000):
            reference = f"{worker}-{number}"
            headers = {"authorization": f"Bearer {token}", "idempotency-ref": reference}
            try:
                answer = client.post("/transfers", json=transfer_body(1), headers=headers)
            except httpx.HTTPError:
                return
            if answer.status_code == 200:
                acknowledged.append(reference)


@pytest.mark.timeout(300)
def test_nothing_acknowledged_is_lost_when_it_is_killed(tmp_path: Path) -> None:
    """With SIGKILL, in the midst of writes, three times; each time the books balance."""
    path = tmp_path / "state.json"
    acknowledged: list[str] = []
    for life in range(3):
        process, url = start(path)
        workers = [
            threading.Thread(target=write_until_it_dies, args=(url, 3 * life + worker, acknowledged), daemon=True)
            for worker in range(3)
        ]
        try:
            for worker in workers:
                worker.start()
            while len(acknowledged) < 12 * (life + 1) and process.poll() is None:
                workers[0].join(0.01)
        finally:
            process.send_signal(signal.SIGKILL)
            process.communicate()
        for worker in workers:
            worker.join()
        emulator = Emulator(World(), state_file=path)
        emulator.check()
        assert {reference for reference in acknowledged if emulator.world.times_acted(reference) != 1} == set()
        assert emulator.world.balance("221") == 20_000 + len(emulator.world.transfers)
        emulator.close()
    assert len(acknowledged) >= 36


@pytest.mark.parametrize(
    ("content", "option", "complaint"),
    [("- 1", "--world", "world.yaml: the file"), ("Dear Sir", "--state", "world.yaml: it is not JSON")],
)
def test_the_command_line_says_what_is_wrong_with_a_file(
    tmp_path: Path, content: str, option: str, complaint: str
) -> None:
    """In one line."""
    path = tmp_path / "world.yaml"
    path.write_text(content)
    run = subprocess.run(
        [sys.executable, "-m", "weavr_async.emulator", option, str(path)], check=False, capture_output=True, text=True
    )
    assert run.returncode == 2
    assert complaint in run.stderr.splitlines()[-1]
