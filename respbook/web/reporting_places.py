"""去报送: where a village reports; the task's own page where the building has no page for reporting."""

from flask import current_app, url_for


def to_report(task_id: int) -> str:
    """The address at which one task is reported."""
    if "reporting.index" in current_app.view_functions:
        return url_for("reporting.index")
    return url_for("tasks.show", task_id=task_id)
