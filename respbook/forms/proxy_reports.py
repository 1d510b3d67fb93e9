"""代报表单: the paste, the choices made on what was read from it, and the cells of the day's table."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from werkzeug.datastructures import MultiDict
from wtforms import TextAreaField
from wtforms.validators import ValidationError

from respbook.actions.reports import Filing
from respbook.forms.base import Form
from respbook.forms.fields import on
from respbook.queries.obligations import Obligation, TaskFacts
from respbook.queries.proxy_reports import ReportingDay
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import FilingState
from respbook.rules.patrols import belonging
from respbook.rules.proxy_cells import NOTHING, read_figure, read_patrol
from respbook.rules.proxy_offers import Offer, check_length, in_lines, quoted, read_offer
from respbook.rules.reports import Ask, Content, Said
from respbook.rules.typed import whole_in

PATROL = "patrol"
"""The column of all the day's patrols."""


class PasteForm(Form):
    """粘贴接龙: what the group wrote, and the day it is about."""

    on = on("日期")
    text = TextAreaField("群消息", filters=[lambda value: in_lines(value or "")])

    def validate_text(self, field: TextAreaField) -> None:
        """Something, and not more than a page can show."""
        if not (field.data or "").strip():
            raise ValidationError("请把群里的接龙或聊天记录粘贴到这里。")
        try:
            check_length(field.data or "")
        except RuleBroken as refusal:
            raise ValidationError(refusal.sentence) from None


@dataclass(frozen=True)
class Answer:
    """待核对一条的答复, as it was typed; ``wrong`` what cannot be filed as it stands."""

    unit: str = ""
    item: str = ""
    value: str = ""
    wrong: str = ""


@dataclass(frozen=True)
class Chosen:
    """选定的条目: the filings for the action, the ticked offers, and the answers by the place of their question."""

    filings: Sequence[Filing]
    taken: Sequence[Offer]
    answers: dict[int, Answer]

    def took(self, offer: Offer) -> bool:
        """勾选过: the same upon the same versions; what somebody has reported meanwhile is chosen anew."""
        parts = {(*task, each.content, each.lines) for each in self.taken for task in each.tasks}
        return all((*task, offer.content, offer.lines) in parts for task in offer.tasks)

    @property
    def count(self) -> int:
        """选定的条数."""
        return len(self.taken) + sum(bool(answer.value) for answer in self.answers.values())

    @property
    def wrong(self) -> bool:
        """有答复不能代报."""
        return any(answer.wrong for answer in self.answers.values())


def read_chosen(sent: MultiDict[str, str], day: ReportingDay, text: str) -> Chosen:
    """读选定的条目. Raises RuleBroken for what the page never sends."""
    taken = [read_offer(token) for token in dict.fromkeys([*sent.getlist("take"), *sent.getlist("change")])]
    filings = [filing for offer in taken for filing in _filings(offer, text)]
    answers: dict[int, Answer] = {}
    for place in range(whole_in(sent.get("questions", ""), 4) or 0):
        answer = Answer(*(sent.get(f"{name}-{place}", "").strip() for name in ("unit", "item", "value")))
        if not answer.value and not (answer.unit and answer.item):
            answers[place] = answer
            continue
        lines = tuple(each for each in map(whole_in, sent.get(f"lines-{place}", "").split(",")) if each)
        try:
            words = quoted(text, lines)
            filings += [replace(each, quoted=words, lines=lines) for each in _answered(answer, day)]
            answers[place] = answer
        except RuleBroken as refusal:
            answers[place] = Answer(answer.unit, answer.item, answer.value, refusal.sentence)
    return Chosen(filings, taken, answers)


def _filings(offer: Offer, text: str) -> list[Filing]:
    words = quoted(text, offer.lines)
    return [
        Filing(task_id, offer.starts_on, offer.content, version, words, offer.lines) for task_id, version in offer.tasks
    ]


def _answered(answer: Answer, day: ReportingDay) -> list[Filing]:
    unit_id = whole_in(answer.unit)
    place = next((place for place in day.asked if place.id == unit_id), None)
    if place is None:
        raise RuleBroken("请选定是哪个单位报的。")
    items = [item for item in day.figures if str(item.id) == answer.item] or (
        day.patrols if answer.item == PATROL else []
    )
    if not items:
        raise RuleBroken("请选定报的是哪一项。")
    if not answer.value:
        raise RuleBroken("请填写报的是什么：无异常填1，有情况写一句话，报数填数字。")
    cells = day.of(place.id, items)
    if not cells:
        raise RuleBroken(f"{place.called}没有这项任务，请核对单位和事项。")
    fresh = [cell for cell in cells if cell.report is None]
    if not fresh:
        raise RuleBroken(f"{place.called}的这一项已经报过；要更正的，请在代报表中更正。")
    shut = [day.closing.shut(cell) for cell in fresh]
    if shut[0] and all(shut):
        raise RuleBroken(shut[0])
    return cell_filings(fresh, answer.value, day.categories)


def cell_filings(cells: Sequence[Obligation], text: str, categories: Collection[str]) -> list[Filing]:
    """一格的报送: 无异常 for all of the cell's patrols; a finding for the one it belongs to, 无异常 for the others.

    Raises RuleBroken with the sentence for the cell.
    """
    if cells[0].task.ask is Ask.FIGURE:
        return [_upon(cells[0], read_figure(text, cells[0].task.unit_word))]
    content, found_by = read_patrol(text), None
    if content.said is Said.FOUND:
        found = belonging([cell.task for cell in cells], categories, text=content.text)
        found_by, category = found or (None, "")
        content = replace(content, category=category)
    filings = [_upon(cell, content if cell.task is found_by else NOTHING) for cell in cells if _new(cell, found_by)]
    if not filings:
        raise RuleBroken("与已报的相同，没有改动。")
    return filings


def _new(cell: Obligation, found_by: TaskFacts | None) -> bool:
    """要报的: 无异常 is not said again where it stands already, unless it was sent back."""
    stands = cell.report
    told = stands is not None and stands.said is Said.NOTHING and stands.state is not FilingState.RETURNED
    return cell.task is found_by or not told


def _upon(cell: Obligation, content: Content) -> Filing:
    version = cell.report.version if cell.report else 0
    return Filing(cell.task.id, cell.asked.starts_on, content, version)


@dataclass(frozen=True)
class TypedCell:
    """填了的一格: its tasks with the versions that it was typed upon, and what was typed."""

    versions: dict[int, int]
    text: str


def read_typed(sent: MultiDict[str, str]) -> list[TypedCell]:
    """读代报表: every cell in which something stands; ``cell-41.0_42.3`` names its tasks and their versions."""
    found = []
    for name, text in sent.items():
        if name.startswith("cell-") and text.strip():
            pairs = [part.partition(".") for part in name.removeprefix("cell-").split("_")]
            versions = {whole_in(task) or 0: whole_in(version) or 0 for task, _, version in pairs}
            found.append(TypedCell(versions, text.strip()))
    return found


@dataclass(frozen=True)
class SentCells:
    """送来的格: the filings, the cell of each by its place, the text of every cell, and what cannot be read."""

    filings: list[Filing]
    of: list[frozenset[int]]
    text: dict[frozenset[int], str]
    wrong: dict[frozenset[int], str]


def read_cells(cells: Sequence[TypedCell], day: ReportingDay) -> SentCells:
    """读出各格的报送."""
    sent = SentCells([], [], {}, {})
    for cell in cells:
        key = frozenset(cell.versions)
        sent.text[key] = cell.text
        try:
            filings = _as_typed(cell, day)
        except RuleBroken as refusal:
            sent.wrong[key] = refusal.sentence
            continue
        sent.filings.extend(filings)
        sent.of.extend([key] * len(filings))
    return sent


def _as_typed(cell: TypedCell, day: ReportingDay) -> list[Filing]:
    cells = [found for found in map(day.obligation, cell.versions) if found]
    if len(cells) < len(cell.versions):
        raise RuleBroken("这项任务这一天不用报了；请刷新页面核对。")
    filings = cell_filings(cells, cell.text, day.categories)
    return [replace(each, version=cell.versions[each.task_id]) for each in filings]


def day_in(text: str, today: date) -> date:
    """地址里的日期; today where there is none, or one that has not come."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return today
    return min(found, today)
