"""往年扫描件整批收存: a ZIP as well as files, found at once, taken back as a whole; by a command as well (features M5)."""

import io
import zipfile

import pytest
from reading import Page
from scans import scan, send
from sqlalchemy import select

from respbook import commands
from respbook.commands import oldscans
from respbook.models.archive import ArchivedPaper
from respbook.models.base import db
from respbook.queries.verify import verify_state


def papers():
    db.session.rollback()
    return db.session.scalars(select(ArchivedPaper).order_by(ArchivedPaper.id)).all()


def zipped(*names):
    """A ZIP as Windows makes it in China: names in GBK, and nothing that says so."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for place, name in enumerate(names):
            package.writestr(f"{place:0{len(name.encode('gbk'))}}", scan(place).read())
    content = out.getvalue()
    for place, name in enumerate(names):
        content = content.replace(f"{place:0{len(name.encode('gbk'))}}".encode(), name.encode("gbk"))
    return io.BytesIO(content)


def undo(clerk):
    page = Page(clerk.get("/archive/"))
    (action,) = page.root.xpath("//form[contains(@action, '/archive/drops/')]/@action")
    return Page(clerk.get(clerk.post(action, data=page.form(action)).headers["Location"])).text


def test_a_zip_is_filed_found_at_once_and_taken_back(town, client_as):
    clerk = client_as("clerk")
    files = [(zipped("2023/王家庄村/1.png", "2023年李家沟村.png", "说明.txt"), "旧档.zip"), (scan(9), "扫描0001.png")]
    answer = clerk.post("/archive/", data={"files": files, "batch": "a" * 32}, content_type="multipart/form-data")
    assert (
        Page(answer).text.count("已收存") == 3
        and "有1个文件不是PDF、JPG、PNG，没有收下：说明.txt。" in Page(answer).text
    )
    assert [(row.year, row.unit_id) for row in papers()] == [
        (2023, town.villages[0].id),
        (2023, town.villages[1].id),
        (None, None),
    ]
    assert "李家沟村" in Page(clerk.get("/archive/?q=李家沟")).text
    assert "已整批撤回，共3份" in undo(clerk)
    assert papers() == [] and verify_state() == []
    again = send(clerk, "2024年王家庄村.png", batch="a" * 32)
    assert again.status_code == 409 or "已整批撤回" in again.get_data(as_text=True)


def test_a_line_that_got_its_scan_waits_for_it_again(town, client_as):
    clerk = client_as("clerk")
    number = "青政环责〔2023〕7号"
    form = Page(clerk.get("/archive/new")).form("/archive/new")
    clerk.post("/archive/new", data=form | {"number": number})
    send(clerk, f"王家庄村{number}.png", batch="b" * 32)
    (line,) = papers()
    assert line.sha256 and line.unit_id == town.villages[0].id
    undo(clerk)
    (line,) = papers()
    assert (line.number_text, line.sha256, line.unit_id, line.size) == (number, None, None, 0)
    assert verify_state() == []


def test_what_somebody_has_worked_on_since_stays(town, client_as):
    clerk = client_as("clerk")
    send(clerk, "2024年王家庄村.png", "扫描0001.png", batch="c" * 32)
    loose = papers()[1]
    form = Page(clerk.get(f"/archive/{loose.id}/placing")).form(f"/archive/{loose.id}/placing")
    clerk.post(f"/archive/{loose.id}/placing", data=form | {"unit_id": town.villages[2].id, "year": 2022})
    assert "“扫描0001.png”收存后又改过，仍然保留" in undo(clerk)
    assert [row.id for row in papers()] == [loose.id]


@pytest.mark.parametrize("content", [b"PK\x03\x04 torn", b""])
def test_a_broken_zip_is_told(town, client_as, content):
    answer = client_as("clerk").post(
        "/archive/", data={"files": [(io.BytesIO(content), "x.zip")]}, content_type="multipart/form-data"
    )
    assert papers() == [] and ("没有收下" in answer.get_data(as_text=True))


def test_a_folder_by_command(app, town, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(oldscans, "opened", lambda: app)
    place = tmp_path / "2021" / "王家庄村"
    place.mkdir(parents=True)
    (place / "责任书.png").write_bytes(scan(1).read())
    (tmp_path / "看不出.png").write_bytes(scan(2).read())
    (tmp_path / "坏的.pdf").write_bytes(b"nothing")
    name = town.unit.name
    assert commands.main(["oldscans", str(tmp_path), "--town", name]) == 0
    said = capsys.readouterr().out
    assert "收存2份，其中1份没有归位" in said and "没有归位：看不出.png" in said and "没有收下：坏的.pdf" in said
    assert [(row.year, row.unit_id) for row in papers()] == [(2021, town.villages[0].id), (None, None)]
    db.session.rollback()  # the command works in a session of its own
    assert commands.main(["oldscans", "--town", name, "--undo", said.rpartition(" ")[2].strip()]) == 0
    assert papers() == []
    assert commands.main(["oldscans", str(tmp_path), "--town", "没有这个镇"]) == 2
