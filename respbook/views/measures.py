"""问责: what the system proposes, what waits, runs and is done; one measure with its facts, its decision and how it goes on."""

from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import measure_delivery
from respbook.actions import measures as actions
from respbook.forms.base import EditForm, Form, filled
from respbook.forms.measures import (
    SIDE_NAMES,
    CirculateForm,
    DecideForm,
    DeliverForm,
    FinishForm,
    MeasureForm,
    RefuseForm,
    SuggestionForm,
    TurnDownForm,
    measure_filter,
)
from respbook.queries import measure_lists as lists
from respbook.queries import measure_page
from respbook.queries.audit import trail_of
from respbook.queries.belonging import belonging_of
from respbook.queries.measures import ladders, standings, suggestions
from respbook.queries.scope_findings import findings_named
from respbook.queries.scope_measures import measure_in_sight
from respbook.queries.workdays import calendar_of
from respbook.rules.errors import RuleBroken
from respbook.rules.findings import number_words
from respbook.rules.lifecycles import MEASURE, MeasureState
from respbook.rules.measures import AGAIN_AFTER, BY_NOTICE, USUAL_TERM, kind_words, side_of
from respbook.rules.orders import ordered_ids
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.scoring.ladder import MEASURE_LABELS, MeasureKind
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.listing import page_number
from respbook.web.viewer import current, facing, now, today

pages = Blueprint("measures", __name__, url_prefix="/measures")


@pages.get("/")
@needs(Permission.MEASURE_READ)
def index() -> ResponseReturnValue:
    """问责: the system's proposals first, then everything that was proposed, decided, refused, done."""
    return _index(TurnDownForm(formdata=None))


def _index(form: Form) -> ResponseReturnValue:
    viewer, wanted = current(), measure_filter(request.args)
    listing = lists.measure_list(viewer, wanted, page_number())
    told = {each.measure.id: each.standing for each in standings(listing.rows, today())}
    again = calendar_of(viewer.unit_id).add_workdays(today(), AGAIN_AFTER)
    found = suggestions(viewer, today()) if viewer.of_office and wanted.plain and listing.page == 1 else []
    return page(
        "measures/index.html",
        listing=listing,
        wanted=wanted,
        told=told,
        found=found,
        form=form,
        again=again,
        years=lists.years_of(viewer),
        states={k: v for k, v in MEASURE.labels.items() if viewer.of_office or k in ("decided", "done")},
        kinds=MEASURE_LABELS,
        sides=SIDE_NAMES,
        kind_words=kind_words,
        side_of=side_of,
    ), form.status


@pages.post("/suggestions")
@needs(Permission.MEASURE_WRITE)
def take_up() -> ResponseReturnValue:
    """采纳系统建议, for a leader to decide."""
    form = SuggestionForm()
    with form.refusals():
        pick = form.picked()
        row = actions.take_up(pick.programme_id, pick.unit_id, pick.step_key, by=current(), now=now())
        return go(url_for("measures.show", measure_id=row.id), "已报请镇领导决定。")
    return _index(form)


@pages.post("/suggestions/refusal")
@needs(Permission.MEASURE_DECIDE)
def turn_down() -> ResponseReturnValue:
    """对系统建议决定不采取."""
    form = TurnDownForm()
    if form.validate_on_submit():
        with form.refusals():
            pick = form.picked()
            assert form.again_on.data is not None
            actions.turn_down(
                pick.programme_id,
                pick.unit_id,
                pick.step_key,
                filled(form.reason),
                form.again_on.data,
                by=current(),
                now=now(),
            )
            return go(url_for("measures.index"), "已记下决定不采取和理由。")
    return _index(form)


@pages.route("/new", methods=["GET", "POST"])
@needs(Permission.MEASURE_WRITE)
def new() -> ResponseReturnValue:
    """提出问责; ``?unit=3&findings=4-7`` comes from a problem's page."""
    given = {name: request.args.get(name, "") for name in ("unit", "findings")}
    form = MeasureForm(data={"happened_on": today(), **given})
    viewer = current()
    form.offer(measure_page.units_offered(viewer), lists.programmes_offered(viewer), ladders(viewer))
    if form.validate_on_submit():
        with form.refusals():
            row = actions.propose(form.wanted(), by=viewer, now=now())
            return go(url_for("measures.show", measure_id=row.id), "已报请镇领导决定。")
    rows = findings_named(viewer, ordered_ids(filled(form.findings)))
    numbers = [number_words(row.year, row.serial) for row in rows]
    return page("measures/new.html", form=form, numbers=numbers), form.status


@pages.get("/<int:measure_id>")
@needs(Permission.MEASURE_READ)
def show(measure_id: int) -> ResponseReturnValue:
    """一件问责: facts and clause as they were found, the decision, how it was delivered, what came of it."""
    return _shown(measure_id)


def _shown(measure_id: int, deed: str = "", refused: EditForm | None = None) -> ResponseReturnValue:
    row = measure_in_sight(current(), measure_id)
    viewer = facing(row)
    found = next(iter(standings([row], today())), None)
    deeds = {each.name for each in MEASURE.open_to(row.state, viewer)} | _carrying(row, found, viewer)
    if row.talk is not None and row.state is MeasureState.DECIDED:
        deeds -= {"finish"}
    barred = ""
    if deeds & {"decide", "refuse"}:
        try:
            actions.check_decider(row, belonging_of(viewer, today()), viewer)
        except RuleBroken as refusal:
            barred, deeds = refusal.sentence, deeds - {"decide", "refuse"}
    holder = measure_page.holder_on(row.unit_id, today())[1]
    forms = _forms(row, deeds, deed, refused)
    return page(
        "measures/show.html",
        viewer=viewer,
        row=row,
        found=found,
        deeds=deeds,
        barred=barred,
        forms=forms,
        deed=deed,
        handed_on=measure_page.handed_on(row, holder),
        holder=holder,
        following=measure_page.following(row) if viewer.of_office else [],
        states=MEASURE.labels,
        kind_words=kind_words,
        side_of=side_of,
        number_words=number_words,
        trail=trail_of(viewer, "measures", row.id),
    ), refused.status if refused else 200


def _carrying(row: Any, found: Any, viewer: Viewer) -> set[str]:
    """办理 of a decided measure that was not delivered yet, by its kind."""
    if row.state is not MeasureState.DECIDED or not viewer.may(Permission.MEASURE_WRITE):
        return set()
    if row.notice_id or row.circular_id or row.talk or (found and found.order):
        return set()
    if row.kind is MeasureKind.LETTER and measure_page.open_findings_of(row):
        return {"letter"}
    if row.kind is MeasureKind.CRITICISE:
        return {"circulate"}
    return {"deliver"} if row.kind in BY_NOTICE else set()


def _forms(row: Any, deeds: set[str], deed: str, refused: EditForm | None) -> dict[str, EditForm]:
    """各项表单 as they are offered, or the one that was refused."""
    calendar = calendar_of(row.town_id) if deeds & {"decide", "refuse"} else None
    offered: dict[str, Any] = {
        "decide": lambda: DecideForm(
            formdata=None, data={"due_on": calendar.add_workdays(today(), USUAL_TERM) if calendar else None}
        ),
        "refuse": lambda: RefuseForm(
            formdata=None, data={"again_on": calendar.add_workdays(today(), AGAIN_AFTER) if calendar else None}
        ),
        "deliver": lambda: DeliverForm(formdata=None, data={"text": measure_page.notice_text(row)}),
        "letter": lambda: EditForm(formdata=None),
        "circulate": lambda: _circulate_form(row, CirculateForm(formdata=None)),
        "finish": lambda: FinishForm(formdata=None),
    }
    made: dict[str, EditForm] = {}
    for name, make in offered.items():
        if name in deeds:
            made[name] = refused if refused is not None and name == deed else make()
            if made[name] is not refused or refused.status == 409:
                made[name].renewed(row.version)
    return made


def _circulate_form(row: Any, form: CirculateForm) -> CirculateForm:
    found = measure_page.circulars_naming(row)
    form.circular.choices = [(str(each.id), f"{each.title}（{each.number_text}）") for each in found]
    return form


@pages.post("/<int:measure_id>/decision")
@needs(Permission.MEASURE_DECIDE)
def decide(measure_id: int) -> ResponseReturnValue:
    """决定采取."""
    form = DecideForm()
    if form.validate_on_submit():
        with form.refusals():
            words, due_on = filled(form.words), form.due_on.data
            row = actions.decide(measure_id, words, due_on, form.version.data or 0, by=current(), now=now())
            return go(url_for("measures.show", measure_id=row.id), f"已决定{kind_words(row.kind)}，由经办人办理。")
    return _shown(measure_id, "decide", form)


@pages.post("/<int:measure_id>/refusal")
@needs(Permission.MEASURE_DECIDE)
def refuse(measure_id: int) -> ResponseReturnValue:
    """决定不采取."""
    form = RefuseForm()
    if form.validate_on_submit():
        with form.refusals():
            assert form.again_on.data is not None
            actions.refuse(
                measure_id,
                filled(form.reason),
                form.again_on.data,
                form.version.data or 0,
                by=current(),
                now=now(),
            )
            return go(url_for("measures.show", measure_id=measure_id), "已记下决定不采取和理由。")
    return _shown(measure_id, "refuse", form)


@pages.post("/<int:measure_id>/delivery")
@needs(Permission.MEASURE_WRITE)
def deliver(measure_id: int) -> ResponseReturnValue:
    """以通知送达."""
    form = DeliverForm()
    if form.validate_on_submit():
        with form.refusals():
            row = measure_delivery.deliver(
                measure_id, filled(form.text), form.version.data or 0, by=current(), now=now()
            )
            return go(url_for("measures.show", measure_id=row.id), f"通知已发出，等{row.unit_name}签收、回复。")
    return _shown(measure_id, "deliver", form)


@pages.post("/<int:measure_id>/letter")
@needs(Permission.MEASURE_WRITE)
def letter(measure_id: int) -> ResponseReturnValue:
    """拟督办函."""
    form = EditForm()
    with form.refusals():
        order = measure_delivery.draft_letter(measure_id, form.version.data or 0, by=current(), now=now())
        return go(url_for("orders.show", order_id=order.id), "督办函已拟好，请核对文字后送领导签发。")
    return _shown(measure_id, "letter", form)


@pages.post("/<int:measure_id>/circular")
@needs(Permission.MEASURE_WRITE)
def circulate(measure_id: int) -> ResponseReturnValue:
    """登记通报."""
    form = _circulate_form(measure_in_sight(current(), measure_id), CirculateForm())
    if form.validate_on_submit():
        with form.refusals():
            measure_delivery.circulate(
                measure_id, int(form.circular.data), form.version.data or 0, by=current(), now=now()
            )
            return go(url_for("measures.show", measure_id=measure_id), "已登记通报。")
    return _shown(measure_id, "circulate", form)


@pages.post("/<int:measure_id>/finish")
@needs(Permission.MEASURE_WRITE)
def finish(measure_id: int) -> ResponseReturnValue:
    """办结."""
    form = FinishForm()
    if form.validate_on_submit():
        with form.refusals():
            actions.finish(measure_id, filled(form.result), form.version.data or 0, by=current(), now=now())
            return go(url_for("measures.show", measure_id=measure_id), "已办结。")
    return _shown(measure_id, "finish", form)
