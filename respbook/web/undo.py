"""撤销: after a removal the next page says so, with the button that takes it back (features U3)."""

from flask import Response, url_for

from respbook.web.htmx import go


def gone(name: str, removal_id: int, address: str) -> Response:
    """删除后前往 ``address``, with 撤销 beside the sentence."""
    said = f"已删除“{name}”。30天内可以从回收站恢复。"
    return go(address, said, undo=url_for("removals.restore", removal_id=removal_id))
