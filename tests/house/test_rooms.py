"""房间: files that one can read, with a word at the door (house 3.3)."""

import ast
import re
from pathlib import Path

from sources import ROOT, calls, texts, trees

HAN = re.compile(r"[\u4e00-\u9fff]")
NEVER = {"utils", "helpers", "common", "manager", "service", "handler", "data", "info", "misc"}
CLOCKS = {"time.time", "datetime.now", "datetime.utcnow", "date.today", "datetime.today"}


def test_no_file_is_longer_than_350_lines():
    assert {name: len(text.splitlines()) for name, text in texts().items() if len(text.splitlines()) > 350} == {}


def test_every_file_says_what_it_is_for():
    assert [name for name, tree in trees().items() if not ast.get_docstring(tree)] == []


def test_public_rules_open_with_the_chinese_term():
    missing = [
        f"{name}:{node.lineno} {node.name}"
        for name, tree in trees().items()
        if "/rules/" in name
        for node in tree.body
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_")
        if not HAN.search((ast.get_docstring(node) or "").split("\n")[0])
    ]
    assert missing == []


def test_public_things_have_a_docstring():
    missing = [
        f"{name}:{node.lineno} {node.name}"
        for name, tree in trees().items()
        for node in tree.body
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_")
        if not ast.get_docstring(node)
    ]
    assert missing == []


def test_no_file_hides_behind_a_name_that_says_nothing():
    assert [name for name in texts() if Path(name).stem in NEVER] == []


def test_time_is_handed_down():
    """``now`` enters at web/viewer.py, runner.py and commands/; nobody below looks at a clock."""
    doors = ("/viewer.py", "/runner.py")
    assert [
        f"{name}:{call.lineno}"
        for name, call, words in calls()
        if words in CLOCKS and "/commands/" not in name and not name.endswith(doors)
    ] == []


def test_the_product_speaks_of_itself_alone():
    words = re.compile(r"/work/|/tmp/|pypi\.org|\bTODO\b|\bFIXME\b")
    found = texts() | {
        path.relative_to(ROOT).as_posix(): path.read_text("utf-8")
        for folder, kind in (
            ("templates", "*.html"),
            ("static/css", "*.css"),
            ("static/js", "*.js"),
            ("migrations", "*.py"),
            (".ci", "run"),
            (".", "README.md"),
            (".", "pyproject.toml"),
        )
        for path in (ROOT / folder).glob(f"**/{kind}" if folder != "." else kind)
    }
    assert [name for name, text in found.items() if words.search(text)] == []
