"""Authorised users: the people who act for an identity."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from weavr_async.errors import InvalidRequest
from weavr_async.resources._resource import Resource
from weavr_async.values._checks import check_id, check_list, check_text, check_texts, check_type
from weavr_async.values.references import PER_CALL
from weavr_backoffice import api, models
from weavr_backoffice.types import UNSET

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weavr_async.values.references import IdempotencyRef

__all__ = ["Users"]

_MOBILE_PARTS: Final = 2


class Users(Resource):
    """The identity's users. Nothing lists them: keep the ids. The feature must have been enabled by Weavr."""

    __slots__ = ()

    async def create(
        self,
        *,
        name: str,
        surname: str,
        email: str,
        mobile: tuple[str, str] | None = None,
        date_of_birth: date | None = None,
        country_of_residence: str | None = None,
        locale: str | None = None,
        roles: Sequence[models.UserRole | str] | None = None,
        tag: str | None = None,
        brand: str | None = None,
        idempotency_ref: IdempotencyRef = PER_CALL,
    ) -> models.User:
        """Add a user (`userCreate`). No e-mail is sent yet: see `invite`.

        Args:
            name: First name, 1 to 50 characters.
            surname: 1 to 50 characters.
            email: Unique among the users.
            mobile: Country code and number, `("+356", "79123456")`.
            date_of_birth: A day without time.
            country_of_residence: Two-letter code in capitals.
            locale: Such as `en` or `en-GB`.
            roles: What the user may do.
            tag: A mark of your own: 1 to 50 letters, digits, `_` and `-`.
            brand: Which of your brands the user belongs to: up to 25 letters and digits.
            idempotency_ref: See `derive_ref` and `PER_CALL`.

        Raises:
            InvalidRequest: An argument cannot be right; nothing was sent.
            EmailNotUnique: Another user has this address.
            Conflict: Another reason, by `code`.
            OutcomeUnknown: The user may exist.
        """
        body = models.UserCreateRequest(
            name=check_text(name, "name"),
            surname=check_text(surname, "surname"),
            email=check_text(email, "email"),
        )
        if mobile is not None:
            country_code, number = _mobile(mobile)
            body.mobile = models.MobileNumber(country_code=country_code, number=number)
        if date_of_birth is not None:
            check_type(date_of_birth, date, "date_of_birth")
            body.date_of_birth = models.DateOfBirth(
                year=date_of_birth.year, month=date_of_birth.month, day=date_of_birth.day
            )
        body.country_of_residence = (
            UNSET if country_of_residence is None else check_text(country_of_residence, "country_of_residence")
        )
        body.locale = UNSET if locale is None else check_text(locale, "locale")
        if roles is not None:
            body.roles = [models.UserRole(role) for role in check_texts(roles, "roles")]
        body.tag = UNSET if tag is None else check_text(tag, "tag")
        body.brand = UNSET if brand is None else check_text(brand, "brand")
        call = self._calls.run_once(idempotency_ref, api.users.user_create, body=body)
        # An error's traceback holds the variables of this frame: let it hold nothing about a person.
        del name, surname, email, mobile, date_of_birth, body
        return await call

    async def deactivate(self, user_id: str) -> None:
        """Bar a user (`userDeactivate`). Weavr's portal can lift that, this API cannot.

        Raises:
            BalanceNotZero: A card of the user still holds money.
            OutcomeUnknown: The user may be barred.
        """
        await self._calls.run(api.users.user_deactivate, check_id(user_id, "user_id"))

    async def invite(self, user_id: str) -> None:
        """Send the user an invitation by e-mail (`userInviteSend`).

        Each call may send another one, so a call whose answer was lost is not repeated.

        Raises:
            InviteAlreadyConsumed: The user has accepted an earlier invitation.
            OutcomeUnknown: It may have been sent.
        """
        await self._calls.run(api.users.user_invite_send, check_id(user_id, "user_id"))


def _mobile(mobile: object) -> list[str]:
    """The country's code and the number."""
    parts = check_list(mobile, "mobile", "country code and number")
    if len(parts) != _MOBILE_PARTS:
        raise InvalidRequest('A mobile number is its country code and the rest, ("+356", "79123456").', field="mobile")
    return [check_text(part, "mobile") for part in parts]
