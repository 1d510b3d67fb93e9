"""回头看: closed problems drawn, looked at again, 反弹率; and who is found at the same thing again (features X13, Q9)."""

from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import revisits as actions
from respbook.actions.inspection_draws import Asked
from respbook.forms.base import filled
from respbook.forms.evidence import evidence_ids
from respbook.forms.inspections import DrawForm, RevisitForm
from respbook.queries import revisits as queries
from respbook.queries.inspection_places import places
from respbook.queries.scope_inspections import office_only, revisit_in_sight
from respbook.rules.draws import METHOD, draw_number
from respbook.rules.findings import USUAL_TERM, number_words, term_of
from respbook.rules.inspections import REPEAT_HINT
from respbook.rules.permissions import Permission
from respbook.rules.revisits import AFTER_DAYS, OWN_CLOSING, REVISIT_LABELS, RevisitOutcome, closed_before
from respbook.web import finding_links
from respbook.web.evidence import About, PhotoBox, photo_box, take_with_form
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.listing import page_number
from respbook.web.viewer import current, now, today

pages = Blueprint("revisits", __name__, url_prefix="/inspections/revisits")


@pages.get("/")
@needs(Permission.FINDING_READ)
def index() -> ResponseReturnValue:
    """回头看: what waits, what came out, 反弹率."""
    office_only(current())
    return page(
        "revisits/index.html",
        waiting=queries.waiting(current()),
        told=queries.told(current(), page_number()),
        rates=queries.relapse_rates(current()),
        repeats=queries.repeats(current(), today()),
        repeat_hint=REPEAT_HINT,
        labels=REVISIT_LABELS,
        number_words=number_words,
        draw_number=draw_number,
        finding_links=finding_links,
    )


@pages.route("/drawing", methods=["GET", "POST"])
@needs(Permission.INSPECTION_WRITE)
def draw() -> ResponseReturnValue:
    """抽已销号的问题."""
    _, waits = queries.last_round(current())
    form = DrawForm(data={"days": "30"})
    del form.candidates, form.names, form.in_pairs
    if not waits:
        del form.reason
    form.wanted.label.text = "抽几件"
    if form.validate_on_submit():
        with form.refusals():
            asked = Asked(form.wanted.data, filled(form.word), filled(form.reason) if "reason" in form else "")
            made = actions.draw_closed(int(form.days.data or 0), asked, by=current(), now=now())
            said = f"已抽取，编号{draw_number(made.year, made.serial)}；抽中的列在“回头看”里等候回访。"
            return go(url_for("inspection_draws.show", draw_id=made.id), said)
    counts = {days: queries.drawable_count(current(), closed_before(today(), days)) for days in AFTER_DAYS}
    return page("revisits/draw.html", form=form, counts=counts, waits=waits, method=METHOD), form.status


@pages.route("/<int:revisit_id>", methods=["GET", "POST"])
@needs(Permission.INSPECTION_WRITE)
def tell(revisit_id: int) -> ResponseReturnValue:
    """登记回访: 未反弹, or 反弹 with a new limit."""
    row = revisit_in_sight(current(), revisit_id)
    form = _form(row)
    valid = form.validate_on_submit()
    photos = _photos(form, row)
    if valid and not photos.wrong:
        with form.refusals():
            _tell(row.id, form, tuple(each.id for each in photos.rows))
            said = f"已登记，{REVISIT_LABELS[RevisitOutcome(form.outcome.data)]}。"
            if form.outcome.data == RevisitOutcome.RELAPSED:
                said += "问题已重新交办。"
            return go(url_for("revisits.index"), said)
        row = revisit_in_sight(current(), revisit_id)
    return page(
        "revisits/tell.html",
        row=row,
        form=form,
        number=number_words(row.finding.year, row.finding.serial),
        own=OWN_CLOSING if row.outcome is None and row.finding.closed_by == current().name else "",
        labels=REVISIT_LABELS,
        photo_box=photos,
        finding_links=finding_links,
    ), 422 if photos.wrong else form.status


def _form(row: Any) -> RevisitForm:
    data = {"looked_on": today(), "unit_id": str(row.unit_id), "term": USUAL_TERM.code, "version": row.version}
    form = RevisitForm(data=data)
    called = {each.id: each.called for each in places(current())}
    called.setdefault(row.unit_id, row.unit.called)
    form.unit_id.choices = [(str(unit_id), words) for unit_id, words in called.items()]
    return form


def _tell(revisit_id: int, form: RevisitForm, evidence: tuple[int, ...]) -> None:
    look = actions.Look(filled(form.text), form.looked_on.data, evidence)
    version = form.version.data or 0
    if form.outcome.data == RevisitOutcome.HELD:
        actions.hold(revisit_id, look, version, by=current(), now=now())
        return
    term = term_of(form.term.data or "") or USUAL_TERM
    actions.relapse(revisit_id, look, int(form.unit_id.data or 0), term, version, by=current(), now=now())


def _photos(form: RevisitForm, row: Any) -> PhotoBox:
    """照片 that the form names, and those that travelled in it; none is lost by a form that is refused."""
    unit_id = current().unit_id
    if request.method != "POST" or "csrf_token" in form.errors:
        return photo_box(unit_id, evidence_ids(request.form))
    about = About(unit_id, None, f"{number_words(row.finding.year, row.finding.serial)}回头看")
    taken = take_with_form(request.files.getlist(PhotoBox.field), about)
    return photo_box(unit_id, [*evidence_ids(request.form), *taken.ids], taken.wrong)
