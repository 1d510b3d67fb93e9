"""签订 on pages: the slots of a letter, objections, authorisations, the plan of a template, a vouched-for identity."""

import datetime as d

from making import NOW, make
from reading import Page
from scans import scan
from standing import stands

from respbook.actions import people, signing, units
from respbook.models.base import db
from respbook.queries.scope import letter_in_sight, template_in_sight
from respbook.queries.signing import slot_rows
from respbook.rules.signature_record import Proof, Shown
from respbook.rules.units import PostRole

SIDES = {
    "who1": "town", "party1": "甲方", "roles1": ["first"], "step1": "2", "seal1": "y",
    "who2": "unit", "party2": "乙方", "roles2": ["first", "second"], "step2": "1", "in_turn2": "y",
    "who3": "", "party3": "", "step3": "1",
}  # fmt: skip


@stands
def letters(app, town):
    """The issued letters of the first two villages; 王喆 heads the first."""
    programme = make.programme(town)
    make.target(town, programme)
    holder = units.HolderFacts(PostRole.FIRST, "党支部书记", "王喆", "", d.date(2026, 1, 1))
    units.appoint(town.villages[0].id, holder, by=town.viewer("clerk"), now=NOW)
    rows = make.drafts(town, make.template(town, programme), [village.id for village in town.villages[:2]])
    make.issued(app, town, rows)
    db.session.rollback()
    return [letter_in_sight(town.viewer("clerk"), row.id) for row in rows]


def test_the_page_of_a_letter_tells_who_has_signed_how(client_as, town, letters):
    page = Page(client_as("clerk").get(f"/letters/{letters[0].id}"))
    assert "签订情况（0/2）" in page.text and "待签" in page.text
    slot = slot_rows(letters[0].id)[1]
    shown = Shown(letters[0].pdf_sha256, NOW, 1)
    proof = Proof("password", NOW, "王喆")
    signing.sign(slot.id, signing.HandMark("c" * 64, "d" * 64), shown, proof, by=town.viewer("signer"), now=NOW)
    page = Page(client_as("clerk").get(f"/letters/{letters[0].id}"))
    assert "签订情况（1/2）" in page.text and "手写影像" in page.text and "签订中" in page.text
    listed = Page(client_as("clerk").get("/letters/?state=partly"))
    assert "王家庄村" in listed.text and "李家沟村" not in listed.text


def test_an_objection_is_raised_answered_and_seen(client_as, town, letters):
    signer, clerk, letter = client_as("signer"), client_as("clerk"), letters[0]
    form = Page(signer.get(f"/letters/{letter.id}/objection"))
    sentence = form.all("//select[@name='clause']/option")[1]
    empty = signer.post(f"/letters/{letter.id}/objection", data={"clause": "1", "text": " "})
    assert "请填写异议内容" in Page(empty, 422).text
    done = signer.post(f"/letters/{letter.id}/objection", data={"clause": "0", "text": "耕地少了120亩。"})
    assert done.status_code == 303
    page = Page(clerk.get(f"/letters/{letter.id}"))
    assert "有异议" in page.text and sentence[:8] in page.text and "耕地少了120亩。" in page.text
    assert "有异议" not in Page(clerk.get(f"/letters/{letters[1].id}")).text
    version = page.all("//form[contains(@action,'/answer')]//input[@name='version']/@value")[0]
    answered = clerk.post(
        page.all("//form[contains(@action,'/answer')]/@action")[0],
        data={"text": "以国土数据为准。", "version": version, "deed": "uphold"},
    )
    assert answered.status_code == 303
    page = Page(signer.get(f"/letters/{letter.id}"))
    assert "已答复，维持原文" in page.text and "以国土数据为准。" in page.text and "待签" in page.text


def test_nobody_else_objects_or_sees_the_objection(client_as, letters):
    assert client_as("neighbour").get(f"/letters/{letters[0].id}/objection").status_code == 403
    assert client_as("leader").post(f"/letters/{letters[0].id}/objection", data={"text": "不对"}).status_code == 422
    client_as("signer").post(f"/letters/{letters[0].id}/objection", data={"clause": "", "text": "不对"})
    assert client_as("neighbour").get(f"/letters/{letters[0].id}").status_code == 404


def test_an_objection_to_the_whole_letter_quotes_nothing(client_as, letters):
    client_as("signer").post(f"/letters/{letters[0].id}/objection", data={"clause": "", "text": "总量过高。"})
    page = Page(client_as("clerk").get(f"/letters/{letters[0].id}"))
    told = page.root.xpath("string(//div[starts-with(@id, 'objection-')])")
    assert "对整份责任书有异议" in told and "“整份" not in told


def test_rare_deeds_fold_away_and_signing_stands_in_front(client_as, town, letters):
    page = Page(client_as("leader").get(f"/letters/{letters[0].id}"))
    folded = page.root.xpath("//details[@class='more']")[0].text_content()
    assert "作废" in folded and "Word版" in folded and "签署记录页" in folded
    outside = page.root.xpath("//div[@class='sheet-acts']/a")
    assert [each.text for each in outside if "作废" in each.text or "Word" in each.text] == []
    signer = Page(client_as("signer").get(f"/letters/{letters[0].id}"))
    slot = slot_rows(letters[0].id)[1].id
    assert signer.root.xpath("//div[@class='sheet-acts']/a[contains(@class, 'main')]/@href") == [f"/slots/{slot}/sign"]
    order = signer.root.xpath("//*[@id='signing' or @id='paper' or @id='tasks']/@id")
    assert order[0] == "signing", "facts and signing come first for whoever reads line by line"


def test_an_authorisation_with_its_paper(client_as, town, letters):
    clerk, village = client_as("clerk"), town.villages[0].id
    facts = {"holder": "王喆", "proxy": "李会计", "from_on": "2026-03-01", "to_on": "2026-03-31", "reason": "外出"}
    refused = clerk.post(f"/units/{village}/proxies", data=facts, content_type="multipart/form-data")
    assert "请选择授权书的照片或扫描件" in Page(refused, 422).text and "李会计" in refused.text
    sent = facts | {"scan": (scan(90), "授权书.png")}
    done = clerk.post(f"/units/{village}/proxies", data=sent, content_type="multipart/form-data")
    assert done.status_code == 303
    page = Page(clerk.get(f"/units/{village}"))
    assert "李会计" in page.text and "有效" in page.text
    where = page.all("//a[starts-with(@href,'/proxies/')]/@href")[0].removesuffix("/scan")
    assert clerk.get(f"{where}/scan").data == scan(90).getvalue()
    assert client_as("neighbour").get(f"{where}/scan").status_code == 404
    assert clerk.post(f"{where}/withdrawal", data={"version": "1"}).status_code == 303
    assert "已撤销" in Page(clerk.get(f"/units/{village}")).text
    assert clerk.post(f"{where}/withdrawal", data={"version": "1"}).status_code == 409


def test_a_bad_paper_is_refused_at_its_field(client_as, town, letters):
    facts = {
        "holder": "王喆",
        "proxy": "李会计",
        "from_on": "2026-03-01",
        "to_on": "2026-02-01",
        "scan": (scan(1), "a.png"),
    }
    address = f"/units/{town.villages[0].id}/proxies"
    page = Page(client_as("clerk").post(address, data=facts, content_type="multipart/form-data"), 422)
    assert "授权截止日期早于开始日期" in page.text


def test_the_plan_of_a_template(client_as, town, letters):
    clerk, template = client_as("clerk"), letters[0].template_id
    page = Page(clerk.get(f"/templates/{template}/signing"))
    assert "各方可同时签" in page.text
    version = str(template_in_sight(town.viewer("clerk"), template).version)
    refused = clerk.post(f"/templates/{template}/signing", data=SIDES | {"version": version, "party1": "乙方"})
    assert "两方的称呼相同" in Page(refused, 422).text
    assert clerk.post(f"/templates/{template}/signing", data=SIDES | {"version": version}).status_code == 303
    assert "按次序先后签" in Page(clerk.get(f"/letter-templates/{template}")).text
    stale = clerk.post(f"/templates/{template}/signing", data=SIDES | {"version": version})
    assert Page(stale, 409).text
    village = town.villages[2].id
    (draft,) = make.drafts(town, template_in_sight(town.viewer("clerk"), template), [village])
    assert "签订情况" not in Page(clerk.get(f"/letters/{draft.id}")).text


def test_identity_is_vouched_for_by_a_second_person(client_as, town):
    user = town.viewer("signer").user_id
    people.invite(user, by=town.viewer("clerk"), now=NOW)
    version = people.user_in_sight(town.viewer("clerk"), user).version
    assert "确认是本人" not in Page(client_as("clerk").get(f"/people/{user}")).text
    assert client_as("clerk").post(f"/people/{user}/identity", data={"version": version}).status_code == 409
    leader = client_as("leader")
    assert leader.post(f"/people/{user}/identity", data={"version": version}).status_code == 303
    assert "已核实身份" in Page(client_as("clerk").get(f"/people/{user}")).text
