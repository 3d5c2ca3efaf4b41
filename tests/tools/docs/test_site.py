"""What readers do with the documentation, in a real Chromium."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

pytestmark = pytest.mark.timeout(900)  # the site may have to be built first, on a machine that is busy
PICTURES: Final = {
    "index.html": "how-a-call-ends",
    "guides/lost-answers.html": "how-a-call-ends",
    "extending.html": "rooms",
}
STICKING_OUT: Final = """() => {
    const width = document.documentElement.clientWidth;
    const scrolls = (e) => e && (/auto|scroll|hidden/.test(getComputedStyle(e).overflowX) || scrolls(e.parentElement));
    return [...document.querySelectorAll('.md-content *')]
        .filter((e) => e.getBoundingClientRect().right > width + 1 && !scrolls(e.parentElement))
        .map((e) => e.tagName + ' ' + e.textContent.slice(0, 60));
}"""
BROKEN_NAMES: Final = """() => [...document.querySelectorAll('td code')]
    .filter((e) => e.getClientRects().length > 1)
    .map((e) => e.textContent)"""


def test_the_start_says_what_it_is_and_leads_to_a_guide(page: Page) -> None:
    """By its table of what people want to do."""
    expect(page.get_by_role("heading", level=1)).to_contain_text("weavr_async")
    expect(page.get_by_text('pip install "weavr-async[emulator]"')).to_be_visible()
    page.get_by_role("article").get_by_role("link", name="Celery, schedulers and workflow engines").click()
    expect(page.get_by_role("heading", name=re.compile("^Celery\\W*$"))).to_be_visible()
    expect(page).to_have_url(re.compile(r"guides/workflow-engines\.html"))


def test_a_guide_is_read_on_in_the_next_one(page: Page, url: str) -> None:
    page.goto(f"{url}guides/deployment.html")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Deployment")
    page.get_by_role("link", name="Next: Tokens").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Tokens")


def test_what_a_method_returns_leads_to_the_page_of_the_models(page: Page, url: str) -> None:
    """Each field stands there with its type and its meaning."""
    page.goto(f"{url}reference/resources.html")
    page.locator(".doc-signature a", has_text=re.compile("^ManagedAccount$")).first.click()
    expect(page).to_have_url(re.compile(r"reference/models\.html#.*ManagedAccount"))
    expect(page.locator("[id$='ManagedAccount.friendly_name']").first).to_be_visible()


def test_the_search_finds_celery(page: Page) -> None:
    """And leads to the guide."""
    page.get_by_role("textbox", name="Search").fill("celery")
    first = page.locator(".md-search-result__item").first
    expect(first).to_contain_text("Celery")
    first.get_by_role("link").first.click()
    expect(page).to_have_url(re.compile(r"guides/workflow-engines\.html"))


@pytest.mark.looks(viewport={"width": 400, "height": 800})
def test_the_search_finds_celery_on_a_small_screen(page: Page) -> None:
    page.locator("label[for=__search]").first.click()
    page.get_by_role("textbox", name="Search").fill("celery")
    expect(page.locator(".md-search-result__item").first).to_contain_text("Celery")


@pytest.mark.looks(viewport={"width": 400, "height": 800})
def test_no_page_sticks_out_of_a_small_screen_and_no_name_is_broken_in_a_table(
    page: Page, url: str, site: Path
) -> None:
    """At 400 px; a table or a block of code that is wider scrolls by itself."""
    wrong: dict[str, list[str]] = {}
    for file in sorted(site.rglob("*.html")):
        name = str(file.relative_to(site))
        page.goto(url + name, wait_until="load")
        found = page.evaluate(STICKING_OUT) + page.evaluate(BROKEN_NAMES)
        if found or page.evaluate("document.documentElement.scrollWidth") > 400:
            wrong[name] = found[:3]
    assert wrong == {}


@pytest.mark.parametrize(
    "paper",
    [
        pytest.param("rgb(255, 255, 255)", id="light", marks=pytest.mark.looks(color_scheme="light")),
        pytest.param("rgb(30, 33, 41)", id="dark", marks=pytest.mark.looks(color_scheme="dark")),
    ],
)
def test_the_pictures_are_shown(page: Page, url: str, paper: str) -> None:
    """In whichever colours the reader's system has."""
    for name, picture in PICTURES.items():
        page.goto(url + name)
        shown = page.locator(f"img[src$='{picture}.svg']")
        expect(shown).to_be_visible()
        assert shown.evaluate("image => image.naturalWidth") > 0
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == paper


def test_no_signature_shows_a_private_default(site: Path) -> None:
    """A reader cannot look up `_TIMEOUTS`, and does not want to know how attrs makes a field."""
    shown = re.compile(r'<div class="[^"]*doc-signature.*?</div>', re.DOTALL)
    wrong = [
        (file.name, text)
        for file in (site / "reference").rglob("*.html")
        for text in (html.unescape(re.sub("<[^>]+>", "", found)) for found in shown.findall(file.read_text("utf-8")))
        if re.search(r"= *_[A-Za-z]|field\(", text)
    ]
    assert wrong == []


def test_llms_txt_stands_at_the_top_of_the_site(site: Path) -> None:
    assert (site / "llms.txt").read_text("utf-8").startswith("# weavr_async\n\n> ")
