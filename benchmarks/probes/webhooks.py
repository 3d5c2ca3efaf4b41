"""Verify and read a signed delivery about a transfer, again and again; prints the microseconds of one time.

Argument: how many times.
"""

import json
import sys
import time

from benchmarks.payloads import API_KEY, TRANSFER_EVENT
from weavr_async.webhooks import WebhookReceiver
from weavr_async.webhooks.testing import sign

WARM = 4
"""How often it is done first: what is made once is not counted."""


def main(times: int) -> float:
    """Do it that often."""
    receiver = WebhookReceiver(API_KEY)
    headers = sign(TRANSFER_EVENT, api_key=API_KEY)

    def once() -> None:
        event = receiver.verify("/hooks/transfers/watch", headers, TRANSFER_EVENT)
        if event.payload is None:
            raise AssertionError(f"the event does not fit the document at {event.problem}")

    for _ in range(WARM):
        once()
    start = time.process_time()
    for _ in range(times):
        once()
    return (time.process_time() - start) / times * 1e6


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
