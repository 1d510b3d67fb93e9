"""代报: the office files for the villages, from the group's chat or from its own table (features X2, H4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from respbook.actions.action import action
from respbook.actions.reports import Filing, Outcome, Way, keep_chat, submit_all, submit_each
from respbook.models.reports import ChatPaste
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.reports import Origin


@dataclass(frozen=True)
class Pasted:
    """粘贴的群消息, and the day it is read for."""

    on: date
    text: str


@action(Permission.REPORT_PROXY)
def file_chat(pasted: Pasted, filings: Sequence[Filing], *, by: Viewer, now: datetime) -> ChatPaste:
    """按群消息代报: the paste is kept and everything chosen is filed from it, all or nothing. Raises RuleBroken,
    StaleVersion, NotAllowed, NotInSight."""
    if not filings:
        raise RuleBroken("还没有选定要代报的条目；请勾选，或在待核对的各行中选定。")
    twice = {filing.task_id for filing in filings if sum(each.task_id == filing.task_id for each in filings) > 1}
    if twice:
        raise RuleBroken("同一单位的同一事项选了两次；请各留一条再代报。")
    paste = keep_chat(by.unit_id, pasted.on, pasted.text, by=by, now=now)
    submit_all(filings, Way(Origin.CHAT, paste.id), by=by, now=now)
    return paste


@action(Permission.REPORT_PROXY)
def file_cells(filings: Sequence[Filing], *, by: Viewer, now: datetime) -> Outcome:
    """按代报表代报: the good cells are filed, the others come back with their reasons. Raises RuleBroken, NotAllowed."""
    return submit_each(filings, Way(Origin.GRID), by=by, now=now)
