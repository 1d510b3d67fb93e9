"""层层签订上报: when a village may report, what is frozen then, and what is locked until the office lets go (features C3)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from respbook.rules.canonical import canonical_text
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import CASCADE_REPORT, ReportState
from respbook.rules.pledge_states import PLEDGE, PledgeState

LONGEST_REMARK = 500
_NAMED = 5
"""How many are named in a sentence; the list tells the rest."""


@dataclass(frozen=True)
class Unsigned:
    """没有签的一份, with the reason that was recorded."""

    said: str
    state: PledgeState
    reason: str


@dataclass(frozen=True)
class ReportFigures:
    """上报数: 社 and 户 as (signed, all), who has not signed and why, which 社 have no paper."""

    groups: tuple[int, int]
    households: tuple[int, int]
    unsigned: tuple[Unsigned, ...] = ()
    unmade: tuple[str, ...] = ()

    @property
    def papers(self) -> int:
        """社责任书和户承诺书的份数."""
        return self.groups[1] - len(self.unmade) + self.households[1]

    @property
    def words(self) -> str:
        """上报数用语: the figures as a sentence."""
        told = [f"社责任书已签{_of(self.groups)}份，户承诺书已签{_of(self.households)}份"]
        if self.unsigned:
            kinds = [
                (PLEDGE.labels[state], sum(each.state is state for each in self.unsigned)) for state in PledgeState
            ]
            counts = "、".join(f"{label}{count}份" for label, count in kinds if count)
            told.append(f"没有签的{len(self.unsigned)}份（{counts}）")
        if self.unmade:
            told.append(f"没有社责任书的社{len(self.unmade)}个（{_some(self.unmade)}）")
        return "；".join(told) + "。"

    @property
    def frozen(self) -> str:
        """上报数的定本: words and numbers, as they are kept."""
        unsigned = [[each.said, each.state.value, each.reason] for each in self.unsigned]
        return canonical_text(
            {
                "groups": list(self.groups),
                "households": list(self.households),
                "unmade": list(self.unmade),
                "unsigned": unsigned,
                "words": self.words,
            }
        )


def _of(pair: tuple[int, int]) -> str:
    return f"{pair[0]}/{pair[1]}"


def _some(names: Sequence[str]) -> str:
    return "、".join(names[:_NAMED]) + ("等" if len(names) > _NAMED else "")


@dataclass(frozen=True)
class FrozenFigures:
    """上报数 read back from what was kept; the words are those of that day."""

    groups: tuple[int, int]
    households: tuple[int, int]
    unsigned: tuple[Unsigned, ...]
    words: str


def thawed(text: str) -> FrozenFigures:
    """读回上报数的定本."""
    told = json.loads(text)
    unsigned = tuple(Unsigned(said, PledgeState(state), reason) for said, state, reason in told["unsigned"])
    (done, groups), (signed, households) = told["groups"], told["households"]
    return FrozenFigures((done, groups), (signed, households), unsigned, told["words"])


def waiting_words(figures: ReportFigures) -> str:
    """待签用语: who neither signed nor has a reason recorded; empty where there is nobody."""
    waiting = [each.said for each in figures.unsigned if each.state is PledgeState.WAITING]
    if not waiting:
        return ""
    return (
        f"还有{len(waiting)}份待签：{_some(waiting)}。请登记签订；确实没有签的，登记拒签或外出未签并写明原因，再上报。"
    )


def check_reportable(figures: ReportFigures, remark: str) -> None:
    """可否上报: everybody has signed, or it is said why not. Raises RuleBroken."""
    if not figures.papers:
        raise RuleBroken("还没有生成社责任书和户承诺书，没有可以上报的。请先生成、签订，再上报。")
    if words := waiting_words(figures):
        raise RuleBroken(words)
    if figures.unmade and not remark.strip():
        raise RuleBroken(f"{_some(figures.unmade)}还没有社责任书。请先生成；不用签的，请在说明中写明原因。", "remark")


_LOCKED = {
    ReportState.REPORTED: "已上报，等候镇里接收，不能再改；要改请镇里退回。",
    ReportState.ACCEPTED: "镇里已接收，不能再改；要改请镇里解锁。",
}


def locked_words(state: ReportState | None, name: str) -> str:
    """锁定用语: why nothing below the letter moves now; empty where it may."""
    return f"{name}的层层签订{_LOCKED[state]}" if state in _LOCKED else ""


def check_unlocked(state: ReportState | None, name: str) -> None:
    """未锁核对, before every write below a letter. Raises RuleBroken."""
    if words := locked_words(state, name):
        raise RuleBroken(words)


class Reporting(StrEnum):
    """上报情况 as the office looks through it: what was returned or unlocked is to be reported again."""

    DUE = "due"
    REPORTED = "reported"
    ACCEPTED = "accepted"


REPORTING_LABELS = {Reporting.DUE: "未上报", Reporting.REPORTED: "待接收", Reporting.ACCEPTED: "已接收"}


def reporting_of(state: ReportState | None) -> Reporting:
    """上报情况 of the latest report."""
    if state is ReportState.REPORTED:
        return Reporting.REPORTED
    return Reporting.ACCEPTED if state is ReportState.ACCEPTED else Reporting.DUE


def report_words(state: ReportState | None) -> str:
    """上报情况用语: 未上报, or the state of the latest report."""
    return CASCADE_REPORT.labels[state] if state is not None else REPORTING_LABELS[Reporting.DUE]
