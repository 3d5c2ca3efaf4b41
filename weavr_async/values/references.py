"""Idempotency references: under one reference the service does a thing once, however often it is asked.

There are three ways to get one: your own string, a reference derived from business facts (`derive_ref`), or one made
for each call (`PER_CALL`). A derived one is the safest: a process that starts over after a crash derives the same
reference from the same invoice, and the service answers with the first result again.

**For 24 hours.** That is how long the service promises to keep a reference (`Environment.reference_window`). Asked for
again after that, the same order is a new one, and the money moves again. `derive_ref(..., first_asked_at=...)` says
when it was first asked for, so that it is looked for instead.

**Version 2 of the derivation.** The reference is ``wv2-`` followed by the SHA-256 of a message, in lower-case
base32 without padding: 56 characters. The message is the concatenation, each piece written as a netstring
(length of its UTF-8 in decimal, ``:``, the UTF-8 itself, ``,``), of

1. ``wv2``
2. the name of the environment: ``sandbox``, ``live``, the name given to `Environment.at`, or without one its address,
   normalised as `Environment.base_url` is
3. the type and 4. the id of the identity
5. the operation, by its name in the API's contract (``transferCreate``)
6. the purpose, and then each part of the business key behind one letter for its type: ``s`` and a string, ``i``
   and an integer in decimal, ``u`` and a UUID in lower case with hyphens, ``d`` and a date as ``YYYY-MM-DD``

What it leaves out matters as much. The address: the same service behind a gateway is the same service. The payload: an
amended amount would become a second transfer, while under the same reference the service refuses it (that was observed,
it is not documented: do not rely on it to amend an order). Tokens, keys and times: they change between one attempt and
the next.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Final, TypeAlias, final
from uuid import UUID

from attrs import field, frozen

from weavr_async.values._checks import as_text
from weavr_async.values._refusals import InvalidRequest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from weavr_async.values.identities import Identity

__all__ = [
    "PER_CALL",
    "BusinessKeyPart",
    "DerivedRef",
    "IdempotencyRef",
    "PerCall",
    "derive_ref",
]

BusinessKeyPart: TypeAlias = str | int | UUID | date
"""What a business key is made of. A `datetime` is not accepted: the time of a call is not a fact of the business."""

_VERSION: Final = "wv2"
_LONGEST: Final = 255  # the API states no bound; its sister API refuses references above 8,000 characters
_PRINTABLE_ASCII: Final = re.compile(r"[ -~]+", re.ASCII)


def _purpose(value: str) -> str:
    return _text(value)


def _parts(values: Iterable[BusinessKeyPart]) -> tuple[BusinessKeyPart, ...]:
    parts = tuple(values)
    if not parts:
        raise InvalidRequest(
            "A derived reference needs a business key, such as the id of an invoice: by its purpose alone every "
            "call would be taken for a repetition of the first one.",
            field="idempotency_ref",
        )
    for part in parts:
        _typed(part)
    return parts


def _is_aware(value: object) -> bool:
    return isinstance(value, datetime) and value.tzinfo is not None


def _time(value: datetime | None) -> datetime | None:
    if value is not None and not _is_aware(value):
        raise InvalidRequest("first_asked_at is a datetime with a time zone.", field="first_asked_at")
    return value


@final
@frozen
class DerivedRef:
    """A reference that stands for a business fact; made by `derive_ref`.

    It becomes the string that is sent when it is bound to a call, so the same fact used in another environment,
    for another identity or in another operation is another reference.
    """

    purpose: str = field(converter=_purpose)
    parts: tuple[BusinessKeyPart, ...] = field(converter=_parts)
    first_asked_at: datetime | None = field(default=None, kw_only=True, converter=_time)
    """When it was first used (aware), if that may be long ago. It is not part of the derivation."""

    def bind(self, *, environment: str, identity: Identity, operation: str) -> str:
        """The reference as it is sent, by the algorithm in this module's text.

        Args:
            environment: `Environment.name` of the client.
            identity: On whose behalf the call is made.
            operation: The operation's id in the API's contract.
        """
        pieces = [_VERSION, environment, identity.type.value, identity.id, operation, self.purpose]
        pieces += [_typed(part) for part in self.parts]
        digest = hashlib.sha256(b"".join(netstring(piece.encode()) for piece in pieces)).digest()
        return f"{_VERSION}-{base64.b32encode(digest).decode().rstrip('=').lower()}"


class PerCall(Enum):
    """The type of `PER_CALL`."""

    PER_CALL = "per_call"

    def __repr__(self) -> str:
        return self.name


PER_CALL: Final = PerCall.PER_CALL
"""Ask for a new reference with each call.

It protects the retries of one call. It does not protect against your program making the call again, after a restart
for example, unless your program stored the reference: a hook gets it before anything is sent.
"""

IdempotencyRef: TypeAlias = str | DerivedRef | PerCall
"""What is accepted wherever a reference is asked for."""


def derive_ref(purpose: str, *parts: BusinessKeyPart, first_asked_at: datetime | None = None) -> DerivedRef:
    """Derive a reference from the facts that make a payment this payment: ``derive_ref("payout", invoice.id)``.

    It protects a payment for 24 hours from its first sending: the service promises no more.

    Args:
        purpose: What is done, in your words. It keeps a payout and a refund of one invoice apart.
        parts: The business key, one part or more, each a string, an integer, a UUID or a date. Parts are not
            joined or tidied: ``("a", "bc")``, ``("ab", "c")``, ``5`` and ``"5"`` are all different.
        first_asked_at: When this payment was first asked for (aware), as you stored it; say so whenever it may be
            longer ago than the reference is kept. Then the SDK reads back what was done (a transfer is looked for by
            its tag) and sends only if a complete answer shows that nothing was. Where that cannot be determined, the
            call ends as `OutcomeUnknown` and nothing is sent.

    Raises:
        InvalidRequest: The key is empty, or a part is an empty string or of another type, such as a float, which
            is not exact, or a `datetime`, since a time that differs by a millisecond would pay twice. Or
            `first_asked_at` has no time zone.
    """
    return DerivedRef(purpose, parts, first_asked_at=first_asked_at)


def new_ref() -> str:
    """A reference that nobody has used before: 128 random bits behind ``wvr-``."""
    return f"wvr-{secrets.token_hex(16)}"


def check_ref(ref: str) -> str:
    """Give back a reference that can travel in a header.

    Raises:
        InvalidRequest: It is not a string, is empty, is longer than 255 characters (a bound of this SDK), or holds
            anything but printable ASCII. A space at either end is refused because headers lose it on the way,
            and the service would see another reference.
    """
    given: object = ref  # nothing checks an annotation at run time
    if not isinstance(given, str):
        raise InvalidRequest(
            f"An idempotency reference is a string, derive_ref(...) or PER_CALL, not {type(given).__name__}.",
            field="idempotency_ref",
        )
    if not ref:
        raise _unfit("is empty")
    if len(ref) > _LONGEST:
        raise _unfit(f"is longer than {_LONGEST} characters")
    if not _PRINTABLE_ASCII.fullmatch(ref):
        raise _unfit("holds a character that is not printable ASCII, such as a line end or an accented letter")
    if ref != ref.strip():
        raise _unfit("begins or ends with a space, which a header does not keep")
    return as_text(ref)


def wire_ref(ref: IdempotencyRef, *, environment: str, identity: Identity, operation: str) -> str:
    """The string to send for a reference of any kind; a new one at each call for `PER_CALL`.

    Raises:
        InvalidRequest: The reference is of another type, or a string that cannot be sent.
    """
    if isinstance(ref, DerivedRef):
        return ref.bind(environment=environment, identity=identity, operation=operation)
    if ref is PER_CALL:
        return new_ref()
    return check_ref(ref)


def fingerprint(body: bytes) -> str:
    """SHA-256 of a frozen request body, in hexadecimal: tells whether a repetition still says the same."""
    return hashlib.sha256(body).hexdigest()


def _unfit(why: str) -> InvalidRequest:
    return InvalidRequest(f"The idempotency reference {why}.", field="idempotency_ref")


def _typed(part: object) -> str:
    # Subclasses, enums among them, count by their value: how they format has changed between Python versions.
    match part:
        case bool() | datetime():
            raise _no_key(part)
        case str():
            return "s" + _text(part)
        case int():
            return f"i{int(part)}"
        case UUID():
            return f"u{part}"
        case date():
            return f"d{part.isoformat()}"
        case _:
            raise _no_key(part)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise _no_key(value)
    if not value:
        raise InvalidRequest("A part of a derived reference is an empty string.", field="idempotency_ref")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise InvalidRequest("A part of a derived reference is broken Unicode.", field="idempotency_ref") from None
    return value


def _no_key(part: object) -> InvalidRequest:
    return InvalidRequest(
        f"A reference is derived from strings, integers, UUIDs and dates, not from {type(part).__name__}.",
        field="idempotency_ref",
    )


def netstring(piece: bytes) -> bytes:
    """A piece of a message, from which the next one cannot take anything."""
    return b"%d:%s," % (len(piece), piece)
