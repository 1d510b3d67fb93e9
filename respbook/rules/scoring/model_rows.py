"""范本指标 model rows: fifteen rows of a township's letter and one of bonus, with every usual kind of rule (field.md 5).

Here those of what is seen in the field (r1 to r8); what the office counts (r9 to r16) is in ``model_work_rows``.

Villages and offices are scored out of 100 each; the rows of 平时 come to 40 for both, those of 年终 to 60.
"""

from decimal import Decimal

from respbook.rules.findings import FindingSource
from respbook.rules.scoring.kinds import Check, FactSource
from respbook.rules.scoring.rubric import CapGroup, Escalation, Row, Rule, Variant
from respbook.rules.scoring.rule_kinds import (
    BySource,
    Empty,
    Occurrence,
    Proportion,
    Stage,
    Steps,
    ZeroRow,
)

D = Decimal
VILLAGE, OFFICE = "village", "office"
USUAL, FINAL = "usual", "final"
_FOUND, _EVENTS = FactSource.FINDINGS, FactSource.EVENTS


def for_offices(points: str | None) -> dict[str, Variant]:
    """镇属单位的分值; None: the row is not for them."""
    return {OFFICE: Variant(applies=False) if points is None else Variant(points=D(points))}


def _of(*categories: str) -> dict[str, tuple[str, ...]]:
    return {"category": categories}


_BY_FINDER = {
    FindingSource.SATELLITE.value: D(5),
    FindingSource.CENTRAL.value: D(5),
    FindingSource.PROVINCE.value: D(5),
    FindingSource.CITY.value: D(3),
    FindingSource.COUNTY.value: D(2),
    FindingSource.TOWN.value: D(1),
}
ROWS_OF_PLACES = (
    Row(
        "r1",
        "秸秆禁烧",
        D(12),
        heading="大气污染防治",
        standard="全年不发生露天焚烧秸秆、垃圾。自查发现并当场扑灭的不扣分。",
        part=USUAL,
        check=Check.FIELD,
        sample="每村每月至少实地查看一次",
        variants=for_offices(None),
        rules=(
            Rule(
                "r1-1",
                BySource(_BY_FINDER, otherwise=D(1)),
                "发现焚烧火点的，卫星遥感、中央、省级发现每处扣5分，市级每处扣3分，县级每处扣2分，镇督查和其他发现每处扣1分；"
                "同一村第2处按2倍、第3处起按3倍扣，扣完为止。",
                source=_FOUND,
                filters=_of("秸秆焚烧"),
                escalation=Escalation((D(1), D(2), D(3))),
            ),
            Rule("r1-2", ZeroRow(), "因焚烧引发火灾的，本项不得分。", source=_EVENTS),
        ),
    ),
    Row(
        "r2",
        "散煤管控",
        D(8),
        heading="大气污染防治",
        standard="辖区内无违规散煤销售网点，无劣质散煤使用。",
        part=FINAL,
        check=Check.FIELD,
        variants=for_offices(None),
        rules=(
            Rule(
                "r2-1",
                Occurrence(D(2)),
                "每发现1处违规销售、使用散煤扣2分，扣完为止。",
                source=_FOUND,
                filters=_of("散煤销售"),
            ),
        ),
    ),
    Row(
        "r3",
        "扬尘防控",
        D(5),
        heading="大气污染防治",
        standard="施工、堆场、道路有防尘措施。",
        part=USUAL,
        check=Check.FIELD,
        variants=for_offices("8"),
        rules=(
            Rule(
                "r3-1",
                Occurrence(D(1)),
                "每发现1处未采取防尘措施扣1分，逾期整改的按2倍扣，扣完为止。",
                source=_FOUND,
                filters=_of("扬尘防控"),
                escalation=Escalation(late_factor=D(2)),
            ),
        ),
    ),
    Row(
        "r4",
        "清洁取暖改造",
        D(6),
        heading="大气污染防治",
        standard="完成责任书确定的改造户数。",
        part=FINAL,
        check=Check.DATA,
        variants=for_offices(None),
        rules=(
            Rule(
                "r4-1",
                Proportion(empty=Empty.NOT_APPLICABLE),
                "得分＝6×完成率，超额完成不另加分；没有改造任务的，本项不计。",
                source=FactSource.TARGETS,
            ),
        ),
    ),
    Row(
        "r5",
        "畜禽养殖污染",
        D(6),
        heading="水污染防治",
        standard="粪污不外排、不露天堆放，养殖场有粪污处理设施。",
        part=FINAL,
        check=Check.FIELD,
        groups=(CapGroup("g1", "畜禽粪污", D(6)),),
        variants=for_offices(None),
        rules=(
            Rule(
                "r5-1",
                Occurrence(D(1)),
                "每发现1处粪污露天堆放、外排扣1分。",
                group="g1",
                source=_FOUND,
                filters=_of("畜禽粪便"),
            ),
            Rule(
                "r5-2",
                Occurrence(D(2)),
                "群众信访反映属实的，每件另扣2分；两项合计最多扣6分。",
                group="g1",
                source=_EVENTS,
            ),
        ),
    ),
    Row(
        "r6",
        "废水排放",
        D(5),
        heading="水污染防治",
        standard="无污水直排河道、沟渠。",
        part=USUAL,
        check=Check.FIELD,
        variants=for_offices("8"),
        rules=(
            Rule(
                "r6-1",
                Occurrence(D(1)),
                "每发现1处污水直排扣1分，扣完为止。",
                source=_FOUND,
                filters=_of("废水排放"),
            ),
        ),
    ),
    Row(
        "r7",
        "废旧农膜回收",
        D(6),
        heading="土壤污染防治",
        standard="完成责任书确定的回收任务。",
        part=FINAL,
        check=Check.DATA,
        variants=for_offices(None),
        rules=(
            Rule(
                "r7-1",
                Steps(
                    (Stage(D(6), D("0.95")), Stage(D(4), D("0.85")), Stage(D(2), D("0.7"))),
                    rate=True,
                    empty=Empty.NOT_APPLICABLE,
                ),
                "回收率95%（含）以上得6分，85%（含）以上得4分，70%（含）以上得2分，70%以下不得分。",
                source=FactSource.TARGETS,
            ),
        ),
    ),
    Row(
        "r8",
        "垃圾清运和环境卫生",
        D(10),
        heading="环境卫生",
        standard="垃圾日产日清，房前屋后、沟渠路边无积存垃圾。",
        part=USUAL,
        check=Check.FIELD,
        sample="每村抽查3个社，每个单位全查",
        variants=for_offices("12"),
        rules=(
            Rule(
                "r8-1",
                Occurrence(D("0.5")),
                "每发现1处积存垃圾扣0.5分，扣完为止。",
                source=_FOUND,
                filters=_of("垃圾乱丢"),
            ),
        ),
    ),
)
