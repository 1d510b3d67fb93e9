"""工作日历: the year with its rest days and 调休, a day changed, the notice of a year read in (features N4)."""

from datetime import date

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import workdays as actions
from respbook.forms.base import Form, year_in
from respbook.forms.workdays import NATIONAL, DayForm, NoticeForm
from respbook.queries import workdays as queries
from respbook.queries.scope import NotInSight
from respbook.rules.chinese import day as day_words
from respbook.rules.day_marks import FIRST_YEAR, LAST_YEAR
from respbook.rules.permissions import Permission
from respbook.rules.typed import read_day
from respbook.rules.workdays import unpublished_words
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.viewer import current, now, today

pages = Blueprint("workdays", __name__, url_prefix="/workdays")


def _year() -> int:
    """年 of the address, this year where it says none. Raises NotInSight."""
    asked = request.args.get("year", "")
    year = year_in(asked) if asked else today().year
    if year is None or not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotInSight
    return year


def _day() -> date:
    """日子 of the address. Raises NotInSight."""
    try:
        on = read_day(request.args.get("day", ""))
    except ValueError:
        raise NotInSight from None
    if on is None or not FIRST_YEAR <= on.year <= LAST_YEAR:
        raise NotInSight
    return on


def _to(year: int) -> str:
    return url_for("workdays.index", year=year)


@pages.get("/")
@needs(Permission.SETTING_WRITE)
def index() -> ResponseReturnValue:
    """工作日历."""
    return _index(_year(), NoticeForm(formdata=None))


def _index(year: int, form: NoticeForm) -> ResponseReturnValue:
    shown = queries.year_page(current(), year)
    return page(
        "workdays/index.html",
        shown=shown,
        unpublished="" if shown.published else unpublished_words([year]),
        form=form,
        keys=Form(formdata=None),
        today=today(),
    ), form.status


@pages.get("/day")
@needs(Permission.SETTING_WRITE)
def edit() -> ResponseReturnValue:
    """改一天."""
    return _edit(_day(), None)


@pages.post("/day")
@needs(Permission.SETTING_WRITE)
def change() -> ResponseReturnValue:
    """保存一天."""
    on, form = _day(), DayForm()
    if form.validate_on_submit():
        with form.refusals():
            row = actions.change_day(
                on,
                form.chosen,
                form.name.data or "",
                form.reason.data or "",
                form.version.data or 0,
                by=current(),
                now=now(),
            )
            said = f"已改{day_words(on)}的安排。已签发的责任书和已登记的任务，时限不变。"
            return go(_to(on.year), said, undo=url_for("workdays.undo", day_mark_id=row.id))
    return _edit(on, form)


def _edit(on: date, sent: DayForm | None) -> ResponseReturnValue:
    calendar = queries.calendar_of(current().unit_id)
    last = queries.last_change(current().unit_id, on)
    mark = calendar.marks.get(on)
    own = last is not None and last.kind is not None and last.notice_year is None
    stood = {
        "kind": "rest" if not calendar.is_workday(on) else "work",
        "name": mark.name if mark else "",
        "reason": last.reason if own and last else "",
    }
    form = sent or DayForm(formdata=None, data=stood)
    form.renewed(last.id if last else 0)
    return page(
        "workdays/edit.html",
        form=form,
        on=on,
        works=calendar.is_workday(on),
        named=mark.name if mark else "",
        last=last if own else None,
        national=NATIONAL,
        back=_to(on.year),
    ), form.status


@pages.post("/<int:day_mark_id>/undoing")
@needs(Permission.SETTING_WRITE)
def undo(day_mark_id: int) -> ResponseReturnValue:
    """撤销一次改动."""
    row = actions.undo_change(day_mark_id, by=current(), now=now())
    return go(_to(row.day.year), f"已撤销，{day_words(row.day)}恢复原来的安排。")


@pages.post("/notice")
@needs(Permission.SETTING_WRITE)
def take_notice() -> ResponseReturnValue:
    """读入放假通知."""
    year, form = _year(), NoticeForm()
    if form.validate_on_submit():
        with form.refusals():
            rows = actions.take_notice(year, form.notice.data or "", by=current(), now=now())
            said = f"已读入{year}年放假安排，共{len(rows)}天；请对照通知核对各月。"
            return go(_to(year), said, undo=url_for("workdays.withdraw_notice", year=year))
    return _index(year, form)


@pages.post("/notice/withdrawal")
@needs(Permission.SETTING_WRITE)
def withdraw_notice() -> ResponseReturnValue:
    """撤回放假通知."""
    year = _year()
    actions.withdraw_notice(year, by=current(), now=now())
    return go(_to(year), f"已撤回{year}年放假安排，这一年暂按周末推算。")
