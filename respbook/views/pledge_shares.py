"""往下分解: what a village carries, shared out among its 社 or households; the sum is always that of above (features C1)."""

from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import pledge_shares as actions
from respbook.forms.pledges import SharesForm, place_in
from respbook.queries import pledge_shares as queries
from respbook.queries import pledges
from respbook.queries.cascade_reports import report_state
from respbook.queries.scope import NotInSight
from respbook.queries.scope_signing import pledge_in_sight
from respbook.rules.cascade_reports import locked_words
from respbook.rules.cascading import BASES, passes_on
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import ProgrammeState
from respbook.rules.permissions import Permission
from respbook.rules.pledges import PledgeKind
from respbook.rules.targets import BASIS_LABELS, Basis
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.viewer import current, now

pages = Blueprint("pledge_shares", __name__)


@pages.get("/letters/<int:letter_id>/pledges/shares")
@needs(Permission.LETTER_READ)
def show(letter_id: int) -> ResponseReturnValue:
    """往下分解 of one duty, under the letter or under the paper of a 社."""
    return _shown(letter_id, None)


def _shown(letter_id: int, form: SharesForm | None) -> ResponseReturnValue:
    letter, parent_id = pledges.passed_letter(current(), letter_id), place_in(request.args, "parent")
    parent = pledge_in_sight(current(), parent_id) if parent_id is not None else None
    if parent is not None and parent.letter_id != letter_id:
        raise NotInSight
    found = queries.share_page(letter, parent_id, place_in(request.args, "task"))
    if form is None:
        division = found.division if found else None
        stands = {"version": division.version if division else 0, "reason": division.reason if division else ""}
        form = SharesForm(formdata=None, data=stands)
    locked = locked_words(report_state(letter_id), letter.unit.called)
    open_now = not locked and passes_on(pledges.letter_facts(letter)) and letter.programme.state is ProgrammeState.OPEN
    return page(
        "pledge_shares/show.html",
        letter=letter,
        parent=parent,
        page=found,
        form=form,
        typed=request.form,
        bases=[(basis.value, BASIS_LABELS[basis]) for basis in _bases(found)],
        households=found is not None and found.kind is PledgeKind.HOUSEHOLD,
        locked=locked,
        may_write=open_now and current().may(Permission.CASCADE_WRITE),
    ), form.status


def _bases(found: queries.SharePage | None) -> tuple[Basis, ...]:
    """Among households nothing is divided by households."""
    if found is not None and found.kind is PledgeKind.HOUSEHOLD:
        return tuple(basis for basis in BASES if basis is not Basis.HOUSEHOLDS)
    return BASES


@pages.post("/letters/<int:letter_id>/pledges/shares")
@needs(Permission.CASCADE_WRITE)
def save(letter_id: int) -> ResponseReturnValue:
    """保存份额, or divide anew by a basis."""
    letter, form = pledges.passed_letter(current(), letter_id), SharesForm()
    parent_id, task_id = place_in(request.args, "parent"), place_in(request.args, "task")
    found = queries.share_page(letter, parent_id, task_id)
    if found is None or task_id is None:
        raise RuleBroken("没有说明是哪一项任务。请从往下分解的页面上选一项。")
    if form.validate_on_submit():
        with form.refusals():
            place = actions.Place(letter_id, parent_id, task_id)
            said = _done(place, found, form)
            back = url_for("pledge_shares.show", letter_id=letter_id, parent=parent_id, task=task_id)
            return go(back, said)
        if form.status == 409:
            fresh = queries.share_page(letter, parent_id, task_id)
            form.renewed(fresh.division.version if fresh and fresh.division else 0)
    return _shown(letter_id, form)


def _done(place: actions.Place, found: queries.SharePage, form: SharesForm) -> str:
    ids, deed = [row.pledge_id for row in found.rows], request.form.get("deed", "save")
    by: dict[str, Any] = {"by": current(), "now": now()}
    if deed in {basis.value for basis in _bases(found)} and found.kind is not None:
        actions.divide(place, found.kind, Basis(deed), form.pinned(request.form, ids), **by)
        return f"已{BASIS_LABELS[Basis(deed)]}重新分解。"
    actions.set_shares(place, form.typed(request.form, ids), form.version.data or 0, **by)
    return "分解已保存。"
