"""Engines: they send a prepared request and return an answer or a failure, and know nothing else."""
