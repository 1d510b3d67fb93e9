"""查验页: codes and files brought along, what is told, what may be taken away; a large book is left to the queue (R79, R82, R83)."""

import datetime as d
import io
import subprocess
import sys
import zipfile

import pytest
from independent_verifier import PROGRAM
from making import CHINA
from reading import Page

from respbook.actions import audit, verification
from respbook.actions.action import action
from respbook.models.base import db
from respbook.queries import checkpoints as queries
from respbook.queries.audit import last_verification
from respbook.queries.audit_head import head
from respbook.rules.codes import code_of
from respbook.rules.permissions import Permission

PAGE = "/audit/verification"


@pytest.fixture
def auditor(client_as):
    return client_as("auditor")


def verified(client, status=303, anchors="", files=()):
    values = Page(client.get(PAGE)).form(PAGE) | {"anchors": anchors}
    sent = [(io.BytesIO(content), name) for name, content in files]
    answer = client.post(PAGE, data=values | ({"files": sent} if sent else {}), content_type="multipart/form-data")
    assert answer.status_code == status
    return Page(client.get(PAGE)) if status == 303 else Page(answer, status)


def taken(client):
    answer = client.post("/audit/checkpoint")
    assert answer.status_code == 200 and answer.mimetype == "text/plain"
    return answer.data


def test_what_was_brought_along_is_compared_and_told(auditor, app):
    seq, digest = head()
    note = taken(auditor)
    text = verified(auditor, anchors=f"存证 {seq} {code_of(digest)}", files=[("u盘.txt", note)]).text
    assert "未发现改动" in text and "2份，其中交来2份，本机留存0份" in text
    assert f"第{seq}条及以前，有存证为凭" in text and f"第{seq + 1}条以后还没有存证" in text
    found = last_verification()
    assert (found.given, found.witnessed) == (2, seq) and found.tables > 50 and found.rows > 30
    wrong = verified(auditor, anchors=f"{seq} {code_of('0' * 64)}").text
    assert "发现1处不符" in wrong and "有人整体改写过日志" in wrong and "看有没有抄错" in wrong
    copy = auditor.post("/audit/copy").data
    brought = verified(auditor, files=[("审计副本.zip", copy)])
    assert "未发现改动" in brought.text and last_verification().given > seq, "as it was taken away, without unpacking"
    other = verified(auditor, status=422, files=[("名单.txt", "张三\n".encode())]).text
    assert (
        "名单.txt：第1行读不出存证；不是以前取走的检查点或审计副本" in other and "照纸上的写法填写，例如" not in other
    )
    longer = verified(auditor, anchors=f"{seq + 500} {code_of(digest)}").text
    assert "尾部被人截去" in longer


def test_what_is_taken_away_is_sent_plainly_and_as_often_as_one_likes(auditor):
    page = Page(auditor.get(PAGE))
    for what in ("checkpoint", "copy"):
        (form,) = page.root.xpath(f"//form[@action='/audit/{what}']")
        assert "data-plain" in form.attrib and form.xpath(".//input/@name") == ["csrf_token"], "htmx saves no file"
    assert taken(auditor) != taken(auditor), "the first one is in the book by then"


def test_the_button_works_as_browsers_press_it(auditor):
    values = Page(auditor.get(PAGE)).form(PAGE)
    answer = auditor.piece(PAGE, "content", method="POST", data=values)
    assert answer.headers["HX-Redirect"] == PAGE and last_verification() is not None


def test_without_anchors_the_page_says_what_it_cannot_know(auditor):
    text = verified(auditor).text
    assert "没有存证可比" in text and "本次查不出来" in text and "签名防不住掌握服务器的人" in text


def test_files_that_cannot_be_relied_on_are_refused_at_their_field(auditor):
    note = taken(auditor)
    for content, said in [
        (note.replace("时间 2026".encode(), "时间 2025".encode()), "签名与内容不符"),
        (note[:60], "读不出来"),
        (b"\xff\xfe\x00", "不是检查点或审计副本"),
        (b'{"seq":1}\n', "不是审计副本"),
    ]:
        page = verified(auditor, 422, anchors="7 ABCD-EFGH-IJKL-MNOP-QRST", files=[("旧.txt", content)])
        assert f"旧.txt{'' if said.startswith('不是检查点') else '：'}" in page.text and said in page.text
        assert "ABCD-EFGH" in page.source


def test_the_notice_is_there_until_somebody_takes_a_checkpoint(client_as, auditor, clock, monkeypatch):
    monkeypatch.setattr(
        queries, "LONGEST_GAP", d.timedelta(minutes=9)
    )  # of the day that it is, so that nobody is signed out
    for login in ("auditor", "admin"):
        assert "没有外部存证" not in Page(client_as(login).get("/")).text
    clock.forward(minutes=10)
    for login in ("auditor", "admin"):
        assert "超过24小时没有外部存证" in Page(client_as(login).get("/")).text
    assert "没有外部存证" not in Page(client_as("clerk").get("/")).text
    taken(auditor)
    assert "没有外部存证" not in Page(client_as("admin").get("/")).text
    clock.forward(minutes=10)
    assert "没有外部存证" in Page(client_as("admin").get("/")).text, "what was written since has none again"


def test_the_copy_is_checked_elsewhere_and_is_for_who_sees_all(client_as, auditor, tmp_path):
    answer = auditor.post("/audit/copy")
    assert answer.status_code == 200 and answer.mimetype == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        archive.extractall(tmp_path)
    key = Page(auditor.get(PAGE)).first("//details/p[1]")
    command = [sys.executable, PROGRAM.name, "book", "日志.jsonl", "检查点.txt", "--key", key]

    def told():
        return subprocess.run(command, cwd=tmp_path, check=False, capture_output=True, text=True, encoding="utf-8")

    done = told()
    assert done.returncode == 0 and "相符" in done.stdout and "完整" in done.stdout, done
    copy = (tmp_path / "日志.jsonl").read_bytes()
    assert verified(auditor, files=[("日志.jsonl", copy)]).text.count("未发现改动")
    lines = copy.splitlines(keepends=True)
    for spoilt in (
        lines[:-1],
        [*lines[:3], *lines[4:]],
        [*lines[:-1], lines[-1].replace("陈静".encode(), "陈净".encode())],
    ):
        if b"".join(spoilt) == copy:
            continue
        (tmp_path / "日志.jsonl").write_bytes(b"".join(spoilt))
        assert told().returncode == 3
    for login in ("admin", "reporter", "signer", "clerk", "leader", "assessor"):
        assert client_as(login).post("/audit/copy").status_code == 403, login
    assert "取走审计副本" not in Page(client_as("admin").get(PAGE)).text


def test_a_large_book_is_left_to_the_queue_and_a_second_press_waits(auditor, app, monkeypatch):
    monkeypatch.setattr(verification, "LARGE", 1)
    queue, (seq, digest) = app.extensions["queue"], head()
    with monkeypatch.context() as patch:
        patch.setattr(queue, "start", lambda *_: None)  # the program stops before the queue comes to it
        assert "正在查验" in verified(auditor, anchors=f"{seq} {code_of(digest)} 2026-03-02").text
        assert "还没有完成" in verified(auditor, 422).text
        asked = auditor.piece(PAGE, "audit-running")
        assert "hx-get" in asked.text and "HX-Redirect" not in asked.headers
    queue.take_up()
    assert auditor.piece(PAGE, "audit-running").headers["HX-Redirect"] == PAGE
    page = Page(auditor.get(PAGE)).text
    assert "未发现改动" in page and "正在查验" not in page
    assert last_verification().given == 1, "what was brought along is kept until it is looked at"
    monkeypatch.setattr(verification, "look_through", lambda *_: 1 / 0)
    assert "上次查验没有完成：出错没有办成" in verified(auditor).text


@action(Permission.AUDIT_VERIFY)
def restored(seq, digest, *, by, now):
    audit.note_words("backup.restore", "restore", 0, "从备份恢复", after={"seq": seq, "hash": digest, "taken_at": "x"})


def test_a_restore_is_a_named_gap_and_no_tampering(auditor, town, app):
    seq, digest = head()
    restored(seq, digest, by=town.viewer("auditor"), now=town.now)
    db.session.rollback()
    text = verified(auditor, anchors=f"{seq + 400} {code_of('1' * 64)}").text
    assert "未发现改动" in text and f"第{seq + 1}条是2026年3月2日的一次恢复" in text
    assert f"存证第{seq + 400}条属于恢复时丢弃的一段" in text
    later = (town.now.astimezone(CHINA) + d.timedelta(days=9)).date()
    assert "尾部被人截去" in verified(auditor, anchors=f"{seq + 400} {code_of('1' * 64)} {later}").text
