"""到点: on the phone one village after another, each with one tap; by the clerk from paper; put right or taken back (Q8)."""

from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import visits as actions
from respbook.forms.base import filled
from respbook.forms.inspections import TapForm, VisitChangeForm, VisitForm, WordsForm
from respbook.queries import inspections as queries
from respbook.queries.inspection_places import places, points
from respbook.queries.scope import NotInSight, unit_in_sight
from respbook.queries.scope_inspections import inspection_in_sight, visit_in_sight
from respbook.rules.errors import RuleBroken
from respbook.rules.findings import FindingKind, FindingSource
from respbook.rules.inspections import OUTCOME_LABELS, VisitOutcome
from respbook.rules.lifecycles import InspectionState
from respbook.rules.permissions import Permission
from respbook.rules.typed import whole_in
from respbook.web import finding_links
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.viewer import current, now, today

pages = Blueprint("inspection_visits", __name__, url_prefix="/inspections")
_KIND_OF = {VisitOutcome.PROBLEM: FindingKind.PROBLEM, VisitOutcome.GOOD: FindingKind.GOOD}


@pages.get("/<int:inspection_id>/stops")
@needs(Permission.INSPECTION_WRITE)
def stops(inspection_id: int) -> ResponseReturnValue:
    """到点记录, first screen: which village of the plan, in the order of going."""
    plan = inspection_in_sight(current(), inspection_id)
    return page("inspection_visits/stops.html", plan=plan, course=queries.course_of(current(), plan))


@pages.get("/daily")
@needs(Permission.INSPECTION_WRITE)
def daily() -> ResponseReturnValue:
    """日督查, first screen: which village, without a plan."""
    there = [each for each in queries.lately(current(), today()) if each.visit.visited_on == today()]
    return page("inspection_visits/daily.html", places=places(current()), there=there)


@pages.route("/<int:inspection_id>/stops/<int:unit_id>", methods=["GET", "POST"])
@needs(Permission.INSPECTION_WRITE)
def stop(inspection_id: int, unit_id: int) -> ResponseReturnValue:
    """到点记录, second screen: nothing found, a problem, or something good."""
    plan = inspection_in_sight(current(), inspection_id)
    planned = next((each.places for each in plan.stops if each.unit_id == unit_id), [])
    return _tap(plan, unit_id, planned)


@pages.route("/daily/<int:unit_id>", methods=["GET", "POST"])
@needs(Permission.INSPECTION_WRITE)
def daily_stop(unit_id: int) -> ResponseReturnValue:
    """日督查, second screen."""
    return _tap(None, unit_id, [])


def _tap(plan: Any, unit_id: int, planned: list[str]) -> ResponseReturnValue:
    unit, form = unit_in_sight(current(), unit_id), TapForm()
    if form.validate_on_submit():
        with form.refusals():
            if form.outcome.data not in set(VisitOutcome):
                raise RuleBroken("请点一下看下来的结果。")
            outcome = VisitOutcome(form.outcome.data)
            entry = actions.Entry(unit_id, outcome, plan.id if plan else None, place=filled(form.place))
            row = actions.record(entry, by=current(), now=now())
            return _onward(row, f"已记：{unit.called}，{OUTCOME_LABELS[outcome]}。")
        unit = unit_in_sight(current(), unit_id)
        plan = inspection_in_sight(current(), plan.id) if plan else None
    known = [place for _, place in points(current(), [unit_id])]
    return page(
        "inspection_visits/tap.html",
        plan=plan,
        unit=unit,
        form=form,
        offered=list(dict.fromkeys([*planned, *known]))[:30],
        planned=planned,
        outcomes=OUTCOME_LABELS,
        back=_list_of(plan.id if plan else None),
    ), form.status


def _list_of(inspection_id: int | None) -> str:
    if inspection_id is None:
        return url_for("inspection_visits.daily")
    return url_for("inspection_visits.stops", inspection_id=inspection_id)


def _onward(row: Any, said: str) -> ResponseReturnValue:
    """What was seen is recorded on the page of 问题, where there is one; else the visit waits for it, marked."""
    kind = _KIND_OF.get(row.outcome)
    address = finding_links.form_for(row.id, kind) if kind else ""
    return go(address or _list_of(row.inspection_id), said)


@pages.route("/visits/new", methods=["GET", "POST"])
@needs(Permission.INSPECTION_WRITE)
def new() -> ResponseReturnValue:
    """登记到点, from paper or chat, also of a past day; ``?plan=3`` and ``?unit=7`` are filled in."""
    plans = {each.id: each for each in queries.under_way(current(), today())}
    asked = whole_in(request.args.get("plan", ""), 9)
    if asked is not None and asked not in plans:
        found = inspection_in_sight(current(), asked)
        if found.state is not InspectionState.OPEN:
            raise NotInSight
        plans[found.id] = found
    plan = plans.get(asked) if asked is not None else None
    data = {
        "inspection_id": str(plan.id) if plan else "",
        "unit_id": request.args.get("unit", ""),
        "visited_on": today(),
        "source": (plan.source if plan else FindingSource.TOWN).value,
        "outcome": VisitOutcome.NOTHING.value,
        "members": plan.members if plan else current().name,
    }
    form = VisitForm(data=data)
    form.inspection_id.choices = [("", "日督查（不在计划内）"), *((str(each.id), each.name) for each in plans.values())]
    form.unit_id.choices = [("", "请选择"), *((str(each.id), each.called) for each in places(current()))]
    if form.validate_on_submit():
        with form.refusals():
            row = actions.record(_entry(form), by=current(), now=now())
            said = f"已登记{actions.called(row)}：{OUTCOME_LABELS[row.outcome]}。"
            if row.outcome is not VisitOutcome.NOTHING:
                return _onward(row, said)
            return go(url_for("inspection_visits.new", plan=row.inspection_id), f"{said}可以接着登记下一个。")
    return page("inspection_visits/new.html", form=form, plan=plan), form.status


def _entry(form: VisitForm) -> actions.Entry:
    return actions.Entry(
        int(form.unit_id.data or 0),
        VisitOutcome(form.outcome.data),
        whole_in(form.inspection_id.data or "", 9),
        form.visited_on.data,
        filled(form.place),
        filled(form.text),
        filled(form.members),
        FindingSource(form.source.data),
    )


@pages.route("/visits/<int:visit_id>", methods=["GET", "POST"])
@needs(Permission.INSPECTION_WRITE)
def change(visit_id: int) -> ResponseReturnValue:
    """更正到点记录."""
    row = visit_in_sight(current(), visit_id)
    data = {
        "visited_on": row.visited_on,
        "outcome": row.outcome.value,
        "place": row.place,
        "text": row.text,
        "version": row.version,
    }
    form = VisitChangeForm(data=data)
    if form.validate_on_submit():
        with form.refusals():
            assert form.visited_on.data is not None
            outcome, version = VisitOutcome(form.outcome.data), form.version.data or 0
            on, place, text = form.visited_on.data, filled(form.place), filled(form.text)
            row = actions.change(visit_id, outcome, on, place, text, version, by=current(), now=now())
            return go(_of(row), "已更正。")
    return _changing(visit_id, form, WordsForm(formdata=None))


@pages.post("/visits/<int:visit_id>/withdrawing")
@needs(Permission.INSPECTION_WRITE)
def withdraw(visit_id: int) -> ResponseReturnValue:
    """撤销到点记录."""
    form = WordsForm()
    if form.validate_on_submit():
        with form.refusals():
            version = form.version.data or 0
            row = actions.withdraw(visit_id, filled(form.text), version, by=current(), now=now())
            return go(_of(row), "已撤销，记录和原因留着。")
    return _changing(visit_id, None, form)


def _changing(visit_id: int, form: VisitChangeForm | None, words: WordsForm) -> ResponseReturnValue:
    row = visit_in_sight(current(), visit_id)
    data = {"visited_on": row.visited_on, "outcome": row.outcome.value, "place": row.place, "text": row.text}
    form = form or VisitChangeForm(formdata=None, data=data | {"version": row.version})
    if not words.version.data:
        words.version.data = row.version
    status = max(form.status, words.status)
    return page("inspection_visits/change.html", row=row, form=form, words=words, back=_of(row)), status


def _of(row: Any) -> str:
    if row.inspection_id is None:
        return url_for("inspections.index")
    return url_for("inspections.show", inspection_id=row.inspection_id)
