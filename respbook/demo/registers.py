"""台账 of the demo town: 散煤网点 and 养殖场 from the clerk's sheets, 宣传 as the villages enter it themselves."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from respbook.actions import imports, register_rows, registers
from respbook.models.registers import Register
from respbook.queries.imports import bench_of, import_with_sheet
from respbook.queries.registers import RegisterFilter, all_rows
from respbook.rules.chinese import china_day
from respbook.rules.columns import SheetKind
from respbook.rules.grids import Grid
from respbook.rules.permissions import Viewer
from respbook.rules.ready_registers import READY
from respbook.rules.registers import NAME, key_of

_SURNAMES = "张王李赵刘陈杨黄周吴"
_GIVEN = ("德福", "玉梅", "建军", "秀英", "国强", "桂兰", "永贵", "长海")
_COAL = (
    "网点名称",
    "村",
    "经营地址",
    "经营者",
    "营业执照",
    "经营状态",
    "存煤量（吨）",
    "煤质检验",
    "检验日期",
    "包保责任人",
)
_FARM = (
    "养殖场名称",
    "村",
    "负责人",
    "地址",
    "畜种",
    "现存栏",
    "规模",
    "粪污处理方式",
    "粪污设施配套",
    "环评手续",
    "在禁养区",
)
_FARMS = 18
_COAL_POINTS = 16


@dataclass(frozen=True)
class Hands:
    """经手: the clerk, the reporter of a unit, and the time, which goes on with every deed."""

    clerk: Viewer
    reporter_of: Callable[[int], Viewer | None]
    soon: Callable[[], datetime]


def kept(villages: Mapping[str, int], seed: int, hands: Hands) -> int:
    """登记三本台账 for some villages (name → id); gives how many rows there are."""
    chance, names = Random(seed), list(villages)
    coal = _taken(hands, "coal-points", "散煤网点.xlsx", [_COAL, *_coal_points(names, chance)])
    _closed(coal, hands)
    _taken(hands, "farms", "养殖场.xlsx", [_FARM, *_farms(names, chance)])
    return _COAL_POINTS + _FARMS + _told(villages, chance, hands)


def _taken(hands: Hands, key: str, source: str, rows: Sequence[Sequence[str]]) -> Register:
    """启用并导入."""
    ready = next(each for each in READY if each.key == key)
    register = registers.take_over(ready, by=hands.clerk, now=hands.soon())
    now = hands.soon()
    row = imports.keep(
        SheetKind.REGISTER_ROWS, None, source, [Grid.of("台账", rows)], register_id=register.id, by=hands.clerk, now=now
    )
    on = china_day(now)
    checked = bench_of(hands.clerk, import_with_sheet(hands.clerk, row.id), on).checked
    assert checked is not None and not checked.wrong_lines
    imports.apply(row.id, checked.digest, by=hands.clerk, now=now, on=on)
    return register


def _person(chance: Random) -> str:
    return chance.choice(_SURNAMES) + chance.choice(_GIVEN)


def _coal_points(names: Sequence[str], chance: Random) -> Iterator[tuple[str, ...]]:
    for number in range(_COAL_POINTS):
        village, owner = names[number % len(names)], _person(chance)
        state = chance.choice(("经营中", "经营中", "停业", "已转产"))
        stock = str(chance.randint(2, 60)) if state == "经营中" else "0"
        tested = chance.choice(("合格", "合格", "未检"))
        on = f"2026年{chance.randint(1, 2)}月{chance.randint(1, 28)}日" if tested == "合格" else ""
        place = chance.choice(("村东头", "村委会西侧", "公路边", "一社", "二社"))
        name = f"{owner}煤炭零售点" if number < len(names) else f"{owner}第{number}号煤点"
        yield name, village, place, owner, "√" if number % 3 else "否", state, stock, tested, on, _person(chance)


def _farms(names: Sequence[str], chance: Random) -> Iterator[tuple[str, ...]]:
    for number in range(_FARMS):
        owner, kind = _person(chance), chance.choice(("猪", "牛", "羊", "鸡"))
        large = number % 4 == 0
        way = chance.choice(("还田利用", "堆肥", "沼气", "第三方处理")) if number % 6 else "无设施"
        yield (
            f"{owner}养{kind}场" if number < 9 else f"{owner}{number}号养{kind}场",
            names[(number * 2) % len(names)],
            owner,
            chance.choice(("村北坡", "河湾地", "三社", "四社")),
            kind,
            str(chance.randint(20, 300) * (10 if kind == "鸡" else 1)),
            "规模场" if large else "专业户",
            way,
            "否" if way == "无设施" else "是",
            "环评批复" if large else chance.choice(("备案", "未办理")),
            "是" if number == 5 else "否",
        )


def _closed(register: Register, hands: Hands) -> None:
    """取缔一处: it stays in the register, 注销."""
    rows = list(all_rows(hands.clerk, register, RegisterFilter()))
    now = hands.soon()
    on = china_day(now)
    register_rows.close(rows[-1].id, on, "无照经营，已取缔，存煤清运完毕", 1, by=hands.clerk, now=now, today=on)


def _told(villages: Mapping[str, int], chance: Random, hands: Hands) -> int:
    """宣传台账, two or three rows a village, entered by its own reporter."""
    ready = next(each for each in READY if each.key == "publicity")
    register = registers.take_over(ready, by=hands.clerk, now=hands.soon())
    keys = {field.title: key_of(field.id) for field in register.fields}
    count = 0
    for unit_id in list(villages.values())[:8]:
        reporter = hands.reporter_of(unit_id)
        if reporter is None:
            continue
        for place, (words, form) in enumerate(
            (("禁止露天焚烧秸秆的通告", "通告"), ("秸秆禁烧横幅", "横幅"), ("禁烧要求早晚广播", "广播"))
        ):
            now = hands.soon()
            told = {
                NAME: words,
                keys["宣传日期"]: (china_day(now) - timedelta(days=place + 1)).isoformat(),
                keys["社（组）"]: f"{'一二三'[place]}社",
                keys["形式"]: form,
                keys["数量"]: str(chance.randint(1, 6)),
                keys["覆盖户数"]: str(chance.randint(20, 80)),
                keys["责任人"]: reporter.name,
            }
            register_rows.enter(register.id, unit_id, told, by=reporter, now=now)
            count += 1
    return count
