"""签订仪式: the notice and the list to sign in on as PDF, the text for the group, who came and who has a copy."""

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import ceremonies as actions
from respbook.forms.base import Form, filled
from respbook.forms.ceremonies import CeremonyForm, marks_in
from respbook.papers.ceremony import Meeting, group_text, notice, sign_in_sheet
from respbook.queries import ceremonies as queries
from respbook.queries.scope import NotInSight, programme_in_sight
from respbook.queries.scope_around import ceremony_in_sight
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Permission
from respbook.web import files
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.press import binder
from respbook.web.viewer import current, now

pages = Blueprint("ceremonies", __name__, url_prefix="/programmes/<int:programme_id>/ceremony")
DEMANDS = "请携带单位公章。\n请对照责任书逐条核对，有不同意见的在会前提出。"


@pages.get("/")
@needs(Permission.LETTER_READ)
def show(programme_id: int) -> ResponseReturnValue:
    """签订仪式 of a programme."""
    programme = programme_in_sight(current(), programme_id)
    ceremony = ceremony_in_sight(current(), programme_id)
    rows = queries.units_called(current(), programme_id)
    return page(
        "ceremonies/show.html",
        programme=programme,
        ceremony=ceremony,
        rows=rows,
        came=sum(1 for row in rows if row.came_at),
        taken=sum(1 for row in rows if row.taken_at),
        text=group_text(queries.meeting_of(ceremony, rows)) if ceremony and rows else "",
        form=Form(formdata=None),
    )


@pages.route("/edit", methods=["GET", "POST"])
@needs(Permission.CEREMONY_WRITE)
def edit(programme_id: int) -> ResponseReturnValue:
    """安排签订仪式."""
    programme = programme_in_sight(current(), programme_id)
    ceremony = ceremony_in_sight(current(), programme_id)
    form = CeremonyForm(obj=ceremony, data=None if ceremony else {"demands": DEMANDS, "held_at": "上午9:00"})
    if form.validate_on_submit():
        with form.refusals():
            assert form.held_on.data is not None
            facts = actions.CeremonyFacts(
                form.held_on.data, filled(form.held_at), filled(form.place), filled(form.host), filled(form.demands)
            )
            actions.arrange(programme_id, facts, form.version.data or 0, by=current(), now=now())
            return go(url_for("ceremonies.show", programme_id=programme_id), "签订仪式已安排，可以发通知了。")
    return page("ceremonies/edit.html", programme=programme, form=form, ceremony=ceremony), form.status


def _meeting(programme_id: int) -> Meeting:
    programme_in_sight(current(), programme_id)
    ceremony = ceremony_in_sight(current(), programme_id)
    rows = queries.units_called(current(), programme_id)
    if ceremony is None or not rows:
        raise NotInSight
    return queries.meeting_of(ceremony, rows)


@pages.get("/notice.pdf")
@needs(Permission.LETTER_READ)
def notice_pdf(programme_id: int) -> ResponseReturnValue:
    """会议通知."""
    paper = notice(_meeting(programme_id))
    return files.pdf(binder().pdf(paper).pdf, f"{paper.title}.pdf")


@pages.get("/sign-in.pdf")
@needs(Permission.LETTER_READ)
def sign_in_pdf(programme_id: int) -> ResponseReturnValue:
    """签到表."""
    paper = sign_in_sheet(_meeting(programme_id), 1)
    return files.pdf(binder().pdf(paper).pdf, f"{paper.title}.pdf")


@pages.post("/attendance")
@needs(Permission.CEREMONY_WRITE)
def attend(programme_id: int) -> ResponseReturnValue:
    """登记签到和领取."""
    form = Form()
    if not form.validate_on_submit():
        raise RuleBroken("页面放得太久，没有存上。请刷新页面后再登记。")
    rows = queries.units_called(current(), programme_id)
    changed = actions.note(programme_id, marks_in(request.form, [row.unit_id for row in rows]), by=current(), now=now())
    said = f"已登记，改动{changed}个单位。" if changed else "没有改动。"
    return go(url_for("ceremonies.show", programme_id=programme_id, _anchor="attendance"), said)
