"""通报材料: the eight findings of an inspection circular, entered as records through the real deeds, for the tests of it."""

import datetime as d
from dataclasses import dataclass

import making
from inspecting import at, seen

from respbook.actions import circulars, findings, rectification, units
from respbook.actions.finding_steps import Told
from respbook.actions.findings import Entry, Handing
from respbook.queries.scope_findings import finding_in_sight
from respbook.rules.circulars import Choice, CircularKind
from respbook.rules.findings import Pace
from respbook.rules.permissions import system_viewer
from respbook.rules.units import UnitKind

OFFICES = ("区住建委", "xx经开区", "区城管执法局", "区征收办", "区交通局")
FOUND = at(2, 9)
TOLD = at(2, 12)
LOOKED = at(2, 25)
AGAIN = at(2, 26)
DRAFTED = making.NOW
SPAN = Choice(d.date(2026, 2, 1), d.date(2026, 3, 2))


@dataclass(frozen=True)
class Fact:
    """One of the eight: where, what was found, who has to put it right, what was told of it, what the check said."""

    place: str
    found: str
    office: str
    progress: str = ""
    done: str = ""
    passed: str = ""
    failed: str = ""


FACTS = (
    Fact(
        "xx镇xx搅拌站",
        "物料露天堆放，厂区内洒水频率不够",
        "区住建委",
        done="物料已入车间，每天洒水六次",
        passed="建设了物料存储车间，厂区内洒水频率符合要求",
    ),
    Fact(
        "xx小区对面工地",
        "建筑垃圾未覆盖，西部弃土未清运",
        "xx经开区",
        done="建筑垃圾已盖，弃土已运走",
        passed="建筑垃圾已覆盖、封堵，西部弃土已清运",
    ),
    Fact(
        "xx大道楼体装修工地",
        "未安装防尘网",
        "区城管执法局",
        done="防尘网装好了",
        failed="已安装防尘网，但不完善",
    ),
    Fact("xx小区部分建筑工地", "地面裸露", "区住建委", progress="裸露地面已覆盖防尘网"),
    Fact("老烟厂、xx路市府小学旁拆迁工程", "场地未覆盖", "区征收办", progress="部分场地已覆盖"),
    Fact("xx码头及周边码头", "皆未覆盖防尘网和地面未硬化", "区交通局"),
    Fact("xx镇xx搅拌站", "大部分原料露天堆放，未覆盖防尘网", "区住建委"),
    Fact("xx征迁工地南部空地", "有大量建筑垃圾，长期露天堆放，北部停车场地面未硬化", "区征收办"),
)
"""As the office would enter them; what the circular says of them follows from these records alone."""


def offices(town) -> dict[str, int]:
    """The five units, registered."""
    by = system_viewer()
    facts = (units.UnitFacts(town.unit.id, UnitKind.AFFILIATED, name, position=50) for name in OFFICES)
    return {each.name: units.add(each, by=by, now=FOUND).id for each in facts}


def inspected(town, before=(), after=()) -> list[int]:
    """The eight findings as they stand after the check; photos for the first one, if any. Gives their ids."""
    ids = offices(town)
    clerk, inspector = town.viewer("clerk"), town.viewer("assessor")
    made = []
    for fact in FACTS:
        handing = Handing(ids[fact.office], due_on=d.date(2026, 2, 13))
        what = seen(fact.found, FOUND.date(), category="扬尘防控", place=fact.place)
        photos, later = (before, after) if not made else ((), ())
        row = findings.record(Entry(what, None, handing, evidence=tuple(photos)), by=inspector, now=FOUND)
        made.append(row.id)
        _answered(row.id, fact, tuple(later), clerk, inspector)
    return made


def _answered(finding_id, fact, after, clerk, inspector) -> None:
    def version() -> int:
        return finding_in_sight(clerk, finding_id).version

    if fact.progress:
        behind = Told(fact.progress, pace=Pace.BEHIND)
        rectification.tell_progress(finding_id, behind, version(), by=clerk, now=TOLD)
    if fact.done:
        rectification.tell_done(finding_id, Told(fact.done, evidence=after), version(), by=clerk, now=TOLD)
    if fact.passed:
        rectification.check(finding_id, True, Told(fact.passed), version(), by=inspector, now=LOOKED)
    if fact.failed:
        rectification.check(finding_id, False, Told(fact.failed), version(), by=inspector, now=AGAIN)


def plan(kind: CircularKind = CircularKind.INSPECTION, choice: Choice = SPAN, **more) -> circulars.Plan:
    """What the clerk asks for."""
    facts = {"issuer": "青山镇人民政府", "until": d.date(2026, 3, 31)} | more
    return circulars.Plan(kind, choice, **facts)


def model_plan() -> circulars.Plan:
    """The frame of the model: an office of the district inspects, the district's government agrees."""
    return plan(
        addressees="区政府有关部门，xx经开区",
        basis="2026年3月1日市政府环保重点工作调度会",
        inspector="区大气办",
        consent="区政府",
        topic="大气污染防治",
    )


def drafted(town, **more):
    """A draft of the eight, by the clerk."""
    return circulars.draft(plan(**more), by=town.viewer("clerk"), now=DRAFTED)


__all__ = ["AGAIN", "DRAFTED", "FACTS", "SPAN", "Fact", "drafted", "inspected", "model_plan", "plan"]
