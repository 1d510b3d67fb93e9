"""约谈文书: notice and minutes as they were frozen; explanation, report and check from what was said, or as forms to fill in."""

import io
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from respbook.papers import stored
from respbook.papers.blocks import Paper
from respbook.papers.order import inviting
from respbook.papers.talk import compose_check, compose_explanation, compose_talk_report
from respbook.press.word import word
from respbook.queries import talks as queries
from respbook.queries.scope import NotInSight
from respbook.queries.scope_measures import talk_in_sight
from respbook.rules.chinese import china_day
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Permission
from respbook.rules.talks import TalkDeed
from respbook.web import files
from respbook.web.evidence import SHOWN, copy_of
from respbook.web.guard import needs
from respbook.web.press import binder, store
from respbook.web.signed_copies import tools
from respbook.web.viewer import current

pages = Blueprint("talk_papers", __name__, url_prefix="/talks")


@pages.get("/<int:talk_id>/summons.pdf")
@needs(Permission.MEASURE_READ)
def summons(talk_id: int) -> ResponseReturnValue:
    """约谈通知书 as it went out."""
    row = talk_in_sight(current(), talk_id)
    return _kept(row, row.notice_pdf_sha256, "约谈通知书")


@pages.get("/<int:talk_id>/summons.docx")
@needs(Permission.MEASURE_READ)
def summons_word(talk_id: int) -> ResponseReturnValue:
    """约谈通知书的Word版."""
    row = talk_in_sight(current(), talk_id)
    return _word(row, row.notice_paper, "约谈通知书")


@pages.get("/<int:talk_id>/minutes.pdf")
@needs(Permission.MEASURE_READ)
def minutes(talk_id: int) -> ResponseReturnValue:
    """约谈纪要 as it was issued."""
    row = talk_in_sight(current(), talk_id)
    return _kept(row, row.minutes_pdf_sha256, "约谈纪要")


@pages.get("/<int:talk_id>/minutes.docx")
@needs(Permission.MEASURE_READ)
def minutes_word(talk_id: int) -> ResponseReturnValue:
    """约谈纪要的Word版."""
    row = talk_in_sight(current(), talk_id)
    return _word(row, row.minutes_paper, "约谈纪要")


@pages.get("/<int:talk_id>/explanation.pdf")
@needs(Permission.MEASURE_READ)
def explanation(talk_id: int) -> ResponseReturnValue:
    """情况说明: what the unit wrote, before that the form."""
    row = _notified(talk_id)
    told = queries.last_said(row, TalkDeed.EXPLAIN)
    words, on = (told.words, china_day(told.at)) if told else ("", None)
    paper = compose_explanation(queries.about(row, row.issuer), words, on, queries.photos_of(told))
    return _now(row, paper, "情况说明")


@pages.get("/<int:talk_id>/report.pdf")
@needs(Permission.MEASURE_READ)
def report(talk_id: int) -> ResponseReturnValue:
    """整改落实情况报告: what the unit reported last, before that the form, demand by demand."""
    row = _notified(talk_id)
    if row.held_on is None:
        raise NotInSight
    told = queries.last_said(row, TalkDeed.REPORT)
    words, on = (told.words, china_day(told.at)) if told else ("", None)
    return _now(
        row, compose_talk_report(queries.about(row, row.issuer), queries.held_of(row), words, on), "落实情况报告"
    )


@pages.get("/<int:talk_id>/check.pdf")
@needs(Permission.MEASURE_READ)
def check(talk_id: int) -> ResponseReturnValue:
    """核查意见, the last one."""
    row = talk_in_sight(current(), talk_id)
    told = queries.last_said(row, TalkDeed.CLOSE, TalkDeed.SEND_BACK)
    if told is None:
        raise NotInSight
    before = [each for each in row.entries if each.id < told.id and each.deed is TalkDeed.REPORT]
    paper = compose_check(
        queries.about(row, row.issuer),
        queries.held_of(row),
        before[-1].words,
        told.words,
        told.deed is TalkDeed.CLOSE,
        china_day(told.at),
    )
    return _now(row, paper, "核查意见")


def _notified(talk_id: int) -> Any:
    row = talk_in_sight(current(), talk_id)
    if row.notified_on is None:
        raise NotInSight
    return row


def _name(row: Any, words: str) -> str:
    return f"{row.measure.unit_name}_{words}_{row.number_text or ''}".rstrip("_")


def _kept(row: Any, sha256: str, words: str) -> ResponseReturnValue:
    if not sha256:
        raise NotInSight
    return files.pdf(store().get(sha256), f"{_name(row, words)}.pdf")


def _word(row: Any, paper: str | None, words: str) -> ResponseReturnValue:
    if not paper:
        raise NotInSight
    content = stored.loaded(paper)
    if content.number:
        content = inviting(content, tools().public_url + url_for("talks.show", talk_id=row.id))
    return files.attachment(io.BytesIO(word(content)), f"{_name(row, words)}.docx", files.DOCX)


def _now(row: Any, paper: Paper, words: str) -> ResponseReturnValue:
    return files.pdf(binder().pdf(paper, "", _pictures(paper)).pdf, f"{_name(row, words)}.pdf")


def _pictures(paper: Paper) -> Mapping[str, bytes]:
    """照片 without their labels; one whose file is gone leaves its frame empty."""
    found = {}
    for digest in paper.pictured:
        with suppress(RuleBroken):
            found[digest] = copy_of(digest, SHOWN)
    return found
