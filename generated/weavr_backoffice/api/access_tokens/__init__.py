"""The operations under the contract's tag `access_tokens`; each module is imported by itself."""
