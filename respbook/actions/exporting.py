"""导出的做法: which maker makes which kind, and the workshop that they share (safety R68)."""

from pathlib import Path

from respbook.actions.export_assessment import make_assessment
from respbook.actions.export_unit import make_unit
from respbook.actions.export_year import make_year
from respbook.actions.exports import Maker, Order, Tell
from respbook.actions.workshop import Workshop
from respbook.rules.exports import ExportKind
from respbook.rules.permissions import Viewer

_MAKERS = {
    ExportKind.ASSESSMENT: make_assessment,
    ExportKind.UNIT: make_unit,
    ExportKind.YEAR: make_year,
}


def maker(shop: Workshop) -> Maker:
    """做法 with the workshop of this app."""

    def make(order: Order, path: Path, by: Viewer, tell: Tell) -> None:
        _MAKERS[order.kind](order, path, by, tell, shop)

    return make
