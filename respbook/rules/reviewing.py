"""审核: who may review whose batch, and letters of one batch told by what they share and where they differ (L7, R31)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Permission, Viewer


class Step(StrEnum):
    """办理环节: where in 拟稿 → 审核 → 签发 an opinion was given."""

    REVIEW = "review"
    SIGN = "sign"


class Verdict(StrEnum):
    """结论 of an opinion."""

    REMARK = "remark"
    AGREE = "agree"
    RETURN = "return"


STEP_LABELS = {Step.REVIEW: "审核", Step.SIGN: "签发"}
VERDICT_LABELS = {Verdict.REMARK: "意见", Verdict.AGREE: "同意", Verdict.RETURN: "退回"}


def may_review(viewer: Viewer, proposed_by_id: int, single_handed: bool) -> bool:
    """可以审核: the permission, and another person than the one who sent it, unless 一人经办."""
    return viewer.may(Permission.LETTER_REVIEW) and (viewer.user_id != proposed_by_id or single_handed)


def check_reviewer(viewer: Viewer, proposed_by_id: int, single_handed: bool) -> None:
    """两人经手: nobody reviews what he sent himself. Raises RuleBroken."""
    if viewer.user_id == proposed_by_id and not single_handed:
        raise RuleBroken(
            "送审和审核不能是同一个人。请由另一名经办人或镇领导审核；人手不足的，可在方案里打开“一人经办”。"
        )


OPTIONAL = "可选条款"
"""The fact that tells which clauses, bound to a tag, this letter has."""


@dataclass(frozen=True)
class LetterText:
    """一份责任书的文字: whose it is and what its template is filled with, by the name of the fact."""

    letter_id: int
    unit: str
    template_id: int
    facts: Mapping[str, str]


@dataclass(frozen=True)
class Difference:
    """各单位不同的内容: one letter of a group, with its value of each differing fact."""

    letter_id: int
    unit: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """同文责任书: letters of one template; ``common`` facts hold for all, ``names`` head the differing ones."""

    template_id: int
    common: tuple[tuple[str, str], ...]
    names: tuple[str, ...]
    rows: tuple[Difference, ...]


def grouped(letters: Iterable[LetterText]) -> tuple[Group, ...]:
    """按模板归组, in the order of the letters: every fact of every letter is in its group once, common or differing."""
    found: dict[int, list[LetterText]] = {}
    for letter in letters:
        found.setdefault(letter.template_id, []).append(letter)
    return tuple(_group(rows) for rows in found.values())


def _group(letters: Sequence[LetterText]) -> Group:
    names = tuple(dict.fromkeys(name for letter in letters for name in letter.facts))
    differing = tuple(name for name in names if len({letter.facts.get(name) for letter in letters}) > 1)
    first = letters[0]
    return Group(
        first.template_id,
        tuple((name, first.facts[name]) for name in names if name not in differing),
        differing,
        tuple(
            Difference(each.letter_id, each.unit, tuple(each.facts.get(n, "") for n in differing)) for each in letters
        ),
    )
