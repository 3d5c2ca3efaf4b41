"""The codes of refusals are one open enum, made from the contract."""

from __future__ import annotations

import copy
import pickle
from typing import TYPE_CHECKING

from tests.generated.contract_examples import CONTRACT, METHODS, fields, resolve
from weavr_async import ErrorCode as FacadeErrorCode
from weavr_backoffice import ErrorCode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weavr_backoffice.types import JSON, JSONObject


def documented_codes() -> Iterator[str]:
    """Give the codes of every refusal, operation by operation."""
    for item in CONTRACT["paths"].values():
        for method, operation in resolve(item).items():
            if method in METHODS:
                answers = resolve(resolve(operation)["responses"])
                for status in ("403", "409"):
                    yield from codes_of(resolve(answers.get(status, {})))


def codes_of(answer: JSONObject) -> Iterator[str]:
    content = answer.get("content", {})
    assert isinstance(content, dict)
    for media in content.values():
        properties: dict[str, JSON] = fields(resolve(resolve(media)["schema"]))[0]
        codes = resolve(properties.get("errorCode", {})).get("enum", [])
        assert isinstance(codes, list)
        yield from map(str, codes)


def test_the_members_are_the_documented_codes_in_order() -> None:
    """None is missing, none is made up, and each is named by its own text."""
    codes = sorted(set(documented_codes()))

    assert len(codes) > 60
    assert [(member.name, member.value) for member in ErrorCode] == [(code, code) for code in codes]


def test_a_code_of_tomorrow_is_kept_as_its_text() -> None:
    """It compares, hashes, copies and pickles by its text, and says that it is not known."""
    code = ErrorCode("CODE_OF_TOMORROW")

    assert (code, str(code), code.is_known) == ("CODE_OF_TOMORROW", "CODE_OF_TOMORROW", False)
    assert (code, hash(code)) == (ErrorCode("CODE_OF_TOMORROW"), hash("CODE_OF_TOMORROW"))
    assert pickle.loads(pickle.dumps(code)) == code == copy.deepcopy(code)
    assert ErrorCode.FUNDS_INSUFFICIENT.is_known


def test_the_facade_shows_the_same_enum() -> None:
    """A code that was compared with a member of the one is compared with the other."""
    assert FacadeErrorCode is ErrorCode
