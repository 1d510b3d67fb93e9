"""层层签订上报: the village reports, the office receives, returns or unlocks; all on the page of the village (features C3)."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import cascade_reports as actions
from respbook.forms.base import ConfirmForm, EditForm, filled
from respbook.forms.pledges import ReasonForm, ReportForm
from respbook.queries.cascade_reports import report_of
from respbook.queries.pledges import passed_letter
from respbook.rules.permissions import Permission
from respbook.views.pledges import shown
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.viewer import current, now

pages = Blueprint("cascade_reports", __name__, url_prefix="/letters/<int:letter_id>/pledges/reports")


def _back(letter_id: int, said: str) -> ResponseReturnValue:
    return go(url_for("pledges.show", letter_id=letter_id), said)


@pages.post("")
@needs(Permission.CASCADE_WRITE)
def report(letter_id: int) -> ResponseReturnValue:
    """上报."""
    letter, form = passed_letter(current(), letter_id), ReportForm()
    if form.validate_on_submit():
        with form.refusals():
            actions.report(letter_id, filled(form.remark), by=current(), now=now())
            return _back(letter_id, f"{letter.unit.called}的层层签订已上报，等候镇里接收。")
    return shown(letter_id, "report", form)


@pages.post("/<int:report_id>/acceptance")
@needs(Permission.CASCADE_ACCEPT)
def accept(letter_id: int, report_id: int) -> ResponseReturnValue:
    """接收."""
    letter, form = passed_letter(current(), letter_id), ConfirmForm()
    report_of(letter, report_id)
    if form.validate_on_submit():
        with form.refusals():
            actions.accept(letter_id, report_id, form.version.data or 0, by=current(), now=now())
            return _back(letter_id, f"已接收{letter.unit.called}的上报，以后要改须先解锁。")
    return _refused(letter_id, report_id, "accept", form)


@pages.post("/<int:report_id>/return")
@needs(Permission.CASCADE_ACCEPT)
def send_back(letter_id: int, report_id: int) -> ResponseReturnValue:
    """退回."""
    letter, form = passed_letter(current(), letter_id), ReasonForm()
    report_of(letter, report_id)
    if form.validate_on_submit():
        with form.refusals():
            version = form.version.data or 0
            actions.send_back(letter_id, report_id, filled(form.reason), version, by=current(), now=now())
            return _back(letter_id, f"已退回，{letter.unit.called}改好后再上报。")
    return _refused(letter_id, report_id, "send_back", form)


@pages.post("/<int:report_id>/unlocking")
@needs(Permission.CASCADE_ACCEPT)
def unlock(letter_id: int, report_id: int) -> ResponseReturnValue:
    """解锁."""
    letter, form = passed_letter(current(), letter_id), ReasonForm()
    report_of(letter, report_id)
    if form.validate_on_submit():
        with form.refusals():
            version = form.version.data or 0
            actions.unlock(letter_id, report_id, filled(form.reason), version, by=current(), now=now())
            return _back(letter_id, f"已解锁，改好后由{letter.unit.called}再上报。")
    return _refused(letter_id, report_id, "unlock", form)


def _refused(letter_id: int, report_id: int, deed: str, form: EditForm) -> ResponseReturnValue:
    """The page with what was refused; after a 409 the next press is made on what stands now."""
    if form.status == 409:
        form.renewed(report_of(passed_letter(current(), letter_id), report_id).version)
    return shown(letter_id, deed, form)
