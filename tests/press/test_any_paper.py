"""Any paper at all: it can be set, nothing leaves the type area, and its bytes do not depend on the process."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from press_blocks import blocks

from respbook.papers.blocks import Paper, Paragraph, Run, SignatureBlock, SignatureSide, SignatureSlot
from respbook.press.grid import BOTTOM
from respbook.press.lines import TextSetter
from respbook.press.setter import set_paper


@given(st.lists(blocks, max_size=6).map(tuple))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_nothing_leaves_the_type_area(faces, paper_blocks):
    for sheet in set_paper(Paper("责任书", "甲", "", paper_blocks, None), TextSetter(faces)):
        for piece in sheet.pieces:
            header_or_number = piece.y > sheet.page.head or piece.text.startswith("— ")
            assert header_or_number or piece.y > sheet.page.foot, piece
        for box in sheet.boxes:
            assert box.y > sheet.page.foot - 0.1
            assert box.y + box.height < sheet.page.head + 0.1
        for stroke in sheet.strokes:
            assert sheet.page.foot < stroke.y < sheet.page.head


def test_four_sides_with_four_signatures_each_may_part_between_pairs(faces):
    side = SignatureSide("甲方", "青山镇人民政府", tuple(SignatureSlot(f"职务{k}", "") for k in range(4)))
    text = Paragraph((Run("环" * 300),))
    sheets = set_paper(
        Paper("责任书", "甲", "", (text, SignatureBlock((side,) * 4, "2026年1月1日")), None), TextSetter(faces)
    )
    assert sum(len(sheet.rings) for sheet in sheets) == 4
    assert all(stroke.y > BOTTOM for sheet in sheets for stroke in sheet.strokes)
    assert any(piece.text == "2026年1月1日" and piece.y > BOTTOM for piece in sheets[-1].pieces)


SCRIPT = """
import sys, hashlib
from pathlib import Path
if sys.argv[2] == "plain":
    sys.modules["_rl_accel"] = None
    sys.modules["reportlab_rl_accel"] = None
sys.path[:0] = sys.argv[3:]
import press_letter
from respbook.press.binder import Binder
from respbook.press.faces import Faces
pressed = Binder(Faces.load(Path(sys.argv[1]))).pdf(press_letter.letter(), press_letter.wording())
print(hashlib.sha256(pressed.pdf).hexdigest())
"""


@pytest.mark.parametrize("speed", ("plain", "fast"))
def test_another_process_presses_the_same_bytes(binder, letter_module, tmp_path_factory, speed):
    here = Path(__file__).parent
    folder = tmp_path_factory.getbasetemp().parent / "faces"
    command = [sys.executable, "-c", SCRIPT, str(folder), speed, str(here.parents[1]), str(here)]
    done = subprocess.run(
        command, env=os.environ | {"PYTHONHASHSEED": "7"}, capture_output=True, text=True, check=True, timeout=60
    )
    pressed = binder.pdf(letter_module.letter(), letter_module.wording())
    assert done.stdout.strip() == hashlib.sha256(pressed.pdf).hexdigest()
