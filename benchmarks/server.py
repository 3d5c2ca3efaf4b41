"""The service that is measured against: prepared bytes over a bare protocol, in a process of its own.

`python -m benchmarks.server [--latency-ms N]` prints its base URL and serves loopback until it is ended. The number of
entries of a statement is the id in its path, so that one server serves statements of every length.
"""

import argparse
import asyncio
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, cast
from urllib.parse import parse_qsl, urlsplit

import httptools
import uvloop

from benchmarks import payloads

CPU_PATH: Final = "/-/cpu"


def answer(body: bytes) -> bytes:
    """The bytes on the wire of a 200 with this JSON body."""
    head = ["HTTP/1.1 200 OK", "content-type: application/json", f"content-length: {len(body)}", "request-ref: 4711"]
    return "\r\n".join([*head, "", ""]).encode() + body


_PREPARED: Final = {
    payloads.CARD_PATH: answer(payloads.CARD),
    "/access_token": answer(payloads.ACCESS_TOKEN),
    "/impersonate_identity_login": answer(payloads.ACCESS_TOKEN),
}


def _statement(total: int, query: dict[str, str]) -> bytes:
    """The page that the query of either statement operation asks for."""
    return payloads.statement_page(
        total,
        offset=int(query.get("offset", 0)),
        limit=int(query.get("statementLimit") or query.get("limit") or payloads.PAGE_ENTRIES),
        newest_first=query.get("orderByTimestamp", "DESC") == "DESC",
        since=int(query["fromTimestamp"]) if "fromTimestamp" in query else None,
        until=int(query["toTimestamp"]) if "toTimestamp" in query else None,
    )


def respond(target: str) -> bytes:
    """The answer to a request target; what is unknown is a card, so that each SDK may ask by its own path."""
    if prepared := _PREPARED.get(target):
        return prepared
    url = urlsplit(target)
    match url.path.rsplit("/", 2):
        case [_, count, "statement"]:
            return answer(_statement(int(count), dict(parse_qsl(url.query))))
        case _ if url.path == CPU_PATH:
            return answer(json.dumps(time.process_time()).encode())
        case _:
            return _PREPARED[payloads.CARD_PATH]


class Connection(asyncio.Protocol):
    """One client connection; requests are answered in the order of their arrival."""

    def __init__(self, latency: float) -> None:
        self._latency = latency
        self._parser = httptools.HttpRequestParser(self)
        self._target = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport to answer on."""
        self._transport = cast("asyncio.Transport", transport)  # TCP gives no other kind

    def data_received(self, data: bytes) -> None:
        """Feed the parser, which calls the `on_` methods."""
        self._parser.feed_data(data)

    def on_url(self, url: bytes) -> None:
        """Collect the request target, which may arrive in pieces."""
        self._target += url

    def on_message_complete(self) -> None:
        """Answer, after the latency."""
        response, self._target = respond(self._target.decode()), b""
        if self._latency:
            asyncio.get_running_loop().call_later(self._latency, self._transport.write, response)
        else:
            self._transport.write(response)


async def serve(latency: float) -> None:
    """Serve on a free port of loopback, and print the base URL."""
    server = await asyncio.get_running_loop().create_server(lambda: Connection(latency), "127.0.0.1", 0, backlog=512)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


@contextmanager
def running(*, latency: float = 0.0) -> Iterator[str]:
    """A server in its own process, for as long as the block runs; gives its base URL."""
    command = [sys.executable, "-m", "benchmarks.server", "--latency-ms", str(latency * 1_000)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None  # asked for above
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def cpu_seconds(base_url: str) -> float:
    """The CPU time the server has used so far; asked over a plain socket, to weigh nothing in a measured process."""
    url = urlsplit(base_url)
    with socket.create_connection((url.hostname or "", url.port or 0)) as connection:
        connection.sendall(f"GET {CPU_PATH} HTTP/1.1\r\nhost: server\r\n\r\n".encode())
        received = connection.recv(4_096)
    return float(received.partition(b"\r\n\r\n")[2])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--latency-ms", type=float, default=0.0)
    uvloop.run(serve(parser.parse_args().latency_ms / 1_000))
