"""归档备查: asked for by a press, made aside, fetched by its asker; the archive proves itself without this system (D5, X20, R68)."""

import hashlib
import io
import json
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from unittest.mock import Mock
from urllib.parse import unquote

import inspecting
import ordering
import pytest
import settling
from making import NOW, make
from PIL import Image
from pypdf import PdfReader
from reading import Page
from reporting import it_is
from sqlalchemy import select

from respbook.actions import exporting, exports
from respbook.actions.exports import Wanted
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.exports import Export
from respbook.models.leases import Leases
from respbook.models.letters import Letter
from respbook.models.orders import Order
from respbook.rules.exports import AT_ONCE, ExportKind
from respbook.rules.lifecycles import ExportState, FindingState
from respbook.rules.works import MOST_TRIES, Kind
from respbook.store import StoreAway
from respbook.works import WORKS, workshop

CANARY = "1999:09:09"


def rich(app, town):
    """A running year, with a problem that was put right, its order, and a month that was scored and announced."""
    village = town.villages[0]
    made = make.year(app, town)
    photos = [make.evidence(app, town, town.unit, make.photo_bytes(seed, exif=gps()), "clerk").id for seed in (7, 8)]
    found = inspecting.brought(town, village, FindingState.ASSIGNED, evidence=tuple(photos), now=NOW)
    ordering.issued(app, town, [found], NOW)
    inspecting.recorded(town, "路边垃圾", now=NOW)
    row = make.assessment(
        town, make.rubric(town, make.programme(town, "另一份方案")), final=False, period_key="2026-02"
    )
    settling.announced(town, row)
    return made


def gps():
    """Where a photo says that it was taken: nothing that is bound or shown may carry it on (R69)."""
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (31.0, 12.0, 34.567), 3: "E", 4: (103.0, 1.0, 2.0), 29: CANARY})
    return exif


@pytest.fixture
def year(stand):
    return stand(rich)


def asked(browser, path, **data):
    """The page of what was asked for."""
    answer = browser.post(path, data={"key": "", **data})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return answer.headers["Location"]


def archive_of(browser, year=2026):
    return browser.get(f"{asked(browser, '/exports/years', year=year)}/file").data


def unpacked(content, folder):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(folder)
    (top,) = folder.iterdir()
    return top


def verified(top):
    done = subprocess.run([sys.executable, "-I", str(top / "verify.py")], capture_output=True, text=True)
    return done.returncode, done.stdout


def test_the_archive_proves_itself_to_anybody(app, town, year, client_as, tmp_path):
    top = unpacked(archive_of(client_as("auditor")), tmp_path)
    code, said = verified(top)
    assert code == 0 and "全部相符" in said and "前后相接" in said
    sums = subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=top, capture_output=True, text=True)
    assert (sums.returncode, sums.stderr) == (0, "")
    issued = set(db.session.scalars(select(Letter.pdf_sha256).where(Letter.pdf_sha256.is_not(None))))
    issued |= set(db.session.scalars(select(Order.pdf_sha256).where(Order.pdf_sha256.is_not(None))))
    kept = {hashlib.sha256(path.read_bytes()).hexdigest() for path in top.rglob("*.pdf")}
    assert issued and issued <= kept, "every paper as it was issued, byte for byte"
    volumes = re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(top / "案卷目录.pdf").pages))
    assert "案卷号案卷题名件数页数" in volumes and "001综合" in volumes and "卷内目录" not in volumes
    page = (top / "index.html").read_text("utf-8")
    assert "<script" not in page and "http" not in page.replace("http-equiv", "")
    for link in re.findall(r'href="([^"#]+)"', page):
        assert (top / unquote(link)).is_file(), link
    assert all(number in page for number in db.session.scalars(select(Letter.number_text).where(Letter.number > 0)))
    lines = [json.loads(line) for line in (top / "操作日志/entries.jsonl").read_text("utf-8").splitlines()]
    entries = db.session.execute(select(AuditEntry.seq, AuditEntry.hash).order_by(AuditEntry.seq)).all()
    assert [(line["seq"], line["hash"]) for line in lines] == [tuple(row) for row in entries[: len(lines)]]
    assert len(entries) - len(lines) <= 3, "what was written after: the end of this export, and its being fetched"
    assert any('"rows"' in line.get("body", "") for line in lines)


@pytest.mark.parametrize(
    ("name", "was", "now"),
    [
        ("操作日志/entries.jsonl", "letter.issue", "letter.issve"),
        ("index.html", "卷内目录", "卷内目彔"),
    ],
)
def test_whatever_is_altered_is_named(app, town, year, client_as, tmp_path, name, was, now):
    top = unpacked(archive_of(client_as("auditor")), tmp_path)
    whole = (top / name).read_text("utf-8")
    assert was in whole
    (top / name).write_text(whole.replace(was, now, 1), "utf-8")
    code, said = verified(top)
    assert code == 3 and f"文件被改动 {name}" in said
    assert ("内容与散列不符" in said) == name.endswith("jsonl")


def test_a_clerk_takes_along_the_text_of_own_deeds_only(app, town, year, client_as, tmp_path):
    top = unpacked(archive_of(client_as("clerk")), tmp_path)
    lines = [json.loads(line) for line in (top / "操作日志/entries.jsonl").read_text("utf-8").splitlines()]
    clerk = town.viewer("clerk").user_id
    open_lines = [json.loads(line["body"]) for line in lines if "body" in line]
    assert open_lines and len(open_lines) < len(lines)
    assert {line["user_id"] for line in open_lines if line["kind"] != "users"} == {clerk}
    assert verified(top)[0] == 0, "the others stand with their hashes: the chain is whole all the same"


def test_a_units_file_is_bound_and_numbered_through(app, town, year, client_as):
    village = town.villages[0]
    clerk = client_as("clerk")
    pressed = Page(clerk.get(f"/units/{village.id}")).form("/exports/units")
    file = clerk.get(f"{asked(clerk, '/exports/units', **pressed)}/file")
    assert unquote(file.headers["Content-Disposition"]).endswith("2026年备查材料.pdf")
    book = PdfReader(io.BytesIO(file.data))
    words = [page.extract_text() for page in book.pages]
    assert [text.split()[-1] for text in words] == [str(number) for number in range(1, len(words) + 1)]
    listed = re.sub(r"\s", "", words[1])
    assert all(head in listed for head in ("卷内目录", "文号", "责任者", "题名", "页号"))
    marks = {mark.title: book.get_destination_page_number(mark) + 1 for mark in flat(book.outline)}
    assert {"封面", "卷内目录", "责任书及签订", "任务和报送", "问题和整改", "考核"} <= set(marks)
    parts = [name for name in ("责任书及签订", "任务和报送", "问题和整改", "考核") if name in marks]
    assert [marks[name] for name in parts] == sorted(marks[name] for name in parts)
    assert CANARY.encode() not in file.data


def flat(outline):
    for each in outline:
        yield from flat(each) if isinstance(each, list) else [each]


def test_who_may_ask_and_who_may_fetch(app, town, year, client_as):
    clerk, auditor = client_as("clerk"), client_as("auditor")
    made = asked(clerk, "/exports/units", unit_id=town.villages[0].id, of_year=2026)
    assert auditor.get(f"{made}/file").data.startswith(b"%PDF-"), "who holds the permission in that town"
    for login in ("leader", "assessor"):
        assert client_as(login).get(f"{made}/file").status_code == 404
        assert client_as(login).post("/exports/years", data={"year": 2026}).status_code == 403
    for login in ("reporter", "signer", "admin"):
        assert client_as(login).get(f"{made}/file").status_code == 403
    fetched = select(AuditEntry.user_id).where(AuditEntry.verb == "export.fetch")
    assert list(db.session.scalars(fetched)) == [town.viewer("auditor").user_id]


def test_nothing_leaves_without_a_fresh_password(app, town, year, client_as, clock):
    clerk = client_as("clerk")
    made = asked(clerk, "/exports/units", unit_id=town.villages[0].id, of_year=2026)
    clock.forward(minutes=30)
    assert clerk.get(f"{made}/file").status_code == 303
    assert clerk.post("/exports/years", data={"year": 2026}).status_code == 401


def test_a_year_without_a_programme_is_told(app, town, year, client_as):
    clerk = client_as("clerk")
    page = Page(clerk.get(asked(clerk, "/exports/years", year=2011)))
    assert "没有2011年的年度方案" in page.text
    assert "年度应在" in Page(clerk.post("/exports/years", data={"year": "20"}), 422).text


def waiting(town, clock, count=1, login="clerk"):
    wanted = [Wanted(ExportKind.UNIT, 2026, unit_id=village.id) for village in town.villages[:count]]
    return [exports.ask(each, by=town.viewer(login), now=clock()).id for each in wanted]


def test_two_are_made_at_once_and_what_was_stopped_goes_on(app, monkeypatch):
    """R68: a third waits for a seat, on whatever host; whoever is gone has lost his at once, and the next one is woken."""
    waiting, queue, made = [1, 2, 3], app.extensions["queue"], []

    def do(_, number):
        made.append(number)
        waiting.remove(number)

    assert WORKS[Kind.EXPORT].seats == 2
    monkeypatch.setitem(WORKS, Kind.EXPORT, replace(WORKS[Kind.EXPORT], do=do, unfinished=lambda _: tuple(waiting)))
    leases = Leases(app.extensions["settings"].folder / "leases")
    with leases.hold(db.engine, Kind.EXPORT, 1, AT_ONCE) as one:
        with leases.hold(db.engine, Kind.EXPORT, 2, AT_ONCE) as two:
            queue.take_up()
            assert one and two and made == []
        queue.work(Kind.EXPORT, 2)
        assert made == [2, 3], "nobody takes what another is at"
    queue.take_up()
    assert made == [2, 3, 1]


def test_what_stops_its_maker_again_and_again_is_given_up(app, town, year, clock):
    """R68: it is begun anew each time; what the one before still says is not heard."""
    (one,) = waiting(town, clock)
    orders = []

    def killed(order, *_):
        orders.append(order)
        raise SystemExit

    for _ in range(MOST_TRIES):
        with pytest.raises(SystemExit):
            exports.work_off(one, exports.Shop(app.extensions["exports"], killed), clock)
    assert [order.tries for order in orders] == [1, 2, 3]
    with pytest.raises(exports.Overtaken):
        exports.hear(orders[0], 1, 2, "")
    exports.work_off(one, exports.Shop(app.extensions["exports"], killed), clock)
    row = db.session.get(Export, one, populate_existing=True)
    assert row.state is ExportState.FAILED and "几次中断" in row.trouble


def test_the_same_is_not_made_twice_at_once(app, town, year, clock):
    assert waiting(town, clock) == waiting(town, clock)


def test_files_are_sent_as_they_lie_and_cleared_when_their_days_are_over(
    app, town, year, client_as, clock, monkeypatch
):
    clerk = client_as("clerk")
    made = asked(clerk, "/exports/units", unit_id=town.villages[0].id, of_year=2026)
    row = db.session.scalars(select(Export)).one()
    path = app.extensions["exports"].find(row.id, row.tries)
    assert path.stat().st_size == row.size
    with monkeypatch.context() as patch:  # what lies in a bucket comes as a stream without an end that could be told
        patch.setattr(app.extensions["exports"], "find", lambda *_: io.BufferedReader(io.BytesIO(path.read_bytes())))
        sent = clerk.get(f"{made}/file")
        assert sent.data == path.read_bytes() and sent.content_length == row.size
    clock.forward(days=8)
    with monkeypatch.context() as away:  # it is cleared the next night, and not only called so
        away.setattr(app.extensions["exports"], "drop", Mock(side_effect=StoreAway("没有连上。")))
        assert exports.clear(app.extensions["exports"], clock()) == 0
    assert exports.clear(app.extensions["exports"], clock()) == 1
    assert not path.exists()
    it_is(clock, clock())
    assert "已到期清除" in Page(client_as("auditor").get(made)).text


def test_a_page_that_waits_asks_again(app, town, year, client_as, clock):
    (one,) = waiting(town, clock)
    page = client_as("clerk").get(f"/exports/{one}")
    assert 'hx-trigger="load delay:1s"' in page.get_data(as_text=True)


def test_a_file_that_is_missing_stops_nobody(app, town, year, client_as, tmp_path):
    letter = db.session.scalars(select(Letter).where(Letter.pdf_sha256.is_not(None))).first()
    store = app.extensions["store"]
    place = store.path(letter.pdf_sha256)
    content = place.read_bytes()
    place.unlink()
    try:
        top = unpacked(archive_of(client_as("auditor")), tmp_path)
    finally:
        store.put(content)
    assert "缺原件" in (top / "index.html").read_text("utf-8") and "缺少的原件" in (top / "说明.txt").read_text("utf-8")
    assert verified(top)[0] == 0


def test_what_is_being_made_waits_again_when_the_program_stops(app, town, year, clock):
    (one,) = waiting(town, clock)
    exports.work_off(one, exports.Shop(app.extensions["exports"], exporting.maker(workshop(app)), lambda: True), clock)
    row = db.session.get(Export, one, populate_existing=True)
    assert (row.state, row.tries) == (ExportState.WAITING, 0)
    app.extensions["queue"].take_up()
    db.session.rollback()
    assert db.session.get(Export, one, populate_existing=True).state is ExportState.DONE
