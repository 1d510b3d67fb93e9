"""重复的照片在审核中: the same photo, sent again smaller or by a neighbour, stands out; another scene does not."""

import datetime as d
import io

import pytest
import reporting
from making import make
from PIL import Image
from reading import Page
from reporting import at

from respbook.actions import reports
from respbook.models.base import db
from respbook.queries.review_list import ReportFilter, odd_among, odd_ones
from respbook.rules.reports import Content, Said


def smaller(content: bytes) -> bytes:
    """As a chat sends it on: half the size, compressed harder."""
    out = io.BytesIO()
    with Image.open(io.BytesIO(content)) as picture:
        picture.resize((80, 60)).save(out, "JPEG", quality=40)
    return out.getvalue()


@pytest.fixture
def told(stand, app, town, clock):
    """told(village, login, day, photo): 有情况 with a photo of that day; gives the report's id."""
    year = stand(reporting.running)
    reporting.later(clock, at(3, 20, 9))
    kept = {}

    def tell(place, login, day, photo, title="每日巡查"):
        village = town.villages[place]
        if (place, photo) not in kept:
            kept[place, photo] = make.evidence(app, town, village, photo, login).id
        content = Content(Said.FOUND, text="河边有垃圾")
        task = year.of(village, title)
        filing = reports.Filing(task.id, d.date(2026, 3, day), content, evidence=(kept[place, photo],))
        row_id = reports.submit(filing, by=town.viewer(login), now=at(3, day)).id
        db.session.rollback()
        return row_id

    return tell


def test_a_photo_that_was_sent_before_is_told_to_the_reviewer_only(client_as, town, told):
    scene = make.photo_bytes(1, (160, 120))
    first = told(0, "reporter", 5, scene)
    told(0, "reporter", 5, scene, "禁烧巡查")  # one photo for two duties of one day is as it should be
    told(0, "reporter", 6, make.photo_bytes(2))
    again = told(0, "reporter", 7, smaller(scene))
    same = told(0, "reporter", 9, scene)
    others = told(1, "neighbour", 5, scene)
    clerk = town.viewer("clerk")
    assert odd_ones(clerk, ReportFilter()) == {
        again: ["照片与2026年3月5日的等2条报送疑似重复"],
        same: ["照片与2026年3月5日的等3条报送疑似重复"],
        others: ["照片与王家庄村2026年3月5日的等4条报送疑似重复"],
    }
    assert odd_among(clerk, [first]) == {} and list(odd_among(clerk, [others])) == [others]
    page = Page(client_as("clerk").get("/reports/?state=submitted"))
    assert page.text.count("疑似重复") == 3 and "有3条要多看一眼" in page.text
    assert "疑似重复" in Page(client_as("clerk").get(f"/reports/{others}")).text
    for address in ("/reports/?state=submitted", f"/reports/{again}"):
        assert "疑似重复" not in Page(client_as("reporter").get(address)).text


def test_what_a_photo_costs_does_not_grow_with_the_photos(town, told, counted):
    clerk = town.viewer("clerk")
    told(0, "reporter", 5, make.photo_bytes(1))
    with counted() as one:
        odd_ones(clerk, ReportFilter())
    for day in range(6, 16):
        told(0, "reporter", day, make.photo_bytes(day % 4))
    with counted() as many:
        assert odd_ones(clerk, ReportFilter())
    assert len(many) == len(one) <= 4
