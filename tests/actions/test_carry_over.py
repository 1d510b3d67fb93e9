"""结转: a deep copy by choice; the years are never linked; the list of what to look at is kept and ticked off."""

import datetime as d
from dataclasses import replace
from decimal import Decimal

import drafting
import pytest
from sqlalchemy import func, select
from standing import stands

from respbook.actions import carry_over, letter_templates, programmes, shares, targets, units
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.carry_over import CarryOverCheck
from respbook.models.digests import digest_of
from respbook.models.letter_templates import Clause, LetterTemplate
from respbook.models.letters import Letter
from respbook.models.programmes import Programme
from respbook.models.targets import Allocation, Target
from respbook.queries.letter_templates import with_clauses
from respbook.queries.scope import programme_in_sight, target_in_sight, unit_in_sight
from respbook.queries.targets import targets_of
from respbook.rules.carrying import CarryFacts, CheckKind, Figures, Scaling, Shares
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import NotAllowed
from respbook.rules.programmes import ProgrammeKind
from respbook.rules.units import UnitKind

FIVE = Scaling(Figures.CHANGED, Decimal(5))
FACTS = programmes.ProgrammeFacts(
    ProgrammeKind.YEARLY, 2027, "2027年度方案", "青山镇人民政府",
    d.date(2027, 1, 1), d.date(2027, 12, 31), "青环责〔{年}〕{号}号",
)  # fmt: skip


@pytest.fixture
def deed(town):
    return {"by": town.viewer("clerk"), "now": town.now}


@stands
def last(app, town):
    """A year with letters drawn, one target divided among all villages."""
    return drafting.drafts(town)


@pytest.fixture
def opened(town, last, deed):
    def carried(facts=None, **changed):
        made = programmes.open_programme(town.unit.id, replace(FACTS, **changed), last.programme_id, facts, **deed)
        return made, list(targets_of(deed["by"], made))

    return carried


def digests(programme_id):
    """Every row of a programme, as the audit book digests it."""
    templates = select(LetterTemplate.id).where(LetterTemplate.programme_id == programme_id)
    aims = select(Target.id).where(Target.programme_id == programme_id)
    chosen = {
        Programme: Programme.id == programme_id,
        LetterTemplate: LetterTemplate.programme_id == programme_id,
        Clause: Clause.template_id.in_(templates),
        Target: Target.programme_id == programme_id,
        Allocation: Allocation.target_id.in_(aims),
        Letter: Letter.programme_id == programme_id,
    }
    found = []
    for model, condition in chosen.items():
        table = model.__table__
        found += [digest_of(table, row) for row in db.session.execute(select(table).where(condition))]
    return sorted(found)


def checks(programme, kind=None):
    rows = db.session.scalars(select(CarryOverCheck).where(CarryOverCheck.programme_id == programme.id)).all()
    return [row for row in rows if kind is None or row.kind is kind]


def amounts(target):
    return {cell.unit_id: cell.amount for cell in target.allocations}


def test_whatever_is_done_in_the_new_year_leaves_the_old_one_as_it_is(town, last, deed, opened):
    before = digests(last.programme_id)
    assert len(before) > 20
    made, [target] = opened(CarryFacts(FIVE, shares=Shares.COPIED))
    [template] = with_clauses(made.id)
    wording = [
        letter_templates.ClauseFacts(c.level, f"{c.text}改", id=c.id) for c in template.clauses if "{{" not in c.text
    ]
    facts = letter_templates.TemplateFacts("新名", (UnitKind.VILLAGE,), "新题", tuple(wording))
    letter_templates.revise(template.id, facts, template.version, **deed)
    village = town.villages[0].id
    shares.set_shares(target.id, {village: shares.Share(Decimal(1), True)}, target.version, **deed)
    carry_over.tick(made.id, [row.id for row in checks(made)], **deed)
    target = target_in_sight(deed["by"], target.id)
    targets.remove(target.id, target.version, **deed)
    programmes.close(made.id, programme_in_sight(deed["by"], made.id).version, **deed)
    assert digests(last.programme_id) == before


def test_figures_and_shares_move_together(last, deed, opened):
    old = amounts(target_in_sight(deed["by"], last.target_id))
    _, [target] = opened(CarryFacts(FIVE, shares=Shares.COPIED))
    new = amounts(target)
    assert target.amount == Decimal(420) == sum(new.values())
    assert set(new) == set(old)
    assert all(abs(new[unit] - old[unit] * Decimal("1.05")) < 1 for unit in old)


def test_shares_as_they_were(last, deed, opened):
    _, [target] = opened(CarryFacts(shares=Shares.COPIED))
    assert amounts(target) == amounts(target_in_sight(deed["by"], last.target_id))


def test_shares_by_the_present_households(town, last, deed, opened):
    village = unit_in_sight(deed["by"], town.villages[0].id)
    facts = units.UnitFacts(town.unit.id, UnitKind.VILLAGE, village.name, village.short_name, 5000, 9000)
    units.change(village.id, facts, village.version, **deed)
    _, [target] = opened(CarryFacts(shares=Shares.DIVIDED))
    new = amounts(target)
    assert sum(new.values()) == Decimal(400) and new[village.id] == max(new.values()) > 300


def test_what_does_not_apply_stays_so(town, last, deed, opened):
    old, village = target_in_sight(deed["by"], last.target_id), town.villages[0].id
    excused = {village: shares.Share(applies=False, note="无人居住")}
    shares.divide(old.id, old.basis, old.version, excused, **deed)
    for wanted in (Shares.COPIED, Shares.DIVIDED):
        _, [target] = opened(CarryFacts(FIVE, shares=wanted), name=f"2027 {wanted}")
        [cell] = [cell for cell in target.allocations if cell.unit_id == village]
        assert (cell.applies, cell.amount, cell.note) == (False, None, "无人居住")
        assert sum(cell.amount for cell in target.allocations if cell.applies) == Decimal(420)


def test_a_category_goes_its_own_way_and_empty_is_empty(last, opened):
    _, [target] = opened(CarryFacts(FIVE, {"垃圾乱丢": Scaling(Figures.EMPTY)}, Shares.COPIED))
    assert target.amount is None and set(amounts(target).values()) == {None}


def test_letters_stay_behind(last, opened):
    made, _ = opened()
    assert not db.session.scalar(select(func.count()).where(Letter.programme_id == made.id))


def test_the_list_tells_what_moved(town, last, deed, opened):
    aim = target_in_sight(deed["by"], last.target_id)
    made, _ = opened(CarryFacts(FIVE))
    [figure] = checks(made, CheckKind.FIGURE)
    assert (figure.words, figure.before, figure.after) == (aim.name, "不少于400次", "不少于420次")
    assert any("2027年12月31日" in row.after for row in checks(made, CheckKind.DATE))
    fresh = {row.subject_id for row in checks(made, CheckKind.UNIT)}
    assert fresh == {village.id for village in town.villages[3:]}, "those without a letter last year"


def written(town, last, deed, text):
    [template] = with_clauses(last.programme_id)
    clauses = tuple(letter_templates.ClauseFacts(c.level, c.text, c.tag, id=c.id) for c in template.clauses)
    facts = letter_templates.TemplateFacts(
        template.name, template.kinds, template.title, (*clauses, letter_templates.ClauseFacts(0, text, "从前的标签"))
    )
    letter_templates.revise(template.id, facts, template.version, **deed)


def test_years_in_the_wording_are_proposed_and_moved_by_a_tick(town, last, deed, opened):
    written(town, last, deed, "2026年底前完成。")
    made, _ = opened()
    [row] = checks(made, CheckKind.YEAR)
    clause = db.session.get(Clause, row.subject_id)
    assert clause.text == "2026年底前完成。" and row.after == "2027年底前完成。"
    version = with_clauses(made.id)[0].version
    assert carry_over.move_years(made.id, [row.id], **deed) == 1
    assert clause.text == "2027年底前完成。" and row.done_by == "陈静"
    assert with_clauses(made.id)[0].version == version + 1
    with pytest.raises(RuleBroken, match="没有选中"):
        carry_over.move_years(made.id, [row.id], **deed)


def test_a_text_changed_meanwhile_is_left_alone(town, last, deed, opened):
    written(town, last, deed, "2026年底前完成。")
    made, _ = opened()
    [row] = checks(made, CheckKind.YEAR)
    [template] = with_clauses(made.id)
    clauses = tuple(
        letter_templates.ClauseFacts(c.level, "另写的话。" if c.id == row.subject_id else c.text, c.tag, id=c.id)
        for c in template.clauses
    )
    facts = letter_templates.TemplateFacts(template.name, template.kinds, template.title, clauses)
    letter_templates.revise(template.id, facts, template.version, **deed)
    with pytest.raises(RuleBroken, match="已改过"):
        carry_over.move_years(made.id, [row.id], **deed)


def test_people_who_left_and_tags_that_nobody_carries(town, last, deed, opened):
    village = unit_in_sight(deed["by"], town.villages[0].id)
    old = village.holders[0]
    written(town, last, deed, f"由{old.name}牵头。")
    units.appoint(village.id, units.HolderFacts(old.role, old.post, "周新", "", d.date(2026, 2, 1)), **deed)
    made, _ = opened()
    [row] = checks(made, CheckKind.NAME)
    assert (row.before, row.after) == (old.name, "现任周新")
    assert [row.before for row in checks(made, CheckKind.TAG)] == ["从前的标签"]


def test_ticking_is_written_in_the_book(last, deed, opened):
    made, _ = opened()
    rows = checks(made)
    assert carry_over.tick(made.id, [rows[0].id, 987654], **deed) == 1
    assert db.session.scalar(select(AuditEntry.verb).order_by(AuditEntry.seq.desc()).limit(1)) == "check.tick"
    assert rows[0].done_by == "陈静" and rows[1].done_at is None


def test_lines_of_another_year_are_not_touched(last, deed, opened):
    first, _ = opened()
    second, _ = opened(name="另一个")
    with pytest.raises(RuleBroken, match="没有选中"):
        carry_over.tick(second.id, [row.id for row in checks(first)], **deed)


def test_more_than_a_hundred_per_cent_is_refused_and_nothing_is_made(last, opened):
    with pytest.raises(RuleBroken):
        opened(CarryFacts(Scaling(Figures.CHANGED, Decimal(300))))
    assert db.session.scalar(select(func.count()).select_from(Programme)) == 1


@pytest.mark.parametrize("login", ["leader", "auditor", "reporter", "admin"])
def test_only_the_clerk_ticks(town, last, opened, login):
    made, _ = opened()
    with pytest.raises(NotAllowed):
        carry_over.tick(made.id, [checks(made)[0].id], by=town.viewer(login), now=town.now)


def test_a_tick_is_taken_back_and_written_in_the_book(last, deed, opened):
    made, _ = opened()
    rows = checks(made)
    carry_over.tick(made.id, [rows[0].id], **deed)
    later = deed["now"] + d.timedelta(minutes=1)
    carry_over.tick(made.id, [rows[1].id], by=deed["by"], now=later)
    assert carry_over.take_back(made.id, deed["now"], **deed) == 1
    assert db.session.scalar(select(AuditEntry.verb).order_by(AuditEntry.seq.desc()).limit(1)) == "check.take_back"
    assert rows[0].done_at is None and rows[0].done_by is None and rows[1].done_at == later


def test_a_tick_is_not_taken_back_twice_nor_in_a_closed_programme(last, deed, opened):
    made, _ = opened()
    carry_over.tick(made.id, [checks(made)[0].id], **deed)
    carry_over.take_back(made.id, deed["now"], **deed)
    with pytest.raises(RuleBroken, match="已经撤销"):
        carry_over.take_back(made.id, deed["now"], **deed)
    programmes.close(made.id, programme_in_sight(deed["by"], made.id).version, **deed)
    with pytest.raises(RuleBroken, match="已结束"):
        carry_over.take_back(made.id, deed["now"], **deed)
