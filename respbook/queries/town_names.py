"""镇名: which town a unit lies in, told wherever somebody sees more than one town, so that 石桥村 is not taken for another's."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import String, select, type_coerce

from respbook.models.base import db
from respbook.models.units import Unit
from respbook.queries.scope import under
from respbook.queries.units import CALLED
from respbook.rules.permissions import Viewer
from respbook.rules.units import UnitKind

_MARK = " · "


@dataclass(frozen=True)
class TownNames:
    """各单位所在的镇: what towns are called, and what each unit stands directly below; both empty for whoever sees one town only."""

    towns: Mapping[int, str] = field(default_factory=dict)
    above: Mapping[int, int | None] = field(default_factory=dict)

    def placed(self, name: str, unit_id: int | None) -> str:
        """青山镇 · 石桥村; a town, and a name that begins with its town's, stay as they are."""
        at = self.above.get(unit_id or 0)
        while at and at not in self.towns:
            at = self.above.get(at)
        return _before(self.towns[at] if at else "", name)

    def written(self, name: str, unit_id: int | None) -> str:
        """青山镇石桥村, as sheets have it."""
        return self.placed(name, unit_id).replace(_MARK, "", 1)

    def kept(self, name: str, office_id: int | None) -> str:
        """青山镇 · 2026年度考核: what a town keeps; what the county itself keeps stays as it is."""
        return _before(self.towns.get(office_id or 0, ""), name)


def _before(town: str, name: str) -> str:
    return f"{town}{_MARK}{name}" if town and name and not name.startswith(town) else name


def town_names(viewer: Viewer) -> TownNames:
    """镇名 for a viewer: one statement for whoever sees several towns, else none."""
    if not viewer.sees_towns:
        return TownNames()
    # A county has thousands of units: their kinds stay words, and a unit's town is looked for when it is shown.
    kind = type_coerce(Unit.kind, String)
    rows = db.session.execute(select(Unit.id, Unit.parent_id, kind, CALLED).where(under(viewer))).all()
    return TownNames(
        {unit_id: called for unit_id, _, word, called in rows if word == UnitKind.TOWN},
        {unit_id: parent_id for unit_id, parent_id, _, _ in rows},
    )
