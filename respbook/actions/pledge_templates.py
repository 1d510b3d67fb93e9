"""下级文书样式: the wording of 社责任书 and 承诺书 of a programme; what was made stays as it was (features C4)."""

from datetime import datetime

from respbook.actions import audit
from respbook.actions.action import StaleVersion, action, expect_version
from respbook.models.base import db
from respbook.models.pledges import PledgeTemplate
from respbook.queries.pledges import wording_of
from respbook.queries.scope import programme_in_sight
from respbook.queries.targets import names_in
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.pledges import PLEDGE_KIND_LABELS, PledgeKind, PledgeWording, check_wording
from respbook.rules.programmes import check_open


@action(Permission.TEMPLATE_WRITE, undo=True)
def word(
    programme_id: int, kind: PledgeKind, wording: PledgeWording, version: int, *, by: Viewer, now: datetime
) -> PledgeTemplate:
    """修改样式: an unknown field is refused at its line; ``version`` 0 replaces the built-in wording.

    Raises RuleBroken, StaleVersion, NotInSight.
    """
    programme = programme_in_sight(by, programme_id)
    check_open(programme.state, programme.name)
    stood, row = wording_of(programme.id, kind)
    if row is None and version:
        raise StaleVersion("别人刚刚恢复了起始样式。请核对两份内容后再保存。")
    if row is not None:
        expect_version(row, version)
    check_wording(kind, wording, names_in(programme.id))
    if row is None:
        row = PledgeTemplate(programme_id=programme.id, kind=kind)
        db.session.add(row)
    row.title, row.body, row.per_sheet = wording.title, wording.body, wording.per_sheet
    row.changed_by, row.changed_at = by.name, now
    db.session.flush()
    audit.note_change("pledge.word", row, PLEDGE_KIND_LABELS[kind], _words(stood), _words(wording))
    return row


@action(Permission.TEMPLATE_WRITE, undo=True)
def reset(programme_id: int, kind: PledgeKind, version: int, *, by: Viewer, now: datetime) -> None:
    """恢复起始样式. Raises RuleBroken, StaleVersion, NotInSight."""
    programme = programme_in_sight(by, programme_id)
    check_open(programme.state, programme.name)
    stood, row = wording_of(programme.id, kind)
    if row is None:
        raise RuleBroken("现在用的就是起始样式，没有改动。")
    expect_version(row, version)
    audit.note("pledge.reset", row, PLEDGE_KIND_LABELS[kind], before=_words(stood))
    db.session.delete(row)


def _words(wording: PledgeWording) -> dict[str, str]:
    return {"标题": wording.title, "正文": wording.body, "每张印": f"{wording.per_sheet}份"}
