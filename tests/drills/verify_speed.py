"""查验用时：十万条业务记录、同样多条日志，一分钟以内查完（R81）。

respbook drill verify_speed [--records 100000]: rows of one table, each with its own entry, then one row changed past the program.
"""

import sys
import tempfile
import time
from pathlib import Path

import making
from drills._base import options, site
from sqlalchemy import insert, text

from respbook.actions import audit
from respbook.actions.action import action
from respbook.models.base import db
from respbook.models.units import Unit
from respbook.queries.verify import verify_chain, verify_state
from respbook.rules.permissions import Permission, system_viewer
from respbook.rules.units import UnitKind

AT_ONCE = 2_000
LONGEST = 60.0


@action(Permission.UNIT_WRITE)
def some(first, number, town_id, *, by, now):
    rows = [row(each, town_id) for each in range(first, first + number)]
    db.session.execute(insert(Unit.__table__), rows)
    audit.touch(Unit.__table__, [(each["id"],) for each in rows])
    for each in rows:
        audit.note_words("unit.add", "units", each["id"], each["name"])


def row(number, town_id):
    made = {"id": number, "parent_id": town_id, "path": f"/{town_id}/{number}/", "kind": UnitKind.GROUP}
    return made | {"name": f"第{number}组", "version": 1}


def main():
    number = options(__doc__, records=(100_000, "记录条数")).records
    with tempfile.TemporaryDirectory() as folder, site(Path(folder), new=True):
        town = making.town()
        for first in range(10_000, 10_000 + number, AT_ONCE):
            some(first, min(AT_ONCE, 10_000 + number - first), town.unit.id, by=system_viewer(), now=making.NOW)
        db.session.execute(text("UPDATE units SET name = '改' WHERE id = 10007"))
        start = time.perf_counter()
        report = verify_chain()
        chain = time.perf_counter() - start
        found = verify_state()
        taken = time.perf_counter() - start
    print(
        f"{number}条记录、{report.last}条日志：查链{chain:.1f}秒，查表{taken - chain:.1f}秒，共{taken:.1f}秒；查出{len(found)}处。"
    )
    return 0 if report.clean and [each.key for each in found] == ["第10007号"] and taken <= LONGEST else 1


if __name__ == "__main__":
    sys.exit(main())
