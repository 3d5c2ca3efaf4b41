"""What people do with the page, in a real Chromium."""

from __future__ import annotations

import json
import re
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Locator, Page

    from tests.tools.page.conftest import Served

VIEWS = (
    "requests", "requests/1", "accounts", "accounts/220", "cards", "cards/332", "transfers", "tokens", "faults",
    "webhooks", "time", "snapshots", "postings",
)  # fmt: skip


def view(page: Page, name: str) -> None:
    """Go to a view by its link."""
    page.get_by_role("navigation").get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def row(page: Page, text: str | re.Pattern[str]) -> Locator:
    """The first row that holds a text."""
    return page.get_by_role("row").filter(has_text=text).first


def test_a_transfer_is_seen_arriving(page: Page, served: Served) -> None:
    """Without a reload: its request, then the money on the account."""
    expect(row(page, "requestAccessToken")).to_contain_text("200")
    served.pay("payout-1")
    expect(row(page, "transferCreate")).to_contain_text("payout-1")
    expect(row(page, "transferCreate")).to_contain_text(re.compile("acted 1"))
    view(page, "Accounts")
    expect(row(page, "221")).to_contain_text("GBP 210.00")
    served.pay("payout-2")
    expect(row(page, "221")).to_contain_text("GBP 220.00")


def test_its_postings_are_followed(page: Page, served: Served) -> None:
    """From the request over its reference and its transfer to both sides of the double entry."""
    served.pay("payout-1")
    row(page, "transferCreate").get_by_role("link").click()
    expect(page.get_by_text("acted once")).to_be_visible()
    page.get_by_role("link", name=re.compile("^transfer ")).click()
    sides = page.get_by_role("table", name="Double entries")
    expect(sides).to_contain_text("-GBP 10.00 available, -GBP 10.00 actual")
    sides.get_by_role("link", name="account 221").click()
    expect(page.get_by_role("heading", name="Payroll · 221")).to_be_visible()
    expect(page.get_by_role("table", name="Statement").get_by_role("row").nth(1)).to_contain_text("GBP 210.00")


def test_a_fault_is_planned_and_seen_striking(page: Page, served: Served) -> None:
    """With one click; then it stands among those that struck, and beside the request."""
    view(page, "Faults")
    page.get_by_label("Strikes").select_option("transferCreate")
    page.get_by_role("button", name="html", exact=True).click()
    expect(page.get_by_role("table", name="Planned faults")).to_contain_text("transferCreate")
    answer = served.pay("payout-1")
    assert answer is not None
    assert answer.status_code == 502
    expect(page.get_by_text("None waits.")).to_be_visible()
    expect(page.get_by_role("table", name="Struck faults").get_by_role("row").nth(1)).to_contain_text("1")
    view(page, "Requests")
    expect(row(page, "transferCreate")).to_contain_text("502")


def test_the_clock_is_moved_and_a_token_seen_dying(page: Page, served: Served) -> None:
    """Its idle time passes in no time."""
    view(page, "Time")
    expect(page.get_by_role("table", name="Tokens")).to_contain_text("alive")
    page.get_by_role("button", name="+ 6 minutes").click()
    expect(page.get_by_role("table", name="Tokens")).to_contain_text("dead")
    refused = served.pay("payout-1")
    assert refused is not None
    assert refused.status_code == 403
    expect(page.get_by_text("No token was minted.")).to_be_visible()


class _Receiver(BaseHTTPRequestHandler):
    """Fails the first time, and takes everything after it."""

    came = 0

    def do_POST(self) -> None:
        type(self).came += 1
        self.send_response(401 if self.came == 1 else 204)
        self.end_headers()

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - as it is called
        """Say nothing."""


@pytest.fixture
def receiver() -> Iterator[str]:
    """Somebody who receives webhooks."""
    _Receiver.came = 0
    with HTTPServer(("127.0.0.1", 0), _Receiver) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/hooks"
        server.shutdown()
        thread.join()


def test_a_webhook_is_resent(page: Page, served: Served, receiver: str) -> None:
    """One that was refused for good is sent again by hand, and arrives."""
    view(page, "Webhooks")
    page.get_by_label("Post them to").fill(receiver)
    page.get_by_role("button", name="Set").click()
    expect(page.get_by_text(f"They go to {receiver}.")).to_be_visible()
    served.pay("payout-1")
    sent = row(page, "/transfers/watch")
    expect(sent).to_contain_text("failed")
    sent.get_by_role("button", name="Send again").click()
    expect(sent).to_contain_text("delivered")
    sent.get_by_role("link").click()
    attempts = page.get_by_role("table", name="Attempts")
    expect(attempts).to_contain_text("401")
    expect(attempts).to_contain_text("204")


def test_a_world_is_exported_and_imported(page: Page, served: Served, tmp_path: Path) -> None:
    """As a file, which holds everything; and a snapshot is kept and come back to."""
    served.pay("payout-1")
    view(page, "Snapshots")
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Export everything").click()
    path = tmp_path / "emulator.json"
    downloading.value.save_as(path)
    assert "221" in json.loads(path.read_text())["world"]["accounts"]
    page.get_by_label("Name").fill("monday")
    page.get_by_role("button", name="Keep how things are").click()
    expect(row(page, "monday")).to_be_visible()
    page.get_by_role("button", name="Reset everything").click()
    expect(page.get_by_text("Back to the start.")).to_be_visible()
    assert served.emulator.world.balance("221") == 20_000
    page.get_by_label("A file that was exported").set_input_files(path)
    page.get_by_role("button", name="Import").click()
    expect(page.get_by_text("Imported: everything is as the file says.")).to_be_visible()
    assert served.emulator.world.balance("221") == 21_000
    row(page, "monday").get_by_role("button", name="Come back to it").click()
    expect(page.get_by_text("Everything is as it was in monday.")).to_be_visible()


def test_a_lost_answer_is_understood_from_the_page_alone(page: Page, served: Served) -> None:
    """That it acted, that nobody was told, that the repeat showed the same, and what would have been answered."""
    served.control.post("/faults", json={"fault": "cut_after", "operation": "transferCreate"})
    assert served.pay("payout-1") is None
    assert served.pay("payout-1") is not None
    lost = page.get_by_role("row").filter(has_text="no answer")
    expect(lost).to_contain_text("cut_after")
    lost.get_by_role("link").click()
    expect(page.get_by_text("It acted, then the connection was cut: the answer was lost")).to_be_visible()
    expect(page.get_by_text("What came under it acted once.")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="repeat")).to_contain_text("200")
    expect(page.get_by_role("heading", name="Answer that was lost")).to_be_visible()
    expect(page.locator("pre").last).to_contain_text('"state": "COMPLETED"')
    expect(page.locator("dl").first).to_contain_text("[redacted]")
    expect(page.locator("body")).not_to_contain_text("emulator-api-key")


def test_all_of_it_by_keyboard(page: Page, served: Served) -> None:
    """Views by number, rows by j and k, a fault planned by tab and space, and back."""
    served.pay("payout-1")
    expect(row(page, "transferCreate")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="2. POST /transfers")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile("#/requests$"))
    page.keyboard.press("6")
    expect(page.get_by_role("heading", level=1)).to_have_text("Faults")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "cut_after":
            break
    page.keyboard.press("Space")
    expect(page.get_by_text("Planned: cut_after for any operation.")).to_be_visible()
    assert served.emulator.faults.waiting == 1
    page.keyboard.press("2")
    expect(page.get_by_role("heading", level=1)).to_have_text("Accounts")
    expect(row(page, "220")).to_be_visible()
    page.keyboard.press("j")
    focused = page.evaluate("document.activeElement.dataset.key")
    served.emulator.world.deposit("222", 1)
    served.control.post("/clock", json={"advanceSeconds": 1})
    expect(row(page, "222")).to_contain_text("EUR 1,000.01")
    assert page.evaluate("document.activeElement.dataset.key") == focused == "accounts/220"


@pytest.mark.looks(viewport={"width": 400, "height": 800}, color_scheme="dark")
@pytest.mark.parametrize("name", VIEWS)
def test_every_view_fits_a_small_screen_and_can_be_linked_to(page: Page, served: Served, name: str) -> None:
    """Nothing sticks out at 400 px; the link opens the view by itself."""
    served.pay("payout-1")
    page.goto("about:blank")
    page.goto(f"{served.page_url}#/{name}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.get_by_text("live", exact=True).wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(17, 18, 20)"


def test_ten_thousand_requests_stay_usable(page: Page, served: Served) -> None:
    """A page holds fifty of them, and the older ones are a click away."""
    [first] = served.emulator.requests
    for _ in range(10_000):
        served.emulator.requests.add(first)
    served.pay("payout-1")
    expect(page.get_by_text("10002 came in all.")).to_be_visible()
    expect(row(page, "transferCreate")).to_be_visible()
    assert page.get_by_role("row").count() == 51
    page.get_by_role("button", name="Older").click()
    expect(page.get_by_role("row").nth(1)).to_contain_text("9952")
    page.get_by_role("button", name="Newest").click()
    expect(page.get_by_role("row").nth(1)).to_contain_text("10002")
    page.goto(f"{served.page_url}#/requests/3")
    expect(page.get_by_role("heading", name="3. POST /access_token")).to_be_visible()


def test_what_came_from_outside_is_only_text(page: Page, served: Served) -> None:
    """A path, a header or a body may look like HTML."""
    nasty = "<img src=x onerror=alert(1)>"
    served.client.get(f"/transfers/{nasty}", headers={"idempotency-ref": nasty, "x-note": nasty})
    expect(page.get_by_text(nasty).first).to_be_visible()
    row(page, nasty).get_by_role("link").click()
    expect(page.get_by_text(nasty).first).to_be_visible()
    assert page.locator("main img").count() == 0
