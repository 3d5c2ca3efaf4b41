"""Fees: flat amounts, configured at Weavr under a fee type, taken from an account or a card."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from weavr_async.errors import InvalidRequest
from weavr_async.resources._resource import Resource
from weavr_async.values._checks import check_text, check_type
from weavr_async.values.identities import IdentityType, Instrument

if sys.version_info >= (3, 13):
    from warnings import deprecated
else:
    from typing_extensions import deprecated

from weavr_backoffice import api, models

if TYPE_CHECKING:
    from weavr_async.values.references import IdempotencyRef

__all__ = ["Fees"]


class Fees(Resource):
    """Charge fees to the identity."""

    __slots__ = ()

    async def charge(self, *, fee_type: str, source: Instrument, idempotency_ref: IdempotencyRef) -> models.FeeCharge:
        """Charge a fee to the identity, be it a corporate or a consumer (`chargeFee`).

        The amount is not sent: it is configured under the fee type.

        Args:
            fee_type: The name the fee is configured under.
            source: The account or card it is taken from. From a debit mode card it is taken from the
                parent account, and the adjustment in the answer is zero (observed).
            idempotency_ref: What keeps a fee from being charged twice: `derive_ref(...)`, a string of your own,
                or `PER_CALL`.

        Returns:
            The fee as accepted; `state` tells whether the money has moved.

        Raises:
            InsufficientFunds: The source does not hold enough; nothing was charged.
            Conflict: Another reason not to charge, by `code`; nothing was charged.
            IdempotencyMismatch: The reference was used for another fee or source.
            OutcomeUnknown: It may have been charged; see `BackOffice.settle`.
        """
        return await self._calls.run_once(idempotency_ref, api.fees.charge_fee, body=_request(fee_type, source))

    @deprecated("Weavr supersedes corporateChargeFee by chargeFee: use Fees.charge.")
    async def charge_corporate(
        self, *, fee_type: str, source: Instrument, idempotency_ref: IdempotencyRef
    ) -> models.FeeCharge:
        """Charge a fee to a corporate the older way (`corporateChargeFee`); superseded by `charge`.

        Arguments, answer and errors are those of `charge`.

        Raises:
            InvalidRequest: The identity is a consumer.
        """
        self._refuse_other(IdentityType.CORPORATE)
        return await self._calls.run_once(
            idempotency_ref, api.fees.corporate_charge_fee, body=_request(fee_type, source)
        )

    @deprecated("Weavr supersedes consumerChargeFee by chargeFee: use Fees.charge.")
    async def charge_consumer(
        self, *, fee_type: str, source: Instrument, idempotency_ref: IdempotencyRef
    ) -> models.FeeCharge:
        """Charge a fee to a consumer the older way (`consumerChargeFee`); superseded by `charge`.

        Arguments, answer and errors are those of `charge`.

        Raises:
            InvalidRequest: The identity is a corporate.
        """
        self._refuse_other(IdentityType.CONSUMER)
        return await self._calls.run_once(
            idempotency_ref, api.fees.consumer_charge_fee, body=_request(fee_type, source)
        )

    def _refuse_other(self, wanted: IdentityType) -> None:
        if self._calls.identity.type is not wanted:
            raise InvalidRequest(f"This fee is charged to a {wanted.value.lower()} only; use Fees.charge.")


def _request(fee_type: str, source: Instrument) -> models.ChargeFeeRequest:
    if not check_text(fee_type, "fee_type").strip():
        raise InvalidRequest("The fee type is the name a fee is configured under, and not empty.", field="fee_type")
    check_type(source, Instrument, "source")
    paid_from = models.InstrumentId(type_=models.InstrumentType(source.type), id=source.id)
    return models.ChargeFeeRequest(fee_type=fee_type, source=paid_from)
