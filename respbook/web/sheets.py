"""导出: a list as a file to take away: xlsx, or CSV with ``?format=csv``; its address is the list's own with /export."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask import Response, request, url_for

from respbook.press.workbook import Written, comma_text, xlsx
from respbook.rules.outgoing import Imprint, Outgoing, Value
from respbook.web import files
from respbook.web.viewer import current, today

_NOT_KEPT = ("page", "before", "format", "phones")
"""What of a list's address says which page is shown, not which rows the list has."""


def wants_csv() -> bool:
    """要CSV."""
    return request.args.get("format") == "csv"


def imprint(place: str = "") -> Imprint:
    """制表: by the viewer, today."""
    return Imprint(current().name, today(), place)


def write(sheet: Outgoing, rows: Iterable[Sequence[Value]], place: str = "") -> Written:
    """写表 in the format that was asked for; with a ``place`` the xlsx carries its title above the head."""
    if wants_csv():
        return comma_text(sheet, rows)
    return xlsx(sheet, rows, imprint(place), captioned=bool(place))


def send(written: Written, title: str) -> Response:
    """送出, named after what it is and the day."""
    ending, kind = ("csv", "text/csv; charset=utf-8") if wants_csv() else ("xlsx", files.XLSX)
    return files.attachment(written.file, f"{title}_{today():%Y-%m-%d}.{ending}", kind)


def send_xlsx(written: Written, title: str) -> Response:
    """送出 what there is only as a workbook."""
    return files.attachment(written.file, f"{title}_{today():%Y-%m-%d}.xlsx", files.XLSX)


def export_of(endpoint: str, **more: Any) -> str:
    """导出的地址: the list that is being looked at, with its filters and without its page."""
    values = {**(request.view_args or {}), **request.args.to_dict(), **more}
    kept = {name: value for name, value in values.items() if value not in (None, "")}
    for name in _NOT_KEPT:
        if name not in more:
            kept.pop(name, None)
    return url_for(endpoint, **kept)
