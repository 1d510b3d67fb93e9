"""明细文字 lists: 清单, 分档, 名次段, 各级分值 and the like as people type them, one a line or parted by ；, and back.

What is typed is ``名称：分值``; the last colon parts the two. What cannot be read raises NotRead with a sentence.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from respbook.rules.chinese import figure
from respbook.rules.findings import SOURCE_LABELS
from respbook.rules.scoring.rubric import CapGroup, Example, Variant
from respbook.rules.scoring.rule_kinds import Direction, Entry, Place, Stage
from respbook.rules.scoring.sentences import by_weight, level_words, stage_words
from respbook.rules.typed import read_number, whole_in

LARGEST_POINTS = Decimal(99_999)
_PARTED = re.compile(r"^(.*?)\s*[：:=＝]\s*([^：:=＝]*)$", re.S)
_LAST = re.compile(r"^(.*\S)[\s,，]+([-+－＋]?[0-9０-９.．]+)\s*分?$", re.S)
_KEYED = re.compile(r"^(.*?)\s*\[([a-z0-9-]{1,24})\]$", re.S)
_BOUND = re.compile(r"^(≥|>=|＞=|>|＞|≤|<=|＜=|<|＜)\s*(.+)$")
_PLACE = re.compile(r"^第?\s*(\d{1,4})\s*(?:[-－—~至到]\s*第?\s*(\d{1,4}))?\s*名?$")
_SHA = re.compile(r"^(好|差)\s+([0-9a-f]{64})\s*(.*)$", re.S)
_LEVELS = {label: key.value for key, label in SOURCE_LABELS.items()}


class NotRead(ValueError):
    """读不出: the sentence says what stands there and what should."""


def points_in(text: str, label: str = "分值") -> Decimal:
    """分值, a plain number. Raises NotRead."""
    number = read_number(text.strip().removesuffix("分"))
    if number is None:
        raise NotRead(f"{label}“{text.strip()[:20]}”不是数，应填数字，最多三位小数。")
    if abs(number) > LARGEST_POINTS:
        raise NotRead(f"{label}“{text.strip()[:20]}”太大，不能超过{LARGEST_POINTS:,}。")
    return number


def items_of(text: str) -> list[str]:
    """各项: one a line; a single line may part them by ；."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) == 1:
        lines = [each.strip() for each in re.split(r"[；;]", lines[0]) if each.strip()]
    return lines


def _pair(item: str, example: str) -> tuple[str, Decimal]:
    found = _PARTED.match(item) or _LAST.match(item)
    if found is None or not found[1].strip():
        raise NotRead(f"“{item[:30]}”应写成“名称：分值”，例如“{example}”。")
    return found[1].strip(), points_in(found[2])


def joined_lines(items: Iterable[str]) -> str:
    """各项, one a line."""
    return "\n".join(items)


def read_entries(text: str, before: Sequence[Entry] = ()) -> tuple[Entry, ...]:
    """清单. An entry keeps the key that its label had before; ``[k]`` behind the label names one. Raises NotRead."""
    known = {entry.label: entry.key for entry in before}
    taken = set(known.values())
    made: list[Entry] = []
    for place, item in enumerate(items_of(text), 1):
        label, value = _pair(item, "年度方案：2")
        keyed = _KEYED.match(label)
        if keyed:
            label, key = keyed[1].strip(), keyed[2]
        else:
            key = known.get(label) or (f"e{place}" if f"e{place}" not in taken else free_key("e", taken))
        if key in {entry.key for entry in made} or label in {entry.label for entry in made}:
            raise NotRead(f"“{label[:30]}”写了两次，每一项只写一次。")
        taken.add(key)
        made.append(Entry(key, label, value))
    return tuple(made)


def free_key(prefix: str, taken: Iterable[str]) -> str:
    """空着的编号: one higher than the highest that was given."""
    numbers = [int(key[len(prefix) :]) for key in taken if key.startswith(prefix) and key[len(prefix) :].isdecimal()]
    return f"{prefix}{max(numbers, default=0) + 1}"


def write_entries(entries: Sequence[Entry], keyed: bool = False) -> str:
    """清单文字; ``keyed``: with the keys that reading would not give by itself."""
    return joined_lines(
        f"{entry.label}{f'[{entry.key}]' if keyed and entry.key != f'e{place}' else ''}：{figure(entry.value)}"
        for place, entry in enumerate(entries, 1)
    )


def read_values(text: str) -> dict[str, Decimal]:
    """各级分值: 县级：3; a word that is no finder is a level of its own. Raises NotRead."""
    made: dict[str, Decimal] = {}
    for item in items_of(text):
        label, value = _pair(item, "县级：3")
        key = _LEVELS.get(label, label)
        if key in made:
            raise NotRead(f"“{label[:30]}”写了两次，每一级只写一次。")
        made[key] = value
    return made


def write_values(values: Mapping[str, Decimal]) -> str:
    """各级分值的文字."""
    return joined_lines(f"{level_words(key)}：{figure(value)}" for key, value in by_weight(values))


def read_stages(text: str, direction: Direction = Direction.AT_LEAST) -> tuple[Stage, ...]:
    """分档: ≥90：5, ＞80：3, or by name 优：5. Raises NotRead."""
    made = []
    more = direction is Direction.AT_LEAST
    for item in items_of(text):
        label, value = _pair(item, "≥90：5" if more else "≤2：5")
        bound = _BOUND.match(label)
        if bound is None:
            made.append(Stage(value, label=label))
            continue
        mark = bound[1].replace("＞", ">").replace("＜", "<")
        if mark.startswith((">", "≥")) != more:
            wanted = "≥或＞" if more else "≤或＜"
            raise NotRead(f"“{item[:30]}”的方向与“{'越高越好' if more else '越低越好'}”不符，这里应写{wanted}。")
        made.append(Stage(value, _bound(bound[2]), mark not in (">", "<")))
    return tuple(made)


def _bound(text: str) -> Decimal:
    plain = text.strip().replace("％", "%")
    number = read_number(plain.removesuffix("%"), 1 if plain.endswith("%") else 3)
    if number is None:
        raise NotRead(f"档界“{text.strip()[:20]}”不是数。")
    return number / 100 if plain.endswith("%") else number


def write_stages(stages: Sequence[Stage], direction: Direction = Direction.AT_LEAST) -> str:
    """分档文字."""
    return joined_lines(f"{stage_words(stage, direction)}：{figure(stage.value)}" for stage in stages)


def read_places(text: str) -> tuple[Place, ...]:
    """名次段: 1-3：10, 4：8. Raises NotRead."""
    made = []
    for item in items_of(text):
        label, value = _pair(item, "1-3：10")
        found = _PLACE.match(label)
        if found is None:
            raise NotRead(f"“{item[:30]}”应写成“名次：分值”，例如“1-3：10”。")
        made.append(Place(int(found[1]), int(found[2] or found[1]), value))
    return tuple(made)


def write_places(places: Sequence[Place]) -> str:
    """名次段文字."""
    return joined_lines(
        f"{place.first}{f'-{place.last}' if place.last != place.first else ''}：{figure(place.value)}"
        for place in places
    )


def read_numbers(text: str) -> tuple[Decimal, ...]:
    """一串数: 1、2、3. Raises NotRead."""
    return tuple(points_in(each, "倍数") for each in re.split(r"[、\s；;]+", text.strip()) if each)


def write_numbers(numbers: Sequence[Decimal]) -> str:
    """一串数的文字."""
    return "、".join(figure(number) for number in numbers)


def read_groups(text: str, before: Sequence[CapGroup] = ()) -> tuple[CapGroup, ...]:
    """合并封顶组: 秸秆类：5; keys as with 清单. Raises NotRead."""
    known = tuple(Entry(group.key, group.label, group.cap) for group in before)
    made: list[Entry] = []
    for place, entry in enumerate(read_entries(text, known), 1):
        fresh = entry.key == f"e{place}" and entry.key not in {one.key for one in known}
        key = free_key("g", [one.key for one in (*known, *made)]) if fresh else entry.key
        made.append(Entry(key, entry.label, entry.value))
    return tuple(CapGroup(entry.key, entry.label, entry.value) for entry in made)


def write_groups(groups: Sequence[CapGroup], keyed: bool = False) -> str:
    """合并封顶组文字."""
    return joined_lines(f"{group.label}{f'[{group.key}]' if keyed else ''}：{figure(group.cap)}" for group in groups)


def read_variants(text: str, classes: Mapping[str, str]) -> dict[str, Variant]:
    """分类变体: 村：8（r1-1＝30）, 镇属单位：不适用, 社区：同（r1-1＝20）. ``classes``: key → label. Raises NotRead."""
    keys = {label: key for key, label in classes.items()}
    made: dict[str, Variant] = {}
    for item in items_of(text):
        body, _, rest = item.rstrip("）)").replace("(", "（").partition("（")
        label, mark, said = body.partition("：")
        label, said = label.strip(), said.strip()
        if not mark:
            raise NotRead(f"“{item[:30]}”应写成“分类：分值”或“分类：不适用”。")
        key = keys.get(label, label)
        if classes and key not in classes:
            raise NotRead(f"没有“{label[:20]}”这一分类，请先在“分类”中增加。")
        targets: dict[str, Decimal] = {}
        for each in filter(None, (one.strip() for one in rest.split("、"))):
            rule, _, amount = each.replace("=", "＝").partition("＝")
            number = read_number(amount)
            if number is None:
                raise NotRead(f"“{each[:30]}”应写成“规则编号＝目标数”。")
            targets[rule.strip()] = number
        points = None if said in ("", "同", "不适用") else points_in(said)
        made[key] = Variant(said != "不适用", points, targets)
    return made


def write_variants(variants: Mapping[str, Variant], classes: Mapping[str, str]) -> str:
    """分类变体的文字."""
    told = []
    for key, variant in variants.items():
        said = "不适用" if not variant.applies else "同" if variant.points is None else figure(variant.points)
        targets = "、".join(f"{rule}＝{figure(amount)}" for rule, amount in variant.targets.items())
        told.append(f"{classes.get(key, key)}：{said}{f'（{targets}）' if targets else ''}")
    return joined_lines(told)


FilterWords = Mapping[str, tuple[str, Mapping[str, str]]]
"""Key of a filter → its label, and what may be chosen (code → label; empty: free words)."""


def read_filters(text: str, known: FilterWords) -> dict[str, tuple[str, ...]]:
    """取数条件: 问题类别：秸秆焚烧、扬尘防控. Raises NotRead."""
    keys = {label: key for key, (label, _) in known.items()}
    made: dict[str, tuple[str, ...]] = {}
    for item in items_of(text):
        label, mark, said = item.partition("：")
        key = keys.get(label.strip(), label.strip())
        if not known:
            raise NotRead("这种来源没有可选的条件，请清空“取数条件”。")
        if not mark or key not in known:
            raise NotRead(f"“{item[:30]}”不认识，条件可写{'、'.join(keys)}，例如“问题类别：秸秆焚烧”。")
        made[key] = tuple(_option(each.strip(), *known[key]) for each in said.split("、") if each.strip())
    return made


def _option(word: str, label: str, options: Mapping[str, str]) -> str:
    found = next((code for code, words in options.items() if word in (code, words)), word if not options else None)
    if found is None:
        raise NotRead(f"“{label}”中的“{word[:20]}”不认识，可填：{'、'.join(options.values())}。")
    return found


def write_filters(filters: Mapping[str, tuple[str, ...]], known: FilterWords) -> str:
    """取数条件的文字."""
    told = []
    for key, words in filters.items():
        label, options = known.get(key, (key, {}))
        told.append(f"{label}：{'、'.join(options.get(each, each) for each in words)}")
    return joined_lines(told)


def read_examples(text: str) -> tuple[Example, ...]:
    """样照: 好 or 差, the digest of the photo, a word. Raises NotRead."""
    made = []
    for item in items_of(text):
        found = _SHA.match(item)
        if found is None:
            raise NotRead("样照请在页面上从佐证照片中选，这一格不要手工填写。")
        made.append(Example(found[2], found[1] == "好", found[3].strip()))
    return tuple(made)


def write_examples(examples: Sequence[Example]) -> str:
    """样照的文字."""
    return joined_lines(f"{'好' if one.good else '差'} {one.sha256} {one.words}".rstrip() for one in examples)


def read_ids(text: str) -> tuple[int, ...]:
    """一串登记号. Raises NotRead."""
    made = []
    for each in filter(None, re.split(r"[、,，\s；;]+", text)):
        number = whole_in(each)
        if number is None:
            raise NotRead(f"“{each[:20]}”不是登记号，登记号是整数。")
        made.append(number)
    return tuple(dict.fromkeys(made))
