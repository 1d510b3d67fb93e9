"""佐证的网页: one file a request, clean copies for all in sight, originals for reviewers; refusals in words (R4–R6, R58–R69)."""

import io

import pytest
from making import NOW, make
from photographs import MALFORMED, labelled, pdf, photo, zipped
from reading import Page
from sqlalchemy import func, select

from respbook.actions import evidence as actions
from respbook.models.base import db
from respbook.models.evidence import Evidence
from respbook.queries import evidence as queries
from respbook.store import DiskFull, FolderStore
from respbook.web.evidence import SMALL

REVIEWERS = ("clerk", "assessor", "auditor")


def send(client, content, name="河道.jpg", *, piece=True, **more):
    data = {"file": (io.BytesIO(content), name), "key": "", **({"piece": "1"} if piece else {}), **more}
    headers = {"HX-Request": "true"} if piece else {}
    return client.post("/evidence/", data=data, headers=headers, content_type="multipart/form-data")


def kept_id(answer):
    return int(Page(answer).first("//input[@name='evidence']/@value"))


def rows():
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalars(select(Evidence).order_by(Evidence.id)).all()


def test_a_photo_is_sent_and_seen(town, client_as):
    reporter = client_as("reporter")
    answer = send(reporter, labelled(size=(2000, 1500)))
    page = Page(answer)
    (row,) = rows()
    assert "已收到" in page.text and "09:00" in page.text and "KB" in page.text
    assert page.all("//img/@src") == [f"/evidence/{row.id}/small.jpg"]
    assert (row.unit_id, row.uploaded_by, row.name) == (town.villages[0].id, "王小燕", "河道.jpg")
    assert row.claimed_at.isoformat() == "2026-02-20T07:04:05+00:00" and row.received_at == NOW
    shown, small = (reporter.get(f"/evidence/{row.id}/{name}.jpg") for name in ("shown", "small"))
    for copy in (shown, small):
        assert copy.status_code == 200 and copy.mimetype == "image/jpeg"
        assert copy.headers["Content-Disposition"] == "inline" and "sandbox" in copy.headers["Content-Security-Policy"]
        assert copy.headers["Cache-Control"].startswith("private") and "Cookie" in copy.headers["Vary"]
    assert len(small.data) < len(shown.data)
    page = Page(reporter.get(f"/evidence/{row.id}"))
    assert "2026年2月20日 15:04" in page.text and "拍摄早于收到9天" in page.text and "未注明" in page.text
    assert "河道.jpg" in Page(reporter.get("/evidence/")).source


def test_a_plain_form_works_too(client_as):
    reporter = client_as("reporter")
    form = Page(reporter.get("/evidence/")).form("/evidence/")
    answer = send(reporter, photo(), piece=False, shown_on="2026-02-27", purpose="河道清漂", key="k1")
    (row,) = rows()
    assert "csrf_token" in form and answer.status_code == 303 and answer.headers["Location"] == f"/evidence/{row.id}"
    assert (str(row.shown_on), row.purpose) == ("2026-02-27", "河道清漂")
    answer = send(reporter, photo(2), piece=False, shown_on="2026-03-09", purpose="")
    page = Page(answer, 422)
    assert "佐证日期应在上传日期（2026年3月2日）以前" in page.text and "shown_on" in page.fields_wrong()
    assert "请选择照片或文件" in Page(reporter.post("/evidence/", data={}), 422).text


def test_the_same_bytes_again_are_the_same_row(town, client_as):
    reporter, neighbour = client_as("reporter"), client_as("neighbour")
    first, again = send(reporter, photo()), send(reporter, photo(), "另一个名字.jpg")
    assert kept_id(first) == kept_id(again) and "以前传过" in again.text and "以前传过" not in first.text
    other = kept_id(send(neighbour, photo()))
    assert other != kept_id(again)
    assert [row.unit_id for row in rows()] == [town.villages[0].id, town.villages[1].id]


def test_a_form_that_comes_twice_is_answered_twice(client_as):
    reporter = client_as("reporter")
    first, again = (send(reporter, photo(), key="one") for _ in range(2))
    assert kept_id(first) == kept_id(again) and len(rows()) == 1
    assert send(reporter, photo(2), key="one").status_code == 409, "another file under a used key"
    assert send(reporter, photo(), key="one", purpose="别的").status_code == 409
    plain = [send(reporter, photo(3), key="two", piece=False) for _ in range(2)]
    assert [each.status_code for each in plain] == [303, 303]
    assert plain[0].headers["Location"] == plain[1].headers["Location"] and len(rows()) == 2


@pytest.mark.parametrize("name", MALFORMED)
def test_no_file_breaks_the_page(client_as, name):
    answer = send(client_as("reporter"), MALFORMED[name], name)
    if answer.status_code == 200:
        assert kept_id(answer)
    else:
        page = Page(answer, answer.status_code)
        assert answer.status_code in (413, 422) and page.first("//*[@data-sentence]").endswith("。")
        assert rows() == []


@pytest.mark.parametrize("piece", [True, False])
def test_too_large_is_413_in_words(client_as, piece):
    answer = send(client_as("reporter"), photo() + bytes(10 * 2**20), piece=piece)
    assert "超过10兆" in Page(answer, 413).text
    answer = send(client_as("reporter"), b"%PDF-1.7" + bytes(30 * 2**20), "大.pdf", piece=piece)
    assert "超过30兆" in Page(answer, 413).text
    answer = send(client_as("reporter"), bytes(33 * 2**20), piece=piece)
    assert answer.status_code == 413 and "太大" in answer.text


NAMES = (
    "../../etc/passwd", "..\\..\\windows\\system32\\a.jpg", "/etc/shadow", "C:\\a.jpg", "a\0b.jpg", "a\r\nSet-Cookie: x=1.jpg",
    "a\nb.jpg", "x" * 400 + ".jpg", "长" * 300 + ".jpg", "CON", "NUL.jpg", "aux.jpg", "COM1.png", ".htaccess", "...", "..", ".",
    " ", "\t", "a.jpg.exe", "a.php", "a.html", "照片\u202egpj.exe", "\u2066a\u2069.jpg", "a;rm -rf.jpg", "a'b.jpg", 'a"b.jpg',
    "a<script>.jpg", "a%00.jpg", "%2e%2e%2f.jpg", "a&b=c.jpg", "a?b#c.jpg", "a|b.jpg", "a:b.jpg", "a*b.jpg", "=1+1.jpg", "📷.jpg",
    "ａ／ｂ.jpg", "e\u0301.jpg", "王家庄 2026年3月 河道.jpg", "filename*=UTF-8''x.jpg", "-rf", "~root.jpg", "$(id).jpg", "`id`.jpg",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_no_name_leads_anywhere(app, client_as, tmp_path, name):
    assert len(NAMES) >= 40
    folder = app.extensions["settings"].folder
    before = {path for path in folder.rglob("*") if path.is_file() and "database" not in path.name}
    answer = send(client_as("reporter"), photo(7), name)
    if "\n" in name:  # no browser sends a broken header; what remains of the request is refused in words
        assert answer.status_code == 400 and "提交的内容不完整" in answer.text and rows() == []
        return
    evidence_id = kept_id(answer)
    row = rows()[-1]
    assert row.name and row.name.isprintable() and len(row.name) <= 200 and not set("/\\\r\n\0") & set(row.name)
    answer = client_as("clerk").get(f"/evidence/{evidence_id}/original")
    assert answer.status_code == 200 and answer.data == photo(7)
    header = answer.headers["Content-Disposition"]
    assert header.startswith("attachment") and not set("\r\n") & set(header) and header.isascii()
    assert "Set-Cookie" not in answer.headers or "x=1" not in answer.headers["Set-Cookie"]
    new = {path for path in folder.rglob("*") if path.is_file()} - before
    assert all(path.relative_to(folder).parts[0] in ("store", "copies") or "sqlite" in path.name for path in new)
    Page(client_as("reporter").get(f"/evidence/{evidence_id}"))
    Page(client_as("reporter").get("/evidence/"))


def test_the_place_is_for_reviewers_only(client_as):
    """The canary is in the original; in nothing that a unit can fetch (safety R69)."""
    content = labelled()
    evidence_id = kept_id(send(client_as("reporter"), content))
    for login in ("reporter", "signer", "leader"):
        client = client_as(login)
        assert client.get(f"/evidence/{evidence_id}/original").status_code == 403
        for address in ("", "/shown.jpg", "/small.jpg"):
            answer = client.get(f"/evidence/{evidence_id}{address}")
            assert answer.status_code == 200
            assert not [canary for canary in (b"CANARY", b"30.123", b"104.09") if canary in answer.data]
        assert "只给审核的人看" in client.get(f"/evidence/{evidence_id}").text
        assert "30.123" not in client.get("/evidence/").text + client.get("/audit/").text
    for login in REVIEWERS:
        client = client_as(login)
        assert "北纬30.123456°，东经104.092716°" in client.get(f"/evidence/{evidence_id}").text
        answer = client.get(f"/evidence/{evidence_id}/original")
        assert answer.data == content and "attachment" in answer.headers["Content-Disposition"]
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "查看佐证照片原件" in client_as("auditor").get("/audit/").text


def test_documents_are_taken_away_and_never_shown(client_as):
    reporter = client_as("reporter")
    sheet = zipped(**{"xl__workbook.xml": b"<workbook/>"})
    for content, name, words in ((pdf(), "台账.PDF", "PDF"), (sheet, "台账.xlsx", "Excel表格")):
        evidence_id = kept_id(send(reporter, content, name))
        assert words in Page(reporter.get(f"/evidence/{evidence_id}")).text
        answer = reporter.get(f"/evidence/{evidence_id}/original")
        assert answer.data == content and "sandbox" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert reporter.get(f"/evidence/{evidence_id}/shown.jpg").status_code == 404
        assert client_as("neighbour").get(f"/evidence/{evidence_id}/original").status_code == 404


@pytest.mark.parametrize(
    "behind", [b"<html><script>alert('FOREIGN')</script>", b"PK\x03\x04FOREIGN", b"%PDF-1.7 FOREIGN"]
)
def test_what_is_two_things_at_once_is_shown_as_one(client_as, behind):
    reporter = client_as("reporter")
    evidence_id = kept_id(send(reporter, photo(comment=b"FOREIGN") + behind, "a.jpg.html"))
    for name in ("shown", "small"):
        copy = reporter.get(f"/evidence/{evidence_id}/{name}.jpg").data
        assert copy.startswith(b"\xff\xd8") and copy.endswith(b"\xff\xd9") and b"FOREIGN" not in copy
    answer = client_as("clerk").get(f"/evidence/{evidence_id}/original")
    assert ".jpg" in answer.headers["Content-Disposition"].split("filename")[-1][-8:]


def test_another_unit_sees_nothing(town, client_as):
    reporter, neighbour = client_as("reporter"), client_as("neighbour")
    evidence_id = kept_id(send(reporter, photo(), purpose="本村机密"))
    for address in ("", "/shown.jpg", "/small.jpg", "/original"):
        assert neighbour.get(f"/evidence/{evidence_id}{address}").status_code == 404, address
        assert client_as("admin").get(f"/evidence/{evidence_id}{address}").status_code == 403, address
    for address in ("description", "withdrawal"):
        assert neighbour.post(f"/evidence/{evidence_id}/{address}", data={"version": 1}).status_code == 404
    assert "本村机密" not in neighbour.get("/evidence/").text
    for login in ("signer", "clerk", "leader", "assessor", "auditor"):
        assert "本村机密" in client_as(login).get("/evidence/").text
    foreign = send(neighbour, photo(2), unit_id=str(town.villages[0].id))
    assert foreign.status_code == 404 and len(rows()) == 1


def test_who_may_send(town, client_as):
    for login, status in (("signer", 200), ("clerk", 200), ("leader", 200), ("assessor", 200), ("auditor", 403)):
        assert send(client_as(login), photo()).status_code == status, login
    answer = send(client_as("clerk"), photo(2), unit_id=str(town.villages[2].id))
    assert answer.status_code == 200 and rows()[-1].unit_id == town.villages[2].id
    assert "尚未登录" in send(client_as(None), photo()).text or send(client_as(None), photo()).status_code == 401


def test_look_alikes_are_told_to_reviewers_only(client_as):
    reporter, neighbour = client_as("reporter"), client_as("neighbour")
    one = kept_id(send(reporter, photo(4, (800, 600), quality=90)))
    two = kept_id(send(neighbour, photo(4, (800, 600), quality=40), "隔壁.jpg"))
    kept_id(send(neighbour, photo(5, (800, 600)), "别的.jpg"))
    page = Page(client_as("assessor").get(f"/evidence/{one}"))
    assert "疑似重复" in page.text and page.has_link(f"/evidence/{two}") and "李家沟村" in page.text
    assert client_as("assessor").get("/evidence/").text.count("疑似重复1件") == 2
    for login in ("reporter", "signer", "leader"):
        client = client_as(login)
        assert "疑似重复" not in client.get(f"/evidence/{one}").text + client.get("/evidence/").text


def test_the_very_same_file_of_two_units_is_told(client_as):
    blank = pdf()
    one = kept_id(send(client_as("reporter"), blank, "a.pdf"))
    kept_id(send(client_as("neighbour"), blank, "a.pdf"))
    assert "同一个文件" in Page(client_as("clerk").get(f"/evidence/{one}")).text


def test_it_is_described_and_withdrawn(client_as):
    reporter = client_as("reporter")
    evidence_id = kept_id(send(reporter, photo()))
    address = f"/evidence/{evidence_id}"
    data = {"shown_on": "2026-02-28", "purpose": "巡查", "version": 1}
    assert reporter.post(f"{address}/description", data=data | {"key": "a"}).status_code == 303
    page = Page(reporter.get(address))
    assert "2026年2月28日" in page.text and "巡查" in page.text and "2026年3月2日 09:00" in page.text
    page = Page(reporter.post(f"{address}/description", data=data | {"shown_on": "2026-03-03", "version": 2}), 422)
    assert "佐证日期应在" in page.text and page.form(f"{address}/description")["purpose"] == "巡查"
    stale = Page(reporter.post(f"{address}/description", data=data | {"purpose": "新的", "version": 1}), 409)
    assert stale.form(f"{address}/description")["purpose"] == "新的" and "别人刚刚改过" in stale.text
    assert reporter.post(f"{address}/withdrawal", data={"version": 1, "key": "b"}).status_code == 409
    answer = reporter.post(f"{address}/withdrawal", data={"version": 2, "key": "c"})
    assert answer.status_code == 303 and reporter.get(address).status_code == 404
    assert client_as("clerk").get(f"{address}/shown.jpg").status_code == 404
    assert "撤下佐证材料" in reporter.get("/audit/").text
    assert kept_id(send(reporter, photo())) != evidence_id, "sent anew it is a new one"


def test_what_is_in_use_stays(client_as, monkeypatch):
    reporter = client_as("reporter")
    evidence_id = kept_id(send(reporter, photo()))
    monkeypatch.setattr(actions, "uses_of", lambda ids: {evidence_id: [queries.Use("上报", 1)]})
    answer = reporter.post(f"/evidence/{evidence_id}/withdrawal", data={"version": 1, "key": "c"})
    assert answer.status_code == 409 and "已用于上报，作为依据留存，不能撤下" in answer.text
    assert rows()[0].withdrawn_at is None


def test_copies_are_made_again(app, client_as):
    reporter = client_as("reporter")
    evidence_id = kept_id(send(reporter, photo()))
    before = reporter.get(f"/evidence/{evidence_id}/small.jpg").data
    copies = list((app.extensions["settings"].folder / "copies").rglob(f"{rows()[0].sha256}-*"))
    assert len(copies) == 2
    for path in copies:
        path.unlink()
    assert reporter.get(f"/evidence/{evidence_id}/small.jpg").data == before
    assert app.extensions["copies"].find(rows()[0].sha256, SMALL) == before


def test_a_lost_original_is_told(app, client_as):
    evidence_id = kept_id(send(client_as("reporter"), photo(9)))
    digest = rows()[0].sha256
    folder = app.extensions["settings"].folder
    for path in folder.rglob(f"{digest}*"):
        path.unlink()
    answer = client_as("reporter").get(f"/evidence/{evidence_id}/shown.jpg")
    assert answer.status_code == 409 and "没有这份文件" in answer.text


def test_a_full_disk_stops_photos_only(client_as, monkeypatch):
    def full(self, size):
        raise DiskFull("服务器的磁盘快满了。")

    monkeypatch.setattr(FolderStore, "spare", full)
    reporter = client_as("reporter")
    assert "磁盘快满了" in Page(send(reporter, photo()), 507).text
    assert "磁盘快满了" in Page(send(reporter, photo(), piece=False), 507).text
    assert rows() == []


def test_two_hundred_megabytes_a_day(client_as, clock, monkeypatch):
    reporter = client_as("reporter")
    monkeypatch.setattr("respbook.rules.evidence.DAILY_BYTES", 6000)
    assert send(reporter, photo(1)).status_code == 200
    refused = Page(send(reporter, photo(2, (600, 500))), 422)
    assert "今天已经传了" in refused.text and len(rows()) == 1
    assert send(client_as("signer"), photo(3)).status_code == 200, "another person has a day of his own"
    clock.forward(hours=15)
    assert send(client_as("signer"), photo(4)).status_code in (200, 401), "a new day"
    monkeypatch.undo()


def test_counts_are_flat(app, town, client_as, counted):
    """One photo or thirty, with look-alikes or without: the same statements."""
    clerk, reporter = client_as("clerk"), client_as("reporter")
    send(reporter, photo(0, (400, 300)))
    send(reporter, photo(0, (400, 300), quality=50))
    found = []
    for count in (0, 30):
        for seed in range(1, count):
            login = ("reporter", "neighbour")[seed % 2]
            make.evidence(app, town, town.villages[seed % 2], photo(seed), login)
        for client, address in ((clerk, "/evidence/"), (reporter, "/evidence/"), (clerk, f"/evidence/{rows()[0].id}")):
            with counted() as sql:
                Page(client.get(address))
            found.append(len(sql))
    assert found[:3] == found[3:] and max(found) <= 8, found


def test_a_request_counts_few_statements(client_as, counted):
    reporter = client_as("reporter")
    with counted() as sql:
        assert send(reporter, photo()).status_code == 200
    assert len(sql) <= 20, len(sql)
    assert db.session.scalar(select(func.count()).select_from(Evidence)) == 1
