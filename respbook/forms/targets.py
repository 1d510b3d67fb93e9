"""目标任务表单: the target itself, its division cell by cell, and the reason for a shortfall."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField
from wtforms.fields import Label

from respbook.actions.shares import Share
from respbook.forms.base import EditForm, filled
from respbook.forms.fields import Choices, choice, line, lines, on, whole
from respbook.forms.fields import amount as number
from respbook.queries.targets import bearer_label
from respbook.rules.cadence import CADENCE_LABELS, MOST_WORKDAYS, Cadence, market_words, read_market_days
from respbook.rules.errors import RuleBroken
from respbook.rules.grid_cells import Typed, read_share
from respbook.rules.powers import POWER_LABELS, Power, suggested
from respbook.rules.target_checks import FIELDS_OF, bearer_kinds, check_note
from respbook.rules.target_facts import TargetFacts
from respbook.rules.targets import BASIS_LABELS, KIND_LABELS, Basis, TargetKind
from respbook.rules.units import UnitKind, whole_words

_TEXTS = (
    "category", "name", "unit_word", "per_word", "text", "tag", "duty", "lead_unit", "helping_units", "evidence",
    "heading",
)  # fmt: skip
_NUMBERS = ("amount", "low", "high", "per", "base_year", "base_amount", "due_on")
_AMOUNT_LABELS = {TargetKind.RATIO: "配备数", TargetKind.RELATIVE: "幅度（%）"}
_BASES = [("", "（请选择）"), *((each.value, words) for each, words in BASIS_LABELS.items())]
_POWERS = [("", "按文字判断"), *((each.value, words) for each, words in POWER_LABELS.items())]


class TargetForm(EditForm):
    """增加、修改目标任务."""

    category = line("类别", 20)
    name = line("名称", 60)
    kind = choice("指标类型", [(kind.value, words) for kind, words in KIND_LABELS.items()])
    amount = number("指标值", None)
    unit_word = line("计量单位", 12, must=False)
    divided = BooleanField("这是全镇总量，要分解到各单位")
    basis = choice("分解依据", _BASES, must=False)
    step = number("最小单位", None)
    low = number("下限")
    high = number("上限")
    per = whole("每多少配备", 1)
    per_word = line("基数的单位", 12, must=False)
    base_year = whole("基准年", 1949, 2099)
    base_amount = number("基准年数值")
    text = lines("要求", 200, must=False)
    due_on = on("完成时限", must=False)
    unit_kinds = Choices("承担单位", choices=[(kind.value, bearer_label(kind)) for kind in bearer_kinds(UnitKind.TOWN)])
    tag = choice("适用标签", must=False)
    cadence = choice("频次", [(each.value, words) for each, words in CADENCE_LABELS.items()])
    due_day = whole("期后几日内报送", 0, 366)
    due_in_workdays = whole("期后几个工作日内报送", 0, MOST_WORKDAYS)
    rolls_over = BooleanField("遇休息日顺延至下一工作日", default=True)
    market_days = line("逢几为集", 30, must=False)
    duty = lines("工作要求", 300, must=False)
    lead_unit = line("牵头单位", 60, must=False)
    helping_units = line("配合单位", 120, must=False)
    evidence = line("佐证材料", 120, must=False)
    power_needed = choice("所需权限", _POWERS, must=False)
    heading = line("所属条款", 60, must=False)
    position = whole("排序", 0, 9999)

    categories: Iterable[str] = ()
    """目标类别 that the office usually uses, offered while one types."""

    @property
    def chosen(self) -> TargetKind:
        """指标类型 as chosen on the page, 不少于 where it cannot be read."""
        return TargetKind(self.kind.data) if self.kind.data in set(TargetKind) else TargetKind.AT_LEAST

    @property
    def asked(self) -> tuple[str, ...]:
        """填写项: the fields of the figure that the chosen kind asks for; the amount is named for the kind."""
        self.amount.label = Label(self.amount.id, _AMOUNT_LABELS.get(self.chosen, "指标值"))
        return FIELDS_OF[self.chosen]

    @property
    def power_hint(self) -> str:
        """权限提示: what the words of name and duty ask for, where that is more than a village may do."""
        found = suggested("，".join(str(part.data or "") for part in (self.name, self.text, self.duty)))
        if found is None:
            return "村、社区只能巡查、劝导、报告；需要处罚、审批、关停、拆除的，交给有这项权限的单位。"
        return f"文字里有“{found[1]}”，按“{POWER_LABELS[found[0]]}”判断；村、社区没有这项权限。"

    def of_office(self, owner: UnitKind) -> "TargetForm":
        """承担单位 as an office of that kind has them."""
        if owner is not UnitKind.TOWN:
            self.unit_kinds.choices = [(kind.value, bearer_label(kind, owner)) for kind in bearer_kinds(owner)]
            self.divided.label = Label(self.divided.id, f"这是{whole_words(owner)}总量，要分解到各单位")
        return self

    def with_tags(self, tags: Iterable[str]) -> "TargetForm":
        """标签选项: those in the register, and the one that stands already."""
        known = dict.fromkeys([*tags, *([self.tag.object_data] if self.tag.object_data else [])])
        self.tag.choices = [("", "不限"), *((tag, tag) for tag in known)]
        return self

    def facts(self) -> TargetFacts:
        """The frozen value for the action."""
        parts: dict[str, Any] = {name: filled(self[name]) for name in _TEXTS}
        parts |= {name: self[name].data for name in _NUMBERS}
        return TargetFacts(
            kind=self.chosen,
            divided=bool(self.divided.data),
            basis=Basis(self.basis.data) if self.basis.data else None,
            power_needed=Power(self.power_needed.data) if self.power_needed.data else None,
            step=Decimal(1) if self.step.data is None else self.step.data,
            unit_kinds=tuple(UnitKind(kind) for kind in self.unit_kinds.data or ()),
            cadence=Cadence(self.cadence.data),
            due_day=self.due_day.data or 0,
            due_in_workdays=self.due_in_workdays.data or None,
            rolls_over=self.rolls_over.data or None,
            market_days=read_market_days(self.market_days.data or "") or None,
            position=self.position.data or 0,
            **parts,
        )

    @classmethod
    def of(cls, target: Any, **rest: Any) -> "TargetForm":
        """The form as it stands in the book."""
        values = {
            name: getattr(target, name)
            for name in (*_TEXTS, *_NUMBERS, "divided", "step", "due_day", "due_in_workdays", "version")
        }
        values |= {"rolls_over": bool(target.rolls_over), "market_days": market_words(target.market_days)}
        values |= {"position": target.position, "unit_kinds": list(target.kinds)}
        values |= {name: str(getattr(target, name) or "") for name in ("kind", "basis", "cadence", "power_needed")}
        return cls(data=values, **rest)


class SplitForm(EditForm):
    """分解表单: the version and the form key; the cells are plain inputs read by ``read_cells``."""


class ShortfallForm(EditForm):
    """不足说明."""

    reason = lines("不足原因", 200)


class Row(Protocol):
    """分解表的一行: a unit."""

    @property
    def id(self) -> int: ...


@dataclass(frozen=True)
class Cell:
    """分解表的一格 as typed; ``problem`` is the sentence where it cannot be read."""

    text: str
    share: Share
    problem: str = ""


def read_cells(sent: MultiDict[str, str], units: Iterable[Row], step: Decimal) -> dict[int, Cell]:
    """读分解表: the cells of the units that were on the page, by unit id."""
    return {unit.id: read_cell(sent, unit.id, step) for unit in units if f"note-{unit.id}" in sent}


def read_cell(sent: MultiDict[str, str], row_id: int, step: Decimal) -> Cell:
    """读一格 of the row with this id: its figure and its three marks."""
    names = [f"{part}-{row_id}" for part in ("amount", "pinned", "off", "note")]
    text, note = sent.get(names[0], "").strip(), sent.get(names[3], "").replace("\x00", "").strip()
    typed, problem = Typed(), ""
    try:
        typed = read_share("" if names[2] in sent else text, step)
        check_note(note)
    except RuleBroken as refusal:
        problem = refusal.sentence
    if any(len(sent.getlist(name)) > 1 for name in names):
        problem = "这一格提交了两次，请刷新页面后重填。"
    applies = typed.applies and names[2] not in sent
    return Cell(text[:40], Share(typed.amount, names[1] in sent, applies, note), problem)
