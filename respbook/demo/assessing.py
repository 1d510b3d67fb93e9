"""示例年终考核: opened for every unit, 自评 by a few, marked by two assessors, confirmed by a deputy leader (features A2–A6)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from respbook.actions import assessments, score_sheets, scoring, self_scores
from respbook.actions.issuing import Tools
from respbook.models.assessments import Assessment, ScoreSheet
from respbook.queries.assessment_lists import sheets_of
from respbook.queries.scope_assessments import assessment_in_sight, sheet_in_sight
from respbook.queries.score_proposals import proposals_of, rows_of, told_proposals
from respbook.rules.assessments import Opening
from respbook.rules.chinese import CHINA, figure
from respbook.rules.marking import NO_PROPOSAL, Proposal, Typed, marked
from respbook.rules.permissions import Viewer
from respbook.rules.scoring.kinds import FactSource
from respbook.rules.scoring.model_rows import OFFICE, VILLAGE
from respbook.rules.scoring.rubric import Row
from respbook.rules.workdays import WorkCalendar

NAME = "2026年度年终考核"
OPENED, SELF_SCORED, SELF_UNTIL, HEARD, MARKED, CONFIRMED = 14, 12, 10, 8, 8, 7
"""Working days back from the last one of the demo."""
_PAPER = "系统启用前的报送按纸质台账核对，全年按时报送率{rate}%。"
_SIGNED = "纸质责任书已签，系统内还没有补登记，扣0.5分。"
_LISTED = "系统启用前的完成情况按台账和验收单核对。"
NO_PLAN, MODERATE = "缺应急预案。", "能按要求完成，主动性一般。"
"""Reasons that are appealed against later."""
_FILES = (
    ("档案齐全。", 0),
    ("档案齐全。", 0),
    (NO_PLAN, 1),
    ("档案齐全。", 0),
    ("巡查台账缺6月、7月两册。", 2),
    ("档案齐全。", 0),
    ("年终总结没有报来。", 1),
)
_TOLD = (("", 0), ("没有入户宣传记录。", 1), ("", 0), ("没有广播宣传记录。", 1), ("", 0))
_WHOLE = (
    ("工作主动，督查发现的问题不等催办就改。", Decimal(1)),
    ("配合督查，群众反映较好。", Decimal("0.9")),
    (MODERATE, Decimal("0.75")),
    ("入户走访时有群众反映垃圾清运不及时。", Decimal("0.6")),
)


@dataclass(frozen=True)
class Hands:
    """经办人员: who speaks for a unit, the clerk, two assessors, who confirms the sheets, who announces and decides."""

    reporter_of: Callable[[int], Viewer | None]
    clerk: Viewer
    first: Viewer
    second: Viewer
    deputy: Viewer
    leader: Viewer
    tools: Tools


@dataclass(frozen=True)
class Days:
    """日程 in working days back from the last day of the demo: the windows of the procedure are counted in them too."""

    calendar: WorkCalendar
    last: date

    def on(self, back: int) -> date:
        """第几个工作日以前; 0: the last one."""
        return self.calendar.add_workdays(self.last + timedelta(days=1), -back - 1)

    def at(self, back: int, hour: int, minute: int = 0) -> datetime:
        """当天的时刻."""
        return datetime.combine(self.on(back), time(hour, minute), CHINA)


def opened(rubric_id: int, first_on: date, days: Days, hands: Hands) -> Assessment:
    """开始考核 of the year so far, up to the day before."""
    last_on = days.on(OPENED) - timedelta(days=1)
    opening = Opening(NAME, first_on, last_on, self_until=days.on(SELF_UNTIL))
    return assessments.open_assessment(rubric_id, opening, by=hands.clerk, now=days.at(OPENED, 9))


def self_scored(assessment_id: int, days: Days, hands: Hands) -> int:
    """自评: of the first three units by themselves, of the fourth by the clerk after a call. Returns how many."""
    row = assessment_in_sight(hands.clerk, assessment_id)
    judged = [each.key for each in rows_of(row) if _judged(each)]
    chosen = [each for each in sheets_of(hands.clerk, assessment_id) if each.class_key == VILLAGE][:4]
    for place, sheet in enumerate(chosen):
        by = hands.clerk if place == 3 else hands.reporter_of(sheet.unit_id) or hands.clerk
        now = days.at(SELF_SCORED, 10, place * 9)
        for key in judged:
            full = next(each for each in rows_of(row) if each.key == key).points_for(sheet.class_key)
            said = self_scores.OwnWords(figure(full), "按要求做了，有记录可查。")
            self_scores.say(sheet.id, key, said, 0, by=by, now=now)
        words = "今年各项任务基本完成，个别问题整改不够及时。"
        told = told_proposals(row, sheet.unit_id)
        version = _version(sheet, hands)
        self_scores.send(sheet.id, words, True, told, version, by=by, now=now + timedelta(minutes=6))
    return len(chosen)


def marked_and_confirmed(assessment_id: int, days: Days, hands: Hands) -> int:
    """评分、提交、复核: system figures in bulk, the others row by row with a reason. Returns how many sheets."""
    row = assessment_in_sight(hands.first, assessment_id)
    sheets = sheets_of(hands.first, assessment_id)
    proposals = proposals_of(row, [sheet.unit_id for sheet in sheets])
    by_hand: dict[bool, list[scoring.Filled]] = {False: [], True: []}
    for place, sheet in enumerate(sheets):
        of_unit, office = proposals[sheet.unit_id], sheet.class_key == OFFICE
        given = dict(_given(rows_of(row), sheet.class_key, place, of_unit))
        taken = [each.key for each in rows_of(row) if marked(each, sheet.class_key) and each.key not in given]
        by = hands.second if office else hands.first
        scoring.accept(sheet.id, taken, of_unit, by=by, now=days.at(MARKED, 10, place % 60))
        by_hand[office] += [
            scoring.Filled(sheet.id, key, typed, of_unit.get(key, NO_PROPOSAL), 0) for key, typed in given.items()
        ]
    for office, cells in by_hand.items():
        refused = scoring.mark_each(cells, by=hands.second if office else hands.first, now=days.at(MARKED, 15))
        assert not refused, [str(each) for each in refused.values()]
    for sheet in sheets:
        by = hands.second if sheet.class_key == OFFICE else hands.first
        score_sheets.submit(sheet.id, proposals[sheet.unit_id], _version(sheet, hands), by=by, now=days.at(MARKED, 16))
    for sheet in sheets:
        score_sheets.confirm(sheet.id, _version(sheet, hands), by=hands.deputy, now=days.at(CONFIRMED, 9, 30))
    return len(sheets)


def _judged(row: Row) -> bool:
    return any(rule.source is FactSource.JUDGED for rule in row.rules)


def _given(
    rows: Sequence[Row], class_key: str, place: int, proposals: Mapping[str, Proposal]
) -> Iterator[tuple[str, Typed]]:
    """逐项评的: what only people can judge, and figures that the records of the first months are missing for."""
    for row in rows:
        if not marked(row, class_key):
            continue
        full, proposal = row.points_for(class_key), proposals.get(row.key, NO_PROPOSAL)
        if _judged(row):
            words, points = _judgement(row.key, place, full)
            yield row.key, Typed(figure(points), words)
        elif row.key == "r10":
            rate = 99 - place * 5 % 13
            yield row.key, Typed(figure((full * rate / 100).quantize(Decimal("0.1"))), _PAPER.format(rate=rate))
        elif row.key == "r12":
            if proposal.points != full:
                yield row.key, Typed(figure(full - Decimal("0.5")), _SIGNED)
        elif not proposal.ready or (proposal.points is not None and proposal.points < full / 2):
            points = (full * (100 - place * 11 % 30) / 100).quantize(Decimal("0.1"))
            yield row.key, Typed(figure(points), _LISTED)


def _judgement(key: str, place: int, full: Decimal) -> tuple[str, Decimal]:
    if key == "r13":
        words, less = _FILES[place % len(_FILES)]
        return words, full - less
    if key == "r14":
        words, less = _TOLD[place % len(_TOLD)]
        return words or "标语、广播、入户宣传都有。", full - less
    words, share = _WHOLE[place * 5 % 7 % len(_WHOLE)]
    return words, full * share


def _version(sheet: ScoreSheet, hands: Hands) -> int:
    return sheet_in_sight(hands.first, sheet.id).version
