"""The operations under the contract's tag `managed_cards`; each module is imported by itself."""
