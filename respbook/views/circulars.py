"""通报: the list by year, drafting, the draft with its figures as links, its paper; deeds on one item stand in ``circular_items.py``."""

import io
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import circular_issuing as issuing
from respbook.actions import circular_proposals as proposals
from respbook.actions import circulars as actions
from respbook.forms.base import ConfirmForm, filled, year_in
from respbook.forms.circulars import CircularPlanForm, CircularReasonForm, CircularWordingForm
from respbook.papers.circular import circular_text
from respbook.queries import circulars as queries
from respbook.queries.office_settings import office_settings
from respbook.queries.scope_circulars import PUBLIC, circular_in_sight, issued_circular
from respbook.queries.units import places_for
from respbook.rules.circular_figures import FIELD_NAMES
from respbook.rules.circulars import CIRCULAR_LABELS, Choice, CircularKind
from respbook.rules.lifecycles import CIRCULAR
from respbook.rules.permissions import Permission
from respbook.views.circular_page import shown
from respbook.web import files
from respbook.web.circular_papers import circular_docx, circular_pdf, issuing_press
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.viewer import current, now, today

pages = Blueprint("circulars", __name__)


@pages.get("/circulars")
@needs(Permission.CIRCULAR_READ)
def index() -> ResponseReturnValue:
    """通报一览 of a year, printable."""
    years = queries.years_of(current())
    year = year_in(request.args.get("year", "")) or (years[0] if years else today().year)
    return page(
        "circulars/index.html",
        year=year,
        years=sorted({*years, year, today().year}, reverse=True),
        rows=queries.circulars_of(current(), year),
        kinds=CIRCULAR_LABELS,
        labels=CIRCULAR.labels,
        daily=ConfirmForm(formdata=None),
    )


@pages.route("/circulars/new", methods=["GET", "POST"])
@needs(Permission.CIRCULAR_WRITE)
def new() -> ResponseReturnValue:
    """拟写通报."""
    settings, first = office_settings(current()), today().replace(day=1)
    form = CircularPlanForm(
        data={
            "kind": CircularKind.INSPECTION,
            "by_steps": "",
            "first": first,
            "last": today(),
            "addressees": "各村，镇属各单位",
            "photos": True,
        }
    )
    form.categories.choices = [(each, each) for each in (*settings.categories, "其他")]
    form.unit.choices = [("", "（不限）"), *((str(unit_id), name) for unit_id, name in places_for(current()))]
    if form.validate_on_submit():
        with form.refusals():
            row = actions.draft(form.plan(settings.issuer), by=current(), now=now())
            return go(url_for("circulars.show", circular_id=row.id), f"已拟好，共{len(row.items)}条，请逐条核对。")
    return page("circulars/new.html", form=form), form.status


@pages.post("/circulars/today")
@needs(Permission.CIRCULAR_WRITE)
def today_draft() -> ResponseReturnValue:
    """拟写今天的日通报, with one click."""
    plan = actions.Plan(CircularKind.DAILY, Choice(today(), today()), office_settings(current()).issuer)
    row = actions.draft(plan, by=current(), now=now())
    return go(url_for("circulars.show", circular_id=row.id), f"日通报已拟好，共{len(row.items)}条。")


@pages.get("/circulars/<int:circular_id>")
@needs(Permission.CIRCULAR_READ)
def show(circular_id: int) -> ResponseReturnValue:
    """通报."""
    return shown(circular_id)


@pages.route("/circulars/<int:circular_id>/wording", methods=["GET", "POST"])
@needs(Permission.CIRCULAR_WRITE)
def wording(circular_id: int) -> ResponseReturnValue:
    """修改首尾文字."""
    row = circular_in_sight(current(), circular_id)
    form = CircularWordingForm(obj=row)
    if form.validate_on_submit():
        with form.refusals():
            actions.describe(circular_id, form.wording, form.version.data or 0, by=current(), now=now())
            return go(url_for("circulars.show", circular_id=circular_id), "已保存。")
        if form.status == 409:
            form.beside(CircularWordingForm(formdata=None, obj=circular_in_sight(current(), circular_id)))
    return page("circulars/wording.html", row=row, form=form, names=FIELD_NAMES), form.status


def _confirmed(circular_id: int, deed: Any, said: str) -> ResponseReturnValue:
    """A deed that needs nothing but the version; refused, the page says why and loses nothing."""
    circular_in_sight(current(), circular_id)
    form = ConfirmForm()
    if form.validate_on_submit():
        with form.refusals():
            deed(circular_id, form.version.data or 0, by=current(), now=now())
            return go(url_for("circulars.show", circular_id=circular_id), said)
    return shown(circular_id, form)


@pages.post("/circulars/<int:circular_id>/proposal")
@needs(Permission.CIRCULAR_WRITE)
def propose(circular_id: int) -> ResponseReturnValue:
    """送签."""
    return _confirmed(circular_id, proposals.propose, "已送签，等领导签发。")


@pages.post("/circulars/<int:circular_id>/recall")
@needs(Permission.CIRCULAR_WRITE)
def recall(circular_id: int) -> ResponseReturnValue:
    """撤回修改."""
    return _confirmed(circular_id, proposals.recall, "已撤回，可以修改。")


@pages.post("/circulars/<int:circular_id>/removal")
@needs(Permission.CIRCULAR_WRITE)
def drop(circular_id: int) -> ResponseReturnValue:
    """弃稿."""
    return _confirmed(circular_id, proposals.drop, "已弃稿，文字留在一览里。")


@pages.post("/circulars/<int:circular_id>/issue")
@needs(Permission.CIRCULAR_ISSUE)
def issue(circular_id: int) -> ResponseReturnValue:
    """签发."""

    def deed(circular_id: int, version: int, **who: Any) -> None:
        issuing.issue(circular_id, version, issuing_press(), **who)

    return _confirmed(circular_id, deed, "已签发，各单位都看得到了。")


def _with_reason(circular_id: int, deed: Any, said: str, refused: str) -> ResponseReturnValue:
    circular_in_sight(current(), circular_id)
    form = CircularReasonForm()
    if form.validate_on_submit():
        with form.refusals():
            deed(circular_id, filled(form.why), form.version.data or 0, by=current(), now=now())
            return go(url_for("circulars.show", circular_id=circular_id), said)
    return shown(circular_id, form, refused=refused)


@pages.post("/circulars/<int:circular_id>/return")
@needs(Permission.CIRCULAR_ISSUE)
def send_back(circular_id: int) -> ResponseReturnValue:
    """退回修改."""
    return _with_reason(circular_id, proposals.send_back, "已退回，经办人会看到意见。", "send_back")


@pages.post("/circulars/<int:circular_id>/void")
@needs(Permission.CIRCULAR_ISSUE)
def void(circular_id: int) -> ResponseReturnValue:
    """作废."""
    return _with_reason(circular_id, issuing.void, "已作废，编号不再使用。", "void")


@pages.post("/circulars/<int:circular_id>/copies")
@needs(Permission.CIRCULAR_READ)
def copied(circular_id: int) -> ResponseReturnValue:
    """记下已复制通报文字."""
    actions.copied(circular_id, by=current(), now=now())
    return "", 204


@pages.get("/circulars/<int:circular_id>/paper.pdf")
@needs(Permission.CIRCULAR_READ)
def pdf(circular_id: int) -> ResponseReturnValue:
    """通报 PDF: the frozen bytes, or the draft as it would be set now."""
    row = circular_in_sight(current(), circular_id)
    name = f"{CIRCULAR_LABELS[row.kind]}{row.number_text or '（稿）'}.pdf"
    return files.pdf(circular_pdf(row), name)


@pages.get("/circulars/<int:circular_id>/paper.docx")
@needs(Permission.CIRCULAR_WRITE)
def docx(circular_id: int) -> ResponseReturnValue:
    """通报 Word copy, for whoever edits on in the office."""
    row = circular_in_sight(current(), circular_id)
    if row.state in PUBLIC:
        row = issued_circular(current(), circular_id)
    name = f"{CIRCULAR_LABELS[row.kind]}{row.number_text or '（稿）'}.docx"
    return files.attachment(io.BytesIO(circular_docx(row)), name, files.DOCX)


@pages.get("/circulars/<int:circular_id>/text")
@needs(Permission.CIRCULAR_READ)
def text(circular_id: int) -> ResponseReturnValue:
    """发到群里的文字."""
    row = issued_circular(current(), circular_id)
    assert row.issued_on is not None
    words = circular_text(queries.content_of(row, row.issued_on, row.number_text or ""))
    return page("circulars/text.html", row=row, words=words, kinds=CIRCULAR_LABELS)
