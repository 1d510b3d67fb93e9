"""落盘: whole or not at all; what is written once is never written over, not even by two at the same moment."""

import errno
import os
import stat
import threading

import pytest

from respbook import disk


def refusing(number):
    def refuse(*_args, **_kwargs):
        raise OSError(number, os.strerror(number))

    return refuse


def test_a_write_that_fails_leaves_what_was_there(tmp_path, monkeypatch):
    place = tmp_path / "key"
    disk.write(place, b"old")
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", refusing(errno.ENOSPC))
        for write in (disk.write, disk.write_once):
            with pytest.raises(OSError, match="space"):
                write(place, b"new")
    assert place.read_bytes() == b"old" and os.listdir(tmp_path) == ["key"]
    disk.write(place, b"newer", 0o644)
    assert place.read_bytes() == b"newer" and stat.S_IMODE(place.stat().st_mode) == 0o644


@pytest.mark.parametrize("links", [True, False])
def test_what_is_written_once_stays(tmp_path, monkeypatch, links):
    if not links:
        monkeypatch.setattr(os, "link", refusing(errno.EPERM))  # a stick
    place = tmp_path / "key"
    assert disk.write_once(place, b"first") and not disk.write_once(place, b"second")
    assert place.read_bytes() == b"first" and os.listdir(tmp_path) == ["key"]
    assert stat.S_IMODE(place.stat().st_mode) == 0o600


def test_of_many_at_once_one_writes(tmp_path):
    place, together, wrote = tmp_path / "key", threading.Barrier(8), []

    def begin(number):
        together.wait()
        if disk.write_once(place, b"%d" % number * 1000):
            wrote.append(b"%d" % number * 1000)

    threads = [threading.Thread(target=begin, args=(number,)) for number in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert wrote == [place.read_bytes()]


def test_a_share_that_cannot_sync_folders_is_no_fault_and_a_broken_disk_is(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "fsync", refusing(errno.EINVAL))
    disk.sync(tmp_path)
    monkeypatch.setattr(os, "fsync", refusing(errno.EIO))
    with pytest.raises(OSError, match="error"):
        disk.sync(tmp_path)
