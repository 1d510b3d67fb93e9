"""签发前体检·负担和权限: too many letters in force (field.md 10 item 1), too many reports a week (item 5), duty without
power (item 2)."""

from collections import Counter
from collections.abc import Iterator

from respbook.rules.burden import tenths
from respbook.rules.chinese import joined
from respbook.rules.issue_facts import IssueFacts
from respbook.rules.powers import milder
from respbook.rules.preflight_flaws import Flaw

_SHOWN = 3
"""How many names a sentence tells before it counts the rest."""


def examine(facts: IssueFacts) -> Iterator[Flaw]:
    """负担和权限."""
    yield from _letters_in_force(facts)
    yield from _reports(facts)
    yield from _powers(facts)


def _letters_in_force(facts: IssueFacts) -> Iterator[Flaw]:
    fresh = Counter(letter.unit_id for letter in facts.letters)
    called = {letter.unit_id: letter.unit_name for letter in facts.letters}
    for unit in {unit.id: unit for unit in facts.units}.values():
        stands, more = len(unit.in_force), fresh[unit.id]
        if not more or stands + more < facts.programme.many_letters:
            continue
        now = f"现有{stands}份有效责任书（{_some(unit.in_force, '份')}）" if stands else "现在没有有效责任书"
        what = (
            f"{called[unit.id]}{now}，再发{more}份将达{stands + more}份，责任书太多难以逐份落实；"
            "能并入已有责任书的请并入，确需另发的请说明理由。"
        )
        yield Flaw("warn", what, ("unit", unit.id), "letters", "\n".join(unit.in_force))


def _reports(facts: IssueFacts) -> Iterator[Flaw]:
    called = {letter.unit_id: letter.unit_name for letter in facts.letters}
    for unit in {unit.id: unit for unit in facts.units}.values():
        if unit.lift is None or not unit.lift.over or unit.id not in called:
            continue
        stands = f"原有{tenths(unit.lift.now)}件，" if unit.lift.now else ""
        what = (
            f"{called[unit.id]}签订后平均每周要报{unit.lift.total}件（{stands}本批{tenths(unit.lift.more)}件），"
            f"超出每周{unit.lift.budget}件的上限；能合并、能减频次的请先减，确需的请说明理由。"
        )
        ground = "\n".join(str(each) for each in (unit.lift.now, unit.lift.more, unit.lift.budget))
        yield Flaw("warn", what, ("unit", unit.id), "weekly_budget", ground)


def _powers(facts: IssueFacts) -> Iterator[Flaw]:
    for target in facts.targets:
        if not target.powerless:
            continue
        what = (
            f"目标“{target.name[:20]}”需要“{target.power}”的权限，{_some(target.powerless, '个单位')}没有，签了也无法落实；"
            f"建议改为“{milder(target.name)}”，或交有权限的单位承担，确需保留的请说明理由。"
        )
        ground = "\n".join((target.wording, *target.powerless))
        yield Flaw("warn", what, ("target", target.id), "power_needed", ground)


def _some(names: tuple[str, ...], word: str) -> str:
    told = joined(names[:_SHOWN])
    return told if len(names) <= _SHOWN else f"{told}等{len(names)}{word}"
