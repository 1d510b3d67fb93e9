"""代报: the office files for the villages, from the group's chat or from its own table (features X2, H4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from respbook.actions import audit
from respbook.actions.action import action
from respbook.actions.reports import Filing, Outcome, Way, keep_chat, submit_all, submit_each
from respbook.models.reports import ChatPaste
from respbook.queries.scope import unit_in_sight
from respbook.rules.chinese import day
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import NotAllowed, Permission, Viewer
from respbook.rules.reports import Origin


@dataclass(frozen=True)
class Pasted:
    """粘贴的群消息, and the day it is read for."""

    on: date
    text: str


def demand_office(by: Viewer) -> None:
    """镇上的人才能代报: a unit reports for itself. Raises NotAllowed."""
    if not by.of_office:
        raise NotAllowed("代报由镇环保办办理；本单位的情况请在“报送”中填报。")


@action(Permission.REPORT_WRITE)
def file_chat(pasted: Pasted, filings: Sequence[Filing], *, by: Viewer, now: datetime) -> ChatPaste:
    """按群消息代报: the paste is kept and everything chosen is filed from it, all or nothing. Raises RuleBroken,
    StaleVersion, NotAllowed, NotInSight."""
    demand_office(by)
    if not filings:
        raise RuleBroken("还没有选定要代报的条目；请勾选，或在待核对的各行中选定。")
    twice = {filing.task_id for filing in filings if sum(each.task_id == filing.task_id for each in filings) > 1}
    if twice:
        raise RuleBroken("同一单位的同一事项选了两次；请各留一条再代报。")
    paste = keep_chat(by.unit_id, pasted.on, pasted.text, by=by, now=now)
    submit_all(filings, Way(Origin.CHAT, paste.id), by=by, now=now)
    return paste


@action(Permission.REPORT_WRITE)
def file_cells(filings: Sequence[Filing], *, by: Viewer, now: datetime) -> Outcome:
    """按代报表代报: the good cells are filed, the others come back with their reasons. Raises RuleBroken, NotAllowed."""
    demand_office(by)
    return submit_each(filings, Way(Origin.GRID), by=by, now=now)


@action(Permission.REPORT_WRITE)
def copied_urging(on: date, names: Sequence[str], *, by: Viewer, now: datetime) -> None:
    """记下已复制催报用语: that it was copied is known, that it was sent is not. Raises NotAllowed, RuleBroken."""
    demand_office(by)
    if not names:
        raise RuleBroken("各单位都已报，没有要催的。")
    town = unit_in_sight(by, by.unit_id)
    audit.note("urge.copy", town, f"{day(on)}催报", after={"单位": "、".join(names)})
