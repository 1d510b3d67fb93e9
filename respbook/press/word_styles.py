"""Word样式: the styles of an official paper under the names that offices know, so that one change reaches all text.

28 characters on a line and 22 lines on a page: the document grid counts the lines; the characters are drawn 0.25 pt
closer, because Word's own grid with a negative charSpace is misread by LibreOffice (two cells a character).
"""

from typing import Any

from docx.oxml import parse_xml

from respbook.press.grid import BODY, FOLIO, ROW, TABLE_ROW, TABLE_SMALL, TABLE_SMALL_ROW, TABLE_TEXT, TITLE

FANG, HEI, KAI, SONG, NUM = "仿宋_GB2312", "黑体", "楷体_GB2312", "方正小标宋简体", "宋体"
"""Official face names: kept in the file as they are; a machine without them substitutes."""

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
LINE = int(ROW * 20)
"""Distance of lines in twentieths of a point: rounded down, so that 22 lines fit."""
_CLOSER = -5
_INDENT = 2 * (int(BODY * 20) + _CLOSER)
_GREY = "595959"


def twips(points: float) -> int:
    """Twentieths of a point."""
    return round(points * 20)


def _fonts(name: str) -> str:
    return f'<w:rFonts w:hint="eastAsia" w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}" w:cs="{name}"/>'


def _letters(name: str = "", size: float = 0, closer: int | None = None, grey: bool = False) -> str:
    """Character properties in the order that the schema asks for."""
    parts = [
        _fonts(name) if name else "",
        f'<w:color w:val="{_GREY}"/>' if grey else "",
        "" if closer is None else f'<w:spacing w:val="{closer}"/>',
        f'<w:sz w:val="{size * 2:g}"/><w:szCs w:val="{size * 2:g}"/>' if size else "",
    ]
    return f"<w:rPr>{''.join(parts)}</w:rPr>" if any(parts) else ""


def _exact(line: float, before: int = 0, after: int = 0) -> str:
    return (
        '<w:snapToGrid w:val="0"/>'
        f'<w:spacing w:before="{before}" w:after="{after}" w:line="{twips(line)}" w:lineRule="exact"/>'
    )


_FIRST = f'<w:ind w:firstLineChars="200" w:firstLine="{_INDENT}"/>'
_KEPT = "<w:keepNext/><w:keepLines/>"


def _style(id_: str, name: str, inside: str, based: str = "Normal") -> str:
    return (
        f'<w:style w:type="paragraph" w:styleId="{id_}"><w:name w:val="{name}"/><w:basedOn w:val="{based}"/>'
        f"<w:qFormat/>{inside}</w:style>"
    )


def _heading(level: int, face: str) -> str:
    inside = f'<w:pPr><w:keepNext/>{_FIRST}<w:outlineLvl w:val="{level - 1}"/></w:pPr>{_letters(face)}'
    return _style(f"Heading{level}", f"heading {level}", inside)


def _centred(line: float, kept: bool = False) -> str:
    return f'<w:pPr>{_KEPT if kept else ""}{_exact(line)}<w:jc w:val="center"/></w:pPr>'


_UNSPACED = '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
"""No quarter of an em between hanzi and figures: it would break the 28 characters."""
_NORMAL = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/><w:pPr>'
    '<w:widowControl w:val="0"/><w:kinsoku/><w:overflowPunct w:val="0"/>'
    f'{_UNSPACED}<w:jc w:val="both"/></w:pPr></w:style>'
)
_TABLE = (
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr>'
    '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
)


def styles() -> Any:
    """样式表 as the element of the styles part."""
    own = [
        _style("Text", "公文正文", f"<w:pPr>{_FIRST}</w:pPr>"),
        _style("Title", "Title", _centred(1.25 * ROW, kept=True) + _letters(SONG, TITLE, 0)),
        _style("Number", "公文文号", '<w:pPr><w:jc w:val="center"/></w:pPr>'),
        *(_heading(level, face) for level, face in ((1, HEI), (2, KAI), (3, FANG), (4, FANG))),
        _style(
            "Annex",
            "公文附件",
            f'<w:pPr><w:spacing w:after="{LINE}"/><w:ind w:firstLineChars="0" w:firstLine="0"/></w:pPr>',
            "Heading1",
        ),
        _style("Caption", "caption", _centred(ROW, kept=True) + _letters(HEI, 14, 0)),
        _style("TableText", "公文表格", f'<w:pPr>{_exact(TABLE_ROW)}<w:jc w:val="left"/></w:pPr>' + _letters("", TABLE_TEXT, 0)),
        _style("TableHead", "公文表头", _centred(TABLE_ROW, kept=True) + _letters(HEI), "TableText"),
        _style("TableTextSmall", "公文小表格", f'<w:pPr>{_exact(TABLE_SMALL_ROW)}</w:pPr>' + _letters("", TABLE_SMALL), "TableText"),
        _style("TableHeadSmall", "公文小表头", f'<w:pPr>{_exact(TABLE_SMALL_ROW)}</w:pPr>' + _letters("", TABLE_SMALL), "TableHead"),
        _style("Sign", "签字栏", f'<w:pPr>{_KEPT}{_exact(ROW)}<w:jc w:val="left"/></w:pPr>'),
        _style("SignParty", "签字栏甲乙方", _letters(HEI), "Sign"),
        _style("SignName", "签字栏姓名", _centred(0.6 * ROW, kept=True) + _letters(KAI, 12, 0, True), "Sign"),
        _style("SignDate", "签字栏日期", '<w:pPr><w:jc w:val="center"/></w:pPr>', "Sign"),
        _style("Folio", "footer", f'<w:pPr>{_exact(FOLIO)}</w:pPr>' + _letters(NUM, FOLIO, 0)),
        _style("Mark", "核验标记", f'<w:pPr>{_exact(10)}</w:pPr>' + _letters("", 7, 0, True)),
        _style("Draft", "header", f'<w:pPr>{_exact(14)}<w:jc w:val="right"/></w:pPr>' + _letters(KAI, 10.5, 0, True)),
        _style("Gap", "表间隔", f'<w:pPr>{_exact(1)}</w:pPr>' + _letters("", 1, 0)),
    ]  # fmt: skip
    language = '<w:lang w:val="zh-CN" w:eastAsia="zh-CN"/>'
    letters = _letters(FANG, BODY, _CLOSER).replace("</w:rPr>", language + "</w:rPr>")
    defaults = f"<w:docDefaults><w:rPrDefault>{letters}</w:rPrDefault><w:pPrDefault><w:pPr>{_UNSPACED}</w:pPr></w:pPrDefault></w:docDefaults>"
    return parse_xml(f'<w:styles xmlns:w="{W}">{defaults}{_NORMAL}{_TABLE}{"".join(own)}</w:styles>')


SETTINGS = (
    f'<w:settings xmlns:w="{W}"><w:evenAndOddHeaders/><w:drawingGridVerticalSpacing w:val="{LINE}"/>'
    '<w:characterSpacingControl w:val="doNotCompress"/><w:compat><w:adjustLineHeightInTable/>'
    '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
    '</w:compat><w:themeFontLang w:val="zh-CN" w:eastAsia="zh-CN"/></w:settings>'
)
"""Settings part: odd and even footers, no squeezed marks."""
