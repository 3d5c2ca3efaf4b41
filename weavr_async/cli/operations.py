"""Commands that are the methods of the resources: a new operation is a command by itself."""

from __future__ import annotations

import inspect
import re
import sys
import warnings
from typing import TYPE_CHECKING, Annotated, Any, Final, cast

from attrs import frozen
from cyclopts import App, Parameter
from docstring_parser import parse

from weavr_async import resources
from weavr_async._calls.policies import POLICIES
from weavr_async.cli.options import IdentityOptions, WriteOptions, has_journal
from weavr_async.cli.output import DONE, Output, ask
from weavr_async.cli.planning import plan
from weavr_async.cli.words import reference, word_of
from weavr_async.errors import InvalidRequest
from weavr_async.resources.paging import Pages
from weavr_async.values.environments import Environment
from weavr_backoffice.operations import OPERATIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from weavr_async.cli.words import Word
    from weavr_async.client import BackOffice, IdentityView

__all__ = ["GROUPS", "Command", "commands_of", "confirm", "group_of"]

GROUPS: Final[Mapping[str, str]] = {
    "accounts": "managed_accounts",
    "cards": "managed_cards",
    "transfers": "transfers",
    "fees": "fees",
    "users": "users",
    "bulks": "bulks",
}
"""The groups of commands, and what a view of an identity calls each."""

_NO_COMMANDS: Final = frozenset({"statement", "transfer_job", "spend_rules_job"})
"""They have commands of their own: `weavr statement` and `weavr payouts`; rules in bulk are for programs."""
_REFERENCE: Final = "IdempotencyRef"
_OPERATION: Final = re.compile(r"`([a-zA-Z]+)`")
_FIRST: Final = 100
_COLUMNS: Final[Mapping[str, Mapping[str, str]]] = {
    "transfers": {
        "creationTimestamp": "time",
        "id": "id",
        "state": "state",
        "source.id": "from",
        "destination.id": "to",
        "destinationAmount": "amount",
        "tag": "tag",
    },
}
"""What people see of a list, and what stands above it; of others the first fields."""


@frozen(kw_only=True)
class Command:
    """One method of a resource as a command."""

    group: str
    method: str
    operation: str
    """The contract's operationId."""
    parameters: tuple[inspect.Parameter, ...]
    """The method's own, those left out that the command line has no word for."""
    summary: str
    help_of: Mapping[str, str]

    @property
    def name(self) -> str:
        """As it is typed."""
        return self.method.replace("_", "-")

    @property
    def is_write(self) -> bool:
        """Whether it changes something."""
        return POLICIES[self.operation].is_write

    @property
    def moves_money(self) -> bool:
        """Whether the reference cannot be left out."""
        return any(
            parameter.annotation == _REFERENCE and parameter.default is parameter.empty for parameter in self.parameters
        )

    async def run(self, options: IdentityOptions, given: Mapping[str, Any]) -> int:
        """Carry it out."""
        output, arguments = Output(options.json), self._arguments(given)

        async def act(view: IdentityView) -> object:
            with warnings.catch_warnings():  # what is superseded says so in its help
                warnings.simplefilter("ignore", DeprecationWarning)
                answer = getattr(getattr(view, GROUPS[self.group]), self.method)(**arguments)
            return answer if hasattr(answer, "pages") else await answer

        if isinstance(options, WriteOptions) and options.dry_run:
            output.result(await plan(options, self.operation, act), title="Not sent")
            return DONE
        async with options.client() as client:
            if isinstance(options, WriteOptions):
                confirm(client, options, f"{self.group} {self.name}", needs_journal=self.moves_money)
            answer = await act(client.on_behalf_of(options.identity))
            if isinstance(answer, Pages):
                await output.first(cast("Pages[object]", answer), given["limit"], columns=_COLUMNS.get(self.group))
            elif answer is None:
                output.note(f"Done: {self.group} {self.name}.")
            else:
                output.result(answer)
        return DONE

    def _arguments(self, given: Mapping[str, Any]) -> dict[str, object]:
        """The method's arguments, read from words."""
        arguments: dict[str, object] = {}
        for parameter in self.parameters:
            if parameter.annotation == _REFERENCE:
                arguments |= self._reference(given)
            elif given.get(parameter.name) is not None:
                arguments[parameter.name] = _word(parameter).read(given[parameter.name])
        return arguments

    def _reference(self, given: Mapping[str, Any]) -> dict[str, object]:
        match given["ref"], given["raw_ref"]:
            case None, None if self.moves_money:
                raise InvalidRequest(
                    "Say what this is for, so that it is done once however often it is asked for: "
                    "--ref payout:invoice-1001, a purpose and your own key."
                )
            case None, None:
                return {}
            case str(facts), None:
                return {"idempotency_ref": reference(facts)}
            case None, str(raw):
                return {"idempotency_ref": raw}
            case _:
                raise InvalidRequest("Give either --ref or --raw-ref.")

    def signature(self) -> inspect.Signature:
        """The command's own signature, from which its help and its parsing follow."""
        own: list[inspect.Parameter] = []
        for parameter in self.parameters:
            own += _references(self) if parameter.annotation == _REFERENCE else [self._as_option(parameter)]
        if self.method in {"list", "operations"}:
            own.append(_option("limit", int, "The most to show; 0 for all.", default=_FIRST))
        kind = WriteOptions if self.is_write else IdentityOptions
        own.append(_option("options", kind, None, default=kind()))
        return inspect.Signature(own)

    def _as_option(self, parameter: inspect.Parameter) -> inspect.Parameter:
        word, is_needed = _word(parameter), parameter.default is parameter.empty
        text = " ".join(self.help_of.get(parameter.name, "").replace("`", "").split())
        text = f"{text} Written as {word.example}." if word.example and word.kind is not str else text
        text = f"{text} ({word.example})" if word.example and word.kind is str else text
        kind: Any = word.kind if is_needed else word.kind | None
        by_place = parameter.kind is not parameter.KEYWORD_ONLY
        annotation = Annotated[kind, Parameter(help=text, negative="" if word.kind is not bool else None)]
        return inspect.Parameter(
            parameter.name,
            inspect.Parameter.POSITIONAL_ONLY if by_place else inspect.Parameter.KEYWORD_ONLY,
            default=inspect.Parameter.empty if is_needed else None,
            annotation=annotation,
        )


def group_of(name: str) -> App:
    """The commands of one group."""
    kind = _kind_of(name)
    app = App(name=name, help=(inspect.getdoc(kind) or "").partition("\n")[0])
    for command in commands_of(name):
        app.command(_function(command), name=command.name, help=command.summary)
    return app


def commands_of(group: str) -> list[Command]:
    """The methods of a resource that are commands."""
    kind = _kind_of(group)
    methods = {
        name: method
        for name, method in vars(kind).items()
        if inspect.isfunction(inspect.unwrap(method)) and not name.startswith("_") and name not in _NO_COMMANDS
    }
    return [_command(group, name, method) for name, method in methods.items()]


def confirm(client: BackOffice, options: WriteOptions, what: str, *, needs_journal: bool) -> None:
    """Ask before acting on live, and at an address that may be live's.

    Raises:
        InvalidRequest: The answer is no, or there is nobody to ask; or money would move without a journal.
    """
    environment = client.environment
    is_live = environment.name == "live"
    if needs_journal and is_live and not has_journal(client):
        raise InvalidRequest(
            "Money moves on live only with a journal, so that it moves once whatever happens: "
            "--journal sqlite:///weavr.db"
        )
    is_on_this_machine = environment.base_url.startswith("http:")
    is_a_trial = not is_live and (environment == Environment.SANDBOX or is_on_this_machine)
    if options.yes or is_a_trial:
        return
    if sys.stdin is None or not sys.stdin.isatty():
        raise InvalidRequest(f"This acts on {environment.name}: say --yes, because nobody can be asked here.")
    if not ask(f"{what} on {environment.name}, on behalf of {options.identity}: do it?"):
        raise InvalidRequest("The answer was not yes. Nothing was sent.")


def _kind_of(group: str) -> type:
    name = "".join(part.capitalize() for part in GROUPS[group].split("_"))
    kind: type = getattr(resources, name)
    return kind


def _command(group: str, name: str, method: Callable[..., object]) -> Command:
    described = parse(inspect.getdoc(method) or "")
    named = [found for found in _OPERATION.findall(inspect.getdoc(method) or "") if found in OPERATIONS]
    _, *arguments = inspect.signature(method).parameters.values()
    written = [
        parameter
        for parameter in arguments
        if parameter.annotation == _REFERENCE
        or word_of(str(parameter.annotation)) is not None
        or parameter.default is parameter.empty  # without a word for it, there is no command: a test finds it
    ]
    return Command(
        group=group,
        method=name,
        operation=named[0],
        parameters=tuple(written),
        summary=(described.short_description or "").replace("`", ""),
        help_of={each.arg_name: each.description or "" for each in described.params},
    )


def _word(parameter: inspect.Parameter) -> Word:
    word = word_of(str(parameter.annotation))
    if word is None:
        raise TypeError(f"There is no word for an argument of the type {parameter.annotation}.")
    return word


def _references(command: Command) -> list[inspect.Parameter]:
    text = "What this is for, as purpose:key, such as payout:invoice-1001: the reference derives from it (derive_ref)."
    return [
        _option("ref", str | None, text if command.moves_money else f"{text} A new one for this call when absent."),
        _option("raw_ref", str | None, "An idempotency reference that is sent as it is, instead."),
    ]


def _option(name: str, kind: Any, text: str | None, *, default: object = None) -> inspect.Parameter:  # noqa: ANN401 - a type or a form
    annotation = kind if text is None else Annotated[kind, Parameter(help=text)]
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def _function(command: Command) -> Callable[..., object]:
    signature = command.signature()

    async def run(*words: object, **given: Any) -> int:  # noqa: ANN401 - whatever was parsed by the signature
        by_place = [each.name for each in signature.parameters.values() if each.kind is each.POSITIONAL_ONLY]
        named = {**dict(zip(by_place, words, strict=False)), **given}
        defaults = {each.name: each.default for each in signature.parameters.values()}
        options: Any = named.pop("options", defaults["options"])
        return await command.run(options, defaults | named)

    run.__signature__ = signature  # type: ignore[attr-defined] # inspect reads it, and typing does not know it
    run.__annotations__ = {each.name: each.annotation for each in signature.parameters.values()}
    return run
