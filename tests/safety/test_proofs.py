"""安全要求与证明: every test, drill and requirement that the table names is there."""

import ast
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from respbook.commands.safety import Proof, read_proofs

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PROOFS = read_proofs(HERE / "proofs.toml")


@cache
def functions_in(file):
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    found = set()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            found.add(node.name)
        if isinstance(node, ast.ClassDef):
            found |= {f"{node.name}::{each.name}" for each in node.body if isinstance(each, ast.FunctionDef)}
    return found


def lacking(proof):
    if proof.startswith("measure: "):
        return False
    if proof.startswith("drill:"):
        return not (ROOT / "tests" / "drills" / f"{proof.removeprefix('drill:')}.py").is_file()
    file, _, name = proof.partition("::")
    return (
        not (ROOT / file).is_file()
        or name.split("[")[0] not in functions_in(file)
        or not name.startswith(("test_", "Test"))
    )


def test_all_requirements_stand_in_order():
    assert [each.row for each in PROOFS] == [f"R{number:02d}" for number in range(1, 109)]
    assert all(each.must for each in PROOFS)


def test_what_is_named_as_a_proof_is_there():
    assert lacking("tests/safety/test_proofs.py::test_nowhere") and lacking("drill:nowhere"), "it can tell"
    assert [(each.row, proof) for each in PROOFS for proof in each.proof if lacking(proof)] == []


def test_nothing_is_left_without_a_proof_or_a_reason():
    assert Proof("R0", "…", ()).standing == "未证" and Proof("R0", "…", (), "为何").standing == "说明"
    assert [each.row for each in PROOFS if each.standing == "未证"] == []


@pytest.mark.parametrize("name", sorted(each.stem for each in (ROOT / "tests" / "drills").glob("[a-z]*.py")))
def test_every_drill_can_be_begun(name):
    drill = import_module(f"drills.{name}")
    assert callable(drill.main) and f"respbook drill {name}" in drill.__doc__
