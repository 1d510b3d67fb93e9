"""操作日志表单."""

from collections.abc import Iterator

from respbook.forms.archive import Files
from respbook.forms.base import Form, filled
from respbook.forms.fields import file_name, lines
from respbook.readers.zipped_scans import files_in, is_zip
from respbook.rules.errors import RuleBroken

LARGEST = 30 * 1024 * 1024
"""Bytes of one file: a copy of some tens of thousands of entries."""


class VerifyForm(Form):
    """查验: with the codes and files that other people hold, where there are any."""

    anchors = lines("纸上的序号和校验码", 20_000, must=False)
    files = Files("检查点、审计副本文件", render_kw={"accept": ".txt,.jsonl,.zip", "multiple": True})

    def given(self) -> Iterator[tuple[str, str]]:
        """(name, text) of the typed list and each file. Raises RuleBroken on the field."""
        if filled(self.anchors):
            yield "", filled(self.anchors)
        for file in self.files.data or ():
            if not file or not file.filename:
                continue
            content, name = file.stream.read(LARGEST + 1), file_name(file.filename, 100)
            if len(content) > LARGEST:
                raise RuleBroken(f"{name}超过30兆，请改用检查点文件，或用命令查验。", "files")
            for part in _parts(name, content):
                try:
                    yield name, part.decode("utf-8-sig")
                except UnicodeDecodeError:
                    raise RuleBroken(f"{name}不是检查点或审计副本，读不出来。", "files") from None


def _parts(name: str, content: bytes) -> list[bytes]:
    """The file itself; of an auditor's copy as it was taken away, a ZIP, its book and its checkpoint."""
    if not is_zip(name, content[:2]):
        return [content]
    try:
        found = [part for _, part in files_in(content, LARGEST, (".jsonl", "检查点.txt"))]
    except RuleBroken as refusal:
        raise RuleBroken(f"{name}：{refusal.sentence}", "files") from refusal
    if not found:
        raise RuleBroken(f"{name}里没有日志和检查点，不是审计副本。", "files")
    if max(map(len, found)) > LARGEST:
        raise RuleBroken(f"{name}里的日志超过30兆，请改用检查点文件，或用命令查验。", "files")
    return found
