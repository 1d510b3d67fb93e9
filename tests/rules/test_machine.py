"""状态机: every state is reached, every transition is refused to everyone and everywhere else (house 3.5)."""

import pytest

from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import MACHINES
from respbook.rules.permissions import GRANTS, NotAllowed, Role, Viewer, system_viewer

CASES = [(machine, transition) for machine in MACHINES for transition in machine.transitions.values()]


def named(value):
    return getattr(value, "noun", "") or getattr(value, "name", "")


def viewer(role):
    return Viewer(1, "某人", frozenset({role}), 1, "/1/")


@pytest.mark.parametrize("machine", MACHINES, ids=named)
def test_every_state_has_words_and_is_reached(machine):
    states = set(type(machine.start))
    assert set(machine.labels) == states
    reached = {machine.start}
    for _ in states:
        reached |= {t.to_state for t in machine.transitions.values() if t.from_states & reached}
    assert reached == states


@pytest.mark.parametrize(("machine", "transition"), CASES, ids=named)
def test_transition_from_each_state_by_each_role(machine, transition):
    for state in type(machine.start):
        for role in Role:
            allowed = transition.needs in GRANTS[role]
            if allowed and state in transition.from_states:
                assert machine.fire(state, transition.name, viewer(role)) is transition.to_state
            else:
                with pytest.raises(RuleBroken) as refused:
                    machine.fire(state, transition.name, viewer(role))
                assert isinstance(refused.value, NotAllowed) is not allowed


@pytest.mark.parametrize("machine", MACHINES, ids=named)
def test_buttons_are_exactly_what_may_be_fired(machine):
    for state in type(machine.start):
        for role in Role:
            for transition in machine.open_to(state, viewer(role)):
                machine.fire(state, transition.name, viewer(role))
            shown = {transition.name for transition in machine.open_to(state, viewer(role))}
            for name in set(machine.transitions) - shown:
                with pytest.raises(RuleBroken):
                    machine.fire(state, name, viewer(role))


@pytest.mark.parametrize("machine", MACHINES, ids=named)
def test_a_refusal_says_what_the_state_is(machine):
    for transition in machine.transitions.values():
        for state in set(type(machine.start)) - transition.from_states:
            with pytest.raises(RuleBroken) as refused:
                machine.fire(state, transition.name, system_viewer())
            assert f"{machine.noun}现为“{machine.labels[state]}”" in refused.value.sentence


@pytest.mark.parametrize("machine", MACHINES, ids=named)
def test_the_diagram_shows_every_way(machine):
    diagram = machine.diagram()
    assert diagram.startswith("stateDiagram-v2\n  [*] --> ")
    ways = sum(len(transition.from_states) for transition in machine.transitions.values())
    assert len(diagram.splitlines()) == 2 + ways


def test_verbs_are_told_apart():
    for machine in {id(machine): machine for machine, _ in CASES}.values():
        verbs = [transition.verb for transition in machine.transitions.values()]
        assert len(set(verbs)) == len(verbs)
