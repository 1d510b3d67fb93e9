"""审核: two hands, and every fact of every letter told once, common or differing (L7, R31)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Role, Viewer
from respbook.rules.reviewing import LetterText, check_reviewer, grouped, may_review

FACTS = st.dictionaries(st.sampled_from("甲乙丙丁戊"), st.sampled_from(("一", "二", "")), max_size=5)


def viewer(role, user_id=7):
    return Viewer(user_id, "某人", frozenset({role}), 1, "/1/")


@pytest.mark.parametrize(
    ("role", "sent_by", "alone", "may"),
    [
        (Role.LEADER, 3, False, True),
        (Role.CLERK, 3, False, True),
        (Role.CLERK, 7, False, False),
        (Role.CLERK, 7, True, True),
        (Role.ASSESSOR, 3, True, False),
        (Role.AUDITOR, 3, False, False),
        (Role.ADMIN, 3, False, False),
    ],
)
def test_a_second_person_reviews_unless_the_town_has_but_one(role, sent_by, alone, may):
    assert may_review(viewer(role), sent_by, alone) is may


def test_the_sender_is_told_who_may():
    check_reviewer(viewer(Role.CLERK), 3, False)
    check_reviewer(viewer(Role.CLERK), 7, True)
    with pytest.raises(RuleBroken, match="不能是同一个人"):
        check_reviewer(viewer(Role.CLERK), 7, False)


@given(st.lists(st.tuples(st.integers(1, 2), FACTS), max_size=8))
def test_every_fact_of_every_letter_is_told_once(made):
    letters = [LetterText(n, f"村{n}", template, facts) for n, (template, facts) in enumerate(made)]
    groups = grouped(letters)
    told = {}
    for group in groups:
        for row in group.rows:
            assert not {name for name, _ in group.common} & set(group.names)
            told[row.letter_id] = dict(group.common) | dict(zip(group.names, row.values, strict=True))
    for letter in letters:
        assert {name: value for name, value in told[letter.letter_id].items() if value} == {
            name: value for name, value in letter.facts.items() if value
        }
    assert sum(len(group.rows) for group in groups) == len(letters)


def test_what_is_alike_in_all_is_common():
    (group,) = grouped(
        [
            LetterText(1, "东村", 5, {"甲方": "镇政府", "户数": "12"}),
            LetterText(2, "西村", 5, {"甲方": "镇政府", "户数": "30"}),
        ]
    )
    assert group.common == (("甲方", "镇政府"),) and group.names == ("户数",)
    assert [(row.unit, row.values) for row in group.rows] == [("东村", ("12",)), ("西村", ("30",))]
