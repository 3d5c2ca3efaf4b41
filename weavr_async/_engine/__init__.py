"""Engines: they send prepared request and give back an answer or a failure, and know nothing else."""
