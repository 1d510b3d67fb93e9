"""现成台账: the registers that most towns keep, with the columns as the county asks for them; taken over, then the town's own."""

from dataclasses import dataclass

from respbook.rules.registers import FieldFacts, FieldKind, RegisterFacts

_TEXT, _NUMBER, _DATE, _YES_NO, _CHOICE = FieldKind


@dataclass(frozen=True)
class Ready:
    """现成台账: the register and its columns; ``key`` tells which of a town's registers was taken over from it."""

    key: str
    register: RegisterFacts
    fields: tuple[FieldFacts, ...]


def _amount(title: str, unit_word: str) -> FieldFacts:
    return FieldFacts(title, _NUMBER, unit_word)


READY: tuple[Ready, ...] = (
    Ready(
        "coal-points",
        RegisterFacts("散煤网点台账", "网点名称", "散煤销售网点和储存点，一点一行；取缔、转产的办理注销。"),
        (
            FieldFacts("经营地址"),
            FieldFacts("经营者", must=True),
            FieldFacts("营业执照", _YES_NO),
            FieldFacts("经营状态", _CHOICE, choices=("经营中", "停业", "已取缔", "已转产")),
            _amount("存煤量", "吨"),
            FieldFacts("煤质检验", _CHOICE, choices=("合格", "不合格", "未检")),
            FieldFacts("检验日期", _DATE),
            FieldFacts("包保责任人"),
            FieldFacts("备注"),
        ),
    ),
    Ready(
        "boilers",
        RegisterFacts("燃煤锅炉台账", "使用单位", "在用、停用和改造中的燃煤锅炉，一台一行；拆除的办理注销。"),
        (
            FieldFacts("锅炉编号", tells=True),
            FieldFacts("安装地点"),
            _amount("容量", "蒸吨"),
            FieldFacts("燃料", _CHOICE, choices=("散煤", "型煤", "生物质", "天然气", "电")),
            FieldFacts("用途", _CHOICE, choices=("取暖", "生产", "洗浴", "餐饮")),
            FieldFacts("使用状态", _CHOICE, choices=("在用", "停用", "已改造")),
            FieldFacts("治污设施", _YES_NO),
            FieldFacts("改造时限", _DATE),
            FieldFacts("包保责任人"),
            FieldFacts("备注"),
        ),
    ),
    Ready(
        "farms",
        RegisterFacts("畜禽养殖场台账", "养殖场名称", "规模养殖场和养殖专业户，一场一行；停养、搬迁的办理注销。"),
        (
            FieldFacts("负责人", must=True),
            FieldFacts("地址"),
            FieldFacts("畜种", _CHOICE, choices=("猪", "牛", "羊", "鸡", "鸭鹅", "其他")),
            _amount("设计存栏", "头、只、羽"),
            _amount("现存栏", "头、只、羽"),
            FieldFacts("规模", _CHOICE, choices=("规模场", "专业户", "散养")),
            FieldFacts("粪污处理方式", _CHOICE, choices=("还田利用", "堆肥", "沼气", "第三方处理", "无设施")),
            FieldFacts("粪污设施配套", _YES_NO),
            FieldFacts("环评手续", _CHOICE, choices=("备案", "环评批复", "未办理")),
            FieldFacts("在禁养区", _YES_NO),
            FieldFacts("备注"),
        ),
    ),
    Ready(
        "waste-pools",
        RegisterFacts("垃圾池清运台账", "垃圾池位置", "垃圾池、垃圾箱和收集点，一处一行；拆除的办理注销。"),
        (
            FieldFacts("类别", _CHOICE, choices=("垃圾池", "垃圾箱", "收集点", "中转站")),
            FieldFacts("社（组）"),
            _amount("容积", "立方米"),
            FieldFacts("清运频次", _CHOICE, choices=("每日", "两日一次", "每周两次", "每周", "不定期")),
            FieldFacts("最近清运日期", _DATE),
            FieldFacts("管护人"),
            FieldFacts("设施完好", _YES_NO),
            FieldFacts("备注"),
        ),
    ),
    Ready(
        "publicity",
        RegisterFacts("宣传台账", "宣传内容", "通告、横幅、广播、入户宣传，一次一行，逐社登记。", village_fills=True),
        (
            FieldFacts("宣传日期", _DATE, must=True, tells=True),
            FieldFacts("社（组）", tells=True),
            FieldFacts(
                "形式",
                _CHOICE,
                choices=("通告", "横幅", "标语", "广播", "入户", "微信群", "会议"),
                must=True,
                tells=True,
            ),
            _amount("数量", "份、条、次"),
            _amount("覆盖户数", "户"),
            FieldFacts("责任人"),
            FieldFacts("备注"),
        ),
    ),
)
"""现成台账, in the order in which they are offered."""
