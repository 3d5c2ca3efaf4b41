"""What Weavr sends by itself: which events, signed how, sent again when, and what goes wrong on the way."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from tests.emulator.conftest import transfer_body
from weavr_async.emulator import DEMO_API_KEY, DEMO_WEBHOOKS_KEY, CardDeclined, Emulator, World, serve
from weavr_async.emulator.asgi import BASE_PATH, CONTROL_PATH
from weavr_async.emulator.contract import load_contract
from weavr_async.emulator.events import TOPICS
from weavr_async.emulator.receivers import Address

if TYPE_CHECKING:
    from starlette.requests import Request

    from tests.emulator.conftest import Api
    from weavr_async.emulator import Delivery
    from weavr_async.emulator.deliveries import DeliveryFaultKind

TRANSFERS = "/transfers/watch"


class Scripted:
    """Receives webhooks and answers as it was told to: 204 once nothing is left of the script."""

    def __init__(self, *answers: int | None) -> None:
        self.answers = list(answers)
        self.got: list[tuple[str, dict[str, str], bytes]] = []

    async def receive(self, topic: str, headers: dict[str, str], body: bytes) -> int | None:
        """Take one."""
        self.got.append((topic, headers, body))
        return self.answers.pop(0) if self.answers else 204

    @property
    def references(self) -> list[str]:
        """In the order they came."""
        return [headers["call-ref"] for _, headers, _ in self.got]

    @property
    def stamps(self) -> list[int]:
        """The timestamps they came under."""
        return [int(headers["published-timestamp"]) for _, headers, _ in self.got]


def listening(emulator: Emulator, *answers: int | None) -> Scripted:
    """Somebody who receives this emulator's webhooks."""
    receiver = Scripted(*answers)
    emulator.webhooks.hand_to(receiver)
    return receiver


def signature(message: bytes, key: str = DEMO_API_KEY) -> str:
    """The documented signature, computed anew."""
    return base64.b64encode(hmac.digest(key.encode(), message, hashlib.sha256)).decode()


DOCUMENT = load_contract("webhooks.json")


async def events_of(api: Api) -> list[tuple[str, dict[str, Any]]]:
    """Deliver what is due; topic and body of each, which fit what is documented."""
    sent = await api.emulator.webhooks.deliver()
    for delivery in sent:
        topic = delivery.topic.replace("/", "~1")
        validator = DOCUMENT.validator(f"/webhooks/{topic}/post/requestBody/content/application~1json/schema")
        assert [error.message for error in validator.iter_errors(delivery.event)] == []
    return [(delivery.topic, delivery.event) for delivery in sent]


@pytest.mark.asyncio
async def test_a_transfer_done_at_once_sends_one_event(api: Api) -> None:
    """COMPLETED, with amounts and times as strings."""
    listening(api.emulator)
    made = (await api.transfer(1_000, tag="rent")).json()
    [(topic, event)] = await events_of(api)
    assert (topic, event["eventType"]) == (TRANSFERS, "COMPLETED")
    assert event["transfer"]["id"] == {"type": "TRANSFER", "id": made["id"]}
    assert event["transfer"]["destinationAmount"] == {"currency": "GBP", "amount": "1000"}
    assert event["transfer"]["creationTimestamp"] == str(made["creationTimestamp"])
    assert (event["transfer"]["conflict"], event["transfer"]["tag"]) == ("UNDEFINED", "rent")


@pytest.mark.asyncio
async def test_a_repeat_under_a_reference_and_a_refusal_send_nothing(api: Api) -> None:
    """Only what happened is told."""
    listening(api.emulator)
    await api.transfer(reference="payout-1")
    await api.transfer(reference="payout-1")
    await api.transfer(10**9)
    assert len(await events_of(api)) == 1


@pytest.mark.asyncio
@pytest.mark.switches(transfer_pending_ms=5_000)
async def test_a_held_transfer_sends_pending_then_completed(api: Api) -> None:
    """Two events of one id."""
    listening(api.emulator)
    await api.transfer()
    assert [event["eventType"] for _, event in await events_of(api)] == ["PENDING"]
    api.emulator.advance(5)
    assert [event["eventType"] for _, event in await events_of(api)] == ["COMPLETED"]


@pytest.mark.asyncio
async def test_a_scheduled_transfer_that_fails_says_why(api: Api) -> None:
    """In the words of webhooks, which differ from those of REST."""
    listening(api.emulator)
    due = str(api.emulator.clock.now_ms() + 5_000)
    await api.transfer(400_000, scheduledTimestamp=due)
    await api.transfer(400_000)
    api.emulator.advance(5)
    sent = [(event["eventType"], event["transfer"]["conflict"]) for _, event in await events_of(api)]
    assert sent == [("SCHEDULED", "UNDEFINED"), ("COMPLETED", "UNDEFINED"), ("FAILED", "INSUFFICIENT_FUNDS")]


@pytest.mark.asyncio
async def test_each_kind_of_thing_that_happens_has_its_event(api: Api) -> None:
    """Cards, fees, purchases, deposits, accounts, users, identities and bulks."""
    world = api.emulator.world
    listening(api.emulator)
    await api("chargeFee", body={"feeType": "MONTHLY_FEE", "source": {"type": "managed_accounts", "id": "220"}})
    await api("managedCardBlock", id="331")
    await api("managedCardUnblock", id="331")
    held = world.authorise("331", 300, merchant="Bakery")
    world.settle("331", held, fee=20)
    world.reverse("331", world.authorise("331", 200))
    world.refund("331", 50)
    with pytest.raises(CardDeclined):
        world.authorise("331", 10**9)
    world.release("220", world.deposit("220", 500, held=True))
    world.corporate("5").account()
    world.corporate("5").deactivate()
    await api("userDeactivate", user_id="441")
    sent = await events_of(api)
    kind = ("eventType", "authorisationType", "settlementType", "type", "state")
    assert [(topic, next((event[one] for one in kind if one in event), None)) for topic, event in sent] == [
        ("/fees/watch", "COMPLETED"),
        ("/managed_cards/state_change/watch", "BLOCKED"),
        ("/managed_cards/state_change/watch", "UNBLOCKED"),
        ("/managed_cards/authorisations/watch", "AUTHORISED"),
        ("/managed_cards/settlements/watch", "SALE_PURCHASE"),
        ("/managed_cards/authorisations/watch", "AUTHORISED"),
        ("/managed_cards/authorisations/watch", "ONLINE_REVERSE"),
        ("/managed_cards/settlements/watch", "PURCHASE_REFUND"),
        ("/managed_cards/authorisations/watch", "DECLINED"),
        ("/managed_accounts/deposits/watch", "PENDING"),
        ("/managed_accounts/deposits/watch", "COMPLETED"),
        ("/managed_accounts/watch", "CREATED"),
        ("/corporates/corporate_deactivated/watch", None),
        ("/auth/users/user_deactivated/watch", None),
    ]
    settlement = sent[4][1]
    assert (settlement["relatedAuthorisationId"], settlement["merchantName"]) == (held, "Bakery")
    assert settlement["feeAmount"] == {"currency": "GBP", "amount": "20"}
    assert sent[8][1]["declineReason"] == "INSUFFICIENT_BALANCE"
    assert sent[0][1]["chargeFee"]["feeType"] == "CUSTOM"


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("interval", "after"),
    [(None, [8]), (1, [2, 4, 6, 8]), (3, [3, 6, 8]), (8, [8]), (100, [8])],
    ids=str,
)
async def test_a_bulk_tells_its_progress_four_times_at_most(api: Api, interval: int | None, after: list[int]) -> None:
    """Without an interval once, at its end; without a signature, with the webhooks key and a request-ref."""
    receiver = listening(api.emulator)
    submitted = await api("bulksTransferCreate", body=[{"requestBody": transfer_body()}] * 8, reference="b")
    execute = {} if interval is None else {"webhookInterval": interval}
    await api("bulkIdExecute", bulk_id=submitted.json()["bulkId"], body=execute)
    api.emulator.advance(1)
    told = [event for topic, event in await events_of(api) if topic == "/bulk_process_end/watch"]
    done = [
        sum(row["count"] for row in event["operationStatusCounts"] if row["status"] == "COMPLETED") for event in told
    ]
    assert (done, told[-1]["status"]) == (after, "COMPLETED")
    headers = next(headers for topic, headers, _ in receiver.got if topic == "/bulk_process_end/watch")
    assert headers["webhooks-key"] == DEMO_WEBHOOKS_KEY
    assert headers["request-ref"]
    assert not {"signature", "signature-v2", "call-ref"} & headers.keys()


@pytest.mark.asyncio
async def test_it_is_signed_as_documented(api: Api) -> None:
    """Over call-ref, body and timestamp, with the oldest of several keys."""
    receiver = listening(api.emulator)
    api.emulator.world.api_keys.append("a-newer-key")
    await api.transfer()
    await api.emulator.webhooks.deliver()
    [(_, headers, body)] = receiver.got
    stamp = headers["published-timestamp"].encode()
    assert headers["signature-v2"] == signature(headers["call-ref"].encode() + body + stamp)
    assert headers["signature"] == signature(stamp)


@pytest.mark.asyncio
@pytest.mark.parametrize("answer", [None, 408, 409, 425, 500, 503])
async def test_it_is_sent_again_on_the_documented_schedule(api: Api, answer: int | None) -> None:
    """After 10 s, then each time six times later, five times; then it has failed. It stays the same."""
    receiver = listening(api.emulator, *[answer] * 6)
    await api.transfer()
    started = api.emulator.clock.now_ms()
    [delivery] = await api.emulator.webhooks.deliver()
    for wait in (10, 60, 360, 2_160, 12_960):
        assert delivery.state == "waiting"
        api.emulator.advance(ms=wait * 1000 - 1)
        assert await api.emulator.webhooks.deliver() == []
        api.emulator.advance(ms=1)
        assert await api.emulator.webhooks.deliver() == [delivery]
    assert (delivery.state, delivery.due_ms) == ("failed", None)
    assert [(attempt.at_ms - started) // 1000 for attempt in delivery.attempts] == [0, 10, 70, 430, 2_590, 15_550]
    assert {attempt.status for attempt in delivery.attempts} == {answer}
    assert len({(topic, tuple(headers.items()), body) for topic, headers, body in receiver.got}) == 1


@pytest.mark.asyncio
@pytest.mark.parametrize("answer", [301, 400, 401, 404, 410, 429])
async def test_other_answers_end_it(api: Api, answer: int) -> None:
    """A genuine event that is answered so is lost."""
    listening(api.emulator, answer)
    await api.transfer()
    [delivery] = await api.emulator.webhooks.deliver()
    assert (delivery.state, delivery.due_ms) == ("failed", None)


@pytest.mark.asyncio
@pytest.mark.switches(webhook_stamped_anew=True, webhook_resends_s=(1, 2))
async def test_schedule_and_stamp_are_switches(api: Api) -> None:
    """Neither is known for certain; what is stamped anew is signed anew."""
    receiver = listening(api.emulator, 503, 503)
    await api.transfer()
    started = api.emulator.clock.now_ms()
    for wait in (0, 1, 2):
        api.emulator.advance(wait)
        await api.emulator.webhooks.deliver()
    assert receiver.stamps == [started, started + 1_000, started + 3_000]
    assert len({headers["signature-v2"] for _, headers, _ in receiver.got}) == 3
    assert len(set(receiver.references)) == 1


@pytest.mark.asyncio
async def test_a_delivery_can_be_sent_again_whatever_became_of_it(api: Api) -> None:
    """Also one that was delivered, and one that was given up."""
    receiver = listening(api.emulator, 204, 401)
    await api.transfer()
    await api.transfer()
    first, second = await api.emulator.webhooks.deliver()
    assert (first.state, second.state) == ("delivered", "failed")
    for delivery in (first, second):
        api.emulator.webhooks.again(delivery.id)
    await api.emulator.webhooks.deliver()
    assert (first.state, second.state) == ("delivered", "delivered")
    assert receiver.references == [first.reference, second.reference] * 2


async def sent_with(api: Api, fault: DeliveryFaultKind, *answers: int) -> tuple[Scripted, list[Delivery]]:
    """Two transfers, the first of which has this fault; and everything that comes of it within two hours."""
    receiver = listening(api.emulator, *answers)
    api.emulator.webhooks.inject(fault, topic=TRANSFERS)
    for _ in range(2):
        await api.transfer()
        await api.emulator.webhooks.deliver()
    for _ in range(120):
        api.emulator.advance(60)
        await api.emulator.webhooks.deliver()
    assert api.emulator.webhooks.unstruck == []
    return receiver, list(api.emulator.webhooks)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("fault", "order", "state"),
    [
        ("lost", [2], "lost"),
        ("answer_lost", [1, 2, 1], "delivered"),
        ("late", [2, 1], "delivered"),
        ("doubled", [1, 1, 2], "delivered"),
        ("out_of_order", [2, 1], "delivered"),
        ("stamped_anew", [1, 1, 2], "delivered"),
    ],
)
async def test_what_goes_wrong_on_the_way(api: Api, fault: DeliveryFaultKind, order: list[int], state: str) -> None:
    """Which of two events arrives when, and what the sender believes in the end."""
    receiver, (first, second) = await sent_with(api, fault)
    names = {first.reference: 1, second.reference: 2}
    assert [names[reference] for reference in receiver.references] == order
    assert (first.state, second.state) == (state, "delivered")
    assert first.attempts[0].fault == fault
    assert len(set(receiver.stamps[:2])) == (2 if fault == "stamped_anew" else 1)


@pytest.mark.asyncio
async def test_a_wrong_signature_is_another_keys(api: Api) -> None:
    """And a receiver that refuses it with 401 never hears of the event again."""
    receiver, (first, _) = await sent_with(api, "wrong_signature", 401)
    _, headers, body = receiver.got[0]
    message = headers["call-ref"].encode() + body + headers["published-timestamp"].encode()
    assert headers["signature-v2"] != signature(message)
    assert (first.state, len(first.attempts)) == ("failed", 1)


@pytest.mark.asyncio
async def test_an_event_that_none_follows_comes_after_a_minute(api: Api) -> None:
    """Out of order does not mean never."""
    receiver = listening(api.emulator)
    api.emulator.webhooks.inject("out_of_order")
    await api.transfer()
    assert await api.emulator.webhooks.deliver() == []
    api.emulator.advance(60)
    assert len(await api.emulator.webhooks.deliver()) == len(receiver.got) == 1


def test_a_fault_that_is_none_is_refused(emulator: Emulator) -> None:
    """And so is a topic on which nothing is sent here."""
    with pytest.raises(ValueError, match="there is no fault 'misrouted' of webhooks"):
        emulator.webhooks.inject("misrouted")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="has no topic '/send/watch'"):
        emulator.webhooks.inject("lost", topic="/send/watch")


@pytest.mark.asyncio
async def test_nothing_is_made_while_nobody_receives_it(api: Api) -> None:
    """And what was to be sent waits until somebody does."""
    await api.transfer()
    assert len(api.emulator.webhooks) == 0
    listening(api.emulator)
    await api.transfer()
    api.emulator.webhooks.stop()
    assert await api.emulator.webhooks.deliver() == []
    listening(api.emulator)
    assert len(await api.emulator.webhooks.deliver()) == 1


@pytest.mark.asyncio
async def test_a_snapshot_knows_what_was_to_be_sent(api: Api) -> None:
    """What was sent since then is sent again."""
    listening(api.emulator)
    await api.transfer()
    before = api.emulator.snapshot()
    assert [one.state for one in await api.emulator.webhooks.deliver()] == ["delivered"]
    api.emulator.restore(before)
    assert [one.state for one in api.emulator.webhooks] == ["waiting"]
    assert len(await api.emulator.webhooks.deliver()) == 1
    api.emulator.reset()
    assert len(api.emulator.webhooks) == 0


def test_every_topic_is_one_that_happens_here(emulator: Emulator) -> None:
    """The list is what the faults know, and a part of what is documented."""
    assert set(TOPICS) <= DOCUMENT.document["webhooks"].keys()
    for topic in TOPICS:
        emulator.webhooks.inject("lost", topic=topic)
    assert len(emulator.webhooks.unstruck) == len(TOPICS)


@pytest.mark.asyncio
async def test_an_address_is_posted_to_by_itself() -> None:
    """Over a socket, as the service would: the first time at once, and again when the clock is moved."""
    arrived: asyncio.Queue[str] = asyncio.Queue()
    answers = [503, 204]

    async def watch(request: Request) -> Response:
        arrived.put_nowait(request.url.path)
        return Response(status_code=answers.pop(0))

    receiver = Starlette(routes=[Route("/hooks/{topic:path}", watch, methods=["POST"])])
    emulator = Emulator(World.demo(), control=True)
    async with serve(receiver) as theirs, serve(emulator) as url, httpx.AsyncClient(base_url=url) as client:
        control = url.replace(BASE_PATH, CONTROL_PATH)
        address = theirs.replace(BASE_PATH, "/hooks/")
        told = await client.put(f"{control}/webhooks", json={"address": address})
        assert told.json() == {"address": address.rstrip("/")}
        headers = {"api-key": DEMO_API_KEY, "authorization": f"Bearer {emulator.mint('109876')}"}
        assert (await client.post("/transfers", json=transfer_body(), headers=headers)).status_code == 200
        assert await asyncio.wait_for(arrived.get(), 10) == "/hooks/transfers/watch"
        await client.post(f"{control}/clock", json={"advanceSeconds": 10})
        assert await asyncio.wait_for(arrived.get(), 10) == "/hooks/transfers/watch"
        shown: dict[str, Any] = {}
        while shown.get("state") != "delivered":
            [shown] = (await client.get(f"{control}/webhooks")).json()["deliveries"]
        assert [attempt["status"] for attempt in shown["attempts"]] == [503, 204]
        assert shown["event"]["transfer"]["state"] == "COMPLETED"
        assert (await client.put(f"{control}/webhooks", json={"address": None})).json() == {"address": None}


@pytest.mark.asyncio
async def test_an_address_that_nobody_listens_at_is_no_answer(emulator: Emulator) -> None:
    """It is tried again later."""
    emulator.webhooks.hand_to(Address("http://127.0.0.1:1"))
    emulator.world.deposit("220", 100)
    [delivery] = await emulator.webhooks.deliver()
    assert (delivery.attempts[0].status, delivery.state) == (None, "waiting")


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("path", "asked", "status"),
    [
        ("/webhooks", {"address": "ftp://example.com"}, 400),
        ("/webhooks", {"address": "http://"}, 400),
        ("/webhooks/faults", {"fault": "misrouted"}, 400),
        ("/webhooks/faults", {"fault": "late", "topic": "/transfers/watch", "seconds": 60}, 200),
        ("/webhooks/99/again", {}, 404),
    ],
)
async def test_commands_on_webhooks_are_checked(emulator: Emulator, path: str, asked: object, status: int) -> None:
    """What cannot be done is said so."""
    async with emulator.client() as client:
        method = "PUT" if path == "/webhooks" else "POST"
        answer = await client.request(method, f"http://emulator{CONTROL_PATH}{path}", json=asked)
        assert answer.status_code == status
