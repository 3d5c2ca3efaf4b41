"""Writes the tables of the docs that follow from the code: `python scripts/docs/tables.py [--check]`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from weavr_async import errors
from weavr_async._calls.policies import POLICIES, Confirmation, Retry
from weavr_async.emulator.events import TOPICS as EMULATED
from weavr_async.errors import ApiError, WeavrError
from weavr_async.integrations._http_answers import ANSWERS
from weavr_backoffice import webhooks

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from weavr_async._calls.policies import Policy

ROOT: Final = Path(__file__).parents[2]
DOCS: Final = ROOT / "docs"

_WORDS: Final = {
    Retry.SAFE: "always",
    Retry.WITH_REFERENCE: "under the same reference",
    Retry.GUARDED: "guarded by the state",
    Retry.NEVER: "never",
}
_HEAD: Final = """\
# What may be repeated

What the SDK does when the answer to a call is lost (or is a 5xx), operation by operation. Where it is proved that
nothing was sent, any call is retried. The table is made from `weavr_async.POLICIES`, which the attempt loop obeys;
`make docs-tables` writes it.

- **always**: the call changes nothing.
- **under the same reference**: the same bytes are sent under the same `idempotency-ref`; the service acts once.
- **guarded by the state**: the call is sent again. When the repeat meets the guard, an earlier attempt of this very
  call has done it, or the state is read back and compared. On a first attempt the same code is a plain conflict.
- **never**: the call ends as `OutcomeUnknown`.

| operation | repeated after a lost answer | guard | settled by | because |
|---|---|---|---|---|
"""


def policy_page() -> str:
    """The page with one row for each operation."""
    return _HEAD + "".join(_row(operation, policy) for operation, policy in POLICIES.items())


def _row(operation: str, policy: Policy) -> str:
    guard = ", ".join(f"`{code}`" for code in sorted(policy.guard)) + ("404" if policy.missing_is_done else "")
    by_code = "the guard" if guard else ""
    confirmed = {None: "", Confirmation.BY_CODE: by_code, Confirmation.BY_READING: "reading back"}[policy.confirmed]
    return f"| `{operation}` | {_WORDS[policy.retry]} | {guard} | {confirmed} | {policy.reason} |\n"


_ERRORS_HEAD: Final = """\
# Errors

Every error is a `WeavrError`; its `outcome` says what is known about the effect of the call: `not_sent`, `refused` or
`unknown`. `str(error)` says what happened and what to do next, with the operation and the request-ref. This page is
made from `weavr_async.errors` by `make docs-tables`.

## By class

| class | is a | says | what to do |
|---|---|---|---|
"""
_CODES_HEAD: Final = """
## By code

The `errorCode` of a 403 or 409 is `error.code`, an open enum: a code that is new arrives as well. These have a class of
their own; any other code is a plain `Forbidden` or `Conflict`.

| code | class |
|---|---|
"""


def errors_page() -> str:
    """The page with one row for each class, and one for each code that has a class."""
    classes = [getattr(errors, name) for name in errors.__all__]
    kinds = [c for c in classes if isinstance(c, type) and issubclass(c, WeavrError) and c is not WeavrError]
    rows = [f"| `{c.__name__}` | `{c.__mro__[1].__name__}` | {_first_sentence(c)} | {c.advice} |\n" for c in kinds]
    codes = {code: c for c in kinds if issubclass(c, ApiError) for code in c.codes}
    return (
        _ERRORS_HEAD
        + "".join(rows)
        + _CODES_HEAD
        + "".join(f"| `{code}` | `{codes[code].__name__}` |\n" for code in sorted(codes))
    )


def _first_sentence(described: type) -> str:
    text = (described.__doc__ or "").strip().split("\n\n")[0]
    return " ".join(text.split())


_ANSWERS_HEAD: Final = """\
# Errors as HTTP answers

What `weavr_async.integrations` answers the callers of your service when an error of the SDK leaves a handler, as a
problem of RFC 9457. The class that is nearest to the error counts. The page is made from the table that both
integrations obey; `make docs-tables` writes it.

| error | status | `code` | `detail` |
|---|---|---|---|
"""
_ANSWERS_FOOT: Final = """
- A 403 or 409 carries Weavr's own code instead, such as `FUNDS_INSUFFICIENT`, and our sentence about it.
- `effect` is `"none"`, or `"unknown"` for a write that may have been carried out; then `idempotency_ref` names it.
- `request_ref` is what Weavr's support asks for. Nothing else that Weavr wrote goes out.
- `retry-after` is sent where Weavr said how long its limit lasts.
- A webhook that is not accepted is answered by its status alone.
"""


def answers_page() -> str:
    """The page with one row for each class of errors that is answered in a way of its own."""
    rows = [
        f"| `{error.__name__}` | {row.status.value} {row.title} | `{row.code}` | {row.detail} |\n"
        for error, row in ANSWERS.items()
    ]
    return _ANSWERS_HEAD + "".join(rows) + _ANSWERS_FOOT


_TOPICS_HEAD: Final = """\
# Topics of webhooks

What Weavr posts to a service, the class of `weavr_backoffice.webhooks` that its payload is, and whether the
[emulator](guides/emulator.md) sends it. How to receive them: [Webhooks](guides/webhooks.md). The page is made from
`weavr_backoffice.webhooks.TOPICS`; `make docs-tables` writes it.

| topic | payload | says | emulator |
|---|---|---|---|
"""


def topics_page() -> str:
    """The page with one row for each topic."""
    return _TOPICS_HEAD + "".join(
        f"| `{path}` | `{topic.payload}` | {_first_sentence(getattr(webhooks, topic.payload))} "
        f"| {'yes' if f'/{path}' in EMULATED else ''} |\n"
        for path, topic in sorted(webhooks.TOPICS.items())
    )


PAGES: Final[Mapping[str, Callable[[], str]]] = {
    "policy.md": policy_page,
    "errors.md": errors_page,
    "http-answers.md": answers_page,
    "webhook-topics.md": topics_page,
}


def main(arguments: list[str]) -> int:
    """Write the pages, or say which are out of date."""
    stale = [name for name, page in PAGES.items() if not _is(DOCS / name, page())]
    if "--check" in arguments:
        print("".join(f"docs/{name} is out of date: make docs-tables\n" for name in stale), end="")
        return 1 if stale else 0
    for name in stale:
        (DOCS / name).write_text(PAGES[name](), encoding="utf-8")
    return 0


def _is(path: Path, text: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
