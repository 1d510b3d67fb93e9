"""压缩: what travels packed, what does not, and that it is the same text."""

import gzip

import pytest

GZIP = {"Accept-Encoding": "gzip, deflate"}


def test_a_page_is_packed_and_the_same(client):
    plain, packed = client.get("/sign-in"), client.get("/sign-in", headers=GZIP)
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.content_length == len(packed.data) < len(plain.data) * 0.6
    assert gzip.decompress(packed.data).startswith(b"<!doctype html>")
    assert "用户名" in gzip.decompress(packed.data).decode()


def test_both_say_that_they_vary(client):
    for headers in ({}, GZIP):
        assert {"Accept-Encoding", "HX-Request", "Cookie"} <= set(client.get("/sign-in", headers=headers).vary)


@pytest.mark.parametrize("asked", ["identity", "br", "gzip;q=0", ""])
def test_who_does_not_take_gzip_gets_none(client, asked):
    assert "Content-Encoding" not in client.get("/sign-in", headers={"Accept-Encoding": asked}).headers


def test_short_answers_stay_plain(client):
    answer = client.get("/static/js/fields.js", headers=GZIP)
    assert answer.content_length < 1024
    assert "Content-Encoding" not in answer.headers


def test_error_pages_are_packed(client):
    answer = client.get("/nothing-here", headers=GZIP)
    assert answer.status_code == 404
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.data).startswith(b"<!doctype html>")


def test_files_are_packed_and_kept(client):
    address = "/static/css/parts.css"
    plain = client.get(address)
    packed = client.get(address, query_string={"v": "1"}, headers=GZIP)
    assert gzip.decompress(packed.data) == plain.data
    assert packed.cache_control.immutable
    assert packed.cache_control.max_age == 31536000
    assert not plain.cache_control.immutable


def test_a_file_already_here_is_not_sent_again(client):
    first = client.get("/static/css/parts.css", headers=GZIP)
    again = client.get("/static/css/parts.css", headers={**GZIP, "If-None-Match": first.headers["ETag"]})
    assert first.headers["ETag"].startswith("W/")
    assert (again.status_code, again.data) == (304, b"")


def test_pictures_and_streams_are_left_alone(app):
    from flask import Response

    from respbook.web.compress import compress

    with app.test_request_context("/", headers=GZIP):
        picture = compress(Response(b"x" * 5000, mimetype="image/png"))
        stream = compress(Response(iter([b"x" * 5000]), mimetype="text/csv"))
    assert "Content-Encoding" not in picture.headers
    assert "Content-Encoding" not in stream.headers


def test_the_head_of_a_page_is_not_packed(client):
    answer = client.head("/sign-in", headers=GZIP)
    assert "Content-Encoding" not in answer.headers
