"""扫描件检查: PDFs and pictures pass, bombs and disguises are refused in words (safety R59, R60, R64)."""

import io

import pytest
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from respbook.readers.scans import inspect
from respbook.rules.errors import RuleBroken


def picture(kind, size=(40, 30)):
    out = io.BytesIO()
    Image.new("L", size).save(out, kind)
    return out.getvalue()


def pdf(pages=1, **changed):
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    if "script" in changed:
        act = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
        writer._root_object[NameObject("/OpenAction")] = DictionaryObject(act)
    if "attachment" in changed:
        writer.add_attachment("a.exe", b"MZ")
    if "password" in changed:
        writer.encrypt("secret")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_pdfs_and_pictures_pass():
    assert (inspect(pdf(3)).pages, inspect(pdf(3)).media) == (3, "application/pdf")
    assert inspect(picture("JPEG")).ending == "jpg" and inspect(picture("PNG")).ending == "png"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空的"),
        (b"hello", "不是PDF"),
        (b"%PDF-1.4 nothing", "打不开"),
        (pdf()[:200], "打不开"),
        (picture("GIF"), "不是PDF"),
        (picture("JPEG")[:100], "不是PDF"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "不是PDF"),
        (picture("PNG", (12_001, 2)), "尺寸过大"),
        (picture("PNG", (9000, 9000)), "尺寸过大"),
        (pdf(201), "最多200页"),
        (pdf(script=1), "程序或附件"),
        (pdf(attachment=1), "程序或附件"),
        (pdf(password=1), "密码"),
    ],
    ids=[
        "empty",
        "text",
        "cut",
        "half",
        "gif",
        "broken",
        "svg",
        "wide",
        "large",
        "long",
        "script",
        "attached",
        "locked",
    ],
)
def test_what_is_refused_says_why(content, words):
    with pytest.raises(RuleBroken) as refusal:
        inspect(content)
    assert words in refusal.value.sentence and refusal.value.field == "file"
