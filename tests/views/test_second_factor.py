"""动态口令 from end to end: set up, asked for, recovered, reset; what 等保 asks before anybody enters (safety R06, R10, R12, R13)."""

import dataclasses
import datetime as d
import re
from concurrent.futures import ThreadPoolExecutor

import making
import pyotp
import pytest
from reading import Page
from sqlalchemy import select, update

from respbook.actions import people, second_factors, sign_in
from respbook.actions.proofs import Came, proof_of
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.people import User
from respbook.models.second_factors import RecoveryCode, SecondFactor
from respbook.models.sessions import SignedIn
from respbook.queries.sessions import entrance
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import system_viewer
from respbook.rules.profiles import Profile
from respbook.vault import Vault

CODE = re.compile(r"(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}(?![-0-9A-Z])")
SECRET = re.compile(r"(?:[A-Z2-7]{4}-){7}[A-Z2-7]{4}")
FOUR = ("admin", "leader", "assessor", "auditor")


class Phone:
    """A phone with an authenticator, set by the same clock."""

    def __init__(self, secret, clock):
        self.totp, self.clock = pyotp.TOTP(secret.replace("-", "")), clock

    def code(self):
        return self.totp.at(self.clock.now)


@pytest.fixture
def dengbao(app, monkeypatch):
    told = dataclasses.replace(app.extensions["settings"], profile=Profile.DENGBAO)
    monkeypatch.setitem(app.extensions, "settings", told)


def set_up(client, clock, base="/people/me/second", page="/people/me/second/set-up"):
    """Gives the phone and the codes of the slip."""
    assert client.post(f"{base}/begin").status_code == 303
    phone = Phone(SECRET.search(Page(client.get(page)).text)[0], clock)
    slip = Page(client.post(page, data={"code": phone.code()}))
    codes = CODE.findall(slip.source)
    assert len(codes) == 8
    return phone, codes


def signing_in(app, login="clerk", password=making.PASSWORD, **more):
    """A new browser in which the password was right."""
    browser = app.test_client().enter_as(None)
    answer = browser.post("/sign-in", data={"login": login, "password": password, **more})
    return renewed(browser, answer.location) if "/sign-in" in answer.location else browser, answer


def renewed(browser, path):
    """The token of the page that the browser stands on: signing in gives another."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get(path).text)
    browser.csrf_token = found[1] if found else browser.csrf_token
    return browser


def test_set_up_then_asked_for_at_every_sign_in(app, client_as, clock):
    own = client_as("clerk")
    assert "动态口令" in Page(own.get("/people/me")).text and "未启用" in Page(own.get("/people/me/second")).text
    phone, codes = set_up(own, clock)
    assert own.get("/people/me/second/set-up").text.find("二维码只在设置时显示") < 0, "the picture is not shown again"
    assert "8个中还有8个没有用过" in Page(own.get("/people/me/second")).text
    stored = db.session.scalar(select(SecondFactor.secret))
    assert phone.totp.secret not in stored and not set(codes) & set(
        db.session.scalars(select(RecoveryCode.code_sha256))
    )
    book = "".join(db.session.scalars(select(AuditEntry.body)))
    assert phone.totp.secret not in book and not any(code in book for code in codes)

    clock.forward(minutes=1)
    other, answer = signing_in(app, next="/units/")
    assert answer.location == "/sign-in/code?next=/units/"
    assert other.get("/units/").location.startswith("/sign-in/code"), "the password alone opens nothing"
    page = Page(other.get(answer.location))
    used = phone.code()
    wrong = other.post(answer.location, data={"code": f"{(int(used) + 1) % 1000000:06}"})
    assert "动态口令不对" in Page(wrong, 422).text
    assert "手机不在身边" in page.text and "第一次登录" not in page.text, "nothing is told before the second step"
    assert other.post(answer.location, data={"code": used}).location == "/units/"
    assert "这是您第一次登录" in Page(other.get("/units/")).text

    third, _ = signing_in(app)
    assert third.post("/sign-in/code", data={"code": used}).status_code == 422, "each code once"
    assert third.post("/sign-in/code", data={"recovery": codes[0].lower().replace("-", " ")}).location == "/"
    fourth, _ = signing_in(app)
    assert fourth.post("/sign-in/code", data={"recovery": codes[0]}).status_code == 422, "each of the slip once"
    assert "还有7个" in Page(third.get("/people/me/second")).text


def test_guessing_the_code_stops_after_five(app, client_as, clock):
    phone, codes = set_up(client_as("clerk"), clock)
    clock.forward(minutes=1)
    browser, _ = signing_in(app)
    wrong = f"{(int(phone.code()) + 7) % 1000000:06}"
    for _ in range(5):
        browser.post("/sign-in/code", data={"code": wrong})
    for right in ({"code": phone.code()}, {"recovery": codes[0]}):
        assert browser.post("/sign-in/code", data=right).status_code == 422
    clock.forward(minutes=16)
    browser, _ = signing_in(app)
    assert browser.post("/sign-in/code", data={"code": phone.code()}).status_code == 303


def test_in_the_dialog_over_a_half_filled_page(app, client_as, clock):
    phone, _ = set_up(client_as("clerk"), clock)
    clock.forward(minutes=1)
    browser = app.test_client().enter_as(None)
    sent = {"login": "clerk", "password": making.PASSWORD, "piece": "1"}
    piece = browser.post("/sign-in", data=sent)
    assert piece.status_code == 200 and "X-CSRF-Token" not in piece.headers and "正在显示的6位数字" in piece.text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', piece.text)[1]
    held = browser.open(
        "/people/step",
        method="POST",
        data={"csrf_token": token, "step": "2"},
        headers={"HX-Request": "true"},
        csrf=False,
    )
    assert held.status_code == 401 and held.headers["X-Sign-In"] == "/sign-in/code?piece=1"
    through = browser.post("/sign-in/code?piece=1", data={"csrf_token": token, "code": phone.code()}, csrf=False)
    assert through.status_code == 200 and through.headers["X-CSRF-Token"]
    again = {"csrf_token": through.headers["X-CSRF-Token"], "step": "2"}
    assert browser.post("/people/step", data=again, csrf=False).status_code == 303


def test_a_phone_proves_as_well_as_a_password(app, client_as, clock):
    own = client_as("admin")
    assert 'name="code"' not in own.get("/step-up").text
    phone, _ = set_up(own, clock)
    clock.forward(minutes=6)
    before = own.get("/people/new")
    assert before.location.startswith("/step-up")
    assert 'name="code"' in Page(own.get("/step-up")).source
    assert own.post("/step-up", data={}).status_code == 422
    used = phone.code()
    assert own.post("/step-up", data={"code": used}).status_code == 303 and own.get("/people/new").status_code == 200
    assert own.post("/step-up", data={"code": used}).status_code == 422


def every_route(app):
    for rule in app.url_map.iter_rules():
        if app.view_functions[rule.endpoint].needs is not None:
            path = re.sub(r"<[\w:]+>", "abc", re.sub(r"<int:\w+>", "1", rule.rule))
            yield max(rule.methods - {"HEAD", "OPTIONS"}), path


def test_in_dengbao_four_roles_reach_nothing_without_it(app, client_as, dengbao, clock):
    db.session.execute(update(User).values(password_set_at=making.NOW))
    db.session.commit()
    routes = list(every_route(app))
    assert len(routes) > 400
    for place, login in enumerate(FOUR):
        browser = client_as(login)
        for method, path in routes if login == "leader" else routes[place::40]:
            answer = browser.open(path, method=method, headers={"HX-Request": "true"})
            led = answer.headers.get("HX-Redirect") or answer.headers.get("X-Sign-In") or ""
            assert answer.status_code == 401 and led.startswith("/sign-in/set-up"), (login, method, path)
    assert client_as("leader").get("/").location == "/sign-in/set-up?next=/"
    assert client_as("clerk").get("/").status_code == 200, "the others are only offered it"

    leader = client_as("leader")
    assert "须使用动态口令" in Page(leader.get("/sign-in/set-up")).text
    assert client_as("clerk").get("/sign-in/set-up").status_code == 303
    set_up(leader, clock, base="/sign-in/set-up", page="/sign-in/set-up")
    assert leader.get("/").status_code == 200
    refused = leader.post("/people/me/second/end")
    assert refused.status_code == 409 and "不能停用" in refused.text


def test_help_tells_which_of_the_two_rules_holds_here(client_as, dengbao, app, monkeypatch):
    """The conflict between the standard and what guessing has taught is said, with what is asked for (R06)."""
    db.session.execute(update(User).values(password_set_at=making.NOW))
    db.session.commit()
    asked = Page(client_as("clerk").get("/help/")).text
    assert "GB/T 22239" in asked and "两种规定不一致" in asked and "现在按等级保护执行" in asked
    told = dataclasses.replace(app.extensions["settings"], profile=Profile.PLAIN)
    monkeypatch.setitem(app.extensions, "settings", told)
    assert "现在按通行做法执行" in client_as("clerk").get("/help/").text


def test_in_dengbao_a_password_lapses_and_what_was_typed_goes_on(app, dengbao, clock):
    for weak in ("门前两棵老杏树今年没结果", making.PASSWORD):
        browser, answer = signing_in(app, "reporter", next="/report/")
        assert answer.location == "/sign-in/password?next=/report/" and browser.get("/report/").status_code == 303
        sent = {"old": making.PASSWORD, "password": weak, "again": weak}
        assert browser.post(answer.location, data=sent).status_code == 422
    assert "密码每180天更换一次" in Page(browser.get(answer.location)).text
    held = browser.open("/people/step", method="POST", data={"step": "2"}, headers={"HX-Request": "true"})
    assert held.status_code == 401 and held.headers["X-Sign-In"] == "/sign-in/password?piece=1"
    good = "门前两棵老杏树Tree7"
    sent = {"old": making.PASSWORD, "password": good, "again": good}
    through = browser.post("/sign-in/password?piece=1", data=sent)
    assert through.status_code == 200 and through.headers["X-CSRF-Token"]
    browser.csrf_token = through.headers["X-CSRF-Token"]
    assert browser.post("/people/step", data={"step": "2"}).status_code == 303, "what was on the way goes on"
    clock.forward(days=179)
    assert signing_in(app, "reporter", good)[1].location == "/"
    clock.forward(days=2)
    assert signing_in(app, "reporter", good)[1].location == "/sign-in/password"


def test_one_who_has_both_to_give_gives_the_code_first(app, client_as, dengbao, clock):
    db.session.execute(update(User).values(password_set_at=making.NOW))
    db.session.commit()
    phone, _ = set_up(client_as("leader"), clock, base="/sign-in/set-up", page="/sign-in/set-up")
    clock.forward(days=181)
    browser, answer = signing_in(app, "leader")
    assert answer.location == "/sign-in/code" and browser.get("/sign-in/password").location.startswith("/sign-in/code")
    assert browser.post("/sign-in/code", data={"code": phone.code()}).location == "/sign-in/password"


def test_ended_by_another_it_is_a_reset(app, client_as, town, clock):
    """R12: told to the owner with who and when, nothing is signed before a third person has vouched."""
    set_up(client_as("signer"), clock)
    signer = town.viewer("signer")
    admin = client_as("admin")
    assert "解除动态口令" in Page(admin.get(f"/people/{signer.user_id}")).text
    with pytest.raises(RuleBroken, match="不能给自己"):
        people.reset_second_factor(town.viewer("admin").user_id, by=town.viewer("admin"), now=town.now)
    with pytest.raises(RuleBroken, match="只能经手"):
        people.reset_second_factor(town.viewer("leader").user_id, by=town.viewer("clerk"), now=town.now)
    clock.forward(minutes=1)
    assert admin.post(f"/people/{signer.user_id}/second-factor").status_code == 303
    assert not db.session.scalars(select(SecondFactor)).all() and not db.session.scalars(select(RecoveryCode)).all()
    assert not db.session.scalars(select(SignedIn).where(SignedIn.user_id == signer.user_id)).all()
    browser, answer = signing_in(app, "signer")
    assert answer.location == "/"
    assert "您的动态口令已被解除：2026年3月2日 09:01，由周正办理。" in Page(browser.get("/")).text
    with pytest.raises(RuleBroken, match="身份还没有核实"):
        proof_of("password", Came("", "", ""), signer, clock.now)
    version = people.user_in_sight(town.viewer("clerk"), signer.user_id).version
    people.confirm_identity(signer.user_id, version, by=town.viewer("leader"), now=clock.now)
    assert proof_of("password", Came("", "", ""), signer, clock.now).reset_by == "周正"


def test_whoever_reset_either_does_not_vouch(app, client_as, town, clock):
    """The clerk resets the password, the administrator the phone: neither is the second person."""
    set_up(client_as("signer"), clock)
    user = town.viewer("signer").user_id
    people.invite(user, by=town.viewer("clerk"), now=town.now)
    people.reset_second_factor(user, by=town.viewer("admin"), now=town.now + d.timedelta(minutes=1))
    version = people.user_in_sight(town.viewer("clerk"), user).version
    with pytest.raises(RuleBroken, match="另一个人"):
        people.confirm_identity(user, version, by=town.viewer("clerk"), now=town.now + d.timedelta(minutes=2))
    assert "当面核实" not in client_as("clerk").get(f"/people/{user}").text
    assert [each.by for each in entrance(user).resets] == ["陈静", "周正"]
    clock.forward(minutes=3)
    leader = client_as("leader")
    assert "1人身份待核实" in leader.get("/").text
    page = Page(leader.get("/people/to-vouch"))
    assert "王喆" in page.text and "由周正" in page.text
    assert (
        leader.post(f"/people/{user}/identity", data=page.form(f"/people/{user}/identity")).location
        == "/people/to-vouch"
    )
    assert "没有待核实的人" in leader.get("/people/to-vouch").text


def test_a_reset_by_command_is_one_too(app, town):
    """Whoever owns the server does not sign for the leader either."""
    user = town.viewer("leader").user_id
    people.invite(user, by=system_viewer("命令行"), now=town.now)
    with pytest.raises(RuleBroken, match="身份还没有核实"):
        proof_of("password", Came("", "", ""), town.viewer("leader"), town.now)
    version = people.user_in_sight(town.viewer("clerk"), user).version
    people.confirm_identity(user, version, by=town.viewer("clerk"), now=town.now)
    assert proof_of("password", Came("", "", ""), town.viewer("leader"), town.now).reset_by == "服务器命令行"


def test_a_reset_password_still_asks_for_the_phone(app, client_as, town, clock):
    set_up(client_as("signer"), clock)
    code = people.invite(town.viewer("signer").user_id, by=town.viewer("clerk"), now=town.now)
    browser = app.test_client().enter_as(None)
    new = "清清河水向东流入大海"
    answer = browser.post("/enter", data={"code": code, "password": new, "again": new})
    assert answer.location == "/sign-in/code" and browser.get("/").location.startswith("/sign-in/code")


def test_without_the_key_file_the_slip_still_opens(app, client_as, clock, monkeypatch):
    phone, codes = set_up(client_as("clerk"), clock)
    monkeypatch.setitem(app.extensions, "vault", Vault(("another key",)))
    clock.forward(minutes=1)
    browser, _ = signing_in(app)
    assert browser.post("/sign-in/code", data={"code": phone.code()}).status_code == 422
    assert browser.post("/sign-in/code", data={"recovery": codes[3]}).status_code == 303
    rotated = Vault(("new key", "old key"))
    assert rotated.opened(Vault(("old key",)).locked("words")) == "words"


def test_one_code_given_twice_at_once_opens_one_session(real_app):
    """The step is taken in the turn of the deed: of two with the same code the second is refused."""
    app = real_app()
    vault, clerk, now = app.extensions["vault"], app.town.viewer("clerk"), making.NOW
    with app.app_context():
        second_factors.begin(vault, by=clerk, now=now)
        secret = vault.opened(db.session.scalar(select(SecondFactor.secret)))
        totp, sid = pyotp.TOTP(secret), sign_in.digest(making.sid_of("clerk"))
        second_factors.confirm(sid, totp.at(now), vault, by=clerk, now=now)
        later = now + d.timedelta(minutes=1)
        sids = [
            sign_in.sign_in("clerk", making.PASSWORD, where=sign_in.Where(f"10.1.1.{n}", ""), now=later).sid
            for n in range(4)
        ]

    def enter(sid):
        with app.app_context():
            try:
                return second_factors.enter(sign_in.digest(sid), totp.at(later), vault, by=clerk, now=later)
            except sign_in.SignInRefused:
                return ""

    with ThreadPoolExecutor(4) as pool:
        assert len([sid for sid in pool.map(enter, sids) if sid]) == 1
