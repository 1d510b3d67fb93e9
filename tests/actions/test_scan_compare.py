"""纸质件核对: compared by another person, recorded as signed; all or none, and by one at a time."""

import json

import pytest
import scanning
from comparing import LATER, agree, confirm, facts, filed, issued, paper, state
from making import NOW, make
from scanning import outcomes, pages_of, scanned
from sqlalchemy import func, select
from sqlalchemy.orm import undefer
from standing import stands

from respbook.actions import issuing, scan_compare, scans
from respbook.actions.action import StaleVersion
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.scans import FiledPage
from respbook.models.signing import Signature
from respbook.queries import scan_papers
from respbook.queries.health import stored_papers
from respbook.queries.scope_scans import filed_page_in_sight
from respbook.queries.signature_records import letter_records
from respbook.queries.verify import verify_state
from respbook.rules.errors import RuleBroken
from respbook.rules.paper_compare import PaperPage, Verdict, pages_digest
from respbook.rules.signing import SignatureMethod, SigningState
from respbook.works import tools


@stands
def letters(app, town):
    """The issued letters of the first two villages, two pages or more each."""
    return issued(app, town)


@pytest.fixture
def pictures(app, letters):
    return [pages_of(app, letter) for letter in letters]


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


def test_who_placed_a_page_does_not_compare_it(app, town, letters, pictures, tmp_path):
    torn = pictures[0][0].copy()
    torn.paste(255, (0, round(torn.height * 0.86), torn.width, torn.height))
    scanning.read(app, town, scanning.pdf([scanned(torn)], tmp_path), login="reporter")
    row = db.session.scalars(select(FiledPage)).one()
    scans.place(row.id, scans.Place(letters[0].id, 1, 1), row.version, by=town.viewer("clerk"), now=NOW)
    with pytest.raises(RuleBroken, match="认领和核对不能是同一个人"):
        scan_compare.compare(row.id, Verdict.AGREES, "", row.version, by=town.viewer("clerk"), now=NOW)


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
