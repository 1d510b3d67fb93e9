"""Word版: what stands in the docx — the paper's own text in order, page, fonts, tables — and that nothing in it acts."""

import io
import re
import zipfile

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from press_blocks import blocks

from respbook.papers.blocks import (
    Cell,
    CheckMark,
    Column,
    Heading,
    PageBreak,
    Paper,
    Paragraph,
    Photos,
    Run,
    SignatureBlock,
    SignLines,
    Subscription,
    Table,
    Title,
    plain,
)
from respbook.press.lines import printable
from respbook.press.official import annex_parts
from respbook.press.sign_lines import DATE
from respbook.press.word import word

MARK = CheckMark("https://zrs.example/c/abc", "AAAA-BBBB-CCCC-DDDD-EEEE", "存证 12 FFFF")


def opened(paper):
    return Document(io.BytesIO(word(paper)))


def test_a_paper_of_the_office_is_no_draft_and_has_no_number():
    loose = Paper("通知", "", "", (Title(((Run("通知"),),)), Paragraph((Run("请到会。"),))), loose=True)
    document = opened(loose)
    assert [each.text for each in document.paragraphs] == ["通知", "请到会。"]
    assert not document.sections[0].header.paragraphs[0].text
    draft = opened(paper_of(Title(((Run("通知"),),)), number="", mark=None))
    assert "草稿" in draft.sections[0].header.paragraphs[0].text


def paper_of(*parts, number="青环责〔2026〕1号", mark=MARK):
    return Paper("责任书", "王家庄村", number, parts, mark)


def text_of(element):
    return "".join(each.text or "" for each in element.iter(qn("w:t")))


def body_text(paper):
    return text_of(opened(paper).element.body)


def wanted_text(paper):
    """The paper's own text, as the blocks say it, in order."""
    numbered, parts = not paper.number, []
    for block in paper.blocks:
        match block:
            case Title():
                parts += [plain(line) for line in block.lines]
                parts += [] if numbered else [paper.number]
                numbered = True
            case Heading() | Paragraph():
                parts.append(plain(block.runs))
            case Table():
                parts += [block.caption, *(column.title for column in block.columns)]
                parts += [plain(cell.runs) for row in block.rows for cell in row if cell]
            case SignatureBlock():
                for side in block.sides:
                    parts.append(f"{side.party}（盖章）：" if side.seal else f"{side.party}：")
                    for slot in side.slots:
                        parts += [f"{slot.post}：", f"（{slot.name}）" if slot.name else ""]
                    parts += [side.unit, block.date]
            case Subscription():
                parts += [lead + name for lead, name in annex_parts(block.annexes)]
                parts += [block.issuer, block.date]
            case SignLines():
                parts += [f"{label}：{DATE if block.dated else ''}" for label in block.labels]
            case Photos():
                parts += [words for row in block.rows for words in (row.caption, *(each.words for each in row.photos))]
    return printable("".join(parts)).replace("\n", "")


def test_the_text_is_the_papers_in_its_order(letter_module):
    paper = letter_module.letter()
    assert body_text(paper) == wanted_text(paper)


def well_formed(paper):
    """No place claimed twice by cells: what the program composes."""
    for block in paper.blocks:
        if isinstance(block, Table):
            taken = set()
            for r, row in enumerate(block.rows):
                for k, cell in enumerate(row):
                    places = {(r + i, k + j) for i in range(cell.rows) for j in range(cell.cols)} if cell else set()
                    if places & taken or len(row) != len(block.columns):
                        return False
                    taken |= places
    return True


@given(st.lists(blocks, max_size=6).map(tuple))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_paper_becomes_a_document_that_can_be_read(paper_blocks):
    paper = paper_of(*paper_blocks)
    body = opened(paper).element.body
    kinds = [each.tag.rpartition("}")[2] for each in body]
    assert kinds[-1] == "sectPr" and kinds[-2] == "p"
    assert all(pair != ("tbl", "tbl") for pair in zip(kinds, kinds[1:], strict=False))
    for row in body.iter(qn("w:tr")):
        grid = row.getparent().find(qn("w:tblGrid"))
        spans = [cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}") for cell in row.iter(qn("w:tc"))]
        assert sum(1 if span is None else int(span.get(qn("w:val"))) for span in spans) == len(grid)
    if well_formed(paper):
        assert text_of(body) == wanted_text(paper)


def test_page_margins_grid_and_mirrored_footers(letter_module):
    document = opened(letter_module.letter())
    section = document.sections[0]
    sizes = (section.page_width, section.page_height, section.top_margin, section.bottom_margin)
    sides = (section.left_margin, section.right_margin)
    for found, asked in zip((*sizes, *sides), (210, 297, 37, 35, 28, 26), strict=True):
        assert abs(found - Mm(asked)) < Mm(0.05)
    grid = section._sectPr.find(qn("w:docGrid"))
    assert grid.get(qn("w:type")) == "lines" and grid.get(qn("w:linePitch")) == "579"
    assert grid.get(qn("w:charSpace")) is None
    assert document.settings.odd_and_even_pages_header_footer is True
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        xml = etree.tostring(footer._element, encoding="unicode")
        assert re.sub(r"\d", "n", text_of(footer._element)).count("— n —") == 1 and 'instr=" PAGE "' in xml
        (folio,) = [
            each for each in footer._element.iter(qn("w:p")) if each.find(f".//{qn('w:fldSimple')}") is not None
        ]
        assert folio.find(f"{qn('w:pPr')}/{qn('w:jc')}").get(qn("w:val")) == side
        assert "校验码 AAA1-7QK2-M4XW-9HCT-2BVR" in text_of(footer._element) and "以签发的PDF为准" in text_of(
            footer._element
        )
        assert "<wp:inline" in xml


def test_official_faces_on_all_four_kinds_of_character(letter_module):
    styles = opened(letter_module.letter()).styles.element
    faces = {}
    for fonts in styles.iter(qn("w:rFonts")):
        names = {fonts.get(qn(f"w:{kind}")) for kind in ("ascii", "hAnsi", "eastAsia", "cs")}
        assert len(names) == 1
        style = next((each for each in fonts.iterancestors(qn("w:style"))), None)
        faces["" if style is None else style.get(qn("w:styleId"))] = names.pop()
    assert faces[""] == "仿宋_GB2312" and faces["Title"] == "方正小标宋简体" and faces["Folio"] == "宋体"
    assert (faces["Heading1"], faces["Heading2"], faces["Heading3"]) == ("黑体", "楷体_GB2312", "仿宋_GB2312")
    text = next(each for each in styles if each.get(qn("w:styleId")) == "Text")
    assert text.find(f".//{qn('w:ind')}").get(qn("w:firstLineChars")) == "200"
    normal = next(each for each in styles if each.get(qn("w:styleId")) == "Normal")
    assert normal.find(f".//{qn('w:autoSpaceDE')}").get(qn("w:val")) == "0"
    assert styles.find(f".//{qn('w:rPrDefault')}//{qn('w:spacing')}").get(qn("w:val")) == "-5"


def test_tables_have_their_grid_a_repeated_head_whole_rows_and_merged_cells_without_empty_lines():
    rows = (
        (Cell((Run("1"),)), Cell((Run("大气"),), rows=2), Cell((Run("散煤"),))),
        (Cell((Run("2"),)), None, Cell((Run("秸秆"),))),
        (Cell((Run("合计"),), cols=2), None, Cell((Run("2项"),))),
    )
    block = Table("任务表", (Column("序号", 12, "centre"), Column("类别", 20), Column("任务", 50)), rows)
    table = opened(paper_of(block)).tables[0]
    assert [int(each.get(qn("w:w"))) for each in table._tbl.tblGrid] == [680, 1134, 2835]
    head, first, _, last = table._tbl.tr_lst
    assert head.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
    assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in table._tbl.tr_lst)
    assert [text_of(cell) for cell in last.tc_lst] == ["合计", "2项"] and last.tc_lst[0].grid_span == 2
    assert first.tc_lst[1].vMerge == "restart" and table.cell(2, 1).text == "大气"
    assert all(len(cell.findall(qn("w:p"))) == 1 for cell in table._tbl.iter(qn("w:tc")))


def test_the_signatures_stay_together_and_hold_the_paragraph_before_them(letter_module):
    text = Paragraph((Run("本责任书一式三份。"),))
    body = opened(paper_of(text, letter_module.signatures())).element.body
    held = body[0].find(f"{qn('w:pPr')}/{qn('w:keepNext')}")
    assert held is not None
    table = body.find(qn("w:tbl"))
    assert all(each.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for each in table.iter(qn("w:tr")))
    names = {each.find(f"{qn('w:pPr')}/{qn('w:pStyle')}").get(qn("w:val")) for each in table.iter(qn("w:p"))}
    styles = opened(paper_of(text)).styles.element
    sign = next(each for each in styles if each.get(qn("w:styleId")) == "Sign")
    assert names == {"Sign", "SignParty", "SignName", "SignDate"} and sign.find(f".//{qn('w:keepNext')}") is not None


def test_a_break_of_page_stands_before_what_follows_it():
    document = opened(
        paper_of(Paragraph((Run("正文"),)), PageBreak(), Heading(1, (Run("附件"),)), Title(((Run("清单"),),)))
    )
    broken = [each.text for each in document.paragraphs if each.paragraph_format.page_break_before]
    assert broken == ["附件"]
    table = Table("", (Column("序号", 12),), ())
    assert (
        opened(paper_of(Paragraph((Run("正文"),)), PageBreak(), table))
        .tables[0]
        .cell(0, 0)
        .paragraphs[0]
        .paragraph_format.page_break_before
    )


def test_a_draft_says_so_on_every_page_and_carries_no_code():
    document = opened(paper_of(Paragraph((Run("正文"),)), number="", mark=None))
    section = document.sections[0]
    for header, footer in (
        (section.header, section.footer),
        (section.even_page_header, section.even_page_footer),
    ):
        assert text_of(header._element) == "草稿　未正式签发，不作依据"
        assert footer._element.find(f".//{qn('w:drawing')}") is None
    assert text_of(opened(paper_of(Paragraph((Run("正文"),)))).sections[0].header._element) == ""


HOSTILE = (
    '</w:t></w:r><w:r><w:instrText>DDEAUTO c:\\\\cmd.exe "/k calc"</w:instrText></w:r>',
    '{ INCLUDETEXT "C:\\\\secret.txt" }',
    "{{7*7}} {% for x in y %} ${jndi:ldap://x}",
    "&amp;&#x0;<script>alert(1)</script>",
    "a\x00b\x0b\x1f\ufffe\ud800c\u202e",
)


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stay_words(words):
    paper = paper_of(
        Title(((Run(words),),)), Paragraph((Run(words),)), Table(words, (Column(words, 40),), ((Cell((Run(words),)),),))
    )
    body = opened(paper).element.body
    allowed = {"p", "pPr", "pStyle", "r", "t", "tbl", "tr", "tc"}
    assert not {each.tag.rpartition("}")[2] for each in body.iter()} & {
        "instrText",
        "fldSimple",
        "fldChar",
        "hyperlink",
    }
    assert allowed <= {each.tag.rpartition("}")[2] for each in body.iter()}
    kept = words if words.isprintable() else "abc"
    assert text_of(body).count(kept) == 5


def test_rare_characters_are_kept():
    assert "堃喆淼垚峁塬墕㙍䶮𫰛" in body_text(paper_of(Paragraph((Run("堃喆淼垚峁塬墕㙍䶮𫰛"),))))


def test_a_row_taller_than_a_page_may_be_cut():
    block = Table("", (Column("任务", 40),), ((Cell((Run("环" * 3000),)),),))
    head, row = opened(paper_of(block)).tables[0]._tbl.tr_lst
    assert head.find(f".//{qn('w:cantSplit')}") is not None and row.find(f".//{qn('w:cantSplit')}") is None


def test_the_same_paper_gives_the_same_bytes_without_author_or_clock(letter_module):
    paper = letter_module.letter()
    first = word(paper)
    assert word(paper) == first
    about = Document(io.BytesIO(first)).core_properties
    assert about.title == "青山镇2026年度生态环境保护目标责任书" and about.author == "" and about.last_modified_by == ""
    assert about.created.year == about.modified.year == 2000
    with zipfile.ZipFile(io.BytesIO(first)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(2000, 1, 1, 0, 0, 0)}
        names = package.namelist()
        assert not [name for name in names if re.search("theme|thumbnail|customXml|vba|numbering", name)]
        relations = b"".join(package.read(name) for name in names if name.endswith(".rels"))
        assert b"External" not in relations


def test_an_empty_paper_is_still_a_document():
    assert len(opened(paper_of()).paragraphs) == 1
