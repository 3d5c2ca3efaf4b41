"""`python -m weavr_async.emulator`: serve a world until interrupted, or explain the rules."""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import closing, suppress
from dataclasses import fields
from pathlib import Path

from weavr_async.emulator import Emulator, Profile, Switches, explain, read_world
from weavr_async.emulator.asgi import CONTROL_PATH
from weavr_async.emulator.contract import is_array
from weavr_async.emulator.origins import is_loopback
from weavr_async.emulator.server import LOOPBACK, base_url, listen, run, url_of

_LOG_SIZE = 10_000
_WARNING = (
    "warning: listening on {host}: whoever reaches this address can read and change everything in this emulator, its\n"
    "         log of requests included. Use keys and data that were made up, on a network that you trust.\n"
)


def main(arguments: list[str] | None = None) -> int:
    """Read the command line and do as it says."""
    parser = argparse.ArgumentParser(prog="python -m weavr_async.emulator", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="the port; 0 (the default) takes a free one")
    parser.add_argument("--host", default=LOOPBACK, help="the address to listen on; all but loopback let others in")
    parser.add_argument(
        "--allow-host",
        action="append",
        default=[],
        metavar="NAME",
        help="one more name by which it may be called; requests under names that are not known are refused",
    )
    parser.add_argument(
        "--world", type=Path, metavar="FILE", help="the world to start with, in YAML; else a small demo"
    )
    parser.add_argument(
        "--state",
        type=Path,
        metavar="FILE",
        help="keep everything there, and go on from it; a file that exists comes before --world",
    )
    parser.add_argument("--profile", choices=[profile.value for profile in Profile], default=Profile.OBSERVED.value)
    parser.add_argument(
        "--control",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="serve the page under / and the control API under /__emulator__ (the default)",
    )
    parser.add_argument("--webhooks", metavar="URL", help="post webhooks there, the topic appended, as Weavr would")
    parser.add_argument("--seed", type=int, default=0, help="seeds tokens and the chances of faults")
    parser.add_argument(
        "--switch",
        action="append",
        default=[],
        type=_switch,
        metavar="NAME=VALUE",
        help="choose a behaviour, such as failures_stored=true; values as in JSON; --explain lists the switches",
    )
    parser.add_argument("--explain", action="store_true", help="print every rule with its source, and stop")
    options = parser.parse_args(arguments)
    if options.explain:
        sys.stdout.write(explain() + "\n")
        return 0
    try:
        emulator = Emulator(
            None if options.world is None else read_world(options.world),
            profile=Profile(options.profile),
            control=options.control,
            seed=options.seed,
            log_size=_LOG_SIZE,
            state_file=options.state,
            **dict(options.switch),
        )
        if options.webhooks:
            emulator.webhooks.post_to(options.webhooks)
    except (TypeError, ValueError, OSError) as wrong:
        parser.error(str(wrong))
    try:
        listener = listen(options.port, options.host)
    except ValueError as wrong:
        parser.error(str(wrong))
    except OSError as wrong:
        parser.error(f"cannot listen on {options.host} port {options.port}: {wrong}")
    control = url_of(listener) + CONTROL_PATH if options.control else None
    if not is_loopback(options.host):
        sys.stderr.write(_WARNING.format(host=options.host))
    sys.stdout.write(_welcome(emulator, base_url(listener), control))
    sys.stdout.flush()
    # Being interrupted is how it ends; the server has closed its connections by then.
    with closing(emulator), suppress(KeyboardInterrupt):
        run(emulator, listener, options.host, options.allow_host)
    return 0


def _switch(text: str) -> tuple[str, object]:
    """Read `name=value`; a value that is not JSON is taken as a word."""
    name, _, written = text.partition("=")
    if name not in {field.name for field in fields(Switches)}:
        raise argparse.ArgumentTypeError(f"there is no switch {name!r}; --explain lists them")
    try:
        return name, _immutable(json.loads(written))
    except json.JSONDecodeError:
        return name, written


def _immutable(value: object) -> object:
    return tuple(map(_immutable, value)) if is_array(value) else value


def _welcome(emulator: Emulator, url: str, control: str | None) -> str:
    world = emulator.world
    lines = [f"base URL    {url}", f"api-key     {world.api_keys[0]}", f"profile     {emulator.profile.value}"]
    if control is not None:
        lines += [f"page        {control.removesuffix(CONTROL_PATH)}/", f"control     {control}"]
    lines += [f"identity    {key.type} {key.id}" for key in world.identities]
    lines += [
        f"account     {account.id}  {account.currency}  {account.friendly_name}, of {account.identity.id}"
        for account in world.accounts.values()
    ]
    lines += [
        f"card        {card.id}  {card.currency}  {card.friendly_name}, of {card.identity.id}"
        for card in world.cards.values()
    ]
    lines += [f"profile id  {profile}  for transfers" for profile in world.profiles]
    lines += [f"fee type    {fee.name}  {', '.join(fee.amounts)}" for fee in world.fee_types.values()]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
