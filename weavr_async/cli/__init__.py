"""The command line `weavr`: what the resources can do, for people and for shell scripts. Needs the extra `cli`.

The commands about accounts, cards, transfers, fees, users and bulks are the methods of the resources. Those about
statements, payouts, unresolved writes, and the check of the settings have modules of their own.
"""

from __future__ import annotations

import sys

__all__ = ["main"]


def main(words: list[str] | None = None) -> int:
    """Run one command, and give its exit code.

    Args:
        words: The command and its arguments; those of the process when absent.

    Returns:
        0: done. 2: the command cannot be right, and nothing was sent. 3: the service refused it. 4: not sent, or not
        answered and without effect. 5: it may have taken effect, which must be settled. 130: interrupted before
        any write had an effect.
    """
    try:
        from weavr_async.cli.app import run  # noqa: PLC0415 - its packages come with the extra

        return run(sys.argv[1:] if words is None else words)
    except KeyboardInterrupt:  # before the command began
        return 130
    except ImportError as missing:
        if (missing.name or "").partition(".")[0] not in {"cyclopts", "rich"}:
            raise
        sys.stderr.write("The command line needs the extra `cli`: pip install 'weavr-async[cli]'\n")
        return 2
