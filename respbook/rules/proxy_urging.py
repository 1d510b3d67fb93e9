"""催报: the text for the group that asks the units that have not reported, and only them (features N2)."""

from collections.abc import Sequence
from datetime import date

from respbook.rules.chinese import day


def urging(names: Sequence[str], on: date, issuer: str, today: date) -> str:
    """催报用语; empty when nobody is missing."""
    if not names:
        return ""
    when = "今天" if on == today else day(on)
    return (
        f"【催报】{when}应报的事项，以下{len(names)}个单位还没有报齐：\n"
        f"{'、'.join(names)}。\n"
        "请尽快在群里报送；巡查没有情况的，报“无异常”。\n"
        f"{issuer}　{day(today)}"
    )
