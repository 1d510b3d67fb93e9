"""表格: workbooks as the offices make them, for the tests of what reads them."""

import io

import xlsxwriter


def workbook(*sheets, **pages):
    """The bytes of an xlsx: ``workbook(rows)`` or ``workbook(甲=rows, 乙=rows)``; numbers and days as such."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for name, rows in {**{f"表{at}": rows for at, rows in enumerate(sheets, 1)}, **pages}.items():
        page = book.add_worksheet(name)
        for at, row in enumerate(rows):
            for place, value in enumerate(row):
                if hasattr(value, "isoformat"):
                    page.write_datetime(at, place, value, day)
                elif value not in ("", None):
                    page.write(at, place, value)
    book.close()
    return out.getvalue()


def rows_in(content):
    """[(sheet name, rows of text)] of a workbook that we wrote."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {
        name: [[str(cell) for cell in row] for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)]
        for name in book.sheet_names
    }
