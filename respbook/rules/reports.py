"""报送 reports: what a task asks for, what may be said to it, and how figures add up (features R1, R3, H4, T6).

Four figures are kept apart everywhere: 应报 (asked), 自报 (said), 已审 (read), 已核实 (seen on the spot).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from respbook.rules.cadence import Cadence
from respbook.rules.chinese import day, figure
from respbook.rules.errors import RuleBroken
from respbook.rules.planning import COUNTED_BY_CALENDAR

LONGEST_TEXT = 1000
"""Characters; a report tells what is there, the paper is attached."""
LONGEST_REASON = 200
LARGEST = Decimal(1_000_000_000)


_TIMES = frozenset("次遍回趟起")


class Ask(StrEnum):
    """填报方式: what a task asks for."""

    PATROL = "patrol"
    FIGURE = "figure"
    DONE = "done"


class Said(StrEnum):
    """报送内容: what was said."""

    NOTHING = "nothing"
    FOUND = "found"
    FIGURE = "figure"
    DONE = "done"


SAID_LABELS = {
    Said.NOTHING: "无异常",
    Said.FOUND: "有情况",
    Said.FIGURE: "报数",
    Said.DONE: "已完成",
}
ANSWERS = {
    Ask.PATROL: (Said.NOTHING, Said.FOUND),
    Ask.FIGURE: (Said.FIGURE,),
    Ask.DONE: (Said.DONE,),
}


class Reckoning(StrEnum):
    """口径: the period's own figure, the sum from the beginning, or what came on top of what was said in the period."""

    CURRENT = "current"
    TOTAL = "total"
    ADDED = "added"


RECKONING_LABELS = {Reckoning.CURRENT: "当期数", Reckoning.TOTAL: "累计数", Reckoning.ADDED: "本次新增"}
LONG = frozenset({Cadence.ONCE, Cadence.HALF_YEARLY, Cadence.YEARLY, Cadence.FLOOD_SEASON})
"""长期任务: their one period is long, so that it is reported on several times while it runs (续报)."""


class Origin(StrEnum):
    """来路: how a report came in."""

    PHONE = "phone"
    GRID = "grid"
    CHAT = "chat"


ORIGIN_LABELS = {Origin.PHONE: "网页填报", Origin.GRID: "代报表", Origin.CHAT: "接龙粘贴"}


@dataclass(frozen=True)
class Content:
    """报送的话: ``amount`` with its ``reckoning`` for figures; ``text`` and ``category`` for what was found or done."""

    said: Said
    amount: Decimal | None = None
    reckoning: Reckoning | None = None
    text: str = ""
    category: str = ""


def asks(cadence: Cadence, unit_word: str, amount: Decimal | None) -> Ask:
    """填报方式 of a task: what has a unit of measure is a figure, what is done every day a patrol, the rest a deed.

    每日巡查不少于1次 is a patrol all the same: nobody types a 1 every day.
    """
    counted = cadence in COUNTED_BY_CALENDAR
    if unit_word and amount and not (counted and unit_word in _TIMES):
        return Ask.FIGURE
    return Ask.PATROL if counted else Ask.DONE


def checked(ask: Ask, content: Content, pictures: int, longest: int = LONGEST_TEXT) -> Content:
    """核对内容: the content as it is kept. Raises RuleBroken at the field ``said``, ``amount`` or ``text``."""
    text = content.text.strip()
    if content.said not in ANSWERS[ask]:
        answers = "或".join(f"“{SAID_LABELS[each]}”" for each in ANSWERS[ask])
        raise RuleBroken(f"这项任务应当报{answers}。", "said")
    if len(text) > longest:
        raise RuleBroken(f"说明写了{len(text)}个字，最多{longest}个字；请写要点，详细材料拍照或作为附件。", "text")
    if content.said is Said.FOUND and not text and not pictures:
        raise RuleBroken("请写一句情况，或者拍一张照片。", "text")
    if content.said is Said.DONE and not text and not pictures:
        raise RuleBroken("请写一句完成情况，或者附一份材料。", "text")
    if content.said is Said.FIGURE:
        return Content(Said.FIGURE, _amount(content.amount), content.reckoning or Reckoning.CURRENT, text)
    return Content(content.said, None, None, text, content.category if content.said is Said.FOUND else "")


def _amount(amount: Decimal | None) -> Decimal:
    if amount is None:
        raise RuleBroken("请填写数量；没有的填0。", "amount")
    if amount < 0:
        raise RuleBroken("数量不能小于0。", "amount")
    if amount > LARGEST:
        raise RuleBroken("数量太大，请核对单位。", "amount")
    if amount != amount.quantize(Decimal("0.001")):
        raise RuleBroken("数量最多三位小数。", "amount")
    return amount


def whole(said: Content, stands: Decimal | None) -> Content:
    """折算: 本次新增 becomes the period's own figure; ``stands`` is what the period has so far."""
    if said.reckoning is not Reckoning.ADDED:
        return said
    return replace(
        said, amount=_amount((said.amount or Decimal(0)) + (stands or Decimal(0))), reckoning=Reckoning.CURRENT
    )


@dataclass(frozen=True)
class Told:
    """各期所报: ``given`` as typed with its reckoning; ``amount`` the period's own figure, worked out."""

    starts_on: date
    given: Decimal
    reckoning: Reckoning
    amount: Decimal = Decimal(0)


def settled(told: Sequence[Told]) -> list[Told]:
    """当期数: what each period amounts to, in order of the periods. A 累计 below the sum before it counts below zero."""
    running, rows = Decimal(0), []
    for each in told:
        amount = each.given if each.reckoning is Reckoning.CURRENT else each.given - running
        running += amount
        rows.append(replace(each, amount=amount))
    return rows


def check_falling(settled_rows: Iterable[Told], starts_on: date) -> None:
    """累计核对: a sum may not fall, neither where something is said now nor, because of it, in a later period.

    Raises RuleBroken at ``amount``.
    """
    running = Decimal(0)
    for each in settled_rows:
        if each.amount < 0 and each.starts_on == starts_on:
            raise RuleBroken(
                f"累计数{figure(each.given)}小于此前各期累计{figure(running)}；请核对，前几期报多了的，先更正前几期。",
                "amount",
            )
        if each.amount < 0 and each.starts_on > starts_on:
            raise RuleBroken(
                f"这样一改，{day(each.starts_on)}那一期报的累计数{figure(each.given)}就小于此前累计{figure(running)}了；"
                "请先核对那一期。",
                "amount",
            )
        running += each.amount


def summed(unit_word: str) -> bool:
    """可累加: figures of periods add up, shares in per cent do not: there the newest one stands."""
    return unit_word != "%"


def wanted_by_now(cadence: Cadence, amount: Decimal | None, periods: int) -> Decimal | None:
    """应完成数: a yearly figure is wanted once, a monthly one in each of the ``periods`` asked for so far."""
    if amount is None:
        return None
    return amount if cadence in LONG else amount * periods


@dataclass(frozen=True)
class Progress:
    """进度: three sums of one task; only the checked ones count towards its target."""

    told: Decimal
    passed: Decimal
    verified: Decimal
    target: Decimal | None

    @property
    def share(self) -> Decimal | None:
        """完成率: of what was checked, 0–1 and more; None where there is no sum to be reached."""
        if self.target is None or self.target <= 0:
            return None
        return self.passed / self.target
