"""Word读入: automatic numbers, tables, boxes, revisions; what is odd or hostile is told in words, fast (safety R41, R63)."""

import io
import random
import time
import tracemalloc
import zipfile

import pytest
from PIL import Image
from word_letters import Letter, level, related, with_part

from respbook.readers.word import read_word
from respbook.rules.errors import RuleBroken
from respbook.rules.source_lines import Place

THREE = [
    level(0, "chineseCountingThousand", "%1、"),
    level(1, "chineseCounting", "（%2）"),
    level(2, "decimal", "%3．"),
    level(3, "decimalEnclosedCircleChinese", "%4"),
]


def printed(content):
    return [line.printed for line in read_word(content).lines]


def numbers(content):
    return [line.number for line in read_word(content).lines]


def test_levels_count_and_start_anew_under_the_higher_one():
    letter = Letter()
    letter.list(50, THREE)
    for text, place in (
        ("责任目标", 0), ("大气", 1), ("禁烧秸秆", 2), ("管控散煤", 2), ("水", 1), ("清理河道", 2), ("登记排口", 3), ("考核", 0), ("奖惩", 1)
    ):  # fmt: skip
        letter.line(text, (50, place))
    assert numbers(letter.content()) == ["一、", "（一）", "1．", "2．", "（二）", "1．", "①", "二、", "（一）"]


@pytest.mark.parametrize(
    ("shape", "start", "expected"),
    [
        ("decimal", 9, ["9", "10"]),
        ("chineseCounting", 10, ["十", "十一"]),
        ("chineseCountingThousand", 99, ["九十九", "一百"]),
        ("ideographDigital", 10, ["一〇", "一一"]),
        ("decimalEnclosedCircle", 20, ["⑳", "㉑"]),
        ("decimalEnclosedParen", 1, ["⑴", "⑵"]),
        ("decimalEnclosedFullstop", 1, ["⒈", "⒉"]),
        ("decimalFullWidth", 9, ["９", "１０"]),
        ("decimalZero", 9, ["09", "10"]),
        ("upperLetter", 26, ["Z", "AA"]),
        ("lowerLetter", 1, ["a", "b"]),
        ("upperRoman", 4, ["IV", "V"]),
        ("lowerRoman", 9, ["ix", "x"]),
        ("ideographTraditional", 1, ["甲", "乙"]),
        ("chineseLegalSimplified", 11, ["壹拾壹", "壹拾贰"]),
        ("bullet", 1, ["●", "●"]),
        ("somethingNew", 3, ["3", "4"]),
    ],
)
def test_every_format(shape, start, expected):
    letter = Letter()
    letter.list(50, [level(0, shape, "%1", start)])
    letter.line("开展巡查", (50, 0))
    letter.line("按时上报", (50, 0))
    assert numbers(letter.content()) == expected


def test_two_lists_on_one_count_on_and_an_override_starts_anew():
    letter = Letter()
    letter.list(50, [level(0, "decimal", "%1、")])
    letter.again(51, 50)
    letter.again(52, 50, start=1)
    for key in (50, 50, 51, 52, 52):
        letter.line("开展巡查", (key, 0))
    assert numbers(letter.content()) == ["1、", "2、", "3、", "1、", "2、"]


def test_a_level_that_never_restarts_and_legal_figures():
    letter = Letter()
    letter.list(
        50,
        [
            level(0, "chineseCounting", "第%1条"),
            level(1, "decimal", "%1.%2", extra="<w:isLgl/>"),
            level(2, "decimal", "（%3）", extra='<w:lvlRestart w:val="0"/>'),
        ],
    )
    for place in (0, 1, 2, 0, 1, 2):
        letter.line("甲方职责", (50, place))
    assert numbers(letter.content()) == ["第一条", "1.1", "（1）", "第二条", "2.1", "（2）"]


def test_numbers_of_a_style_and_of_the_style_it_is_based_on():
    letter = Letter()
    letter.list(50, [level(0, "chineseCounting", "%1、", extra='<w:pStyle w:val="Heading1"/>'), THREE[1]])
    letter.style_numbers("Heading 1", 50, 0)
    letter.style_numbers("List Paragraph", 50, 1)
    letter.line("责任对象", style="Heading 1")
    letter.line("书记负总责", style="List Paragraph")
    off = letter.line("不编号的标题", style="Heading 1")
    letter.numbered(off._p, 0, 0)
    letter.line("责任期限", style="Heading 1")
    read = read_word(letter.content()).lines
    assert [line.number for line in read] == ["一、", "（一）", "", "二、"]
    assert read[0].style_level == 1 and read[0].bold and not read[1].bold


def test_a_list_style_stands_for_its_list():
    letter = Letter()
    letter.list(50, [level(0, "decimal", "%1）")], '<w:styleLink w:val="OurList"/>')
    letter.list(51, [], '<w:numStyleLink w:val="OurList"/>')
    letter.line("签订承诺书", (51, 0))
    assert numbers(letter.content()) == ["1）"]


def test_tables_come_row_by_row_and_tables_in_tables_after_their_row():
    letter = Letter()
    letter.line("一、目标任务")
    made = letter.table([["序号", "指标"], ["1", "农膜回收"]])
    inner = made.rows[1].cells[1].add_table(1, 2)
    inner.rows[0].cells[0].text, inner.rows[0].cells[1].text = "上半年", "200亩"
    letter.line("二、考核")
    frame = letter.table([["框里的话"]])
    frame.rows[0].cells[0].add_paragraph("第二句")
    read = read_word(letter.content()).lines
    assert [line.text for line in read] == [
        "一、目标任务", "序号｜指标", "1｜农膜回收", "上半年｜200亩", "二、考核", "框里的话", "第二句",
    ]  # fmt: skip
    assert [line.table for line in read] == [0, 1, 1, 2, 0, 0, 0]
    assert read[1].place is Place.TABLE and read[5].place is Place.BODY


BOX = """<w:p><w:r><w:t>正文</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx>
<w:txbxContent><w:p><w:r><w:t>框中文字</w:t></w:r></w:p></w:txbxContent></wps:txbx></wps:wsp></w:drawing></mc:Choice>
<mc:Fallback><w:pict><v:textbox><w:txbxContent><w:p><w:r><w:t>框中文字</w:t></w:r></w:p></w:txbxContent></v:textbox></w:pict>
</mc:Fallback></mc:AlternateContent></w:r></w:p>"""


def test_a_text_box_is_read_once_though_word_writes_it_twice():
    letter = Letter()
    letter.xml(BOX)
    letter.line("下一段")
    read = read_word(letter.content()).lines
    assert [(line.text, line.place) for line in read] == [
        ("正文", Place.BODY), ("框中文字", Place.TEXT_BOX), ("下一段", Place.BODY),
    ]  # fmt: skip


def test_revisions_are_accepted_and_told():
    letter = Letter()
    letter.xml(
        '<w:p><w:r><w:t>每月巡查</w:t></w:r><w:del w:id="1" w:author="甲"><w:r><w:delText>一</w:delText></w:r></w:del>'
        '<w:ins w:id="2" w:author="甲"><w:r><w:t>两</w:t></w:r></w:ins><w:r><w:t>次。</w:t></w:r></w:p>'
    )
    letter.xml('<w:p><w:pPr><w:rPr><w:del w:id="3" w:author="甲"/></w:rPr></w:pPr><w:r><w:t>前半句，</w:t></w:r></w:p>')
    letter.line("后半句。")
    read = read_word(letter.content())
    assert [line.text for line in read.lines] == ["每月巡查两次。", "前半句，后半句。"]
    assert read.remarks == ("3处修订按接受处理：增加的读入，删去的不读。",)


def test_hidden_words_comments_headers_and_notes_are_listed_apart():
    letter = Letter()
    letter.xml("<w:p><w:r><w:t>看得见</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>看不见</w:t></w:r></w:p>")
    letter.document.sections[0].header.paragraphs[0].text = "青山镇环保办"
    letter.document.sections[0].footer.paragraphs[0].text = "第1页"
    content = related(
        letter.content(), "comments.xml", "comments",
        '<w:comments><w:comment w:id="0"><w:p><w:r><w:t>这里要改</w:t></w:r></w:p></w:comment></w:comments>',
    )  # fmt: skip
    content = related(
        content, "footnotes.xml", "footnotes",
        '<w:footnotes><w:footnote w:type="separator" w:id="0"><w:p><w:r><w:t>线</w:t></w:r></w:p></w:footnote>'
        '<w:footnote w:id="1"><w:p><w:r><w:t>按户数核定</w:t></w:r></w:p></w:footnote></w:footnotes>',
    )  # fmt: skip
    read = read_word(content)
    assert [(line.text, line.place) for line in read.lines] == [
        ("看得见", Place.BODY), ("青山镇环保办", Place.HEADER), ("第1页", Place.FOOTER),
        ("按户数核定", Place.FOOTNOTE), ("这里要改", Place.COMMENT), ("看不见", Place.HIDDEN),
    ]  # fmt: skip
    assert len(read.remarks) == 2


def test_underlined_blanks_controls_and_breaks():
    letter = Letter()
    letter.xml(
        '<w:p><w:r><w:t>乙方：</w:t></w:r><w:r><w:rPr><w:u w:val="single"/></w:rPr><w:t xml:space="preserve">      </w:t></w:r>'
        '<w:r><w:rPr><w:u w:val="single"/></w:rPr><w:tab/></w:r><w:r><w:t>村</w:t><w:br/><w:t>第二行</w:t></w:r></w:p>'
    )
    letter.xml(
        "<w:p><w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>单击此处输入文字</w:t></w:r></w:sdtContent></w:sdt>"
        "<w:r><w:t>负责</w:t></w:r></w:p>"
    )
    assert printed(letter.content()) == ["乙方：__________村", "第二行", "____负责"]


def test_three_megabytes_of_picture_are_left_packed():
    picture = io.BytesIO()
    Image.frombytes("RGB", (1000, 1000), random.Random(1).randbytes(3_000_000)).save(picture, "PNG")
    letter = Letter()
    letter.line("一、责任目标")
    letter.document.add_picture(io.BytesIO(picture.getvalue()))
    content = letter.content()
    assert len(content) > 2_900_000
    tracemalloc.start()
    begun = time.process_time()
    read = read_word(content)
    spent, (_, peak) = time.process_time() - begun, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [line.text for line in read.lines] == ["一、责任目标"]
    assert "1张图片没有读入" in read.remarks[0]
    assert spent < 20 and peak < 2_500_000


def plain():
    return Letter().lines("一、总则\n二、附则").content()


def document(body):
    return with_part(plain(), "word/document.xml", lambda _: body.encode() if isinstance(body, str) else body)


WML = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
HOSTILE = {
    "no zip": b"hello",
    "an old .doc": b"\xd0\xcf\x11\xe0" + b"\0" * 600,
    "cut": plain()[:4000],
    "empty": b"",
    "entities": document(
        f'<!DOCTYPE a [<!ENTITY l0 "哈">{LAUGHS}]><w:document {WML}><w:body><w:p>&l9;</w:p></w:body></w:document>'
    ),
    "outside": document(f'<!DOCTYPE a SYSTEM "file:///etc/passwd"><w:document {WML}><w:body/></w:document>'),
    "another encoding": document(f"<?xml version='1.0' encoding='utf-7'?><w:document {WML}><w:body/></w:document>"),
    "no xml": document("<w:document"),
    "no body": document(f"<w:document {WML}/>"),
    "no words": document(f"<w:document {WML}><w:body><w:p/></w:body></w:document>"),
    "deep": document(f"<w:document {WML}><w:body>{'<w:tbl><w:tr><w:tc>' * 400}"),
    "many": document(f"<w:document {WML}><w:body>{'<w:p/>' * 300_000}</w:body></w:document>"),
    "long": document(
        f"<w:document {WML}><w:body><w:p><w:r><w:t>{'环' * 100_000}</w:t></w:r></w:p></w:body></w:document>"
    ),
    "runs": document(
        f"<w:document {WML}><w:body><w:p>{'<w:r><w:t>环</w:t></w:r>' * 200_000}</w:p></w:body></w:document>"
    ),
    "huge": document(f"<w:document {WML}><w:body>{'<w:p/>' * 1_500_000}</w:body></w:document>"),
    "bomb": document(f"<w:document {WML}><w:body>{' ' * 52_000_000}</w:body></w:document>"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_broken_huge_or_hostile_is_refused_in_words(name):
    begun = time.process_time()
    with pytest.raises(RuleBroken) as refusal:
        read_word(HOSTILE[name])
    assert time.process_time() - begun < 20
    assert refusal.value.field == "file" and refusal.value.sentence.endswith("。")
    if name == "an old .doc":
        assert "另存为" in refusal.value.sentence and ".docx" in refusal.value.sentence


@pytest.mark.parametrize("seed", range(40))
def test_a_shuffled_document_is_read_or_refused(seed):
    """Tags taken out, doubled or renamed anywhere in document, numbering or styles: lines or a sentence, never a fault."""
    letter = Letter()
    letter.list(50, THREE)
    for place in range(4):
        letter.line("开展巡查", (50, place))
    letter.xml(BOX)
    letter.table([["指标", "数量"], ["农膜", "20亩"]])
    chance = random.Random(seed)
    content = letter.content()
    for part in ("word/document.xml", "word/numbering.xml", "word/styles.xml"):
        content = with_part(content, part, lambda old: _spoilt(old, chance))
    try:
        read = read_word(content)
    except RuleBroken as refusal:
        assert refusal.sentence.endswith("。")
    else:
        assert all(line.text for line in read.lines)


def _spoilt(old, chance):
    pieces = old.split(b"<")
    for _ in range(6):
        place = chance.randrange(1, len(pieces))
        deed = chance.choice(("drop", "double", "rename", "number", "move"))
        if deed == "drop" and pieces[place].rstrip().endswith(b"/>"):
            pieces[place] = b"!---->"
        elif deed == "double" and pieces[place].rstrip().endswith(b"/>"):
            pieces.insert(place, pieces[place])
        elif deed == "rename":
            pieces[place] = pieces[place].replace(b"w:val", b"w:was")
        elif deed == "number":
            pieces[place] = pieces[place].replace(b'="1"', b'="-99999999999"').replace(b'="0"', '="一"'.encode())
        elif pieces[place].rstrip().endswith(b"/>"):
            pieces.insert(chance.randrange(1, len(pieces)), pieces.pop(place))
    return b"<".join(pieces)


def test_every_cut_of_a_document_is_refused_or_read():
    whole = plain()
    for end in range(0, len(whole), len(whole) // 60):
        with pytest.raises(RuleBroken):
            read_word(whole[:end])


def test_the_parts_of_a_package_may_lie_about_each_other():
    """A link to a part that is not there, to one outside, to the document itself: passed over."""
    content = related(plain(), "nowhere.xml", "header", "<w:hdr></w:hdr>")
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        members = {name: package.read(name) for name in package.namelist() if name != "word/nowhere.xml"}
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as package:
        for name, kept in members.items():
            package.writestr(name, kept)
    assert printed(held.getvalue()) == ["一、总则", "二、附则"]
