"""示例乡镇 town: 青山镇 with its villages, 社 and offices; places and people are invented, the proportions are not."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from random import Random

from respbook.rules.units import UnitKind

VILLAGE_TAGS = ("沿河", "有养殖", "有企业", "有散煤点", "有锅炉", "集镇")
"""村情标签: what a village has, and so which optional clauses its letter carries (features L2)."""

OFFICE_TAGS = ("环保", "国土", "农业", "公安", "市场", "供电", "校园", "医疗", "水务", "林草", "执法", "有锅炉")
"""行业标签: which trade an office answers for (管行业必须管环保)."""


@dataclass(frozen=True)
class Town:
    """乡镇: ``party_a`` is the name in the letter's title and signature block."""

    name: str
    county: str
    party_a: str
    party_committee: str
    year: int
    document_word: str
    secretary: str
    mayor: str
    market_days: str


@dataclass(frozen=True)
class Group:
    """社: the villagers' group below the village, where the cascade of letters goes next."""

    name: str
    head: str
    households: int


@dataclass(frozen=True)
class Village:
    """村或社区: ``farmland`` in 亩; ``stationed`` is the 包村干部; ``secretary`` and ``director`` may be one person."""

    code: str
    name: str
    full_name: str
    kind: UnitKind
    groups: tuple[Group, ...]
    secretary: str
    director: str
    clerk: str
    stationed: str
    households: int
    population: int
    farmland: Decimal
    tags: tuple[str, ...]

    @property
    def one_head(self) -> bool:
        """一肩挑: secretary and director are one person."""
        return self.secretary == self.director


@dataclass(frozen=True)
class Office:
    """镇属单位: ``standing`` is 镇属, or 驻镇 where the county runs it and the town can only write to the county."""

    code: str
    name: str
    full_name: str
    head: str
    post: str
    reporter: str
    standing: str
    tags: tuple[str, ...]


TOWN = Town(
    name="青山镇",
    county="云岭县",
    party_a="青山镇人民政府",
    party_committee="中共青山镇委员会",
    year=2026,
    document_word="青政责",
    secretary="田兆堃",
    mayor="罗文淼",
    market_days="农历逢三、六、九",
)

STATIONED = ("王志远", "孙晓霞", "赵国梁", "何海淼", "冯立新", "杨喆", "徐丽萍", "曹永军", "贺文斌", "李沛然")
"""包村干部: ten officials, three villages each."""

OFFICES = (
    Office("huanbao", "环保办", "青山镇环境保护办公室", "郝建平", "主任", "陈雨桐", "镇属", ("环保",)),
    Office("ziran", "自然资源所", "青山镇自然资源所", "秦维明", "所长", "谢小芳", "驻镇", ("国土",)),
    Office("nongye", "农业农村综合服务中心", "青山镇农业农村综合服务中心", "梁春生", "主任", "康敏", "镇属", ("农业",)),
    Office("paichu", "派出所", "青山派出所", "雷振宇", "所长", "方小明", "驻镇", ("公安",)),
    Office("shichang", "市场监管所", "青山市场监督管理所", "薛桂琴", "所长", "卢小龙", "驻镇", ("市场",)),
    Office("gongdian", "供电所", "青山供电所", "段宏伟", "所长", "尹倩", "驻镇", ("供电",)),
    Office("xiaoxue", "中心小学", "青山镇中心小学", "常秀云", "校长", "魏佳", "镇属", ("校园", "有锅炉")),
    Office("zhongxue", "初级中学", "青山初级中学", "牛守业", "校长", "石岩", "镇属", ("校园", "有锅炉")),
    Office("weisheng", "卫生院", "青山镇中心卫生院", "温静娴", "院长", "侯婷", "镇属", ("医疗", "有锅炉")),
    Office("shuiwu", "水务所", "青山镇水务所", "江永泉", "所长", "葛亮亮", "镇属", ("水务",)),
    Office("linye", "林业站", "青山镇林业工作站", "林茂堂", "站长", "史晓燕", "镇属", ("林草",)),
    Office("zhifa", "综合执法队", "青山镇综合行政执法队", "武铁成", "队长", "崔巍", "镇属", ("执法",)),
)

# name | groups | secretary | director, - for the same person | clerk | households | population | farmland 亩 | tags
_ROWS = """
青山社区|东关社 西关社 南门社 北门社 车站社|周玉山|-|黄蕾|862|2914|1236.5|集镇 有企业 有锅炉 有散煤点
东街社区|东街社 仓巷社 戏楼社 粮站社|曾德福|邓爱萍|韩雪梅|704|2387|968.0|集镇 有锅炉
河滨社区|滨河社 桥西社 水磨社|陆广林|-|闫婧|518|1803|742.3|集镇 沿河 有企业
刘家峁村|前峁社 后峁社 石畔社 柳树湾社|刘建堂|刘喜民|刘小娟|312|1138|3264.8|有养殖
石咀村|上石咀社 下石咀社 水泉社|石满仓|-|石磊磊|246|914|2418.6|沿河
柳树湾村|湾里社 湾外社 渡口社 新庄社|贾文学|贾小军|蒲红霞|287|1052|2593.4|沿河 有养殖
王家塬村|东塬社 西塬社 塬畔社 老堡社 新塬社|王天佑|王成林|王瑞芳|428|1571|5127.5|有养殖 有企业
上峪村|沟口社 沟脑社 松树社|杜进财|杜旺旺|高小燕|198|736|2104.0|
下峪村|前沟社 后沟社 庙台社 杨树社|杜国栋|-|胡静怡|263|958|2687.2|沿河 有散煤点
杏花沟村|阳坡社 阴坡社 杏林社|丁保平|丁志明|丁莉|221|803|2315.9|
马莲滩村|上滩社 下滩社 草滩社 盐池社|安福祥|安宏图|安小惠|339|1247|4386.0|沿河 有养殖
枣林坪村|坪上社 坪下社 枣园社 窑洼社|焦永贵|-|焦亚妮|304|1119|3478.7|有养殖
红崖村|红崖社 石窑社 东坡社|吕生辉|吕建设|吕敏敏|237|869|2856.3|有企业
罗家堡村|堡里社 堡外社 城壕社 西沟社|罗世昌|罗虎平|罗文娟|356|1308|3742.5|有散煤点
双庙村|上庙社 下庙社 官道社 井坪社|庞正义|-|庞瑶|318|1174|3391.0|有养殖
北庄村|北庄社 中庄社 小庄社|姬建民|姬双全|姬彩霞|205|759|2263.8|
南川村|川口社 川里社 川道社 油坊社 砖窑社|殷志强|殷宝林|殷悦|467|1702|4815.6|沿河 有企业 有锅炉
白草洼村|前洼社 后洼社 白草社|辛万有|-|辛小宁|188|692|2439.1|有养殖
崾岘村|崾岘社 大岔社 小岔社 梁上社|慕怀仁|慕小平|慕娜|229|846|2978.4|
清水河村|河东社 河西社 河湾社 清泉社|童连城|童国平|童欣|376|1389|3529.7|沿河 有养殖 有散煤点
郭家台村|上台社 下台社 台子社|郭占元|-|郭晓琳|254|937|2742.2|
堡子梁村|梁顶社 梁弯社 堡子社|齐占山|齐向东|齐楠|213|781|2590.5|有养殖
三岔村|岔口社 南岔社 北岔社 东岔社|尚有才|尚永红|尚文静|342|1256|3618.9|有企业 有散煤点
榆树岔村|榆树社 背湾社 阳湾社|任长明|-|任倩倩|196|724|2187.3|
高家山村|山前社 山后社 石板社 泉沟社|高启明|高军旗|高娟妮|271|994|3147.0|有养殖
塔儿洼村|塔儿社 洼底社 洼畔社|乔德厚|乔占军|乔艳艳|209|768|2376.6|
中滩村|中滩社 西滩社 柳林社 机井社|翟福海|-|翟佳佳|387|1425|4052.8|沿河 有养殖
桥头村|桥东社 桥南社 桥北社 店子社|车永年|车利民|车敏敏|403|1486|3276.1|沿河 有企业 有散煤点
新合村|一社 二社 三社 四社 五社 六社|裴守信|裴建峰|裴蓉|445|1627|4693.4|有养殖 有锅炉
党家沟村|沟沿社 寨子社 磨台社|党国庆|-|党晓芸|232|853|2714.5|
"""

_SURNAMES = tuple(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程"
    "曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜"
)
_LANDFORMS = ("庄", "沟", "湾", "峁", "塬", "坪", "岔", "咀", "堡", "台", "川", "滩", "洼", "梁", "畔", "河")
_GROUP_WORDS = ("前庄", "后庄", "上湾", "下湾", "东坡", "西坡", "沟口", "梁上", "新庄", "老庄", "泉水", "阳洼", "堡子")
_FIRST = tuple("建国文志永春秀玉小晓海明世宝福俊振彩淑红双喜根满凤桂宏治金银怀有学")
_SECOND = tuple("军林霞梅娟祥成琴仁礼信孝才旺虎田科玲芳芬香")


def villages(seed: int = 2026, n_units: int = 30) -> tuple[Village, ...]:
    """村和社区: the written thirty, then as many invented ones as asked for (at most 500), the same for one seed."""
    if not 1 <= n_units <= 500:
        raise ValueError(f"n_units must be 1 to 500, not {n_units}")
    return tuple(islice(_all_villages(seed), n_units))


def _all_villages(seed: int) -> Iterator[Village]:
    written = [row.split("|") for row in _ROWS.strip().splitlines()]
    names = {row[0] for row in written}
    for number, row in enumerate(written, start=1):
        yield _written(number, row)
    random = Random(seed)
    invented = [f"{surname}家{land}村" for surname in _SURNAMES for land in _LANDFORMS]
    random.shuffle(invented)
    fresh = (name for name in invented if name not in names)
    for number, name in enumerate(fresh, start=len(written) + 1):
        yield _invented(number, name, random)


def _written(number: int, row: list[str]) -> Village:
    name, groups, secretary, director, clerk, households, population, farmland, tags = row
    random = Random(number)
    community = name.endswith("社区")
    return Village(
        code=f"cun{number:03d}",
        name=name,
        full_name=f"{TOWN.name}{name}{'居民' if community else '村民'}委员会",
        kind=UnitKind.COMMUNITY if community else UnitKind.VILLAGE,
        groups=_groups(groups.split(), int(households), (secretary, director, clerk), random),
        secretary=secretary,
        director=secretary if director == "-" else director,
        clerk=clerk,
        stationed=STATIONED[(number - 1) % len(STATIONED)],
        households=int(households),
        population=int(population),
        farmland=Decimal(farmland),
        tags=tuple(tags.split()),
    )


def _invented(number: int, name: str, random: Random) -> Village:
    households = random.randint(180, 460)
    names = _distinct_names(random, name[0], 3, set())
    groups = [word + "社" for word in random.sample(_GROUP_WORDS, random.randint(3, 6))]
    return Village(
        code=f"cun{number:03d}",
        name=name,
        full_name=f"{TOWN.name}{name}村民委员会",
        kind=UnitKind.VILLAGE,
        groups=_groups(groups, households, tuple(names), random),
        secretary=names[0],
        director=names[0] if random.random() < 0.4 else names[1],
        clerk=names[2],
        stationed=STATIONED[(number - 1) % len(STATIONED)],
        households=households,
        population=households * random.randint(335, 395) // 100,
        farmland=Decimal(households * random.randint(85, 125)) / 10,
        tags=tuple(tag for tag in VILLAGE_TAGS if tag != "集镇" and random.random() < 0.25),
    )


def _groups(names: list[str], households: int, leading: tuple[str, ...], random: Random) -> tuple[Group, ...]:
    """The 社 of a village: heads of their own, households that add up to the village's."""
    share, rest = divmod(households, len(names))
    sizes = [share] * len(names)
    for place in range(len(names) - 1):
        moved = random.randint(-share // 8, share // 8)
        sizes[place] += moved
        sizes[-1] -= moved
    sizes[0] += rest
    heads = _distinct_names(random, leading[0][0], len(names), set(leading))
    return tuple(Group(*parts) for parts in zip(names, heads, sizes, strict=True))


def villagers(random: Random, surname: str, count: int) -> list[str]:
    """户主 of a 社, none twice."""
    return _distinct_names(random, surname, count, set())


def _distinct_names(random: Random, surname: str, count: int, taken: set[str]) -> list[str]:
    """Names of villagers: about half of them bear the village's chief surname, none twice."""
    found: list[str] = []
    while len(found) < count:
        family = surname if random.random() < 0.5 else random.choice(_SURNAMES)
        name = family + random.choice(_FIRST) + random.choice(_SECOND)
        if name not in taken and name not in found:
            found.append(name)
    return found
