"""分层: imports lead downwards only; the contracts stand in pyproject.toml and can fail (house 3.2)."""

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
LINT = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"


def test_all_contracts_are_kept(tmp_path):
    answer = subprocess.run(
        [sys.executable, "-c", LINT.replace("lint_imports()", f"lint_imports(cache_dir={str(tmp_path)!r})")],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_every_room_has_its_place():
    placed = {name.strip() for layer in CONTRACTS[0]["layers"] for name in layer.replace("|", ":").split(":")}
    rooms = {
        path.stem for path in (ROOT / "respbook").iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()
    }
    assert rooms - {"__init__", "__main__"} == placed | {"settings", "paths"}


def test_the_environment_is_read_at_the_top():
    """Settings are handed down; apart from them only the press looks where Windows keeps its fonts."""
    allowed = {"settings.py", "office.py"}
    readers = [
        path.relative_to(ROOT).as_posix()
        for path in sorted((ROOT / "respbook").rglob("*.py"))
        if "commands" not in path.parts and path.name not in allowed and "environ" in path.read_text("utf-8")
    ]
    assert readers == []
