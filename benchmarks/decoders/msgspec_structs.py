"""msgspec, which parses and validates in one pass."""

import msgspec

from benchmarks.structs import Statement

decode = msgspec.json.Decoder(Statement).decode
