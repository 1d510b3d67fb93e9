"""事项用词 verbs: what the audit book calls each deed, in one Chinese phrase (features U2, safety R84).

``{}`` stands for the subject where the sentence is about it; else the subject follows in quotation marks.
"""

import re

from respbook.rules.verbs import assessing, inspecting, letters, office, reporting

_ROOMS = (office, letters, reporting, inspecting, assessing)

VERBS: dict[str, str] = {verb: words for room in _ROOMS for verb, words in room.VERBS.items()}
"""事项: every verb that an action writes; tests/house/test_verbs.py finds a missing one."""

BESIDE_CONTENT = tuple(start for room in _ROOMS for start in room.BESIDE)
"""与内容无关的事项, by the start of the verb: after them a letter reads as it read before; after any other it may not."""


_NUMBERED = re.compile(r"第\d+(至\d+)?(条|份)")
"""What is told by its number stands without quotation marks."""


def verb_words(verb: str) -> str:
    """事项名称, without the place of the subject; an unknown verb is shown as it stands."""
    return VERBS.get(verb, verb).replace("{}的", "").replace("{}", "")


def deed_words(verb: str, name: str, subject: str) -> str:
    """一句话: “陈静登记单位“王家庄村””, “王喆登录”, “陈静对计分事项“…”决定不计”."""
    phrase = VERBS.get(verb, verb)
    shown = subject if _NUMBERED.match(subject) else f"“{subject}”" if subject else ""
    if phrase.startswith("{}"):
        return phrase.format(subject)
    if "{}" in phrase:
        return f"{name}{phrase.format(shown)}"
    return f"{name}{phrase}{shown}"


def verbs_like(words: str) -> list[str]:
    """按事项找: the verbs whose phrase contains the words."""
    return [verb for verb in VERBS if words in verb_words(verb)]
