"""层层签订 deeds: papers in bulk, shares conserved at every depth, the wording; they refuse; they are written in the book."""

from decimal import Decimal

import pytest
from making import make
from passing_on import FILM, all_of, amounts, entries, generate, group_ids, households, passed_on, record
from sqlalchemy import func, select
from standing import stands

from respbook.actions import pledge_shares, pledge_signing, pledge_templates, pledges
from respbook.actions.action import StaleVersion
from respbook.models.base import db
from respbook.models.pledges import PledgeDivision, PledgeText
from respbook.models.tasks import Task
from respbook.queries.pledges import PrintWanted, papers_to_print, passed_tasks
from respbook.queries.verify import verify_chain, verify_state
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import NotAllowed
from respbook.rules.pledge_states import PledgeState
from respbook.rules.pledges import BUILT_IN, PledgeKind, PledgeWording
from respbook.rules.targets import Basis

letter = stands(passed_on)


def test_every_group_gets_its_paper_and_the_shares_add_up(town, letter):
    made = generate(town, letter)
    rows = all_of()
    assert (made.papers, made.duties) == (3, 1)
    assert [row.number_text for row in rows] == [f"王家庄村-00{n}" for n in (1, 2, 3)]
    assert [row.state for row in rows] == [PledgeState.WAITING] * 3
    assert amounts() == [12, 13, 13] and sum(amounts()) == 38
    assert entries("pledge.generate")[-1].body.count("王家庄村-001至王家庄村-003") == 1
    assert not verify_chain().broken and list(verify_state()) == []


def test_duties_go_down_in_the_words_of_the_letter(town, letter):
    generate(town, letter)
    papers = papers_to_print(letter, PrintWanted(PledgeKind.GROUP))
    text = "\n".join(papers[0].paragraphs)
    assert papers[0].title == "2026年度东关社环境保护责任书" and papers[0].number == "王家庄村-001"
    assert "1．秸秆禁烧：完成" in text and f"2．{FILM}：不少于12亩" in text and "青环责〔2026〕1号" in text


def test_a_second_press_makes_nothing_twice(town, letter):
    first, *rest = group_ids(town)
    generate(town, letter, [first])
    with pytest.raises(RuleBroken, match="没有选中"):
        generate(town, letter, [first])
    assert generate(town, letter, [first, *rest]).stood == 1
    assert len(all_of()) == 3 and sum(amounts()) == 38


def test_a_newcomer_gets_its_part_from_those_who_have_not_signed(app, town, letter):
    first, second, third = group_ids(town)
    generate(town, letter, [first, second])
    assert amounts() == [19, 19]
    record(app, town, letter, all_of()[:1])
    generate(town, letter, [third])
    assert amounts()[0] == 19 and sum(amounts()) == 38


def test_depth_is_free(town, letter):
    """片 → 组: papers below a 社, their shares add up to the share of the 社."""
    generate(town, letter)
    top = all_of()[0]
    from respbook.queries.scope import unit_in_sight

    village = unit_in_sight(town.viewer("clerk"), group_ids(town)[0])
    below = make.groups(town, village, "东一组", "东二组")
    generate(town, letter, [unit.id for unit in below], parent=top.id)
    lower = all_of()[3:]
    assert [row.parent_id for row in lower] == [top.id] * 2 and sum(amounts(top.id)) == amounts()[0]
    third = make.groups(town, below[0] and unit_in_sight(town.viewer("clerk"), below[0].id), "东一甲")
    generate(town, letter, [third[0].id], parent=lower[0].id)
    assert amounts(lower[0].id) == [amounts(top.id)[0]]
    pledges_above = pledge_shares.Place(letter, None, passed_tasks(letter)[1].id)
    pledge_shares.divide(
        pledges_above, PledgeKind.GROUP, Basis.EQUAL, frozenset(), by=town.viewer("clerk"), now=town.now
    )
    assert sum(amounts()) == 38 and sum(amounts(top.id)) == amounts()[0]
    assert amounts(lower[0].id) == [amounts(top.id)[0]]
    with pytest.raises(RuleBroken, match="先作废下级"):
        pledges.void(top.id, "换届", top.version, by=town.viewer("clerk"), now=town.now)


def test_three_hundred_households_in_few_statements(app, town, letter, counted):
    generate(town, letter)
    first, second, _ = group_ids(town)
    listed = households(150, second) + households(100, first, 150) + households(50, None, 250)
    with counted() as sql:
        made = pledges.generate_households(letter, listed, False, Basis.EQUAL, by=town.viewer("reporter"), now=town.now)
    rows = all_of(PledgeKind.HOUSEHOLD)
    assert made.papers == len(rows) == 300 and len(sql) <= 25
    assert [row.unit_id for row in rows] == [first] * 100 + [second] * 150 + [town.villages[0].id] * 50
    assert [row.serial for row in rows] == list(range(4, 304))
    assert rows[0].parent_id == all_of()[0].id and rows[-1].parent_id is None
    again = pledges.generate_households(
        letter, [*listed, *households(1, first, 400)], False, Basis.EQUAL, by=town.viewer("reporter"), now=town.now
    )
    assert (again.papers, again.stood) == (1, 300)
    with pytest.raises(RuleBroken, match="都已有承诺书"):
        pledges.generate_households(letter, listed, False, Basis.EQUAL, by=town.viewer("reporter"), now=town.now)
    ids, by = [row.id for row in all_of(PledgeKind.HOUSEHOLD)[:300]], town.viewer("signer")
    kept = make.photo(app)
    with counted() as sql:
        pledge_signing.record(letter, ids, town.today, kept, by=by, now=town.now)
    assert len(sql) <= 25 and {row.state for row in all_of(PledgeKind.HOUSEHOLD)[:300]} == {PledgeState.SIGNED}
    assert {row.version for row in all_of(PledgeKind.HOUSEHOLD)[:300]} == {2}
    assert list(verify_state()) == []


def test_shares_reach_the_households_only_where_they_are_to(town, letter):
    generate(town, letter)
    first = group_ids(town)[0]
    top = all_of()[0]
    by, now = town.viewer("signer"), town.now
    pledges.generate_households(letter, households(5, first), True, Basis.EQUAL, by=by, now=now)
    assert amounts(top.id) == [3, 3, 2, 2, 2] and sum(amounts(top.id)) == 12
    pledges.generate_households(letter, households(1, first, 9), False, Basis.EQUAL, by=by, now=now)
    assert amounts(top.id) == [2] * 6


def test_wording_that_needs_shares_asks_for_them(town, letter):
    by, programme_id = town.viewer("clerk"), 1
    programme_id = db.session.scalar(select(Task.programme_id).limit(1))
    wording = PledgeWording("承诺书", f"{{{{户主}}}}回收{{{{指标:{FILM}}}}}，秸秆{{{{指标:秸秆禁烧}}}}。", 2)
    pledge_templates.word(programme_id, PledgeKind.HOUSEHOLD, wording, 0, by=by, now=town.now)
    with pytest.raises(RuleBroken, match="还没有分到户"):
        pledges.generate_households(letter, households(2), False, Basis.EQUAL, by=by, now=town.now)
    pledges.generate_households(letter, households(2), True, Basis.EQUAL, by=by, now=town.now)
    paper = papers_to_print(letter, PrintWanted(PledgeKind.HOUSEHOLD))[0]
    assert paper.paragraphs == ("赵天天回收不少于19亩，秸秆完成。",)


def test_what_was_made_stays_when_the_wording_changes(town, letter):
    by = town.viewer("clerk")
    programme_id = db.session.scalar(select(Task.programme_id).limit(1))
    pledges.generate_households(letter, households(1), False, Basis.EQUAL, by=by, now=town.now)
    before = papers_to_print(letter, PrintWanted())
    row = pledge_templates.word(
        programme_id,
        PledgeKind.HOUSEHOLD,
        PledgeWording("新承诺书", "{{户主}}承诺不焚烧秸秆。", 1),
        0,
        by=by,
        now=town.now,
    )
    assert papers_to_print(letter, PrintWanted()) == before
    pledges.generate_households(letter, households(1, None, 5), False, Basis.EQUAL, by=by, now=town.now)
    assert [paper.title for paper in papers_to_print(letter, PrintWanted())] == [before[0].title, "新承诺书"]
    assert db.session.scalar(select(func.count()).select_from(PledgeText)) == 2
    with pytest.raises(StaleVersion):
        pledge_templates.word(programme_id, PledgeKind.HOUSEHOLD, row.wording, 0, by=by, now=town.now)
    pledge_templates.reset(programme_id, PledgeKind.HOUSEHOLD, row.version, by=by, now=town.now)
    with pytest.raises(RuleBroken, match="起始样式"):
        pledge_templates.reset(programme_id, PledgeKind.HOUSEHOLD, 1, by=by, now=town.now)
    assert list(verify_state()) == []


def test_typed_shares_must_add_up_or_say_why(app, town, letter):
    generate(town, letter)
    first, second, third = all_of()
    by, now = town.viewer("signer"), town.now
    place = pledge_shares.Place(letter, None, passed_tasks(letter)[1].id)

    def save(values, reason="", pinned=(), version=None):
        division = db.session.scalars(select(PledgeDivision).execution_options(populate_existing=True)).one()
        typed = pledge_shares.Typed(
            {row.id: Decimal(value) for row, value in zip((first, second, third), values, strict=True)},
            frozenset(pinned),
            reason,
        )
        pledge_shares.set_shares(place, typed, version or division.version, by=by, now=now)

    save((10, 14, 14), pinned={first.id})
    assert amounts() == [10, 14, 14]
    with pytest.raises(RuleBroken, match="超出"):
        save((10, 15, 14))
    with pytest.raises(RuleBroken, match="差3亩"):
        save((10, 14, 11))
    save((10, 14, 11), "南门社退耕3亩。", {first.id})
    with pytest.raises(StaleVersion):
        save((10, 14, 14), version=1)
    pledge_shares.divide(place, PledgeKind.GROUP, Basis.EQUAL, frozenset({first.id}), by=by, now=now)
    assert amounts() == [10, 14, 14]
    assert db.session.scalars(select(PledgeDivision)).one().reason == ""
    record(app, town, letter, [first])
    with pytest.raises(RuleBroken, match="份额不能再改"):
        save((12, 13, 13))
    assert "不少于14亩" in "".join(papers_to_print(letter, PrintWanted())[1].paragraphs)
    assert len(entries("pledge.set_shares")) == 2 and list(verify_state()) == []


def test_the_wording_is_the_offices(town, letter):
    programme_id = db.session.scalar(select(Task.programme_id).limit(1))
    with pytest.raises(NotAllowed):
        pledge_templates.word(
            programme_id, PledgeKind.GROUP, BUILT_IN[PledgeKind.GROUP], 0, by=town.viewer("signer"), now=town.now
        )
