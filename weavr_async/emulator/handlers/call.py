"""What every handler gets and gives: a call that has passed routing, authentication and the contract; and a reply."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from weavr_async.emulator import errors
from weavr_async.emulator.records import Account, Card, InstrumentKey

if TYPE_CHECKING:
    from weavr_async.emulator.contract import JsonObject, Operation
    from weavr_async.emulator.records import IdentityKey
    from weavr_async.emulator.rules import Switches
    from weavr_async.emulator.tokens import Tokens
    from weavr_async.emulator.world import World

__all__ = ["NO_CONTENT", "Call", "Reply", "instrument_key", "page_of"]


class Reply(NamedTuple):
    """A success: status, and a JSON value, or bytes of another content type, or nothing.

    `thing_id` names what was made, where a repeat shows it as it is by then.
    """

    status: int
    body: Any = None
    content_type: str = "application/json"
    thing_id: str | None = None


NO_CONTENT = Reply(204)
# These tell a card of another identity from a card that nobody has; the other operations of a card do not.
_UNAUTHORIZED = {
    "managedCardGet", "managedCardSpendRulesGet", "managedCardSpendRulesCreate", "managedCardSpendRulesUpdate",
    "managedCardSpendRulesDelete",
}  # fmt: skip
_Row = TypeVar("_Row")


@dataclass(slots=True)
class Call:
    """One call of one identity; `identity` is that of the token, or the asked-for one in the token calls' body."""

    operation: Operation
    world: World
    tokens: Tokens
    switches: Switches
    api_key: str
    identity: IdentityKey
    path: dict[str, str]
    query: JsonObject
    body: Any
    accept: str = ""
    reference: str | None = None

    def account(self) -> Account:
        """Give the account of the path.

        Raises:
            Refusal: 404, when there is none or it is another identity's.
        """
        account = self.world.accounts.get(self.path["id"])
        if account is None or account.identity != self.identity:
            raise errors.not_found("managed account")
        return account

    def card(self) -> Card:
        """Give the card of the path.

        Raises:
            Refusal: 404, when there is none; 401 or 404, by operation, when it is another identity's.
        """
        card = self.world.cards.get(self.path["id"])
        if card is not None and card.identity == self.identity:
            return card
        if card is not None and self.operation.id in _UNAUTHORIZED and self.switches.foreign_card_status == 401:  # noqa: PLR2004 - the status itself
            raise errors.unauthorized()
        raise errors.not_found("managed card")

    def need_feature(self, feature: str) -> None:
        """Refuse what Weavr has to enable first.

        Raises:
            Refusal: 403 INSUFFICIENT_PERMISSIONS.
        """
        if feature not in self.world.features:
            raise errors.forbidden("INSUFFICIENT_PERMISSIONS")


def instrument_key(value: JsonObject) -> InstrumentKey:
    """Read an instrument's type and id."""
    return InstrumentKey(value["type"], value["id"])


def page_of(rows: list[_Row], call: Call) -> list[_Row]:
    """Cut one page out of a list, by the query's offset and limit."""
    first = call.query.get("offset", 0)
    return rows[first : first + call.query.get("limit", call.switches.default_page_size)]
