"""签字扫描件的页面: upload, result, by hand, comparison, the letter's paper; who sees what; flat counts."""

import io

import pytest
import scanning
from making import NOW, make
from reading import Page
from scanning import pages_of, scanned
from sqlalchemy import select
from standing import stands

from respbook.actions import scan_compare
from respbook.models.base import db
from respbook.models.letters import Letter
from respbook.models.scans import FiledPage, ScanBatch
from respbook.queries.scope import letter_in_sight
from respbook.rules import many
from respbook.rules.paper_compare import Verdict
from respbook.rules.signing import SigningState


@stands
def letters(app, town):
    programme = make.programme(town)
    make.target(town, programme)
    rows = make.drafts(town, make.template(town, programme), [village.id for village in town.villages[:2]])
    make.issued(app, town, rows)
    db.session.rollback()
    return [letter_in_sight(town.viewer("clerk"), row.id) for row in rows]


@pytest.fixture
def pictures(app, letters):
    return [pages_of(app, letter) for letter in letters]


def upload(client, path, *files, **more):
    data = {"files": [(io.BytesIO(content), name) for name, content in files], **more}
    return client.post(path, data=data, content_type="multipart/form-data")


def only(client, path, content, name="扫描.pdf"):
    answer = upload(client, path, (name, content))
    assert answer.status_code == 303, answer.text[:400]
    return answer.headers["Location"]


def pages(outcome="filed"):
    db.session.expire_all()
    return db.session.scalars(
        select(FiledPage).where(FiledPage.outcome == outcome).order_by(FiledPage.letter_id, FiledPage.page)
    ).all()


def heap(pictures, folder):
    return scanning.pdf([scanned(each) for picture in pictures for each in picture], folder).read_bytes()


def test_uploaded_filed_compared_signed(client_as, letters, pictures, tmp_path, monkeypatch):
    clerk, leader = client_as("clerk"), client_as("leader")
    Page(clerk.get("/scans/"))
    address = only(clerk, "/scans/", heap(pictures, tmp_path))
    page = Page(clerk.get(address))
    count = sum(map(len, pictures))
    assert f"已归档 {count}页" in " ".join(page.text.split())
    assert "核对并登记签订（2份）" in page.text
    Page(clerk.get(f"{address}?outcome=filed"))
    assert "不能是同一个人" in Page(clerk.get(f"{address}/compare")).text
    for _ in range(count):
        shown = Page(leader.get(f"{address}/compare"))
        (action,) = set(shown.root.xpath("//form[contains(@action, 'verdict')]/@action"))
        row = db.session.get(FiledPage, int(action.split("/")[2]), populate_existing=True)
        answer = leader.post(action, data={"verdict": "agrees", "version": row.version})
        assert answer.status_code == 303, answer.text
    shown = Page(leader.get(f"{address}/compare"))
    data = {
        "kept_at": "档案柜3号",
        "signed_on": "2026-03-02",
        "letters": shown.root.xpath("//input[@name='letters']/@value"),
        "slots": shown.root.xpath("//input[@name='slots']/@value"),
        "key": "k1",
    }
    assert len(data["letters"]) == 2 and len(data["slots"]) == 4
    answer = leader.post(f"{address}/confirmation", data={**data, f"on-{letters[0].id}": "前天"})
    assert answer.status_code == 422 and "签字日期应写成日期" in answer.text
    answer = leader.post(f"{address}/confirmation", data={**data, "key": "k2", f"on-{letters[0].id}": "2026-03-01"})
    assert answer.status_code == 422 and "签订日期不能早于这一天" in answer.text
    with monkeypatch.context() as few:
        few.setattr(many, "ABOVE", 1)
        fewer = data | {"slots": data["slots"][1:], f"on-{letters[1].id}": "2026-03-02"}
        answer = leader.post(f"{address}/confirmation", data={**fewer, "key": "k3"})
        again = Page(answer, 422)
        assert "这次办理2份，请核对名单后填总数" in again.text
        assert again.root.xpath("//input[@name='letters'][@checked]/@value") == data["letters"]
        assert again.root.xpath("//input[@name='slots'][@checked]/@value") == fewer["slots"]
        assert again.root.xpath(f"//input[@name='on-{letters[1].id}']/@value") == ["2026-03-02"]
        assert again.root.xpath("//input[@name='kept_at']/@value") == ["档案柜3号"]
        answer = leader.post(f"{address}/confirmation", data={**data, "key": "k3", "how_many": "2"})
        assert answer.status_code == 303
    db.session.expire_all()
    assert [db.session.get_one(Letter, each.id).signing for each in letters] == [SigningState.SIGNED] * 2
    letter = Page(client_as("reporter").get(f"/letters/{letters[0].id}/paper-scans"))
    assert letter.all("//main//h2") == ["签字纸质件", "登记纸质签订"] and not letter.has_link(
        f"/letters/{letters[0].id}/paper-scans#files"
    )
    piece = client_as("reporter").piece(f"/letters/{letters[0].id}/paper-scans", "scans-paper")
    assert f"/letters/{letters[0].id}/paper-scans#files" in piece.text, "the letter's page still leads there"
    assert "陈静上传，李建国核对" in letter.text and "原件存放：档案柜3号" in letter.text
    pdf = client_as("reporter").get(f"/letters/{letters[0].id}/paper-scans.pdf")
    assert pdf.data.startswith(b"%PDF-") and pdf.mimetype == "application/pdf"
    assert client_as("neighbour").get(f"/letters/{letters[0].id}/paper-scans.pdf").status_code == 404
    assert "没有等候核对" in Page(leader.get(f"{address}/compare")).text


def test_what_cannot_be_taken_is_told_by_name(client_as, letters):
    clerk = client_as("clerk")
    answer = upload(clerk, "/scans/", ("说明.docx", b"PK\x03\x04"), ("空.pdf", b""))
    page = Page(answer, 422)
    assert "“说明.docx”：这不是PDF" in page.text and "“空.pdf”：文件是空的" in page.text
    assert "请选择扫描件" in Page(upload(clerk, "/scans/"), 422).text
    assert db.session.scalars(select(ScanBatch)).all() == []


def test_a_locked_pdf_and_a_bomb_are_refused(client_as, letters, tmp_path):
    import pypdf
    from PIL import Image

    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 300)
    writer.encrypt("geheim")
    locked, bomb = io.BytesIO(), io.BytesIO()
    writer.write(locked)
    Image.new("1", (13000, 13000)).save(bomb, "PNG")
    answer = upload(client_as("clerk"), "/scans/", ("锁.pdf", locked.getvalue()), ("弹.png", bomb.getvalue()))
    text = Page(answer, 422).text
    assert "“锁.pdf”：这份PDF加了密码" in text and "“弹.png”：图片尺寸过大" in text


def test_one_by_one_as_the_script_sends_them(client_as, letters, pictures, tmp_path):
    clerk = client_as("clerk")
    headers = {"HX-Request": "true"}
    one, two = (scanning.scan_set.jpeg(scanning.Image.open(io.BytesIO(scanned(pictures[n][0])))) for n in (0, 1))
    data = {"files": (io.BytesIO(one), "一.jpg"), "hold": "1", "scan_id": "", "key": "a"}
    first = clerk.post("/scans/", data=data, headers=headers, content_type="multipart/form-data")
    scan_id = Page(first).root.xpath("//*/@data-scan")[0]
    data = {"files": (io.BytesIO(two), "二.jpg"), "hold": "1", "scan_id": scan_id, "key": "b"}
    clerk.post("/scans/", data=data, headers=headers, content_type="multipart/form-data")
    data = {"files": (io.BytesIO(one), "一.jpg"), "hold": "1", "scan_id": scan_id, "key": "c"}
    again = clerk.post("/scans/", data=data, headers=headers, content_type="multipart/form-data")
    assert "“一.jpg”已经上传过" in again.text
    assert "开始识别" in Page(clerk.get(f"/scans/{scan_id}")).text
    assert clerk.post(f"/scans/{scan_id}/reading", data={"key": "d"}).status_code == 303
    assert [row.page for row in pages()] == [1, 1]


def test_a_page_is_placed_discarded_and_taken_back(client_as, letters, pictures, tmp_path):
    clerk = client_as("clerk")
    torn = pictures[0][0].copy()
    torn.paste(255, (0, round(torn.height * 0.86), torn.width, torn.height))
    address = only(clerk, f"/letters/{letters[0].id}/paper-scans", scanned(torn), "照片.jpg")
    assert "没有认出二维码" in Page(clerk.get(address)).text
    (row,) = pages("no_code")
    page = Page(clerk.get(f"/scan-pages/{row.id}"))
    assert "归到别处" in page.text
    data = {"letter_id": str(letters[0].id), "copy": "1", "page": "9", "version": "1"}
    assert "没有第9页" in Page(clerk.post(f"/scan-pages/{row.id}/place", data=data), 422).text
    answer = clerk.post(f"/scan-pages/{row.id}/place", data={**data, "page": "1", "key": "1"})
    assert answer.status_code == 303
    assert len(pages()) == 1
    (row,) = pages()
    answer = clerk.post(f"/scan-pages/{row.id}/discarding", data={"reason": "", "version": row.version})
    assert answer.status_code == 422
    data = {"reason": "模糊", "version": row.version, "key": "2"}
    assert clerk.post(f"/scan-pages/{row.id}/discarding", data=data).status_code == 303
    assert "模糊" in Page(clerk.get(f"/scan-pages/{row.id}")).text
    assert clerk.post(f"/scan-pages/{row.id}/undoing", data={"key": "3"}).status_code == 303
    assert [each.letter_id for each in pages("no_code")] == [None]


def test_another_units_pages_are_missing(app, town, client_as, letters, pictures, tmp_path):
    scan_id = scanning.read(app, town, scanning.pdf([scanned(pictures[0][0])], tmp_path), login="reporter")
    (row,) = pages()
    foreign = client_as("neighbour")
    for address in (
        f"/scans/{scan_id}",
        f"/scan-pages/{row.id}",
        f"/scan-pages/{row.id}/picture.jpg",
        f"/scan-pages/{row.id}/thumbnail.jpg",
        f"/letters/{letters[0].id}/paper-scans",
    ):
        assert foreign.get(address).status_code == 404, address
        own = client_as("reporter").get(address)
        assert own.status_code == 200, address
    assert f"第{scan_id}批" not in foreign.get("/scans/").text
    assert foreign.post(f"/scan-pages/{row.id}/undoing").status_code == 404


def test_counts_are_flat(app, town, client_as, letters, pictures, tmp_path, counted):
    clerk, leader = client_as("clerk"), client_as("leader")
    one = scanning.read(app, town, scanning.pdf([scanned(pictures[0][0])], tmp_path))
    numbers = [_numbers(counted, clerk, leader, one)]
    many = scanning.read(
        app, town, scanning.pdf([scanned(each, 1) for each in [*pictures[0], *pictures[1]]] * 3, tmp_path)
    )
    numbers.append(_numbers(counted, clerk, leader, many))
    assert numbers[0] == numbers[1] and max(numbers[0]) <= 14, numbers


def _numbers(counted, clerk, leader, scan_id):
    found = []
    for client, address in (
        (clerk, "/scans/"),
        (clerk, f"/scans/{scan_id}?outcome=all"),
        (leader, f"/scans/{scan_id}/compare"),
    ):
        with counted() as sql:
            Page(client.get(address))
        found.append(len(sql))
    return found


def test_a_refusal_to_compare_keeps_the_page(app, town, client_as, letters, pictures, tmp_path):
    scan_id = scanning.read(app, town, scanning.pdf([scanned(pictures[0][0])], tmp_path))
    (row,) = pages()
    leader = client_as("leader")
    answer = leader.post(f"/scan-pages/{row.id}/verdict", data={"verdict": "differs", "version": row.version})
    assert answer.status_code == 409 and "请写明哪里不符" in answer.text
    assert leader.post(f"/scan-pages/{row.id}/verdict", data={"version": row.version}).status_code == 409
    scan_compare.compare(row.id, Verdict.AGREES, "", row.version, by=town.viewer("leader"), now=NOW)
    data = {"verdict": "agrees", "version": 1, "key": "late"}
    assert "别人刚刚改过" in leader.post(f"/scan-pages/{row.id}/verdict", data=data).text
    assert Page(leader.get(f"/scans/{scan_id}/compare?at=record"))
