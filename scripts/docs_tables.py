"""Writes the tables of the docs that follow from the code: `python scripts/docs_tables.py [--check]`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from weavr_async.policy import POLICIES, Repeat, Settle

if TYPE_CHECKING:
    from weavr_async.policy import Policy

ROOT: Final = Path(__file__).parent.parent
POLICY_PAGE: Final = ROOT / "docs" / "policy.md"

_WORDS: Final = {
    Repeat.SAFE: "always",
    Repeat.WITH_REFERENCE: "under the same reference",
    Repeat.GUARDED: "guarded by the state",
    Repeat.NEVER: "never",
}
_HEAD: Final = """\
# What may be repeated

What the call road does when the answer to a call is lost (or is a 5xx), operation by operation. Where it is proved that
nothing was sent, any call is repeated. The table is made from `weavr_async.POLICIES`, which the attempt loop obeys;
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
    settled = {None: "", Settle.BY_CODE: "the guard" if guard else "", Settle.BY_READING: "reading back"}[policy.settle]
    return f"| `{operation}` | {_WORDS[policy.repeat]} | {guard} | {settled} | {policy.reason} |\n"


def main(arguments: list[str]) -> int:
    """Write the pages, or say which one is out of date."""
    if "--check" in arguments:
        if POLICY_PAGE.read_text(encoding="utf-8") == policy_page():
            return 0
        print(f"{POLICY_PAGE.relative_to(ROOT)} is out of date: make docs-tables")
        return 1
    POLICY_PAGE.write_text(policy_page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
