"""自评 rules: until when a unit may score itself, and what it is told when it may not (A5). Nobody loses a point by leaving it out."""

from datetime import date

from respbook.rules.chinese import day
from respbook.rules.lifecycles import AssessmentState, SheetState


def shut_words(state: AssessmentState, sheet: SheetState, until: date | None, today: date) -> str:
    """为什么不能自评; empty: one may."""
    if until is None:
        return "这次考核不要求自评，各项由考核组按记录评分。"
    if state is not AssessmentState.SCORING:
        return "评分已经结束，不再收自评；没有自评的不扣分。"
    if today > until:
        return f"自评已于{day(until)}截止；没有自评的不扣分，考核组按记录评分。有补充材料的，请交镇环保办。"
    if sheet is SheetState.SUBMITTED:
        return "考核组已评完，正在复核，不再收自评。"
    if sheet is SheetState.CONFIRMED:
        return "评分表已复核，不再收自评。"
    return ""
