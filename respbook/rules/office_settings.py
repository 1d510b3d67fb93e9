"""办公设置: what an office says once and every new page begins with (features U6). A closed list, each with its default."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from respbook.rules.burden import WEEKLY_BUDGET
from respbook.rules.errors import RuleBroken
from respbook.rules.numbering import SERIAL, YEAR, check_pattern, format_number
from respbook.rules.obligations import CLOSES_AFTER
from respbook.rules.reminding import Limits

CATEGORIES = ("大气污染", "扬尘防控", "散煤销售", "秸秆焚烧", "畜禽粪便", "废水排放", "废膜回收", "垃圾乱丢")
"""督查类别: the eight that townships name most often."""
TAGS = ("沿河", "沿路", "有养殖", "有企业", "有散煤点", "有燃煤锅炉")
MOST_WORDS = 40
_HOURS = re.compile(r"([0-9]{1,2})(?::00|点)? ?[-—–~至到] ?([0-9]{1,2})(?::00|点)?")
BLIND_DAYS = 30
"""盲区天数 where the office has not said otherwise (features X15)."""
_DIVIDED = re.compile(r"[\n、，,；;]+")


@dataclass(frozen=True)
class Town:
    """本镇: what defaults are made from."""

    name: str
    called: str


@dataclass(frozen=True)
class Setting:
    """设置项: ``many`` is a list of words, one a line; ``effect`` says where it is used."""

    name: str
    label: str
    effect: str
    default: Callable[[Town], str]
    many: bool = False
    longest: int = 60


SETTINGS: dict[str, Setting] = {
    each.name: each
    for each in (
        Setting("issuer", "签发方全称", "新建年度方案时填好的甲方名称。", lambda town: town.name),
        Setting(
            "number_pattern",
            "文号格式",
            "新建年度方案时填好的文号；{年}是年度，{号}是依次编的序号。",
            lambda town: f"{town.called[:1]}环责〔{YEAR}〕{SERIAL}号",
            longest=40,
        ),
        Setting("copies", "份数", "新建年度方案时填好的一式几份。", lambda town: "2", longest=1),
        Setting(
            "categories",
            "目标类别",
            "登记目标任务时可选的类别，一行一个。",
            lambda town: "\n".join(CATEGORIES),
            many=True,
        ),
        Setting("tags", "单位标签", "登记单位时可选的标签，一行一个。", lambda town: "\n".join(TAGS), many=True),
        Setting(
            "closes_after",
            "补报期限",
            "期满后几天内，村和单位可以自行补报；过后须经镇里解锁。",
            lambda town: str(CLOSES_AFTER),
            longest=3,
        ),
        Setting(
            "weekly_budget",
            "每周报送件数上限",
            "减负表按这个数提示；增加目标、签发责任书后平均每周超出的，也会提示。",
            lambda town: str(WEEKLY_BUDGET),
            longest=3,
        ),
        Setting(
            "reminder_most",
            "催办上限",
            "同一件事最多催几次；催满的单位不再写进催报、催签的文字，请打电话或报请镇领导。",
            lambda town: str(Limits().most),
            longest=1,
        ),
        Setting(
            "quiet_hours",
            "休息时间",
            "从几点到几点不催：写成“20-8”就是晚上8点到次日早上8点；这段时间群机器人不发消息。",
            lambda town: f"{Limits().quiet_from}-{Limits().quiet_to}",
            longest=10,
        ),
        Setting(
            "rectify_pattern",
            "整改通知书文号格式",
            "发出整改通知书时编的文号；{年}是年度，{号}是依次编的序号。",
            lambda town: f"{town.called[:1]}环改〔{YEAR}〕{SERIAL}号",
            longest=40,
        ),
        Setting(
            "supervise_pattern",
            "督办单、督办函文号格式",
            "签发督办单、督办函时编的文号；{年}是年度，{号}是依次编的序号。",
            lambda town: f"{town.called[:1]}环督〔{YEAR}〕{SERIAL}号",
            longest=40,
        ),
        Setting(
            "blind_days",
            "盲区天数",
            "镇级以上多少天没有人到过的村和点位，列入督查盲区。",
            lambda town: str(BLIND_DAYS),
            longest=3,
        ),
    )
}
_PATTERNS = {"number_pattern": "责任书", "rectify_pattern": "整改通知书", "supervise_pattern": "督办单"}


def words_in(text: str) -> tuple[str, ...]:
    """逐行词语: each once, in order; also read when they are divided by 、 or commas."""
    return tuple(dict.fromkeys(word.strip() for word in _DIVIDED.split(text) if word.strip()))


def checked(name: str, text: str, year: int) -> str:
    """核对: the value as it is kept. Raises RuleBroken with the field ``value``."""
    setting = SETTINGS[name]
    if setting.many:
        return _list(setting, words_in(text))
    value = " ".join(text.split())
    if not value:
        raise RuleBroken(f"请填写{setting.label}；要用原来的，请按“恢复默认”。", "value")
    if len(value) > setting.longest:
        raise RuleBroken(f"{setting.label}不能超过{setting.longest}个字。", "value")
    _check_meaning(name, value, year)
    return value


def _list(setting: Setting, words: tuple[str, ...]) -> str:
    if not words:
        raise RuleBroken(f"请至少写一个{setting.label}；要用原来的，请按“恢复默认”。", "value")
    if len(words) > MOST_WORDS:
        raise RuleBroken(f"{setting.label}最多{MOST_WORDS}个，现在有{len(words)}个；请删去不用的。", "value")
    if long := [word for word in words if len(word) > 20]:
        raise RuleBroken(f"“{long[0][:20]}…”超过20个字；请改短。", "value")
    return "\n".join(words)


def _whole(value: str, least: int, most: int) -> bool:
    return value.isascii() and value.isdecimal() and least <= int(value) <= most


_MEANINGS: Mapping[str, tuple[Callable[[str], bool], str]] = {
    "copies": (lambda value: _whole(value, 1, 9), "份数应填1到9的数字。"),
    "closes_after": (lambda value: _whole(value, 0, 366), "补报期限应填0到366的天数。"),
    "weekly_budget": (lambda value: _whole(value, 1, 999), "每周报送件数上限应填1到999的整数。"),
    "reminder_most": (lambda value: _whole(value, 1, 9), "催办上限应填1到9的次数。"),
    "quiet_hours": (
        lambda value: hours_in(value) is not None,
        "休息时间应写成“20-8”这样的两个钟点，0到23，不能相同。",
    ),
    "blind_days": (lambda value: _whole(value, 1, 366), "盲区天数应填1到366的天数。"),
}
"""各项的含义: what a value must be, and the sentence where it is not."""


def _check_meaning(name: str, value: str, year: int) -> None:
    holds, sentence = _MEANINGS.get(name, (None, ""))
    if holds is not None and not holds(value):
        raise RuleBroken(sentence, "value")
    if name in _PATTERNS:
        try:
            check_pattern(value)
            format_number(value, year, 1)
        except RuleBroken as refusal:
            raise RuleBroken(refusal.sentence, "value") from None


def hours_in(value: str) -> tuple[int, int] | None:
    """起止钟点; None where they cannot be read or are the same."""
    found = _HOURS.fullmatch(value)
    first, last = (int(found[1]), int(found[2])) if found else (0, 0)
    return (first, last) if first != last and max(first, last) < 24 else None


def limits_of(most: str, hours: str) -> Limits:
    """催办限度 of what is kept; what is kept was checked."""
    return Limits(int(most), *(hours_in(hours) or (Limits().quiet_from, Limits().quiet_to)))


_EFFECTS: Mapping[str, Callable[[str], str]] = {
    "copies": lambda value: f"责任书末尾印“一式{value}份”",
    "closes_after": lambda value: f"期满{value}天后关账" if value != "0" else "到期即关账",
    "weekly_budget": lambda value: f"一个村一周要报的超过{value}件，减负表上写“超出”",
    "reminder_most": lambda value: f"同一件事最多催{value}次",
    "quiet_hours": lambda value: f"{limits_of('3', value).words}不催",
    "blind_days": lambda value: f"{value}天没有人到过的，列入督查盲区",
}


def effect_of(name: str, value: str, year: int) -> str:
    """效果: what the value will look like where it is used; empty where the value says it itself."""
    if name in _PATTERNS:
        return f"第一份{_PATTERNS[name]}的文号：{format_number(value, year, 1)}"
    if name in _EFFECTS:
        return _EFFECTS[name](value)
    if SETTINGS[name].many:
        return f"共{len(words_in(value))}个：{'、'.join(words_in(value))}"
    return f"责任书上印“{value}”"


def standing(town: Town, kept: Mapping[str, str]) -> dict[str, str]:
    """现行设置: what the office has set, else the default."""
    return {name: kept.get(name) or setting.default(town) for name, setting in SETTINGS.items()}
