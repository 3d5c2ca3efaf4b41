#!/usr/bin/env bash
# Follow a vendor document; its exit codes, which `make` would turn into 2, are in docs/upgrading.md.
#
#   scripts/upgrade.sh DOCUMENT [--dry-run] [--accept CHANGE …] [--json] [--api NAME]
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
[ -x "$root/.venv/bin/python" ] || make -C "$root" setup >&2
# -P: a folder `scripts` where the caller stands is not meant.
PYTHONPATH=$root exec "$root/.venv/bin/python" -P -m scripts.renewal.upgrade "$@"
