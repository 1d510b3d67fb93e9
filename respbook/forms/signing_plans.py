"""签字栏安排表单: up to three sides, each with its word, its unit, its posts, its turn."""

from typing import Any

from wtforms import BooleanField, SelectField

from respbook.forms.base import EditForm, filled
from respbook.forms.fields import Choices, choice, line
from respbook.rules.signing_plan import (
    LONGEST_NAME,
    LONGEST_PARTY,
    MOST_SIDES,
    SIDE_LABELS,
    SIGNING_ROLES,
    Plan,
    SideKind,
    SidePlan,
    side_labels,
)
from respbook.rules.units import POST_ROLE_LABELS, PostRole

_WHO = [("", "（没有这一方）"), *((kind.value, words) for kind, words in SIDE_LABELS.items())]
_ROLES = [(role.value, POST_ROLE_LABELS[role]) for role in SIGNING_ROLES]
_STEPS = [(str(step), f"第{step}步") for step in range(1, MOST_SIDES + 1)]


class SigningPlanForm(EditForm):
    """签字栏安排; the fields of a side end in its number."""

    sides: Any = None
    who1, who2, who3 = (choice("由谁签", _WHO, must=False) for _ in (1, 2, 3))
    party1, party2, party3 = (line("称呼", LONGEST_PARTY, must=False) for _ in (1, 2, 3))
    name1, name2, name3 = (line("单位名称", LONGEST_NAME, must=False) for _ in (1, 2, 3))
    roles1, roles2, roles3 = (Choices("签字人", choices=_ROLES) for _ in (1, 2, 3))
    seal1, seal2, seal3 = (BooleanField("盖章") for _ in (1, 2, 3))
    step1, step2, step3 = (choice("签字次序", _STEPS) for _ in (1, 2, 3))
    in_turn1, in_turn2, in_turn3 = (BooleanField("同一方几人依次签") for _ in (1, 2, 3))

    @classmethod
    def of(cls, plan: Plan, version: int, **rest: Any) -> "SigningPlanForm":
        """The form as the plan stands."""
        data: dict[str, Any] = {"version": version}
        for number in range(1, MOST_SIDES + 1):
            side = plan[number - 1] if number <= len(plan) else None
            data |= {
                f"who{number}": side.who.value if side else "",
                f"party{number}": side.party if side else "",
                f"name{number}": side.name if side else "",
                f"roles{number}": [role.value for role in side.roles] if side else [],
                f"seal{number}": side.seal if side else False,
                f"step{number}": str(side.step if side else 1),
                f"in_turn{number}": side.in_turn if side else False,
            }
        return cls(data=data, **rest)

    def of_office(self, county: bool) -> "SigningPlanForm":
        """由谁签 as a county's office or a town's says it."""
        for number in range(1, MOST_SIDES + 1):
            labels = side_labels(county)
            self._field("who", number).choices = [_WHO[0], *((kind.value, words) for kind, words in labels.items())]
        return self

    def plan(self) -> Plan:
        """The sides as chosen, those that are none left out."""
        return tuple(self._side(number) for number in range(1, MOST_SIDES + 1) if self._field("who", number).data)

    def _field(self, name: str, number: int) -> Any:
        return self._fields[f"{name}{number}"]

    def _side(self, number: int) -> SidePlan:
        who: SelectField = self._field("who", number)
        return SidePlan(
            filled(self._field("party", number)),
            SideKind(who.data),
            tuple(PostRole(value) for value in self._field("roles", number).data or ()),
            bool(self._field("seal", number).data),
            int(self._field("step", number).data or 1),
            bool(self._field("in_turn", number).data),
            filled(self._field("name", number)) if who.data == SideKind.NAMED else "",
        )
