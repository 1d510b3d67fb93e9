"""备份与恢复: whole, checked, restored equal; whatever was changed in a backup is named (safety R83, R102, R103)."""

import datetime as d
import shutil
import sqlite3
from contextlib import closing

import making
import pytest
from sqlalchemy import func, select

from respbook import paths
from respbook.actions import action
from respbook.backups import checking, restoring, shelf
from respbook.backups.making import Request, back_up
from respbook.commands import main
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.schema import NewerDatabase
from respbook.models.sessions import SignedIn
from respbook.queries.audit_head import head
from respbook.queries.health import stored_papers
from respbook.queries.verify import verify_chain, verify_state
from respbook.rules.anchors import Anchor
from respbook.rules.backups import DATABASE, LISTING, MANIFEST
from respbook.rules.errors import RuleBroken

NOW = making.NOW


@pytest.fixture(scope="module")
def office(office):
    """The office with a checkpoint in its own folder."""
    kept = office.extensions["settings"].folder / "anchors"
    kept.mkdir()
    (kept / "000000001.txt").write_text("1 见证\n")
    return office


@pytest.fixture
def made(office, tmp_path):
    """A backup of it: (folder, manifest)."""
    folder = tmp_path / "backups" / "one"
    return folder, backed_up(office, folder)


def backed_up(app, folder, now=NOW):
    with app.app_context():
        wanted = stored_papers()
    return back_up(app.extensions["holdings"], Request(folder, action.gate(), now, wanted))


def test_a_backup_is_whole_and_says_what_it_holds(office, made):
    folder, manifest = made
    with office.app_context():
        assert (manifest.seq, manifest.head) == head()
        assert manifest.lost == ()
        kept = {digest for digest, _ in stored_papers()}
    assert checking.check(folder) == (manifest, [])
    names = {each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file()}
    assert {f"store/{each[:2]}/{each}" for each in kept} < names
    assert {DATABASE, MANIFEST, LISTING, "anchors/000000001.txt"} < names and "secret.key" not in names
    assert [each.name for each in folder.parent.iterdir()] == ["one"], "nothing unfinished lies beside it"


def test_the_next_backup_shares_what_has_not_changed(office, made):
    folder, _ = made
    later = folder.parent / "two"
    backed_up(office, later, NOW + d.timedelta(hours=1))
    digest = next(office.extensions["store"].digests())
    places = [each / "store" / digest[:2] / digest for each in (folder, later)]
    assert places[0].samefile(places[1])
    shutil.rmtree(folder)
    assert checking.check(later)[1] == [], "it needs no other"
    assert [each.folder for each in shelf.backups_in(later.parent)] == [later]


def test_a_backup_goes_nowhere_where_something_lies(office, made):
    folder, _ = made
    for place, words in (
        (folder, "已有内容"),
        (office.extensions["settings"].folder / "store" / "x", "数据目录里面"),
        (paths.STATIC / "x", "程序目录里面"),
    ):
        with pytest.raises(RuleBroken, match=words):
            backed_up(office, place)
    assert checking.check(folder)[1] == []


def changed(file):
    content = file.read_bytes()
    file.unlink()  # a link of the living store lies elsewhere
    file.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))


def some_file(folder):
    return next(each for each in sorted((folder / "store").rglob("*")) if each.is_file())


def cut_tail(file):
    with closing(sqlite3.connect(file)) as book:
        book.execute("DROP TRIGGER audit_entries_no_delete")
        book.execute("DELETE FROM audit_entries WHERE seq = (SELECT max(seq) FROM audit_entries)")
        book.commit()


def sealed_again(folder):
    """Whoever changed a file also wrote list and manifest anew; the book alone still tells."""
    manifest = shelf.manifest_of(folder)
    text = (folder / LISTING).read_text()
    old = next(line.split("  ")[0] for line in text.splitlines() if line.endswith(DATABASE))
    (folder / LISTING).write_text(text.replace(old, checking.digest_of(folder / DATABASE)))
    (folder / MANIFEST).write_text(
        (folder / MANIFEST).read_text().replace(manifest.listing, checking.digest_of(folder / LISTING))
    )


SPOILT = {
    "a file changed": (lambda folder: changed(some_file(folder)), "内容与清单不符"),
    "a file gone": (lambda folder: some_file(folder).unlink(), "缺少文件"),
    "a file added": (lambda folder: (folder / "store" / "x").write_bytes(b""), "多出清单以外的文件"),
    "the list changed": (lambda folder: (folder / LISTING).write_text(""), "与备份清单不符"),
    "the database changed": (lambda folder: cut_tail(folder / DATABASE), "内容与清单不符"),
    "the book cut and all sealed again": (
        lambda folder: (cut_tail(folder / DATABASE), sealed_again(folder)),
        "操作日志的末尾",
    ),
}


@pytest.mark.parametrize("how", SPOILT)
def test_whatever_was_changed_is_named_and_not_restored(made, tmp_path, how):
    folder, _ = made
    spoil, words = SPOILT[how]
    spoil(folder)
    assert words in "".join(checking.check(folder)[1])
    with pytest.raises(RuleBroken, match="没有恢复"):
        restoring.sound(folder, paths.MIGRATIONS)


def test_a_missing_file_is_named_with_the_last_backup_that_has_it(office, made):
    folder, _ = made
    store = office.extensions["store"]
    with office.app_context():
        digest, whose = stored_papers()[0]
    place = store.path(digest)
    kept = place.read_bytes()
    place.unlink()
    try:
        manifest = backed_up(office, folder.parent / "two", NOW + d.timedelta(days=1))
    finally:
        assert store.put(kept) == digest
    assert [each.sentence for each in manifest.lost] == [
        f"“{whose}”的文件（{digest[:8]}…）在文件库中已缺失或被改动，one 这份备份中还有。"
    ]
    assert checking.check(folder.parent / "two")[1] == [], "what it does hold is sound"


def restored(folder, to, *more):
    return main(["restore", str(folder), "--to", str(to), *more])


def test_a_restored_office_is_equal_and_says_so(office, made, tmp_path, real_app_at, monkeypatch):
    """The rehearsal: rows and papers equal, the entry names head and day, sessions are over, the book is clean."""
    monkeypatch.delenv("RESPBOOK_DATABASE_URL", raising=False)
    folder, manifest = made
    with office.app_context():
        assert db.session.scalar(select(func.count()).select_from(SignedIn))
    place = tmp_path / "again"
    assert restored(folder, place, "--approved-by", "李建国") == 0
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".")] == []
    with real_app_at(place) as again, again.app_context():
        entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
        assert (entry.verb, entry.seq) == ("restore.carried_out", manifest.seq + 1)
        assert manifest.head in entry.body and "李建国" in entry.body and NOW.isoformat() in entry.body
        assert verify_chain([Anchor(manifest.seq, manifest.head)]).clean and verify_state() == []
        assert not db.session.scalar(select(func.count()).select_from(SignedIn))
        papers, store = stored_papers(), again.extensions["store"]
        content = {digest: store.get(digest) for digest, _ in papers}
    with office.app_context():
        assert papers == stored_papers()
        assert content == {digest: office.extensions["store"].get(digest) for digest, _ in papers}
    assert not some_file(folder).samefile(place / some_file(folder).relative_to(folder)), "copied, never linked"
    assert checking.check(folder)[1] == []


def test_nothing_is_restored_onto_a_living_folder_or_from_a_later_program(office, made, tmp_path, capsys, monkeypatch):
    monkeypatch.delenv("RESPBOOK_DATABASE_URL", raising=False)
    folder, _ = made
    living = office.extensions["settings"].folder
    before = sorted(each.name for each in living.iterdir())
    assert restored(folder, living) == 2 and "已有内容" in capsys.readouterr().err
    assert sorted(each.name for each in living.iterdir()) == before
    assert restored(folder.parent, tmp_path / "new") == 2 and "请指明一份" in capsys.readouterr().err
    monkeypatch.setattr(restoring.schema, "revisions", lambda _folder: ["older"])
    with pytest.raises(NewerDatabase):
        restoring.sound(folder, paths.MIGRATIONS)
    assert not (tmp_path / "new").exists()


def test_only_what_bears_a_backups_name_is_ever_cleared_away(office, made):
    root = made[0].parent
    stamps = [NOW - d.timedelta(days=each) for each in (0, 1, 2, 3, 4, 5, 6, 100, 101)]
    for each in stamps:
        shutil.copytree(made[0], root / shelf.name_of(each))
        text = (root / shelf.name_of(each) / MANIFEST).read_text().replace(NOW.isoformat(), each.isoformat())
        (root / shelf.name_of(each) / MANIFEST).write_text(text)
    (root / "票据").mkdir()
    assert shelf.prune(root, NOW) == [shelf.name_of(stamps[-1])]
    assert {each.name for each in root.iterdir()} == {"one", "票据", *map(shelf.name_of, stamps[:-1])}
