"""办公设置: each with what it does, what it looks like, and the way back to the default (features U6)."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import office_settings as actions
from respbook.forms.base import ConfirmForm
from respbook.forms.office_settings import SettingForm
from respbook.queries import office_settings as queries
from respbook.queries.scope import NotInSight
from respbook.rules.office_settings import SETTINGS, effect_of
from respbook.rules.permissions import Permission
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.viewer import current, now, today

pages = Blueprint("office_settings", __name__, url_prefix="/office-settings")


@pages.get("/")
@needs(Permission.SETTING_WRITE)
def index() -> ResponseReturnValue:
    """设置."""
    rows = [(row, effect_of(row.setting.name, row.value, today().year)) for row in queries.setting_rows(current())]
    return page("office_settings/index.html", rows=rows)


def _name(number: int) -> str:
    """The setting of that place in the list; addresses carry numbers. Raises NotInSight."""
    if not 1 <= number <= len(SETTINGS):
        raise NotInSight
    return list(SETTINGS)[number - 1]


@pages.get("/<int:number>")
@needs(Permission.SETTING_WRITE)
def edit(number: int) -> ResponseReturnValue:
    """修改一项."""
    return _edit_page(number, None)


@pages.post("/<int:number>")
@needs(Permission.SETTING_WRITE)
def save(number: int) -> ResponseReturnValue:
    """保存一项."""
    name, form = _name(number), SettingForm()
    if form.validate_on_submit():
        with form.refusals():
            actions.set_value(name, form.value.data or "", form.version.data or 0, by=current(), now=now())
            return go(url_for("office_settings.index"), f"已保存“{SETTINGS[name].label}”。")
    return _edit_page(number, form)


def _edit_page(number: int, sent: SettingForm | None) -> ResponseReturnValue:
    name = _name(number)
    row = next(row for row in queries.setting_rows(current()) if row.setting.name == name)
    form = sent or SettingForm(formdata=None, data={"value": row.value})
    form.version.data, form.version.raw_data = row.version, None
    return page(
        "office_settings/edit.html",
        form=form.about(row.setting),
        row=row,
        number=number,
        effect=effect_of(name, row.value, today().year),
        confirm=ConfirmForm(formdata=None, data={"version": row.version}),
    ), form.status


@pages.post("/<int:number>/reset")
@needs(Permission.SETTING_WRITE)
def reset(number: int) -> ResponseReturnValue:
    """恢复默认."""
    name = _name(number)
    actions.reset(name, ConfirmForm().version.data or 0, by=current(), now=now())
    return go(url_for("office_settings.index"), f"“{SETTINGS[name].label}”已恢复默认。")
