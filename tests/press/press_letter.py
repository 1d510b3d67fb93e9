"""A letter as a township would write it, for the tests of the press and its bench."""

from respbook.papers.blocks import (
    Block,
    Cell,
    CheckMark,
    Column,
    Heading,
    PageBreak,
    Paper,
    Paragraph,
    Run,
    SignatureBlock,
    SignatureSide,
    SignatureSlot,
    Table,
    Title,
)

TARGETS = (
    ("大气污染防治", "秸秆露天焚烧火点", "0处", "全年", 10),
    ("大气污染防治", "散煤清洁化替代户数，原有替代户不得返煤", "不少于40户", "10月31日前", 8),
    ("大气污染防治", "细颗粒物（PM2.5）年均浓度协助达标，不高于35μg/m³", "不超过35μg/m³", "全年", 6),
    ("大气污染防治", "施工工地扬尘“六个百分之百”落实情况，每月至少巡查2次并留存影像", "完成", "全年", 6),
    ("水污染防治", "河道、坑塘垃圾和漂浮物清理，沿河300米内无新增排污口", "0处", "每月25日前", 10),
    ("水污染防治", "农村生活污水收集处理率", "不少于75%", "12月20日前", 8),
    ("水污染防治", "村级污水处理站正常运行天数占全年天数的比例", "不少于95%", "全年", 8),
    ("土壤污染防治", "农药包装废弃物回收率", "不少于85%", "11月30日前", 7),
    ("土壤污染防治", "废旧农膜回收率", "不少于90%", "11月30日前", 7),
    ("农村环境整治", "生活垃圾日产日清，垃圾收集点周边无散落、无焚烧", "完成", "全年", 8),
    ("农村环境整治", "畜禽养殖户粪污设施配套率", "不少于95%", "6月30日前", 8),
    ("农村环境整治", "保洁员配备", "每300人不少于1名", "3月31日前", 4),
    ("信访与宣传", "环境信访件按期办结率", "100%", "全年", 6),
    ("信访与宣传", "入户宣传、院坝会", "不少于6次", "全年", 4),
)
CLAUSES = (
    (
        "一、总体要求",
        "以习近平新时代中国特色社会主义思想为指导，深入贯彻习近平生态文明思想，全面落实上级党委、政府关于生态环境保护的决策部署，坚持“党政同责、一岗双责”，按照“管行业必须管环保、管业务必须管环保、管生产经营必须管环保”的要求，压紧压实村级生态环境保护责任，持续改善全镇环境质量，让群众呼吸上新鲜空气、喝上干净的水。",
    ),
    (
        "二、责任期限",
        "本责任书责任期限自2026年1月1日起至2026年12月31日止。责任期内，乙方主要负责人调整的，由继任者继续履行本责任书，并于到任之日起15日内办理交接签字手续。",
    ),
    (
        "三、责任目标",
        "乙方应当完成附件1所列目标任务。目标值由甲方根据县人民政府下达的年度任务，按照户数、人口和耕地面积分解确定；因不可抗力或者上级政策调整确需变更的，由乙方提出书面申请，经甲方审核同意后变更，并重新签订补充责任书。",
    ),
)
DUTIES = (
    (
        "（一）加强组织领导。",
        "成立由村党支部书记任组长的环境保护工作领导小组，明确1名专（兼）职环境保护网格员，建立“定区域、定职责、定人员、定任务、定考核”的网格化监管机制；每月至少召开1次专题会议研究环境保护工作，会议记录存档备查。",
    ),
    (
        "（二）严防秸秆焚烧。",
        "夏收、秋收期间实行24小时值班巡查，发现火情10分钟内到场处置，30分钟内报告镇环境保护委员会办公室；落实“村干部包组、党员包户、农户包地块”制度，与农户签订承诺书，签订率达到100%。",
    ),
    (
        "（三）管护河道坑塘。",
        "落实村级河长巡河制度，每周巡河不少于1次；对巡查发现的“四乱”问题建立台账，逐项销号；严禁向河道、沟渠、坑塘倾倒垃圾、排放污水，对违法排污行为及时制止并报告。",
    ),
    (
        "（四）整治农村环境。",
        "健全“户分类、村收集、镇转运、县处理”的生活垃圾收运处置体系，公共区域做到垃圾不落地；推进厕所革命，户厕改造合格率达到98%以上；规范畜禽养殖，禁养区内不得新建、扩建养殖场（户）。",
    ),
    (
        "（五）配合执法检查。",
        "对辖区内工业企业、加工作坊、建筑工地、餐饮油烟等污染源开展日常巡查，发现“散乱污”企业及时报告；配合生态环境部门开展执法检查、环境监测和信访调处，不得阻挠、瞒报。",
    ),
    (
        "（六）做好宣传引导。",
        "利用广播、公开栏、微信群等载体宣传生态环境保护法律法规，每季度开展1次集中宣传；把环境保护要求纳入村规民约，引导群众自觉参与。",
    ),
)


def targets_table(rows: int = len(TARGETS), share: int | None = None) -> Table:
    """The 目标任务 table with merged 类别 cells; ``share``: every category spans so many rows."""
    columns = (
        Column("序号", 12, "centre"),
        Column("类别", 18, "centre"),
        Column("目标任务", 60),
        Column("目标值", 27, "centre"),
        Column("完成时限", 25, "centre"),
        Column("分值", 14, "centre"),
    )
    chosen = [TARGETS[k % len(TARGETS)] for k in range(rows)]
    groups = [k // share if share else target[0] for k, target in enumerate(chosen)]
    body: list[tuple[Cell | None, ...]] = []
    for k, (kind, task, amount, due, points) in enumerate(chosen):
        first = k == 0 or groups[k - 1] != groups[k]
        span = sum(1 for group in groups[k:] if group == groups[k]) if first else 0
        label = Cell((Run(kind),), rows=span) if first else None
        amount_cell = Cell((Run(amount, f"target.{k + 1}"),))
        body.append((_cell(k + 1), label, _cell(task), amount_cell, _cell(due), _cell(points)))
    total = sum(target[4] for target in chosen)
    body.append((Cell((Run("合计"),), cols=5), None, None, None, None, _cell(total)))
    return Table("2026年度环境保护目标任务清单", columns, tuple(body))


def _cell(value: object) -> Cell:
    return Cell((Run(str(value)),))


def signatures(unit: str = "青山镇柳沟村村民委员会") -> SignatureBlock:
    """Two sides with two slots each."""
    return SignatureBlock(
        (
            SignatureSide(
                "甲方", "青山镇人民政府", (SignatureSlot("党委书记", "张建国"), SignatureSlot("镇长", "李明远"))
            ),
            SignatureSide("乙方", unit, (SignatureSlot("党支部书记", "王守田"), SignatureSlot("村委会主任", ""))),
        ),
        "2026年1月15日",
    )


def letter(unit: str = "柳沟村", number: int = 1, mark: bool = True) -> Paper:
    """责任书 of one village: clauses, duties, signatures, and the table of targets as annex."""
    named = f"青山镇{unit}村民委员会"
    blocks: list[Block] = [
        Title(((Run("青山镇2026年度"),), (Run("生态环境保护目标责任书"),))),
        Paragraph(
            (
                Run(
                    "为切实加强生态环境保护工作，根据《中华人民共和国环境保护法》和《××省生态环境保护条例》等法律法规，落实县委、县政府与我镇签订的年度目标责任书，经研究，青山镇人民政府（以下简称甲方）与"
                ),
                Run(named, "unit.name"),
                Run("（以下简称乙方）签订本责任书。"),
            )
        ),
    ]
    for heading, text in CLAUSES:
        blocks += [Heading(1, (Run(heading),)), Paragraph((Run(text),))]
    blocks.append(Heading(1, (Run("四、乙方职责"),)))
    for heading, text in DUTIES:
        blocks += [Heading(2, (Run(heading),)), Paragraph((Run(text),))]
    blocks += [
        Heading(1, (Run("五、考核与奖惩"),)),
        Paragraph(
            (
                Run(
                    "甲方对乙方履行责任书情况实行“季度检查、半年通报、年终考核”。考核实行百分制，90分以上为优秀，80分以上不满90分为良好，60分以上不满80分为合格，不满60分为不合格。考核结果作为村级班子和村干部评先评优、绩效报酬的重要依据。"
                ),
            )
        ),
        Paragraph(
            (
                Run(
                    "发生重大环境污染事故，或者因工作不力被县级以上通报批评、约谈、挂牌督办的，实行“一票否决”，取消年度评先资格，并按照有关规定追究相关人员责任。本年度乙方考核奖励金额为"
                ),
                Run("3,600.00元", "bonus"),
                Run("，于考核结果公布后30日内兑现。"),
            )
        ),
        Heading(1, (Run("六、附则"),)),
        Paragraph(
            (
                Run(
                    "本责任书未尽事宜，由甲乙双方协商解决。本责任书一式三份，甲方、乙方、镇环境保护委员会办公室各执一份，自双方签字盖章之日起生效。"
                ),
            )
        ),
        signatures(named),
        PageBreak(),
        Heading(1, (Run("附件1"),)),
        Title(((Run("目标任务清单"),),)),
        targets_table(),
    ]
    code = f"{number:04d}-7QK2-M4XW-9HCT-2BVR".replace("0", "A")
    check = CheckMark(f"https://zrs.qingshan.example/v/{code}", code, "登记簿 3f9a-c21e") if mark else None
    text = f"青环责〔2026〕{number}号" if mark else ""
    return Paper("责任书", named, text, tuple(blocks), check)


def wording() -> str:
    """The template's own characters, as the caller hands them to the press."""
    from respbook.press.binder import wording as all_of

    return all_of(letter("　"))
