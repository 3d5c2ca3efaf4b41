"""What outlives a process, or is shared by several: the protocols of stores, and the stores that come along."""
