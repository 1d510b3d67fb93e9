"""责任交接: made at the unit, printed, signed by three, taken in as a scan, compared by a second person."""

import io

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import handovers as actions
from respbook.forms.base import ConfirmForm, filled
from respbook.forms.handovers import HandoverForm, HandoverScanForm
from respbook.forms.uploads import taken
from respbook.queries import handovers as queries
from respbook.queries.in_force import single_handed
from respbook.queries.scope import NotInSight, unit_in_sight
from respbook.queries.scope_around import handover_in_sight
from respbook.rules.holders import first_present
from respbook.rules.permissions import Permission, demand
from respbook.rules.units import PostRole
from respbook.web import files
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.press import binder, store
from respbook.web.viewer import current, now, today

pages = Blueprint("handovers", __name__)


@pages.route("/units/<int:unit_id>/handovers", methods=["GET", "POST"])
@needs(Permission.HANDOVER_WRITE)
def make(unit_id: int) -> ResponseReturnValue:
    """办理责任交接."""
    unit = unit_in_sight(current(), unit_id)
    due = queries.due_handovers(unit, queries.handovers_of(unit_id))
    pairs = {f"{giver.id}-{taker.id}": (giver, taker) for giver, taker in due}
    stationed = first_present(unit.holders, PostRole.STATIONED)
    form = HandoverForm(
        data={
            "pair": next(iter(pairs), ""),
            "handed_on": max((taker.from_on for _, taker in due), default=today()),
            "witness": stationed.name if stationed else current().name,
            "witness_post": stationed.post if stationed else "经办人",
        }
    )
    form.pair.choices = [(key, f"{a.post}{a.name} 交 {b.post}{b.name}") for key, (a, b) in pairs.items()]
    if form.validate_on_submit():
        with form.refusals():
            giver, taker = pairs[form.pair.data]
            assert form.handed_on.data is not None
            facts = actions.HandoverFacts(
                giver.id, taker.id, form.handed_on.data, filled(form.witness), filled(form.witness_post)
            )
            issuer = queries.town_name(unit)
            row = actions.make(unit_id, facts, issuer, binder(), store(), by=current(), now=now())
            return go(url_for("handovers.show", handover_id=row.id), "交接书已做好，请打印后由三方签字。")
    duties = queries.open_duties(unit_id, today())
    return page("handovers/make.html", unit=unit, form=form, pairs=pairs, duties=duties), form.status


@pages.route("/handovers/<int:handover_id>", methods=["GET", "POST"])
@needs(Permission.LETTER_READ)
def show(handover_id: int) -> ResponseReturnValue:
    """责任交接: how far it is; whoever may, hands in the signed paper here."""
    row = handover_in_sight(current(), handover_id)
    form = HandoverScanForm(data={"version": row.version, "kept_at": row.kept_at})
    if request.method == "POST":
        demand(current(), Permission.HANDOVER_WRITE)  # before a file is kept
    if form.validate_on_submit():
        with form.refusals():
            facts = _scan(form)
            actions.take_scan(handover_id, facts, form.version.data or 0, by=current(), now=now())
            return go(url_for("handovers.show", handover_id=handover_id), "已收下，请另一位同志对照原件核对。")
    confirm = ConfirmForm(formdata=None, data={"version": row.version})
    another = row.scanned_by_id != current().user_id or single_handed(row.unit_id, today())
    return page("handovers/show.html", row=row, form=form, confirm=confirm, another=another), form.status


def _scan(form: HandoverScanForm) -> actions.ScanFacts:
    sent = taken(form.scan, store())
    return actions.ScanFacts(sent.sha256, sent.name, sent.scan.media, filled(form.kept_at))


@pages.get("/handovers/<int:handover_id>/paper.pdf")
@needs(Permission.LETTER_READ)
def pdf(handover_id: int) -> ResponseReturnValue:
    """责任交接书."""
    row = handover_in_sight(current(), handover_id)
    return files.pdf(store().get(row.pdf_sha256), f"{row.unit.called}_责任交接书.pdf")


@pages.get("/handovers/<int:handover_id>/scan")
@needs(Permission.LETTER_READ)
def scan(handover_id: int) -> ResponseReturnValue:
    """签好的交接书."""
    row = handover_in_sight(current(), handover_id)
    if not row.scan_sha256:
        raise NotInSight
    return files.attachment(io.BytesIO(store().get(row.scan_sha256)), row.scan_name, row.media)


@pages.post("/handovers/<int:handover_id>/comparison")
@needs(Permission.HANDOVER_WRITE)
def compare(handover_id: int) -> ResponseReturnValue:
    """核对."""
    actions.compare(handover_id, ConfirmForm().version.data or 0, by=current(), now=now())
    return go(url_for("handovers.show", handover_id=handover_id), "已核对，责任交接完成。")
