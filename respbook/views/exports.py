"""大件导出: what was asked for, how far it is, fetch it (safety R68)."""

from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, g, send_file, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import exports as actions
from respbook.actions.exports import Wanted
from respbook.forms.exports import UnitForm, YearForm
from respbook.queries import exports as queries
from respbook.queries.units import places_ever
from respbook.rules.chinese import volume
from respbook.rules.errors import RuleBroken
from respbook.rules.exports import ENDINGS, EXPORT_LABELS, KEPT_DAYS, ExportKind, personal
from respbook.rules.lifecycles import EXPORT, ExportState
from respbook.rules.permissions import Permission
from respbook.rules.works import Kind
from respbook.store import ExportShelf
from respbook.web.files import plain
from respbook.web.guard import StepUpNeeded, needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.security import FILE_CSP
from respbook.web.viewer import current, now, today

pages = Blueprint("exports", __name__, url_prefix="/exports")
_MEDIA = {"zip": "application/zip", "pdf": "application/pdf"}


@pages.get("/")
@needs(Permission.SCORE_READ)
def index() -> ResponseReturnValue:
    """归档备查: what can be made, and what was asked for."""
    return _index(YearForm(formdata=None, data={"year": today().year}), _unit_form(None, formdata=None))


def _unit_form(unit_id: int | None, **rest: Any) -> UnitForm:
    form = UnitForm(data={"of_year": today().year, "unit_id": str(unit_id or "")}, **rest)
    form.unit_id.choices = [("", "请选择"), *((str(key), name) for key, name in places_ever(current()))]
    return form


def _index(year_form: YearForm, unit_form: UnitForm) -> ResponseReturnValue:
    return page(
        "exports/index.html",
        year_form=year_form,
        unit_form=unit_form,
        rows=queries.export_list(current()),
        labels=EXPORT.labels,
        kinds=EXPORT_LABELS,
        size_words=volume,
        days=KEPT_DAYS,
    ), max(year_form.status, unit_form.status)


@pages.post("/years")
@needs(Permission.EXPORT_READ, fresh=True)
def ask_year() -> ResponseReturnValue:
    """申请年度归档."""
    form = YearForm()
    if form.validate_on_submit():
        with form.refusals():
            return _asked(Wanted(ExportKind.YEAR, form.year.data or 0))
    return _index(form, _unit_form(None, formdata=None))


@pages.post("/units")
@needs(Permission.EXPORT_READ, fresh=True)
def ask_unit() -> ResponseReturnValue:
    """申请备查材料."""
    form = _unit_form(None)
    if form.validate_on_submit():
        with form.refusals():
            return _asked(Wanted(ExportKind.UNIT, form.of_year.data or 0, unit_id=int(form.unit_id.data)))
    return _index(YearForm(formdata=None, data={"year": today().year}), form)


def _asked(wanted: Wanted) -> ResponseReturnValue:
    row = actions.ask(wanted, by=current(), now=now())
    current_app.extensions["queue"].start(Kind.EXPORT, row.id)
    return go(url_for("exports.show", export_id=row.id), "已交办，正在生成。")


@pages.get("/<int:export_id>")
@needs(Permission.SCORE_READ)
def show(export_id: int) -> ResponseReturnValue:
    """一件导出; the panel asks for itself every second until nothing moves."""
    row = queries.export_in_sight(current(), export_id)
    return page(
        "exports/show.html",
        row=row,
        moving=row.state in queries.UNDER_WAY,
        ahead=queries.ahead_of(row) if row.state is ExportState.WAITING else 0,
        labels=EXPORT.labels,
        kinds=EXPORT_LABELS,
        size_words=volume,
    )


@pages.get("/<int:export_id>/file")
@needs(Permission.SCORE_READ)
def fetch(export_id: int) -> ResponseReturnValue:
    """取走: what holds personal data with a fresh password; read as it is sent, from the disk or the bucket."""
    row = queries.export_in_sight(current(), export_id)
    if personal(row.kind) and not g.proven:
        raise StepUpNeeded
    shelf: ExportShelf = current_app.extensions["exports"]
    content: Any = None
    if row.state is ExportState.DONE and (content := shelf.find(row.id, row.tries)) is None:
        raise RuleBroken("文件已不在这台服务器上。请重新生成。")
    try:
        row = actions.fetch(export_id, by=current(), now=now())
    except BaseException:
        if hasattr(content, "close"):  # a line to the bucket is open
            content.close()
        raise
    ending = ENDINGS[row.kind]
    answer: Response = send_file(
        content, mimetype=_MEDIA[ending], as_attachment=True, download_name=plain(f"{row.title}.{ending}")
    )
    if not isinstance(content, Path):
        answer.content_length = row.size
    answer.headers["Content-Security-Policy"] = FILE_CSP
    answer.headers["Cache-Control"] = "no-store"
    return answer
