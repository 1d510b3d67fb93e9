"""报送 on the phone: a unit's day with one tap, what was found in three screens, and every other period on its own page."""

from datetime import date, datetime
from decimal import Decimal

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import patrol_reports, reports
from respbook.actions.patrol_reports import Finding, Patrolled
from respbook.forms.base import Form
from respbook.forms.evidence import evidence_ids
from respbook.forms.lists import day_in
from respbook.forms.reports import FindingForm, PeriodForm
from respbook.queries import phone_reporting as queries
from respbook.queries.finding_lists import to_answer
from respbook.queries.obligations import Obligation
from respbook.queries.office_settings import settings_of
from respbook.queries.order_lists import waiting_for
from respbook.queries.rubrics import examples_for
from respbook.queries.scope import NotInSight
from respbook.rules.chinese import day, figure, joined
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import REPORT, FilingState
from respbook.rules.orders import kind_words
from respbook.rules.patrols import NEXT_STEPS, due_words, offered
from respbook.rules.permissions import Permission
from respbook.rules.reports import SAID_LABELS, Ask, Reckoning, Said, summed
from respbook.web.errors import error_page
from respbook.web.evidence import sent_photos
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.viewer import current, now, today

pages = Blueprint("reporting", __name__, url_prefix="/report")


def number_of(on: date) -> int:
    """日期 as it stands in an address: 20260305."""
    return on.year * 10000 + on.month * 100 + on.day


def _day_of(number: int) -> date:
    try:
        return date(number // 10000, number // 100 % 100, number % 100)
    except ValueError:
        raise NotInSight from None


@pages.get("/")
@needs(Permission.REPORT_WRITE)
def index() -> ResponseReturnValue:
    """报送: the unit's own page of today."""
    return page(
        "reporting/index.html",
        problems=to_answer(current(), today()),
        found=queries.reporting_page(current(), today()),
        form=Form(formdata=None),
        number_of=number_of,
        due_words=due_words,
        states=REPORT.labels,
        says=_says,
        waiting=waiting_for(current()),
        order_words=kind_words,
    )


def _says(each: Obligation) -> str:
    """所报的话, short."""
    report = each.report
    if report is None:
        return ""
    if report.said is Said.FIGURE:
        return f"{figure(report.amount)}{each.task.unit_word}"
    return SAID_LABELS[report.said] + (f"（{report.category}）" if report.category else "")


@pages.post("/days/<int:on>")
@needs(Permission.REPORT_WRITE)
def nothing(on: int) -> ResponseReturnValue:
    """巡查无异常: one tap for all patrols of a day."""
    chosen = _day_of(on)
    try:
        filed = patrol_reports.nothing_on(current().unit_id, chosen, by=current(), now=now())
    except RuleBroken as refusal:
        return go(url_for("reporting.index"), refusal.sentence, "warn")
    which = "今日巡查" if chosen == today() else f"{day(chosen)}的巡查"
    said = f"已报{which}无异常，共{len(filed)}项。{NEXT_STEPS[FilingState.SUBMITTED]}"
    return go(url_for("reporting.index"), said)


def _categories() -> list[str]:
    settings = settings_of(queries.town_of(current()))
    return offered(settings.categories, queries.categories_used(current()))


@pages.get("/days/<int:on>/found")
@needs(Permission.REPORT_WRITE)
def found(on: int) -> ResponseReturnValue:
    """有情况, first screen: which category."""
    patrol = queries.patrol_of(current(), _day_of(on), today())
    if patrol.shut:
        return go(url_for("reporting.index"), patrol.shut, "warn")
    return page("reporting/found.html", patrol=patrol, on=on, categories=_categories())


@pages.route("/days/<int:on>/found/text", methods=["GET", "POST"])
@needs(Permission.REPORT_WRITE)
def tell(on: int) -> ResponseReturnValue:
    """有情况, second screen: one sentence."""
    chosen = _day_of(on)
    settings = settings_of(queries.town_of(current()))
    form = FindingForm(data={"category": request.args.get("category", "")})
    known = form.category.data in offered(settings.categories, queries.categories_used(current()))
    filing = known and request.method == "POST"  # a deed looks for itself
    patrol = None if filing else queries.patrol_of(current(), chosen, today())
    if not known:
        return go(url_for("reporting.found", on=on), "请先选一个类别。", "warn")
    if patrol and patrol.shut:
        return go(url_for("reporting.index"), patrol.shut, "warn")
    valid = form.validate_on_submit()
    photos = sent_photos(evidence_ids(request.form), current().unit_id, form.category.data or "", ours=form.ours)
    if valid and not photos.wrong:
        with form.refusals():
            finding = Finding(form.category.data or "", form.text.data or "", photos.ids)
            filed = patrol_reports.found_on(
                current().unit_id, chosen, finding, settings.categories, by=current(), now=now()
            )
            return go(url_for("reporting.index"), _filed_words(filed, finding))
    patrol = patrol or queries.patrol_of(current(), chosen, today())
    status = 422 if photos.wrong else form.status
    return page("reporting/tell.html", patrol=patrol, on=on, form=form, photo_box=photos), status


def _filed_words(filed: Patrolled, finding: Finding) -> str:
    said = f"已报“{filed.found}”：有情况（{finding.category}）"
    if filed.nothing:
        said += f"；{joined(f'“{title}”' for title in filed.nothing)}：无异常"
    return f"{said}。镇环保办会看到；急事请同时打电话。"


def _home(unit_id: int) -> tuple[str, str]:
    """回哪里: the unit's own page; for the office, which reports for a village, its table of the day it came from."""
    if unit_id == current().unit_id or not current().of_office:
        return url_for("reporting.index"), "报送"
    on = day_in(request.args.get("on", "")) or today()
    return url_for("proxy_reports.index", on=on), "代报表"


@pages.route("/<int:task_id>/<int:starts_on>", methods=["GET", "POST"])
@needs(Permission.REPORT_WRITE)
def period(task_id: int, starts_on: int) -> ResponseReturnValue:
    """一期: what is asked, what was said last, and the form."""
    chosen = _day_of(starts_on)
    try:
        found = queries.period_page(current(), task_id, chosen, today())
    except RuleBroken as refusal:
        return error_page(409, refusal.sentence, url_for("reporting.index"), "回到“报送”")
    ask, categories = found.task.ask, _categories() if found.task.ask is Ask.PATROL else []
    form = _form(found, categories)
    valid = form.validate_on_submit()
    photos = sent_photos(evidence_ids(request.form), found.task.unit_id, found.task.title, ours=form.ours)
    if valid and not photos.wrong:
        with form.refusals():
            filing = reports.Filing(task_id, chosen, form.content(ask), form.version.data or 0, evidence=photos.ids)
            row = reports.submit(filing, by=current(), now=now())
            whose = found.task.unit_called if found.task.unit_id != current().unit_id else ""
            said = f"已报{whose}“{found.task.title}”{found.asked.label}。{NEXT_STEPS[row.state]}"
            return go(_home(found.task.unit_id)[0], said)
        found = queries.period_page(current(), task_id, chosen, today())  # anew: a refused deed has let go of it
        if form.status == 409:
            form.beside(_form(found, categories, fresh=True))
    return page(
        "reporting/period.html",
        found=found,
        form=form,
        starts_on=starts_on,
        says=SAID_LABELS,
        states=REPORT.labels,
        next_steps=NEXT_STEPS,
        due_words=due_words,
        photo_box=photos,
        home=_home(found.task.unit_id),
        on=request.args.get("on"),
        examples=examples_for(task_id),
    ), 422 if photos.wrong else form.status


def _form(found: queries.PeriodPage, categories: list[str], *, fresh: bool = False) -> PeriodForm:
    task, report = found.task, found.report
    reckonings = [Reckoning.CURRENT, Reckoning.TOTAL] if summed(task.unit_word) else [Reckoning.CURRENT]
    if found.goes_on and summed(task.unit_word):
        reckonings.append(Reckoning.ADDED)
    data: dict[str, str | int | Decimal | datetime | None] = {"said": "nothing", "reckoning": "current", "version": 0}
    if report is not None:
        data |= {"said": report.said.value, "version": report.version, "text": report.text}
        data |= {"amount": report.given, "category": report.category}
        data["reckoning"] = (report.reckoning or Reckoning.CURRENT).value
        if report.reckoning is Reckoning.CURRENT or task.ask is not Ask.FIGURE:
            data["amount"] = report.amount
    rest = {"formdata": None} if fresh else {}
    return PeriodForm.asking(task.ask, reckonings, categories, data=data, **rest)
