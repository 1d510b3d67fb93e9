"""受信任的签发机构: what a digital signature may be called, by the list that the administrator of the system keeps (S6).

A certificate file brings its own chain, and anybody can make one. Only a chain that ends at a listed root says who signed.
"""

import re
from enum import StrEnum

from respbook.rules.errors import RuleBroken

TAIL = 8
"""Characters of a fingerprint that are typed again, so that somebody has looked at it."""


class Trust(StrEnum):
    """核实结果 of the chain of one signature."""

    RELIABLE = "reliable"
    LOCAL = "local"
    UNCHECKED = "unchecked"


TRUST_LABELS = {
    Trust.RELIABLE: "可靠电子签名",
    Trust.LOCAL: "数字签名（本单位自建签发机构）",
    Trust.UNCHECKED: "数字签名（签发机构未经本系统核实）",
}

LOCAL_WORTH = (
    "本机自建的CA只能证明两件事：文件签后没有改动，签名时用的是在这里保管的哪一把密钥。"
    "它不是《电子签名法》所说的第三方电子认证，图片印章也不是合规的电子印章；需要这种效力时，请向持证的电子认证服务机构办理。"
)
"""What a local CA is worth; printed wherever one is made or believed."""

TRUST_MEANINGS = {
    Trust.RELIABLE: "证书链已核对到名单上的签发机构；该机构是否持有电子认证服务许可，由系统管理员在登记时核对。本系统不联网查询证书是否已被吊销。",
    Trust.LOCAL: LOCAL_WORTH,
    Trust.UNCHECKED: "证书链没有核对到名单上的签发机构，本系统只查验文件有没有改动；是否属可靠电子签名以认证机构的证明和双方约定为准。",
}

BY_THE_LIST = "按现行名单"
"""Said beside a label: the list changes, and what is shown follows it; frozen records keep what was true when they were made."""


def trust_words(found: tuple[Trust, ...]) -> str:
    """核实结果一句: each label once, and by which list; "" without any."""
    labels = "、".join(TRUST_LABELS[each] for each in Trust if each in found)
    return f"{labels}（{BY_THE_LIST}）" if labels else ""


def trust_of(local: bool | None) -> Trust:
    """核实结果: whether the listed root that a chain ends at is local; None where it ends at none."""
    if local is None:
        return Trust.UNCHECKED
    return Trust.LOCAL if local else Trust.RELIABLE


def fingerprint_words(sha256: str) -> str:
    """指纹 in groups of four, in capitals, as certificates print theirs."""
    return " ".join(sha256[place : place + 4] for place in range(0, len(sha256), 4)).upper()


def check_tail(sha256: str, typed: str) -> None:
    """核对指纹: its last characters as somebody typed them; blanks, colons and case say nothing. Raises RuleBroken."""
    plain = re.sub(r"[\s:：\-]", "", typed).lower()
    if len(plain) != TAIL:
        raise RuleBroken(f"请输入指纹的最后{TAIL}位，不多也不少。", "tail")
    if plain != sha256[-TAIL:].lower():
        raise RuleBroken(
            f"输入的{TAIL}位与这张证书的指纹不一致，没有登记。请与签发机构公布的指纹逐位核对；不一致的，不要登记。",
            "tail",
        )


def check_local(homemade: bool, local: bool) -> None:
    """核对是否自建. Raises RuleBroken where a root of our own making would pass as a third party's."""
    if homemade and not local:
        raise RuleBroken("这是 respbook pades make-ca 建的证书，不是第三方机构的，只能登记为本单位自建。", "local")
