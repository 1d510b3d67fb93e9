"""模板: all compile; what a partial is called is what its root is called (house 3.7)."""

import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2] / "templates"
TEMPLATES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.html"))
IMPORT = re.compile(r"\{%-?\s*from \"([^\"]+)\" import ([^%]+?)\s*-?%\}")
PARTIALS = [name for name in TEMPLATES if re.search(r"/_", name)]


@cache
def text_of(name):
    return re.sub(r"\{#.*?#\}", "", (ROOT / name).read_text("utf-8"), flags=re.S)


def test_all_compile(house):
    assert len(TEMPLATES) > 400
    for name in TEMPLATES:
        house[0].jinja_env.get_template(name)


def test_what_is_imported_is_there_and_used():
    for name in TEMPLATES:
        text = text_of(name)
        body = IMPORT.sub("", text)
        for part, macros in IMPORT.findall(text):
            for macro, _, own in (words.strip().partition(" as ") for words in macros.split(",")):
                assert f"macro {macro}(" in text_of(part), f"{name}: {part} has no {macro}"
                assert re.search(rf"\b{own or macro}\(", body), f"{name}: {own or macro} is imported and not used"


def test_nothing_escapes_escaping():
    for name in TEMPLATES:
        text = text_of(name)
        unsafe = r"\|\s*safe\b|autoescape|Markup\(|\{%-?\s*(?:import|from)[^%]*\bwith context"
        assert not re.search(unsafe, text), name
        assert not re.search(r"""https?://(?!www\.w3\.org)""", text), f"{name}: nothing from outside"


def test_the_root_of_a_partial_is_named_after_its_file():
    assert len(PARTIALS) > 50
    for name in PARTIALS:
        named = re.findall(r"here\(\s*[\"']([a-z0-9-]+)[\"']\s*(~?)", text_of(name))
        wanted = name.removesuffix(".html").replace("/_", "-").replace("_", "-")
        for identity, more in named:
            assert identity.rstrip("-") == wanted if not more else identity in (wanted, f"{wanted}-"), name


def test_every_target_of_htmx_is_a_partial():
    partials = {name.removesuffix(".html").replace("/_", "-").replace("_", "-") for name in PARTIALS}
    for name in TEMPLATES:
        for target in re.findall(r"hx-target=\"#([a-z0-9-]+)\"", text_of(name)):
            assert re.sub(r"-\d+$", "", target).rstrip("-") in partials | {"content", "flash"}, f"{name}: {target}"


def test_every_posting_form_carries_its_token():
    forms = 0
    for name in TEMPLATES:
        for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", text_of(name), flags=re.S):
            forms += 1
            assert re.search(r"csrf_token|hidden_keys\(|hidden_tag\(", form), f"{name}: {form[:160]}"
    assert forms > 100


def test_chinese_sentences_have_chinese_marks():
    """No half-width mark beside a Chinese sign, but in what is typed into a wording: {{指标:名称}}."""
    odd = []
    for name in TEMPLATES:
        words = re.sub(r"&#?\w+;|指标:", "", text_of(name))
        blocks = re.findall(r"\{\{.*?\}\}|\{%.*?%\}", words, flags=re.S)
        shown = re.sub(r"\{%.*?%\}", "", re.sub(r"\{\{.*?\}\}", "□", words, flags=re.S), flags=re.S)
        for said in (shown, *(text for block in blocks for text in re.findall(r"\"([^\"]*)\"", block))):
            odd += [(name, found) for found in re.findall(r"[一-鿿]{0,9}(?:[一-鿿][,;:!?()]|[,;:!?()][一-鿿])", said)]
    assert odd == []
