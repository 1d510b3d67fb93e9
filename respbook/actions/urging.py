"""催办: the log says 已复制, never 已送达: what becomes of a text in somebody else's group nobody here knows (features N2)."""

from collections.abc import Sequence
from datetime import date, datetime

from respbook.actions import audit
from respbook.actions.action import action
from respbook.rules.chinese import day, joined
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Permission, Viewer

_NAMED = 60


@action(Permission.REPORT_REVIEW)
def copied(units: Sequence[str], span: tuple[date, date], *, by: Viewer, now: datetime) -> None:
    """记下复制: which units the text asks for which days. Raises RuleBroken where nobody is asked."""
    if not units:
        raise RuleBroken("没有要催的单位，各单位都已报送。")
    first, last = span
    words = f"{day(first)}未报" if first == last else f"{day(first)}至{day(last)}未报"
    named = joined(units[:_NAMED]) + ("等" if len(units) > _NAMED else "")
    audit.note_words("urge.copy", "units", by.unit_id, words, after={"单位数": str(len(units)), "单位": named})
