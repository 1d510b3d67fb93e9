"""约谈: one line of steps with its dates and papers; each step is one question, on the phone for the unit (features Y2)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import talk_papers
from respbook.actions import talks as actions
from respbook.forms.base import EditForm, filled
from respbook.forms.evidence import evidence_ids
from respbook.forms.talks import CheckForm, HeldForm, MinutesForm, SummonsForm, WordsForm
from respbook.queries import talks as queries
from respbook.queries.audit import trail_of
from respbook.queries.belonging import belonging_of
from respbook.queries.measures import standings
from respbook.queries.scope_measures import talk_in_sight
from respbook.queries.workdays import calendar_of
from respbook.rules.chinese import china_day, day
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import TALK, TalkState
from respbook.rules.permissions import Permission
from respbook.rules.talks import DEED_LABELS, LINE, TalkDeed, numbered, reached_step, report_until
from respbook.web import files
from respbook.web.evidence import sent_photos
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.signed_copies import tools
from respbook.web.viewer import current, facing, now, today

pages = Blueprint("talks", __name__, url_prefix="/talks")


@pages.get("/<int:talk_id>")
@needs(Permission.MEASURE_READ)
def show(talk_id: int) -> ResponseReturnValue:
    """一次约谈: the line of its steps, what was said and promised, its papers."""
    return _shown(talk_id)


def _shown(talk_id: int, deed: str = "", refused: EditForm | None = None) -> ResponseReturnValue:
    row = talk_in_sight(current(), talk_id)
    viewer = facing(row)
    found = next(iter(standings([row.measure], today())), None)
    deeds = {each.name for each in TALK.open_to(row.state, viewer)}
    barred = ""
    if deeds & {"close", "send_back"}:
        try:
            actions.check_checker(row, belonging_of(viewer, today()), viewer)
        except RuleBroken as refusal:
            barred, deeds = refusal.sentence, deeds - {"close", "send_back"}
    forms = {name: make(formdata=None) for name, make in _FORMS.items() if name in deeds}
    if "close" in deeds:
        forms["check"] = CheckForm(formdata=None)
    for form in forms.values():
        form.renewed(row.version)
    if refused is not None:
        forms[deed] = refused
        if refused.status == 409:
            refused.renewed(row.version)
    until = report_until(calendar_of(row.town_id), row.held_on) if row.state is TalkState.HELD and row.held_on else None
    return page(
        "talks/show.html",
        viewer=viewer,
        row=row,
        found=found,
        line=_line(row),
        deeds=deeds,
        barred=barred,
        forms=forms,
        deed=deed,
        until=until,
        receipt=queries.receipt_of(row),
        labels=DEED_LABELS,
        states=TALK.labels,
        numbered=numbered,
        trail=trail_of(viewer, "talks", row.id),
    ), refused.status if refused else 200


_FORMS: dict[str, Callable[..., EditForm]] = {"minute": MinutesForm, "cancel": WordsForm}


def _line(row: Any) -> list[tuple[str, str, str, int, str]]:
    """一条线 as ``parts/steps.html`` shows it: name, day, done, now or next, how much of it is gone, where it leads."""
    told = {each.deed: each.at for each in row.entries}
    days = {
        TalkState.APPROVED: row.measure.decided_on,
        TalkState.NOTIFIED: row.notified_on,
        TalkState.EXPLAINED: told.get("explain"),
        TalkState.HELD: row.held_on,
        TalkState.MINUTED: row.minuted_at,
        TalkState.REPORTED: told.get("report"),
        TalkState.CLOSED: row.checked_at,
    }
    steps = []
    current_is = _next(row.state)
    for name, state in LINE:
        done = reached_step(row.state, state)
        at = days[state]
        when = "" if at is None else day(china_day(at) if isinstance(at, datetime) else at)
        if done and not when:
            when = "没有报" if state is TalkState.EXPLAINED else ""
        status = "done" if done else "now" if state is current_is else "next"
        steps.append((name, when or _due(row, state), status, 100 if done else 0, ""))
    return steps


def _next(state: TalkState) -> TalkState | None:
    order = [each for _, each in LINE]
    if state not in order or state is TalkState.CLOSED:
        return None
    return order[order.index(state) + 1]


def _due(row: Any, state: TalkState) -> str:
    due = {TalkState.EXPLAINED: row.explain_until, TalkState.HELD: row.meet_on, TalkState.REPORTED: row.report_until}
    on = due.get(state)
    return (
        f"{on.month}月{on.day}日前"
        if on and state is not TalkState.HELD
        else f"定于{on.month}月{on.day}日"
        if on
        else ""
    )


@pages.route("/<int:talk_id>/summons", methods=["GET", "POST"])
@needs(Permission.MEASURE_WRITE)
def notify(talk_id: int) -> ResponseReturnValue:
    """发约谈通知: filled in from the measure; its page as PDF before it goes out."""
    row = talk_in_sight(current(), talk_id)
    if row.state is not TalkState.APPROVED:
        return go(url_for("talks.show", talk_id=talk_id), f"约谈现为“{TALK.labels[row.state]}”，通知不再改动。", "warn")
    form = SummonsForm(data=_offered(row) if request.method == "GET" else None)
    if form.validate_on_submit():
        with form.refusals():
            if "look" in request.form:
                content = talk_papers.pressed(talk_id, form.summons(), tools(), by=current(), now=now())
                return files.pdf(content, f"{row.measure.unit_name}_约谈通知书_草稿.pdf")
            done = talk_papers.notify(talk_id, form.summons(), form.version.data or 0, tools(), by=current(), now=now())
            return go(url_for("talks.show", talk_id=talk_id), f"约谈通知书{done.number_text}已发出，等单位签收。")
    row = talk_in_sight(current(), talk_id)  # as it stands after what was refused
    if form.status == 409:
        form.renewed(row.version)
    return page("talks/notify.html", row=row, form=form), form.status


def _offered(row: Any) -> dict[str, Any]:
    calendar = calendar_of(row.town_id)
    meet_on = calendar.add_workdays(today(), 5)
    return {
        **queries.offered(row),
        "meet_on": meet_on,
        "meet_at": "上午9时",
        "explain_until": calendar.add_workdays(meet_on, -1),
        "version": row.version,
    }


@pages.route("/<int:talk_id>/holding", methods=["GET", "POST"])
@needs(Permission.MEASURE_WRITE)
def hold(talk_id: int) -> ResponseReturnValue:
    """登记约谈: demands, promise, who was there."""
    row = talk_in_sight(current(), talk_id)
    if row.state not in (TalkState.NOTIFIED, TalkState.EXPLAINED):
        return go(url_for("talks.show", talk_id=talk_id), f"约谈现为“{TALK.labels[row.state]}”。", "warn")
    until = calendar_of(row.town_id).rolled(today() + timedelta(days=15)).due_on
    told = {"held_on": row.meet_on, "present": f"{row.host}、{row.persons}"[:200], "demands_until": until}
    form = HeldForm(data={**told, "version": row.version} if request.method == "GET" else None)
    if form.validate_on_submit():
        with form.refusals():
            actions.hold(talk_id, form.held(), form.version.data or 0, by=current(), now=now())
            return go(url_for("talks.show", talk_id=talk_id), "已登记约谈，请印发纪要。")
    row = talk_in_sight(current(), talk_id)  # as it stands after what was refused
    if form.status == 409:
        form.renewed(row.version)
    return page("talks/hold.html", row=row, form=form, explained=queries.words_said(row, TalkDeed.EXPLAIN)), (
        form.status
    )


@pages.post("/<int:talk_id>/minutes")
@needs(Permission.MEASURE_WRITE)
def minute(talk_id: int) -> ResponseReturnValue:
    """印发纪要."""
    form = MinutesForm()
    if form.validate_on_submit():
        with form.refusals():
            row = talk_papers.minute(talk_id, form.until(), form.version.data or 0, tools(), by=current(), now=now())
            assert row.report_until is not None
            return go(
                url_for("talks.show", talk_id=talk_id), f"纪要已印发，落实情况应于{day(row.report_until)}前报来。"
            )
    return _shown(talk_id, "minute", form)


@pages.route("/<int:talk_id>/explanation", methods=["GET", "POST"])
@needs(Permission.MEASURE_ANSWER)
def explain(talk_id: int) -> ResponseReturnValue:
    """报情况说明, by the unit or for it."""
    return _told(talk_id, TalkState.NOTIFIED, "情况说明", actions.explain)


@pages.route("/<int:talk_id>/report", methods=["GET", "POST"])
@needs(Permission.MEASURE_ANSWER)
def report(talk_id: int) -> ResponseReturnValue:
    """报落实情况, by the unit or for it."""
    return _told(talk_id, TalkState.MINUTED, "落实情况", actions.report)


def _told(talk_id: int, state: TalkState, words: str, deed: Callable[..., Any]) -> ResponseReturnValue:
    """One question: what happened, or what was done; with photos. What was typed is not lost."""
    row = talk_in_sight(current(), talk_id)
    if row.state is not state:
        return go(url_for("talks.show", talk_id=talk_id), f"约谈现为“{TALK.labels[row.state]}”，不用再报。", "warn")
    form = WordsForm(data={"version": row.version} if request.method == "GET" else None)
    form.words.label.text = words
    valid = form.validate_on_submit()
    photos = sent_photos(evidence_ids(request.form), row.measure.unit_id, f"约谈{words}", ours=form.ours, offer=False)
    if valid and not photos.wrong:
        with form.refusals():
            deed(talk_id, filled(form.words), photos.ids, form.version.data or 0, by=current(), now=now())
            return go(url_for("talks.show", talk_id=talk_id), f"{words}已报镇里。")
    row = talk_in_sight(current(), talk_id)  # as it stands after what was refused
    if form.status == 409:
        form.renewed(row.version)
    status = 422 if photos.wrong and form.status == 200 else form.status
    return page("talks/tell.html", row=row, form=form, photo_box=photos, words=words, numbered=numbered), status


@pages.post("/<int:talk_id>/check")
@needs(Permission.MEASURE_DECIDE)
def check(talk_id: int) -> ResponseReturnValue:
    """核查: closed, or sent back with what is missing."""
    form = CheckForm()
    if form.validate_on_submit():
        with form.refusals():
            deed = actions.close if form.outcome.data == "pass" else actions.send_back
            deed(talk_id, filled(form.words), form.version.data or 0, by=current(), now=now())
            said = "核查通过，约谈办结。" if form.outcome.data == "pass" else "已退回，请单位继续落实。"
            return go(url_for("talks.show", talk_id=talk_id), said)
    return _shown(talk_id, "check", form)


@pages.post("/<int:talk_id>/cancellation")
@needs(Permission.MEASURE_DECIDE)
def cancel(talk_id: int) -> ResponseReturnValue:
    """取消约谈."""
    form = WordsForm()
    if form.validate_on_submit():
        with form.refusals():
            actions.cancel(talk_id, filled(form.words), form.version.data or 0, by=current(), now=now())
            return go(url_for("talks.show", talk_id=talk_id), "约谈已取消。")
    return _shown(talk_id, "cancel", form)
