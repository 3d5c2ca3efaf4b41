"""Gives the valid orders that schemathesis makes up something to act on: loaded into it by `fuzz_emulator.py`.

Left to chance, the profile, both instruments and the currency of a transfer never all exist, and what comes after
the checks would not be tried. Everything else in the order stays as it was made up; invalid requests are left alone.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any, Final

import schemathesis  # type: ignore[import-not-found, unused-ignore]  # lives in an environment of its own

if TYPE_CHECKING:
    from collections.abc import Callable

Body = dict[str, Any]


@schemathesis.hook  # type: ignore[untyped-decorator, unused-ignore]  # for the same reason
def before_call(_context: Any, case: Any, _arguments: Any) -> None:  # noqa: ANN401 - schemathesis's own
    """Let valid orders name what exists in `fuzz_emulator.simple_world`."""
    name = case.operation.definition.raw["operationId"]
    if name == "receiveWebhooks" and isinstance(case.body, dict) and isinstance(case.body.get("address"), str):
        case.body["address"] = "http://127.0.0.1:1"  # made up addresses may be somebody's
    if name == "reference":
        case.path_parameters["reference"] = "payout-1"  # others, such as two dots, are no path any more
    fill = _FILLERS.get(name)
    valid = case.meta is not None and case.meta.generation.mode.is_positive
    if fill is not None and valid and isinstance(case.body, dict):
        # Not by chance, so that a run with the same seed sends the same.
        fill(case.body, zlib.crc32(repr(case.body).encode()))


def _transfer(body: Body, dice: int) -> None:
    body["profileId"] = "0"
    body["source"] |= {"type": "managed_accounts", "id": str(dice % 4)}
    body["destination"] |= {"type": "managed_accounts", "id": str((dice + 1) % 4)}
    body["destinationAmount"]["currency"] = "GBP"
    if dice % 3:
        body["destinationAmount"]["amount"] = dice % 1_000 + 1
    if dice % 5:
        body.pop("scheduledTimestamp", None)


def _fee(body: Body, dice: int) -> None:
    body["feeType"] = str(dice % 4)
    body["source"] |= {"type": "managed_accounts" if dice % 2 else "managed_cards", "id": str(dice % 10)}


def _identity(body: Body, _dice: int) -> None:
    body["identity"] |= {"type": "CORPORATE", "id": "1"}


def _new_thing(body: Body, dice: int) -> None:
    body["identity"] |= {"type": "CORPORATE", "id": "1"}
    body.pop("id", None)
    if "parentManagedAccountId" in body:
        body["parentManagedAccountId"] = str(dice % 4)


def _instrument(body: Body, dice: int) -> None:
    body["instrumentId"] = str(dice % 4 if body.get("state") not in {"LOST", "STOLEN"} else 4)


def _card(body: Body, dice: int) -> None:
    body["cardId"] = str(4 + dice % 3)


def _rules(body: Body, dice: int) -> None:
    _card(body, dice)
    if dice % 2:
        del body["cardId"]
        body["identity"] = {"type": "CORPORATE", "id": "1"}


def _fault(body: Body, dice: int) -> None:
    if "operation" in body:
        body["operation"] = "transferCreate" if dice % 2 else "chargeFee"


def _step(body: Body, _dice: int) -> None:
    body["advanceSeconds"] %= 100_000  # the calendar has an end


_FILLERS: Final[dict[str, Callable[[Body, int], None]]] = {
    "transferCreate": _transfer,
    "chargeFee": _fee,
    "corporateChargeFee": _fee,
    "requestAccessToken": _identity,
    "impersonateIdentityLogin": _identity,
    "addAccount": _new_thing,
    "addCard": _new_thing,
    "addUser": _new_thing,
    "deposit": _instrument,
    "setInstrumentState": _instrument,
    "authorise": _card,
    "refund": _card,
    "setSpendRules": _rules,
    "planFault": _fault,
    "moveClock": _step,
}
