"""Asks the emulator what the service was seen to do, and tells where the two differ: `make facts`.

The facts are data, in tests/emulator/facts: one a line, each a list of steps. A step is a command of the emulator's
control API (`{"accounts": {…}}` posts to `/world/accounts`), `{"advance": seconds}`, or a call, whose answer is judged
where it has `expect`. Identities and currencies that are left out are the last identity and EUR. What starts with `$`
is a name for an id, `$start` the moment the clock begins at, `$rules` and `$shown` spend rules that say only what
differs from `RULES`.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any, Final, NamedTuple

import httpx

from weavr_async.emulator import DEMO_API_KEY, Clock, Emulator, Profile, World

FACTS: Final = Path(__file__).parents[2] / "tests" / "emulator" / "facts"
START_MS: Final = 1_782_907_200_000
API: Final = "/multi/backoffice"
CONTROL: Final = "/__emulator__"
TOKEN_CALLS: Final = ("/access_token", "/impersonate_identity_login")
NOBODYS: Final = {"$nobodys": "900000000000000001", "$nobodys2": "900000000000000002"}
RULES: Final[dict[str, Any]] = {
    "allowedMerchantCategories": ["5411"],
    "blockedMerchantCategories": ["7995"],
    "allowedMerchantIds": ["m-1"],
    "blockedMerchantIds": ["m-2"],
    "allowContactless": True,
    "allowAtm": False,
    "allowECommerce": True,
    "allowCashback": False,
    "allowCreditAuthorisations": True,
    "maxTransactionAmount": 9000,
    "minTransactionAmount": 200,
    "allowedMerchantCountries": ["MT"],
    "blockedMerchantCountries": ["IT"],
}
_MISSING: Final = object()
Json = dict[str, Any]


class Verdict(NamedTuple):
    """What came of one fact: same, different or inexpressible, and why."""

    fact: str
    kind: str
    why: str = ""


class _Inexpressible(Exception):
    """The world has no word for a step."""


class _Different(Exception):
    """An answer is not the one that was seen."""


def _same(condition: object, otherwise: str) -> None:
    if not condition:
        raise _Different(otherwise)


def load_facts() -> dict[str, list[Json]]:
    """Every fact, by the name of its file."""
    return {path.stem: list(map(json.loads, path.read_text().splitlines())) for path in sorted(FACTS.glob("*.jsonl"))}


def fresh_emulator(profile: Profile, **switches: Any) -> Emulator:  # noqa: ANN401 - those of the emulator
    """An emulator with nothing in it, on a clock that moves only when told to."""
    clock = Clock(START_MS, frozen=True)
    return Emulator(World(clock), profile=profile, control=True, **switches)


async def judge(emulator: Emulator, client: httpx.AsyncClient, fact: Json) -> Verdict:
    """Play one fact on an emulator that is as it was made, and compare.

    Args:
        emulator: What answers; it is reset first.
        client: A client on it, in process or on a socket, without a base path.
        fact: The fact.
    """
    if "inexpressible" in fact:
        return Verdict(fact["id"], "inexpressible", fact["inexpressible"])
    run = _Run(emulator, client)
    emulator.reset()
    try:
        for step in fact["steps"]:
            await run.step(step)
    except _Inexpressible as missing:
        return Verdict(fact["id"], "inexpressible", str(missing))
    except _Different as wrong:
        return Verdict(fact["id"], "different", str(wrong))
    return Verdict(fact["id"], "same")


class _Run:
    """One fact while it is played: what its names stand for, and the answers so far."""

    def __init__(self, emulator: Emulator, client: httpx.AsyncClient) -> None:
        self._emulator = emulator
        self._client = client
        self._names: dict[str, Any] = dict(NOBODYS)
        self._ids = itertools.count(700_000_001)
        self._identity: Json | None = None
        self._judged: list[Any] = []

    async def command(self, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401 - JSON
        answer = await self._client.request(method, CONTROL + path, json={} if body is None else body)
        if answer.status_code != httpx.codes.OK:
            raise _Inexpressible(f"{path}: {answer.text}")
        return answer.json()

    async def step(self, step: Json) -> None:
        self._emulator.advance(ms=1)
        if "call" in step:
            await self._call(step)
        elif "advance" in step:
            self._emulator.advance(step["advance"])
        else:
            (name, body), *_ = step.items()
            told = await self.command(
                "POST", f"/world/{name}" if name != "tokens" else "/tokens", self._filled(name, body)
            )
            self._keep(step, told)

    def _filled(self, name: str, body: Json) -> Json:
        filled: Json = self._named(body)
        if name == "identities":
            self._identity = {"type": filled["type"], "id": filled["id"]}
        elif name in {"accounts", "cards", "users", "tokens"}:
            filled.setdefault("identity", self._identity)
        if name in {"accounts", "cards"} and "parentManagedAccountId" not in filled:
            filled.setdefault("currency", "EUR")
        return filled

    async def _call(self, step: Json) -> None:
        method, path = step["call"].split(" ", 1)
        headers = {"api-key": step.get("api-key", DEMO_API_KEY), "accept": step.get("accept", "application/json")}
        if path not in TOKEN_CALLS:
            bearer = self._named(step["bearer"]) if "bearer" in step else self._token(step)
            headers["authorization"] = f"Bearer {bearer}".strip()
        if "idempotency-ref" in step:
            headers["idempotency-ref"] = self._named(step["idempotency-ref"])
        answer = await self._client.request(
            method,
            API + self._named(path),
            params=self._query(step.get("query")),
            json=self._named(step["body"]) if "body" in step else None,
            headers=headers,
        )
        shown = _json(answer)
        self._keep(step, shown)
        expected = step.get("expect")
        if expected is None:
            _same(answer.is_success, f"the world could not be made: {step['call']} was {answer.status_code}")
            return
        self._judged.append(shown)
        _same(answer.status_code == expected["status"], f"status {answer.status_code}, not {expected['status']}")
        if "code" in expected:
            code = shown.get("errorCode")
            _same(code == expected["code"], f"code {code}, not {expected['code']}")
        for place, value in _flat(expected.get("body", {})).items():
            self._compare(place, value, shown)

    def _token(self, step: Json) -> str:
        wanted = self._names[step["as"]] if "as" in step else None
        for identity in self._emulator.world.identities:
            if wanted == identity.id or (wanted is None and self._identity == identity._asdict()):
                return self._emulator.mint(identity.id, identity.type)
        raise _Inexpressible("there is no identity whose token could be used")

    def _keep(self, step: Json, answer: Any) -> None:  # noqa: ANN401 - JSON
        for name, place in step.get("keep", {}).items():
            self._names[f"${name}"] = _at(answer, place)

    def _query(self, query: Any) -> Any:  # noqa: ANN401 - a mapping or pairs
        return [(one, self._named(value)) for one, value in (query.items() if isinstance(query, dict) else query or [])]

    def _named(self, value: Any) -> Any:  # noqa: ANN401 - JSON
        if isinstance(value, dict):
            if "$rules" in value:
                return {**RULES, **self._named(value["$rules"])}
            return {key: self._named(one) for key, one in value.items()}
        if isinstance(value, list):
            return [self._named(one) for one in value]
        return self._text(value) if isinstance(value, str) and "$" in value else value

    def _text(self, text: str) -> Any:  # noqa: ANN401 - JSON
        if text == "$8000 characters":
            return "x" * 8000
        if text.startswith("$start"):
            offset, *as_text = text.removeprefix("$start").split(" ")
            moment = START_MS + int(offset)
            return str(moment) if as_text else moment
        if "/" not in text:
            return self._name(text)
        return "/".join(self._name(part) if part.startswith("$") else part for part in text.split("/"))

    def _name(self, name: str) -> Any:  # noqa: ANN401 - an id, or what was kept from an answer
        return self._names.setdefault(name, str(next(self._ids)))

    def _compare(self, place: str, expected: Any, shown: Any) -> None:  # noqa: ANN401 - JSON
        found = _at(shown, place)
        rule, wanted = _rule(expected, shown, place, self._judged)
        if isinstance(wanted, str) and wanted.startswith("$"):
            wanted = {"$start": "0726", "$expiry": "0729"}.get(wanted) or self._name(wanted)
        absent = "nothing" if found is _MISSING else repr(found)
        _same(_holds(rule, found, wanted), f"{place}: {absent}, not {wanted if rule == 'is' else expected}")


def _json(answer: httpx.Response) -> Any:  # noqa: ANN401 - JSON
    is_json = answer.headers.get("content-type", "").startswith("application/json")
    return answer.json() if is_json and answer.content else {}


def _flat(body: Json) -> Json:
    """Write spend rules out, which are shown at the top and at the level of the card."""
    flat = dict(body)
    shown = flat.pop("$shown", None)
    if shown is None:
        return flat
    rules = dict.fromkeys(RULES, "<null>") if shown["base"] == "none" else dict(RULES)
    rules.update({name: value for name, value in shown.items() if name != "base"})
    limits = rules.pop("spendLimit")
    for prefix in ("", "cardLevelSpendRules."):
        flat.update({prefix + name: value for name, value in rules.items()})
        if limits == "<null>":
            flat[f"{prefix}spendLimit"] = limits
            continue
        for number, limit in enumerate(limits):
            amount, currency, interval = limit.split()
            flat[f"{prefix}spendLimit.{number}.value.amount"] = int(amount)
            flat[f"{prefix}spendLimit.{number}.value.currency"] = currency
            flat[f"{prefix}spendLimit.{number}.interval"] = interval
    return flat


def _rule(expected: Any, shown: Any, place: str, judged: list[Any]) -> tuple[str, Any]:  # noqa: ANN401 - JSON
    """Read a placeholder: the rule, and what it is applied to."""
    if not (isinstance(expected, str) and expected.startswith("<")):
        return "is", expected
    words = expected.strip("<>")
    for start, rule in (("one of ", "one of"), ("contains ", "contains")):
        if words.startswith(start):
            return rule, words.removeprefix(start)
    if words.startswith(("same as in answer ", "other as in answer ")):
        return words.split()[0], _at(judged[int(words.split()[-1])], place)
    if words.startswith(("less than ", "more than ")):
        return words.split()[0], _at(shown, words.split()[-1])
    return words, None


def _holds(rule: str, found: Any, wanted: Any) -> bool:  # noqa: ANN401 - JSON
    checks: dict[str, Any] = {
        "is": lambda: found == wanted and type(found) is type(wanted),
        "null": lambda: found is _MISSING or found is None,
        "not null": lambda: found is not _MISSING and found is not None,
        "empty object": lambda: found == {},
        "one of": lambda: found in wanted.split("|"),
        "contains": lambda: isinstance(found, str) and wanted in found,
        "same": lambda: found == wanted and found is not _MISSING,
        "other": lambda: found != wanted and found is not _MISSING,
        "less": lambda: found < wanted,
        "more": lambda: found > wanted,
    }
    return bool(checks[rule]())


def _at(value: Any, place: str) -> Any:  # noqa: ANN401 - JSON
    for step in place.split("."):
        if isinstance(value, dict) and step in value:
            value = value[step]
        elif isinstance(value, list) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        else:
            return _MISSING
    return value


async def judge_all(profile: Profile, **switches: Any) -> list[Verdict]:  # noqa: ANN401 - those of the emulator
    """Play every fact in process."""
    emulator = fresh_emulator(profile, **switches)
    async with httpx.AsyncClient(transport=emulator.transport(), base_url="http://emulator") as client:
        return [await judge(emulator, client, fact) for facts in load_facts().values() for fact in facts]


def main() -> int:
    """Print the table of both profiles."""
    parser = argparse.ArgumentParser(prog="python -m scripts.proofs.emulator_facts", description=__doc__)
    parser.add_argument("--list", action="store_true", help="name every fact that is not the same")
    options = parser.parse_args()
    for profile in (Profile.OBSERVED, Profile.DOCUMENTED):
        verdicts = asyncio.run(judge_all(profile))
        counts = Counter(verdict.kind for verdict in verdicts)
        expressible = len(verdicts) - counts["inexpressible"]
        print(
            f"\n{profile.value}: {counts['same']} same, {counts['different']} different, "
            f"{counts['inexpressible']} not expressible ({counts['same'] / expressible:.1%} of {expressible})"
        )
        causes = Counter((one.kind, one.fact.split(".")[0], one.why) for one in verdicts if one.kind != "same")
        for (kind, topic, why), count in sorted(causes.items(), key=lambda row: (row[0][0], -row[1])):
            print(f"{count:5}  {kind:<13}  {topic:<9}  {why}")
        if options.list:
            print("\n".join(f"       {one.kind:<13}  {one.fact}: {one.why}" for one in verdicts if one.kind != "same"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
