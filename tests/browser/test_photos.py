"""手机传照片: made small with its label, sent alone, told when it did not arrive, sent again; words are never lost (R5, R6)."""

import io

import pytest
from browser.desk import expect
from photographs import labelled, photo
from PIL import Image
from sqlalchemy import select

from respbook.models.base import db
from respbook.models.evidence import Evidence

PHONE = {
    "viewport": {"width": 360, "height": 740},
    "user_agent": "Mozilla/5.0 (Linux; Android 12) AppleWebKit/537.36 Chrome/107 Mobile Safari/537.36 MicroMessenger/8.0.40 WeChat/arm64",
}


def rows(office):
    with office.app.app_context():
        return db.session.scalars(select(Evidence).order_by(Evidence.id)).all()


def opened(sitting):
    sitting.open("/evidence/")
    return sitting.page


@pytest.fixture
def chosen(tmp_path):
    def choose(page, content, name="IMG_1.jpg"):
        (tmp_path / name).write_bytes(content)
        page.locator("[data-photos] input[type=file]").set_input_files(tmp_path / name)

    return choose


def test_a_large_photo_goes_up_small_and_keeps_what_it_says(office, desk, chosen):
    page = opened(desk("reporter", **PHONE))
    content = labelled(size=(4000, 3000), orientation=6, quality=97, seed=11)
    assert len(content) > 1_000_000
    chosen(page, content)
    expect(page.locator("[data-photos-told]")).to_have_text("1张中1张已到")
    row = rows(office)[-1]
    assert row.size <= 300 * 1024 and (row.width, row.height) == (1200, 1600)
    assert row.claimed_at.isoformat() == "2026-02-20T07:04:05+00:00"
    assert (row.claimed_north, row.claimed_east) == (30_123_456, 104_092_716)
    with office.app.app_context():
        sent = Image.open(io.BytesIO(office.app.extensions["store"].get(row.sha256)))
    assert sent.size == (1200, 1600) and sent.getexif()[0x0112] == 1
    assert page.locator("[data-photos] input[name=evidence]").input_value() == str(row.id)
    assert page.locator(".photo img").evaluate("image => image.decode().then(() => image.naturalWidth)") == 240


def test_what_did_not_arrive_says_so_and_is_sent_again_alone(office, desk, chosen):
    sitting = desk("reporter", **PHONE)
    page = opened(sitting)
    told = page.locator("[data-photos-told]")
    chosen(page, photo(21, (800, 600)), "IMG_2.jpg")
    expect(told).to_have_text("1张中1张已到")
    page.route("**/evidence/", lambda route: route.abort())
    chosen(page, photo(22, (800, 600)), "IMG_3.jpg")
    expect(told).to_have_text("2张中1张已到，1张没有传上")
    form = "form => { form.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true })); }"
    page.locator("form:has([data-photos])").evaluate(form)
    expect(told).to_contain_text("还有1张照片没有传上")
    page.unroute("**/evidence/")
    page.get_by_role("button", name="重传").click()
    expect(told).to_have_text("2张中2张已到")
    assert page.locator(".photo.failed").count() == 0 and page.locator("input[name=evidence]").count() == 2
    page.get_by_role("button", name="移除").first.click()
    expect(told).to_have_text("1张中1张已到")
    sitting.forgive("ERR_FAILED")


def test_a_picture_that_is_none_is_refused_in_words(desk, chosen):
    page = opened(desk("reporter", **PHONE))
    chosen(page, b"GIF89a" + bytes(50), "IMG_4.jpg")
    expect(page.locator(".photo.failed p")).to_contain_text("这是GIF动图")
    assert page.get_by_role("button", name="重传").count() == 0, "sent again it would be refused again"
    assert page.locator("[data-photos] input[type=file]").count() == 1
