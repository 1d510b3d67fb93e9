"""一票否决: the list, proposing one, its page from the incident to the decision (features X14)."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import vetoes as actions
from respbook.forms.base import ConfirmForm, EditForm, filled
from respbook.forms.evidence import evidence_ids
from respbook.forms.lists import veto_filter
from respbook.forms.score_matters import StatementForm, TellVetoForm, UpholdForm, VetoForm, VetoReasonForm
from respbook.queries import vetoes as queries
from respbook.queries.audit import trail_of
from respbook.queries.belonging import belonging_of
from respbook.queries.finding_page import unit_choices
from respbook.queries.matter_grounds import in_force
from respbook.queries.scope_assessments import matter_in_sight, veto_in_sight
from respbook.queries.scope_findings import finding_in_sight
from respbook.rules.assessments import ANSWER_WORKDAYS
from respbook.rules.chinese import day
from respbook.rules.errors import RuleBroken
from respbook.rules.evidence import ACCEPT_ALL
from respbook.rules.lifecycles import VETO, VetoState
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.typed import whole_in
from respbook.rules.vetoes import check_silent, effect_words
from respbook.views.score_matters import give, photo_box
from respbook.web.evidence import SMALL, sent_photos
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.listing import page_number
from respbook.web.viewer import current, facing, now, today

pages = Blueprint("vetoes", __name__, url_prefix="/vetoes")


@pages.get("/")
@needs(Permission.RESULT_READ)
def index() -> ResponseReturnValue:
    """一票否决一览: what waits for a decision first."""
    viewer, wanted = current(), veto_filter(request.args)
    return page(
        "vetoes/index.html",
        listing=queries.veto_list(viewer, wanted, page_number()),
        wanted=wanted,
        states={k: v for k, v in VETO.labels.items() if viewer.of_office or k is not VetoState.PROPOSED},
    )


@pages.route("/new", methods=["GET", "POST"])
@needs(Permission.VETO_PROPOSE)
def new() -> ResponseReturnValue:
    """提出一票否决, by hand or from a problem or a matter."""
    form = VetoForm() if request.method == "POST" else _begun()
    items = [
        (f"{each.programme.id}/{item.key}", f"{item.words}（{effect_words(item)}）")
        for each in in_force(current())
        for item in each.rules.vetoes
    ]
    if not items:
        return page("vetoes/none.html")
    form.veto_key.choices = [("", "请选择"), *items]
    form.unit_id.choices = [("", "请选择"), *((str(each.id), each.called) for each in unit_choices(current()))]
    valid = form.validate_on_submit()
    photos = photo_box(current().unit_id, "一票否决佐证", ours=form.ours)
    if valid and not photos.wrong:
        with form.refusals():
            row = actions.propose(form.entry(photos.ids), by=current(), now=now())
            return go(url_for("vetoes.show", veto_id=row.id), "已提出，尚无效力；请告知单位，听取陈述。")
    status = 422 if photos.wrong and form.status == 200 else form.status
    return page("vetoes/new.html", form=form, photo_box=photos), status


def _begun() -> VetoForm:
    told: dict[str, Any] = {"on": today()}
    if finding_id := whole_in(request.args.get("finding", ""), 9):
        finding = finding_in_sight(current(), finding_id)
        told |= {"finding": str(finding.id), "on": finding.found_on, "unit_id": str(finding.unit_id or "")}
        told["words"] = "，".join(each for each in (finding.place, finding.text or finding.category) if each)
    if matter_id := whole_in(request.args.get("matter", ""), 9):
        matter = matter_in_sight(current(), matter_id)
        told |= {"matter": str(matter.id), "on": matter.on, "unit_id": str(matter.unit_id), "words": matter.words}
        told["finding"] = str(matter.finding_id or "")
    return VetoForm(formdata=None, data=told)


@pages.get("/<int:veto_id>")
@needs(Permission.RESULT_READ)
def show(veto_id: int) -> ResponseReturnValue:
    """一票否决页."""
    return _shown(veto_id)


def _shown(veto_id: int, deed: str = "", form: EditForm | None = None) -> ResponseReturnValue:
    found = queries.veto_page(current(), veto_id)
    row = found.told.veto
    viewer = facing(row)
    deeds, barred = _deeds(viewer, found)
    kinds: dict[str, tuple[type[EditForm], dict[str, Any]]] = {
        "tell": (TellVetoForm, {"workdays": ANSWER_WORKDAYS}),
        "uphold": (UpholdForm, {"decided_on": today()}),
        "refuse": (VetoReasonForm, {}),
        "lift": (VetoReasonForm, {}),
    }
    forms = {
        name: form if form and name == deed else kind(formdata=None, data=told) for name, (kind, told) in kinds.items()
    }
    for each in forms.values():
        if each is not form or form.status == 409:
            each.renewed(row.version)
    return page(
        "vetoes/show.html",
        viewer=viewer,
        row=row,
        found=found,
        effect=effect_words(found.told.rule) if found.told.rule else "",
        delivery=queries.delivery_words(found.receipt) if row.told_at else "",
        deeds=deeds,
        barred=barred,
        forms=forms,
        confirm=ConfirmForm(formdata=None, data={"version": row.version}),
        refused=deed,
        refused_form=form,
        states=VETO.labels,
        trail=trail_of(viewer, "vetoes", row.id) if viewer.of_office else [],
        over=row.answer_until is not None and today() > row.answer_until,
    ), form.status if form else 200


def _deeds(viewer: Viewer, found: queries.VetoPage) -> tuple[set[str], str]:
    """可办的事, exactly the buttons; and why the decision is not open to this viewer."""
    row = found.told.veto
    deeds, barred = {each.name for each in VETO.open_to(row.state, viewer)}, ""
    if not (found.own or viewer.of_office):
        deeds -= {"answer"}
    if deeds & {"uphold", "refuse"}:
        try:
            actions.check_decider(row, belonging_of(viewer, today()), viewer, "决定")
        except RuleBroken as refusal:
            barred, deeds = refusal.sentence, deeds - {"uphold", "refuse"}
    if "record_silence" in deeds:
        try:
            check_silent(row.state, row.unit.called, row.answer_until, today())
        except RuleBroken:
            deeds -= {"record_silence"}
    return deeds, barred


Deed = Callable[[Any, int], str]


def _do(veto_id: int, deed: str, form: Any, act: Deed) -> ResponseReturnValue:
    veto_in_sight(current(), veto_id)
    if form.validate_on_submit():
        with form.refusals():
            return go(url_for("vetoes.show", veto_id=veto_id), act(form, form.version.data or 0))
    return _shown(veto_id, deed, form)


@pages.post("/<int:veto_id>/telling")
@needs(Permission.VETO_PROPOSE)
def tell(veto_id: int) -> ResponseReturnValue:
    """告知."""

    def act(form: TellVetoForm, version: int) -> str:
        row = actions.tell(veto_id, version, form.workdays.data or 0, by=current(), now=now())
        assert row.answer_until is not None
        return f"已告知{row.unit.called}，陈述期到{day(row.answer_until)}止。"

    return _do(veto_id, "tell", TellVetoForm(), act)


@pages.post("/<int:veto_id>/no-objection")
@needs(Permission.SELF_SCORE)
def no_objection(veto_id: int) -> ResponseReturnValue:
    """无异议, with one tap."""

    def act(_form: ConfirmForm, version: int) -> str:
        actions.no_objection(veto_id, version, by=current(), now=now())
        return "已记下：无异议。"

    return _do(veto_id, "answer", ConfirmForm(), act)


@pages.post("/<int:veto_id>/silence")
@needs(Permission.VETO_PROPOSE)
def record_silence(veto_id: int) -> ResponseReturnValue:
    """记明逾期未陈述."""

    def act(_form: ConfirmForm, version: int) -> str:
        actions.record_silence(veto_id, version, by=current(), now=now())
        return "已记明逾期未陈述，等领导决定。"

    return _do(veto_id, "record_silence", ConfirmForm(), act)


@pages.route("/<int:veto_id>/statement", methods=["GET", "POST"])
@needs(Permission.SELF_SCORE)
def answer(veto_id: int) -> ResponseReturnValue:
    """陈述意见 by the unit; 代陈述 by the office, with evidence."""
    row = veto_in_sight(current(), veto_id)
    viewer = facing(row)
    if request.method == "GET" and row.state is not VetoState.TOLD:
        return go(url_for("vetoes.show", veto_id=veto_id), "这件现在不用陈述，下面是最新的办理情况。")
    form = StatementForm() if request.method == "POST" else StatementForm(formdata=None, data={"version": row.version})
    valid = form.validate_on_submit()
    title = "照片和材料" if viewer.of_office else "照片和材料（可不附）"
    box = sent_photos(evidence_ids(request.form), row.unit_id, "陈述佐证", ours=form.ours, offer=False, title=title)
    photos = replace(box, accept=ACCEPT_ALL)
    if valid and not photos.wrong:
        with form.refusals():
            actions.answer(veto_id, filled(form.words), photos.ids, form.version.data or 0, by=current(), now=now())
            said = "已代为记下陈述。" if viewer.of_office else "陈述意见已送达，决定前会先看。"
            return go(url_for("vetoes.show", veto_id=veto_id), said)
        row = veto_in_sight(current(), veto_id)
        if form.status == 409:
            form.renewed(row.version)
    status = 422 if photos.wrong and form.status == 200 else form.status
    found = queries.veto_page(current(), veto_id)
    return page("vetoes/statement.html", viewer=viewer, row=row, found=found, form=form, photo_box=photos), status


@pages.post("/<int:veto_id>/decision")
@needs(Permission.VETO_DECIDE)
def uphold(veto_id: int) -> ResponseReturnValue:
    """决定否决."""

    def act(form: UpholdForm, version: int) -> str:
        row = actions.uphold(veto_id, form.made(), version, by=current(), now=now())
        return f"已决定否决，文号{row.number_text}。"

    return _do(veto_id, "uphold", UpholdForm(), act)


@pages.post("/<int:veto_id>/refusal")
@needs(Permission.VETO_DECIDE)
def refuse(veto_id: int) -> ResponseReturnValue:
    """不予否决."""

    def act(form: VetoReasonForm, version: int) -> str:
        actions.refuse(veto_id, filled(form.reason), version, by=current(), now=now())
        return "已决定不予否决。"

    return _do(veto_id, "refuse", VetoReasonForm(), act)


@pages.post("/<int:veto_id>/lifting")
@needs(Permission.VETO_DECIDE)
def lift(veto_id: int) -> ResponseReturnValue:
    """撤销否决."""

    def act(form: VetoReasonForm, version: int) -> str:
        actions.lift(veto_id, filled(form.reason), version, by=current(), now=now())
        return "已撤销，原决定和理由留存。"

    return _do(veto_id, "lift", VetoReasonForm(), act)


@pages.get("/<int:veto_id>/proofs/<int:evidence_id>")
@needs(Permission.RESULT_READ)
def proof(veto_id: int, evidence_id: int) -> ResponseReturnValue:
    """佐证, seen through its veto."""
    return give(queries.proof_in_sight(current(), veto_id, evidence_id))


@pages.get("/<int:veto_id>/small-proofs/<int:evidence_id>.jpg")
@needs(Permission.RESULT_READ)
def small_proof(veto_id: int, evidence_id: int) -> ResponseReturnValue:
    """佐证照片, small."""
    return give(queries.proof_in_sight(current(), veto_id, evidence_id), SMALL)
