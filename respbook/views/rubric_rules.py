"""计分规则: one rule of a row: its kind is chosen first, then its figures; moved and removed (features A1; field.md 5)."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import rubrics as actions
from respbook.forms.base import ConfirmForm
from respbook.forms.rubrics import RuleForm, rule_form
from respbook.queries.scope import NotInSight
from respbook.queries.scope_assessments import rubric_in_sight
from respbook.rules.permissions import Permission
from respbook.rules.scoring import editing
from respbook.rules.scoring import rubric as values
from respbook.rules.scoring.columns import Around
from respbook.rules.scoring.row_columns import OF_KIND, around_rule, direction_in, filter_hint, filters_of, made_rule
from respbook.rules.scoring.rule_kinds import RULE_LABELS
from respbook.rules.scoring.sentences import suggested
from respbook.views.rubric_rows import draft_in_sight, row_of
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.viewer import current, now

pages = Blueprint("rubric_rules", __name__, url_prefix="/rubrics/<int:rubric_id>/rows/<row_key>/rules")

KIND_HINTS = {
    "OCC": "发现一处（件、起）扣几分，扣完为止。",
    "SRC": "扣几分看是谁发现的：卫星、省、市、县、镇；自查的可以加分。",
    "UNIT": "比目标每少（多）一个单位扣几分，例如优良天数每少1天扣0.2分。",
    "MISS": "清单中每缺一项扣几分，例如缺应急预案扣1分。",
    "PRES": "清单中有一项得几分，合起来是本项的分值。",
    "PROP": "得分＝分值×完成率，也可以写成“70×完成率－63”。",
    "STEP": "按完成数、完成率分档，或由考核组评优、良、中、差。",
    "RANK": "按组内名次给分。",
    "DISC": "由考核组在范围内酌情给分，必须说明理由。",
    "BONUS": "每件加几分，可以分级、封顶。",
    "ZERO": "发生一起，本项得0分。",
}


@pages.route("/new", methods=["GET", "POST"])
@needs(Permission.RUBRIC_WRITE)
def new(rubric_id: int, row_key: str) -> ResponseReturnValue:
    """增加规则: of the kind in the address; without one the kinds are shown."""
    row, value = draft_in_sight(rubric_id)
    line = row_of(value, row_key)
    code = request.args.get("kind", "")
    if code not in OF_KIND:
        return page("rubric_rules/kinds.html", row=row, line=line, kinds=RULE_LABELS, hints=KIND_HINTS)
    return _page(row, value, line, code, None)


@pages.route("/<rule_key>/edit", methods=["GET", "POST"])
@needs(Permission.RUBRIC_WRITE)
def edit(rubric_id: int, row_key: str, rule_key: str) -> ResponseReturnValue:
    """修改规则."""
    row, value = draft_in_sight(rubric_id)
    line = row_of(value, row_key)
    return _page(row, value, line, _rule_of(line, rule_key).code, _rule_of(line, rule_key))


def _rule_of(line: values.Row, key: str) -> values.Rule:
    for rule in line.rules:
        if rule.key == key:
            return rule
    raise NotInSight


def _page(row: Any, value: values.Rubric, line: values.Row, code: str, rule: values.Rule | None) -> ResponseReturnValue:
    form = rule_form(value, line, code, rule)
    if not form.version.data:
        form.version.data = row.version
    if form.validate_on_submit():
        made = _made(form, value, line, code, rule)
        with form.refusals():
            if made is not None:
                _put(row.id, line, made, form)
                address = url_for("rubric_rows.edit", rubric_id=row.id, row_key=line.key, _anchor="rules")
                return go(address, "规则已保存。")
        if form.status == 409:
            row = rubric_in_sight(current(), row.id)
            value, line = _now(row.id, line.key)
            rule = next((each for each in line.rules if rule and each.key == rule.key), None)
            fresh = rule_form(value, line, code, rule, formdata=None)
            fresh.version.data = row.version
            form.beside(fresh)
    return page(
        "rubric_rules/edit.html",
        form=form,
        row=row,
        line=line,
        rule=rule,
        kind=RULE_LABELS[code],
        hint=KIND_HINTS[code],
        code=code,
        filter_hint=filter_hint(form["source"].data or ""),
        suggestion=suggested(rule) if rule is not None else "",
        confirm=ConfirmForm(formdata=None, data={"version": row.version}),
    ), form.status


def _now(rubric_id: int, row_key: str) -> tuple[values.Rubric, values.Row]:
    _, value = draft_in_sight(rubric_id)
    return value, row_of(value, row_key)


def _made(
    form: RuleForm, value: values.Rubric, line: values.Row, code: str, rule: values.Rule | None
) -> values.Rule | None:
    """The rule as typed; None where the form is refused."""
    around = replace(around_rule(Around(value), rule), filters=filters_of(form["source"].data or ""))
    if "direction" in form:  # stages are read by the direction that was chosen with them
        around = replace(around, direction=direction_in(form["direction"].data))
    found = form.read(around)
    form.targets()
    if form.status != 200:
        return None
    return made_rule(rule.key if rule else editing.next_rule_key(line), code, found)


def _put(rubric_id: int, line: values.Row, made: values.Rule, form: RuleForm) -> None:
    targets = form.targets()
    actions.change(
        rubric_id,
        form.version.data or 0,
        lambda value: editing.put_rule(value, line.key, made, targets),
        by=current(),
        now=now(),
    )


@pages.post("/<rule_key>/place")
@needs(Permission.RUBRIC_WRITE)
def move(rubric_id: int, row_key: str, rule_key: str) -> ResponseReturnValue:
    """上移、下移."""
    step = -1 if request.form.get("to") == "up" else 1
    return _changed(rubric_id, row_key, lambda value: editing.move_rule(value, row_key, rule_key, step), "顺序已调整。")


@pages.post("/<rule_key>/removal")
@needs(Permission.RUBRIC_WRITE)
def remove(rubric_id: int, row_key: str, rule_key: str) -> ResponseReturnValue:
    """删去规则."""
    return _changed(rubric_id, row_key, lambda value: editing.remove_rule(value, row_key, rule_key), "规则已删去。")


def _changed(rubric_id: int, row_key: str, transform: editing.Transform, said: str) -> ResponseReturnValue:
    draft_in_sight(rubric_id)
    actions.change(rubric_id, ConfirmForm().version.data or 0, transform, by=current(), now=now())
    return go(url_for("rubric_rows.edit", rubric_id=rubric_id, row_key=row_key, _anchor="rules"), said)
