"""文件库: nothing outside, nothing overwritten, nothing half written is left behind (safety R62, R70, R95)."""

import errno
import hashlib
import os
import stat
from types import SimpleNamespace

import pytest

from respbook.rules.errors import RuleBroken
from respbook.store import Copies, DiskFull, FolderStore

PAPER = "王家庄村责任书".encode() * 1000
NAME = hashlib.sha256(PAPER).hexdigest()


@pytest.fixture
def store(tmp_path):
    return FolderStore(tmp_path / "store")


def files(tmp_path):
    return sorted(
        path.relative_to(tmp_path / "store").as_posix() for path in (tmp_path / "store").rglob("*") if path.is_file()
    )


def test_what_is_put_comes_back(store, tmp_path):
    assert store.put(PAPER) == NAME
    assert store.get(NAME) == PAPER and store.size(NAME) == len(PAPER) and NAME in store
    assert files(tmp_path) == [f"{NAME[:2]}/{NAME}"]


def test_the_same_bytes_lie_there_once(store, tmp_path):
    store.put(PAPER)
    before = (tmp_path / "store" / NAME[:2] / NAME).stat().st_mtime_ns
    assert store.put(PAPER) == NAME
    assert (tmp_path / "store" / NAME[:2] / NAME).stat().st_mtime_ns == before


def test_a_file_cut_short_is_written_again(store, tmp_path):
    store.put(PAPER)
    (tmp_path / "store" / NAME[:2] / NAME).write_bytes(PAPER[:10])
    store.put(PAPER)
    assert store.get(NAME) == PAPER


@pytest.mark.parametrize(
    "name",
    [
        "",
        "..",
        "../" * 21 + "x",
        "/etc/passwd" + "0" * 53,
        "A" * 64,
        "0" * 63,
        "0" * 65,
        "0" * 63 + "/",
        "0" * 63 + "\0",
        "０" * 64,
    ],
)
def test_only_digests_are_names(store, name):
    for ask in (store.get, store.size, store.__contains__):
        with pytest.raises(ValueError, match="not a sha256"):
            ask(name)


def test_a_link_in_the_place_of_a_file_is_refused(store, tmp_path):
    place = tmp_path / "store" / NAME[:2] / NAME
    place.parent.mkdir()
    (tmp_path / "elsewhere").write_bytes(PAPER)
    place.symlink_to(tmp_path / "elsewhere")
    for ask in (lambda: store.get(NAME), lambda: store.put(PAPER)):
        with pytest.raises(RuleBroken, match="链接"):
            ask()


def test_a_link_in_the_place_of_a_folder_is_refused(store, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "store" / NAME[:2]).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(RuleBroken, match="链接"):
        store.put(PAPER)
    assert not list((tmp_path / "elsewhere").iterdir())


@pytest.mark.skipif(os.name == "nt", reason="modes of POSIX")
def test_others_cannot_look_inside(store, tmp_path):
    store.put(PAPER)
    for path in ((tmp_path / "store"), (tmp_path / "store" / NAME[:2])):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0
    assert stat.S_IMODE((tmp_path / "store" / NAME[:2] / NAME).stat().st_mode) & 0o077 == 0


def test_a_changed_file_is_not_handed_out(store, tmp_path):
    store.put(PAPER)
    (tmp_path / "store" / NAME[:2] / NAME).write_bytes(PAPER + b" ")
    with pytest.raises(RuleBroken, match="校验值不符"):
        store.get(NAME)


def test_a_missing_file_is_said_to_be_missing(store):
    with pytest.raises(RuleBroken, match="备份"):
        store.get(NAME)


@pytest.mark.parametrize("step", ["fsync", "replace", "mkstemp"])
def test_a_failed_write_says_so_and_leaves_nothing(store, tmp_path, monkeypatch, step):
    def full(*_args, **_kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    module = "tempfile.mkstemp" if step == "mkstemp" else f"os.{step}"
    with monkeypatch.context() as patch:
        patch.setattr(module, full)
        with pytest.raises(DiskFull, match="磁盘空间不足"):
            store.put(PAPER)
    assert files(tmp_path) == []
    assert store.put(PAPER) == NAME, "it heals without a restart"


def test_the_order_of_writing(store, tmp_path, monkeypatch):
    """Content on disk, then its name, then the folder: only then is it said to be safe (safety M4)."""
    steps = []
    fsync, replace = os.fsync, os.replace
    monkeypatch.setattr(
        os,
        "fsync",
        lambda handle: (steps.append("dir" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file"), fsync(handle)),
    )
    monkeypatch.setattr(os, "replace", lambda *names: (steps.append("rename"), replace(*names)))
    store.put(PAPER)
    assert steps == ["file", "rename", "dir"]


def test_a_large_file_is_taken_piece_by_piece_and_looked_at_first(tmp_path):
    import hashlib
    import io

    store = FolderStore(tmp_path / "store")
    content = b"x" * 3_000_000
    digest, size, seen = store.take(io.BytesIO(content), lambda path: path.stat().st_size)
    assert (digest, size, seen) == (hashlib.sha256(content).hexdigest(), 3_000_000, 3_000_000)
    assert store.get(digest) == content and store.path(digest).read_bytes() == content
    assert store.take(io.BytesIO(content), lambda _: None)[0] == digest


def test_a_refused_file_leaves_nothing(tmp_path):
    import io

    store = FolderStore(tmp_path / "store")

    def refuse(_path):
        raise RuleBroken("不收。")

    with pytest.raises(RuleBroken, match="不收"):
        store.take(io.BytesIO(b"abc"), refuse)
    assert list((tmp_path / "store").iterdir()) == []


def test_a_path_is_checked_against_its_name(tmp_path):
    store = FolderStore(tmp_path / "store")
    digest = store.put(b"abc")
    store.path(digest).write_bytes(b"abd")
    with pytest.raises(RuleBroken, match="校验值不符"):
        store.path(digest)
    with pytest.raises(RuleBroken, match="没有这份文件"):
        store.path("0" * 64)


def test_uploads_leave_the_reserve_free(store, monkeypatch):
    """A gigabyte, or a twentieth of the disk (safety R95)."""

    def disk(total, free):
        monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(total=total, used=total - free, free=free))

    disk(100 * 10**9, 6 * 10**9)
    store.spare(10**9)
    with pytest.raises(DiskFull, match="文字照常可以填报"):
        store.spare(10**9 + 1)
    disk(4 * 10**9, 10**9)
    store.spare(0)
    with pytest.raises(DiskFull):
        store.spare(1)


def test_copies_come_and_go(tmp_path):
    copies = Copies(tmp_path / "copies")
    assert copies.find(NAME, "small") is None
    copies.keep(NAME, "small", b"1")
    copies.keep(NAME, "small", b"2")
    assert copies.find(NAME, "small") == b"2" and copies.find(NAME, "shown") is None
    assert [path.name for path in (tmp_path / "copies").rglob("*") if path.is_file()] == [f"{NAME}-small"]
    assert stat.S_IMODE((tmp_path / "copies").stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("digest", "name"), [("../../etc", "small"), (NAME, "../x"), (NAME, ""), (NAME.upper(), "small")]
)
def test_copies_stay_in_their_folder(tmp_path, digest, name):
    with pytest.raises(ValueError, match="not a copy"):
        Copies(tmp_path / "copies").keep(digest, name, b"1")


def test_a_copy_that_finds_no_room_is_no_fault(tmp_path, monkeypatch):
    copies = Copies(tmp_path / "copies")

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    copies.keep(NAME, "small", b"1")
    assert copies.find(NAME, "small") is None
    assert [path for path in (tmp_path / "copies").rglob("*") if path.is_file()] == []


def test_all_that_is_kept_is_listed_and_nothing_half_written(store, tmp_path):
    names = sorted(store.put(content) for content in (b"a", b"b", PAPER))
    (tmp_path / "store" / NAME[:2] / ".new-x").write_bytes(b"half")
    (tmp_path / "store" / ".new-y").write_bytes(b"half")
    assert list(store.digests()) == names
