"""常见密码: what is tried first by whoever guesses, four thousand words in common_passwords.txt beside this file (safety R05).

A word of the list is refused whatever figures and marks stand around it, and so are two of them put together.
"""

import re
from functools import lru_cache
from importlib.resources import files

_LEET = str.maketrans("013457@$!", "oieastasi")
_EDGES = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_APART = re.compile(r"[\W\d_]+")
_FEW = 2
"""So many words of the list are still one of the first guesses; three begin to be a sentence."""


@lru_cache
def common_words() -> frozenset[str]:
    """常见密码表: the words of the file; lines that begin with a hash and a blank are headings."""
    text = files("respbook.rules").joinpath("common_passwords.txt").read_text("utf-8")
    return frozenset(
        word for line in text.splitlines() if not line.startswith("# ") for word in line.split() if len(word) >= 4
    )


def common_in(typed: str) -> str:
    """常见成分: the word of the list that ``typed`` (small letters) amounts to; "" for none."""
    for form in (typed, typed.translate(_LEET), _EDGES.sub("", typed).translate(_LEET)):
        bare = "".join(_APART.split(form))
        for whole in (form, _EDGES.sub("", form), bare):
            if whole in common_words():
                return whole
        words = [word for word in _APART.split(form) if word]
        if len(words) <= _FEW and words and all(word in common_words() for word in words):
            return words[0]
        if len(words) == 1 and (first := _two(words[0])):
            return first
    return ""


def _two(word: str) -> str:
    """The first of two listed words that were written as one."""
    known = common_words()
    places = range(4, len(word) - 3)
    return next((word[:place] for place in places if word[:place] in known and word[place:] in known), "")
