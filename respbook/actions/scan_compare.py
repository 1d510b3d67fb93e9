"""核对扫描件: a second person looks at each page, then the letter's paper is recorded as signed (safety C3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from respbook.actions import audit
from respbook.actions.action import action, expect_version
from respbook.actions.signing import PaperMark, record_paper
from respbook.models.base import db
from respbook.models.scans import FiledPage
from respbook.queries.scan_papers import LetterPaper, PaperRow, papers_of
from respbook.queries.scope import NotInSight
from respbook.queries.scope_scans import filed_page_in_sight
from respbook.rules.errors import RuleBroken
from respbook.rules.in_force import check_in_force
from respbook.rules.paper_compare import VERDICTS, Verdict, check_comparer, check_paper, pages_digest
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.scan_sorting import OUTCOMES, Outcome, spans


@action(Permission.SCAN_COMPARE)
def compare(page_id: int, verdict: Verdict, remark: str, version: int, *, by: Viewer, now: datetime) -> FiledPage:
    """核对一页 with the issued page. Raises RuleBroken (own page, void meanwhile), StaleVersion, NotInSight."""
    row = filed_page_in_sight(by, page_id)
    expect_version(row, version)
    if row.outcome is not Outcome.FILED or row.letter is None:
        raise RuleBroken(f"这一页现为“{OUTCOMES[row.outcome]}”，不用核对。")
    if row.recorded_at is not None:
        raise RuleBroken("这一页已登记为签订的凭据，不能再改核对结论。")
    check_in_force(row.letter.state, row.letter.replaced, "不用再核对")
    hands = (row.scan.made_by_id, row.placed_by_id)
    same = check_comparer(by.user_id, hands, row.letter.programme.clerk_may_issue)
    if verdict is Verdict.DIFFERS and not remark.strip():
        raise RuleBroken("请写明哪里不符，例如“换过页，第二条数字不同”。", "remark")
    row.verdict, row.remark = verdict, remark.strip()[:200] if verdict is Verdict.DIFFERS else ""
    row.compared_by, row.compared_by_id, row.compared_at = by.name, by.user_id, now
    told = {"结论": VERDICTS[verdict]} | ({"不符之处": row.remark} if row.remark else {})
    name = f"{row.letter.unit.called}责任书第{row.copy}份第{row.page}页"
    audit.note("scan.compare", row, name, after=told | ({"一人经办": "是"} if same else {}))
    return row


@dataclass(frozen=True)
class PaperFacts:
    """登记的内容 of one letter: who signed on this paper, when, and why pages are missing."""

    letter_id: int
    slot_ids: tuple[int, ...]
    signed_on: date
    reason: str = ""


@action(Permission.SCAN_COMPARE)
def confirm(papers: Sequence[PaperFacts], kept_at: str, *, by: Viewer, now: datetime) -> int:
    """整批相符: the papers of letters, every page seen before, are recorded as signed; all of them or none.

    Raises RuleBroken naming the letter, NotInSight.
    """
    if not papers:
        raise RuleBroken("没有勾选责任书。请勾选已核对相符的责任书。")
    if not kept_at.strip():
        raise RuleBroken("请填写原件存放处，例如“档案柜3号”。", "kept_at")
    found = {each.letter_id: each for each in papers_of(by, [each.letter_id for each in papers])}
    for facts in papers:
        if facts.letter_id not in found:
            raise NotInSight
        _record(found[facts.letter_id], facts, kept_at.strip()[:60], by, now)
    return len(papers)


def _record(paper: LetterPaper, facts: PaperFacts, kept_at: str, by: Viewer, now: datetime) -> None:
    name, pages = paper.unit_name, paper.chosen
    check_in_force(paper.state, paper.replaced, "不能登记签订，请去掉勾选后再办", f"{name}的责任书")
    if not facts.slot_ids or not set(facts.slot_ids) <= {slot.id for slot in paper.slots}:
        raise RuleBroken(f"{name}的签字栏没有勾选，或刚刚已经签过。请刷新页面核对。")
    missing = check_paper(name, paper.pages, [row.plain for row in pages], facts.reason)
    hands = {hand for row in pages for hand in row.hands}
    same = check_comparer(by.user_id, hands, paper.alone) or any(row.single_handed for row in pages)
    mark = PaperMark(
        pages_digest(row.plain for row in pages),
        _names([row.sent_by for row in pages]),
        _names([row.compared_by or "" for row in pages]),
        kept_at,
        facts.signed_on,
        tuple((row.page, row.picture_sha256) for row in pages),
        paper.copy or 1,
        same,
        missing,
        facts.reason.strip()[:200] if missing else "",
        tuple(sorted(hand for hand in hands if hand is not None)),
    )
    try:
        record_paper(facts.slot_ids, mark, by=by, now=now)
    except RuleBroken as refusal:
        raise RuleBroken(f"{name}：{refusal.sentence}", refusal.field) from refusal
    _mark_recorded(pages, now)
    told = {
        "页数": f"{len(pages)}页",
        "纸质件摘要": mark.scan_sha256,
        "上传": mark.uploaded_by,
        "核对": mark.compared_by,
    }
    told |= {"原件存放处": kept_at} | ({"缺页": f"第{spans(missing)}页，{mark.reason}"} if missing else {})
    told |= {"一人经办": "是"} if same else {}
    audit.note_words("scan.confirm", "letters", paper.letter_id, paper.said, after=told)


def _names(names: Sequence[str]) -> str:
    return "、".join(dict.fromkeys(names))


def _mark_recorded(pages: Sequence[PaperRow], now: datetime) -> None:
    for row in pages:
        db.session.get_one(FiledPage, row.id).recorded_at = now
