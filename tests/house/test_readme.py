"""README: what it says about the house is true. Its diagrams are drawn from rules/lifecycles/.

After a deliberate change of a lifecycle: pytest tests/house/test_readme.py --rewrite-readme, and read the diff.
"""

import re
from importlib.util import find_spec
from pathlib import Path

import pytest

from respbook.commands import COMMANDS
from respbook.rules.lifecycles import MACHINES

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
OPENING, CLOSING = re.compile(r"<!-- lifecycles\b[^>]*-->\n"), "<!-- /lifecycles -->"
FOLDER = re.compile(r"(?:^|(?<=\s))([a-z_]+)/(?=\s)", re.MULTILINE)
NAMED_FILE = re.compile(r"`([\w./]+/[\w.]+\.(?:py|html|csv))(?:::\w+)?`")


def drawn():
    """The lifecycles as Mermaid blocks, each under the name of its noun."""
    return "\n\n".join(f"**{machine.noun}**\n\n```mermaid\n{machine.diagram()}\n```" for machine in MACHINES)


def halves(text):
    """What stands before the diagrams, the diagrams, and what stands behind them."""
    start = OPENING.search(text)
    assert start, "README has lost the mark that opens the lifecycles"
    end = text.index(CLOSING, start.end())
    return text[: start.end()], text[start.end() : end].strip(), text[end:]


def section(title):
    """The lines under a heading, up to the next heading of the same level."""
    return README.read_text("utf-8").split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]


def test_the_lifecycles_are_those_of_the_rules(request: pytest.FixtureRequest):
    before, _, after = halves(README.read_text("utf-8"))
    if request.config.getoption("--rewrite-readme"):
        README.write_text(f"{before}\n{drawn()}\n\n{after}", "utf-8")
    assert halves(README.read_text("utf-8"))[1] == drawn()


def test_the_table_names_every_command():
    named = set(re.findall(r"`respbook (\w+)", section("Operating")))
    assert named == set(COMMANDS)
    assert all(find_spec(f"respbook.commands.{name}") for name in COMMANDS)


def test_every_folder_of_the_walk_is_there():
    walk = section("A walk through the house").split("```")[1]
    folders = FOLDER.findall(walk)
    missing = [name for name in folders if not (ROOT / name).is_dir() and not (ROOT / "respbook" / name).is_dir()]
    assert missing == []
    rooms = {path.parent.name for path in (ROOT / "respbook").glob("*/__init__.py")}
    assert rooms - set(folders) == set()


def test_every_file_it_names_is_there():
    text = README.read_text("utf-8")
    named = set(NAMED_FILE.findall(text))
    assert len(named) > 10
    assert [
        name for name in sorted(named) if not (ROOT / name).exists() and not (ROOT / "respbook" / name).exists()
    ] == []


def test_every_module_outside_the_rooms_stands_in_the_walk():
    walk = section("A walk through the house").split("```")[1]
    modules = {path.name for path in (ROOT / "respbook").glob("*.py")} - {"__init__.py", "__main__.py"}
    assert modules - set(re.findall(r"[a-z_]+\.py", walk)) == set()


def test_every_setting_has_one_row_of_the_table():
    read = set(re.findall(r"RESPBOOK_[A-Z_0-9]*[A-Z0-9]", (ROOT / "respbook" / "settings.py").read_text("utf-8")))
    table = section("Operating").split("\n### Settings\n", 1)[1].split("\n### ", 1)[0]
    rows = [line.split("|")[1:4] for line in table.splitlines() if line.startswith("| `")]
    assert len(read) > 15 and all(what.strip() and usual.strip() for _, what, usual in rows)
    assert sorted(name for names, _, _ in rows for name in re.findall(r"RESPBOOK_[A-Z_0-9]+", names)) == sorted(read)


def test_no_row_of_a_table_stands_twice():
    """A merge leaves both sides of a table; the first cell of a row names what it is about."""
    text = README.read_text("utf-8")
    tables = re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE)
    firsts = [[line.split(" | ", 1)[0] for line in table.splitlines()] for table in tables]
    assert [sorted(each) for each in firsts] == [sorted(set(each)) for each in firsts]
