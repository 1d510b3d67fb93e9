"""受信任的签发机构: what a signature is called, and that a fingerprint was looked at."""

import pytest

from respbook.rules.errors import RuleBroken
from respbook.rules.trust import (
    TRUST_LABELS,
    TRUST_MEANINGS,
    Trust,
    check_local,
    check_tail,
    fingerprint_words,
    trust_of,
    trust_words,
)

SHA = "0123456789abcdef" * 3 + "0123456789abcdee"


def test_only_a_listed_root_of_somebody_else_makes_it_reliable():
    assert [TRUST_LABELS[trust_of(local)] for local in (False, True, None)] == [
        "可靠电子签名",
        "数字签名（本单位自建签发机构）",
        "数字签名（签发机构未经本系统核实）",
    ]
    assert set(TRUST_LABELS) == set(TRUST_MEANINGS) == set(Trust)
    assert [label for label in TRUST_LABELS.values() if label.startswith("可靠")] == [TRUST_LABELS[Trust.RELIABLE]]


def test_several_signatures_are_told_each_label_once_and_by_which_list():
    assert trust_words(()) == ""
    assert trust_words((Trust.UNCHECKED, Trust.RELIABLE, Trust.RELIABLE)) == (
        "可靠电子签名、数字签名（签发机构未经本系统核实）（按现行名单）"
    )


def test_a_fingerprint_is_shown_in_groups():
    assert fingerprint_words(SHA).split() == [SHA[k : k + 4].upper() for k in range(0, 64, 4)]


@pytest.mark.parametrize("typed", ("89abcdee", "89AB CDEE", "89:ab:cd:ee", "　89ab cdee "))
def test_the_tail_is_read_however_it_is_written(typed):
    check_tail(SHA, typed)


@pytest.mark.parametrize(
    ("typed", "said"),
    (("", "最后8位"), ("9abcdee", "最后8位"), (SHA, "最后8位"), ("89abcdef", "不一致"), ("01234567", "不一致")),
)
def test_another_tail_lists_nothing(typed, said):
    with pytest.raises(RuleBroken, match=said) as refused:
        check_tail(SHA, typed)
    assert refused.value.field == "tail"


def test_our_own_root_passes_for_nobody_elses():
    with pytest.raises(RuleBroken, match="只能登记为本单位自建"):
        check_local(homemade=True, local=False)
    check_local(homemade=True, local=True)
    check_local(homemade=False, local=False)
