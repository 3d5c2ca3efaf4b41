"""Engines: they send prepared parts and give back an answer or a failure, and know nothing else."""
