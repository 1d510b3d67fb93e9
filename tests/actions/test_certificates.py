"""签名证书: two signers one after another on a signed copy, what was changed is named. Skipped without the extra."""

import json

import pytest
from making import NOW
from sealing import LATER, sealing
from sqlalchemy import select
from sqlalchemy.orm import undefer
from standing import stands

from respbook import pades
from respbook.actions import certificates, signing
from respbook.actions.signed_copies import freeze_waiting
from respbook.models.base import db
from respbook.models.signed_copies import DigitalSignature
from respbook.queries import certificates as queries
from respbook.queries import signed_copies as copies
from respbook.queries import signing as slots
from respbook.queries.scope import letter_in_sight
from respbook.queries.verify import verify_state
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import system_viewer
from respbook.rules.record_words import MARK_WORDS
from respbook.rules.signature_record import Proof, Shown, record_digest
from respbook.works import tools

if not pades.available():
    pytest.skip("the extra respbook[pades] is not installed", allow_module_level=True)

PROOF = Proof("password", LATER, "李建国")
VILLAGE = "王家庄村村民委员会"


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ca") / "青山镇"
    pades.make_ca(folder, "青山镇本机CA", "ca-passphrase", NOW)
    names = {"town": ("青山镇人民政府", "青山镇人民政府"), "signer": ("王喆", VILLAGE), "other": ("张三", VILLAGE)}
    return {
        who: pades.make_signer(folder, name, unit, f"{who}-passphrase", "ca-passphrase", NOW).read_bytes()
        for who, (name, unit) in names.items()
    }


def register(app, town, keys, who, login, *, personal, passphrase=""):
    holding = certificates.Holding(keys[who], passphrase or f"{who}-passphrase", personal)
    return certificates.register(holding, tools(app).store, by=town.viewer(login), now=LATER)


def sign(app, town, letter, certificate, login, passphrase):
    by = town.viewer(login)
    return certificates.sign(letter.id, certificate.id, passphrase, PROOF, tools(app), by=by, now=LATER)


@stands
def letter(app, town):
    """Signed by both sides, the village's head from his own account; frozen."""
    letter = sealing.issued(app, town)[0]
    sealing.sign(app, town, letter, 0)
    import json

    from press.press_marks import handwriting

    strokes = tools(app).store.put(json.dumps(handwriting()).encode())
    slot = next(each for each in slots.slot_rows(letter.id) if each.side == 1)
    shown, proof = Shown(letter.pdf_sha256, LATER, letter.pages), Proof("password", LATER, "王喆")
    signing.sign(slot.id, signing.HandMark("c" * 64, strokes), shown, proof, by=town.viewer("signer"), now=LATER)
    assert freeze_waiting(None, tools(app), LATER) == 1
    return letter_in_sight(system_viewer(), letter.id)


def standing(letter):
    return copies.newest_copy(letter.id)


def verdict(app, letter):
    return certificates.verdict(letter_in_sight(system_viewer(), letter.id), tools(app).store, LATER)


def test_two_sign_one_after_another_and_both_hold(app, town, keys, letter):
    ours = register(app, town, keys, "town", "leader", personal=False)
    own = register(app, town, keys, "signer", "signer", personal=True)
    assert ours.local and ours.issuer == "青山镇本机CA" and verdict(app, letter) is None
    before = standing(letter)
    row = sign(app, town, letter, ours, "leader", "town-passphrase")
    sign(app, town, letter, own, "signer", "signer-passphrase")
    found = verdict(app, letter)
    assert found.sound and found.issued_kept and "青山镇人民政府、王喆" in found.sentence
    assert [each.certifies for each in found.signatures] == [True, False]
    after = standing(letter)
    assert after.digital == 2 and after.content_sha256 == before.content_sha256 and after.sha256 != before.sha256
    assert tools(app).store.get(after.sha256).startswith(tools(app).store.get(before.sha256))
    kept = db.session.scalar(
        select(DigitalSignature).where(DigitalSignature.id == row.id).options(undefer(DigitalSignature.record))
    )
    assert set(json.loads(kept.record)["mark"]) <= set(MARK_WORDS)
    assert record_digest(kept.record) == kept.record_sha256 and '"local_ca":true' in kept.record
    assert freeze_waiting(None, tools(app), LATER) == 0 and list(verify_state()) == []


def test_what_was_changed_is_named(app, town, keys, letter):
    ours = register(app, town, keys, "town", "leader", personal=False)
    sign(app, town, letter, ours, "leader", "town-passphrase")
    pdf = bytearray(tools(app).store.get(standing(letter).sha256))
    pdf[200] ^= 1
    roots = [tools(app).store.get(row.root_sha256) for row in queries.digital_of(letter.id)]
    found = pades.verify(bytes(pdf), roots, LATER, letter.pdf_sha256)
    assert not found.sound and "青山镇人民政府" in found.sentence and "改动" in found.sentence


def test_the_town_comes_first_and_nobody_twice(app, town, keys, letter):
    own = register(app, town, keys, "signer", "signer", personal=True)
    with pytest.raises(RuleBroken, match="先由镇里用单位证书"):
        sign(app, town, letter, own, "signer", "signer-passphrase")
    ours = register(app, town, keys, "town", "leader", personal=False)
    with pytest.raises(RuleBroken, match="口令不对"):
        sign(app, town, letter, ours, "leader", "wrong-passphrase")
    sign(app, town, letter, ours, "leader", "town-passphrase")
    with pytest.raises(RuleBroken, match="每处一次"):
        sign(app, town, letter, ours, "leader", "town-passphrase")
    with pytest.raises(RuleBroken, match="签名失效"):
        sealing.use(town, sealing.seal(app, town), letter)


def test_certificates_of_others_are_not_registered(app, town, keys):
    with pytest.raises(RuleBroken, match="不是您本人的"):
        register(app, town, keys, "other", "signer", personal=True)
    with pytest.raises(RuleBroken, match="由可以用印的镇领导登记"):
        register(app, town, keys, "signer", "signer", personal=False)
    with pytest.raises(RuleBroken, match="不一致"):
        register(app, town, keys, "signer", "leader", personal=False)
    with pytest.raises(RuleBroken, match="口令不对"):
        register(app, town, keys, "town", "leader", personal=False, passphrase="wrong-passphrase")
    row = register(app, town, keys, "town", "leader", personal=False)
    with pytest.raises(RuleBroken, match="已有在用的"):
        register(app, town, keys, "town", "leader", personal=False)
    certificates.retire(row.id, row.version, by=town.viewer("leader"), now=LATER)


def test_an_unfinished_letter_is_not_signed(app, town, keys):
    letter = sealing.issued(app, town)[0]
    ours = register(app, town, keys, "town", "leader", personal=False)
    sealing.sign(app, town, letter, 0)
    with pytest.raises(RuleBroken, match="各方在屏幕上签完以后"):
        sign(app, town, letter, ours, "leader", "town-passphrase")


def test_the_pages_offer_it_and_say_what_it_is_worth(app, town, keys, letter, client_as):
    import io

    from reading import Page

    leader = client_as("leader")
    form = Page(leader.get("/certificates/new")).form("/certificates/new")
    data = {**form, "owner": "unit", "file": (io.BytesIO(keys["town"]), "章.p12"), "passphrase": "town-passphrase"}
    assert leader.post("/certificates/new", data=data, content_type="multipart/form-data").status_code == 303
    assert "本机自建的CA" in leader.get("/certificates/").text
    where = f"/letters/{letter.id}/certificate-signature"
    assert Page(leader.get(f"/letters/{letter.id}")).has_link(where)
    assert not Page(client_as("clerk").get(f"/letters/{letter.id}")).has_link(where)
    form = Page(leader.get(where)).form(where)
    certificate = queries.living_certificate(town.unit.id, None)
    told = {**form, "certificate_id": str(certificate.id)}
    assert leader.post(where, data={**told, "passphrase": "wrong"}).status_code == 422
    assert leader.post(where, data={**told, "passphrase": "town-passphrase"}).status_code == 303
    page = client_as("signer").get(f"/letters/{letter.id}/digital-signatures").text
    assert "完好" in page and "第三方电子认证" in page and "town-passphrase" not in page
    shown = client_as("signer").get(f"/letters/{letter.id}").text
    assert "数字签名（签发机构未经本系统核实）" in shown and "第三方电子认证" in shown
    assert client_as("neighbour").get(f"/letters/{letter.id}/digital-signatures").status_code == 404


def test_without_the_extra_nothing_is_offered(app, town, letter, client_as, monkeypatch):
    monkeypatch.setattr(pades, "available", lambda: False)
    assert "certificate" not in client_as("leader").get(f"/letters/{letter.id}").text
    assert "签名证书" not in client_as("leader").get("/seals/").text
    assert "没有安装数字签名组件" in client_as("leader").get("/certificates/").text
