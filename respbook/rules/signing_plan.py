"""签字栏安排: which sides sign a letter, with which posts, in which order (features S1, field.md 3.2)."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

from respbook.rules.canonical import canonical_text
from respbook.rules.errors import RuleBroken
from respbook.rules.units import POST_ROLE_LABELS, PostRole

MOST_SIDES = 3
MOST_SLOTS = 4
LONGEST_PARTY = 10
LONGEST_NAME = 60


class SideKind(StrEnum):
    """签订方: the town that issues, the unit that the letter is for, or one named by hand."""

    TOWN = "town"
    UNIT = "unit"
    NAMED = "named"


SIDE_LABELS = {
    SideKind.TOWN: "本镇",
    SideKind.UNIT: "责任单位",
    SideKind.NAMED: "其他单位",
}

SIGNING_ROLES = (PostRole.FIRST, PostRole.SECOND, PostRole.DEPUTY, PostRole.STATIONED)
"""Posts that a slot can be for."""


@dataclass(frozen=True)
class SidePlan:
    """一方: ``party`` is the word before it (甲方), ``step`` the turn in which it signs (equal turns: side by side).

    ``roles`` are its posts in order; ``in_turn``: one after the other. ``name`` only for ``NAMED``.
    """

    party: str
    who: SideKind
    roles: tuple[PostRole, ...]
    seal: bool = True
    step: int = 1
    in_turn: bool = False
    name: str = ""


Plan = tuple[SidePlan, ...]

BOTH = (PostRole.FIRST, PostRole.SECOND)
USUAL: Plan = (SidePlan("甲方", SideKind.TOWN, BOTH), SidePlan("乙方", SideKind.UNIT, BOTH))
"""党政同责: first and second responsible post on both sides, in any order."""


class Holding(Protocol):
    """任职: what a slot must know of a holder."""

    role: PostRole
    post: str
    name: str


@dataclass(frozen=True)
class Slot:
    """签字位 as it will be printed; ``name`` is empty where nobody holds the post: a blank line."""

    role: PostRole
    post: str
    name: str
    step: int


def slots_of(side: SidePlan, holders: Sequence[Holding]) -> tuple[Slot, ...]:
    """签字位 of one side: a person who holds two of the posts signs once (field.md 3.2)."""
    found: list[Slot] = []
    for role in side.roles:
        for holder in holders:
            if holder.role is role and all(slot.name != holder.name for slot in found):
                found.append(Slot(role, holder.post, holder.name, 0))
    if not found:
        found = [Slot(side.roles[0], "负责人", "", 0)]
    return tuple(
        replace(slot, step=side.step * 10 + (place if side.in_turn else 0))
        for place, slot in enumerate(found[:MOST_SLOTS])
    )


@dataclass(frozen=True)
class PartyUnit:
    """签订单位: the unit behind a side, its name as printed, and those who hold its posts now."""

    unit_id: int | None
    name: str
    holders: Sequence[Holding]


@dataclass(frozen=True)
class Party:
    """签订一方, made out for one letter."""

    plan: SidePlan
    unit: PartyUnit
    slots: tuple[Slot, ...]


def parties(sides: Plan, town: PartyUnit, unit: PartyUnit) -> tuple[Party, ...]:
    """各方: the plan of a template made out for one unit."""
    found = []
    for side in sides:
        known = {SideKind.TOWN: town, SideKind.UNIT: unit}.get(side.who, PartyUnit(None, side.name, ()))
        found.append(Party(side, known, slots_of(side, known.holders)))
    return tuple(found)


def check_plan(sides: Plan) -> None:
    """核对安排. Raises RuleBroken with what to mend."""
    if not 1 <= len(sides) <= MOST_SIDES:
        raise RuleBroken(f"签字栏应有1至{MOST_SIDES}方；请增减。", "sides")
    for place, side in enumerate(sides, 1):
        _check_side(place, side)
    if len({side.party for side in sides}) < len(sides):
        raise RuleBroken("两方的称呼相同，纸上分不清；请改成甲方、乙方、丙方等不同的称呼。", "sides")
    if not any(side.who is SideKind.UNIT for side in sides):
        raise RuleBroken("签字栏里没有责任单位一方；责任书至少要由责任单位签字。", "sides")


def _check_side(place: int, side: SidePlan) -> None:
    told = f"第{place}方"
    if not side.party.strip() or len(side.party) > LONGEST_PARTY:
        raise RuleBroken(f"{told}的称呼应为1至{LONGEST_PARTY}字，例如“甲方”“承诺人”。", f"party{place}")
    if not side.roles or len(side.roles) > MOST_SLOTS:
        raise RuleBroken(f"{told}应有1至{MOST_SLOTS}个签字的职务；请勾选。", f"roles{place}")
    if side.who is SideKind.NAMED and not side.name.strip():
        raise RuleBroken(f"{told}选了“其他单位”，请填写单位名称。", f"name{place}")
    if not 1 <= side.step <= MOST_SIDES:
        raise RuleBroken(f"{told}的签字次序应为1至{MOST_SIDES}。", f"step{place}")


def dumped(sides: Plan) -> str | None:
    """安排存为规范文本; the usual one is kept as nothing."""
    if sides == USUAL:
        return None
    return canonical_text(
        [
            {
                "party": each.party,
                "who": each.who.value,
                "roles": [role.value for role in each.roles],
                "seal": each.seal,
                "step": each.step,
                "in_turn": each.in_turn,
                "name": each.name,
            }
            for each in sides
        ]
    )


def loaded(text: str | None) -> Plan:
    """安排 as kept; empty: the usual one."""
    return tuple(_side(each) for each in json.loads(text)) if text else USUAL


def _side(kept: Mapping[str, object]) -> SidePlan:
    roles = kept["roles"]
    assert isinstance(roles, list)
    return SidePlan(
        str(kept["party"]),
        SideKind(str(kept["who"])),
        tuple(PostRole(role) for role in roles),
        bool(kept["seal"]),
        int(str(kept["step"])),
        bool(kept["in_turn"]),
        str(kept["name"]),
    )


def side_labels(county: bool) -> dict[SideKind, str]:
    """签订方 in words, as a county's office or a town's says them."""
    return SIDE_LABELS | ({SideKind.TOWN: "本县"} if county else {})


def words(sides: Iterable[SidePlan], county: bool = False) -> str:
    """安排用语: one sentence for people."""
    told, labels = [], side_labels(county)
    for side in sides:
        who = side.name if side.who is SideKind.NAMED else labels[side.who]
        posts = "、".join(POST_ROLE_LABELS[role] for role in side.roles)
        order = "依次签字" if side.in_turn and len(side.roles) > 1 else "签字"
        told.append(f"{side.party}（{who}）由{posts}{order}{'并盖章' if side.seal else ''}")
    steps = [side.step for side in sides]
    turn = "各方可同时签" if len(set(steps)) < 2 else "按次序先后签"
    return "；".join(told) + f"；{turn}。"
