"""代报 in tests: a chat pasted and filed, the table of the day filled in and saved, and what came of them."""

import datetime as d

from reading import Page
from sqlalchemy import select

from respbook.models.base import db
from respbook.models.reports import Report

DAY = d.date(2026, 3, 2)
CHAT = """#接龙
3月2日巡查
1. 王家庄村 无异常
2. 李家沟 无异常，垃圾清运3吨
3. 赵铁柱 无异常
4. 收到"""


def read(clerk, text, on=DAY, status=200):
    answer = clerk.post("/proxy-reports/chat", data={"on": on.isoformat(), "text": text})
    return Page(answer, status)


def file(clerk, page, **more):
    values = page.form("/proxy-reports/chat/filing")
    return clerk.post("/proxy-reports/chat/filing", data={**values, **more})


def reports():
    rows = db.session.scalars(select(Report).order_by(Report.unit_id, Report.id))
    return [(row.unit_id, row.task_id, row.said, row.given) for row in rows]


def cells(page):
    """{label: name} of the boxes."""
    return {box.get("aria-label"): box.get("name") for box in page.root.xpath("//form[@data-proxy]//td//input")}


def sheet(page):
    """The values of the table's form as a browser would send them."""
    return dict(page.root.xpath("//form[@data-proxy]")[0].form_values())


def save(clerk, page, **typed):
    names = cells(page)
    values = {**sheet(page), **{names[label]: text for label, text in typed.items()}}
    return clerk.post("/proxy-reports/", data=values)
