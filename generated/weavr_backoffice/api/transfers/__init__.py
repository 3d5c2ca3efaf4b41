"""The operations under the contract's tag `transfers`; each module is imported by itself."""
