"""口令: bad ones are refused with a sentence, good ones pass, codes survive being typed."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from respbook.rules.common_passwords import common_words
from respbook.rules.errors import RuleBroken
from respbook.rules.passwords import ALPHABET, as_typed, check, normal_code, one_time_code, own_words

OWN = own_words("wjg_cun", "王建国", "13812341234", ("青山镇人民政府", "青山镇", "王家庄村民委员会", "王家庄村"))

BAD = (
    *("1234567890", "0123456789", "9876543210", "12345678910", "123456789012", "1111111111", "000000000000"),
    *("aaaaaaaaaa", "1212121212", "abcabcabcabc", "password12", "password123", "Password2026", "P@ssw0rd123"),
    *("passw0rd!!", "admin12345", "administrator", "admin@2026", "administrator1", "root123456", "qwertyuiop"),
    *("qwerty12345", "qwerty2026", "1qaz2wsx3edc", "qazwsxedc123", "asdfghjkl123", "zxcvbnm123", "1q2w3e4r5t"),
    *("huanbao2026", "huanbao123456", "Huanbao@2026", "huanjing2026", "zerenshu2026", "zeren123456", "kaohe20260101"),
    *("shengtai2026", "huanjingbaohu", "qingshanzhen1", "mima123456", "woaini1314", "iloveyou123", "welcome2026"),
    *("letmein123", "changeme123", "test123456", "abc1234567", "abcdefghij", "abcd123456", "zhengfu123456"),
    *("zhongguo2026", "20260305123", "1990010119900101", "13987654321", "13812341234", "wangjianguo", "wangjianguo1"),
    *("wangjianguo2026", "Wjg_cun2026", "13812341234a", "王建国123456", "环保环保环保环保环保", "环境保护责任书2026"),
    *("青山镇2026123", "王建国2026王建国", "青山镇王家庄村1234", "!@#$%^&*()", "..........."),
    *("ｐａｓｓｗｏｒｄ１２３", "respbook2026", "办公室密码123456"),
    *(
        "wangjiazhuang1",
        "Wangjiazhuang@12",
        "qingshan2026",
        "qszqsz20260101",
        "王家庄20261234",
        "zhangwei12",
        "Lijuan@2026",
    ),
    *(
        "liverpool123",
        "sunshinemonkey",
        "m1cha3l2026",
        "dragon2026master",
        "hongloumeng1",
        "12369huanbao",
        "147258369147",
    ),
    *(
        "绿水青山就是金山银山",
        "绿水青山就是金山银山2026",
        "春眠不觉晓处处闻啼鸟",
        "wo123456789",
        "a1b2c3d4e5",
        "qweasdzxc123",
    ),
)

GOOD = [
    "门前两棵老杏树今年没结果",
    "清晨挑水要走三里山路才到",
    "correct horse battery staple",
    "Tr7kv9Lmq2xZ",
    "wo jia de mao xihuan chi yumi",
    "purple-kettle-47-river",
    "8350274196",
    "雨后的河滩上有白鹭飞过",
    "Nine birds over a barn",
    "zhaoxiaohuadenlong8",
    "k3vTq!mw8Zp",
    "三月里梨花开得最晚",
    "炉火边上奶奶讲的故事",
    "xkzqj vbtpw",
    "咖啡cup蓝窗台7",
    "七只羊过了石头桥",
    "Спокойная ночь река",
    "gravel lantern 2026 otter",
    "环保不是一阵风吹过就算",
    "zhangwei de lanse yusan",
    "monkey picks nine melons",
    "дорога к старому мосту",
]


def test_there_are_enough_examples() -> None:
    assert len(common_words()) >= 3000
    assert len(BAD) >= 60
    assert len(GOOD) >= 20


@pytest.mark.parametrize("password", BAD)
def test_bad_ones_are_refused(password: str) -> None:
    with pytest.raises(RuleBroken) as refusal:
        check(password, OWN)
    assert refusal.value.field == "password"
    assert "；请" in refusal.value.sentence


@pytest.mark.parametrize("password", [word for word in GOOD if len(word) >= 10])
def test_good_ones_pass(password: str) -> None:
    check(password, OWN)


def test_length_is_counted_in_characters_as_typed() -> None:
    ten = "杏树梨花河滩白鹭石桥"
    check(ten)
    check("".join(chr(0x4E00 + 37 * place) for place in range(64)))
    check("".join(chr(0x4E00 + 37 * place) for place in range(128)))
    with pytest.raises(RuleBroken, match="只有9个字"):
        check(ten[:9])
    with pytest.raises(RuleBroken, match="超过128个字"):
        check("".join(chr(0x4E00 + 37 * place) for place in range(129)))
    assert as_typed("e\u0301") == "é"


def test_own_words_are_only_refused_for_their_owner() -> None:
    check("lihongmei and her tea")
    check("lihongmeixq")
    with pytest.raises(RuleBroken, match="本人或本单位的“lihongmei”"):
        check("lihongmeixq", ["lihongmei"])


def test_a_hostile_length_costs_nothing() -> None:
    start = time.process_time()
    with pytest.raises(RuleBroken):
        check("a\u0301" * 5_000_000)
    assert time.process_time() - start < 2  # a hash of it would take far longer


@given(st.text(max_size=140), st.lists(st.text(max_size=12), max_size=4))
def test_the_check_only_ever_passes_or_refuses(password: str, own: list[str]) -> None:
    try:
        check(password, own)
    except RuleBroken as refusal:
        assert refusal.field == "password"
    else:
        assert 10 <= len(as_typed(password)) <= 128


@given(st.binary(min_size=10, max_size=10))
def test_a_code_survives_paper_and_typing(rng: bytes) -> None:
    code = one_time_code(rng)
    assert len(code) == 19
    assert set(code) <= set(ALPHABET + "-")
    assert normal_code(code) == code
    assert normal_code(f" {code.lower().replace('-', ' ')} ") == code
    assert normal_code(code.replace("0", "O").replace("1", "l").replace("-", "－")) == code


def test_codes_use_all_eighty_bits() -> None:
    assert one_time_code(bytes(10)) == "0000-0000-0000-0000"
    assert one_time_code(b"\xff" * 10) == "ZZZZ-ZZZZ-ZZZZ-ZZZZ"
    assert len({one_time_code((1 << bit).to_bytes(10, "big")) for bit in range(80)}) == 80
    with pytest.raises(ValueError, match="10 random bytes"):
        one_time_code(bytes(9))


@pytest.mark.parametrize(
    ("text", "word"), [("", "现为0位"), ("0000-0000-0000-000", "现为15位"), ("U000000000000000", "“U”")]
)
def test_what_is_no_code_is_refused(text: str, word: str) -> None:
    with pytest.raises(RuleBroken, match=word):
        normal_code(text)
