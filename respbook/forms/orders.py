"""督办文书表单: which problems and which kind; the wording with its table; receipts and reasons."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, HiddenField
from wtforms.validators import Optional

from respbook.forms.base import EditForm, Form, filled
from respbook.forms.fields import choice, line, lines, on
from respbook.rules.errors import RuleBroken
from respbook.rules.lights import LIGHT_WORDS, Light
from respbook.rules.orders import (
    LONGEST_PART,
    LONGEST_REASON,
    ORDER_KIND_LABELS,
    RECEIPT_LABELS,
    Line,
    OrderKind,
    ReceiptHow,
    Wording,
)
from respbook.rules.typed import NotADay, read_day, whole_in


class NewOrderForm(Form):
    """拟写督办文书: the kind and, for a 督办单, the colour; the problems are ticks of the page."""

    kind = choice("种类", [(kind, words) for kind, words in ORDER_KIND_LABELS.items()])
    light = choice("督办颜色", [("", "—"), *((light, words) for light, words in LIGHT_WORDS.items())], must=False)
    unit = HiddenField(validators=[Optional()])
    replaces = HiddenField(validators=[Optional()])

    def order_kind(self) -> OrderKind:
        """种类."""
        return OrderKind(self.kind.data)

    def colour(self) -> Light | None:
        """颜色: only of a 督办单, whatever the other box says."""
        return Light(self.light.data) if self.light.data and self.kind.data == OrderKind.SUPERVISE else None


@dataclass(frozen=True)
class TypedLine:
    """问题表的一行, as it was typed; ``kept`` False where it is to be left out."""

    finding_id: int
    place: str
    problem: str
    demand: str
    due: str
    kept: bool = True


def lines_of(items: Iterable[Any]) -> list[TypedLine]:
    """问题表 of a draft as it stands."""
    return [TypedLine(each.finding_id, each.place, each.problem, each.demand, str(each.due_on)) for each in items]


def typed_lines(sent: "MultiDict[str, Any]", items: Iterable[Any]) -> list[TypedLine]:
    """问题表 as it was sent, for the problems of the draft."""
    found = []
    for each in items:
        place, problem, demand, due = (
            str(sent.get(f"{name}-{each.finding_id}", ""))[:2000].strip() for name in ("place", "problem", "ask", "due")
        )
        found.append(TypedLine(each.finding_id, place, problem, demand, due, f"keep-{each.finding_id}" in sent))
    return found


class WordForm(EditForm):
    """修改拟稿: each sentence of it."""

    opening = lines("缘由", LONGEST_PART, render_kw={"rows": 3})
    basis = lines("依据", LONGEST_PART, must=False, render_kw={"rows": 3})
    demand = lines("要求", LONGEST_PART, render_kw={"rows": 5})
    reply = lines("回复方式", LONGEST_PART, render_kw={"rows": 2})
    due_on = on("期限")
    photos = BooleanField("附上整改前照片")

    def wording(self, typed: Iterable[TypedLine]) -> tuple[Wording, list[int]]:
        """文字 and the problems that stay. Raises RuleBroken for a day that is none."""
        kept = [each for each in typed if each.kept]
        told = tuple(Line(each.place, each.problem, each.demand, _day(n, each.due)) for n, each in enumerate(kept, 1))
        assert self.due_on.data is not None
        wording = Wording(
            filled(self.opening),
            filled(self.basis),
            filled(self.demand).replace("\r\n", "\n"),
            filled(self.reply),
            self.due_on.data,
            bool(self.photos.data),
            told,
        )
        return wording, [each.finding_id for each in kept]


def _day(number: int, text: str) -> date:
    try:
        return read_day(text)
    except NotADay:
        raise RuleBroken(f"第{number}个问题的整改时限应为日期，如 2026-03-10。") from None


class ReasonForm(EditForm):
    """说明理由: of sending back, taking back."""

    reason = line("理由", LONGEST_REASON)


class ReceiptForm(EditForm):
    """代签收: how, and who of the unit took it."""

    how = choice("方式", [(how, words) for how, words in RECEIPT_LABELS.items() if how is not ReceiptHow.OWN])
    name = line("单位签收人", 30)


class RefuseForm(Form):
    """暂不督办."""

    reason = line("理由", LONGEST_REASON)


def ticked(sent: "MultiDict[str, Any]", field: str = "findings") -> tuple[int, ...]:
    """勾选的问题, each once; what is no number is left out."""
    found = (whole_in(text, 9) for text in sent.getlist(field)[:200])
    return tuple(dict.fromkeys(each for each in found if each))
