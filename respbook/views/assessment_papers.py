"""考核文书: 评分表, 得分说明单, 公示, 结果通报 as PDF and Word, and the year's archive, each for those who may see the scores."""

import csv
import hashlib
import io
import json
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from respbook.papers import assessment as papers
from respbook.papers.blocks import Paper
from respbook.press.word import word
from respbook.queries import assessment_papers as queries
from respbook.queries.appeals import appeal_list
from respbook.queries.assessing import rubric_of
from respbook.queries.assessment_lists import sheets_of
from respbook.queries.assessment_ranking import kept_facts, kept_results, ranking
from respbook.queries.scope import NotInSight
from respbook.queries.scope_assessments import scores_in_sight
from respbook.queries.score_why import WhySheet, why_sheet, why_sheets
from respbook.queries.vetoes import veto_page
from respbook.rules.chinese import figure
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import APPEAL, PUBLIC_ASSESSMENT, VetoState
from respbook.rules.permissions import Permission
from respbook.rules.scoring.kept import encode_result
from respbook.rules.vetoes import effect_words
from respbook.web import files
from respbook.web.guard import needs
from respbook.web.press import binder
from respbook.web.viewer import current

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
    return _pdf(_explanation(why), f"{why.sheet.unit_name}得分说明单")


@pages.get("/assessments/<int:assessment_id>/score-sheets.pdf")
@needs(Permission.SCORE_READ)
def score_sheets(assessment_id: int) -> ResponseReturnValue:
    """全部评分表, one file for printing."""
    row = scores_in_sight(current(), assessment_id)
    out = io.BytesIO()
    sheets = (papers.score_sheet(queries.sheet_content(why, hands)) for why, hands in _all(row))
    binder().print_file(sheets, 1, out, f"{row.name}评分表")
    return files.pdf(out.getvalue(), f"{row.name}评分表.pdf")


@pages.get("/assessments/<int:assessment_id>/public-list.pdf")
@needs(Permission.RESULT_READ)
def public_list(assessment_id: int) -> ResponseReturnValue:
    """考核结果公示."""
    row = _announced(assessment_id)
    return _pdf(_public_list(row), f"{row.name}结果公示")


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
    row = _settled(assessment_id)
    content = word(papers.result_circular(queries.result_content(row, _number())))
    return files.attachment(io.BytesIO(content), f"{row.name}结果通报.docx", files.DOCX)


@pages.get("/assessments/<int:assessment_id>/archive.zip")
@needs(Permission.SCORE_READ)
def archive(assessment_id: int) -> ResponseReturnValue:
    """考核档案: papers, rubric, facts and results in the form that ``respbook score`` reads, appeals, and a list of digests."""
    row = _announced(assessment_id)
    return files.attachment(files.zipped(_archived(row)), f"{row.name}档案.zip", "application/zip")


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


def _archived(row: Any) -> Iterator[tuple[str, bytes]]:
    told: list[tuple[str, str]] = []

    def entry(name: str, content: bytes) -> tuple[str, bytes]:
        told.append((hashlib.sha256(content).hexdigest(), name))
        return name, content

    kept = kept_facts(row)
    yield entry("细则.json", kept.rubric.encode())
    yield entry("事实.json", kept.body.encode())
    yield entry("结果.json", f"[{','.join(encode_result(each) for each in kept_results(row))}]".encode())
    yield entry("公示.pdf", binder().pdf(_public_list(row)).pdf)
    if row.settled_on is not None:
        yield entry("结果通报.pdf", binder().pdf(papers.result_circular(queries.result_content(row, ""))).pdf)
    yield entry("申诉.csv", _appeals(row))
    for place, (why, hands) in enumerate(_all(row), 1):
        name = files.plain(f"{place:03}{why.sheet.unit_name}")  # two units may be called alike
        yield entry(f"评分表-{name}.pdf", binder().pdf(papers.score_sheet(queries.sheet_content(why, hands))).pdf)
        yield entry(f"得分说明单-{name}.pdf", binder().pdf(_explanation(why, clauses=False)).pdf)
    facts = {"announced": row.announced_sha256, "final": row.final_sha256}
    yield entry("校验码.json", json.dumps(facts, ensure_ascii=False).encode())
    yield "清单.txt", "".join(f"{digest}  {name}\n" for digest, name in told).encode()


def _appeals(row: Any) -> bytes:
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow(["单位", "指标", "公示得分", "异议", "状态", "改定", "理由", "决定人"])
    for each in appeal_list(current(), row.id):
        appeal = each.appeal
        lines.writerow(
            [
                _cell(words)
                for words in (
                    appeal.sheet.unit_name,
                    each.row.title,
                    figure(appeal.before),
                    appeal.words,
                    APPEAL.labels[appeal.state],
                    figure(appeal.after_points),
                    appeal.decision,
                    appeal.decided_by,
                )
            ]
        )
    return out.getvalue().encode("utf-8-sig")


def _cell(words: str) -> str:
    """A cell that a spreadsheet does not take for a formula."""
    return (
        f"'{words}"
        if words.startswith(("=", "+", "-", "@", "\t")) and not words.lstrip("-").replace(".", "").isdigit()
        else words
    )


def _all(row: Any) -> Iterator[tuple[WhySheet, queries.Hands]]:
    found = why_sheets(current(), row, sheets_of(current(), row.id))
    hands = queries.hands_of([each.sheet.id for each in found])
    for each in found:
        yield each, hands[each.sheet.id]


def _content(why: WhySheet) -> papers.SheetContent:
    return queries.sheet_content(why, queries.hands_of([why.sheet.id])[why.sheet.id])


def _explanation(why: WhySheet, clauses: bool = True) -> Paper:
    lines, totals, window = queries.explained(why, clauses)
    row = why.assessment
    return papers.explanation(
        row.programme.issuer, row.name, why.sheet.unit_name, lines, totals, window, queries.mark_words(row)
    )


def _public_list(row: Any) -> Paper:
    assert row.announced_on is not None and row.announced_until is not None
    listed = queries.listed(ranking(row), rubric_of(row.rubric).total.places)
    return papers.public_list(
        row.programme.issuer, row.name, listed, row.announced_on, row.announced_until, "", queries.mark_words(row)
    )


def _announced(assessment_id: int) -> Any:
    row = scores_in_sight(current(), assessment_id)
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
