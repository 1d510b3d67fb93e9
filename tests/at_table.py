"""会签台 in tests: opened by the clerk, entered by the PIN, one person after another seated and signing."""

from glass import filled
from reading import Page

PIN = "2917"


def open_table(client_as, letter, **more):
    """(host's browser, table's page, the tablet's address)."""
    host = client_as("clerk")
    address = f"/programmes/{letter.programme_id}/signing-tables/new"
    sent = Page(host.get(address)).form(address) | {"pin": PIN} | more
    answer = host.post(address, data=sent)
    assert answer.status_code == 303, answer.text
    page = Page(host.get(answer.location))
    return host, answer.location, "/table/enter/" + page.first("//span[contains(@class,'address')]").rsplit("/", 1)[1]


def enter(client, link, pin=PIN):
    return client.post(link, data=Page(client.get(link)).form(link) | {"pin": pin})


def sit(client, slot, pin=PIN):
    address = f"/table/slots/{slot}"
    return client.post(address, data=Page(client.get(address)).form(address) | {"pin": pin})


def sign(client):
    return client.post("/table/letter", data=filled(client, Page(client.get("/table/letter")), "/table/letter"))
