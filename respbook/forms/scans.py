"""扫描件表单: files to take in, where a page belongs, what the comparison found, the papers to be recorded."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from wtforms import HiddenField
from wtforms.validators import Optional

from respbook.actions.scan_compare import PaperFacts
from respbook.forms.archive import Files
from respbook.forms.base import EditForm, Form
from respbook.forms.fields import choice, count_typed, line, on, whole
from respbook.queries.scan_papers import LetterPaper
from respbook.rules.errors import RuleBroken
from respbook.rules.scan_sorting import Outcome
from respbook.rules.typed import read_day, whole_in

KINDS = ".pdf,.jpg,.jpeg,.png,.tif,.tiff"


class ScansForm(Form):
    """上传签字扫描件. ``hold``: more files follow before reading starts."""

    files = Files("扫描件", render_kw={"accept": KINDS, "multiple": True})
    scan_id = HiddenField(validators=[Optional()])
    hold = HiddenField(validators=[Optional()])

    def sent(self) -> list[Any]:
        """The files that were chosen."""
        return [file for file in self.files.data or () if file and file.filename]

    @property
    def batch(self) -> int | None:
        """The batch that the files are to join."""
        return whole_in(self.scan_id.data or "", 9)


class PlaceForm(EditForm):
    """认领扫描页."""

    letter_id = choice("责任书")
    copy = whole("第几份", 1, 9, must=True)
    page = whole("第几页", 1, 999, must=True)


class DiscardForm(EditForm):
    """弃用扫描页."""

    reason = line("弃用原因", 200)


class VerdictForm(EditForm):
    """核对一页."""

    verdict = line("核对结论", 20)
    remark = line("不符之处", 200, must=False)


class ConfirmPapersForm(Form):
    """登记签订: what all papers share; what differs stands in fields of each letter."""

    kept_at = line("原件存放处", 60)
    signed_on = on("签字日期")
    how_many = count_typed()

    def papers(self, sent: Any, known: Sequence[LetterPaper]) -> list[PaperFacts]:
        """The ticked letters, each with its slots, its day (the common one where none is given) and its reason."""
        ticked, slots = set(sent.getlist("letters")), set(sent.getlist("slots"))
        return [
            PaperFacts(
                paper.letter_id,
                tuple(slot.id for slot in paper.slots if str(slot.id) in slots),
                self._day(sent.get(f"on-{paper.letter_id}", "")),
                sent.get(f"reason-{paper.letter_id}", "").strip()[:200],
            )
            for paper in known
            if str(paper.letter_id) in ticked
        ]

    def _day(self, text: str) -> date:
        assert self.signed_on.data is not None
        try:
            return read_day(text) if text.strip() else self.signed_on.data
        except ValueError:
            raise RuleBroken("签字日期应写成日期，如 2026-03-05。", "signed_on") from None


def outcome_asked(text: str) -> Outcome | None:
    """归档结果 of an address."""
    return Outcome(text) if text in set(Outcome) else None
