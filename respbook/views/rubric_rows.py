"""指标: one row of a rubric to be read; added, changed, moved, removed in a draft; its good and bad photos (features A1, X7)."""

from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import rubrics as actions
from respbook.forms.base import ConfirmForm
from respbook.forms.rubrics import RowForm, row_form
from respbook.queries import rubrics as queries
from respbook.queries.assessing import rubric_of
from respbook.queries.scope import NotInSight
from respbook.queries.scope_assessments import rubric_in_sight, rubric_shown
from respbook.rules.lifecycles import RUBRIC, RubricState
from respbook.rules.permissions import Permission
from respbook.rules.scoring import editing
from respbook.rules.scoring import rubric as values
from respbook.rules.scoring.columns import Around
from respbook.rules.scoring.rule_kinds import RULE_LABELS
from respbook.web.evidence import SHOWN, SMALL, copy_of
from respbook.web.files import clean_copy
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.rubrics import told
from respbook.web.viewer import current, now

pages = Blueprint("rubric_rows", __name__, url_prefix="/rubrics/<int:rubric_id>/rows")
_LONGEST_CLAUSE = 60


def draft_in_sight(rubric_id: int) -> tuple[Any, values.Rubric]:
    """草稿 with its value; what is no draft has no such page. Raises NotInSight."""
    row = rubric_in_sight(current(), rubric_id)
    if row.state is not RubricState.DRAFT:
        raise NotInSight
    return row, rubric_of(row)


def row_of(value: values.Rubric, key: str) -> values.Row:
    """一行指标 of an address. Raises NotInSight."""
    for row in value.rows:
        if row.key == key:
            return row
    raise NotInSight


@pages.get("/<row_key>")
@needs(Permission.RUBRIC_READ)
def show(rubric_id: int, row_key: str) -> ResponseReturnValue:
    """一行指标, for those who are held to it and those who score by it."""
    row = rubric_shown(current(), rubric_id)
    value = rubric_of(row)
    return page(
        "rubric_rows/show.html",
        row=row,
        value=value,
        line=row_of(value, row_key),
        may_write=current().may(Permission.RUBRIC_WRITE) and row.state is RubricState.DRAFT,
        states=RUBRIC.labels,
        **told(current(), row.programme_id, value, checked=False),
    )


@pages.route("/new", methods=["GET", "POST"])
@needs(Permission.RUBRIC_WRITE)
def new(rubric_id: int) -> ResponseReturnValue:
    """增加指标."""
    row, value = draft_in_sight(rubric_id)
    form = _form(row, value, None)
    form.version.data = form.version.data or row.version
    if form.validate_on_submit():
        made = form.row(None, editing.next_row_key(value), Around(value))
        with form.refusals():
            if form.status == 200:
                _put(row, made, form)
                address = url_for("rubric_rows.edit", rubric_id=rubric_id, row_key=made.key)
                return go(address, f"“{made.title}”已增加，请定计分规则。")
        if form.status == 409:
            form.renewed(rubric_in_sight(current(), rubric_id).version)
    return page("rubric_rows/edit.html", form=form, row=row, value=value, line=None), form.status


@pages.route("/<row_key>/edit", methods=["GET", "POST"])
@needs(Permission.RUBRIC_WRITE)
def edit(rubric_id: int, row_key: str) -> ResponseReturnValue:
    """修改指标; its rules and photos stand below."""
    row, value = draft_in_sight(rubric_id)
    line = row_of(value, row_key)
    form = _form(row, value, line)
    if form.validate_on_submit():
        made = form.row(line, row_key, Around(value))
        with form.refusals():
            if form.status == 200:
                _put(row, made, form)
                return go(url_for("rubrics.show", rubric_id=rubric_id, _anchor=f"row-{row_key}"), "指标已保存。")
        if form.status == 409:
            row, value = draft_in_sight(rubric_id)
            line = row_of(value, row_key)
            form.beside(_form(row, value, line, formdata=None))
    return page(
        "rubric_rows/edit.html",
        form=form,
        row=row,
        value=value,
        line=line,
        confirm=ConfirmForm(formdata=None, data={"version": row.version}),
        kinds=RULE_LABELS,
        **told(current(), row.programme_id, value, checked=False),
    ), form.status


def _form(row: Any, value: values.Rubric, line: values.Row | None, **rest: Any) -> RowForm:
    clauses = [
        (str(clause.id), f"{clause.template}：{clause.text[:_LONGEST_CLAUSE]}")
        for clause in queries.clauses_of(current(), row.programme_id)
    ]
    targets = [
        (str(target.id), f"{target.category}：{target.name}")
        for target in queries.targets_of(current(), row.programme_id).values()
    ]
    if line is not None:  # what was linked and is gone stays in the list, so that it can be taken out
        clauses += [(each, "（原条款已删除）") for each in line.clause_ids if each not in dict(clauses)]
        targets += [(str(each), "（原目标已删除）") for each in line.target_ids if str(each) not in dict(targets)]
    form = row_form(value, line, clauses, targets, **rest)
    if not form.version.data:
        form.version.data = row.version
    return form


def _put(row: Any, made: values.Row, form: RowForm) -> None:
    version = form.version.data or 0
    actions.change(row.id, version, lambda value: editing.put_row(value, made), by=current(), now=now())


@pages.post("/<row_key>/place")
@needs(Permission.RUBRIC_WRITE)
def move(rubric_id: int, row_key: str) -> ResponseReturnValue:
    """上移、下移."""
    return _changed(rubric_id, row_key, lambda value: editing.move_row(value, row_key, _step()), "顺序已调整。")


@pages.post("/<row_key>/removal")
@needs(Permission.RUBRIC_WRITE)
def remove(rubric_id: int, row_key: str) -> ResponseReturnValue:
    """删去指标."""
    return _changed(rubric_id, "", lambda value: editing.remove_row(value, row_key), "指标已删去。")


def _step() -> int:
    return -1 if request.form.get("to") == "up" else 1


def _changed(rubric_id: int, row_key: str, transform: editing.Transform, said: str) -> ResponseReturnValue:
    draft_in_sight(rubric_id)
    actions.change(rubric_id, ConfirmForm().version.data or 0, transform, by=current(), now=now())
    anchor = f"row-{row_key}" if row_key else None
    return go(url_for("rubrics.show", rubric_id=rubric_id, _anchor=anchor), said)


@pages.get("/<row_key>/examples/<sha256>/small.jpg")
@needs(Permission.RUBRIC_READ)
def example_small(rubric_id: int, row_key: str, sha256: str) -> ResponseReturnValue:
    """样照, small."""
    return clean_copy(copy_of(_example(rubric_id, row_key, sha256), SMALL))


@pages.get("/<row_key>/examples/<sha256>/shown.jpg")
@needs(Permission.RUBRIC_READ)
def example_shown(rubric_id: int, row_key: str, sha256: str) -> ResponseReturnValue:
    """样照, large."""
    return clean_copy(copy_of(_example(rubric_id, row_key, sha256), SHOWN))


def _example(rubric_id: int, row_key: str, sha256: str) -> str:
    """A photo that the rubric shows is seen by whoever sees the rubric, without its label."""
    value = rubric_of(rubric_shown(current(), rubric_id))
    found = [each for each in row_of(value, row_key).examples if each.sha256 == sha256]
    if not found:
        raise NotInSight
    return found[0].sha256
