"""校验码."""

from respbook.rules.codes import code_of, in_fours


def test_the_code_is_the_first_hundred_bits() -> None:
    assert code_of("0" * 64) == "AAAA-AAAA-AAAA-AAAA-AAAA"
    assert code_of("f" * 64) == "7777-7777-7777-7777-7777"
    assert code_of("0" * 24 + "1" + "f" * 39) == "AAAA-AAAA-AAAA-AAAA-AAAB"


def test_codes_stand_in_fours() -> None:
    assert in_fours("ABCDEFGHIJ") == "ABCD-EFGH-IJ" and in_fours("") == ""
