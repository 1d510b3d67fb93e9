"""respbook verify: files by their bytes, by the codes on their pages; records against their receipts."""

import io
import json
import re

import pypdfium2
import pytest
from PIL import Image
from signed import signed, void
from sqlalchemy import select
from sqlalchemy.orm import undefer

from respbook import commands
from respbook.commands import verify
from respbook.models.base import db
from respbook.models.letters import Letter
from respbook.models.signing import Signature
from respbook.queries.record_papers import evidence_paper, receipt_paper
from respbook.queries.signature_records import letter_records
from respbook.rules.codes import code_of


@pytest.fixture
def made(app, town, monkeypatch):
    """The signed letters, and the command pointed at the app under test."""
    monkeypatch.setattr(verify, "opened", lambda: app)
    return signed(app, town)


@pytest.fixture
def told(capsys, tmp_path):
    def tell(content, *words, receipt=False):
        place = tmp_path / "file"
        place.write_bytes(content)
        capsys.readouterr()
        code = commands.main(["verify", *(["receipt"] if receipt else []), str(place), *words])
        said = capsys.readouterr()
        return code, json.loads(said.out) if "--json" in words else said.out + said.err

    return tell


def pdf_of(app, letter_id):
    db.session.rollback()
    return app.extensions["store"].get(db.session.get(Letter, letter_id).pdf_sha256)


def drawn(pdf):
    """Another file with the same pages, as a scanner makes it."""
    document = pypdfium2.PdfDocument(pdf)
    pages = [page.render(scale=200 / 72).to_pil().convert("L") for page in document]
    document.close()
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=200)
    return out.getvalue()


def test_an_issued_file_tells_how_far_it_is_signed(app, town, made, told):
    code, said = told(pdf_of(app, made.glass), "--json")
    assert (code, said["verdict"], said["same"], said["methods"]) == (0, "有效", True, ["handwritten"])
    code, said = told(pdf_of(app, made.proxied))
    assert code == 0 and said.startswith("签订中：") and "应签2栏，已签1栏" in said
    letter = pdf_of(app, made.paper)
    void(town, made.paper)
    code, said = told(letter)
    assert code == 3 and said.startswith("已作废：")


def test_other_bytes_with_our_code_are_named(app, made, told):
    code, said = told(drawn(pdf_of(app, made.glass)))
    assert code == 3 and re.search(r"二维码属于.+〔2026〕\d+号（有效），但文件内容与签发时不一致", said)
    code, said = told(pdf_of(app, made.glass) + b" ", "--json")
    assert (code, said["same"], said["verdict"]) == (3, False, "内容不一致")


def test_receipt_and_evidence_sheet_say_whose_they_are(app, town, made, told):
    found = letter_records(town.viewer("clerk"), made.glass, app.extensions["store"])
    for paper in (receipt_paper(found, found.records[0]), evidence_paper(found, [], [])):
        code, said = told(app.extensions["binder"].pdf(paper).pdf)
        assert code == 3 and said.startswith(f"{paper.kind}：属于{found.letter.number_text}（有效）")


def test_what_is_not_ours_is_said_so(app, made, told):
    white = io.BytesIO()
    Image.new("L", (800, 1100), 255).save(white, "PDF")
    for content in (white.getvalue(), b"%PDF-1.4 nothing", b"words"):
        code, said = told(content)
        assert code == 4 and said.strip() == "不是本系统签发的文件"


def test_a_receipt_is_held_against_its_record(app, made, told):
    db.session.rollback()
    row = db.session.scalars(
        select(Signature).where(Signature.id == made.first).options(undefer(Signature.record))
    ).one()
    content, printed = row.record.encode(), code_of(row.record_sha256)
    code, said = told(content, receipt=True)
    assert code == 0 and printed in said and "王喆" in said and "手写影像" in said
    assert told(content, "--code", printed.lower().replace("-", " "), receipt=True)[0] == 0
    code, said = told(content.replace("王喆".encode(), "王吉".encode()), "--code", printed, receipt=True)
    assert code == 3 and "与回执上的不同" in said
    assert told(b"{}", receipt=True)[0] == told(b"\xff", receipt=True)[0] == 4
    assert told(content, "--json", receipt=True)[1]["facts"]["签署人"]["职务"] == "党支部书记"


def test_asked_wrongly(capsys):
    assert commands.main(["verify", "a.pdf", "b.pdf"]) == 2
    assert commands.main(["verify", "there-is-no-such.pdf"]) == 2
