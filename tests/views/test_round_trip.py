"""出去再回来: what a list gives out comes back in without a change, xlsx and CSV alike (features M4)."""

import io
import re
from decimal import Decimal

import pytest
from importing import applied, bench
from making import make
from reading import Page
from scans import send
from standing import stands

from respbook.actions import archive, shares, units
from respbook.queries.scope import target_in_sight, unit_in_sight
from respbook.queries.targets import targets_of
from respbook.rules.cadence import Cadence
from respbook.rules.register import Line
from respbook.rules.targets import Basis, TargetKind
from respbook.rules.units import UnitKind

LISTS = [
    ("units", "/units/export"),
    ("holders", "/units/holders/export"),
    ("accounts", "/people/export"),
    ("targets", "/programmes/{}/targets/export"),
    ("allocations", "/programmes/{}/targets/grid/export"),
    ("tasks", "/tasks/export?programme={}"),
    ("register", "/archive/export"),
    ("register", "/programmes/{}/letters/register/export"),
]


@stands
def year(app, town):
    """A year with a divided target, the town's own duties and issued letters."""
    made = make.year(app, town)
    divided = make.target(
        town,
        made,
        "秸秆综合利用",
        kind=TargetKind.AT_LEAST,
        amount=Decimal(420),
        unit_word="亩",
        divided=True,
        basis=Basis.FARMLAND,
        unit_kinds=(UnitKind.VILLAGE,),
    )
    for name, due in (
        ("月报", {"due_in_workdays": 5}),
        ("日期", {"rolls_over": True}),
        ("赶集", {"market_days": "147"}),
    ):
        cadence = Cadence.MARKET_DAY if "market_days" in due else Cadence.MONTHLY
        make.target(town, made, name, unit_kinds=(UnitKind.TOWN,), cadence=cadence, **due)
    clerk = town.viewer("clerk")
    shares.divide(divided.id, Basis.EQUAL, target_in_sight(clerk, divided.id).version, by=clerk, now=town.now)
    return made


def odd_papers(clerk, town):
    """What tells nothing or the same: a scan without 文号, two scans with one, a text like a formula, a retired unit."""
    send(clerk, "扫描1.png", "2023年王家庄村.png", "青环责〔2023〕9号 石桥村1.png", "青环责〔2023〕9号 石桥村2.png")
    last = town.villages[7]
    line = Line("2022-07", last.id, 2022, "=1+1　的 标题", issued_by="@李", note="-补")
    archive.register(line, by=town.viewer("clerk"), now=town.now)
    by = town.viewer("clerk")
    units.retire(last.id, unit_in_sight(by, last.id).version, by=by, now=town.now, on=town.today)


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
@pytest.mark.parametrize(("kind", "list_"), LISTS)
def test_what_goes_out_comes_back_unchanged(client_as, town, year, kind, list_, ending):
    clerk = client_as("clerk")
    address = list_.format(year.id)
    if list_ == "/archive/export":
        odd_papers(clerk, town)
    given = clerk.get(f"{address}{'&' if '?' in address else '?'}format={ending}")
    assert given.status_code == 200, given.text[:300]
    told = {"pasted": "", "programme": str(year.id), "file": (io.BytesIO(given.data), f"表.{ending}")}
    answer = clerk.post(f"/imports/new?kind={kind}", data=told, content_type="multipart/form-data")
    assert answer.status_code == 303, Page(answer, answer.status_code).text
    page = Page(clerk.get(answer.headers["Location"]))
    counts = re.search(r"新增 (\d+) 修改 (\d+) 不变 (\d+) 错误 (\d+)", page.text)
    assert counts, page.text[:600]
    new, changed, same, wrong = map(int, counts.groups())
    faults = page.all("//p[@class='wrong']")
    assert (new, changed) == (0, 0) and same > 0, (counts[0], page.text[-1500:])
    if kind == "tasks":  # what a letter has promised is compared and never imported
        return
    assert wrong == 0, (counts[0], faults)


def test_due_rules_come_in_from_a_sheet(client_as, town, year):
    """期后工作日、遇休息日顺延、逢几为集 as an office writes them; what contradicts itself is told at its cell."""
    clerk, by = client_as("clerk"), town.viewer("clerk")
    head = "类别\t目标名称\t指标类型\t承担单位\t频次\t期后天数\t期后工作日\t遇休息日顺延\t逢几为集"
    rows = [
        "工作机制\t月度小结\t是否完成\t村\t每月\t\t5\t\t",
        "工作机制\t季度小结\t是否完成\t村\t每季度\t\t\t是\t",
        "宣传教育\t集日宣传\t是否完成\t村\t逢集日\t\t\t是\t逢1、4、7",
        "工作机制\t两样都填\t是否完成\t村\t每月\t3\t5\t\t",
        "宣传教育\t集日乱填\t是否完成\t村\t逢集日\t\t\t\t周三",
    ]
    address, page = bench(clerk, "targets", "\n".join([head, *rows]), programme=year.id)
    assert "只能填一种" in page.text and "逢集日填日期的末位数字" in page.text
    applied(clerk, address, page)
    found = {target.name: target for target in targets_of(by, year)}
    assert found["月度小结"].due_in_workdays == 5 and found["月度小结"].rolls_over is None
    assert found["季度小结"].rolls_over is True
    assert (found["集日宣传"].market_days, found["集日宣传"].rolls_over) == ("147", None)
    assert not {"两样都填", "集日乱填"} & set(found)
