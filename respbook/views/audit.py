"""操作日志: the book, one entry in full, and the verification."""

import io
from pathlib import Path

from flask import Blueprint, current_app, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import checkpoints, verification
from respbook.anchorage import Anchorage
from respbook.forms.audit import VerifyForm
from respbook.forms.lists import audit_filter
from respbook.queries import audit as queries
from respbook.queries.audit_head import copy_lines, head
from respbook.queries.checkpoints import last_checkpoints, unwitnessed
from respbook.queries.runs import last_run
from respbook.queries.scope import NotInSight
from respbook.rules.anchor_files import Given
from respbook.rules.checkpoints import COPY_WORDS, OCCASION_LABELS
from respbook.rules.permissions import Permission, Viewer, demand
from respbook.rules.runs import RunKind
from respbook.rules.works import Kind
from respbook.web import files
from respbook.web.guard import needs
from respbook.web.htmx import go, wants_piece
from respbook.web.htmx import show as page
from respbook.web.listing import saved_bar
from respbook.web.press import store
from respbook.web.viewer import current, now

pages = Blueprint("audit", __name__, url_prefix="/audit")
VERIFIER = "verifier/respbook_verifier.py"


@pages.get("/")
@needs(Permission.AUDIT_READ)
def index() -> ResponseReturnValue:
    """操作日志."""
    wanted = audit_filter(request.args)
    return page(
        "audit/index.html",
        book=queries.audit_page(current(), wanted),
        wanted=wanted,
        kinds=queries.kinds_written(),
        saved=saved_bar("audit"),
        sees_all=current().may(Permission.AUDIT_WHOLE),
    )


@pages.get("/<int:seq>")
@needs(Permission.AUDIT_READ)
def show(seq: int) -> ResponseReturnValue:
    """日志条目."""
    return page("audit/show.html", entry=queries.entry_in_sight(current(), seq))


@pages.route("/verification", methods=["GET", "POST"])
@needs(Permission.AUDIT_VERIFY)
def verify() -> ResponseReturnValue:
    """查验: the chain, every protected row and every kept file; the result is an entry itself and stays on this page."""
    form = VerifyForm()
    if request.method == "GET" and wants_piece() and not _running():
        return go(url_for("audit.verify"))  # it was asked whether the queue is through: the page comes anew
    if form.validate_on_submit():
        with form.refusals():
            return _verified(verification.gathered(_anchorage(), form.given()))
    return _page(form)


def _verified(given: Given) -> ResponseReturnValue:
    """At once, or by the queue where the book is large."""
    where, at = _anchorage(), now()
    if head()[0] < verification.LARGE:
        verification.carry_out(where, store(), given, by=current(), now=at)
        return go(url_for("audit.verify"), "查验完毕，结果已记入操作日志。")
    run = verification.ask(given, by=current(), now=at)
    current_app.extensions["queue"].start(Kind.RUN, run.id)
    return go(url_for("audit.verify"), "已开始查验。日志较多，要等一会儿，结果会显示在本页。")


def _running() -> bool:
    run = last_run(RunKind.VERIFY)
    return run is not None and run.ended_at is None


def _page(form: VerifyForm) -> ResponseReturnValue:
    where, run = _anchorage(), last_run(RunKind.VERIFY)
    found = queries.last_verification()
    return page(
        "audit/verification.html",
        form=form,
        found=found,
        running=run is not None and run.ended_at is None,
        broke_off=run.outcome if run is not None and run.failed else "",
        key_line=where.key_line,
        folder=where.outside,
        checkpoints=last_checkpoints(),
        occasions=OCCASION_LABELS,
        unwitnessed=unwitnessed(now()),
        whole=_sees_all(current()),
    ), form.status


def _sees_all(viewer: Viewer) -> bool:
    """The copy holds everybody's deeds: it is for an auditor of the whole house, not of one township of a county."""
    return viewer.may(Permission.AUDIT_WHOLE) and viewer.unit_path.count("/") == 2


@pages.post("/checkpoint")
@needs(Permission.AUDIT_VERIFY)
def take() -> ResponseReturnValue:
    """取走检查点."""
    seq, note = checkpoints.take(_anchorage(), by=current(), now=now())
    return files.attachment(io.BytesIO(note.encode()), f"检查点_{seq}.txt", "text/plain")


@pages.post("/copy")
@needs(Permission.AUDIT_WHOLE, fresh=True)
def take_copy() -> ResponseReturnValue:
    """取走审计副本: the whole book with its checkpoint and the program that checks it elsewhere; for whoever may read and
    verify it."""
    demand(current(), Permission.AUDIT_VERIFY)
    if not _sees_all(current()):
        raise NotInSight
    where = _anchorage()
    seq, note = checkpoints.take_copy(where, by=current(), now=now())
    parts = (
        ("日志.jsonl", copy_lines(seq)),
        ("检查点.txt", (note,)),
        ("respbook_verifier.py", ((Path(current_app.static_folder or "") / VERIFIER).read_text("utf-8"),)),
        ("说明.txt", (COPY_WORDS.format(seq=seq, key=where.key_line),)),
    )
    return files.attachment(files.packed(parts), f"审计副本_第1至{seq}条.zip", "application/zip")


def _anchorage() -> Anchorage:
    found: Anchorage = current_app.extensions["anchorage"]
    return found
