"""成批办理: the list and the field for the count, before a deed upon more than twenty at once (features U3)."""

from collections.abc import Sequence

from flask import request, url_for
from flask.typing import ResponseReturnValue

from respbook.rules.many import asks_for_count, typed_right
from respbook.web.htmx import show as page
from respbook.web.listing import came_from

FIELD = "how_many"
_NOT_CARRIED = (FIELD, "csrf_token", "key")


def ask(names: Sequence[str], deed: str, counter: str) -> ResponseReturnValue | None:
    """先核对名单: the page that asks for the count, with all that the form brought; None where the deed may go on."""
    typed = request.form.get(FIELD, "")
    if not asks_for_count(len(names)) or typed_right(typed, len(names)):
        return None
    kept = [(name, value) for name, value in request.form.items(multi=True) if name not in _NOT_CARRIED]
    told: dict[str, object] = {
        "names": names,
        "deed": deed,
        "counter": counter,
        "kept": kept,
        "typed": typed,
        "field": FIELD,
    }
    told["back"] = came_from() or url_for("home.show")
    return page("many/confirm.html", **told), 422 if typed else 200
