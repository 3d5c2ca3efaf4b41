"""Bulks: many operations submitted at once, run by the service one after the other. Beta at Weavr.

These are the single steps. For work that takes minutes and must survive a restart, see
`Bulks.transfer_job` and `Bulks.spend_rules_job`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Literal, TypeGuard

from weavr_async.bulk_jobs import BulkJob
from weavr_async.bulk_jobs.orders import SpendRulesFormat, TransferFormat
from weavr_async.bulk_jobs.steps import MOST_ITEMS
from weavr_async.errors import InvalidRequest
from weavr_async.resources._resource import Resource
from weavr_async.resources.paging import Page, Pages, check_page_size, page_of
from weavr_async.values._checks import check_choice, check_id, check_integer, check_known, check_list, check_type
from weavr_async.values.spend_rules import SpendRules, check_spend_limits
from weavr_async.values.transfer_orders import TransferOrder
from weavr_backoffice import api, limits, models
from weavr_backoffice.types import UNSET

if TYPE_CHECKING:
    from weavr_async.bulk_jobs import JobClock, SpendRulesOrder
    from weavr_async.stores.protocols import ManifestStore
    from weavr_async.values.references import IdempotencyRef

__all__ = ["Bulks"]

_MOST_INTERVAL: Final = 2**31 - 1


class Bulks(Resource):
    """Submit bulks and drive them. The feature must have been enabled by Weavr."""

    __slots__ = ()

    def transfer_job(
        self,
        name: str,
        *,
        store: ManifestStore,
        round_number: int = 1,
        chunk_size: int = MOST_ITEMS,
        patience: float = 3600.0,
        clock: JobClock | None = None,
    ) -> BulkJob[TransferOrder, models.Transfer]:
        """A job of transfers: any number of them, submitted, run and followed across crashes. Nothing is sent by this.

        A job with this name, round and store is continued if there is one.

        Args:
            name: Your name for it, such as ``payroll-2026-11``, unique for the identity: the references of its
                submissions derive from it. 1 to 100 letters, digits, `.`, `_` and `-`.
            store: Where its manifest is kept, such as `weavr_async.stores.FileStore`. All processes that work on it
                need the same.
            round_number: Which round of this name, from 1 on: failed items are given another round.
            chunk_size: The most items of one bulk. That of the first process stays.
            patience: Seconds to wait, in growing pauses, while the service is throttling or a reading fails.
            clock: The machine's, unless you test.

        Raises:
            InvalidRequest: An argument cannot be right.
        """
        return BulkJob(
            self,
            self._calls,
            TransferFormat(),
            name,
            store=store,
            round_number=round_number,
            chunk_size=chunk_size,
            patience=patience,
            clock=clock,
        )

    def spend_rules_job(
        self,
        name: str,
        *,
        store: ManifestStore,
        spend_limits: Literal["overwrite", "increment"] = "overwrite",
        round_number: int = 1,
        chunk_size: int = MOST_ITEMS,
        patience: float = 3600.0,
        clock: JobClock | None = None,
    ) -> BulkJob[SpendRulesOrder, None]:
        """A job that changes cards' spend rules; see `transfer_job`. Nothing is sent by this.

        Args:
            name: Your name for it.
            store: Where its manifest is kept.
            spend_limits: Whether limits replace those in force or are added to them.
            round_number: Which round of this name, from 1 on.
            chunk_size: The most items of one bulk. That of the first process stays.
            patience: Seconds to wait, in growing pauses, while the service is throttling or a reading fails.
            clock: The machine's, unless you test.

        Raises:
            InvalidRequest: An argument cannot be right.
        """
        check_spend_limits(spend_limits)
        return BulkJob(
            self,
            self._calls,
            SpendRulesFormat(spend_limits),
            name,
            store=store,
            round_number=round_number,
            chunk_size=chunk_size,
            patience=patience,
            clock=clock,
        )

    async def submit_transfers(
        self, orders: Sequence[TransferOrder], *, idempotency_ref: IdempotencyRef
    ) -> models.BulkSubmission:
        """Submit 1 to 10,000 transfers; nothing moves before `execute` (`bulksTransferCreate`).

        The reference protects the submission, not its transfers one by one.

        Raises:
            InvalidRequest: There are no orders, or too many, or one is no `TransferOrder`.
            TooManyBulkRequests: The throttle of submissions; submit again later under the same reference.
            OutcomeUnknown: The bulk may have been submitted.
        """
        _check_count(orders, "orders")
        body = [
            models.BulkTransferItem(request_body=check_type(order, TransferOrder, "orders").to_request())
            for order in orders
        ]
        return await self._calls.run_once(idempotency_ref, api.bulks.bulks_transfer_create, body=body)

    async def submit_spend_rules(
        self,
        updates: Sequence[tuple[str, SpendRules]],
        *,
        spend_limits: Literal["overwrite", "increment"] = "overwrite",
        idempotency_ref: IdempotencyRef,
    ) -> models.BulkSubmission:
        """Submit changes of 1 to 10,000 cards' spend rules, as pairs of card id and rules.

        The operation is `bulksManagedCardSpendRulesUpdate`; nothing changes before `execute`.

        Raises:
            InvalidRequest: There are no updates, or too many, or an id is not a string of digits, or `spend_limits` is
                neither of the two.
            TooManyBulkRequests: The throttle of submissions; submit again later under the same reference.
            OutcomeUnknown: The bulk may have been submitted.
        """
        _check_count(updates, "updates")
        body = [
            models.BulkSpendRulesItem(
                path_params=models.BulkSpendRulesPathParams(field_id=check_id(card_id, "updates")),
                request_body=check_type(rules, SpendRules, "updates").to_update(spend_limits=spend_limits),
            )
            for card_id, rules in map(_pair, updates)
        ]
        return await self._calls.run_once(
            idempotency_ref,
            api.bulks.bulks_managed_card_spend_rules_update,
            body=body,
        )

    async def get(self, bulk_id: str) -> models.BulkProcessDetails:
        """Read a bulk's status, and how many of its operations are in which status (`bulkId`)."""
        return await self._calls.run(api.bulks.bulk_id, _id(bulk_id))

    def list(
        self, *, status: models.BulkProcessStatus | str | None = None, page_size: int = 100
    ) -> Pages[models.BulkProcess]:
        """List the identity's bulks, page by page as they are read (`bulks`)."""
        limit = check_page_size(page_size, limits.BULKS)
        chosen = UNSET if status is None else check_known(status, models.BulkProcessStatus, "status")

        async def fetch(offset: int) -> Page[models.BulkProcess]:
            page = await self._calls.run(api.bulks.bulks, offset=offset, limit=limit, status=chosen)
            return page_of(page.bulk_processes, page.count)

        return Pages(fetch, page_size=limit, key=lambda bulk: bulk.bulk_id or _by_content(bulk))

    def operations(
        self,
        bulk_id: str,
        *,
        status: models.BulkProcessOperationStatus | str | None = None,
        page_size: int = 100,
    ) -> Pages[models.BulkProcessOperation]:
        """List a bulk's operations in their sequence, page by page as they are read (`bulkIdOperations`)."""
        limit, bulk = check_page_size(page_size, limits.BULK_ID_OPERATIONS), _id(bulk_id)
        chosen = UNSET if status is None else check_known(status, models.BulkProcessOperationStatus, "status")

        async def fetch(offset: int) -> Page[models.BulkProcessOperation]:
            page = await self._calls.run(api.bulks.bulk_id_operations, bulk, offset=offset, limit=limit, status=chosen)
            return page_of(page.operations, page.count)

        return Pages(fetch, page_size=limit, key=lambda item: item.operation_id or _by_content(item))

    async def execute(
        self, bulk_id: str, *, on_failure: Literal["stop", "continue"], webhook_interval: int | None = None
    ) -> None:
        """Start running a bulk that was submitted (`bulkIdExecute`).

        Args:
            bulk_id: The bulk.
            on_failure: What to do after an operation that failed. It is always sent, for the service's default
                is not documented.
            webhook_interval: After how many operations Weavr posts the progress to ``bulk_process_end/watch``. At most
                four events come for a bulk (documented); only one, at its end, when absent.

        Raises:
            InvalidRequest: The interval is not a number from 1 on, or `on_failure` is neither of the two.
            BulkInvalidState: It was started or cancelled before.
            OutcomeUnknown: It may run.
        """
        modes = {"stop": models.BulkProcessMode.ON_FAILURE_STOP, "continue": models.BulkProcessMode.ON_FAILURE_CONTINUE}
        body = models.BulkProcessExecuteRequest(mode=modes[check_choice(on_failure, modes, "on_failure")])
        if webhook_interval is not None:
            body.webhook_interval = check_integer(
                webhook_interval, "webhook_interval", lowest=1, highest=_MOST_INTERVAL
            )
        await self._calls.run(api.bulks.bulk_id_execute, _id(bulk_id), body=body)

    async def pause(self, bulk_id: str) -> None:
        """Hold a running bulk after its current operation (`bulkIdPause`).

        Raises:
            BulkInvalidState: It is not running.
            OutcomeUnknown: It may be held.
        """
        await self._calls.run(api.bulks.bulk_id_pause, _id(bulk_id))

    async def resume(self, bulk_id: str) -> None:
        """Let a held bulk run on (`bulkIdResume`).

        Raises:
            BulkInvalidState: It is not held.
            OutcomeUnknown: It may run.
        """
        await self._calls.run(api.bulks.bulk_id_resume, _id(bulk_id))

    async def cancel(self, bulk_id: str) -> None:
        """End a bulk; what has been carried out stays carried out (`bulkIdCancel`).

        Raises:
            BulkInvalidState: It has ended.
            OutcomeUnknown: It may be cancelled.
        """
        await self._calls.run(api.bulks.bulk_id_cancel, _id(bulk_id))


def _by_content(item: models.BulkProcess | models.BulkProcessOperation) -> str:
    """What tells items apart whose id is left out: the contract promises none."""
    return repr(item)


def _id(bulk_id: str) -> str:
    return check_id(bulk_id, "bulk_id")


def _pair(update: object) -> tuple[str, SpendRules]:
    """The id of a card and its rules, each still to be checked."""
    if not _is_pair(update):
        raise InvalidRequest("An update is a pair of card id and SpendRules.", field="updates")
    return update


def _is_pair(update: object) -> TypeGuard[tuple[str, SpendRules]]:
    return len(check_list(update, "updates", "card id and SpendRules")) == 2  # noqa: PLR2004 - a pair


def _check_count(items: Sequence[object], argument: str) -> None:
    if not isinstance(items, Sequence):
        raise InvalidRequest(f"The items of a bulk are a list, not {type(items).__name__}.", field=argument)
    if not 1 <= len(items) <= MOST_ITEMS:
        raise InvalidRequest(f"A bulk has 1 to {MOST_ITEMS:,} items; {len(items):,} were given.", field=argument)
