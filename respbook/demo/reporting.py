"""示例报送: the last days of a village year — in time, late, missing, returned, corrected, typed for others — as it is lived."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from respbook.actions import report_reviews, reports
from respbook.models.reports import Report
from respbook.queries.obligations import Obligation, Span, obligations
from respbook.rules.chinese import CHINA
from respbook.rules.permissions import Viewer
from respbook.rules.reports import Ask, Content, Origin, Reckoning, Said

DAYS = 25
"""Days of patrols that are told, so that a month is whole; the months before it are told by their figures."""
_FOUND = (
    ("秸秆焚烧", "村东头有人焚烧秸秆，已当场扑灭，对当事人进行了劝导。"),
    ("垃圾乱丢", "河堤下倾倒建筑垃圾约一车，已通知清运。"),
    ("扬尘防控", "砂石料堆未覆盖，已要求当日盖好。"),
    ("废水排放", "养殖户粪水流到路边沟里，已责令清理并加高围挡。"),
)


@dataclass(frozen=True)
class Hands:
    """办理人员: who reports for a unit itself, the clerk who types for those that telephone, two who look at it."""

    reporter_of: Callable[[int], Viewer | None]
    clerk: Viewer
    first: Viewer
    second: Viewer


def lived(last: date, hands: Hands) -> int:
    """过日子: patrols day by day up to ``last``, then figures, then what the office said to them. Returns how many."""
    days = [last - timedelta(days=back) for back in range(DAYS, -1, -1)]
    count = sum(_day(on, on == last, hands) for on in days)
    figures = _figures(last, hands)
    return count + len(figures) + _looked_at(figures, hands)


def _day(on: date, today: bool, hands: Hands) -> int:
    asked: dict[int, list[Obligation]] = {}
    for each in obligations(hands.clerk, Span(on, on)):
        if each.task.ask is Ask.PATROL and each.asked.starts_on == on:
            asked.setdefault(each.task.unit_id, []).append(each)
    count = 0
    for place, (unit_id, wanted) in enumerate(asked.items()):
        if _missing(place, on, today):
            continue
        late = place % 9 == 4 and on.day % 4 == 1 and not today
        by = hands.clerk if place % 6 == 5 else hands.reporter_of(unit_id) or hands.clerk
        moment = _at(on + timedelta(days=1 if late else 0), 9 if late or today else 17, (place * 7 + on.day) % 60)
        filings = [reports.Filing(each.task.id, on, _said(n, place, on)) for n, each in enumerate(wanted)]
        way = reports.Way(Origin.GRID if by is hands.clerk else Origin.PHONE)
        reports.submit_all(filings, way, by=by, now=moment)
        count += len(filings)
    return count


def _missing(place: int, on: date, today: bool) -> bool:
    """Today a third has not reported yet; on other days one or two forget it."""
    return place % 3 == 1 if today else (place * 5 + on.day) % 17 == 0


def _said(number: int, place: int, on: date) -> Content:
    """The first of a unit's patrols tells what was found, on few days."""
    turn = place * 3 + on.day
    if number == 0 and turn % 19 == 0:
        category, text = _FOUND[turn % len(_FOUND)]
        return Content(Said.FOUND, text=text, category=category)
    return Content(Said.NOTHING)


def _figures(last: date, hands: Hands) -> list[Report]:
    """报数 of the periods that ended in the last two months, and what has been done of the year's figures so far."""
    made: list[Report] = []
    asked = obligations(hands.clerk, Span(last - timedelta(days=62), date(last.year, 12, 31)))
    together: dict[tuple[date, int], list[Obligation]] = {}
    for each in asked:
        if each.task.ask is Ask.FIGURE and each.asked.starts_on <= last:
            together.setdefault((min(each.asked.due_on, last), each.task.unit_id), []).append(each)
    for place, ((on, unit_id), wanted) in enumerate(sorted(together.items(), key=lambda each: each[0])):
        by = hands.reporter_of(unit_id) or hands.clerk
        chosen = [each for n, each in enumerate(wanted) if (n + place) % 6]
        filings = [
            reports.Filing(each.task.id, each.asked.starts_on, _figure(each, place, on, n))
            for n, each in enumerate(chosen)
        ]
        if filings:
            made += reports.submit_all(filings, reports.Way(), by=by, now=_at(on, 10, place % 60))
    return made


def _figure(each: Obligation, place: int, last: date, number: int) -> Content:
    """What is asked, a little more or less of it; of a long period the part of it that has gone by."""
    wanted = each.task.amount or Decimal(0)
    gone = min((last - each.asked.starts_on).days + 1, (each.asked.ends_on - each.asked.starts_on).days + 1)
    part = Decimal(gone) / Decimal((each.asked.ends_on - each.asked.starts_on).days + 1)
    if each.task.unit_word == "%":
        return Content(Said.FIGURE, Decimal(90 + (place + number) % 10), Reckoning.CURRENT)
    if wanted < 0:  # a fall against the base year: what is left of it
        return Content(Said.FIGURE, Decimal(2 + (place + number) % 6), Reckoning.CURRENT)
    share = Decimal(85 + (place * 7 + number * 3) % 25) / 100
    return Content(Said.FIGURE, (wanted * part * share).quantize(Decimal(1)), Reckoning.CURRENT)


def _looked_at(made: Sequence[Report], hands: Hands) -> int:
    """审核: most are passed, one in twenty returned; the first that came back is mended; some are verified."""
    if not made:
        return 0
    moment = max(row.last_at for row in made) + timedelta(minutes=20)
    returned = [row for place, row in enumerate(made) if place % 20 == 7]
    waiting = {row.id for place, row in enumerate(made) if place % 5 == 0}
    passed = [row for row in made if row not in returned and row.id not in waiting]
    for row in returned:
        report_reviews.send_back(row.id, "数量与台账不一致，请核对后补正。", row.version, by=hands.first, now=moment)
    for row in report_reviews.pass_all({row.id: row.version for row in passed}, by=hands.first, now=moment)[:12]:
        report_reviews.verify(row.id, row.version, by=hands.second, now=moment)
    if returned and (by := hands.reporter_of(returned[0].unit_id)) is not None:
        row = returned[0]
        content = Content(Said.FIGURE, (row.given or Decimal(0)) + 1, Reckoning.CURRENT, "已按台账核对。")
        reports.submit(reports.Filing(row.task_id, row.starts_on, content, row.version), by=by, now=moment)
    return len(returned)


def _at(on: date, hour: int, minute: int) -> datetime:
    return datetime.combine(on, time(hour, minute), CHINA)
