"""办事规矩: states move only through their machine, rows are read only through the rooms for it (house 3.5, 3.6)."""

import ast
import re

import sources

READERS = ("queries/", "actions/", "models/", "backups/")


def room_of(name):
    """respbook/actions/units.py → actions/units.py."""
    return name.removeprefix("respbook/")


def said(name, node):
    return f"{room_of(name)}:{node.lineno} {ast.unparse(node)[:80]}"


def called(pattern, rooms=("",), but=()):
    """Calls of these names in the files of some rooms."""
    wanted = re.compile(pattern)
    return [
        said(name, call)
        for name, call, words in sources.calls()
        if wanted.search(words) and room_of(name).startswith(tuple(rooms)) and room_of(name) not in but
    ]


def outside(rooms):
    return tuple({room_of(name) for name in sources.texts() if not room_of(name).startswith(rooms)})


def fired(value):
    """``MACHINE.fire(…)``."""
    return isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr == "fire"


def test_states_move_only_by_firing():
    faults = []
    for name, node in sources.nodes():
        if not isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign)):
            continue
        for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
            if not isinstance(target, ast.Attribute) or target.attr != "state" or ast.unparse(target.value) == "self":
                continue
            if not (room_of(name).startswith("actions/") and fired(node.value)):
                faults.append(said(name, node))
    assert faults == []


def test_rows_are_read_in_their_rooms_only():
    """runner.py alone may run a PRAGMA: the maintenance of the write-ahead log."""
    rooms = outside(READERS)
    assert called(r"^(?:select|insert|update|delete)$", rooms) == []
    assert called(r"^text$", rooms, but=("runner.py",)) == []
    assert called(r"db\.session\.(?:get|get_one|scalars?|execute|query|add|delete)$", rooms) == []


def test_nobody_uses_the_old_query():
    assert called(r"\.query\.|session\.query$|^[A-Z]\w+\.query") == []


def test_queries_and_models_write_nothing():
    pattern = r"session\.(?:add|add_all|delete|commit|flush|merge)$"
    assert called(pattern, ("queries/", "models/"), but=("models/base.py",)) == []


def test_only_the_write_transaction_commits():
    assert called(r"session\.commit$", but=("models/base.py",)) == []


def deeds():
    for name, tree in sources.trees().items():
        if room_of(name).startswith("actions/"):
            for node in tree.body:
                if isinstance(node, ast.FunctionDef):
                    if any(ast.unparse(mark).startswith("action(") for mark in node.decorator_list):
                        yield f"{room_of(name)}:{node.lineno} {node.name}", node


def test_deeds_take_by_and_now_by_keyword():
    wrong = [where for where, deed in deeds() if not {"by", "now"} <= {each.arg for each in deed.args.kwonlyargs}]
    assert wrong == []


def test_public_deeds_open_with_their_chinese_name():
    han = re.compile(r"[\u4e00-\u9fff]")
    public = [(where, deed) for where, deed in deeds() if not deed.name.startswith("_")]
    assert [where for where, deed in public if not han.search((ast.get_docstring(deed) or "").split("\n")[0])] == []
    assert len(public) > 5
