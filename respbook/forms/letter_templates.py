"""责任书模板表单: the fields above the clauses; the clauses themselves are rows (rules/clause_rows.py)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from respbook.actions.letter_templates import TemplateFacts
from respbook.forms import clauses
from respbook.forms.base import EditForm, filled
from respbook.forms.fields import Choices, line, lines
from respbook.rules import clause_rows
from respbook.rules.clause_rows import ClauseRow
from respbook.rules.units import SIGNING_KINDS, UNIT_KIND_LABELS, UnitKind, signing_kinds
from respbook.rules.wording import BLOCKS, FIELDS, OF_PROGRAMME, TARGET, Problem, check

DEFAULT_TITLE = "{{甲方名称}}{{年度}}年度\n环境保护目标责任书"
"""标题 that a new template begins with."""


@dataclass(frozen=True)
class FieldGroup:
    """填充项一组 of the panel: (mark to insert, name, what it stands for)."""

    name: str
    marks: tuple[tuple[str, str, str], ...]


def field_groups(targets: Iterable[str]) -> tuple[FieldGroup, ...]:
    """填充项: everything a clause may be filled with, by where it comes from."""
    groups = (
        ("单位", {name: words for name, words in FIELDS.items() if name not in OF_PROGRAMME}),
        ("方案", {name: FIELDS[name] for name in OF_PROGRAMME}),
        ("整段换成表格", BLOCKS),
        ("指标", {TARGET + name: f"本单位“{name}”的指标" for name in targets}),
    )
    return tuple(
        FieldGroup(name, tuple((f"{{{{{each}}}}}", each.removeprefix(TARGET), words) for each, words in marks.items()))
        for name, marks in groups
        if marks
    )


class TemplateForm(EditForm):
    """编写、修改模板. ``rows`` are the clauses as typed, ``title_problems`` the wrong fields of the title."""

    name = line("模板名称", 60)
    unit_kinds = Choices("适用单位", choices=[(kind.value, UNIT_KIND_LABELS[kind]) for kind in SIGNING_KINDS])
    title = lines("责任书标题", 200)
    remark = line("修改说明", 200, must=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows: list[ClauseRow] = []
        self.title_problems: list[Problem] = []

    def of_office(self, owner: UnitKind) -> "TemplateForm":
        """适用单位 as an office of that kind has them; a single kind is chosen already."""
        kinds = signing_kinds(owner)
        self.unit_kinds.choices = [(kind.value, UNIT_KIND_LABELS[kind]) for kind in kinds]
        if len(kinds) == 1 and not self.unit_kinds.data:
            self.unit_kinds.data = [kinds[0].value]
        return self

    def look(self, targets: tuple[str, ...]) -> bool:
        """检查: mark every field that cannot be filled; True when there is none and no row is misshapen."""
        self.title_problems = check(filled(self.title)[:1000], tuple(FIELDS), targets)
        self.rows = clause_rows.checked(self.rows, targets)
        return not self.title_problems and not any(row.bad for row in self.rows)

    def facts(self) -> TemplateFacts:
        """The frozen value for the action."""
        return TemplateFacts(
            name=filled(self.name),
            unit_kinds=tuple(UnitKind(kind) for kind in self.unit_kinds.data or ()),
            title=filled(self.title).replace("\r\n", "\n"),
            clauses=clauses.facts(self.rows),
            remark=filled(self.remark),
        )

    @classmethod
    def of(cls, template: Any, *, copied: bool = False, **rest: Any) -> "TemplateForm":
        """The form as it stands in the book; ``copied``: as the start of another template."""
        form = cls(
            data={
                "name": template.name,
                "unit_kinds": list(template.kinds),
                "title": template.title,
                "version": 0 if copied else template.version,
            },
            **rest,
        )
        form.rows = clause_rows.standing(template.clauses, copied=copied)
        return form
