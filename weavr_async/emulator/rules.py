"""Every rule the emulator follows, in one table: what it does, and how that is known.

A rule is *documented* by Weavr, *observed* at Back-Office or at its sister API Multi, which runs on the same engine,
*assumed* by this project, or *open*: not known, and then a switch. `python -m weavr_async.emulator --explain` prints
the table.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, fields, replace
from functools import cache
from types import UnionType
from typing import Any, Literal, NamedTuple, TypeGuard, get_args, get_origin, get_type_hints

__all__ = ["RULES", "Profile", "Rule", "Switches", "explain"]


class Profile(enum.Enum):
    """Which service to stand in for: the one the contract describes, or the one that has been seen."""

    DOCUMENTED = "documented"
    OBSERVED = "observed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Switches:
    """The behaviour that can be chosen. The defaults are the observed profile; `Rule.text` says what each means."""

    missing_api_key_status: Literal[400, 401] = 400
    dead_token_status: Literal[401, 403] = 403
    wrong_token_status: Literal[401, 403] = 403
    token_idle_ms: int | None = 300_000
    token_lifetime_ms: int | None = None
    new_token_ends_older: bool = False
    jwt_tokens: bool = False
    impersonation_needs_bearer: bool = False
    unknown_identity: Literal["not_found", "UNRESOLVED_IDENTITY"] = "not_found"
    already_impersonated: bool = False
    failures_stored: bool = False
    refusals_bind: Literal["by_operation", "always", "never"] = "by_operation"
    repeat_shows: Literal["now", "first"] = "now"
    reference_scope: Literal["identity", "api_key"] = "identity"
    reference_window_ms: int = 86_400_000
    reference_other_payload: Literal["refuse", "precondition_failed", "separate"] = "refuse"
    reference_in_progress: Literal["conflict", "wait"] = "conflict"
    spend_rules_create_takes_reference: bool = False
    bad_request_body: Literal["contract", "message"] = "contract"
    bad_request_codes: Literal["seen", "contract"] = "seen"
    invalid_request_names_field: bool = False
    nulls: Literal["left_out", "checked"] = "left_out"
    empty_path_id: Literal["folded", "not_found"] = "folded"
    fee_bad_request_shape: Literal["contract", "validation"] = "validation"
    unknown_state_filter: Literal["refuse", "ignore"] = "ignore"
    from_timestamp_inclusive: bool = True
    default_page_size: int = 10
    statement_completion: Literal["append", "in_place"] = "append"
    foreign_card_status: Literal[401, 404] = 401
    foreign_fee_source: Literal["UNRESOLVED_INSTRUMENT", "IDENTITY_NOT_OWNER_OF_INSTRUMENT"] = "UNRESOLVED_INSTRUMENT"
    unknown_profile: Literal["not_found", "MODEL_CONSTRAINTS_VIOLATED"] = "not_found"
    debit_card_needs_limit: bool = True
    zero_spend_limit: Literal["refuse", "accept"] = "refuse"
    patch_makes_rules: bool = False
    transfer_pending_ms: int = 0
    spend_rules_patch_clears: bool = False
    bulk_default_mode: Literal["ON_FAILURE_STOP", "ON_FAILURE_CONTINUE"] = "ON_FAILURE_STOP"
    bulk_item_ms: int = 1
    bulk_first_sequence: Literal[0, 1] = 1
    bulks_running_at_most: int | None = None
    bulk_one_per_operation: bool = False
    rate_limits: tuple[tuple[int, int], ...] = ()
    rate_limit_windows: Literal["fixed", "sliding"] = "fixed"
    webhook_resends_s: tuple[int, ...] = (10, 60, 360, 2_160, 12_960)
    webhook_stamped_anew: bool = False

    @classmethod
    def of(cls, profile: Profile, **chosen: Any) -> Switches:  # noqa: ANN401 - the fields above, each of its type
        """Give the switches of a profile, with some of them chosen differently.

        Raises:
            TypeError: There is no such switch.
            ValueError: A switch does not take this value.
        """
        for name in chosen.keys() - _types().keys():
            raise TypeError(f"the emulator has no argument and no switch {name!r}")
        for field in fields(cls):
            if field.name in chosen and not _fits(chosen[field.name], _types()[field.name]):
                raise ValueError(f"the switch {field.name} takes {field.type}, not {chosen[field.name]!r}")
        switches = cls()
        if profile is Profile.DOCUMENTED:
            switches = replace(switches, **{rule.switch: rule.documented for rule in RULES if rule.differs})
        return replace(switches, **chosen)


@cache
def _types() -> dict[str, Any]:
    return get_type_hints(Switches)


def _fits(value: object, expected: Any) -> bool:  # noqa: ANN401 - a type, as annotations have it
    kind, inner = get_origin(expected), get_args(expected)
    if kind is Literal:
        return any(type(value) is type(one) and value == one for one in inner)
    if kind is UnionType:
        return any(_fits(value, one) for one in inner)
    if kind is tuple and _is_tuple(value):
        kinds = inner[:1] * len(value) if inner[-1] is Ellipsis else inner
        return len(value) == len(kinds) and all(map(_fits, value, kinds))
    return type(value) is expected  # not isinstance: True is not a number of milliseconds


def _is_tuple(value: object) -> TypeGuard[tuple[object, ...]]:
    return isinstance(value, tuple)


Source = Literal["documented", "observed", "observed at Multi", "assumed", "open"]
"""`observed` is at Back-Office itself."""


class Rule(NamedTuple):
    """One row: where the knowledge comes from, what happens, and the switch that changes it, if there is one."""

    source: Source
    topic: str
    text: str
    switch: str = ""
    documented: Any = None  # the value in the documented profile, where it is not the default
    differs: bool = False


def _differs(source: Source, topic: str, text: str, switch: str, *, documented: object) -> Rule:
    return Rule(source, topic, text, switch, documented, differs=True)


RULES: tuple[Rule, ...] = (
    # Authentication
    Rule("documented", "keys", "An api-key that is not known is answered 401."),
    _differs("observed", "keys", "A missing api-key is a 400 that names the header as REQUIRED; documented: 401.",
             "missing_api_key_status", documented=401),
    Rule("observed", "tokens", "A bearer that nobody minted, or none, is a 401."),
    _differs("open", "tokens", "The status of a token that ended, never seen for these tokens; documented: 401.",
             "dead_token_status", documented=401),
    _differs("observed", "tokens", "A live token under another key, or one that was got by a login, is a 403 without a "
             "code; documented: 401.", "wrong_token_status", documented=401),
    Rule("observed", "tokens", "Several tokens of one identity live at the same time, by either call."),
    Rule("observed", "tokens", "The root user's credentials have the identity's own id."),
    Rule("observed", "tokens", "Another tenant's key, a user's id and the wrong type find no identity: 404."),
    Rule("observed", "tokens", "A token may be had for an identity that nobody has verified yet."),
    Rule("open", "tokens", "A token dies this long after its last use (None: never by idling).", "token_idle_ms"),
    Rule("open", "tokens", "A token dies this long after it was minted (None: never by age).", "token_lifetime_ms"),
    Rule("open", "tokens", "Whether a new token ends the older ones of the same identity.", "new_token_ends_older"),
    Rule("open", "tokens", "Whether a token reads as a JWT instead of an opaque word.", "jwt_tokens"),
    _differs("observed", "tokens", "impersonate_identity_login needs the api-key only; documented: any bearer too.",
             "impersonation_needs_bearer", documented=True),
    _differs("observed", "tokens", "A token for an unknown identity is a 404; documented: 409 UNRESOLVED_IDENTITY.",
             "unknown_identity", documented="UNRESOLVED_IDENTITY"),
    Rule("assumed", "tokens", "An identity that is known and not active is 409 UNRESOLVED_IDENTITY."),
    Rule("open", "tokens", "Whether a token call is 409 ALREADY_IMPERSONATED while another token lives.",
         "already_impersonated"),
    # Idempotency references
    Rule("documented", "references", "The header idempotency-ref counts on the operations that list it, nowhere else."),
    Rule("observed", "references", "An empty reference is none; a tag that differs is another payload."),
    Rule("observed at Multi", "references", "The same reference and payload gives the same thing, as it is now.",
         "repeat_shows"),
    Rule("assumed", "references", "Payloads are compared as JSON values."),
    Rule("observed at Multi", "references", "The path is part of what a reference is unique within."),
    Rule("assumed", "references", "A repeated answer carries a new request-ref."),
    _differs("observed", "references", "A reference with another payload is a 400: INVALID_REQUEST, for users and "
             "spend rules a message alone; 412 is announced; documented: another request.",
             "reference_other_payload", documented="separate"),
    Rule("observed at Multi", "references", "A refusal is not given again: what was refused is carried out later.",
         "failures_stored"),
    Rule("observed at Multi", "references", "A refusal binds its payload for users and spend rules, not for transfers "
         "and fees.", "refusals_bind"),
    Rule("observed at Multi", "references", "A reference of 8,000 characters is a 413."),
    Rule("open", "references", "Whether creating spend rules honours a reference, as it does at Multi.",
         "spend_rules_create_takes_reference"),
    Rule("open", "references", "Whether a reference belongs to the identity or to the api-key.", "reference_scope"),
    Rule("documented", "references", "A reference is remembered for 24 h from its first use; a test environment forgot "
         "within 18 s.", "reference_window_ms"),
    Rule("open", "references", "While the first runs: 409 IDEMPOTENT_REQUEST_IN_PROGRESS, or waiting.",
         "reference_in_progress"),
    # Requests
    Rule("documented", "requests", "Path, query, headers and body are checked against the contract; 400 says why."),
    _differs("observed", "requests", "A null counts as left out, and is dropped from a list; documented: checked.",
             "nulls", documented="checked"),
    _differs("observed", "requests", "Faults are coded as the service does: RANGE for lengths, HAS_TEXT for a missing "
             "text, a chain of INVALID_TYPE_OR_VALUE to what cannot be read, INVALID_REQUEST for a country, no index.",
             "bad_request_codes", documented="contract"),
    Rule("open", "requests", "Whether an INVALID_REQUEST names its field, which nobody has seen.",
         "invalid_request_names_field"),
    Rule("observed at Multi", "requests", "Whether a 400 is sentences alone (message), Multi's commonest, or in the "
         "shapes of the contract, which Back-Office was seen to use.", "bad_request_body"),
    _differs("observed", "requests", "An empty id in a path is folded away, which gives 400 or 405; announced: 404.",
             "empty_path_id", documented="not_found"),
    Rule("assumed", "requests", "Unknown query parameters and body fields are ignored."),
    Rule("assumed", "requests", "Unknown paths are 404, other methods 405, other content types than JSON 415."),
    Rule("assumed", "requests", "Integers outside of int32 or int64, as the contract says, are 400."),
    _differs("observed", "requests", "/fees/charge answers 400 with validationErrors; documented: syntaxErrors.",
             "fee_bad_request_shape", documented="contract"),
    Rule("documented", "requests", "Past a limit, (requests, seconds), 429 until its window ends.",
         "rate_limits"),
    Rule("open", "requests", "Whether those windows are fixed, so that twice a limit fits around a boundary, or "
         "sliding, so that a request counts for a whole window after it arrived.", "rate_limit_windows"),
    # Instruments
    Rule("observed", "instruments", "What belongs to another identity is 404, as if it were missing."),
    _differs("observed", "cards", "But another identity's card is 401 on reading it and on its spend rules.",
             "foreign_card_status", documented=404),
    Rule("observed", "cards", "A card lives three years, to the month."),
    Rule("observed", "cards", "A lost card reads BLOCKED, a stolen one DESTROYED; neither is blocked or unblocked."),
    Rule("documented", "cards", "Unblock lifts only what block set; a card may stay BLOCKED after it."),
    Rule("assumed", "cards", "Unblock of a card that only the system blocked is 409 INSTRUMENT_NOT_BLOCKED."),
    Rule("documented", "cards", "Remove is final, needs a zero balance, and leaves a card that reads as DESTROYED."),
    Rule("assumed", "cards", "At its expiry a card that is not to be renewed becomes DESTROYED with reason EXPIRED."),
    Rule("assumed", "features", "Users, card renewal and bulks are 403 INSUFFICIENT_PERMISSIONS where not enabled."),
    # Spend rules
    Rule("documented", "spend rules", "POST sets card-level rules once, PATCH changes, DELETE removes them all."),
    Rule("observed", "spend rules", "PATCH and DELETE on a card without rules are 404.", "patch_makes_rules"),
    Rule("observed", "spend rules", "PATCH keeps what it leaves out, and an empty list clears.",
         "spend_rules_patch_clears"),
    Rule("observed", "spend rules", "All three levels are always shown; an empty list is shown as absent."),
    Rule("observed", "spend rules", "A debit card without limits reads 0 for ALWAYS and spends nothing.",
         "debit_card_needs_limit"),
    Rule("observed", "spend rules", "A negative limit is 409 SPEND_LIMIT_AMOUNT_INVALID."),
    Rule("open", "spend rules", "Whether a limit of 0 is refused alike.", "zero_spend_limit"),
    Rule("observed at Multi", "spend rules", "Fees count against a limit, and a refund gives back the amount only."),
    Rule("assumed", "spend rules", "OVERWRITE replaces the limits; INCREMENT adds to those of the same interval."),
    Rule("documented", "spend rules", "Limits are for debit cards, one per interval; UTC, weeks from Monday."),
    # Money
    Rule("documented", "transfers", "Within one identity and currency, active instruments, no debit-mode card."),
    _differs("observed at Multi", "transfers", "A profile that is not known is 404, before funds are looked at; "
             "documented: 409 MODEL_CONSTRAINTS_VIOLATED.",
             "unknown_profile", documented="MODEL_CONSTRAINTS_VIOLATED"),
    Rule("observed at Multi", "transfers", "Another application's profile is 403 without a code."),
    Rule("observed", "transfers", "A profile's fee comes on top of the amount, in the source's own entry."),
    Rule("observed", "transfers", "Funds are judged before the destination's limit."),
    Rule("open", "transfers", "How long a transfer stays PENDING, its amount held, before it completes.",
         "transfer_pending_ms"),
    Rule("assumed", "transfers", "A scheduled transfer is checked again when due; refused then, it ends FAILED."),
    _differs("observed", "transfers", "An unknown state in the filter is ignored and all rows come; documented: 400.",
             "unknown_state_filter", documented="refuse"),
    Rule("observed", "transfers", "Lists are newest first."),
    Rule("documented", "fees", "A fee is flat and pre-configured by its type and currency."),
    Rule("observed", "fees", "The fee type is judged before the instrument."),
    _differs("observed", "fees", "A fee on another identity's instrument is 409 UNRESOLVED_INSTRUMENT; documented: a "
             "code of its own.", "foreign_fee_source", documented="IDENTITY_NOT_OWNER_OF_INSTRUMENT"),
    Rule("observed", "fees", "For a debit card the adjustment is 0, and the fee stands in the card's own statement and "
         "in its parent account's, where relatedCardId names the card."),
    Rule("assumed", "fees", "The deprecated fee calls are for their own kind of identity, otherwise 403."),
    # Statements
    _differs("observed", "statements", "fromTimestamp is inclusive; documented: after it.", "from_timestamp_inclusive",
             documented=False),
    Rule("assumed", "statements", "toTimestamp is inclusive."),
    Rule("documented", "statements", "Newest first unless orderByTimestamp says otherwise."),
    Rule("observed", "statements", "Adjustments are signed and net of fees."),
    Rule("documented", "statements", "For a debit card balances are empty."),
    Rule("observed at Multi", "statements", "They are append-only: a PENDING row stays, and a COMPLETED one of the "
         "same id follows. in_place: the row itself turns COMPLETED, and keeps its timestamp.", "statement_completion"),
    Rule("observed at Multi", "statements", "A purchase is an AUTHORISATION and a SETTLEMENT with ids of their own; "
         "reversals, refunds and declines are rows as well. in_place: the AUTHORISATION is settled where it stands."),
    Rule("observed", "statements", "Every entry states its cardholderFee, an account's the same as transactionFee."),
    Rule("observed", "statements", "A deposit states the whole amount, and its fee beside it."),
    Rule("observed", "statements", "A transfer's entry names the other side, with its friendly name."),
    Rule("assumed", "statements", "singleEntryPerTransaction keeps the newest entry of each transaction."),
    Rule("observed at Multi", "statements", "showFundMovementsOnly leaves out a held deposit; assumed: all that is "
         "PENDING or moves nothing."),
    Rule("observed at Multi", "statements", "An outgoing wire is PENDING without its money being available, and gone "
         "when COMPLETED; its fee is stated on both rows."),
    Rule("observed at Multi", "statements", "Card rows state merchantTransactionType; an authorisation its "
         "authorisationCode, of six digits (assumed), unless it was declined (assumed)."),
    Rule("observed", "statements", "JSON wherever accept names it, otherwise PDF or CSV; any other value gives JSON."),
    Rule("assumed", "statements", "CSV and PDF hold the whole range unless a limit is sent."),
    Rule("open", "lists", "How many rows a page has when no limit is sent.", "default_page_size"),
    # Users
    Rule("assumed", "users", "E-mail addresses are unique over all identities; deactivating twice is 204 twice."),
    Rule("assumed", "users", "Each invite is sent again until one is accepted, then 409 INVITE_ALREADY_CONSUMED."),
    # Bulks
    Rule("documented", "bulks", "SUBMITTED to RUNNING by execute, PAUSED and back, CANCELLED; items run in sequence."),
    Rule("assumed", "bulks", "It ends COMPLETED when all succeeded, FAILED when none did, else PARTIALLY_COMPLETED."),
    Rule("assumed", "bulks", "After a failure under ON_FAILURE_STOP the items left are CANCELLED."),
    Rule("assumed", "bulks", "A call in a state it does not fit is 409 INVALID_STATE."),
    Rule("open", "bulks", "The mode of an execute that names none.", "bulk_default_mode"),
    Rule("open", "bulks", "How long each item takes on the clock.", "bulk_item_ms"),
    Rule("open", "bulks", "Whether sequence counts from 0 or from 1.", "bulk_first_sequence"),
    Rule("open", "bulks", "How many bulks of an identity run at once before 409 TOO_MANY_REQUESTS (None: any).",
         "bulks_running_at_most"),
    Rule("open", "bulks", "Whether a second running bulk of one operation is 409 DUPLICATE_OPERATION_TYPE.",
         "bulk_one_per_operation"),
    # Weavr's Simulator
    Rule("documented", "Simulator", "Under /simulate/api with the programme-key, for which every api key of the world "
         "is good; a refusal is a 200 whose code says why."),
    Rule("observed", "Simulator", "The key is taken from the header api-key as well."),
    Rule("observed", "Simulator", "A purchase is authorised and settled at once; a refund is a purchase and the money "
         "back."),
    Rule("assumed", "Simulator", "An amount in another currency than the card's is DENIED_OTHER; a forexFee is the "
         "settlement's fee."),
    Rule("assumed", "Simulator", "A card's number is 522093 and its id with ten digits, its cvv is 123."),
    Rule("assumed", "Simulator", "A deposit by IBAN finds accounts that were given one; all may be paid into by id."),
    Rule("assumed", "Simulator", "A wire transfer is made by this world only, and is accepted; a rejection is DENIED."),
    Rule("assumed", "Simulator", "Back-Office knows no challenges: DENIED; no linked accounts: 404."),
    # Webhooks
    Rule("documented", "webhooks", "Signed over call-ref, body and timestamp with the oldest api key; about a bulk not "
         "signed, with the webhooks key instead."),
    Rule("documented", "webhooks", "Sent again after 408, 409, 425 and 5xx, so many seconds after the attempt before.",
         "webhook_resends_s"),
    Rule("assumed", "webhooks", "Also where nothing was answered; every other answer ends it."),
    Rule("open", "webhooks", "Whether what is sent again has a timestamp of its own.", "webhook_stamped_anew"),
    Rule("observed", "webhooks", "One event for a transfer done at once, and one for a fee, which it calls CUSTOM."),
    Rule("observed", "webhooks", "A held transfer and a held deposit send PENDING, then COMPLETED."),
    Rule("observed", "webhooks", "A purchase sends an authorisation and a settlement; a refund a settlement."),
    Rule("assumed", "webhooks", "A scheduled transfer sends SCHEDULED; a reversal sends an authorisation."),
    Rule("documented", "webhooks", "A bulk sends progress after webhookInterval operations, four times at most, "
         "and its end."),
)  # fmt: skip
"""Every rule that the emulator follows, and where it comes from; `explain` prints them."""


def explain() -> str:
    """Print the table: each rule with its source, its topic, and the values of its switch in both profiles."""
    documented, observed = Switches.of(Profile.DOCUMENTED), Switches.of(Profile.OBSERVED)
    lines: list[str] = []
    for rule in RULES:
        lines.append(f"{rule.source:<17}  {rule.topic:<11}  {rule.text}")
        if rule.switch:
            values = f"documented {getattr(documented, rule.switch)!r}, observed {getattr(observed, rule.switch)!r}"
            lines.append(f"{'':<32}switch {rule.switch}: {values}")
    lines.append(f"{len(RULES)} rules, {len(fields(Switches))} switches")
    return "\n".join(lines)
