"""A small aiohttp service on Weavr: block a card, move money once, hand out statements, take webhooks.

`python -m examples.aiohttp_service.service`; the README beside this file has the whole command.
"""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Final

from aiohttp import web

from examples.settings import Caller, Settings
from weavr_async import Money, derive_ref, managed_account, managed_card
from weavr_async.integrations.aiohttp import (
    BACK_OFFICE,
    back_office_context,
    download_response,
    error_answers,
    webhook_handler,
)
from weavr_backoffice.webhooks import TransferEvent

if TYPE_CHECKING:
    from weavr_async import IdentityView
    from weavr_async.webhooks import WebhookEvent

log = logging.getLogger("example")

SETTINGS: Final = web.AppKey("settings", Settings)
MOST_KEY: Final = 200

routes = web.RouteTableDef()


def authenticated(request: web.Request) -> Caller:
    """Who calls."""
    caller = request.app[SETTINGS].caller(request.headers.get("Authorization"))
    if caller is None:
        raise web.HTTPUnauthorized(headers={"WWW-Authenticate": "Bearer"})
    return caller


def customer(request: web.Request) -> IdentityView:
    """On whose behalf: as the caller's token says, whatever the request says."""
    return request.config_dict[BACK_OFFICE].on_behalf_of(authenticated(request).identity)


@routes.post("/cards/{card_id}/block")
async def block(request: web.Request) -> web.Response:
    """Stop a card."""
    await customer(request).managed_cards.block(request.match_info["card_id"])
    return web.Response(status=204)


@routes.post("/cards/{card_id}/unblock")
async def unblock(request: web.Request) -> web.Response:
    """Let a card be used again."""
    await customer(request).managed_cards.unblock(request.match_info["card_id"])
    return web.Response(status=204)


@routes.post("/transfers")
async def transfer(request: web.Request) -> web.Response:
    """Put money on a card. The amount is a string such as "10.00", for floats are not exact."""
    caller, key = authenticated(request), request.headers.get("Idempotency-Key", "")
    if not 1 <= len(key) <= MOST_KEY:
        raise web.HTTPBadRequest(text="An Idempotency-Key of 1 to 200 characters is needed.")
    try:
        order = await request.json()
        source, destination, amount, currency = (
            order[name] for name in ("from_account", "to_card", "amount", "currency")
        )
    except (json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError):
        raise web.HTTPBadRequest(text="JSON with from_account, to_card, amount and currency is needed.") from None
    made = await customer(request).transfers.create(
        profile_id=request.app[SETTINGS].transfer_profile,
        source=managed_account(source),
        destination=managed_card(destination),
        amount=Money(amount, currency),
        # A key is unique among those of one caller only, and must never meet a reference of our own making.
        idempotency_ref=derive_ref("transfer asked for by a caller", caller.name, key),
    )
    # Accepted: it has moved when its state says so.
    return web.json_response({"id": made.id, "state": made.state}, status=201)


@routes.get("/accounts/{account_id}/statement.{kind:csv|jsonl}")
async def entries(request: web.Request) -> web.StreamResponse:
    """The entries of an account, as exact as they come, with the columns of our own export."""
    account_id, kind = request.match_info["account_id"], request.match_info["kind"]
    reading = customer(request).managed_accounts.statement(account_id)
    return await download_response(
        request,
        lambda sink: reading.export(sink, format="csv" if kind == "csv" else "jsonl"),
        media_type="text/csv; charset=utf-8" if kind == "csv" else "application/jsonl",
        filename=f"statement-{account_id}.{kind}",
    )


@routes.get("/accounts/{account_id}/statement.pdf")
async def pdf(request: web.Request) -> web.StreamResponse:
    """The statement as Weavr prints it."""
    account_id, accounts = request.match_info["account_id"], customer(request).managed_accounts
    return await download_response(
        request,
        lambda sink: accounts.statement(account_id).download(sink, format="pdf"),
        media_type="application/pdf",
        filename=f"statement-{account_id}.pdf",
    )


async def from_weavr(event: WebhookEvent) -> None:
    """What happened at Weavr, once for each delivery."""
    match event.payload:
        case TransferEvent(transfer=transfer):
            log.info("transfer %s is %s", transfer.id.id, transfer.state)
        case _:
            log.info("heard of %s", event.topic)


def create_app(settings: Settings | None = None) -> web.Application:
    """Make the application; its settings come from the environment unless they are given."""
    settings = settings or Settings.from_env()
    app = web.Application(middlewares=[error_answers])
    app[SETTINGS] = settings
    app.cleanup_ctx.append(back_office_context(settings.make_client))
    app.add_routes(routes)
    app.router.add_post("/weavr/{topic:.+}", webhook_handler(settings.receiver, from_weavr))
    return app


if __name__ == "__main__":
    web.run_app(create_app(), host="127.0.0.1", port=8000)
