"""表样: what is left out is kept with the sheet."""

import base64
import json
import zlib

from hypothesis import given
from hypothesis import strategies as st

from respbook.rules.grids import Grid, left_out, packed, unpacked

GRID = Grid("甲", [["名称"], ["一"], ["二"]], [3, 5, 9])


@given(st.dictionaries(st.integers(0, 12), st.booleans()), st.dictionaries(st.integers(0, 12), st.booleans()))
def test_the_last_word_on_a_line_counts(first, second):
    both = left_out(left_out(GRID, first), second)
    assert both.left_out == left_out(GRID, first | second).left_out <= {3, 5, 9}
    assert unpacked(packed([both])) == [both]


def test_a_sheet_kept_by_an_older_release_is_opened():
    old = json.dumps([["甲", [["名称"]], [3], ["隐藏"]]])
    text = base64.b64encode(zlib.compress(old.encode())).decode()
    assert unpacked(text) == [Grid("甲", [["名称"]], [3], ("隐藏",))]
