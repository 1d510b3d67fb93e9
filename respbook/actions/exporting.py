"""导出的做法: which maker makes which kind (safety R68)."""

from pathlib import Path

from respbook.actions.export_assessment import make_assessment
from respbook.actions.exports import Maker, Order, Tell
from respbook.actions.issuing import Tools
from respbook.rules.exports import ExportKind
from respbook.rules.permissions import Viewer

_MAKERS = {
    ExportKind.ASSESSMENT: make_assessment,
}


def maker(tools: Tools) -> Maker:
    """做法 with the tools of this app."""

    def make(order: Order, path: Path, by: Viewer, tell: Tell) -> None:
        _MAKERS[order.kind](order, path, by, tell, tools)

    return make
