"""问责 on the pages: the system's proposals, the decision, the talk on the phone, the record; who sees what."""

import datetime as d

import accounting
import inspecting
import making
import pytest
from inspecting import at
from making import make
from reading import Page, pdf_text
from reporting import it_is

from respbook.actions import units
from respbook.rules.lifecycles import MeasureState, TalkState
from respbook.rules.permissions import system_viewer
from respbook.rules.scoring.ladder import MeasureKind
from respbook.rules.units import PostRole


@pytest.fixture
def year(town):
    return making.programme(town)


@pytest.fixture
def today(clock):
    def move(month=3, day=20):
        it_is(clock, at(month, day))

    move()
    return move


def test_from_the_proposal_to_the_answered_notice(app, town, year, client_as, today):
    village = town.villages[0]
    accounting.ladder(year)
    inspecting.assigned(town, village, "河边一处冒烟")
    clerk, leader, phone = client_as("clerk"), client_as("leader"), client_as("reporter")
    page = Page(clerk.get("/measures/"))
    assert "系统建议（1）" in page.text and "逾期未改的问题1件" in page.text and "逾期一件的，予以提醒。" in page.text
    (key,) = page.root.xpath("//form[contains(@action, '/suggestions')]//input[@name='pick']/@value")
    assert "系统建议" not in Page(phone.get("/measures/")).text
    refused = leader.post("/measures/suggestions/refusal", data={"pick": key, "reason": "", "again_on": "2026-04-20"})
    assert refused.status_code == 422 and "2026-04-20" in refused.text
    address = clerk.post("/measures/suggestions", data={"pick": key}).location
    assert clerk.post("/measures/suggestions", data={"pick": key}).status_code == 422, "the proposal is used up"
    assert "件问责待决定" in Page(leader.get("/")).text and "件问责待决定" not in Page(clerk.get("/")).text
    assert phone.get(address).status_code == 404, "a proposal is invisible"
    row = accounting.again(town, _measure(town, address))
    late = leader.post(f"{address}/decision", data={"version": row.version, "due_on": "2026-03-01", "words": "同意"})
    assert late.status_code == 422 and "已经过去" in late.text and "同意" in late.text
    ok = leader.post(f"{address}/decision", data={"version": row.version, "due_on": "2026-04-03", "words": "同意"})
    assert ok.status_code == 303
    assert phone.get(address).status_code == 200 and client_as("neighbour").get(address).status_code == 404
    page = Page(clerk.get(address))
    assert "待送达" in page.text and "请于2026年4月3日前整改到位" in page.text
    row = accounting.again(town, row)
    clerk.post(f"{address}/delivery", data={"version": row.version, "text": "请抓紧整改。"})
    notice = accounting.again(town, row).notice_id
    assert "待签收" in Page(phone.get("/")).text
    assert phone.post(f"/notices/{notice}/receipt").status_code == 303
    assert "待回复" in Page(phone.get(address)).text
    today(4, 9)
    assert "已逾期" in Page(leader.get("/")).text and "王家庄村提醒：待回复" in Page(clerk.get("/")).text
    listed = Page(clerk.get("/measures/?side=reminding&state=decided"))
    assert "王家庄村" in listed.text and "系统建议（" not in listed.text
    row = accounting.again(town, row)
    clerk.post(f"{address}/finish", data={"version": row.version, "result": "已整改。"})
    assert accounting.again(town, row).state is MeasureState.DONE


def _measure(town, address):
    class Named:
        id = int(address.rsplit("/", 1)[1])

    return Named


def test_a_talk_from_the_summons_to_the_check(app, town, year, client_as, today):
    village = town.villages[0]
    row = accounting.decided(town, year, village, at(3, 20))
    talk = accounting.again(town, row).talk
    address, clerk, phone, leader = f"/talks/{talk.id}", client_as("clerk"), client_as("reporter"), client_as("leader")
    assert "去签收" not in Page(phone.get(address)).text
    offered = Page(clerk.get(f"{address}/summons"))
    assert "党支部书记王1喆" in str(offered.root.xpath("//input[@name='persons']/@value"))
    sent = {"meet_on": "2026-03-27", "meet_at": "上午9时", "place": "二楼会议室", "host": "镇长李建国"}
    sent |= {"persons": "王1喆", "explain_until": "2026-04-01", "cause": "三次被点名", "problems": "河边垃圾\n露天焚烧"}
    refused = clerk.post(f"{address}/summons", data=sent | {"version": talk.version})
    assert refused.status_code == 422 and "约谈当天以前" in refused.text and "露天焚烧" in refused.text
    sent |= {"explain_until": "2026-03-26", "version": talk.version}
    _, told = pdf_text(clerk.post(f"{address}/summons", data=sent | {"look": "1"}))
    assert "草稿" in told and "露天焚烧" in told
    assert clerk.post(f"{address}/summons", data=sent).status_code == 303
    _, told = pdf_text(phone.get(f"{address}/summons.pdf"))
    assert "青环督〔2026〕1号" in told and "回执" in told and "草稿" not in told
    assert client_as("neighbour").get(f"{address}/summons.pdf").status_code == 404
    assert clerk.get(f"{address}/summons.docx").data.startswith(b"PK")
    assert "去签收" in Page(phone.get(address)).text
    assert "待报情况说明" in Page(phone.get("/")).text
    photo = make.evidence(app, town, village, make.photo_bytes(1), "reporter")
    answer = {"words": "", "evidence": photo.id, "version": accounting.talk_again(town, talk).version}
    lost = phone.post(f"{address}/explanation", data=answer)
    assert lost.status_code == 422 and f'value="{photo.id}"' in lost.text, "the photo is not lost"
    assert phone.post(f"{address}/explanation", data=answer | {"words": "已组织清理。"}).status_code == 303
    _, told = pdf_text(clerk.get(f"{address}/explanation.pdf"))
    assert "已组织清理" in told
    today(3, 27)
    talk = accounting.talk_again(town, talk)
    held = {
        "held_on": "2026-03-27",
        "present": "李建国、王1喆",
        "demands": "清完河边\n每日巡查",
        "version": talk.version,
    }
    held |= {"demands_until": "2026-04-10", "promise": "保证按期整改。"}
    assert clerk.post(f"{address}/holding", data=held | {"held_on": "2026-03-28"}).status_code == 422
    assert clerk.post(f"{address}/holding", data=held).status_code == 303
    talk = accounting.talk_again(town, talk)
    clerk.post(f"{address}/minutes", data={"version": talk.version})
    _, told = pdf_text(phone.get(f"{address}/minutes.pdf"))
    assert "保证按期整改" in told and "每日巡查" in told and "2026年4月27日前" in told
    talk = accounting.talk_again(town, talk)
    assert talk.report_until == d.date(2026, 4, 27) and talk.moved_for, "30 days end on a Sunday"
    phone.post(f"{address}/report", data={"version": talk.version, "words": "已清完。"})
    assert "件约谈落实情况待核查" in Page(leader.get("/")).text
    talk = accounting.talk_again(town, talk)
    none = leader.post(f"{address}/check", data={"version": talk.version, "words": "好"})
    assert none.status_code == 422
    leader.post(f"{address}/check", data={"version": talk.version, "words": "现场已清。", "outcome": "pass"})
    assert accounting.talk_again(town, talk).state is TalkState.CLOSED
    _, told = pdf_text(phone.get(f"{address}/check.pdf"))
    assert "同意办结" in told
    assert "已核查办结" in Page(phone.get(address)).text
    assert phone.get(f"{address}/report").status_code == 303, "nothing more is asked"


def test_the_record_by_unit_and_by_person(app, town, year, client_as, today):
    village = town.villages[0]
    talked = accounting.decided(town, year, village, at(3, 20))
    accounting.decided(town, year, town.villages[1], at(3, 20), MeasureKind.CRITICISE)
    talked_id = talked.id
    units.appoint(
        village.id,
        units.HolderFacts(PostRole.FIRST, "党支部书记", "赵新", "", d.date(2026, 3, 25)),
        by=system_viewer(),
        now=at(3, 25),
    )
    today(3, 26)
    page = Page(client_as("clerk").get(f"/measures/record?by=person&unit={village.id}&person=王1喆"))
    assert "王1喆" in page.text and "提醒谈话1次" in page.text and "处理1次" in page.text and "赵新" not in page.text
    unit = Page(client_as("signer").get("/measures/record"))
    assert "王家庄村" in unit.text and "李家沟村" not in unit.text
    row = accounting.again(town, accounting.proposed(town, year, village, at(3, 26), MeasureKind.REMIND))
    assert row.holder_name == "赵新"
    open_matter = Page(client_as("signer").get(f"/measures/{talked_id}"))
    assert "任内的事项，现由赵新继续办理" in open_matter.text


def test_as_many_statements_for_thirty_as_for_three(app, town, year, client_as, today, counted):
    accounting.ladder(year)
    clerk = client_as("clerk")

    def asked(villages):
        for village in villages:
            inspecting.assigned(town, village)
            accounting.decided(town, year, village, at(3, 20), MeasureKind.TALK)
        clerk.get("/measures/")
        with counted() as statements:
            clerk.get("/measures/")
        with counted() as home:
            clerk.get("/")
        return len(statements), len(home)

    assert asked(town.villages[:1]) == asked(town.villages[1:])
