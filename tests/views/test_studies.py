"""研究环保工作: typed once, it is recorded, opens tasks, tells the town's duty, has its minutes; the page before the meeting."""

import datetime as d
from decimal import Decimal

import pypdfium2
import pytest
from inspecting import assigned, brought
from making import NOW, make
from reading import Page
from reporting import at, it_is
from sqlalchemy import select

from respbook.actions import reports, studies, tasks
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.reports import Report
from respbook.models.studies import Study
from respbook.models.tasks import Task
from respbook.queries.obligations import open_tasks
from respbook.queries.scope import under
from respbook.queries.study_brief import study_brief
from respbook.queries.verify import verify_state
from respbook.rules.cadence import Cadence
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import FindingState
from respbook.rules.reports import Ask, Content, Said
from respbook.rules.studies import Line, Meeting
from respbook.rules.targets import TargetKind
from respbook.rules.units import UnitKind

HELD = d.date(2026, 3, 20)
THEN = at(3, 20)


@pytest.fixture
def duty(app, town, clock):
    """The town's own quarterly duty, and 20 March as today."""
    programme = make.programme(town)
    facts = {"kind": TargetKind.AT_LEAST, "unit_word": "次", "amount": Decimal(1)}
    make.target(
        town, programme, "镇党委政府研究环境保护工作", cadence=Cadence.QUARTERLY, unit_kinds=(UnitKind.TOWN,), **facts
    )
    (task,) = tasks.open_own(programme.id, by=town.viewer("clerk"), now=NOW)
    task_id = task.id
    db.session.rollback()
    it_is(clock, THEN)
    return task_id


def sent(town, **change):
    told = {
        "held_on": "2026-03-20",
        "held_at": "上午9时",
        "place": "镇政府三楼会议室",
        "chair": "镇长李建国",
        "attendees": "李建国、陈静、孙敏",
        "matter_1": "河道垃圾清理",
        "words_1": "集中清理一次，建立巡查记录",
        "unit_1": town.villages[0].called,
        "person_1": "王喆",
        "due_1": "2026-04-10",
        "matter_2": "督查力量",
        "words_2": "每周到村督查不少于两次",
    }
    return told | change


def meeting(town, on=HELD, **change):
    line = Line("河道垃圾清理", "集中清理一次", town.villages[0].id, due_on=on + d.timedelta(days=20))
    facts = {"held_at": "", "place": "三楼", "chair": "李建国", "attendees": "陈静", "topics": "", "remarks": ""}
    return Meeting(on, **facts | {"lines": (line,)} | change)


def held(app, town, on=HELD, counts_for=None, login="clerk", now=THEN, **change):
    tools = app.extensions
    return studies.hold(
        meeting(town, on, **change), counts_for, tools["binder"], tools["store"], by=town.viewer(login), now=now
    )


def test_one_deed_records_opens_tells_and_prints(app, town, duty, client_as, counted):
    clerk = client_as("clerk")
    form = Page(clerk.get("/studies/new"))
    assert "镇党委政府研究环境保护工作" in form.text and "再加几项" in form.text
    before = len(db.session.scalars(select(AuditEntry.seq)).all())
    answer = clerk.post("/studies/new", data=sent(town, counts_for=str(duty)))
    assert answer.status_code == 303, Page(answer).text
    assert len(db.session.scalars(select(AuditEntry.seq)).all()) == before + 2  # the study, and the report in it
    shown = Page(clerk.get(answer.location))
    assert "已计入“镇党委政府研究环境保护工作”" in shown.text and "办理中" in shown.text and "未立任务" in shown.text
    task = next(
        each for each in open_tasks(under(town.viewer("clerk"))).values() if each.title == "研究议定：河道垃圾清理"
    )
    assert (task.unit_id, task.letter_id, task.ask) == (town.villages[0].id, None, Ask.DONE)
    assert db.session.get(Task, task.id).person == "王喆"
    told = db.session.scalars(select(Report).where(Report.task_id == duty)).one()
    assert (told.given, told.starts_on) == (Decimal(1), d.date(2026, 1, 1)) and "镇长李建国主持" in told.text
    pdf = clerk.get(f"{answer.location}/paper.pdf").data
    pages = pypdfium2.PdfDocument(pdf)
    text = pages[0].get_textpage().get_text_range().replace("\r\n", "")
    assert "研究环境保护工作会议纪要" in text and "出席：李建国、陈静、孙敏" in text and "2026年4月10日" in text
    assert clerk.get(f"{answer.location}/paper.docx").data.startswith(b"PK")
    assert "1/4" in Page(clerk.get("/studies/")).text
    assert verify_state() == []
    # the village tells it as done, and the next page before a meeting says so
    content = Content(Said.DONE, text="已清理")
    reports.submit(reports.Filing(task.id, HELD, content), by=town.viewer("reporter"), now=at(3, 25))
    assert "已报完成，待审核" in Page(clerk.get("/studies/next")).text


def test_a_refused_form_keeps_everything_and_says_where(app, town, duty, client_as):
    clerk = client_as("clerk")
    answer = clerk.post("/studies/new", data=sent(town, unit_1="不知道村", matter_9="最后一项", counts_for=""))
    page = Page(answer, 422)
    assert "没有叫“不知道村”的单位" in page.text
    assert 'value="最后一项"' in answer.text and "集中清理一次，建立巡查记录" in answer.text
    answer = clerk.post("/studies/new", data=sent(town, due_1="", counts_for=""))
    assert "第1项有责任单位，没有完成时限" in Page(answer, 422).text
    answer = clerk.post("/studies/new", data=sent(town, matter_9="最后一项", counts_for=""))
    assert "第3项空着，后面还有内容" in Page(answer, 422).text
    assert db.session.scalars(select(Study)).all() == []


def test_a_leader_may_hold_it_and_a_second_one_adds(app, town, duty):
    held(app, town, counts_for=duty, login="leader")
    with pytest.raises(RuleBroken) as refused:
        held(app, town, counts_for=duty, login="leader")
    assert refused.value.field == "counts_for" and "待审" in refused.value.sentence
    held(app, town, counts_for=duty)
    assert db.session.scalars(select(Report.given).where(Report.task_id == duty)).one() == Decimal(2)
    with pytest.raises(RuleBroken, match="没有进行中的年度方案"):
        held(app, town, on=d.date(2025, 12, 30))
    held(app, town, on=d.date(2025, 12, 30), lines=(Line("督查", "每周两次"),))


def test_a_correction_is_an_edition_of_its_own(app, town, duty, client_as):
    row = held(app, town)
    first = (row.id, row.pdf_sha256, db.session.scalars(select(Task.id).where(Task.target_id.is_(None))).one())
    clerk = client_as("clerk")
    wrong = sent(town, reason="")
    assert clerk.post(f"/studies/{first[0]}/correction", data=wrong).status_code == 422
    answer = clerk.post(f"/studies/{first[0]}/correction", data=sent(town, reason="出席人写漏了"))
    assert answer.status_code == 303
    new = db.session.scalars(select(Study).where(Study.corrects_id == first[0])).one()
    assert (new.edition, new.pdf_sha256 == first[1], new.attendees) == (2, False, "李建国、陈静、孙敏")
    assert db.session.scalars(select(Task.id).where(Task.target_id.is_(None))).one() == first[2]
    assert "以后一稿为准" in Page(clerk.get(f"/studies/{first[0]}")).text
    assert "办理中" in Page(clerk.get(answer.location)).text
    assert clerk.post(f"/studies/{first[0]}/correction", data=sent(town, reason="再改")).status_code == 422
    listing = Page(clerk.get("/studies/"))
    assert "第2稿" in listing.text and "1/4" in listing.text
    assert verify_state() == []


def test_villages_see_none_of_it(app, town, duty, client_as):
    row = held(app, town)
    for path in (
        "/studies/",
        "/studies/next",
        "/studies/next/closed",
        f"/studies/{row.id}",
        f"/studies/{row.id}/paper.pdf",
    ):
        assert client_as("reporter").get(path).status_code == 404, path
        assert client_as("auditor").get(path).status_code == 200, path
    assert client_as("assessor").get("/studies/new").status_code == 403


def test_the_page_before_the_meeting_counts_and_leads_on(app, town, duty, client_as, counted):
    village = town.villages[0]
    brought(town, village, FindingState.CLOSED, now=at(3, 2), category="垃圾乱丢")
    assigned(town, village, "路边又有垃圾", now=at(3, 10))
    brought(town, village, FindingState.DONE, now=at(3, 12), text="第三件")
    found = study_brief(town.viewer("leader"), HELD)
    assert (found.since, found.found_in_all, found.closed, found.figures.red) == (d.date(2026, 1, 1), 3, 1, 1)
    assert found.worst[0].called == village.called and "整改逾期1件" in found.worst[0].why
    page = Page(client_as("leader").get("/studies/next"))
    assert "秸秆焚烧2件" in page.text and "垃圾乱丢1件" in page.text and "还没有登记过研究" in page.text
    listed = Page(client_as("leader").get("/studies/next/closed?since=2026-01-01"))
    assert "垃圾乱丢" in listed.text
    with counted() as few:
        study_brief(town.viewer("leader"), HELD)
    for place in (1, 2, 3):
        assigned(town, town.villages[place], f"另一处{place}", now=at(3, 10))
    held(app, town, lines=tuple(Line(f"第{n}件", "办", town.villages[n].id, due_on=at(4, 1).date()) for n in range(4)))
    db.session.rollback()
    with counted() as many:
        assert study_brief(town.viewer("leader"), HELD, d.date(2026, 1, 1)).figures.red == 4
    assert len(many) <= len(few) + 1  # the decisions of the last study
    assert len(many) < 30


def test_today_asks_in_the_last_month(app, town, duty, client_as, clock):
    assert "本季度还没有研究环保工作" in Page(client_as("leader").get("/")).text
    assert "本季度还没有研究环保工作" not in Page(client_as("assessor").get("/")).text
    held(app, town)
    assert "本季度还没有研究环保工作" not in Page(client_as("clerk").get("/")).text
    it_is(clock, at(5, 4))
    assert "本季度还没有研究环保工作" not in Page(client_as("clerk").get("/")).text
    it_is(clock, at(6, 4))
    assert "本季度还没有研究环保工作" in Page(client_as("clerk").get("/")).text
