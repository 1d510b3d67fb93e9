"""备份 page: at once, to a stick, looked through, how old; the administrator's alone (features U4, safety R104)."""

import datetime as d
import shutil
from dataclasses import replace

import pytest

from respbook import nightly
from respbook.actions import backups as actions
from respbook.actions import runs
from respbook.actions.runs import Outcome
from respbook.backups import places, shelf
from respbook.models.base import db
from respbook.models.leases import Leases
from respbook.queries.errands import errand_runs
from respbook.queries.runs import recent_runs, run_numbered, unfinished_runs
from respbook.rules.backups import MANIFEST
from respbook.rules.runs import OF_BACKUPS
from respbook.rules.works import MOST_TRIES, Kind


@pytest.fixture
def root(app, tmp_path, monkeypatch):
    """The nightly place: an empty folder, as if on another disk."""
    monkeypatch.setitem(app.extensions, "holdings", replace(app.extensions["holdings"], root=tmp_path / "backups"))
    monkeypatch.setattr(places, "same_disk", lambda *_: False)
    app.extensions.pop("backup_warning", None)
    yield tmp_path / "backups"
    app.extensions.pop("backup_warning", None)


def test_a_backup_at_once_is_listed_looked_through_and_ends_the_warning(app, client_as, root, clock):
    admin = client_as("admin")
    app.extensions["store"].put(b"photo")
    assert (
        "还没有备份。" in admin.get("/").text
        and '<a href="/backups/">去办理</a>' in admin.get("/").text
        and "还没有备份。" not in client_as("clerk").get("/").text
    )
    assert admin.post("/backups/", data={"key": "k1"}).status_code == 303
    (made,) = shelf.backups_in(root)
    page = admin.get("/backups/").text
    assert "已备份到" in page and f"第{made.manifest.seq}条" in page and made.folder.name in page
    assert admin.post("/backups/checks", data={"key": "k2", "name": made.folder.name}).status_code == 303
    assert "完好，可以恢复" in admin.get("/backups/").text
    assert "还没有备份" not in admin.get("/").text
    told, earlier = (made.folder / MANIFEST).read_text(), clock.now - d.timedelta(hours=27)
    (made.folder / MANIFEST).write_text(told.replace(clock.now.isoformat(), earlier.isoformat()))
    assert "已超过26小时" in admin.get("/backups/").text and "已超过26小时" in admin.get("/").text
    file = next(each for each in (made.folder / "store").rglob("*") if each.is_file())
    file.unlink()
    admin.post("/backups/checks", data={"key": "k3", "name": made.folder.name})
    assert "缺少文件" in admin.get("/backups/").text
    assert admin.post("/backups/checks", data={"key": "k4", "name": "../backups"}).status_code == 404


def test_a_stick_is_offered_and_a_wrong_path_is_told_at_its_field(app, client_as, root, tmp_path, monkeypatch):
    stick = tmp_path / "stick"
    stick.mkdir()
    monkeypatch.setattr(places, "sticks", lambda: [stick])
    admin = client_as("admin")
    assert str(stick) in admin.get("/backups/").text
    wrong = (
        ("", "请写完整路径"),
        ("usb", "请写完整路径"),
        ("/nowhere/at/all", "没有找到"),
        (str(root.parent / "app"), ""),
    )
    for path, words in wrong[:3]:
        answer = admin.post("/backups/sticks", data={"disk": "-", "path": path})
        assert answer.status_code == 422 and words in answer.text and f'value="{path}"' in answer.text
    inside = app.extensions["settings"].folder / "store"
    assert "数据目录里面" in admin.post("/backups/sticks", data={"disk": "-", "path": str(inside)}).text
    assert admin.post("/backups/sticks", data={"disk": str(stick), "path": ""}).status_code == 303
    (made,) = shelf.backups_in(stick / actions.STICK_FOLDER)
    assert f"已备份到 {made.folder}" in admin.get("/backups/").text
    shutil.rmtree(stick)
    assert admin.post("/backups/sticks", data={"disk": str(stick / "gone"), "path": ""}).status_code == 422


def test_the_place_is_set_on_a_page_and_used_at_night(app, client_as, tmp_path, monkeypatch, clock):
    monkeypatch.setattr(places, "same_disk", lambda *_: True)
    app.extensions.pop("backup_warning", None)
    admin = client_as("admin")
    assert admin.post("/backups/place", data={"path": str(tmp_path), "version": 0, "key": "p1"}).status_code == 303
    assert admin.post("/backups/place", data={"path": str(tmp_path), "version": 0, "key": "p2"}).status_code == 409
    assert "同一块磁盘" in admin.get("/backups/").text
    nightly.run_due(app, clock.now)
    db.session.rollback()
    assert errand_runs()["backup"].outcome.startswith(f"已备份到 {tmp_path}")
    for days in range(1, 5):
        nightly.run_due(app, clock.now + d.timedelta(days=days))
    assert len(shelf.backups_in(tmp_path)) == 5
    assert "已办" in admin.get("/backups/").text
    app.extensions.pop("backup_warning", None)


def test_one_after_the_other_and_what_was_cut_off_is_done_again(app, client_as, root, monkeypatch):
    admin, queue = client_as("admin"), app.extensions["queue"]
    monkeypatch.setattr(queue, "start", lambda *_: None)  # the program stops before the queue comes to it
    admin.post("/backups/", data={"key": "k1"})
    answer = admin.post("/backups/", data={"key": "k2"})
    assert answer.status_code == 422 and "上一次还没有办完" in answer.text and "等候办理" in answer.text
    monkeypatch.undo()
    monkeypatch.setitem(app.extensions, "holdings", replace(app.extensions["holdings"], root=root))
    (run_id,) = unfinished_runs()
    db.session.rollback()
    with Leases(app.extensions["settings"].folder / "leases").hold(db.engine, Kind.RUN, run_id):
        queue.take_up()  # each tick of every host asks again while one is at it
        queue.work(Kind.RUN, run_id)
        assert shelf.backups_in(root) == []
    queue.take_up()
    db.session.rollback()
    assert [each.failed for each in recent_runs(OF_BACKUPS)] == [False] and len(shelf.backups_in(root)) == 1


def test_what_kills_its_worker_again_and_again_is_given_up(app, client_as, root, monkeypatch):
    """Nothing is written down when a process is killed; the lease is free, and the row says that it is not over."""
    admin, queue, begun = client_as("admin"), app.extensions["queue"], []

    def killed(*_):
        begun.append(1)
        raise SystemExit

    monkeypatch.setattr(queue, "start", lambda *_: None)
    admin.post("/backups/", data={"key": "k1"})
    (run_id,) = unfinished_runs()
    with monkeypatch.context() as patch:
        patch.setattr(actions, "carry_out", killed)
        for _ in range(MOST_TRIES):
            db.session.rollback()
            with pytest.raises(SystemExit):
                queue.work(Kind.RUN, run_id)
            assert unfinished_runs() == [run_id]
    db.session.rollback()
    queue.work(Kind.RUN, run_id)
    db.session.rollback()
    assert run_numbered(run_id).failed and len(begun) == MOST_TRIES and shelf.backups_in(root) == []
    assert "几次中断" in admin.get("/backups/").text


MOUNTS = """\
22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 22 8:17 / /media/u/KINGSTON rw - vfat /dev/sdb1 rw
31 22 8:33 / /mnt/\\345\\244\\207\\344\\273\\275 rw - ext4 /dev/sdc1 rw
32 22 0:40 / /mnt/nas rw - cifs //nas/share rw
33 22 0:41 / /media/tmp rw - tmpfs tmpfs rw
odd
"""


def test_sticks_and_disks_are_found_by_linux_own_table():
    assert places.mounted(MOUNTS) == ["/media/u/KINGSTON", "/mnt/nas", "/mnt/备份"]


def test_two_folders_of_one_disk_are_the_same_disk(tmp_path):
    assert places.same_disk(tmp_path, tmp_path / "not" / "there")


def test_only_a_copy_on_another_disk_quiets_the_bar_and_for_a_week(app, client_as, root, tmp_path, monkeypatch, clock):
    admin, stick = client_as("admin"), tmp_path / "stick"
    stick.mkdir()
    app.extensions["queue"].nightly()
    holdings = app.extensions["holdings"]

    def said():
        return any("同一块磁盘" in each for each in actions.warnings_of(holdings, clock.now))

    for away, quiet in ((False, False), (True, True)):
        monkeypatch.setattr(places, "same_disk", lambda folder, _, away=away: not (away and "stick" in str(folder)))
        assert admin.post("/backups/sticks", data={"disk": "-", "path": str(stick / str(away))}).status_code == 303
        assert said() is not quiet
    assert "不是U盘，不算拷走" in admin.get("/backups/").text
    clock.forward(days=8, minutes=1)
    assert said()


def test_whoever_was_overtaken_leaves_the_result_of_the_other_alone(app, town, client_as, monkeypatch):
    monkeypatch.setattr(app.extensions["queue"], "start", lambda *_: None)
    client_as("admin").post("/backups/", data={"key": "k1"})
    (run_id,) = unfinished_runs()
    db.session.rollback()

    def slow(_asked):
        runs.work_off(run_id, lambda _: Outcome("完好。"), lambda: town.now)
        return Outcome("不完好。", failed=True)

    runs.work_off(run_id, slow, lambda: town.now)
    assert (run_numbered(run_id).outcome, run_numbered(run_id).failed) == ("完好。", False)
