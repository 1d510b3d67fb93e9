"""程序检查: a program in a PDF is found however its name is written and wherever it is packed (safety R59)."""

import io
import time
import zlib

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

from respbook.readers import pdf_programs
from respbook.readers.pdf_programs import carries
from respbook.readers.scans import inspect
from respbook.rules.errors import RuleBroken

CATALOG = b"<</Type/Catalog/Pages 2 0 R%s>>"
PAGES = b"<</Type/Pages/Count 1/Kids[3 0 R]>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]%s>>"


def plain(catalog=b"", page=b"", *more):
    """A PDF written by hand: catalog, pages, one page, then what else is wanted, from object 4 on."""
    out, places = b"%PDF-1.5\n", []
    bodies = (CATALOG % catalog, PAGES, PAGE % page, *more)
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(bodies) + 1
    tail = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + tail


def packed(catalog=b"", page=b"", *more, told=True, pack=zlib.compress):
    """The same with every object in one object stream; ``told``: the file's table says so, as it should."""
    bodies = (CATALOG % catalog, PAGES, PAGE % page, *more)
    index, held = b"", b""
    for number, body in enumerate(bodies, 1):
        index += b"%d %d " % (number, len(held))
        held += body + b" "
    content = pack(index + held)
    pressed = b"/Filter/FlateDecode" if pack is zlib.compress else b""
    carrier = len(bodies) + 1
    out = b"%PDF-1.5\n"
    at = len(out)
    head = b"<</Type/ObjStm/N %d/First %d%s/Length %d>>" % (len(bodies), len(index), pressed, len(content))
    out += b"%d 0 obj\n%s\nstream\n%s\nendstream\nendobj\n" % (carrier, head, content)
    start = len(out)
    rows = [(0, 0, 65535)]
    rows += [(2, carrier, place) if told else (0, 0, 0) for place in range(len(bodies))]
    rows += [(1, at, 0), (1, start, 0)]
    table = b"".join(kind.to_bytes(1) + place.to_bytes(4) + rest.to_bytes(2) for kind, place, rest in rows)
    words = b"<</Type/XRef/W[1 4 2]/Size %d/Root 1 0 R/Length %d>>" % (len(rows), len(table))
    out += b"%d 0 obj\n%s\nstream\n%s\nendstream\nendobj\n" % (carrier + 1, words, table)
    return out + b"startxref\n%d\n%%%%EOF\n" % start


BOMB = zlib.compress(b"0" * 50_000_000, 9)
TANGLED = "查不出里面有没有程序"

PROGRAMS = {
    "plain": b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>",
    "one letter": b"/OpenAction<</S/J#61vaScript/JS(x)>>",
    "every letter": b"/OpenAction<</S/#4a#61#76#61#53#63#72#69#70#74>>",
    "small and large digits": b"/OpenAction<</S/#4Aava#53cript>>",
    "both names": b"/Open#41ction<</#53/L#61unch/F(cmd.exe)>>",
    "the key alone": b"/Open#41ction<</S/R#65ndition/#4AS(x)>>",
    "sent away": b"/AA<</WC<</S/Subm#69tForm/F(http://a.b)>>>>",
    "filled in": b"/AA<</WC<</S/Import#44ata/F(a.fdf)>>>>",
    "named scripts": b"/Names<</Java#53cript<</Names[]>>>>",
    "a form that runs": b"/AcroForm<</#58FA(x)/Fields[]>>",
    "in a row of rows": b"/OpenAction<</S/GoTo/D[3 0 R/Fit]/Next[[<</S/L#61unch/F(x)>>]]>>",
}


@pytest.mark.parametrize("made", [plain, packed], ids=["plain", "packed"])
@pytest.mark.parametrize("catalog", PROGRAMS.values(), ids=PROGRAMS)
def test_a_program_is_found(made, catalog):
    with pytest.raises(RuleBroken, match="程序或附件") as refusal:
        inspect(made(catalog))
    assert refusal.value.field == "file"


@pytest.mark.parametrize("made", [plain, packed], ids=["plain", "packed"])
def test_what_is_only_referred_to_is_found(made):
    act = b"<</S 5 0 R/F(cmd.exe)>>"
    assert carries(made(b"/OpenAction 4 0 R", b"", act, b"/Go#54o#45"))
    assert carries(made(b"", b"/Annots[4 0 R]", b"<</Type/Annot/Subtype/File#41ttachment/Rect[0 0 9 9]>>"))
    assert carries(made(b"", b"", b"<</Type/Filespec/F(a.exe)/E#46<<>>>>")), "an object that nobody uses"


def test_a_table_that_hides_the_stream_hides_nothing():
    hidden = packed(b"/OpenAction<</S/L#61unch/F(x)>>", told=False)
    assert b"aunch" not in hidden and 1 not in PdfReader(io.BytesIO(hidden)).xref_objStm
    assert carries(hidden)


@pytest.mark.parametrize("method", ["RC4-128", "AES-128", "AES-256"])
def test_locked_against_editing_is_looked_through_all_the_same(method):
    def locked(data):
        writer, out = PdfWriter(clone_from=io.BytesIO(data)), io.BytesIO()
        writer.encrypt("", "secret", algorithm=method)
        writer.write(out)
        return out.getvalue()

    assert inspect(locked(plain())).pages == 1
    with pytest.raises(RuleBroken, match="程序或附件"):
        inspect(locked(plain(b"/OpenAction<</S/GoToE/F(x)/D(y)>>")))


@pytest.mark.parametrize("made", [plain, packed], ids=["plain", "packed"])
def test_what_copiers_and_printers_write_passes(made):
    catalog = b"/OpenAction[3 0 R/Fit]/PageMode/UseNone/Lang(zh-CN)/Names<</Dests<</Names[]>>>>"
    font = b"<</Type/Font/Subtype/TrueType/BaseFont/ABCDEF+#CB#CE#CC#E5/Encoding/WinAnsiEncoding>>"
    link = b"<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/GoTo/D[3 0 R/Fit]>>>>"
    told = b"<</Title(JavaScript, Launch: /JS)/Producer(Scan)>>"
    assert inspect(made(catalog, b"/Annots[5 0 R]", font, link, told)).pages == 1


def test_it_ends_in_time(monkeypatch):
    many = plain(b"", b"", *[b"[%s]" % (b"/A " * 20)] * 500)
    assert not carries(many)
    monkeypatch.setattr(pdf_programs, "MOST_VALUES", 1000)
    with pytest.raises(RuleBroken, match=TANGLED):
        carries(many)
    monkeypatch.setattr(pdf_programs, "MOST_VALUES", 500_000)
    monkeypatch.setattr(pdf_programs, "PATIENCE", 0.0)
    with pytest.raises(RuleBroken, match=TANGLED):
        carries(plain())


def stream(words, content):
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (words, len(content), content)


HUGE = b"1 0 " + b"[" + (b"[" + b"/A " * 90_000 + b"]") * 60 + b"]"
"""Five million names in one object."""


@pytest.mark.parametrize(
    "made",
    [
        pytest.param(lambda: plain(b"", b"", stream(b"/Type/ObjStm/N 1/First 4/Filter/FlateDecode", BOMB)), id="bomb"),
        pytest.param(lambda: plain(b"", b"", b"[" * 100_000 + b"]" * 100_000), id="deep"),
        pytest.param(lambda: plain(b"", b"", HUGE[4:]), id="huge"),
        pytest.param(lambda: packed(b"", b"", HUGE[4:]), id="huge and packed"),
        pytest.param(lambda: packed(b"", b"", HUGE[4:], pack=bytes), id="huge and packed unpressed"),
    ],
)
def test_what_is_made_to_keep_a_reader_busy_is_refused_soon(monkeypatch, made):
    monkeypatch.setattr(pdf_programs, "PATIENCE", 1.0)
    data, began = made(), time.monotonic()
    with pytest.raises(RuleBroken, match=TANGLED):
        carries(data)
    assert time.monotonic() - began < 10


def test_streams_are_not_taken_for_names():
    writer, out = PdfWriter(), io.BytesIO()
    page = writer.add_blank_page(200, 200)
    content = DecodedStreamObject()
    content.set_data(b"BT (/JS /EF) Tj ET")
    page[NameObject("/Contents")] = writer._add_object(content)
    writer.write(out)
    assert not carries(out.getvalue())
