"""The operations under the contract's tag `bulks`; each module is imported by itself."""
