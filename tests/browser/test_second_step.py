"""动态口令 in the browser: what was typed survives a session that ended and the second step of signing in again (R10, R50)."""

import datetime as d

import making
import pyotp
from browser.desk import expect
from sqlalchemy import delete, select

from respbook.actions import second_factors
from respbook.actions.action import housekeeping
from respbook.actions.sign_in import digest
from respbook.models.base import db
from respbook.models.second_factors import SecondFactor
from respbook.models.sessions import SignedIn
from respbook.models.units import Unit
from respbook.queries.sessions import viewer_named


@housekeeping
def signed_out(user_id):
    db.session.execute(delete(SignedIn).where(SignedIn.user_id == user_id))


def phone_of(office):
    """The clerk's phone, set up a while ago; it shows the codes of the office's clock."""
    with office.app.app_context():
        vault, clerk = office.app.extensions["vault"], viewer_named("clerk")
        then = office.app.config["CLOCK"]() - d.timedelta(hours=1)
        second_factors.begin(vault, by=clerk, now=then)
        totp = pyotp.TOTP(vault.opened(db.session.scalar(select(SecondFactor.secret))))
        second_factors.confirm(digest(making.sid_of("clerk")), totp.at(then), vault, by=clerk, now=then)
        signed_out(clerk.user_id)
        return totp


def test_the_form_waits_for_both_steps(office, desk):
    totp = phone_of(office)
    code = totp.at(office.app.config["CLOCK"]() - d.timedelta(seconds=30))
    clerk = desk()
    clerk.open("/sign-in")
    clerk.fill(用户名="clerk", 密码=making.PASSWORD)
    clerk.press("登录")
    clerk.heading("请输入动态口令")
    clerk.fill(动态口令=code)
    clerk.press("验证")
    clerk.heading("今天")
    clerk.open("/units/new")
    clerk.page.get_by_label("名称", exact=True).fill("两步服务站")
    clerk.choose("类别", "镇属单位")
    with office.app.app_context():
        signed_out(viewer_named("clerk").user_id)
    clerk.press("登记")
    box = clerk.page.locator("#sign-in-again")
    expect(box).to_be_visible()
    box.get_by_label("用户名").fill("clerk")
    box.get_by_label("密码").fill(making.PASSWORD)
    box.get_by_role("button", name="登录").click()
    box.get_by_label("动态口令").fill(totp.at(office.app.config["CLOCK"]()))
    box.get_by_role("button", name="验证").click()
    clerk.heading("两步服务站")
    with office.app.app_context():
        assert len(db.session.scalars(select(Unit.id).where(Unit.name == "两步服务站")).all()) == 1
