"""示例问责阶梯: what the system proposes by the rubric's ladder — reminded, sent a letter, refused, waiting (features Y1, Y3)."""

from datetime import date, datetime, timedelta

from respbook.actions import measure_delivery, measures, order_issuing, orders
from respbook.demo.measures import Hands, decided, morning
from respbook.queries.measure_page import notice_text
from respbook.queries.measures import Suggested, suggestion, suggestions
from respbook.queries.scope_measures import measure_in_sight
from respbook.rules.chinese import china_day
from respbook.rules.scoring.ladder import MeasureKind, Trigger

_AGAIN = timedelta(days=30)
"""不采取: until the same may be proposed again."""


def climbed(programme_id: int, last: date, hands: Hands) -> str:
    """逐级办理 of the problems that are overdue: the worst is reminded and then urged by a letter, one refused, one waits."""
    first = morning(last, 6)
    found = [each for each in suggestions(hands.clerk, china_day(first)) if _reminds(each, programme_id)]
    found.sort(key=lambda each: bool(each.before))  # whoever had a measure already comes last
    told = []
    if found:
        told.append(_reminded(found[0], first, hands))
        told += _urged(found[0], morning(last, 1), hands)
    if len(found) > 1:
        _turned_down(found[1], first, hands)
        told.append("决定不采取1件")
    if len(found) > 2:
        measures.take_up(*_which(found[2]), by=hands.clerk, now=morning(last, 1))
        told.append("1件等领导决定")
    return "，".join(told)


def _reminds(each: Suggested, programme_id: int) -> bool:
    mine = each.ladder.programme.id == programme_id
    return mine and each.due.kind is MeasureKind.REMIND and each.due.step.trigger is Trigger.OVERDUE_FINDINGS


def _which(each: Suggested) -> tuple[int, int, str]:
    return each.ladder.programme.id, each.unit.id, each.due.step.key


def _reminded(each: Suggested, now: datetime, hands: Hands) -> str:
    row = decided(measures.take_up(*_which(each), by=hands.clerk, now=now), 3, now, hands)
    text = notice_text(measure_in_sight(hands.clerk, row.id))
    measure_delivery.deliver(row.id, text, row.version, by=hands.clerk, now=now)
    return "提醒1件"


def _urged(each: Suggested, now: datetime, hands: Hands) -> list[str]:
    """督办函, where the problem is still open and late enough for the next step."""
    programme_id, unit_id, _ = _which(each)
    steps = [step for step in each.ladder.steps if step.after == each.due.step.key and step.kind is MeasureKind.LETTER]
    if not steps or suggestion(hands.clerk, programme_id, unit_id, steps[0].key, china_day(now)) is None:
        return []
    row = decided(measures.take_up(programme_id, unit_id, steps[0].key, by=hands.clerk, now=now), 7, now, hands)
    letter = measure_delivery.draft_letter(row.id, row.version, by=hands.clerk, now=now)
    letter = orders.submit(letter.id, letter.version, by=hands.clerk, now=now)
    order_issuing.issue(letter.id, letter.version, hands.tools, by=hands.leader, now=now)
    return ["督办函1份"]


def _turned_down(each: Suggested, now: datetime, hands: Hands) -> None:
    reason = "篷布已经到货，当天可以覆盖到位，不再提醒；到期仍未改的另行研究。"
    measures.turn_down(*_which(each), reason, china_day(now) + _AGAIN, by=hands.leader, now=now)
