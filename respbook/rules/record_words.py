"""签署记录用语: the frozen record of a signature, read back and told in plain Chinese, fact by fact (safety C6, R77)."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from respbook.rules.chinese import CHINA, day
from respbook.rules.codes import is_digest
from respbook.rules.scan_sorting import spans
from respbook.rules.sessions import STEP_UP
from respbook.rules.signing import METHOD_LABELS, METHOD_MEANINGS, SignatureMethod

PROOF_WORDS = {
    "password": "签前重新输入本人密码",
    "session": f"签前{STEP_UP // timedelta(minutes=1)}分钟内输入过本人密码或动态口令",
    "host": "会签台主持人当面确认身份",
    "paper": "核对人对照纸质原件确认",
}
_BY_PASSWORD = ("password",)

MARK_WORDS = {
    "image_sha256": "签名图像摘要",
    "strokes_sha256": "笔迹摘要",
    "scan_sha256": "扫描件摘要",
    "copy": "所扫份次",
    "pages": "扫描页",
    "missing_pages": "缺页",
    "missing_reason": "缺页原因",
    "uploaded_by": "扫描件上传人",
    "uploaded_by_ids": "上传人账号",
    "compared_by": "与原件核对人",
    "single_handed": "一人经办",
    "box_no": "原件存放处",
    "why": "更正原因",
    "seal": "印章",
    "seal_sha256": "印章图片摘要",
    "edge": "骑缝章",
    "approved_by": "用印批准人",
    "copy_sha256": "签名前签订本摘要",
    "signed_sha256": "签名后签订本摘要",
    "cert_serial": "证书序列号",
    "issuer": "证书签发机构",
    "local_ca": "本机CA证书",
    "root_sha256": "根证书摘要",
    "trust": "签名时核实结果",
    "trusted_root": "签名时名单上的签发机构",
    "trusted_root_sha256": "该机构证书指纹",
}
"""签名留存: a word for every fact that any way of signing keeps."""


def _pages(pages: list[tuple[int, str]]) -> str:
    return f"共{len(pages)}页：第{spans([page for page, _ in pages])}页" if pages else ""


_MARK_VALUES: Mapping[str, Callable[[Any], str]] = {
    "copy": lambda number: f"第{number}份",
    "pages": _pages,
    "missing_pages": lambda pages: f"第{spans(pages)}页" if pages else "",
    "uploaded_by_ids": lambda ids: "、".join(f"用户第{each}号" for each in ids),
    "single_handed": lambda alone: "是，上传和核对是同一个人" if alone else "",
    "edge": lambda there: "有" if there else "无",
    "local_ca": lambda local: "是" if local else "否",
}


@dataclass(frozen=True)
class Fact:
    """一项事实: its name and its value in words."""

    words: str
    value: str

    @property
    def digest(self) -> bool:
        """Whether the value is a digest, to be shown in groups."""
        return is_digest(self.value)


@dataclass(frozen=True)
class Part:
    """一类事实, such as 身份验证."""

    title: str
    facts: tuple[Fact, ...]


def read_record(text: str) -> dict[str, Any]:
    """读签署记录; nothing when the text is no record any more."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def record_parts(record: Mapping[str, Any]) -> tuple[Part, ...]:
    """九类事实 of a record in the order in which people ask; empty for what is no record."""
    try:
        return tuple(
            Part(title, tuple(Fact(words, str(value)) for words, value in facts if value not in (None, "")))
            for title, facts in _told(record)
        )
    except (KeyError, TypeError, AttributeError, ValueError):
        return ()


def _told(record: Mapping[str, Any]) -> list[tuple[str, list[tuple[str, Any]]]]:
    letter, shown = record["letter"], record["shown"]
    method = SignatureMethod(record["method"]["kind"])
    on_paper = method is SignatureMethod.PAPER
    version = f"模板第{letter['template_version']}版" if letter["template_version"] else ""
    return [
        (
            "所签文书",
            [
                ("标题", letter["title"]),
                ("文号", letter["number"]),
                ("版本", version),
                ("正文摘要", letter["paper_sha256"]),
                ("PDF摘要", letter["pdf_sha256"]),
            ],
        ),
        ("签署人", _signer(record["signer"], vouched(record))),
        (
            "签署方式",
            [
                ("方式", METHOD_LABELS[method]),
                ("含义", METHOD_MEANINGS[method]),
                ("签署日期", day(date.fromisoformat(record["signed_on"]))),
                ("可靠性", record["reliable"]["why"]),
            ],
        ),
        ("意思表示", [("签署语", record["intent"]["sentence"]), ("签署语摘要", record["intent"]["sha256"])]),
        (
            "签前所示",
            [
                ("所示文件摘要", shown["pdf_sha256"]),
                ("打开时间", "当事人签的是纸质原件，没有经过屏幕" if on_paper else moment_words(shown["opened_at"])),
                ("看过页数", "" if on_paper else f"{shown['pages_seen']}页"),
            ],
        ),
        ("身份验证", _proof(record["proof"], vouched(record))),
        ("签名留存", _mark(record["mark"])),
        ("记录时间", [("服务器时间", moment_words(record["server_time"]))]),
        ("前一记录", [("所更正的记录摘要", record["previous"] or "无，这是第一次记录")]),
    ]


def vouched(record: Mapping[str, Any]) -> str:
    """会签台核对身份: by whom, where the host of a table stood in for an account of the signer's own; "" elsewhere."""
    proof = record.get("proof")
    if not isinstance(proof, Mapping) or proof.get("kind") != "host":
        return ""
    return f"会签台平板（主持人：{proof.get('by') or '没有记录'}，已核对本人身份）"


def _signer(signer: Mapping[str, Any], at_table: str) -> list[tuple[str, Any]]:
    proxy = signer["capacity"] == "proxy"
    return [
        ("姓名", signer["name"]),
        ("职务", signer["post"]),
        ("单位", signer["unit"]),
        ("所在一方", signer["side"]),
        ("签署身份", f"{signer['capacity_words']}（受{signer['holder']}授权）" if proxy else signer["capacity_words"]),
        ("授权书摘要", signer["proxy_sha256"]),
        ("文书上印的姓名", signer["printed"] or "（空白）"),
        ("账号", f"用户第{signer['user_id']}号" if signer["user_id"] else at_table or "未用本人账号"),
    ]


def _mark(mark: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """In the order of the words, whatever the order of the record; what the words do not know stands last."""
    names = [*(name for name in MARK_WORDS if name in mark), *(name for name in mark if name not in MARK_WORDS)]
    return [(MARK_WORDS.get(name, name), _MARK_VALUES.get(name, str)(mark[name])) for name in names]


def _proof(proof: Mapping[str, Any], at_table: str) -> list[tuple[str, Any]]:
    reset = (
        f"{moment_words(proof['reset_at'])}由{proof['reset_by']}重置过密码或解除过动态口令"
        if proof["reset_at"]
        else "没有重置过密码"
    )
    return [
        ("验证方式", PROOF_WORDS.get(proof["kind"], proof["kind"])),
        ("密码输入时间" if proof["kind"] in _BY_PASSWORD else "验证时间", moment_words(proof["at"])),
        ("验证人", proof["by"]),
        ("会签台编号" if at_table and proof["session8"] else "登录会话", proof["session8"] or at_table or "无"),
        ("来源地址", proof["address"] or "无"),
        ("所用设备", proof["agent"] or "无"),
        ("主持人密码重置" if at_table else "密码重置", "不适用" if proof["kind"] == "paper" else reset),
    ]


def moment_words(text: str | None) -> str:
    """时刻 of a record, China's time to the second; the text itself when it is no time."""
    if not text:
        return "没有记录"
    try:
        local = datetime.fromisoformat(text).astimezone(CHINA)
    except ValueError:
        return text
    return f"{day(local.date())} {local:%H:%M:%S}"
