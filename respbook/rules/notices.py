"""通知 notices: what is sent to whom and why, how it was received, and what comes next (features N3, N5, Y3)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from respbook.rules.chinese import day, joined
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import NoticeState
from respbook.rules.units import UnitKind

LONGEST_TITLE = 60
LONGEST_PURPOSE = 100
"""Characters of the one line that says why a unit is asked to read this."""
LONGEST_TEXT = 10_000
LONGEST_REASON = 200
LONGEST_REPLY = 1000
LONGEST_NAME = 30
MOST_UNITS = 2000
MOST_FILES = 5


class Way(StrEnum):
    """签收方式: by whom and over what a notice reached its unit."""

    ACCOUNT = "account"
    LINKED = "linked"
    CALLED = "called"
    IN_PERSON = "in_person"
    ON_PAPER = "on_paper"


WAY_LABELS = {
    Way.ACCOUNT: "本人登录",
    Way.LINKED: "手机专用链接",
    Way.CALLED: "电话告知",
    Way.IN_PERSON: "当面告知",
    Way.ON_PAPER: "纸质送达",
}
OFFICE_WAYS = (Way.CALLED, Way.IN_PERSON, Way.ON_PAPER)
"""代签收: ways that the office writes down for a unit."""


@dataclass(frozen=True)
class NoticeFacts:
    """通知内容: what is written, to which units; ``evidence_ids`` are the files that go with it.

    ``subject_kind`` and ``subject_id`` name a row that it is about.
    """

    title: str
    purpose: str
    text: str
    unit_ids: tuple[int, ...]
    wants_receipt: bool = False
    reply_by: date | None = None
    subject_kind: str = ""
    subject_id: int | None = None
    evidence_ids: tuple[int, ...] = ()


DUE_PROCESS = frozenset({"score_matters", "vetoes"})
"""告知: notices that a deduction or a veto rests on; what was told is decided on, not taken back behind the unit."""


def check_withdrawable(subject_kind: str) -> None:
    """可否撤回 by what it is about. Raises RuleBroken."""
    if subject_kind in DUE_PROCESS:
        raise RuleBroken("这是考核事项的告知，不能撤回；不应计分、不应否决的，请由确认人决定不计或不予否决。")


def check_facts(facts: NoticeFacts, today: date) -> None:
    """通知核对: nothing missing, nothing too long, no date that is gone, somebody to read it. Raises RuleBroken."""
    _check_words(facts)
    if facts.reply_by is not None and facts.reply_by < today:
        raise RuleBroken(f"回复期限{day(facts.reply_by)}已经过了，请改为今天或以后的日子。", "reply_by")
    if len(facts.evidence_ids) > MOST_FILES:
        raise RuleBroken(f"附件最多{MOST_FILES}件，现有{len(facts.evidence_ids)}件，请去掉几件。", "files")
    if not facts.unit_ids:
        raise RuleBroken("还没有选定发给哪些单位；请按类别、按标签选，或逐个勾选。", "unit_ids")
    if len(facts.unit_ids) > MOST_UNITS:
        raise RuleBroken(f"一份通知最多发给{MOST_UNITS}个单位，请分几次发。", "unit_ids")


def _check_words(facts: NoticeFacts) -> None:
    for name, words, text, longest in (
        ("title", "标题", facts.title, LONGEST_TITLE),
        ("purpose", "事由", facts.purpose, LONGEST_PURPOSE),
        ("text", "正文", facts.text, LONGEST_TEXT),
    ):
        if not text.strip():
            raise RuleBroken(f"请填写{words}。", name)
        if len(text) > longest:
            raise RuleBroken(f"{words}不能超过{longest}个字，现在有{len(text)}个字。", name)
    if "\n" in facts.title or "\n" in facts.purpose:
        raise RuleBroken("标题和事由各写一行，不要换行。", "purpose" if "\n" in facts.purpose else "title")


@dataclass(frozen=True)
class Place:
    """可发的单位, with what it is chosen by."""

    id: int
    called: str
    kind: UnitKind
    tags: frozenset[str] = field(default_factory=frozenset)


def chosen(places: Iterable[Place], kinds: Collection[str], tags: Collection[str], ids: Collection[int]) -> list[Place]:
    """选定的单位: of a ticked kind, with a ticked tag, or ticked by name; each once, in the order of the units."""
    return [each for each in places if each.kind in kinds or each.tags & set(tags) or each.id in ids]


@dataclass(frozen=True)
class Tally:
    """签收情况: ``taken`` of ``total``; retired units that never took it no longer count."""

    taken: int
    waiting: int
    retired: int = 0

    @property
    def total(self) -> int:
        """应签收."""
        return self.taken + self.waiting


def took_words(wants_receipt: bool) -> str:
    """签收还是阅知: the word of the deed."""
    return "签收" if wants_receipt else "阅知"


@dataclass(frozen=True)
class Own:
    """本单位的办理情况 of a notice."""

    state: NoticeState
    wants_receipt: bool
    taken: bool
    reply_by: date | None = None
    replied: bool = False


def next_sentence(own: Own, today: date) -> str:
    """下一步: one plain sentence on what the unit does next, or that nothing is left to do."""
    if own.state is NoticeState.WITHDRAWN:
        return "这份通知已经撤回，不用再办理。"
    if not own.taken:
        deed = "请看完后按“签收”" if own.wants_receipt else "请看完后按“我已阅知”"
        return f"{deed}，并于{day(own.reply_by)}前回复。" if own.reply_by and not own.replied else f"{deed}。"
    done = f"已{took_words(own.wants_receipt)}，镇里能看到"
    if own.reply_by is None:
        return f"{done}，没有别的要办。"
    if own.replied:
        return f"{done}；回复已收到，需要补充的可以再次回复。"
    if own.reply_by < today:
        return f"{done}；回复期限{day(own.reply_by)}已过，请尽快回复。"
    return f"{done}；请于{day(own.reply_by)}前回复。"


@dataclass(frozen=True)
class Asking:
    """催办的通知: what the group is told of it."""

    title: str
    purpose: str
    wants_receipt: bool
    reply_by: date | None
    link: str
    issuer: str


def notice_urging(asking: Asking, unread: Sequence[str], unanswered: Sequence[str], today: date) -> str:
    """催读用语 for the group: who has not taken it, and who took it and has not replied; "" where nobody is left."""
    if not unread and not unanswered:
        return ""
    lines = [f"【催办】《{asking.title}》：{asking.purpose.rstrip('。')}。"]
    if unread:
        owed, deed = ("签收", "签收") if asking.wants_receipt else ("看", "按“我已阅知”")
        lines.append(f"以下{len(unread)}个单位还没有{owed}，请打开看后{deed}：{joined(unread)}。")
    if unanswered:
        lines.append(f"以下{len(unanswered)}个单位还没有回复：{joined(unanswered)}。")
    if asking.reply_by is not None:
        lines.append(
            f"回复期限：{day(asking.reply_by)}{'，已过，请尽快回复' if asking.reply_by < today else '前，请按时回复'}。"
        )
    return "\n".join([*lines, f"查看请点：{asking.link}", f"{asking.issuer}　{day(today)}"])
