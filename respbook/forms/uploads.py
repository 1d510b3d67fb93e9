"""收件: one scan or photo out of a form's field, looked at and put into the store."""

from dataclasses import dataclass
from typing import Any

from respbook.forms.fields import file_name
from respbook.readers import scans
from respbook.rules.errors import RuleBroken
from respbook.store import Store

LARGEST = 30 * 1024 * 1024
"""Bytes of one file."""


@dataclass(frozen=True)
class Upload:
    """收下的文件: its name as given, its digest in the store, what it is."""

    name: str
    sha256: str
    scan: scans.Scan


def taken(field: Any, store: Store, longest: int = 200) -> Upload:
    """收下 the file of a field. Raises RuleBroken on that field."""
    content = field.data.stream.read(LARGEST + 1)
    try:
        if len(content) > LARGEST:
            raise RuleBroken(f"{field.label.text}超过30兆，没有收下；请降低扫描或拍照精度后再传。")
        scan = scans.inspect(content)
    except RuleBroken as refusal:
        raise RuleBroken(refusal.sentence, field.name) from refusal
    return Upload(file_name(field.data.filename or "", longest), store.put(content), scan)
