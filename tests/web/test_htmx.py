"""办完前往: where htmx is sent after a deed, and when the page it stands on must be fetched anew."""

import pytest

from respbook.web.htmx import go


@pytest.mark.parametrize(
    ("stands_on", "anew"),
    [
        ("http://localhost/letters/7?v=2", True),
        ("http://localhost/letters/7?v=2#signing", True),
        ("http://localhost/letters/7", False),
        ("http://localhost/letters/8?v=2", False),
        ("", False),
    ],
)
def test_another_place_on_the_same_page_is_fetched_anew(app, stands_on, anew):
    with app.test_request_context("/", method="POST", headers={"HX-Request": "true", "HX-Current-URL": stands_on}):
        answer = go("/letters/7?v=2#signing")
        assert answer.headers["HX-Redirect"] == "/letters/7?v=2#signing"
        assert answer.headers.get("HX-Refresh") == ("true" if anew else None)
        assert "HX-Refresh" not in go("/letters/7?v=2").headers  # the browser itself fetches an address without anchor
