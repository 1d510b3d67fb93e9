"""认单位: a name counts where it stands free; what only resembles one is offered."""

import pytest
from chat_samples import BOTH, PEOPLE, UNITS

from respbook.rules.chat_reports.folding import fold
from respbook.rules.chat_reports.names import Register
from respbook.rules.chat_reports.topics import Topics
from respbook.rules.chat_reports.values import ChatPerson, ChatUnit

REGISTER = Register(UNITS, PEOPLE, Topics(BOTH))


def found(text: str) -> list[tuple[list[int], bool]]:
    return [(sorted(hit.units), bool(hit.doubt)) for hit in REGISTER.found(fold(text).text)]


@pytest.mark.parametrize(
    "text",
    [
        "清水村无异常", "清水村委会无异常", "清水村民委员会无异常", "清水 无异常", "清水无异常", "今日清水村正常",
        "报告领导：清水村正常", "清水村党支部书记正常",
        "qingshui 无异常", "QingShuiCun无异常", "qsc 正常",
        "清水村3车", "清水村三车", "清水村秸秆正常",
    ],
)  # fmt: skip
def test_a_name_that_stands_free(text: str) -> None:
    assert found(text) == [([1], False)]


@pytest.mark.parametrize(
    "text", ["大清水村无异常", "清水河村无异常", "清水村小学正常", "清水塘正常", "与清水村交界", "到清水村"]
)
def test_a_name_inside_another_is_doubted(text: str) -> None:
    assert found(text) == [([1], True)]


@pytest.mark.parametrize("text", ["qs 正常", "ok", "xqsc正常", "清泉村正常", "水村正常"])
def test_what_is_no_name_is_not_found(text: str) -> None:
    assert found(text) == []


def test_a_person_leads_to_the_unit_and_two_posts_to_two() -> None:
    assert found("张建国 正常") == [([1], False)]
    assert found("王志远 正常") == [([1, 2], False)]


def test_one_stem_of_two_units_leads_to_both() -> None:
    register = Register((ChatUnit(1, "清水村"), ChatUnit(2, "清水社区")), (), Topics(()))
    assert [sorted(hit.units) for hit in register.found("清水 正常")] == [[1, 2]]
    assert [sorted(hit.units) for hit in register.found("清水村正常")] == [[1]]


@pytest.mark.parametrize(
    ("nickname", "units"),
    [
        ("张建国", [1]), ("张建国-清水村", [1]), ("清水村张建国", [1]), ("清水村 支书 张建国", [1]), ("清水-李四", [1]), ("清水村李四", [1]),
        ("A清水村李四138", [1]),
        ("李四（石桥村）", [2]), ("王志远-石桥村", [2]), ("王志远", [1, 2]), ("岁月静好", []), ("李四", []),
    ],
)  # fmt: skip
def test_a_sender_is_known_by_the_nickname(nickname: str, units: list[int]) -> None:
    whose = REGISTER.sender(nickname)
    assert (sorted(whose.units), whose.doubt) == (units, "")


@pytest.mark.parametrize("nickname", ["张建国-石桥村", "大清水村李四", "清水村小学李四", "清水湾度假村"])
def test_a_sender_that_points_two_ways_is_doubted(nickname: str) -> None:
    assert REGISTER.sender(nickname).doubt


@pytest.mark.parametrize(
    ("word", "units"), [("柳树", (3, 4)), ("青水村", (1, 6)), ("柳湾村", (3,)), ("王家", (5,)), ("火星", ())]
)
def test_what_is_near_is_offered(word: str, units: tuple[int, ...]) -> None:
    assert REGISTER.near(word) == units


def test_people_of_units_that_are_not_expected_do_not_count() -> None:
    register = Register(UNITS[:1], (ChatPerson("李秀兰", 2),), Topics(()))
    assert register.found("李秀兰 正常") == []
