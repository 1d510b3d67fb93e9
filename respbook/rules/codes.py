"""校验码 codes: what people read off paper and type in again, in groups of four (safety R71, R79)."""

import base64
import re


def in_fours(letters: str) -> str:
    """四位一组: ABCD-EFGH-…, as every code of the house is printed."""
    return "-".join(letters[place : place + 4] for place in range(0, len(letters), 4))


def is_digest(text: str) -> bool:
    """散列: 64 small hex digits; anything else was not written by this program."""
    return re.fullmatch("[0-9a-f]{64}", text) is not None


def code_of(digest: str) -> str:
    """校验码: the first 100 bits of a hex digest as base32 in groups of four."""
    return in_fours(base64.b32encode(bytes.fromhex(digest)[:13]).decode("ascii")[:20])
