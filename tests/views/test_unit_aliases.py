"""别名: a village is known by other names, in the chat and in the sheet of units."""

import pytest
import reporting
from importing import applied
from proxying import file, read, reports
from reading import Page
from standing import stands

from respbook.queries.scope import unit_in_sight

year = stands(reporting.running)


@pytest.fixture
def clerk(client_as, year):
    return client_as("clerk")


def test_a_village_is_known_by_its_alias(clerk, town, year):
    village = town.villages[0]
    page = Page(clerk.get(f"/units/{village.id}/edit"))
    values = page.form(f"/units/{village.id}/edit")
    refused = clerk.post(f"/units/{village.id}/edit", data={**values, "aliases": "老王庄、王"})
    assert Page(refused, 422).fields_wrong()["aliases"].startswith("别名“王”")
    saved = clerk.post(f"/units/{village.id}/edit", data={**values, "aliases": "老王庄，王家塬子", "key": "2" * 32})
    assert saved.status_code == 303
    assert "老王庄、王家塬子" in Page(clerk.get(saved.headers["Location"])).text
    assert file(clerk, read(clerk, "王家塬子 无异常")).status_code == 303
    assert {unit for unit, *_ in reports()} == {village.id}


def test_the_units_sheet_carries_the_aliases(clerk, town):
    import csv
    import io

    by, village = town.viewer("clerk"), town.villages[0]
    pasted = "单位名称\t别名\n王家庄村\t老王庄，王庄"
    answer = clerk.post("/imports/new?kind=units", data={"pasted": pasted, "programme": ""})
    page = Page(clerk.get(answer.headers["Location"]))
    assert "修改 1" in page.text
    assert applied(clerk, answer.headers["Location"], page).status_code == 303
    assert unit_in_sight(by, village.id).aliases == "老王庄、王庄"
    given = clerk.get("/units/export?format=csv")
    rows = list(csv.reader(io.StringIO(given.data.decode("utf-8-sig"))))
    assert any("老王庄、王庄" in row for row in rows)
    pasted = "\n".join("\t".join(row) for row in rows)
    answer = clerk.post("/imports/new?kind=units", data={"pasted": pasted, "programme": ""})
    assert "新增 0 修改 0" in Page(clerk.get(answer.headers["Location"])).text
    answer = clerk.post("/imports/new?kind=units", data={"pasted": "单位名称\t别名\n王家庄村\t王", "programme": ""})
    assert "应为2至20个字" in Page(clerk.get(answer.headers["Location"])).text
