"""The rules of the journal and of its outbox, in the small models of `scripts/proofs`."""

from __future__ import annotations

from typing import Any, Final

import pytest
from attrs import fields

from scripts.proofs import intent_model, outbox_model

_MODELS: Final[dict[str, tuple[Any, int]]] = {"intent": (intent_model, 30_000), "outbox": (outbox_model, 40_000)}
_RULES: Final = [(name, rule.name) for name, (model, _) in _MODELS.items() for rule in fields(model.Rules)]


@pytest.mark.parametrize("name", _MODELS)
def test_with_all_rules_no_order_of_events_ends_badly(name: str) -> None:
    """Nothing is paid twice or lost, and nobody is told what is not so."""
    model, at_least = _MODELS[name]
    way, states = model.search(model.Rules())
    assert way is None
    assert states > at_least


@pytest.mark.parametrize(("name", "rule"), _RULES)
def test_without_any_of_the_rules_some_order_ends_badly(name: str, rule: str) -> None:
    """So each of them is needed."""
    model, _ = _MODELS[name]
    way, _ = model.search(model.Rules(**{rule: False}))
    assert way


@pytest.mark.parametrize(("name", "count"), [("intent", 9), ("outbox", 12)])
def test_the_models_have_all_the_rules(name: str, count: int) -> None:
    """One that is taken out of a model is no longer tried."""
    model, _ = _MODELS[name]
    assert len(fields(model.Rules)) == count
