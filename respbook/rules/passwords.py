"""口令 passwords: what is accepted as one, and the one-time code on a slip of paper (safety R04, R05, C2).

A password is judged by what is left of it after the easily guessed parts are taken out; no rule of composition.
"""

import re
import unicodedata
from collections.abc import Iterable

from respbook.rules import pinyin
from respbook.rules.codes import in_fours
from respbook.rules.common_passwords import common_in
from respbook.rules.errors import RuleBroken

SHORTEST = 10
LONGEST = 128
_ENOUGH_LEFT = 4
"""Characters that must remain beside the guessable parts."""
_FEWEST_DIFFERENT = 4

STEMS = (
    *("password", "passwd", "passw", "pass", "admin", "administrator", "root", "guest", "user", "login", "welcome"),
    *("letmein", "iloveyou", "dragon", "monkey", "master", "sunshine", "princess", "football", "superman", "hello"),
    *("secret", "changeme", "default", "test", "temp", "qwerty", "asdfgh", "zxcvbn", "qazwsx", "abc", "aini", "woaini"),
    *("huanbao", "huanjing", "baohu", "huanjingbaohu", "zerenshu", "zeren", "mubiao", "kaohe", "wenze", "shengtai"),
    *("xiangzhen", "zhenzhengfu", "zhengfu", "cunwei", "cunzhuren", "shuji", "zhuren", "bangongshi", "guanliyuan"),
    *("mima", "denglu", "zhongguo", "china", "beijing", "qinghai", "respbook"),
    *(
        "环保",
        "环境",
        "保护",
        "责任书",
        "责任",
        "目标",
        "考核",
        "问责",
        "生态",
        "镇政府",
        "政府",
        "村委会",
        "村委",
        "书记",
        "主任",
    ),
    *("1314", "520", "1q2w3e4r5t", "密码", "口令", "登录", "管理员", "中国", "办公室", "我爱你"),
)
"""常见词: words at the root of the passwords that are tried first, among them the office's own."""

_ROWS = (
    *("1234567890", "0123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm"),
    *("1qaz2wsx3edc4rfv5tgb6yhn7ujm", "qazwsxedcrfvtgbyhnujm", "!@#$%^&*()", "一二三四五六七八九十"),
)
_DATE = re.compile(r"(?:19|20)\d\d(?:(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])|年)?")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_REPEAT = re.compile(r"(.)\1{2,}")
_KIND_OF_PLACE = re.compile(r"(人民政府|村民委员会|居民委员会|社区|街道|[村镇乡社])$")
_LEET = str.maketrans("013457@$!", "oieastasi")


def as_typed(password: str) -> str:
    """规范口令: NFC and nothing else, so that the same typing gives the same password on every device."""
    return unicodedata.normalize("NFC", password)


def check(password: str, own: Iterable[str] = ()) -> None:
    """口令检查: refuse what is too short, too long or among the first guesses.

    ``own``: what anyone knows of this person, as ``own_words`` gives it.
    Length is looked at first, so that nobody can make the check itself slow.
    Raises RuleBroken with the field ``password``.
    """
    if len(password) > 4 * LONGEST or len(as_typed(password)) > LONGEST:
        raise _refused(f"密码超过{LONGEST}个字，系统不受理；请缩短后重新设置。")
    typed = as_typed(password)
    if len(typed) < SHORTEST:
        raise _refused(f"密码只有{len(typed)}个字，容易被试出；请设置{SHORTEST}个字以上，可以用一句自己记得住的话。")
    _check_variety(typed.lower())
    _check_guesses(unicodedata.normalize("NFKC", typed).lower(), tuple(own))


def _refused(sentence: str) -> RuleBroken:
    return RuleBroken(sentence, "password")


def _check_variety(typed: str) -> None:
    if len(set(typed)) < _FEWEST_DIFFERENT:
        raise _refused("密码由同样几个字反复组成，容易被试出；请换一句互不重复的话。")
    for length in range(1, min(7, len(typed) // 2 + 1)):
        if typed == (typed[:length] * len(typed))[: len(typed)]:
            raise _refused(f"密码是“{typed[:length]}”的重复，容易被试出；请换一句互不重复的话。")


def _check_guesses(typed: str, own_words: tuple[str, ...]) -> None:
    own = tuple(word for text in own_words for word in _words(text))
    guess, left = _stripped(typed, own)
    if guess in own and left < _ENOUGH_LEFT:
        raise _refused(f"密码含有本人或本单位的“{guess}”，其余部分过少，容易被猜到；请换一句与本人无关的话。")
    for form in (typed, typed.translate(_LEET)):
        guess, left = _stripped(form, (*own, *STEMS))
        if guess and left < _ENOUGH_LEFT:
            raise _refused(f"密码主要由“{guess}”一类常见内容组成，容易被猜到；请换一句少见的话。")
    if common := common_in(typed):
        raise _refused(f"密码与常见密码“{common}”只差几个数字或符号，容易被试出；请换一句少见的话。")


def _words(text: str) -> Iterable[str]:
    plain = unicodedata.normalize("NFKC", text).lower().strip()
    for word in {plain, *re.split(r"[\s@._-]+", plain)}:
        if len(word) >= 2:
            yield word


def own_words(login: str, name: str, phone: str, places: Iterable[str]) -> tuple[str, ...]:
    """本人词: what anyone knows of this person: login, name, phone; ``places``: unit, town and whatever else they are called
    by; names also in pinyin and by their first letters, and without the word for the kind of place (safety R05)."""
    called = {name, *places} | {_KIND_OF_PLACE.sub("", place) for place in places}
    spelled = (form for each in called if each for form in (each, pinyin.full(each), pinyin.initials(each)))
    return tuple(dict.fromkeys(word for word in (login, phone, *spelled) if len(word) >= 2))


def _stripped(typed: str, words: tuple[str, ...]) -> tuple[str, int]:
    """The first guessable part found, and how many letters and figures are left beside all such parts."""
    first, rest = "", typed
    for word in sorted(words, key=len, reverse=True):
        if word in rest:
            first = first or word
            rest = rest.replace(word, "\n")
    for found in _patterns(rest):
        first = first or found
        rest = rest.replace(found, "\n")
    return first, sum(mark.isalnum() for mark in rest)


def _patterns(text: str) -> list[str]:
    found = [match[0] for shape in (_MOBILE, _DATE, _REPEAT) for match in shape.finditer(text)]
    return sorted({*found, *_runs(text)}, key=len, reverse=True)


def _runs(text: str) -> Iterable[str]:
    """Stretches of three or more along the keyboard, the alphabet or the figures, either way."""
    rows = (*_ROWS, *(row[::-1] for row in _ROWS))
    place = 0
    while place < len(text):
        longest = max(_along(text, place, row) for row in rows)
        if longest >= 3:
            yield text[place : place + longest]
        place += max(longest, 1) if longest >= 3 else 1


def _along(text: str, place: int, row: str) -> int:
    start = row.find(text[place])
    if start < 0:
        return 0
    length = 0
    while row[start + length : start + length + 1] == text[place + length : place + length + 1] != "":
        length += 1
    return length


ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U to be misread on paper."""
CODE_BYTES = 10
_MISREAD = str.maketrans("OIL", "011")


def one_time_code(rng_bytes: bytes) -> str:
    """一次性验证码: ten random bytes (80 bits) as XXXX-XXXX-XXXX-XXXX, to be handed over on paper.

    Raises ValueError for another number of bytes: a shorter code would be guessable.
    """
    if len(rng_bytes) != CODE_BYTES:
        raise ValueError(f"a one-time code takes {CODE_BYTES} random bytes, not {len(rng_bytes)}")
    number = int.from_bytes(rng_bytes, "big")
    return in_fours("".join(ALPHABET[number >> shift & 31] for shift in range(75, -1, -5)))


def normal_code(text: str) -> str:
    """验证码归一: a code as somebody typed it, in its printed form; blanks, small letters, O for 0 and I or L for 1
    are forgiven. Raises RuleBroken with the field ``code`` for anything else."""
    typed = re.sub(r"[\s\-‐-―－]+", "", unicodedata.normalize("NFKC", text[:200])).upper().translate(_MISREAD)
    if len(typed) != 16:
        raise RuleBroken(f"开户码应为16位，现为{len(typed)}位；请对照纸条重新输入。", "code")
    if wrong := next((mark for mark in typed if mark not in ALPHABET), ""):
        raise RuleBroken(f"开户码中没有“{wrong}”这个字符；请对照纸条重新输入。", "code")
    return in_fours(typed)
