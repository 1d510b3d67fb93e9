"""为什么是这个分: a sheet whose figures unfold, one row down to the signed sentence, and back from a letter to the rows (A9, X1)."""

from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.queries import score_why as queries
from respbook.queries.appeals import sheets_by_period
from respbook.queries.assessment_progress import appeal_window
from respbook.queries.scope import NotInSight, letter_in_sight
from respbook.queries.scope_assessments import sheets_of_letter
from respbook.queries.score_grounds import Ground, weighed_in
from respbook.queries.score_why_row import why_detail
from respbook.rules.lifecycles import ASSESSMENT, LetterState
from respbook.rules.permissions import Permission
from respbook.rules.scoring.kinds import CHECK_LABELS, FACT_SOURCE_LABELS, FactSource
from respbook.rules.scoring.rule_kinds import RULE_LABELS
from respbook.rules.scoring.sources import CHOICES
from respbook.views.score_links import href_of
from respbook.web.guard import needs
from respbook.web.htmx import show as page
from respbook.web.press import page_of
from respbook.web.viewer import current, facing, today

pages = Blueprint("score_why", __name__)


@pages.get("/score-sheets/<int:sheet_id>/why")
@needs(Permission.RESULT_READ)
def show(sheet_id: int) -> ResponseReturnValue:
    """一张评分表的来由: units see their own from 公示 on."""
    why = queries.why_sheet(current(), sheet_id)
    viewer = facing(why.assessment)
    window = appeal_window(why.assessment) if viewer.may(Permission.SELF_SCORE) else None
    until = window.announced_until if window else None
    return page(
        "score_why/show.html",
        viewer=viewer,
        why=why,
        href_of=href_of,
        labels=ASSESSMENT.labels,
        appeal_until=until if until and today() <= until else None,
        appealed_on=sheets_by_period(window, why.sheet.unit_id) if window else {},
    )


@pages.get("/score-sheets/<int:sheet_id>/why/<row_key>")
@needs(Permission.RESULT_READ)
def row(sheet_id: int, row_key: str) -> ResponseReturnValue:
    """一项得分的来由, by the key of its row."""
    why = queries.why_sheet(current(), sheet_id)
    each = why.find(row_key, request.args.get("period", ""))
    if each is None:
        raise NotInSight
    viewer = facing(why.assessment)
    detail = why_detail(viewer, why, each)
    return page(
        "score_why/row.html",
        viewer=viewer,
        why=why,
        each=each,
        detail=detail,
        grounds=[(ground, *_place(ground)) for ground in detail.grounds],
        href_of=href_of,
        checks=CHECK_LABELS,
        sources=FACT_SOURCE_LABELS,
        kinds=RULE_LABELS,
        chosen_words=_chosen_words,
        by_people=FactSource.JUDGED,
    )


def _place(ground: Ground) -> tuple[str, int | None]:
    """Address of the page of the letter on which the sentence stands, and its number."""
    if not current().may(Permission.LETTER_READ):
        return "", None
    number = _page_number(ground.pdf_sha256, ground.sentence or ground.place)
    return url_for("letters.show", letter_id=ground.letter_id, copy="issued", _anchor=f"page-{number or 1}"), number


def _page_number(sha256: str, sentence: str) -> int | None:
    """第几页 of a letter; a line of the table of targets is found by the target's name."""
    return page_of(sha256, sentence) or page_of(sha256, sentence.partition("：")[0])


def _chosen_words(rule: Any) -> str:
    """取数口径 in words: 问题类别：秸秆焚烧."""
    told = []
    for choice in CHOICES.get(rule.source, ()):
        chosen = rule.filters.get(choice.key)
        if chosen and choice.key != "target":
            told.append(f"{choice.label}：{'、'.join(choice.options.get(each, each) for each in chosen)}")
    return "；".join(told)


@pages.get("/letters/<int:letter_id>/scores")
@needs(Permission.RESULT_READ)
def of_letter(letter_id: int) -> ResponseReturnValue:
    """考核中的条款 of a letter: which rows rest on which sentence, and their scores as far as they may be seen."""
    viewer = current()
    letter = letter_in_sight(viewer, letter_id)
    if letter.state is LetterState.DRAFT:
        raise NotInSight
    made, weighed = weighed_in(viewer, letter)
    return page(
        "score_why/of_letter.html",
        letter=letter,
        rubric=made,
        weighed=weighed,
        sheets=sheets_of_letter(viewer, letter),
        number_of=lambda sentence: _page_number(letter.pdf_sha256 or "", sentence),
    )
