"""A small FastAPI service on Weavr: block a card, move money once, hand out statements, take webhooks.

`uvicorn --factory examples.fastapi_service.service:create_app`; the README beside this file has the whole command.
"""

import logging
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, FastAPI, Header, HTTPException, Request, Response
from pydantic import BaseModel, ConfigDict

from examples.settings import Caller, Settings
from weavr_async import Identity, IdentityView, Money, derive_ref, managed_account, managed_card
from weavr_async.integrations.fastapi import (
    DownloadResponse,
    add_error_handlers,
    back_office_lifespan,
    on_behalf_of,
    webhook_event,
)
from weavr_async.webhooks import WebhookEvent
from weavr_backoffice.webhooks import TransferEvent

log = logging.getLogger("example")


class Order(BaseModel):
    """Money to put on a card. The amount is a string such as "10.00", for floats are not exact."""

    model_config = ConfigDict(extra="forbid", strict=True)

    from_account: str
    to_card: str
    amount: str
    currency: str


class Accepted(BaseModel):
    """A transfer as it was accepted. It has moved when its state says so."""

    id: str
    state: str


# These three wait for nothing, but FastAPI runs what is not async in threads, which costs more than they do.
async def settings_of(request: Request) -> Settings:
    """What the application was made with."""
    settings: Settings = request.app.state.settings
    return settings


Configured = Annotated[Settings, Depends(settings_of)]


async def authenticated(settings: Configured, authorization: Annotated[str | None, Header()] = None) -> Caller:
    """Who calls."""
    caller = settings.caller(authorization)
    if caller is None:
        raise HTTPException(401, headers={"www-authenticate": "Bearer"})
    return caller


Authenticated = Annotated[Caller, Depends(authenticated)]


async def identity(caller: Authenticated) -> Identity:
    """On whose behalf: as the caller's token says, whatever the request says."""
    return caller.identity


Customer = Annotated[IdentityView, on_behalf_of(identity)]

router = APIRouter()


@router.post("/cards/{card_id}/block", status_code=204)
async def block(card_id: str, customer: Customer) -> None:
    """Stop a card."""
    await customer.managed_cards.block(card_id)


@router.post("/cards/{card_id}/unblock", status_code=204)
async def unblock(card_id: str, customer: Customer) -> None:
    """Let a card be used again."""
    await customer.managed_cards.unblock(card_id)


@router.post("/transfers", status_code=201)
async def transfer(
    order: Order,
    idempotency_key: Annotated[str, Header(min_length=1, max_length=200)],
    caller: Authenticated,
    customer: Customer,
    settings: Configured,
) -> Accepted:
    """Put money on a card, once for each key."""
    made = await customer.transfers.create(
        profile_id=settings.transfer_profile,
        source=managed_account(order.from_account),
        destination=managed_card(order.to_card),
        amount=Money(order.amount, order.currency),
        # A key is unique among those of one caller only, and must never meet a reference of our own making.
        idempotency_ref=derive_ref("transfer asked for by a caller", caller.name, idempotency_key),
    )
    return Accepted(id=made.id, state=made.state)


@router.get("/accounts/{account_id}/statement.pdf", response_class=Response)
async def pdf(account_id: str, customer: Customer) -> Response:
    """The statement as Weavr prints it."""
    accounts = customer.managed_accounts
    return DownloadResponse(
        lambda sink: accounts.statement(account_id).download(sink, format="pdf"),
        media_type="application/pdf",
        filename=f"statement-{account_id}.pdf",
    )


@router.get("/accounts/{account_id}/statement.{kind}", response_class=Response)
async def entries(account_id: str, kind: Literal["csv", "jsonl"], customer: Customer) -> Response:
    """The entries of an account, as exact as they come, with the columns of our own export."""
    reading = customer.managed_accounts.statement(account_id)
    return DownloadResponse(
        lambda sink: reading.export(sink, format=kind),
        media_type="text/csv; charset=utf-8" if kind == "csv" else "application/jsonl",
        filename=f"statement-{account_id}.{kind}",
    )


def create_app(settings: Settings | None = None) -> FastAPI:
    """Make the application; its settings come from the environment unless they are given."""
    settings = settings or Settings.from_env()
    app = FastAPI(title="Cards", lifespan=back_office_lifespan(settings.make_client))
    app.state.settings = settings
    add_error_handlers(app)
    app.include_router(router)

    @app.post("/weavr/{topic:path}", status_code=204)  # noqa: FAST003 - the receiver looks at the path itself
    async def from_weavr(event: Annotated[WebhookEvent, webhook_event(settings.receiver)]) -> None:
        match event.payload:
            case TransferEvent(transfer=transfer):
                log.info("transfer %s is %s", transfer.id.id, transfer.state)
            case _:
                log.info("heard of %s", event.topic)

    return app
