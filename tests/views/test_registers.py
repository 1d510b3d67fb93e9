"""台账的页面: registers and their columns, rows entered, found, corrected, 注销; what a village may see and do."""

import pytest
from making import NOW, make
from reading import Page
from sheets import rows_in
from sqlalchemy import select

from respbook.actions import register_rows, registers, units
from respbook.models.base import db
from respbook.models.registers import Register, RegisterField, RegisterRow
from respbook.queries.scope import unit_in_sight
from respbook.queries.scope_registers import register_in_sight, register_row_in_sight
from respbook.queries.verify import verify_state
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import NotAllowed
from respbook.rules.registers import FieldFacts, RegisterFacts


@pytest.fixture
def farms(app, town):
    """养殖场台账 with 河东养殖场 of the first village and 坡上羊场 of the second."""
    made = make.farms(town)
    db.session.expunge_all()
    return made


def rows():
    db.session.expire_all()
    return db.session.scalars(select(RegisterRow).order_by(RegisterRow.id)).all()


def sent(client, address, **told):
    """The answer to a form as it stands, some fields typed anew."""
    return client.post(address, data={**Page(client.get(address)).form(address), **told})


def test_a_ready_register_becomes_the_towns_own(client_as, town):
    clerk = client_as("clerk")
    page = Page(clerk.get("/registers/"))
    assert "散煤网点台账" in page.text and "宣传台账" in page.text
    address = clerk.post("/registers/ready/1").headers["Location"]
    assert "存煤量（吨）" in Page(clerk.get(address)).text
    assert "存煤量" not in Page(clerk.get("/registers/")).text
    assert clerk.post("/registers/ready/1").status_code == 409
    assert clerk.post("/registers/ready/9").status_code == 404
    assert verify_state() == []


def test_a_register_of_ones_own_and_its_columns(client_as, town):
    clerk = client_as("clerk")
    told = {"name": "洗车点台账", "name_title": "店名", "note": ""}
    address = sent(clerk, "/registers/new", **told).headers["Location"]
    again = sent(clerk, "/registers/new", **told)
    assert "已有一本" in Page(again, 422).fields_wrong()["name"]
    new = f"{address}/new"
    assert sent(clerk, new, title="排水去向", kind="choice", choices="管网、河道").status_code == 303
    assert "同名" in Page(sent(clerk, new, title="排水去向（去哪）"), 422).fields_wrong()["title"]
    assert (
        "至少要两个" in Page(sent(clerk, new, title="状态", kind="choice", choices="甲"), 422).fields_wrong()["choices"]
    )
    field = db.session.scalars(select(RegisterField)).one()
    edit = f"/register-fields/{field.id}"
    assert "种类" in Page(sent(clerk, edit, kind="text"), 422).text
    assert sent(clerk, edit, title="污水去向", choices="管网、河道、沉淀池").status_code == 303
    assert "污水去向" in Page(clerk.get(address)).text
    assert verify_state() == []


def test_a_row_is_entered_found_and_corrected(client_as, town, farms):
    clerk = client_as("clerk")
    new = f"/registers/{farms.id}/rows/new"
    told = make.farm(farms, "=cmd|' /C calc'!A0", 负责人="马🐂", 存栏="１２０", 畜种="牛", 检查日期="2026-03-01")
    assert Page(sent(clerk, new, unit_id="", **told), 422).fields_wrong()
    wrong = make.farm(farms, "甲场", 负责人="", 存栏="很多")
    assert len(Page(sent(clerk, new, unit_id=str(town.villages[2].id), **wrong), 422).fields_wrong()) == 2
    answer = sent(clerk, new, unit_id=str(town.villages[2].id), **told)
    page = Page(clerk.get(answer.headers["Location"]))
    assert "=cmd|' /C calc'!A0" in page.text and "120" in page.text and "2026年3月1日" in page.text
    row = rows()[-1]
    second = sent(clerk, new, unit_id=str(town.villages[2].id), **told)
    assert "已登记过" in Page(second, 422).fields_wrong()["name"]

    kind, stock = (next(f"f{each.id}" for each in farms.fields if each.title == title) for title in ("畜种", "存栏"))
    for query, found in (
        (f"{kind}=牛", {row.name}),
        (f"{kind}=羊", {"河东养殖场", "坡上羊场"}),
        ("q=hdyz", {"河东养殖场"}),
        ("q=王家", {"河东养殖场"}),
        ("q=wjz", {"河东养殖场"}),
        ("q=马三", {"河东养殖场", "坡上羊场"}),
        ("q=%25", set()),
        (f"unit={town.villages[1].id}", {"坡上羊场"}),
        (f"{stock}=120&q={row.name}", {row.name}),
    ):
        page = Page(clerk.get(f"/registers/{farms.id}?{query}"))
        assert set(page.all("//tbody//th")) == found, query

    edit = f"/register-rows/{row.id}/edit"
    assert sent(clerk, edit, **{stock: "130"}).status_code == 303
    text = Page(clerk.get(f"/register-rows/{row.id}")).text
    assert "存栏 120 130" in text and "修改台账登记" in text
    assert verify_state() == []


def test_two_clerks_at_one_row(client_as, town, farms):
    clerk, row = client_as("clerk"), rows()[0]
    edit = f"/register-rows/{row.id}/edit"
    first = Page(clerk.get(edit)).form(edit)
    assert sent(clerk, edit, name="河东新养殖场").status_code == 303
    answer = clerk.post(edit, data={**first, "name": "河东老养殖场"})
    page = Page(answer, 409)
    assert "您填写的：河东老养殖场" in page.text and "现在的：河东新养殖场" in page.text
    assert clerk.post(edit, data=page.form(edit)).status_code == 303
    assert rows()[0].name == "河东老养殖场"


def test_what_is_gone_is_closed_and_stays(client_as, town, farms):
    clerk, row = client_as("clerk"), rows()[0]
    address = f"/register-rows/{row.id}"
    closing = f"{address}/closing"
    late = clerk.post(closing, data={**Page(clerk.get(address)).form(closing), "on": "2026-09-01", "reason": "拆了"})
    assert "还没有到" in Page(late, 422).text and "拆了" in late.text
    told = {**Page(clerk.get(address)).form(closing), "on": "2026-02-20", "reason": "整体搬迁"}
    assert clerk.post(closing, data=told).status_code == 303
    assert row.name not in Page(clerk.get(f"/registers/{farms.id}")).all("//tbody//th")
    shown = Page(clerk.get(f"/registers/{farms.id}?closed=1")).text
    assert row.name in shown and "2026年2月20日，整体搬迁" in shown
    assert clerk.get(f"{address}/edit").status_code == 200
    assert "已于2026年2月20日注销" in Page(sent(clerk, f"{address}/edit", name="乙"), 422).text
    given = rows_in(clerk.get(f"/registers/{farms.id}/export?closed=1").data)[farms.name]
    assert given[2][-2:] == ["注销日期", "注销原因"] and "整体搬迁" in given[3]
    # another of the same name may stand now; then the old one does not come back beside it
    by = town.viewer("clerk")
    register_rows.enter(farms.id, row.unit_id, make.farm(farms, row.name, 负责人="马三"), by=by, now=NOW)
    back = f"{address}/reopening"
    assert clerk.post(back, data=Page(clerk.get(address)).form(back)).status_code == 409
    assert verify_state() == []


def test_a_village_sees_its_own_and_fills_in_where_it_may(client_as, town, farms):
    reporter, (own, other) = client_as("reporter"), rows()
    page = Page(reporter.get(f"/registers/{farms.id}"))
    assert own.name in page.text and other.name not in page.text
    assert other.name not in reporter.get(f"/registers/{farms.id}/paper").text
    assert other.name not in reporter.get(f"/registers/{farms.id}/export?format=csv").text
    for verb in ("", "/edit"):
        assert reporter.get(f"/register-rows/{other.id}{verb}").status_code == 404
    assert reporter.post(f"/register-rows/{other.id}/closing").status_code == 404
    assert Page(reporter.get("/registers/")).first(f"//tr[contains(.,'{farms.name}')]/td[1]") == "1"

    new = f"/registers/{farms.id}/rows/new"
    told = make.farm(farms, "二号场", 负责人="王三")
    assert Page(reporter.get(new)).form(new)["unit_id"] == str(town.villages[0].id)
    assert sent(reporter, new, **told).status_code == 303 and rows()[-1].unit_id == town.villages[0].id
    foreign = reporter.post(new, data={**Page(reporter.get(new)).form(new), **told, "unit_id": str(other.unit_id)})
    assert foreign.status_code == 422 and len(rows()) == 3
    with pytest.raises(RuleBroken, match="请选择单位"):
        register_rows.enter(farms.id, other.unit_id, told, by=town.viewer("reporter"), now=NOW)

    kept = register_in_sight(town.viewer("clerk"), farms.id)
    registers.change(
        farms.id, RegisterFacts(kept.name, kept.name_title), kept.version, by=town.viewer("clerk"), now=NOW
    )
    assert reporter.get(new).status_code == 403 and "登记一条" not in reporter.get(f"/registers/{farms.id}").text
    with pytest.raises(NotAllowed):
        register_rows.close(own.id, NOW.date(), "没了", 1, by=town.viewer("reporter"), now=NOW, today=NOW.date())
    assert client_as("admin").get("/registers/").status_code == 403


def test_a_column_that_is_taken_out_loses_nothing(client_as, town, farms):
    clerk, row = client_as("clerk"), rows()[0]
    field = next(each for each in farms.fields if each.title == "存栏")
    page = f"/registers/{farms.id}/fields"
    edit = Page(clerk.get(f"/register-fields/{field.id}"))
    retire = f"/register-fields/{field.id}/retirement"
    assert clerk.post(retire, data=edit.form(retire)).status_code == 303
    assert "存栏（头）" not in Page(clerk.get(f"/registers/{farms.id}")).text
    text = Page(clerk.get(f"/register-rows/{row.id}")).text
    assert "已停用的栏目（1）" in text and "120.5" in text
    assert sent(clerk, f"/register-rows/{row.id}/edit", name="河东场").status_code == 303
    assert rows()[0].cells[str(field.id)] == "120.5"
    by = town.viewer("clerk")
    registers.add_field(farms.id, FieldFacts("存栏（只）"), by=by, now=NOW)
    back = f"/register-fields/{field.id}/restoration"
    told = Page(clerk.get(page)).form(back)
    assert clerk.post(back, data=told).status_code == 409  # its name is taken meanwhile
    other = db.session.scalars(select(RegisterField).where(RegisterField.title == "存栏（只）")).one()
    registers.retire_field(other.id, other.version, by=by, now=NOW, on=NOW.date())
    assert clerk.post(back, data=told).status_code == 303
    assert "120.5" in Page(clerk.get(f"/registers/{farms.id}")).text
    assert verify_state() == []


def test_a_retired_register_is_read_only_and_a_retired_unit_keeps_its_rows(client_as, town, farms):
    clerk, by = client_as("clerk"), town.viewer("clerk")
    village = town.villages[1]
    units.retire(village.id, unit_in_sight(by, village.id).version, by=by, now=NOW, on=NOW.date())
    row = rows()[1]
    assert "单位已停用" in Page(clerk.get(f"/registers/{farms.id}")).text
    assert sent(clerk, f"/register-rows/{row.id}/edit", name="坡上老羊场").status_code == 303
    told = make.farm(farms, "丙场", 负责人="丙")
    assert sent(clerk, f"/registers/{farms.id}/rows/new", unit_id=str(village.id), **told).status_code == 422
    with pytest.raises(RuleBroken, match="已经停用"):
        register_rows.enter(farms.id, village.id, told, by=by, now=NOW)
    assert len(rows()) == 2
    edit = f"/registers/{farms.id}/edit"
    retire = f"/registers/{farms.id}/retirement"
    assert clerk.post(retire, data=Page(clerk.get(edit)).form(retire)).status_code == 303
    assert clerk.get(f"/registers/{farms.id}/rows/new").status_code == 409
    assert Page(clerk.get(f"/register-rows/{row.id}")).heading == "坡上老羊场"
    restore = f"/registers/{farms.id}/restoration"
    assert clerk.post(restore, data=Page(clerk.get(edit)).form(restore)).status_code == 303
    assert register_row_in_sight(by, row.id).register.retired_on is None


def test_as_many_statements_for_many(client_as, town, farms, counted):
    clerk, by = client_as("clerk"), town.viewer("clerk")
    addresses = [f"/registers/{farms.id}?closed=1&q=场", f"/registers/{farms.id}/paper", "/registers/"]

    def cost():
        counts = []
        for address in addresses:
            with counted() as sql:
                Page(clerk.get(address))
            counts.append(len(sql))
        return counts

    before = cost()
    for number in range(60):
        told = make.farm(farms, f"{number}号养殖场", 负责人="马三", 存栏="3")
        register_rows.enter(farms.id, town.villages[number % 8].id, told, by=by, now=NOW)
    registers.make(RegisterFacts("乙", "名称"), {0: FieldFacts("甲")}, by=by, now=NOW)
    assert cost() == before
    assert db.session.scalar(select(Register.id).where(Register.name == "乙"))
