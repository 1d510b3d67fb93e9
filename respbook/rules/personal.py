"""个人信息: numbers by which a person is known, found in free text, and how they are shown where nobody needs them (safety R85, R97)."""

import re

PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
"""手机号码."""
IDENTITY = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
"""十八位的号码: whatever has the length of an identity number."""
_PERSON = re.compile(r"(?<!\d)[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)")
"""With a region and a day of birth at their places: an invoice of eighteen digits is not asked about."""


def identities(text: str) -> tuple[str, ...]:
    """身份证号 in a text, each once, as they stand."""
    return tuple(dict.fromkeys(_PERSON.findall(text)))


def personal_numbers(text: str) -> bool:
    """带有手机号或身份证号."""
    return bool(PHONE.search(text) or IDENTITY.search(text))


def masked(text: str) -> str:
    """隐去号码: what goes into a log keeps the first three and the last four digits of a telephone, two of an identity number."""
    text = IDENTITY.sub(lambda found: f"{found[0][:2]}****{found[0][-2:]}", text)
    return PHONE.sub(lambda found: f"{found[0][:3]}****{found[0][-4:]}", text)


def one_line(text: str) -> str:
    """写成一行: nobody forges a line of a log by a line break in what he types (safety R85)."""
    return "".join(mark if mark.isprintable() else f"\\x{ord(mark):02x}" for mark in text)
