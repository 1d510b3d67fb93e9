"""照片框: the piece that forms carry; small, without multiple and capture, and whole without scripts (R5, R6, page weight)."""

import gzip
import io
from pathlib import Path

import pytest
from flask import g, render_template
from making import make
from photographs import labelled, photo
from reading import Page
from werkzeug.datastructures import FileStorage, MultiDict

from respbook.actions import audit
from respbook.forms.evidence import evidence_ids
from respbook.models.base import db
from respbook.web import evidence as web

ROOT = Path(__file__).parents[2]


@pytest.fixture
def asked(app, town):
    """A request of the reporter's, as a room with a form has it."""
    with app.test_request_context("/"):
        g.viewer = town.viewer("reporter")
        yield


def files(*contents):
    return [FileStorage(io.BytesIO(content), filename=f"第{place}张.jpg") for place, content in enumerate(contents, 1)]


def test_one_file_a_field_without_multiple_and_capture(asked, town):
    page = render_template("evidence/_photos.html", photo_box=web.photo_box(town.villages[0].id))
    assert page.count('type="file"') == 3 and "multiple" not in page and "capture" not in page
    assert page.count('accept="image/jpeg,image/png,image/webp"') == 3 and page.count('name="photos"') == 3
    assert "微信转发的图没有拍摄时间" in page and 'data-most="20"' in page


def test_it_is_light(asked, town):
    """The piece with its script and sheet, as they travel on a poor line."""
    page = render_template("evidence/_photos.html", photo_box=web.photo_box(town.villages[0].id))
    script, sheet = (ROOT / "static/js/photos.js").read_bytes(), (ROOT / "static/css/report.css").read_bytes()
    assert len(script) <= 6 * 1024 and len(page.encode()) <= 2500
    assert sum(len(gzip.compress(each)) for each in (page.encode(), script, sheet)) <= 6 * 1024
    for word in (b"crypto.subtle", b"serviceWorker", b"innerHTML", b"geolocation"):
        assert word not in script


def test_what_was_kept_is_shown_again(app, asked, town):
    own = make.evidence(app, town, town.villages[0], photo(1))
    foreign = make.evidence(app, town, town.villages[1], photo(2), login="neighbour")
    box = web.photo_box(town.villages[0].id, [own.id, foreign.id], ["“a.jpg”：没有收下。"])
    page = render_template("evidence/_photos.html", photo_box=box)
    assert f'name="evidence" value="{own.id}"' in page and f'value="{foreign.id}"' not in page
    assert "没有收下" in page and "已收到" in page


def test_what_was_sent_before_is_offered(app, asked, town, counted):
    rows = [make.evidence(app, town, town.villages[0], photo(seed)) for seed in range(4)]
    make.evidence(app, town, town.villages[1], photo(9), login="neighbour")
    with counted() as sql:
        box = web.photo_box(town.villages[0].id, [rows[1].id], offer=True)
    assert [row.id for row in box.offers] == [rows[3].id, rows[2].id, rows[0].id] and len(sql) <= 3
    text = render_template("evidence/_photos.html", photo_box=box)
    assert text.count('type="checkbox" name="evidence"') == 3 and "从以前传过的里选" in text


def test_photos_that_travel_with_a_form(asked, town):
    """A photo that fails is told and loses nothing; the key of the form is left for the form's own deed."""
    with audit.origin(audit.Origin("r", "a", "form-key", "body")):
        taken = web.take_with_form(files(labelled(), b"rubbish", photo(2), b""), web.About(town.villages[0].id))
        assert audit.current_origin().key == "form-key"
    assert len(taken.ids) == 2 and len(taken.wrong) == 2
    assert taken.wrong[0].startswith("“第2张.jpg”：这个文件认不出来") and "空的" in taken.wrong[1]
    again = web.take_with_form(files(labelled()), web.About(town.villages[0].id))
    assert again.ids == taken.ids[:1]
    db.session.rollback()


def test_no_more_than_twenty_at_once(asked, town):
    taken = web.take_with_form(files(*[b"rubbish"] * 30), web.About(town.villages[0].id))
    assert len(taken.wrong) == 20


def test_names_of_files_are_cleaned(asked, town):
    (odd,) = files(photo(3))
    odd.filename = "../../\u202eetc/密码\n.jpg"
    taken = web.take_with_form([odd], web.About(town.villages[0].id))
    (row,) = web.photo_box(town.villages[0].id, taken.ids).rows
    assert row.name == "密码.jpg"


def test_the_ids_of_a_form():
    sent = MultiDict([("evidence", "3"), ("evidence", "x"), ("evidence", "3"), ("evidence", "²"), ("evidence", "12"), ("evidence", "0")])  # fmt: skip
    assert evidence_ids(sent) == [3, 12]


def test_the_pages_ask_for_what_the_box_needs(client_as):
    page = Page(client_as("reporter").get("/evidence/"))
    assert any("/js/photos.js" in src for src in page.all("//script/@src"))
    assert any("/css/report.css" in href for href in page.all("//link/@href"))
    page = Page(client_as("auditor").get("/evidence/"))
    assert not any("/js/photos.js" in src for src in page.all("//script/@src")) and "添加照片" not in page.text
