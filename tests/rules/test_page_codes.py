"""页码二维码: our codes are read whatever the host, everything else is foreign; pages are sorted and gaps told."""

import pytest

from respbook.press.matrix import payload
from respbook.rules.page_codes import PageCode, own_codes, page_code, slip_code
from respbook.rules.scan_sorting import (
    NEXT_STEPS,
    OUTCOMES,
    IssueState,
    KnownIssue,
    Outcome,
    SeenPage,
    gaps_of,
    sort_pages,
    spans,
    tally,
)

A, B, OLD, VOID, NOBODY = (letter * 22 for letter in "ABovn")
KNOWN = {
    A: KnownIssue(1, 4),
    B: KnownIssue(2, 2, on_file=frozenset({(1, 1), (2, 1), (2, 2)})),
    OLD: KnownIssue(1, 4, IssueState.REPLACED),
    VOID: KnownIssue(3, 4, IssueState.VOID),
}


def url(token, page, copy=1, host="https://zrs.example"):
    return payload(f"{host}/c/{token}", page, copy)


def outcomes(*texts, blank=False):
    seen = [SeenPage(k, (text,) if isinstance(text, str) else text, blank) for k, text in enumerate(texts, 1)]
    return [page.outcome for page in sort_pages(seen, KNOWN)]


@pytest.mark.parametrize("host", ["https://zrs.example", "http://10.0.0.8:8080", "https://a.cn/zrs", "http://[::1]:80"])
@pytest.mark.parametrize(("page", "copy"), [(1, 1), (12, 1), (3, 2), (999, 99)])
def test_what_the_press_prints_is_read_back(host, page, copy):
    assert page_code(url(A, page, copy, host)) == PageCode(A, copy, page)


@pytest.mark.parametrize(("mark", "kind"), [("r=303", "签署回执"), ("e=7", "签署记录页")])
def test_a_receipt_is_no_page_of_its_letter(mark, kind):
    """Scanned with the letters it must not be filed as page 1 of one."""
    text = payload(f"https://zrs.example/c/{A}?{mark}", 1)
    assert (slip_code(text), page_code(text), own_codes([text])) == ((kind, A), None, [])
    assert slip_code(url(A, 1)) is None and slip_code(f"https://zrs.example/x/{A}?{mark}&p=1") is None


def test_a_word_copy_names_no_page():
    assert page_code(f"https://zrs.example/c/{A}") == PageCode(A, 1, 0)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://zrs.example/",
        f"https://zrs.example/c/{A[1:]}?p=1",
        f"https://zrs.example/c/{A}x?p=1",
        f"https://zrs.example/c/{A}?p=0",
        f"https://zrs.example/c/{A}?p=1000",
        f"https://zrs.example/c/{A}?p=1&c=2",
        f"https://zrs.example/c/{A}?c=0&p=1",
        f"https://zrs.example/c/{A}?p=1 ",
        f"https://zrs.example/c/{A}?p=1\n",
        f"https://zrs.example/c/{A}?p=１",
        f"https://zrs.example/d/{A}?p=1",
        f"https://zrs.example/c/{A}#p=1",
        f"https://a@zrs.example/c/{A}?p=1",
        f"ftp://zrs.example/c/{A}?p=1",
        f"see https://zrs.example/c/{A}?p=1",
        f"https://pay.example/?to=https://zrs.example/c/{A}?p=1",
    ],
)
def test_everything_else_is_foreign(text):
    assert page_code(text) is None


def test_one_code_twice_on_a_sheet_is_one_code():
    assert own_codes([url(A, 1), "WIFI:T:WPA;", url(A, 1, host="http://old.example")]) == [PageCode(A, 1, 1)]


def test_each_page_gets_its_outcome():
    assert outcomes(url(A, 1), url(A, 4), url(B, 2)) == [Outcome.FILED] * 3
    assert outcomes(url(A, 1), url(A, 1)) == [Outcome.FILED, Outcome.DUPLICATE]
    assert outcomes(url(B, 1), url(B, 2, 2), url(B, 2)) == [Outcome.DUPLICATE, Outcome.DUPLICATE, Outcome.FILED]
    assert outcomes(url(OLD, 1), url(VOID, 1), url(NOBODY, 1)) == [
        Outcome.OLD_VERSION,
        Outcome.VOID,
        Outcome.UNKNOWN_LETTER,
    ]
    assert outcomes(url(A, 5), f"https://zrs.example/c/{A}") == [Outcome.BEYOND, Outcome.WORD_COPY]
    assert outcomes("https://weixin.example/pay", (url(A, 1), url(A, 2))) == [Outcome.FOREIGN, Outcome.SEVERAL]
    assert outcomes(("https://weixin.example/pay", url(A, 1))) == [Outcome.FILED]
    assert outcomes((), blank=True) == [Outcome.BLANK] and outcomes(()) == [Outcome.NO_CODE]


def test_a_duplicate_leads_to_the_page_that_it_repeats():
    seen = [SeenPage(7, (url(A, 1),)), SeenPage(9, (url(A, 1),)), SeenPage(10, (url(B, 1),))]
    assert [page.first for page in sort_pages(seen, KNOWN)] == [None, 7, None]


def test_the_same_page_of_another_copy_is_no_duplicate():
    assert outcomes(url(A, 1), url(A, 1, 2), url(A, 1, 3)) == [Outcome.FILED] * 3


def test_missing_pages_are_told_copy_by_copy():
    on_file = frozenset({(1, 1), (1, 4), (2, 2)})
    found = gaps_of(A, KNOWN[A], on_file)
    assert [(gap.letter_id, gap.copy, gap.missing) for gap in found] == [(1, 1, (2, 3)), (1, 2, (1, 3, 4))]
    assert found[0].words == "第1份缺第2、3页（第2页在第2份里有）"
    assert gaps_of(B, KNOWN[B], frozenset()) == []  # a copy of which nothing has come in is not missed


def test_exchanged_sheets_do_not_make_a_whole_letter():
    on_file = frozenset({(1, 1), (2, 2)})
    assert [gap.words for gap in gaps_of(A, KnownIssue(1, 2), on_file)] == [
        "第1份缺第2页（第2页在第2份里有）",
        "第2份缺第1页（第1页在第1份里有）",
    ]


def test_runs_of_numbers_are_joined():
    assert spans((1, 3, 4, 5, 7, 8)) == "1、3—5、7、8"


def test_outcomes_are_counted_in_their_order():
    pages = sort_pages([SeenPage(1, (), True), SeenPage(2, (url(A, 1),)), SeenPage(3, (), True)], KNOWN)
    assert list(tally(pages).items()) == [(Outcome.FILED, 1), (Outcome.BLANK, 2)]


def test_every_outcome_has_its_words():
    assert set(OUTCOMES) == set(NEXT_STEPS) == set(Outcome)
