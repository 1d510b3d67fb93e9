"""模板: all compile; what a partial is called is what its root is called (house 3.7)."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2] / "templates"
TEMPLATES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.html"))
IMPORT = re.compile(r"\{%-?\s*from \"([^\"]+)\" import ([^%]+?)\s*-?%\}")
PARTIALS = [name for name in TEMPLATES if re.search(r"/_", name)]


def text_of(name):
    return re.sub(r"\{#.*?#\}", "", (ROOT / name).read_text("utf-8"), flags=re.S)


@pytest.mark.parametrize("name", TEMPLATES)
def test_it_compiles(house, name):
    house[0].jinja_env.get_template(name)


@pytest.mark.parametrize("name", TEMPLATES)
def test_what_it_imports_is_there_and_used(name):
    text = text_of(name)
    body = IMPORT.sub("", text)
    for part, macros in IMPORT.findall(text):
        for macro, _, own in (words.strip().partition(" as ") for words in macros.split(",")):
            assert f"macro {macro}(" in text_of(part), f"{part} has no {macro}"
            assert re.search(rf"\b{own or macro}\(", body), f"{own or macro} is imported and not used"


@pytest.mark.parametrize("name", TEMPLATES)
def test_nothing_escapes_escaping(name):
    text = text_of(name)
    assert not re.search(r"\|\s*safe\b|autoescape|Markup\(|\{%-?\s*(?:import|from)[^%]*\bwith context", text)
    assert not re.search(r"""https?://(?!www\.w3\.org)""", text), "nothing from outside"


@pytest.mark.parametrize("name", PARTIALS)
def test_the_root_of_a_partial_is_named_after_its_file(name):
    named = re.findall(r"here\(\s*[\"']([a-z0-9-]+)[\"']\s*(~?)", text_of(name))
    wanted = name.removesuffix(".html").replace("/_", "-").replace("_", "-")
    for identity, more in named:
        assert identity.rstrip("-") == wanted if not more else identity in (wanted, f"{wanted}-")


def test_every_target_of_htmx_is_a_partial():
    partials = {name.removesuffix(".html").replace("/_", "-").replace("_", "-") for name in PARTIALS}
    for name in TEMPLATES:
        for target in re.findall(r"hx-target=\"#([a-z0-9-]+)\"", text_of(name)):
            assert re.sub(r"-\d+$", "", target).rstrip("-") in partials | {"content", "flash"}, f"{name}: {target}"


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_posting_form_carries_its_token(name):
    for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", text_of(name), flags=re.S):
        assert re.search(r"csrf_token|hidden_keys\(|hidden_tag\(", form), form[:160]


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
