"""A world written down in YAML: identities, what they have, transfer profiles and fees."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import jsonschema_rs
import yaml

from weavr_async.emulator.contract import is_array, is_object
from weavr_async.emulator.world import World

if TYPE_CHECKING:
    from weavr_async.emulator.clock import Clock
    from weavr_async.emulator.contract import JsonObject
    from weavr_async.emulator.world import Identity

__all__ = ["WORLD_SCHEMA", "WorldFileError", "read_world"]


class WorldFileError(ValueError):
    """A world file that cannot be read; the text names the file and the place in it."""


def _rows(*required: str, **properties: JsonObject) -> JsonObject:
    return {"type": "array", "items": _of(*required, **properties)}


def _of(*required: str, **properties: JsonObject) -> JsonObject:
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


_TEXT: Final[JsonObject] = {"type": "string", "minLength": 1}
_ID: Final[JsonObject] = {"type": "string", "pattern": "^[0-9]+$"}
_AMOUNT: Final[JsonObject] = {"type": "integer", "minimum": 0, "maximum": 2**53}
_CURRENCY: Final[JsonObject] = {"type": "string", "pattern": "^[A-Z]{3}$"}
_AMOUNTS: Final[JsonObject] = {"type": "object", "propertyNames": _CURRENCY, "additionalProperties": _AMOUNT}
_FLAG: Final[JsonObject] = {"type": "boolean"}
_RULES: Final[JsonObject] = {"type": "object"}
_INSTRUMENT: Final[JsonObject] = {"enum": ["managed_accounts", "managed_cards"]}
WORLD_SCHEMA: Final = _of(
    api_keys={"type": "array", "items": _TEXT, "minItems": 1},
    webhooks_key=_TEXT,
    identities=_rows(
        "type",
        "id",
        type={"enum": ["CORPORATE", "CONSUMER"]},
        id=_ID,
        verified=_FLAG,
        active=_FLAG,
        spend_rules=_RULES,
        users=_rows("email", id=_ID, email=_TEXT, name=_TEXT, surname=_TEXT),
        accounts=_rows("id", id=_ID, name=_TEXT, currency=_CURRENCY, balance=_AMOUNT, iban=_TEXT),
        cards=_rows(
            "id",
            id=_ID,
            name=_TEXT,
            currency=_CURRENCY,
            balance=_AMOUNT,
            parent=_ID,
            user=_ID,
            physical=_FLAG,
            renewal={"enum": ["RENEW", "NO_RENEW"]},
            spend_rules=_RULES,
        ),
    ),
    profiles=_rows(
        "id",
        id=_ID,
        active=_FLAG,
        foreign=_FLAG,
        fees=_AMOUNTS,
        currencies={"type": "array", "items": _CURRENCY},
        pairs={"type": "array", "items": {"type": "array", "items": _INSTRUMENT, "minItems": 2, "maxItems": 2}},
    ),
    fees={"type": "object", "additionalProperties": _AMOUNTS},
)
"""What a world file may say; amounts are in minor units."""


def read_world(path: str | Path, clock: Clock | None = None) -> World:
    """Make the world that a file describes.

    Raises:
        WorldFileError: It is not YAML, says something that no world has, or contradicts itself.
        OSError: The file cannot be read.
    """
    try:
        described: object = yaml.load(Path(path).read_text("utf-8"), Loader=_Loader)  # noqa: S506 - a SafeLoader, made stricter
    except (yaml.YAMLError, UnicodeDecodeError) as wrong:
        raise WorldFileError(f"{path} is not YAML: {wrong}") from None
    described = {} if described is None else _with_ids(described)
    for error in jsonschema_rs.Draft202012Validator(WORLD_SCHEMA).iter_errors(described):
        place = ".".join(map(str, error.instance_path)) or "the file"
        raise WorldFileError(f"{path}: {place}: {error.message}")
    try:
        return _made(described, World(clock))
    except ValueError as wrong:
        raise WorldFileError(f"{path}: {wrong}") from None


def _made(described: Any, world: World) -> World:  # noqa: ANN401 - what the schema has checked
    world.api_keys[:] = described.get("api_keys", world.api_keys)
    world.webhooks_key = described.get("webhooks_key", world.webhooks_key)
    for profile in described.get("profiles", ()):
        pairs = None if "pairs" not in profile else [(one, other) for one, other in profile["pairs"]]
        world.transfer_profile(
            profile["id"],
            active=profile.get("active", True),
            pairs=pairs,
            currencies=profile.get("currencies"),
            fees=profile.get("fees"),
            foreign=profile.get("foreign", False),
        )
    for name, amounts in described.get("fees", {}).items():
        world.fee_type(name, **amounts)
    identities: list[JsonObject] = described.get("identities", [])
    for row in identities:
        identity = world.corporate(row["id"]) if row["type"] == "CORPORATE" else world.consumer(row["id"])
        _add_what_it_has(identity, world, row)
    return world


def _add_what_it_has(identity: Identity, world: World, row: JsonObject) -> None:
    if not row.get("verified", True):
        identity.unverified()
    if "spend_rules" in row:
        identity.spend_rules(**row["spend_rules"])
    for user in row.get("users", ()):
        if user["email"].lower() in world.emails:
            raise ValueError(f"two users have the e-mail address {user['email']}")
        identity.user(user.get("id"), **{name: user[name] for name in ("email", "name", "surname") if name in user})
    for account in row.get("accounts", ()):
        made = identity.account(account["id"], **_said(account, "currency", "balance"), **_named(account))
        made.iban = account.get("iban")
    for card in row.get("cards", ()):
        _add_card(identity, world, card)
    if not row.get("active", True):
        identity.deactivate()


def _add_card(identity: Identity, world: World, card: JsonObject) -> None:
    said: JsonObject = {**_named(card), **_said(card, "renewal"), "user_id": card.get("user")}
    if "parent" not in card:
        made = identity.prepaid_card(card["id"], **_said(card, "currency", "balance"), **said)
    elif card["parent"] not in world.accounts:
        raise ValueError(f"card {card['id']} spends the money of account {card['parent']}, which is not there")
    elif "balance" in card or "currency" in card:
        raise ValueError(f"card {card['id']} spends its parent's money: it has no balance and no currency of its own")
    else:
        made = identity.debit_card(card["id"], parent=card["parent"], **said)
    made.physical = card.get("physical", False)
    made.spend_rules = card.get("spend_rules")


def _named(row: JsonObject) -> JsonObject:
    return {"friendly_name": row["name"]} if "name" in row else {}


def _said(row: JsonObject, *names: str) -> JsonObject:
    return {name: row[name] for name in names if name in row}


def _with_ids(value: Any, name: str = "") -> Any:  # noqa: ANN401 - any YAML value
    """Let ids be written as numbers: they are strings of digits everywhere else."""
    if is_object(value):
        return {str(key): _with_ids(one, str(key)) for key, one in value.items()}
    if is_array(value):
        return [_with_ids(one, name) for one in value]
    return str(value) if name in {"id", "parent", "user"} and type(value) is int else value


class _Loader(yaml.SafeLoader):
    """YAML without the numbers that are not what they look like: 0220 is 144, and 12:30 is 750."""


def _number(_loader: _Loader, node: yaml.ScalarNode) -> int:
    written = str(node.value)
    if not written.removeprefix("-").isdigit() or (written.startswith("0") and written != "0"):
        raise yaml.constructor.ConstructorError(None, None, f"write {written!r} in quotes", node.start_mark)
    return int(written)


_Loader.add_constructor("tag:yaml.org,2002:int", _number)
