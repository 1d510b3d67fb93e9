"""按名单签字: the leader signs many letters by their list, with one mark; a receipt for each and one for all."""

import re

import pytest
from glass import STROKES, letters, record, signed, slots
from making import NOW, PASSWORD, make
from reading import Page, pdf_text
from sqlalchemy import select, update
from standing import stands

from respbook.actions import glass as actions
from respbook.actions.signing import HandMark
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.signing import Signature
from respbook.rules import many
from respbook.rules.errors import RuleBroken
from respbook.rules.signature_record import Shown
from respbook.rules.signing import LISTED


@stands
def letter(app, town):
    return letters(app, town, 2)[0]


def test_the_leader_signs_many_by_their_list(stand, town, client_as, counted):
    both = stand(letters, 3)
    client = client_as("leader")
    assert "3份责任书待我签" in Page(client.get("/")).text
    page = Page(client.get("/signing/"))
    sent = page.form("/signing/")
    offered = page.all("//input[@name='slot_ids']/@value")
    assert len(offered) == 3 and not sent.get("slot_ids") and LISTED in page.text
    sent |= {"strokes": STROKES, "password": PASSWORD, "slot_ids": offered[:2]}
    answer = client.post("/signing/", data=sent)
    assert re.fullmatch(r"/signatures/\d+/together", answer.location)
    assert signed() == 2
    _, facts = record(town, slots(both[0])[0])
    assert facts["shown"]["pages_seen"] == 0 and facts["shown"]["pdf_sha256"] == both[0].pdf_sha256
    assert LISTED in facts["intent"]["sentence"] and "已阅读" not in facts["intent"]["sentence"]
    assert "1份" in Page(client.get("/signing/")).text


def test_above_twenty_the_leader_signs_by_their_number(stand, client_as, monkeypatch):
    """One number, one mark, one password: a slip is told at the number and costs neither mark nor ticks."""
    monkeypatch.setattr(many, "ABOVE", 1)
    stand(letters, 3)
    client = client_as("leader")
    page = Page(client.get("/signing/"))
    assert "核对名单后请填总数" in page.text
    offered = page.all("//input[@name='slot_ids']/@value")
    sent = page.form("/signing/") | {"strokes": STROKES, "password": PASSWORD, "slot_ids": offered[:2]}
    for typed, said in (("", "这次办理2份，请核对名单后填总数"), ("3", "填的是“3”，所选是2份")):
        page = Page(client.post("/signing/", data=sent | {"how_many": typed}), 422)
        form = page.form("/signing/")
        assert said in page.text and signed() == 0 and form["strokes"] == STROKES and form["slot_ids"] == offered[:2]
    assert client.post("/signing/", data=sent | {"how_many": "2"}).status_code == 303 and signed() == 2


@pytest.fixture
def listed(stand, town, client_as):
    """Two of three letters signed by the leader's list: the letters, where the answer led."""
    three = stand(letters, 3)
    client = client_as("leader")
    page = Page(client.get("/signing/"))
    offered = page.all("//input[@name='slot_ids']/@value")
    sent = page.form("/signing/") | {"strokes": STROKES, "password": PASSWORD, "slot_ids": offered[:2]}
    return three, client.post("/signing/", data=sent).location


def test_after_the_list_each_letter_has_its_receipt_and_all_have_one(town, listed, client_as, counted):
    three, address = listed
    client = client_as("leader")
    page = Page(client.get(address))
    assert page.first("//h1") == "已签订2份" and "还有1份待我签" in page.text
    made = sorted(db.session.scalars(select(Signature.id)))
    assert [link for link in page.links() if link.endswith("/receipt")] == [
        f"/signatures/{id_}/receipt" for id_ in made
    ]
    codes = [
        Page(client.get(f"/signatures/{id_}/receipt")).first("//dt[.='记录校验码']/following-sibling::dd[1]")
        for id_ in made
    ]
    assert page.all("//td[@data-label='记录校验码']") == codes
    answer = client.get(f"{address}.pdf")
    pages, words = pdf_text(answer)
    seqs = page.all("//td[@data-label='日志条号']")
    entry = db.session.get(AuditEntry, int(seqs[-1]))
    assert pages == 1 and "合并，共2份" in words and f"最后记到第{entry.seq}条" in words and entry.hash in words
    for each in (*codes, *seqs, *(letter.number_text for letter in three[:2])):
        assert each.replace(" ", "") in words, each
    assert three[2].number_text not in words and "草稿" not in words and "respbook" not in words
    assert client.get(f"{address}.pdf").data == answer.data, "the same bytes whenever it is asked for"
    with counted() as sql:
        client.get(address)
    assert len(sql) <= 10


def test_of_a_list_everybody_sees_what_is_in_his_sight(town, listed, client_as):
    _, address = listed
    assert len(Page(client_as("clerk").get(address)).all("//tbody/tr")) == 2
    assert len(Page(client_as("signer").get(address)).all("//tbody/tr")) == 1, "the village's own letter alone"
    last = max(db.session.scalars(select(Signature.id)))
    assert client_as("signer").get(f"/signatures/{last}/together").status_code == 404
    assert client_as("signer").get(f"/signatures/{last}/together.pdf").status_code == 404


def test_a_list_with_a_record_that_was_changed_gets_no_receipt(listed, client_as):
    _, address = listed
    db.session.execute(update(Signature).values(holder="别人"))
    db.session.commit()
    page = Page(client_as("leader").get(address))
    assert "不符" in page.text and not [link for link in page.links() if link.endswith("together.pdf")]
    answer = client_as("leader").get(f"{address}.pdf")
    assert answer.status_code == 409 and "不能出具回执" in answer.text


def test_a_village_does_not_sign_by_a_list(town, letter, client_as):
    client = client_as("signer")
    page = Page(client.get("/signing/"))
    slot = slots(letter)[1]
    assert f"/slots/{slot}/sign" in page.links()
    shown, mark = Shown(letter.pdf_sha256, NOW, 0), HandMark("c" * 64, "d" * 64)
    with pytest.raises(RuleBroken, match="逐份看过"):
        actions.sign_many([(slot, shown)], mark, "", actions.Came("", "", ""), by=town.viewer("signer"), now=NOW)


def test_the_list_is_flat(stand, app, town, client_as, counted):
    stand(letters, 2)
    client = client_as("leader")
    client.get("/signing/")
    counts = []
    for more in (0, 4):
        if more:
            programme = make.programme(town, "另一个方案")
            make.target(town, programme)
            rows = make.drafts(town, make.template(town, programme), [each.id for each in town.villages[2:6]])
            make.issued(app, town, rows)
        with counted() as sql:
            client.get("/signing/")
        counts.append(len(sql))
    assert counts[0] == counts[1] <= 6
