"""写入单位和任职: units level by level, their tags, and who came and who left."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from respbook.actions.pen import Pen
from respbook.models.base import db
from respbook.models.units import Holder, Unit, UnitTag
from respbook.queries.rolls.holders import HolderRoll
from respbook.queries.rolls.units import UnitRoll
from respbook.rules import pinyin
from respbook.rules.cells import shown, split_tags
from respbook.rules.permissions import Viewer
from respbook.rules.sheet_check import Found
from respbook.rules.units import POST_ROLE_LABELS, UNIT_KIND_LABELS, PostRole

_KINDS = {words: kind for kind, words in UNIT_KIND_LABELS.items()}
_ROLES = {words: role for role, words in POST_ROLE_LABELS.items()}
_STATIONED = "包村干部"


def write(pen: Pen, roll: UnitRoll, ready: list[Found], by: Viewer, now: datetime) -> dict[int, str]:
    """写入单位名册."""
    new = [found for found in ready if found.stand is None]
    levels: dict[int, list[Found]] = {}
    for found in new:
        levels.setdefault(roll.depth_of(found), []).append(found)
    made: dict[str, tuple[int, str]] = {}
    ids: dict[int, int] = {}
    for depth in sorted(levels):
        _add_level(pen, roll, levels[depth], made, ids)
    pen.add(UnitTag, [{"unit_id": ids[id(found)], "tag": tag} for found in new for tag in _tags(found)])
    pen.add(Holder, [post for found in new for post in _new_posts(found, ids[id(found)], roll)])
    _change(pen, roll, [found for found in ready if found.stand is not None])
    return {}


def _tags(found: Found) -> tuple[str, ...]:
    return split_tags(shown(found.values.get("tags")))


def _add_level(
    pen: Pen, roll: UnitRoll, level: list[Found], made: dict[str, tuple[int, str]], ids: dict[int, int]
) -> None:
    last = _last_positions()
    rows, paths = [], []
    for found in level:
        parent_id, path = _upper(roll, shown(found.values.get("parent")), made)
        last[parent_id] = last.get(parent_id, 0) + 1
        name = shown(found.values["name"])
        paths.append(path)
        rows.append(_figures(found) | {"parent_id": parent_id, "path": "new", "position": last[parent_id]})
        rows[-1] |= {"name": name, **pinyin.unit_keys(name, rows[-1]["short_name"])}
    added = pen.add(Unit, rows)
    settled = {}
    for found, unit_id, path in zip(level, added, paths, strict=True):
        own = f"{path}{unit_id}/"
        settled[unit_id] = {"path": own}
        ids[id(found)] = unit_id
        for name in (shown(found.values.get("short_name")), shown(found.values["name"])):
            made[name] = (unit_id, own)
    pen.settle(Unit, settled)


def _last_positions() -> dict[int | None, int]:
    rows = db.session.execute(select(Unit.parent_id, func.max(Unit.position)).group_by(Unit.parent_id)).all()
    return {row[0]: row[1] for row in rows}


def _upper(roll: UnitRoll, parent: str, made: dict[str, tuple[int, str]]) -> tuple[int, str]:
    if parent in made:
        return made[parent]
    place = roll.unit(parent, "parent") if parent else roll.place_by_id[roll.viewer.unit_id]
    return place.id, place.path


def _figures(found: Found) -> dict[str, Any]:
    values = found.values
    return {
        "kind": _KINDS[shown(values["kind"])],
        "short_name": shown(values.get("short_name")),
        "aliases": shown(values.get("aliases")) or None,
        "households": values.get("households") or 0,
        "population": values.get("population") or 0,
        "farmland": values.get("farmland") or Decimal(0),
    }


def _new_posts(found: Found, unit_id: int, roll: UnitRoll) -> list[dict[str, Any]]:
    values, posts = found.values, []
    if values.get("head"):
        post = shown(values.get("post")) or "负责人"
        posts.append(_post(unit_id, PostRole.FIRST, post, values["head"], shown(values.get("phone")), roll))
    if values.get("official"):
        posts.append(_post(unit_id, PostRole.STATIONED, _STATIONED, values["official"], "", roll))
    return posts


def _post(unit_id: int, role: PostRole, post: str, name: Any, phone: str, roll: UnitRoll) -> dict[str, Any]:
    return {
        "unit_id": unit_id,
        "role": role,
        "post": post,
        "name": shown(name),
        "phone": phone,
        "from_on": roll.on,
        "to_on": None,
    }


def _change(pen: Pen, roll: UnitRoll, rows: list[Found]) -> None:
    changed: dict[int, dict[str, Any]] = {}
    gone, came, ended, started = [], [], {}, []
    for found in rows:
        assert found.stand is not None
        unit_id = found.stand.row.id
        whole = _figures(Found(found.record, {**found.stand.values, **found.values}, {}))
        changed[unit_id] = {name: whole[name] for name in whole if name in found.changes}
        if "short_name" in changed[unit_id]:
            unit = found.stand.row
            changed[unit_id] |= pinyin.unit_keys(unit.name, whole["short_name"], unit.reading or "")
        if "tags" in found.changes:
            stood, wanted = set(roll.tags.get(unit_id, [])), set(_tags(found))
            gone += [(unit_id, tag) for tag in stood - wanted]
            came += [{"unit_id": unit_id, "tag": tag} for tag in sorted(wanted - stood)]
        for leaving, coming in _succession(found, unit_id, roll):
            if leaving is not None:
                ended[leaving.id] = {"to_on": roll.on}
            started += coming
    pen.change(Unit, changed)
    pen.remove(UnitTag, gone)
    pen.add(UnitTag, came)
    pen.change(Holder, ended)
    pen.add(Holder, started)


def _succession(found: Found, unit_id: int, roll: UnitRoll) -> list[tuple[Any, list[dict[str, Any]]]]:
    """接任: (who leaves, who comes) of the posts that the row changes; a new post or phone is a new record."""
    values = {**(found.stand.values if found.stand else {}), **found.values}
    told = []
    if found.changes.keys() & {"head", "post", "phone"}:
        leaving = roll.posts.get((unit_id, PostRole.FIRST))
        if "head" in found.changes and "phone" not in found.changes:
            values["phone"] = None
        coming = _new_posts(Found(found.record, {**values, "official": None}, {}), unit_id, roll)
        told.append((leaving, coming))
    if "official" in found.changes:
        leaving = roll.posts.get((unit_id, PostRole.STATIONED))
        told.append((leaving, _new_posts(Found(found.record, {"official": values["official"]}, {}), unit_id, roll)))
    return told


def write_holders(pen: Pen, roll: HolderRoll, ready: list[Found], by: Viewer, now: datetime) -> dict[int, str]:
    """写入任职名册: whoever held the post before ends the day the new one begins (field.md 10.11)."""
    ended: dict[int, dict[str, Any]] = {}
    new = []
    for found in ready:
        values = found.values
        if found.stand is not None:
            told = {"to_on": values.get("to_on"), "phone": shown(values.get("phone"))}
            ended[found.stand.row.id] = {name: told[name] for name in told if name in found.changes}
            continue
        before = roll.replaced(found)
        if before is not None and before.id not in ended:
            ended[before.id] = {"to_on": values["from_on"]}
        new.append(
            {
                "unit_id": roll.unit(shown(values["unit"])).id,
                "role": _ROLES[shown(values["role"])],
                "post": shown(values["post"]),
                "name": shown(values["name"]),
                "phone": shown(values.get("phone")),
                "from_on": values["from_on"],
                "to_on": values.get("to_on"),
            }
        )
    pen.change(Holder, ended)
    pen.add(Holder, new)
    return {}
