"""案头: the earlier letters, a sheet on its way in, the county's form, a scan."""

import datetime as d
import io

import county_sheets
from flask import Flask
from PIL import Image

from making.township import NOW, Town
from respbook.actions import archive, county_forms, imports, register_rows, registers, scan_reading, scans
from respbook.models.archive import ArchivedPaper
from respbook.models.county_forms import CountyForm
from respbook.models.imports import Import
from respbook.models.letters import Letter
from respbook.models.registers import Register
from respbook.models.scans import ScanBatch
from respbook.readers.county_form import read_form
from respbook.readers.scans import BATCH, inspect
from respbook.rules.columns import SheetKind
from respbook.rules.county_forms import CellFacts
from respbook.rules.grids import Grid
from respbook.rules.register import Line
from respbook.rules.registers import FieldFacts, FieldKind, RegisterFacts, key_of
from respbook.works import tools


def register(town: Town) -> list[ArchivedPaper]:
    """Two lines of earlier letters that have no scan: of the first village, and of the second with its number alone."""
    said = {"title": "2024年度环境保护目标责任书", "issued_on": d.date(2024, 3, 5), "issued_by": "李建国", "copies": 2}
    first = Line("青环责〔2024〕1号", town.villages[0].id, **said)
    lines = (first, Line("青环责〔2024〕2号", town.villages[1].id))
    return [archive.register(line, by=town.viewer("clerk"), now=NOW) for line in lines]


def sheet(town: Town) -> Import:
    """A sheet of units that the clerk is putting right: one new, one that is wrong."""
    rows = [["单位名称", "单位类别"], ["新河村", "村"], ["旁村", "乡"]]
    return imports.keep(SheetKind.UNITS, None, "", [Grid.of("粘贴", rows)], by=town.viewer("clerk"), now=NOW)


def county_form(app: Flask, town: Town) -> CountyForm:
    """The county's summary, registered, with one figure set."""
    by, content = town.viewer("clerk"), county_sheets.one_column()
    (sheet,) = read_form(content)
    blank = county_forms.Blank("汇总表.xlsx", content, (sheet,))
    form = county_forms.add("月度汇总", blank, app.extensions["store"], by=by, now=NOW)
    facts = CellFacts(sheet.title, 5, 2, "town.units")
    county_forms.set_cell(form.id, facts, sheet, form.version, by=by, now=NOW)
    return form


def scan(app: Flask, town: Town, letter: Letter) -> ScanBatch:
    """A page of the letter sent by its village, read by the queue; its code is torn and waits for a hand."""
    store, out = tools(app).store, io.BytesIO()
    picture = Image.new("L", (620, 877), 250)
    picture.paste(40, (100, 100, 500, 130))
    picture.save(out, "JPEG")
    found = inspect(out.getvalue(), BATCH)
    sent = scans.Sent("第1页.jpg", store.put(out.getvalue()), len(out.getvalue()), found)
    made = scans.take_in(None, letter.id, [sent], True, by=town.viewer("reporter"), now=NOW).scan
    assert made is not None
    with app.app_context():  # a session of its own, as the queue has
        scan_reading.read_off(made.id, store, lambda: NOW)
    return made


def farms(town: Town) -> Register:
    """养殖场台账 with a farm of the first and of the second village; the villages fill it in themselves."""
    by = town.viewer("clerk")
    facts = RegisterFacts("养殖场台账", "养殖场名称", "一场一行", village_fills=True)
    fields = (
        FieldFacts("负责人", must=True),
        FieldFacts("畜种", FieldKind.CHOICE, choices=("猪", "牛", "羊")),
        FieldFacts("存栏", FieldKind.NUMBER, "头"),
        FieldFacts("检查日期", FieldKind.DATE),
        FieldFacts("在禁养区", FieldKind.YES_NO),
    )
    made = registers.make(facts, dict(enumerate(fields)), by=by, now=NOW)
    for village, name in zip(town.villages, ("河东养殖场", "坡上羊场"), strict=False):
        told = farm(made, name, 负责人="马三", 畜种="羊", 存栏="120.5", 检查日期="2026-02-03", 在禁养区="否")
        register_rows.enter(made.id, village.id, told, by=by, now=NOW)
    return made


def farm(made: Register, name: str, **cells: str) -> dict[str, str]:
    """What a form or a test tells of a row: its name, its cells by the titles of their columns."""
    keys = {field.title: key_of(field.id) for field in made.fields}
    return {"name": name} | {keys[title]: text for title, text in cells.items()}
