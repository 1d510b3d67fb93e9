"""代报: the clerk files for the villages, from the group's chat or on the table of the day (features X2, H4)."""

from datetime import date
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import proxy_reports as actions
from respbook.actions.reports import NothingFiled
from respbook.forms.base import Form
from respbook.forms.proxy_reports import Chosen, PasteForm, day_in, read_cells, read_chosen, read_typed
from respbook.queries import proxy_chats as chats
from respbook.queries.obligations import Span
from respbook.queries.proxy_grid import Typed, columns_of, proxy_grid
from respbook.queries.proxy_reports import reporting_day
from respbook.queries.scope_reports import chat_in_sight
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Permission
from respbook.rules.proxy_offers import MOST_LINES
from respbook.rules.units import kind_among, kind_options, signing_kinds
from respbook.views.report_urging import panel
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.viewer import current, now, today

pages = Blueprint("proxy_reports", __name__, url_prefix="/proxy-reports")


def _asked_day() -> date:
    return day_in(request.args.get("on", ""), today())


@pages.get("/")
@needs(Permission.REPORT_PROXY)
def index() -> ResponseReturnValue:
    """代报表 of a day."""
    return _grid_page(Form(formdata=None), _asked_day(), {})


def _grid_page(form: Form, on: date, typed: Typed) -> ResponseReturnValue:
    day = reporting_day(current(), on, today())
    kind, shown = request.values.get("kind", ""), request.values.get("show", "")
    kinds = signing_kinds(current().office_kind)
    chosen = kind_among(kinds, kind)
    return page(
        "proxy_reports/index.html",
        form=form,
        day=day,
        grid=proxy_grid(day, shown, chosen, typed, today()),
        columns=columns_of(day),
        shown=shown,
        kind=chosen,
        kinds=kind_options(kinds),
        may_open=current().may(Permission.REPORT_REVIEW),
        **panel(Span(day.on, day.on)),
    ), form.status


@pages.post("/")
@needs(Permission.REPORT_PROXY)
def save() -> ResponseReturnValue:
    """保存代报表: the good cells are filed, the refused ones stand as they were typed, each with its sentence."""
    form, on = Form(), day_in(request.form.get("on", ""), today())
    if not form.validate_on_submit():
        raise RuleBroken("提交的内容不完整，没有保存。请刷新页面后重试。")
    cells = read_typed(request.form)
    if request.form.get("fill"):
        return _grid_page(
            form, on, {**_empty_patrols(on), **{frozenset(each.versions): (each.text, "") for each in cells}}
        )
    day = reporting_day(current(), on, today())
    sent = read_cells(cells, day)
    made, wrong = 0, dict(sent.wrong)
    if sent.filings:
        try:
            outcome = actions.file_cells(sent.filings, by=current(), now=now())
            made, refused = len(outcome.made), outcome.refused
        except NothingFiled as nothing:
            refused = nothing.refused
        wrong |= {sent.of[place]: refusal.sentence for place, refusal in refused.items()}
    if not wrong:
        said = f"已代报{made}条。" if made else "没有改动，什么也没有报。"
        return go(url_for("proxy_reports.index", **_same_grid(on)), said, "ok" if made else "warn")
    done = f"已代报{made}条；" if made else "还没有代报；"
    form.status = 422
    form.form_errors = [f"{done}有{len(wrong)}格没有报上，原因写在格下，填的还在，请改正后再保存。"]
    form.renew_key()
    return _grid_page(form, on, {cell: (sent.text[cell], sentence) for cell, sentence in wrong.items()})


def _same_grid(on: date) -> dict[str, Any]:
    kept = {name: request.form.get(name, "") for name in ("show", "kind")}
    return {"on": on.isoformat(), **{name: value for name, value in kept.items() if value}}


def _empty_patrols(on: date) -> dict[frozenset[int], tuple[str, str]]:
    """其余全部无异常, for browsers without scripts: the empty boxes of the patrols are filled in, nothing is filed."""
    day = reporting_day(current(), on, today())
    found = {}
    for place in day.asked:
        left = frozenset(
            cell.task.id for cell in day.of(place.id, day.patrols) if cell.report is None and not day.closing.shut(cell)
        )
        if left:
            found[left] = ("无异常", "")
    return found


@pages.get("/chat")
@needs(Permission.REPORT_PROXY)
def paste() -> ResponseReturnValue:
    """粘贴接龙."""
    return _paste_page(PasteForm(formdata=None, data={"on": _asked_day()}))


def _paste_page(form: PasteForm) -> ResponseReturnValue:
    day = reporting_day(current(), form.on.data or today(), today())
    pastes = chats.pastes_of(current(), day)
    return page("proxy_reports/paste.html", form=form, day=day, pastes=pastes, most=MOST_LINES), form.status


@pages.post("/chat")
@needs(Permission.REPORT_PROXY)
def read() -> ResponseReturnValue:
    """识别: what would be filed, what must be asked; writes nothing."""
    form = PasteForm()
    fine = form.validate_on_submit()
    if fine and form.on.data and form.on.data > today():
        form.status, fine = 422, False
        form.on.errors = [*form.on.errors, "日期还没有到，请选今天或以前的日子。"]
    if not fine:
        return _paste_page(form)
    with form.refusals():
        return _desk_page(form, None)
    return _paste_page(form)


def _desk_page(form: PasteForm, chosen: Chosen | None) -> ResponseReturnValue:
    day = reporting_day(current(), form.on.data or today(), today())
    desk = chats.chat_desk(current(), day, form.text.data or "")
    return page("proxy_reports/desk.html", form=form, desk=desk, chosen=chosen), form.status


@pages.post("/chat/filing")
@needs(Permission.REPORT_PROXY)
def file() -> ResponseReturnValue:
    """代报 what was chosen: the paste is kept and all is filed, or nothing."""
    form = PasteForm()
    if not form.validate_on_submit() or form.on.data is None:
        raise RuleBroken("提交的内容不完整，没有代报。请重新粘贴后再办。")
    text = form.text.data or ""
    chosen = read_chosen(request.form, reporting_day(current(), form.on.data, today()), text)
    if chosen.wrong:
        form.status, form.form_errors = 422, ["有的待核对行还没有填全，已在行中标出；没有代报，请改正后再办。"]
        return _desk_page(form, chosen)
    with form.refusals():
        kept = actions.file_chat(actions.Pasted(form.on.data, text), chosen.filings, by=current(), now=now())
        return go(url_for("proxy_reports.chat", chat_id=kept.id), f"已代报{chosen.count}条，原文已存。")
    return _desk_page(form, chosen)


@pages.get("/chats/<int:chat_id>")
@needs(Permission.REPORT_PROXY)
def chat(chat_id: int) -> ResponseReturnValue:
    """接龙记录: the original with its lines marked, what came of each, and who is still missing."""
    kept = chat_in_sight(current(), chat_id)
    came = chats.what_came_of(kept)
    day = reporting_day(current(), kept.on_day, today())
    return page(
        "proxy_reports/chat.html",
        paste=kept,
        came=came,
        lines=chats.marked_lines(kept.text, came),
        day=day,
        **panel(Span(day.on, day.on)),
    )
