"""有无异常 claims: whether a clause says that nothing was found, that something was, or neither."""

import re
from dataclasses import dataclass
from enum import StrEnum

from respbook.rules.chat_reports.vocabulary import DOUBT, ONWARDS, OTHER_DAY

_NOT = r"未|(?<!有)没有|没得|(?<!有)没(?!有)|(?<!有)无|莫得|莫有|冇得|冇有|冇|木有|(?<!有)不存在|么有|零|(?<![0-9.])0(?![0-9.])(?: ?[处起个户例堆])?"
_THING = (
    r"异常情况|异常现象|异常问题|异常|情况|问题|事故|火点|火情|火灾|火警|焚烧|燃烧|烧秸秆|烧荒|着火|起火|冒烟|黑斑|烟火|烟(?![囱叶花草农煤])|火(?=$|[^一-龥])|安全隐患|隐患|违规|违法|倾倒|乱倒|偷排|直排|排污|污染|投诉|举报"
    r"|散煤|粪污|漂浮物|死猪|上访|烧"
)
_BETWEEN = (
    r"再|有|任何|什么|啥子|啥|其他|其它|明显|出现|发现|发生|存在|见到|见|看到|看见|查到|查出|接到|新增|新的|新|人员|人|群众|村民|农户|一处|一起|一个|一户|露天|秸秆|垃圾|及|和|或|与|、|/"
    r"|哪个|哪家|谁|一家|农户|的|特殊|可疑|违规|违法|野外|农作物|杂草|环境|环保|相关|上述|一例|污水|偷|乱|散煤|烧|在"
)
_NORMALS = (
    rf"(?:{_NOT})(?:{_BETWEEN}){{0,8}}(?:{_THING})(?:(?:、|和|及|或|/)(?:{_BETWEEN}){{0,3}}(?:{_THING}))*(?:的|现象|行为|情况|问题|事件|发生|出现|存在|产生)*"
    rf"|(?:发现|有|出现|发生)?(?:{_THING})(?:现象|情况|问题|数量|个数|数)?(?:为|是)?(?:无|没有|没得|莫得|零|0)(?:处|起|个|户|例|发现|发生)?(?=$|[ ，。;])"
    r"|(?:一切|全部|全都|均|都|各项|总体|情况)*(?<![不非失反])(?<!不[太很大够])(?<!恢复)正常(?=$|[^一-龥]|[了的啊呢哈哒哦])"
    r"|平安无事|一切平安|平安(?=$|[ ，。;!的])|安然无恙|零报告|零上报|零情况|零异常|零火点|零焚烧|零事件|(?:一切|均)安全|(?:情况|一切)(?:均|都)?(?:良好|稳定)"
    r"|(?:未|没有|没)发现(?=$|[ ，。;!])"
)
_NORMAL = re.compile(_NORMALS)
_BARE_NOTHING = re.compile(r"(?:均|都|全)?(?:无|没有|没得|莫得|冇|么有|零|无有|否)")
_WEAK = re.compile(
    r"没事|没问题|没麻达|好着呢|好着哩|好着|啥事没有|没啥事|没得事|莫得事|冇事|么事|么啥事|ok|可以|挺好|都好|很好|良好|妥妥的|无碍|稳定"
)
_NOUN = re.compile("散煤|粪污|漂浮物|死猪|垃圾|污水|上访|黑水|臭水")
_TOPIC_LIKE = r"(?:巡查|检查|排查|管控|防控|防治|宣传|工作|治理|整治|监管|监测|巡护|巡逻|禁烧|方面|情况|点位|点|行为)"
_THING_SAID = re.compile(
    rf"(?<![禁防止查管巡绝烧])(?<!禁止)(?<!严禁)(?!情况|问题|散煤|粪污|漂浮物|死猪|上访)(?:{_THING}|火|着了|倒垃圾|死畜)(?!{_TOPIC_LIKE})"
)
_HAPPENED = re.compile(
    r"发现|有(?!效|序|力|关|限|人员|无|所|利|组织)|存在|出现|发生|接到|查处|查获|制止|劝阻|扑灭|扑救|着火|起火|冒烟|着了|烧起来|被(?:举报|投诉)|偷(?:排|倒)|不正常|失火"
)
_FOUND = re.compile(r"发现|查处|查获|制止|劝阻|扑灭|扑救|着火|起火|冒烟|着了|失火|不正常|有情况|有异常|有问题|有火")
_ALL = re.compile(r"均|都|各项|一切|全部|所有|全都|以上|上述|都是|所有")


class Said(StrEnum):
    """一句说了什么."""

    NORMAL = "normal"
    NOTHING = "nothing"
    WEAK = "weak"
    TROUBLE = "trouble"
    BOTH = "both"
    UNCLEAR = "unclear"
    NEITHER = "neither"


@dataclass(frozen=True)
class Claim:
    """一句的判断: what it says and where; ``of_all`` said with 均, 一切; ``doubt`` the word that makes it unsure."""

    said: Said
    start: int
    end: int
    of_all: bool = False
    doubt: str = ""


def normal_spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """无异常的说法 in a stretch: 未见冒烟、着火现象 is one, whatever marks stand in it."""
    return [found.span() for found in _NORMAL.finditer(text, start, end)]


def claim_in(text: str, start: int, end: int, zero: bool | None) -> Claim:
    """判断 of a clause; ``zero`` tells whether all the figures in it are 0, None where it has none."""
    clause = text[start:end]
    found = _NORMAL.search(clause)
    rest = _NORMAL.sub(" ", clause)
    doubted = DOUBT.search(rest)
    doubt = doubted[0] if doubted else ""
    said = _said(clause, rest, found is not None, zero)
    if said is Said.NEITHER and doubt and ONWARDS.match(clause.strip()):
        doubt = ""
    if said is Said.NORMAL and found is not None:
        start, end = start + found.start(), start + found.end()
    return Claim(said, start, end, _ALL.search(clause) is not None, doubt)


def _said(clause: str, rest: str, normal: bool, zero: bool | None) -> Said:
    words = clause.strip()
    if _BARE_NOTHING.fullmatch(words):
        return Said.NOTHING
    trouble = _trouble(rest, zero)
    if normal:
        return Said.NORMAL if trouble is Said.NEITHER else Said.BOTH
    if trouble is Said.NEITHER and _WEAK.search(words):
        return Said.WEAK
    return trouble


def _trouble(rest: str, zero: bool | None) -> Said:
    thing, happened = _THING_SAID.search(rest), _HAPPENED.search(rest)
    denied = re.search(r"未|没|无(?!人机|法)|不(?!是|错|断|少)|莫|冇|零", rest)
    if zero and (thing or happened):
        return Said.NORMAL
    noun = happened is not None and _NOUN.search(rest) is not None
    if not (noun or (thing and (happened or zero is False)) or _FOUND.search(rest)):
        return Said.UNCLEAR if thing else Said.NEITHER
    return Said.UNCLEAR if denied else Said.TROUBLE


def has_claim(text: str) -> bool:
    """有所报告: whether any of the words could be a report."""
    return bool(_NORMAL.search(text) or _FOUND.search(text) or _WEAK.search(text))


def other_day(text: str) -> bool:
    """说的是别的日子."""
    return OTHER_DAY.search(text) is not None
