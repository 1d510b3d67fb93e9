"""责任书、签发批次和批次内责任书的流转."""

from enum import StrEnum

from respbook.rules.machine import Machine, step
from respbook.rules.permissions import Permission
from respbook.rules.signing import SIGNING_LABELS, SigningState


class LetterState(StrEnum):
    """责任书状态: how far an issued letter is signed stands beside it (rules/signing.py)."""

    DRAFT = "draft"
    ISSUED = "issued"
    VOID = "void"


class BatchState(StrEnum):
    """签发批次状态: reviewed where the programme asks for it, approved by the leader, worked off by the queue."""

    DRAWN = "drawn"
    REVIEW = "review"
    PROPOSED = "proposed"
    RETURNED = "returned"
    QUEUED = "queued"
    RUNNING = "running"
    INTERRUPTED = "interrupted"
    DONE = "done"


class ItemState(StrEnum):
    """批次内责任书的办理状态."""

    WAITING = "waiting"
    RETURNED = "returned"
    DONE = "done"
    REFUSED = "refused"


_L = LetterState
LETTER = Machine(
    "责任书",
    {_L.DRAFT: "拟稿", _L.ISSUED: "已签发", _L.VOID: "已作废"},
    _L.DRAFT,
    [
        step("issue", "签发", _L.DRAFT, _L.ISSUED, Permission.LETTER_ISSUE, "letter.issue"),
        step("void", "作废", _L.ISSUED, _L.VOID, Permission.LETTER_VOID, "letter.void"),
    ],
)

_B = BatchState
BATCH = Machine(
    "签发批次",
    {
        _B.DRAWN: "已选定",
        _B.REVIEW: "待审核",
        _B.PROPOSED: "待签发",
        _B.RETURNED: "已退回",
        _B.QUEUED: "等候办理",
        _B.RUNNING: "正在签发",
        _B.INTERRUPTED: "已中断",
        _B.DONE: "已办结",
    },
    _B.DRAWN,
    [
        step("submit", "送审", _B.DRAWN, _B.REVIEW, Permission.LETTER_PROPOSE, "batch.submit"),
        step("propose", "送签", _B.DRAWN, _B.PROPOSED, Permission.LETTER_PROPOSE, "batch.propose"),
        step("agree", "审核同意", _B.REVIEW, _B.PROPOSED, Permission.LETTER_REVIEW, "batch.agree"),
        step("refer_back", "审核退回", _B.REVIEW, _B.RETURNED, Permission.LETTER_REVIEW, "batch.refer_back"),
        step("approve", "同意签发", _B.PROPOSED, _B.QUEUED, Permission.LETTER_ISSUE, "batch.approve"),
        step("send_back", "退回", _B.PROPOSED, _B.RETURNED, Permission.LETTER_ISSUE, "batch.send_back"),
        step("run", "办理", {_B.QUEUED, _B.INTERRUPTED}, _B.RUNNING, Permission.LETTER_ISSUE, "batch.run"),
        step("interrupt", "中断", _B.RUNNING, _B.INTERRUPTED, Permission.LETTER_ISSUE, "batch.interrupt"),
        step("resume", "继续办理", _B.INTERRUPTED, _B.QUEUED, Permission.LETTER_ISSUE, "batch.resume"),
        step("finish", "办结", _B.RUNNING, _B.DONE, Permission.LETTER_ISSUE, "batch.finish"),
    ],
)

_I = ItemState
ITEM = Machine(
    "批次内责任书",
    {_I.WAITING: "等候", _I.RETURNED: "已退回", _I.DONE: "已签发", _I.REFUSED: "未签发"},
    _I.WAITING,
    [
        step("finish", "办结", _I.WAITING, _I.DONE, Permission.LETTER_ISSUE, "letter.issue"),
        step("refuse", "拒签", _I.WAITING, _I.REFUSED, Permission.LETTER_ISSUE, "batch.refuse"),
        step("return", "退回", _I.WAITING, _I.RETURNED, Permission.LETTER_REVIEW, "letter.return"),
    ],
)


def letter_words(
    state: LetterState, batch: BatchState | None, signing: SigningState | None = None, replaced: bool = False
) -> str:
    """责任书状态用语: a draft in an open batch is called by what it waits for, an issued letter by how far it is signed."""
    if state is LetterState.ISSUED and replaced:
        return "已被替代"
    if state is LetterState.ISSUED and signing is not None:
        return SIGNING_LABELS[signing]
    if state is not LetterState.DRAFT or batch is None:
        return LETTER.labels[state]
    return BATCH.labels[BatchState.REVIEW if batch is BatchState.REVIEW else BatchState.PROPOSED]
