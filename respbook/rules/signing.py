"""签订: what a signature honestly is, whose turn it is, and how far a letter has come (S1, X11); who may: ``signing_right``."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol

from respbook.rules.chinese import day
from respbook.rules.errors import RuleBroken

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
    SignatureMethod.PADES: "数字签名",
}

METHOD_MEANINGS = {
    SignatureMethod.PAPER: "当事人签在纸上，原件由镇里保管，系统存的是扫描件。",
    SignatureMethod.HAND: "当事人在屏幕上手写，签前重新验证身份；不是第三方认证的电子签名。",
    SignatureMethod.SEAL: "经批准加盖的印章图片，只作标识；不是具有法律效力的电子印章。",
    SignatureMethod.PADES: "用签署人证书作的数字签名；只有证书链核对到名单上的第三方签发机构的，才称可靠电子签名。",
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
