"""层层签订的分解: shares of one figure among the 社 of a village, typed and divided on their page."""

from decimal import Decimal

from making import make
from reading import Page
from sqlalchemy import select

from respbook.actions import shares
from respbook.models.base import db
from respbook.models.pledges import Pledge
from respbook.rules.targets import Basis, TargetKind


def test_shares_are_typed_and_divided_on_their_page(app, client_as, town):
    programme = make.programme(town)
    total = {
        "kind": TargetKind.AT_LEAST,
        "unit_word": "亩",
        "amount": Decimal(40),
        "divided": True,
        "basis": Basis.EQUAL,
    }
    film = make.target(town, programme, "废膜回收", **total)
    kept = {village.id: shares.Share(applies=False) for village in town.villages[1:]}
    shares.divide(film.id, Basis.EQUAL, film.version, kept, by=town.viewer("clerk"), now=town.now)
    (row,) = make.drafts(town, make.template(town, programme), [town.villages[0].id])
    make.issued(app, town, [row])
    make.signed(town, row)
    make.groups(town, town.villages[0], "东关社", "西关社", households=20)
    signer, home = client_as("signer"), f"/letters/{row.id}/pledges"
    form = Page(signer.get(f"{home}/groups")).form(f"{home}/groups")
    signer.post(f"{home}/groups", data=form | {"basis": "equal"})
    page = Page(signer.get(f"{home}/shares"))
    assert "已分解40/40亩，恰好分完" in page.text
    (address,) = page.root.xpath("//form[contains(@action, '/shares')]/@action")
    first, second = db.session.scalars(select(Pledge.id).order_by(Pledge.serial))
    over = signer.post(address, data=page.form(address) | {f"amount-{first}": "25", "deed": "save"})
    assert "超出5亩" in Page(over, 422).text
    short = {f"amount-{first}": "15", f"amount-{second}": "20", "deed": "save"}
    page = Page(signer.post(address, data=page.form(address) | short), 422)
    assert "差5亩" in page.fields_wrong()["reason"]
    assert signer.post(address, data=page.form(address) | short | {"reason": "退耕五亩"}).status_code == 303
    assert "退耕五亩" in Page(signer.get(address)).text
    odd = signer.post(
        address, data=Page(signer.get(address)).form(address) | {f"amount-{first}": "一些", "deed": "save"}
    )
    assert "不是数" in Page(odd, 422).text
    pinned = Page(signer.get(address)).form(address) | {f"pinned-{first}": "1", "deed": "equal"}
    assert signer.post(address, data=pinned).status_code == 303
    page = Page(signer.get(address))
    assert page.form(address)[f"amount-{second}"] == "25" and "恰好分完" in page.text
    stale = signer.post(address, data=page.form(address) | {"version": "1", "deed": "save", "key": "k"})
    assert "别人刚刚改过" in Page(stale, 409).text
    assert client_as("neighbour").get(address).status_code == 404
    assert client_as("leader").post(address, data=pinned).status_code == 403
