"""指标检查 check rows: bounds, groups and 不适用 of each row, and what its rules amount to together."""

from collections.abc import Iterator

from respbook.rules.scoring.amounts import summed
from respbook.rules.scoring.base_rules import most_of
from respbook.rules.scoring.check_rules import rule_flaws
from respbook.rules.scoring.flaws import Flaw, look, must, row_place, rule_place
from respbook.rules.scoring.kinds import NotApplicableMode
from respbook.rules.scoring.rubric import Row, Rubric
from respbook.rules.scoring.rule_kinds import MAKING_BASE, Bonus, Presence, Proportion
from respbook.rules.scoring.words import points


def rows(rubric: Rubric) -> Iterator[Flaw]:
    """各行."""
    if not rubric.rows:
        yield must("no-rows", "指标", "一项也没有", "没有指标就没有得分", "请加指标")
    for at, row in enumerate(rubric.rows, 1):
        yield from _row(row_place(at, row), row)
        for which, rule in enumerate(row.rules, 1):
            yield from rule_flaws(rule_place(at, row, which, rule), row, rule)
    yield from _bonus(rubric)


def _row(place: str, row: Row) -> Iterator[Flaw]:
    if row.points < 0:
        yield must("points", place, f"分值是{points(row.points)}", "分值不能小于0", "请改分值", row.key)
    if not row.rules:
        yield must(
            "no-rule",
            place,
            "没有计分规则",
            "系统算不出这一行的分",
            "请加规则；由考核组评定的，请加“酌情评分”",
            row.key,
        )
    yield from _bounds(place, row)
    yield from _not_applicable(place, row)
    yield from _caps(place, row)
    yield from _base(place, row)


def _bounds(place: str, row: Row) -> Iterator[Flaw]:
    if row.ceiling is not None and row.floor is not None and row.ceiling < row.floor:
        yield must(
            "bounds",
            place,
            f"最高{points(row.ceiling)}低于最低{points(row.floor)}",
            "没有分可得",
            "请改最高分或最低分",
            row.key,
        )
    if row.floor is not None and row.floor > row.points:
        yield must(
            "bounds",
            place,
            f"最低{points(row.floor)}高于分值{points(row.points)}",
            "保底不能超过分值",
            "请改最低分",
            row.key,
        )
    if row.ceiling is not None and row.ceiling < row.points:
        yield look(
            "bounds",
            place,
            f"最高{points(row.ceiling)}低于分值{points(row.points)}",
            "满分拿不到",
            "请核对最高分",
            row.key,
        )


def _not_applicable(place: str, row: Row) -> Iterator[Flaw]:
    if row.na_mode is not NotApplicableMode.FIXED:
        return
    if row.na_points is None:
        yield must(
            "na-points", place, "不适用时得固定分，却没有写几分", "没有这项任务的单位只能得0分", "请写固定分", row.key
        )
    elif row.na_points > row.points:
        yield look(
            "na-points",
            place,
            f"不适用时得{points(row.na_points)}，高于分值{points(row.points)}",
            "没有任务反而得分更多",
            "请核对",
            row.key,
        )


def _caps(place: str, row: Row) -> Iterator[Flaw]:
    for group in row.groups:
        where = f"{place}合并封顶“{group.label or group.key}”"
        members = sum(rule.group == group.key for rule in row.rules)
        if group.cap <= 0:
            yield must("group-cap", where, f"封顶是{points(group.cap)}", "封顶必须大于0", "请改封顶分", row.key)
        elif group.cap > row.points:
            yield look(
                "group-cap",
                where,
                f"封顶{points(group.cap)}高于分值{points(row.points)}",
                "分值扣完为止，封顶不起作用",
                "请核对封顶分",
                row.key,
            )
        if members < 2:
            yield look(
                "group-cap",
                where,
                f"只有{members}条规则在这一组",
                "合并封顶至少要有两条规则",
                "请把有关规则归到这一组，或改用单条封顶",
                row.key,
            )


def _base(place: str, row: Row) -> Iterator[Flaw]:
    """What all base rules bring at the most is the row's points."""
    making = [rule for rule in row.rules if isinstance(rule.parameters, MAKING_BASE)]
    if not making or any(rule.code == "STEP" for rule in making):
        return
    most = summed(most_of(rule.parameters, row.points) for rule in making)
    lists = [rule for rule in making if isinstance(rule.parameters, Presence)]
    if most != row.points and len(lists) == len(making):
        yield must(
            "entries-points",
            place,
            f"清单各项合计{points(most)}，分值是{points(row.points)}",
            "各项都有也得不到满分" if most < row.points else "各项都有会超过分值",
            "请改清单的分或改分值",
            row.key,
        )
    elif most != row.points:
        yield look(
            "base-points",
            place,
            f"各条规则最多合计{points(most)}，分值是{points(row.points)}",
            "全做到也得不到满分" if most < row.points else "超出分值的部分不计",
            "请核对",
            row.key,
        )
    for rule in making:
        if isinstance(rule.parameters, Proportion):
            yield from _reach(place, row, rule.parameters, rule.key)


def _reach(place: str, row: Row, rate: Proportion, key: str) -> Iterator[Flaw]:
    slope = row.points if rate.slope is None else rate.slope
    whole = slope + rate.offset
    if whole < most_of(rate, row.points):
        yield look(
            "slope",
            place,
            f"完成100%按公式得{points(whole)}，规则最多可得{points(most_of(rate, row.points))}",
            "全部完成也得不到最多分",
            "请核对系数和加减数",
            row.key,
            key,
        )


def _bonus(rubric: Rubric) -> Iterator[Flaw]:
    outside = [
        rule
        for row in rubric.rows
        for rule in row.rules
        if isinstance(rule.parameters, Bonus) and not rule.parameters.within_row
    ]
    total = rubric.total
    if total.bonus_cap is not None and total.bonus_cap < 0:
        yield must("bonus-cap", "加分", f"封顶是{points(total.bonus_cap)}", "封顶不能小于0", "请改封顶分")
    if outside and total.bonus_cap is None and any(rule.cap is None for rule in outside):
        yield look(
            "bonus-cap", "加分", "没有封顶", "加分多的单位可以抵掉应扣的分", "请写加分封顶，或给每条加分规则写封顶"
        )
    if total.bonus_cap is not None and not outside:
        yield look("bonus-cap", "加分", "写了封顶，却没有加分规则", "封顶不起作用", "请核对")
    if total.ceiling is not None and total.ceiling < total.full:
        yield look(
            "total-ceiling",
            "总分",
            f"总分最多{points(total.ceiling)}，满分是{points(total.full)}",
            "满分拿不到",
            "请核对",
        )
