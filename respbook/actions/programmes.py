"""年度方案: open, change, close, reopen."""

from dataclasses import dataclass
from datetime import date, datetime

from respbook.actions import audit
from respbook.actions.action import action, expect_version
from respbook.actions.carry_over import carry_over
from respbook.models.base import db
from respbook.models.programmes import Programme
from respbook.queries.programmes import counts_of, names_of_town
from respbook.queries.scope import programme_in_sight, unit_in_sight
from respbook.rules.carrying import CarryFacts
from respbook.rules.chinese import day
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import PROGRAMME, ProgrammeState
from respbook.rules.numbering import YEAR, check_pattern
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.programmes import MANY_LETTERS, PROGRAMME_KIND_LABELS, Counts, ProgrammeKind, check_open
from respbook.rules.units import OFFICE_KINDS


@dataclass(frozen=True)
class ProgrammeFacts:
    """年度方案内容."""

    kind: ProgrammeKind
    year: int
    name: str
    issuer: str
    term_from: date
    term_to: date
    number_pattern: str
    copies: int = 2
    clerk_may_issue: bool = False
    many_letters: int | None = None
    needs_review: bool = False


@action(Permission.PROGRAMME_WRITE, undo=True)
def open_programme(
    unit_id: int,
    facts: ProgrammeFacts,
    source_id: int | None = None,
    carrying: CarryFacts | None = None,
    *,
    by: Viewer,
    now: datetime,
) -> Programme:
    """新建年度方案 of the town ``unit_id``, carrying over ``source_id`` if named, as ``carrying`` says. Raises RuleBroken, NotInSight."""
    town = unit_in_sight(by, unit_id)
    if town.kind not in OFFICE_KINDS:
        raise RuleBroken(f"年度方案由镇（街道）或县（区）建立，“{town.name}”不能建立。请用镇里的账号办理。")
    _check(facts, unit_id, "")
    programme = Programme(unit_id=unit_id, state=PROGRAMME.start, made_at=now, made_by=by.name)
    _fill(programme, facts)
    db.session.add(programme)
    audit.note("programme.open", programme, programme.name, after=_words(programme))
    if source_id is not None:
        carry_over(programme.id, source_id, carrying or CarryFacts(), by=by, now=now)
    return programme


def _check(facts: ProgrammeFacts, unit_id: int, own_name: str) -> None:
    if facts.name != own_name and facts.name in names_of_town(unit_id):
        raise RuleBroken(f"已有同名方案“{facts.name}”。请核对，或在名称中写明年度。", "name")
    check_pattern(facts.number_pattern)
    if YEAR not in facts.number_pattern:
        raise RuleBroken(f"文号格式中没有“{YEAR}”，下一年度会出现同号；请写作“〔{YEAR}〕”。", "number_pattern")
    if facts.term_to < facts.term_from:
        raise RuleBroken(
            f"责任期限止期{day(facts.term_to)}早于起期{day(facts.term_from)}，期限不成立；请更正。", "term_to"
        )
    if not facts.term_from.year <= facts.year <= facts.term_to.year:
        raise RuleBroken(f"年度{facts.year}年不在责任期限内，责任书标题与期限会矛盾；请核对年度或期限。", "year")


def _fill(programme: Programme, facts: ProgrammeFacts) -> None:
    programme.kind, programme.year, programme.name = facts.kind, facts.year, facts.name
    programme.issuer, programme.number_pattern = facts.issuer, facts.number_pattern
    programme.term_from, programme.term_to = facts.term_from, facts.term_to
    programme.copies, programme.clerk_may_issue = facts.copies, facts.clerk_may_issue
    programme.many_letters = facts.many_letters
    programme.needs_review = facts.needs_review


def _words(programme: Programme) -> dict[str, str]:
    """The facts in words, for the log."""
    return {
        "类别": PROGRAMME_KIND_LABELS[programme.kind],
        "年度": str(programme.year),
        "名称": programme.name,
        "甲方": programme.issuer,
        "责任期限": f"{day(programme.term_from)}至{day(programme.term_to)}",
        "文号格式": programme.number_pattern,
        "份数": str(programme.copies),
        "一人经办": "是" if programme.clerk_may_issue else "否",
        "在效责任书提示": f"达到{programme.many_letters or MANY_LETTERS}份",
        "需要审核": "是" if programme.needs_review else "否",
    }


@action(Permission.PROGRAMME_WRITE, undo=True)
def change(programme_id: int, facts: ProgrammeFacts, version: int, *, by: Viewer, now: datetime) -> Programme:
    """修改年度方案. Raises RuleBroken, StaleVersion, NotInSight."""
    programme = programme_in_sight(by, programme_id)
    check_open(programme.state, programme.name)
    expect_version(programme, version)
    _check(facts, programme.unit_id, programme.name)
    counts = counts_of(by, programme)
    _check_numbers(programme, facts, counts)
    for field, name in (("clerk_may_issue", "一人经办"), ("needs_review", "需要审核")):
        if bool(getattr(programme, field)) != getattr(facts, field) and counts.batches:
            raise RuleBroken(f"有签发批次正在办理，此时不能改“{name}”。请待批次办结或退回后再改。", field)
    before = _words(programme)
    _fill(programme, facts)
    audit.note_change("programme.change", programme, programme.name, before, _words(programme))
    return programme


def _check_numbers(programme: Programme, facts: ProgrammeFacts, counts: Counts) -> None:
    """文号一经使用不再变: one run of numbers has one pattern and one year."""
    if not counts.issued:
        return
    for field, name in (("number_pattern", "文号格式"), ("year", "年度")):
        if getattr(facts, field) != getattr(programme, field):
            raise RuleBroken(f"已签发{counts.issued}份责任书，{name}不能再改，否则前后文号不连贯；请改回原样。", field)


@action(Permission.PROGRAMME_WRITE)
def close(programme_id: int, version: int, *, by: Viewer, now: datetime) -> Programme:
    """结束年度方案: its content stays as it is. Raises RuleBroken, StaleVersion, NotInSight."""
    programme = programme_in_sight(by, programme_id)
    expect_version(programme, version)
    counts = counts_of(by, programme)
    if counts.batches:
        raise RuleBroken(f"还有{counts.batches}个签发批次没有办结，不能结束方案。请先办结或退回批次。")
    programme.state = PROGRAMME.fire(programme.state, "close", by)
    audit.note("programme.close", programme, programme.name, after={"状态": PROGRAMME.labels[ProgrammeState.CLOSED]})
    return programme


@action(Permission.PROGRAMME_WRITE)
def reopen(programme_id: int, version: int, *, by: Viewer, now: datetime) -> Programme:
    """重新启用年度方案. Raises RuleBroken, StaleVersion, NotInSight."""
    programme = programme_in_sight(by, programme_id)
    expect_version(programme, version)
    programme.state = PROGRAMME.fire(programme.state, "reopen", by)
    audit.note("programme.reopen", programme, programme.name, after={"状态": PROGRAMME.labels[ProgrammeState.OPEN]})
    return programme
