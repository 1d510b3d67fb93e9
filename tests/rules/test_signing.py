"""签订: how far a letter has come, what its signer says, what a signature is called."""

import datetime as d
from types import SimpleNamespace

import pytest

from respbook.rules.signing import (
    CAPACITY_LABELS,
    METHOD_LABELS,
    METHOD_MEANINGS,
    SIGNING_LABELS,
    Capacity,
    SignatureMethod,
    SigningState,
    intent,
    signing_state,
)

TODAY = d.date(2026, 3, 2)


def line(step=10, signature_id=None):
    return SimpleNamespace(step=step, signature_id=signature_id)


@pytest.mark.parametrize(
    ("signed", "objected", "state"),
    [
        ((None, None), False, SigningState.WAITING),
        ((1, None), False, SigningState.PARTLY),
        ((1, None), True, SigningState.OBJECTED),
        ((None, None), True, SigningState.OBJECTED),
        ((1, 2), False, SigningState.SIGNED),
    ],
)
def test_how_far_a_letter_has_come(signed, objected, state):
    assert signing_state([line(signature_id=each) for each in signed], objected) is state


def test_a_letter_without_slots_is_never_signed():
    assert signing_state([], False) is SigningState.WAITING


def test_the_intent_names_paper_and_capacity():
    assert intent("责任书", "青环责〔2026〕1号", Capacity.SELF, "王建国") == (
        "我已阅读《责任书》（青环责〔2026〕1号）全文，同意按所列内容签订并履行。"
    )
    assert "受王建国授权，代为同意" in intent("责任书", "1号", Capacity.PROXY, "王建国")


def test_every_word_is_there_and_nothing_by_hand_is_called_reliable():
    assert set(METHOD_LABELS) == set(METHOD_MEANINGS) == set(SignatureMethod)
    assert set(SIGNING_LABELS) == set(SigningState) and set(CAPACITY_LABELS) == set(Capacity)
    assert "可靠" not in METHOD_LABELS[SignatureMethod.HAND] + METHOD_LABELS[SignatureMethod.SEAL]
