"""`python -m weavr_async.cli`: the same as `weavr`."""

import sys

from weavr_async.cli import main

if __name__ == "__main__":
    sys.exit(main())
