"""任务: the list, one task, and the town's own duties."""

from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import tasks as actions
from respbook.forms.lists import day_in, task_filter
from respbook.forms.tasks import PersonForm
from respbook.queries import responsible
from respbook.queries import tasks as queries
from respbook.queries.review_page import signed_sentence
from respbook.queries.scope import task_in_sight
from respbook.queries.task_reports import task_reports
from respbook.queries.workdays import calendar_of
from respbook.rules.cadence import CADENCE_LABELS
from respbook.rules.lifecycles import REPORT, TASK, TaskState
from respbook.rules.obligations import PUNCTUALITY_LABELS
from respbook.rules.permissions import Permission
from respbook.rules.planning import counts_workdays
from respbook.rules.reports import SAID_LABELS
from respbook.rules.responsible import spans_words
from respbook.rules.workdays import unpublished_words
from respbook.web.guard import needs
from respbook.web.htmx import go, wants_piece
from respbook.web.htmx import show as page
from respbook.web.listing import of_list, page_number, saved_bar
from respbook.web.viewer import current, facing, now, today

pages = Blueprint("tasks", __name__)


def _asked() -> dict[str, str]:
    """What the address says but for this year, which is what it says without."""
    return {name: text for name, text in request.args.items() if (name, text) != ("year", str(today().year))}


@pages.get("/tasks/")
@needs(Permission.TASK_READ)
def index() -> ResponseReturnValue:
    """任务列表 by due date."""
    wanted = task_filter(request.args, today())
    programmes = queries.programmes_with_tasks(current()) if wanted.programme_id or not wants_piece() else []
    wanted = queries.of_chosen_year(wanted, programmes)
    return page(
        "tasks/index.html",
        listing=queries.task_list(current(), wanted, today(), page_number()),
        wanted=wanted,
        programmes=programmes,
        years=sorted({choice.year for choice in programmes} | {wanted.year}, reverse=True),
        states=TASK.labels,
        cadences=CADENCE_LABELS,
        saved=saved_bar("tasks", _asked()),
    )


@pages.get("/tasks/<int:task_id>")
@needs(Permission.TASK_READ)
def show(task_id: int) -> ResponseReturnValue:
    """任务页: what is asked, where it comes from, when each period is due, and what was reported to it."""
    task = task_in_sight(current(), task_id)
    viewer = facing(task)
    wanted = task_filter(request.args, today()) if of_list("tasks") else queries.TaskFilter(task.year)
    before, after = queries.neighbours(current(), task, wanted)
    month = day_in(f"{request.args.get('month', '')}-01") or min(today(), task.due_on).replace(day=1)
    source, records = queries.source_of(task), responsible.records_of(task.unit_id)
    calendar = calendar_of(source.town_id)
    dues = [period.due_on for period in task.periods]
    estimated = calendar.unpublished(dues) if counts_workdays(task.target, task.periods) else ()
    return page(
        "tasks/show.html",
        viewer=viewer,
        task=task,
        before=before,
        after=after,
        sentence=signed_sentence(task),
        reporting=task_reports(current(), task, month, today()),
        times=PUNCTUALITY_LABELS,
        said=SAID_LABELS,
        report_states=REPORT.labels,
        source=source,
        spans=responsible.task_spans(task, records, source.term_from),
        charged=[spans_words(responsible.period_spans(task, records, period)) for period in task.periods],
        calendar=calendar,
        estimated=unpublished_words(estimated),
        may_set_person=task.state is TaskState.OPEN and viewer.may(Permission.TASK_WRITE),
        state_words=TASK.labels[task.state],
        late=task.state is TaskState.OPEN and task.due_on < today(),
        may_read_targets=viewer.may(Permission.TARGET_READ),
        may_reschedule=queries.movable(task) and viewer.may(Permission.TASK_WRITE),
    )


@pages.route("/tasks/<int:task_id>/person", methods=["GET", "POST"])
@needs(Permission.TASK_WRITE)
def set_person(task_id: int) -> ResponseReturnValue:
    """设定责任人."""
    task = task_in_sight(current(), task_id)
    form = PersonForm() if request.method == "POST" else _person_form(task)
    if form.validate_on_submit():
        with form.refusals():
            actions.set_person(
                task_id, form.chosen, form.person.data or "", form.version.data or 0, by=current(), now=now()
            )
            return go(url_for("tasks.show", task_id=task_id), "已设定责任人。")
        task = task_in_sight(current(), task_id)
        if form.status == 409:
            form.beside(_person_form(task))
    return page("tasks/person.html", form=form, task=task), form.status


def _person_form(task: Any) -> PersonForm:
    told = {"post_role": task.post_role or "", "person": task.person or "", "version": task.version}
    return PersonForm(formdata=None, data=told)


@pages.post("/programmes/<int:programme_id>/own-tasks")
@needs(Permission.TASK_WRITE)
def open_own(programme_id: int) -> ResponseReturnValue:
    """登记镇本级任务."""
    opened = actions.open_own(programme_id, by=current(), now=now())
    said = f"已登记{len(opened)}条本级任务。"
    return go(url_for("tasks.index", programme=programme_id, year=opened[0].year), said)
