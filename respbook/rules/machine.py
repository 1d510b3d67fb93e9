"""状态与流转: one table drives the check, the buttons, the permission, the audit verb and the diagram."""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Permission, Viewer, demand

State = TypeVar("State", bound=StrEnum)


@dataclass(frozen=True)
class Transition(Generic[State]):
    """流转: from one of ``from_states`` to ``to_state``; ``label`` is the button, ``verb`` the audit word."""

    name: str
    label: str
    from_states: frozenset[State]
    to_state: State
    needs: Permission
    verb: str


def step(
    name: str, label: str, from_: State | Set[State], to_state: State, needs: Permission, verb: str
) -> Transition[State]:
    """流转的一行: a transition from one state, or from each of several."""
    from_states = frozenset(from_) if isinstance(from_, Set) else frozenset({from_})
    return Transition(name, label, from_states, to_state, needs, verb)


class Machine(Generic[State]):
    """状态机: the transitions of one noun."""

    def __init__(
        self, noun: str, labels: dict[State, str], start: State, transitions: Iterable[Transition[State]]
    ) -> None:
        self.noun = noun
        self.labels = labels
        self.start = start
        self.transitions = {transition.name: transition for transition in transitions}

    def fire(self, state: State, name: str, viewer: Viewer) -> State:
        """The state after the transition. Raises NotAllowed (role) or RuleBroken (state)."""
        transition = self.transitions[name]
        demand(viewer, transition.needs)
        if state not in transition.from_states:
            raise RuleBroken(
                f"{self.noun}现为“{self.labels[state]}”，不能{transition.label}。请刷新页面，按最新状态办理。"
            )
        return transition.to_state

    def open_to(self, state: State, viewer: Viewer) -> tuple[Transition[State], ...]:
        """The transitions that this viewer may fire now: exactly the buttons of the page."""
        return tuple(t for t in self.transitions.values() if state in t.from_states and viewer.may(t.needs))

    def diagram(self) -> str:
        """Mermaid text for the README (a test keeps it fresh)."""
        lines = ["stateDiagram-v2", f"  [*] --> {self.labels[self.start]}"]
        for transition in self.transitions.values():
            for state in sorted(transition.from_states):
                lines.append(f"  {self.labels[state]} --> {self.labels[transition.to_state]}: {transition.label}")
        return "\n".join(lines)
