"""年度方案表单."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, cast

from wtforms import BooleanField

from respbook.actions.programmes import ProgrammeFacts
from respbook.forms.base import EditForm, Form, filled
from respbook.forms.fields import Choices, amount, choice, line, on, whole
from respbook.rules.carrying import (
    FIGURES_LABELS,
    SHARES_LABELS,
    CarryFacts,
    Figures,
    Scaling,
    Shares,
    check_percent,
    read_percent,
)
from respbook.rules.errors import RuleBroken
from respbook.rules.programmes import PROGRAMME_KIND_LABELS, ProgrammeKind

_PARTS = (
    "kind", "year", "name", "issuer", "term_from", "term_to", "number_pattern", "copies", "clerk_may_issue",
    "many_letters", "needs_review", "version",
)  # fmt: skip


def _options(labels: Mapping[Any, str]) -> list[tuple[str, str]]:
    return [(str(key), words) for key, words in labels.items()]


class ProgrammeForm(EditForm):
    """新建、修改年度方案."""

    kind = choice("类别", [(kind.value, words) for kind, words in PROGRAMME_KIND_LABELS.items()])
    year = whole("年度", 2000, 2099, must=True)
    name = line("名称", 60)
    issuer = line("甲方", 60)
    term_from = on("责任期限起")
    term_to = on("责任期限止")
    number_pattern = line("文号格式", 40)
    copies = whole("份数", 1, 9, must=True)
    many_letters = whole("在效责任书几份起提示", 1, 99)
    clerk_may_issue = BooleanField("一人经办")
    needs_review = BooleanField("需要审核")

    def facts(self) -> ProgrammeFacts:
        """The frozen value for the action."""
        return ProgrammeFacts(
            kind=ProgrammeKind(self.kind.data),
            year=self.year.data or 0,
            name=filled(self.name),
            issuer=filled(self.issuer),
            term_from=cast(date, self.term_from.data),
            term_to=cast(date, self.term_to.data),
            number_pattern=filled(self.number_pattern),
            copies=self.copies.data or 2,
            clerk_may_issue=bool(self.clerk_may_issue.data),
            many_letters=self.many_letters.data,
            needs_review=bool(self.needs_review.data),
        )

    @classmethod
    def of(cls, programme: Any, **rest: Any) -> "ProgrammeForm":
        """The form as it stands in the book."""
        return cls(data={part: getattr(programme, part) for part in _PARTS}, **rest)


class NewProgrammeForm(ProgrammeForm):
    """新建年度方案: may carry over an earlier one, its figures as they were, empty or moved."""

    source = choice("沿用上年", must=False)
    figures = choice("指标值", _options(FIGURES_LABELS), must=False, default=Figures.SAME.value)
    percent = amount("增减幅度（%）", None)
    shares = choice("分解", _options(SHARES_LABELS), must=False, default=Shares.EMPTY.value)

    @property
    def source_id(self) -> int | None:
        """沿用的方案."""
        return int(self.source.data) if self.source.data else None

    def carrying(self, rows: Sequence["CategoryRow"]) -> CarryFacts:
        """The frozen value for the action. Raises RuleBroken on the field ``percent``."""
        named = {row.category: row.scaling() for row in rows if row.figures}
        return CarryFacts(_scaling(self.figures.data, self.percent.data), named, Shares(self.shares.data))


@dataclass(frozen=True)
class CategoryRow:
    """一个类别另定: ``figures`` empty: as for all."""

    category: str
    figures: str = ""
    percent: str = ""

    def scaling(self) -> Scaling:
        """The choice of this category. Raises RuleBroken on the field ``percent``."""
        try:
            return _scaling(self.figures, read_percent(self.percent))
        except RuleBroken as problem:
            raise RuleBroken(f"“{self.category}”：{problem.sentence}", "percent") from None


def _scaling(figures: str, percent: Decimal | None) -> Scaling:
    if figures != Figures.CHANGED:
        return Scaling(Figures(figures))
    if percent is None:
        raise RuleBroken("选了按百分比增减，请填写幅度，例如5或-3。", "percent")
    check_percent(percent)
    return Scaling(Figures.CHANGED, percent)


def category_rows(categories: Sequence[str], sent: Mapping[str, str]) -> list[CategoryRow]:
    """各类别 of the source, with what was chosen for each."""
    known = set(Figures)
    return [
        CategoryRow(category, figures if figures in known else "", sent.get(f"percent-{place}", "")[:20])
        for place, category in enumerate(categories)
        for figures in (sent.get(f"figures-{place}", ""),)
    ]


class ChecksForm(Form):
    """待核对清单: the lines that are ticked."""

    check_ids = Choices("事项")

    def ids(self) -> tuple[int, ...]:
        """The ticked ids."""
        return tuple(int(value) for value in self.check_ids.data or ())
