"""事项入口: the deeds and places that 查找 offers by name or pinyin, each to those who may (features V2).

Their readings are written down: the pinyin dictionary costs 50 MB and is read only where names are written.
"""

from dataclasses import dataclass

from flask import g, url_for

from respbook.queries.find import Hit, newest_open
from respbook.rules.permissions import Permission
from respbook.rules.pinyin import matches, typed
from respbook.web.navigation import LINES, open_to


@dataclass(frozen=True)
class Deed:
    """事项: ``of_programme`` ones begin in the programme that is under way."""

    label: str
    reading: str
    endpoint: str
    permission: Permission
    of_programme: bool = False


PLACE_READINGS = {
    "今天": "jin tian",
    "报送": "bao song",
    "查找": "cha zhao",
    "通知": "tong zhi",
    "责任书": "ze ren shu",
    "年度方案": "nian du fang an",
    "签发批次": "qian fa pi ci",
    "待我签": "dai wo qian",
    "会签台": "hui qian tai",
    "扫描件": "sao miao jian",
    "往年文书": "wang nian wen shu",
    "归档备查": "gui dang bei cha",
    "任务": "ren wu",
    "报送审核": "bao song shen he",
    "代报": "dai bao",
    "报送情况": "bao song qing kuang",
    "减负表": "jian fu biao",
    "研究环保工作": "yan jiu huan bao gong zuo",
    "问题": "wen ti",
    "督查": "du cha",
    "督办文书": "du ban wen shu",
    "通报": "tong bao",
    "考核": "kao he",
    "如果今天考核": "ru guo jin tian kao he",
    "评分": "ping fen",
    "自评": "zi ping",
    "考核细则": "kao he xi ze",
    "计分事项": "ji fen shi xiang",
    "一票否决": "yi piao fou jue",
    "考核申诉": "kao he shen su",
    "问责": "wen ze",
    "历年记录": "li nian ji lu",
    "台账": "tai zhang",
    "上级报表": "shang ji bao biao",
    "单位": "dan wei",
    "用户": "yong hu",
    "从表格导入": "cong biao ge dao ru",
    "设置": "she zhi",
    "工作日历": "gong zuo ri li",
    "回收站": "hui shou zhan",
    "备份": "bei fen",
    "县区总览": "xian qu zong lan",
    "操作日志": "cao zuo ri zhi",
    "安全日志": "an quan ri zhi",
    "个人信息清理": "ge ren xin xi qing li",
    "服务器时钟": "fu wu qi shi zhong",
    "证书机构": "zheng shu ji gou",
    "帮助": "bang zhu",
}

DEEDS = (
    Deed("签发责任书", "qian fa ze ren shu", "jobs.index", Permission.LETTER_ISSUE),
    Deed("拟稿", "ni gao", "letters.draft", Permission.LETTER_DRAFT, True),
    Deed("签发前体检", "qian fa qian ti jian", "letters.preflight", Permission.LETTER_DRAFT, True),
    Deed("文号登记簿", "wen hao deng ji bu", "letters.register", Permission.LETTER_READ, True),
    Deed("签订台账", "qian ding tai zhang", "ledger.index", Permission.LETTER_READ, True),
    Deed("催签", "cui qian", "ledger.urge", Permission.LETTER_READ, True),
    Deed("签订仪式", "qian ding yi shi", "ceremonies.show", Permission.LETTER_READ, True),
    Deed("目标任务", "mu biao ren wu", "targets.index", Permission.TARGET_READ, True),
    Deed("任务分解总表", "ren wu fen jie zong biao", "grids.targets", Permission.TARGET_READ, True),
    Deed("编写模板", "bian xie mu ban", "letter_templates.new", Permission.TEMPLATE_WRITE, True),
    Deed("新建年度方案", "xin jian nian du fang an", "programmes.new", Permission.PROGRAMME_WRITE),
    Deed("登记单位", "deng ji dan wei", "units.new", Permission.UNIT_WRITE),
    Deed("开设用户", "kai she yong hu", "people.new", Permission.PERSON_INVITE),
    Deed(
        "导入上年责任书",
        "dao ru shang nian ze ren shu",
        "letter_sources.start",
        Permission.TEMPLATE_WRITE,
        True,
    ),
    Deed("条款库", "tiao kuan ku", "library_clauses.index", Permission.TEMPLATE_READ),
    Deed("登记往年文书", "deng ji wang nian wen shu", "archive.register", Permission.ARCHIVE_WRITE),
    Deed("拟写通报", "ni xie tong bao", "circulars.new", Permission.CIRCULAR_WRITE),
    Deed("佐证材料", "zuo zheng cai liao", "evidence.index", Permission.EVIDENCE_READ),
    Deed("审核报送", "shen he bao song", "reports.index", Permission.REPORT_REVIEW),
    Deed("登记计分事项", "deng ji ji fen shi xiang", "score_matters.new", Permission.ASSESSMENT_WRITE),
    Deed("归集计分事项", "gui ji ji fen shi xiang", "matter_gathering.show", Permission.ASSESSMENT_WRITE),
    Deed("确认计分事项", "que ren ji fen shi xiang", "matter_deeds.confirming", Permission.SCORE_CONFIRM),
    Deed("登记问题", "deng ji wen ti", "findings.new", Permission.FINDING_WRITE),
    Deed("整改销号台账", "zheng gai xiao hao tai zhang", "findings.index", Permission.FINDING_READ),
    Deed("催报", "cui bao", "report_urging.show", Permission.TASK_READ),
    Deed("写通知", "xie tong zhi", "notices.new", Permission.NOTICE_WRITE),
    Deed("周报月报用语", "zhou bao yue bao yong yu", "report_words.show", Permission.TASK_READ),
    Deed("查验操作日志", "cha yan cao zuo ri zhi", "audit.verify", Permission.AUDIT_VERIFY),
    Deed("常用筛选", "chang yong shai xuan", "saved_filters.index", Permission.OWN_ACCOUNT),
    Deed("粘贴接龙代报", "zhan tie jie long dai bao", "proxy_reports.paste", Permission.REPORT_PROXY),
    Deed("本人账号", "ben ren zhang hao", "people.me", Permission.OWN_ACCOUNT),
)


def _spoken(words: str, label: str, reading: str) -> bool:
    sounds = reading.split()
    return bool(typed(words)) and matches(words, label, "".join(sounds), "".join(sound[0] for sound in sounds))


def places_like(words: str) -> list[tuple[Hit, str]]:
    """栏目 of the rail that the words name, with their addresses."""
    return [
        (Hit(0, line.label), url_for(line.endpoint))
        for line in LINES
        if open_to(g.viewer, line.endpoint, line.must)
        and _spoken(words, line.label, PLACE_READINGS.get(line.label, ""))
    ]


def deeds_like(words: str) -> list[tuple[Hit, str]]:
    """事项 that the words name, with their addresses; without a programme under way its deeds are left out."""
    wanted = [deed for deed in DEEDS if g.viewer.may(deed.permission) and _spoken(words, deed.label, deed.reading)]
    programme = newest_open(g.viewer) if any(deed.of_programme for deed in wanted) else None
    return [
        (Hit(0, deed.label), url_for(deed.endpoint, programme_id=programme if deed.of_programme else None))
        for deed in wanted
        if programme is not None or not deed.of_programme
    ]
