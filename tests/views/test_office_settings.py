"""设置页: each setting saved, refused, reset; what begins with it (features U6)."""

from reading import Page
from sqlalchemy import select

from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.queries.verify import verify_state
from respbook.rules.office_settings import SETTINGS


def place(name):
    return list(SETTINGS).index(name) + 1 if name in SETTINGS else 99


def save(clerk, name, value, version=0):
    return clerk.post(f"/office-settings/{place(name)}", data={"value": value, "version": str(version)})


def test_a_saved_setting_is_what_new_pages_begin_with(client_as):
    clerk = client_as("clerk")
    assert save(clerk, "number_pattern", "青政环〔{年}〕{号}号").status_code == 303
    assert save(clerk, "categories", "大气污染\n噪声扰民").status_code == 303
    assert save(clerk, "tags", "沿湖").status_code == 303
    assert "青政环〔{年}〕{号}号" in clerk.get("/programmes/new").text
    assert "常用的有：沿湖。" in Page(clerk.get("/units/new")).text
    assert db.session.scalar(select(AuditEntry.verb).order_by(AuditEntry.seq.desc())) == "setting.set"
    page = Page(clerk.get("/office-settings/"))
    assert (
        "陈静，2026年3月2日" in page.text
        and "由陈静改于" in Page(clerk.get("/office-settings/2")).text
        and "青政环〔2026〕1号" in page.text
    )
    assert verify_state() == []


def test_a_bad_value_stays_in_its_field_with_the_sentence(client_as):
    answer = save(client_as("clerk"), "number_pattern", "青环责[{年}]{号}号")
    page = Page(answer, 422)
    assert "六角括号" in page.text and "青环责[{年}]{号}号" in answer.text


def test_back_to_the_default_once(client_as):
    clerk = client_as("clerk")
    save(clerk, "copies", "3")
    assert clerk.post(f"/office-settings/{place('copies')}/reset", data={"version": "1"}).status_code == 303
    assert "一式2份" in Page(clerk.get("/office-settings/")).text
    assert clerk.post(f"/office-settings/{place('copies')}/reset", data={"version": "0"}).status_code == 409
    assert verify_state() == []


def test_a_stale_page_does_not_overwrite(client_as):
    clerk = client_as("clerk")
    save(clerk, "copies", "3")
    assert save(clerk, "copies", "4").status_code == 409
    assert "一式3份" in Page(clerk.get("/office-settings/")).text


def test_unknown_names_are_missing_and_others_may_not(client_as):
    assert save(client_as("clerk"), "nobody", "1").status_code == 404
    assert save(client_as("leader"), "copies", "3").status_code == 403
    assert save(client_as("reporter"), "copies", "3").status_code == 403
