"""纸质件合成: the scanned pages of one letter as one PDF, each picture as it lies in the store."""

import io
from collections.abc import Iterable
from typing import IO

from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas


def pages_pdf(pictures: Iterable[bytes], out: IO[bytes]) -> None:
    """合成: one A4 page a picture, JPEGs taken over as they are; the same bytes each time."""
    canvas = Canvas(out, pagesize=A4, invariant=1)
    for picture in pictures:
        reader = ImageReader(io.BytesIO(picture))
        wide, high = reader.getSize()
        sheet = A4 if high >= wide else (A4[1], A4[0])
        canvas.setPageSize(sheet)
        scale = min(sheet[0] / wide, sheet[1] / high)
        x, y = (sheet[0] - wide * scale) / 2, (sheet[1] - high * scale) / 2
        canvas.drawImage(reader, x, y, wide * scale, high * scale)
        canvas.showPage()
    canvas.save()
