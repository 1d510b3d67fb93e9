"""群消息样本: no wrong row in any of them; what is unsure is asked; what is no report is set aside."""

import pytest
from chat_samples import CALLED, ITEM_CALLED, PEOPLE, SAMPLES, TODAY, UNITS, Sample

from respbook.rules.chat_reports import CHECK_LABELS, ChatReading, FiledRow, read_chat
from respbook.rules.chinese import figure


def read(sample: Sample) -> ChatReading:
    return read_chat(sample.paste, units=UNITS, people=PEOPLE, items=sample.items, today=TODAY)


def written(row: FiledRow) -> str:
    said = CHECK_LABELS[row.state] if row.state else figure(row.amount)
    return f"{CALLED[row.unit_id]} {ITEM_CALLED[row.item_id]} {said}"


def listed(words: str) -> list[str]:
    return sorted(each.strip() for each in words.split("｜") if each.strip())


def asked(reading: ChatReading) -> list[str]:
    made = set()
    for row in reading.asked:
        names = " ".join(sorted((CALLED[ident] for ident in row.unit_ids), key=list(CALLED.values()).index)) or "？"
        made.add(f"{row.lines[-1]} {names}")
    return sorted(made)


def in_order(words: str) -> list[str]:
    made = []
    for each in listed(words):
        line, *names = each.split()
        made.append(" ".join([line, *sorted(names, key=lambda name: [*CALLED.values(), "？"].index(name))]))
    return sorted(made)


def test_there_are_enough_samples() -> None:
    assert len(SAMPLES) >= 60
    assert len({sample.name for sample in SAMPLES}) == len(SAMPLES)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_a_sample(sample: Sample) -> None:
    reading = read(sample)
    assert sorted(written(row) for row in reading.filed) == listed(sample.filed)
    assert asked(reading) == in_order(sample.asked)
    assert [str(line.line) for line in reading.set_aside] == sample.aside.split()
    assert len(reading.corrected) == sample.corrected
    if sample.missing is not None:
        assert [CALLED[ident] for ident in reading.missing] == sample.missing.split()
