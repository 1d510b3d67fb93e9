"""通报表单: what is asked before a draft, the frame of the text, one item, a reason. Lengths are told by the rules."""

from datetime import date
from typing import Any

from wtforms import BooleanField, RadioField, SelectField, TextAreaField
from wtforms.validators import Optional

from respbook.actions.circulars import Plan, Wording
from respbook.forms.base import EditForm, Form, filled
from respbook.forms.fields import Choices, choice, line, on, visible
from respbook.rules.circulars import (
    CIRCULAR_LABELS,
    GROUP_WORDS,
    NUMBERS_LABELS,
    Choice,
    CircularGroup,
    CircularKind,
    ItemNumbers,
    groups_of,
)
from respbook.rules.findings import SOURCE_LABELS, FindingSource


def _words(label: str, rows: int) -> TextAreaField:
    return TextAreaField(label, validators=[visible], render_kw={"rows": rows})


class CircularPlanForm(Form):
    """拟写通报."""

    kind = RadioField(
        "种类", choices=[(str(each), CIRCULAR_LABELS[each]) for each in CircularKind if each is not CircularKind.DAILY]
    )
    by_steps = RadioField("选哪些问题", choices=[("", "这段时间发现的"), ("1", "这段时间有进展的")])
    first = on("从")
    last = on("到")
    categories = Choices("类别", validators=[Optional()])
    sources = Choices(
        "来源", choices=[(str(each), words) for each, words in SOURCE_LABELS.items()], validators=[Optional()]
    )
    unit = choice("只通报一个单位", must=False, render_kw={"data-picker": "units"})
    topic = line("事项", 20, must=False)
    basis = line("按照什么要求", 60, must=False)
    inspector = line("由谁检查", 30, must=False)
    addressees = line("主送", 200)
    copies_to = line("抄送", 200, must=False)
    until = on("整改期限", must=False)
    number_pattern = line("文号格式", 40, must=False)
    photos = BooleanField("附整改前后照片")

    def plan(self, issuer: str) -> Plan:
        """拟稿要求."""
        assert self.first.data is not None and self.last.data is not None
        choice = Choice(
            self.first.data,
            self.last.data,
            bool(self.by_steps.data),
            tuple(self.categories.data or ()),
            tuple(FindingSource(each) for each in self.sources.data or ()),
            (int(self.unit.data),) if self.unit.data else (),
        )
        return Plan(
            CircularKind(self.kind.data),
            choice,
            issuer,
            filled(self.addressees),
            filled(self.basis),
            filled(self.inspector),
            "",
            filled(self.copies_to),
            filled(self.topic),
            filled(self.number_pattern),
            self.until.data,
            bool(self.photos.data),
        )


class CircularWordingForm(EditForm):
    """修改首尾文字."""

    title = line("标题", 60)
    addressees = line("主送", 200)
    opening = _words("开头", 5)
    closing = _words("下一步工作要求", 5)
    until = on("整改期限")
    copies_to = line("抄送", 200, must=False)
    number_pattern = line("文号格式", 40, must=False)
    numbers = SelectField("条目编号", choices=[(str(each), words) for each, words in NUMBERS_LABELS.items()])
    photos = BooleanField("附整改前后照片")

    @property
    def wording(self) -> Wording:
        """首尾文字."""
        assert isinstance(self.until.data, date)
        return Wording(
            filled(self.title),
            filled(self.addressees),
            filled(self.opening),
            filled(self.closing),
            self.until.data,
            filled(self.copies_to),
            filled(self.number_pattern),
            ItemNumbers(self.numbers.data),
            bool(self.photos.data),
        )


class ItemWordForm(EditForm):
    """改写一句."""

    text = _words("这一句", 3)


class ItemGroupForm(EditForm):
    """移到另一组."""

    group = SelectField("移到")
    why = line("理由", 200, must=False)

    @classmethod
    def among(cls, kind: CircularKind, **rest: Any) -> "ItemGroupForm":
        """The form of a kind of circular."""
        form = cls(**rest)
        form.group.choices = [(str(each), GROUP_WORDS[each]) for each in groups_of(kind)]
        return form

    @property
    def chosen(self) -> CircularGroup:
        """所选分组."""
        return CircularGroup(self.group.data)


class CircularReasonForm(EditForm):
    """退回、作废的理由."""

    why = _words("理由", 3)
