"""登录: guesses, locks, sessions and their ends (safety R01–R03, R07, R09, R11, R13, R15–R18, R20–R22, R27)."""

import datetime as d
import re

import pytest
from making import PASSWORD, sid_of, stored_password
from sqlalchemy import delete, func, insert, select, update

from respbook.actions import own_passwords, passwords, sign_in
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.people import User, UserRole
from respbook.models.sessions import SignedIn
from respbook.rules import sessions as rules
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Role
from respbook.rules.sessions import SESSIONS_AN_ACCOUNT

WRONG = "不是这句话不是这句话"
OFFICE = sign_in.Where("10.0.0.2", "Firefox")


def enter(login, password=PASSWORD, *, now, where=OFFICE):
    return sign_in.sign_in(login, password, where=where, now=now)


def from_address(number):
    return sign_in.Where(f"10.9.{number // 250}.{number % 250}", "curl")


@pytest.fixture
def reached(monkeypatch):
    """How many guesses were compared with a real hash; argon2 itself is left out to be quick."""
    seen = []

    def compare(stored, password):
        if stored:
            seen.append(password)
        return bool(stored) and password == PASSWORD

    monkeypatch.setattr(passwords, "matches", compare)
    return seen


def guess(login, times, now, first_address=0):
    for number in range(times):
        with pytest.raises(sign_in.SignInRefused):
            enter(login, WRONG, now=now, where=from_address(first_address + number))


def test_of_two_hundred_guesses_five_are_compared(app, town, reached):
    guess("clerk", 200, town.now)
    assert len(reached) == 5
    with pytest.raises(sign_in.SignInRefused):
        enter("clerk", now=town.now)
    assert len(reached) == 5


def test_other_accounts_are_not_touched_by_a_lock(app, town, reached):
    guess("clerk", 8, town.now)
    assert enter("leader", now=town.now).user_id == town.viewer("leader").user_id


def test_locks_double_up_to_a_day(app, town, reached):
    now, spans = town.now, []
    for _ in range(9):
        guess("clerk", 6, now)
        asked = len(reached)
        start = now
        while len(reached) == asked:
            now += d.timedelta(minutes=1)
            if now - start > d.timedelta(hours=25):
                pytest.fail("locked for longer than a day")
            now += d.timedelta(minutes=14) if now - start > d.timedelta(minutes=16) else d.timedelta()
            with pytest.raises(sign_in.SignInRefused):
                enter("clerk", WRONG, now=now, where=from_address(int((now - town.now).total_seconds() // 60) % 60000))
        spans.append((now - start) / d.timedelta(minutes=1))
    assert spans[0] == 15
    assert all(later >= 1.9 * before for before, later in zip(spans[:5], spans[1:6], strict=True))
    assert max(spans) <= 24 * 60 + 15


def test_success_clears_the_count(app, town, reached):
    for rounds in range(1, 4):
        guess("clerk", 4, town.now)
        assert enter("clerk", now=town.now).user_id == town.viewer("clerk").user_id
        assert len(reached) == 5 * rounds


def test_one_address_may_not_try_everybody(app, town, reached):
    stranger = sign_in.Where("10.66.6.6", "curl")
    for number in range(30):
        with pytest.raises(sign_in.SignInRefused):
            enter(f"guess{number}", WRONG, now=town.now, where=stranger)
    with pytest.raises(sign_in.TooManyTries):
        enter("leader", now=town.now, where=stranger)
    later = town.now + d.timedelta(minutes=11)
    assert enter("leader", now=later, where=stranger)


def test_a_known_device_enters_while_strangers_are_locked_out(app, town, reached):
    device = enter("clerk", now=town.now).device
    guess("clerk", 20, town.now)
    with pytest.raises(sign_in.SignInRefused):
        enter("clerk", now=town.now)
    assert enter("clerk", now=town.now, where=sign_in.Where("10.0.0.2", "Firefox", device))
    with pytest.raises(sign_in.SignInRefused):  # it is known for this person only
        guess("leader", 5, town.now)
        enter("leader", now=town.now, where=sign_in.Where("10.0.0.2", "Firefox", device))


def body_of(client, login, password=WRONG):
    page = client.post("/sign-in", data={"login": login, "password": password}).text.replace(login, "LOGIN")
    return re.sub(
        r'(name="(?:csrf_token|key)"[^>]*value|X-CSRFToken":)="?[^">]*"',
        "TOKEN",
        re.sub(r'"X-CSRFToken":"[^"]*"', "", page),
    )


def test_unknown_locked_suspended_and_wrong_look_the_same(client_as, clock, town):
    bodies = []
    for login in ("nobody", "clerk", "leader"):
        bodies.append(body_of(client_as(None), login))
    guess("clerk", 5, town.now)
    bodies.append(body_of(client_as(None), "clerk", PASSWORD))
    db.session.execute(update(User).where(User.login == "signer").values(suspended_at=town.now))
    db.session.commit()
    bodies.append(body_of(client_as(None), "signer", PASSWORD))
    assert len(set(bodies)) == 1
    assert "用户名或密码不对" in bodies[0]


def test_refusals_are_written_down(app, town):
    guess("clerk", 1, town.now)
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
    assert (entry.verb, entry.subject_id) == ("session.refuse", town.viewer("clerk").user_id)
    assert WRONG not in entry.body


def test_too_long_a_password_is_not_hashed(app, town, reached):
    with pytest.raises(sign_in.SignInRefused):
        enter("clerk", "长" * 129, now=town.now)
    assert reached == []


def test_parameters_of_the_hash():
    assert re.match(r"\$argon2id\$v=19\$m=19456,t=2,p=1\$", stored_password())
    assert passwords.matches(stored_password(), PASSWORD) and not passwords.matches(stored_password(), WRONG)
    assert not passwords.matches("", "") and not passwords.matches("", "nobody has this password")


def test_weaker_hashes_are_renewed_on_entry(app, town):
    from argon2 import PasswordHasher

    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    db.session.execute(update(User).where(User.login == "clerk").values(password_hash=weak))
    db.session.commit()
    enter("clerk", now=town.now)
    assert "m=19456" in db.session.scalar(select(User.password_hash).where(User.login == "clerk"))


def test_the_database_holds_no_usable_token(client, town):
    client.post("/sign-in", data={"login": "clerk", "password": PASSWORD})
    with client.session_transaction() as cookie:
        sid = cookie["sid"]
        assert set(cookie) <= {"sid", "csrf_token", "_flashes"}
    assert len(sid) >= 43
    stored = db.session.scalars(select(SignedIn.sid_sha256)).all()
    assert sid not in stored and sign_in.digest(sid) in stored


def test_entry_gives_a_new_token_and_proof_gives_another(client_as, client):
    with client.session_transaction() as cookie:
        cookie["sid"] = "chosen-by-somebody-else"
    client.post("/sign-in", data={"login": "clerk", "password": PASSWORD})
    with client.session_transaction() as cookie:
        entered = cookie["sid"]
    assert entered != "chosen-by-somebody-else"
    clerk = client_as("clerk")
    answer = clerk.post("/step-up", data={"password": PASSWORD})
    assert answer.status_code == 303
    assert client_as("clerk").get("/").status_code == 303, "the token before the proof is dead"
    assert clerk.get("/").status_code == 200


def test_a_proof_holds_five_minutes(app, town):
    from respbook.rules.sessions import proven

    assert proven(town.now, town.now + d.timedelta(minutes=5))
    assert not proven(town.now, town.now + d.timedelta(minutes=5, seconds=1))
    assert not proven(None, town.now)


def test_guessing_at_the_proof_is_throttled(app, town, reached):
    viewer = town.viewer("clerk")
    for _ in range(12):
        with pytest.raises(sign_in.SignInRefused):
            sign_in.step_up(sign_in.digest(sid_of("clerk")), WRONG, by=viewer, now=town.now)
    assert len(reached) == 5


@pytest.mark.parametrize(
    ("login", "idle", "too_idle"),
    [
        ("clerk", {"minutes": 29}, {"minutes": 31}),
        ("reporter", {"hours": 7, "minutes": 59}, {"hours": 8, "minutes": 1}),
    ],
)
def test_idle_sessions_end(client_as, clock, login, idle, too_idle):
    client = client_as(login)
    clock.forward(**idle)
    assert client.get("/").status_code == 200
    clock.forward(**idle)
    assert client.get("/").status_code == 200
    clock.forward(**too_idle)
    assert client.get("/").status_code == 303
    clock.now -= d.timedelta(minutes=10)
    assert client.get("/").status_code == 303, "the cookie forgot it, too"


@pytest.mark.parametrize(("login", "pace", "absolute"), [("clerk", 29, 12), ("signer", 400, 7 * 24)])
def test_busy_sessions_end_too(client_as, clock, login, pace, absolute):
    client, start, last = client_as(login), clock.now, clock.now
    while client.get("/").status_code == 200:
        last = clock.now
        clock.forward(minutes=pace)
    limit = d.timedelta(hours=absolute)
    assert limit - d.timedelta(minutes=pace) <= last - start <= limit < clock.now - start


def test_a_saved_cookie_is_worth_nothing_after_leaving(client_as):
    thief = client_as("clerk")
    client = client_as("clerk")
    assert thief.get("/").status_code == 200
    assert client.post("/sign-out").status_code == 303
    assert client.get("/").status_code == 303
    assert thief.get("/").status_code == 303
    assert thief.piece("/", "home-list").status_code == 401


def test_the_sixth_session_ends_the_oldest(app, town):
    viewer, sids = town.viewer("clerk"), []
    for number in range(SESSIONS_AN_ACCOUNT + 2):
        sids.append(enter("clerk", now=town.now + d.timedelta(minutes=1 + number)).sid)
    living = set(db.session.scalars(select(SignedIn.sid_sha256).where(SignedIn.user_id == viewer.user_id)))
    assert living == {sign_in.digest(sid) for sid in sids[-SESSIONS_AN_ACCOUNT:]}


def test_a_suspended_person_is_out_at_once(client_as, town):
    client = client_as("reporter")
    assert client.get("/").status_code == 200
    db.session.execute(update(User).where(User.login == "reporter").values(suspended_at=town.now))
    db.session.commit()
    assert client.get("/").status_code == 303


def test_roles_and_unit_count_from_the_next_request(client_as, town):
    client, user_id = client_as("reporter"), town.viewer("reporter").user_id
    assert client.get("/units/new").status_code == 403
    assert client.get(f"/units/{town.villages[1].id}").status_code == 404
    db.session.execute(delete(UserRole).where(UserRole.user_id == user_id))
    db.session.execute(insert(UserRole).values(user_id=user_id, role=Role.CLERK))
    db.session.commit()
    assert client.get("/units/new").status_code == 200
    db.session.execute(update(User).where(User.id == user_id).values(unit_id=town.unit.id))
    db.session.commit()
    assert client.get(f"/units/{town.villages[1].id}").status_code == 200


def test_a_session_that_ended_during_a_request_is_not_written_back(app, town):
    digest = sign_in.digest(sid_of("clerk"))
    sign_in.sign_out(digest, by=town.viewer("clerk"), now=town.now)
    sign_in.seen(digest, town.now)
    assert db.session.get(SignedIn, digest) is None


def test_a_new_password_ends_the_other_devices(app, town):
    viewer = town.viewer("clerk")
    kept = sign_in.digest(enter("clerk", now=town.now).sid)
    enter("clerk", now=town.now)
    own_passwords.change_password(PASSWORD, "柳树店的井水又清又甜", kept, by=viewer, now=town.now)
    assert db.session.scalars(select(SignedIn.sid_sha256).where(SignedIn.user_id == viewer.user_id)).all() == [kept]
    with pytest.raises(RuleBroken):
        enter("clerk", now=town.now)
    assert enter("clerk", "柳树店的井水又清又甜", now=town.now)


def test_next_leads_nowhere_else(client_as):
    for bad in ("//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)"):
        answer = client_as(None).post("/sign-in", data={"login": "clerk", "password": PASSWORD, "next": bad})
        assert answer.status_code == 303 and answer.headers["Location"] == "/"


def test_cookies_are_kept_from_scripts(client):
    answer = client.post("/sign-in", data={"login": "clerk", "password": PASSWORD})
    for line in answer.headers.getlist("Set-Cookie"):
        assert "HttpOnly" in line and "SameSite=Lax" in line and "Path=/" in line


def test_writes_need_the_token_of_the_page(client_as):
    before = client_as("clerk")
    entries = db.session.scalar(select(func.count()).select_from(AuditEntry))
    for path in ("/sign-out", "/sign-in", "/step-up", "/units/new"):
        assert before.post(path, csrf=False, data={"password": PASSWORD}).status_code == 400
        assert before.post(path, csrf=False, data={"csrf_token": "made-up"}).status_code == 400
    assert db.session.scalar(select(func.count()).select_from(AuditEntry)) == entries


def test_an_unknown_name_is_checked_with_todays_parameters():
    assert not passwords.outdated(passwords._NOBODY)


def test_a_lock_never_outgrows_a_day_and_is_forgotten_in_time():
    begun = d.datetime(2026, 3, 2, 1, tzinfo=d.UTC)
    tries = rules.Tries(rules.TRIES - 1, 400, begun, None)
    locked = rules.counted(tries, begun)
    assert locked.until == begun + rules.LONGEST_LOCK
    long_after = locked.until + rules.FORGOTTEN + d.timedelta(minutes=1)
    assert rules.counted(locked, long_after) == rules.Tries(1, 0, long_after, None)
