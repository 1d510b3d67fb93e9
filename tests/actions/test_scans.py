"""扫描件: read, filed, placed by hand, taken up again; what must not happen does not."""

import pytest
import scanning
from comparing import filed, issued
from making import NOW, make
from scanning import outcomes, pages_of, scanned
from sqlalchemy import func, select
from standing import stands

from respbook.actions import issuing, scan_reading, scans
from respbook.actions.action import StaleVersion
from respbook.models.base import db
from respbook.models.scans import FiledPage, ScanBatch, ScanFile
from respbook.queries import scan_papers
from respbook.queries.scope import NotInSight
from respbook.queries.scope_scans import filed_page_in_sight, scan_in_sight
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import ScanState


@stands
def letters(app, town):
    """The issued letters of the first two villages, two pages or more each."""
    return issued(app, town)


@pytest.fixture
def pictures(app, letters):
    return [pages_of(app, letter) for letter in letters]


def test_mixed_up_pages_go_where_they_belong(app, town, letters, pictures, tmp_path):
    """Two letters in one PDF, turned, out of order, with a blank, a second scan and somebody else's code."""
    first, second = pictures
    assert min(len(first), len(second)) >= 2
    foreign = scanning.scan_set.page_pictures(app.extensions["binder"].pdf(scanning.scan_set.letter(7)).pdf, 150)
    heap = [
        scanned(second[0], 180), scanned(first[1], 2), scanned(first[0]), scanning.blank(), scanned(first[0], -1.5),
        scanned(next(foreign)),
    ]  # fmt: skip
    scan_id = scanning.read(app, town, scanning.pdf(heap, tmp_path))
    wanted = ["filed", "filed", "filed", "blank", "duplicate", "unknown_letter"]
    assert outcomes(town, scan_id) == wanted
    assert scan_in_sight(town.viewer("clerk"), scan_id).state is ScanState.DONE
    assert set(filed(letters[0])) == {1, 2} and set(filed(letters[1])) == {1}
    (lacking,) = [each for each in scan_papers.papers_in(town.viewer("clerk"), scan_id) if 2 in each.missing]
    assert lacking.letter_id == letters[1].id and "缺第2" in lacking.gaps[0].words


def test_pages_of_void_and_replaced_letters_are_not_filed(app, town, letters, pictures, tmp_path):
    issuing.void(letters[0].id, "有误", letters[0].version, by=town.viewer("leader"), now=NOW)
    make.renewed(app, town, letters[1])
    heap = [scanned(pictures[0][0]), scanned(pictures[1][0], 1)]
    scan_id = scanning.read(app, town, scanning.pdf(heap, tmp_path))
    assert outcomes(town, scan_id) == ["void", "old_version"]
    assert not filed(letters[0]) and not filed(letters[1])


def test_a_torn_code_is_placed_by_hand_and_taken_back(app, town, letters, pictures, tmp_path):
    torn = pictures[0][0].copy()
    torn.paste(255, (0, round(torn.height * 0.86), torn.width, torn.height))
    scan_id = scanning.read(app, town, scanning.pdf([scanned(torn), scanned(pictures[0][1])], tmp_path))
    assert outcomes(town, scan_id) == ["no_code", "filed"]
    row = db.session.scalars(select(FiledPage).where(FiledPage.outcome == "no_code")).one()
    by = town.viewer("clerk")
    for at, field in [(scans.Place(letters[0].id, 1, 99), "page"), (scans.Place(letters[0].id, 1, 2), "page")]:
        with pytest.raises(RuleBroken) as refusal:
            scans.place(row.id, at, row.version, by=by, now=NOW)
        assert refusal.value.field == field
    scans.place(row.id, scans.Place(letters[0].id, 1, 1), row.version, by=by, now=NOW)
    with pytest.raises(StaleVersion):
        scans.place(row.id, scans.Place(letters[0].id, 1, 1), 1, by=by, now=NOW)
    assert set(filed(letters[0])) >= {1, 2}
    scans.undo(row.id, by=by, now=NOW)
    assert outcomes(town, scan_id) == ["no_code", "filed"]
    assert db.session.get_one(FiledPage, row.id).letter_id is None


def test_the_same_file_is_told_and_not_doubled(app, town, letters, pictures, tmp_path):
    file = scanning.pdf([scanned(pictures[0][0])], tmp_path)
    scan_id = scanning.read(app, town, file)
    again = scans.take_in(None, None, scanning.sent(app, file), True, by=town.viewer("clerk"), now=NOW)
    assert again.scan is None and again.again == [(file.name, scan_id)]
    twice = scanning.pdf([scanned(pictures[0][1])], tmp_path)
    taken = scans.take_in(None, None, scanning.sent(app, twice, twice), True, by=town.viewer("clerk"), now=NOW)
    assert len(taken.scan.files) == 1 and taken.again == [(twice.name, 0)]
    assert db.session.scalar(select(func.count(ScanBatch.id))) == 2


def test_a_village_files_its_own_letter_only(app, town, letters, pictures, tmp_path):
    heap = scanning.pdf([scanned(pictures[0][0]), scanned(pictures[1][0])], tmp_path)
    scan_id = scanning.read(app, town, heap, login="reporter")
    assert outcomes(town, scan_id, "reporter") == ["filed", "unknown_letter"]
    with pytest.raises(NotInSight):
        scan_in_sight(town.viewer("neighbour"), scan_id)
    with pytest.raises(NotInSight):
        filed_page_in_sight(town.viewer("neighbour"), filed(letters[0])[1].id)
    with pytest.raises(NotInSight):
        scans.take_in(None, letters[1].id, scanning.sent(app, heap), True, by=town.viewer("reporter"), now=NOW)


def test_seeing_a_page_beside_the_letter_is_not_working_on_its_batch(app, town, letters, pictures, tmp_path):
    scanning.read(app, town, scanning.pdf([scanned(pictures[0][0])], tmp_path))
    page = filed(letters[0])[1]
    assert filed_page_in_sight(town.viewer("reporter"), page.id).id == page.id
    with pytest.raises(NotInSight):
        scans.discard(page.id, "不要", page.version, by=town.viewer("reporter"), now=NOW)
    with pytest.raises(NotInSight):
        scans.undo(page.id, by=town.viewer("reporter"), now=NOW)


def test_one_letter_takes_its_own_pages_only(app, town, letters, pictures, tmp_path):
    heap = scanning.pdf([scanned(pictures[0][0]), scanned(pictures[1][0])], tmp_path)
    scan_id = scanning.read(app, town, heap, letter_id=letters[1].id)
    assert outcomes(town, scan_id) == ["unknown_letter", "filed"]
    again = scanning.read(app, town, heap)
    assert outcomes(town, again) == ["filed", "duplicate"], "sent for one letter, a file may still be sent for all"


def test_reading_goes_on_where_it_stopped(app, town, letters, pictures, tmp_path, monkeypatch):
    """Killed between pages: what was committed is not read again, nothing is doubled."""
    monkeypatch.setattr(scan_reading, "AT_ONCE", 1)
    pages = scan_reading.scanned_pages
    started = []

    def dying(source, after=0):
        started.append(after)
        for page in pages(source, after):
            if page.position == 2 and len(started) == 1:
                raise KeyboardInterrupt
            yield page

    monkeypatch.setattr(scan_reading, "scanned_pages", dying)
    file = scanning.pdf([scanned(each) for each in pictures[0]], tmp_path)
    taken = scans.take_in(None, None, scanning.sent(app, file), True, by=town.viewer("clerk"), now=NOW)
    store = app.extensions["store"]
    with pytest.raises(KeyboardInterrupt):
        scan_reading.read_off(taken.scan.id, store, lambda: NOW)
    db.session.rollback()
    assert scan_reading.unfinished() == [taken.scan.id]
    assert db.session.scalars(select(ScanFile.done)).one() == 1
    scan_reading.read_off(taken.scan.id, store, lambda: NOW)
    assert started == [0, 1] and outcomes(town, taken.scan.id) == ["filed"] * len(pictures[0])
    scan_reading.read_off(taken.scan.id, store, lambda: NOW)
    assert db.session.scalar(select(func.count(FiledPage.id))) == len(pictures[0])


def test_what_breaks_is_told_and_taken_up_again(app, town, letters, pictures, tmp_path):
    file = scanning.pdf([scanned(pictures[0][0])], tmp_path)
    taken = scans.take_in(None, None, scanning.sent(app, file), True, by=town.viewer("clerk"), now=NOW)
    store = app.extensions["store"]
    place = store.path(taken.scan.files[0].sha256)
    place.rename(tmp_path / "away")
    scan_reading.read_off(taken.scan.id, store, lambda: NOW)
    scan = scan_in_sight(town.viewer("clerk"), taken.scan.id)
    assert scan.state is ScanState.FAILED and "从备份恢复" in scan.trouble
    (tmp_path / "away").rename(place)
    scans.resume(scan.id, by=town.viewer("clerk"), now=NOW)
    scan_reading.read_off(scan.id, store, lambda: NOW)
    assert outcomes(town, scan.id) == ["filed"]


def test_only_the_sender_adds_and_only_while_it_collects(app, town, letters, pictures, tmp_path):
    one, two = (scanning.pdf([scanned(pictures[0][n])], tmp_path) for n in (0, 1))
    held = scans.take_in(None, None, scanning.sent(app, one), False, by=town.viewer("clerk"), now=NOW).scan
    assert held.state is ScanState.COLLECTING
    with pytest.raises(NotInSight):
        scans.take_in(held.id, None, scanning.sent(app, two), False, by=town.viewer("reporter"), now=NOW)
    scans.take_in(held.id, None, scanning.sent(app, two), True, by=town.viewer("clerk"), now=NOW)
    with pytest.raises(RuleBroken, match="已交付识别"):
        scans.take_in(
            held.id,
            None,
            scanning.sent(app, scanning.pdf([scanning.blank()], tmp_path)),
            False,
            by=town.viewer("clerk"),
            now=NOW,
        )
