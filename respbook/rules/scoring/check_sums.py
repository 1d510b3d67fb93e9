"""合计检查 check sums: rows against the full points, per class and part; heads against what stands under them (field.md 10.10)."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from respbook.rules.chinese import joined
from respbook.rules.scoring.amounts import summed
from respbook.rules.scoring.flaws import Flaw, look, must, named_points, row_place
from respbook.rules.scoring.kinds import Combine
from respbook.rules.scoring.rubric import EVERYBODY, Part, Row, Rubric
from respbook.rules.scoring.words import points


def sums(rubric: Rubric) -> Iterator[Flaw]:
    """各处合计."""
    yield from _of_total(rubric)
    classes = [(one.key, f"“{one.label}”类") for one in rubric.classes] or [(EVERYBODY, "")]
    for key, label in classes:
        yield from _of_class(rubric, key, label)
    yield from _between_classes(rubric)
    yield from _heads(rubric)


def _of_total(rubric: Rubric) -> Iterator[Flaw]:
    total = rubric.total
    if total.full <= 0:
        yield must("full", "总分", f"满分是{points(total.full)}", "满分必须大于0", "请填写满分，一般为100分")
    if not rubric.parts:
        return
    weights = summed(part.weight for part in rubric.parts)
    if weights != total.full:
        names = "＋".join(f"{part.label}{points(part.weight)}" for part in rubric.parts)
        yield must(
            "weights",
            "考核时段",
            f"各时段权重合计{points(weights)}（{names}），满分是{points(total.full)}",
            "合计与满分不一致，总分就不是百分之百",
            f"请把权重调整到合计{points(total.full)}",
        )


def _of_class(rubric: Rubric, key: str, label: str) -> Iterator[Flaw]:
    rows = [row for row in rubric.rows if row.applies_to(key)]
    if not rubric.parts:
        yield from _whole(rubric, key, label, rows)
        return
    for part in rubric.parts:
        yield from _of_part(
            rubric, key, f"{label}{part.label}", part, [row for row in rows if row.part in ("", part.key)]
        )


def _whole(rubric: Rubric, key: str, label: str, rows: Sequence[Row]) -> Iterator[Flaw]:
    full, held = rubric.total.full, summed(row.points_for(key) for row in rows)
    if held == full or (rubric.total.convert and held > 0):
        return
    differs = f"{'少' if held < full else '多'}{points(abs(full - held))}"
    yield must(
        "sum",
        f"{label}指标" if label else "指标",
        f"各项分值合计{points(held)}，满分是{points(full)}，{differs}",
        "一分不扣也得不到满分" if held < full else "不加分也会超过满分",
        f"请把分值改到合计{points(full)}；确需按实际合计折算的，请在总分中选定“折算”",
    )


def _of_part(rubric: Rubric, key: str, label: str, part: Part, rows: Sequence[Row]) -> Iterator[Flaw]:
    held = summed(row.points_for(key) for row in rows)
    if not held:
        if part.weight:
            yield must(
                "part-empty",
                label,
                "没有指标",
                f"这个时段占{points(part.weight)}，却没有可以得分的指标",
                "请加指标，或取消这个时段",
            )
        return
    allowed = {part.weight, rubric.total.full}
    if part.combine is Combine.SUM and part.times:
        allowed.add(part.weight / part.times)
    if held not in allowed and not rubric.total.convert:
        yield must(
            "part-sum",
            label,
            f"各项分值合计{points(held)}，既不是本时段权重{points(part.weight)}，也不是{points(rubric.total.full)}",
            "得分怎样折算到权重，村里看不明白",
            f"请把分值改到合计{points(part.weight)}或{points(rubric.total.full)}；确需折算的，请在总分中选定“折算”",
        )


def _headings(rubric: Rubric, key: str) -> dict[tuple[str, str], Decimal]:
    found: dict[tuple[str, str], Decimal] = {}
    for row in rubric.rows:
        if row.heading and row.applies_to(key):
            of = (row.part, row.heading)
            found[of] = found.get(of, Decimal(0)) + row.points_for(key)
    return found


def _between_classes(rubric: Rubric) -> Iterator[Flaw]:
    """R22: sub-points differ by class, but their parents have the same total."""
    tables = {one.label: _headings(rubric, one.key) for one in rubric.classes}
    for part, heading in dict.fromkeys(of for table in tables.values() for of in table):
        held = {label: table[part, heading] for label, table in tables.items() if (part, heading) in table}
        if len(set(held.values())) > 1:
            told = joined(f"{label}{points(figure)}" for label, figure in held.items())
            yield look(
                "heading-classes",
                f"“{heading}”",
                f"各类单位的小计不同：{told}",
                "同一类指标对各类单位一般应同样分量",
                "请核对；有意如此的可以不改",
            )


def _heads(rubric: Rubric) -> Iterator[Flaw]:
    """Head 3 points, body 4 (R41); head 9, body 15 (R66)."""
    keys = [one.key for one in rubric.classes] or [EVERYBODY]
    tables = [_headings(rubric, key) for key in keys]
    for part, heading in dict.fromkeys(of for table in tables for of in table):
        named = named_points(heading)
        held = {table[part, heading] for table in tables if (part, heading) in table}
        if len(named) == 1 and named[0] not in held:
            yield must(
                "heading-points",
                f"“{heading}”",
                f"标题写的是{points(named[0])}，下面各项合计{points(min(held))}",
                "标题和内容不一致，得分会有争议",
                "请改标题或改分值",
            )
    for at, row in enumerate(rubric.rows, 1):
        yield from _row_head(at, row, {row.points, *(row.points_for(key) for key in keys)})


def _row_head(at: int, row: Row, held: set[Decimal]) -> Iterator[Flaw]:
    place = row_place(at, row)
    named = named_points(row.title)
    if len(named) == 1 and named[0] not in held:
        yield must(
            "title-points",
            place,
            f"名称写的是{points(named[0])}，分值是{points(row.points)}",
            "名称和分值不一致，得分会有争议",
            "请改名称或改分值",
            row.key,
        )
    body = named_points(row.standard)
    if body and not held & {summed(body), *(body if len(body) == 1 else [])}:
        told = "＋".join(points(figure) for figure in body)
        yield (must if len(body) == 1 else look)(
            "standard-points",
            place,
            f"评分标准写的是{told}{f'＝{points(summed(body))}' if len(body) > 1 else ''}，分值是{points(row.points)}",
            "评分标准和分值不一致，得分会有争议",
            "请改评分标准或改分值",
            row.key,
        )
