"""拼音检索 pinyin: how names are found by typing letters: wjz, wangjia and 王家 all find 王家庄 (features V1)."""

import re
import unicodedata
from difflib import SequenceMatcher
from functools import lru_cache

from respbook.rules.errors import RuleBroken

_SYLLABLE = re.compile(r"[a-z]{1,6}|[0-9]")
_INITIAL_REST = {"z": "h?", "c": "h?", "s": "h?"}
_FINAL = "[aeiouv]+(?:ng|n|r)?"


def full(name: str, reading: str = "") -> str:
    """全拼: wangjiazhuang; ``reading`` is the office's own reading of a polyphone name ("shan jia cun" for 单家村)."""
    return "".join(_syllables(name, reading))


def initials(name: str, reading: str = "") -> str:
    """首字母: wjz, the first letter of each character's reading."""
    return "".join(syllable[0] for syllable in _syllables(name, reading))


def reading_of(name: str, reading: str = "") -> str:
    """读音: wang jia zhuang, as the office sees and corrects it, one syllable for each character."""
    return " ".join(_syllables(name, reading))


def carried(name: str, reading: str, later: str) -> str:
    """沿用读音: the reading of ``later`` (a new name, or the short one); characters kept from ``name`` keep theirs."""
    before, after = _marks(name), _marks(later)
    sounds, said = _syllables(name, reading), _syllables(later, "")
    if len(sounds) != len(before) or len(said) != len(after):  # figures and letters are read in groups
        return " ".join(said)
    for start, place, size in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks():
        said[place : place + size] = sounds[start : start + size]
    return " ".join(said)


def settled(name: str, reading: str | None, later: str, given: str | None) -> str | None:
    """定音: the reading to keep with the name ``later`` that was ``name`` before; None where it is the usual one.

    ``given`` is what the form said: None nothing, "" the usual one; unchanged beside a new name it moves along.
    Raises RuleBroken.
    """
    shown = reading_of(name, reading or "") if name else ""
    kept = " ".join(given.lower().split()) if given is not None else shown
    if name and later != name and kept == shown:
        kept = carried(name, reading or "", later)
    usual = reading_of(later)
    if kept and kept != usual:
        check_reading(later, kept)
    return kept if kept and kept != usual else None


def keys(name: str, short: str = "", reading: str = "") -> tuple[str, str]:
    """检索键: (every reading from the start of a character on, initials), of the name and its short form.

    ``wangjiazhuang jiazhuang zhuang`` is asked for a word that begins with what was typed; any stretch of the
    initials begins with a character (features V1).
    """
    spoken = [_syllables(name, reading)]
    if short and short != name:
        spoken.append(carried(name, reading, short).split())
    tails = ["".join(sounds[place:]) for sounds in spoken for place in range(len(sounds))]
    return " ".join(dict.fromkeys(tails)), " ".join("".join(sound[0] for sound in sounds) for sounds in spoken)


def unit_keys(name: str, short_name: str, reading: str = "") -> dict[str, str]:
    """单位检索键 by column: what is kept beside a unit so that it is found by letters; ``reading`` as in ``full``."""
    sounds, firsts = keys(name, short_name, reading)
    return {"sounds": sounds, "pinyin": full(name, reading)[:200], "initials": firsts[:60]}


def person_keys(name: str, reading: str = "") -> dict[str, str]:
    """人名检索键 by column."""
    sounds, firsts = keys(name, reading=reading)
    return {"sounds": sounds, "initials": firsts}


def check_reading(name: str, reading: str) -> None:
    """注音检查: one syllable of letters for each character; raises RuleBroken with the field ``reading``."""
    given = reading.lower().split()
    if wrong := next((syllable for syllable in given if not _SYLLABLE.fullmatch(syllable)), ""):
        raise RuleBroken(f"读音“{wrong}”不是拼音；请用不带声调的小写字母，每字一个音，以空格分开。", "reading")
    wanted = len(_marks(name))
    if len(given) != wanted:
        example = " ".join(_syllables(name, ""))
        raise RuleBroken(
            f"“{name}”共{wanted}个字，读音有{len(given)}个，对不上；请每字写一个音，例如“{example}”。", "reading"
        )


def _marks(name: str) -> list[str]:
    return [mark for mark in unicodedata.normalize("NFKC", name).lower() if mark.isalnum()]


def _syllables(name: str, reading: str) -> list[str]:
    if reading.strip():
        check_reading(name, reading)
        return reading.lower().split()
    marks = "".join(_marks(name))
    from pypinyin import Style, lazy_pinyin  # its dictionary takes 0.3 s and 50 MB: read when a name is written

    return " ".join(lazy_pinyin(marks, style=Style.NORMAL, errors=" ".join)).split()


def matches(query: str, name: str, full: str, initials: str) -> bool:
    """检索匹配: whether the typed query finds the name.

    Characters match anywhere in the name; letters only from the start of a character, whole syllables and
    initials mixed as people type (wjz, wangjia, wjzhuang, 家庄's jz), never from the middle of a syllable.
    """
    letters = typed(query)
    if not letters or letters in typed(name):
        return True
    if not letters.isascii():
        return False
    return full.startswith(letters) or letters in initials or _from_a_character(letters, full, initials)


def typed(text: str) -> str:
    """检索词: what was typed, without blanks, apostrophes, capitals and full-width letters; ü is v."""
    return re.sub(r"[\s'’·]+", "", unicodedata.normalize("NFKC", text).lower()).replace("ü", "v")


def _from_a_character(letters: str, full: str, initials: str) -> bool:
    syllables = _split(full, initials)
    return any(_begins(letters, syllables[place:]) for place in range(len(syllables)))


def _begins(letters: str, syllables: tuple[str, ...]) -> bool:
    """Whether ``letters`` is made of beginnings of these syllables in order, each at least one letter."""
    places = {0}
    for syllable in syllables:
        places = {
            place + length
            for place in places
            for length in range(1, len(syllable) + 1)
            if letters.startswith(syllable[:length], place)
        }
        if len(letters) in places:
            return True
    return False


@lru_cache(maxsize=4096)
def _split(full: str, initials: str) -> tuple[str, ...]:
    """The syllables of a full reading, found again with the help of the initials; none where they do not fit."""
    shape = "".join(f"({_piece(letter)})" for letter in initials)
    found = re.fullmatch(shape, full)
    return found.groups() if found else ()


def _piece(letter: str) -> str:
    if letter in "aeo":
        return f"{letter}(?:[aeiouv]*(?:ng|n|r)?)"
    if letter.isascii() and letter.isalpha():
        return f"{letter}(?:{_INITIAL_REST.get(letter, '')}{_FINAL}|)"
    return re.escape(letter)
