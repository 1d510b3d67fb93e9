"""引用检查 check keys: quotas, ties, vetoes, ladder, groups and variants name what the rubric knows, and nothing twice."""

from collections import Counter
from collections.abc import Iterable, Iterator

from respbook.rules.scoring.flaws import Flaw, look, must, row_place
from respbook.rules.scoring.kinds import TieKey, VetoEffect, VetoSpan
from respbook.rules.scoring.ladder import LadderStep, Trigger
from respbook.rules.scoring.rubric import Quota, Row, Rubric, Tie, Veto
from respbook.rules.scoring.rule_kinds import PerUnit, Proportion, Steps

_UNKNOWN = "指向的东西不存在，计算时不起作用"


def keys(rubric: Rubric) -> Iterator[Flaw]:
    """各处引用."""
    yield from _twice(rubric)
    parts = {part.key for part in rubric.parts}
    classes = {one.key for one in rubric.classes}
    for at, row in enumerate(rubric.rows, 1):
        yield from _of_row(at, row, parts, classes)
    yield from _groups(rubric, classes)
    for quota in rubric.quotas:
        yield from _quota(rubric, quota)
    for tie in rubric.ties:
        yield from _tie(rubric, tie)
    for veto in rubric.vetoes:
        yield from _veto(rubric, veto)
    for at, step in enumerate(rubric.ladder, 1):
        yield from _ladder(rubric, at, step)


def _doubled(names: Iterable[str]) -> list[str]:
    return [name for name, times in Counter(names).items() if times > 1]


def _twice(rubric: Rubric) -> Iterator[Flaw]:
    lists = {
        "指标的编号": (row.key for row in rubric.rows),
        "考核时段的编号": (part.key for part in rubric.parts),
        "分类的编号": (one.key for one in rubric.classes),
        "排名组的编号": (group.key for group in rubric.groups),
        "等次的名称": (band.label for band in rubric.bands),
        "一票否决的编号": (veto.key for veto in rubric.vetoes),
        "问责阶梯的编号": (step.key for step in rubric.ladder),
    }
    for what, names in lists.items():
        for name in _doubled(names):
            yield must("twice", what, f"“{name}”用了两次", "后一个会顶掉前一个", "请改成不同的")
    for at, row in enumerate(rubric.rows, 1):
        for name in _doubled(rule.key for rule in row.rules):
            yield must(
                "twice",
                row_place(at, row),
                f"规则编号“{name}”用了两次",
                "后一条会顶掉前一条",
                "请改成不同的",
                row.key,
                name,
            )


def _of_row(at: int, row: Row, parts: set[str], classes: set[str]) -> Iterator[Flaw]:
    place = row_place(at, row)
    if row.part and row.part not in parts:
        yield must("part", place, f"考核时段“{row.part}”不存在", "这一行不会计分", "请选定已有的考核时段", row.key)
    groups = {group.key for group in row.groups}
    for rule in row.rules:
        if rule.group and rule.group not in groups:
            yield must(
                "group",
                place,
                f"规则写的合并封顶组“{rule.group}”不存在",
                "封顶不起作用",
                "请选定本行已有的封顶组",
                row.key,
                rule.key,
            )
    with_target = {rule.key for rule in row.rules if isinstance(rule.parameters, (PerUnit, Proportion, Steps))}
    for key, variant in row.variants.items():
        if key not in classes:
            yield must("variant", place, f"分类“{key}”不存在", "这个变体不起作用", "请先建立分类，或删去变体", row.key)
        for name in sorted(set(variant.targets) - with_target):
            known = any(rule.key == name for rule in row.rules)
            what = f"给规则“{name}”写了目标值，" + ("这种规则不用目标值" if known else "没有这条规则")
            yield must("variant-target", place, what, _UNKNOWN, "请删去或改到有目标值的规则上", row.key, name)


def _groups(rubric: Rubric, classes: set[str]) -> Iterator[Flaw]:
    for group in rubric.groups:
        for key in group.classes:
            if key not in classes:
                yield must("group-class", f"排名组“{group.label}”", f"分类“{key}”不存在", _UNKNOWN, "请选定已有的分类")
    held = [key for group in rubric.groups for key in group.classes]
    for key in _doubled(held):
        yield must("group-class", "排名组", f"分类“{key}”在两个组里", "一个单位只能在一个组里排名", "请只留一个组")
    if rubric.groups:
        for one in rubric.classes:
            if one.key not in held:
                yield look(
                    "group-class",
                    "排名组",
                    f"“{one.label}”类没有排名组",
                    "这类单位单独排名",
                    "请核对，需要时加入一个组",
                )
    yield from _kinds(rubric)


def _kinds(rubric: Rubric) -> Iterator[Flaw]:
    for kind in _doubled(kind for one in rubric.classes for kind in one.kinds):
        yield look("class-kind", "分类", f"单位类型“{kind}”归了两类", "系统不知道按哪一类考核", "请只归一类")


def _quota(rubric: Rubric, quota: Quota) -> Iterator[Flaw]:
    where, labels = f"“{quota.band}”名额", [band.label for band in rubric.bands]
    if quota.band not in labels:
        yield must("quota", where, f"等次“{quota.band}”不存在", _UNKNOWN, "请选定已有的等次")
    elif quota.band == labels[-1]:
        yield must("quota", where, "给最差的等次限了名额", "超出名额的没有更低的等次可定", "请去掉这条名额")
    if quota.group not in ({group.key for group in rubric.groups} or {""}):
        yield must("quota", where, f"排名组“{quota.group}”不存在", _UNKNOWN, "请选定已有的排名组")
    if quota.count is None and quota.share is None:
        yield must("quota", where, "没有写个数，也没有写比例", "名额不起作用", "请写个数或比例")
    if quota.share is not None and not 0 < quota.share <= 1:
        yield must("quota", where, "比例不在0和1之间", "五分之一应写0.2", "请改比例")
    if quota.count == 0:
        yield look("quota", where, "名额是0个", "没有单位能评上", "请核对")


def _tie(rubric: Rubric, tie: Tie) -> Iterator[Flaw]:
    if tie.by is TieKey.ROW and tie.key not in {row.key for row in rubric.rows}:
        yield must("tie", "并列比较", f"指标“{tie.key}”不存在", _UNKNOWN, "请选定已有的指标")
    if tie.by is TieKey.PART and tie.key not in {part.key for part in rubric.parts}:
        yield must("tie", "并列比较", f"考核时段“{tie.key}”不存在", _UNKNOWN, "请选定已有的考核时段")


def _veto(rubric: Rubric, veto: Veto) -> Iterator[Flaw]:
    where = f"一票否决“{veto.words or veto.key}”"
    labels = [band.label for band in rubric.bands]
    if not veto.words.strip():
        yield must("veto", where, "没有写什么情形", "否决必须有明确的情形", "请写上情形")
    if veto.effect in (VetoEffect.SET, VetoEffect.CEILING) and veto.band not in labels:
        yield must("veto", where, f"等次“{veto.band}”不存在", "否决不起作用", "请选定已有的等次")
    if veto.effect is VetoEffect.LOWER and (veto.levels < 1 or not labels):
        yield must("veto", where, "降低的等数小于1，或没有等次可降", "否决不起作用", "请写明降几等，并写上等次")
    if veto.effect is VetoEffect.SET and labels and veto.band == labels[0]:
        yield must("veto", where, f"直接定为最好的等次“{veto.band}”", "否决只能降低等次", "请改后果")
    if veto.span is VetoSpan.MONTHS and veto.months < 1:
        yield must("veto", where, "时限不到1个月", "否决不起作用", "请写月数")


def _ladder(rubric: Rubric, at: int, step: LadderStep) -> Iterator[Flaw]:
    where, known = f"问责阶梯第{at}级", {one.key: one for one in rubric.ladder}
    if step.after and step.after not in known:
        yield must("ladder", where, f"前一级“{step.after}”不存在", "这一级永远到不了", "请选定已有的一级")
    seen, before = {step.key}, step.after
    while before in known and before not in seen:
        seen.add(before)
        before = known[before].after
    if before and before in seen:
        yield must("ladder", where, "前一级绕了一圈又回到自己", "这一级永远到不了", "请改前一级")
    if step.trigger is Trigger.GRADE and step.word not in {band.label for band in rubric.bands}:
        yield must("ladder", where, f"等次“{step.word}”不存在", _UNKNOWN, "请选定已有的等次")
    if step.threshold <= 0:
        yield must("ladder", where, "门槛不大于0", "没有发生也会触发", "请写大于0的门槛")
    if not step.clause.strip():
        yield look("ladder", where, "没有写依据的条文", "问责要说得出依据", "请写上条文")
