"""层层签订 in a browser: a village prints a hundred pledges from a pasted list and ticks them off on the phone (C4)."""

import pytest
from making import make
from sqlalchemy import select

from respbook.models.base import db
from respbook.models.letters import Letter
from respbook.models.pledges import Pledge

PHONE = {"viewport": {"width": 360, "height": 740}}
SMALL = """() => Array.from(document.querySelectorAll('.choices label')).filter((each) => each.getBoundingClientRect().height < 48).length"""


@pytest.fixture(scope="module")
def letters(office):
    """The issued letters of the first two villages, with their 社."""
    town = office.town
    with office.app.app_context():
        programme = make.programme(town)
        make.target(town, programme)
        rows = make.drafts(town, make.template(town, programme), [village.id for village in town.villages[:2]])
        make.issued(office.app, town, rows)
        for row in rows:
            make.signed(town, row)
        for village in town.villages[:2]:
            make.groups(town, village, "东关社", "西关社", "南门社")
        return list(db.session.scalars(select(Letter.id).order_by(Letter.number)))


def pasted():
    return "户主\t社\t人口\t门牌\n" + "\n".join(
        f"赵{'建国文志永春秀玉海明'[n % 10]}{'军林霞梅娟祥成琴仁礼'[n // 10]}\t{('东关社', '西关社', '南门社')[n % 3]}\t{n % 6 + 1}\t{n + 1}号"
        for n in range(100)
    )


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_a_hundred_pledges_from_a_pasted_list(desk, office, letters, scripts):
    letter, login = (letters[0], "signer") if scripts else (letters[1], "neighbour")
    village = desk(login, java_script_enabled=scripts)
    village.open(f"/letters/{letter}")
    village.follow("层层签订")
    village.follow("生成社责任书")
    village.press("生成")
    village.said("已生成3份社责任书")
    village.follow("生成户承诺书")
    village.page.get_by_label("户名单", exact=True).fill(pasted() + "\n赵多多\t北门社\t3\t")
    village.press("核对名单")
    village.reads("第102行：没有“北门社”这个社")
    if scripts:
        assert village.looks() == []
    village.page.get_by_label("户名单", exact=True).fill(pasted())
    village.press("核对名单")
    village.page.get_by_label("一次办理100户，核对名单后请填总数").fill("100")
    village.press("生成100份承诺书")
    village.said("已生成100份户承诺书")
    village.follow("打印")
    with village.page.expect_download() as taken:
        village.press("下载打印文件")
    assert taken.value.suggested_filename.endswith("环境保护承诺书_100份.pdf")
    phone = desk("reporter" if scripts else login, java_script_enabled=scripts, **PHONE)
    phone.open(f"/letters/{letter}/pledges")
    if scripts:
        assert phone.looks() == []
    phone.follow("登记签订")
    if scripts:
        assert phone.looks() == [] and phone.page.evaluate(SMALL) == 0
    phone.follow("东关社")
    phone.follow("全部勾选")
    phone.page.locator("input[name=pledge_ids]").last.uncheck()
    stack = {"name": "合影.png", "mimeType": "image/png", "buffer": make.picture()}
    phone.page.get_by_label("合拍的照片或扫描件").set_input_files([stack])
    count = phone.page.get_by_label("一次办理超过20份，核对名单后请填总数")
    if scripts:
        count.fill("35")
        phone.press("登记签订")
        assert count.evaluate("field => field.validationMessage") == "与名单不符，请核对名单后填总数。"
    count.fill("34")
    phone.press("登记签订")
    phone.said("已登记34份签订，还有69份没有签")
    village.open("/programmes/1/cascade")
    village.heading("层层签订")
    village.follow("33/100")
    village.heading("社责任书和户承诺书")
    if scripts:
        village.page.set_viewport_size(PHONE["viewport"])
        assert village.looks() == []
        _put_right(desk, office, letter)


def _put_right(desk, office, letter):
    """A wrong tick is taken back, with its reason."""
    with office.app.app_context():
        asked = select(Pledge.id).where(Pledge.signed_on.is_not(None), Pledge.letter_id == letter)
        signed = db.session.scalars(asked.order_by(Pledge.serial.desc()).limit(1)).one()
    phone = desk("signer", **PHONE)
    phone.open(f"/pledges/{signed}")
    assert phone.looks() == []
    phone.follow("更正")
    phone.page.get_by_label("原因", exact=True).filter(visible=True).fill("勾错了一户。")
    phone.press("更正", phone.page.locator("dialog[open]"))
    phone.said("已更正为待签")
    phone.reads("勾错了一户。")
