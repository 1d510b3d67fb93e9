"""总表表单: the changed cells of a sheet, and the shares of one unit across all divided targets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from werkzeug.datastructures import MultiDict
from wtforms import TextAreaField

from respbook.actions.shares import Column, Share
from respbook.actions.tasks import NewDue
from respbook.forms.base import EditForm, Form
from respbook.forms.fields import on
from respbook.forms.targets import Cell, read_cell
from respbook.rules.errors import RuleBroken
from respbook.rules.grid_cells import SentCell, Typed, read_cells, read_due, read_dues, read_share, read_versions
from respbook.rules.target_checks import check_note
from respbook.rules.typed import whole_in


class Divided(Protocol):
    """分解的目标: what reading a cell needs of its column."""

    @property
    def id(self) -> int: ...
    @property
    def step(self) -> Decimal: ...


class SheetForm(Form):
    """保存总表: only the changed cells travel, with the version of each target that they touch."""

    cells = TextAreaField("格")
    versions = TextAreaField("版本")


def faults(count: int) -> str:
    """差错合计 in a sentence; empty where every cell could be read."""
    return f"有{count}格看不懂，已在表中标出；没有保存，请改正后再保存。" if count else ""


@dataclass(frozen=True)
class Sheet:
    """读出的改动: the columns for the action; ``wrong`` holds the sentence of each cell that cannot be read."""

    columns: Mapping[int, Column]
    wrong: Mapping[tuple[int, int], str]

    @property
    def places(self) -> set[tuple[int, int]]:
        """改动的格 as (unit, target)."""
        return {(unit_id, target_id) for target_id, each in self.columns.items() for unit_id in each.shares}

    def only_column(self, words: str) -> int | None:
        """那一列: the target that a division was asked for, None where it is not in the sheet."""
        return next((target_id for target_id in self.columns if str(target_id) == words), None)

    @property
    def sentence(self) -> str:
        """差错合计."""
        return faults(len(self.wrong))


def read_sheet(cells: str, versions: str, targets: Sequence[Divided]) -> Sheet:
    """读总表: what the page sent, against the targets that it may name. Raises RuleBroken for an unknown one."""
    steps, known = {target.id: target.step for target in targets}, read_versions(versions)
    shares: dict[int, dict[int, Share]] = {target_id: {} for target_id in known if target_id in steps}
    wrong: dict[tuple[int, int], str] = {}
    for cell in read_cells(cells):
        if cell.target_id not in shares:
            raise RuleBroken("有的目标已不在表中，没有保存；请刷新页面，按最新的表填写。")
        typed = _typed(cell, steps[cell.target_id], wrong)
        share = Share(typed.amount, cell.pinned, typed.applies, cell.note)
        shares[cell.target_id][cell.unit_id] = share
    return Sheet({target_id: Column(known[target_id], row) for target_id, row in shares.items()}, wrong)


def _typed(cell: SentCell, step: Decimal, wrong: dict[tuple[int, int], str]) -> Typed:
    try:
        typed = read_share(cell.text, step)
        check_note(cell.note)
        return typed
    except RuleBroken as refusal:
        wrong[cell.unit_id, cell.target_id] = refusal.sentence
        return Typed()


def read_row(sent: MultiDict[str, str], targets: Sequence[Divided]) -> dict[int, Cell]:
    """读一行: the cells of one unit by target id, of the targets that were on the page."""
    return {target.id: read_cell(sent, target.id, target.step) for target in targets if f"note-{target.id}" in sent}


def row_columns(
    sent: MultiDict[str, str], unit_id: int, cells: Mapping[int, Cell], stands: Mapping[int, Share]
) -> dict[int, Column]:
    """一行的列: each target whose share is not as it ``stands``, with the version that the page was made from."""
    return {
        target_id: Column(whole_in(sent.get(f"version-{target_id}", "")) or 0, {unit_id: cell.share})
        for target_id, cell in cells.items()
        if cell.share != stands.get(target_id)
    }


class DueForm(EditForm):
    """调整时限 of one duty of the town's own."""

    due_on = on("完成时限")


@dataclass(frozen=True)
class Dues:
    """读出的时限: the new dates for the action by task; ``wrong`` the sentence of each cell that cannot be read."""

    dues: Mapping[int, NewDue]
    wrong: Mapping[int, str]

    @property
    def sentence(self) -> str:
        """差错合计."""
        return faults(len(self.wrong))


def read_due_cells(sent: str, year: int) -> Dues:
    """读时限总表. Raises RuleBroken for what the page never sends."""
    dues: dict[int, NewDue] = {}
    wrong: dict[int, str] = {}
    for cell in read_dues(sent):
        try:
            dues[cell.task_id] = NewDue(read_due(cell.text, year), cell.version)
        except RuleBroken as refusal:
            wrong[cell.task_id] = refusal.sentence
    return Dues(dues, wrong)
