"""流转: every transition is fired by some deed, and its verb stands in the audit book's vocabulary (house 3.5)."""

import re
from pathlib import Path

import pytest

from respbook.rules import lifecycles
from respbook.rules.lifecycles import MACHINES

ACTIONS = "\n".join(
    path.read_text("utf-8") for path in sorted((Path(__file__).parents[2] / "respbook/actions").glob("*.py"))
)
NAMES = {machine.noun: next(n for n, value in vars(lifecycles).items() if value is machine) for machine in MACHINES}
CASES = [(machine, transition) for machine in MACHINES for transition in machine.transitions.values()]


@pytest.mark.parametrize(("machine", "transition"), CASES, ids=lambda value: getattr(value, "verb", ""))
def test_some_deed_fires_it(machine, transition):
    name = NAMES[machine.noun]
    assert re.search(rf"\b{name}\.fire\([^)]*[\"']{transition.name}[\"']", ACTIONS), f"{name}.{transition.name}"


@pytest.mark.parametrize(("machine", "transition"), CASES, ids=lambda value: getattr(value, "verb", ""))
def test_its_verb_is_written_down(machine, transition):
    assert f'"{transition.verb}"' in ACTIONS or re.search(rf"{NAMES[machine.noun]}[^\n]*\.verb", ACTIONS), (
        transition.verb
    )


def test_every_machine_is_listed():
    assert {id(m) for m in MACHINES} == {id(m) for m in vars(lifecycles).values() if type(m).__name__ == "Machine"}
