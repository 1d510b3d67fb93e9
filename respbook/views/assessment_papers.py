"""考核文书: 评分表, 得分说明单, 公示, 结果通报 as PDF and Word, each for those who may see the scores."""

import io
from typing import Any

from flask import Blueprint, current_app, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import exports
from respbook.actions.export_assessment import sheets_with_hands
from respbook.actions.exports import Wanted
from respbook.papers import assessment as papers
from respbook.papers.blocks import Paper
from respbook.press.word import word
from respbook.queries import assessment_papers as queries
from respbook.queries.scope import NotInSight
from respbook.queries.scope_assessments import scores_in_sight, scores_shown
from respbook.queries.score_why import WhySheet, why_sheet
from respbook.queries.vetoes import veto_page
from respbook.rules.errors import RuleBroken
from respbook.rules.exports import ExportKind
from respbook.rules.lifecycles import PUBLIC_ASSESSMENT, VetoState
from respbook.rules.permissions import Permission
from respbook.rules.vetoes import effect_words
from respbook.rules.works import Kind
from respbook.web import files
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.press import binder
from respbook.web.viewer import current, now

pages = Blueprint("assessment_papers", __name__)

_LONGEST_NUMBER = 40


@pages.get("/score-sheets/<int:sheet_id>/score-sheet.pdf")
@needs(Permission.RESULT_READ)
def score_sheet(sheet_id: int) -> ResponseReturnValue:
    """考核评分表 of one unit."""
    why = why_sheet(current(), sheet_id)
    return _pdf(papers.score_sheet(_content(why)), f"{why.sheet.unit_name}考核评分表")


@pages.get("/score-sheets/<int:sheet_id>/explanation.pdf")
@needs(Permission.RESULT_READ)
def explanation(sheet_id: int) -> ResponseReturnValue:
    """得分说明单 of one unit."""
    why = why_sheet(current(), sheet_id)
    return _pdf(queries.explanation_paper(why), f"{why.sheet.unit_name}得分说明单")


@pages.get("/assessments/<int:assessment_id>/score-sheets.pdf")
@needs(Permission.SCORE_READ)
def score_sheets(assessment_id: int) -> ResponseReturnValue:
    """全部评分表, one file for printing."""
    row = scores_in_sight(current(), assessment_id)
    out = io.BytesIO()
    sheets = (papers.score_sheet(queries.sheet_content(why, hands)) for why, hands in sheets_with_hands(current(), row))
    binder().print_file(sheets, 1, out, f"{row.name}评分表")
    return files.pdf(out.getvalue(), f"{row.name}评分表.pdf")


@pages.get("/assessments/<int:assessment_id>/public-list.pdf")
@needs(Permission.RESULT_READ)
def public_list(assessment_id: int) -> ResponseReturnValue:
    """考核结果公示."""
    row = _announced(assessment_id)
    return _pdf(queries.public_list_paper(row), f"{row.name}结果公示")


@pages.get("/assessments/<int:assessment_id>/circular.pdf")
@needs(Permission.RESULT_READ)
def circular(assessment_id: int) -> ResponseReturnValue:
    """考核结果通报, once settled."""
    row = _settled(assessment_id)
    return _pdf(papers.result_circular(queries.result_content(row, _number())), f"{row.name}结果通报")


@pages.get("/assessments/<int:assessment_id>/circular.docx")
@needs(Permission.SCORE_READ)
def circular_word(assessment_id: int) -> ResponseReturnValue:
    """考核结果通报 to be edited on."""
    scores_in_sight(current(), assessment_id)
    row = _settled(assessment_id)
    content = word(papers.result_circular(queries.result_content(row, _number())))
    return files.attachment(io.BytesIO(content), f"{row.name}结果通报.docx", files.DOCX)


@pages.post("/assessments/<int:assessment_id>/archive")
@needs(Permission.SCORE_READ)
def archive(assessment_id: int) -> ResponseReturnValue:
    """考核档案: made by the queue; the sheets of five hundred units take half a minute."""
    row = exports.ask(Wanted(ExportKind.ASSESSMENT, 0, assessment_id=assessment_id), by=current(), now=now())
    current_app.extensions["queue"].start(Kind.EXPORT, row.id)
    return go(url_for("exports.show", export_id=row.id), "已排队生成。")


@pages.get("/vetoes/<int:veto_id>/decision.pdf")
@needs(Permission.RESULT_READ)
def veto_decision(veto_id: int) -> ResponseReturnValue:
    """一票否决决定书, once decided."""
    found = veto_page(current(), veto_id)
    row = found.told.veto
    if row.state is not VetoState.UPHELD:
        raise NotInSight
    names = [each.purpose or each.name for each in found.evidence]
    effect = effect_words(found.told.rule) if found.told.rule else ""
    return _pdf(papers.veto_decision(queries.veto_content(row, found.told.title, effect, names)), "一票否决决定书")


def _content(why: WhySheet) -> papers.SheetContent:
    return queries.sheet_content(why, queries.hands_of([why.sheet.id])[why.sheet.id])


def _announced(assessment_id: int) -> Any:
    row = scores_shown(current(), assessment_id)
    if row.state not in PUBLIC_ASSESSMENT:
        raise NotInSight
    return row


def _settled(assessment_id: int) -> Any:
    row = _announced(assessment_id)
    if row.settled_on is None:
        raise NotInSight
    return row


def _number() -> str:
    """文号 as the clerk gives it. Raises RuleBroken."""
    number = request.args.get("number", "").strip()
    if len(number) > _LONGEST_NUMBER:
        raise RuleBroken(f"文号不能超过{_LONGEST_NUMBER}个字。")
    return number


def _pdf(paper: Paper, name: str) -> ResponseReturnValue:
    return files.pdf(binder().pdf(paper).pdf, f"{name}.pdf")
