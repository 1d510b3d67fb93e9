"""分解总表 pages: the sheet, the answer to a save, the division of a column, and one unit's row without scripts."""

import datetime as d
from decimal import Decimal

import making
import pytest
from reading import Page

from respbook.actions import programmes, shares, units
from respbook.models.base import db
from respbook.queries.scope import target_in_sight
from respbook.queries.target_grid import PAGE_UNITS
from respbook.rules.permissions import system_viewer
from respbook.rules.targets import Basis, TargetKind
from respbook.rules.units import UnitKind

DIVIDED = {"kind": TargetKind.AT_LEAST, "unit_word": "亩", "divided": True, "basis": Basis.HOUSEHOLDS}


@pytest.fixture
def programme(app, town):
    return making.programme(town)


@pytest.fixture
def film(town, programme):
    return making.target(town, programme, "废膜回收", amount=Decimal(420), **DIVIDED).id


@pytest.fixture
def waste(town, programme):
    rest = {"category": "垃圾", "amount": Decimal(90), "step": Decimal("0.5")}
    return making.target(town, programme, "垃圾清运", **(DIVIDED | rest)).id


@pytest.fixture
def address(programme):
    return f"/programmes/{programme.id}/targets/grid"


def stands(town, target_id):
    db.session.expire_all()
    return target_in_sight(town.viewer("clerk"), target_id)


def parts(town, target_id):
    return {cell.unit_id: cell for cell in stands(town, target_id).allocations}


def sent(town, *cells, versions=None):
    """The fields of a save: (unit, target, typed, mark, note) for each cell."""
    targets = {cell[1] for cell in cells}
    versions = versions or {target_id: stands(town, target_id).version for target_id in targets}
    return {
        "cells": "\n".join("\t".join(map(str, (*cell, "", "")[:5])) for cell in cells),
        "versions": "\n".join(f"{target_id}\t{version}" for target_id, version in versions.items()),
    }


def save(client, address, data):
    return client.piece(address, "grids-answer", method="POST", data=data)


def test_the_sheet_has_plain_cells_and_says_how_each_column_stands(client_as, town, address, film, waste):
    shares.divide(film, Basis.EQUAL, stands(town, film).version, by=town.viewer("clerk"), now=town.now)
    page = Page(client_as("clerk").get(address))
    assert len(page.all("//tbody/tr")) == 8 and page.root.xpath("//table//input") == []
    assert page.all("//th//span[@data-balance]") == ["已分解420/420亩，恰好分完", "已分解0/90亩，差90亩"]
    assert page.root.xpath("//th//span[@data-balance]/@class") == ["light done", "light waiting"]
    assert page.links("//tbody") == [f"{address}/{unit.id}" for unit in town.villages]
    assert f"/targets/{film}/split" in page.links("//thead")


def test_filters_are_in_the_address_and_sums_are_of_all_units(client_as, town, address, film, waste):
    making.target(town, stands(town, film).programme, "沿河清理", amount=Decimal(8), tag="沿河", **DIVIDED)
    client = client_as("clerk")
    page = Page(client.get(f"{address}?category=垃圾"))
    assert len(page.all("//thead//th")) == 2 and "垃圾清运" in page.text and "废膜回收" not in page.text
    assert len(Page(client.get(f"{address}?kind=affiliated")).all("//tbody/tr")) == 0
    page = Page(client.get(f"{address}?kind=nonsense&page=99"))
    assert len(page.all("//tbody/tr")) == 8 and len(page.root.xpath("//td[@class='n']")) == 4


@pytest.mark.parametrize("login", ["leader", "assessor", "auditor"])
def test_readers_get_a_sheet_to_read(client_as, town, address, film, login):
    client = client_as(login)
    page = Page(client.get(address))
    assert not page.root.xpath("//*[@data-sheet]|//main//script") and not page.links("//tbody")
    assert client.post(address, data=sent(town, (town.villages[0].id, film, "1"))).status_code == 403
    assert client.get(f"{address}/{town.villages[0].id}").status_code == 403


def test_last_year_stands_below_and_in_the_foot(client_as, town, address, programme, film):
    clerk = town.viewer("clerk")
    term = {"term_from": d.date(2025, 1, 1), "term_to": d.date(2025, 12, 31)}
    before = making.programme(town, "2025年度责任书", year=2025, **term)
    old = making.target(town, before, "废膜回收", amount=Decimal(400), **DIVIDED).id
    first, second = town.villages[0].id, town.villages[1].id
    rows = {first: shares.Share(Decimal(36)), second: shares.Share(Decimal(10))}
    shares.set_shares(old, rows, stands(town, old).version, by=clerk, now=town.now)
    rows = {first: shares.Share(Decimal(38))}
    shares.set_shares(film, rows, stands(town, film).version, by=clerk, now=town.now)
    client = client_as("clerk")
    page = Page(client.get(f"{address}?compare=1"))
    assert page.all("//tbody//small") == ["上年36，增2", "上年10"]
    assert page.all("//tfoot//td") == ["38上年46，减8"]
    assert "上年" not in Page(client.get(address)).first("//tbody")
    assert "无从对照" in Page(client.get(f"/programmes/{before.id}/targets/grid?compare=1")).text


def test_changed_cells_are_saved_as_people_type_them(client_as, town, address, film, waste):
    first, second = town.villages[0].id, town.villages[1].id
    cells = [(first, film, "１，000"), (second, waste, "12.5", "固"), (first, waste, "—", "", "整村搬迁")]
    answer = Page(save(client_as("clerk"), address, sent(town, *cells)), 422)
    assert "比全镇总量420亩多580亩" in answer.text, "the sum is told by the target's name"
    assert parts(town, waste) == {}
    cells[0] = (first, film, "１0０")
    answer = Page(save(client_as("clerk"), address, sent(town, *cells)))
    assert answer.all("//p[@data-head]") == ["已分解100/420亩，差320亩", "已分解12.5/90亩，差77.5亩"]
    assert answer.root.xpath("//@data-done") and "已保存3格" in answer.text
    assert sorted(answer.root.xpath("//p[@data-cell]/text()")) == ["100", "12.5", "不适用"]
    assert parts(town, film)[first].amount == 100
    stored = parts(town, waste)
    assert stored[second].pinned and not stored[first].applies and stored[first].note == "整村搬迁"


def test_bad_cells_are_told_one_by_one_and_nothing_is_saved(client_as, town, address, film, waste):
    first, second = town.villages[0].id, town.villages[1].id
    data = sent(town, (first, film, "abc"), (second, film, "7"), (first, waste, "0.3"))
    answer = Page(save(client_as("clerk"), address, data), 422)
    wrong = dict(zip(answer.root.xpath("//@data-wrong"), answer.all("//p[@data-wrong]"), strict=True))
    assert wrong == {
        f"{first}-{film}": "应填数字，最多三位小数，如38.5。",
        f"{first}-{waste}": "应是最小单位0.5的整数倍。",
    }
    assert "有2格看不懂" in answer.text and parts(town, film) == {}


@pytest.mark.parametrize(
    ("typed", "note", "sentence"),
    [
        ("38，5", "", "应填数字，最多三位小数，如38.5。"),
        ("1e2", "", "应填数字，最多三位小数，如38.5。"),
        ("7", "字" * 201, "备注不能超过200个字。"),
    ],
)
def test_nothing_is_read_as_something_else_and_no_note_is_cut(client_as, town, address, film, typed, note, sentence):
    first = town.villages[0].id
    answer = Page(save(client_as("clerk"), address, sent(town, (first, film, typed, "", note))), 422)
    assert answer.all("//p[@data-wrong]") == [sentence] and parts(town, film) == {}
    save(client_as("clerk"), address, sent(town, (first, film, "7", "", "字" * 200)))
    assert parts(town, film)[first].note == "字" * 200


def test_two_clerks_at_one_sheet(client_as, town, address, film, waste):
    first, second = town.villages[0].id, town.villages[1].id
    mine = sent(town, (first, film, "7"), (first, waste, "5"))
    client = client_as("clerk")
    save(client, address, sent(town, (first, film, "9"), (second, film, "3")))
    answer = Page(save(client, address, mine), 409)
    assert "别人刚刚改过“废膜回收”" in answer.text and not answer.root.xpath("//@data-done")
    told = dict(zip(answer.root.xpath("//@data-cell"), answer.all("//p[@data-cell]"), strict=True))
    assert told[f"{first}-{film}"] == "9" and told[f"{second}-{film}"] == "3"
    assert all(name.endswith(f"-{film}") for name in told), "only the column that was changed comes back"
    assert parts(town, waste) == {} and parts(town, film)[first].amount == 9
    assert answer.root.xpath("//p[@data-head]/@data-version") == [str(stands(town, film).version)]
    assert save(client, address, sent(town, (first, film, "7"), (first, waste, "5"))).status_code == 200


def test_ids_that_do_not_belong_here(client_as, town, address, film):
    client, first = client_as("clerk"), town.villages[0].id
    for cell in ((987654, film, "1"), (town.offices[0].id, film, "1"), (town.unit.id, film, "1")):
        assert "已不在承担范围内" in save(client, address, sent(town, cell)).text
    other = making.target(town, making.programme(town, "别的方案"), "别的目标", amount=Decimal(5), **DIVIDED).id
    assert save(client, address, sent(town, (first, other, "1"))).status_code == 409
    for data in ({"cells": "x"}, {"cells": "1\t1\t1"}, {}, {"cells": f"{first}\t{film}\t1\t\t"}):
        assert save(client, address, data).status_code in (409, 422)
    assert parts(town, film) == {}


def test_a_column_is_divided_with_what_is_typed_and_pinned(client_as, town, address, film):
    first = town.villages[0].id
    data = sent(town, (first, film, "99", "固")) | {"column": film, "basis": "equal"}
    client = client_as("clerk")
    answer = Page(save(client, f"{address}/division", data))
    assert answer.all("//p[@data-head]") == ["已分解420/420亩，恰好分完"] and len(answer.all("//p[@data-cell]")) == 8
    stored = parts(town, film)
    assert stored[first].amount == 99 and sum(cell.amount for cell in stored.values()) == 420
    assert save(client, f"{address}/division", data).status_code == 409, "the version has moved on"
    for change in ({"basis": "moon"}, {"column": "987"}):
        assert "请选择" in save(client, f"{address}/division", data | change).text
    fresh = sent(town, (first, film, "500", "固")) | {"column": film, "basis": "equal"}
    assert "超过全镇总量" in Page(save(client, f"{address}/division", fresh), 422).text


def test_one_unit_is_filled_in_without_scripts(client_as, town, address, film, waste):
    client, first = client_as("clerk"), town.villages[0].id
    row = f"{address}/{first}"
    form = Page(client.get(row)).form(row)
    answer = client.post(row, data=form | {f"amount-{film}": "12", f"amount-{waste}": "x", f"note-{film}": "含退耕地"})
    page = Page(answer, 422)
    assert page.form(row)[f"amount-{waste}"] == "x" and page.fields_wrong() == {
        f"cell-{waste}": "应填数字，最多三位小数，如38.5。"
    }
    answer = client.post(row, data=page.form(row) | {f"amount-{waste}": "", f"off-{waste}": "1"})
    assert answer.status_code == 303
    assert parts(town, film)[first].amount == 12 and not parts(town, waste)[first].applies
    page = Page(client.get(row))
    form = page.form(row)
    assert form[f"off-{waste}"] == "1" and form[f"note-{film}"] == "含退耕地"
    version = stands(town, waste).version
    assert "没有改动" in Page(client.post(row, data=form), 422).text
    key = Page(client.get(row)).form(row)["key"]
    assert client.post(row, data=form | {f"amount-{film}": "13", "key": key}).status_code == 303
    assert stands(town, waste).version == version, "what is not changed is not touched"
    odd = Page(client.get(row)).form(row) | {f"version-{film}": "9" * 5000, f"amount-{film}": "14"}
    assert client.post(row, data=odd).status_code == 409


def test_one_unit_and_two_clerks(client_as, town, address, film, waste):
    client, first = client_as("clerk"), town.villages[0].id
    row = f"{address}/{first}"
    form = Page(client.get(row)).form(row)
    save(client, address, sent(town, (first, film, "9")))
    page = Page(client.post(row, data=form | {f"amount-{film}": "7"}), 409)
    assert "现为：9" in page.text and page.form(row)[f"amount-{film}"] == "7"
    assert parts(town, film)[first].amount == 9
    assert client.post(row, data=page.form(row)).status_code == 303
    assert parts(town, film)[first].amount == 7


def test_rows_that_are_not_there(client_as, town, address, film, programme):
    client = client_as("clerk")
    for unit_id in (town.unit.id, 987654):
        assert client.get(f"{address}/{unit_id}").status_code == 404
    assert "没有由这个单位承担" in Page(client.get(f"{address}/{town.offices[0].id}")).text
    programmes.close(programme.id, programme.version, by=town.viewer("clerk"), now=town.now)
    assert "方案已结束" in Page(client.get(f"{address}/{town.villages[0].id}")).text
    assert not Page(client.get(address)).root.xpath("//*[@data-sheet]")


def test_an_empty_programme_says_what_comes_next(client_as, address):
    assert "没有需要分解的目标" in Page(client_as("clerk").get(address)).text


def test_as_many_statements_at_every_size(client_as, town, address, programme, film, counted):
    client, told = client_as("clerk"), []
    for place in range(2):
        for compare in ("", "?compare=1"):
            with counted() as sql:
                client.get(address + compare)
            told.append(len(sql))
        if not place:
            for number in range(19):
                making.target(town, programme, f"目标{number}", amount=Decimal(10), **DIVIDED)
            for number in range(22):
                facts = making.unit_facts(town.unit.id, f"新{number}村", households=80, position=40 + number)
                units.add(facts, by=system_viewer(), now=town.now)
    assert told[:2] == told[2:] and max(told) <= 9
    page = Page(client.get(address))
    assert len(page.all("//tbody/tr")) == 30 < PAGE_UNITS and len(page.all("//thead//th")) == 21


def test_many_units_stand_on_several_pages_and_the_sums_are_of_all(client_as, town, address, film, monkeypatch):
    monkeypatch.setattr("respbook.queries.target_grid.PAGE_UNITS", 5)
    shares.divide(film, Basis.EQUAL, stands(town, film).version, by=town.viewer("clerk"), now=town.now)
    client = client_as("clerk")
    page = Page(client.get(f"{address}?page=2"))
    assert len(page.all("//tbody/tr")) == 3 and "第6–8个单位，共8个单位" in page.text
    assert page.all("//th//span[@data-balance]") == ["已分解420/420亩，恰好分完"]
    assert UnitKind.VILLAGE in page.root.xpath("//select[@name='kind']/option/@value")
