"""单位名册的比对: sizes, tags, and who heads a unit now."""

from collections.abc import Hashable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from respbook.models.base import db
from respbook.models.units import Holder, Unit, UnitTag
from respbook.queries.rolls.base import StandingRoll, with_choices
from respbook.queries.scope import under
from respbook.rules.cells import Value, split_tags
from respbook.rules.chinese import day, joined
from respbook.rules.columns import SHEETS, Sheet, SheetKind
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Permission
from respbook.rules.sheet_check import Found, Stand
from respbook.rules.units import UNIT_KIND_LABELS, PostRole, UnitKind, check_aliases

LONGEST_TAG = 20
_KINDS = SHEETS[SheetKind.UNITS].column("kind").choices
"""Kinds that a sheet may register or change a unit to."""
_POSTS = {"head": PostRole.FIRST, "official": PostRole.STATIONED}


class UnitRoll(StandingRoll):
    """单位名册. A unit is told by its full name, else by its short name; by its upper unit where names repeat."""

    kind = SheetKind.UNITS
    permission = Permission.UNIT_WRITE
    longest = {"short_name": 30, "head": 30, "post": 30, "official": 30, "tags": 200, "phone": 30, "aliases": 200}

    @property
    def sheet(self) -> Sheet:
        """As written out, the county and the town among the kinds."""
        return with_choices(SHEETS[self.kind], "kind", list(UNIT_KIND_LABELS.values()))

    def load(self) -> None:
        """Units, tags, holders: three statements."""
        self.tags: dict[int, list[str]] = {}
        for unit_id, tag in db.session.execute(
            select(UnitTag.unit_id, UnitTag.tag).join(UnitTag.unit).where(under(self.viewer)).order_by(UnitTag.tag)
        ):
            self.tags.setdefault(unit_id, []).append(tag)
        self.posts: dict[tuple[int, str], Any] = {}
        for row in db.session.execute(
            select(Holder.id, Holder.unit_id, Holder.role, Holder.post, Holder.name, Holder.phone, Holder.from_on)
            .join(Holder.unit)
            .where(under(self.viewer), Holder.to_on.is_(None), Holder.role.in_(_POSTS.values()))
            .order_by(Holder.position.desc(), Holder.id)
        ):
            self.posts[row.unit_id, row.role] = row
        rows: Any = db.session.execute(
            select(
                Unit.id, Unit.name, Unit.short_name, Unit.kind, Unit.parent_id, Unit.path, Unit.households,
                Unit.population, Unit.farmland, Unit.aliases, Unit.retired_on, Unit.version,
            )
            .where(under(self.viewer))
            .order_by(Unit.id)
        )  # fmt: skip
        for row in rows:
            self.stands[row.id] = Stand(self._values(row), row)
        self.new: dict[tuple[str, str], Found] = {}

    def _values(self, row: Any) -> dict[str, Value]:
        head, official = self.posts.get((row.id, PostRole.FIRST)), self.posts.get((row.id, PostRole.STATIONED))
        parent = self.place_by_id.get(row.parent_id)
        return {
            "short_name": row.short_name or None,
            "kind": UNIT_KIND_LABELS[row.kind],
            "parent": parent.name if parent is not None else None,
            "head": head.name if head else None,
            "post": head.post if head else None,
            "phone": (head.phone or None) if head else None,
            "official": official.name if official else None,
            "households": row.households,
            "population": row.population,
            "farmland": row.farmland,
            "tags": joined(self.tags.get(row.id, [])) or None,
            "aliases": row.aliases,
        }

    def key(self, values: Mapping[str, Value]) -> Hashable:
        """The unit's id, or the name and upper unit of a new one."""
        if not isinstance(name := values.get("name"), str):
            return None
        parent = values.get("parent")
        found = self._named.get("".join(name.split()), [])
        found = [place for place in found if place.name == name] or found
        if parent and (len(found) > 1 or values.get("kind") == UNIT_KIND_LABELS[UnitKind.GROUP]):
            found = [place for place in found if self._is_under(place, str(parent))]
        if len(found) > 1:
            raise RuleBroken(f"名册中有{len(found)}个“{name}”，分不清是哪一个；请写单位全称，或填上级单位。", "name")
        return found[0].id if found else (name, str(parent or ""))

    def _is_under(self, place: Any, parent: str) -> bool:
        upper = self.place_by_id.get(place.parent_id)
        return upper is not None and parent in (upper.name, upper.short_name)

    def judge(self, found: Found) -> None:
        """One row."""
        values, stand = found.values, found.stand
        if values.get("tags"):
            tags = split_tags(str(values["tags"]))
            values["tags"] = joined(sorted(tags))
            if long := [tag for tag in tags if len(tag) > LONGEST_TAG]:
                found.wrong("tags", f"标签“{long[0]}”超过{LONGEST_TAG}字；几个标签请用顿号隔开。")
        self._judge_aliases(found)
        for name, empty in (("households", 0), ("population", 0), ("farmland", Decimal(0))):
            if name in values and values[name] is None:
                values[name] = empty
        if isinstance(values.get("farmland"), Decimal) and Decimal(str(values["farmland"])) < 0:
            found.wrong("farmland", "耕地面积不能为负数；请改正。")
        self.judge_phone(found, str((stand.values.get("phone") if stand else "") or ""))
        if stand is None:
            self._judge_new(found)
        else:
            self._judge_standing(found, stand)

    def _judge_aliases(self, found: Found) -> None:
        if not found.values.get("aliases"):
            return
        aliases = split_tags(str(found.values["aliases"]))
        found.values["aliases"] = joined(aliases)
        try:
            check_aliases(aliases)
        except RuleBroken as refusal:
            found.wrong("aliases", refusal.sentence)

    def _judge_new(self, found: Found) -> None:
        name = found.values.get("name")
        if not isinstance(name, str):
            return
        self.new[name, str(found.values.get("parent") or "")] = found
        if found.values.get("kind") and found.values["kind"] not in _KINDS:
            found.wrong("kind", f"表中只能新增{joined(_KINDS)}；县和镇由系统管理员建立。")
        if close := self.near(name):
            found.hint = f"名册中没有“{name}”{close}；若是同一个单位改了名，请勾选本行的“不导入”，到名册中修改名称。"
        for column in ("post", "phone"):
            if found.values.get(column) and not found.values.get("head"):
                found.wrong(column, "填了职务或电话，没有填负责人；请补上姓名。")

    def _judge_standing(self, found: Found, stand: Stand) -> None:
        values = found.values
        if stand.row.retired_on is not None:
            found.wrong("name", f"“{stand.row.name}”已于{day(stand.row.retired_on)}停用；请删去此行。")
        parent = values.get("parent", "")
        if parent is None or (parent and self._is_under(stand.row, str(parent))):
            del values["parent"]
        self.frozen(found, ("parent",), "已有单位的上级不能在表中改")
        own = stand.row.id == self.viewer.unit_id or stand.values["kind"] not in _KINDS
        if values.get("kind") not in (None, stand.values["kind"]) and (own or values["kind"] not in _KINDS):
            found.wrong("kind", f"不能在表中把{stand.values['kind']}改为{values['kind']}；请改回，或留空。")
        for column, role in _POSTS.items():
            self._judge_post(found, stand, column, role)

    def _judge_post(self, found: Found, stand: Stand, column: str, role: PostRole) -> None:
        holder = self.posts.get((stand.row.id, role))
        touched = [column, "post", "phone"] if role is PostRole.FIRST else [column]
        changed = [name for name in touched if name in found.values and found.values[name] != stand.values[name]]
        if not changed:
            return
        if found.values.get(column, "") is None and holder is not None and len(changed) > 1:
            found.wrong(column, "负责人清空的，职务和电话请一并留空或删去。")
        if found.values.get(column, stand.values[column]) is None and len(changed) and column not in changed:
            found.wrong(changed[0], "名册中还没有负责人；请先填负责人姓名。")
        if holder is not None and holder.from_on > self.on:
            found.wrong(changed[0], f"{holder.name}自{day(holder.from_on)}起任职，还没有到任；请到单位页登记。")

    def together(self, rows: Sequence[Found]) -> list[str]:
        """Upper units of new ones: in the book, or in the sheet and themselves right; never in a circle."""
        by_name: dict[str, list[Found]] = {}
        for (name, _), found in self.new.items():
            by_name.setdefault(name, []).append(found)
            if found.values.get("short_name"):
                by_name.setdefault(str(found.values["short_name"]), []).append(found)
        for found in self.new.values():
            self._judge_parent(found, by_name)
        waiting = True
        while waiting:
            waiting = False
            for found in self.new.values():
                upper = self._upper(found, by_name)
                if upper is not None and upper.errors and not found.errors:
                    found.wrong("parent", f"上级单位所在的第{upper.record.line}行还有错；请一起改好。")
                    waiting = True
        return []

    def _upper(self, found: Found, by_name: Mapping[str, list[Found]]) -> Found | None:
        parent = found.values.get("parent")
        if not parent or "".join(str(parent).split()) in self._named:
            return None
        return by_name.get(str(parent), [None])[0]

    def _judge_parent(self, found: Found, by_name: Mapping[str, list[Found]]) -> None:
        parent = found.values.get("parent")
        if not parent:
            return
        if self._upper(found, by_name) is None:
            try:
                self.unit(str(parent), "parent")
            except RuleBroken as refusal:
                found.wrong("parent", refusal.sentence)
            return
        seen: list[Found] = [found]
        upper = self._upper(found, by_name)
        while upper is not None and upper not in seen:
            seen.append(upper)
            upper = self._upper(upper, by_name)
        if upper is not None:
            found.wrong("parent", f"上级单位“{parent}”又隶属于本单位，首尾相接；请更正其中一行。")

    def depth_of(self, found: Found) -> int:
        """层级: how many new upper units stand above a new one."""
        by_name = {name: [each] for (name, _), each in self.new.items()}
        for each in self.new.values():
            by_name.setdefault(str(each.values.get("short_name") or ""), [each])
        depth, upper = 0, self._upper(found, by_name)
        while upper is not None and depth < len(self.new):
            depth, upper = depth + 1, self._upper(upper, by_name)
        return depth
