"""上级报表 and 导出 deeds: they do, they refuse, they are written in the book."""

import county_sheets
import pytest
from making import make
from sqlalchemy import select
from standing import stands

from respbook.actions import county_forms, outgoing
from respbook.actions.action import StaleVersion
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.queries.scope import NotInSight, county_form_in_sight
from respbook.readers.county_form import read_form
from respbook.rules.county_forms import CellFacts
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import NotAllowed

form = stands(make.county_form)


@pytest.fixture
def sheet():
    return read_form(county_sheets.one_column())[0]


def blank(content, name="新表.xlsx"):
    return county_forms.Blank(name, content, read_form(content))


def last_entry():
    return db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(1)).one()


def test_a_blank_is_kept_as_it_came(app, town, form):
    content = county_sheets.crossed()
    made = county_forms.add("交叉", blank(content), app.extensions["store"], by=town.viewer("clerk"), now=town.now)
    assert app.extensions["store"].get(made.sha256) == content and made.file_name == "新表.xlsx"
    assert last_entry().verb == "form.add" and made.sha256 in last_entry().body


def test_what_goes_into_a_cell_is_told_in_words(town, form):
    assert last_entry().verb == "form.set_cell" and "B5" in last_entry().body and "单位数" in last_entry().body


@pytest.mark.parametrize("login", ["leader", "auditor", "reporter", "admin", "assessor"])
def test_only_the_clerk_sets_what_goes_where(app, town, form, sheet, login):
    by, store = town.viewer(login), app.extensions["store"]
    for deed in (
        lambda: county_forms.add("又一张", blank(county_sheets.crossed()), store, by=by, now=town.now),
        lambda: county_forms.renew(form.id, blank(county_sheets.crossed()), form.version, store, by=by, now=town.now),
        lambda: county_forms.set_cell(form.id, CellFacts("汇总表", 6, 2, "town.units"), sheet, 1, by=by, now=town.now),
        lambda: county_forms.clear_cell(form.id, ("汇总表", 5, 2), form.version, by=by, now=town.now),
        lambda: county_forms.remove(form.id, form.version, by=by, now=town.now),
    ):
        with pytest.raises(NotAllowed):
            deed()


def test_an_older_version_is_refused(app, town, form, sheet):
    by, facts = town.viewer("clerk"), CellFacts("汇总表", 6, 2, "town.population")
    before = county_form_in_sight(by, form.id).version
    county_forms.set_cell(form.id, facts, sheet, before, by=by, now=town.now)
    with pytest.raises(StaleVersion):
        county_forms.set_cell(form.id, facts, sheet, before, by=by, now=town.now)
    with pytest.raises(NotInSight):
        county_forms.clear_cell(form.id, ("汇总表", 9, 9), before + 1, by=by, now=town.now)


def test_a_changed_blank_marks_what_no_longer_fits(app, town, form, sheet):
    by, store = town.viewer("clerk"), app.extensions["store"]
    version = county_form_in_sight(by, form.id).version
    facts = CellFacts("汇总表", 6, 2, "town.population")
    county_forms.set_cell(form.id, facts, sheet, version, by=by, now=town.now)
    changed = blank(county_sheets.one_column(people="常住人口"))
    made = county_forms.renew(form.id, changed, version + 1, store, by=by, now=town.now)
    assert [(cell.row, bool(cell.misfit)) for cell in made.cells] == [(5, False), (6, True)]
    assert last_entry().verb == "form.renew" and "1格" in last_entry().body


def test_a_name_stands_once(app, town, form):
    with pytest.raises(RuleBroken, match="已有名为") as refusal:
        county_forms.add(
            form.name, blank(county_sheets.crossed()), app.extensions["store"], by=town.viewer("clerk"), now=town.now
        )
    assert refusal.value.field == "name"


def test_full_numbers_leave_only_with_the_permission(town, app):
    outgoing.units_out("单位名册", 11, full=True, by=town.viewer("leader"), now=town.now)
    assert last_entry().verb == "sheet.export" and '"行数":"11"' in last_entry().body
    for deed, login in (
        (outgoing.units_out, "auditor"),
        (outgoing.people_out, "admin"),
        (outgoing.people_out, "signer"),
    ):
        with pytest.raises(NotAllowed):
            deed("名册", 1, full=True, by=town.viewer(login), now=town.now)
