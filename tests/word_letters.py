"""旧Word责任书: letters in .docx as offices write them, each with one numbering shape or one oddity; own wording."""

import io
import zipfile

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


def element(xml):
    """``<w:p>…</w:p>`` with the namespaces put in."""
    name = xml[1:].split(">")[0].split()[0].rstrip("/")
    return parse_xml(xml.replace(f"<{name}", f"<{name} {NAMESPACES}", 1))


def level(place, shape, text, start=1, extra=""):
    return (
        f'<w:lvl w:ilvl="{place}"><w:start w:val="{start}"/><w:numFmt w:val="{shape}"/>{extra}'
        f'<w:suff w:val="nothing"/><w:lvlText w:val="{text}"/></w:lvl>'
    )


class Letter:
    """A letter under construction."""

    def __init__(self):
        self.document = Document()

    def list(self, key, levels, inside=""):
        """An abstract list and the list of the same number that counts on it."""
        root = self.document.part.numbering_part.element
        root.insert(0, element(f'<w:abstractNum w:abstractNumId="{key}">{inside}{"".join(levels)}</w:abstractNum>'))
        self.again(key, key)

    def again(self, key, abstract, start=None):
        """Another list on the same abstract one, perhaps starting anew."""
        override = (
            "" if start is None else f'<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{start}"/></w:lvlOverride>'
        )
        self.document.part.numbering_part.element.append(
            element(f'<w:num w:numId="{key}"><w:abstractNumId w:val="{abstract}"/>{override}</w:num>')
        )

    def line(self, text, number=None, *, style=None, bold=False, centred=False):
        """A paragraph; ``number`` is (list, level)."""
        made = self.document.add_paragraph(style=style)
        made.add_run(text).bold = bold or None
        if centred:
            made.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if number:
            self.numbered(made._p, *number)
        return made

    @staticmethod
    def numbered(paragraph, key, place):
        paragraph.get_or_add_pPr().append(
            element(f'<w:numPr><w:ilvl w:val="{place}"/><w:numId w:val="{key}"/></w:numPr>')
        )

    def lines(self, text):
        for each in text.strip().split("\n"):
            self.line(each.strip())
        return self

    def xml(self, xml):
        """A block as Word writes it."""
        self.document.element.body.insert(len(self.document.element.body) - 1, element(xml))

    def style_numbers(self, name, key, place):
        """The style carries the list."""
        properties = self.document.styles[name].element.get_or_add_pPr()
        properties.append(element(f'<w:numPr><w:ilvl w:val="{place}"/><w:numId w:val="{key}"/></w:numPr>'))

    def table(self, rows):
        made = self.document.add_table(len(rows), len(rows[0]))
        for row, words in zip(made.rows, rows, strict=True):
            for cell, text in zip(row.cells, words, strict=True):
                cell.text = text
        return made

    def content(self):
        held = io.BytesIO()
        self.document.save(held)
        return held.getvalue()


def with_part(content, path, change):
    """The package with one part rewritten; a part that is not there is made."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        found = False
        for member in old.infolist():
            kept = old.read(member)
            if member.filename == path:
                kept, found = change(kept), True
            new.writestr(member.filename, kept)
        if not found:
            new.writestr(path, change(b""))
    return held.getvalue()


def related(content, path, kind, body):
    """The package with one more part that belongs to the document."""
    link = (
        f'<Relationship Id="rIdX{kind}" Target="{path}" '
        f'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"/></Relationships>'
    )
    more = with_part(content, f"word/{path}", lambda _: body.replace(">", f" {NAMESPACES}>", 1).encode())
    return with_part(more, "word/_rels/document.xml.rels", lambda old: old.replace(b"</Relationships>", link.encode()))


__all__ = ["Letter", "element", "level", "related", "with_part"]
