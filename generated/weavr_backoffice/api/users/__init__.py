"""The operations under the contract's tag `users`; each module is imported by itself."""
