"""A transfer as a plain value: what is to be moved, from where to where, checked before it is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, final

from attrs import field, frozen

from weavr_async.values._checks import check_id, check_text, check_type
from weavr_async.values._limits import check_limit
from weavr_async.values._refusals import InvalidRequest
from weavr_async.values._times import epoch_ms
from weavr_async.values.identities import Instrument
from weavr_async.values.money import Money
from weavr_backoffice import limits, models
from weavr_backoffice.types import UNSET

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["TransferOrder"]


_LIMITS: Final = limits.TransferCreateRequest


def check_tag(tag: object, argument: str) -> str:
    """Give back a tag that the API accepts.

    Raises:
        InvalidRequest: It is anything but 1 to 50 letters from A to Z, digits, `_` and `-`.
    """
    return check_limit(_LIMITS["tag"], check_text(tag, argument), argument)


def check_positive(amount: Money, argument: str = "amount") -> Money:
    """Give back an amount above zero.

    Raises:
        InvalidRequest: It is no `Money`, or zero, or less.
    """
    if check_type(amount, Money, argument).minor <= 0:
        raise InvalidRequest("This amount has to be above zero.", field=argument)
    return amount


@final
@frozen(kw_only=True)
class TransferOrder:
    """Money to be moved between two instruments of one identity.

    Both must be active, in the amount's currency, and neither a debit mode card; the service checks
    that.

    Raises:
        InvalidRequest: An id, the amount, the tag or the time is not one that could be sent.
    """

    profile_id: str = field()
    """The transfers profile, digits only."""
    source: Instrument = field()
    destination: Instrument = field()
    amount: Money = field()
    """What the destination receives; above zero."""
    tag: str | None = field(default=None)
    """A mark of your choice. Give each transfer its own: after a day, one whose answer was lost can only be found by
    it."""
    description: str | None = field(default=None)
    """A text for people: up to 255 letters from A to Z, digits, white space, and some signs."""
    scheduled_at: datetime | None = field(default=None)
    """When to carry it out (aware); at once when absent."""

    def __attrs_post_init__(self) -> None:
        """Check all of it."""
        check_positive(self.amount)
        check_type(self.source, Instrument, "source")
        check_type(self.destination, Instrument, "destination")
        check_id(self.profile_id, "profile_id")
        if self.source == self.destination:
            raise InvalidRequest("The source and the destination of a transfer are different.", field="destination")
        if self.tag is not None:
            check_tag(self.tag, "tag")
        if self.description is not None:
            check_limit(_LIMITS["description"], check_text(self.description, "description"), "description")
        if self.scheduled_at is not None:
            epoch_ms(self.scheduled_at, "scheduled_at")

    def to_request(self) -> models.TransferCreateRequest:
        """The body as the API takes it."""
        source, destination, amount = self.source, self.destination, self.amount
        return models.TransferCreateRequest(
            profile_id=self.profile_id,
            source=models.InstrumentId(type_=models.InstrumentType(source.type), id=source.id),
            destination=models.InstrumentId(type_=models.InstrumentType(destination.type), id=destination.id),
            destination_amount=models.CurrencyAmount(currency=amount.currency, amount=amount.minor),
            tag=UNSET if self.tag is None else self.tag,
            description=UNSET if self.description is None else self.description,
            scheduled_timestamp=(
                UNSET if self.scheduled_at is None else str(epoch_ms(self.scheduled_at, "scheduled_at"))
            ),
        )
