"""临时交办: a task given by hand, from the list of tasks or from a row of a 台账."""

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import extra_tasks as actions
from respbook.forms.base import filled
from respbook.forms.extra_tasks import AssignForm
from respbook.queries.finding_page import unit_choices
from respbook.queries.scope_registers import register_row_in_sight
from respbook.rules.permissions import Permission
from respbook.rules.typed import whole_in
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.viewer import current, now, today

pages = Blueprint("extra_tasks", __name__)


@pages.route("/tasks/assignment", methods=["GET", "POST"])
@needs(Permission.TASK_WRITE)
def assign() -> ResponseReturnValue:
    """交办任务."""
    row_id = whole_in(request.values.get("row", ""), 9)
    line = register_row_in_sight(current(), row_id) if row_id else None
    start = {"unit_id": str(line.unit_id), "title": f"{line.name}：", "row": str(line.id)} if line else {}
    form = AssignForm() if request.method == "POST" else AssignForm(formdata=None, data=start)
    form.unit_id.choices = [("", "请选择"), *((str(each.id), each.called) for each in unit_choices(current()))]
    if form.validate_on_submit():
        with form.refusals():
            asked = actions.Assignment(
                int(form.unit_id.data),
                filled(form.title),
                form.due_on.data or today(),
                filled(form.demand),
                filled(form.person),
                form.row_id,
            )
            task = actions.assign(asked, by=current(), now=now())
            return go(url_for("tasks.show", task_id=task.id), "已交办，承担单位在“报送”里能看到。")
    return page("tasks/assign.html", form=form, line=line), form.status
