"""What users write down: identities, money, references, orders, settings. Checked when made; nothing here does I/O."""
