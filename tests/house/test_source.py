"""源码: what no line of the program does, whoever wrote it (safety R35, R36, R41)."""

import ast

import pytest
from sources import nodes, texts

_VALUES = {"Element", "ParseError", "escape"}
"""What the standard library gives beside its reading of XML."""
SQL = {"text", "exec_driver_sql", "literal_column"}


def built(node, name):
    """Whether a word of SQL is put together from something that is not in the source; ``text()`` takes nothing but a literal."""
    if name == "text" and not isinstance(node, ast.Constant):
        return True
    return isinstance(node, (ast.JoinedStr, ast.BinOp)) or (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("format", "join")
    )


def fault_of(node):
    """What is wrong with one call or import; "" for nothing."""
    if isinstance(node, ast.ImportFrom | ast.Import):
        names = [*(alias.name for alias in node.names), getattr(node, "module", "") or ""]
        if any(name.split(".")[0] in ("pickle", "marshal", "shelve", "dill") for name in names):
            return "unpickles"
        if any(name.startswith("xml.") for name in names) and not {alias.name for alias in node.names} <= _VALUES:
            return "reads XML without defusedxml"
    if isinstance(node, ast.Call):
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name in SQL and node.args and built(node.args[0], getattr(node.func, "id", "")):
            return f"SQL put together at {name}"
        if name in ("eval", "exec", "render_template_string") and not isinstance(node.func, ast.Attribute):
            return name
        if name == "Markup" and node.args and not isinstance(node.args[0], ast.Constant):
            return "Markup of something typed"
        if name == "run" and any(word.arg == "shell" for word in node.keywords):
            return "a shell"
    return ""


ALLOWED = {
    # Names of pragmas, locks and tables of the program itself; nothing that was typed.
    ("backups/moving.py", "SQL put together at exec_driver_sql"),
    ("models/base.py", "SQL put together at exec_driver_sql"),
    ("models/schema.py", "SQL put together at exec_driver_sql"),
    ("queries/health.py", "SQL put together at text"),
    ("web/htmx.py", "Markup of something typed"),  # one of two constant attributes
}


def test_no_line_trusts_what_was_typed():
    found = {(name.removeprefix("respbook/"), fault) for name, node in nodes() if (fault := fault_of(node))}
    assert len(texts()) > 500 and found - ALLOWED == set()


@pytest.mark.parametrize(
    "line",
    [
        'text(f"SELECT {x}")',
        'db.session.execute(text("SELECT " + x))',
        "text(x)",
        "import pickle",
        "import xml.etree.ElementTree",
        "Markup(x)",
        "eval(x)",
        "subprocess.run(x, shell=True)",
    ],
)
def test_the_look_sees(line):
    assert any(map(fault_of, ast.walk(ast.parse(line))))
