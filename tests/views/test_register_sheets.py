"""台账的表格: out and back without a change, checked against what stands, taken back; a sheet that makes its own register."""

import io
import time

import pytest
from importing import applied, bench, last_import, tsv
from making import NOW, make
from reading import Page
from sheets import rows_in, workbook
from sqlalchemy import func, select

from respbook.actions import register_rows, registers, units
from respbook.models.base import db
from respbook.models.registers import Register, RegisterField, RegisterRow
from respbook.queries.scope import unit_in_sight
from respbook.queries.scope_registers import register_field_in_sight
from respbook.queries.verify import verify_state
from respbook.rules.registers import FieldFacts, FieldKind

FORMULA = "=cmd|' /C calc'!A0"


@pytest.fixture
def farms(app, town):
    """养殖场台账 with 河东养殖场 of the first village and 坡上羊场 of the second."""
    made = make.farms(town)
    db.session.expunge_all()
    return made


def rows():
    db.session.expire_all()
    return db.session.scalars(select(RegisterRow).order_by(RegisterRow.id)).all()


def of(farms):
    return f"register_rows&register={farms.id}"


def counts(page):
    return [int(word.split()[1]) for word in page.all("//header//span[contains(@class,'chip')]") if word[:2] != "不导"]


def odd(town, farms):
    """Two of one name, a text like a formula, a choice and a column that are no more, a retired unit and a renamed one, a 注销 row."""
    by = town.viewer("clerk")
    told = make.farm(farms, FORMULA, 负责人="@马🐂", 畜种="牛", 存栏="0.125")
    register_rows.enter(farms.id, town.villages[2].id, told, by=by, now=NOW)
    gone = register_rows.enter(farms.id, town.villages[3].id, make.farm(farms, "丁场", 负责人="丁"), by=by, now=NOW)
    register_rows.close(gone.id, NOW.date(), "拆除", gone.version, by=by, now=NOW, today=NOW.date())
    register_rows.enter(farms.id, town.villages[3].id, make.farm(farms, "丁场", 负责人="丁"), by=by, now=NOW)
    first = unit_in_sight(by, town.villages[0].id)
    renamed = units.UnitFacts(first.parent_id, first.kind, "王家新庄村村民委员会", "王家新庄村")
    units.change(first.id, renamed, first.version, by=by, now=NOW)
    last = town.villages[1]
    units.retire(last.id, unit_in_sight(by, last.id).version, by=by, now=NOW, on=NOW.date())
    kind, stock = (next(each.id for each in farms.fields if each.title == title) for title in ("畜种", "在禁养区"))
    field = register_field_in_sight(by, kind)
    fewer = FieldFacts("畜种", FieldKind.CHOICE, choices=("猪", "羊"))
    registers.change_field(kind, fewer, field.position, field.version, by=by, now=NOW)
    field = register_field_in_sight(by, stock)
    registers.retire_field(stock, field.version, by=by, now=NOW, on=NOW.date())


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_what_goes_out_comes_back_unchanged(client_as, town, farms, ending):
    odd(town, farms)
    clerk = client_as("clerk")
    given = clerk.get(f"/registers/{farms.id}/export?closed=1&format={ending}")
    if ending == "xlsx":
        ((_, (title, makers, *_)),) = rows_in(given.data).items()
        assert (
            title[0] == "养殖场台账"
            and "王家新庄村村民委员会".encode() in _unpacked(given.data)
            and "制表人：陈静" in makers[0]
        )
        assert FORMULA.encode() in _unpacked(given.data) and b"<f>" not in _unpacked(given.data)
    else:
        assert f"'{FORMULA}" in given.text and "'@马🐂" in given.text
    told = {"file": (io.BytesIO(given.data), f"表.{ending}"), "pasted": ""}
    answer = clerk.post(f"/imports/new?kind={of(farms)}", data=told, content_type="multipart/form-data")
    page = Page(clerk.get(answer.headers["Location"]))
    assert counts(page) == [0, 0, 5, 0], page.text[:1500]


def _unpacked(content):
    import zipfile

    book = zipfile.ZipFile(io.BytesIO(content))
    return b"".join(book.read(name) for name in book.namelist() if name.endswith(".xml")).replace(b"&apos;", b"'")


def test_a_sheet_adds_and_changes_and_is_taken_back(client_as, town, farms):
    clerk, before = client_as("clerk"), [(row.name, row.cells) for row in rows()]
    pasted = tsv(
        ("序号", "村", "养殖场名称", "负责人", "畜种", "存栏", "检查日期"),
        ("1", "王家庄村", "河东 养殖场", "马四", "羊", "１３０", "2026年3月5日"),
        ("2", "张河湾村", "湾边猪场🐖", "孙五", "猪", "1,200", "2026.3.6"),
        ("3", "李家沟村", "坡上羊场", "", "", "清空", ""),
        ("4", "张家湾村", "无此村", "甲", "", "", ""),
        ("5", "柳树店村", "缺负责人", "", "猪", "", ""),
        ("6", "柳树店村", "鸵鸟场", "甲", "鸵鸟", "", ""),
        ("7", "石桥村", "同名场", "甲", "", "", ""),
        ("8", "石桥村", "同名场", "乙", "", "", ""),
    )
    address, page = bench(clerk, of(farms), pasted)
    assert counts(page) == [1, 2, 0, 5]
    assert "相近的有“张河湾村”" in page.text and "没有“鸵鸟”这一项" in page.text and "是同一条" in page.text
    assert applied(clerk, address, page).status_code == 303
    first, second, third = rows()
    assert first.version == 2
    said = {field.title: first.cells.get(str(field.id)) for field in farms.fields}
    assert said == {"负责人": "马四", "畜种": "羊", "存栏": "130", "检查日期": "2026-03-05", "在禁养区": "否"}
    assert "120.5" not in second.cells.values() and third.name == "湾边猪场🐖" and third.initials
    history = Page(clerk.get(f"/register-rows/{first.id}")).text
    assert "负责人马三 马四" in history.replace("负责人 ", "负责人") and "存栏（头） 120.5 130" in history
    assert verify_state() == []

    done = last_import()
    address = f"/imports/{done.id - 1 if done.state == 'open' else done.id}"
    undo = Page(clerk.get(address)).form(f"{address}/undoing")
    assert clerk.post(f"{address}/undoing", data=undo).status_code == 303
    assert [(row.name, row.cells) for row in rows()] == before
    assert "撤销导入，恢复台账登记" in Page(clerk.get(f"/register-rows/{first.id}")).text
    assert verify_state() == []


def test_two_of_one_name_are_told_by_their_entry_only(client_as, town, farms):
    clerk, by = client_as("clerk"), town.viewer("clerk")
    field = next(each for each in farms.fields if each.title == "检查日期")
    telling = FieldFacts("检查日期", FieldKind.DATE, tells=True)
    registers.change_field(field.id, telling, field.position, field.version, by=by, now=NOW)
    unit = town.villages[0].id
    told = make.farm(farms, "河东养殖场", 负责人="马三", 检查日期="2026-02-04")
    second = register_rows.enter(farms.id, unit, told, by=by, now=NOW)
    version = register_field_in_sight(by, field.id).version
    registers.change_field(field.id, FieldFacts("检查日期", FieldKind.DATE), 40, version, by=by, now=NOW)
    head = ("养殖场名称", "单位名称", "负责人", "系统登记号")
    _, page = bench(clerk, of(farms), tsv(head, ("河东养殖场", "王家庄村", "新人", "")))
    assert counts(page) == [0, 0, 0, 1] and "有2条都叫“河东养殖场”" in page.text
    _, page = bench(clerk, of(farms), tsv(head, ("河东养殖场", "王家庄村", "新人", f"T{second.id}")))
    assert counts(page) == [0, 1, 0, 0]
    _, page = bench(clerk, of(farms), tsv(head, ("河东养殖场", "王家庄村", "新人", "T98765")))
    assert counts(page) == [0, 0, 0, 1] and "没有系统登记号" in page.text


def test_what_somebody_changed_meanwhile_is_not_overwritten(client_as, town, farms):
    clerk, row = client_as("clerk"), rows()[0]
    address, page = bench(clerk, of(farms), tsv(("养殖场名称", "村", "负责人"), (row.name, "王家庄村", "马四")))
    told = make.farm(farms, row.name, 负责人="马五")
    register_rows.correct(row.id, row.unit_id, told, row.version, by=town.viewer("clerk"), now=NOW)
    assert "又有了变动" in applied(clerk, address, page).text
    assert "马五" in rows()[0].cells.values()


def test_a_sheet_without_a_register_makes_one_of_its_heads(client_as, town):
    clerk = client_as("clerk")
    book = workbook(
        [
            ["青山镇散乱污企业台账"],
            ["序号", "村", "企业名称", "产量（吨）", "状态", "检查日期"],
            *[[n, "王家庄村", f"{n}号厂", n + 0.5, "停产" if n % 2 else "在产", NOW.date()] for n in range(1, 8)],
            [8, "李家沟村", FORMULA, 3, "停产", ""],
        ]
    )
    data = {"file": (io.BytesIO(book), "散乱污企业.xlsx"), "pasted": ""}
    answer = clerk.post("/imports/new?kind=register_rows", data=data, content_type="multipart/form-data")
    answer = clerk.get(answer.headers["Location"])
    address = answer.headers["Location"]
    assert address.startswith("/registers/from-sheet/")
    page = Page(clerk.get(address))
    told = page.form(address)
    assert told["name"] == "散乱污企业" and told["name_title"] == "企业名称" and told["kind_0"] == "number"
    assert client_as("leader").get(address).status_code == 403
    twice = {**told, "title_1": "产量"}
    assert "同名" in Page(clerk.post(address, data=twice), 422).fields_wrong()["title_1"]
    del told["use_2"]
    answer = clerk.post(address, data={**told, "must_0": "y"})
    bench_at = answer.headers["Location"]
    page = Page(clerk.get(bench_at))
    assert counts(page) == [8, 0, 0, 0], page.text[:900]
    assert applied(clerk, bench_at, page).status_code == 303
    register = db.session.scalars(select(Register)).one()
    titles = db.session.scalars(select(RegisterField.title).order_by(RegisterField.position)).all()
    assert (register.name, titles, len(rows())) == ("散乱污企业", ["产量", "状态"], 8)
    assert clerk.get(address).headers["Location"] == bench_at  # its columns are settled once
    assert verify_state() == []


def test_two_thousand_rows_are_pasted(client_as, town, farms, counted):
    clerk = client_as("clerk")
    head = ("养殖场名称", "村", "负责人", "存栏")

    def cost(count):
        lines = [(f"{n}号场", town.villages[n % 8].short_name, "马三", str(n)) for n in range(count)]
        address, page = bench(clerk, of(farms), tsv(head, *lines))
        assert counts(page) == [count, 0, 0, 0]
        with counted() as sql:
            assert applied(clerk, address, page).status_code == 303
        undo = Page(clerk.get(address)).form(f"{address}/undoing")
        if count < 100:
            assert clerk.post(f"{address}/undoing", data=undo).status_code == 303
        return len(sql)

    few = cost(20)
    began = time.perf_counter()
    assert cost(2000) <= few + 10  # digests are read back four hundred at a time
    assert time.perf_counter() - began < 60
    assert db.session.scalar(select(func.count()).select_from(RegisterRow)) == 2002
    page = Page(clerk.get(f"/registers/{farms.id}?page=2"))
    assert len(page.all("//tbody//th")) == 50 and "共2002条" in page.text
    assert "只列出前2,000条" in Page(clerk.get(f"/registers/{farms.id}/paper")).text
