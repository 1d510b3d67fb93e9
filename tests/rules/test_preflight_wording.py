"""文字: blanks, doubled clauses, references into nothing, people who left, names of yesterday."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from respbook.rules.issue_facts import ClauseFacts, FormerHolder, FormerName, IssueFacts, LetterFacts, ProgrammeFacts
from respbook.rules.preflight_wording import examine

PROGRAMME = ProgrammeFacts(1, 2026, date(2026, 1, 1), date(2026, 12, 31), "责〔{年}〕{号}号", "青山镇")
OPENING = (
    ClauseFacts(1, "", "责任目标", level=1),
    ClauseFacts(2, "", "禁烧秸秆。", level=2),
    ClauseFacts(3, "", "回收废膜。", level=2),
    ClauseFacts(4, "", "附则", level=1),
)


def found(*texts, former_holders=(), former_names=(), names=()):
    clauses = (*OPENING, *(ClauseFacts(40 + n, "", text) for n, text in enumerate(texts)))
    letters = tuple(LetterFacts(n, n, f"村{n}", 31, "村级", clauses, {}, 1) for n in (51, 52))
    facts = IssueFacts(
        PROGRAMME, (), (), clauses, letters, former_holders=former_holders, former_names=former_names, names=names
    )
    return list(examine(facts))


def sentences(*texts, **also):
    return [finding.sentence for finding in found(*texts, **also)]


@pytest.mark.parametrize(
    "text", ("由____负责。", "××村与甲方签订。", "由XX负责", "包村干部：（　　）", "□是", "某某村", "金额待定")
)
def test_a_blank_that_was_left(text):
    (finding,) = found(text)
    assert finding.level == "warn" and "留有空白" in finding.sentence and finding.about == ("clause", 40)
    assert "；" in finding.sentence and finding.ground == text


@pytest.mark.parametrize("text", ("3×5米，PM2.5", "A4XX纸", "{{单位名称}}由（一）负责", "X光机", "（以下简称甲方）"))
def test_what_is_no_blank(text):
    assert found(text) == []


def test_the_same_clause_twice_is_found_once_for_all_letters():
    text = "严禁向河道倾倒垃圾、排放污水，违者上报。"
    (finding,) = found(text, text.replace("，", "； "))
    assert "出现两次" in finding.sentence and finding.about == ("clause", 41)
    assert found("按规定执行。", "按规定执行。") == []


@pytest.mark.parametrize(
    "text", ("按本责任书第五条办理", "违反第（三）项的，扣分", "依照第9条、第十条执行", "按第（五）款办理")
)
def test_a_reference_into_nothing(text):
    assert all("这份责任书里没有" in each for each in sentences(text)) and sentences(text)


@pytest.mark.parametrize(
    "text",
    (
        "按第二条办理",
        "违反第（二）项的",
        "依据《环境保护法》第六十四条、第六十五条第二款",
        "依据环境保护法第九条",
        "依据《条例》（2018年修正）第四十条的规定",
        "第三条 甲方责任",
        "发展第三产业，第二条件成熟",
        "做到（1）巡查（2）劝阻（3）报告，第（3）项每日办理",
    ),
)
def test_references_that_lead_somewhere(text):
    assert sentences(text) == []


def test_an_annex_that_is_not_there():
    assert "没有附件" in sentences("任务见附件。")[0]
    assert sentences("任务见附件。", "{{任务清单}}") == []


def test_a_person_who_left_and_one_who_only_shares_two_characters():
    left = FormerHolder("王建国", "党支部书记", "王家庄村", date(2025, 12, 1))
    (said,) = sentences("由王建国牵头。", former_holders=(left,))
    assert "“王建国”" in said and "2025年12月1日" in said and "{{书记}}" in said
    short = FormerHolder("高山", "村委会主任", "石桥村", date(2025, 12, 1))
    assert sentences("山高路远，高山深谷都要巡到。", former_holders=(short,)) == []
    assert "“高山”" in sentences("由高山主任负责。", former_holders=(short,))[0]


def test_a_name_of_yesterday_is_found_where_it_is_not_part_of_todays():
    names = ("王家庄村村民委员会", "王家庄村")
    old = (FormerName("红旗大队", "王家庄村村民委员会"), FormerName("庄村", "王家庄村村民委员会"), FormerName("东沟村"))
    assert sentences("王家庄村要带头。", former_names=old, names=names) == []
    assert "现名“王家庄村村民委员会”" in sentences("红旗大队要带头。", former_names=old, names=names)[0]
    assert "已停用" in sentences("东沟村要带头。", former_names=old, names=names)[0]


@given(st.text(alphabet="第（）()一二三十0123条项款、，。《》法规定{{}}附件_×X　 \n", max_size=80))
def test_any_text_can_be_looked_at(text):
    for finding in found(text):
        assert len(finding.sentence) <= 300 and finding.sentence.endswith("。")
