"""现行有效: a letter that was replaced or voided is kept and read, and nothing is done to it any more."""

from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import LETTER, LetterState


def check_in_force(state: LetterState, replaced: bool, tail: str, what: str = "这份责任书") -> None:
    """现行有效: issued, and not replaced by one that was signed anew. Raises RuleBroken ending in ``tail``."""
    if state is not LetterState.ISSUED:
        raise RuleBroken(f"{what}现为“{LETTER.labels[state]}”，{tail}。")
    if replaced:
        raise RuleBroken(f"{what}已被重签的替代，{tail}；请在重新签订的那一份上办理。")
