"""恶意文字: what somebody types is shown as text, wherever it comes out; nothing of it runs (safety R35)."""

import datetime as d

import drafting
import making
import pytest
from making import make

from respbook.actions import issuing, units
from respbook.queries.letter_lists import LetterFilter, all_letters
from respbook.rules.targets import TargetKind
from respbook.rules.units import PostRole, UnitKind

WORDS = """
<script>alert(1)</script>
"><script>alert(2)</script>
</title><script>alert(3)</script>
</textarea><script>alert(4)</script>
</select><img src=x onerror=alert(5)>
<img src=x onerror=alert(6)>
<svg onload=alert(7)>
<svg><script>alert(8)</script></svg>
<body onload=alert(9)>
<iframe srcdoc="<script>alert(10)</script>"></iframe>
<iframe src="javascript:alert(11)"></iframe>
<a href="javascript:alert(12)">点</a>
<details open ontoggle=alert(13)>
<input autofocus onfocus=alert(14)>
" autofocus onfocus=alert(15) x="
' autofocus onfocus=alert(16) x='
<video><source onerror=alert(17)></video>
<math><mtext><img src=x onerror=alert(18)>
<style>@import"//x.example/19"</style>
<link rel=stylesheet href=//x.example/20>
<base href=//x.example/21/>
<meta http-equiv=refresh content="0;url=//x.example/22">
<form action=//x.example/23><button>点</button></form>
<div hx-get="/x" hx-trigger="load">24</div>
<div hx-on::load="alert(25)" data-hx-get="/x">25</div>
{{ 7*7 }}{% raw %}<b>26</b>
${alert(27)}`+alert(27)+`
javascript:alert(28)
--><script>alert(29)</script><!--
<object data="data:text/html,<script>alert(30)</script>"></object>
""".strip().splitlines()


@pytest.fixture
def addresses(office):
    """A year whose names, wording, targets and reasons are all hostile; the pages on which they come out."""
    town, app = office.town, office.app
    clerk, now = town.viewer("clerk"), making.NOW
    with app.app_context():
        made = [_unit(town, place, words, clerk, now) for place, words in enumerate(WORDS)]
        programme = make.programme(town, name=f"方案{WORDS[0]}")
        for place, words in enumerate(WORDS[:6]):
            drafting.target(
                town, programme.id, name=f"目标{place}{words}"[:60], category=words[:20], kind=TargetKind.YES_NO, amount=None,
                divided=False, basis=None, evidence=words[:120], lead_unit=words[:60], duty=words,
            )  # fmt: skip
        plain = [(0, words, "") for words in WORDS if "{" not in words]
        wording = [*drafting.WORDING[:3], *plain, (0, "{{目标任务表}}", ""), (0, "{{签字栏}}", "")]
        template = drafting.template(town, programme.id, wording, name=f"模板{WORDS[1]}")
        rows = make.drafts(town, template, made)
        make.issued(app, town, rows[:2])
        letter = next(each for each in all_letters(clerk, LetterFilter(programme.id)) if each.id == rows[0].id)
        issuing.void(letter.id, f"作废{WORDS[5]}", letter.version, by=town.viewer("leader"), now=now)
        make.proposal(app, town, rows[2:4])
        return [
            "/", "/units/", "/units/?q=" + "%3Cscript%3Ealert(1)%3C/script%3E", "/units/new", *(f"/units/{unit}" for unit in made[:15:3]),
            f"/units/{made[0]}/edit", f"/units/{made[14]}/edit", f"/units/{made[15]}/edit", "/programmes/",
            f"/programmes/{programme.id}", f"/programmes/{programme.id}/edit", f"/programmes/{programme.id}/targets",
            f"/programmes/{programme.id}/letters/draft", f"/programmes/{programme.id}/letters/preflight",
            f"/programmes/{programme.id}/letters/register", f"/letter-templates/{template.id}",
            f"/letter-templates/{template.id}/edit", f"/letter-templates/{template.id}/preview",
            "/letters/", f"/letters/{rows[0].id}", f"/letters/{rows[4].id}", "/batches/", "/batches/2", "/tasks/", "/audit/",
            "/people/", "/people/new",
        ]  # fmt: skip


def _unit(town, place, words, clerk, now):
    facts = units.UnitFacts(
        town.unit.id,
        UnitKind.VILLAGE,
        f"{place}{words}"[:60],
        f"{place}{words}"[:30],
        50,
        200,
        tags=(words[:20],),
        position=50 + place,
    )
    unit = units.add(facts, by=clerk, now=now)
    holder = units.HolderFacts(PostRole.FIRST, words[:30], words[-30:], "13812341234", d.date(2025, 1, 1))
    units.appoint(unit.id, holder, by=clerk, now=now)
    return unit.id


def test_nothing_typed_ever_runs(desk, addresses):
    clerk = desk("clerk")
    for address in addresses:
        answer = clerk.open(address)
        assert answer.status == 200, f"{address}: {answer.status}"
        left = clerk.page.evaluate(
            """() => [...document.querySelectorAll('main script, main iframe, main object, main style, main base, main meta, main video,'
              + 'main math, main [onerror], main [onload], main [onfocus], main [ontoggle], main [hx-on\\\\:\\\\:load], main [data-hx-get],'
              + 'main a[href^="javascript"], main a:not([href^="/"]):not([href^="#"])')].map((each) => each.outerHTML.slice(0, 99))"""
        )
        assert left == [], address
        assert "49{" not in clerk.page.content()
