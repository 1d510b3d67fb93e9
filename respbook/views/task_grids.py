"""任务时限总表: units down, the duties of a programme across; the town's own dates are set for many at once (features T1)."""

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import tasks as actions
from respbook.forms.grids import DueForm, Dues, SheetForm, read_due_cells
from respbook.queries import task_grid as queries
from respbook.queries.scope import programme_in_sight, task_in_sight
from respbook.queries.tasks import movable
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import ProgrammeState
from respbook.rules.permissions import Permission
from respbook.rules.units import UnitKind, kind_among, kind_options, own_words, signing_kinds
from respbook.web.guard import needs
from respbook.web.htmx import go, piece, show, wants_piece
from respbook.web.listing import page_number
from respbook.web.viewer import current, now

pages = Blueprint("task_grids", __name__)


def _kinds(owner: UnitKind) -> list[tuple[UnitKind, str]]:
    """类别 in the grid: the office's own tasks first, then those of whom it signs with."""
    return [(owner, own_words(owner)), *kind_options(signing_kinds(owner))]


def _may_write(programme: Any) -> bool:
    return current().may(Permission.TASK_WRITE) and programme.state is ProgrammeState.OPEN


@pages.get("/programmes/<int:programme_id>/tasks/grid")
@needs(Permission.TASK_READ)
def index(programme_id: int) -> ResponseReturnValue:
    """任务时限总表."""
    programme = programme_in_sight(current(), programme_id)
    kind, category = request.args.get("kind", ""), request.args.get("category", "")[:20]
    kinds = _kinds(programme.unit.kind)
    chosen = kind_among(dict(kinds), kind)
    grid = queries.task_grid(current(), programme, chosen, category, page_number())
    return show(
        "task_grids/index.html",
        programme=programme,
        grid=grid,
        kind=chosen,
        category=category,
        kinds=kinds,
        categories=queries.task_categories(programme),
        may_write=grid.movable and _may_write(programme),
        form=SheetForm(formdata=None),
        stands=[],
        wrong={},
        done=False,
    )


@pages.post("/programmes/<int:programme_id>/tasks/grid")
@needs(Permission.TASK_WRITE)
def save(programme_id: int) -> ResponseReturnValue:
    """保存时限: the changed dates in one deed."""
    form, programme = SheetForm(), programme_in_sight(current(), programme_id)
    if not form.validate_on_submit():
        raise RuleBroken("提交的内容不完整，没有保存。请刷新页面后重试。")
    sent = read_due_cells(form.cells.data or "", programme.year)
    if not sent.wrong:
        with form.refusals():
            actions.reschedule(programme_id, sent.dues, by=current(), now=now())
            return _answer(programme_id, sent.dues, said=f"已调整{len(sent.dues)}条任务的时限。")
    return _refused(programme_id, form, sent)


def _refused(programme_id: int, form: SheetForm, sent: Dues) -> ResponseReturnValue:
    """The reasons; where somebody else was first, those tasks as they stand now."""
    said = sent.sentence or "".join(form.form_errors)
    stale = sent.dues if form.status == 409 else ()
    return _answer(programme_id, stale, said=said, status=409 if stale else 422, wrong=sent.wrong)


def _answer(
    programme_id: int,
    task_ids: Collection[int],
    *,
    said: str,
    status: int = 200,
    wrong: Mapping[int, str] = MappingProxyType({}),
) -> ResponseReturnValue:
    flash(said, "ok" if status == 200 else "bad")
    if not wants_piece():
        return go(url_for("task_grids.index", programme_id=programme_id))
    stands = queries.dues_of(current(), programme_in_sight(current(), programme_id), task_ids) if task_ids else []
    form = SheetForm(formdata=None)
    return piece("task_grids/_answer.html", form=form, stands=stands, wrong=wrong, done=status == 200), status


@pages.route("/tasks/<int:task_id>/due", methods=["GET", "POST"])
@needs(Permission.TASK_WRITE)
def edit(task_id: int) -> ResponseReturnValue:
    """调整时限 of one duty of the town's own."""
    task = task_in_sight(current(), task_id)
    form = DueForm(data={"due_on": task.due_on, "version": task.version})
    if form.validate_on_submit():
        with form.refusals():
            due = actions.NewDue(form.due_on.data or task.due_on, form.version.data or 0)
            actions.reschedule(task.programme_id, {task_id: due}, by=current(), now=now())
            return go(url_for("tasks.show", task_id=task_id), "已调整完成时限。")
        task = task_in_sight(current(), task_id)
        if form.status == 409:
            form.beside(DueForm(formdata=None, data={"due_on": task.due_on, "version": task.version}))
    return show("task_grids/edit.html", task=task, form=form, movable=movable(task)), form.status
