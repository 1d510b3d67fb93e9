"""整改的每一步: each on a page of its own, one question a screen on the phone; what is refused keeps what was typed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import rectification
from respbook.actions.finding_steps import Told
from respbook.forms.base import ConfirmForm, filled
from respbook.forms.evidence import evidence_ids
from respbook.forms.findings import ChosenForm, ReasonForm, StepForm
from respbook.queries import finding_page as queries
from respbook.queries.scope_findings import extension_in_sight, finding_in_sight
from respbook.rules.lifecycles import FINDING
from respbook.rules.permissions import Permission
from respbook.views.findings import chosen, named, show_list
from respbook.web.evidence import sent_photos
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.listing import address_of
from respbook.web.many import ask
from respbook.web.viewer import current, now, today

pages = Blueprint("finding_steps", __name__, url_prefix="/findings")

Deed = Callable[[StepForm, Told], object]


@dataclass(frozen=True)
class Page:
    """一步的页面: its title, what the words are called and asked with, the button, the fields, whether photos are asked for."""

    title: str
    label: str
    hint: str
    button: str
    fields: tuple[str, ...] = ()
    photos: bool = True
    optional: bool = False
    day: str = "日期"


_PLAN = Page("报整改方案", "整改措施", "一条一条写清谁来办、怎么办、哪天办好。", "报方案", photos=False)
_PROGRESS = Page("报进展", "进展", "做到哪一步了；滞后的写明原因和怎么赶上。", "报进展", ("pace",))
_STOP_GAP = Page("报临时措施", "临时措施", "整改以前先怎么防住，例如盖网、断电、专人值守；时限不变。", "报临时措施")
_DONE = Page(
    "报整改完成",
    "怎么改的",
    "写一句怎么改的，或者在同一个位置拍一张整改后的照片。",
    "报完成",
    ("on_day",),
    optional=True,
    day="完成日期",
)
_EXTENSION = Page(
    "申请延期", "为什么要延期", "写明原因和临时措施；批准以前仍按原时限。", "申请延期", ("until",), photos=False
)
_PASS = Page(
    "核查通过",
    "现场情况",
    "写一句现场看到的，通报里可以直接用。",
    "核查通过",
    ("on_day",),
    optional=True,
    day="核查日期",
)
_FAIL = Page(
    "核查不通过", "哪里没有改到位", "责任单位会看到这句话，并继续整改。", "退回整改", ("on_day",), day="核查日期"
)
_BACK = Page("退回整改", "退回的原因", "责任单位会看到这句话，并继续整改。", "退回整改", photos=False)


@pages.post("/<int:finding_id>/receipt")
@needs(Permission.RECTIFY_WRITE)
def receive(finding_id: int) -> ResponseReturnValue:
    """签收, in one tap."""
    rectification.receive(finding_id, ConfirmForm().version.data or 0, by=current(), now=now())
    return _back(finding_id, "已签收。" if not current().of_office else "已登记代签收。")


@pages.route("/<int:finding_id>/plan", methods=["GET", "POST"])
@needs(Permission.RECTIFY_WRITE)
def plan(finding_id: int) -> ResponseReturnValue:
    """报整改方案."""

    def deed(form: StepForm, told: Told) -> object:
        return rectification.plan(finding_id, told, _version(form), by=current(), now=now())

    return _step(finding_id, _PLAN, deed, "已报方案。")


@pages.route("/<int:finding_id>/progress", methods=["GET", "POST"])
@needs(Permission.RECTIFY_WRITE)
def progress(finding_id: int) -> ResponseReturnValue:
    """报进展."""

    def deed(form: StepForm, told: Told) -> object:
        return rectification.tell_progress(finding_id, told, _version(form), by=current(), now=now())

    return _step(finding_id, _PROGRESS, deed, "已报进展。")


@pages.route("/<int:finding_id>/stop-gap", methods=["GET", "POST"])
@needs(Permission.RECTIFY_WRITE)
def stop_gap(finding_id: int) -> ResponseReturnValue:
    """报临时措施."""

    def deed(form: StepForm, told: Told) -> object:
        return rectification.tell_stop_gap(finding_id, told, _version(form), by=current(), now=now())

    return _step(finding_id, _STOP_GAP, deed, "已报临时措施；整改时限不变。")


@pages.route("/<int:finding_id>/done", methods=["GET", "POST"])
@needs(Permission.RECTIFY_WRITE)
def done(finding_id: int) -> ResponseReturnValue:
    """报整改完成."""

    def deed(form: StepForm, told: Told) -> object:
        return rectification.tell_done(finding_id, told, _version(form), by=current(), now=now())

    return _step(finding_id, _DONE, deed, "已报完成，等镇里派人核查。")


@pages.route("/<int:finding_id>/extension", methods=["GET", "POST"])
@needs(Permission.RECTIFY_WRITE)
def extension(finding_id: int) -> ResponseReturnValue:
    """申请延期."""

    def deed(form: StepForm, told: Told) -> object:
        until = form.until.data or date.min
        return rectification.ask_extension(finding_id, until, told.text, _version(form), by=current(), now=now())

    return _step(finding_id, _EXTENSION, deed, "已报延期申请，等批复；批准以前仍按原时限。")


@pages.route("/<int:finding_id>/pass", methods=["GET", "POST"])
@needs(Permission.FINDING_CHECK)
def pass_check(finding_id: int) -> ResponseReturnValue:
    """核查通过."""

    def deed(form: StepForm, told: Told) -> object:
        return rectification.check(finding_id, True, told, _version(form), by=current(), now=now())

    return _step(finding_id, _PASS, deed, "核查通过，可以销号。")


@pages.route("/<int:finding_id>/fail", methods=["GET", "POST"])
@needs(Permission.FINDING_CHECK)
def fail_check(finding_id: int) -> ResponseReturnValue:
    """核查不通过."""

    def deed(form: StepForm, told: Told) -> object:
        return rectification.check(finding_id, False, told, _version(form), by=current(), now=now())

    return _step(finding_id, _FAIL, deed, "已退回责任单位继续整改。")


@pages.route("/<int:finding_id>/return", methods=["GET", "POST"])
@needs(Permission.FINDING_CLOSE)
def send_back(finding_id: int) -> ResponseReturnValue:
    """退回整改 of what was checked."""

    def deed(form: StepForm, told: Told) -> object:
        return rectification.send_back(finding_id, told, _version(form), by=current(), now=now())

    return _step(finding_id, _BACK, deed, "已退回责任单位继续整改。")


def _version(form: StepForm) -> int:
    return form.version.data or 0


def _step(finding_id: int, shown: Page, deed: Deed, said: str) -> ResponseReturnValue:
    row = finding_in_sight(current(), finding_id)
    fresh = {"formdata": None, "data": {"version": row.version, "on_day": today()}} if request.method != "POST" else {}
    form = StepForm.asking(shown.label, shown.day, *shown.fields, **fresh)
    valid, photos = form.validate_on_submit(), None
    if shown.photos:
        unit_id = row.unit_id or current().unit_id
        photos = sent_photos(
            evidence_ids(request.form), unit_id, f"{shown.title}：{row.category}", ours=form.ours, title="照片"
        )
    if valid and not (photos and photos.wrong):
        with form.refusals():
            deed(form, form.told(photos.ids if photos else ()))
            return _back(finding_id, said)
        row = finding_in_sight(current(), finding_id)
        if form.status == 409:
            form.renewed(row.version)
    status = 422 if photos and photos.wrong else form.status
    return page(
        "findings/step.html",
        row=row,
        form=form,
        shown=shown,
        photo_box=photos,
        found=queries.finding_page(current(), row, today()),
        states=FINDING.labels,
    ), status


def _back(finding_id: int, said: str) -> ResponseReturnValue:
    return go(url_for("findings.show", finding_id=finding_id), said)


def _called(row: Any) -> str:
    unit = f"{row.unit.called} " if row.unit is not None else ""
    return f"{row.year}-{row.serial:04d} {unit}{row.text[:40]}"


@pages.post("/closing")
@needs(Permission.FINDING_CLOSE)
def close() -> ResponseReturnValue:
    """销号 one or many; several are first read by name."""
    form, versions = ChosenForm(), chosen(request.form.getlist("chosen"))
    if not form.validate_on_submit():
        return show_list(form)
    rows = named(versions)
    if len(rows) > 1 and request.form.get("confirmed") != "1":
        form.renew_key()
        return page("findings/confirm.html", form=form, rows=rows, versions=versions, deed="close")
    if (asked := ask([_called(row) for row in rows], "销号", "件")) is not None:
        return asked
    with form.refusals():
        done = rectification.close_all(versions, by=current(), now=now())
        if len(done) == 1:
            return _back(done[0].id, "已销号。")
        return go(address_of("findings", filled(form.back).lstrip("?")), f"已销号{len(done)}件。")
    return show_list(form)


@pages.post("/publication")
@needs(Permission.FINDING_CLOSE)
def publish() -> ResponseReturnValue:
    """公示 what is closed."""
    form, versions = ChosenForm(), chosen(request.form.getlist("chosen"))
    if not form.validate_on_submit():
        return show_list(form)
    if request.form.get("confirmed") != "1":
        form.renew_key()
        return page("findings/confirm.html", form=form, rows=named(versions), versions=versions, deed="publish")
    if (asked := ask([_called(row) for row in named(versions)], "公示", "件")) is not None:
        return asked
    with form.refusals():
        done = rectification.publish(list(versions), form.workdays.data or 10, by=current(), now=now())
        return go(url_for("findings.index", stage="closed"), f"已公示{len(done)}件。")
    return show_list(form)


@pages.route("/extensions/<int:extension_id>", methods=["GET", "POST"])
@needs(Permission.EXTENSION_DECIDE)
def decide(extension_id: int) -> ResponseReturnValue:
    """批复延期."""
    asked = extension_in_sight(current(), extension_id)
    row = finding_in_sight(current(), asked.finding_id)
    form = ReasonForm() if request.method == "POST" else ReasonForm(formdata=None, data={"version": asked.version})
    if form.validate_on_submit():
        grant = request.form.get("grant") == "1"
        with form.refusals():
            rectification.decide_extension(
                extension_id, grant, filled(form.text), form.version.data or 0, by=current(), now=now()
            )
            return _back(row.id, "已同意延期。" if grant else "已答复不同意延期。")
        asked = extension_in_sight(current(), extension_id)
        row = finding_in_sight(current(), asked.finding_id)
        if form.status == 409:
            form.renewed(asked.version)
    return page("findings/extension.html", row=row, asked=asked, form=form), form.status
