"""执法权限 powers: what a unit may do by law, and what a target asks of it that it may not (field.md 10 item 2).

A village may patrol, dissuade and report; it may not fine, seal, close or tear down. A letter that asks it to can only
be broken, or kept outside the law.
"""

import re
from collections.abc import Collection
from enum import StrEnum

from respbook.rules.units import UnitKind


class Power(StrEnum):
    """所需权限."""

    PATROL = "patrol"
    ENFORCE = "enforce"
    SEIZE = "seize"
    LICENSE = "license"
    CLOSE = "close"
    DEMOLISH = "demolish"


POWER_LABELS = {
    Power.PATROL: "巡查、劝导、报告",
    Power.ENFORCE: "执法处罚",
    Power.SEIZE: "查封扣押",
    Power.LICENSE: "审批许可",
    Power.CLOSE: "停业关闭",
    Power.DEMOLISH: "强制拆除",
}

_WORDS = {
    Power.CLOSE: "取缔|关停|停业|关闭|停产",
    Power.SEIZE: "查封|扣押|没收|断水断电",
    Power.DEMOLISH: "拆除|强拆",
    Power.LICENSE: "审批|行政许可|核发|发证",
    Power.ENFORCE: "行政处罚|处罚|罚款|查处|立案|执法检查",
}
"""Words that ask for a power, the heaviest first."""
_SHAPES = {power: re.compile(words) for power, words in _WORDS.items()}
_EASED = re.compile(
    "配合|协助|协同|支持|劝导|劝阻|动员|引导|督促|报告|上报|报请|提请|移交|移送|自行|主动|不得|严禁|禁止|未经|依法取得"
)
"""Words in the same breath that leave the power with somebody else, or forbid instead of ordering."""
_BREATH = re.compile(r"[，。；、！？,;\n（）()]")
_TAGS = {label: power for power, label in POWER_LABELS.items()} | {"执法权": Power.ENFORCE, "审批权": Power.LICENSE}


def suggested(words: str) -> tuple[Power, str] | None:
    """建议的权限 of a target's words, and the word it was read from; None where nothing more than a patrol is asked."""
    for breath in _BREATH.split(words):
        if _EASED.search(breath):
            continue
        for power, shape in _SHAPES.items():
            if found := shape.search(breath):
                return power, found[0]
    return None


def needed(power: Power | None, words: str) -> Power:
    """所需权限: what the office said; otherwise what the words ask for."""
    if power is not None:
        return power
    found = suggested(words)
    return found[0] if found else Power.PATROL


def holds(power: Power, kind: UnitKind, tags: Collection[str]) -> bool:
    """有权: everybody may patrol and report; 县、镇 may do what the law gives them; others what their tags say.

    A tag with the power's own name (执法处罚、审批许可 …), or 执法权 and 审批权, is how an office says that a 站所 holds it.
    """
    if power is Power.PATROL or kind in (UnitKind.COUNTY, UnitKind.TOWN):
        return True
    given = {_TAGS[tag] for tag in tags if tag in _TAGS}
    return power in given or (Power.ENFORCE in given and "执法权" in tags and power is not Power.LICENSE)


def milder(words: str) -> str:
    """改写建议: the same matter as 发现……及时劝阻并报告, which any unit can do."""
    found = suggested(words)
    matter = words.replace(found[1], "", 1) if found else words
    matter = re.sub(r"(完成|率|数量?|工作|任务|\d+(\.\d+)?[%％]?)+$", "", re.sub(r"^(依法|对|坚决|全面)+", "", matter))
    matter = matter.strip("，。；、 ")
    return f"发现{matter}及时劝阻并报告" if 2 <= len(matter) <= 20 else "发现问题及时劝阻并报告"
