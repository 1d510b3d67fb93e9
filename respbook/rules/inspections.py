"""督查计划和到点 inspections: what a plan must say, what a visit is worth, who is not looked at (Q8, X15; field.md 6, 7)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from respbook.rules.chinese import day
from respbook.rules.errors import RuleBroken
from respbook.rules.findings import ALIKE_DAYS, LONGEST_PLACE, SOURCE_LABELS, FindingSource
from respbook.rules.office_settings import words_in

LONGEST_NAME = 60
LONGEST_POINTS = 600
LONGEST_SPAN = 366
MOST_MEMBERS = 60
MOST_POINTS = 9
OLDEST_VISIT = 366
"""Days; what is older than that is entered by mistake."""
LEVELS = (
    FindingSource.TOWN,
    FindingSource.COUNTY,
    FindingSource.CITY,
    FindingSource.PROVINCE,
    FindingSource.CENTRAL,
)
"""督查层级: those who come to look. A satellite, a newspaper or a petition has not been there, nor has the village inspected itself."""
LEVEL_LABELS = {level: SOURCE_LABELS[level] for level in LEVELS}


class VisitOutcome(StrEnum):
    """到点结果."""

    NOTHING = "nothing"
    PROBLEM = "problem"
    GOOD = "good"


OUTCOME_LABELS = {
    VisitOutcome.NOTHING: "没有发现问题",
    VisitOutcome.PROBLEM: "有问题",
    VisitOutcome.GOOD: "好的做法",
}


def visit_words(outcome: VisitOutcome, problems: int, goods: int) -> str:
    """到点结果 with what was recorded at it; “有问题” that nobody has recorded yet says so."""
    told = [f"问题{problems}件"] if problems else []
    told += [f"好的做法{goods}条"] if goods else []
    if told:
        return "，".join(told)
    return OUTCOME_LABELS[outcome] + ("" if outcome is VisitOutcome.NOTHING else "，待登记")


@dataclass(frozen=True)
class Planned:
    """督查安排, as it is entered."""

    name: str
    from_on: date
    to_on: date
    source: FindingSource = FindingSource.TOWN
    categories: tuple[str, ...] = ()
    members: tuple[str, ...] = ()


def checked_plan(plan: Planned) -> Planned:
    """核对督查安排. Raises RuleBroken at ``name``, ``to_on``, ``source`` or ``members``."""
    name = " ".join(plan.name.split())
    if not name:
        raise RuleBroken("请填写督查名称，例如“9月秸秆禁烧督查”。", "name")
    if len(name) > LONGEST_NAME:
        raise RuleBroken(f"督查名称不能超过{LONGEST_NAME}个字。", "name")
    if plan.to_on < plan.from_on:
        raise RuleBroken(f"结束日期{day(plan.to_on)}早于开始日期{day(plan.from_on)}，请核对。", "to_on")
    if (plan.to_on - plan.from_on).days > LONGEST_SPAN:
        raise RuleBroken("一次督查不超过一年，请核对年份。", "to_on")
    if plan.source not in LEVELS:
        raise RuleBroken("督查层级请选镇级或以上。", "source")
    return Planned(name, plan.from_on, plan.to_on, plan.source, plan.categories, members_of("、".join(plan.members)))


def members_of(text: str) -> tuple[str, ...]:
    """督查人员: names, each once, divided by 、, commas or line breaks. Raises RuleBroken at ``members``."""
    names = words_in(text)
    if len(names) > MOST_MEMBERS:
        raise RuleBroken(f"督查人员有{len(names)}人，最多{MOST_MEMBERS}人。", "members")
    if long := [name for name in names if len(name) > 30]:
        raise RuleBroken(f"“{long[0][:12]}…”不像姓名；多人之间请用顿号隔开。", "members")
    return names


def points_of(text: str) -> tuple[str, ...]:
    """点位 of a village, divided as members are. Raises RuleBroken at ``units``."""
    points = words_in(text)
    if len(points) > MOST_POINTS:
        raise RuleBroken(f"一个村最多写{MOST_POINTS}处点位，现在有{len(points)}处。", "units")
    if long := [point for point in points if len(point) > LONGEST_PLACE]:
        raise RuleBroken(f"点位“{long[0][:12]}…”超过{LONGEST_PLACE}个字，请改短。", "units")
    return points


def check_visit_day(on: date, today: date, from_on: date | None = None) -> None:
    """到点日期: a past day may be entered from paper or chat, a day to come may not. Raises RuleBroken at ``visited_on``."""
    if on > today:
        raise RuleBroken(f"到点日期{day(on)}还没有到，请核对。", "visited_on")
    if (today - on).days > OLDEST_VISIT:
        raise RuleBroken("到点日期在一年以前，请核对年份。", "visited_on")
    if from_on is not None and on < from_on:
        raise RuleBroken(
            f"这次督查从{day(from_on)}开始，到点日期{day(on)}在这以前；计划以外的请记为日督查。", "visited_on"
        )


@dataclass(frozen=True)
class Seen:
    """到过: a place was looked at on a day, for some categories; none named means everything."""

    unit_id: int
    on: date
    categories: tuple[str, ...] = ()
    place: str = ""


@dataclass(frozen=True)
class Blind:
    """盲区的一行: when somebody was last there; None: never, as far as the records reach."""

    unit_id: int
    place: str
    last_on: date | None
    days: int | None

    @property
    def words(self) -> str:
        """多少天没有人去."""
        return "没有到点记录" if self.days is None else f"{self.days}天没有人去"


def last_seen(seen: Iterable[Seen], category: str = "") -> dict[tuple[int, str], date]:
    """最近到点: of each village (with the place "") and of each named place in it, for one category or for any."""
    found: dict[tuple[int, str], date] = {}
    for each in seen:
        if category and each.categories and category not in each.categories:
            continue
        for key in {(each.unit_id, ""), (each.unit_id, each.place)}:
            if key not in found or found[key] < each.on:
                found[key] = each.on
    return found


def blind(
    places: Sequence[tuple[int, str]], last: dict[tuple[int, str], date], today: date, longest: int
) -> list[Blind]:
    """盲区: what nobody has visited for ``longest`` days or more, the worst first; those never visited before all others."""
    rows = []
    for unit_id, place in places:
        on = last.get((unit_id, place))
        days = None if on is None else max((today - on).days, 0)
        if days is None or days >= longest:
            rows.append(Blind(unit_id, place, on, days))
    return sorted(rows, key=lambda row: (row.days is not None, -(row.days or 0)))


REPEAT_HINT = f"{ALIKE_DAYS}天内同一单位同一类别查出2件以上的列在这里；自查自报的不算。"
"""屡查屡犯 as the list explains itself."""
