"""层层签订 deeds: papers in bulk, shares conserved, a stack recorded at once; they refuse; they are written in the book."""

import datetime as d
from decimal import Decimal

import pytest
from making import make
from sqlalchemy import func, select

from respbook.actions import pledge_shares, pledge_signing, pledge_templates, pledges, programmes
from respbook.actions.action import StaleVersion
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.pledges import Pledge, PledgeDivision, PledgeShare, PledgeStack, PledgeText
from respbook.models.tasks import Task
from respbook.queries import pledge_lists
from respbook.queries.pledges import PrintWanted, papers_to_print, passed_tasks
from respbook.queries.scope import NotInSight, letter_in_sight
from respbook.queries.verify import verify_chain, verify_state
from respbook.rules.errors import RuleBroken
from respbook.rules.household_lists import Household
from respbook.rules.permissions import NotAllowed
from respbook.rules.pledge_states import PledgeState
from respbook.rules.pledges import BUILT_IN, PledgeKind, PledgeWording
from respbook.rules.targets import Basis, TargetKind

FILM = "废旧农膜回收面积"


@pytest.fixture
def letter(app, town):
    """The first village's issued letter; 38亩 of the town's total are its own; three 社 of 20, 21 and 22 households."""
    programme = make.programme(town)
    make.target(town, programme)
    total = {
        "kind": TargetKind.AT_LEAST,
        "unit_word": "亩",
        "amount": Decimal(76),
        "divided": True,
        "basis": Basis.EQUAL,
    }
    film = make.target(town, programme, FILM, **total)
    from respbook.actions import shares

    kept = {village.id: shares.Share(applies=False) for village in town.villages[2:]}
    shares.divide(film.id, Basis.EQUAL, film.version, kept, by=town.viewer("clerk"), now=town.now)
    template = make.template(town, programme)
    rows = make.drafts(town, template, [village.id for village in town.villages[:2]])
    make.issued(app, town, rows)
    for row in rows:
        make.signed(town, row)
    make.groups(town, town.villages[0], "东关社", "西关社", "南门社")
    return rows[0].id


def group_ids(town):
    from respbook.queries.pledges import group_names

    return list(group_names(town.villages[0]))


def all_of(kind=None, letter_id=None):
    asked = select(Pledge).order_by(Pledge.serial)
    if kind:
        asked = asked.where(Pledge.kind == kind)
    return db.session.scalars(asked.execution_options(populate_existing=True)).all()


def amounts(parent_id=None):
    above = PledgeDivision.parent_id.is_(None) if parent_id is None else PledgeDivision.parent_id == parent_id
    rows = select(PledgeShare.amount).join(PledgeShare.division).where(above).order_by(PledgeShare.pledge_id)
    return list(db.session.scalars(rows))


def entries(verb):
    return db.session.scalars(select(AuditEntry).where(AuditEntry.verb == verb).order_by(AuditEntry.seq)).all()


def generate(town, letter, ids=None, basis=Basis.HOUSEHOLDS, login="signer", parent=None):
    ids = group_ids(town) if ids is None else ids
    return pledges.generate_groups(letter, parent, ids, basis, by=town.viewer(login), now=town.now)


def households(count, group_id=None, start=0):
    names = "天地玄黄宇宙洪荒日月盈昃辰宿列张"
    return [
        Household(
            n + 1, f"赵{names[n % 16]}{names[n // 16 % 16]}", group_id=group_id, people=n % 6 + 1, address=f"{n}号"
        )
        for n in range(start, start + count)
    ]


def record(app, town, letter, rows, login="signer", on=None):
    ids = [row.id for row in rows]
    return pledge_signing.record(letter, ids, on or town.today, make.photo(app), by=town.viewer(login), now=town.now)


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


def test_a_stack_is_recorded_at_once_and_put_right_with_a_reason(app, town, letter):
    generate(town, letter)
    rows = all_of()
    stack = record(app, town, letter, rows[:2])
    assert (stack.count, stack.media, stack.signed_on) == (2, "image/png", town.today)
    assert [row.state for row in all_of()] == [PledgeState.SIGNED, PledgeState.SIGNED, PledgeState.WAITING]
    assert "001至002" in entries("pledge.sign")[-1].body and stack.sha256 in entries("pledge.sign")[-1].body
    with pytest.raises(RuleBroken, match="已经登记过"):
        record(app, town, letter, rows[1:])
    assert db.session.scalar(select(func.count()).select_from(PledgeStack)) == 1
    first = all_of()[0]
    by, now = town.viewer("reporter"), town.now
    with pytest.raises(RuleBroken, match="原因"):
        pledge_signing.correct(first.id, " ", first.version, by=by, now=now)
    pledge_signing.name_signer(first.id, "王小明（儿子）", first.version, by=by, now=now)
    first = all_of()[0]
    pledge_signing.correct(first.id, "勾错了，社长没有到会。", first.version, by=by, now=now)
    first = all_of()[0]
    assert (first.state, first.signed_on, first.stack_id, first.signed_by) == (PledgeState.WAITING, None, None, "")
    pledge_signing.leave_unsigned(first.id, True, "外出务工。", first.version, by=by, now=now)
    first = all_of()[0]
    pledge_signing.leave_unsigned(first.id, False, "不同意。", first.version, by=by, now=now)
    with pytest.raises(StaleVersion):
        pledge_signing.leave_unsigned(first.id, True, "又外出。", first.version - 1, by=by, now=now)
    record(app, town, letter, [all_of()[0]])
    assert all_of()[0].reason == "" and list(verify_state()) == []


def test_the_day_lies_between_issue_and_today(app, town, letter):
    generate(town, letter)
    for on in (town.today + d.timedelta(days=1), d.date(2025, 12, 1)):
        with pytest.raises(RuleBroken, match="签订日期") as refusal:
            record(app, town, letter, all_of(), on=on)
        assert refusal.value.field == "signed_on"


def test_papers_of_another_letter_are_not_recorded_along(app, town, letter):
    generate(town, letter)
    other = db.session.scalar(select(Task.letter_id).where(Task.unit_id == town.villages[1].id).limit(1))
    pledges.generate_households(other, households(1), False, Basis.EQUAL, by=town.viewer("clerk"), now=town.now)
    strange = next(row for row in all_of() if row.letter_id == other)
    with pytest.raises(NotInSight):
        record(app, town, letter, [*all_of()[:1], strange])
    rows = all_of()
    assert len(rows) > 1 and all(row.state is PledgeState.WAITING for row in rows)


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


def test_a_void_paper_gives_its_share_to_the_others(app, town, letter):
    generate(town, letter)
    by, now = town.viewer("signer"), town.now
    first, second, third = all_of()
    pledges.void(first.id, "并入西关社", first.version, by=by, now=now)
    assert sum(amounts()) == 38 and len(amounts()) == 2
    record(app, town, letter, [second])
    third = all_of()[2]
    pledges.void(third.id, "并入西关社", third.version, by=by, now=now)
    division = db.session.scalars(select(PledgeDivision).execution_options(populate_existing=True)).one()
    assert amounts() == [19] and "并入西关社" in division.reason
    with pytest.raises(RuleBroken, match="原因"):
        pledges.void(second.id, "", 2, by=by, now=now)
    generate(town, letter)
    assert [row.serial for row in all_of()] == [1, 2, 3, 4, 5] and sum(amounts()) == 38


@pytest.mark.parametrize("login", ["leader", "auditor", "assessor", "admin"])
def test_others_only_look(app, town, letter, login):
    generate(town, letter)
    row, by, now = all_of()[0], town.viewer(login), town.now
    for deed in (
        lambda: generate(town, letter, login=login),
        lambda: pledges.generate_households(letter, households(1), False, Basis.EQUAL, by=by, now=now),
        lambda: record(app, town, letter, [row], login),
        lambda: pledge_signing.correct(row.id, "错", 1, by=by, now=now),
        lambda: pledges.void(row.id, "错", 1, by=by, now=now),
    ):
        with pytest.raises(NotAllowed):
            deed()


def test_the_neighbour_sees_nothing_of_it(app, town, letter):
    generate(town, letter)
    row, by, now = all_of()[0], town.viewer("neighbour"), town.now
    for deed in (
        lambda: generate(town, letter, login="neighbour"),
        lambda: record(app, town, letter, [row], "neighbour"),
        lambda: pledge_signing.correct(row.id, "错", 1, by=by, now=now),
        lambda: pledges.void(row.id, "错", 1, by=by, now=now),
    ):
        with pytest.raises(NotInSight):
            deed()


def test_the_wording_is_the_offices(town, letter):
    programme_id = db.session.scalar(select(Task.programme_id).limit(1))
    with pytest.raises(NotAllowed):
        pledge_templates.word(
            programme_id, PledgeKind.GROUP, BUILT_IN[PledgeKind.GROUP], 0, by=town.viewer("signer"), now=town.now
        )


def test_papers_below_a_replaced_letter_stay_as_they_are(app, town, letter):
    clerk = town.viewer("clerk")
    make.pledges_of(app, town, letter_in_sight(clerk, letter))
    _, waiting = [row.id for row in pledge_lists.pledge_list(clerk, wanted(town, letter)).rows]
    before = papers_to_print(letter, PrintWanted())
    made = make.renewed(app, town, letter_in_sight(clerk, letter))
    assert papers_to_print(letter, PrintWanted()) == before
    assert len(pledge_lists.pledge_list(clerk, wanted(town, letter)).rows) == 2
    assert not pledge_lists.pledge_list(clerk, pledge_lists.PledgeFilter(made.programme_id)).rows
    day, by = town.now.date(), {"by": clerk, "now": town.now}
    for deed in (
        lambda: pledge_signing.record(letter, [waiting], day, make.photo(app), **by),
        lambda: pledge_signing.leave_unsigned(waiting, True, "外出务工。", 1, **by),
        lambda: pledges.generate_households(letter, [Household(1, "李满囤")], False, Basis.EQUAL, **by),
        lambda: pledges.void(waiting, "有误", 1, **by),
    ):
        with pytest.raises(RuleBroken, match="请从重新签订的那一份上办理"):
            deed()
        db.session.rollback()


def test_nothing_is_voided_in_a_closed_programme(app, town, letter):
    clerk = town.viewer("clerk")
    make.pledges_of(app, town, letter_in_sight(clerk, letter))
    _, waiting = [row.id for row in pledge_lists.pledge_list(clerk, wanted(town, letter)).rows]
    year = letter_in_sight(clerk, letter).programme
    programmes.close(year.id, year.version, by=clerk, now=town.now)
    with pytest.raises(RuleBroken, match="已结束，内容不再改动"):
        pledges.void(waiting, "有误", 1, by=clerk, now=town.now)


def wanted(town, letter):
    programme_id = letter_in_sight(town.viewer("clerk"), letter).programme_id
    return pledge_lists.PledgeFilter(programme_id, letter_id=letter)
