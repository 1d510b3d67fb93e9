"""细则设定: 分类, 排名组, 时段, 等次, 名额, 并列, 否决, 问责阶梯, 总分: each one small table (features A8, A10, Y1)."""

import re

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import rubrics as actions
from respbook.forms.rubrics import setting_form
from respbook.queries.scope import NotInSight
from respbook.rules.permissions import Permission
from respbook.rules.scoring import editing
from respbook.rules.scoring.columns import Around
from respbook.rules.scoring.setting_columns import SETTINGS
from respbook.views.rubric_rows import draft_in_sight
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.viewer import current, now

pages = Blueprint("rubric_settings", __name__, url_prefix="/rubrics/<int:rubric_id>/settings")
_LINE = re.compile(r"^[a-z_]+_([0-9]{1,3})$")


@pages.route("/<name>", methods=["GET", "POST"])
@needs(Permission.RUBRIC_WRITE)
def edit(rubric_id: int, name: str) -> ResponseReturnValue:
    """修改一处设定; lines that are emptied are dropped."""
    row, value = draft_in_sight(rubric_id)
    setting = SETTINGS.get(name)
    if setting is None:
        raise NotInSight
    form = setting_form(value, setting, _lines_sent())
    if not form.version.data:
        form.version.data = row.version
    if form.validate_on_submit():
        table = form.read(Around(value))
        with form.refusals():
            if form.status == 200:
                items = table.items[0] if setting.single else table.items
                actions.change(
                    rubric_id,
                    form.version.data or 0,
                    lambda now_standing: editing.put_setting(now_standing, name, items),
                    by=current(),
                    now=now(),
                )
                return go(url_for("rubrics.show", rubric_id=rubric_id, _anchor=name), f"{setting.title}已保存。")
        if form.status == 409:
            row, value = draft_in_sight(rubric_id)
            fresh = setting_form(value, setting, form.count, formdata=None)
            fresh.version.data = row.version
            form.beside(fresh)
    return page("rubric_settings/edit.html", form=form, row=row, setting=setting), form.status


def _lines_sent() -> int:
    found = [int(match[1]) + 1 for name in request.form if (match := _LINE.match(name))]
    return max(found, default=0)
