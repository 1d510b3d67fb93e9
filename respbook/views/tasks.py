"""任务: the list, one task, and the town's own duties."""

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import tasks as actions
from respbook.forms.lists import day_in, task_filter
from respbook.queries import tasks as queries
from respbook.queries.report_pages import signed_sentence
from respbook.queries.scope import task_in_sight
from respbook.queries.task_reports import task_reports
from respbook.rules.cadence import CADENCE_LABELS
from respbook.rules.lifecycles import REPORT, TASK, TaskState
from respbook.rules.obligations import PUNCTUALITY_LABELS
from respbook.rules.permissions import Permission
from respbook.rules.reports import SAID_LABELS
from respbook.web.guard import needs
from respbook.web.htmx import go, wants_piece
from respbook.web.htmx import show as page
from respbook.web.listing import of_list, page_number, saved_bar
from respbook.web.viewer import current, now, today

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
    wanted = task_filter(request.args, today()) if of_list("tasks") else queries.TaskFilter(task.year)
    before, after = queries.neighbours(current(), task, wanted)
    month = day_in(f"{request.args.get('month', '')}-01") or min(today(), task.due_on).replace(day=1)
    return page(
        "tasks/show.html",
        task=task,
        before=before,
        after=after,
        source=queries.source_of(task),
        sentence=signed_sentence(task),
        reporting=task_reports(current(), task, month, today()),
        times=PUNCTUALITY_LABELS,
        said=SAID_LABELS,
        report_states=REPORT.labels,
        state_words=TASK.labels[task.state],
        late=task.state is TaskState.OPEN and task.due_on < today(),
        may_read_targets=current().may(Permission.TARGET_READ),
        may_reschedule=queries.movable(task) and current().may(Permission.TASK_WRITE),
    )


@pages.post("/programmes/<int:programme_id>/own-tasks")
@needs(Permission.TASK_WRITE)
def open_own(programme_id: int) -> ResponseReturnValue:
    """登记镇本级任务."""
    opened = actions.open_own(programme_id, by=current(), now=now())
    said = f"已登记{len(opened)}条本级任务。"
    return go(url_for("tasks.index", programme=programme_id, year=opened[0].year), said)
