"""交办问题: handed out, handed on, reopened, merged, withdrawn; what is refused keeps what was typed."""

from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import findings
from respbook.actions.finding_steps import Told
from respbook.forms.base import filled
from respbook.forms.evidence import evidence_ids
from respbook.forms.findings import HandForm, MergeForm, ReasonForm
from respbook.queries import finding_page as queries
from respbook.queries.scope_findings import finding_in_sight
from respbook.rules.chinese import day
from respbook.rules.findings import number_words
from respbook.rules.lifecycles import FINDING
from respbook.rules.permissions import Permission
from respbook.rules.typed import whole_in
from respbook.web.evidence import sent_photos
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.viewer import current, now

pages = Blueprint("finding_hands", __name__, url_prefix="/findings")


def _back(finding_id: int, said: str) -> ResponseReturnValue:
    return go(url_for("findings.show", finding_id=finding_id), said)


HANDS = {"assign": "交办", "reassign": "改派", "reopen": "反弹，重新交办"}


@pages.route("/<int:finding_id>/assignment", methods=["GET", "POST"])
@needs(Permission.FINDING_ASSIGN)
def assign(finding_id: int) -> ResponseReturnValue:
    """交办."""
    return _hand(finding_id, "assign")


@pages.route("/<int:finding_id>/reassignment", methods=["GET", "POST"])
@needs(Permission.FINDING_ASSIGN)
def reassign(finding_id: int) -> ResponseReturnValue:
    """改派, with the reason."""
    return _hand(finding_id, "reassign")


@pages.route("/<int:finding_id>/reopening", methods=["GET", "POST"])
@needs(Permission.FINDING_ASSIGN)
def reopen(finding_id: int) -> ResponseReturnValue:
    """反弹，重新交办."""
    return _hand(finding_id, "reopen")


def _hand(finding_id: int, how: str) -> ResponseReturnValue:
    row = finding_in_sight(current(), finding_id)
    form = _hand_form(row, how)
    valid, photos = form.validate_on_submit() and form.check_day(), None
    if how == "reopen":
        photos = sent_photos(
            evidence_ids(request.form), current().unit_id, f"反弹：{row.category}", ours=form.ours, offer=False
        )
    if valid and not (photos and photos.wrong):
        with form.refusals():
            _handed(finding_id, how, form, photos.ids if photos else ())
            done = finding_in_sight(current(), finding_id)
            assert done.unit is not None and done.due_on is not None
            return _back(finding_id, f"已{HANDS[how].split('，')[-1]}{done.unit.called}，{day(done.due_on)}前改好。")
        row = finding_in_sight(current(), finding_id)
        if form.status == 409:
            form.renewed(row.version)
    status = 422 if form.errors and form.status == 200 else form.status
    return page("findings/hand.html", row=row, form=form, how=how, title=HANDS[how], photo_box=photos), status


def _hand_form(row: Any, how: str) -> HandForm:
    start = {"version": row.version, "unit_id": str(row.unit_id or row.at_unit_id or "") if how != "reassign" else ""}
    start |= {"goal": row.goal, "helpers": [str(each.unit_id) for each in row.helpers]}
    form = HandForm() if request.method == "POST" else HandForm(formdata=None, data=start)
    units = [(str(each.id), each.called) for each in queries.unit_choices(current())]
    form.unit_id.choices, form.helpers.choices = [("", "请选择"), *units], units
    form.text.label.text = {"reopen": "反弹的情况", "reassign": "为什么改派"}.get(how, "")
    if how == "assign":
        del form.text
    return form


def _handed(finding_id: int, how: str, form: HandForm, evidence: tuple[int, ...]) -> None:
    handing, version = form.handing(), form.version.data or 0
    assert handing is not None
    if how == "assign":
        findings.assign(finding_id, handing, version, by=current(), now=now())
    elif how == "reassign":
        findings.reassign(finding_id, handing, filled(form.text), version, by=current(), now=now())
    else:
        findings.reopen(finding_id, handing, Told(filled(form.text), None, evidence), version, by=current(), now=now())


@pages.route("/<int:finding_id>/merger", methods=["GET", "POST"])
@needs(Permission.FINDING_ASSIGN)
def merge(finding_id: int) -> ResponseReturnValue:
    """并入另一件: what lies near in village and category is offered first; any other by its number."""
    row = finding_in_sight(current(), finding_id)
    fresh = {"formdata": None, "data": {"version": row.version}} if request.method != "POST" else {}
    form = MergeForm(**fresh)
    form.into.choices = [
        (str(each.id), f"{number_words(each.year, each.serial)} {FINDING.labels[each.state]}：{each.text[:40]}")
        for each in queries.mergeable(current(), row)
    ]
    if form.validate_on_submit():
        with form.refusals():
            into = findings.merge(
                finding_id, whole_in(form.into.data or "", 9) or 0, form.version.data or 0, by=current(), now=now()
            )
            return _back(into.id, "已并入本件，两个来源都留着。")
        row = finding_in_sight(current(), finding_id)
        if form.status == 409:
            form.renewed(row.version)
    return page("findings/merge.html", row=row, form=form), form.status


@pages.route("/<int:finding_id>/withdrawal", methods=["GET", "POST"])
@needs(Permission.FINDING_ASSIGN)
def withdraw(finding_id: int) -> ResponseReturnValue:
    """撤销, with the reason."""
    row = finding_in_sight(current(), finding_id)
    form = ReasonForm() if request.method == "POST" else ReasonForm(formdata=None, data={"version": row.version})
    if form.validate_on_submit():
        with form.refusals():
            findings.withdraw(finding_id, filled(form.text), form.version.data or 0, by=current(), now=now())
            return _back(finding_id, "已撤销；编号和记录留着。")
        row = finding_in_sight(current(), finding_id)
        if form.status == 409:
            form.renewed(row.version)
    return page("findings/withdraw.html", row=row, form=form), form.status
