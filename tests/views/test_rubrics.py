"""考核细则的页面: drafted, changed, published, replaced; what a unit and another town may see (features A1, A8; safety R53)."""

import datetime as d
import io
from dataclasses import replace
from decimal import Decimal as D

import pytest
from making import NOW, make
from reading import Page
from rubric_pages import sent, value_of
from sqlalchemy import select

from respbook.actions import letter_templates, rubrics
from respbook.actions.action import action
from respbook.models.assessments import Assessment, ScoreMark, ScoreSheet
from respbook.models.base import db
from respbook.models.rubrics import Rubric
from respbook.queries.scope import NotInSight
from respbook.queries.scope_assessments import rubric_in_sight
from respbook.queries.verify import verify_state
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import RubricState
from respbook.rules.permissions import Permission
from respbook.rules.scoring.model_rubric import model
from respbook.rules.scoring.rubric import Band, Part


@pytest.fixture
def year(app, town):
    return make.programme(town)


def test_from_the_model_to_the_published_edition(client_as, town, year):
    make.target(town, year, "秸秆禁烧巡查", category="大气污染防治")
    clerk = client_as("clerk")
    new = f"/rubrics/new?programme_id={year.id}"
    assert Page(sent(clerk, new, title=""), 422).fields_wrong()["title"]
    address = sent(clerk, new).headers["Location"]
    page = Page(clerk.get(address))
    assert "秸秆禁烧" in page.text and "平时考核40分＋年终考核60分" in page.text and "秸秆禁烧巡查" in page.text
    assert "必须改正" not in page.text
    rubric_id = int(address.rsplit("/", 1)[1])
    assert value_of(town, rubric_id).row("r1").target_ids
    assert Page(sent(clerk, new), 422).text.count("已有一份草稿")
    village = client_as("reporter")
    assert village.get(address).status_code == 404
    assert clerk.post(f"{address}/publication", data=page.form(f"{address}/publication")).status_code == 303
    assert "由陈静发布" in Page(clerk.get(address)).text
    for path in (address, f"{address}/rows/r1", f"{address}/paper", f"{address}/export", "/rubrics/"):
        assert village.get(path).status_code == 200, path
    assert clerk.get(f"{address}/rows/r1/edit").status_code == 404
    assert verify_state() == []


def test_a_row_is_written_by_the_form_and_keeps_what_was_typed(client_as, town, year):
    row = make.draft_rubric(town, year)
    clerk, address = client_as("clerk"), f"/rubrics/{row.id}/rows/new"
    told = {"title": "河道保洁", "heading": "基础工作", "points": "５", "floor": "不保底", "variant_office": "不适用"}
    wrong = Page(sent(clerk, address, **told | {"points": "五", "variant_village": "很多", "ceiling": "1e999"}), 422)
    assert set(wrong.fields_wrong()) == {"points", "variant_village", "ceiling"}
    assert wrong.form(address)["title"] == "河道保洁" and wrong.form(address)["points"] == "五"
    answer = sent(clerk, address, **told)
    assert answer.headers["Location"].endswith("/rows/r4/edit")
    made = value_of(town, row.id).row("r4")
    assert made.points == 5 and made.floor is None and not made.applies_to("office")
    assert "各项分值合计105分" in Page(clerk.get(f"/rubrics/{row.id}")).text
    page = Page(clerk.get(f"/rubrics/{row.id}"))
    move = f"/rubrics/{row.id}/rows/r4/place"
    assert clerk.post(move, data={**page.form(move), "to": "up"}).status_code == 303
    assert [each.key for each in value_of(town, row.id).rows] == ["r1", "r2", "r4", "r3"]
    page = Page(clerk.get(f"/rubrics/{row.id}/rows/r4/edit"))
    away = f"/rubrics/{row.id}/rows/r4/removal"
    assert clerk.post(away, data=page.form(away)).status_code == 303
    assert value_of(town, row.id) == make.rubric_value()


RULES = [
    ("OCC", {"value": "0.5", "factors": "1、2", "late_factor": "2"}, {"value": "-"}),
    ("SRC", {"values": "县级：3\n自查：-2", "otherwise": "1"}, {"values": "县级"}),
    ("UNIT", {"value": "0.2", "step": "5", "direction": "at_most", "target_village": "35"}, {"target_village": "三"}),
    ("MISS", {"entries": "方案：2\n总结：1"}, {"entries": ""}),
    ("PRES", {"entries": "方案：2"}, {"entries": "方案：2；方案：1"}),
    ("PROP", {"slope": "70", "offset": "-63", "empty": "full"}, {"slope": "NaN"}),
    ("STEP", {"stages": "≤2：5\n＜10：3", "direction": "at_most"}, {"stages": "≥2：5", "direction": "at_most"}),
    ("RANK", {"places": "1-3：5"}, {"places": "前三名"}),
    ("DISC", {"least": "0", "most": "2"}, {"most": "几分"}),
    ("BONUS", {"value": "1", "values": "省级：2", "within_row": "是", "cap": "3"}, {"cap": "inf"}),
    ("ZERO", {"words": "引发火灾的，本项不得分。"}, {"filters": "天气：晴"}),
]


def test_a_rule_of_every_kind_is_written_by_its_form(client_as, town, year):
    row = make.draft_rubric(town, year)
    clerk = client_as("clerk")
    assert "按发现层级扣分" in Page(clerk.get(f"/rubrics/{row.id}/rows/r1/rules/new")).text
    for at, (code, told, wrong) in enumerate(RULES, 2):
        address = f"/rubrics/{row.id}/rows/r1/rules/new?kind={code}"
        refused = Page(sent(clerk, address, **told | wrong), 422)
        assert set(refused.fields_wrong()) & set(wrong), code
        assert sent(clerk, address, **told).status_code == 303, code
        edit = f"/rubrics/{row.id}/rows/r1/rules/r1-{at}/edit"
        before = value_of(town, row.id)
        assert before.row("r1").rules[-1].code == code
        assert sent(clerk, edit).status_code == 303, code
        assert value_of(town, row.id) == before, f"{code}: opened and saved, nothing changes"
    line = value_of(town, row.id).row("r1")
    assert line.variants["village"].targets == {"r1-4": D(35)}
    assert line.rules[1].escalation.factors == (1, 2)
    page = Page(clerk.get(f"/rubrics/{row.id}/rows/r1"))
    assert "比各单位目标每多5扣0.2分" in page.text and "自查发现的每处加2分、县级发现的每处扣3分" in page.text


def test_settings_are_small_tables(client_as, town, year):
    row = make.draft_rubric(town, year)
    clerk, address = client_as("clerk"), f"/rubrics/{row.id}/settings"
    for name in ("classes", "groups", "parts", "bands", "quotas", "ties", "vetoes", "ladder", "total"):
        before = value_of(town, row.id)
        assert sent(clerk, f"{address}/{name}").status_code == 303, name
        assert value_of(town, row.id) == before, name
    wrong = Page(sent(clerk, f"{address}/bands", low_0="九十", label_4="优"), 422)
    assert set(wrong.fields_wrong()) == {"low_0"}
    assert (
        sent(
            clerk, f"{address}/parts", label_0="平时", weight_0="40", times_0="12", label_1="年终", weight_1="60"
        ).status_code
        == 303
    )
    assert [(part.key, part.weight) for part in value_of(town, row.id).parts] == [("p1", 40), ("p2", 60)]
    assert sent(clerk, f"{address}/bands", low_0="89.5").status_code == 303
    page = Page(clerk.get(f"/rubrics/{row.id}"))
    assert "必须改正" in page.text and f"{address}/bands" in page.links()
    assert clerk.get(f"{address}/weather").status_code == 404


def test_what_contradicts_itself_is_not_published(town, year, client_as):
    good = make.rubric_value()
    short = replace(good, rows=(replace(good.rows[0], points=D(38)), *good.rows[1:]))
    gap = replace(good, bands=(Band("优秀", D(90)), Band("合格", D(60), high=D("89.5")), Band("不合格", high=D(60))))
    over = replace(
        good, bands=(Band("优秀", D(90)), Band("合格", D(60), high=D(90), high_inclusive=True), Band("差", high=D(60)))
    )
    row = make.draft_rubric(town, year)
    by = town.viewer("clerk")
    for wrong, words in ((short, "各项分值合计98分"), (gap, "有空档，如89.75分"), (over, "“优秀”与“合格”")):
        row = rubrics.change(row.id, row.version, lambda _, wrong=wrong: wrong, by=by, now=NOW)
        with pytest.raises(RuleBroken, match=words):
            rubrics.publish(row.id, row.version, by=by, now=NOW)
        assert words in Page(client_as("clerk").get(f"/rubrics/{row.id}")).text
    assert row.state is RubricState.DRAFT


@action(Permission.ASSESSMENT_WRITE)
def _assessment(rubric, unit, *, by, now):
    from respbook.actions import audit

    made = Assessment(
        programme_id=rubric.programme_id, rubric_id=rubric.id, name="年终考核", period_key="2026", period_label="2026年",
        first_on=d.date(2026, 1, 1), last_on=d.date(2026, 12, 31), made_by=by.name, made_by_id=by.user_id, made_at=now,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    sheet = ScoreSheet(assessment_id=made.id, unit_id=unit.id, unit_name=unit.name, class_key="village")
    db.session.add(sheet)
    audit.note("assessment.open", made, made.name)
    return made, sheet


@action(Permission.SCORE_WRITE)
def _mark(sheet, *, by, now):
    from respbook.actions import audit

    db.session.add(
        ScoreMark(sheet_id=sheet.id, row_key="r1", assessor_id=by.user_id, assessor=by.name, points=D(9), at=now)
    )
    audit.note("score.mark", sheet, sheet.unit_name)


def test_the_next_edition_replaces_and_the_first_mark_freezes(town, year, client_as):
    first = make.rubric(town, year)
    by = town.viewer("clerk")
    with pytest.raises(RuleBroken, match="不再改动"):
        rubrics.change(first.id, first.version, lambda value: replace(value, title="别的"), by=by, now=NOW)
    made, sheet = _assessment(first, town.villages[0], by=by, now=NOW)
    second = make.rubric(town, year, title="第二版")
    db.session.expire_all()
    assert db.session.get(Rubric, first.id).state is RubricState.REPLACED
    assert db.session.get(Assessment, made.id).rubric_id == second.id
    _mark(sheet, by=town.viewer("assessor"), now=NOW)
    third = make.draft_rubric(town, year)
    page = Page(client_as("clerk").get(f"/rubrics/{third.id}"))
    address = f"/rubrics/{third.id}/publication"
    assert "已开始评分，细则不再改动" in Page(client_as("clerk").post(address, data=page.form(address)), 409).text
    assert verify_state() == []


def test_two_clerks_at_one_row(client_as, town, year):
    row = make.draft_rubric(town, year)
    clerk, edit = client_as("clerk"), f"/rubrics/{row.id}/rows/r1/edit"
    rule, parts = f"/rubrics/{row.id}/rows/r1/rules/r1-1/edit", f"/rubrics/{row.id}/settings/bands"
    forms = {each: Page(clerk.get(each)).form(each) for each in (edit, rule, parts)}
    assert sent(clerk, edit, title="露天禁烧").status_code == 303
    page = Page(clerk.post(edit, data={**forms[edit], "title": "秸秆和垃圾禁烧"}), 409)
    assert "您填写的：秸秆和垃圾禁烧" in page.text and "现在的：露天禁烧" in page.text
    assert Page(clerk.post(rule, data={**forms[rule], "value": "3"}), 409).form(rule)["value"] == "3"
    assert Page(clerk.post(parts, data={**forms[parts], "low_0": "91"}), 409).form(parts)["low_0"] == "91"
    assert clerk.post(edit, data=page.form(edit)).status_code == 303
    assert value_of(town, row.id).row("r1").title == "秸秆和垃圾禁烧"


def test_out_as_a_sheet_and_back_unchanged(client_as, town, year):
    row = make.draft_rubric(town, year, model("2026年度细则", with_parts=True))
    clerk, address = client_as("clerk"), f"/rubrics/{row.id}/import"
    book, text = clerk.get(f"/rubrics/{row.id}/export").data, clerk.get(f"/rubrics/{row.id}/json").data
    standing = value_of(town, row.id)
    by = town.viewer("clerk")
    for content, name in ((book, "细则.xlsx"), (text, "细则.json")):
        again = rubric_in_sight(by, row.id)
        rubrics.change(row.id, again.version, lambda value: replace(value, rows=value.rows[:3]), by=by, now=NOW)
        assert sent(clerk, address, file=(io.BytesIO(content), name)).status_code == 303, name
        assert value_of(town, row.id) == standing, name
    broken = Page(sent(clerk, address, file=(io.BytesIO(text.replace(b'"12"', b'"NaN"')), "细则.json")), 422)
    assert "没有导入" in broken.text and "NaN" in broken.text
    assert value_of(town, row.id) == standing
    assert Page(sent(clerk, address), 422).text.count("请选择文件")


def test_last_years_edition_is_carried_over(client_as, town, year):
    last = make.programme(town, "2025年度责任书", year=2025, term_from=d.date(2025, 1, 1), term_to=d.date(2025, 12, 31))
    old, new = make.target(town, last, "禁烧"), make.target(town, year, "禁烧")
    value = make.rubric_value()
    linked = replace(value, rows=(replace(value.rows[0], target_ids=(old.id,), clause_ids=("77",)), *value.rows[1:]))
    before = make.rubric(town, last, linked)
    clerk = client_as("clerk")
    answer = sent(clerk, f"/rubrics/new?programme_id={year.id}", start=f"copy_{before.id}", title="2026年度细则")
    made = db.session.scalars(select(Rubric).where(Rubric.programme_id == year.id)).one()
    assert answer.headers["Location"].endswith(f"/{made.id}")
    carried = value_of(town, made.id)
    assert carried.row("r1").target_ids == (new.id,) and carried.row("r1").clause_ids == ()
    assert carried.title == "2026年度细则"


def test_another_town_neither_reads_nor_writes_it(app, town, year):
    row = make.rubric(town, year)
    stranger = replace(town.viewer("clerk"), unit_id=999, unit_path="/999/")
    for deed in (rubrics.publish, rubrics.drop):
        with pytest.raises(NotInSight):
            deed(row.id, row.version, by=stranger, now=NOW)
    with pytest.raises(NotInSight):
        rubrics.change(row.id, row.version, lambda value: value, by=stranger, now=NOW)
    with pytest.raises(NotInSight):
        rubrics.write(year.id, make.rubric_value(), by=stranger, now=NOW)


def test_thirty_rows_cost_no_more_questions_than_three(app, client_as, town, year, counted):
    row = make.draft_rubric(town, year)
    clerk, address = client_as("clerk"), f"/rubrics/{row.id}"
    clerk.get(address)
    with counted() as few:
        clerk.get(address)
    value = make.rubric_value()
    many = tuple(replace(value.rows[0], key=f"x{at}", rules=()) for at in range(30))
    rubrics.change(row.id, row.version, lambda _: replace(value, rows=many), by=town.viewer("clerk"), now=NOW)
    clerk.get(address)
    with counted() as more:
        assert clerk.get(address).status_code == 200
    assert len(more) == len(few)


def test_what_rests_on_the_edition_before_must_stand_on_the_new_one(town, year):
    first, by = make.rubric(town, year), town.viewer("clerk")
    _assessment(first, town.villages[0], by=by, now=NOW)
    value = make.rubric_value()
    classless = replace(value, classes=(value.classes[1],), groups=(value.groups[1],))
    row = make.draft_rubric(town, year, classless)
    with pytest.raises(RuleBroken, match="按分类“village”"):
        rubrics.publish(row.id, row.version, by=by, now=NOW)
    parted = replace(
        value, parts=(Part("p1", "年终", D(100)),), rows=tuple(replace(each, part="p1") for each in value.rows)
    )
    row = rubrics.change(row.id, row.version, lambda _: parted, by=by, now=NOW)
    with pytest.raises(RuleBroken, match="新版没有这一时段"):
        rubrics.publish(row.id, row.version, by=by, now=NOW)
    assert db.session.get(Rubric, first.id).state is RubricState.PUBLISHED


def test_the_links_of_a_row_are_folded_and_speak_without_template_text(client_as, town, year):
    clause = letter_templates.ClauseFacts
    texts = (clause(1, "责任目标"), clause(0, "完成{{指标:散煤销售点登记建档}}。"))
    clause = make.template(town, year, clauses=texts).clauses[1]
    value = make.rubric_value()
    linked = replace(value, rows=(replace(value.rows[0], clause_ids=(str(clause.id),)), *value.rows[1:]))
    row = make.rubric(town, year, linked)
    for address in (f"/rubrics/{row.id}", f"/rubrics/{row.id}/rows/r1"):
        page = Page(client_as("clerk").get(address))
        assert page.all("//main//details/summary")[0] == "联系1处" or "联系1处" in page.text
        assert "完成〔散煤销售点登记建档〕。" in page.text and "{{" not in page.text
