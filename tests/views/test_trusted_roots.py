"""证书机构页: a root is chosen, compared, listed and removed; what is wrong is told at its field and nothing is lost."""

import io

import pytest
from making import NOW
from reading import Page
from sqlalchemy import select

from respbook import pades
from respbook.models.base import db
from respbook.models.trusted_roots import TrustedRoot

if not pades.available():
    pytest.skip("the extra respbook[pades] is not installed", allow_module_level=True)

from authorities import YEAR, fingerprint, issued, pem, third_party

NEW, LIST = "/trusted-roots/new", "/trusted-roots/"


@pytest.fixture(scope="module")
def root():
    return third_party().root


def chosen(client, content, name="根证书.pem"):
    data = {**Page(client.get(NEW)).form(NEW), "file": (io.BytesIO(content), name)}
    return client.post(NEW, data=data, content_type="multipart/form-data")


def rows():
    db.session.rollback()
    return db.session.scalars(select(TrustedRoot).order_by(TrustedRoot.id)).all()


def test_the_whole_way_onto_the_list_and_off_it(client_as, root, town):
    admin = client_as("admin")
    page = Page(chosen(admin, pem(root)))
    digest = fingerprint(root).upper()
    groups = " ".join(digest[k : k + 4] for k in range(0, 64, 4))
    assert groups in page.text and "某某电子认证根CA" in page.text and rows() == []
    told = {**page.form(LIST), "local": "third", "tail": digest[-8:-4] + " " + digest[-4:]}
    assert admin.post(LIST, data=told).status_code == 303
    (row,) = rows()
    assert (row.sha256, row.local, row.certificate.encode()) == (digest.lower(), False, pem(root))
    shown = Page(admin.get(LIST))
    assert groups in shown.text and "第三方机构" in shown.text and town.viewer("admin").name in shown.text
    where = f"/trusted-roots/{row.id}/removal"
    assert shown.has_link(where)
    form = Page(admin.get(where)).form(where)
    assert "请填写原因" in Page(admin.post(where, data={**form, "reason": ""}), 422).text
    assert admin.post(where, data={**form, "reason": "机构被撤销许可"}).status_code == 303
    shown = Page(admin.get(LIST))
    assert "已移出" in shown.text and "机构被撤销许可" in shown.text and not shown.has_link(where)


def test_a_wrong_tail_lists_nothing_and_keeps_what_was_filled_in(client_as, root):
    admin = client_as("admin")
    form = Page(chosen(admin, pem(root))).form(LIST)
    for tail, said in (("00000000", "指纹不一致"), ("123", "最后8位"), ("", "请填写指纹最后8位")):
        page = Page(admin.post(LIST, data={**form, "local": "third", "tail": tail}), 422)
        kept = page.form(LIST)
        assert said in page.text and kept["tail"] == tail and kept["certificate"] == form["certificate"]
        assert page.root.xpath("//input[@name='local' and @value='third' and @checked]")
    page = Page(admin.post(LIST, data={**form, "tail": fingerprint(root)[-8:]}), 422)
    assert "请选择签发机构是第三方还是本单位自建" in page.text and rows() == []


def test_what_is_no_root_is_told_at_the_file(client_as, root):
    admin = client_as("admin")
    person = issued("王喆", "村委会", root)
    for content, said in (
        (b"nothing", "不是证书"),
        (pem(person), "单位或个人的签名证书"),
        (b"x" * 30_000, "太大"),
        (pem(issued("旧CA", "某公司", authority=True, ends=NOW - YEAR / 12)), "已过期"),
    ):
        page = Page(chosen(admin, content), 422)
        assert said in page.first("//p[@id='file-wrong']")
    assert "请选择根证书文件" in Page(admin.post(NEW, data={}), 422).text and rows() == []


def test_a_name_cannot_turn_the_line_round(client_as):
    """What nobody can see is taken out of the name of a certificate before anybody reads it."""
    root = issued("某某\u202e电子\u200b认证\u2066根CA\n", "某\u202e公司", authority=True)
    assert pades.read_root(pem(root), NOW).name == "某某电子认证根CA"
    page = Page(chosen(client_as("admin"), pem(root)))
    assert "某某电子认证根CA" in page.text and not set(page.text) & set("\u202e\u200b\u2066")


def test_a_forged_form_lists_no_other_certificate(client_as, root):
    """The certificate comes back with the form: its own fingerprint counts, not the one that was shown."""
    admin = client_as("admin")
    form = Page(chosen(admin, pem(root))).form(LIST)
    other = pem(third_party("另一家根CA").root).decode()
    told = {**form, "local": "third", "certificate": other, "tail": fingerprint(root)[-8:]}
    assert "指纹不一致" in Page(admin.post(LIST, data=told), 422).text
    assert "不是证书" in admin.post(LIST, data={**told, "certificate": "nothing"}).text and rows() == []


def test_our_own_is_listed_as_our_own_only(client_as, tmp_path):
    ca = pades.make_ca(tmp_path / "ca", "青山镇本机CA", "ca-passphrase", NOW).read_bytes()
    admin = client_as("admin")
    form = Page(chosen(admin, ca)).form(LIST)
    told = {**form, "tail": pades.read_root(ca, NOW).sha256[-8:]}
    assert "只能登记为本单位自建" in Page(admin.post(LIST, data={**told, "local": "third"}), 422).text
    assert admin.post(LIST, data={**told, "local": "local"}).status_code == 303
    assert "本单位自建" in admin.get(LIST).text and rows()[0].local


def test_nobody_else_sees_or_keeps_the_list(client_as, root):
    for login in ("clerk", "leader", "signer", "auditor"):
        client = client_as(login)
        assert client.get(LIST).status_code == client.get(NEW).status_code == client.post(LIST).status_code == 403
        assert not Page(client.get("/")).has_link(LIST)
    admin = client_as("admin")
    assert Page(admin.get("/backups/")).has_link(LIST), "beside what else is set there"
    assert admin.get("/trusted-roots/987654/removal").status_code == 404
