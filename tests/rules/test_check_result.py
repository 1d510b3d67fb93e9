"""核验结论: valid, waiting, superseded, void; nothing about objections or people."""

import datetime as d
from dataclasses import replace

import pytest

from respbook.rules.check_result import Checked, Conclusion, conclusion_of
from respbook.rules.lifecycles import LetterState
from respbook.rules.signing import SignatureMethod, SigningState

FOUND = Checked("青环责〔2026〕1号", "青山镇", d.date(2026, 3, 1), Conclusion.WAITING, "A", "b", None, None, 2, 0, ())


@pytest.mark.parametrize(
    ("state", "signing", "replaced", "conclusion"),
    [
        (LetterState.ISSUED, SigningState.SIGNED, False, Conclusion.VALID),
        (LetterState.ISSUED, SigningState.WAITING, False, Conclusion.WAITING),
        (LetterState.ISSUED, SigningState.PARTLY, False, Conclusion.WAITING),
        (LetterState.ISSUED, SigningState.OBJECTED, False, Conclusion.WAITING),
        (LetterState.ISSUED, SigningState.SIGNED, True, Conclusion.SUPERSEDED),
        (LetterState.VOID, SigningState.SIGNED, True, Conclusion.VOID),
    ],
)
def test_the_standing(state, signing, replaced, conclusion):
    assert conclusion_of(state, signing, replaced) is conclusion


def test_the_sentence_of_each():
    hand = (SignatureMethod.HAND,)
    assert (FOUND.label, FOUND.reliable) == ("待签", True) and "待签订" in FOUND.sentence
    partly = replace(FOUND, signed=1, methods=hand)
    assert partly.label == "签订中" and "应签2栏，已签1栏（方式：手写影像）" in partly.sentence
    valid = replace(partly, signed=2, conclusion=Conclusion.VALID, signed_on=d.date(2026, 3, 5))
    assert valid.label == "有效" and "已于2026年3月5日签订（方式：手写影像）" in valid.sentence
    gone = replace(valid, conclusion=Conclusion.SUPERSEDED)
    assert (gone.label, gone.reliable) == ("已被替代", False) and "被新的文书替代" in gone.sentence
    void = replace(valid, conclusion=Conclusion.VOID, voided_on=d.date(2026, 4, 1))
    assert (void.label, void.reliable) == ("已作废", False) and "2026年4月1日作废" in void.sentence
