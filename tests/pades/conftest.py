"""A local CA and a letter signed by both sides. Skipped whole where the extra is not installed."""

import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from respbook.press.faces import Faces

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "press")]  # the letter and the handwriting are the press's

collect_ignore = [] if find_spec("pyhanko") else ["test_signed.py", "test_authority.py", "test_chains.py"]


@pytest.fixture(scope="session")
def faces(tmp_path_factory):
    return Faces.load(tmp_path_factory.getbasetemp().parent / "faces")


@pytest.fixture(scope="session")
def ca(tmp_path_factory):
    from signed_letters import authority

    return authority(tmp_path_factory.mktemp("ca") / "qingshan")


@pytest.fixture(scope="session")
def letter(faces, ca):
    from signed_letters import signed_letter

    return signed_letter(ca, faces)
