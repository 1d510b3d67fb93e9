"""审核表单: what is said, about which clause, about which letters."""

from respbook.forms.base import EditForm
from respbook.forms.fields import Choices, choice, lines
from respbook.rules.reviewing import VERDICT_LABELS, Verdict

PICKED = "picked"
"""退回所选: send back only the letters that were ticked."""


class ReviewForm(EditForm):
    """审核意见. The pressed button is the verdict."""

    verdict = choice("结论", [*((each.value, words) for each, words in VERDICT_LABELS.items()), (PICKED, "退回所选")])
    words = lines("意见", 300, must=False)
    clause_id = choice("针对", must=False)
    letter_ids = Choices("责任书")

    @property
    def clause(self) -> int | None:
        """所指条款; None for the whole batch."""
        return int(self.clause_id.data) if self.clause_id.data else None

    @property
    def letters(self) -> tuple[int, ...]:
        """勾选的责任书, where only they are sent back. Nothing ticked counts as none."""
        return tuple(int(value) for value in self.letter_ids.data or ()) if self.verdict.data == PICKED else ()

    def said(self) -> Verdict:
        """结论."""
        return Verdict.RETURN if self.verdict.data == PICKED else Verdict(self.verdict.data)
