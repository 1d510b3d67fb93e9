"""细则检查: what is wrong with a rubric is found before it is published, and a sound one passes."""

from dataclasses import replace
from decimal import Decimal as D

import pytest
from scoring_values import entries, row, rule

from respbook.rules.scoring.checking import flaws, publishable
from respbook.rules.scoring.kinds import NotApplicableMode, TieKey, VetoEffect
from respbook.rules.scoring.ladder import LadderStep, MeasureKind, Trigger
from respbook.rules.scoring.rubric import (
    Band,
    CapGroup,
    Escalation,
    Part,
    Quota,
    RankGroup,
    Rubric,
    Tie,
    Total,
    UnitClass,
    Variant,
    Veto,
)
from respbook.rules.scoring.rule_kinds import (
    Bonus,
    ByRank,
    BySource,
    Direction,
    Discretion,
    MissingEntries,
    Occurrence,
    PerUnit,
    Place,
    Presence,
    Proportion,
    Stage,
    Steps,
    ZeroRow,
)

HALF = rule(Occurrence(D("0.5")), words="每发现一处扣0.5分，扣完为止")
FOUR = (
    Band("优秀", D(90)),
    Band("良好", D(75), high=D(90)),
    Band("合格", D(60), high=D(75)),
    Band("不合格", None, high=D(60)),
)
ROWS = (
    row(40, HALF, key="1", title="环境卫生（40分）", standard="每发现一处扣0.5分"),
    row(60, rule(Presence(entries(甲=20, 乙=40))), key="2", heading="台账（60分）", standard="甲（20分），乙（40分）"),
)
SOUND = Rubric("考核细则", ROWS, bands=FOUR)


def found(rubric, grade=None):
    return {flaw.code for flaw in flaws(rubric) if grade is None or flaw.grade == grade}


def with_rule(one, points=40, **more):
    return replace(SOUND, rows=(row(points, one, key="1", **more), ROWS[1]))


def test_a_sound_rubric_passes():
    assert flaws(SOUND) == ()
    assert publishable(flaws(SOUND))


def test_rows_that_sum_to_ninety_eight():
    (flaw,) = flaws(replace(SOUND, rows=(row(38, HALF, key="1"), ROWS[1])))
    assert flaw.sentence == (
        "指标：各项分值合计98分，满分是100分，少2分。一分不扣也得不到满分。"
        "请把分值改到合计100分；确需按实际合计折算的，请在总分中选定“折算”。"
    )
    assert not publishable((flaw,))
    assert flaws(replace(SOUND, rows=(row(38, HALF, key="1"), ROWS[1]), total=Total(convert=True))) == ()


def test_a_gap_at_eighty_nine_and_a_half():
    bands = (Band("优", D(90)), Band("良", D(80), high=D(89), high_inclusive=True), Band("差", None, high=D(80)))
    (flaw,) = flaws(replace(SOUND, bands=bands))
    assert flaw.sentence == (
        "等次“优”与“良”：中间有空档，如89.5分没有等次。得到这个分数的单位定不了等。请把两个等次接上，如“良”的上限写90分（不含）。"
    )


@pytest.mark.parametrize(
    ("bands", "code"),
    [
        ((Band("优", D(90), low_inclusive=False), Band("差", None, high=D(90))), "band-gap"),
        ((Band("优", D(90)), Band("差", None, high=D(90), high_inclusive=True)), "band-overlap"),
        ((Band("优", D(90)), Band("差", None, high=D(92))), "band-overlap"),
        (
            (Band("优", D("89.5"), low_inclusive=False), Band("差", None, high=D(90), high_inclusive=True)),
            "band-overlap",
        ),
        ((Band("差", D(60)), Band("优", D(90))), "band-order"),
        ((Band("优"), Band("差", None, high=D(90))), "band-order"),
        ((Band("优", D(90)), Band("差", D(10), high=D(90))), "band-bottom"),
        ((Band("优", D(90), high=D(100)), Band("差", None, high=D(90))), "band-top"),
        ((Band("优", D(90)), Band("差", None, high=D(90), rank_within=3)), "band-rank"),
        ((Band("优", D(90)), Band("", None, high=D(90))), "band-name"),
        ((Band("优", D(90)), Band("中", D(80), high=D(70)), Band("差", None, high=D(80))), "band-empty"),
        ((), "no-bands"),
    ],
)
def test_bands_that_leave_a_total_without_a_grade(bands, code):
    assert code in found(replace(SOUND, bands=bands))


@pytest.mark.parametrize(
    "bands",
    [
        (Band("优秀", D(90)), Band("良好", D(80)), Band("其他")),  # R38: >=90, >=80 and the rest
        (Band("优", D(90), high=D(100), high_inclusive=True), Band("差", D(0), high=D("89.99"), high_inclusive=True)),
        (Band("优", D(90), rank_within=10), Band("差", None, high=D(90))),
    ],
)
def test_bands_that_do(bands):
    assert flaws(replace(SOUND, bands=bands)) == ()


@pytest.mark.parametrize(
    ("rubric", "code"),
    [
        (with_rule(HALF, title="环境卫生（45分）"), "title-points"),
        (with_rule(HALF, standard="满分30分，每处扣0.5分"), "standard-points"),
        (replace(SOUND, rows=(ROWS[0], replace(ROWS[1], heading="台账（50分）"))), "heading-points"),
        (replace(SOUND, rows=(ROWS[0], row(60, rule(Presence(entries(甲=20, 乙=30))), key="2"))), "entries-points"),
        (with_rule(rule(Occurrence(D("0.5")), words="每发现一处扣1分")), "rule-words"),
        (with_rule(rule(Occurrence(D("0.5")), words="每发现一处扣０．５分")), None),
        (with_rule(rule(Occurrence(D(1)), words="每处扣1分，最多扣5分")), "rule-cap"),
        (with_rule(rule(Occurrence(D(1)), words="每处扣1分，最多扣5分", cap=D(5))), None),
        (with_rule(rule(Bonus(D(2)), words="每起加3分", cap=D(4))), "rule-words"),
        (with_rule(rule(Occurrence(D(-1)))), "value"),
        (with_rule(rule(Occurrence(D(0)))), "value"),
        (with_rule(rule(PerUnit(D(3), D(1), D(0)))), "step"),
        (with_rule(rule(BySource({"town": D(-2)}))), "value"),
        (with_rule(rule(MissingEntries(()))), "entries"),
        (with_rule(rule(Proportion(target=D(0)))), "target"),
        (with_rule(rule(Proportion(D(70), D(-63), most=D(40)))), "slope"),
        (with_rule(rule(Discretion(D(9), D(3)))), "discretion"),
        (with_rule(rule(Occurrence(D(1)), cap=D(0))), "cap"),
        (with_rule(rule(Occurrence(D(1)), escalation=Escalation())), "escalation"),
        (with_rule(rule(ZeroRow(), escalation=Escalation((D(1), D(2))))), "escalation"),
        (with_rule(rule(Steps((Stage(D(40), D(5)), Stage(D(30), D(9)))))), "unreachable"),
        (with_rule(rule(Steps((Stage(D(40), D(5)), Stage(D(30), D(5)))))), "unreachable"),
        (with_rule(rule(Steps((Stage(D(40), D(5)), Stage(D(30), D(3)))))), None),
        (with_rule(rule(Steps((Stage(D(40), D(3)), Stage(D(30), D(5))), direction=Direction.AT_MOST))), None),
        (with_rule(rule(Steps((Stage(D(40), D(90)),), rate=True))), "stages"),
        (with_rule(rule(Steps((Stage(D(50), D(3)),)))), "stages-exceed"),
        (with_rule(rule(ByRank((Place(1, 3, D(40)), Place(3, 5, D(30)))))), "places"),
        (with_rule(rule(Occurrence(D(1)), group="g")), "group"),
        (with_rule(rule(Occurrence(D(1)), group="g"), groups=(CapGroup("g", "组", D(50)),)), "group-cap"),
        (replace(SOUND, rows=(row(40, key="1"), ROWS[1])), "no-rule"),
        (replace(SOUND, rows=()), "no-rows"),
        (with_rule(HALF, na_mode=NotApplicableMode.FIXED), "na-points"),
        (with_rule(HALF, floor=D(41)), "bounds"),
        (with_rule(HALF, part="p"), "part"),
        (with_rule(HALF, variants={"x": Variant()}), "variant"),
        (replace(SOUND, rows=(ROWS[0], replace(ROWS[1], key="1"))), "twice"),
        (replace(SOUND, quotas=(Quota("极好", "", 3),)), "quota"),
        (replace(SOUND, quotas=(Quota("优秀", "g", 3),)), "quota"),
        (replace(SOUND, quotas=(Quota("优秀", ""),)), "quota"),
        (replace(SOUND, quotas=(Quota("优秀", "", share=D(20)),)), "quota"),
        (replace(SOUND, ties=(Tie(TieKey.ROW, "9"),)), "tie"),
        (replace(SOUND, vetoes=(Veto("v", "造假", VetoEffect.SET, "极差"),)), "veto"),
        (replace(SOUND, vetoes=(Veto("v", "造假", VetoEffect.LOWER, levels=0),)), "veto"),
        (
            replace(SOUND, ladder=(LadderStep("a", MeasureKind.TALK, Trigger.GRADE, word="极差", clause="第1条"),)),
            "ladder",
        ),
        (
            replace(SOUND, ladder=(LadderStep("a", MeasureKind.TALK, Trigger.NAMED, clause="第1条", after="b"),)),
            "ladder",
        ),
        (replace(SOUND, groups=(RankGroup("g", "组", ("x",)),)), "group-class"),
    ],
)
def test_each_flaw_is_found(rubric, code):
    assert found(rubric) == (set() if code is None else found(rubric) | {code})


def test_stages_beyond_the_row_are_only_worth_a_look():
    rubric = with_rule(rule(Steps((Stage(D(50), D(3)),))))
    assert found(rubric, "look") == {"stages-exceed"}
    assert publishable(flaws(rubric))


CLASSES = (UnitClass("v", "村"), UnitClass("u", "镇属单位"))


def test_each_class_adds_up_for_itself():
    rows = (row(40, HALF, key="1", variants={"u": Variant(points=D(30))}), ROWS[1])
    (flaw,) = [one for one in flaws(replace(SOUND, rows=rows, classes=CLASSES)) if one.grade == "must"]
    assert flaw.where == "“镇属单位”类指标"
    assert "合计90分" in flaw.what


def test_parents_are_equal_between_classes():
    rows = (
        row(40, HALF, key="1", heading="甲", variants={"u": Variant(points=D(30))}),
        row(60, HALF, key="2", heading="乙", variants={"u": Variant(points=D(70))}),
    )
    assert found(replace(SOUND, rows=rows, classes=CLASSES)) == {"heading-classes"}


PARTS = (Part("p", "平时", D(70)), Part("y", "年终", D(30)))


@pytest.mark.parametrize(
    ("peacetime", "year_end", "parts", "codes"),
    [
        (70, 30, PARTS, set()),
        (100, 100, PARTS, set()),
        (69, 30, PARTS, {"part-sum"}),
        (70, 30, (PARTS[0], replace(PARTS[1], weight=D(40))), {"weights", "part-sum"}),
    ],
)
def test_parts_add_up(peacetime, year_end, parts, codes):
    rows = (row(peacetime, HALF, key="1", part="p"), row(year_end, HALF, key="2", part="y"))
    assert found(replace(SOUND, rows=rows, parts=parts)) == codes


def test_sub_points_in_brackets_are_no_contradiction_by_themselves():
    rubric = with_rule(HALF, standard="乱堆乱放（0.5分）、污水横流（1分）")
    assert publishable(flaws(rubric))
    assert found(rubric) == {"standard-points"}


def test_must_stand_before_look():
    rubric = replace(with_rule(rule(Steps((Stage(D(50), D(3)),)))), quotas=(Quota("极好", "", 3),))
    assert [flaw.grade for flaw in flaws(rubric)] == ["must", "look"]
