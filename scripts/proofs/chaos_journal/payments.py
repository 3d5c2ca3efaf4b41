"""The payments of a run, each known from its number alone, and what a process notes about them."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from weavr_async import Identity, Money, derive_ref, managed_account

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weavr_async import BackOffice
    from weavr_async.emulator import World

__all__ = ["ENVIRONMENT", "Notes", "Payment", "build_world"]

ENVIRONMENT: Final = "chaos-journal"
_IDENTITIES: Final = 4
_PLENTY: Final = 10**9
_POOR_EVERY, _FEE_EVERY = 20, 15


@frozen
class Payment:
    """One payment: a transfer, a fee, or a transfer for which there is no money."""

    number: int

    @property
    def is_poor(self) -> bool:
        """Whether it must be refused."""
        return self.number % _POOR_EVERY == _POOR_EVERY - 1

    @property
    def is_fee(self) -> bool:
        """Whether it is a fee: past the window nothing tells what became of it."""
        return not self.is_poor and self.number % _FEE_EVERY == 0

    @property
    def identity(self) -> Identity:
        """Who pays."""
        return Identity.corporate(str(1 + self.number % _IDENTITIES))

    def reference(self, generation: int) -> str:
        """As the service sees it."""
        operation = "chargeFee" if self.is_fee else "transferCreate"
        ref = derive_ref("chaos", self.number, generation)
        return ref.bind(environment=ENVIRONMENT, identity=self.identity, operation=operation)

    async def make(self, weavr: BackOffice, generation: int) -> str:
        """Make it, and give the id of what was made."""
        acme, ref = weavr.on_behalf_of(self.identity), derive_ref("chaos", self.number, generation)
        first = 100 * int(self.identity.id)
        if self.is_fee:
            charged = await acme.fees.charge(fee_type="FEE", source=managed_account(str(first)), idempotency_ref=ref)
            return str(charged.transaction_id.id)
        made = await acme.transfers.create(
            profile_id="7",
            source=managed_account(str(first + 2 if self.is_poor else first)),
            destination=managed_account(str(first + 1)),
            amount=Money.from_minor(100 + self.number % 50, "GBP"),
            idempotency_ref=ref,
            tag=f"p{self.number}-{generation}",
        )
        return made.id


def build_world(world: World) -> None:
    """Accounts with plenty, and one that is empty, for each identity."""
    world.transfer_profile("7")
    world.fee_type("FEE", GBP=7)
    for number in range(1, _IDENTITIES + 1):
        corporate, first = world.corporate(str(number)), 100 * number
        corporate.account(str(first), currency="GBP", balance=_PLENTY)
        corporate.account(str(first + 1), currency="GBP")
        corporate.account(str(first + 2), currency="GBP")


class Notes:
    """What a process was told, line by line; the operating system keeps it when the process is killed."""

    def __init__(self, path: str) -> None:
        self._path = Path(path)

    def write(self, number: int, generation: int, said: str, made: str | None = None) -> None:
        """Add a line."""
        with self._path.open("a") as file:
            file.write(json.dumps({"number": number, "generation": generation, "said": said, "made": made}) + "\n")

    def read(self) -> Iterator[dict[str, Any]]:
        """All lines, but for one that was being written."""
        if self._path.exists():
            for line in self._path.read_text().splitlines():
                with suppress(json.JSONDecodeError):
                    yield json.loads(line)
