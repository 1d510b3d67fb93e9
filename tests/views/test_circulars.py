"""通报的页面: drafted, edited in place, issued and read; refusals lose nothing; units see what was issued and nothing else."""

import re

import circulating
from circulating import DRAFTED
from lxml import html
from standing import stands

from respbook.actions import rectification
from respbook.actions.finding_steps import Told
from respbook.models.base import db
from respbook.models.circulars import Circular
from respbook.queries.scope_circulars import circular_in_sight
from respbook.queries.scope_findings import finding_in_sight


@stands
def office(app, town):
    """The eight findings as they stand after the check."""
    return circulating.inspected(town)


def asked(**more):
    facts = {
        "kind": "inspection",
        "by_steps": "",
        "first": "2026-02-01",
        "last": "2026-03-02",
        "addressees": "各村，镇属各单位",
        "photos": "y",
    }
    return facts | more


def number_in(answer):
    return int(re.search(r"/circulars/(\d+)", answer.headers["Location"])[1])


def of(town, circular_id):
    db.session.expire_all()
    return circular_in_sight(town.viewer("clerk"), circular_id)


def drafted(client, **more):
    answer = client.post("/circulars/new", data=asked(**more))
    assert answer.status_code == 303, answer.text
    return number_in(answer)


def posted(client, town, circular_id, path, **data):
    version = of(town, circular_id).version
    return client.post(path, data={"version": version, **data})


def test_from_the_choice_to_the_page(client_as, town, office):
    clerk = client_as("clerk")
    wrong = clerk.post("/circulars/new", data=asked(last="2026-01-01", basis="县调度会"))
    assert wrong.status_code == 422 and "请对调" in wrong.text and "县调度会" in wrong.text
    empty = clerk.post("/circulars/new", data=asked(categories="秸秆焚烧"))
    assert empty.status_code == 422 and "没有可通报的" in empty.text
    page = clerk.get(f"/circulars/{drafted(clerk)}")
    tree = html.document_fromstring(page.text)
    figures = {link.get("href"): link.text for link in tree.xpath("//*[@id='items']//a")}
    assert figures == {"#items": "8", "#group-good": "2", "#group-slow": "3", "#group-undone": "3"}
    assert all(tree.get_element_by_id(href[1:]) is not None for href in figures)
    assert "3.老烟厂、xx路市府小学旁拆迁工程，部分场地已覆盖（责任单位：区征收办）。" in page.text


def test_a_sentence_is_edited_in_place_and_nothing_is_lost(client_as, town, office):
    clerk = client_as("clerk")
    circular_id = drafted(clerk)
    item = of(town, circular_id).items[5]
    text = f"/circular-items/{item.id}/text"
    refused = posted(clerk, town, circular_id, text, text="请打13812341234，未覆盖")
    assert refused.status_code == 422 and "手机号码" in refused.text and "请打13812341234" in refused.text
    assert posted(clerk, town, circular_id, text, text="码头未覆盖").status_code == 303
    stale = clerk.post(text, data={"version": 1, "text": "我写的另一句"})
    assert stale.status_code == 409 and "我写的另一句" in stale.text
    group = f"/circular-items/{item.id}/group"
    refused = posted(clerk, town, circular_id, group, group="slow", why="")
    assert refused.status_code == 422 and "写明理由" in refused.text
    assert posted(clerk, town, circular_id, group, group="slow", why="已进场").status_code == 303
    page = clerk.get(f"/circulars/{circular_id}").text
    assert "4.码头未覆盖（责任单位：区交通局）。" in page and "从“未整改”移来：已进场" in page
    words = f"/circulars/{circular_id}/wording"
    row = of(town, circular_id)
    frame = {
        "title": row.title,
        "addressees": row.addressees,
        "opening": "共检查8处，未整改{{未整改}}处，通报如下：",
        "closing": row.closing,
        "until": "2026-03-31",
        "numbers": "all",
    }
    refused = posted(clerk, town, circular_id, words, **frame | {"closing": "{{期限}}前改完"})
    assert refused.status_code == 422 and "不认识" in refused.text and "共检查8处" in refused.text
    assert posted(clerk, town, circular_id, words, **frame).status_code == 303
    page = clerk.get(f"/circulars/{circular_id}").text
    assert "手写的数：8处" in page and "3月底前" in page.replace("</a>", "").replace('<a href="#until">', "")


def test_a_change_in_the_register_is_shown_and_decided(client_as, town, office):
    clerk = client_as("clerk")
    circular_id = drafted(clerk)
    viewer = town.viewer("clerk")
    finding = finding_in_sight(viewer, office[6])
    rectification.tell_done(finding.id, Told("已全部覆盖"), finding.version, by=viewer, now=DRAFTED)
    page = clerk.get(f"/circulars/{circular_id}").text
    assert "台账已由“待签收”变为“自报完成”。" in page
    refused = posted(clerk, town, circular_id, f"/circulars/{circular_id}/proposal")
    assert refused.status_code == 422 and "第7条已由“待签收”变为“自报完成”" in refused.text
    item = of(town, circular_id).items[6]
    assert posted(clerk, town, circular_id, f"/circular-items/{item.id}/redraft").status_code == 303
    assert posted(clerk, town, circular_id, f"/circulars/{circular_id}/proposal").status_code == 303


def test_issued_it_is_read_by_all_units_and_by_them_alone_then(client_as, town, office):
    clerk, leader, village = client_as("clerk"), client_as("leader"), client_as("neighbour")
    circular_id = drafted(clerk)
    here = f"/circulars/{circular_id}"
    assert clerk.get(f"{here}/paper.pdf").data.startswith(b"%PDF")
    assert here not in village.get("/find/?q=扬尘防控问题").text
    for path in (here, f"{here}/paper.pdf", f"{here}/text"):
        assert village.get(path).status_code == 404
    assert posted(clerk, town, circular_id, f"{here}/proposal").status_code == 303
    assert posted(clerk, town, circular_id, f"{here}/issue").status_code == 403
    assert posted(leader, town, circular_id, f"{here}/return", why="").status_code == 422
    assert posted(leader, town, circular_id, f"{here}/issue").status_code == 303
    assert "督查通报第1期" in village.get(here).text and "改这一条" not in village.get(here).text
    assert village.get(f"{here}/paper.pdf").data == clerk.get(f"{here}/paper.pdf").data
    assert clerk.get(f"{here}/paper.docx").status_code == 200 and village.get(f"{here}/paper.docx").status_code == 403
    text = clerk.get(f"{here}/text").text
    assert "【青山镇人民政府督查通报第1期】" in text and "（三）未整改的单位" in text
    assert clerk.post(f"{here}/copies").status_code == 204
    assert here in village.get("/find/?q=扬尘防控问题").text
    assert "第1期" in village.get("/circulars").text and "/circulars/new" not in village.get("/circulars").text
    assert village.get("/circulars/new").status_code == 403
    assert posted(leader, town, circular_id, f"{here}/void", why="第三条有误").status_code == 303
    assert "第三条有误" in village.get(here).text


def test_the_day_is_drafted_with_one_click(client_as, town, office):
    clerk = client_as("clerk")
    answer = clerk.post("/circulars/today")
    page = clerk.get(f"/circulars/{number_in(answer)}").text
    assert "尚未回应的单位" in page and "整改时限2月13日已过，至今未报完成" in page


def test_statements_do_not_grow_with_the_items(client_as, town, office, counted):
    clerk = client_as("clerk")
    long, short = drafted(clerk), drafted(clerk, by_steps="1", first="2026-02-25", last="2026-02-25")
    counts = []
    for circular_id in (long, short):
        with counted() as seen:
            clerk.get(f"/circulars/{circular_id}")
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert db.session.get(Circular, long) is not None


def test_after_each_change_the_address_is_a_new_one(client_as, town, office):
    """A browser that is led to its own address with another anchor only scrolls, and would go on with an old version."""
    clerk = client_as("clerk")
    circular_id = drafted(clerk)
    item = of(town, circular_id).items[0]
    places = [
        posted(clerk, town, circular_id, f"/circular-items/{item.id}/text", text=words).headers["Location"]
        for words in ("第一句", "第二句")
    ]
    assert places[0] != places[1] and all(place.endswith(f"#item-{item.id}") for place in places)
