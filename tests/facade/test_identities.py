"""An identity that the service does not know."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from weavr_async import IdentityNotFound, Outcome

if TYPE_CHECKING:
    from weavr_async import BackOffice
    from weavr_async.emulator import Emulator


@pytest.mark.asyncio
async def test_an_unknown_identity_is_told_from_an_unknown_card(weavr: BackOffice, emulator: Emulator) -> None:
    """No token can be had for it, so the call itself is not sent."""
    with pytest.raises(IdentityNotFound) as unknown:
        await weavr.corporate("404404").managed_cards.get("331")
    assert unknown.value.outcome is Outcome.NOT_SENT
    assert [request.operation for request in emulator.requests] == ["requestAccessToken"]
