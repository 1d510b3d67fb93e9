"""导入: one walk for each kind of sheet, and what is right when it is pressed twice or too late."""

import datetime as d

from importing import (
    ACCOUNTS,
    UNITS,
    WRONG,
    applied,
    applied_version,
    bench,
    divided,
    form_of,
    last_import,
    tsv,
    unit_named,
)
from making import NOW, make
from reading import Page
from sheets import rows_in, workbook
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from respbook.actions import imports, shares, units
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.people import Invite, User
from respbook.models.targets import Allocation, Target
from respbook.models.tasks import Task
from respbook.models.units import Holder, Unit
from respbook.rules.permissions import Permission
from respbook.rules.targets import Basis
from respbook.rules.units import PostRole


def test_units_new_and_changed(client_as, town, clock):
    client = client_as("clerk")
    address, page = bench(client, "units", UNITS)
    assert "新增 2 修改 1 不变 1 错误 0" in page.text
    assert page.all("//td[@class='changes']/del") == ["100", "有养殖、有散煤点"]
    answer = applied(client, address, page)
    assert answer.headers["Location"] == address
    new, group, old = unit_named("高家坪村村民委员会"), unit_named("高家坪一社"), unit_named("王家庄村村民委员会")
    assert (new.households, str(new.farmland), [tag.tag for tag in new.tags]) == (1234, "3580.5", ["有养殖", "沿河"])
    assert new.path == f"{town.unit.path}{new.id}/" and group.path == f"{new.path}{group.id}/"
    assert [(each.name, each.phone, each.from_on) for each in new.holders] == [("高明", "13812345678", NOW.date())]
    assert (old.households, [tag.tag for tag in old.tags], old.population) == (150, ["沿河"], 380)
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "import.apply")).all()
    assert len(entries) == 1 and '"新增":"2"' in entries[0].body and '["units","[' in entries[0].body


def test_two_presses_import_once(client_as):
    client = client_as("clerk")
    address, page = bench(client, "units", UNITS)
    told = form_of(page)
    first = client.post(f"{address}/application", data=told)
    second = client.post(f"{address}/application", data=told)
    assert first.headers["Location"] == second.headers["Location"] == address
    assert db.session.scalar(select(func.count()).select_from(Unit).where(Unit.name.like("高家坪%"))) == 2


def test_what_changed_since_the_preview_is_shown_first(client_as, town):
    client, clerk = client_as("clerk"), town.viewer("clerk")
    address, page = bench(client, "units", UNITS)
    unit = unit_named("王家庄村村民委员会")
    facts = make.unit_facts(town.unit.id, unit.name, short_name="王家庄村", households=777)
    units.change(unit.id, facts, unit.version, by=clerk, now=NOW)
    answer = applied(client, address, page)
    page = Page(answer, 409)
    assert "核对之后名册又有了变动" in page.text and "777" in page.text
    assert unit_named("王家庄村村民委员会").households == 777
    applied(client, address, page)
    assert unit_named("王家庄村村民委员会").households == 150


def test_holders_come_and_go_and_nothing_is_written_over(client_as, town):
    client = client_as("clerk")
    village = town.villages[0]
    text = tsv(
        ("单位", "任职类别", "职务", "姓名", "任职日期", "离任日期"),
        ("王家庄村", "第一责任人", "党支部书记", "赵新", "2026.2.1", ""),
        ("李家沟村", "第一责任人", "党支部书记", "王2喆", "2025年3月1日", "20260131"),
        ("张河湾村", "第一责任人", "党支部书记", "钱早", "2020-01-01", ""),
        ("王家庄村", "联络员", "文书", "孙联", "2026年13月1日", ""),
    )
    address, page = bench(client, "holders", text)
    assert "新增 1" in page.text and "修改 1" in page.text and "错误 2" in page.text
    assert "新任日期不能早于它" in page.text and "没有“2026年13月1日”这一天" in page.text
    applied(client, address, page)
    held = db.session.scalars(select(Holder).where(Holder.unit_id == village.id).order_by(Holder.id)).all()
    assert [(each.name, each.to_on) for each in held] == [("王1喆", d.date(2026, 2, 1)), ("赵新", None)]
    ended = db.session.scalars(select(Holder).where(Holder.unit_id == town.villages[1].id)).one()
    assert ended.to_on == d.date(2026, 1, 31) and ended.role is PostRole.FIRST


def test_accounts_get_their_slips_once(client_as, town):
    client = client_as("clerk")
    address, page = bench(client, "accounts", ACCOUNTS)
    assert "新增 1" in page.text and "修改 1" in page.text and "您只能经手" in page.text
    told = form_of(page)
    answer = client.post(f"{address}/accounts", data=told)
    slips = Page(answer)
    user = db.session.scalars(select(User).where(User.login == "wjz01").options(selectinload(User.roles))).one()
    assert sorted(each.role for each in user.roles) == ["reporter", "signer"] and user.password_hash == ""
    assert db.session.scalar(select(func.count()).select_from(Invite).where(Invite.user_id == user.id)) == 1
    code = slips.first("//td/b")
    second = client.post(f"{address}/accounts", data=told)
    assert second.headers["Location"] == address and code not in second.text
    assert db.session.scalar(select(User.name).where(User.login == "reporter")) == "王晓燕"
    assert client.post(f"{address}/application", data={}).status_code == 409


def test_targets_through_the_same_checks_as_the_form(client_as, town):
    year, target = divided(town)
    shares.divide(target.id, Basis.EQUAL, target.version, by=town.viewer("clerk"), now=NOW)
    text = tsv(
        (
            "类别",
            "目标名称",
            "指标类型",
            "指标值",
            "计量单位",
            "分解到单位",
            "分解依据",
            "承担单位",
            "频次",
            "完成时限",
        ),
        ("大气", "秸秆综合利用", "不少于", "500", "亩", "是", "均分", "村", "", ""),
        ("水", "河道保洁", "是否完成", "", "", "", "", "村、社区", "每月", ""),
        ("水", "断面达标", "不少于", "", "", "", "", "村", "", ""),
        ("水", "限期", "限期完成", "", "", "", "", "村", "一次性", "2027年1月1日"),
    )
    client = client_as("clerk")
    address, page = bench(client, "targets", text, programme=year.id)
    assert "新增 1" in page.text and "修改 1" in page.text and "错误 2" in page.text
    assert "请填写指标值" in page.text and "不在责任期限" in page.text
    assert page.all("//td[@class='changes']/del") == ["大气污染防治", "420"]
    applied(client, address, page)
    db.session.expire_all()
    changed = db.session.scalars(select(Target).where(Target.id == target.id)).one()
    assert changed.amount == 500 and changed.duty == "全年不发生露天焚烧秸秆。"
    assert set(db.session.scalars(select(Allocation.amount).where(Allocation.target_id == target.id))) == {None}
    client.post(f"/imports/{address.rsplit('/')[-1]}/undoing", data={"version": str(applied_version(address))})
    stood = db.session.scalars(select(Allocation.amount).where(Allocation.target_id == target.id)).all()
    assert sum(stood) == 420


def test_shares_as_excel_keeps_them(client_as, town):
    year, target = divided(town)
    rows = [["2026年任务分解表"], ["单位", "秸秆综合利用（亩）", "备注"]]
    rows += [[village.short_name, 50 + place, ""] for place, village in enumerate(town.villages[:6])]
    rows += [["青山镇卫生院", 10, ""], ["合计", 400, ""]]
    client = client_as("clerk")
    address, page = bench(client, "allocations", file=workbook(rows), programme=year.id)
    assert "修改 6" in page.text and "错误 1" in page.text
    assert "不承担“秸秆综合利用”" in page.text and "合计是400亩，与全镇总量420亩不符" in page.text
    applied(client, address, page)
    amounts = db.session.scalars(select(Allocation.amount).where(Allocation.target_id == target.id)).all()
    assert sum(amounts) == 315


def test_tasks_without_a_letter_are_opened_and_changed(stand, client_as, town, app):
    year = stand(make.year)
    text = tsv(
        ("单位", "任务", "频次", "完成时限", "工作要求"),
        ("王家庄村", "迎检准备", "一次性", "2026-06-30", "打扫村委会周边"),
        ("李家沟村", "巡河", "每月", "2026-08-31", "每月巡河"),
        ("王家庄村", "秸秆禁烧", "", "", "另写一句"),
        ("张河湾村", "过期", "一次性", "2028-01-01", ""),
    )
    client = client_as("clerk")
    address, page = bench(client, "tasks", text, programme=year.id)
    assert "新增 2" in page.text and "错误 2" in page.text and "已随责任书" in page.text
    applied(client, address, page)
    tasks = db.session.scalars(
        select(Task).where(Task.target_id.is_(None)).order_by(Task.id).options(selectinload(Task.periods))
    ).all()
    assert [(each.title, len(each.periods)) for each in tasks] == [("迎检准备", 1), ("巡河", 6)]
    assert Page(client.get(f"/tasks/{tasks[0].id}")).heading
    _, page = bench(client, "tasks", text.replace("2026-06-30", "2026-07-15"), programme=year.id)
    assert "修改 1" in page.text and "不变 1" in page.text
    address = f"/imports/{last_import().id}"
    applied(client, address, page)
    db.session.expire_all()
    moved = db.session.scalars(select(Task).where(Task.title == "迎检准备").options(selectinload(Task.periods))).one()
    assert moved.due_on == d.date(2026, 7, 15) == moved.periods[0].due_on
    client.post(f"{address}/undoing", data={"version": str(applied_version(address))})
    db.session.expire_all()
    assert db.session.scalar(select(Task.due_on).where(Task.title == "迎检准备")) == d.date(2026, 6, 30)


def test_only_the_office_imports(app, town):
    for login, viewer in town.viewers.items():
        assert viewer.may(Permission.SHEET_IMPORT) == (login in ("clerk", "admin"))
    assert imports.keep.permission is Permission.SHEET_IMPORT


def test_what_came_in_is_found_by_letters(client_as, town):
    client = client_as("clerk")
    address, page = bench(client, "units", UNITS)
    applied(client, address, page)
    assert "高家坪村" in client.get("/units/?q=gjp").text and "高家坪村" in client.get("/units/?q=gaojia").text
    people = tsv(("用户名", "姓名", "单位", "角色"), ("gaoming", "高明亮", "王家庄村", "填报员"))
    address, page = bench(client, "accounts", people)
    client.post(f"{address}/accounts", data=form_of(page))
    assert "高明亮" in client.get("/people/?q=gml").text


def test_the_good_rows_go_in_and_the_others_wait_with_their_line_numbers(client_as):
    client = client_as("clerk")
    address, page = bench(client, "units", WRONG)
    answer = applied(client, address, page)
    assert answer.headers["Location"] != address
    assert "只导入无误的1条" in page.text
    rest = Page(client.get(answer.headers["Location"]))
    assert "已导入：新增1条" in rest.text and "错误 5" in rest.text
    assert rest.all("//tbody/tr/th") == ["2", "3", "4", "5", "6"]
    content = client.get(answer.headers["Location"] + "/failing.xlsx").data
    ((_, rows),) = rows_in(content).items()
    assert rows[0] == ["单位名称", "单位类别", "户数", "上级单位", "错误原因"]
    assert [row[0] for row in rows[1:]] == ["甲村", "乙村", "丙村", "丙村", "丁社"] and "公式出错" in rows[1][4]
    marked = rows_in(client.get(answer.headers["Location"] + "/marked.xlsx").data)
    assert next(iter(marked.values()))[4][0] == "丙村"
