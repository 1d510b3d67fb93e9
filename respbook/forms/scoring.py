"""评分表单: the cells of the scoring desk as one plain form, one cell as the page's script sends it, and the deeds on a sheet."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from flask import request
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField

from respbook.forms.base import EditForm
from respbook.forms.fields import line, lines
from respbook.rules.assessments import LONGEST_REASON
from respbook.rules.chinese import figure
from respbook.rules.marking import Mark, Typed
from respbook.rules.typed import LONGEST_TYPED, whole_in


@dataclass(frozen=True)
class CellTyped:
    """一格所填, and on which version."""

    typed: Typed
    version: int = 0

    @property
    def empty(self) -> bool:
        """没有填."""
        return not self.typed.points.strip() and self.typed.not_applicable is None

    def same_as(self, own: Mark | None) -> bool:
        """与已存的相同, so that there is nothing to save."""
        if own is None:
            return self.empty and not self.typed.reason.strip()
        told = (figure(own.points), own.reason or own.not_applicable, own.points is None)
        return told == (
            self.typed.points.strip(),
            " ".join((self.typed.not_applicable or self.typed.reason).split()),
            self.typed.not_applicable is not None,
        )


def cell_in(sent: Mapping[str, Any], name: str = "") -> CellTyped:
    """一格 of a form; ``name`` is what stands behind the fields' names: -7."""
    points = str(sent.get(f"points{name}", ""))[: LONGEST_TYPED + 1]
    reason = str(sent.get(f"reason{name}", ""))[: LONGEST_REASON + 100]
    typed = Typed("", "", reason) if sent.get(f"na{name}") else Typed(points, reason)
    return CellTyped(typed, whole_in(str(sent.get(f"version{name}", "")) or "0") or 0)


def cells_in(sent: "MultiDict[str, Any]", numbers: Collection[int]) -> dict[int, CellTyped]:
    """全表所填, by the number behind the fields' names; what the page does not have is left out."""
    return {number: cell_in(sent, f"-{number}") for number in numbers if f"version-{number}" in sent}


def wants_json() -> bool:
    """页面脚本来存的: it wants to know how the cell stands, not a page."""
    return request.accept_mimetypes.best == "application/json"


class MarkForm(EditForm):
    """一项评分."""

    points = line("得分", LONGEST_TYPED, must=False, render_kw={"inputmode": "decimal", "autocomplete": "off"})
    na = BooleanField("不适用")
    reason = line("理由", LONGEST_REASON, must=False)

    def typed(self) -> Typed:
        """所填."""
        reason = self.reason.data or ""
        return Typed("", "", reason) if self.na.data else Typed(self.points.data or "", reason)


class SettleForm(EditForm):
    """合议."""

    points = line("合议得分", LONGEST_TYPED, render_kw={"inputmode": "decimal", "autocomplete": "off"})
    reason = lines("合议理由", LONGEST_REASON)


class SendBackForm(EditForm):
    """退回评分."""

    reason = lines("退回的原因", LONGEST_REASON)
