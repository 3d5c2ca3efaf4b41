"""How a call is made: attempts, tokens, limits, deadlines, and what is known at the end."""
