"""The one road every request takes: attempts, tokens, limits, deadlines, and what is known at the end."""
