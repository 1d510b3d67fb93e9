"""成批办理: above twenty at once the list is read and the number typed, so that no press of a button does it unseen (U3)."""

import unicodedata

from respbook.rules.errors import RuleBroken

ABOVE = 20


def asks_for_count(number: int) -> bool:
    """须填件数: more than twenty at once."""
    return number > ABOVE


def typed_right(typed: str, number: int) -> bool:
    """件数填得对, in narrow or wide figures."""
    return unicodedata.normalize("NFKC", typed).strip() == str(number)


def check_count(typed: str | None, number: int, counter: str) -> None:
    """核对件数 that was typed beside the list itself, where no page stands between. Raises RuleBroken at ``how_many``."""
    typed = (typed or "").strip()
    if asks_for_count(number) and not typed_right(typed, number):
        said = f"填的是“{typed}”，所选是{number}{counter}。" if typed else f"这次办理{number}{counter}，"
        raise RuleBroken(f"{said}请核对名单后填总数。", "how_many")
