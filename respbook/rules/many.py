"""成批办理: above twenty at once the list is read and the number typed, so that no press of a button does it unseen (U3)."""

import unicodedata

ABOVE = 20


def asks_for_count(number: int) -> bool:
    """须填件数: more than twenty at once."""
    return number > ABOVE


def typed_right(typed: str, number: int) -> bool:
    """件数填得对, in narrow or wide figures."""
    return unicodedata.normalize("NFKC", typed).strip() == str(number)
