"""怪请求: addresses, headers and fields that no page of ours sends; refused in words, never a fault of the program."""

import io
import secrets
import zipfile

import pytest
from drafting import drafts
from reading import Page

from respbook.forms.base import year_in
from respbook.rules.typed import whole_in
from respbook.web.files import plain, zipped

NUMBERED = ("/units/{}", "/letters/{}", "/tasks/{}", "/programmes/{}", "/targets/{}/edit", "/batches/{}", "/people/{}")


@pytest.mark.parametrize("address", [*NUMBERED, "/letter-templates/{}", "/audit/{}", "/letters/{}/paper.pdf"])
@pytest.mark.parametrize("number", [2**31, 10**20])
def test_a_number_beyond_every_table_is_not_there(client_as, address, number):
    assert client_as("clerk").get(address.format(number)).status_code == 404


@pytest.mark.parametrize(
    "address",
    ["/units/?page=²", "/letters/?page=²", "/audit/?before=²", "/audit/?before=٣", "/audit/?before=999999999999"],
)
def test_figures_of_other_scripts_break_no_list(client_as, address):
    assert client_as("clerk").get(address).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", ""])
def test_a_foreign_name_is_refused(client, host):
    answer = client.get("/sign-in", headers={"Host": host})
    assert answer.status_code == 400 and "evil" not in answer.text


@pytest.mark.parametrize(
    "target", ["letters-table", "jobs-progress", "audit-filters", "targets-figure", "sign-in-form"]
)
def test_a_piece_of_another_page_gives_the_page_itself(client_as, target):
    answer = client_as("clerk").piece("/units/", target)
    assert answer.status_code == 200 and "<html" in answer.text


def test_the_pages_own_piece_still_comes_alone(client_as):
    answer = client_as("clerk").piece("/units/", "units-table")
    assert answer.status_code == 200 and "<html" not in answer.text


@pytest.mark.parametrize("field", ["households", "population", "position"])
@pytest.mark.parametrize("number", ["9" * 20, "9" * 400, "²", "NaN", "1e9"])
def test_no_number_breaks_a_form(client_as, field, number):
    client = client_as("clerk")
    values = Page(client.get("/units/new")).form("/units/new") | {"name": "新村", field: number}
    page = Page(client.post("/units/new", data=values), 422)
    assert "应填整数" in page.text


@pytest.mark.parametrize("login", ["clerk", None])
def test_a_part_without_a_name_is_refused(client_as, login):
    body = b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x\r\nContent-Disposition: form-data; name=key\r\n\r\nk\r\n--x--"
    answer = client_as(login).open(
        "/sign-in", method="POST", csrf=False, input_stream=io.BytesIO(body), content_length=len(body),
        content_type="multipart/form-data; boundary=x",
    )  # fmt: skip
    assert answer.status_code == 400


@pytest.mark.parametrize("address", ["/units/?q=%00", "/letters/?q=a%00", "/units/?tag=%00", "/c/%00", "/tasks/?q=%00"])
def test_a_nul_in_an_address_is_refused(client_as, address):
    assert client_as("clerk").get(address).status_code == 400


@pytest.mark.parametrize("field", ["name", "tags", "key", "login"])
def test_a_nul_in_a_field_is_refused(client_as, field):
    values = {"key": "k", "name": "新村", "kind": "village", field: "a\0b"}
    assert client_as("clerk").post("/units/new", data=values).status_code == 400
    assert client_as(None).post("/sign-in", data={"password": "x", **values}).status_code == 400


def test_a_blank_choice_is_no_choice(client_as, town):
    client = client_as("clerk")
    values = Page(client.get("/programmes/new")).form("/programmes/new")
    assert client.post("/programmes/new", data=values | {"source": " "}).status_code in (303, 422)


def test_an_unknown_choice_is_refused_in_words(client_as, town):
    made = drafts(town)
    address = f"/programmes/{made.programme_id}/letters/proposal"
    values = {"key": secrets.token_hex(16), "letter_ids": "999999"}
    page = Page(client_as("clerk").post(address, data=values), 422)
    assert "不存在的选项" in page.text


@pytest.mark.parametrize("name", ["../../x.pdf", "..\\x.pdf", "C:\\x.pdf", "a\x00b\nc.pdf", "村\u202efdp.exe"])
def test_a_name_in_a_pack_leads_nowhere_else(name):
    with zipfile.ZipFile(zipped([(name, b"x")])) as archive:
        (inside,) = archive.namelist()
    assert inside == plain(name) and not set(inside) & set("/\\:\x00\n\u202e") and not inside.startswith(".")


@pytest.mark.parametrize(
    ("text", "number"),
    [("7", 7), ("007", 7), ("999999999", 999_999_999), ("1000000000", None), ("", None), ("-1", None), ("7.0", None),
     (" 7", None), ("７", None), ("²", None), ("1_0", None)],
)  # fmt: skip
def test_numbers_of_addresses_are_read_or_left_out(text, number):
    assert whole_in(text) == number


@pytest.mark.parametrize("text", ["0000", "9999", "12", "２０２６", "20260"])
def test_years_that_cannot_be_are_no_years(client_as, text):
    assert year_in(text) is None
    client = client_as("clerk")
    for address in ("/tasks/", "/archive/", "/programmes/number-example"):
        assert client.get(address, query_string={"year": text}).status_code == 200
