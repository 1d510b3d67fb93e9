"""年度方案: its kinds, when it may still be changed, and how far it has come from 方案 to 签订 (features L6, L8)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import ProgrammeState


class ProgrammeKind(StrEnum):
    """方案类别."""

    YEARLY = "yearly"
    SEASONAL = "seasonal"


MANY_LETTERS = 3
"""在效责任书达到几份时提示, unless the programme says otherwise: letters too many are put aside (field.md 10 item 1)."""

PROGRAMME_KIND_LABELS = {ProgrammeKind.YEARLY: "年度责任书", ProgrammeKind.SEASONAL: "季节性专项"}


def check_open(state: ProgrammeState, name: str) -> None:
    """进行中检查: a closed programme is a record of its year. Raises RuleBroken."""
    if state is ProgrammeState.CLOSED:
        raise RuleBroken(f"“{name}”已结束，内容不再改动。确需改动的，请先重新启用该方案。")


def check_stand_in(standing_in: bool, allowed: bool) -> None:
    """一人经办检查 in the deed itself: the switch may have been turned off since the button was shown. Raises RuleBroken."""
    if standing_in and not allowed:
        raise RuleBroken("“一人经办”刚刚关闭，这一步没有办。请由镇领导签发。")


@dataclass(frozen=True)
class Counts:
    """方案计数: ``units`` are those that should get a letter, ``uneven`` the divided targets not yet
    fully divided, ``sent`` the drafts that wait in a batch, ``reviews`` the batches that wait for a reviewer."""

    templates: int = 0
    clauses: int = 0
    targets: int = 0
    divided: int = 0
    uneven: int = 0
    units: int = 0
    drafts: int = 0
    issued: int = 0
    sent: int = 0
    batches: int = 0
    reviews: int = 0
    to_sign: int = 0
    signed: int = 0

    @property
    def missing(self) -> int:
        """待拟稿: letters that are not drawn yet, one for each unit under each template."""
        return max(0, self.units - self.drafts - self.issued)


@dataclass(frozen=True)
class Step:
    """办理步骤: ``words`` say how much is there, ``ready`` whether the next step may rest on it."""

    name: str
    words: str
    ready: bool
    state: Literal["done", "now", "next"] = "next"
    gone: int = 0


def steps(counts: Counts) -> tuple[Step, ...]:
    """办理步骤: 方案 → 模板 → 目标任务 → 分解 → 拟稿 → 体检 → 签发 → 签订; exactly the first unready one is ``now``."""
    drawn = counts.drafts + counts.issued
    even = counts.divided - counts.uneven
    all_drawn = drawn > 0 and not counts.missing
    examined = drawn > 0 and counts.sent >= counts.drafts
    settled = counts.issued > 0 and not counts.drafts
    plan = (
        ("方案", "已建立", True, 100),
        ("模板", _many(counts.templates, "个模板"), counts.templates > 0, 0),
        ("目标任务", _many(counts.targets, "项"), counts.targets > 0, 0),
        ("分解", _division(counts), counts.targets > 0 and not counts.uneven, _share(even, counts.divided)),
        ("拟稿", f"{drawn}/{counts.units}份", all_drawn, _share(drawn, counts.units)),
        ("体检", _examination(counts), examined, 0),
        ("签发", f"{counts.issued}/{counts.units}份", settled and all_drawn, _share(counts.issued, counts.units)),
        ("签订", _signing(counts), 0 < counts.to_sign <= counts.signed, _share(counts.signed, counts.to_sign)),
    )
    line: list[Step] = []
    for name, words, ready, gone in plan:
        reached = all(step.ready for step in line)
        state: Literal["done", "now", "next"] = ("done" if ready else "now") if reached else "next"
        line.append(Step(name, words, ready, state, 100 if state == "done" else gone))
    return tuple(line)


def _many(count: int, word: str) -> str:
    return f"{count}{word}" if count else "还没有"


def _share(part: int, whole: int) -> int:
    return max(0, min(100, 100 * part // whole)) if whole else 0


def _division(counts: Counts) -> str:
    if not counts.targets:
        return "未开始"
    return f"{counts.divided - counts.uneven}/{counts.divided}项" if counts.divided else "无需分解"


def _examination(counts: Counts) -> str:
    waiting = counts.drafts - counts.sent
    if waiting > 0:
        return f"{waiting}份待查"
    return "已通过" if counts.drafts or counts.issued else "未开始"


def _signing(counts: Counts) -> str:
    """签订步骤 counts what the 签订台账 counts: with 更正函 and 补充责任书, without what was replaced."""
    return f"{counts.signed}/{counts.to_sign}份" if counts.to_sign else "未开始"


def _drawing(counts: Counts) -> str:
    if not counts.units:
        return "模板适用的类别下还没有责任单位，请先登记单位。"
    how = "请逐个模板拟稿，一个模板的单位可一次拟出。" if counts.templates > 1 else "可一次拟出。"
    return f"还有{counts.missing}份责任书没有拟稿，{how}"


def letters_name(name: str) -> str:
    """责任书名称 of a programme, for notices: 环境保护目标责任方案 → 环境保护目标责任书."""
    if name.endswith("责任书"):
        return name
    return f"{name.removesuffix('责任方案').removesuffix('方案')}责任书"


def next_sentence(counts: Counts) -> str:
    """下一步: what is missing, in one sentence with its number; empty when every letter is issued and signed."""
    first = next((step.name for step in steps(counts) if step.state == "now"), "")
    return {
        "模板": "先编写责任书模板：一份模板管一类单位，各单位的名称、数字由系统填写。",
        "目标任务": "模板已备好。下一步登记目标任务，责任书上的任务清单由此而来。",
        "分解": f"还有{counts.uneven}项目标任务没有足额分解到单位，责任书上会留空，请先分解。",
        "拟稿": _drawing(counts),
        "体检": f"{counts.drafts - counts.sent}份草稿已拟好。签发前请体检，有问题当场改正。",
        "签发": f"{counts.sent}份责任书已送审，等候审核。"
        if counts.reviews
        else f"{counts.sent}份责任书已送签，等候签发。",
        "签订": f"责任书已全部签发，还有{counts.to_sign - counts.signed}份没有签齐。谁没有签，签订台账里看得到。",
    }.get(first, "")
