"""从表格导入: a sheet handed in, looked at and imported, as the clerk's browser does it; sheets that several tests hand in."""

import io
from decimal import Decimal

from making import make
from reading import Page
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from respbook.models.base import db
from respbook.models.imports import Import
from respbook.models.units import Unit
from respbook.rules.targets import Basis, TargetKind
from respbook.rules.units import UnitKind


def handed(client, kind, pasted="", file=None, programme=None):
    """The answer to a sheet handed in."""
    told = {"pasted": pasted, "programme": str(programme or "")}
    if file is not None:
        told["file"] = (io.BytesIO(file), "表.xlsx")
    return client.post(f"/imports/new?kind={kind}", data=told, content_type="multipart/form-data")


def bench(client, kind, pasted="", **rest):
    """(address, page) of the sheet under check."""
    answer = handed(client, kind, pasted, **rest)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"], Page(client.get(answer.headers["Location"]))


def form_of(page):
    """All fields of the one form, as a browser sends them."""
    return page.form(page.first("//form[contains(@class,'bench')]/@action"))


def applied(client, address, page, verb="application", **more):
    return client.post(f"{address}/{verb}", data={**form_of(page), **more})


def applied_version(address):
    return db.session.scalar(select(Import.version).where(Import.id == int(address.rsplit("/")[-1])))


def tsv(*rows):
    return "\n".join("\t".join(row) for row in rows)


def last_import():
    return db.session.scalars(select(Import).order_by(Import.id.desc()).limit(1)).one()


def unit_named(name):
    statement = select(Unit).where(Unit.name == name).options(selectinload(Unit.tags), selectinload(Unit.holders))
    return db.session.scalars(statement).one()


def divided(town, name="秸秆综合利用", amount=420, **more):
    year = make.programme(town)
    return year, make.target(
        town, year, name, kind=TargetKind.AT_LEAST, amount=Decimal(amount), unit_word="亩", divided=True,
        basis=Basis.EQUAL, unit_kinds=(UnitKind.VILLAGE,), **more,
    )  # fmt: skip


UNITS = tsv(
    ("单位名称", "单位类别", "上级单位", "负责人", "电话", "户数", "耕地（亩）", "标签"),
    ("高家坪村村民委员会", "村", "", "高明", "１３８１２３４５６７８", "1,234", "3580.5", "沿河、有养殖"),
    ("高家坪一社", "社（组）", "高家坪村村民委员会", "", "", "60", "", ""),
    ("王家庄村", "", "", "", "", "1５0", "", "沿河"),
    ("李家沟村村民委员会", "村", "", "王2喆", "", "107", "", ""),
)


WRONG = tsv(
    ("单位名称", "单位类别", "户数", "上级单位"),
    ("甲村", "村", "#REF!", ""),
    ("乙村", "乡", "12", ""),
    ("丙村", "村", "30", ""),
    ("丙村", "村", "31", ""),
    ("丁社", "社（组）", "5", "甲村"),
    ("庚村", "村", "9", ""),
)


ACCOUNTS = tsv(
    ("用户名", "姓名", "单位", "角色", "电话"),
    ("wjz01", "王小花", "王家庄村", "填报员、单位负责人", "13800001111"),
    ("reporter", "王晓燕", "", "", ""),
    ("boss01", "李镇长", "青山镇", "镇领导", ""),
)


TARGETS = tsv(("类别", "目标名称", "指标类型", "承担单位"), ("废膜回收", "农膜回收宣传", "是否完成", "村"))
