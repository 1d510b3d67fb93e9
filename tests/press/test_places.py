"""落笔处: every line, seal and date of a letter has a rectangle; nothing printed stands in it; it is kept as JSON."""

import json

import pypdfium2
import pytest

from respbook.papers.blocks import Paper, Paragraph, Run, SignatureBlock, SignatureSide, SignatureSlot, Title
from respbook.press.grid import MM
from respbook.press.lines import TextSetter
from respbook.press.places import NOTE_HEIGHT, NOTE_WIDTH, find_place, places_from, places_json
from respbook.press.setter import set_paper

LONG_POST = "镇党委委员、副镇长、环境保护委员会办公室主任兼农业综合服务中心负责人"


def side(party, unit, *slots, seal=True):
    return SignatureSide(party, unit, tuple(SignatureSlot(*slot) for slot in slots), seal)


def paper(*sides, lines=3, date="2026年3月5日"):
    text = Paragraph((Run("环境保护目标任务" * 7 * lines),))
    return Paper("责任书", "甲村", "", (Title(((Run("责任书"),),)), text, SignatureBlock(tuple(sides), date)))


TWO = (
    side("甲方", "青山镇人民政府", ("党委书记", "张建国"), ("镇长", "李明远")),
    side("乙方", "青山镇柳沟村村民委员会", ("党支部书记", "王守田"), ("村委会主任", "")),
)
THREE = (*TWO, side("丙方", "青山镇环境保护委员会办公室", ("办公室主任", "欧阳春山")))
LONG = (
    side("甲方", "青山镇人民政府", (LONG_POST, "张建国"), ("镇长", "李明远"), (LONG_POST, "")),
    side("乙方", "青山镇柳沟村村民委员会及其下属各村民小组、经济合作社", ("村党支部书记、村委会主任", "王守田")),
)
FULL = tuple(
    side(f"{party}方", "青山镇人民政府", *[(f"第{k}位负责人", "张建国") for k in "一二三四"]) for party in "甲乙"
)
BLOCKS = {"two": TWO, "three": THREE, "long posts": LONG, "four lines": FULL, "one": TWO[:1]}


def printed(pdf, page):
    """Rectangles of the ink of every character on a page: left, top, right, foot in mm from its upper left corner."""
    document = pypdfium2.PdfDocument(pdf)
    leaf = document[page - 1]
    text = leaf.get_textpage()
    found = []
    for k in range(text.count_chars()):
        left, foot, right, top = (edge * 25.4 / 72 for edge in text.get_charbox(k))
        if right > left and top > foot and text.get_text_range(k, 1).strip():
            found.append((left, 297 - top, right, 297 - foot))
    text.close()
    leaf.close()
    document.close()
    return found


def touched(rectangle, boxes):
    x, y, width, height = rectangle
    return [box for box in boxes if box[0] < x + width and box[2] > x and box[1] < y + height and box[3] > y]


@pytest.mark.parametrize("name", BLOCKS)
@pytest.mark.parametrize("lines", (1, 3, 5, 7, 9))
def test_nothing_printed_stands_where_a_mark_goes(binder, name, lines):
    pressed = binder.pdf(paper(*BLOCKS[name], lines=lines))
    for place in pressed.places:
        boxes = printed(pressed.pdf, place.page)
        if place.kind == "sign":
            assert touched((place.x, place.y, place.width, place.height), boxes) == []
        assert touched((place.note_x, place.note_y, NOTE_WIDTH, NOTE_HEIGHT / 2), boxes) == []
        assert place.x > 0 and place.x + place.width < 210 - 20
        assert place.y > 30 and place.y + place.height < 297 - 20


@pytest.mark.parametrize("name", BLOCKS)
def test_every_line_seal_and_date_has_its_place(binder, name):
    sides = BLOCKS[name]
    places = binder.pdf(paper(*sides)).places
    wanted = {("sign", k, n) for k, each in enumerate(sides) for n in range(len(each.slots))}
    wanted |= {(kind, k, None) for k in range(len(sides)) for kind in ("seal", "date")}
    assert {(place.kind, place.side, place.slot) for place in places} == wanted
    assert len(places) == len(wanted)


@pytest.mark.parametrize("name", BLOCKS)
def test_every_line_takes_a_mark_of_usual_size(binder, name):
    for place in binder.pdf(paper(*BLOCKS[name])).places:
        if place.kind == "sign":
            assert place.width >= 28
            assert place.height == 14


@pytest.mark.parametrize("post", ("镇长", "社区党支部书记、居委会主任", LONG_POST))
def test_a_mark_sits_on_its_rule_above_the_name(binder, post):
    """The place's foot is the printed rule, from end to end; the name is below it; the caption beside the name."""
    written = paper(side("甲方", "青山镇人民政府", (post, "周玉山"), ("镇长", "李明远")), TWO[1])
    sheet = set_paper(written, TextSetter(binder.faces))[-1]
    places = [place for place in binder.pdf(written).places if place.kind == "sign"]
    rules = [(line.x / MM, 297 - line.y / MM, line.width / MM) for line in sheet.strokes]
    names = [piece for piece in sheet.pieces if piece.text.startswith("（") and piece.size == 12]
    assert len(places) == len(rules) == 4 and len(names) == 3
    for place, rule in zip(places, rules, strict=True):
        assert (place.x, place.y + place.height, place.width) == pytest.approx(rule, abs=0.01)
    for place, name in zip(places, names, strict=False):
        assert place.x < name.x / MM < place.x + place.width
        assert 0 < 297 - name.y / MM - (place.y + place.height) < 6
        assert name.x / MM < place.note_x and place.note_x + NOTE_WIDTH < place.x + place.width + 11
        assert -NOTE_HEIGHT - 0.1 <= place.note_y - (place.y + place.height) < 2


def test_a_side_without_a_seal_has_no_place_for_one(binder):
    places = binder.pdf(paper(side("乙方", "柳沟村", ("村民", "王守田"), seal=False))).places
    assert find_place(places, "seal", 0) is None
    assert find_place(places, "sign", 0, 0) is not None


@pytest.mark.parametrize("name", BLOCKS)
def test_the_seal_covers_unit_and_date_and_no_post_or_name(binder, name):
    sides = BLOCKS[name]
    pressed = binder.pdf(paper(*sides))
    for k, each in enumerate(sides):
        place, date = (find_place(pressed.places, kind, k) for kind in ("seal", "date"))
        assert (place.width, place.height) == (42, 42)
        under = touched((place.x, place.y, 42, 42), printed(pressed.pdf, place.page))
        assert len(under) > 8
        rows = 2 if len(each.unit) > 13 else 1
        for _, top, _, foot in under:
            assert place.centre[1] - rows * 10.3 < top and foot < place.centre[1] + 10.3
        assert place.y < date.y and date.y + date.height < place.y + place.height
        assert date.centre[0] == pytest.approx(place.centre[0], abs=0.01)
        for sign in pressed.places:
            if (sign.kind, sign.side) == ("sign", k):
                assert sign.y + sign.height < place.y


def test_a_block_carried_to_the_next_page_takes_its_places_along(binder):
    pages = {lines: {place.page for place in binder.pdf(paper(*TWO, lines=lines)).places} for lines in (3, 8)}
    assert pages == {3: {1}, 8: {2}}


def test_a_block_higher_than_a_page_has_places_on_both(binder):
    places = binder.pdf(paper(*FULL, *FULL, lines=1)).places
    assert [place.page for place in places if place.kind == "seal"] == [1, 1, 2, 2]
    assert [place.side for place in places if place.kind == "seal"] == [0, 1, 2, 3]


def test_places_are_found_again_and_kept_as_json(binder, letter_module):
    letter = letter_module.letter()
    places = binder.pdf(letter, letter_module.wording()).places
    assert binder.places(letter) == places
    assert places_from(json.loads(json.dumps(places_json(places)))) == places
    for wrong in ([{"kind": "sign"}], [{**places_json(places)[0], "kind": "stamp"}]):
        with pytest.raises(ValueError, match="not places"):
            places_from(wrong)


def test_a_paper_without_signatures_has_no_places(binder):
    assert binder.pdf(Paper("通知", "甲村", "", (Paragraph((Run("环境"),)),))).places == ()
