"""扫描件: read, filed, placed by hand, compared by another person, recorded as signed; what must not happen does not."""

import datetime as d
import json

import pytest
import scanning
from making import NOW, make
from scanning import outcomes, pages_of, scanned
from sqlalchemy import func, select
from sqlalchemy.orm import undefer

from respbook.actions import issuing, scan_compare, scan_reading, scans
from respbook.actions.action import StaleVersion
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.letters import Letter
from respbook.models.scans import FiledPage, ScanBatch, ScanFile
from respbook.models.signing import Signature
from respbook.queries import scan_papers
from respbook.queries.health import stored_papers
from respbook.queries.scope import NotInSight, letter_in_sight
from respbook.queries.scope_scans import filed_page_in_sight, scan_in_sight
from respbook.queries.signature_records import letter_records
from respbook.queries.verify import verify_state
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import ScanState
from respbook.rules.paper_compare import PaperPage, Verdict, pages_digest
from respbook.rules.signing import SignatureMethod, SigningState
from respbook.runner import tools

LATER = NOW + d.timedelta(days=2)
LONG = "{{单位名称}}应当完成下列任务，每月巡查，及时上报，做好记录。" * 30


@pytest.fixture
def letters(app, town):
    """The issued letters of the first two villages, two pages or more each."""
    return issued(app, town)


def issued(app, town, **more):
    from respbook.actions import letter_templates

    clause = letter_templates.ClauseFacts
    programme = make.programme(town, **more)
    make.target(town, programme)
    wording = (
        clause(1, "责任目标"),
        clause(0, "{{目标任务表}}"),
        clause(0, LONG),
        clause(0, "{{任务清单}}"),
        clause(0, "{{签字栏}}"),
    )
    template = make.template(town, programme, clauses=wording)
    rows = make.drafts(town, template, [town.villages[0].id, town.villages[1].id])
    make.issued(app, town, rows)
    db.session.rollback()
    return [letter_in_sight(town.viewer("clerk"), row.id) for row in rows]


@pytest.fixture
def pictures(app, letters):
    return [pages_of(app, letter) for letter in letters]


def filed(letter):
    """The pages on file of a letter, by number."""
    db.session.expire_all()
    rows = db.session.scalars(
        select(FiledPage).where(FiledPage.letter_id == letter.id, FiledPage.outcome == "filed").order_by(FiledPage.page)
    )
    return {row.page: row for row in rows}


def paper(town, letter, login="clerk"):
    return scan_papers.paper_of(town.viewer(login), letter.id)


def agree(town, letter, login="leader"):
    for row in filed(letter).values():
        scan_compare.compare(row.id, Verdict.AGREES, "", row.version, by=town.viewer(login), now=LATER)


def facts(town, letter, **more):
    slots = tuple(slot.id for slot in paper(town, letter).slots)
    return scan_compare.PaperFacts(letter.id, **{"slot_ids": slots, "signed_on": NOW.date(), **more})


def confirm(town, *papers, login="leader", box="档案柜3号"):
    return scan_compare.confirm(papers, box, by=town.viewer(login), now=LATER)


def state(letter):
    db.session.expire_all()
    return db.session.get_one(Letter, letter.id).signing


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


def test_two_persons_and_the_letter_is_signed(app, town, letters, pictures, tmp_path):
    scanning.read(app, town, scanning.pdf([scanned(each) for each in pictures[0]], tmp_path))
    agree(town, letters[0])
    assert confirm(town, facts(town, letters[0])) == 1
    assert state(letters[0]) is SigningState.SIGNED and state(letters[1]) is SigningState.WAITING
    rows = db.session.scalars(
        select(Signature).where(Signature.letter_id == letters[0].id).options(undefer(Signature.record))
    ).all()
    assert len(rows) == 2 and {row.method for row in rows} == {SignatureMethod.PAPER}
    mark = json.loads(rows[0].record)["mark"]
    there = [PaperPage(page, row.picture_sha256) for page, row in filed(letters[0]).items()]
    assert mark["scan_sha256"] == pages_digest(there) == rows[0].mark_sha256
    assert mark["pages"] == [[each.page, each.sha256] for each in there]
    assert (mark["uploaded_by"], mark["compared_by"], mark["box_no"]) == ("陈静", "李建国", "档案柜3号")
    assert mark["single_handed"] is False and mark["uploaded_by_ids"] == [town.viewer("clerk").user_id]
    rows = filed(letters[0]).values()
    assert len(rows) == len(pictures[0]) and all(row.recorded_at for row in rows)
    assert db.session.scalar(select(func.count()).where(AuditEntry.verb == "scan.confirm")) == 1
    with pytest.raises(RuleBroken, match="凭据，不能弃用"):
        page = filed(letters[0])[1]
        scans.discard(page.id, "模糊", page.version, by=town.viewer("clerk"), now=LATER)


def test_paper_recorded_from_its_pages_is_whole_and_a_lost_page_is_named(app, town, letters, pictures, tmp_path):
    test_two_persons_and_the_letter_is_signed(app, town, letters, pictures, tmp_path)
    db.session.rollback()
    store, kept = tools(app).store, {digest for digest, _ in stored_papers()}
    found = letter_records(town.viewer("clerk"), letters[0].id, store)
    assert found.records and [each.faults for each in found.records] == [()] * len(found.records)
    assert all(digest in store for digest in kept) and not list(verify_state())
    store._place(filed(letters[0])[1].picture_sha256).unlink()
    lost = letter_records(town.viewer("clerk"), letters[0].id, store)
    assert all(each.faults == ("扫描件第1页在文件库中已不见。",) for each in lost.records)


def test_the_sender_does_not_compare(app, town, letters, pictures, tmp_path):
    scanning.read(app, town, scanning.pdf([scanned(pictures[0][0])], tmp_path))
    row = filed(letters[0])[1]
    with pytest.raises(RuleBroken, match="不能是同一个人"):
        scan_compare.compare(row.id, Verdict.AGREES, "", row.version, by=town.viewer("clerk"), now=LATER)
    with pytest.raises(RuleBroken, match="没有“核对扫描件与原件”的权限"):
        scan_compare.compare(row.id, Verdict.AGREES, "", row.version, by=town.viewer("reporter"), now=LATER)


def test_one_person_alone_where_the_programme_says_so_and_it_is_marked(app, town, tmp_path):
    letter = issued(app, town, clerk_may_issue=True)[0]
    scanning.read(app, town, scanning.pdf([scanned(each) for each in pages_of(app, letter)], tmp_path))
    agree(town, letter, "clerk")
    chosen = paper(town, letter).chosen
    assert len(chosen) == letter.pages and all(row.single_handed for row in chosen)
    confirm(town, facts(town, letter), login="clerk")
    row = db.session.scalars(select(Signature).options(undefer(Signature.record))).first()
    assert json.loads(row.record)["mark"]["single_handed"] is True
    entries = db.session.scalars(select(AuditEntry.body).where(AuditEntry.verb == "scan.confirm")).all()
    assert "一人经办" in entries[0]


def test_every_page_was_seen_and_agrees_before_it_is_recorded(app, town, letters, pictures, tmp_path):
    scanning.read(app, town, scanning.pdf([scanned(each) for each in pictures[0]], tmp_path))
    with pytest.raises(RuleBroken, match="还没有核对"):
        confirm(town, facts(town, letters[0]))
    agree(town, letters[0])
    row = filed(letters[0])[1]
    with pytest.raises(RuleBroken, match="请写明哪里不符"):
        scan_compare.compare(row.id, Verdict.DIFFERS, " ", row.version, by=town.viewer("leader"), now=LATER)
    scan_compare.compare(row.id, Verdict.DIFFERS, "数字改过", row.version, by=town.viewer("leader"), now=LATER)
    with pytest.raises(RuleBroken, match="第1页核对不符"):
        confirm(town, facts(town, letters[0]))
    assert state(letters[0]) is SigningState.WAITING


def test_a_differing_page_is_scanned_again(app, town, letters, pictures, tmp_path):
    scanning.read(app, town, scanning.pdf([scanned(each) for each in pictures[0]], tmp_path))
    row = filed(letters[0])[1]
    scan_compare.compare(row.id, Verdict.DIFFERS, "模糊", row.version, by=town.viewer("leader"), now=LATER)
    scans.discard(row.id, "模糊，重扫", filed(letters[0])[1].version, by=town.viewer("clerk"), now=LATER)
    again = scanning.read(app, town, scanning.pdf([scanned(pictures[0][0], 1)], tmp_path))
    assert outcomes(town, again) == ["filed"]
    with pytest.raises(RuleBroken, match="已换成另一张"):
        scans.undo(row.id, by=town.viewer("clerk"), now=LATER)


def test_missing_pages_need_the_signature_page_and_a_reason(app, town, letters, pictures, tmp_path):
    scanning.read(app, town, scanning.pdf([scanned(pictures[0][0]), *map(scanned, pictures[1][1:])], tmp_path))
    for letter in letters:
        agree(town, letter)
    with pytest.raises(RuleBroken, match="缺签字页"):
        confirm(town, facts(town, letters[0], reason="丢失"))
    with pytest.raises(RuleBroken, match="缺第1页"):
        confirm(town, facts(town, letters[1]))
    confirm(town, facts(town, letters[1], reason="第1页被水浸坏"))
    row = db.session.scalars(select(Signature).options(undefer(Signature.record))).first()
    mark = json.loads(row.record)["mark"]
    assert (mark["missing_pages"], mark["missing_reason"]) == ([1], "第1页被水浸坏")


def test_all_or_none_when_one_is_void_meanwhile(app, town, letters, pictures, tmp_path):
    heap = [scanned(each) for picture in pictures for each in picture]
    scanning.read(app, town, scanning.pdf(heap, tmp_path))
    for letter in letters:
        agree(town, letter)
    both = [facts(town, letter) for letter in letters]
    issuing.void(letters[1].id, "内容有误", letters[1].version, by=town.viewer("leader"), now=LATER)
    with pytest.raises(RuleBroken, match="李家沟村的责任书现为“已作废”"):
        confirm(town, *both)
    assert state(letters[0]) is SigningState.WAITING
    confirm(town, both[0])
    assert state(letters[0]) is SigningState.SIGNED


def test_pages_of_void_and_replaced_letters_are_not_filed(app, town, letters, pictures, tmp_path):
    issuing.void(letters[0].id, "有误", letters[0].version, by=town.viewer("leader"), now=NOW)
    make.renewed(app, town, letters[1])
    heap = [scanned(pictures[0][0]), scanned(pictures[1][0], 1)]
    scan_id = scanning.read(app, town, scanning.pdf(heap, tmp_path))
    assert outcomes(town, scan_id) == ["void", "old_version"]
    assert not filed(letters[0]) and not filed(letters[1])


def test_pages_filed_before_the_letter_was_replaced_are_not_recorded(app, town, letters, pictures, tmp_path):
    scanning.read(app, town, scanning.pdf([scanned(each) for each in pictures[0]], tmp_path))
    agree(town, letters[0])
    told = facts(town, letters[0])
    page = db.session.scalars(select(FiledPage).where(FiledPage.letter_id == letters[0].id)).first()
    make.renewed(app, town, letters[0])
    clerk = town.viewer("clerk")
    (paper,) = scan_papers.papers_of(clerk, [letters[0].id])
    assert not paper.ready and not paper.in_force
    with pytest.raises(RuleBroken, match="王家庄村的责任书已被重签的替代，不能登记签订"):
        confirm(town, told)
    page = filed_page_in_sight(clerk, page.id)
    with pytest.raises(RuleBroken, match="已被重签的替代，不用再核对"):
        scan_compare.compare(page.id, Verdict.AGREES, "", page.version, by=town.viewer("leader"), now=LATER)


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


def test_who_placed_a_page_does_not_compare_it(app, town, letters, pictures, tmp_path):
    torn = pictures[0][0].copy()
    torn.paste(255, (0, round(torn.height * 0.86), torn.width, torn.height))
    scanning.read(app, town, scanning.pdf([scanned(torn)], tmp_path), login="reporter")
    row = db.session.scalars(select(FiledPage)).one()
    scans.place(row.id, scans.Place(letters[0].id, 1, 1), row.version, by=town.viewer("clerk"), now=NOW)
    with pytest.raises(RuleBroken, match="认领和核对不能是同一个人"):
        scan_compare.compare(row.id, Verdict.AGREES, "", row.version, by=town.viewer("clerk"), now=NOW)


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


def test_two_comparers_at_once(app, town, letters, pictures, tmp_path):
    scanning.read(app, town, scanning.pdf([scanned(pictures[0][0])], tmp_path), login="reporter")
    row = filed(letters[0])[1]
    scan_compare.compare(row.id, Verdict.AGREES, "", 1, by=town.viewer("leader"), now=LATER)
    with pytest.raises(StaleVersion):
        scan_compare.compare(row.id, Verdict.DIFFERS, "不同", 1, by=town.viewer("clerk"), now=LATER)


def test_two_confirm_at_once_sign_once(app, town, letters, pictures, tmp_path):
    scanning.read(app, town, scanning.pdf([scanned(each) for each in pictures[0]], tmp_path))
    agree(town, letters[0])
    asked = facts(town, letters[0])
    confirm(town, asked)
    with pytest.raises(RuleBroken, match="刚刚已经签过"):
        confirm(town, asked)
    assert db.session.scalar(select(func.count(Signature.id))) == 2


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
