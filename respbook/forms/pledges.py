"""层层签订表单: which 社, which households, who has signed, how a duty is shared out, the wording (features C1, C4)."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from respbook.actions.pledge_shares import Typed
from respbook.actions.pledge_signing import Photo
from respbook.forms.base import EditForm, Form, filled
from respbook.forms.fields import Choices, choice, count_typed, file_name, line, lines, on, visible
from respbook.forms.uploads import taken
from respbook.queries.pledge_lists import PledgeFilter
from respbook.queries.pledges import PrintWanted
from respbook.readers.household_list import text_of_file
from respbook.readers.workbook import LARGEST_FILE
from respbook.rules.cascade_reports import LONGEST_REMARK, Reporting
from respbook.rules.cascading import BASES
from respbook.rules.errors import RuleBroken
from respbook.rules.pledge_states import PledgeState
from respbook.rules.pledges import LONGEST_BODY, PledgeKind, PledgeWording
from respbook.rules.targets import BASIS_LABELS, Basis
from respbook.rules.typed import read_number, whole_in
from respbook.store import Store

UNSIGNED = "unsigned"
"""还没有签 as the address of a list says it."""
_BASES = [(basis.value, BASIS_LABELS[basis]) for basis in BASES]


class GroupsForm(Form):
    """生成社责任书."""

    unit_ids = Choices("社（组）")
    basis = choice("任务数怎样分", _BASES)
    how_many = count_typed()

    def units(self) -> tuple[int, ...]:
        """The chosen ids."""
        return tuple(int(value) for value in self.unit_ids.data or ())


class HouseholdsForm(Form):
    """生成户承诺书: a list, pasted or read from a file into the same box."""

    text = TextAreaField("户名单", validators=[Optional(), Length(max=200_000, message="名单太长，请分社办理。")])
    file = FileField("或选择表格文件", render_kw={"accept": ".xlsx,.csv,.txt"})
    shared = BooleanField("把任务数也分到户")
    basis = choice("任务数怎样分", [each for each in _BASES if each[0] != Basis.HOUSEHOLDS], must=False)
    how_many = count_typed()

    def take_file(self) -> bool:
        """A file that was sent fills the box, to be looked at first. Raises RuleBroken on ``file``."""
        sent = self.file.data
        if not sent or not sent.filename:
            return False
        content = sent.stream.read(LARGEST_FILE + 1)
        self.text.data = text_of_file(content, file_name(sent.filename, 120))
        self.text.raw_data = None
        return True

    @property
    def by(self) -> Basis:
        """分解依据."""
        return Basis(self.basis.data) if self.basis.data else Basis.EQUAL


class SignForm(Form):
    """登记签订: ticks, the day, one photo of the stack."""

    pledge_ids = Choices("已签的")
    how_many = count_typed()
    signed_on = on("签订日期")
    photo = FileField(
        "合拍的照片或扫描件",
        validators=[FileRequired("请选择照片：把签好的摞在一起，拍一张即可。")],
        render_kw={"accept": "image/jpeg,image/png,application/pdf", "required": True},
    )

    def ids(self) -> tuple[int, ...]:
        """The ticked ids."""
        return tuple(int(value) for value in self.pledge_ids.data or ())

    def kept(self, store: Store) -> Photo:
        """The photo, looked at and put into the store. Raises RuleBroken on ``photo``."""
        sent = taken(self.photo, store, 120)
        return Photo(sent.name, sent.sha256, sent.scan)


class ReasonForm(EditForm):
    """更正、作废: the reason."""

    reason = lines("原因", 200)


class LeaveForm(ReasonForm):
    """没有签: refused, or away."""

    how = RadioField(
        "情况", choices=[("absent", "外出未签"), ("refused", "拒签")], validators=[InputRequired("请选择情况。")]
    )


class ReportForm(Form):
    """上报: a remark, where there is one."""

    remark = lines("说明", LONGEST_REMARK, must=False)


class SignerForm(EditForm):
    """代签人."""

    signed_by = line("代签人", 30, must=False)


class WordingForm(EditForm):
    """下级文书样式."""

    kind = HiddenField(validators=[InputRequired("请从样式页进入。")])
    title = line("标题", 100)
    body = TextAreaField(
        "正文",
        validators=[
            InputRequired("正文没有内容，请填写。"),
            Length(max=LONGEST_BODY, message=f"正文不能超过{LONGEST_BODY}字。"),
            visible,
        ],
    )
    per_sheet = RadioField(
        "每张A4纸印", choices=[("1", "1份"), ("2", "2份（上下对裁）")], validators=[InputRequired("请选择印几份。")]
    )

    def wording(self) -> PledgeWording:
        """The frozen value for the action."""
        body = (self.body.data or "").replace("\r\n", "\n").strip()
        return PledgeWording(filled(self.title), body, int(self.per_sheet.data or 1))


class SharesForm(EditForm):
    """往下分解: the figures are read from fields named after the papers."""

    reason = lines("不足的原因", 200, must=False)

    def typed(self, sent: Mapping[str, str], ids: Collection[int]) -> Typed:
        """The figures as typed. Raises RuleBroken naming what is no figure."""
        amounts: dict[int, Decimal] = {}
        for pledge_id in ids:
            text = sent.get(f"amount-{pledge_id}")
            if text is None:
                continue
            number = read_number(text) if text.strip() else Decimal(0)
            if number is None or number < 0:
                raise RuleBroken(f"“{text[:20]}”不是数；请填0或正数，最多三位小数。", "shares")
            amounts[pledge_id] = number
        return Typed(amounts, self.pinned(sent, ids), filled(self.reason))

    @staticmethod
    def pinned(sent: Mapping[str, str], ids: Collection[int]) -> frozenset[int]:
        """固定的."""
        return frozenset(pledge_id for pledge_id in ids if sent.get(f"pinned-{pledge_id}"))


def kind_in(text: str) -> PledgeKind | None:
    """种类 of an address."""
    return PledgeKind(text) if text in set(PledgeKind) else None


def pledge_filter(programme_id: int, asked: Mapping[str, str]) -> PledgeFilter:
    """筛选 of an address; what cannot be read is no filter."""
    state = asked.get("state", "")
    return PledgeFilter(
        programme_id,
        letter_id=whole_in(asked.get("letter_id", "")),
        unit_id=whole_in(asked.get("unit_id", "")),
        kind=kind_in(asked.get("kind", "")),
        state=PledgeState(state) if state in set(PledgeState) else None,
        unsigned=state == UNSIGNED,
        words=asked.get("q", "")[:40],
    )


def reporting_in(text: str) -> Reporting | None:
    """上报情况 of an address."""
    return Reporting(text) if text in set(Reporting) else None


def print_wanted(asked: Mapping[str, str]) -> PrintWanted:
    """要印的 of an address."""
    return PrintWanted(kind_in(asked.get("kind", "")), whole_in(asked.get("unit_id", "")), asked.get("waiting") == "1")


def place_in(asked: Mapping[str, Any], name: str) -> int | None:
    """编号 of a row in an address, None where it is none."""
    return whole_in(str(asked.get(name, "")))
