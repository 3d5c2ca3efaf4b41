"""`weavr emulator`: the service's stand-in on this machine."""

from __future__ import annotations

import runpy
import sys
from typing import Annotated, Final

from cyclopts import Parameter

__all__ = ["emulator"]

_MODULE: Final = "weavr_async.emulator"


def emulator(*words: Annotated[str, Parameter(allow_leading_hyphen=True, help="See weavr emulator -- --help.")]) -> int:
    """Run the emulator, with the arguments of `python -m weavr_async.emulator`. Needs the extra `emulator`."""
    given, sys.argv = sys.argv, [_MODULE, *words]
    try:
        runpy.run_module(_MODULE, run_name="__main__", alter_sys=True)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    finally:
        sys.argv = given
    return 0
