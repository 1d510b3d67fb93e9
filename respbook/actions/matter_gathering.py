"""归集: the ticked automatic events become 拟定 matters in one deed; none of an incident that is listed already (X19, Y5)."""

from collections.abc import Collection
from datetime import datetime

from respbook.actions import audit
from respbook.actions.action import StaleVersion, action
from respbook.actions.score_matters import called
from respbook.models.base import db
from respbook.models.score_matters import ScoreMatter
from respbook.queries.matter_gathering import gathering, ticked
from respbook.queries.matter_grounds import in_force_of
from respbook.queries.score_matters import units_of
from respbook.rules.assessments import LONGEST_WORDS
from respbook.rules.chinese import china_day, figure
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import MATTER
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.score_matters import points_words


@action(Permission.ASSESSMENT_WRITE, undo=True)
def gather(programme_id: int, keys: Collection[str], *, by: Viewer, now: datetime) -> list[ScoreMatter]:
    """归集 what was ticked, all or none. Raises RuleBroken, StaleVersion, NotInSight."""
    if not keys:
        raise RuleBroken("一件也没有勾选；不列的不用办。")
    basis = in_force_of(by, programme_id)
    found = ticked(gathering(by, basis, china_day(now)), keys)
    if len(found) != len(set(keys)):
        raise StaleVersion("清单刚刚有变化：有的已由别人列入，或记录改了。请按下面最新的清单再勾选一次。")
    units = units_of({each.unit_id for each in found})
    rows = []
    for each in found:
        row = ScoreMatter(
            programme_id=programme_id,
            unit_id=each.unit_id,
            unit=units[each.unit_id],
            row_key=each.ground.row.key,
            rule_key=each.ground.rule.key,
            kind=each.ground.kind(each.event.source),
            on=each.on,
            count=each.event.count,
            source=each.source,
            incident=each.event.incident,
            words=each.event.words[:LONGEST_WORDS],
            late=each.event.late,
            finding_id=each.finding_id,
            origin_table=each.link.table,
            origin_id=each.link.key,
            state=MATTER.start,
            made_by=by.name,
            made_by_id=by.user_id,
            made_at=now,
        )
        rows.append(row)
    db.session.add_all(rows)
    for each, row in zip(found, rows, strict=True):
        told = {
            "规则": each.ground.words,
            "事项": row.words,
            "数量": figure(row.count),
            "拟计分": points_words(each.points),
        }
        audit.note("matter.gather", row, called(row, each.ground.row.title), after=told)
    return rows
