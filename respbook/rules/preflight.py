"""签发前体检 preflight: what would go wrong on paper, found before a number is taken (features L8, X17; field.md 10).

Each finding says what, why and what to do, and names the thing and the field that its line links to.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping

from respbook.rules import numbering, preflight_dates, preflight_duty, preflight_wording, wording
from respbook.rules.chinese import day
from respbook.rules.errors import RuleBroken
from respbook.rules.issue_facts import IssueFacts, LetterFacts, ProgrammeFacts, TargetFacts, UnitFacts
from respbook.rules.preflight_flaws import Flaw, shown
from respbook.rules.scopes import scope_of
from respbook.rules.splitting import balance

MOST_CHARACTERS = 5000
"""Characters of a letter beyond which the village will hardly read it (field.md 10 item 16)."""


def examine(facts: IssueFacts) -> list[Flaw]:
    """签发前体检: all findings, those that stop first, each once."""
    found = (
        *_programme(facts.programme),
        *_units(facts.units),
        *_targets(facts),
        *_clauses(facts),
        *_letters(facts),
        *_rare_characters(facts),
        *preflight_dates.examine(facts),
        *preflight_wording.examine(facts),
        *preflight_duty.examine(facts),
    )
    return sorted(dict.fromkeys(found), key=lambda finding: finding.level != "stop")


def unsettled(findings: Iterable[Flaw], waived: Collection[tuple[str, str]] = ()) -> list[Flaw]:
    """未了问题: what still forbids issuing: every stop, and every warning that nobody has waived for this content."""
    return [finding for finding in findings if finding.level == "stop" or finding.key not in waived]


def _programme(programme: ProgrammeFacts) -> Iterator[Flaw]:
    about = ("programme", programme.id)
    try:
        numbering.check_pattern(programme.number_pattern)
    except RuleBroken as refusal:
        yield Flaw("stop", refusal.sentence, about, "number_pattern")
    else:
        if numbering.YEAR not in programme.number_pattern:
            what = f"文号格式中没有“{numbering.YEAR}”，下一年度会出现同号；建议写作“〔{numbering.YEAR}〕”。"
            yield Flaw("warn", what, about, "number_pattern", programme.number_pattern)
    if not any(holder.name.strip() for holder in programme.signers):
        what = f"甲方“{programme.issuer}”没有签字人，责任书无人代表甲方签订；请在方案中指定签字领导。"
        yield Flaw("stop", what, about, "signers")
    if programme.unchecked:
        what = (
            f"沿用上年的内容还有{programme.unchecked}条没有核对，责任书上可能留有上年的数字、日期和人名；"
            "请到待核对清单逐条核对，不必核对的请说明理由。"
        )
        yield Flaw("warn", what, about, "carry_over", str(programme.unchecked))
    yield from _term(programme, about)


def _term(programme: ProgrammeFacts, about: tuple[str, int]) -> Iterator[Flaw]:
    starts, ends = day(programme.term_from), day(programme.term_to)
    if programme.term_to < programme.term_from:
        yield Flaw("stop", f"责任期限的止期{ends}早于起期{starts}，期限不成立；请更正起止日期。", about, "term_to")
    elif not programme.term_from.year <= programme.year <= programme.term_to.year:
        what = f"方案年度{programme.year}年不在责任期限（{starts}至{ends}）内，标题与期限矛盾；请核对年度或期限。"
        yield Flaw("stop", what, about, "year")
    elif programme.issue_on and programme.issue_on > programme.term_to:
        what = f"签发日期{day(programme.issue_on)}晚于责任期限止期{ends}，签发时期限已过；请核对签发日期或期限。"
        yield Flaw("stop", what, about, "issue_on")


def _units(units: tuple[UnitFacts, ...]) -> Iterator[Flaw]:
    times = Counter(unit.name for unit in units)
    for unit in units:
        about = ("unit", unit.id)
        if not unit.head.strip() and not any(holder.name.strip() for holder in unit.holders):
            what = f"“{unit.name}”没有负责人，责任书无人签字；请在单位名册中补录现任负责人。"
            yield Flaw("stop", what, about, "head")
        if times[unit.name] > 1:
            what = f"有{times[unit.name]}个单位同名“{unit.name}”，收到责任书后无法区分；请改用带上级名称的全称。"
            yield Flaw("stop", what, about, "name")


def _targets(facts: IssueFacts) -> Iterator[Flaw]:
    if not facts.targets:
        what = "本方案没有目标任务，责任书没有可考核的内容；请先建立目标任务并分解到单位。"
        yield Flaw("stop", what, ("programme", facts.programme.id), "targets")
    times = Counter(target.name for target in facts.targets)
    for target in facts.targets:
        about = ("target", target.id)
        if times[target.name] > 1:
            what = f"目标“{target.name}”出现{times[target.name]}次，填充项分不清取哪一个；请改为不同名称。"
            yield Flaw("stop", what, about, "name")
        if not target.units:
            what = f"目标“{target.name}”没有承担单位，写入后无人落实；请指定承担单位，或删去该目标。"
            yield Flaw("stop" if target.divided else "warn", what, about, "units", target.wording)
        elif target.divided:
            yield from _division(target, about)
        if target.baseless:
            what = (
                f"目标“{target.name}”以{target.baseless}年为基准，基准年数值没有填写，年底无从比较；"
                "请补填，各单位基数不一的请说明理由。"
            )
            yield Flaw("warn", what, about, "base_amount", target.wording)
        yield from _deadline(target, facts.programme, about)


def _division(target: TargetFacts, about: tuple[str, int]) -> Iterator[Flaw]:
    if target.total is None:
        what = f"目标“{target.name}”未填全镇总量，无法核对分解；请填写总量。"
        yield Flaw("stop", what, about, "amount")
        return
    if empty := sum(part is None for part in target.parts):
        what = f"目标“{target.name}”还有{empty}个承担单位未填数，责任书上会留空；请分解到每个单位，不承担的请取消。"
        yield Flaw("stop", what, about, "allocations")
    state = balance(target.total, target.parts, target.unit_word)
    if state.even or target.shortfall_reason.strip():
        return
    why = "全镇目标会落空" if state.short > 0 else "各单位之和与全镇总量不符"
    what = f"目标“{target.name}”{state.sentence}，{why}；请调整分解，或填写不等于总量的理由。"
    yield Flaw("stop", what, about, "allocations")


def _deadline(target: TargetFacts, programme: ProgrammeFacts, about: tuple[str, int]) -> Iterator[Flaw]:
    if target.due_on is None or programme.term_to < programme.term_from:
        return
    if programme.term_from <= target.due_on <= programme.term_to:
        return
    term = f"{day(programme.term_from)}至{day(programme.term_to)}"
    what = f"目标“{target.name}”的完成时限{day(target.due_on)}不在责任期限（{term}）内；请更正时限或期限。"
    yield Flaw("stop", what, about, "due_on")


def _clauses(facts: IssueFacts) -> Iterator[Flaw]:
    known = (*wording.FIELDS, *wording.BLOCKS)
    targets = tuple(target.name for target in facts.targets)
    used = {(clause.kind, clause.id) for letter in facts.letters for clause in letter.clauses}
    for clause in facts.clauses:
        about = (clause.kind, clause.id)
        for problem in wording.check(clause.text, known, targets):
            yield Flaw("stop", f"{shown(clause)}{problem.sentence}", about, "text")
        if clause.tag and about not in used:
            what = (
                f"{shown(clause)}只适用于“{scope_of(clause.tag).words}”单位，本批没有这样的单位，不会印出；请核对标签。"
            )
            yield Flaw("warn", what, about, "tag", clause.text)
        if not _has_words(clause.text):
            how = "本条只对部分单位适用，" if clause.tag else ""
            what = f"{shown(clause)}没有内容，{how}印出后是空条；请补写内容，或删去此条。"
            yield Flaw("stop", what, about, "text")


def _has_words(text: str) -> bool:
    return any(mark.isalnum() for mark in text)


def _letters(facts: IssueFacts) -> Iterator[Flaw]:
    known = {*wording.FIELDS, *(wording.TARGET + target.name for target in facts.targets)}
    for letter in facts.letters:
        names = {name for clause in letter.clauses for name in wording.fields_in(clause.text)}
        yield from _table(letter, names)
        yield from _values(letter, known)
        if _at_most(letter) > MOST_CHARACTERS < (length := _characters(letter)):
            what = (
                f"“{letter.unit_name}”的责任书约{length:,}字，超过{MOST_CHARACTERS:,}字，基层难以逐条落实；"
                "请精简条款，或说明理由。"
            )
            ground = "\n".join(clause.text for clause in letter.clauses)
            yield Flaw("warn", what, ("letter", letter.id), "text", ground)


def _table(letter: LetterFacts, names: set[str]) -> Iterator[Flaw]:
    if "目标任务表" not in names and not any(name.startswith(wording.TARGET) for name in names):
        what = (
            f"模板“{letter.template_name}”没有目标任务表，责任书上看不到各单位的任务；"
            "请在条款中插入“{{目标任务表}}”，单独成段。"
        )
        yield Flaw("stop", what, ("letter_template", letter.template_id), "clauses")
    if not letter.targets:
        what = f"“{letter.unit_name}”没有承担任何目标任务，责任书没有内容；请为其分解任务，或不向其签发。"
        yield Flaw("stop", what, ("unit", letter.unit_id), "targets")


def _values(letter: LetterFacts, known: set[str]) -> Iterator[Flaw]:
    for clause in letter.clauses:
        for name in wording.missing(clause.text, letter.values):
            if name not in known:
                continue
            if name.startswith(wording.TARGET):
                target = name.removeprefix(wording.TARGET)
                what = (
                    f"{shown(clause)}写有目标“{target}”，而“{letter.unit_name}”没有该目标的数值；"
                    "请为其分解，或给此条加上适用标签。"
                )
            else:
                what = f"“{letter.unit_name}”的“{name}”未填，责任书上会留空；请在单位名册或方案中补全。"
            yield Flaw("stop", what, ("unit", letter.unit_id), name)


def _at_most(letter: LetterFacts) -> int:
    """No letter is longer than its clauses and all that is filled in; counting exactly takes ten times as long."""
    filled = sum(
        len(letter.values.get(name, "")) for clause in letter.clauses for name in wording.fields_in(clause.text)
    )
    return filled + sum(len(clause.text) for clause in letter.clauses)


def _characters(letter: LetterFacts) -> int:
    """Characters as printed, blanks left out; a clause that cannot be filled counts as it stands."""
    return sum(len(re.sub(r"\s+", "", _filled(clause.text, letter.values))) for clause in letter.clauses)


def _filled(text: str, values: Mapping[str, str]) -> str:
    try:
        return "".join(run.text for run in wording.fill(text, values))
    except RuleBroken:
        return text


def _rare_characters(facts: IssueFacts) -> Iterator[Flaw]:
    if not facts.undrawable:
        return
    for text, where, about, field in _printed(facts):
        for mark in dict.fromkeys(mark for mark in text if mark in facts.undrawable):
            what = (
                f"{where}“{_around(text, mark)}”中的“{mark}”（U+{ord(mark):04X}）字库中没有，无法印出；"
                "请安装含有该字的字体，或核对户籍、地名登记后改用规范写法。"
            )
            yield Flaw("stop", what, about, field)


def _printed(facts: IssueFacts) -> Iterator[tuple[str, str, tuple[str, int], str]]:
    """Every text that comes on paper, with what it is, the thing it belongs to and the field."""
    programme = ("programme", facts.programme.id)
    yield facts.programme.issuer, "甲方", programme, "issuer"
    for holder in facts.programme.signers:
        yield holder.name, f"甲方{holder.post}", programme, "signers"
    for unit in facts.units:
        about = ("unit", unit.id)
        yield unit.name, "单位名称", about, "name"
        yield unit.head, f"{unit.name}负责人", about, "head"
        for holder in unit.holders:
            if holder.name != unit.head:
                yield holder.name, f"{unit.name}{holder.post}", about, "holders"
    for target in facts.targets:
        yield target.name + target.unit_word, "目标", ("target", target.id), "name"
    for clause in facts.clauses:
        yield clause.text, "条款" if clause.kind == "clause" else "标题", (clause.kind, clause.id), "text"
    yield from _printed_values(facts)


def _printed_values(facts: IssueFacts) -> Iterator[tuple[str, str, tuple[str, int], str]]:
    seen = {unit.id: {unit.name, unit.head, *(holder.name for holder in unit.holders)} for unit in facts.units}
    for letter in facts.letters:
        for name, value in letter.values.items():
            if value not in seen.get(letter.unit_id, ()):
                yield value, f"{letter.unit_name}的{name}", ("unit", letter.unit_id), name


def _around(text: str, mark: str) -> str:
    place = text.index(mark)
    return re.sub(r"\s+", "", text[max(place - 6, 0) : place + 7])
