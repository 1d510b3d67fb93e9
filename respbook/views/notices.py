"""通知: written, read by name before it is sent, taken with one press, urged in the group (features N3, N5, Y3)."""

import io
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, current_app, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import notices as actions
from respbook.forms.base import Form, filled
from respbook.forms.evidence import evidence_ids
from respbook.forms.lists import notice_filter
from respbook.forms.notices import CopyForm, NoticeForm, ReplyForm, TakeForForm, TakeForm, WithdrawForm
from respbook.queries import notice_lists as lists
from respbook.queries import notices as queries
from respbook.queries.audit import trail_of
from respbook.queries.office_settings import office_settings
from respbook.queries.scope import NotInSight
from respbook.queries.scope_evidence import evidence_named
from respbook.queries.scope_notices import file_in_sight, files_of, notice_in_sight, receipt_in_sight
from respbook.rules.chinese import china_day
from respbook.rules.evidence import KINDS
from respbook.rules.lifecycles import NOTICE
from respbook.rules.notices import (
    DUE_PROCESS,
    WAY_LABELS,
    Asking,
    Place,
    check_facts,
    next_sentence,
    notice_urging,
    took_words,
)
from respbook.rules.outgoing import NOTICE as SHEET
from respbook.rules.permissions import Permission
from respbook.rules.row_kinds import kind_words
from respbook.web import sheets
from respbook.web.evidence import SHOWN, About, copy_of, take_with_form
from respbook.web.files import attachment, clean_copy
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.listing import page_number, saved_bar
from respbook.web.many import ask
from respbook.web.press import store
from respbook.web.viewer import current, facing, now, today

pages = Blueprint("notices", __name__, url_prefix="/notices")
SUBJECTS = {
    "tasks": ("tasks.show", "task_id"),
    "letters": ("letters.show", "letter_id"),
    "reports": ("reports.show", "filing_id"),
    "circulars": ("circulars.show", "circular_id"),
    "findings": ("findings.show", "finding_id"),
    "orders": ("orders.show", "order_id"),
    "score_matters": ("score_matters.show", "matter_id"),
    "vetoes": ("vetoes.show", "veto_id"),
    "measures": ("measures.show", "measure_id"),
    "talks": ("talks.show", "talk_id"),
    "assessments": ("assessments.show", "assessment_id"),
}
"""通知所关的事: the page of each table that a room may send notices about; a new room adds its line."""


@pages.get("/")
@needs(Permission.NOTICE_READ)
def index() -> ResponseReturnValue:
    """通知列表."""
    wanted = notice_filter(request.args)
    return page(
        "notices/index.html",
        listing=lists.notice_list(current(), wanted, page_number()),
        wanted=wanted,
        labels=NOTICE.labels,
        may_write=current().may(Permission.NOTICE_WRITE),
        saved=saved_bar("notices"),
    )


@pages.route("/new", methods=["GET", "POST"])
@needs(Permission.NOTICE_WRITE)
def new() -> ResponseReturnValue:
    """写通知: first the names, then the sending."""
    form, places = NoticeForm(), queries.places(current())
    form.offer(places)
    files, wrong = _files(form)
    if request.form.get("edit"):
        form.seen.data = ""
    elif form.validate_on_submit() and not wrong:
        units, with_it = form.chosen_of(places), tuple(each.id for each in files)
        with form.refusals():
            seen = form.seen_ids()
            if not seen:
                check_facts(form.facts(tuple(each.id for each in units), with_it), today())
                return _preview(form, units, files)
            names = {each.id: each.called for each in places}
            if (asked := ask([names.get(each, "") for each in seen], "发给", "个单位")) is not None:
                return asked
            notice = actions.send(form.facts(seen, with_it), by=current(), now=now())
            return go(url_for("notices.show", notice_id=notice.id), f"已发给{len(seen)}个单位。")
        form.seen.data = ""
    if wrong:
        form.files.errors, form.status = wrong, 422
    return page("notices/new.html", form=form, places=places, files=files), form.status


def _files(form: NoticeForm) -> tuple[Sequence[Any], list[str]]:
    """附件: those kept before and still ticked, those that came with the form, and a sentence for each that failed."""
    if request.method == "GET":
        return (), []
    taken = take_with_form(form.files.data or [], About(current().unit_id, purpose="通知附件"))
    return evidence_named(current(), [*evidence_ids(request.form), *taken.ids]), taken.wrong


def _preview(form: NoticeForm, units: list[Place], files: Sequence[Any]) -> ResponseReturnValue:
    """发前核对: the count and every name; the same form goes on with all that was typed."""
    form.seen.data = ",".join(str(each.id) for each in units)
    form.renew_key()
    return page("notices/preview.html", form=form, units=units, files=files)


@pages.get("/<int:notice_id>")
@needs(Permission.NOTICE_READ)
def show(notice_id: int) -> ResponseReturnValue:
    """通知页: reading it writes nothing; a link preview takes nothing."""
    return _show(notice_id)


def _show(notice_id: int, form: Form | None = None) -> ResponseReturnValue:
    notice = notice_in_sight(current(), notice_id)
    viewer = facing(notice)
    common: dict[str, Any] = {
        "viewer": viewer,
        "notice": notice,
        "labels": NOTICE.labels,
        "took": took_words(notice.wants_receipt),
        "ways": WAY_LABELS,
        "files": files_of(notice.id),
        "subject": _subject(notice.subject_kind, notice.subject_id),
    }
    status = form.status if form else 200
    if not viewer.of_office:
        receipt = receipt_in_sight(viewer, notice.id, viewer.unit_id)
        found = queries.own_page(viewer, receipt)
        return page(
            "notices/read.html",
            found=found,
            next=next_sentence(found.own, today()),
            may_take=viewer.may(Permission.NOTICE_TAKE) and notice.state is NOTICE.start,
            take_form=form if isinstance(form, TakeForm) else TakeForm(formdata=None),
            reply_form=form if isinstance(form, ReplyForm) else ReplyForm(formdata=None),
            refused=form,
            **common,
        ), status
    read = queries.read_list(notice)
    trail = trail_of(viewer, "notices", notice.id)
    link = current_app.extensions["settings"].public_url + url_for("notices.show", notice_id=notice.id)
    issuer = office_settings(viewer).issuer
    asking = Asking(notice.title, notice.purpose, notice.wants_receipt, notice.reply_by, link, issuer)
    return page(
        "notices/show.html",
        read=read,
        urging=_urging(asking, read) if notice.state is NOTICE.start else "",
        urged=[each for each in trail if each.verb == "notice.urge" and china_day(each.at) == today()],
        deeds={each.name for each in NOTICE.open_to(notice.state, viewer)}
        if notice.subject_kind not in DUE_PROCESS
        else (),
        may_write=viewer.may(Permission.NOTICE_WRITE) and notice.state is NOTICE.start,
        form=form or CopyForm(formdata=None),
        trail=trail,
        **common,
    ), status


def _subject(kind: str, subject_id: int | None) -> tuple[str, str] | None:
    """所关的事: what it is called and where it stands."""
    if subject_id is None or kind not in SUBJECTS:
        return None
    endpoint, name = SUBJECTS[kind]
    place: dict[str, Any] = {name: subject_id}
    return kind_words(kind), url_for(endpoint, **place)


def _urging(asking: Asking, read: queries.ReadList) -> str:
    return notice_urging(asking, read.unread, read.unanswered if asking.reply_by else (), today())


@pages.post("/<int:notice_id>/receipt")
@needs(Permission.NOTICE_TAKE)
def take(notice_id: int) -> ResponseReturnValue:
    """阅知、签收 with one press; a second press says so and changes nothing."""
    notice, form = notice_in_sight(current(), notice_id), TakeForm()
    if form.validate_on_submit():
        with form.refusals():
            actions.take(notice_id, by=current(), now=now())
            return go(url_for("notices.show", notice_id=notice_id), f"已{took_words(notice.wants_receipt)}。")
    return _show(notice_id, form)


@pages.post("/<int:notice_id>/replies")
@needs(Permission.NOTICE_TAKE)
def reply(notice_id: int) -> ResponseReturnValue:
    """回复."""
    form = ReplyForm()
    notice_in_sight(current(), notice_id)
    if form.validate_on_submit():
        with form.refusals():
            actions.reply(notice_id, filled(form.text), by=current(), now=now())
            return go(url_for("notices.show", notice_id=notice_id), "回复已记下，镇里能看到。")
    return _show(notice_id, form)


@pages.route("/<int:notice_id>/withdrawal", methods=["GET", "POST"])
@needs(Permission.NOTICE_WRITE)
def withdraw(notice_id: int) -> ResponseReturnValue:
    """撤回."""
    notice, form = notice_in_sight(current(), notice_id), WithdrawForm()
    if form.validate_on_submit():
        with form.refusals():
            actions.withdraw(notice_id, filled(form.reason), form.version.data or 0, by=current(), now=now())
            return go(url_for("notices.show", notice_id=notice_id), "已撤回，各单位仍能看到，并看到撤回原因。")
    if request.method == "GET" or form.status == 409:
        form.renewed(notice.version)
    return page("notices/withdraw.html", notice=notice, form=form, tally=queries.read_list(notice).tally), form.status


@pages.get("/<int:notice_id>/units/<int:unit_id>/receipt")
@needs(Permission.NOTICE_WRITE)
def receive(notice_id: int, unit_id: int) -> ResponseReturnValue:
    """代签收、代回复 of one unit."""
    return _receive(notice_id, unit_id)


def _receive(notice_id: int, unit_id: int, form: Form | None = None) -> ResponseReturnValue:
    receipt = receipt_in_sight(current(), notice_id, unit_id)
    return page(
        "notices/receive.html",
        notice=receipt.notice,
        receipt=receipt,
        open=receipt.notice.state is NOTICE.start,
        ways=WAY_LABELS,
        replies=queries.replies_of(receipt),
        take_form=form if isinstance(form, TakeForForm) else TakeForForm(formdata=None),
        reply_form=form if isinstance(form, ReplyForm) else ReplyForm(formdata=None),
        refused=form,
    ), form.status if form else 200


@pages.post("/<int:notice_id>/units/<int:unit_id>/receipt")
@needs(Permission.NOTICE_WRITE)
def take_for(notice_id: int, unit_id: int) -> ResponseReturnValue:
    """代签收."""
    receipt, form = receipt_in_sight(current(), notice_id, unit_id), TakeForForm()
    if form.validate_on_submit():
        with form.refusals():
            actions.take_for(notice_id, unit_id, form.chosen_way, filled(form.taker), by=current(), now=now())
            return go(_back(notice_id), f"已代{receipt.unit.called}签收。")
    return _receive(notice_id, unit_id, form)


@pages.post("/<int:notice_id>/units/<int:unit_id>/replies")
@needs(Permission.NOTICE_WRITE)
def reply_for(notice_id: int, unit_id: int) -> ResponseReturnValue:
    """代回复."""
    receipt, form = receipt_in_sight(current(), notice_id, unit_id), ReplyForm()
    if form.validate_on_submit():
        with form.refusals():
            actions.reply_for(notice_id, unit_id, filled(form.text), by=current(), now=now())
            return go(_back(notice_id), f"已代{receipt.unit.called}回复。")
    return _receive(notice_id, unit_id, form)


def _back(notice_id: int) -> str:
    return url_for("notices.show", notice_id=notice_id, _anchor="notices-read-list")


@pages.post("/<int:notice_id>/urging")
@needs(Permission.NOTICE_WRITE)
def copy(notice_id: int) -> ResponseReturnValue:
    """记下已复制催读用语."""
    notice, form = notice_in_sight(current(), notice_id), CopyForm()
    if form.validate_on_submit():
        with form.refusals():
            read = queries.read_list(notice)
            units = read.unread + (read.unanswered if notice.reply_by else [])
            actions.urged(notice_id, units, by=current(), now=now())
            return go(
                url_for("notices.show", notice_id=notice_id),
                "已复制，可以粘贴到群里；日志记为“已复制”。",
            )
    return _show(notice_id, form)


@pages.get("/<int:notice_id>/export")
@needs(Permission.NOTICE_READ)
def export(notice_id: int) -> ResponseReturnValue:
    """签收情况 as a sheet, for the office."""
    notice = notice_in_sight(current(), notice_id)
    if not current().keeps(notice.town_id):
        raise NotInSight
    return sheets.send(sheets.write(SHEET, queries.sheet_rows(queries.read_list(notice))), SHEET.title)


@pages.get("/<int:notice_id>/files/<int:evidence_id>")
@needs(Permission.NOTICE_READ)
def file(notice_id: int, evidence_id: int) -> ResponseReturnValue:
    """附件, for whoever the notice was sent to: a photo as it was made anew, a document as it came."""
    row = file_in_sight(current(), notice_id, evidence_id)
    if row.is_photo:
        return clean_copy(copy_of(row.sha256, SHOWN))
    return attachment(io.BytesIO(store().get(row.sha256)), row.called, KINDS[row.kind].media)
