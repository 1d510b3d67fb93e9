"""暂不督办: a leader looked at what should be pursued and decided otherwise, with the reason (features Q6, Y1)."""

from collections.abc import Sequence
from datetime import datetime

from respbook.actions import audit
from respbook.actions.action import action
from respbook.actions.finding_steps import called
from respbook.models.base import db
from respbook.models.orders import OrderRefusal
from respbook.queries.scope import NotInSight
from respbook.queries.scope_findings import findings_named
from respbook.queries.supervision import steps_due
from respbook.queries.workdays import calendar_of
from respbook.rules.chinese import china_day, day
from respbook.rules.errors import RuleBroken
from respbook.rules.orders import kind_words, reason_given
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.supervision import again_on


@action(Permission.ORDER_ISSUE)
def refuse(finding_ids: Sequence[int], reason: str, *, by: Viewer, now: datetime) -> list[OrderRefusal]:
    """暂不督办: not proposed again before some working days have passed, unless things get worse.

    Raises RuleBroken at ``reason`` or ``findings``, NotInSight.
    """
    if not finding_ids:
        raise RuleBroken("请勾选暂不督办的问题。", "findings")
    words, today = reason_given(reason, "请写明为什么暂不督办，留存备查。"), china_day(now)
    rows = findings_named(by, finding_ids)
    if len(rows) != len(set(finding_ids)):
        raise NotInSight
    calendar, steps = calendar_of(rows[0].town_id), steps_due(rows, today)
    made = []
    for row in rows:
        step = steps.get(row.id)
        if step is None:
            raise RuleBroken(f"{called(row)}现在没有要决定的督办，请刷新页面。", "findings")
        refusal = OrderRefusal(
            finding_id=row.id,
            kind=step.kind,
            light=step.light,
            reason=words,
            decided_on=today,
            again_on=again_on(calendar, today),
            decided_by=by.name,
            decided_by_id=by.user_id,
        )
        db.session.add(refusal)
        after = {"建议": kind_words(step.kind, step.light), "理由": words, "再次提出": day(refusal.again_on)}
        audit.note("order.refuse", refusal, called(row), after=after)
        made.append(refusal)
    return made
