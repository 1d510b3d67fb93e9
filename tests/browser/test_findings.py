"""督查整改 at the roadside and in the village: photo, category, unit, limit, sent; answered on the phone; closed by another."""

import datetime as d

import reporting
from making import make
from sqlalchemy import select

from respbook.models.base import db
from respbook.models.findings import Finding
from respbook.rules.lifecycles import FindingState

PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}


def standing(office):
    with office.app.app_context():
        return db.session.scalars(select(Finding).order_by(Finding.id.desc())).first()


def photo(name="IMG_1.jpg", seed=1):
    return {"name": name, "mimeType": "image/jpeg", "buffer": make.photo_bytes(seed, (640, 480))}


def test_from_the_roadside_to_the_end(office, desk):
    clock = office.app.config["CLOCK"]
    with office.app.app_context():
        reporting.it_is(clock, clock.now + d.timedelta(days=1))
        db.session.remove()
    inspector = desk("assessor", **PHONE)
    inspector.open("/findings/")
    inspector.follow("登记问题")
    taps = 1
    inspector.page.locator("input[type=file]").first.set_input_files(photo())
    inspector.page.locator(".photo img").first.wait_for()
    taps += 2  # the camera and its shutter
    inspector.page.locator("label", has_text="秸秆焚烧").click()
    inspector.page.get_by_label("责任单位").select_option(label="王家庄村")
    inspector.press("登记并交办")
    taps += 3
    inspector.said("已登记2026-0001，已交办王家庄村")
    assert taps <= 6 and inspector.looks() == []

    village = desk("reporter", **PHONE)
    village.open("/report/")
    village.page.locator("a.big", has_text="秸秆焚烧").click()
    assert village.looks() == []
    village.press("签收")
    village.said("已签收。")
    village.follow("报完成")
    village.page.locator("input[type=file]").first.set_input_files(photo("IMG_2.jpg", 9))
    village.page.locator(".photo img").first.wait_for()
    village.page.get_by_label("怎么改的").fill("已扑灭并清运")
    assert village.looks() == []
    village.press("报完成")
    village.said("已报完成，等镇里派人核查")

    inspector.open(f"/findings/{standing(office).id}")
    inspector.follow("核查通过")
    inspector.page.get_by_label("现场情况").fill("现场已清理干净")
    inspector.press("核查通过")
    inspector.said("核查通过，可以销号")
    leader = desk("leader")
    leader.open(f"/findings/{standing(office).id}")
    leader.press("销号")
    leader.said("已销号。")
    assert leader.looks() == []
    assert standing(office).state is FindingState.CLOSED
    leader.open("/findings/pairs")
    assert leader.page.locator("figure img").count() == 2 and leader.looks() == []
