"""责任单位类别: what kinds of unit there are and what people call them."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import lru_cache

from respbook.rules.chinese import joined
from respbook.rules.errors import RuleBroken


class UnitKind(StrEnum):
    """单位类别."""

    COUNTY = "county"
    TOWN = "town"
    VILLAGE = "village"
    COMMUNITY = "community"
    AFFILIATED = "affiliated"
    GROUP = "group"


UNIT_KIND_LABELS = {
    UnitKind.COUNTY: "县（区）",
    UnitKind.TOWN: "镇",
    UnitKind.VILLAGE: "村",
    UnitKind.COMMUNITY: "社区",
    UnitKind.AFFILIATED: "镇属单位",
    UnitKind.GROUP: "社（组）",
}

SIGNING_KINDS = (UnitKind.VILLAGE, UnitKind.COMMUNITY, UnitKind.AFFILIATED)
"""Kinds that a town signs letters with; 社/组 and 户 sign under their village (层层签订)."""

OFFICE_KINDS = (UnitKind.COUNTY, UnitKind.TOWN)
"""发文单位: kinds that have an office of their own, which owns programmes, notices, findings and their numbers."""


def signing_kinds(owner: UnitKind) -> tuple[UnitKind, ...]:
    """签订单位类别: with whom an office signs: a county with its towns, a town with what lies in it."""
    return (UnitKind.TOWN,) if owner is UnitKind.COUNTY else SIGNING_KINDS


def check_place(kind: UnitKind, above: UnitKind | None) -> None:
    """上下级核对: a county stands on top, a town in a county or on top, all else below a town. Raises RuleBroken at ``kind``."""
    if kind is UnitKind.COUNTY and above is not None:
        raise RuleBroken("县（区）没有上级单位；请核对类别。", "kind")
    if kind is UnitKind.TOWN and above not in (None, UnitKind.COUNTY):
        raise RuleBroken("镇（街道）只能设在县（区）之下；请核对类别和上级单位。", "kind")
    if above is UnitKind.COUNTY and kind is not UnitKind.TOWN:
        raise RuleBroken("县（区）之下先设乡镇，村和单位由所在的镇登记；请核对类别和上级单位。", "kind")


def check_same_office(before: UnitKind, after: UnitKind) -> None:
    """类别不变: what has an office keeps it, and nothing else becomes one. Raises RuleBroken at ``kind``."""
    if before is not after and (before in OFFICE_KINDS or after in OFFICE_KINDS):
        raise RuleBroken("县（区）、镇（街道）与其他单位之间不能改类别；请改回原来的类别。", "kind")


def kind_options(kinds: Iterable[UnitKind]) -> list[tuple[UnitKind, str]]:
    """类别选项 with their words."""
    return [(kind, UNIT_KIND_LABELS[kind]) for kind in kinds]


def kind_among(kinds: Iterable[UnitKind], word: str) -> UnitKind | None:
    """所选类别 of an address, None where it is none of these."""
    return next((kind for kind in kinds if kind.value == word), None)


def whole_words(owner: UnitKind) -> str:
    """全域: how an office calls all that lies in it."""
    return "全县" if owner is UnitKind.COUNTY else "全镇"


def own_words(owner: UnitKind) -> str:
    """本级: what an office calls itself among those who bear a target."""
    return "县本级" if owner is UnitKind.COUNTY else "镇本级"


@lru_cache(maxsize=64)
def kinds_in(words: str) -> tuple[UnitKind, ...]:
    """类别清单: the kinds of a comma-joined column, in its order; empty for an empty one."""
    return tuple(UnitKind(word) for word in words.split(",") if word)


def kinds_words(kinds: Iterable[UnitKind]) -> str:
    """类别名称: 村、社区."""
    return joined(UNIT_KIND_LABELS[kind] for kind in kinds)


MOST_ALIASES = 10
LONGEST_ALIAS = 20


def check_aliases(aliases: Sequence[str]) -> None:
    """别名核对: words by which a group can tell a unit. Raises RuleBroken at ``aliases``."""
    if len(aliases) > MOST_ALIASES:
        raise RuleBroken(f"别名有{len(aliases)}个，最多{MOST_ALIASES}个；请只留常用的。", "aliases")
    for alias in aliases:
        if not 2 <= len(alias) <= LONGEST_ALIAS:
            raise RuleBroken(f"别名“{alias}”应为2至{LONGEST_ALIAS}个字；几个别名请用顿号隔开。", "aliases")


class PostRole(StrEnum):
    """任职类别: what a post means for the letter: who signs first, who signs second, who helps."""

    FIRST = "first"
    SECOND = "second"
    DEPUTY = "deputy"
    STATIONED = "stationed"
    CONTACT = "contact"


POST_ROLE_LABELS = {
    PostRole.FIRST: "第一责任人",
    PostRole.SECOND: "直接责任人",
    PostRole.DEPUTY: "分管领导",
    PostRole.STATIONED: "包村干部",
    PostRole.CONTACT: "联络员",
}
