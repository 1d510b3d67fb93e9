"""签发: numbers without gap, frozen wording, two persons, refused letters, kill and resume, full disk."""

import hashlib
import threading
from dataclasses import replace
from unittest.mock import Mock

import drafting
import pytest
from sqlalchemy import func, select

from respbook.actions import audit, batch, issuing, letters, queued, units
from respbook.actions.action import Busy, action
from respbook.actions.counters import next_number
from respbook.actions.overtaken import TRIES
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.jobs import Job, JobItem
from respbook.models.letters import Letter
from respbook.models.tasks import Task, TaskPeriod
from respbook.papers import stored
from respbook.queries.letters import papers_for_print, register
from respbook.queries.scope import NotInSight
from respbook.rules.codes import code_of
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import BatchState, ItemState, LetterState, TaskState
from respbook.rules.permissions import NotAllowed, Permission
from respbook.rules.units import PostRole, UnitKind
from respbook.store import DiskFull
from respbook.works import tools


def letter(letter_id):
    db.session.expire_all()
    return db.session.get(Letter, letter_id)


def frozen_paper(letter_id):
    return db.session.scalar(select(Letter.paper).where(Letter.id == letter_id))


def items(job_id):
    rows = select(JobItem.state, JobItem.sentence).where(JobItem.job_id == job_id).order_by(JobItem.position)
    return [tuple(row) for row in db.session.execute(rows)]


def test_a_batch_takes_consecutive_numbers_and_freezes_paper_and_bytes(app, town):
    made = drafting.drafts(town)
    job_id = drafting.issue(town, app, made)
    assert db.session.get(Job, job_id).state is BatchState.DONE
    found = [letter(each) for each in made.letter_ids]
    assert [each.number_text for each in found] == ["青环责〔2026〕1号", "青环责〔2026〕2号", "青环责〔2026〕3号"]
    for each in found:
        assert each.state is LetterState.ISSUED and each.issued_by == "李建国" and not each.single_handed
        content = app.extensions["store"].get(each.pdf_sha256)
        assert hashlib.sha256(content).hexdigest() == each.pdf_sha256 and content.startswith(b"%PDF")
        paper = stored.loaded(frozen_paper(each.id))
        assert stored.fingerprint(paper) == each.paper_sha256
        assert paper.mark.code == code_of(each.paper_sha256) and each.check_token in paper.mark.url


def test_tasks_are_opened_with_their_periods_and_point_to_the_signed_clause(app, town):
    made = drafting.drafts(town, count=1)
    drafting.issue(town, app, made)
    task = db.session.scalars(select(Task).where(Task.letter_id == made.letter_ids[0])).one()
    assert task.demand.startswith("不少于") and task.state is TaskState.OPEN and task.clause_id is not None
    assert db.session.scalar(select(func.count()).where(TaskPeriod.task_id == task.id)) == 12


def test_what_changes_later_does_not_touch_an_issued_letter(app, town):
    made = drafting.drafts(town, count=1)
    drafting.issue(town, app, made)
    before = (frozen_paper(made.letter_ids[0]), letter(made.letter_ids[0]).pdf_sha256)
    village = town.villages[0]
    row = issuing.letter_in_sight(town.viewer("clerk"), made.letter_ids[0]).unit
    facts = units.UnitFacts(village.parent_id, village.kind, "改名村村民委员会", "改名村", 999, 3999)
    units.change(row.id, facts, row.version, by=town.viewer("clerk"), now=town.now)
    assert (frozen_paper(made.letter_ids[0]), letter(made.letter_ids[0]).pdf_sha256) == before
    assert "改名村" not in frozen_paper(made.letter_ids[0])


def test_the_proposer_may_not_approve_and_the_clerk_may_not_issue(app, town):
    made = drafting.drafts(town, count=1)
    job = drafting.propose(town, app, made)
    with pytest.raises(NotAllowed):
        batch.approve(job.id, job.version, by=town.viewer("clerk"), now=town.now)
    assert letter(made.letter_ids[0]).state is LetterState.DRAFT


def test_single_handed_needs_a_written_ground_and_is_marked(app, town):
    made = drafting.drafts(town, count=1, alone=True)
    job = drafting.propose(town, app, made)
    with pytest.raises(RuleBroken, match="依据"):
        batch.approve(job.id, job.version, by=town.viewer("clerk"), now=town.now)
    batch.send_back(job.id, "补依据", job.version, by=town.viewer("leader"), now=town.now)
    job = drafting.propose(town, app, made, opinion="李建国镇长2026年1月10日签批")
    batch.approve(job.id, job.version, by=town.viewer("clerk"), now=town.now)
    batch.work_off(job.id, tools(app), lambda: town.now)
    assert letter(made.letter_ids[0]).single_handed
    bodies = db.session.scalars(select(AuditEntry.body).where(AuditEntry.verb == "letter.issue"))
    assert any('"一人经办":"是"' in body for body in bodies)


def test_a_second_clerk_who_issues_without_a_leader_is_marked_too(app, town):
    """The switch lets a clerk stand in for the leader; every use shows on the letter, whoever proposed it (R31)."""
    made = drafting.drafts(town, count=1, alone=True)
    job = drafting.propose(town, app, made, opinion="李建国镇长2026年1月10日签批")
    second = replace(town.viewer("clerk"), user_id=town.viewer("assessor").user_id, name="另一名经办人")
    assert batch.approve(job.id, job.version, by=second, now=town.now).single_handed


def test_a_refused_letter_does_not_stop_the_others_and_burns_no_number(app, town):
    made = drafting.drafts(town)
    job = drafting.propose(town, app, made)
    holder = units.unit_in_sight(town.viewer("clerk"), town.villages[1].id).holders[0]
    units.end_post(holder.id, by=town.viewer("clerk"), now=town.now, on=town.today)
    batch.approve(job.id, job.version, by=town.viewer("leader"), now=town.now)
    batch.work_off(job.id, tools(app), lambda: town.now)
    states = items(job.id)
    assert [state for state, _ in states] == [ItemState.DONE, ItemState.REFUSED, ItemState.DONE]
    assert "负责人" in states[1][1]
    assert [letter(each).number for each in made.letter_ids] == [1, None, 2]


def test_pressing_twice_issues_once(app, town):
    made = drafting.drafts(town)
    job_id = drafting.issue(town, app, made)
    batch.work_off(job_id, tools(app), lambda: town.now)
    with pytest.raises(RuleBroken, match="没有可以送签"):
        drafting.propose(town, app, made)
    assert [row.number for row in register(town.viewer("clerk"), made.programme_id).rows] == [1, 2, 3]
    again = letters.draft(made.template_id, [u.id for u in town.villages[:4]], by=town.viewer("clerk"), now=town.now)
    assert (again.made, again.stood) == (1, 3)


def test_a_void_letter_keeps_its_number_in_the_register_and_frees_the_unit(app, town):
    made = drafting.drafts(town)
    drafting.issue(town, app, made)
    second = letter(made.letter_ids[1])
    with pytest.raises(RuleBroken, match="作废原因"):
        issuing.void(second.id, "  ", second.version, by=town.viewer("leader"), now=town.now)
    issuing.void(second.id, "乙方名称有误", second.version, by=town.viewer("leader"), now=town.now)
    rows = register(town.viewer("clerk"), made.programme_id)
    assert [(row.number, row.void_reason) for row in rows.rows] == [(1, ""), (2, "乙方名称有误"), (3, "")]
    assert not rows.gaps
    tasks = db.session.scalars(select(Task.state).where(Task.letter_id == second.id))
    assert set(tasks) == {TaskState.CANCELLED}
    made_again = letters.draft(made.template_id, [second.unit_id], by=town.viewer("clerk"), now=town.now)
    assert made_again.made == 1


def test_a_full_disk_interrupts_and_the_batch_goes_on_later(app, town, monkeypatch):
    made = drafting.drafts(town)
    job = drafting.propose(town, app, made)
    batch.approve(job.id, job.version, by=town.viewer("leader"), now=town.now)
    given, put = tools(app), tools(app).store.put
    seen = []

    def full_at_the_second(content):
        seen.append(1)
        if len(seen) == 2:
            raise DiskFull("磁盘空间不足。")
        return put(content)

    monkeypatch.setattr(given.store, "put", full_at_the_second)
    batch.work_off(job.id, given, lambda: town.now)
    job = db.session.get(Job, job.id)
    assert job.state is BatchState.INTERRUPTED and "磁盘" in job.trouble
    assert [state for state, _ in items(job.id)] == [ItemState.DONE, ItemState.WAITING, ItemState.WAITING]
    batch.resume(job.id, by=town.viewer("clerk"), now=town.now)
    batch.work_off(job.id, given, lambda: town.now)
    assert [letter(each).number for each in made.letter_ids] == [1, 2, 3]
    assert db.session.get(Job, job.id).state is BatchState.DONE


def test_a_turn_that_does_not_come_refuses_no_letter(app, town, monkeypatch):
    made = drafting.drafts(town)
    job = drafting.propose(town, app, made)
    batch.approve(job.id, job.version, by=town.viewer("leader"), now=town.now)
    with monkeypatch.context() as crowded:
        crowded.setattr(issuing, "issue", Mock(side_effect=Busy("没有轮到。")))
        with pytest.raises(Busy):
            batch.work_off(job.id, tools(app), lambda: town.now)
    assert {state for state, _ in items(job.id)} == {ItemState.WAITING} and job.id in batch.unfinished()
    batch.work_off(job.id, tools(app), lambda: town.now)
    assert {state for state, _ in items(job.id)} == {ItemState.DONE}


def test_a_fact_that_changes_between_setting_and_numbering_is_seen(app, town, monkeypatch):
    made = drafting.drafts(town, count=1)
    job = drafting.propose(town, app, made)
    batch.approve(job.id, job.version, by=town.viewer("leader"), now=town.now)
    original, changed = issuing.prepare, []

    def slow(letter_id, given, ground, *, by, now):
        ready = original(letter_id, given, ground, by=by, now=now)
        if not changed:
            changed.append(1)
            holder = units.HolderFacts(PostRole.FIRST, "党支部书记", "新任书记", "", town.today)
            units.appoint(town.villages[0].id, holder, by=town.viewer("clerk"), now=town.now)
        return ready

    monkeypatch.setattr(issuing, "prepare", slow)
    batch.work_off(job.id, tools(app), lambda: town.now)
    assert letter(made.letter_ids[0]).number is None
    assert items(job.id)[0][0] is ItemState.REFUSED and "改动" in items(job.id)[0][1]


def disturbed(monkeypatch, disturb):
    """Whenever a letter has been set outside its turn, somebody else is first; gives the letters as they were set."""
    original, tries = issuing.prepare, []

    def slow(letter_id, given, ground, *, by, now):
        tries.append(letter_id)
        ready = original(letter_id, given, ground, by=by, now=now)
        if not db.session().info.get("deed"):
            disturb(len(tries))
        return ready

    monkeypatch.setattr(issuing, "prepare", slow)
    return tries


def test_what_is_written_beside_a_letter_does_not_overtake_it(app, town, monkeypatch):
    """A clerk who registers units while a batch is worked off: no letter reads otherwise for it, none is set twice."""
    made = drafting.drafts(town, count=2)
    job = drafting.propose(town, app, made)
    batch.approve(job.id, job.version, by=town.viewer("leader"), now=town.now)

    def register_unit(nth):
        facts = units.UnitFacts(town.unit.id, UnitKind.AFFILIATED, f"第{nth}环卫站")
        units.add(facts, by=town.viewer("clerk"), now=town.now)

    tries = disturbed(monkeypatch, register_unit)
    batch.work_off(job.id, tools(app), lambda: town.now)
    assert [state for state, _ in items(job.id)] == [ItemState.DONE, ItemState.DONE]
    assert tries == list(made.letter_ids)


def test_a_letter_whose_number_is_always_taken_is_set_in_its_turn(app, town, monkeypatch):
    """Two batches on two hosts: who was too late again and again makes his letter where nobody can be first."""
    made = drafting.drafts(town, count=1)
    job = drafting.propose(town, app, made)
    batch.approve(job.id, job.version, by=town.viewer("leader"), now=town.now)
    key = issuing.counter_key(job.programme)

    @action(Permission.LETTER_ISSUE)
    def another_is_issued(*, by, now):
        audit.note_words("letter.issue", "letters", 0, f"{next_number(key)}号")

    tries = disturbed(monkeypatch, lambda _: another_is_issued(by=town.viewer("leader"), now=town.now))
    batch.work_off(job.id, tools(app), lambda: town.now)
    assert items(job.id) == [(ItemState.DONE, "")]
    assert letter(made.letter_ids[0]).number == len(tries) == TRIES


def test_what_the_leader_approved_is_what_is_issued_or_nothing(app, town):
    made = drafting.drafts(town, count=2)
    job = drafting.propose(town, app, made)
    batch.approve(job.id, job.version, by=town.viewer("leader"), now=town.now)
    holder = units.HolderFacts(PostRole.FIRST, "党支部书记", "新任书记", "", town.today)
    units.appoint(town.villages[0].id, holder, by=town.viewer("clerk"), now=town.now)
    batch.work_off(job.id, tools(app), lambda: town.now)
    assert [state for state, _ in items(job.id)] == [ItemState.REFUSED, ItemState.DONE]
    assert letter(made.letter_ids[1]).number == 1


def test_an_approver_who_lost_the_right_stops_the_batch(app, town, monkeypatch):
    made = drafting.drafts(town, count=2)
    job = drafting.propose(town, app, made)
    batch.approve(job.id, job.version, by=town.viewer("leader"), now=town.now)
    monkeypatch.setattr(queued, "viewer_of", lambda _: town.viewer("assessor"))
    batch.work_off(job.id, tools(app), lambda: town.now)
    assert db.session.get(Job, job.id).state is BatchState.INTERRUPTED
    assert all(letter(each).state is LetterState.DRAFT for each in made.letter_ids)


def test_findings_stop_a_proposal_until_mended_or_waived(app, town):
    made = drafting.drafts(town, count=1)
    holder = units.unit_in_sight(town.viewer("clerk"), town.villages[0].id).holders[0]
    units.end_post(holder.id, by=town.viewer("clerk"), now=town.now, on=town.today)
    with pytest.raises(RuleBroken, match="体检"):
        drafting.propose(town, app, made)


def test_a_draft_that_was_proposed_is_not_dropped_and_a_foreign_one_is_missing(app, town):
    made = drafting.drafts(town, count=2)
    with pytest.raises(NotAllowed):
        letters.drop(made.letter_ids[0], by=town.viewer("reporter"), now=town.now)
    with pytest.raises(NotInSight):
        issuing.letter_in_sight(town.viewer("neighbour"), made.letter_ids[0])
    letters.drop(made.letter_ids[1], by=town.viewer("clerk"), now=town.now)
    drafting.propose(town, app, drafting.Drafts(made.programme_id, 0, 0, made.letter_ids[:1]))
    with pytest.raises(RuleBroken, match="送签过"):
        letters.drop(made.letter_ids[0], by=town.viewer("clerk"), now=town.now)


def test_two_programmes_with_one_pattern_share_the_sequence(app, town):
    first = drafting.drafts(town, count=2)
    drafting.issue(town, app, first)
    other = drafting.programme(town, name="补充方案")
    drafting.target(town, other.id, divided=False, basis=None, amount=drafting.Decimal(3))
    wording = drafting.template(town, other.id)
    letters.draft(wording.id, [town.villages[0].id], by=town.viewer("clerk"), now=town.now)
    found = drafting.all_letters(town.viewer("clerk"), drafting.LetterFilter(other.id))
    drafting.issue(town, app, drafting.Drafts(other.id, wording.id, 0, (found[0].id,)))
    assert letter(found[0].id).number_text == "青环责〔2026〕3号"


def test_the_print_file_holds_the_frozen_wording(app, town):
    made = drafting.drafts(town, count=2)
    drafting.issue(town, app, made)
    papers = papers_for_print([letter(each) for each in made.letter_ids])
    assert [paper.number for paper in papers] == ["青环责〔2026〕1号", "青环责〔2026〕2号"]


def test_parallel_workers_give_every_letter_one_number(real_app):
    app = real_app()
    town = app.town
    with app.app_context():
        made = drafting.drafts(town, count=8)
        half = len(made.letter_ids) // 2
        jobs = []
        for ids in (made.letter_ids[:half], made.letter_ids[half:]):
            job = drafting.propose(town, app, drafting.Drafts(made.programme_id, 0, 0, ids))
            batch.approve(job.id, job.version, by=town.viewer("leader"), now=town.now)
            jobs.append(job.id)

    def work(job_id):
        with app.app_context():
            batch.work_off(job_id, tools(app), lambda: town.now)

    threads = [threading.Thread(target=work, args=(job_id,)) for job_id in (*jobs, *jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    with app.app_context():
        numbers = [row.number for row in register(town.viewer("clerk"), made.programme_id).rows]
        states = db.session.scalars(select(JobItem.sentence).where(JobItem.state == ItemState.REFUSED)).all()
        assert numbers == list(range(1, 9)), states
