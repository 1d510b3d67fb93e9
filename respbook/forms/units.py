"""责任单位表单."""

from datetime import date
from decimal import Decimal
from typing import Any

from respbook.actions.units import HolderFacts, UnitFacts
from respbook.forms.base import EditForm, Form, filled
from respbook.forms.fields import amount, choice, line, on, unit_choice, whole
from respbook.rules.cells import split_tags
from respbook.rules.pinyin import reading_of
from respbook.rules.units import POST_ROLE_LABELS, UNIT_KIND_LABELS, PostRole, UnitKind


class UnitForm(EditForm):
    """登记、修改责任单位."""

    parent_id = unit_choice("上级单位")
    kind = choice("类别", [(kind.value, words) for kind, words in UNIT_KIND_LABELS.items()])
    name = line("名称", 60)
    short_name = line("简称", 30, must=False)
    aliases = line("别名", 200, must=False)
    households = whole("户数")
    population = whole("人口")
    farmland = amount("耕地面积（亩）")
    tags = line("标签", 100, must=False)
    position = whole("排序", 0, 9999)
    reading = line("读音", 300, must=False)

    def facts(self) -> UnitFacts:
        """The frozen value for the action."""
        return UnitFacts(
            parent_id=int(self.parent_id.data) if self.parent_id.data else None,
            kind=UnitKind(self.kind.data),
            name=filled(self.name),
            short_name=filled(self.short_name),
            households=self.households.data or 0,
            population=self.population.data or 0,
            farmland=self.farmland.data or Decimal(0),
            tags=tuple(tag[:20] for tag in split_tags(filled(self.tags))),
            position=self.position.data or 0,
            reading=filled(self.reading),
            aliases=split_tags(filled(self.aliases)),
        )

    @classmethod
    def of(cls, unit: Any, **rest: Any) -> "UnitForm":
        """The form as it stands in the book."""
        return cls(
            data={
                "parent_id": str(unit.parent_id or ""),
                "kind": unit.kind.value,
                "name": unit.name,
                "short_name": unit.short_name,
                "aliases": unit.aliases or "",
                "households": unit.households,
                "population": unit.population,
                "farmland": unit.farmland,
                "tags": "、".join(tag.tag for tag in unit.tags),
                "position": unit.position,
                "reading": reading_of(unit.name, unit.reading or ""),
                "version": unit.version,
            },
            **rest,
        )


class HolderForm(Form):
    """登记任职."""

    role = choice("类别", [(role.value, words) for role, words in POST_ROLE_LABELS.items()])
    post = line("职务", 30)
    name = line("姓名", 30, render_kw={"data-suggest": "people"})
    phone = line("电话", 20, must=False)
    from_on = on("任职日期")

    def facts(self) -> HolderFacts:
        """The frozen value for the action."""
        return HolderFacts(
            role=PostRole(self.role.data),
            post=filled(self.post),
            name=filled(self.name),
            phone=filled(self.phone),
            from_on=self.from_on.data or date.min,
        )
