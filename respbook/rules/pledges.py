"""下级责任书、承诺书: their kinds, what may be filled into them, the wording an office begins with (field.md 3.1, 3.5).

Nothing here fines anybody or asks for an ID number (field.md 10.14, 10.15).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from respbook.rules.errors import RuleBroken
from respbook.rules.wording import BLOCKS, Problem, check, fields_in, fill, tidy, waits


class PledgeKind(StrEnum):
    """下级文书种类."""

    GROUP = "group"
    HOUSEHOLD = "household"


PLEDGE_KIND_LABELS = {PledgeKind.GROUP: "社（组）责任书", PledgeKind.HOUSEHOLD: "户承诺书"}
LEVEL_LABELS = {PledgeKind.GROUP: "社", PledgeKind.HOUSEHOLD: "户"}

DUTIES = "任务清单"
"""The one block: the duties that are passed on, a line for each."""
BLANK = "＿＿＿＿"
"""What nobody has told is left to be written by hand."""
LONGEST_BODY = 4000

COMMON_FIELDS: dict[str, str] = {
    "村名": "村或社区的简称，如“王家庄村”",
    "村全称": "村或社区的全称",
    "村负责人": "村的第一责任人姓名",
    "甲方名称": "镇的全称，如“青山镇人民政府”",
    "上级文号": "镇与村所签责任书的文号",
    "年度": "方案年度，如“2026”",
    "责任期限起": "责任期限的第一天",
    "责任期限止": "责任期限的最后一天",
}
"""Fields that all papers under one letter share; they are filled when the papers are made, and then stay."""
OWN_FIELDS: dict[PledgeKind, dict[str, str]] = {
    PledgeKind.GROUP: {
        "编号": "这一份的编号，如“王家庄村-003”",
        "社名": "社（组）的名称",
        "社负责人": "社长或组长姓名",
        "户数": "本社户数",
        "人口": "本社人口",
    },
    PledgeKind.HOUSEHOLD: {
        "编号": "这一份的编号，如“王家庄村-003”",
        "社名": "所在社（组）的名称",
        "户主": "户主姓名",
        "人口": "家庭人口",
        "门牌": "门牌或住址",
    },
}
"""Fields that each paper fills for itself."""


@dataclass(frozen=True)
class PledgeWording:
    """下级文书样式: ``title`` and ``body`` with fields, a paragraph a line; ``per_sheet`` papers on one A4 sheet."""

    title: str
    body: str
    per_sheet: int


BUILT_IN: dict[PledgeKind, PledgeWording] = {
    PledgeKind.GROUP: PledgeWording(
        "{{年度}}年度{{社名}}环境保护责任书",
        """为落实{{村名}}与{{甲方名称}}签订的环境保护目标责任书（{{上级文号}}），把任务落到社、落到户，{{村名}}与{{社名}}签订本责任书。
一、{{社名}}承担以下任务：
{{任务清单}}
二、社长负责本社的日常巡查和劝导，秸秆、垃圾不得露天焚烧，发现问题当天报告村委会。
三、组织本社各户签订承诺书，逐户讲清要求，一户不漏。
四、道路、沟渠和房前屋后的卫生划片到人，垃圾及时清运，不乱倒、不乱堆。
五、本责任书自签字之日起生效，至{{责任期限止}}止。期间更换社长的，由接任人继续履行。""",
        1,
    ),
    PledgeKind.HOUSEHOLD: PledgeWording(
        "{{年度}}年度环境保护承诺书",
        """{{村名}}{{社名}}　户主：{{户主}}　家庭人口：{{人口}}人　门牌：{{门牌}}
为爱护村里的环境，本户承诺做到：
一、不焚烧秸秆、树叶和垃圾，见到有人焚烧及时劝阻，并告诉社长或村干部。
二、生活垃圾倒进垃圾池（桶），不乱倒、不乱扔；生活污水不乱泼、不乱排。
三、取暖做饭不烧散煤，使用电、气等清洁能源。
四、废旧地膜捡拾干净，送到回收点；畜禽粪便及时清理，不堆在路边、河边。
五、房前屋后打扫干净，柴草农具堆放整齐，劝导邻里一起遵守。
本承诺自签字之日起生效，至{{责任期限止}}止。""",
        2,
    ),
}
"""起始文字: what a programme has until its office writes its own."""


def fields_for(kind: PledgeKind) -> dict[str, str]:
    """可用的填充项 of a kind, with what each is filled with."""
    return COMMON_FIELDS | OWN_FIELDS[kind] | {DUTIES: "承担的任务，逐条列出"}


def check_wording(kind: PledgeKind, wording: PledgeWording, targets: Iterable[str]) -> None:
    """样式检查: an unknown field is refused at its line. Raises RuleBroken on ``title``, ``body`` or ``per_sheet``."""
    if wording.per_sheet not in (1, 2):
        raise RuleBroken("每张A4纸只能印1份或2份。", "per_sheet")
    if len(wording.body) > LONGEST_BODY:
        raise RuleBroken(f"正文超过{LONGEST_BODY:,}字，一户一份的承诺书不宜这样长；请删减。", "body")
    known, names = list(fields_for(kind)), list(targets)
    for field, text in (("title", wording.title), ("body", wording.body)):
        problems = [problem for problem in check(text, known, names) if not waits(problem)]
        if problems:
            raise RuleBroken(problems[0].sentence, field, sentences=tuple(_told(problem) for problem in problems[:5]))
    if DUTIES in fields_in(wording.title):
        raise RuleBroken(f"“{{{{{DUTIES}}}}}”要单独成段，不能写在标题里。", "title")


def _told(problem: Problem) -> str:
    return problem.sentence


def filled_in_common(text: str, common: Mapping[str, str], kind: PledgeKind) -> str:
    """先填共同项: the text with what all papers share; each one's own fields stay as they are."""
    own = {name: f"{{{{{name}}}}}" for name in (*OWN_FIELDS[kind], *_figures(text, common))}
    runs = fill(text, {**common, **own})
    return "".join(f"{{{{{run.field}}}}}" if run.field in BLOCKS else run.text for run in runs)


def _figures(text: str, common: Mapping[str, str]) -> list[str]:
    """Figures that differ from paper to paper: shares, which ``common`` does not hold."""
    return [name for name in fields_in(text) if name.startswith("指标:") and name not in common]


def own_figures(text: str) -> list[str]:
    """各份不同的指标 that a text still waits for, by the name of the target."""
    return [name.removeprefix("指标:") for name in fields_in(text) if name.startswith("指标:")]


def paragraphs(body: str, values: Mapping[str, str], duties: Iterable[str]) -> tuple[str, ...]:
    """各段文字 of one paper: its own fields filled; the list of duties becomes a line for each."""
    lines: list[str] = []
    for line in tidy(body).split("\n"):
        if not line.strip():
            continue
        if fields_in(line) == (DUTIES,):
            lines += [f"{place}．{words}" for place, words in enumerate(duties, 1)]
        else:
            lines.append(one_line(line, values))
    return tuple(lines)


def one_line(text: str, values: Mapping[str, str]) -> str:
    """一行文字 with the paper's own fields; what is unknown is left blank to be written by hand."""
    known = {name: values.get(name, "").strip() or BLANK for name in fields_in(text)}
    return "".join(run.text for run in fill(text, known))


def number_text(village: str, serial: int) -> str:
    """编号: 王家庄村-003, within the papers of one letter."""
    return f"{village}-{serial:03d}"
