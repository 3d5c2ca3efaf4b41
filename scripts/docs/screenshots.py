"""Takes the pictures of the emulator's page that the guide shows: needs Chromium. Look at them before committing."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final, Literal

import httpx
from playwright.sync_api import sync_playwright

from weavr_async.emulator import DEMO_API_KEY, Clock, Emulator, World, serve_in_thread
from weavr_async.emulator.asgi import BASE_PATH, CONTROL_PATH

IMAGES: Final = Path(__file__).parents[2] / "docs" / "images"
START_MS: Final = 1_798_797_600_000
Scheme = Literal["light", "dark"]
PICTURES: Final[dict[Scheme, str]] = {"light": "requests/3", "dark": "accounts/220"}


def main() -> None:
    """Let something happen, and look at it."""
    emulator = Emulator(World.demo(Clock(START_MS, frozen=True)), control=True)
    with serve_in_thread(emulator, port=8099) as url, sync_playwright() as playwright:
        act(url)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for scheme, view in PICTURES.items():
            page = browser.new_page(color_scheme=scheme, viewport={"width": 1000, "height": 760})
            page.goto(f"{url.removesuffix(BASE_PATH)}/#/{view}")
            page.get_by_text("live", exact=True).wait_for()
            page.get_by_role("table").first.wait_for()
            page.screenshot(path=IMAGES / f"emulator-{scheme}.png")
        browser.close()


def act(url: str) -> None:
    """A fee, and a transfer whose answer is lost and asked for again."""
    control = url.replace(BASE_PATH, CONTROL_PATH)
    with httpx.Client(base_url=url, headers={"api-key": DEMO_API_KEY}) as client:
        asked = {"identity": {"type": "CORPORATE", "id": "109876"}}
        token = client.post("/access_token", json=asked).json()["token"]["token"]
        client.headers["authorization"] = f"Bearer {token}"
        account = {"type": "managed_accounts", "id": "220"}
        client.post("/fees/charge", json={"feeType": "MONTHLY_FEE", "source": account})
        client.post(f"{control}/faults", json={"fault": "cut_after", "operation": "transferCreate"})
        body = {
            "profileId": "7",
            "source": account,
            "destination": {"type": "managed_cards", "id": "331"},
            "destinationAmount": {"currency": "GBP", "amount": 1_000},
        }
        for _ in range(2):
            client.post(f"{control}/clock", json={"advanceSeconds": 2})
            try:
                client.post("/transfers", json=body, headers={"idempotency-ref": "payout-invoice-1001"})
            except httpx.RemoteProtocolError:
                continue


if __name__ == "__main__":
    main()
