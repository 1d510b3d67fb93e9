"""纸质签订: the copier's one PDF is dropped, filed, compared by a second person by keyboard, and the letters are signed."""

import re

import pytest
import scanning
from browser.desk import expect
from making import make
from scanning import pages_of, scanned
from sqlalchemy import select

from respbook.actions import letter_templates
from respbook.models.base import db
from respbook.models.letters import Letter
from respbook.rules.signing import SigningState

LONG = "{{单位名称}}应当完成下列任务，每月巡查，及时上报，做好记录。" * 30
DROP = """(area, [name, text]) => {
  const bytes = Uint8Array.from(atob(text), (mark) => mark.charCodeAt(0));
  const carried = new DataTransfer();
  carried.items.add(new File([bytes], name, { type: 'application/pdf' }));
  area.dispatchEvent(new DragEvent('drop', { dataTransfer: carried, bubbles: true, cancelable: true }));
}"""


@pytest.fixture(scope="module")
def letters(office):
    """Three villages' letters, issued: (id, clean pages)."""
    app, town = office.app, office.town
    clause = letter_templates.ClauseFacts
    with app.app_context():
        programme = make.programme(town)
        make.target(town, programme)
        wording = (
            clause(1, "责任目标"), clause(0, "{{目标任务表}}"), clause(0, LONG), clause(0, "{{任务清单}}"),
            clause(0, "{{签字栏}}"),
        )  # fmt: skip
        rows = make.drafts(town, make.template(town, programme, clauses=wording), [v.id for v in town.villages[:3]])
        make.issued(app, town, rows)
        db.session.rollback()
        found = db.session.scalars(select(Letter).order_by(Letter.id)).all()
        return [(letter.id, pages_of(app, letter)) for letter in found]


@pytest.fixture(scope="module")
def heap(office, letters, tmp_path_factory):
    """Three letters: the second's first page missing, the third's first page upside down, a foreign page among them."""
    first, second, third = (pages for _, pages in letters)
    with office.app.app_context():
        foreign = office.app.extensions["binder"].pdf(scanning.scan_set.letter(7)).pdf
    stray = next(scanning.scan_set.page_pictures(foreign, 150))
    torn = first[0].copy()
    torn.paste(255, (0, round(torn.height * 0.86), torn.width, torn.height))
    jpegs = [scanned(torn), *map(scanned, first[1:]), scanned(stray), *map(scanned, second[1:])]
    jpegs += [scanned(third[0], 180), *map(scanned, third[1:])]
    return scanning.pdf(jpegs, tmp_path_factory.mktemp("copier"))


def signed(office, letters):
    """How the letters of this file's heap stand, whatever else the office has issued."""
    wanted = [letter_id for letter_id, _ in letters]
    with office.app.app_context():
        return list(db.session.scalars(select(Letter.signing).where(Letter.id.in_(wanted)).order_by(Letter.id)))


def test_one_pdf_from_the_copier_two_people_and_the_letters_are_signed(desk, office, letters, heap, request):
    from base64 import b64encode

    clerk = desk("clerk")
    clerk.open("/scans/")
    assert clerk.looks() == []
    clerk.page.locator(".drop").evaluate(DROP, ["扫描.pdf", b64encode(heap.read_bytes()).decode()])
    clerk.page.wait_for_url(re.compile(r"/scans/\d+$"))
    batch = clerk.page.url
    clerk.heading(f"第{batch.rsplit(chr(47), 1)[1]}批扫描件")
    result = clerk.page.locator("#scans-result")
    expect(result.locator(".tally")).to_contain_text("没有认出二维码 1页", timeout=60000)
    expect(result.locator(".tally")).to_contain_text("查无此责任书 1页")
    expect(result.locator("#missing")).to_contain_text("李家沟村")
    expect(result.locator("#missing")).to_contain_text("第1份缺第1页")
    clerk.open(batch)
    assert clerk.looks() == []

    # The torn page: its place is offered with a number.
    clerk.page.locator(".thumbs a").first.click()
    clerk.heading("扫描页")
    assert clerk.looks() == []
    button = clerk.page.get_by_role("button", name="王家庄村第1份第1页")
    clerk.page.keyboard.press(button.get_attribute("data-key"))
    clerk.said("已归档")
    expect(clerk.page.locator(".tally")).not_to_contain_text("没有认出二维码")

    # Another person compares by keyboard.
    leader = desk("leader")
    leader.open(batch)
    leader.follow("核对并登记签订（3份）")
    expect(leader.page.locator(".sheet-head .nums")).to_be_visible()
    assert leader.looks() == []
    count = sum(len(pages) for _, pages in letters) - 1
    for place in range(count):
        expect(leader.page.locator(".sheet-head .nums")).to_have_text(f"已核对{place}/{count}页")
        if place == 0:
            leader.page.keyboard.press("ArrowRight")
            expect(leader.page.locator(".judge .nums")).to_have_text(f"第2/{count}页")
            leader.page.keyboard.press("ArrowLeft")
            expect(leader.page.locator(".judge .nums")).to_have_text(f"第1/{count}页")
        leader.page.keyboard.press("Enter")
    expect(leader.page.locator(".sheet-head .nums")).to_have_text(f"已核对{count}/{count}页")
    assert leader.looks() == []
    leader.fill(签字日期="2026-03-02", 原件存放处="档案柜3号")
    leader.press("核对无误，登记签订")
    leader.said("2份责任书已登记纸质签订。")
    assert signed(office, letters) == [SigningState.SIGNED, SigningState.WAITING, SigningState.SIGNED]

    # The one with a missing page: with a reason, since its signature page is there.
    leader.follow("核对并登记签订（1份）")
    leader.page.locator("input[name=letters]").check()
    leader.page.locator("input[name^=reason]").fill("第1页被水浸坏")
    leader.press("核对无误，登记签订")
    leader.said("1份责任书已登记纸质签订。")
    assert signed(office, letters) == [SigningState.SIGNED] * 3

    # The village sees its paper on its letter.
    reporter = desk("reporter", viewport={"width": 360, "height": 740})
    reporter.open(f"/letters/{letters[0][0]}")
    expect(reporter.page.locator("#scans-paper")).to_contain_text("原件存放：档案柜3号")
    assert reporter.looks() == []


def test_a_differing_page_is_said_by_keyboard(desk, office, letters, tmp_path):
    """On a fresh letter of the village's own short way; X asks for the reason."""
    with office.app.app_context():
        town = office.town
        programme = make.programme(town, "补充责任书")
        make.target(town, programme, "垃圾清运")
        rows = make.drafts(town, make.template(town, programme), [town.villages[0].id])
        make.issued(office.app, town, rows)
        db.session.rollback()
        letter = db.session.get(Letter, rows[0].id)
        pages = pages_of(office.app, letter)
    file = scanning.pdf([scanned(each) for each in pages], tmp_path)
    reporter = desk("reporter", viewport={"width": 360, "height": 740})
    reporter.open(f"/letters/{letter.id}")
    reporter.follow("登记纸质签订")
    reporter.page.set_input_files("#files", file)
    reporter.press("上传并识别")
    reporter.page.wait_for_url(re.compile(r"/scans/\d+$"))
    batch = reporter.page.url
    expect(reporter.page.locator(".tally")).to_contain_text(f"已归档 {len(pages)}页", timeout=60000)
    assert reporter.looks() == []
    clerk = desk("clerk")
    clerk.open(f"{batch}/compare")
    clerk.page.keyboard.press("x")
    clerk.fill(不符之处="数字改过")
    clerk.press("记为不符")
    expect(clerk.page.locator(".sheet-head .nums")).to_have_text(f"已核对1/{len(pages)}页")
    phone = desk("leader", viewport={"width": 360, "height": 740})
    phone.open(f"{batch}/compare")
    assert phone.looks() == []
