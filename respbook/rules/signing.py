"""签订: who may sign which slot and when, what a signature honestly is, and how far a letter has come (S1, S9, X11)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol

from respbook.rules.chinese import day
from respbook.rules.errors import RuleBroken
from respbook.rules.holders import Record, in_post

PASS_SPAN = timedelta(minutes=10)
"""How long a one-time signing code lives (features S2)."""


class SignatureMethod(StrEnum):
    """签字方式: what a signature is, told honestly (safety R75, X11)."""

    PAPER = "paper_scan"
    HAND = "handwritten"
    SEAL = "seal_image"
    PADES = "pades"


METHOD_LABELS = {
    SignatureMethod.PAPER: "纸质原件扫描",
    SignatureMethod.HAND: "手写影像",
    SignatureMethod.SEAL: "图片印章",
    SignatureMethod.PADES: "可靠电子签名",
}

METHOD_MEANINGS = {
    SignatureMethod.PAPER: "当事人签在纸上，原件由镇里保管，系统存的是扫描件。",
    SignatureMethod.HAND: "当事人在屏幕上手写，签前重新验证身份；不是第三方认证的电子签名。",
    SignatureMethod.SEAL: "经批准加盖的印章图片，只作标识；不是具有法律效力的电子印章。",
    SignatureMethod.PADES: "用签署人证书作的数字签名；本系统只查验文件有没有改动，不核实证书的签发机构，是否属可靠电子签名以认证机构的证明和双方约定为准。",
}


class Capacity(StrEnum):
    """签字身份: oneself, or for somebody by a dated authorisation (safety C6)."""

    SELF = "self"
    PROXY = "proxy"


CAPACITY_LABELS = {Capacity.SELF: "本人", Capacity.PROXY: "代签"}


class SigningState(StrEnum):
    """签订状态 of an issued letter."""

    WAITING = "waiting"
    PARTLY = "partly"
    OBJECTED = "objected"
    SIGNED = "signed"


SIGNING_LABELS = {
    SigningState.WAITING: "待签",
    SigningState.PARTLY: "签订中",
    SigningState.OBJECTED: "有异议",
    SigningState.SIGNED: "已签订",
}


class Line(Protocol):
    """签字位 as it stands in the book."""

    @property
    def step(self) -> int: ...
    @property
    def signature_id(self) -> int | None: ...


def signing_state(lines: Sequence[Line], objected: bool) -> SigningState:
    """签订状态: an open objection stops the letter, whatever else was signed."""
    signed = sum(1 for line in lines if line.signature_id is not None)
    if lines and signed == len(lines):
        return SigningState.SIGNED
    if objected:
        return SigningState.OBJECTED
    return SigningState.PARTLY if signed else SigningState.WAITING


def turn_of(lines: Iterable[Line]) -> int | None:
    """轮到的次序: the lowest step that still has an open line; None when all have signed."""
    return min((line.step for line in lines if line.signature_id is None), default=None)


@dataclass(frozen=True)
class Authorised:
    """授权: who may sign for whom, from when to when (features S9)."""

    id: int
    holder: str
    proxy: str
    from_on: date
    to_on: date
    withdrawn: bool

    def holds_on(self, on: date) -> bool:
        """Whether it is in force that day."""
        return not self.withdrawn and self.from_on <= on <= self.to_on


@dataclass(frozen=True)
class Signer:
    """签署人 found to be in the right: the name that goes into the record, and the authorisation it rests on."""

    name: str
    capacity: Capacity
    holder: str
    proxy_id: int | None = None


def signer_for(name: str, printed: str, posts: Sequence[Record], authorised: Sequence[Authorised], on: date) -> Signer:
    """签字资格: ``name`` signs as the one who holds the post that day, or by that one's authorisation.

    ``printed`` is the name on the letter; a successor signs in his place, both names stay in the record.
    Raises RuleBroken saying who may sign.
    """
    holders = [post.name for post in posts if in_post(post, on)]
    if name in holders:
        return Signer(name, Capacity.SELF, name)
    for each in authorised:
        if each.proxy == name and each.holder in holders and each.holds_on(on):
            return Signer(name, Capacity.PROXY, each.holder, each.id)
    for post in posts:
        if post.name == name and post.to_on is not None and post.to_on <= on:
            raise RuleBroken(
                f"{name}已于{day(post.to_on)}离任，不能再签。请由现任{'、'.join(holders) or '负责人'}签字，"
                "或由镇里登记任职后再签。"
            )
    lapsed = next((each for each in authorised if each.proxy == name), None)
    if lapsed is not None:
        raise RuleBroken(f"代签授权（{day(lapsed.from_on)}至{day(lapsed.to_on)}）不在有效期内或已撤销，不能代签。")
    who = "、".join(holders) or printed
    raise RuleBroken(
        f"这一栏应由{who}签字。{name}要代签，须先登记代签授权。" if who else "这一栏还没有登记任职，请先登记任职再签。"
    )


def check_turn(line: Line, lines: Sequence[Line]) -> None:
    """签字次序. Raises RuleBroken while an earlier step is open."""
    turn = turn_of(lines)
    if turn is not None and line.step > turn:
        raise RuleBroken("还没有轮到这一栏：排在前面的一方签完后才能签。")


def check_signed_on(on: date, issued_on: date | None, today: date) -> None:
    """签订日期 of a paper: from the issue of the letter until today. Raises RuleBroken with the field ``signed_on``."""
    if on > today:
        raise RuleBroken("签订日期不能晚于今天。请核对。", "signed_on")
    if issued_on and on < issued_on:
        raise RuleBroken(f"责任书{day(issued_on)}才签发，签订日期不能早于这一天。请核对。", "signed_on")


WHOLE_LETTER = "整份责任书"
"""What an objection that names no sentence is about."""


def objected_to(clause: str) -> str:
    """异议所指: the sentence in quotation marks; the whole letter is no quotation."""
    return f"对{WHOLE_LETTER}有异议" if clause == WHOLE_LETTER else f"“{clause}”"


LISTED = "我已核对清单所列各份责任书，同意按各份所列内容签订并履行。"
"""意思表示 of a list: it does not say that every letter was read, since the list did not show them."""


def intent(title: str, number: str, capacity: Capacity, holder: str, *, listed: bool = False) -> str:
    """意思表示: the sentence that the signer agrees to, kept word for word in the record (safety R13)."""
    for_whom = f"受{holder}授权，代为" if capacity is Capacity.PROXY else ""
    if listed:
        return f"清单中的《{title}》（{number}）：{LISTED}"
    return f"我已阅读《{title}》（{number}）全文，{for_whom}同意按所列内容签订并履行。"
