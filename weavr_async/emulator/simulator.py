"""Weavr's Simulator: what happens in the sandbox without an API call of yours, such as a deposit or a purchase.

It has its own contract, under `/simulate/api`, and its own way to say no: a success whose `code` tells why not. What
is about things that Back-Office does not know (linked accounts, challenges) answers that there are none.
"""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import orjson

from weavr_async.emulator import events
from weavr_async.emulator.bad_requests import syntax_code
from weavr_async.emulator.clock import three_years_after
from weavr_async.emulator.contract import NoRoute, load_contract
from weavr_async.emulator.messages import Answer
from weavr_async.emulator.purchases import CardDeclined
from weavr_async.emulator.records import IdentityKey, Merchant
from weavr_async.emulator.request_log import MOST_BODY, LoggedRequest, redacted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from weavr_async.emulator.contract import JsonObject, Match, Problem
    from weavr_async.emulator.messages import Request
    from weavr_async.emulator.records import Account, Card
    from weavr_async.emulator.state import State
    from weavr_async.emulator.world import World

__all__ = ["CVV", "SIMULATOR_PATH", "Simulator", "card_number"]

SIMULATOR_PATH: Final = "/simulate/api"
CVV: Final = "123"
"""The code on the back of every card here."""
_MOST_BALANCE: Final = 2**63 - 1
_FIRST_SIX: Final = "522093"
_WITH_BEARER: Final = frozenset({"auth_token", "Auth_Token"})
# Spend rules name countries by two letters, the Simulator by three. What is not here is taken as it comes.
_PAIRS: Final = (
    "AUT:AT BEL:BE BGR:BG HRV:HR CYP:CY CZE:CZ DNK:DK EST:EE FIN:FI FRA:FR DEU:DE GRC:GR HUN:HU ISL:IS IRL:IE ITA:IT "
    "LVA:LV LIE:LI LTU:LT LUX:LU MLT:MT NLD:NL NOR:NO POL:PL PRT:PT ROU:RO SVK:SK SVN:SI ESP:ES SWE:SE CHE:CH GBR:GB "
    "GIB:GI USA:US CAN:CA AUS:AU NZL:NZ JPN:JP CHN:CN IND:IN BRA:BR MEX:MX TUR:TR UKR:UA ZAF:ZA"
)
_COUNTRIES: Final = {pair[:3]: pair[4:] for pair in _PAIRS.split()}


class _Refused(Exception):
    """An answer that is no success: its status, and its body."""

    def __init__(self, status: int, body: JsonObject, headers: dict[str, str] | None = None) -> None:
        super().__init__(status)
        self.status = status
        self.body = body
        self.headers = headers or {}


class _Call(NamedTuple):
    world: World
    path: dict[str, str]
    body: JsonObject


def card_number(card_id: str) -> str:
    """Give the number on a card, which Back-Office shows the ends of."""
    return _FIRST_SIX + card_id.zfill(10)


class Simulator:
    """Answers the Simulator's requests from a state."""

    def __init__(self, state: State) -> None:
        self._state: Final = state
        self._contract: Final = load_contract("simulator.json")
        self._numbers: Final = itertools.count(1)

    @property
    def now_ms(self) -> int:
        """The time at the service, in epoch milliseconds."""
        return self._state.clock.now_ms()

    async def answer(self, request: Request) -> Answer:
        """Answer one request, and log it."""
        match: Match | None = None
        try:
            match = self._route(request)
            status, body = self._carry_out(request, match)
            answer = _json(status, body)
        except _Refused as refused:
            answer = _json(refused.status, refused.body)
            answer.headers.update(refused.headers)
        reference = f"simulated-{next(self._numbers):012d}"
        self._state.requests.add(
            LoggedRequest(
                operation=None if match is None else match.operation.id,
                method=request.method,
                path=SIMULATOR_PATH + request.path,
                query=request.query.decode("latin-1"),
                headers=redacted(request.headers),
                body=request.body[:MOST_BODY],
                status=answer.status,
                request_ref=reference,
                at_ms=self.now_ms,
                replayed=False,
                fault=None,
                answer=answer.body,
            )
        )
        return answer

    def _route(self, request: Request) -> Match:
        try:
            return self._contract.route(request.method, request.path)
        except NoRoute as unknown:
            if not unknown.allowed:
                raise _not_found("path") from None
            body = {"message": f"{request.method} is not allowed here"}
            raise _Refused(405, body, {"allow": ", ".join(unknown.allowed)}) from None

    def _carry_out(self, request: Request, match: Match) -> tuple[int, JsonObject | None]:
        operation, world = match.operation, self._state.world
        self._check_keys(request, match)
        problems = operation.read_path(match.path)
        body: Any = None
        if operation.body_validator is not None:
            body, wrong = operation.read_body(request.body, drop_nulls=False)
            problems += wrong
        if problems:
            raise _bad_request(problems)
        world.run_due()
        try:
            return _ACTIONS[operation.id](_Call(world, match.path, body or {}))
        finally:
            world.check_touched()
            self._state.changed()

    def _check_keys(self, request: Request, match: Match) -> None:
        """The programme's key is one of the world's; the suite that saw the service sent it as an api-key."""
        key = request.headers.get("programme-key") or request.headers.get("api-key")
        if key not in self._state.world.api_keys:
            raise _Refused(401, {"message": "the programme key is missing or not known"})
        needs_bearer = any(scheme & _WITH_BEARER for scheme in match.operation.security)
        if needs_bearer and self._state.tokens.state_of(request.bearer) != "live":
            raise _Refused(401, {"message": "the access token is missing or not known"})


def _json(status: int, body: JsonObject | None) -> Answer:
    if body is None:
        return Answer(status, {})
    return Answer(status, {"content-type": "application/json"}, orjson.dumps(body))


def _not_found(what: str) -> _Refused:
    return _Refused(404, {"message": f"{what} not found"})


def _bad_request(problems: Iterable[Problem]) -> _Refused:
    fields: dict[str, list[JsonObject]] = {}
    for problem in problems:
        row = {"type": syntax_code(problem), "params": list(problem.params)}
        fields.setdefault(problem.field, []).append(row)
    rows = [{"name": name, "errors": errors} for name, errors in sorted(fields.items())[:50]]
    return _Refused(400, {"message": "Bad request", "validation": {"invalid": True, "fields": rows}})


def _coded(code: str) -> tuple[int, JsonObject]:
    return 200, {"code": code}


# ---- accounts --------------------------------------------------------------------------------------------------------


def _deposit(call: _Call) -> tuple[int, JsonObject]:
    return _coded(_take_in(call, call.world.accounts.get(call.path["account_id"])))


def _deposit_by_iban(call: _Call) -> tuple[int, JsonObject]:
    iban = call.body.get("destinationIbanDetails", {}).get("iban") or call.body.get("iban")
    accounts = call.world.accounts.values()
    return _coded(_take_in(call, next((one for one in accounts if iban and one.iban == iban), None)))


def _take_in(call: _Call, account: Account | None) -> str:
    money = call.body["depositAmount"]
    amount = money.get("amount", 0)
    if account is None:
        return "DENIED_ACCOUNT_NOT_FOUND"
    if amount <= 0:
        return "DENIED_AMOUNT_NOT_POSITIVE"
    if money["currency"] != account.currency:
        return "DENIED_CURRENCY_NOT_ACCOUNT_CURRENCY"
    if account.state != "ACTIVE":
        return "DENIED_ACCOUNT_INACTIVE"
    if account.balance.actual + amount > _MOST_BALANCE:
        return "DENIED_OTHER"
    said = {name: call.body[name] for name in ("senderName", "reference") if call.body.get(name)}
    call.world.deposit(account.id, amount, sender=said.get("senderName"), reference=said.get("reference"))
    return "COMPLETED"


# ---- cards -----------------------------------------------------------------------------------------------------------


def _card(call: _Call) -> Card:
    card = call.world.cards.get(call.path["card_id"])
    if card is None:
        raise _not_found("card")
    return card


def _purchase(call: _Call) -> tuple[int, JsonObject]:
    return _coded(_use(call, call.world.cards.get(call.path["card_id"])))


def _purchase_by_number(call: _Call) -> tuple[int, JsonObject]:
    return _coded(_by_number(call) or _use(call, _card_of_number(call)))


def _refund(call: _Call) -> tuple[int, JsonObject]:
    return _coded(_give_back(call, call.world.cards.get(call.path["card_id"])))


def _refund_by_number(call: _Call) -> tuple[int, JsonObject]:
    return _coded(_by_number(call) or _give_back(call, _card_of_number(call)))


def _card_of_number(call: _Call) -> Card | None:
    number = call.body["cardNumber"].replace(" ", "")
    return next((card for card in call.world.cards.values() if card_number(card.id) == number), None)


def _by_number(call: _Call) -> str | None:
    """Say what is wrong with code and expiry."""
    card = _card_of_number(call)
    if card is None:
        return "DENIED_CARD_NOT_FOUND"
    if call.body["cvv"] != CVV:
        return "DENIED_INCORRECT_CVV"
    expires = datetime.fromtimestamp(card.expires_ms / 1000, UTC).strftime("%m%y")
    return None if call.body["expiryDate"].replace("/", "") == expires else "DENIED_CARD_EXPIRY"


def _use(call: _Call, card: Card | None) -> str:
    """A purchase: authorised and settled in one."""
    if card is None:
        return "DENIED_CARD_NOT_FOUND"
    if refused := _why_not(call.body, card):
        return refused
    amount, fee = call.body["transactionAmount"]["amount"], max(0, call.body.get("forexFee", 0))
    merchant = _merchant(call.body)
    if call.world.balance(card.id) < amount + fee:
        fee = 0  # what is left decides on the amount
    try:
        held = call.world.authorise(
            card.id,
            amount,
            merchant=merchant.name,
            merchant_id=merchant.id,
            category=merchant.category,
            country=merchant.country,
            way="allowAtm" if call.body.get("atmWithdrawal") else "",
        )
    except CardDeclined as declined:
        return declined.code
    call.world.settle(card.id, held, fee=fee)
    return "APPROVED"


def _why_not(body: JsonObject, card: Card) -> str | None:
    """Say why a purchase is not even tried."""
    money = body["transactionAmount"]
    if money.get("amount", 0) <= 0:
        return "DENIED_AMOUNT_NOT_POSITIVE"
    if body.get("initiateBiometricThreeDSecure"):
        return "CARD_NOT_ENROLLED_FOR_BIOMETRIC_THREEDS"
    if card.destroyed == "EXPIRED":
        return "DENIED_CARD_EXPIRY"
    return None if money["currency"] == card.currency else "DENIED_OTHER"


def _give_back(call: _Call, card: Card | None) -> str:
    """A purchase and its refund in one."""
    code = _use(call, card)
    if code == "APPROVED" and card is not None:
        call.world.refund(card.id, call.body["transactionAmount"]["amount"], _merchant(call.body))
    return code


def _merchant(body: JsonObject) -> Merchant:
    usual = Merchant()
    more = body.get("additionalMerchantData", {})
    country: str | None = body.get("transactionCountry") or more.get("merchantCountry")
    return Merchant(
        body["merchantName"],
        body.get("merchantId", usual.id),
        body.get("merchantCategoryCode", usual.category),
        usual.country if country is None else _COUNTRIES.get(country, country),
    )


def _about_to_expire(call: _Call) -> tuple[int, None]:
    events.card_expiry(call.world, _card(call), "CARD_ABOUT_TO_EXPIRE")
    return 204, None


def _expire(call: _Call) -> tuple[int, None]:
    card = _card(call)
    if card.destroyed:
        raise _Refused(409, {"errorCode": "INSTRUMENT_DESTROYED"})
    card.destroyed = "EXPIRED"
    events.card_expiry(call.world, card, "CARD_EXPIRED")
    events.card_changed(call.world, card, "DESTROYED")
    return 204, None


def _renew(call: _Call) -> tuple[int, None]:
    card = _card(call)
    if card.destroyed == "STOLEN" or "LOST" in card.blocks:
        raise _Refused(409, {"errorCode": "INSTRUMENT_MARKED_LOST_STOLEN"})
    if card.destroyed:
        raise _Refused(409, {"errorCode": "INSTRUMENT_DESTROYED"})
    if card.renewal != "RENEW":
        raise _Refused(409, {"errorCode": "INSTRUMENT_NOT_RENEWABLE"})
    card.expires_ms = three_years_after(card.expires_ms)
    call.world.agenda.plan(card.expires_ms, "card expiry", card.id)
    events.card_expiry(call.world, card, "CARD_RENEWED")
    return 204, None


# ---- identities, and what Back-Office does not know ------------------------------------------------------------------


def _verify_corporate(call: _Call) -> tuple[int, None]:
    return _verify(call, IdentityKey("CORPORATE", call.path["corporate_id"]))


def _verify_consumer(call: _Call) -> tuple[int, None]:
    return _verify(call, IdentityKey("CONSUMER", call.path["consumer_id"]))


def _verify(call: _Call, key: IdentityKey) -> tuple[int, None]:
    record = call.world.identities.get(key)
    if record is None:
        raise _not_found("identity")
    record.verified = True
    events.identity_verified(call.world, key)
    return 204, None


def _accept_wire(call: _Call) -> tuple[int, JsonObject]:
    state, account = _wire(call)
    if account is not None and state == "PENDING":
        call.world.wired(account.id, call.path["outgoing_wire_transfer_id"])
        return _coded("COMPLETED")
    return _coded("DENIED_WIRE_TRANSFER_ALREADY_COMPLETED" if state else "DENIED_WIRE_TRANSFER_NOT_FOUND")


def _reject_wire(call: _Call) -> tuple[int, JsonObject]:
    state, _ = _wire(call)
    if state == "COMPLETED":
        return _coded("DENIED_WIRE_TRANSFER_ALREADY_COMPLETED")
    return _coded("DENIED" if state else "DENIED_WIRE_TRANSFER_NOT_FOUND")


def _wire(call: _Call) -> tuple[str | None, Account | None]:
    """How far an outgoing wire transfer is, and whose it is."""
    wanted = call.path["outgoing_wire_transfer_id"]
    for account in call.world.accounts.values():
        for entry in reversed(account.entries):
            if entry.id == wanted and entry.type == "OUTGOING_WIRE_TRANSFER":
                return entry.state, account
    return None, None


def _no_challenge(_: _Call) -> tuple[int, JsonObject]:
    return _coded("DENIED")


def _no_linked_account(_: _Call) -> tuple[int, JsonObject]:
    raise _not_found("linked account")


_ACTIONS: Final[dict[str, Callable[[_Call], tuple[int, JsonObject | None]]]] = {
    "accounts_account_id_deposit": _deposit,
    "accounts_deposit": _deposit_by_iban,
    "cards_card_id_expire": _expire,
    "cards_card_id_about_to_expire": _about_to_expire,
    "cards_card_id_purchase": _purchase,
    "cards_card_id_renew": _renew,
    "cards_card_id_merchant_refund": _refund,
    "cards_purchase": _purchase_by_number,
    "cards_merchant_refund": _refund_by_number,
    "consumers_consumer_id_verify": _verify_consumer,
    "corporates_corporate_id_verify": _verify_corporate,
    "wiretransfers_outgoing_outgoing_wire_transfer_id_accept": _accept_wire,
    "wiretransfers_outgoing_outgoing_wire_transfer_id_reject": _reject_wire,
    "factors_credentials_id_challenges_challenge_id_verify_invalid": _no_challenge,
    "factors_credentials_id_challenges_challenge_id_verify_expired": _no_challenge,
    "factors_credentials_id_challenges_challenge_id_verify_success": _no_challenge,
    "linked_accounts_account_id_set": _no_linked_account,
    "linked_accounts_account_id_verify": _no_linked_account,
}
