"""断行: forbidden marks, text preserved, nothing wider than the line."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from respbook.press.breaking import NO_END, NO_START, SOFT_LEFT, SOFT_RIGHT, Measure, break_lines

MARKS = "，。、；：？！）》”（《“—…·%"
LATIN = "0123456789abcXYZ.%-"
hanzi = st.text("环境保护责任书目标村镇", min_size=1, max_size=9)
latin = st.text(LATIN, min_size=1, max_size=14)
marks = st.text(MARKS, min_size=1, max_size=2)
texts = st.lists(st.tuples(hanzi, st.one_of(marks, latin, st.just(" "))), max_size=40).map(
    lambda pairs: "".join(word + mark for word, mark in pairs)
)


class Widths(dict[str, float]):
    def __missing__(self, character: str) -> float:
        return 0.5 if ord(character) < 128 else 1.0


MEASURE = Measure(16, -0.207, 442.2 - 31.587, 442.2)


def lines_of(text: str, measure: Measure = MEASURE):
    return break_lines(text, Widths(), measure)


def drawn_width(line, size: float) -> float:
    return (
        sum(Widths()[c] for c in line.text) * size
        + line.tracking * (len(line.text) - 1)
        - sum(cut for k, cut in line.cuts if k < len(line.text) - 1)
    )


@given(texts)
@settings(max_examples=300, deadline=None)
def test_marks_stand_where_they_may(text):
    lines = lines_of(text)
    for before, after in pairwise(lines):
        assert after.text[0] not in NO_START, (before.text, after.text)
        assert before.text[-1] not in NO_END, (before.text, after.text)


@given(texts)
@settings(max_examples=300, deadline=None)
def test_text_is_preserved(text):
    lines = lines_of(text)
    assert "".join(line.text for line in lines).replace(" ", "") == text.replace(" ", "")
    for line in lines:
        assert text[line.start : line.start + len(line.text)] == line.text


@given(texts)
@settings(max_examples=300, deadline=None)
def test_no_line_is_wider_than_its_room(text):
    for k, line in enumerate(lines_of(text)):
        room = MEASURE.rest if k else MEASURE.first
        hanging = 8.01 if line.text and line.text[-1] in SOFT_RIGHT and line.cuts else 0.02
        assert drawn_width(line, 16) <= room + hanging + 0.207
        most: dict[int, int] = {}
        for at, _ in line.cuts:
            most[at] = (line.text[at] in SOFT_RIGHT) + (
                line.text[at + 1 : at + 2] in SOFT_LEFT if at + 1 < len(line.text) else 0
            )
        assert all(cut <= 8.001 * most[at] for at, cut in line.cuts)


@given(texts)
@settings(max_examples=200, deadline=None)
def test_full_lines_end_at_the_margin(text):
    lines = lines_of(text)
    for k, line in enumerate(lines[:-1]):
        if not line.cuts and len(line.text) > 1:
            assert abs(drawn_width(line, 16) - (MEASURE.rest if k else MEASURE.first)) < 0.01


def test_a_mark_is_pulled_in_where_squeezing_makes_room():
    text = "环" * 10 + "，" + "境" * 17 + "。" + "保" * 5
    first = lines_of(text, Measure(16, -0.207, 442.2, 442.2))[0]
    assert first.text.endswith("。")
    assert len(first.text) == 29


def test_a_character_is_pushed_out_where_it_does_not():
    text = "环" * 28 + "”" + "保" * 5
    first, second = lines_of(text, Measure(16, -0.207, 442.2, 442.2))
    assert (len(first.text), second.text[:2]) in ((27, "环”"), (29, "保保"))


def test_numbers_dashes_and_dots_hold_together():
    text = "环" * 27 + "2026年——" + "保" * 22 + "……"
    lines = lines_of(text, Measure(16, -0.207, 442.2, 442.2))
    assert lines[1].text.startswith("2026")
    assert not any(line.text.endswith("—") and not line.text.endswith("——") for line in lines)


def test_a_run_longer_than_the_line_is_cut_rather_than_printed_over_the_margin():
    lines = lines_of("x" * 300)
    assert len(lines) > 5
    assert all(drawn_width(line, 16) <= MEASURE.rest + 0.02 for line in lines)


def test_a_line_feed_ends_a_line():
    assert [line.text for line in lines_of("第一行\n第二行")] == ["第一行", "第二行"]
