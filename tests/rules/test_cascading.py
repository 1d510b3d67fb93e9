"""层层签订 rules: who may pass on, shares that always add up, lists of households read line by line."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from respbook.readers.household_list import read_text
from respbook.rules.cascading import Heir, LetterFacts, Level, check_sum, may_pass_on, passes_on, shared_out
from respbook.rules.errors import RuleBroken
from respbook.rules.household_lists import read_households
from respbook.rules.lifecycles import LetterState
from respbook.rules.pledges import (
    BLANK,
    BUILT_IN,
    OWN_FIELDS,
    PledgeKind,
    PledgeWording,
    check_wording,
    filled_in_common,
    number_text,
    own_figures,
    paragraphs,
)
from respbook.rules.targets import Basis
from respbook.rules.units import UnitKind

GROUPS = {11: "东关社", 12: "西关社", 13: "一社"}


@pytest.mark.parametrize(
    ("state", "kind", "fine"),
    [
        (LetterState.ISSUED, UnitKind.VILLAGE, True),
        (LetterState.ISSUED, UnitKind.COMMUNITY, True),
        (LetterState.ISSUED, UnitKind.AFFILIATED, False),
        (LetterState.DRAFT, UnitKind.VILLAGE, False),
        (LetterState.VOID, UnitKind.VILLAGE, False),
    ],
)
def test_only_an_issued_letter_of_a_village_is_passed_on(state, kind, fine):
    facts = LetterFacts(state, kind, "王家庄村", True)
    assert passes_on(facts) is fine
    if not fine:
        with pytest.raises(RuleBroken):
            may_pass_on(facts)


def test_what_was_replaced_or_only_amends_is_not_passed_on():
    for more, why in (({"replaced": True}, "重新签订的那一份"), ({"amends": True}, "从原责任书上办理")):
        with pytest.raises(RuleBroken, match=why):
            may_pass_on(LetterFacts(LetterState.ISSUED, UnitKind.VILLAGE, "王家庄村", True, **more))


def test_who_has_not_signed_binds_nobody():
    with pytest.raises(RuleBroken, match="王家庄村还没有在这份责任书上签字"):
        may_pass_on(LetterFacts(LetterState.ISSUED, UnitKind.VILLAGE, "王家庄村", False))


sizes = st.integers(1, 5000)
heirs = st.lists(st.builds(Heir, st.just("社"), sizes, sizes), min_size=1, max_size=40)


@given(heirs, st.integers(0, 10**6), st.sampled_from([Basis.HOUSEHOLDS, Basis.POPULATION, Basis.EQUAL]), st.data())
def test_the_sum_is_conserved_at_two_depths(members, total, basis, data):
    """Whatever is pinned or signed, the parts add up; and what a part is shared into adds up to the part."""
    total = Decimal(total)
    parts = shared_out(total, members, basis, Decimal(1))
    assert sum(parts) == total
    kept = data.draw(st.sets(st.integers(0, len(members) - 1)))
    again = [
        Heir(each.name, each.households, each.population, amount=part, fixed=place in kept)
        for place, (each, part) in enumerate(zip(members, parts, strict=True))
    ]
    settled = shared_out(total, again, basis, Decimal(1))
    assert sum(settled) == total
    assert all(settled[place] == parts[place] for place in kept)
    for part in settled:
        assert sum(shared_out(part, members, Basis.EQUAL, Decimal(1))) == part


def test_a_newcomer_takes_from_those_who_have_not_signed():
    signed = Heir("东社", 10, amount=Decimal(60), fixed=True)
    assert shared_out(Decimal(100), [signed, Heir("西社", 10), Heir("南社", 30)], Basis.HOUSEHOLDS, Decimal(1)) == [
        60,
        10,
        30,
    ]


def test_what_was_signed_above_the_total_is_refused():
    signed = Heir("东社", 10, amount=Decimal(60), fixed=True)
    for members in ([signed], [signed, Heir("西社", 5)]):
        with pytest.raises(RuleBroken, match="超"):
            shared_out(Decimal(50), members, Basis.HOUSEHOLDS, Decimal(1))


def test_less_needs_a_reason_and_more_is_never_taken():
    with pytest.raises(RuleBroken, match="差2户") as refusal:
        check_sum(Decimal(10), [Decimal(8)], "户", "")
    assert refusal.value.field == "reason"
    assert check_sum(Decimal(10), [Decimal(8)], "户", "两户已搬走。").short == 2
    with pytest.raises(RuleBroken, match="超出1户"):
        check_sum(Decimal(10), [Decimal(11)], "户", "有理由")


def test_an_unknown_size_is_not_taken_for_nothing():
    with pytest.raises(RuleBroken, match="未填户数"):
        shared_out(Decimal(5), [Heir("东社", None), Heir("西社", 3)], Basis.HOUSEHOLDS, Decimal(1))


def test_a_level_is_full_only_with_somebody_in_it():
    assert not Level("社", 0, 0).full and Level("社", 2, 2).full and Level("社", 1, 2).words == "1/2"


# -- lists of households -------------------------------------------------------


def read(text, known=()):
    grid = read_text(text)
    return read_households(grid.rows, grid.lines, GROUPS, known)


def told(text):
    return [
        (each.household.name, each.household.group, each.household.people, each.household.address)
        for each in read(text).lines
    ]


WANTED = [("张得旺", "东关社", 4, "12号"), ("李秀兰", "西关社", 3, ""), ("欧阳建国", "一社", None, "村口")]


@pytest.mark.parametrize(
    "text",
    [
        "户主\t社（组）\t人口\t门牌号\n张得旺\t东关社\t4\t12号\n李秀兰\t西关\t3人\t\n欧阳建国\t1社\t\t村口",
        "青山镇王家庄村户名单\n序号,姓名,家庭人口,社,住址,备注\n1,张得旺,4,东关社,12号,\n2,李秀兰,3,西关社,,低保\n3,欧阳建国,,第一社,村口,",
        "张得旺、东关社、4、12号\n李秀兰、西关社、3\n欧阳建国、一组、村口",
        "张得旺 东关社 4人 12号\n\n李秀兰　西关　３\n欧阳建国  一社  村口\n",
        "1 张得旺 东关社 4 12号\n2 李秀兰 西关社 3口\n3 欧阳建国 1社 村口",
        "门牌\t户主\t人口\t组\n12号\t张得旺\t4\t东关社\n\t李秀兰\t3\t西关社\n村口\t欧阳建国\t\t一社\n合计\t3户\t7\t",
    ],
    ids=["tabs", "csv", "dun", "spaces", "numbered", "turned"],
)
def test_lists_are_read_as_people_write_them(text):
    assert told(text) == WANTED
    assert not read(text).faulty


def test_columns_that_are_not_read_are_told():
    assert read("户主,电话,社\n张得旺,13800000000,东关社").remarks == ("没有读的列：电话。",)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("张得旺\t南关社\t4\t", "没有“南关社”这个社"),
        ("张得旺\t东关社\t四口\t", "不是家庭人口"),
        ("张得旺\t东关社\t0\t", "不是家庭人口"),
        ("\t东关社\t4\t", "没有户主姓名"),
        ("12号\t东关社\t4\t", "不像姓名"),
        ("张得旺\t东关社\t4\t110101199003071234", "身份证号"),
        ("张得旺\t东关社\t4\t11010119900307123x", "身份证号"),
        ("张" * 31 + "\t东关社\t4\t", "最多30字"),
    ],
)
def test_what_is_wrong_is_told_at_its_line(line, words):
    found = read(f"户主\t社\t人口\t门牌\n李秀兰\t东关社\t3\t\n{line}")
    assert found.faulty == 1 and len(found.fresh) == 1
    assert found.lines[1].household.line == 3 and words in "".join(found.lines[1].faults)


def test_a_household_twice_is_told_and_a_namesake_with_an_address_is_not():
    found = read("王强 东关社 4 1号\n王强 东关社 3 2号\n王强 西关社 3 1号\n王强 东关社 5 1号")
    assert [bool(each.faults) for each in found.lines] == [False, False, False, True]
    assert "与第1行重复" in found.lines[3].faults[0]


def test_who_has_a_paper_is_passed_over():
    found = read("张得旺 东关社\n李秀兰 西关社", known={("张得旺", 11, "")})
    assert found.standing == 1 and [each.name for each in found.fresh] == ["李秀兰"]


def test_without_a_group_in_the_roll_the_village_is_told_what_to_do():
    grid = read_text("张得旺 东关社")
    (line,) = read_households(grid.rows, grid.lines, {}, ()).lines
    assert "还没有登记社" in line.faults[0]


@pytest.mark.parametrize("text", ["", "  \n\n", "户主\t社\n"])
def test_an_empty_list_is_refused(text):
    with pytest.raises(RuleBroken, match="没有一户"):
        read(text)


def test_an_endless_list_is_refused():
    with pytest.raises(RuleBroken, match="一次最多1,000户"):
        read("\n".join(f"张{chr(0x4E00 + place)}" for place in range(1001)))


@given(st.text(max_size=300))
def test_no_text_breaks_the_reader(text):
    try:
        read(text)
    except RuleBroken as refusal:
        assert refusal.field == "text"


# -- wording ----------------------------------------------------------------------

COMMON = {
    "村名": "王家庄村", "村全称": "王家庄村村民委员会", "村负责人": "王喆", "甲方名称": "青山镇人民政府",
    "上级文号": "青环责〔2026〕1号", "年度": "2026", "责任期限起": "2026年1月1日", "责任期限止": "2026年12月31日",
}  # fmt: skip


@pytest.mark.parametrize("kind", list(PledgeKind))
def test_the_built_in_wording_is_fit_to_print(kind):
    wording = BUILT_IN[kind]
    check_wording(kind, wording, ())
    assert not any(word in wording.body for word in ("罚款", "元", "身份证"))
    body = filled_in_common(wording.body, COMMON, kind)
    values = {name: f"〔{name}〕" for name in OWN_FIELDS[kind]}
    text = "\n".join(paragraphs(body, values, ["秸秆禁烧：0起"]))
    assert "{{" not in text and "王家庄村" in text and "2026年12月31日" in text
    assert ("1．秸秆禁烧：0起" in text) is (kind is PledgeKind.GROUP)


def test_what_nobody_knows_is_left_to_be_written():
    body = filled_in_common(BUILT_IN[PledgeKind.HOUSEHOLD].body, COMMON, PledgeKind.HOUSEHOLD)
    first = paragraphs(body, {"户主": "张得旺", "社名": "东关社"}, ())[0]
    assert first == f"王家庄村东关社　户主：张得旺　家庭人口：{BLANK}人　门牌：{BLANK}"


def test_own_figures_wait_for_their_share():
    text = filled_in_common("{{村名}}{{指标:清运}}、{{指标:禁烧}}", COMMON | {"指标:禁烧": "0起"}, PledgeKind.GROUP)
    assert text == "王家庄村{{指标:清运}}、0起" and own_figures(text) == ["清运"]


@pytest.mark.parametrize(
    ("title", "body", "field", "words"),
    [
        ("承诺书", "第一行\n{{户主名}}承诺", "body", "第2行"),
        ("{{社负责人}}承诺书", "承诺", "title", "社负责人"),
        ("承诺书", "任务：{{任务清单}}", "body", "单独成段"),
        ("{{任务清单}}", "承诺", "title", "单独成段"),
        ("承诺书", "{户主}承诺", "body", "{{户主}}"),
    ],
)
def test_an_unknown_field_is_refused_at_its_line(title, body, field, words):
    with pytest.raises(RuleBroken, match=words) as refusal:
        check_wording(PledgeKind.HOUSEHOLD, PledgeWording(title, body, 2), ())
    assert refusal.value.field == field


def test_numbers_are_counted_within_the_village():
    assert number_text("王家庄村", 3) == "王家庄村-003" and number_text("王家庄村", 1200) == "王家庄村-1200"
