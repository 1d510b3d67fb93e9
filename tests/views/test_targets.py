"""目标任务 pages: the list, the form that shows the fields of its kind, the 分解 page and the grid."""

import datetime as d
from decimal import Decimal

import making
import pytest
from reading import Page

from respbook.actions import programmes, targets
from respbook.models.base import db
from respbook.models.targets import Target
from respbook.queries.scope import target_in_sight
from respbook.rules.programmes import ProgrammeKind
from respbook.rules.targets import Basis, TargetKind
from respbook.rules.units import UnitKind

VILLAGES = (UnitKind.VILLAGE,)


@pytest.fixture
def programme(app, town):
    facts = programmes.ProgrammeFacts(
        ProgrammeKind.YEARLY, 2026, "2026年度责任书", "青山镇人民政府", d.date(2026, 1, 1), d.date(2026, 12, 31),
        "青政环责〔{年}〕{号}号",
    )  # fmt: skip
    return programmes.open_programme(town.unit.id, facts, by=town.viewer("clerk"), now=town.now)


def added(programme, town, **more):
    facts = {
        "category": "废膜回收", "name": "废旧农膜回收面积", "kind": TargetKind.AT_LEAST, "unit_word": "亩",
        "amount": Decimal(420), "divided": True, "basis": Basis.HOUSEHOLDS, "unit_kinds": VILLAGES,
    }  # fmt: skip
    return targets.add(programme.id, targets.TargetFacts(**(facts | more)), by=town.viewer("clerk"), now=town.now)


@pytest.fixture
def target(programme, town):
    return added(programme, town)


def parts(target, town):
    db.session.expire_all()
    cells = target_in_sight(town.viewer("clerk"), target.id).allocations
    return {cell.unit_id: cell for cell in cells}


def split_form(client, target):
    page = Page(client.get(f"/targets/{target.id}/split"))
    return page, page.form(f"/targets/{target.id}/split")


def test_list_says_what_is_left_to_divide(client_as, programme, target, town):
    added(programme, town, name="全无承担", divided=False, tag="没有这种村", category="其他")
    page = Page(client_as("clerk").get(f"/programmes/{programme.id}/targets"))
    assert "已分解0/420亩，差420亩" in page.text
    assert "没有承担单位" in page.text
    assert "全镇不少于420亩" in page.text
    assert page.has_link(f"/targets/{target.id}/split")


@pytest.mark.parametrize("login", ["leader", "assessor", "auditor"])
def test_readers_see_no_button_they_may_not_press(client_as, programme, target, login):
    client = client_as(login)
    page = Page(client.get(f"/programmes/{programme.id}/targets"))
    assert not page.has_link(f"/targets/{target.id}/edit")
    split = Page(client.get(f"/targets/{target.id}/split"))
    assert "保存" not in split.text and "说明" in split.text
    assert client.post(f"/targets/{target.id}/split", data={}).status_code == 403


@pytest.mark.parametrize("login", ["reporter", "signer", "admin"])
def test_unit_people_have_no_way_in(client_as, programme, target, login):
    assert client_as(login).get(f"/programmes/{programme.id}/targets").status_code == 403
    assert client_as(login).get(f"/targets/{target.id}/split").status_code == 403


@pytest.mark.parametrize(
    "path", ["/programmes/9999/targets", "/programmes/9999/targets/new", "/programmes/9999/targets/grid",
             "/targets/9999/edit", "/targets/9999/split"]
)  # fmt: skip
def test_what_is_not_there_is_not_found(client_as, path):
    assert client_as("clerk").get(path).status_code == 404


def test_list_takes_a_flat_number_of_statements(client_as, programme, target, town, counted):
    client = client_as("clerk")
    told = []
    for place in range(2):
        with counted() as sql:
            client.get(f"/programmes/{programme.id}/targets")
        told.append(len(sql))
        for number in range(9):
            added(programme, town, name=f"目标{place}{number}")
    assert told[0] == told[1] <= 4


def test_a_kind_asks_only_for_its_own_fields(client_as, programme):
    client = client_as("clerk")
    piece = Page(client.piece(f"/programmes/{programme.id}/targets/new?kind=range&unit_word=座", "targets-figure"))
    assert not piece.whole
    assert piece.all("//label[@class='label']") == ["下限", "上限", "计量单位"]
    assert piece.first("//input[@name='unit_word']/@value") == "座"


def test_a_target_is_added_and_leads_to_its_division(client_as, programme):
    client = client_as("clerk")
    page = Page(client.get(f"/programmes/{programme.id}/targets/new"))
    form = page.form(f"/programmes/{programme.id}/targets/new")
    form |= {"category": "废膜回收", "name": "农膜", "amount": "４２０", "unit_word": "亩", "divided": "y",
             "basis": "households", "step": "1", "unit_kinds": "village"}  # fmt: skip
    answer = client.post(f"/programmes/{programme.id}/targets/new", data=form)
    assert answer.status_code == 303 and answer.location.endswith("/split")


@pytest.mark.parametrize("typed", ["NaN", "1e999", "九十", "9" * 1_000_000, "-5", "38.1234", "38，5", "1,5", "1e2"])
def test_odd_figures_are_refused_on_their_field(client_as, programme, typed):
    client = client_as("clerk")
    address = f"/programmes/{programme.id}/targets/new"
    form = Page(client.get(address)).form(address)
    form |= {"category": "废膜", "name": "农膜", "amount": typed, "unit_word": "亩", "unit_kinds": "village"}
    page = Page(client.post(address, data=form), 422)
    assert "amount" in page.fields_wrong()


def test_redraw_without_scripts_saves_nothing(client_as, programme):
    client = client_as("clerk")
    address = f"/programmes/{programme.id}/targets/new"
    form = Page(client.get(address)).form(address) | {"kind": "text", "redraw": "1"}
    page = Page(client.post(address, data=form))
    assert page.root.xpath("//textarea[@name='text']") and not page.root.xpath("//input[@name='amount']")


def test_three_places_survive_an_edit(client_as, programme, town):
    target = added(programme, town, divided=False, amount=Decimal("38.125"))
    address = f"/targets/{target.id}/edit"
    client = client_as("clerk")
    form = Page(client.get(address)).form(address)
    assert form["amount"] == "38.125"
    assert client.post(address, data=form).status_code == 303
    db.session.expire_all()
    assert target_in_sight(town.viewer("clerk"), target.id).amount == Decimal("38.125")


def test_dividing_with_a_button_and_saving_by_hand(client_as, target, town):
    client = client_as("clerk")
    _, form = split_form(client, target)
    assert client.post(f"/targets/{target.id}/split", data=form | {"deed": "households"}).status_code == 303
    page, form = split_form(client, target)
    assert "恰好分完" in page.text and "户数100/共996" in page.text
    first = town.villages[0].id
    less = {f"amount-{first}": "1", f"pinned-{first}": "1", f"note-{first}": "整村搬迁", "deed": "save"}
    client.post(f"/targets/{target.id}/split", data=form | less)
    page, _ = split_form(client, target)
    assert "差" in page.text and "不足说明" in page.text
    cell = parts(target, town)[first]
    assert (cell.amount, cell.pinned, cell.note) == (1, True, "整村搬迁")


def test_too_much_is_refused_and_what_was_typed_stays(client_as, target, town):
    client = client_as("clerk")
    _, form = split_form(client, target)
    first = town.villages[0].id
    page = Page(client.post(f"/targets/{target.id}/split", data=form | {f"amount-{first}": "421"}), 422)
    assert "多1亩" in page.text
    assert page.form(f"/targets/{target.id}/split")[f"amount-{first}"] == "421"
    assert parts(target, town) == {}


@pytest.mark.parametrize("typed", ["NaN", "1e999", "38亩", "-1", "0.5", "9" * 1_000_000])
def test_odd_cells_are_marked_and_nothing_is_saved(client_as, target, town, typed):
    client = client_as("clerk")
    _, form = split_form(client, target)
    first = town.villages[0].id
    page = Page(client.post(f"/targets/{target.id}/split", data=form | {f"amount-{first}": typed}), 422)
    assert f"cell-{first}" in page.fields_wrong()
    assert parts(target, town) == {}


def test_full_width_cells_are_read(client_as, target, town):
    client = client_as("clerk")
    _, form = split_form(client, target)
    first = town.villages[0].id
    client.post(f"/targets/{target.id}/split", data=form | {f"amount-{first}": " １２０ ", "deed": "save"})
    assert parts(target, town)[first].amount == 120


def test_excused_units_take_no_part(client_as, target, town):
    client = client_as("clerk")
    _, form = split_form(client, target)
    first = town.villages[0].id
    client.post(f"/targets/{target.id}/split", data=form | {f"off-{first}": "1", "deed": "equal"})
    cells = parts(target, town)
    assert cells[first].amount is None and not cells[first].applies
    assert sum(cell.amount for cell in cells.values() if cell.applies) == 420


def test_two_clerks_see_both_texts(client_as, target, town):
    mine, theirs = client_as("clerk"), client_as("clerk")
    _, my_form = split_form(mine, target)
    _, their_form = split_form(theirs, target)
    first = town.villages[0].id
    theirs.post(f"/targets/{target.id}/split", data=their_form | {f"amount-{first}": "77", "deed": "save"})
    page = Page(mine.post(f"/targets/{target.id}/split", data=my_form | {f"amount-{first}": "88", "deed": "save"}), 409)
    assert "现为：77" in page.text
    again = page.form(f"/targets/{target.id}/split")
    assert again[f"amount-{first}"] == "88"
    assert mine.post(f"/targets/{target.id}/split", data=again | {"deed": "save"}).status_code == 303
    assert parts(target, town)[first].amount == 88


def test_two_clerks_on_one_target_form(client_as, target):
    client, address = client_as("clerk"), f"/targets/{target.id}/edit"
    old = Page(client.get(address)).form(address)
    client.post(address, data=old | {"name": "甲名"})
    fresh_key = Page(client.get(address)).form(address)["key"]
    page = Page(client.post(address, data=old | {"name": "乙名", "key": fresh_key}), 409)
    assert "甲名" in page.text and "乙名" in page.text


def test_balance_follows_what_is_typed_and_writes_nothing(client_as, target, town):
    client = client_as("clerk")
    _, form = split_form(client, target)
    first = town.villages[0].id
    answer = client.piece(
        f"/targets/{target.id}/split/balance", "targets-balance", method="POST",
        data=form | {f"amount-{first}": "380", f"amount-{town.villages[1].id}": "x"},
    )  # fmt: skip
    piece = Page(answer)
    assert "已分解380/420亩，差40亩" in piece.text and "1格看不懂" in piece.text
    assert parts(target, town) == {}


def test_a_shortfall_needs_words(client_as, target, town):
    client = client_as("clerk")
    page, _ = split_form(client, target)
    address = f"/targets/{target.id}/shortfall"
    form = page.form(address)
    assert "reason" in Page(client.post(address, data=form | {"reason": " "}), 422).fields_wrong()
    key = split_form(client, target)[0].form(address)["key"]
    assert client.post(address, data=form | {"reason": "其余由镇直接实施", "key": key}).status_code == 303
    assert "其余由镇直接实施" in split_form(client, target)[0].text


def test_removal_and_what_was_handed_down(client_as, programme, target, town):
    client = client_as("clerk")
    address = f"/targets/{target.id}/removal"
    form = Page(client.get(f"/targets/{target.id}/edit")).form(address)
    assert client.post(address, data=form).status_code == 303
    assert "还没有目标任务" in Page(client.get(f"/programmes/{programme.id}/targets")).text


def test_five_hundred_units_on_one_page_cost_no_more_statements(real_app, counted):
    app = real_app()
    by, now = app.town.viewer("clerk"), app.town.now
    with app.app_context():
        facts = programmes.ProgrammeFacts(
            ProgrammeKind.YEARLY, 2026, "2026年度责任书", "青山镇人民政府", d.date(2026, 1, 1), d.date(2026, 12, 31),
            "青政环责〔{年}〕{号}号",
        )  # fmt: skip
        programme = programmes.open_programme(app.town.unit.id, facts, by=by, now=now)
        making.many_villages(app.town, 500)
        target = added(programme, app.town, amount=Decimal(99_999))
    client = app.test_client().enter_as("clerk")
    address = f"/targets/{target.id}/split"
    form = Page(client.get(address)).form(address)
    for deed in ("households", "save"):
        assert client.post(address, data=form | {"deed": deed}).status_code == 303
        with counted() as sql:
            answer = client.get(address)
        assert len(sql) <= 8
        form = Page(answer).form(address)
    assert "恰好分完" in answer.text


def test_the_form_says_what_power_the_words_ask_for_and_keeps_the_choice(client_as, programme, target, town):
    clerk = client_as("clerk")
    assert "村、社区只能巡查、劝导、报告" in Page(clerk.get(f"/targets/{target.id}/edit")).text
    closing = added(
        programme, town, name="取缔散乱污企业", kind=TargetKind.YES_NO, divided=False, amount=None, basis=None
    )
    path = f"/targets/{closing.id}/edit"
    page = Page(clerk.get(path))
    assert "文字里有“取缔”，按“停业关闭”判断" in page.text
    clerk.post(path, data=page.form(path) | {"power_needed": "patrol"})
    db.session.expire_all()
    assert target_in_sight(town.viewer("clerk"), closing.id).power_needed == "patrol"
    assert Page(clerk.get(path)).root.xpath("//select[@name='power_needed']/option[@selected]/@value") == ["patrol"]
    refused = Page(clerk.post(path, data=page.form(path) | {"power_needed": "magic"}), 422)
    assert "power_needed" in refused.source


def test_a_new_target_rolls_over_rest_days_unless_the_clerk_says_no(client_as, programme, town):
    clerk, address = client_as("clerk"), f"/programmes/{programme.id}/targets/new"
    form = Page(clerk.get(address)).form(address)
    assert form["rolls_over"] == "y"
    told = {"name": "月报", "category": "工作机制", "kind": "yes_no", "unit_kinds": ["town"], "cadence": "monthly"}
    assert clerk.post(address, data=form | told).status_code == 303
    kept = db.session.scalars(db.select(Target).where(Target.name == "月报")).one()
    assert (kept.rolls_over, kept.due_in_workdays) == (True, None)
    edit = f"/targets/{kept.id}/edit"
    form = {name: value for name, value in Page(clerk.get(edit)).form(edit).items() if name != "rolls_over"}
    wrong = clerk.post(edit, data=form | {"due_day": "3", "due_in_workdays": "５"})
    assert wrong.status_code == 422 and "只能填一种" in wrong.text and 'value="５"' in wrong.text
    form = {name: value for name, value in Page(clerk.get(edit)).form(edit).items() if name != "rolls_over"}
    assert clerk.post(edit, data=form | {"due_in_workdays": "5"}).status_code == 303
    db.session.expire_all()
    kept = db.session.get(Target, kept.id)
    assert (kept.rolls_over, kept.due_in_workdays) == (None, 5)
    odd = clerk.post(edit, data=form | {"cadence": "market_day", "market_days": "周三", "version": str(kept.version)})
    assert odd.status_code in (409, 422)
