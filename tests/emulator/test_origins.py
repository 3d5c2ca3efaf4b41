"""Web pages of elsewhere, which a browser on this machine shows, cannot use the emulator."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import httpx
import pytest

from weavr_async.emulator import DEMO_API_KEY, Emulator, serve_in_thread
from weavr_async.emulator.__main__ import main
from weavr_async.emulator.asgi import BASE_PATH, CONTROL_PATH

if TYPE_CHECKING:
    from collections.abc import Iterator

ASKED = json.dumps({"identity": {"type": "CORPORATE", "id": "109876"}})


@pytest.fixture
def served() -> Emulator:
    """An emulator with everything it can be asked for."""
    return Emulator(control=True)


@pytest.fixture
def address(served: Emulator) -> Iterator[str]:
    """Where it listens on loopback, without a path."""
    with serve_in_thread(served) as url:
        yield url.removesuffix(BASE_PATH)


def send(address: str, path: str, **headers: str) -> int:
    """Post as a page may post without asking the browser's leave; gives the status."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    posted = httpx.post(f"{address}{path}", content=ASKED, headers={"api-key": DEMO_API_KEY, **named})
    return posted.status_code


PATHS = pytest.mark.parametrize("path", [f"{BASE_PATH}/access_token", f"{CONTROL_PATH}/tokens"])


@PATHS
@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://localhost:3000"},
        {"origin": "null"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"sec_fetch_site": "cross-site", "sec_fetch_dest": "document", "sec_fetch_mode": "navigate"},
        {"host": "evil.example"},
        {"host": "evil.example", "origin": "http://evil.example"},
        {"host": "127.0.0.1.evil.example"},
        {"host": "localhost.evil.example:8099"},
        {"host": "[::1]evil.example"},
        {"host": "user@evil.example"},
        {"host": "192.168.1.9"},
        {"host": ""},
    ],
    ids=str,
)
def test_a_page_of_elsewhere_is_refused(address: str, served: Emulator, path: str, headers: dict[str, str]) -> None:
    """By its origin, or by the name under which it has the browser call this machine; nothing happens."""
    assert send(address, path, **headers) == 403
    assert (len(served.tokens), served.requests.total) == (0, 0)


@PATHS
@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "localhost.", "emulator.localhost", "127.0.0.1", "[::1]"])
def test_this_machine_and_its_own_page_are_let_in(address: str, path: str, host: str) -> None:
    """Under every name of loopback, with any port, for it may be forwarded."""
    assert send(address, path, host=host) == 200
    assert send(address, path, host=f"{host}:9000", origin=f"http://{host}:9000", sec_fetch_site="same-origin") == 200


def test_a_link_may_be_followed(address: str) -> None:
    """From a chat to the page, which the linking page cannot read."""
    headers = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
    assert httpx.get(f"{address}{CONTROL_PATH}/", headers=headers).status_code == 200
    framed = {**headers, "sec-fetch-dest": "iframe"}
    assert httpx.get(f"{address}{CONTROL_PATH}/", headers=framed).status_code == 403


@pytest.mark.asyncio
async def test_a_foreign_origin_is_refused_in_process_too(served: Emulator) -> None:
    """Whoever serves the application by other means has the same guard."""
    async with served.client() as client:
        assert (await client.get("/transfers", headers={"origin": "https://evil.example"})).status_code == 403


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("emulator", 200),
        ("emulator:8099", 200),
        ("10.1.2.3:8099", 200),
        ("[fd00::1]:8099", 200),
        ("localhost", 200),
        ("host.docker.internal", 200),
        (socket.gethostname(), 200),
        ("emulator.staging.example", 200),
        ("evil.example", 403),
        ("emulator.evil.example", 403),
    ],
)
def test_beyond_this_machine_containers_call_it_by_their_names(served: Emulator, host: str, status: int) -> None:
    """By address, by a name without dots, or by one that was allowed; a name that a stranger may own is refused."""
    with serve_in_thread(served, host="0.0.0.0", allow_hosts=["emulator.staging.example"]) as url:
        assert url.startswith("http://127.0.0.1:")
        assert send(url.removesuffix(BASE_PATH), f"{CONTROL_PATH}/tokens", host=host) == status


def test_the_command_line_listens_where_it_is_told_to_and_warns() -> None:
    """So that a service in another container can use it."""
    command = [sys.executable, "-m", "weavr_async.emulator", "--host", "0.0.0.0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stderr is not None
            url = process.stdout.readline().split()[-1]
            assert process.stderr.readline().startswith("warning: listening on 0.0.0.0: whoever reaches this address")
            asked = httpx.post(f"{url}/access_token", content=ASKED, headers={"api-key": DEMO_API_KEY})
            assert asked.status_code == 200
        finally:
            process.terminate()


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["--host", "192.0.2.1"], "cannot listen on 192.0.2.1 port 0"),
        (["--host", "no.such.host.invalid"], "cannot listen on no.such.host.invalid port 0"),
        (["--port", "99999"], "a port is a number from 0 to 65535"),
        (["--port", "-1"], "a port is a number from 0 to 65535"),
    ],
)
def test_an_address_that_is_not_this_machines_is_refused(
    options: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """In one line, instead of a traceback."""
    with pytest.raises(SystemExit):
        main(options)
    assert complaint in capsys.readouterr().err
