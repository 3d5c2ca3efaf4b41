"""The answers that the contenders are measured with."""

import json

from benchmarks import payloads
from weavr_backoffice.models import Statement


def test_pages_of_a_statement_join_without_gap_or_repetition() -> None:
    """The server's statement is one whole, in either order."""
    pages = [json.loads(payloads.statement_page(7, offset=offset, limit=3)) for offset in (0, 3, 6, 9)]
    times = [entry["processedTimestamp"] for page in pages for entry in page["entry"]]
    newest_first = json.loads(payloads.statement_page(7, newest_first=True))
    assert len(set(times)) == 7
    assert times == sorted(times)
    assert [entry["processedTimestamp"] for entry in newest_first["entry"]] == times[::-1]


def test_our_models_keep_every_field_of_the_measured_page() -> None:
    """A field that the models passed over would make our decoding look cheaper than it is."""
    page = json.loads(payloads.statement_page(3))
    assert Statement.from_dict(page).to_dict() == page


def test_a_statement_is_bounded_by_inclusive_times() -> None:
    """As the service has been seen to do, so that a reading that asks anew from a timestamp finds its place."""
    third = payloads.FIRST_TIMESTAMP + 2_000
    page = json.loads(payloads.statement_page(7, since=third, until=third + 1_000))
    assert [entry["processedTimestamp"] for entry in page["entry"]] == [third, third + 1_000]
    assert page["count"] == 2
