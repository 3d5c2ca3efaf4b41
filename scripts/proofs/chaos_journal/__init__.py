"""Chaos with a journal: killed, stopped and restarted processes, judged by the ledger and by what they were told."""
