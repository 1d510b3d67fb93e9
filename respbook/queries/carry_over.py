"""待核对清单: what was copied from one year into the next, line by line; what is still to be looked at."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from respbook.models.base import db
from respbook.models.carry_over import CarryOverCheck
from respbook.models.letter_templates import Clause, LetterTemplate
from respbook.models.letters import Letter
from respbook.models.programmes import Programme
from respbook.models.targets import Target
from respbook.models.units import Holder, Unit
from respbook.queries.targets import of_town
from respbook.rules.carrying import CheckKind, CheckPlace, named_in, years_moved
from respbook.rules.chinese import day
from respbook.rules.holders import LEAST_NAME, departed, post_of, present_by_post
from respbook.rules.targets import TargetKind, in_words
from respbook.rules.units import signing_kinds

_PLAIN = {TargetKind.YES_NO, TargetKind.TEXT, TargetKind.ZERO, TargetKind.DEADLINE}
_EMPTIED = "（留空，请填写）"
_LONGEST = 40


@dataclass(frozen=True)
class Copied:
    """结转的内容: both programmes, each row beside its copy, and the living units with tags and holders."""

    source: Programme
    programme: Programme
    templates: Sequence[tuple[LetterTemplate, LetterTemplate]]
    targets: Sequence[tuple[Target, Target]]
    units: Sequence[Unit]

    @property
    def years(self) -> int:
        """隔几年."""
        return self.programme.year - self.source.year


@dataclass(frozen=True)
class _Text:
    """A piece of wording that was copied: where it stands now, and what it is called."""

    place: CheckPlace
    subject_id: int
    words: str
    text: str
    movable: bool = True


def checks_after(copied: Copied) -> list[CarryOverCheck]:
    """待核对清单 of a copying: five statements however much was copied."""
    rows = [*_figures(copied), *_dates(copied), *_years(copied), *_names(copied), *_units(copied), *_tags(copied)]
    for row in rows:
        row.programme_id = copied.programme.id
        row.words = row.words[:200]
    return rows


def _check(
    kind: CheckKind, place: CheckPlace, subject_id: int, words: str, before: str = "", after: str = ""
) -> CarryOverCheck:
    return CarryOverCheck(kind=kind, place=place, subject_id=subject_id, words=words, before=before, after=after)


def _figures(copied: Copied) -> Iterator[CarryOverCheck]:
    for old, new in copied.targets:
        if old.kind in _PLAIN:
            continue
        emptied = new.amount is None and new.low is None
        after = _EMPTIED if emptied else in_words(new.figure(new.amount))
        yield _check(CheckKind.FIGURE, CheckPlace.TARGET, new.id, new.name, in_words(old.figure(old.amount)), after)


def _dates(copied: Copied) -> Iterator[CarryOverCheck]:
    source, programme = copied.source, copied.programme
    spans = [f"{day(each.term_from)}至{day(each.term_to)}" for each in (source, programme)]
    yield _check(CheckKind.DATE, CheckPlace.PROGRAMME, programme.id, "责任期限", *spans)
    for old, new in copied.targets:
        if old.due_on and new.due_on:
            words = f"{new.name}完成时限"
            yield _check(CheckKind.DATE, CheckPlace.TARGET, new.id, words, day(old.due_on), day(new.due_on))
        if old.base_year and new.base_year:
            years = (f"{old.base_year}年", f"{new.base_year}年，基准年数值请重填")
            yield _check(CheckKind.DATE, CheckPlace.TARGET, new.id, f"{new.name}基准年", *years)


def _texts(copied: Copied) -> Iterator[_Text]:
    for _, template in copied.templates:
        yield _Text(CheckPlace.TEMPLATE, template.id, f"{template.name}标题", template.title)
        for clause in template.clauses:
            yield _Text(CheckPlace.CLAUSE, clause.id, f"{template.name}：{_opening(clause)}", clause.text)
    for _, target in copied.targets:
        yield _Text(CheckPlace.TARGET, target.id, f"{target.name}工作要求", target.duty)
        for words, text in (("名称", target.name), ("指标表述", target.text), ("佐证材料", target.evidence)):
            yield _Text(CheckPlace.TARGET, target.id, f"{target.name}{words}", text, movable=False)


def _opening(clause: Clause) -> str:
    text = " ".join(clause.text.split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _years(copied: Copied) -> Iterator[CarryOverCheck]:
    for each in _texts(copied):
        moved = years_moved(each.text, copied.source.year, copied.years)
        if moved != each.text:
            kind = CheckKind.YEAR if each.movable else CheckKind.DATE
            yield _check(kind, each.place, each.subject_id, each.words, each.text, moved)


def _names(copied: Copied) -> Iterator[CarryOverCheck]:
    gone = {**_gone_holders(copied), **dict.fromkeys(_gone_units(copied), "")}
    for each in _texts(copied):
        for name in named_in(each.text, gone):
            words = f"{each.words}，文中写有“{name}”"
            after = f"现任{gone[name]}" if gone[name] else "已不在任或已停用"
            yield _check(CheckKind.NAME, each.place, each.subject_id, words, name, after)


def _gone_holders(copied: Copied) -> dict[str, str]:
    """离任的人 of the town's units who hold no post there now, each with who followed in the post."""
    rows: Sequence[Any] = db.session.execute(
        select(Holder.name, Holder.unit_id, Holder.role, Holder.post, Holder.from_on, Holder.to_on)
        .join(Holder.unit)
        .where(of_town(copied.source))
        .order_by(Holder.from_on)
    ).all()
    now = present_by_post(rows)
    return {row.name: now[post].name if (post := post_of(row)) in now else "" for row in departed(rows)}


def _gone_units(copied: Copied) -> list[str]:
    rows = db.session.execute(
        select(Unit.name, Unit.short_name).where(of_town(copied.source), Unit.retired_on.is_not(None))
    )
    return [name for row in rows for name in row if len(name) >= LEAST_NAME]


def _units(copied: Copied) -> Iterator[CarryOverCheck]:
    """Units that came or went since; before any letter was drawn nothing can be told of who is new."""
    had = set(db.session.scalars(select(Letter.unit_id).where(Letter.programme_id == copied.source.id)))
    kinds = {kind for template, _ in copied.templates for kind in template.kinds}
    for unit in copied.units:
        if had and unit.id not in had and unit.kind in kinds:
            yield _check(
                CheckKind.UNIT, CheckPlace.UNIT, unit.id, unit.called, "上年没有责任书", "新增，请核对分解和标签"
            )
    for unit_id, name, retired_on in _retired_since(copied.source.term_from, copied.source):
        yield _check(CheckKind.UNIT, CheckPlace.UNIT, unit_id, name, "", f"{day(retired_on)}停用，不再签订")


def _retired_since(on: date, source: Programme) -> list[tuple[int, str, date]]:
    rows = db.session.execute(
        select(Unit.id, Unit.name, Unit.retired_on)
        .where(of_town(source), Unit.kind.in_(signing_kinds(source.unit.kind)), Unit.retired_on >= on)
        .order_by(Unit.id)
    )
    return [(row.id, row.name, row.retired_on) for row in rows]


def _tags(copied: Copied) -> Iterator[CarryOverCheck]:
    carried = {tag.tag for unit in copied.units for tag in unit.tags}
    for _, template in copied.templates:
        for clause in template.clauses:
            if clause.tag and clause.tag not in carried:
                words = f"{template.name}：{_opening(clause)}"
                yield _check(CheckKind.TAG, CheckPlace.CLAUSE, clause.id, words, clause.tag, "没有单位带这个标签")
    for _, target in copied.targets:
        if target.tag and target.tag not in carried:
            yield _check(CheckKind.TAG, CheckPlace.TARGET, target.id, target.name, target.tag, "没有单位带这个标签")


def checks_of(programme: Programme) -> Sequence[CarryOverCheck]:
    """待核对清单 of a programme in sight, in its order."""
    return db.session.scalars(
        select(CarryOverCheck).where(CarryOverCheck.programme_id == programme.id).order_by(CarryOverCheck.id)
    ).all()


def to_check(programme: Programme) -> tuple[int, int]:
    """(还要核对的, 共几条)."""
    row = db.session.execute(
        select(func.count(), func.count(CarryOverCheck.done_at)).where(CarryOverCheck.programme_id == programme.id)
    ).one()
    return row[0] - row[1], row[0]


def categories_of(programme: Programme) -> list[str]:
    """目标类别 of a programme in the order in which they first stand."""
    rows = db.session.scalars(
        select(Target.category).where(Target.programme_id == programme.id).order_by(Target.position, Target.id)
    )
    return list(dict.fromkeys(rows))
