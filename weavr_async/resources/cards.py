"""Managed cards: read them, block them, set what they may be used for."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal, TypeAlias

from weavr_async.errors import NotFound
from weavr_async.resources._resource import Resource
from weavr_async.statements.query import CARD
from weavr_async.statements.statement import Statement
from weavr_async.values._checks import check_flag, check_id, check_type
from weavr_async.values.references import PER_CALL
from weavr_async.values.spend_rules import SpendRules
from weavr_backoffice import api, models

if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Unpack

    from weavr_async.statements.options import StatementOptions
    from weavr_async.values.references import IdempotencyRef

    AnyManagedCard: TypeAlias = models.DebitModeCard | models.PrepaidModeCard | models.ManagedCard

__all__ = ["ManagedCards"]


class ManagedCards(Resource):
    """The identity's cards. Nothing lists them: bring the ids."""

    __slots__ = ()

    async def get(self, card_id: str) -> AnyManagedCard:
        """Read a card (`managedCardGet`).

        Returns:
            A `PrepaidModeCard` (it has `balances`) or a `DebitModeCard` (it has `parent_managed_account_id`); a
            card of a mode that is new comes as a `ManagedCard`. A removed card still reads, as `DESTROYED`.

        Raises:
            InvalidRequest: The id is not a string of digits.
            NotFound: The identity has no such card.
            Unauthorized: The card is another identity's, unless the token is to blame.
        """
        return await self._calls.run(api.managed_cards.managed_card_get, check_id(card_id, "card_id"))

    async def block(self, card_id: str) -> None:
        """Stop a card until it is unblocked (`managedCardBlock`).

        A lost answer is followed by a repeat, and a repeat that finds the card blocked means that it is done.

        Raises:
            CardAlreadyBlocked: It was blocked before this call.
            InstrumentDestroyed: It was removed.
            Conflict: Another reason, by `code`, for example that it is marked lost or stolen.
            OutcomeUnknown: It may be blocked.
        """
        await self._calls.run(api.managed_cards.managed_card_block, check_id(card_id, "card_id"))

    async def unblock(self, card_id: str) -> None:
        """Lift a block that was put by `block` (`managedCardUnblock`).

        Blocks for other reasons stay, so a card may be `BLOCKED` after it. Should an answer be lost, the card is
        read back as well.

        Raises:
            CardNotBlocked: There was nothing to lift.
            InstrumentDestroyed: It was removed.
            Conflict: Another reason, by `code`.
            OutcomeUnknown: It may be unblocked.
        """
        await self._calls.run(api.managed_cards.managed_card_unblock, check_id(card_id, "card_id"))

    async def remove(self, card_id: str) -> None:
        """Remove a card for good (`managedCardRemove`). Its balance must be zero.

        Raises:
            BalanceNotZero: It still holds money.
            CardAlreadyRemoved: It was removed before this call.
            OutcomeUnknown: It may be removed.
        """
        await self._calls.run(api.managed_cards.managed_card_remove, check_id(card_id, "card_id"))

    async def set_renewal(self, card_id: str, *, renew: bool, idempotency_ref: IdempotencyRef = PER_CALL) -> None:
        """Say whether a card is renewed when it expires (`managedCardRenewalTypeUpdate`).

        The feature must have been enabled by Weavr, otherwise it ends in `Forbidden`.

        Raises:
            Conflict: The card or its profile does not allow it, by `code`.
            OutcomeUnknown: It may be set.
        """
        wanted = models.CardRenewalType.RENEW if check_flag(renew, "renew") else models.CardRenewalType.NO_RENEW
        body = models.CardRenewalRequest(renewal_type=wanted)
        await self._calls.run_once(
            idempotency_ref,
            api.managed_cards.managed_card_renewal_type_update,
            check_id(card_id, "card_id"),
            body=body,
        )

    async def get_spend_rules(self, card_id: str) -> models.AllLevelSpendRules:
        """Read the rules that apply to a card: its own, its profile's and its identity's (`managedCardSpendRulesGet`).

        The rules at the answer's top level are deprecated: read `card_level_spend_rules`,
        `profile_level_spend_rules` and `identity_level_spend_rules`. An empty list is absent when it is read, and a
        debit mode card without limits reads a lone limit of 0 for `ALWAYS`: it can spend nothing (observed).

        Raises:
            Unauthorized: The card is another identity's, unless the token is to blame.
        """
        return await self._calls.run(api.managed_cards.managed_card_spend_rules_get, check_id(card_id, "card_id"))

    async def create_spend_rules(self, card_id: str, rules: SpendRules) -> None:
        """Give a card its own rules, once (`managedCardSpendRulesCreate`).

        Should an answer be lost, the rules are read back and compared.

        Raises:
            SpendRulesAlreadySet: It has rules; use `update_spend_rules`.
            Unauthorized: The card is another identity's, unless the token is to blame.
            Conflict: The rules do not fit the card, by `code`, for example spend limits on a prepaid mode card.
            OutcomeUnknown: They may be set.
        """
        await self._calls.run(
            api.managed_cards.managed_card_spend_rules_create,
            check_id(card_id, "card_id"),
            body=check_type(rules, SpendRules, "rules").to_create(),
        )

    async def update_spend_rules(
        self,
        card_id: str,
        rules: SpendRules,
        *,
        spend_limits: Literal["overwrite", "increment"] = "overwrite",
        idempotency_ref: IdempotencyRef = PER_CALL,
    ) -> None:
        """Change a card's rules (`managedCardSpendRulesUpdate`).

        Args:
            card_id: The card.
            rules: What to change. Rules that are left out stay as they are, and an empty list clears its rule
                (observed). A cleared list is absent when the rules are read.
            spend_limits: `"increment"` adds the limits to those in force, so give a reference that your program
                will use again if it has to repeat the call.
            idempotency_ref: See `derive_ref` and `PER_CALL`.

        Raises:
            InvalidRequest: `spend_limits` is neither of the two; nothing was sent.
            NotFound: The card has no rules, or they were deleted: create them. Or there is no such card.
            Unauthorized: The card is another identity's, unless the token is to blame.
            Conflict: The rules do not fit the card, by `code`.
            OutcomeUnknown: They may be changed.
        """
        body = check_type(rules, SpendRules, "rules").to_update(spend_limits=spend_limits)
        with _advice_on_missing_rules("Give the card rules by create_spend_rules first."):
            await self._calls.run_once(
                idempotency_ref,
                api.managed_cards.managed_card_spend_rules_update,
                check_id(card_id, "card_id"),
                body=body,
            )

    async def delete_spend_rules(self, card_id: str) -> None:
        """Take all of a card's own rules away (`managedCardSpendRulesDelete`).

        A debit mode card without rules can spend nothing: it then reads a limit of 0 for `ALWAYS` (observed).

        Raises:
            NotFound: The card has no rules, so there is nothing to delete. Or there is no such card.
            Unauthorized: The card is another identity's, unless the token is to blame.
            OutcomeUnknown: They may be gone.
        """
        with _advice_on_missing_rules("There is nothing to delete."):
            await self._calls.run(api.managed_cards.managed_card_spend_rules_delete, check_id(card_id, "card_id"))

    def statement(self, card_id: str, **options: Unpack[StatementOptions]) -> Statement:
        """The statement of a card: to iterate over, export, reconcile or download (`managedCardStatement`).

        Use it as an async iterator of entries, or of pages by `.pages()`. Nothing is sent before the first entry
        is asked for. For what a reading promises while new entries arrive, see `Statement`.

        Args:
            card_id: The card.
            options: The range, the order and more: see `StatementOptions`.

        Raises:
            InvalidRequest: An argument cannot be right; nothing was sent.
        """
        return Statement.of(self._calls, CARD, card_id, fund_movements_only=None, **options)


@contextmanager
def _advice_on_missing_rules(advice: str) -> Generator[None]:
    """Say what a 404 to a change of rules means."""
    try:
        yield
    except NotFound as error:
        error.advice = f"The card has no spend rules of its own, or the identity has no such card. {advice}"
        raise
