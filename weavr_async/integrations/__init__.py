"""Fits to other projects' libraries, each behind an extra of its own."""
