"""压缩包检查: bombs, macros, passwords and other files are refused in words, quickly and unread (safety R63)."""

import io
import zipfile

import pytest

from respbook.readers.packages import PackageKind, inspect
from respbook.rules.errors import RuleBroken


def package(**members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def refused(content, kind=PackageKind.WORKBOOK):
    with pytest.raises(RuleBroken) as refusal:
        inspect(content, kind)
    assert refusal.value.field == "file"
    return refusal.value.sentence


def test_a_plain_workbook_passes_and_is_no_document():
    content = package(**{"xl/worksheets/sheet1.xml": "<worksheet/>"})
    inspect(content, PackageKind.WORKBOOK)
    assert "不是Word文档" in refused(content, PackageKind.DOCUMENT)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xd0\xcf\x11\xe0" + b"0" * 600, "旧格式或加了密码"),
        (b"hello", "不是完整的"),
        (b"", "不是完整的"),
        (package()[:40], "不是完整的"),
        (package(**{"xl/vbaProject.bin": "x"}), "带有宏"),
        (package(**{"../evil.xml": "x"}), "不正常"),
        (package(**{"/etc/x": "x"}), "不正常"),
        (package(**{"C:/x": "x"}), "不正常"),
        (package(**{"xl/big.xml": b"0" * 45_000_000}), "展开后过大"),
        (package(**{f"xl/{n}.xml": "x" for n in range(210)}), "展开后过大"),
    ],
    ids=["ole", "text", "empty", "cut", "macro", "up", "root", "drive", "bomb", "crowd"],
)
def test_what_is_refused_says_what_to_do(content, words):
    sentence = refused(content)
    assert words in sentence and sentence.endswith("。")


def test_the_other_kind_is_named():
    assert "docx" in refused(package(), PackageKind.DOCUMENT)
