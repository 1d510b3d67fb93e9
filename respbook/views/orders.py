"""督办文书: the list with its registers, one order with its paper, its receipt and how it is taken back (Q2, Y3)."""

import io
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import order_issuing, order_receipts
from respbook.forms.base import ConfirmForm, EditForm, filled
from respbook.forms.evidence import evidence_ids
from respbook.forms.lists import order_filter
from respbook.forms.orders import ReasonForm, ReceiptForm
from respbook.papers import stored
from respbook.papers.order import inviting
from respbook.press.word import word
from respbook.queries import order_lists as queries
from respbook.queries import order_page
from respbook.queries.scope import NotInSight
from respbook.queries.scope_orders import order_in_sight
from respbook.queries.workdays import calendar_of
from respbook.rules.lifecycles import ORDER, UNISSUED, OrderState
from respbook.rules.orders import (
    ORDER_KIND_LABELS,
    RECEIPT_LABELS,
    OrderKind,
    ReceiptHow,
    kind_words,
    needs_leader,
    receipt_late,
    receipt_words,
)
from respbook.rules.outgoing import RECTIFY_REGISTER, SUPERVISE_REGISTER
from respbook.rules.permissions import Permission
from respbook.web import files, sheets
from respbook.web.evidence import About, PhotoBox, photo_box, take_with_form
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.listing import page_number, saved_bar
from respbook.web.press import store
from respbook.web.signed_copies import tools
from respbook.web.viewer import current, facing, now, today

pages = Blueprint("orders", __name__)


@pages.get("/orders/")
@needs(Permission.FINDING_READ)
def index() -> ResponseReturnValue:
    """整改通知书、督办单: what waits for the leader or for a receipt stands out."""
    viewer, wanted = current(), order_filter(request.args)
    listing = queries.order_list(viewer, wanted, page_number())
    calendar = calendar_of(listing.rows[0].town_id) if listing.rows else None

    def told(row: Any) -> tuple[str, bool]:
        """签收情况 of a row, and whether it is late."""
        if calendar is None or row.issued_on is None or row.ended_at is not None:
            return "", False
        received = queries.received_day(row.received_at)
        words = receipt_words(calendar, row.issued_on, received, today())
        return words, receipt_late(calendar, row.issued_on, received or today())

    return page(
        "orders/index.html",
        listing=listing,
        wanted=wanted,
        told=told,
        years=queries.years_of(viewer),
        kinds=ORDER_KIND_LABELS,
        states={k: v for k, v in ORDER.labels.items() if viewer.of_office or k not in UNISSUED},
        kind_words=kind_words,
        saved=saved_bar("orders"),
    )


@pages.get("/orders/export")
@needs(Permission.FINDING_READ)
def export() -> ResponseReturnValue:
    """整改通知书登记表, or 督办台账 where the filter asks for 督办单 or 督办函."""
    wanted = order_filter(request.args)
    sheet = SUPERVISE_REGISTER if wanted.kind in (OrderKind.SUPERVISE, OrderKind.LETTER) else RECTIFY_REGISTER
    rows = queries.register_rows(current(), wanted, today())
    return sheets.send(sheets.write(sheet, rows), sheet.title)


@pages.get("/orders/<int:order_id>")
@needs(Permission.FINDING_READ)
def show(order_id: int) -> ResponseReturnValue:
    """文书页: its text, what it lists and how that stands, who signed for it."""
    return shown(order_id)


def shown(order_id: int, deed: str = "", form: EditForm | None = None) -> ResponseReturnValue:
    """文书页, also with a form of it that was refused."""
    row = order_in_sight(current(), order_id, *order_page.BEHIND)
    viewer = facing(row)
    leader = needs_leader(row.kind, row.light)
    deeds = {each.name for each in ORDER.open_to(row.state, viewer)}
    deeds -= {"issue"} if leader else {"submit", "sign", "send_back"}
    if leader and not viewer.may(Permission.ORDER_ISSUE):
        deeds -= {"withdraw", "void"}
    if viewer.of_office or not viewer.unit_path.startswith(row.unit.path):
        deeds = deeds - {"receive"} | ({"receive_for"} if viewer.of_office and "receive" in deeds else set())
    if row.state in UNISSUED and viewer.may(_writes(row.state)):
        deeds |= {"word", "drop"}
    confirm = ConfirmForm(formdata=None, data={"version": row.version})
    reasons = {
        name: form if form and deed == name else ReasonForm(formdata=None) for name in ("send_back", "take_back")
    }
    for each in reasons.values():
        if each is not form or form.status == 409:
            each.renewed(row.version)
    return page(
        "orders/show.html",
        viewer=viewer,
        row=row,
        found=order_page.order_page(row, today()),
        deeds=deeds,
        confirm=confirm,
        reasons=reasons,
        refused=deed,
        title=kind_words(row.kind, row.light),
        states=ORDER.labels,
        hows=RECEIPT_LABELS,
        followed=queries.followed_by(row.id) if viewer.of_office else [],
    ), form.status if form else 200


def _writes(state: OrderState) -> Permission:
    """Who changes a draft: what lies before the leader only a leader."""
    return Permission.ORDER_ISSUE if state is OrderState.PROPOSED else Permission.ORDER_WRITE


@pages.get("/orders/<int:order_id>/paper.pdf")
@needs(Permission.FINDING_READ)
def pdf(order_id: int) -> ResponseReturnValue:
    """文书 as it was issued; a draft as it would be, with 草稿 on every page."""
    row = order_in_sight(current(), order_id)
    name = f"{row.unit.called}_{ORDER_KIND_LABELS[row.kind]}_{row.number_text or '草稿'}.pdf"
    if row.pdf_sha256:
        return files.pdf(store().get(row.pdf_sha256), name)
    return files.pdf(order_issuing.pressed(order_id, tools(), by=current(), now=now()), name)


@pages.get("/orders/<int:order_id>/paper.docx")
@needs(Permission.FINDING_READ)
def docx(order_id: int) -> ResponseReturnValue:
    """Word版 of an issued order."""
    row = order_in_sight(current(), order_id)
    frozen = order_page.paper_of(row.id)
    if not frozen:
        raise NotInSight
    paper = inviting(stored.loaded(frozen), tools().public_url + url_for("orders.show", order_id=row.id))
    content = word(paper, order_issuing.pictures_of(paper, store()))
    name = f"{row.unit.called}_{ORDER_KIND_LABELS[row.kind]}_{row.number_text}.docx"
    return files.attachment(io.BytesIO(content), name, files.DOCX)


@pages.post("/orders/<int:order_id>/receipt")
@needs(Permission.RECTIFY_WRITE)
def receive(order_id: int) -> ResponseReturnValue:
    """签收, in one tap."""
    row = order_receipts.receive(order_id, ConfirmForm().version.data or 0, by=current(), now=now())
    return go(
        url_for("orders.show", order_id=order_id), f"已签收，请在{row.due_on.month}月{row.due_on.day}日前办理并回复。"
    )


@pages.route("/orders/<int:order_id>/proxy-receipt", methods=["GET", "POST"])
@needs(Permission.RECTIFY_WRITE)
def receive_for(order_id: int) -> ResponseReturnValue:
    """代签收 for a unit that was told by telephone, by hand or on paper."""
    row = order_in_sight(current(), order_id)
    if not current().keeps(row.town_id) or row.state is not OrderState.ISSUED:
        return go(url_for("orders.show", order_id=order_id))
    form = ReceiptForm(data={"version": row.version})
    valid = form.validate_on_submit()
    photos = _photos(form, row.unit_id)
    if valid and not photos.wrong:
        with form.refusals():
            evidence = photos.rows[0].id if photos.rows else None
            receipt = order_receipts.Receipt(ReceiptHow(form.how.data), filled(form.name), evidence)
            order_receipts.receive_for(order_id, receipt, form.version.data or 0, by=current(), now=now())
            return go(url_for("orders.show", order_id=order_id), f"已登记{row.unit.called}签收。")
    status = 422 if photos.wrong and form.status == 200 else form.status
    return page(
        "orders/receive_for.html", row=row, form=form, photo_box=photos, title=kind_words(row.kind, row.light)
    ), status


def _photos(form: ReceiptForm, unit_id: int) -> PhotoBox:
    """照片 of the paper receipt; none is lost by a form that is refused."""
    if request.method != "POST" or "csrf_token" in form.errors:
        return photo_box(unit_id, evidence_ids(request.form))
    taken = take_with_form(request.files.getlist(PhotoBox.field), About(unit_id, None, "督办文书回执"))
    return photo_box(unit_id, [*evidence_ids(request.form), *taken.ids][:1], taken.wrong)


@pages.post("/orders/<int:order_id>/withdrawal")
@needs(Permission.ORDER_WRITE)
def take_back(order_id: int) -> ResponseReturnValue:
    """撤回 or 作废, with the reason."""
    form = ReasonForm()
    if form.validate_on_submit():
        with form.refusals():
            row = order_issuing.take_back(
                order_id, filled(form.reason), form.version.data or 0, by=current(), now=now()
            )
            return go(url_for("orders.show", order_id=order_id), f"{ORDER.labels[row.state]}，文号不再使用。")
    return shown(order_id, "take_back", form)
