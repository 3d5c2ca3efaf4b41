"""Chaos: thousands of writes through a hostile proxy, compared with the emulator's ledger. `make chaos` runs it."""
