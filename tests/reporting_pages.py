"""报送页 in tests: its forms fetched, filled in and sent, and what came of them."""

import datetime as d
from urllib.parse import quote

from reading import Page
from sqlalchemy import select

from respbook.models.base import db
from respbook.models.reports import Report

DAY, MARCH = d.date(2026, 3, 5), d.date(2026, 3, 1)
WIRE = {"Accept-Encoding": "gzip"}
FOUND = "/report/days/20260305/found/text?category=秸秆焚烧"


def rows():
    return list(db.session.scalars(select(Report).order_by(Report.id).execution_options(populate_existing=True)))


def told(client, path="/report/"):
    return Page(client.get(path))


def send(client, path, status=303, **fields):
    form = told(client, path).form(quote(path, safe="/?=&"))
    answer = client.post(path, data=form | fields)
    assert answer.status_code == status, answer.text[:800]
    return answer


def period_path(task, on=MARCH):
    return f"/report/{task.id}/{on:%Y%m%d}"
