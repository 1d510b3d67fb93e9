"""迁移前后同页：同一个单位的五百页，在 SQLite 上和迁到 PostgreSQL 后逐页比对（R105）。

respbook drill move_pages [--pages 500]
"""

import os
import re
import sys
import tempfile
from pathlib import Path

import databases
import making
from drills._base import options
from drills._office import office
from visiting import Clock, Visitor

from respbook import settings
from respbook.actions import readings
from respbook.app import create_app
from respbook.commands import main as respbook
from respbook.models.base import db
from respbook.rules.permissions import system_viewer

_LINK = re.compile(r'href="(/[^"#]*)"')
_PASSING = re.compile(r'.*(?:csrf|CSRF|name="key"|name="batch"|/static/).*')
_SENT = re.compile(r"/export|format=")
"""What is carried away is an entry of the book, which pages tell: looking twice would differ by that."""
_LEFT_OUT = ("/audit", "/sign", "/backups", "/static")
"""The book has one entry more after the move, which says so."""


def read(app, addresses):
    """{address: (status, lines)} as the clerk reads them; without what differs at each look."""
    browser = _clerk(app)
    return {each: _plain(browser.get(each)) for each in addresses}


def _clerk(app):
    app.test_client_class, app.config["CLOCK"] = Visitor, Clock()
    app.extensions["clock_watch"].active = False  # the move is of today, the office in its March
    return app.test_client().enter_as("clerk")


def _plain(answer):
    if answer.mimetype != "text/html":
        return answer.status_code, answer.mimetype
    return answer.status_code, [line for line in answer.text.splitlines() if not _PASSING.match(line)]


def found(app, most):
    """Addresses that lead on from 今天, the nearest first."""
    browser = _clerk(app)
    known, waiting = ["/"], ["/"]
    while waiting and len(known) < most:
        answer = browser.get(waiting.pop(0))
        if answer.mimetype != "text/html":
            continue
        for each in _LINK.findall(answer.text):
            address = each.replace("&amp;", "&")
            if address not in known and not address.startswith(_LEFT_OUT) and not _SENT.search(address):
                known.append(address)
                waiting.append(address)
    return known[:most]


def main():
    """How many pages are equal, and which are not."""
    asked = options(__doc__, pages=(500, "页数"))
    server = databases._created().replace("postgresql+psycopg://", "postgresql://")
    with tempfile.TemporaryDirectory(prefix="respbook-drill-") as name:
        place = Path(name) / "office"
        app, _ = office(place)
        with app.app_context():  # as every start does: the move is no first start of an old program
            readings.complete(by=system_viewer("升级"), now=making.NOW)
        addresses = found(app, asked.pages)
        before = read(app, addresses)
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
        os.environ["RESPBOOK_DATA"] = str(place)
        if respbook(["move", "--to", server]):
            return 1
        after = read(create_app(settings.read({"RESPBOOK_DATABASE_URL": server}, place)), addresses)
    differing = [each for each in addresses if before[each] != after[each]]
    print(f"比对{len(addresses)}页，不同{len(differing)}页{'：' + '、'.join(differing[:20]) if differing else ''}")
    print(f"原来各页的答复：{sorted({str(status) for status, _ in before.values()})}；{making.NOW:%Y-%m-%d}")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
