"""What each operation of the contract does, by operation id; a test holds this table against the contract."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weavr_async.emulator.handlers import access, accounts, bulks, cards, fees, spend_rules, transfers, users

if TYPE_CHECKING:
    from collections.abc import Callable

    from weavr_async.emulator.contract import JsonObject
    from weavr_async.emulator.handlers.call import Call, Reply
    from weavr_async.emulator.world import World

__all__ = ["HANDLERS", "READ_AGAIN", "TOKEN_CALLS"]

TOKEN_CALLS = frozenset({"requestAccessToken", "impersonateIdentityLogin"})

HANDLERS: dict[str, Callable[[Call], Reply]] = {
    "requestAccessToken": access.mint,
    "impersonateIdentityLogin": access.mint,
    "managedAccountGet": accounts.get,
    "managedAccountStatement": accounts.statement,
    "managedCardGet": cards.get,
    "managedCardStatement": accounts.card_statement,
    "managedCardBlock": cards.block,
    "managedCardUnblock": cards.unblock,
    "managedCardRemove": cards.remove,
    "managedCardRenewalTypeUpdate": cards.update_renewal,
    "managedCardSpendRulesGet": spend_rules.get,
    "managedCardSpendRulesCreate": spend_rules.create,
    "managedCardSpendRulesUpdate": spend_rules.update,
    "managedCardSpendRulesDelete": spend_rules.delete,
    "transferCreate": transfers.create,
    "transfersGet": transfers.find,
    "transferGet": transfers.get,
    "chargeFee": fees.charge,
    "corporateChargeFee": fees.charge_corporate,
    "consumerChargeFee": fees.charge_consumer,
    "userCreate": users.create,
    "userInviteSend": users.invite,
    "userDeactivate": users.deactivate,
    "bulks": bulks.list_bulks,
    "bulkId": bulks.get,
    "bulkIdOperations": bulks.list_operations,
    "bulkIdExecute": bulks.execute,
    "bulkIdPause": bulks.pause,
    "bulkIdResume": bulks.resume,
    "bulkIdCancel": bulks.cancel,
    "bulksTransferCreate": bulks.submit_transfers,
    "bulksManagedCardSpendRulesUpdate": bulks.submit_spend_rules,
}

READ_AGAIN: dict[str, Callable[[World, str], JsonObject]] = {
    "transferCreate": transfers.read_again,
    "userCreate": users.read_again,
}
"""How a repeat shows what the first call made, by operation id; the other answers never change."""
