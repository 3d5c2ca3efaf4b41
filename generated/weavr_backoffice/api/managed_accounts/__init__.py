"""The operations under the contract's tag `managed_accounts`; each module is imported by itself."""
