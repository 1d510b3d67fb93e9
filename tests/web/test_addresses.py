"""地址: the quick way gives what Flask gives."""

import pytest
from flask import url_for
from werkzeug.routing import BuildError


@pytest.fixture
def ours(app):
    with app.test_request_context("/", base_url="http://127.0.0.1/site/"):
        yield app.jinja_env.globals["url_for"]


@pytest.mark.parametrize(
    ("endpoint", "values"),
    [
        ("tasks.show", {"task_id": 0}),
        ("tasks.show", {"task_id": 7}),
        ("tasks.show", {"task_id": -7}),
        ("tasks.show", {"task_id": 123456789012}),
        ("tasks.index", {"year": 2026}),
        ("tasks.index", {"q": "石桥 & 村"}),
        ("tasks.index", {"year": None}),
        ("tasks.index", {"year": 2026, "state": "open"}),
        ("tasks.index", {}),
        ("tasks.index", {"_anchor": "5"}),
        ("prints.page_picture", {"letter_id": 3, "number": 2}),
        ("check.show", {"token": "AbC_-1"}),
    ],
)
def test_as_flask_builds_it(ours, endpoint, values):
    assert [ours(endpoint, **values) for _ in range(2)] == [url_for(endpoint, **values)] * 2


def test_each_number_its_own(ours):
    assert [ours("letters.show", letter_id=n) for n in (1, 22, 3)] == [
        "/site/letters/1",
        "/site/letters/22",
        "/site/letters/3",
    ]


def test_a_wrong_name_is_refused_as_by_flask(ours):
    with pytest.raises(BuildError):
        ours("tasks.show", other=1)
