"""Which answers are the service's own "no" to an operation, and not the word of something before it.

An error status alone is none: proxies and gateways have pages, empty bodies and JSON of their own for 400 and 409. The
service's refusals have one of a few shapes; where the shape carries a code, it is one that the contract gives to the
operation.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

import orjson

from weavr_async._calls.odd_answers import load_json
from weavr_backoffice import contract_bytes
from weavr_backoffice.error_codes import ErrorCode
from weavr_backoffice.operations import OPERATIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from weavr_backoffice.types import JSON, JSONObject

__all__ = ["MAY_BE_ITS_OWN_EFFECT", "NO_REFUSAL", "is_own_refusal", "sentences"]

_BAD_REQUEST, _CONFLICT = 400, 409
_ABOUT_A_FIELD: Final = "request."
"""The service's sentences about a field begin with its path: ``request.amount: …``."""

MAY_BE_ITS_OWN_EFFECT: Final = frozenset({ErrorCode.FUNDS_INSUFFICIENT, ErrorCode.EMAIL_NOT_UNIQUE})
"""Codes that a write may meet because it was carried out before: its money is gone, its address is taken."""
NO_REFUSAL: Final = frozenset(
    {
        ErrorCode.ALREADY_SUBMITTED,
        ErrorCode.INSTRUMENT_ALREADY_BLOCKED,
        ErrorCode.INSTRUMENT_ALREADY_REMOVED,
        ErrorCode.SPEND_RULE_ALREADY_SET,
        ErrorCode.TOO_MANY_REQUESTS,
    }
)
"""Codes that do not mean "no": the thing is done, by this call or another, or (the last one) was not looked at."""


def is_own_refusal(operation: str, status: int, content: bytes) -> bool:
    """Whether an answer is the service's own refusal of this operation."""
    body = load_json(content)
    if not isinstance(body, dict):
        return False
    if status == _CONFLICT:
        code = body.get("errorCode")
        return isinstance(code, str) and code in _conflicts().get(operation, _ALL_CODES)
    return status == _BAD_REQUEST and (_names_fields(body) or _tells_about_a_field(body))


def _names_fields(body: JSONObject) -> bool:
    """The two shapes of the contract: each fault names a field and a rule."""
    syntax = body.get("syntaxErrors")
    for faults in (body.get("validationErrors"), syntax.get("invalidFields") if isinstance(syntax, dict) else None):
        if isinstance(faults, list) and faults:
            return all(
                isinstance(fault, dict)
                and isinstance(fault.get("fieldName"), str)
                and isinstance(fault.get("error"), str)
                for fault in faults
            )
    return False


def _tells_about_a_field(body: JSONObject) -> bool:
    """The shape that was observed in addition: sentences that begin with the path of a field."""
    return any(sentence.startswith(_ABOUT_A_FIELD) for sentence in sentences(body))


def sentences(body: JSON) -> list[str]:
    """The sentences of an error body, its own and the ones embedded in it."""
    if not isinstance(body, dict):
        return []
    embedded = body.get("_embedded")
    errors = embedded.get("errors") if isinstance(embedded, dict) else None
    told: list[JSON] = [body, *errors] if isinstance(errors, list) else [body]
    found = [one.get("message") for one in told if isinstance(one, dict)]
    return [sentence for sentence in found if isinstance(sentence, str)]


@cache
def _conflicts() -> Mapping[str, frozenset[JSON]]:
    """The codes of a 409 for each operation, by the contract."""
    contract: JSON = orjson.loads(contract_bytes())

    def at(node: JSON, *names: str) -> JSON:
        for name in names:
            node = node.get(name) if isinstance(node, dict) else None
            if isinstance(node, dict) and isinstance(reference := node.get("$ref"), str):
                node = at(contract, *reference.removeprefix("#/").split("/"))
        return node

    codes: dict[str, frozenset[JSON]] = {}
    for one in OPERATIONS.values():
        answer = at(contract, "paths", one.path, one.method.lower(), "responses", "409", "content", "application/json")
        found = at(answer, "schema", "properties", "errorCode", "enum")
        codes[one.id] = frozenset(code for code in found if isinstance(code, str)) if isinstance(found, list) else _NONE
    return codes


_NONE: Final[frozenset[JSON]] = frozenset()
_ALL_CODES: Final[frozenset[JSON]] = frozenset(code.value for code in ErrorCode)
"""Of an operation that the contract does not know."""
