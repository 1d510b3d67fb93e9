"""多次点按: the same form sent many times at once does one deed, and every press is led to its result (safety R52, R89)."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select

from respbook.models.base import db
from respbook.models.units import Unit

FORM = {
    "key": "a" * 32,
    "name": "青山镇新河村村民委员会",
    "short_name": "新河村",
    "kind": "village",
    "households": "95",
}


def test_every_press_is_led_to_the_one_result(real_app):
    app = real_app()
    town = app.town.unit.id

    def press(_):
        visitor = app.test_client()
        visitor.enter_as("clerk")
        return visitor.post("/units/new", data={**FORM, "parent_id": str(town)}).headers["Location"]

    with ThreadPoolExecutor(8) as hands:
        places = set(hands.map(press, range(8)))
    with app.app_context():
        found = db.session.execute(select(func.count(), func.max(Unit.id)).where(Unit.short_name == "新河村")).one()
    assert found[0] == 1 and places == {f"/units/{found[1]}"}
