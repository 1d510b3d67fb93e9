"""公文: one value for every paper of the office: what it says, its head on each page, pages across, as JSON and as Word."""

import datetime as d
import io
import json

import pypdfium2
import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from hypothesis import given, settings
from hypothesis import strategies as st
from press_blocks import blocks, short

from respbook.papers import stored
from respbook.papers.blocks import (
    Column,
    Heading,
    PageBreak,
    Paper,
    Photo,
    PhotoRow,
    Photos,
    SignLines,
    Subscription,
    Table,
    plain,
)
from respbook.papers.official import Annex, OfficialPaper, official_paper
from respbook.papers.parts import cell, line, paragraph, sections, table
from respbook.papers.titles import title_lines
from respbook.press.grid import CELL, LANDSCAPE, LEFT, MM, PORTRAIT, WIDTH
from respbook.press.lines import TextSetter
from respbook.press.setter import set_paper
from respbook.press.word import word
from respbook.rules.codes import code_of

HEADS = ("序", "类别", "指标内容", "分值", "系统算分", "自评", "核评", "得分", "评分说明")
LONG = "按照年度目标责任书完成散煤治理任务，未完成的每少1户扣0.2分，扣完为止"


def score_sheet(rows=60, landscape=False):
    widths = (12, 22, 66, 14, 16, 14, 14, 14, 50) if landscape else (9, 15, 40, 12, 13, 12, 12, 12, 31)
    columns = [
        Column(head, width, "right" if 2 < k < 8 else "left")
        for k, (head, width) in enumerate(zip(HEADS, widths, strict=True))
    ]
    body = [
        (str(n), cell("大气污染防治", 5) if n % 5 == 1 else None, LONG, "3", "2.8", "3", "2.8", "2.8", f"说明{n}完")
        for n in range(1, rows + 1)
    ]
    body.append((cell("合计", 1, 3), None, None, "100", "96.5", "100", "96.5", "96.5", ""))
    return OfficialPaper(
        "考核评分表",
        "2026年度环境保护目标责任考核评分表",
        (
            line("被考核单位：王家庄村"),
            table(columns, body, small=True),
            SignLines(("考核组组长", "考核组成员", "被考核单位负责人"), 3 if landscape else 2),
        ),
        "王家庄村",
        landscape=landscape,
        note="数据截至2026年12月20日",
    )


def decision():
    parts = [
        ("事实", [paragraph("焚烧秸秆。")]),
        ("复议", []),
        ("决定", [*sections([("不合格", [paragraph("定为不合格。")])], 2)]),
    ]
    return OfficialPaper(
        "一票否决决定书",
        "关于对王家庄村\n实行一票否决的决定",
        (*sections(parts), paragraph("如有异议，可书面申诉。")),
        "王家庄村",
        mark="青山镇人民政府文件",
        number="青政发〔2026〕12号",
        addressees="王家庄村村民委员会",
        issuer="青山镇人民政府",
        on=d.date(2026, 12, 28),
        seal="place",
        annexes=(
            Annex("调查报告", (paragraph("调查如下。"),)),
            Annex("目录", (table([Column("材料", 220)], [("甲",)]),), landscape=True),
            Annex("另附的光盘"),
        ),
        copies_to="县生态环境局",
    )


@pytest.fixture
def pages(binder):
    def of(paper):
        document = pypdfium2.PdfDocument(binder.pdf(paper).pdf)
        found = [(page.get_size(), page.get_textpage().get_text_range().replace("\r\n", "")) for page in document]
        document.close()
        return found

    return of


@pytest.mark.parametrize("landscape", (False, True))
def test_a_long_score_sheet_has_its_head_on_each_page_and_loses_no_row(pages, landscape):
    paper = stored.marked(official_paper(score_sheet(60, landscape)), anchor="存证 12 ABCD-EFGH")
    found = pages(paper)
    assert len(found) > 4
    for (across, down), words in found:
        assert (across > down) is landscape
        assert words.count("评分说明") == 1 and f"校验码 {paper.mark.code}" in words
    everything = "".join(words for _, words in found)
    assert all(everything.count(f"说明{n}完") == 1 for n in range(1, 61))
    last = found[-1][1]
    assert "合计" in last and "被考核单位负责人：" in last and last.count("日") == 3 + 1  # three dates, and the note's
    assert "草稿" not in everything and "扫码" not in everything and "数据截至2026年12月20日" in last


@pytest.mark.parametrize("landscape", (False, True))
def test_nothing_of_it_leaves_the_type_area(faces, landscape):
    area = LANDSCAPE if landscape else PORTRAIT
    sheets = set_paper(official_paper(score_sheet(42, landscape)), TextSetter(faces))
    for sheet in sheets:
        assert sheet.page is area and sheet.code is None
        for box in sheet.boxes:
            assert box.x > area.left - 0.5 and box.x + box.width < area.left + area.width + 0.5
            assert box.y > area.foot - 0.1 and box.y + box.height < area.head + 0.1
        for stroke in sheet.strokes:
            assert stroke.y > area.foot and stroke.width > 5 * CELL - 0.1


def test_a_decision_says_all_its_parts_in_order(pages):
    found = pages(official_paper(decision()))
    first, last = found[0][1], found[-1][1]
    order = (
        "青山镇人民政府文件",
        "青政发〔2026〕12号",
        "关于对王家庄村",
        "王家庄村村民委员会：",
        "一、事实",
        "二、决定",
        "（一）不合格",
    )
    everything = "".join(words for _, words in found)
    places = [
        everything.index(words) for words in (*order, "附件：1.调查报告", "2.目录", "3.另附的光盘", "2026年12月28日")
    ]
    assert places == sorted(places) and "三、" not in everything and "青山镇人民政府文件" in first
    assert [across > down for (across, down), _ in found][-2:] == [False, True]
    assert (
        "附件2" in last
        and "附件3" not in everything
        and "抄送：县生态环境局。" in last
        and "2026年12月28日印发" in last
    )


def test_where_issuer_and_date_stand(faces):
    def ends(seal, issuer="青山镇人民政府"):
        paper = official_paper(
            OfficialPaper("通知", "通知", (paragraph("如下。"),), issuer=issuer, on=d.date(2026, 3, 5), seal=seal)
        )
        sheet = set_paper(paper, TextSetter(faces))[0]
        by = {piece.text: piece for piece in sheet.pieces}
        return by[issuer], by["2026年3月5日"], sheet.rings

    issuer, date, rings = ends("place")
    assert issuer.y > date.y and len(rings) == 1 and abs(rings[0].x - (LEFT + WIDTH - 4 * CELL - 3 * CELL)) < 3
    assert ends("room")[2] == [] and ends("room")[1].x == date.x
    issuer, date, rings = ends("none")
    assert rings == [] and abs(date.x - issuer.x - 2 * CELL) < 0.1
    assert abs(issuer.x + 7 * CELL - (LEFT + WIDTH - 2 * CELL)) < 1
    issuer, date, _ = ends("none", "镇")
    assert abs(date.x + 6 * CELL - (LEFT + WIDTH - 2 * CELL)) < 3 and abs(date.x - issuer.x - 2 * CELL) < 0.1


@pytest.mark.parametrize("lines", range(12, 24, 2))
def test_what_ends_a_paper_stands_together_with_the_end_of_its_text(faces, lines):
    body = (paragraph("环" * (26 + 28 * (lines - 1))), SignLines(("约谈人", "被约谈人")))
    content = OfficialPaper("约谈纪要", "约谈纪要", body, issuer="青山镇人民政府", on=d.date(2026, 3, 5), seal="none")
    last = set_paper(official_paper(content), TextSetter(faces))[-1]
    told = [piece.text for piece in last.pieces]
    assert {"约谈人：", "被约谈人：", "青山镇人民政府", "2026年3月5日"} <= set(told)
    assert sum(each.startswith("环") for each in told) >= 2 and len(last.strokes) == 2


def test_lines_to_sign_on_begin_behind_the_longest_label_of_their_column(faces):
    def strokes(labels, columns, dated=True):
        lines = SignLines(labels, columns, dated)
        return set_paper(Paper("表", "", "", (lines,), loose=True), TextSetter(faces))[0].strokes

    first, second, third, fourth = strokes(("组长", "被考核单位负责人", "副组长", "成员"), 2)
    assert first.x == third.x < second.x == fourth.x and first.y == second.y > third.y
    assert first.x + first.width < second.x and abs(second.x + second.width - (LEFT + WIDTH)) < 0.1
    (alone,), (short_of_a_date,) = strokes(("组长",), 1, dated=False), strokes(("组长",), 1)
    assert alone.x == short_of_a_date.x and alone.width - short_of_a_date.width > 5 * CELL
    (below,) = strokes(("被约谈单位负责人",), 3)
    assert below.x == LEFT


def test_a_draft_says_so_and_shows_where_its_number_will_stand(pages):
    content = OfficialPaper("通报", "通报", (paragraph("如下。"),), mark="青山镇通报", unnumbered="第　期", draft=True)
    ((_, words),) = pages(official_paper(content))
    assert "草稿" in words and "（第　期）" in words


def test_it_is_kept_and_read_back_with_the_same_fingerprint():
    marked = stored.marked(official_paper(decision()), "https://zrs.example/r/1", "存证 12 ABCD-EFGH")
    assert stored.fingerprint(marked) == stored.fingerprint(official_paper(decision()))
    assert marked.mark.code == code_of(stored.fingerprint(marked))
    for made in (marked, official_paper(score_sheet(10, landscape=True))):
        again = stored.loaded(stored.dumped(made))
        assert again == made
        assert stored.fingerprint(again) == stored.fingerprint(made)
    plainly = official_paper(OfficialPaper("通知", "通知", (paragraph("甲"),)))
    assert "note" not in stored.as_json(plainly) and stored.loaded(stored.dumped(plainly)).loose


def test_what_was_kept_before_all_papers_ended_alike_is_read():
    ending = {"block": "ending", "unit": "青山镇人民政府", "date": "2026年3月5日"}
    pictures = {"block": "pictures", "pictures": [{"sha256": c * 64, "caption": c} for c in "abc"]}
    pairs = [{"caption": "1.工地", "before": ["a" * 64, "整改前"], "after": None}]
    old = {"kind": "督办单", "subject": "甲", "number": "", "mark": None}
    kept = json.dumps(old | {"blocks": [ending, pictures, {"block": "photos", "pairs": pairs}, {"block": "page"}]})
    paper = stored.loaded(kept)
    assert paper.blocks == (
        Subscription("青山镇人民政府", "2026年3月5日", (), "place"),
        Photos((PhotoRow((Photo("a" * 64, "a"), Photo("b" * 64, "b"))), PhotoRow((Photo("c" * 64, "c"),)))),
        Photos((PhotoRow((Photo("a" * 64, "整改前"), Photo("", "整改后（无照片）")), "1.工地"),)),
        PageBreak(),
    )
    assert paper.pictured == ("a" * 64, "b" * 64, "c" * 64)


@given(st.lists(blocks, max_size=4).map(tuple), st.booleans(), short)
@settings(max_examples=60, deadline=None)
def test_any_paper_comes_back_exactly(parts, loose, note):
    paper = Paper("公文", "甲", "", parts, loose=loose, note=note)
    assert stored.loaded(stored.dumped(paper)) == paper


def test_word_writes_the_same_value():
    made = word(official_paper(decision()))
    assert made == word(official_paper(decision()))
    document = Document(io.BytesIO(made))
    said = [each.text for each in document.paragraphs]
    assert said[:2] == ["青山镇人民政府文件", "青政发〔2026〕12号"] and "附件：1.调查报告" in said and "附件2" in said
    assert [each.orientation for each in document.sections] == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE]
    sheet = Document(io.BytesIO(word(stored.marked(official_paper(score_sheet(10, landscape=True))))))
    (section,) = sheet.sections
    assert section.orientation == WD_ORIENT.LANDSCAPE and abs(section.page_width.mm - 297) < 1
    scores, lines = sheet.tables
    assert [each.text for each in scores.rows[0].cells] == list(HEADS) and len(scores.rows) == 12
    assert lines.rows[0].cells[0].text.startswith("考核组组长：") and "年" in lines.rows[0].cells[0].text
    assert any("校验码" in each.text for each in section.footer.paragraphs)


def test_a_title_is_broken_between_words():
    assert title_lines("考核结果通报") == ["考核结果通报"]
    assert title_lines("关于对王家庄村\n实行一票否决的决定") == ["关于对王家庄村", "实行一票否决的决定"]
    for title in (
        "关于青山镇2026年度生态环境保护目标责任考核结果的公示",
        "青山镇2026年度生态环境保护目标责任考核评分表",
    ):
        lines = title_lines(title)
        assert "".join(lines) == title and len(lines) == 2 and all(len(each) <= 19 for each in lines)
        assert not lines[1].startswith(("的", "年", "护", "境"))


def test_parts_without_anything_are_left_out_and_the_numbers_close_up():
    made = list(sections([("甲", [paragraph("一")]), ("乙", []), ("丙", [paragraph("三")])], 3))
    assert [plain(each.runs) for each in made if isinstance(each, Heading)] == ["1.甲", "2.丙"]
    assert isinstance(table([Column("列", 20)], [("字",)]), Table)


def test_copies_to_print_lie_as_their_pages_do(binder):
    out = io.BytesIO()
    assert binder.print_file([official_paper(score_sheet(8, landscape=True))], 2, out) == 4
    document = pypdfium2.PdfDocument(out.getvalue())
    sizes = [document.get_page_size(page) for page in range(len(document))]
    document.close()
    assert all(across > down for across, down in sizes)


def test_a_table_may_be_as_wide_as_its_page(faces):
    wide = table([Column("列", 222)], [("字",)])
    setter = TextSetter(faces)
    assert set_paper(Paper("表", "", "", (PageBreak(landscape=True), wide), loose=True), setter)
    with pytest.raises(ValueError, match="156"):
        set_paper(Paper("表", "", "", (wide,), loose=True), setter)
    assert abs(LANDSCAPE.width - 222.86 * MM) < 0.1
