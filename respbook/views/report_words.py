"""周报月报用语: ready paragraphs about a stretch of days, to be copied; every figure opens its list (features B4)."""

import io
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.forms.lists import day_in
from respbook.papers.report_words import report_words
from respbook.press.word import word
from respbook.queries import report_words as queries
from respbook.queries.office_settings import office_settings
from respbook.rules import report_words as rules
from respbook.rules.permissions import Permission
from respbook.rules.reporting_rates import before
from respbook.web import files
from respbook.web.guard import needs
from respbook.web.htmx import show as page
from respbook.web.viewer import current, today

pages = Blueprint("report_words", __name__)
LONGEST = 366


def _asked() -> tuple[date, date]:
    """``from`` and ``to``; this week up to today where they cannot be read."""
    monday = today() - timedelta(days=today().weekday())
    first = day_in(request.args.get("from", "")) or monday
    last = day_in(request.args.get("to", "")) or max(first, today())
    return first, min(max(first, last), first + timedelta(days=LONGEST))


@pages.get("/reports/words")
@needs(Permission.TASK_READ)
def show() -> ResponseReturnValue:
    """周报月报用语."""
    first, last = _asked()
    viewer = current()
    facts = queries.report_facts(viewer, first, last, queries.place_of(viewer), today())
    made = rules.paragraphs(facts)
    earlier = before(first, last)
    addresses = {part: _address(part, first, last, earlier) for paragraph in made for part in paragraph if part.link}
    return page(
        "report_words/show.html",
        first=first,
        last=last,
        label=rules.span_words(first, last),
        made=made,
        text=rules.plain(made),
        addresses=addresses,
        spans=_spans(),
    )


@pages.get("/reports/words.docx")
@needs(Permission.TASK_READ)
def docx() -> ResponseReturnValue:
    """周报月报 as Word: the sentences of the page in the layout of an official paper."""
    first, last = _asked()
    place = queries.place_of(current())
    facts = queries.report_facts(current(), first, last, place, today())
    label = rules.span_words(first, last)
    issuer = office_settings(current()).issuer if current().of_office else place
    paper = report_words(issuer, label, rules.sentences(rules.paragraphs(facts)), today())
    return files.attachment(io.BytesIO(word(paper)), f"报送情况_{label}.docx", files.DOCX)


def _address(part: rules.Part, first: date, last: date, earlier: tuple[date, date]) -> str:
    days: dict[str, Any] = {"first": first, "last": last}
    match part.link:
        case "unit":
            return url_for("reporting_rates.listing", u=part.of, show="missing", **days)
        case "category":
            return url_for("reports.index", category=part.of, said="found", **days)
        case "task":
            return url_for("reports.index", task=part.of, **days)
        case "state":
            return url_for("reports.index", state=part.of, **days)
        case "found":
            return url_for("reports.index", said="found", **days)
        case "before":
            return url_for("reporting_rates.listing", first=earlier[0], last=earlier[1])
        case "asked":
            return url_for("reporting_rates.listing", **days)
    return url_for("reporting_rates.listing", show=part.link, **days)


def _spans() -> list[tuple[str, str]]:
    """常用时段."""
    monday, month = today() - timedelta(days=today().weekday()), today().replace(day=1)
    ends = month - timedelta(days=1)
    spans = [
        ("本周", monday, today()),
        ("上周", monday - timedelta(days=7), monday - timedelta(days=1)),
        ("本月", month, today()),
        ("上月", ends.replace(day=1), ends),
    ]
    return [(words, _words_of(first, last)) for words, first, last in spans]


def _words_of(first: date, last: date) -> str:
    days: dict[str, Any] = {"from": first, "to": last}
    return url_for("report_words.show", **days)
