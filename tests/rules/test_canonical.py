"""规范文本: byte for byte what RFC 8785 asks for."""

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from respbook.rules.canonical import canonical_text

CHARACTERS = st.text(st.characters(codec="utf-8"), max_size=8) | st.sampled_from(
    ["\u2028", "\x7f", "\x1f", '"\\/', "𠮷", "\ufffd"]
)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | CHARACTERS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(CHARACTERS, inner, max_size=4),
    max_leaves=20,
)


@given(PLAIN)
def test_the_same_bytes_as_the_reference(plain):
    assert canonical_text(plain).encode() == rfc8785.dumps(plain)


def test_keys_beyond_the_first_plane_are_ordered_as_utf_16():
    assert canonical_text({"\ufb33": 1, "\U0001f600": 2}) == '{"\U0001f600":2,"\ufb33":1}'


@pytest.mark.parametrize("wrong", [2**53, {"n": -(2**60)}, "\ud800", {"\udfff": 1}])
def test_what_the_standard_refuses_is_refused(wrong):
    with pytest.raises(ValueError):
        canonical_text(wrong)
