"""规则试算 and 对照样照: what a rubric would do, what good and bad look like (features X6, X7)."""

import io
from dataclasses import replace
from decimal import Decimal as D

import pytest
from making import NOW, make
from reading import Page
from reporting import running
from rubric_pages import sent

from respbook.actions import rubrics
from respbook.models.base import db
from respbook.models.tasks import Task
from respbook.queries.scope_assessments import rubric_in_sight
from respbook.rules.scoring.facts import Event, Facts, PeriodFacts, RowFacts, RuleFacts, UnitFacts
from respbook.rules.scoring.rule_kinds import Occurrence
from respbook.rules.scoring.writing import encode_facts


@pytest.fixture
def year(app, town):
    return make.programme(town)


def test_a_trial_on_the_years_records_and_on_a_file(app, client_as, town, year, counted):
    first = make.rubric(town, year)
    value = make.rubric_value()
    stricter = replace(value.rows[0], rules=(replace(value.rows[0].rules[0], parameters=Occurrence(D(20))),))
    draft = make.draft_rubric(town, year, replace(value, rows=(stricter, *value.rows[1:])))
    clerk, address = client_as("clerk"), f"/rubrics/{draft.id}/trial/"
    page = Page(sent(clerk, address))
    assert (
        "王家庄村" in page.text
        and "没有数据，未比较" in page.text
        and "%" not in page.text.split("拉开差距")[1]
        and "变动" in page.text
    )
    a, b = (
        UnitFacts(key, name, "village", {"": (PeriodFacts("2026", "2026年", {"r1": RowFacts({"r1-1": RuleFacts(found)}), "x": RowFacts()}),)})
        for key, name, found in (("1", "甲村", (Event("e1"), Event("e2"))), ("2", "乙村", ()))
    )  # fmt: skip
    text = encode_facts(Facts((a, b)))
    page = Page(sent(clerk, address, other=str(first.id), file=(io.BytesIO(text.encode()), "facts.json")))
    assert "拉开差距的规则（1条）" in page.text and page.all("//section[2]//tbody//td")[1:] == ["40分村、社区组"]
    assert "没有编号为“x”的指标" in page.text
    assert "不是完整的JSON" in Page(sent(clerk, address, file=(io.BytesIO(b"{"), "facts.json")), 422).text
    assert client_as("reporter").get(address).status_code == 403


def test_a_problems_photo_becomes_an_example_that_the_village_sees(app, client_as, town):
    made = running(app, town, villages=2)
    task = made.of(town.villages[0], "锅炉排查")
    value = make.rubric_value()
    target_id = db.session.get(Task, task.id).target_id
    linked = replace(value, rows=(replace(value.rows[0], target_ids=(target_id,)), *value.rows[1:]))
    row = make.draft_rubric(town, made.programme, linked)
    evidence = make.evidence(app, town, town.villages[1], make.photo_bytes(1), "clerk")
    clerk, address = client_as("clerk"), f"/rubrics/{row.id}/rows/r1/examples/"
    told = {"evidence_id": str(evidence.id), "good": "bad", "words": "秸秆焚烧", "version": str(row.version)}
    assert Page(clerk.get(address)).text.count("还没有带照片的问题") == 1
    assert clerk.post(address, data=told).status_code == 303
    assert clerk.post(address, data=told | {"evidence_id": "987654"}).status_code == 404
    village = client_as("reporter")
    period = next(each for each in Page(village.get("/report/")).links() if each.startswith(f"/report/{task.id}/"))
    assert "对照样照" not in Page(village.get(period)).text, "a draft shows nothing"
    row = rubric_in_sight(town.viewer("clerk"), row.id)
    rubrics.publish(row.id, row.version, by=town.viewer("clerk"), now=NOW)
    assert "不合格的样子" in Page(village.get(f"/rubrics/{row.id}/rows/r1")).text
    small = Page(village.get(period)).root.xpath("//ul[@class='rubric-photos']//img/@src")[0]
    assert village.get(small).mimetype == "image/jpeg"
    assert village.get(small.replace(evidence.sha256, "0" * 64)).status_code == 404
    assert village.get(f"/evidence/{evidence.id}").status_code == 404, "the neighbour's evidence itself stays unseen"
