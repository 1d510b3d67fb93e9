"""计分事项: the list, recording one, one thing from the incident to the decision (features X19, Y5)."""

import io
from dataclasses import replace
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import score_matters as actions
from respbook.actions.matter_decisions import check_decider
from respbook.forms.base import EditForm
from respbook.forms.evidence import evidence_ids
from respbook.forms.lists import matter_filter
from respbook.forms.score_matters import ChangeForm, DecideForm, MatterForm, ReasonForm, TellForm
from respbook.queries import matter_grounds as basis
from respbook.queries import score_matters as queries
from respbook.queries.audit import trail_of
from respbook.queries.belonging import belonging_of
from respbook.queries.finding_page import unit_choices
from respbook.queries.scope import NotInSight
from respbook.queries.scope_assessments import matter_in_sight
from respbook.queries.scope_circulars import circular_in_sight
from respbook.queries.scope_findings import finding_in_sight
from respbook.queries.scope_orders import order_in_sight
from respbook.rules.assessments import MATTER_LABELS
from respbook.rules.errors import RuleBroken
from respbook.rules.evidence import ACCEPT_ALL, KINDS
from respbook.rules.findings import number_words
from respbook.rules.lifecycles import MATTER, MatterState
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.score_matters import AGAINST, Ground, check_heard, grounds, points_words, source_words
from respbook.rules.typed import whole_in
from respbook.web.evidence import SHOWN, SMALL, PhotoBox, copy_of, sent_photos
from respbook.web.files import attachment, clean_copy
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.listing import page_number, saved_bar
from respbook.web.press import store
from respbook.web.viewer import current, facing, now, today

pages = Blueprint("score_matters", __name__, url_prefix="/score-matters")


@pages.get("/")
@needs(Permission.RESULT_READ)
def index() -> ResponseReturnValue:
    """计分事项一览: what waits for whom."""
    return show_list(TellForm.empty())


def show_list(form: TellForm) -> ResponseReturnValue:
    """The list with its form of ticked ones; a refused form comes back here."""
    viewer, wanted = current(), matter_filter(request.args)
    found = basis.in_force(viewer) if viewer.of_office else []
    return page(
        "score_matters/index.html",
        listing=queries.matter_list(viewer, wanted, today(), page_number()),
        wanted=wanted,
        form=form,
        rows=basis.rows_of(found),
        rubrics=found,
        states={k: v for k, v in MATTER.labels.items() if viewer.of_office or k is not MatterState.PROPOSED},
        kinds=MATTER_LABELS,
        waits=queries.WAITS,
        points_words=points_words,
        saved=saved_bar("score_matters"),
    ), form.status


@pages.route("/new", methods=["GET", "POST"])
@needs(Permission.ASSESSMENT_WRITE)
def new() -> ResponseReturnValue:
    """登记计分事项: the rule first, then what happened; ``?origin=findings-12`` comes from a record's page."""
    form = MatterForm() if request.method == "POST" else _begun()
    rubrics = basis.in_force(current())
    ground = _ground_of(form, rubrics)
    told = _origin(form)
    if ground is None:
        offered = [(each, _by_row(grounds(each.rules))) for each in rubrics]
        return page("score_matters/rules.html", offered=offered, form=form, told=told), form.status
    form.ask_for(ground)
    units = {"": "请选择"} | {str(each.id): each.called for each in unit_choices(current())}
    if told and "unit" in told:  # the record's own unit, also where it is retired by now
        units |= {told["unit"][0]: told["unit"][1]}
    form.unit_id.choices = list(units.items())
    valid = form.validate_on_submit()
    photos = photo_box(current().unit_id, f"计分事项：{ground.row.title}", ours=form.ours)
    if valid and not photos.wrong:
        with form.refusals():
            row = actions.record(form.entry(photos.ids), by=current(), now=now())
            said = "已登记，可以告知单位。" if row.kind in AGAINST else "已登记，由另一人确认加分。"
            return go(url_for("score_matters.show", matter_id=row.id), said)
    status = 422 if photos.wrong and form.status == 200 else form.status
    return page("score_matters/new.html", form=form, ground=ground, told=told, photo_box=photos), status


def photo_box(unit_id: int, purpose: str, *, ours: bool, title: str = "佐证") -> PhotoBox:
    """佐证框: photos, PDF and sheets; what the office takes in stays with the office until the unit is told."""
    box = sent_photos(evidence_ids(request.form), unit_id, purpose, ours=ours, offer=False, title=title)
    return replace(box, accept=ACCEPT_ALL)


def _by_row(found: list[Ground]) -> dict[str, list[Ground]]:
    rows: dict[str, list[Ground]] = {}
    for each in found:
        rows.setdefault(each.row.title, []).append(each)
    return rows


def _begun() -> MatterForm:
    asked = request.args
    told = {name: asked.get(name, "")[:60] for name in ("programme", "rule", "origin", "same")}
    form = MatterForm(formdata=None, data={**told, "count": 1, "on": today()})
    if found := _origin(form):
        form.on.data, form.words.data = found["on"], found["words"]
        form.unit_id.data, form.source.data = found.get("unit", ("", ""))[0], found.get("source", "")
    elif (same := whole_in(asked.get("same", ""), 9)) is not None:
        before = matter_in_sight(current(), same)
        form.on.data, form.words.data, form.unit_id.data = before.on, before.words, str(before.unit_id)
        form.again.data = True
    return form


def _ground_of(form: MatterForm, rubrics: list[basis.InForce]) -> Ground | None:
    """所选规则 of a rubric in force; what it names no longer is asked for again."""
    programme = whole_in(form.programme.data or "", 9)
    rules = next((each.rules for each in rubrics if each.programme.id == programme), None)
    if rules is None:
        return None
    return next((each for each in grounds(rules) if (each.row.key, each.rule.key) == form.keys), None)


def _origin(form: MatterForm) -> dict[str, Any] | None:
    """由何列入: what the record says, so that nothing is typed twice. Raises NotInSight."""
    table, which = form.record
    if which is None:
        return None
    viewer = current()
    if table == "findings":
        finding = finding_in_sight(viewer, which)
        number = number_words(finding.year, finding.serial)
        words = "，".join(each for each in (finding.place, finding.text or finding.category) if each)
        found: dict[str, Any] = {"words": words, "on": finding.found_on, "source": str(finding.source)}
        if finding.unit is not None:
            found["unit"] = (str(finding.unit.id), finding.unit.called)
        return found | {"called": f"问题{number}", "href": url_for("findings.show", finding_id=which)}
    if table == "orders":
        order = order_in_sight(viewer, which)
        called = f"督办文书{order.number_text or '（拟稿）'}"
        return {
            "words": f"{called}没有按期办理",
            "on": min(order.due_on, today()),
            "unit": (str(order.unit_id), order.unit.called),
            "called": called,
            "href": url_for("orders.show", order_id=which),
        }
    if table == "circulars":
        circular = circular_in_sight(viewer, which)
        called = f"{circular.title}{circular.number_text or ''}"
        told = {"words": f"被{called}点名", "on": circular.issued_on or today(), "called": called}
        return told | {"href": url_for("circulars.show", circular_id=which)}
    raise NotInSight


@pages.get("/<int:matter_id>")
@needs(Permission.RESULT_READ)
def show(matter_id: int) -> ResponseReturnValue:
    """计分事项页."""
    return shown(matter_id)


def shown(matter_id: int, deed: str = "", form: EditForm | None = None) -> ResponseReturnValue:
    """计分事项页, also with a form of it that was refused."""
    found = queries.matter_page(current(), matter_id)
    row = found.told.matter
    viewer = facing(row)
    deeds, barred = _deeds(viewer, found)
    kinds: dict[str, type[EditForm]] = {
        "confirm": DecideForm,
        "grant": DecideForm,
        "dismiss": ReasonForm,
        "drop": ReasonForm,
    }
    forms = {name: form if form and name == deed else kind(formdata=None) for name, kind in kinds.items()}
    for each in forms.values():
        if each is not form or form.status == 409:
            each.renewed(row.version)
    tell = TellForm.empty()
    return page(
        "score_matters/show.html",
        viewer=viewer,
        row=row,
        found=found,
        deeds=deeds,
        barred=barred,
        forms=forms,
        tell=tell,
        refused=deed,
        states=MATTER.labels,
        kinds=MATTER_LABELS,
        points=points_words(found.told.points) if found.told.ground else "",
        source=source_words(row.source),
        against=row.kind in AGAINST,
        origin=_origin_of(row.origin_table, row.origin_id) if viewer.of_office else None,
        trail=trail_of(viewer, "score_matters", row.id) if viewer.of_office else [],
        over=row.answer_until is not None and today() > row.answer_until,
    ), form.status if form else 200


def _origin_of(table: str, which: int | None) -> tuple[str, str] | None:
    places = {"orders": ("督办文书", "orders.show", "order_id"), "circulars": ("通报", "circulars.show", "circular_id")}
    if which is None or table not in places:
        return None
    words, endpoint, name = places[table]
    return words, url_for(endpoint, **{name: which})  # type: ignore[arg-type]


def _deeds(viewer: Viewer, found: queries.MatterPage) -> tuple[set[str], str]:
    """可办的事, exactly the buttons; and why a decision is not open yet."""
    row = found.told.matter
    deeds, barred = {each.name for each in MATTER.open_to(row.state, viewer)}, ""
    if row.state is MatterState.PROPOSED and viewer.may(Permission.ASSESSMENT_WRITE):
        deeds |= {"drop"}
    deeds -= {"grant"} if row.kind in AGAINST else {"tell", "confirm", "answer"}
    if not (found.own or viewer.of_office):
        deeds -= {"answer"}
    if deeds & {"confirm", "grant", "dismiss"}:
        try:
            check_decider(row, belonging_of(viewer, today()), viewer, "确认")
        except RuleBroken as refusal:
            barred, deeds = refusal.sentence, deeds - {"confirm", "grant", "dismiss"}
    if "confirm" in deeds:
        try:
            check_heard(row.state, row.unit.called, row.answer_until, today())
        except RuleBroken as refusal:
            barred, deeds = refusal.sentence, deeds - {"confirm"}
    return deeds, barred


@pages.route("/<int:matter_id>/edit", methods=["GET", "POST"])
@needs(Permission.ASSESSMENT_WRITE)
def edit(matter_id: int) -> ResponseReturnValue:
    """修改, while nobody was told of it."""
    found = queries.matter_page(current(), matter_id)
    row, ground = found.told.matter, found.told.ground
    if row.state is not MatterState.PROPOSED or ground is None:
        return go(url_for("score_matters.show", matter_id=matter_id), "这件已经告知或办结，不再修改。", "warn")
    form = ChangeForm() if request.method == "POST" else _written(row)
    form.ask_for(ground)
    valid = form.validate_on_submit()
    ids = evidence_ids(request.form) if request.method == "POST" else [each.id for each in found.evidence]
    box = sent_photos(
        ids, current().unit_id, f"计分事项：{ground.row.title}", ours=form.ours, offer=False, title="佐证"
    )
    photos = replace(box, accept=ACCEPT_ALL)
    if valid and not photos.wrong:
        with form.refusals():
            actions.change(matter_id, form.told(), photos.ids, form.version.data or 0, by=current(), now=now())
            return go(url_for("score_matters.show", matter_id=matter_id), "已修改。")
        if form.status == 409:
            fresh = _written(matter_in_sight(current(), matter_id))
            fresh.ask_for(ground)
            form.beside(fresh)
    status = 422 if photos.wrong and form.status == 200 else form.status
    return page("score_matters/edit.html", form=form, row=row, ground=ground, photo_box=photos), status


def _written(row: Any) -> ChangeForm:
    names = ("on", "words", "source", "count", "late", "again", "again_reason", "version")
    return ChangeForm(formdata=None, data={name: getattr(row, name) for name in names})


@pages.get("/<int:matter_id>/proofs/<int:evidence_id>")
@needs(Permission.RESULT_READ)
def proof(matter_id: int, evidence_id: int) -> ResponseReturnValue:
    """佐证, seen through its matter: a photo as it was made anew, a document as it came."""
    return give(queries.proof_in_sight(current(), matter_id, evidence_id))


@pages.get("/<int:matter_id>/small-proofs/<int:evidence_id>.jpg")
@needs(Permission.RESULT_READ)
def small_proof(matter_id: int, evidence_id: int) -> ResponseReturnValue:
    """佐证照片, small."""
    return give(queries.proof_in_sight(current(), matter_id, evidence_id), SMALL)


def give(row: Any, which: str = SHOWN) -> ResponseReturnValue:
    """佐证 for the browser."""
    if row.is_photo:
        return clean_copy(copy_of(row.sha256, which))
    if which == SMALL:
        raise NotInSight
    return attachment(io.BytesIO(store().get(row.sha256)), row.called, KINDS[row.kind].media)
