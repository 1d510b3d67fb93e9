"""条款库表单: a clause of the library, which templates to renew; and a library clause from a row of the editor."""

from collections.abc import Collection, Iterable, Sequence
from itertools import count
from typing import Any

from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from respbook.actions.library_clauses import LibraryFacts
from respbook.forms.base import EditForm, filled
from respbook.forms.fields import Choices, line
from respbook.rules.cells import split_tags
from respbook.rules.clause_rows import ClauseRow
from respbook.rules.clauses import shortened
from respbook.rules.scopes import scope_from, scope_of
from respbook.rules.typed import whole_in
from respbook.rules.units import SIGNING_KINDS, UNIT_KIND_LABELS


class LibraryForm(EditForm):
    """存入、修改库存条款."""

    category = line("类别", 20)
    title = line("名称", 40)
    text = TextAreaField(
        "条款",
        validators=[
            InputRequired("条款没有内容，请填写。"),
            Length(max=5000, message="一条不能超过5,000字，请分成几条。"),
        ],
    )
    kinds = Choices("适用单位类别", choices=[(kind.value, UNIT_KIND_LABELS[kind]) for kind in SIGNING_KINDS])
    tags = line("适用标签", 120, must=False)
    rule = RadioField("几个标签之间", choices=[("any", "有任一标签即适用"), ("all", "标签全有才适用")], default="any")

    def facts(self) -> LibraryFacts:
        """The frozen value for the action."""
        scope = scope_from(split_tags(filled(self.tags)), self.rule.data == "all", self.kinds.data or ())
        text = (self.text.data or "").replace("\r\n", "\n").strip()
        return LibraryFacts(filled(self.category), filled(self.title), text, scope.written)

    @classmethod
    def of(cls, kept: Any, **rest: Any) -> "LibraryForm":
        """The form as it stands in the library."""
        scope = scope_of(kept.tag)
        return cls(
            data={
                "category": kept.category,
                "title": kept.title,
                "text": kept.newest.text,
                "kinds": list(scope.kinds),
                "tags": "、".join(scope.tags),
                "rule": "all" if scope.every else "any",
                "version": kept.version,
            },
            **rest,
        )


class RenewForm(EditForm):
    """按条款库更新模板: the clauses that take the newest text."""

    clause_ids = Choices("要更新的模板")

    def chosen(self) -> tuple[int, ...]:
        """The ids of the clauses."""
        return tuple(found for each in self.clause_ids.data or () if (found := whole_in(each)) is not None)

    def offer(self, ids: Iterable[int]) -> None:
        """What there is to choose from."""
        self.clause_ids.choices = [(str(each), str(each)) for each in ids]


def facts_of_row(rows: Sequence[ClauseRow], place: int, taken: Collection[str]) -> LibraryFacts:
    """存入条款库 from the editor: filed under the heading of the first rank that it stands under, called by its first words.

    ``taken`` are the titles that the library has already.
    """
    row = rows[place]
    above = (each for each in reversed(rows[:place]) if each.level == 1 and not each.gone)
    heading = next((shortened(each.text, 18) for each in above), "其他")
    words = shortened(row.text.replace("{{", "").replace("}}", ""), 20)
    titles = (f"{words}（{number}）" if number > 1 else words for number in count(1))
    return LibraryFacts(heading, next(title for title in titles if title not in taken), row.text, row.tag)
