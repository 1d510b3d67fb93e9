"""通知的表单: writing one and choosing its units, taking it back, receipts and replies."""

from collections.abc import Sequence

from flask_wtf.file import MultipleFileField
from wtforms import BooleanField, HiddenField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from respbook.forms.base import EditForm, Form, filled
from respbook.forms.fields import Choices, line, lines, on, required, visible
from respbook.rules.evidence import ACCEPT_ALL
from respbook.rules.notices import (
    LONGEST_NAME,
    LONGEST_PURPOSE,
    LONGEST_REASON,
    LONGEST_REPLY,
    LONGEST_TEXT,
    LONGEST_TITLE,
    OFFICE_WAYS,
    WAY_LABELS,
    NoticeFacts,
    Place,
    Way,
    chosen,
)
from respbook.rules.typed import whole_in
from respbook.rules.units import UNIT_KIND_LABELS, UnitKind


def _plain_lines(value: str | None) -> str:
    """A browser sends two characters for each new line; one counts."""
    return (value or "").replace("\r\n", "\n").strip()


class NoticeForm(Form):
    """写通知. ``seen`` holds the units whose names were read before sending: exactly those get it."""

    title = line("标题", LONGEST_TITLE)
    purpose = line("事由", LONGEST_PURPOSE)
    text = TextAreaField(
        "正文",
        filters=[_plain_lines],
        validators=[required("正文"), Length(max=LONGEST_TEXT, message=f"正文不能超过{LONGEST_TEXT}个字。"), visible],
    )
    wants_receipt = BooleanField("需要签收")
    reply_by = on("回复期限", must=False)
    files = MultipleFileField("附件", render_kw={"accept": ACCEPT_ALL})
    kinds = Choices("按类别", validate_choice=False)
    tags = Choices("按标签", validate_choice=False)
    unit_ids = Choices("单位")
    seen = HiddenField()

    def offer(self, places: Sequence[Place]) -> None:
        """可选的类别、标签和单位, each with how many units it stands for."""
        kinds = [(kind, sum(each.kind is kind for each in places)) for kind in UnitKind]
        self.kinds.choices = [(kind, f"全部{UNIT_KIND_LABELS[kind]}（{count}）") for kind, count in kinds if count]
        tags = sorted({tag for each in places for tag in each.tags})
        self.tags.choices = [(tag, f"{tag}（{sum(tag in each.tags for each in places)}）") for tag in tags]
        self.unit_ids.choices = [(str(each.id), each.called) for each in places]

    def chosen_of(self, places: Sequence[Place]) -> list[Place]:
        """选定的单位."""
        ids = {int(each) for each in self.unit_ids.data or ()}
        return chosen(places, self.kinds.data or (), self.tags.data or (), ids)

    def seen_ids(self) -> tuple[int, ...]:
        """看过名单的单位; empty where none was shown yet."""
        found = (whole_in(each) for each in filled(self.seen).split(","))
        return tuple(each for each in found if each is not None)

    def facts(self, unit_ids: tuple[int, ...], evidence_ids: tuple[int, ...]) -> NoticeFacts:
        """通知内容."""
        return NoticeFacts(
            filled(self.title),
            filled(self.purpose),
            filled(self.text),
            unit_ids,
            bool(self.wants_receipt.data),
            self.reply_by.data,
            evidence_ids=evidence_ids,
        )


class WithdrawForm(EditForm):
    """撤回: why."""

    reason = lines("撤回原因", LONGEST_REASON, must=False)


class ReplyForm(Form):
    """回复."""

    text = TextAreaField(
        "回复内容",
        filters=[_plain_lines],
        validators=[
            required("回复内容"),
            Length(max=LONGEST_REPLY, message=f"回复内容不能超过{LONGEST_REPLY}个字。"),
            visible,
        ],
    )


class TakeForForm(Form):
    """代签收: how it was brought and who received it."""

    way = RadioField(
        "怎样送到的",
        choices=[(each, WAY_LABELS[each]) for each in OFFICE_WAYS],
        validators=[InputRequired("请选择怎样送到的。")],
    )
    taker = line("谁收到的", LONGEST_NAME)

    @property
    def chosen_way(self) -> Way:
        """签收方式. Only after validation."""
        return Way(self.way.data)


class TakeForm(Form):
    """阅知、签收: one press."""


class CopyForm(Form):
    """催读用语已复制: the text is worked out anew from the notice."""
