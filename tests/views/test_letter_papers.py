"""责任书的版面和文件: pages of drafts, issued bytes, Word copies, the check page, who sees which."""

import hashlib
import io
import zipfile

import drafting
import pytest
from reading import Page
from sqlalchemy import select
from standing import stands

from respbook.actions import units
from respbook.models.base import db
from respbook.models.letters import Letter
from respbook.papers.stored import fingerprint, loaded
from respbook.queries.scope import unit_in_sight
from respbook.rules.units import UnitKind


@stands
def issued(app, town):
    made = drafting.drafts(town)
    drafting.issue(town, app, made)
    return made


def no_head(town):
    clerk = town.viewer("clerk")
    for holder in units.unit_in_sight(clerk, town.villages[0].id).holders:
        units.end_post(holder.id, by=clerk, now=town.now, on=town.today)


def row(letter_id):
    db.session.rollback()
    return db.session.get(Letter, letter_id)


def wording(letter_id):
    return db.session.scalar(select(Letter.paper).where(Letter.id == letter_id))


def test_a_draft_shows_its_real_pages_with_marks_that_lead_to_the_source(app, town, client_as):
    made = drafting.drafts(town, count=2)
    clerk = client_as("clerk")
    page = Page(clerk.get(f"/letters/{made.letter_ids[0]}"))
    assert "下一份" in page.text and "上一份" not in page.text
    assert page.root.xpath("//*[name()='rect' and @class='mark']")
    picture = clerk.get(f"/letters/{made.letter_ids[0]}/pages/1.png")
    assert picture.mimetype == "image/png" and picture.data.startswith(b"\x89PNG")
    assert clerk.get(f"/letters/{made.letter_ids[0]}/pages/99.png").status_code == 404
    assert clerk.get(f"/letters/{made.letter_ids[0]}/paper.pdf").data.startswith(b"%PDF")


def test_a_draft_with_a_gap_says_which_instead_of_breaking(app, town, client_as):
    made = drafting.drafts(town, count=1)
    clerk = client_as("clerk")
    no_head(town)
    assert "负责人" in Page(clerk.get(f"/letters/{made.letter_ids[0]}")).text


def test_issued_bytes_are_served_as_they_were_hashed(app, town, client_as, issued):
    letter = row(issued.letter_ids[0])
    served = client_as("signer").get(f"/letters/{letter.id}/paper.pdf").data
    assert served == app.extensions["store"].get(letter.pdf_sha256)


def test_an_issued_paper_is_never_set_again_whatever_the_program_has_become(app, town, client_as, issued, monkeypatch):
    """Years later: another press, other faces, a renamed unit; paper and PDF are those that were signed (safety R72)."""
    before = {
        each: (wording(each), client_as("clerk").get(f"/letters/{each}/paper.pdf").data) for each in issued.letter_ids
    }
    clerk, village = town.viewer("clerk"), town.villages[0]
    facts = units.UnitFacts(town.unit.id, UnitKind.VILLAGE, "改名以后的村", households=1)
    units.change(village.id, facts, unit_in_sight(clerk, village.id).version, by=clerk, now=town.now)
    for name in ("pdf", "pledges"):
        monkeypatch.setattr(app.extensions["binder"], name, lambda *_, **__: pytest.fail("set again"), raising=False)
    for letter_id, (paper, content) in before.items():
        letter = row(letter_id)
        assert client_as("clerk").get(f"/letters/{letter_id}/paper.pdf").data == content
        assert wording(letter_id) == paper and fingerprint(loaded(paper)) == letter.paper_sha256
        assert hashlib.sha256(content).hexdigest() == letter.pdf_sha256


def test_the_zip_holds_single_files_and_the_print_file_two_copies_each_on_a_front_side(app, town, client_as, issued):
    from respbook.press.pictures import page_count

    clerk = client_as("clerk")
    pack = clerk.get(f"/letters/pack.zip?programme_id={issued.programme_id}")
    names = zipfile.ZipFile(io.BytesIO(pack.data)).namelist()
    assert names == ["01_王家庄村_责任书.pdf", "02_李家沟村_责任书.pdf", "03_张河湾村_责任书.pdf"]
    printed = clerk.get(f"/letters/print.pdf?programme_id={issued.programme_id}&copies=2").data
    pages = [row(each).pages for each in issued.letter_ids]
    assert page_count(printed) == sum((count + count % 2) * 2 for count in pages)
    assert "份数" in Page(clerk.get("/letters/print.pdf?copies=99"), 409).text


def test_the_word_copy_has_the_frozen_wording_of_an_issued_letter_and_todays_of_a_draft(app, town, client_as, issued):
    from docx import Document

    clerk, letter = client_as("clerk"), row(issued.letter_ids[0])
    answer = clerk.get(f"/letters/{letter.id}/paper.docx")
    assert answer.mimetype.endswith("wordprocessingml.document")
    assert "_%E8%B4%A3%E4%BB%BB%E4%B9%A6.docx" in answer.headers["Content-Disposition"]
    words = [each.text for each in Document(io.BytesIO(answer.data)).paragraphs]
    assert letter.number_text in words and clerk.get(f"/letters/{letter.id}/paper.docx").data == answer.data
    page = Page(clerk.get(f"/letters/{letter.id}"))
    assert "Word版" in page.text and "签发的是 PDF" in page.text
    pack = clerk.get(f"/letters/pack-word.zip?programme_id={issued.programme_id}")
    names = zipfile.ZipFile(io.BytesIO(pack.data)).namelist()
    assert names == ["01_王家庄村_责任书.docx", "02_李家沟村_责任书.docx", "03_张河湾村_责任书.docx"]


def test_a_draft_is_written_as_word_marked_as_a_draft(app, town, client_as):
    made = drafting.drafts(town, count=1)
    answer = client_as("clerk").get(f"/letters/{made.letter_ids[0]}/paper.docx")
    headers = [n for n in zipfile.ZipFile(io.BytesIO(answer.data)).namelist() if "/header" in n]
    parts = zipfile.ZipFile(io.BytesIO(answer.data))
    assert len(headers) == 2 and all("未正式签发" in parts.read(name).decode() for name in headers)


def test_a_unit_sees_its_own_issued_letter_only(app, town, client_as, issued):
    own, foreign = issued.letter_ids[0], issued.letter_ids[1]
    signer = client_as("signer")
    page = Page(signer.get("/letters/?programme_id=all"))
    assert "王家庄村" in page.text and "李家沟村" not in page.text
    assert signer.get(f"/letters/{own}").status_code == 200
    for path in (f"/letters/{foreign}", f"/letters/{foreign}/paper.pdf", f"/letters/{foreign}/paper.docx"):
        answer, missing = signer.get(path), signer.get(path.replace(str(foreign), "99999", 1))
        assert answer.status_code == missing.status_code == 404
    pack = signer.get("/letters/pack.zip")
    assert zipfile.ZipFile(io.BytesIO(pack.data)).namelist() == ["01_王家庄村_责任书.pdf"]


def test_a_unit_does_not_see_drafts(app, town, client_as):
    made = drafting.drafts(town, count=1)
    assert client_as("signer").get(f"/letters/{made.letter_ids[0]}").status_code == 404


def test_voiding_needs_a_fresh_password_and_a_reason(app, town, client_as, clock, issued):
    leader, path = client_as("leader"), f"/letters/{issued.letter_ids[0]}/voiding"
    page = Page(leader.get(path))
    version = page.root.xpath("//input[@name='version']/@value")[0]
    assert "请填写作废原因" in Page(leader.post(path, data={"version": version, "reason": ""}), 422).text
    clock.forward(minutes=6)
    assert leader.get(path).location.startswith("/step-up")
    assert leader.post(path, data={"version": version, "reason": "错"}).status_code == 401
    assert row(issued.letter_ids[0]).state == "issued"
    clock.now -= __import__("datetime").timedelta(minutes=6)
    assert leader.post(path, data={"version": version, "reason": "乙方名称有误"}).status_code == 303
    page = Page(leader.get(f"/programmes/{issued.programme_id}/letters/register"))
    assert "乙方名称有误" in page.text and "没有缺号" in page.text


def test_the_check_page_tells_strangers_number_status_digest_date_and_no_names(app, town, client, client_as, issued):
    letter = row(issued.letter_ids[0])
    page = Page(client.get(f"/c/{letter.check_token}?c=2&p=2"))
    assert letter.number_text in page.text and "待签" in page.text and "第2页" in page.text
    assert not any(word in page.source for word in ("王喆", "李建国", "王家庄", "田兆堃"))
    pdf = app.extensions["store"].get(letter.pdf_sha256)
    same = client.post(f"/c/{letter.check_token}", data={"file": (io.BytesIO(pdf), "a.pdf")})
    assert "一个字节都没有改动" in Page(same).text
    other = client.post(f"/c/{letter.check_token}", data={"file": (io.BytesIO(pdf + b" "), "a.pdf")})
    assert "不一致" in Page(other).text
    assert client.get("/c/AAAAAAAAAAAAAAAAAAAAAA").status_code == 404


def test_the_check_page_is_not_for_counting_through(app, client, issued):
    statuses = [client.get(f"/c/guess{n}", environ_base={"REMOTE_ADDR": "10.9.8.7"}).status_code for n in range(62)]
    assert statuses[0] == 404 and statuses[-1] == 429
