"""Offline tests of code that moves money: pytest fixtures over the emulator, and markers for faults.

Install the extra `testing`; pytest finds the plugin. Its fixtures:

- `weavr_emulator`: an `Emulator` in this process, without a socket, with a fresh world for each test;
- `backoffice`: a `BackOffice` client on it;
- `weavr_emulator_url`: the same emulator on a loopback socket, for other processes and languages;
- `weavr_webhooks`: hands the emulator's webhooks to an application in this process, without a socket.

Its markers:

- `weavr_emulator(world=…, profile=…, **switches)`: what the emulator is made with;
- `weavr_fault("cut_after", "transferCreate", times=1)`: what is to go wrong in a test;
- `weavr_webhook_fault("doubled", "/transfers/watch")`: what is to go wrong with webhooks.

The setting `weavr_emulator_scope` of pytest lets tests of a class, a module or a session share one emulator.
The books are checked after every test, and a test that fails shows the requests that arrived.
"""

from __future__ import annotations

from weavr_async.testing._requests import assert_requests

__all__ = ["assert_requests"]
