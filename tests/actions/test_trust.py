"""受信任的签发机构: listed and removed by the administrator; every place calls a signature by the list of the day."""

import io
import json
from datetime import timedelta

import pytest
from making import NOW
from reading import Page
from sealing import LATER, sealing
from sqlalchemy import select
from sqlalchemy.orm import undefer
from standing import stands

from respbook import pades
from respbook.actions import certificates, trust
from respbook.actions.signed_copies import freeze_waiting
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.signed_copies import Certificate, DigitalSignature
from respbook.models.trusted_roots import TrustedRoot
from respbook.queries import signed_copies as copies
from respbook.queries.certificates import digital_of
from respbook.queries.scope import NotInSight, letter_in_sight
from respbook.queries.trust import roots, signed_moments, trust_of_letters
from respbook.queries.verify import verify_state
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import NotAllowed, system_viewer
from respbook.rules.signature_record import Proof
from respbook.rules.trust import Trust
from respbook.works import tools

if not pades.available():
    pytest.skip("the extra respbook[pades] is not installed", allow_module_level=True)

from authorities import fingerprint, issued, packed, pem, third_party

TOWN = "青山镇人民政府"
PROOF = Proof("password", LATER, "李建国")
UNCHECKED, LOCAL, RELIABLE = (
    "数字签名（签发机构未经本系统核实）（按现行名单）",
    "数字签名（本单位自建签发机构）（按现行名单）",
    "可靠电子签名（按现行名单）",
)


@pytest.fixture(scope="module")
def theirs():
    found = third_party()
    found.key = packed(issued(TOWN, TOWN, found.middle), "town-passphrase", found.middle, found.root)
    return found


@stands
def letter(app, town):
    """Signed by all on glass, frozen."""
    letter = sealing.issued(app, town)[0]
    sealing.sign(app, town, letter)
    assert freeze_waiting(None, tools(app), LATER) == 1
    return letter


def certified(app, town, letter, key, passphrase="town-passphrase"):
    """The town's certificate on the letter."""
    holding = certificates.Holding(key, passphrase, personal=False)
    row = certificates.register(holding, tools(app).store, by=town.viewer("leader"), now=LATER)
    return certificates.sign(letter.id, row.id, passphrase, PROOF, tools(app), by=town.viewer("leader"), now=LATER)


def listed(town, content, *, local=False, by=None):
    root = pades.read_root(content, LATER)
    return trust.add(root, root.sha256[-8:], local, by=by or town.viewer("admin"), now=LATER)


def fresh(letter):
    return letter_in_sight(system_viewer(), letter.id)


def record_of(row):
    wanted = select(DigitalSignature).where(DigitalSignature.id == row.id).options(undefer(DigitalSignature.record))
    return json.loads(db.session.scalar(wanted).record)


def everywhere(client, client_as, letter):
    """What list, letter, evidence sheet, its own page and the check page call the signature."""
    from pypdf import PdfReader

    clerk = client_as("clerk")
    sheet = PdfReader(io.BytesIO(clerk.get(f"/letters/{letter.id}/evidence.pdf").data))
    places = {
        "certificates": client_as("leader").get("/certificates/").text,
        "list": clerk.get("/letters/?programme_id=all").text,
        "letter": clerk.get(f"/letters/{letter.id}").text,
        "page": client_as("signer").get(f"/letters/{letter.id}/digital-signatures").text,
        "check": client.get(f"/c/{fresh(letter).check_token}").text,
        "sheet": "".join(each.extract_text() for each in sheet.pages).replace("\n", "").replace(" ", ""),
    }
    return {place: [label for label in (UNCHECKED, LOCAL, RELIABLE) if label in text] for place, text in places.items()}


def test_every_place_calls_it_by_the_list_of_the_day(app, town, letter, theirs, client, client_as):
    certified(app, town, letter, theirs.key)
    places = ("certificates", "list", "letter", "page", "check", "sheet")
    assert everywhere(client, client_as, letter) == {place: [UNCHECKED] for place in places}
    root = listed(town, pem(theirs.root))
    assert everywhere(client, client_as, letter) == {place: [RELIABLE] for place in places}
    assert (
        "已核对到名单上的“某某电子认证根CA”" in client_as("clerk").get(f"/letters/{letter.id}/digital-signatures").text
    )
    trust.remove(root.id, "机构被撤销许可", root.version, by=town.viewer("admin"), now=LATER)
    assert everywhere(client, client_as, letter) == {place: [UNCHECKED] for place in places}
    listed(town, pem(theirs.root), local=True)
    assert everywhere(client, client_as, letter) == {place: [LOCAL] for place in places}
    assert list(verify_state()) == []


def test_the_uploaded_files_own_chain_decides_nothing(app, town, letter, theirs):
    """Another root of the very same names is listed: the file still carries its own and is not called by it."""
    listed(town, pem(third_party().root))
    certified(app, town, letter, theirs.key)
    assert [row.trust for row in digital_of(letter.id)] == [Trust.UNCHECKED]
    found = certificates.verdict(fresh(letter), tools(app).store, LATER)
    assert found.sound and [each.root for each in found.signatures] == [""]


def test_a_root_of_our_own_is_called_so(app, town, letter, tmp_path):
    ca = pades.make_ca(tmp_path / "ca", "青山镇本机CA", "ca-passphrase", NOW)
    key = pades.make_signer(tmp_path / "ca", TOWN, TOWN, "town-passphrase", "ca-passphrase", NOW).read_bytes()
    with pytest.raises(RuleBroken, match="只能登记为本单位自建"):
        listed(town, ca.read_bytes())
    listed(town, ca.read_bytes(), local=True)
    row = certified(app, town, letter, key)
    assert trust_of_letters([letter.id]) == {letter.id: (Trust.LOCAL,)}
    told = record_of(row)
    assert told["method"]["words"] == "数字签名（本单位自建签发机构）" and told["reliable"]["reliable"] is False


def test_records_and_page_keep_what_was_true_when_they_were_made(app, town, letter, theirs, monkeypatch):
    root = listed(town, pem(theirs.root))
    drawn, real = [], certificates.words_appearance
    monkeypatch.setattr(
        certificates, "words_appearance", lambda words, *more: drawn.append(words) or real(words, *more)
    )
    row = certified(app, town, letter, theirs.key)
    assert drawn == [(TOWN, "可靠电子签名", "2026-03-03　按当日名单核对签发机构")]
    before = record_of(row)
    assert before["reliable"]["reliable"] is True and before["method"]["words"] == "可靠电子签名"
    assert (
        before["mark"]["trusted_root_sha256"] == fingerprint(theirs.root) and before["mark"]["trust"] == "可靠电子签名"
    )
    pdf = tools(app).store.get(copies.newest_copy(letter.id).sha256)
    trust.remove(root.id, "根证书停用", root.version, by=town.viewer("admin"), now=LATER)
    assert [each.trust for each in digital_of(letter.id)] == [Trust.UNCHECKED]
    assert record_of(row) == before
    assert tools(app).store.get(copies.newest_copy(letter.id).sha256) == pdf
    assert signed_moments(copies.newest_copy(letter.id).sha256) == {"Town": LATER} and signed_moments("0" * 64) == {}


def test_what_is_signed_before_it_is_listed_says_so_for_ever(app, town, letter, theirs):
    row = certified(app, town, letter, theirs.key)
    listed(town, pem(theirs.root))
    assert record_of(row)["reliable"]["reliable"] is False
    assert [each.trust for each in digital_of(letter.id)] == [Trust.RELIABLE]


def test_a_certificate_from_before_the_list_stays_unchecked(app, town, letter, theirs):
    certified(app, town, letter, theirs.key)
    listed(town, pem(theirs.root))
    db.session.execute(Certificate.__table__.update().values(chain=None))
    assert [each.trust for each in digital_of(letter.id)] == [Trust.UNCHECKED]


def test_a_signature_outlives_its_certificate(app, town, letter, theirs):
    """It is judged as of the day that the book tells, in every place."""
    certified(app, town, letter, theirs.key)
    listed(town, pem(theirs.root))
    later = certificates.verdict(fresh(letter), tools(app).store, LATER + timedelta(days=20 * 365))
    assert later.sound and later.signatures[0].root == fingerprint(theirs.root)


def test_the_list_is_kept_by_the_administrator_alone_and_audited(app, town, theirs):
    root = pades.read_root(pem(theirs.root), LATER)
    for login in ("clerk", "leader", "signer", "auditor"):
        with pytest.raises(NotAllowed):
            listed(town, pem(theirs.root), by=town.viewer(login))
    for tail, said in (("00000000", "不一致"), ("", "最后8位")):
        with pytest.raises(RuleBroken, match=said):
            trust.add(root, tail, False, by=town.viewer("admin"), now=LATER)
    row = listed(town, pem(theirs.root))
    assert (row.sha256, row.local, row.added_by, row.added_at) == (root.sha256, False, town.viewer("admin").name, LATER)
    with pytest.raises(RuleBroken, match="已在名单上"):
        listed(town, pem(theirs.root))
    with pytest.raises(RuleBroken, match="原因"):
        trust.remove(row.id, "  ", row.version, by=town.viewer("admin"), now=LATER)
    trust.remove(row.id, "根证书停用", row.version, by=town.viewer("admin"), now=LATER)
    with pytest.raises(RuleBroken, match="移出名单"):
        trust.remove(row.id, "再移一次", row.version, by=town.viewer("admin"), now=LATER)
    with pytest.raises(NotInSight):
        trust.remove(987654, "没有", 1, by=town.viewer("admin"), now=LATER)
    again = listed(town, pem(theirs.root))
    assert again.id != row.id and len(roots().listed) == 1
    kept = db.session.scalars(select(TrustedRoot).order_by(TrustedRoot.id)).all()
    assert [each.removal_reason for each in kept] == ["根证书停用", None]
    verbs = db.session.scalars(
        select(AuditEntry.verb).where(AuditEntry.kind == "trusted_roots").order_by(AuditEntry.seq)
    )
    assert list(verbs) == ["root.add", "root.remove", "root.add"]
    assert list(verify_state()) == []


def test_without_the_extra_the_pages_say_so(app, town, letter, theirs, client_as, monkeypatch):
    certified(app, town, letter, theirs.key)
    listed(town, pem(theirs.root))
    monkeypatch.setattr(pades, "available", lambda: False)
    shown = client_as("clerk").get(f"/letters/{letter.id}/digital-signatures").text
    assert "也不能按名单核对签发机构" in shown and UNCHECKED in shown and RELIABLE not in shown
    assert "没有按名单核对签发机构" in client_as("clerk").get(f"/letters/{letter.id}").text
    admin = client_as("admin")
    assert "没有安装数字签名组件" in admin.get("/trusted-roots/").text
    assert not Page(admin.get("/trusted-roots/")).has_link("/trusted-roots/new")


def test_the_list_asks_no_more_for_many_signatures(app, town, theirs, client_as, counted):
    rows = sealing.issued(app, town, 3)
    for row in rows:
        sealing.sign(app, town, row)
    freeze_waiting(None, tools(app), LATER)
    listed(town, pem(theirs.root))
    asked = []
    holding = certificates.Holding(theirs.key, "town-passphrase", personal=False)
    key = certificates.register(holding, tools(app).store, by=town.viewer("leader"), now=LATER).id
    for count, row in enumerate(rows, 1):
        certificates.sign(row.id, key, "town-passphrase", PROOF, tools(app), by=town.viewer("leader"), now=LATER)
        with counted() as sql:
            text = client_as("clerk").get("/letters/?programme_id=all").text
        asked.append(len(sql))
        assert text.count(RELIABLE) == count
    assert asked[0] == asked[2]
