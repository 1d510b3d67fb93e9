"""流转: every transition is fired by some deed, and its verb stands in the audit book's vocabulary (house 3.5)."""

import re
from pathlib import Path

from respbook.rules import lifecycles
from respbook.rules.lifecycles import MACHINES

ACTIONS = "\n".join(
    path.read_text("utf-8") for path in sorted((Path(__file__).parents[2] / "respbook/actions").glob("*.py"))
)
NAMES = {machine.noun: next(n for n, value in vars(lifecycles).items() if value is machine) for machine in MACHINES}
CASES = [(machine, transition) for machine in MACHINES for transition in machine.transitions.values()]


def test_some_deed_fires_each():
    silent = [
        f"{NAMES[machine.noun]}.{transition.name}"
        for machine, transition in CASES
        if not re.search(rf"\b{NAMES[machine.noun]}\.fire\([^)]*[\"']{transition.name}[\"']", ACTIONS)
    ]
    assert len(CASES) > 100 and silent == []


def test_each_verb_is_written_down():
    assert [
        transition.verb
        for machine, transition in CASES
        if f'"{transition.verb}"' not in ACTIONS and not re.search(rf"{NAMES[machine.noun]}[^\n]*\.verb", ACTIONS)
    ] == []


def test_every_machine_is_listed():
    assert {id(m) for m in MACHINES} == {id(m) for m in vars(lifecycles).values() if type(m).__name__ == "Machine"}
