"""Chaos: thousands of writes through a hostile proxy, judged in the emulator's ledger. `make chaos` runs it."""
