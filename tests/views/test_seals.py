"""印章和签订本的网页: the picture has no address, who may seal sees the buttons, a signed page has ink in its place."""

import datetime as d
import io
import json

import pypdfium2
import pytest
from making import NOW
from PIL import Image
from reading import Page
from samples import address_of, samples
from sealing import LATER, sealing
from sqlalchemy import select, update
from sqlalchemy.orm import undefer

from respbook.actions import issuing
from respbook.actions.signed_copies import freeze_waiting
from respbook.models.base import db
from respbook.models.seals import SealUse
from respbook.models.sessions import SignedIn
from respbook.queries import signed_copies as copies
from respbook.queries.scope import letter_in_sight
from respbook.rules import many
from respbook.rules.record_words import moment_words, read_record, record_parts
from respbook.works import tools

OTHERS = ("clerk", "signer", "reporter", "assessor", "auditor", "admin", None)


@pytest.fixture
def letter(app, town):
    return sealing.issued(app, town)[0]


@pytest.fixture
def seal(app, town):
    return sealing.seal(app, town)


def signed(app, town, letter):
    sealing.sign(app, town, letter)
    freeze_waiting([letter.id], tools(app), LATER)


def upload(app, client, town, content=None, **fields):
    picture = io.BytesIO(content or sealing.picture(app))
    form = Page(client.get("/seals/new")).form("/seals/new")
    data = {**form, "unit_id": str(town.unit.id), "name": "公章", "file": (picture, "章.png"), **fields}
    return client.post("/seals/new", data=data, content_type="multipart/form-data")


def test_a_seal_is_registered_looked_at_and_retired(app, town, client_as):
    client = client_as("leader")
    assert "还没有印章图片" in client.get("/seals/").text
    assert upload(app, client, town).status_code == 303
    page = Page(client.get("/seals/"))
    assert "青山镇人民政府" in page.text and "用过0次" in page.text
    (address,) = [src for src in page.all("//img/@src") if "/seals/" in src]
    answer = client.get(address)
    assert answer.mimetype == "image/png" and answer.headers["Cache-Control"] == "no-store"
    where = address.replace("preview.png", "retirement")
    assert client.post(where, data=page.form(where)).status_code == 303
    assert "已停用" in client.get("/seals/").text


def test_what_is_no_seal_is_refused_at_its_field(app, town, client_as):
    out = io.BytesIO()
    Image.new("RGB", (400, 400), "white").save(out, "PNG")
    answer = upload(app, client_as("leader"), town, out.getvalue())
    assert answer.status_code == 422 and "几乎没有红色" in answer.text
    assert upload(app, client_as("leader"), town, b"GIF89a").status_code == 422


def test_only_who_may_seal_meets_a_seal(app, town, client_as, letter, seal):
    for login in OTHERS:
        client = client_as(login)
        for address in ("/seals/", "/seals/new", f"/seals/{seal.id}/preview.png", f"/seals/{seal.id}/use"):
            assert client.get(address).status_code in (303, 403), f"{login} {address}"
        assert client.post(f"/letters/{letter.id}/seal").status_code in (401, 403)
        if login is not None and login != "admin":
            assert "加盖印章" not in client.get(f"/letters/{letter.id}").text
    assert Page(client_as("leader").get(f"/letters/{letter.id}")).has_link(f"/letters/{letter.id}/seal")


def test_no_address_gives_the_picture(app, town, client_as, letter, seal):
    """Every address of the house, asked by the leader or else the clerk: the kept bytes stand in none of the answers."""
    signed(app, town, letter)
    sealing.use(town, seal, letter)
    kept, known = tools(app).store.get(seal.sha256), samples(town)
    known |= {"letter_id": letter.id, "seal_id": seal.id}
    chunk, asked = kept[len(kept) // 2 : len(kept) // 2 + 64], 0
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods or rule.endpoint == "static":
            continue
        needs = app.view_functions[rule.endpoint].needs
        login = "leader" if needs is None or needs in town.viewer("leader").permissions else "clerk"
        answer = client_as(login).get(address_of(rule, known))
        assert kept not in answer.data and chunk not in answer.data, rule.rule
        assert seal.sha256 not in answer.text if answer.mimetype == "text/html" else True, rule.rule
        asked += 1
    assert asked > 100


def test_a_fresh_password_is_asked_for_sealing(app, town, clock, client_as, letter, seal):
    clock.forward(minutes=6)
    client = client_as("leader")
    for address in (f"/letters/{letter.id}/seal", f"/seals/{seal.id}/use", "/seals/new"):
        answer = client.get(address)
        assert answer.status_code == 303 and "step-up" in answer.location
        assert client.post(address).status_code == 401


def test_one_letter_is_sealed_from_its_page_and_its_copy_frozen_again(app, town, client_as, letter, seal):
    signed(app, town, letter)
    before = copies.newest_copy(letter.id).sha256
    client, where = client_as("leader"), f"/letters/{letter.id}/seal"
    form = Page(client.get(where)).form(where)
    assert client.post(where, data={**form, "seal_id": str(seal.id), "approved_by": "李建国"}).status_code == 303
    page = Page(client.get(f"/letters/{letter.id}"))
    assert "图片印章" in page.text and "李建国批准" in page.text and "签订本已定稿" in page.text
    assert not page.has_link(where)
    assert copies.newest_copy(letter.id).sha256 != before


def test_many_are_sealed_with_their_names_before_the_eyes(stand, app, town, client_as):
    rows, seal = stand(sealing.issued, 4), sealing.seal(app, town)
    signed(app, town, rows[0])
    client, where = client_as("leader"), f"/seals/{seal.id}/use"
    page = Page(client.get(where))
    assert all(village.name in page.text for village in town.villages[:4])
    assert page.all("//input[@name='letter_ids' and @checked]/@value") == [str(rows[0].id)]
    form = page.form(where)
    chosen = [str(row.id) for row in rows[:3]]
    answer = client.post(where, data={**form, "letter_ids": chosen, "approved_by": "李建国"})
    assert answer.status_code == 303
    after = Page(client.get(where))
    assert after.all("//input[@name='letter_ids']/@value") == [str(rows[3].id)]
    assert client.post(where, data={**after.form(where), "letter_ids": [], "approved_by": "李建国"}).status_code == 422


def test_above_twenty_are_sealed_by_their_number(stand, app, town, client_as, monkeypatch):
    monkeypatch.setattr(many, "ABOVE", 1)
    rows, seal = stand(sealing.issued, 4), sealing.seal(app, town)
    client, where = client_as("leader"), f"/seals/{seal.id}/use"
    form = Page(client.get(where)).form(where) | {"letter_ids": [str(row.id) for row in rows[:2]]}
    refused = Page(client.post(where, data={**form, "approved_by": "李建国"}), 422)
    assert "这次办理2份，请核对名单后填总数" in refused.text
    answer = client.post(where, data={**refused.form(where), "approved_by": "李建国", "how_many": "2"})
    assert answer.status_code == 303 and "2份责任书已盖章" in Page(client.get("/seals/")).text


def test_the_signed_copy_is_shown_beside_the_issued_one(app, town, client_as, letter):
    client = client_as("signer")
    assert client.get(f"/letters/{letter.id}/signed.pdf").status_code == 404
    assert not Page(client.get(f"/letters/{letter.id}")).has_link(f"/letters/{letter.id}/signed.pdf")
    signed(app, town, letter)
    page = Page(client.get(f"/letters/{letter.id}"))
    assert page.has_link(f"/letters/{letter.id}/signed.pdf")
    assert f"/letters/{letter.id}/signed/1.png" in client.get(f"/letters/{letter.id}").text
    assert f"/letters/{letter.id}/pages/1.png" in client.get(f"/letters/{letter.id}?copy=issued").text
    answer = client.get(f"/letters/{letter.id}/signed.pdf")
    assert answer.data.startswith(tools(app).store.get(letter.pdf_sha256))
    assert answer.data == client.get(f"/letters/{letter.id}/signed.pdf").data
    assert tools(app).store.put(answer.data) == copies.newest_copy(letter.id).sha256
    assert client.get(f"/letters/{letter.id}/signed/{letter.pages + 1}.png").status_code == 404


def test_the_signed_page_has_ink_where_it_belongs(app, town, client_as, letter, seal):
    """Blue-black in the places to sign, red in the town's place and none in the village's."""
    signed(app, town, letter)
    sealing.use(town, seal, letter)
    places = copies.places_of_letter(letter.id, tools(app).binder)
    client = client_as("reporter")
    for place in places:
        answer = client.get(f"/letters/{letter.id}/signed/{place.page}.png")
        picture = Image.open(io.BytesIO(answer.data)).convert("RGB")
        dots = picture.width / 210
        box = (place.x, place.y, place.x + place.width, place.y + place.height)
        inked = list(picture.crop(tuple(round(edge * dots) for edge in box)).get_flattened_data())
        red = sum(r > 150 and g < 100 for r, g, _ in inked) / len(inked)
        dark = sum(max(dot) < 110 for dot in inked) / len(inked)
        if place.kind == "seal":
            assert (red > 0.05) == (place.side == 0), place
        else:
            assert dark > 0.01, place


def test_the_record_says_when_the_password_was_given(town, client_as, letter, seal):
    given = NOW - d.timedelta(minutes=3)
    client = client_as("leader")
    session = db.session.scalars(select(SignedIn).where(SignedIn.user_id == town.viewer("leader").user_id)).one()
    db.session.execute(update(SignedIn).where(SignedIn.sid_sha256 == session.sid_sha256).values(step_up_at=given))
    db.session.commit()
    address = f"/letters/{letter.id}/seal"
    assert client.post(address, data=Page(client.get(address)).form(address)).status_code == 303
    kept = db.session.scalars(select(SealUse).options(undefer(SealUse.record))).one()
    proof = json.loads(kept.record)["proof"]
    assert (proof["kind"], proof["session8"]) == ("session", session.sid_sha256[:8])
    assert d.datetime.fromisoformat(proof["at"]) == given
    told = {fact.words: fact.value for part in record_parts(read_record(kept.record)) for fact in part.facts}
    assert told["验证方式"] == "签前5分钟内输入过本人密码或动态口令" and told["验证时间"] == moment_words(proof["at"])


def test_others_letters_have_no_copy(app, town, client_as, letter):
    signed(app, town, letter)
    neighbour = client_as("neighbour")
    for address in ("signed.pdf", "signed/1.png", "digital-signatures"):
        assert neighbour.get(f"/letters/{letter.id}/{address}").status_code == 404


def test_a_void_letters_copy_says_so_on_every_page(app, town, client_as, letter):
    signed(app, town, letter)
    by = town.viewer("leader")
    issuing.void(letter.id, "单位名称有误", letter_in_sight(by, letter.id).version, by=by, now=LATER)
    document = pypdfium2.PdfDocument(client_as("signer").get(f"/letters/{letter.id}/signed.pdf").data)
    texts = [leaf.get_textpage().get_text_range() for leaf in document]
    assert len(texts) >= 2 and all("已作废" in text for text in texts)


def test_the_letters_page_costs_the_same_however_much_is_on_it(app, town, client_as, counted, letter, seal):
    client = client_as("leader")
    sealing.sign(app, town, letter, 2)
    with counted() as few:
        client.get(f"/letters/{letter.id}")
    sealing.sign(app, town, letter, 0)
    sealing.use(town, seal, letter)
    with counted() as many:
        client.get(f"/letters/{letter.id}")
    assert len(many) <= len(few) + 2


def test_the_page_of_seals_costs_the_same_for_one_use_and_for_many(stand, app, town, client_as, counted):
    rows, seal = stand(sealing.issued, 5), sealing.seal(app, town)
    client = client_as("leader")
    sealing.use(town, seal, rows[0])
    with counted() as few:
        client.get("/seals/")
    sealing.use(town, seal, *rows[1:])
    with counted() as many:
        client.get("/seals/")
    assert len(few) == len(many)
