"""督查文书的内容: a draw and a plan as values for the papers; also what the pages show of them."""

from datetime import date

from respbook.models.findings import Finding
from respbook.models.inspections import Draw, Inspection
from respbook.papers.inspections import DrawRecord, InspectionRecord, ProblemLine, StopLine
from respbook.queries.inspections import Course, Line
from respbook.rules.chinese import china_day, day, joined, minute
from respbook.rules.draws import COUNTED, DRAW_LABELS, DrawKind, Ranked, draw_number, ranked
from respbook.rules.findings import SOURCE_LABELS, number_words
from respbook.rules.lifecycles import BEFORE_DONE, FINDING


def again(draw: Draw) -> list[Ranked]:
    """复核抽取: made again from what was kept — candidates, number and word —, not from the result."""
    return ranked(draw.secret, draw.word, draw.candidates.splitlines(), draw.wanted)


def agrees(draw: Draw) -> bool:
    """复核相符: the same names in the same order."""
    return [each.name for each in again(draw) if each.drawn] == draw.drawn.splitlines()


def subject_of(draw: Draw) -> str:
    """抽取的事项."""
    return draw.inspection.name if draw.inspection else "整改回头看"


def draw_facts(draw: Draw, groups: list[str]) -> DrawRecord:
    """抽取记录的内容."""
    return DrawRecord(
        "随机抽取记录",
        draw_number(draw.year, draw.serial),
        subject_of(draw),
        DRAW_LABELS[draw.kind],
        draw.secret,
        draw.word,
        again(draw),
        COUNTED[draw.kind],
        minute(draw.at),
        draw.by_name,
        draw.reason,
        groups,
    )


def draw_words(draw: Draw) -> str:
    """抽取一句话: 第2026-003号抽村，30个中抽5个."""
    count = COUNTED[draw.kind]
    number = draw_number(draw.year, draw.serial)
    return f"第{number}号{DRAW_LABELS[draw.kind]}，{len(draw.candidates.splitlines())}{count}中抽{draw.wanted}{count}"


def groups_of(draw: Draw, plan: Inspection | None) -> list[str]:
    """分组 of a draw of members, as long as it is the one that holds."""
    if draw.kind is not DrawKind.MEMBERS or plan is None or plan.members != joined(draw.drawn.splitlines()):
        return []
    return plan.groups.splitlines()


def inspection_facts(plan: Inspection, course: Course, issuer: str, today: date) -> InspectionRecord:
    """督查记录表的内容."""
    counts = f"计划{course.stops}个村（单位），已到{course.visited}个；发现问题{len(course.problems)}件"
    counts += f"，好的做法{len(course.goods)}条。" if course.goods else "。"
    return InspectionRecord(
        issuer,
        plan.name,
        day(plan.from_on) if plan.from_on == plan.to_on else f"{day(plan.from_on)}至{day(plan.to_on)}",
        SOURCE_LABELS[plan.source],
        plan.categories or "全面督查",
        plan.members,
        plan.groups.splitlines(),
        [draw_words(each) for each in course.draws],
        counts,
        [_stop(line) for line in course.lines],
        [_problem(row, today) for row in course.problems],
        [f"{row.at_unit.called if row.at_unit else ''}：{row.text or row.category}" for row in course.goods],
        plan.conclusion,
        china_day(plan.closed_at) if plan.closed_at else today,
    )


def _stop(line: Line) -> StopLine:
    been = [f"{each.visit.place}：{each.words}" if each.visit.place else each.words for each in line.been]
    called = line.called if line.planned else f"{line.called}（计划外）"
    days = dict.fromkeys(day(each.visit.visited_on) for each in line.been)
    return StopLine(called, joined(line.places), joined(days) or "未到", "；".join(been))


def _problem(row: Finding, today: date) -> ProblemLine:
    unit = row.at_unit or row.unit
    where = f"{row.place}，" if row.place else ""
    return ProblemLine(
        number_words(row.year, row.serial),
        unit.called if unit else "",
        f"{where}{row.category}：{row.text}" if row.text else f"{where}{row.category}",
        state_words(row, today),
    )


def state_words(row: Finding, today: date) -> str:
    """整改状态 with the limit, told as late where it is."""
    words = FINDING.labels[row.state]
    if row.state in BEFORE_DONE and row.due_on is not None:
        return f"{words}，{'已逾期' if row.due_on < today else f'{day(row.due_on)}前'}"
    return words
