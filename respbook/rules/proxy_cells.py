"""代报的格 proxy cells: what the clerk types for a village (features H4)."""

from decimal import Decimal

from respbook.rules.errors import RuleBroken
from respbook.rules.reports import LONGEST_TEXT, Content, Reckoning, Said
from respbook.rules.typed import half_width, read_number

NOTHING_WORDS = frozenset(["1", "无", "无异常", "正常", "一切正常", "没有", "没有异常", "无情况", "√", "✓"])
"""无异常的写法 in a cell; the first is the key that is struck."""
NOTHING = Content(Said.NOTHING)


def read_patrol(text: str) -> Content:
    """读巡查格: 1 or 无异常, else the sentence of what was found. Raises RuleBroken with the sentence for the cell."""
    words = text.strip()
    if half_width(words) in NOTHING_WORDS or words.rstrip("。") in NOTHING_WORDS:
        return NOTHING
    if read_number(words) is not None:
        raise RuleBroken("无异常填1；有情况的请写一句话。")
    if len(words) > LONGEST_TEXT:
        raise RuleBroken(f"写了{len(words)}个字，最多{LONGEST_TEXT}个字；请写要点。")
    return Content(Said.FOUND, text=words)


def read_figure(text: str, unit_word: str) -> Content:
    """读报数格: 12.5, 12.5吨, +3 (本次新增) or 累计20. Raises RuleBroken with the sentence for the cell."""
    words = half_width(text).removesuffix(half_width(unit_word)).strip()
    reckoning = Reckoning.CURRENT
    if words.startswith("+"):
        reckoning = Reckoning.ADDED
    elif words.startswith("累计"):
        words, reckoning = words.removeprefix("累计"), Reckoning.TOTAL
    amount = read_number(words)
    if amount is None:
        raise RuleBroken("应填数字，如12.5；本次新增的写+3，累计的写累计20。")
    if amount < Decimal(0):
        raise RuleBroken("数量不能小于0。")
    return Content(Said.FIGURE, amount, reckoning)
