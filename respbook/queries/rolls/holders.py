"""任职名册的比对: who held which post from when to when. A record is continued or ended, never written over."""

from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from respbook.models.base import db
from respbook.models.units import Holder
from respbook.queries.rolls.base import StandingRoll
from respbook.queries.scope import under
from respbook.rules.cells import Value
from respbook.rules.chinese import day
from respbook.rules.columns import SheetKind
from respbook.rules.holders import present, present_by_post, too_early
from respbook.rules.permissions import Permission
from respbook.rules.sheet_check import Found, RowState, Stand
from respbook.rules.units import POST_ROLE_LABELS


class HolderRoll(StandingRoll):
    """任职名册. A record is told by unit, 任职类别, name and the day it began."""

    kind = SheetKind.HOLDERS
    takes_retired = True
    permission = Permission.UNIT_WRITE
    longest = {"post": 30, "name": 30, "phone": 30}

    def load(self) -> None:
        """Every record in sight: one statement."""
        rows: Any = db.session.execute(
            select(
                Holder.id, Holder.unit_id, Holder.role, Holder.post, Holder.name, Holder.phone, Holder.from_on,
                Holder.to_on,
            )
            .join(Holder.unit)
            .where(under(self.viewer))
            .order_by(Holder.id)
        ).all()  # fmt: skip
        for row in rows:
            label = POST_ROLE_LABELS[row.role]
            values: dict[str, Value] = {"post": row.post, "phone": row.phone or None, "to_on": row.to_on}
            self.stands[row.unit_id, label, row.name, row.from_on] = Stand(values, row)
        self.current = {
            (unit_id, POST_ROLE_LABELS[role], post): row for (unit_id, role, post), row in present_by_post(rows).items()
        }

    def key(self, values: Mapping[str, Value]) -> Hashable:
        """Unit, 任职类别, name, day."""
        if not values.get("unit"):
            return None
        unit = self.unit(str(values["unit"]))
        rest = tuple(values.get(name) for name in ("role", "name", "from_on"))
        return None if None in rest else (unit.id, *rest)

    def judge(self, found: Found) -> None:
        """One row."""
        values, stand = found.values, found.stand
        self.judge_phone(found, str((stand.values.get("phone") if stand else "") or ""))
        from_on, to_on = values.get("from_on"), values.get("to_on")
        if isinstance(from_on, date) and isinstance(to_on, date) and to_on < from_on:
            found.wrong("to_on", f"离任日期{day(to_on)}早于任职日期{day(from_on)}；请核对，两数可能填反了。")
        if stand is None:
            self.judge_living(found)
            self._judge_new(found)
            return
        self.frozen(found, ("post",), "任职记录只续写不涂改，职务不能改")
        if not present(stand.row):
            self.frozen(found, ("to_on",), "已经离任的，离任日期不能改")

    def _judge_new(self, found: Found) -> None:
        before = self._before(found)
        from_on = found.values.get("from_on")
        if before is not None and isinstance(from_on, date) and (words := too_early(before, from_on)):
            found.wrong("from_on", f"{words}；补记以前的任职，请填离任日期。")

    def _before(self, found: Found) -> Any:
        """现任 whom a new record replaces; none for a record of the past."""
        values = found.values
        if values.get("to_on") is not None or not values.get("unit") or "unit" in found.errors:
            return None
        return self.current.get((self.unit(str(values["unit"])).id, str(values.get("role")), str(values.get("post"))))

    def together(self, rows: Sequence[Found]) -> list[str]:
        """Two new ones in one post: the sheet must say which of them has left."""
        seen: dict[object, int] = {}
        for found in rows:
            if found.state is not RowState.NEW or found.values.get("to_on") is not None:
                continue
            place = (self.unit(str(found.values["unit"])).id, found.values["role"], found.values["post"])
            if place in seen:
                found.wrong("post", f"与第{seen[place]}行同时新任同一职务；请给离任的一位填上离任日期。")
            seen.setdefault(place, found.record.line)
        return []

    def replaced(self, found: Found) -> Any:
        """接任: the record that ends the day this one begins."""
        return self._before(found)
