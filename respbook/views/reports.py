"""报送的审核: the list that waits, one report with all that was said, and the office's answers (features R3, R8)."""

from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import report_openings
from respbook.actions import report_reviews as actions
from respbook.forms.base import ConfirmForm, EditForm, filled
from respbook.forms.lists import day_in, report_filter
from respbook.forms.report_reviews import OpenForm, PassForm, ReturnForm, UnlockForm
from respbook.queries import review_list as queries
from respbook.queries.finding_facts import handed_on
from respbook.queries.office_settings import office_settings
from respbook.queries.review_page import opening_of, report_page
from respbook.queries.scope import NotInSight
from respbook.queries.scope_reports import report_in_sight
from respbook.rules.lifecycles import REPORT, FilingState
from respbook.rules.list_states import canonical
from respbook.rules.many import asks_for_count, typed_right
from respbook.rules.obligations import PUNCTUALITY_LABELS, Punctuality
from respbook.rules.outgoing import REPORTS
from respbook.rules.permissions import Permission
from respbook.rules.reports import ORIGIN_LABELS, RECKONING_LABELS, SAID_LABELS
from respbook.web import sheets
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.listing import address_of, of_list, page_number, saved_bar
from respbook.web.many import FIELD
from respbook.web.viewer import current, facing, now, today

pages = Blueprint("reports", __name__)
TIMES = {time: PUNCTUALITY_LABELS[time] for time in (Punctuality.ON_TIME, Punctuality.LATE)}


@pages.get("/reports/")
@needs(Permission.TASK_READ)
def index() -> ResponseReturnValue:
    """报送审核: what waits first, and of that what is odd."""
    return _index(PassForm(formdata=None))


def _index(form: PassForm) -> ResponseReturnValue:
    wanted = report_filter(request.args)
    odd = queries.odd_ones(current(), wanted) if current().may(Permission.REPORT_REVIEW) else {}
    form.back.data = canonical("reports", request.args)
    return page(
        "reports/index.html",
        listing=queries.report_list(current(), wanted, odd, page_number()),
        odd=len(odd),
        wanted=wanted,
        form=form,
        states=REPORT.labels,
        times=TIMES,
        said=SAID_LABELS,
        categories=office_settings(current()).categories,
        may_review=current().may(Permission.REPORT_REVIEW),
        saved=saved_bar("reports"),
    ), form.status


@pages.get("/reports/export")
@needs(Permission.TASK_READ)
def export() -> ResponseReturnValue:
    """报送情况 as a sheet."""
    rows = queries.sheet_rows(current(), report_filter(request.args))
    return sheets.send(sheets.write(REPORTS, rows), REPORTS.title)


@pages.post("/reports/pass")
@needs(Permission.REPORT_REVIEW)
def pass_chosen() -> ResponseReturnValue:
    """批量通过: several, or one that is odd, are first read by name."""
    form = PassForm()
    if not form.validate_on_submit():
        return _index(form)
    back = address_of("reports", filled(form.back)) if form.back.data else url_for("reports.index")
    with form.refusals():
        versions = form.versions()
        rows = queries.rows_named(current(), list(versions))
        own = [row for row in rows if row.own]
        if form.confirmed.data != "1" and (len(rows) > 1 or own or (rows and rows[0].odd)):
            return _confirm(form, rows, versions, back)
        if asks_for_count(len(rows)) and not typed_right(request.form.get(FIELD, ""), len(rows)):
            return _confirm(form, rows, versions, back, typed=request.form.get(FIELD, ""))
        passed = actions.pass_all(versions, by=current(), now=now())
        return go(back, f"已通过{len(passed)}条。")
    if form.confirmed.data == "1":
        return _confirm(form, queries.rows_named(current(), list(form.versions())), form.versions(), back)
    return _index(form)


def _confirm(
    form: PassForm, rows: list[queries.ReportRow], versions: dict[int, int], back: str, typed: str = ""
) -> ResponseReturnValue:
    """名单: the odd ones on top with their reasons; what the viewer said himself is left to somebody else."""
    to_pass = [row for row in rows if not row.own and row.state is FilingState.SUBMITTED]
    if form.status == 409:  # what stands now is what is confirmed the next time
        versions = {row.id: row.version for row in rows}
    form.confirmed.data = "1"
    form.renew_key()
    return page(
        "reports/confirm.html",
        form=form,
        rows=to_pass,
        versions=versions,
        odd=[row for row in to_pass if row.odd],
        own=[row for row in rows if row.own],
        settled=[row for row in rows if not row.own and row.state is not FilingState.SUBMITTED],
        said=SAID_LABELS,
        back=back,
        typed=typed,
    ), 422 if typed else form.status


@pages.get("/reports/<int:filing_id>")
@needs(Permission.TASK_READ)
def show(filing_id: int) -> ResponseReturnValue:
    """报送页."""
    return _show(filing_id)


def _show(filing_id: int, deed: str = "", form: EditForm | None = None) -> ResponseReturnValue:
    row = report_in_sight(current(), filing_id)
    viewer = facing(row)
    wanted = report_filter(request.args)
    found = report_page(viewer, row)
    deeds = {t.name for t in REPORT.open_to(row.state, viewer)} & {"send_back", "pass", "verify", "unlock"}
    forms: dict[str, Any] = {"send_back": ReturnForm, "pass": ConfirmForm, "verify": ConfirmForm, "unlock": UnlockForm}
    made = {name: form if form and name == deed else kind(formdata=None) for name, kind in forms.items()}
    for each in made.values():
        if each is not form or form.status == 409:
            each.renewed(row.version)
    before, after = queries.neighbours(viewer, row, wanted)
    return page(
        "reports/show.html",
        viewer=viewer,
        row=row,
        found=found,
        odd=queries.odd_among(viewer, [row.id]).get(row.id, []) if row.state is FilingState.SUBMITTED else [],
        handed_on=handed_on(viewer, [each.id for each in row.entries]),
        deeds=deeds,
        own=viewer.user_id in found.said_by,
        passed_it=row.reviewed_by_id == viewer.user_id,
        forms=made,
        refused=deed,
        labels=REPORT.labels,
        said=SAID_LABELS,
        reckonings=RECKONING_LABELS,
        origins=ORIGIN_LABELS,
        before=before,
        after=after,
        state=of_list("reports"),
    ), form.status if form else 200


def _done(filing_id: int, said: str) -> ResponseReturnValue:
    """On to the next one that waits in the same list; without a list the report itself is shown again."""
    state = of_list("reports")
    if state:
        following = queries.next_waiting(current(), report_filter(request.args))
        if following is None:
            return go(url_for("reports.index") + state, f"{said}这个列表中没有待审的了。")
        return go(url_for("reports.show", filing_id=following) + state, said)
    return go(url_for("reports.show", filing_id=filing_id), said)


@pages.post("/reports/<int:filing_id>/return")
@needs(Permission.REPORT_REVIEW)
def send_back(filing_id: int) -> ResponseReturnValue:
    """退回补正."""
    report_in_sight(current(), filing_id)
    form = ReturnForm()
    if form.validate_on_submit():
        with form.refusals():
            row = actions.send_back(filing_id, form.words, form.version.data or 0, by=current(), now=now())
            return _done(filing_id, f"已退回，{row.unit.called}会看到原因。")
    return _show(filing_id, "send_back", form)


@pages.post("/reports/<int:filing_id>/passing")
@needs(Permission.REPORT_REVIEW)
def pass_one(filing_id: int) -> ResponseReturnValue:
    """通过 one."""
    report_in_sight(current(), filing_id)
    form = ConfirmForm()
    if form.validate_on_submit():
        with form.refusals():
            actions.pass_all({filing_id: form.version.data or 0}, by=current(), now=now())
            return _done(filing_id, "已通过。")
    return _show(filing_id, "pass", form)


@pages.post("/reports/<int:filing_id>/verification")
@needs(Permission.REPORT_VERIFY)
def verify(filing_id: int) -> ResponseReturnValue:
    """核实."""
    report_in_sight(current(), filing_id)
    form = ConfirmForm()
    if form.validate_on_submit():
        with form.refusals():
            actions.verify(filing_id, form.version.data or 0, by=current(), now=now())
            return go(url_for("reports.show", filing_id=filing_id), "已记为核实。")
    return _show(filing_id, "verify", form)


@pages.post("/reports/<int:filing_id>/unlocking")
@needs(Permission.REPORT_REVIEW)
def unlock(filing_id: int) -> ResponseReturnValue:
    """解锁."""
    report_in_sight(current(), filing_id)
    form = UnlockForm()
    if form.validate_on_submit():
        with form.refusals():
            row = actions.unlock(filing_id, filled(form.reason), form.version.data or 0, by=current(), now=now())
            return go(url_for("reports.show", filing_id=filing_id), f"已解锁，等{row.unit.called}更正后再审。")
    return _show(filing_id, "unlock", form)


@pages.get("/tasks/<int:task_id>/opening")
@needs(Permission.REPORT_REVIEW)
def opening(task_id: int) -> ResponseReturnValue:
    """解锁补报 of one period."""
    form = OpenForm(formdata=None)
    form.starts_on.data = request.args.get("on", "")[:10]
    return _opening(task_id, form)


def _opening(task_id: int, form: OpenForm) -> ResponseReturnValue:
    starts_on = day_in(form.starts_on.data or "")
    if starts_on is None:
        raise NotInSight
    found = opening_of(current(), task_id, starts_on, today())
    return page("reports/opening.html", found=found, form=form, today=today()), form.status


@pages.post("/tasks/<int:task_id>/opening")
@needs(Permission.REPORT_REVIEW)
def open_again(task_id: int) -> ResponseReturnValue:
    """解锁补报."""
    form = OpenForm()
    starts_on = day_in(form.starts_on.data or "")
    if starts_on is None:
        raise NotInSight
    opening_of(current(), task_id, starts_on, today())
    if form.validate_on_submit():
        with form.refusals():
            until = form.until()
            report_openings.open_again(task_id, starts_on, until, filled(form.reason), by=current(), now=now())
            return go(url_for("tasks.show", task_id=task_id), f"已解锁，{until.month}月{until.day}日前可以补报。")
    return _opening(task_id, form)
