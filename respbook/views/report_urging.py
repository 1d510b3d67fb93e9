"""催报: the text for the group, copied or handed to the group's robot; how often each unit was asked (features N1, N2)."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, current_app, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import report_urging as actions
from respbook.forms.lists import day_in
from respbook.forms.urging import UrgeForm
from respbook.queries.obligations import Span
from respbook.queries.reminders import messages
from respbook.queries.report_urging import UrgingDesk, urging_desk
from respbook.rules.group_robot import MessageKind
from respbook.rules.lifecycles import ROBOT
from respbook.rules.many import check_count
from respbook.rules.permissions import Permission
from respbook.rules.works import Kind
from respbook.web.guard import needs
from respbook.web.htmx import go, piece, wants_piece
from respbook.web.htmx import show as page
from respbook.web.viewer import as_shown, current, now, today

pages = Blueprint("report_urging", __name__, url_prefix="/reporting-rate/urging")
REPORT_PATH = "/report/"
"""短链接: the page on which a village reports."""
LONGEST = 366


def span_asked() -> Span:
    """``first`` and ``last`` of the address; today where they cannot be read, a year at most."""
    first = day_in(request.args.get("first", "")) or today()
    last = day_in(request.args.get("last", "")) or first
    return Span(first, min(max(first, last), date.fromordinal(first.toordinal() + LONGEST)))


def _link() -> str:
    return str(current_app.extensions["settings"].public_url) + REPORT_PATH


def panel(span: Span, said: str = "", form: UrgeForm | None = None) -> dict[str, Any]:
    """催报一栏 on other pages: what ``report_urging/_panel.html`` is drawn with; ``said`` what was done just now, ``form`` what was refused."""
    desk = urging_desk(as_shown(), span, now(), _link())
    return {"urging": desk, "urge_form": form or UrgeForm(formdata=None), "again": (), "said": said}


@pages.get("")
@needs(Permission.TASK_READ)
def show() -> ResponseReturnValue:
    """催报: the text for the group, naming only those who owe a report and may be asked today."""
    form = UrgeForm(formdata=None)
    form.take_again(request.args.getlist("again"), request.args.get("reason", ""))
    return _page(form)


def _page(form: UrgeForm) -> ResponseReturnValue:
    span = span_asked()
    desk = urging_desk(as_shown(), span, now(), _link(), form.allowed())
    week = date.fromordinal(today().toordinal() - 6)
    return page(
        "report_urging/show.html",
        urging=desk,
        urge_form=form,
        again=form.again_ids(),
        span=span,
        messages=messages(as_shown(), MessageKind.REPORT) if current().of_office else [],
        kinds={},
        robot_states=ROBOT.labels,
        spans=[
            ("今天", url_for("report_urging.show")),
            ("近7天", url_for("report_urging.show", first=week, last=today())),
            ("本月以来", url_for("report_urging.show", first=today().replace(day=1), last=today())),
        ],
    ), form.status


@pages.post("")
@needs(Permission.REMINDER_WRITE)
def copy() -> ResponseReturnValue:
    """记下已复制."""
    return _done(_copied)


def _copied(wanted: actions.Urging) -> str:
    desk: UrgingDesk = actions.copy(wanted, by=as_shown(), now=now())
    if desk.quiet:
        return f"文字已备好，请{desk.limits.quiet_to}:00后再发到群里；记在{desk.on.month}月{desk.on.day}日。"
    return f"已复制，可以粘贴到群里；{len(desk.turns.asked)}个单位记为今天已催。"


@pages.post("/robot")
@needs(Permission.REMINDER_WRITE)
def send() -> ResponseReturnValue:
    """发到群里 by the robot."""
    return _done(_sent)


def _sent(wanted: actions.Urging) -> str:
    message = actions.send(wanted, by=as_shown(), now=now())
    current_app.extensions["queue"].start(Kind.MESSAGE, message.id)
    if message.not_before > now():
        return "现在是休息时间，到时间再发；那时已经报了的不再点名。"
    return "已交群机器人发送，结果见下。"


def _done(deed: Callable[[actions.Urging], str]) -> ResponseReturnValue:
    form, span = UrgeForm(), span_asked()
    if form.validate_on_submit():
        with form.refusals():
            shown = urging_desk(as_shown(), span, now(), _link(), form.allowed())
            check_count(form.how_many.data, len(shown.turns.asked), "个单位")
            said = deed(actions.Urging(span, _link(), form.wanted()))
            back = url_for("report_urging.show", first=span.from_on, last=span.to_on)
            if not wants_piece() or not request.headers.get("HX-Target"):
                return go(back, said)
            return piece("report_urging/_panel.html", **panel(span, said))
    if wants_piece() and request.headers.get("HX-Target"):
        return piece("report_urging/_panel.html", **panel(span, form=form)), form.status
    return _page(form)
