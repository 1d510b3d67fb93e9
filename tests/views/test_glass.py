"""屏幕签字: on one's own screen, by a code on the phone; every refusal says what to do."""

import io
import json

import pytest
from glass import filled, letters, record, signed, slots
from making import NOW
from PIL import Image
from reading import Page
from sqlalchemy import select
from standing import stands

from respbook.actions import glass as actions
from respbook.actions import issuing, people, units
from respbook.actions.signing import HandMark
from respbook.models.base import db
from respbook.models.glass import SigningPass
from respbook.rules.errors import RuleBroken
from respbook.rules.signature_record import Shown
from respbook.rules.units import PostRole


@stands
def letter(app, town):
    return letters(app, town, 2)[0]


def opened(client, slot_id):
    return Page(client.get(f"/slots/{slot_id}/sign"))


def test_the_whole_way_on_ones_own_screen(app, town, letter, client_as, clock):
    slot = slots(letter)[1]
    client = client_as("signer")
    assert f"/slots/{slot}/sign" in Page(client.get(f"/letters/{letter.id}")).links()
    assert f"/slots/{slots(letter)[0]}/sign" not in Page(client.get(f"/letters/{letter.id}")).links()
    page = opened(client, slot)
    assert "我已阅读" in page.text and "JavaScript" in page.text
    strip = page.root.xpath("//div[contains(@class, 'reading-count')]")[0]
    assert "已看 0/" in strip.text_content() and strip.xpath("./button[.='签名']/@disabled"), "not before all was seen"
    clock.forward(minutes=2)
    answer = client.post(f"/slots/{slot}/sign", data=filled(client, page, f"/slots/{slot}/sign"))
    assert answer.status_code == 303 and answer.location.endswith("/receipt")
    made, facts = record(town, slot)
    assert facts["shown"]["pages_seen"] == letter.pages and facts["shown"]["pdf_sha256"] == letter.pdf_sha256
    assert facts["shown"]["opened_at"] < facts["proof"]["at"]
    assert facts["proof"]["kind"] == "password" and len(facts["proof"]["session8"]) == 8
    store = app.extensions["store"]
    assert store.get(made.mark_sha256).startswith(b"\x89PNG") and json.loads(store.get(made.strokes_sha256))
    shown = client_as("clerk").get(f"/slots/{slot}/mark.png")
    assert shown.headers["Cache-Control"] == "no-store" and shown.data != store.get(made.mark_sha256)
    assert Image.open(io.BytesIO(shown.data)).mode == "L"
    assert client_as("neighbour").get(f"/slots/{slot}/mark.png").status_code == 404
    again = client.get(f"/slots/{slot}/sign")
    assert again.status_code == 303 and "您已于" in Page(client.get(again.location)).text


def test_pressing_twice_signs_once(town, letter, client_as):
    slot = slots(letter)[1]
    client = client_as("signer")
    sent = filled(client, opened(client, slot), f"/slots/{slot}/sign")
    answers = [client.post(f"/slots/{slot}/sign", data=sent) for _ in range(2)]
    assert len({each.location for each in answers}) == 1 and answers[0].location.endswith("/receipt")
    assert signed() == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"password": "不是这个密码不是"}, "密码不对"),
        ({"password": ""}, "请填写登录密码"),
        ({"strokes": ""}, "还没有签名"),
        ({"strokes": '{"box":[2000,900],"strokes":[[[5,5,0]]]}'}, "签名太短"),
        ({"seen": "伪造的"}, "刷新页面，重新看过再签"),
    ],
)
def test_what_is_missing_is_told_and_nothing_lost(letter, client_as, change, said):
    slot = slots(letter)[1]
    client = client_as("signer")
    sent = filled(client, opened(client, slot), f"/slots/{slot}/sign") | change
    page = Page(client.post(f"/slots/{slot}/sign", data=sent), 422)
    assert said in page.text and signed() == 0
    assert page.form(f"/slots/{slot}/sign")["strokes"] == sent["strokes"]


def test_pages_not_seen_and_slips_of_others_do_not_count(letter, client_as):
    first, slot = slots(letter)
    client = client_as("signer")
    page = opened(client, slot)
    whole = filled(client, page, f"/slots/{slot}/sign")
    foreign = client.get(f"/slots/{first}/pages/1.png").headers["X-Page-Seen"]
    sent = whole | {"seen": whole["seen"].split()[0] + " " + foreign}
    refused = Page(client.post(f"/slots/{slot}/sign", data=sent), 422)
    assert f"还有{letter.pages}页没有看" in refused.text and signed() == 0


def test_other_slots_and_other_units(town, letter, client_as):
    first, own = slots(letter)
    client = client_as("signer")
    assert "您的账号属于别的单位" in client.get(f"/slots/{first}/sign").text
    other = own + 2
    for answer in (
        client.get(f"/slots/{other}/sign"),
        client.post(f"/slots/{other}/sign"),
        client.get(f"/slots/{other}/pages/1.png"),
        client.post(f"/slots/{other}/passes"),
        client.get(f"/slots/{other}/mark.png"),
    ):
        assert answer.status_code == 404
    assert client_as("clerk").get(f"/slots/{own}/sign").status_code == 403


def test_post_ended_yesterday(town, letter, client_as, clock):
    slot = slots(letter)[1]
    client = client_as("signer")
    for _ in range(3):
        clock.forward(hours=7)
        client.get("/")
    sent = filled(client, opened(client, slot), f"/slots/{slot}/sign")
    after = units.HolderFacts(PostRole.FIRST, "党支部书记", "赵新民", "", clock.now.date())
    units.appoint(town.villages[0].id, after, by=town.viewer("clerk"), now=clock.now)
    refused = client.post(f"/slots/{slot}/sign", data=sent)
    assert refused.status_code in (409, 422) and signed() == 0
    assert "王喆已于2026年3月3日离任" in client.get(f"/slots/{slot}/sign").text
    assert f"/slots/{slot}/sign" not in Page(client.get(f"/letters/{letter.id}")).links()


def test_password_reset_by_somebody_else(town, letter, client_as):
    slot = slots(letter)[1]
    client = client_as("signer")
    code = people.invite(town.viewer("signer").user_id, by=town.viewer("clerk"), now=NOW)
    mine = "qingshan-lv2-dahe-7"
    answer = client.post("/enter", data={"code": code, "password": mine, "again": mine})
    assert answer.status_code == 303
    answer = client.get(f"/slots/{slot}/sign")
    assert answer.status_code == 409 and "身份还没有核实" in answer.text
    shown, mark = Shown(letter.pdf_sha256, NOW, letter.pages), HandMark("c" * 64, "d" * 64)
    with pytest.raises(RuleBroken, match="身份还没有核实"):
        actions.sign_own(slot, mark, shown, mine, actions.Came("", "", ""), by=town.viewer("signer"), now=NOW)
    assert signed() == 0


def test_letter_voided_meanwhile(town, letter, client_as):
    slot = slots(letter)[1]
    client = client_as("signer")
    sent = filled(client, opened(client, slot), f"/slots/{slot}/sign")
    issuing.void(letter.id, "有误", letter.version, by=town.viewer("leader"), now=NOW)
    refused = client.post(f"/slots/{slot}/sign", data=sent)
    assert refused.status_code == 409 and "现为“已作废”" in refused.text and signed() == 0


def passed(client, slot):
    """The phone's address and the page at the PC."""
    at_pc = client.post(f"/slots/{slot}/passes").location
    page = Page(client.get(at_pc))
    return at_pc, page, "/sign/" + page.first("//span[contains(@class,'address')]").rsplit("/", 1)[1]


def test_from_the_pc_to_the_phone(town, letter, client_as, client, clock):
    slot = slots(letter)[1]
    pc = client_as("signer")
    at_pc, waiting, link = passed(pc, slot)
    assert waiting.root.xpath("//*[@id='glass-wait']/@hx-get") == [at_pc]
    for _ in range(2):  # chat programs look at a link before people do
        page = Page(client.get(link))
    wrong = Page(client.post(link, data=filled(client, page, link, password="不是这个密码不是")), 422)
    assert "密码不对" in wrong.text and signed() == 0
    sent = filled(client, wrong, link)
    assert client.post(link, data=sent).location == link
    assert "已于" in Page(client.get(link)).text and "已经作废" in Page(client.get(link)).text
    assert client.post(link, data=sent).status_code == 200 and signed() == 1
    shown = Page(pc.piece(at_pc, "glass-wait"))
    assert shown.root.xpath("//img/@src") == [f"/slots/{slot}/mark.png"] and not shown.root.xpath("//*[@hx-trigger]")
    made, facts = record(town, slot)
    assert made.user_id == town.viewer("signer").user_id and facts["shown"]["pages_seen"] == letter.pages
    assert client.get(link + "/pages/1.png").status_code == 404
    assert client.get("/").status_code == 303, "a code is no login"


def test_codes_that_are_worth_nothing(town, letter, client_as, client, clock):
    slot = slots(letter)[1]
    pc = client_as("signer")
    _, _, earlier = passed(pc, slot)
    clock.forward(seconds=5)
    at_pc, _, link = passed(pc, slot)
    assert client.get(earlier).status_code == 410 and "旧码作废" in client.get(earlier).text
    assert client.get("/sign/" + "x" * 32).status_code == 404
    foreign = client_as("leader").get(link)
    assert foreign.status_code == 410 and "这部手机登录的是李建国" in foreign.text
    assert client_as("leader").get(at_pc).status_code == 404
    page = Page(client.get(link))
    sent = filled(client, page, link)
    clock.forward(minutes=11)
    late = client.post(link, data=sent)
    assert late.status_code == 410 and "已经过期" in late.text and signed() == 0
    assert client.get(link + "/pages/1.png").status_code == 410
    assert "已经过期" in Page(pc.get(at_pc)).text


def test_guessing_through_a_code_is_counted(letter, client_as, client):
    slot = slots(letter)[1]
    _, _, link = passed(client_as("signer"), slot)
    for _ in range(5):
        page = Page(client.get(link))
        client.post(link, data=filled(client, page, link, password="不是这个密码不是"))
    page = Page(client.get(link))
    assert "密码不对" in client.post(link, data=filled(client, page, link)).text and signed() == 0


def test_the_code_is_kept_by_its_digest_alone(letter, client_as):
    _, _, link = passed(client_as("signer"), slots(letter)[1])
    db.session.rollback()
    row = db.session.scalars(select(SigningPass)).one()
    assert link.rsplit("/", 1)[1] not in repr(vars(row))
