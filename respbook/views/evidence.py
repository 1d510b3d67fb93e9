"""佐证材料: one file a request; clean copies for all who may see it, the original photo for those who review (R4, R6, R69)."""

import io

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import evidence as actions
from respbook.forms.base import ConfirmForm, filled
from respbook.forms.evidence import DescribeForm, KeepForm
from respbook.queries import evidence as queries
from respbook.queries.scope import NotInSight
from respbook.queries.scope_evidence import evidence_in_sight
from respbook.rules.evidence import KINDS, NO_TIME_HINT
from respbook.rules.permissions import Permission, demand
from respbook.store import DiskFull
from respbook.web.evidence import SHOWN, SMALL, About, copy_of, photo_box, take_in
from respbook.web.files import attachment, clean_copy
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.listing import page_number
from respbook.web.press import store
from respbook.web.viewer import current, now

pages = Blueprint("evidence", __name__, url_prefix="/evidence")


@pages.get("/")
@needs(Permission.EVIDENCE_READ)
def index() -> ResponseReturnValue:
    """佐证材料: what was sent, the youngest first, and the place to send some."""
    return _index(KeepForm(formdata=None))


def _index(form: KeepForm) -> ResponseReturnValue:
    listing = queries.evidence_list(current(), page_number())
    likes = queries.likes_of(current(), listing.rows) if current().may(Permission.ORIGINAL_READ) else {}
    return page(
        "evidence/index.html",
        listing=listing,
        form=form,
        likes=likes,
        photo_box=photo_box(current().unit_id),
        hint=NO_TIME_HINT,
    ), form.status


@pages.post("/")
@needs(Permission.EVIDENCE_WRITE)
def keep() -> ResponseReturnValue:
    """收下一件: from the page's script as soon as it is chosen, or by the plain form."""
    form = KeepForm()
    kept = _kept(form)
    if kept is None:
        return _refused(form) if form.piece.data else _index(form)
    if form.piece.data:
        return render_template("evidence/_kept.html", row=kept.row, again=kept.again)
    said = "这一件以前收过，直接用原来的，没有重复收。" if kept.again else f"已收到“{kept.row.name[:40]}”。"
    return go(url_for("evidence.show", evidence_id=kept.row.id), said)


def _kept(form: KeepForm) -> actions.Kept | None:
    """What became of the file; None where it was refused and the form says why."""
    kept, full = None, False
    if form.validate_on_submit():
        with form.refusals():
            about = About(form.unit or current().unit_id, form.shown_on.data, filled(form.purpose))
            try:
                kept = take_in(form.file.data.stream, form.file.data.filename or "", about)
            except DiskFull:
                full = True
                raise
    if full:
        form.status = 507
    return kept


def _refused(form: KeepForm) -> ResponseReturnValue:
    told = [*form.file.errors, *form.form_errors, *(each for errors in form.errors.values() for each in errors)]
    return render_template("evidence/_refused.html", sentence=told[0]), form.status


@pages.get("/<int:evidence_id>")
@needs(Permission.EVIDENCE_READ)
def show(evidence_id: int) -> ResponseReturnValue:
    """一件佐证: the picture, what it claims, what it looks like, where it is used."""
    return _show(evidence_id, None)


def _show(evidence_id: int, form: DescribeForm | None) -> ResponseReturnValue:
    row = evidence_in_sight(current(), evidence_id)
    reviews = current().may(Permission.ORIGINAL_READ)
    fresh = DescribeForm(formdata=None, data={"shown_on": row.shown_on, "purpose": row.purpose, "version": row.version})
    return page(
        "evidence/show.html",
        row=row,
        reviews=reviews,
        likes=queries.likes_of(current(), [row]).get(row.id, []) if reviews else [],
        uses=queries.uses_of([row.id]).get(row.id, []),
        form=form or fresh,
        confirm=ConfirmForm(formdata=None, data={"version": row.version}),
        hint=NO_TIME_HINT,
    ), form.status if form else 200


@pages.get("/<int:evidence_id>/shown.jpg")
@needs(Permission.EVIDENCE_READ)
def shown(evidence_id: int) -> ResponseReturnValue:
    """照片, large."""
    return clean_copy(copy_of(_photo(evidence_id), SHOWN))


@pages.get("/<int:evidence_id>/small.jpg")
@needs(Permission.EVIDENCE_READ)
def small(evidence_id: int) -> ResponseReturnValue:
    """照片, small."""
    return clean_copy(copy_of(_photo(evidence_id), SMALL))


def _photo(evidence_id: int) -> str:
    row = evidence_in_sight(current(), evidence_id)
    if not row.is_photo:
        raise NotInSight
    return row.sha256


@pages.get("/<int:evidence_id>/original")
@needs(Permission.EVIDENCE_READ)
def original(evidence_id: int) -> ResponseReturnValue:
    """原件 to be taken away: a document by whoever sees it; a photo by reviewers only, because it may tell the place."""
    row = evidence_in_sight(current(), evidence_id)
    if row.is_photo:
        demand(current(), Permission.ORIGINAL_READ)
        row = actions.read_original(evidence_id, by=current(), now=now())
    return attachment(io.BytesIO(store().get(row.sha256)), row.called, KINDS[row.kind].media)


@pages.post("/<int:evidence_id>/description")
@needs(Permission.EVIDENCE_WRITE)
def describe(evidence_id: int) -> ResponseReturnValue:
    """注明佐证日期和用途."""
    evidence_in_sight(current(), evidence_id)
    form = DescribeForm()
    if form.validate_on_submit():
        with form.refusals():
            actions.describe(
                evidence_id,
                form.shown_on.data,
                filled(form.purpose),
                form.version.data or 0,
                by=current(),
                now=now(),
            )
            return go(url_for("evidence.show", evidence_id=evidence_id), "已注明。")
    if form.status == 409:
        form.renewed(evidence_in_sight(current(), evidence_id).version)
    return _show(evidence_id, form)


@pages.post("/<int:evidence_id>/withdrawal")
@needs(Permission.EVIDENCE_WRITE)
def withdraw(evidence_id: int) -> ResponseReturnValue:
    """撤下."""
    row = actions.withdraw(evidence_id, ConfirmForm().version.data or 0, by=current(), now=now())
    return go(url_for("evidence.index"), f"“{row.name[:40]}”已撤下，记录留在日志里。")
