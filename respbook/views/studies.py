"""研究环保工作: the page before the meeting, the entry after it, the list by year, the minutes and their corrections."""

import io
from dataclasses import replace
from datetime import date
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import studies as actions
from respbook.forms.base import year_in
from respbook.forms.lists import day_in
from respbook.forms.studies import CorrectionForm, HoldForm, correction_form, hold_form
from respbook.papers import stored
from respbook.press.word import word
from respbook.queries import studies as queries
from respbook.queries.scope import NotInSight
from respbook.queries.scope_studies import corrected_by, study_in_sight
from respbook.queries.study_brief import CLOSED, RELAPSED, stepped, study_brief
from respbook.rules.chinese import day
from respbook.rules.permissions import Permission
from respbook.rules.studies import QUARTERS, quarter_of, quarter_words
from respbook.web import files
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.press import binder, store
from respbook.web.viewer import current, now, today

pages = Blueprint("studies", __name__, url_prefix="/studies")


def _of_the_office() -> None:
    """A study is the office's own work; to a village there is none. Raises NotInSight."""
    if not current().of_office:
        raise NotInSight


@pages.get("/")
@needs(Permission.TASK_READ)
def index() -> ResponseReturnValue:
    """研究一览 of a year, and how many of its quarters have one."""
    _of_the_office()
    year = year_in(request.args.get("year", "")) or today().year
    rows = queries.study_list(current(), year)
    done = sorted({quarter_of(row.held_on) for row in rows})
    years = sorted({year, today().year, *queries.years_studied(current())}, reverse=True)
    return page("studies/index.html", year=year, rows=rows, done=done, quarters=QUARTERS, years=years)


def _since() -> date | None:
    """``since`` of the address, a year back at most; None where it cannot be read."""
    since = day_in(request.args.get("since", ""))
    return max(min(since, today()), date.fromordinal(today().toordinal() - 365)) if since else None


@pages.get("/next")
@needs(Permission.TASK_READ)
def upcoming() -> ResponseReturnValue:
    """会前一页."""
    _of_the_office()
    found = study_brief(current(), today(), _since())
    return page("studies/next.html", found=found, quarter=quarter_words(today()))


@pages.get("/next/closed")
@needs(Permission.TASK_READ)
def closed() -> ResponseReturnValue:
    """销号清单 behind the figure of 会前一页."""
    return _listed(CLOSED, "销号")


@pages.get("/next/relapsed")
@needs(Permission.TASK_READ)
def relapsed() -> ResponseReturnValue:
    """反弹清单 behind the figure of 会前一页."""
    return _listed(RELAPSED, "反弹")


def _listed(deed: str, words: str) -> ResponseReturnValue:
    _of_the_office()
    since = _since() or today()
    return page("studies/listed.html", rows=stepped(current(), deed, since, today()), words=words, since=since)


@pages.route("/new", methods=["GET", "POST"])
@needs(Permission.STUDY_WRITE)
def hold() -> ResponseReturnValue:
    """登记研究."""
    form = hold_form()()
    duties = queries.duties(current())
    form.counts_for.choices = [
        *((str(each.id), f"{each.title}（{each.demand}）") for each in duties.values()),
        ("", "不计入"),
    ]
    if request.method == "GET":
        form.held_on.data = today()
        form.counts_for.data = form.counts_for.choices[0][0]
    if form.validate_on_submit():
        with form.refusals():
            meeting = form.meeting(form.decided(queries.unit_names(current())))
            row = actions.hold(meeting, form.counted, binder(), store(), by=current(), now=now())
            opened = sum(line.owned for line in meeting.lines)
            told = f"已登记研究，立任务{opened}项" + ("，本季度任务已报。" if form.counted else "。")
            return go(url_for("studies.show", study_id=row.id), told)
    return _held(form)


def _held(form: HoldForm) -> ResponseReturnValue:
    units = queries.units_offered(current())
    return page("studies/hold.html", form=form, units=units, today=today()), form.status


@pages.get("/<int:study_id>")
@needs(Permission.TASK_READ)
def show(study_id: int) -> ResponseReturnValue:
    """一次研究: what was decided, how it stands, the minutes in all editions."""
    row = study_in_sight(current(), study_id)
    return page(
        "studies/show.html",
        row=row,
        decisions=queries.decisions_of(study_id),
        corrected=corrected_by(study_id),
        quarter=quarter_words(row.held_on),
    )


@pages.route("/<int:study_id>/correction", methods=["GET", "POST"])
@needs(Permission.STUDY_WRITE)
def correct(study_id: int) -> ResponseReturnValue:
    """更正会议纪要."""
    row = study_in_sight(current(), study_id)
    made = correction_form(len(row.decisions))
    form = made() if request.method == "POST" else made(formdata=None, data=_written(row))
    if form.validate_on_submit():
        with form.refusals():
            meeting = form.meeting(form.reworded(len(row.decisions)))
            new = actions.correct(study_id, meeting, form.reason.data or "", binder(), store(), by=current(), now=now())
            return go(url_for("studies.show", study_id=new.id), "已更正，前一稿照存。")
        row = study_in_sight(current(), study_id)
    return _corrected(form, row)


def _corrected(form: CorrectionForm, row: Any) -> ResponseReturnValue:
    return page("studies/correct.html", form=form, row=row, corrected=corrected_by(row.id)), form.status


def _written(row: Any) -> dict[str, Any]:
    """现行稿 as the form shows it."""
    told: dict[str, Any] = {
        name: getattr(row, name) for name in ("held_on", "held_at", "place", "chair", "attendees", "topics", "remarks")
    }
    for each in row.decisions:
        told |= {f"matter_{each.number}": each.matter, f"words_{each.number}": each.words}
    return told


@pages.get("/<int:study_id>/paper.pdf")
@needs(Permission.TASK_READ)
def pdf(study_id: int) -> ResponseReturnValue:
    """会议纪要."""
    row = study_in_sight(current(), study_id)
    return files.pdf(store().get(row.pdf_sha256), f"{_file_name(row)}.pdf")


@pages.get("/<int:study_id>/paper.docx")
@needs(Permission.TASK_READ)
def word_copy(study_id: int) -> ResponseReturnValue:
    """会议纪要 as Word, from its frozen paper."""
    row = study_in_sight(current(), study_id)
    paper = replace(stored.loaded(row.paper), loose=True)  # what was kept earlier does not say it
    return files.attachment(io.BytesIO(word(paper)), f"{_file_name(row)}.docx", files.DOCX)


def _file_name(row: Any) -> str:
    edition = f"（第{row.edition}稿）" if row.edition > 1 else ""
    return f"{row.town.called}_{day(row.held_on)}研究环境保护工作会议纪要{edition}"
