"""日志条目: one entry of the book as people read it: who did what to what, and what changed (safety R84)."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from respbook.models.audit import AuditEntry
from respbook.rules.chain import entry_hash
from respbook.rules.codes import code_of
from respbook.rules.row_kinds import kind_words
from respbook.rules.verbs import deed_words, verb_words

_VERIFIED = {
    "校验码": "日志头的校验码",
    "比对存证": "比对的存证（份）",
    "其中交来": "其中由他人交来（份）",
    "存证管到": "有存证为凭的最后一条",
    "业务表": "核对的业务表（张）",
    "业务记录": "核对的业务记录（条）",
    "文件": "核对的文件（个）",
    "不符": "不符之处（处）",
    "明细": "不符之处",
}
_WHAT_SAYS_ITSELF = frozenset({"原为", "改为", "现为", "恢复到"})
_GONE_THROUGH = (("业务记录", "业务记录", "条"), ("文件", "文件", "个"), ("比对存证", "存证", "份"))
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_SHORT = 4
"""Changes told in the sentence of a list; the entry's own page has all."""


@dataclass(frozen=True)
class Change:
    """改动: one fact before and after."""

    what: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """日志条目, ready to read."""

    seq: int
    at: datetime
    user_id: int
    name: str
    role: str
    verb: str
    kind: str
    subject_id: int
    subject: str
    address: str
    request_id: str
    changes: tuple[Change, ...]
    rows: tuple[tuple[str, str, str], ...]
    hash: str
    prev_hash: str
    whole: bool

    @property
    def sentence(self) -> str:
        """一句话: who did what to what, and what changed."""
        said = deed_words(self.verb, self.name, self.subject)
        if self.verb == "audit.verify":
            return said + _verified({change.what: change.after for change in self.changes})
        changes = [each for each in self.changes if not each.what.endswith("摘要") and (each.before or each.after)]
        told = "；".join(_told(change) for change in changes[:_SHORT])
        more = f"等{len(changes)}项" if len(changes) > _SHORT else ""
        return f"{said}（{told}{more}）" if told else said

    @property
    def told_changes(self) -> tuple[Change, ...]:
        """改动, under names for people: those of a verification are kept short, because the next one reads them."""
        if self.verb != "audit.verify":
            return self.changes
        return tuple(replace(each, what=_VERIFIED.get(each.what, each.what)) for each in self.changes)

    @property
    def verb_words(self) -> str:
        """事项."""
        return verb_words(self.verb)

    @property
    def kind_words(self) -> str:
        """对象类别."""
        return kind_words(self.kind)

    @property
    def code(self) -> str:
        """校验码 that other people may note down."""
        return code_of(self.hash)


def _told(change: Change) -> str:
    before, after = _cut(change.before), _cut(change.after)
    if change.what in _WHAT_SAYS_ITSELF:
        return f"{change.what}{before or after}"
    if before and after:
        return f"{change.what}由{before}改为{after}"
    return f"{change.what}原为{before}" if before else f"{change.what}：{after}"


def _verified(found: Mapping[str, str]) -> str:
    """查到的, as one tells it: what was gone through, and what came out; the rest stands on the entry's own page."""
    gone = [f"{words}{found[name]}{measure}" for name, words, measure in _GONE_THROUGH if found.get(name, "0") != "0"]
    checked = f"，核对{'、'.join(gone)}" if gone else ""
    return f"{checked}，{found.get('结果') or '结果见本条'}"


def _cut(text: str) -> str:
    if found := _DATE.fullmatch(text):
        return "{}年{}月{}日".format(*map(int, found.groups()))
    text = text.removesuffix("。")
    return text if len(text) <= 30 else text[:29] + "…"


def entry_of(row: AuditEntry) -> Entry:
    """日志条目 of its row."""
    body = json.loads(row.body)
    return Entry(
        seq=row.seq,
        at=row.at,
        user_id=row.user_id,
        name=body["name"],
        role=body["role"],
        verb=row.verb,
        kind=row.kind,
        subject_id=row.subject_id,
        subject=body["subject"],
        address=body["address"],
        request_id=body["request_id"],
        changes=_changes(body["before"], body["after"]),
        rows=tuple((kind_words(table), key, digest) for table, key, digest in body.get("rows", [])),
        hash=row.hash,
        prev_hash=row.prev_hash,
        whole=entry_hash(row.seq, row.prev_hash, row.body) == row.hash,
    )


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    names = [*before, *(name for name in after if name not in before)]
    return tuple(Change(name, _plain(before.get(name)), _plain(after.get(name))) for name in names)


def _plain(value: Any) -> str:
    match value:
        case None | "":
            return ""
        case bool():
            return "是" if value else "否"
        case list():
            return "、".join(_plain(each) for each in value)
        case dict():
            return "；".join(f"{name} {_plain(each)}" for name, each in value.items())
    return str(value)
