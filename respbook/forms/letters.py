"""责任书表单: choose units, propose, void, let a warning pass."""

import re
from collections.abc import Mapping

from wtforms import Field, RadioField
from wtforms.validators import InputRequired
from wtforms.widgets import HiddenInput

from respbook.forms.base import EditForm, Form
from respbook.forms.fields import Choices, lines, whole
from respbook.queries.letter_lists import LetterFilter
from respbook.rules.lifecycles import BATCH, LETTER, BatchState, LetterState
from respbook.rules.list_states import sort_of
from respbook.rules.signing import SIGNING_LABELS, SigningState
from respbook.rules.typed import whole_in

_WARNING = re.compile(r"([0-9a-f]{64})([^\x00-\x1f\ud800-\udfff]{1,300})")
"""A digest in hexadecimal, then a sentence."""


STATES: dict[str, str] = {
    LetterState.DRAFT: "未签发",
    BatchState.REVIEW: BATCH.labels[BatchState.REVIEW],
    BatchState.PROPOSED: BATCH.labels[BatchState.PROPOSED],
    LetterState.ISSUED: LETTER.labels[LetterState.ISSUED],
    **{str(state): words for state, words in SIGNING_LABELS.items()},
    LetterState.VOID: LETTER.labels[LetterState.VOID],
}
"""状态 that the list can be asked for: all drafts, or those that were sent, by what they wait for."""

OF_OFFICE = frozenset({LetterState.DRAFT, BatchState.REVIEW, BatchState.PROPOSED})
"""状态 that only the office sees."""


EVERY = "all"
"""方案 of an address that asks for the letters of all programmes: it says so, for the bare address means the newest."""


def letter_filter(args: Mapping[str, str]) -> LetterFilter:
    """筛选 of an address; what cannot be read is no filter."""
    state = args.get("state", "")
    return LetterFilter(
        programme_id=whole_in(args.get("programme_id", "")),
        template_id=whole_in(args.get("template_id", "")),
        state=LetterState(state) if state in set(LetterState) else None,
        waits=BatchState(state) if state in {BatchState.REVIEW, BatchState.PROPOSED} else None,
        signing=SigningState(state) if state in set(SigningState) else None,
        words=args.get("q", "")[:40],
        sort=sort_of("letters", args.get("sort", "")),
        year=whole_in(args.get("year", ""), 4),
        office_id=whole_in(args.get("office", ""), 9),
    )


class DraftForm(Form):
    """拟稿: a template and the units that get a draft."""

    template_id = RadioField("模板", validators=[InputRequired("请选择模板。")])
    unit_ids = Choices("单位")

    def units(self) -> tuple[int, ...]:
        """The chosen ids."""
        return tuple(int(value) for value in self.unit_ids.data or ())


class ProposeForm(Form):
    """送签: the chosen drafts; under 一人经办 with the written approval that the clerk acts on."""

    letter_ids = Choices("责任书")
    opinion = lines("签批依据", 200, must=False)

    def letters(self) -> tuple[int, ...]:
        """The chosen ids."""
        return tuple(int(value) for value in self.letter_ids.data or ())


class _Warnings(Field):
    """提示, several at once: each value is the digest of its content and its sentence, as the page wrote them."""

    multiple = True
    widget = HiddenInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = [(found[2], found[1]) for found in map(_WARNING.fullmatch, valuelist) if found]


class WaiveForm(Form):
    """豁免: warnings of one kind and why they may stand."""

    warning = _Warnings("提示", default=())
    reason = lines("理由", 200)


class VoidForm(EditForm):
    """作废."""

    reason = lines("作废原因", 200)


class SendBackForm(EditForm):
    """退回."""

    opinion = lines("退回意见", 200)


class PrintForm(Form):
    """打印: how many copies of each."""

    copies = whole("份数", 1, 9, must=True)
