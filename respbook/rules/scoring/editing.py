"""修改细则 editing: pure changes of a rubric; keys stay with their rows and rules, whatever is moved or renamed (features A1)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from respbook.rules.errors import RuleBroken
from respbook.rules.scoring.amounts import summed
from respbook.rules.scoring.rubric import Example, Row, Rubric, Rule, Variant
from respbook.rules.scoring.typed_lists import free_key

MOST_ROWS = 200
MOST_RULES = 20
MOST_EXAMPLES = 6
"""Photos of one row, good and bad."""

Transform = Callable[[Rubric], Rubric]


def blank(title: str) -> Rubric:
    """空白细则."""
    return Rubric(title, ())


def retitled(rubric: Rubric, title: str) -> Rubric:
    """改名."""
    return replace(rubric, title=" ".join(title.split()))


def next_row_key(rubric: Rubric) -> str:
    """下一行的编号: r5; a number that was given once is not given again while a higher one stands."""
    return free_key("r", (row.key for row in rubric.rows))


def next_rule_key(row: Row) -> str:
    """下一条规则的编号: r5-2."""
    return free_key(f"{row.key}-", (rule.key for rule in row.rules))


def found_row(rubric: Rubric, key: str) -> Row:
    """一行. Raises RuleBroken when somebody has removed it."""
    row = next((row for row in rubric.rows if row.key == key), None)
    if row is None:
        raise RuleBroken("这一行指标已被删除，请返回细则重新选择。")
    return row


def found_rule(row: Row, key: str) -> Rule:
    """一条规则. Raises RuleBroken when somebody has removed it."""
    rule = next((rule for rule in row.rules if rule.key == key), None)
    if rule is None:
        raise RuleBroken("这一条规则已被删除，请返回指标重新选择。")
    return rule


def put_row(rubric: Rubric, row: Row) -> Rubric:
    """放入一行: in the place of the one with its key, or at the end of its heading. Raises RuleBroken."""
    if any(each.key == row.key for each in rubric.rows):
        return replace(rubric, rows=tuple(row if each.key == row.key else each for each in rubric.rows))
    if len(rubric.rows) >= MOST_ROWS:
        raise RuleBroken(f"指标最多{MOST_ROWS}行。")
    alike = [at for at, each in enumerate(rubric.rows, 1) if each.heading == row.heading]
    at = alike[-1] if alike else len(rubric.rows)
    return replace(rubric, rows=(*rubric.rows[:at], row, *rubric.rows[at:]))


def move_row(rubric: Rubric, key: str, by: int) -> Rubric:
    """移动一行 up (-1) or down (1); at the edge it stays."""
    rows = list(rubric.rows)
    at = rows.index(found_row(rubric, key))
    to = min(max(at + by, 0), len(rows) - 1)
    rows.insert(to, rows.pop(at))
    return replace(rubric, rows=tuple(rows))


def remove_row(rubric: Rubric, key: str) -> Rubric:
    """删去一行; what ties compare by it is dropped with it."""
    found_row(rubric, key)
    ties = tuple(tie for tie in rubric.ties if not (tie.by == "row" and tie.key == key))
    return replace(rubric, rows=tuple(row for row in rubric.rows if row.key != key), ties=ties)


def put_rule(rubric: Rubric, row_key: str, rule: Rule, targets: Mapping[str, Decimal | None] | None = None) -> Rubric:
    """放入一条规则; ``targets``: the figure of each class that has its own, None: as the rule says. Raises RuleBroken."""
    row = found_row(rubric, row_key)
    known = any(each.key == rule.key for each in row.rules)
    if not known and len(row.rules) >= MOST_RULES:
        raise RuleBroken(f"一行指标最多{MOST_RULES}条规则。")
    rules = tuple(rule if each.key == rule.key else each for each in row.rules) if known else (*row.rules, rule)
    variants = dict(row.variants)
    for class_key, target in (targets or {}).items():
        variant = variants.get(class_key, Variant())
        own = {key: amount for key, amount in variant.targets.items() if key != rule.key}
        if target is not None:
            own[rule.key] = target
        variants[class_key] = replace(variant, targets=own)
    kept = {key: variant for key, variant in variants.items() if variant != Variant()}
    return put_row(rubric, replace(row, rules=rules, variants=kept))


def move_rule(rubric: Rubric, row_key: str, key: str, by: int) -> Rubric:
    """移动一条规则 within its row."""
    row = found_row(rubric, row_key)
    rules = list(row.rules)
    at = rules.index(found_rule(row, key))
    rules.insert(min(max(at + by, 0), len(rules) - 1), rules.pop(at))
    return put_row(rubric, replace(row, rules=tuple(rules)))


def remove_rule(rubric: Rubric, row_key: str, key: str) -> Rubric:
    """删去一条规则 and the figures that classes had for it."""
    row = found_row(rubric, row_key)
    found_rule(row, key)
    variants = {
        class_key: replace(variant, targets={each: amount for each, amount in variant.targets.items() if each != key})
        for class_key, variant in row.variants.items()
    }
    kept = {class_key: variant for class_key, variant in variants.items() if variant != Variant()}
    rules = tuple(rule for rule in row.rules if rule.key != key)
    return put_row(rubric, replace(row, rules=rules, variants=kept))


def put_setting(rubric: Rubric, name: str, value: Any) -> Rubric:
    """放入一处设定: 总分, 时段, 等次 and the like, whole."""
    return replace(rubric, **{name: value})


def add_example(rubric: Rubric, row_key: str, example: Example) -> Rubric:
    """加一张样照; the same photo is there once. Raises RuleBroken."""
    row = found_row(rubric, row_key)
    others = tuple(each for each in row.examples if each.sha256 != example.sha256)
    if len(others) >= MOST_EXAMPLES:
        raise RuleBroken(f"一行指标最多放{MOST_EXAMPLES}张样照，请先撤下一张。")
    return put_row(rubric, replace(row, examples=(*others, example)))


def remove_example(rubric: Rubric, row_key: str, sha256: str) -> Rubric:
    """撤下一张样照."""
    row = found_row(rubric, row_key)
    return put_row(rubric, replace(row, examples=tuple(each for each in row.examples if each.sha256 != sha256)))


def sums(rubric: Rubric) -> Mapping[str, Mapping[str, Decimal]]:
    """各类分值合计: label of the class (全部 where there are none) → label of the part → points of its rows."""
    classes = {one.key: one.label for one in rubric.classes} or {"": "全部单位"}
    parts = {part.key: part.label for part in rubric.parts} or {"": ""}
    return {
        label: {
            words: summed(row.points_for(key) for row in rubric.rows if not row.part or row.part == part)
            for part, words in parts.items()
        }
        for key, label in classes.items()
    }


def carried(rubric: Rubric, title: str, clauses: Iterable[str], targets: Mapping[int, int]) -> Rubric:
    """结转到另一年: links that the other programme has too are kept (``targets``: old id → new id), the others dropped."""
    known = set(clauses)
    rows = tuple(
        replace(
            row,
            clause_ids=tuple(each for each in row.clause_ids if each in known),
            target_ids=tuple(targets[each] for each in row.target_ids if each in targets),
        )
        for row in rubric.rows
    )
    return replace(rubric, title=title, rows=rows)
