"""respbook archive: a year on a disk with the whole book, and whether one is whole, with a database or without (D5)."""

import json
import zipfile

import pytest
from making import make

from respbook import commands
from respbook.commands import archive


@pytest.fixture
def told(app, town, stand, monkeypatch, capsys):
    """The command pointed at a town with a running year; its exit code and what it says."""
    stand(make.year)
    monkeypatch.setattr(archive, "opened", lambda: app)
    monkeypatch.setattr(archive, "founded", lambda: True)

    def tell(*words):
        capsys.readouterr()
        code = commands.main(["archive", *map(str, words)])
        said = capsys.readouterr()
        return code, json.loads(said.out) if "--json" in words else said.out + said.err

    return tell


def rewritten(path, name, change):
    """The same ZIP with one member changed, its own sum right again."""
    with zipfile.ZipFile(path) as old:
        members = {each: old.read(each) for each in old.namelist()}
    with zipfile.ZipFile(path, "w") as new:
        for each, content in members.items():
            new.writestr(each, change(content) if each.endswith(name) else content)


def test_a_year_is_written_verified_and_its_changes_named(told, tmp_path, monkeypatch):
    code, said = told(2026, "--out", tmp_path)
    assert code == 0 and "SHA-256" in said
    (path,) = tmp_path.iterdir()
    code, found = told("verify", path, "--json")
    assert (code, found["clean"], found["known"], found["faults"]) == (0, True, True, [])
    assert found["read"] == found["entries"] > 50, "the operator's archive has the whole book"
    monkeypatch.setattr(archive, "founded", lambda: False)
    code, found = told("verify", path, "--json")
    assert (code, found["known"]) == (0, None)
    rewritten(path, "说明.txt", lambda content: content + b" ")
    rewritten(path, "entries.jsonl", lambda content: content.replace(b"letter.issue", b"letter.issve", 1))
    code, said = told("verify", path)
    assert code == 3 and "“说明.txt”与清单不符" in said and "内容与散列不符" in said


def test_a_book_of_somebody_else_is_told(told, tmp_path, monkeypatch):
    told(2026, "--out", tmp_path)
    (path,) = tmp_path.iterdir()
    monkeypatch.setattr(archive, "hash_of", lambda seq: "0" * 64)
    code, said = told("verify", path)
    assert code == 4 and "不在本系统的操作日志中" in said


def test_what_is_no_archive_is_told(told, tmp_path):
    place = tmp_path / "x.zip"
    place.write_bytes(b"PK\x03\x04 nothing")
    assert told("verify", place)[0] == 2
    assert told("2011", "--out", tmp_path)[0] == 2
    assert told("verify")[0] == 2
