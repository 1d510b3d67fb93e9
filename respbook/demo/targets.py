"""示例目标任务 targets: what 青山镇 asks of its villages and offices in 2026, with every kind of figure (T2 to T4)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from respbook.rules.targets import Basis, Figure, TargetKind
from respbook.rules.units import UnitKind

# fmt: off
CATEGORIES = (
    "大气污染", "扬尘防控", "散煤销售", "秸秆焚烧", "畜禽粪便", "废水排放", "废膜回收", "垃圾乱丢", "五乱整治",
    "宣传教育", "工作机制",
)
# fmt: on
POWERS = ("patrol", "dissuade", "report", "enforce")
"""所需权限: 巡查, 劝导, 报告 are a village's; 执法 needs an office that holds the power (field.md 10.2)."""
CADENCES = ("once", "daily", "weekly", "monthly", "quarterly", "half_yearly", "yearly", "market_day", "flood_season")

AT_LEAST = TargetKind.AT_LEAST
AT_MOST = TargetKind.AT_MOST
ZERO = TargetKind.ZERO
RANGE = TargetKind.RANGE
RATIO = TargetKind.RATIO
RELATIVE = TargetKind.RELATIVE
DEADLINE = TargetKind.DEADLINE
YES_NO = TargetKind.YES_NO
TEXT = TargetKind.TEXT

VILLAGES = (UnitKind.VILLAGE, UnitKind.COMMUNITY)
OFFICES = (UnitKind.AFFILIATED,)
EVERYBODY = VILLAGES + OFFICES
TOWN_ITSELF = (UnitKind.TOWN,)


@dataclass(frozen=True, kw_only=True)
class Target:
    """目标任务: one promise of the programme.

    ``total`` is the town's sum, divided by ``basis`` in ``step``s; ``amount`` holds for each unit alike.
    ``heading`` is the letter's heading it belongs to; ``tag`` narrows ``applies_to`` to units that bear it.
    """

    key: str
    category: str
    name: str
    kind: TargetKind
    heading: str
    applies_to: tuple[UnitKind, ...]
    cadence: str
    due_words: str
    lead_unit: str
    evidence: tuple[str, ...]
    power: str
    tag: str | None = None
    helping_units: tuple[str, ...] = ()
    unit_word: str = ""
    total: Decimal | None = None
    amount: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    per: int | None = None
    per_word: str = ""
    base_year: int | None = None
    base_amount: Decimal | None = None
    due_on: date | None = None
    text: str = ""
    basis: Basis | None = None
    step: Decimal = Decimal(1)
    due_in_workdays: int | None = None
    rolls_over: bool = False

    def figure(self, share: Decimal | None = None) -> Figure:
        """指标值: the figure for one unit; a divided target needs the unit's ``share``."""
        return Figure(
            kind=self.kind, unit_word=self.unit_word, amount=share if share is not None else self.amount,
            low=self.low, high=self.high, per=self.per, per_word=self.per_word, base_year=self.base_year,
            base_amount=self.base_amount, due_on=self.due_on, text=self.text,
        )  # fmt: skip


@dataclass(frozen=True)
class Programme:
    """目标责任方案: a set of targets with the term its letters run for."""

    key: str
    name: str
    year: int
    starts: date
    ends: date
    targets: tuple[Target, ...]


# fmt: off
_AIR = (
    Target(key="open_burning", category="大气污染", name="露天焚烧垃圾", kind=ZERO, unit_word="起",
           heading="大气污染防治", applies_to=VILLAGES, cadence="daily", due_words="全年", lead_unit="环保办",
           helping_units=("综合执法队",), evidence=("巡查日报",), power="patrol"),
    Target(key="clean_heating", category="大气污染", name="清洁取暖改造户数", kind=AT_LEAST, unit_word="户",
           total=Decimal(620), basis=Basis.HOUSEHOLDS, heading="大气污染防治", applies_to=VILLAGES, cadence="yearly",
           due_words="10月31日前", due_on=date(2026, 10, 31), lead_unit="环保办", helping_units=("供电所",),
           evidence=("改造户台账", "验收单"), power="dissuade"),
    Target(key="boiler_check", category="大气污染", name="燃煤锅炉排查上报", kind=YES_NO, tag="有锅炉",
           heading="大气污染防治", applies_to=VILLAGES, cadence="quarterly", due_words="每季度末月25日前",
           lead_unit="环保办", helping_units=("市场监管所",), evidence=("燃煤锅炉排查登记表",), power="report"),
    Target(key="yard_cover", category="扬尘防控", name="裸露地面和堆场覆盖率", kind=AT_LEAST, unit_word="%",
           amount=Decimal(95), heading="扬尘防控", applies_to=VILLAGES, cadence="monthly", due_words="每月末",
           lead_unit="综合执法队", helping_units=("自然资源所",), evidence=("点位登记表", "现场照片"),
           power="dissuade"),
    Target(key="street_water", category="扬尘防控", name="集镇街道洒水降尘", kind=AT_LEAST, unit_word="次",
           amount=Decimal(3), tag="集镇", heading="扬尘防控", applies_to=VILLAGES, cadence="weekly",
           due_words="每周日前",
           lead_unit="综合执法队", helping_units=("水务所",), evidence=("洒水作业记录",), power="patrol"),
    Target(key="coal_missed", category="散煤销售", name="散煤违规销售漏报", kind=ZERO, unit_word="起",
           heading="散煤管控", applies_to=VILLAGES, cadence="daily", due_words="全年", lead_unit="市场监管所",
           helping_units=("环保办", "派出所"), evidence=("巡查日报",), power="report"),
    Target(key="coal_register", category="散煤销售", name="散煤销售点登记建档", kind=YES_NO, tag="有散煤点",
           heading="散煤管控", applies_to=VILLAGES, cadence="once", due_words="9月30日前", due_on=date(2026, 9, 30),
           lead_unit="市场监管所", helping_units=("环保办",), evidence=("散煤销售点登记表",), power="report"),
)
_FIELDS = (
    Target(key="straw_fire", category="秸秆焚烧", name="秸秆露天焚烧火点", kind=ZERO, unit_word="起",
           heading="秸秆禁烧", applies_to=VILLAGES, cadence="daily", due_words="全年", lead_unit="农业农村综合服务中心",
           helping_units=("综合执法队", "派出所", "林业站"), evidence=("巡查日报",), power="patrol"),
    Target(key="straw_use", category="秸秆焚烧", name="秸秆综合利用率", kind=AT_LEAST, unit_word="%",
           amount=Decimal(92), heading="秸秆禁烧", applies_to=VILLAGES, cadence="yearly", due_words="11月30日前",
           due_on=date(2026, 11, 30), lead_unit="农业农村综合服务中心", evidence=("秸秆利用台账",), power="dissuade"),
    Target(key="manure_use", category="畜禽粪便", name="畜禽粪污综合利用率", kind=AT_LEAST, unit_word="%",
           amount=Decimal(85), tag="有养殖", heading="畜禽粪污治理", applies_to=VILLAGES, cadence="half_yearly",
           due_words="6月20日、12月10日前", lead_unit="农业农村综合服务中心", helping_units=("环保办",),
           evidence=("养殖户台账", "还田协议"), power="dissuade"),
    Target(key="manure_store", category="畜禽粪便", name="粪污贮存设施管理", kind=TEXT, tag="有养殖",
           text="防雨、防渗、防溢流，不直排", heading="畜禽粪污治理", applies_to=VILLAGES, cadence="monthly",
           due_words="每月末", lead_unit="农业农村综合服务中心", evidence=("巡查记录",), power="dissuade"),
    Target(key="sewage", category="废水排放", name="污水乱泼乱倒问题", kind=AT_MOST, unit_word="处",
           amount=Decimal(2), heading="废水排放管控", applies_to=VILLAGES, cadence="monthly", due_words="每月末",
           lead_unit="环保办", helping_units=("水务所",), evidence=("督查记录",), power="dissuade"),
    Target(key="bank_check", category="废水排放", name="河岸排污口排查", kind=AT_LEAST, unit_word="次",
           amount=Decimal(4), tag="沿河", heading="废水排放管控", applies_to=VILLAGES, cadence="monthly",
           due_words="每月25日前", lead_unit="水务所", helping_units=("环保办",), evidence=("巡河记录",),
           power="patrol"),
    Target(key="river_clear", category="废水排放", name="汛前河岸垃圾清理", kind=DEADLINE, tag="沿河",
           heading="废水排放管控", applies_to=VILLAGES, cadence="flood_season", due_words="汛前", lead_unit="水务所",
           due_on=date(2026, 5, 31), evidence=("清理前后照片",), power="patrol"),
    Target(key="film_area", category="废膜回收", name="废旧农膜回收面积", kind=AT_LEAST, unit_word="亩",
           total=Decimal(18600), basis=Basis.FARMLAND, heading="废旧农膜回收", applies_to=VILLAGES, cadence="yearly",
           due_words="11月30日前", due_on=date(2026, 11, 30), lead_unit="农业农村综合服务中心",
           evidence=("分户回收登记表",), power="dissuade"),
    Target(key="film_weight", category="废膜回收", name="废旧农膜回收量", kind=AT_LEAST, unit_word="吨",
           total=Decimal("83.7"), basis=Basis.FARMLAND, step=Decimal("0.1"), heading="废旧农膜回收",
           applies_to=VILLAGES,
           cadence="yearly", due_words="11月30日前", due_on=date(2026, 11, 30), lead_unit="农业农村综合服务中心",
           evidence=("过磅单", "交售凭证"), power="dissuade"),
)
_TIDINESS = (
    Target(key="rubbish_trips", category="垃圾乱丢", name="生活垃圾清运", kind=AT_LEAST, unit_word="次",
           total=Decimal(3120), basis=Basis.POPULATION, heading="垃圾清运和乱丢治理", applies_to=VILLAGES,
           cadence="yearly", due_words="全年均衡完成", lead_unit="综合执法队", helping_units=("环保办",),
           evidence=("清运台账",), power="patrol"),
    Target(key="cleaners", category="垃圾乱丢", name="保洁员配备", kind=RATIO, unit_word="名",
           amount=Decimal(1), per=300, per_word="人", heading="垃圾清运和乱丢治理", applies_to=VILLAGES, cadence="once",
           due_words="3月31日前", due_on=date(2026, 3, 31), lead_unit="环保办", evidence=("保洁员名册",),
           power="report"),
    Target(key="bins", category="垃圾乱丢", name="每社垃圾收集点", kind=RANGE, unit_word="处",
           low=Decimal(2), high=Decimal(4), heading="垃圾清运和乱丢治理", applies_to=VILLAGES, cadence="once",
           due_words="6月30日前", due_on=date(2026, 6, 30), lead_unit="环保办", evidence=("点位登记表",),
           power="report"),
    Target(key="litter", category="垃圾乱丢", name="垃圾乱丢问题数", kind=RELATIVE, unit_word="处",
           amount=Decimal(-20), base_year=2025, heading="垃圾清运和乱丢治理", applies_to=VILLAGES, cadence="yearly",
           due_words="12月31日前", lead_unit="环保办", helping_units=("综合执法队",), evidence=("督查通报",),
           power="dissuade"),
    Target(key="five_disorders", category="五乱整治", name="五乱点位整治", kind=AT_LEAST, unit_word="处",
           total=Decimal(450), basis=Basis.HOUSEHOLDS, heading="“五乱”整治", applies_to=VILLAGES, cadence="yearly",
           due_words="10月31日前（遇休息日顺延）", due_on=date(2026, 10, 31), rolls_over=True, lead_unit="综合执法队",
           helping_units=("自然资源所", "供电所"), evidence=("点位台账", "整治前后照片"), power="dissuade"),
    Target(key="stray_animals", category="五乱整治", name="乱养乱放问题", kind=AT_MOST, unit_word="处",
           amount=Decimal(2), heading="“五乱”整治", applies_to=VILLAGES, cadence="monthly", due_words="每月末",
           lead_unit="农业农村综合服务中心", evidence=("督查记录",), power="dissuade"),
    Target(key="stalls", category="五乱整治", name="集镇乱占乱摆问题", kind=AT_MOST, unit_word="处",
           amount=Decimal(3), tag="集镇", heading="“五乱”整治", applies_to=VILLAGES, cadence="market_day",
           due_words="逢集日", lead_unit="综合执法队", helping_units=("市场监管所", "派出所"), evidence=("督查记录",),
           power="dissuade"),
)
_WORKING = (
    Target(key="daily_report", category="工作机制", name="每日巡查报送", kind=AT_LEAST, unit_word="次",
           amount=Decimal(1), heading="日督查、日通报、日报告", applies_to=EVERYBODY, cadence="daily",
           due_words="每日18时前", lead_unit="环保办", evidence=("巡查日报",), power="patrol"),
    Target(key="fixed_in_time", category="工作机制", name="交办问题按期整改率", kind=AT_LEAST, unit_word="%",
           amount=Decimal(95), heading="日督查、日通报、日报告", applies_to=EVERYBODY, cadence="monthly",
           due_words="每月结束后5个工作日内", due_in_workdays=5, lead_unit="环保办", evidence=("整改台账",), power="report"),
    Target(key="village_lectures", category="宣传教育", name="村社专题讲座", kind=AT_LEAST, unit_word="场",
           total=Decimal(120), basis=Basis.EQUAL, heading="三级讲座和逢集日宣传", applies_to=VILLAGES,
           cadence="quarterly", due_words="每季度末月20日前", lead_unit="环保办", evidence=("讲座签到册", "讲稿"),
           power="dissuade"),
    Target(key="market_day", category="宣传教育", name="逢集日宣传", kind=AT_LEAST, unit_word="次",
           amount=Decimal(1), tag="集镇", heading="三级讲座和逢集日宣传", applies_to=VILLAGES, cadence="market_day",
           due_words="逢集日", lead_unit="环保办", helping_units=("综合执法队",), evidence=("宣传照片",),
           power="dissuade"),
    Target(key="sign_down", category="工作机制", name="社户责任书签订", kind=DEADLINE,
           due_on=date(2026, 4, 15), heading="层层签订责任书", applies_to=VILLAGES, cadence="once",
           due_words="4月15日前", lead_unit="环保办", evidence=("签订台账",), power="report"),
    Target(key="village_meeting", category="工作机制", name="两委研究环保工作", kind=AT_LEAST, unit_word="次",
           amount=Decimal(1), heading="层层签订责任书", applies_to=VILLAGES, cadence="monthly", due_words="每月末",
           lead_unit="环保办", evidence=("会议记录",), power="report"),
)
_OFFICE_TASKS = (
    Target(key="office_meeting", category="工作机制", name="单位研究环保工作", kind=AT_LEAST, unit_word="次",
           amount=Decimal(1), heading="单位内部和责任区管理", applies_to=OFFICES, cadence="quarterly",
           due_words="每季度末月20日前", lead_unit="环保办", evidence=("会议记录",), power="report"),
    Target(key="office_yard", category="垃圾乱丢", name="责任区卫生清扫", kind=AT_LEAST, unit_word="次",
           amount=Decimal(1), heading="单位内部和责任区管理", applies_to=OFFICES, cadence="weekly",
           due_words="每周五", lead_unit="环保办", evidence=("责任区检查记录",), power="patrol"),
    Target(key="office_boiler", category="大气污染", name="单位燃煤锅炉改造", kind=DEADLINE, tag="有锅炉",
           due_on=date(2026, 10, 15), heading="单位内部和责任区管理", applies_to=OFFICES, cadence="once",
           due_words="10月15日前", lead_unit="环保办", helping_units=("供电所",), evidence=("改造验收单",),
           power="report"),
    Target(key="office_lecture", category="宣传教育", name="职工环保学习", kind=AT_LEAST, unit_word="次",
           amount=Decimal(2), heading="宣传教育", applies_to=OFFICES, cadence="half_yearly",
           due_words="6月20日、12月10日前", lead_unit="环保办", evidence=("学习记录",), power="report"),
    Target(key="trade_letters", category="工作机制", name="岗位责任书签订", kind=DEADLINE,
           due_on=date(2026, 4, 15), heading="层层签订责任书", applies_to=OFFICES, cadence="once",
           due_words="4月15日前", lead_unit="环保办", evidence=("签订台账",), power="report"),
    Target(key="petitions", category="工作机制", name="环境信访投诉量", kind=RELATIVE, unit_word="件", tag="环保",
           amount=Decimal(-15), base_year=2025, base_amount=Decimal(26), heading="行业监管任务", applies_to=OFFICES,
           cadence="yearly", due_words="12月31日前", lead_unit="环保办", evidence=("信访台账",), power="enforce"),
    Target(key="site_dust", category="扬尘防控", name="取土采砂点检查", kind=AT_LEAST, unit_word="次", tag="国土",
           amount=Decimal(2), heading="行业监管任务", applies_to=OFFICES, cadence="monthly", due_words="每月25日前",
           lead_unit="自然资源所", helping_units=("综合执法队",), evidence=("检查记录",), power="enforce"),
    Target(key="farm_check", category="畜禽粪便", name="养殖场粪污设施检查", kind=AT_LEAST, unit_word="次",
           amount=Decimal(1), tag="农业", heading="行业监管任务", applies_to=OFFICES, cadence="quarterly",
           due_words="每季度末月20日前", lead_unit="农业农村综合服务中心", helping_units=("环保办",),
           evidence=("检查记录", "整改通知"), power="enforce"),
    Target(key="police_cases", category="秸秆焚烧", name="移交案件受理率", kind=AT_LEAST, unit_word="%",
           amount=Decimal(100), tag="公安", heading="行业监管任务", applies_to=OFFICES, cadence="monthly",
           due_words="每月末", lead_unit="派出所", helping_units=("综合执法队",), evidence=("受理登记",),
           power="enforce"),
    Target(key="coal_samples", category="散煤销售", name="散煤煤质抽检", kind=AT_LEAST, unit_word="批次",
           amount=Decimal(24), tag="市场", heading="行业监管任务", applies_to=OFFICES, cadence="yearly",
           due_words="12月20日前", lead_unit="市场监管所", evidence=("抽检报告",), power="enforce"),
    Target(key="loose_wires", category="五乱整治", name="乱排乱架线路整治", kind=AT_LEAST, unit_word="处",
           amount=Decimal(60), tag="供电", heading="行业监管任务", applies_to=OFFICES, cadence="yearly",
           due_words="11月30日前", lead_unit="供电所", evidence=("整治台账",), power="patrol"),
    Target(key="school_lessons", category="宣传教育", name="学生环保主题教育", kind=AT_LEAST, unit_word="次",
           amount=Decimal(2), tag="校园", heading="行业监管任务", applies_to=OFFICES, cadence="half_yearly",
           due_words="每学期末", lead_unit="环保办", evidence=("教育活动记录",), power="patrol"),
    Target(key="clinic_waste", category="废水排放", name="医疗废物规范处置率", kind=AT_LEAST, unit_word="%",
           amount=Decimal(100), tag="医疗", heading="行业监管任务", applies_to=OFFICES, cadence="monthly",
           due_words="每月末", lead_unit="卫生院", evidence=("转移联单",), power="patrol"),
    Target(key="outfalls", category="废水排放", name="入河排污口排查", kind=AT_LEAST, unit_word="次", tag="水务",
           amount=Decimal(1), heading="行业监管任务", applies_to=OFFICES, cadence="monthly", due_words="每月25日前",
           lead_unit="水务所", helping_units=("环保办",), evidence=("排查台账",), power="enforce"),
    Target(key="forest_edge", category="秸秆焚烧", name="林缘可燃物清理检查", kind=AT_LEAST, unit_word="次",
           amount=Decimal(2), tag="林草", heading="行业监管任务", applies_to=OFFICES, cadence="monthly",
           due_words="每月25日前", lead_unit="林业站", evidence=("检查记录",), power="enforce"),
    Target(key="squad_patrol", category="五乱整治", name="露天焚烧和五乱执法巡查", kind=AT_LEAST, unit_word="次",
           amount=Decimal(3), tag="执法", heading="行业监管任务", applies_to=OFFICES, cadence="weekly",
           due_words="每周日前", lead_unit="综合执法队", helping_units=("派出所",), evidence=("执法记录",),
           power="enforce"),
)
_TOWN_TASKS = (
    Target(key="town_meeting", category="工作机制", name="镇党委政府研究环境保护工作", kind=AT_LEAST,
           unit_word="次", amount=Decimal(1), heading="", applies_to=TOWN_ITSELF, cadence="quarterly",
           due_words="每季度末月底前", lead_unit="环保办", evidence=("会议纪要",), power="enforce"),
    Target(key="town_lecture", category="宣传教育", name="镇级专题讲座", kind=AT_LEAST, unit_word="场",
           amount=Decimal(1), heading="", applies_to=TOWN_ITSELF, cadence="half_yearly", due_words="6月底、12月底前",
           lead_unit="环保办", evidence=("讲座签到册",), power="enforce"),
)
_STRAW = (
    Target(key="season_fire", category="秸秆焚烧", name="禁烧期露天焚烧火点", kind=ZERO, unit_word="起",
           heading="火情处置", applies_to=VILLAGES, cadence="daily", due_words="禁烧期内", lead_unit="综合执法队",
           helping_units=("农业农村综合服务中心", "派出所"), evidence=("巡查日报",), power="patrol"),
    Target(key="season_wardens", category="秸秆焚烧", name="禁烧网格员配备", kind=RATIO, unit_word="名",
           amount=Decimal(1), per=100, per_word="户", heading="网格巡查", applies_to=VILLAGES, cadence="once",
           due_words="2026年9月20日前", due_on=date(2026, 9, 20), lead_unit="农业农村综合服务中心",
           evidence=("网格员名册",), power="report"),
    Target(key="season_night", category="秸秆焚烧", name="禁烧期夜间巡查", kind=AT_LEAST, unit_word="次",
           amount=Decimal(1), heading="网格巡查", applies_to=VILLAGES, cadence="daily", due_words="每日22时前",
           lead_unit="综合执法队", evidence=("巡查日报",), power="patrol"),
    Target(key="season_pledges", category="秸秆焚烧", name="禁烧承诺书签订户数", kind=AT_LEAST, unit_word="户",
           total=Decimal(9200), basis=Basis.HOUSEHOLDS, heading="宣传和承诺", applies_to=VILLAGES, cadence="once",
           due_words="2026年9月30日前", due_on=date(2026, 9, 30), lead_unit="农业农村综合服务中心",
           evidence=("承诺书签订台账",), power="dissuade"),
    Target(key="season_broadcast", category="宣传教育", name="禁烧广播", kind=AT_LEAST, unit_word="次",
           amount=Decimal(2), heading="宣传和承诺", applies_to=VILLAGES, cadence="daily", due_words="禁烧期内",
           lead_unit="农业农村综合服务中心", evidence=("播放记录",), power="dissuade"),
    Target(key="season_baled", category="秸秆焚烧", name="秸秆离田面积", kind=AT_LEAST, unit_word="亩",
           total=Decimal(31000), basis=Basis.FARMLAND, heading="离田和利用", applies_to=VILLAGES, cadence="once",
           due_words="2026年11月20日前", due_on=date(2026, 11, 20), lead_unit="农业农村综合服务中心",
           evidence=("离田作业台账",), power="dissuade"),
    Target(key="season_stubble", category="秸秆焚烧", name="春耕前根茬清理", kind=DEADLINE,
           due_on=date(2027, 3, 20), heading="离田和利用", applies_to=VILLAGES, cadence="once",
           due_words="2027年3月20日前", lead_unit="农业农村综合服务中心", evidence=("地块清理登记表",),
           power="dissuade"),
)
# fmt: on

YEAR_PROGRAMME = Programme(
    key="year_2026",
    name="青山镇2026年度环境保护目标责任方案",
    year=2026,
    starts=date(2026, 1, 1),
    ends=date(2026, 12, 31),
    targets=_AIR + _FIELDS + _TIDINESS + _WORKING + _OFFICE_TASKS + _TOWN_TASKS,
)
STRAW_PROGRAMME = Programme(
    key="straw_2026",
    name="青山镇2026年秋冬季秸秆禁烧专项方案",
    year=2026,
    starts=date(2026, 9, 15),
    ends=date(2027, 3, 31),
    targets=_STRAW,
)
PROGRAMMES = (YEAR_PROGRAMME, STRAW_PROGRAMME)
