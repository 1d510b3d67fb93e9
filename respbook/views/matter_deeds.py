"""计分事项的办理: told, answered, confirmed one by one or together, granted, dismissed, dropped (features X19)."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import matter_decisions as decisions
from respbook.actions import score_matters as actions
from respbook.forms.base import ConfirmForm, EditForm, filled
from respbook.forms.score_matters import ConfirmAllForm, DecideForm, ReasonForm, StatementForm, TellForm
from respbook.queries import score_matters as queries
from respbook.queries.belonging import belonging_of
from respbook.queries.scope_assessments import matter_in_sight
from respbook.queries.workdays import calendar_of
from respbook.rules.assessments import ANSWER_WORKDAYS
from respbook.rules.chinese import day
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import MatterState
from respbook.rules.permissions import Permission
from respbook.rules.score_matters import points_words
from respbook.rules.workdays import unpublished_words
from respbook.views.findings import chosen
from respbook.views.score_matters import photo_box, show_list, shown
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.many import ask
from respbook.web.viewer import current, facing, now, today

pages = Blueprint("matter_deeds", __name__, url_prefix="/score-matters")


def _back(matter_id: int, said: str) -> ResponseReturnValue:
    return go(url_for("score_matters.show", matter_id=matter_id), said)


@pages.post("/telling")
@needs(Permission.ASSESSMENT_WRITE)
def tell() -> ResponseReturnValue:
    """告知 of ticked ones: first the names by unit, what each is told and until when; then the sending."""
    form, versions = TellForm(), chosen(request.form.getlist("chosen"))
    if not form.validate_on_submit():
        return _telling(form, versions) if versions else show_list(form)
    with form.refusals():
        if form.confirmed.data == "1" or not versions:
            if (asked := ask(_names(versions), "告知", "件")) is not None:
                return asked
            rows = actions.tell(versions, form.workdays.data or 0, by=current(), now=now())
            units = {row.unit_id for row in rows}
            until = rows[0].answer_until
            assert until is not None
            said = f"已告知{len(units)}个单位{len(rows)}件，陈述期到{day(until)}止。"
            back = (
                url_for("score_matters.show", matter_id=rows[0].id)
                if len(rows) == 1
                else url_for("score_matters.index")
            )
            return go(back, said)
        return _telling(form, versions)
    return _telling(form, versions) if versions else show_list(form)


def _names(versions: dict[int, int]) -> list[str]:
    rows = queries.rows_named(current(), versions)
    return [f"{each.matter.unit.called} {day(each.matter.on)} {each.matter.words[:40]}" for each in rows]


def _telling(form: TellForm, versions: dict[int, int]) -> ResponseReturnValue:
    """名单: by unit, with the day on which the window ends."""
    rows = queries.rows_named(current(), versions)
    if form.status == 409:  # what stands now is what is told the next time
        versions = {each.matter.id: each.matter.version for each in rows}
    to_tell = [each for each in rows if each.matter.state is MatterState.PROPOSED]
    units: dict[str, list[Any]] = {}
    for each in to_tell:
        units.setdefault(each.matter.unit.called, []).append(each)
    calendar = calendar_of(current().unit_id)
    until = calendar.add_workdays(today(), max(1, min(form.workdays.data or ANSWER_WORKDAYS, 60)))
    form.confirmed.data = "1"
    form.renew_key()
    return page(
        "score_matters/tell.html",
        form=form,
        units=units,
        rows=to_tell,
        settled=[each for each in rows if each.matter.state is not MatterState.PROPOSED],
        versions=versions,
        until=until,
        unpublished=unpublished_words(calendar.unpublished([until])),
        points_words=points_words,
    ), form.status


@pages.post("/<int:matter_id>/no-objection")
@needs(Permission.SELF_SCORE)
def no_objection(matter_id: int) -> ResponseReturnValue:
    """无异议, with one tap."""
    matter_in_sight(current(), matter_id)
    form = ConfirmForm()
    if form.validate_on_submit():
        with form.refusals():
            decisions.no_objection(matter_id, form.version.data or 0, by=current(), now=now())
            return _back(matter_id, "已记下：无异议。")
    return shown(matter_id, "answer", form)


@pages.route("/<int:matter_id>/statement", methods=["GET", "POST"])
@needs(Permission.SELF_SCORE)
def answer(matter_id: int) -> ResponseReturnValue:
    """陈述意见 by the unit; 代陈述 by the office."""
    row = matter_in_sight(current(), matter_id)
    viewer = facing(row)
    if request.method == "GET" and row.state is not MatterState.TOLD:
        return _back(matter_id, "这件现在不用陈述，下面是最新的办理情况。")
    form = StatementForm() if request.method == "POST" else StatementForm(formdata=None, data={"version": row.version})
    valid = form.validate_on_submit()
    photos = photo_box(row.unit_id, "陈述佐证", ours=form.ours, title="照片和材料（可不附）")
    if valid and not photos.wrong:
        with form.refusals():
            decisions.answer(matter_id, filled(form.words), photos.ids, form.version.data or 0, by=current(), now=now())
            return _back(matter_id, "已代为记下陈述。" if viewer.of_office else "陈述意见已送达，确认前会先看。")
        row = matter_in_sight(current(), matter_id)
        if form.status == 409:
            form.renewed(row.version)
    status = 422 if photos.wrong and form.status == 200 else form.status
    return page(
        "score_matters/statement.html",
        viewer=viewer,
        row=row,
        form=form,
        photo_box=photos,
        told=queries.matter_page(current(), matter_id),
    ), status


@pages.get("/confirming")
@needs(Permission.SCORE_CONFIRM)
def confirming() -> ResponseReturnValue:
    """待确认: those with a statement first, each to be read; the rest are passed together."""
    return _confirming(ConfirmAllForm(formdata=None))


def _confirming(form: ConfirmAllForm) -> ResponseReturnValue:
    viewer = current()
    rows = queries.to_decide(viewer, today())
    units = belonging_of(viewer, today())

    def own(each: queries.MatterRow) -> bool:
        try:
            decisions.check_decider(each.matter, units, viewer, "确认")
        except RuleBroken:
            return True
        return False

    return page(
        "score_matters/confirming.html",
        form=form,
        odd=[each for each in rows if each.objects],
        rest=[each for each in rows if not each.objects and not own(each)],
        own=[each for each in rows if not each.objects and own(each)],
        points_words=points_words,
    ), form.status


@pages.post("/confirming")
@needs(Permission.SCORE_CONFIRM)
def confirm_all() -> ResponseReturnValue:
    """一并确认 the ticked ones."""
    form = ConfirmAllForm()
    if form.validate_on_submit():
        with form.refusals():
            versions = chosen(request.form.getlist("chosen"))
            if (asked := ask(_names(versions), "确认", "件")) is not None:
                return asked
            rows = decisions.confirm(versions, by=current(), now=now())
            return go(url_for("matter_deeds.confirming"), f"已确认{len(rows)}件。")
    return _confirming(form)


Deed = Callable[[Any, int], object]


def _decide(matter_id: int, deed: str, form: Any, act: Deed, said: str) -> ResponseReturnValue:
    matter_in_sight(current(), matter_id)
    if form.validate_on_submit():
        with form.refusals():
            act(form, form.version.data or 0)
            return _back(matter_id, said)
    refused: EditForm = form
    return shown(matter_id, deed, refused)


@pages.post("/<int:matter_id>/confirmation")
@needs(Permission.SCORE_CONFIRM)
def confirm(matter_id: int) -> ResponseReturnValue:
    """确认 one."""

    def act(form: DecideForm, version: int) -> object:
        return decisions.confirm({matter_id: version}, filled(form.words), by=current(), now=now())

    return _decide(matter_id, "confirm", DecideForm(), act, "已确认，计入考核得分。")


@pages.post("/<int:matter_id>/grant")
@needs(Permission.SCORE_CONFIRM)
def grant(matter_id: int) -> ResponseReturnValue:
    """确认加分."""

    def act(form: DecideForm, version: int) -> object:
        return decisions.grant(matter_id, filled(form.words), version, by=current(), now=now())

    return _decide(matter_id, "grant", DecideForm(), act, "已确认加分。")


@pages.post("/<int:matter_id>/dismissal")
@needs(Permission.SCORE_CONFIRM)
def dismiss(matter_id: int) -> ResponseReturnValue:
    """不计."""

    def act(form: ReasonForm, version: int) -> object:
        return decisions.dismiss(matter_id, filled(form.reason), version, by=current(), now=now())

    return _decide(matter_id, "dismiss", ReasonForm(), act, "已决定不计。")


@pages.post("/<int:matter_id>/removal")
@needs(Permission.ASSESSMENT_WRITE)
def drop(matter_id: int) -> ResponseReturnValue:
    """撤销登记."""
    matter_in_sight(current(), matter_id)
    form = ReasonForm()
    if form.validate_on_submit():
        with form.refusals():
            actions.drop(matter_id, filled(form.reason), form.version.data or 0, by=current(), now=now())
            return go(url_for("score_matters.index"), "已撤销登记。")
    return shown(matter_id, "drop", form)
