"""查验: all that is kept is looked at; the result goes into the book too, so that it can be shown and compared later."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from respbook.actions import audit, runs
from respbook.actions.action import action
from respbook.actions.queued import sender
from respbook.actions.runs import Asked, Outcome
from respbook.anchorage import Anchorage
from respbook.models.base import db
from respbook.models.runs import Run
from respbook.queries.stored_files import FileFault, faulty_files, kept_files
from respbook.queries.verify import Report, State, examine_state, verify_chain
from respbook.rules.anchor_files import Given, given_again, kept_given, read_given
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.runs import RunKind
from respbook.store import Store

MOST_TOLD = 200
"""Sentences kept with the entry; the count is always the full one."""
LARGE = 20_000
"""Entries from which on a verification is left to the queue: below it takes a few seconds."""


@dataclass(frozen=True)
class Looked:
    """查到的: the chain, the rows, the files; ``given`` how many anchors came from outside; ``odd`` files of our own anchors."""

    report: Report
    state: State
    files: int
    faults: tuple[FileFault, ...]
    given: int = 0
    odd: tuple[str, ...] = ()

    @property
    def sentences(self) -> list[str]:
        """不符之处, each in a sentence."""
        broken = [each.sentence for each in self.report.broken]
        rows = [each.sentence for each in self.state.mismatches]
        return [*broken, *self.odd, *rows, *(each.sentence for each in self.faults)]


def gathered(where: Anchorage, texts: Iterable[tuple[str, str]]) -> Given:
    """读存证 that was brought along: (name, text). Raises RuleBroken naming the file that cannot be relied on."""
    found = Given()
    for name, text in texts:
        try:
            given = read_given(text, name)
            for note in given.notes:
                where.signed_by(note)
        except RuleBroken as problem:
            if not name:
                raise
            raise RuleBroken(f"{name}：{problem.sentence}", "files") from problem
        found += given
    return found


def own_anchors(where: Anchorage) -> tuple[Given, tuple[str, ...]]:
    """本机留存的检查点, and a sentence on each that cannot be read any more: that is a finding, no reason to stop."""
    found, odd = Given(), []
    for name, text in where.held():
        try:
            found += gathered(where, [(f"本机检查点{name}", text)])
        except RuleBroken:
            odd.append(f"本机留存的检查点{name}读不出来，或签名不符，被改动过。")
    return found, tuple(odd)


def look_through(where: Anchorage, store: Store, given: Given) -> Looked:
    """查一遍: the chain against all anchors, every protected row, every kept file. Reads only."""
    own, odd = own_anchors(where)
    report = verify_chain((*given.anchors, *own.anchors))
    return Looked(report, examine_state(), kept_files(), tuple(faulty_files(store)), len(given.anchors), odd)


def carry_out(where: Anchorage, store: Store, given: Given, *, by: Viewer, now: datetime) -> None:
    """查验 at once, and keep the result."""
    looked = look_through(where, store, given)
    db.session.rollback()
    record(looked, by=by, now=now)


@action(Permission.AUDIT_VERIFY)
def ask(given: Given, *, by: Viewer, now: datetime) -> Run:
    """交付查验 of a large book to the queue. Raises RuleBroken while one is still being done."""
    busy = "正在查验，还没有完成。请等结果出来再查。"
    row = runs.asked(RunKind.VERIFY, busy, by=by, now=now, given=kept_given(given))
    audit.note("audit.ask", row, "操作日志", after={"交来存证": str(len(given.anchors))})
    return row


def carry_out_for(asked: Asked, where: Anchorage, store: Store, now: datetime) -> Outcome:
    """查验 in the queue, for whoever asked for it. Raises NotAllowed."""
    by = sender(asked.by_id, Permission.AUDIT_VERIFY, "查验人的账号已停用，没有查验。")
    carry_out(where, store, given_again(asked.given), by=by, now=now)
    return Outcome("查验完毕，结果已记入操作日志。")


@action(Permission.AUDIT_VERIFY)
def record(looked: Looked, *, by: Viewer, now: datetime) -> None:
    """记查验结果."""
    report, sentences = looked.report, looked.sentences
    found: dict[str, object] = {
        "结果": "未发现改动" if not sentences else f"发现{len(sentences)}处不符",
        "校验码": report.code,
        "比对存证": str(report.compared),
        "其中交来": str(looked.given),
        "存证管到": str(report.witnessed),
        "业务表": str(looked.state.tables),
        "业务记录": str(looked.state.rows),
        "文件": str(looked.files),
        "不符": str(len(sentences)),
    }
    if report.restores:
        found["恢复"] = [each.sentence for each in report.restores][:MOST_TOLD]
    if report.gaps:
        found["缺口"] = [each.sentence for each in report.gaps][:MOST_TOLD]
    if sentences:
        found["明细"] = sentences[:MOST_TOLD]
    audit.note_words("audit.verify", "audit_entries", report.last, f"第1至{report.last}条", after=found)
