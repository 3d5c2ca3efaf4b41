"""The operations under the contract's tag `fees`; each module is imported by itself."""
