"""Do what a service or a test suite does often, again and again; prints the microseconds of one time.

Arguments: "webhook" or "emulator", and how many times.
"""

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable

Once = Callable[[], Awaitable[object]]

WARM = 4
"""How often it is done first: what is made once is not counted."""


def webhook() -> Once:
    """Verify and read a signed delivery about a transfer."""
    from benchmarks.payloads import API_KEY, TRANSFER_EVENT  # noqa: PLC0415 - only what is measured is loaded
    from weavr_async.webhooks import WebhookReceiver  # noqa: PLC0415 - the same
    from weavr_async.webhooks.testing import sign  # noqa: PLC0415 - the same

    receiver = WebhookReceiver(API_KEY)
    headers = sign(TRANSFER_EVENT, api_key=API_KEY)

    async def once() -> object:
        event = receiver.verify("/hooks/transfers/watch", headers, TRANSFER_EVENT)
        if event.payload is None:
            raise AssertionError(f"the event does not fit the document at {event.problem}")
        return event

    return once


def emulator() -> Once:
    """Read an account, in process."""
    from benchmarks.emulator import READ_PATHS, Caller  # noqa: PLC0415 - as above
    from weavr_async.emulator import Emulator  # noqa: PLC0415 - as above

    call = Caller(Emulator())
    return lambda: call("GET", READ_PATHS[0])


async def main(what: str, times: int) -> float:
    """Do it that often."""
    once = {"webhook": webhook, "emulator": emulator}[what]()
    for _ in range(WARM):
        await once()
    start = time.process_time()
    for _ in range(times):
        await once()
    return (time.process_time() - start) / times * 1e6


if __name__ == "__main__":
    print(json.dumps(asyncio.run(main(sys.argv[1], int(sys.argv[2])))))
