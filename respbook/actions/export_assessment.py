"""考核档案: papers, rubric, facts and results in the form that ``respbook score`` reads, appeals, and a list of digests."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

from respbook.actions.exports import Order, Tell
from respbook.actions.workshop import Workshop, let_go
from respbook.models.assessments import Assessment
from respbook.papers import assessment as papers
from respbook.press.packing import Pack, plain_name
from respbook.queries import assessment_papers as queries
from respbook.queries.appeals import appeal_list
from respbook.queries.assessment_lists import sheets_of
from respbook.queries.assessment_ranking import kept_facts, kept_results
from respbook.queries.scope_assessments import scores_in_sight
from respbook.queries.score_why import WhySheet, why_sheets
from respbook.rules.chinese import figure
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import APPEAL, PUBLIC_ASSESSMENT
from respbook.rules.outgoing import guarded
from respbook.rules.permissions import Viewer
from respbook.rules.scoring.kept import encode_result


def make_assessment(order: Order, path: Path, by: Viewer, tell: Tell, shop: Workshop) -> None:
    """生成考核档案. Raises NotInSight, RuleBroken."""
    row = scores_in_sight(by, order.assessment_id or 0)
    if row.state not in PUBLIC_ASSESSMENT:
        raise RuleBroken("考核结果已收回，没有生成。请在重新公示以后再导出。")
    pairs = list(sheets_with_hands(by, row))
    files = list(assessment_files(row, by, shop))
    let_go()
    with Pack(path, order.at) as pack:
        for name, content in files:
            pack.add(name, content)
        for place, (why, hands) in enumerate(pairs, 1):
            tell(place - 1, len(pairs), why.sheet.unit_name)
            name = plain_name(f"{place:03}{why.sheet.unit_name}")  # two units may be called alike
            pack.add(f"评分表-{name}.pdf", shop.binder.pdf(papers.score_sheet(queries.sheet_content(why, hands))).pdf)
            explained = queries.explanation_paper(why, clauses=False)
            pack.add(f"得分说明单-{name}.pdf", shop.binder.pdf(explained).pdf)
        pack.close_list("清单.txt")
        tell(len(pairs), len(pairs), "")


def assessment_files(row: Assessment, by: Viewer, shop: Workshop) -> Iterator[tuple[str, bytes]]:
    """一次考核 apart from its units' sheets: what it was reckoned from, what was announced, what was objected to."""
    kept = kept_facts(row)
    yield "细则.json", kept.rubric.encode()
    yield "事实.json", kept.body.encode()
    yield "结果.json", f"[{','.join(encode_result(each) for each in kept_results(row))}]".encode()
    yield "公示.pdf", shop.binder.pdf(queries.public_list_paper(row)).pdf
    if row.settled_on is not None:
        yield "结果通报.pdf", shop.binder.pdf(papers.result_circular(queries.result_content(row, ""))).pdf
    yield "申诉.csv", _appeals(row, by)
    facts = {"announced": row.announced_sha256, "final": row.final_sha256}
    yield "校验码.json", json.dumps(facts, ensure_ascii=False).encode()


def sheets_with_hands(by: Viewer, row: Assessment) -> Iterator[tuple[WhySheet, queries.Hands]]:
    """各单位的评分表 with what was marked on them: few statements however many."""
    found = why_sheets(by, row, sheets_of(by, row.id))
    hands = queries.hands_of([each.sheet.id for each in found])
    for each in found:
        yield each, hands[each.sheet.id]


def _appeals(row: Assessment, by: Viewer) -> bytes:
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow(["单位", "指标", "公示得分", "异议", "状态", "改定", "理由", "决定人"])
    for each in appeal_list(by, row.id):
        appeal = each.appeal
        told = (
            appeal.sheet.unit_name,
            each.row.title,
            figure(appeal.before),
            appeal.words,
            APPEAL.labels[appeal.state],
            figure(appeal.after_points),
            appeal.decision,
            appeal.decided_by,
        )
        lines.writerow([guarded(words) for words in told])
    return out.getvalue().encode("utf-8-sig")
