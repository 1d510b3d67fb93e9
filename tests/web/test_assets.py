"""页面材料: joined, stamped, kept for good; a first visit stays within six requests and 60 KB (speed goal 17)."""

import gzip

from reading import Page

WIRE = {"Accept-Encoding": "gzip"}


def test_a_first_visit_is_at_most_six_requests_and_sixty_kilobytes(client):
    page = Page(client.get("/sign-in"))
    wanted = page.root.xpath("//link[@rel='stylesheet' or @rel='icon']/@href|//script/@src")
    assert 1 + len(wanted) <= 6
    weight = sum(len(client.get(address, headers=WIRE).data) for address in ("/sign-in", *wanted))
    assert weight <= 60 * 1024


def test_the_joined_sheet_holds_every_room_and_paper_only_on_paper(client):
    text = client.get("/site.css").text
    assert text.index("--green") < text.index(".frame {") < text.index(".button {") < text.index("@media print {")
    assert text.count("{") == text.count("}")


def test_stamped_files_are_kept_and_unstamped_ones_are_not(client):
    page = Page(client.get("/sign-in"))
    stamped = client.get(page.root.xpath("//link[@rel='stylesheet']/@href")[0], headers=WIRE)
    assert stamped.cache_control.immutable and stamped.cache_control.max_age == 31536000
    assert gzip.decompress(stamped.data).decode() == client.get("/site.css").text
    assert not client.get("/site.css").cache_control.immutable
