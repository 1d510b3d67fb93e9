"""字体: what the faces have, who draws what, and the office's own faces."""

import io
import struct
from pathlib import Path

from respbook.press import office
from respbook.press.cidfont import Face, _to_unicode
from respbook.press.faces import Faces, Role
from respbook.press.office import find_office_faces
from respbook.press.subset import cut


def test_every_text_face_has_the_official_characters(faces):
    wanted = "〔2026〕—……“”‘’·①②⑩㎡℃×μ³%一二三甲乙丙堃喆淼垚峁塬墕㙍"
    for role in (Role.FANG, Role.KAI, Role.HEI, Role.SONG):
        assert [c for c in wanted if c not in faces.face(role).glyphs] == []


def test_digits_are_half_an_em_and_marks_a_whole_one(faces):
    for role in (Role.FANG, Role.KAI, Role.HEI, Role.SONG):
        assert {faces.advances[role][c] for c in "0123456789"} == {0.5}
        assert {faces.advances[role][c] for c in "，。（）“”—环"} == {1.0}


def test_a_character_that_a_face_lacks_is_drawn_by_another(faces):
    assert faces.drawing(Role.NUM, "环") is not None
    assert faces.drawing(Role.NUM, "环") is not faces.face(Role.NUM)
    assert faces.drawing(Role.FANG, "环") is faces.face(Role.FANG)


def test_missing_names_each_character_once_and_ignores_the_invisible(faces):
    assert faces.missing("村😀村😀\n\t\u200b") == ["😀"]


def test_beyond_the_basic_plane_the_text_can_be_copied():
    assert b"<0001> <D86FDC1B>" in _to_unicode(["𫰛"])


def test_a_subset_can_be_read_again_and_keeps_the_outlines(faces, tmp_path):
    face = faces.face(Role.FANG)
    glyphs = [face.glyphs[c] for c in "环境A1"]
    data = cut(face._outlines, glyphs)
    assert sum(struct.unpack(f">{len(data) // 4}I", data)) & 0xFFFFFFFF == 0xB1B0AFBA
    assert len(data) < 10_000
    tables = {data[12 + 16 * k : 16 + 16 * k]: struct.unpack_from(">II", data, 20 + 16 * k) for k in range(data[5])}
    at, length = tables[b"glyf"]
    outline = face._outlines.glyph(glyphs[0])
    assert outline in data[at : at + length]


def test_a_composite_glyph_takes_its_parts_along(faces):
    outlines = faces.face(Role.FANG)._outlines
    composite = next(
        (k for k in range(len(outlines.metrics)) if outlines.glyph(k)[:1] > b"\x7f"),
        None,
    )
    assert composite is not None
    part = struct.unpack_from(">H", outlines.glyph(composite), 12)[0]
    assert outlines.glyph(part)[10:60] in cut(outlines, [composite])


def named(tmp_path, faces, monkeypatch, restricted):
    """A folder with our 仿宋 under the name of an office face, with or without the maker's permission to embed."""
    data = bytearray(Path(faces.face(Role.FANG).path).read_bytes())
    count = struct.unpack_from(">H", data, 4)[0]
    for k in range(count):
        tag, _, at, _ = struct.unpack_from(">4sIII", data, 12 + 16 * k)
        if tag == b"OS/2":
            struct.pack_into(">H", data, at + 8, 2 if restricted else 0)
    (tmp_path / "SIMFANG.TTF").write_bytes(data)
    (tmp_path / "broken.ttf").write_bytes(b"\0\1\0\0\0\xff")
    (tmp_path / "note.txt").write_text("no font")
    monkeypatch.setitem(office.WANTED, "fang", ("仿宋_GB2312", "Resp Fang"))
    return find_office_faces([tmp_path])


def test_an_office_face_is_found_by_the_name_inside(tmp_path, faces, monkeypatch):
    found = named(tmp_path, faces, monkeypatch, restricted=False)
    assert set(found) == {"fang"}
    assert (found["fang"].path.name, found["fang"].name) == ("SIMFANG.TTF", "Resp Fang")


def test_a_face_that_may_not_be_embedded_is_left_out(tmp_path, faces, monkeypatch):
    assert named(tmp_path, faces, monkeypatch, restricted=True) == {}


def test_office_faces_are_used_only_when_handed_in(tmp_path, tmp_path_factory, faces, monkeypatch):
    found = named(tmp_path, faces, monkeypatch, restricted=False)
    folder = tmp_path_factory.getbasetemp().parent / "faces"
    theirs = Faces.load(folder, found)
    assert theirs.face(Role.FANG).path.endswith("SIMFANG.TTF")
    assert theirs.face(Role.KAI).path == faces.face(Role.KAI).path
    assert faces.face(Role.FANG).path != theirs.face(Role.FANG).path


def test_subsets_are_cut_once(faces):
    face = faces.face(Role.KAI)
    assert faces.subset(face, ("环", "境")) is faces.subset(face, ("环", "境"))
    assert isinstance(face, Face)
    assert io.BytesIO(faces.shared(face, "环境环").outlines).getvalue() == faces.shared(face, "境环").outlines
