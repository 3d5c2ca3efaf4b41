"""The cells of `make chaos`: no position of a switch, and no two of them together, is left out."""

from __future__ import annotations

import itertools

import pytest

from scripts.proofs.chaos.cells import CELLS, QUICK_CELLS, SWITCHES
from weavr_async.emulator import Emulator


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(SWITCHES, 2)))
def test_each_position_meets_each_position_of_every_other_switch(one: str, other: str) -> None:
    """In few cells."""
    met = {(cell[one], cell[other]) for cell in CELLS}
    assert met == set(itertools.product(SWITCHES[one], SWITCHES[other]))
    assert len(CELLS) <= 16


@pytest.mark.parametrize("name", SWITCHES)
def test_the_quick_form_leaves_no_position_out(name: str) -> None:
    """Four cells are enough for that."""
    assert {cell[name] for cell in QUICK_CELLS} == set(SWITCHES[name])


def test_the_emulator_knows_each_switch_and_each_position() -> None:
    """It refuses what it does not know."""
    for cell in CELLS:
        Emulator(**cell)
