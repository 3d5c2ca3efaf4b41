"""The operations, one module each, sorted by the contract's tags."""
