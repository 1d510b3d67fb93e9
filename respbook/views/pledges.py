"""层层签订 of one village: make the papers in bulk, print them, record them by ticks and one photo (features C1, C4)."""

import io
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import pledge_signing as signing
from respbook.actions import pledges as actions
from respbook.forms.base import ConfirmForm, filled
from respbook.forms.pledges import GroupsForm, HouseholdsForm, ReasonForm, ReportForm, SignForm, place_in, print_wanted
from respbook.queries import cascade_reports as reports
from respbook.queries import pledge_lists as lists
from respbook.queries import pledges as queries
from respbook.queries.scope_signing import pledge_in_sight
from respbook.readers.household_list import read_text
from respbook.rules.cascade_reports import check_unlocked, locked_words, waiting_words
from respbook.rules.cascading import may_pass_on, passes_on
from respbook.rules.errors import RuleBroken
from respbook.rules.household_lists import HouseholdList, read_households
from respbook.rules.lifecycles import CASCADE_REPORT, ProgrammeState
from respbook.rules.many import check_count
from respbook.rules.permissions import Permission
from respbook.rules.pledge_states import PLEDGE
from respbook.rules.pledges import PledgeKind
from respbook.rules.targets import Basis
from respbook.rules.typed import whole_in
from respbook.web import files
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.press import binder, store
from respbook.web.viewer import current, now, today

pages = Blueprint("pledges", __name__, url_prefix="/letters/<int:letter_id>/pledges")


def _passed(letter_id: int) -> Any:
    """The letter, if it may be passed on, and nothing is locked. Raises NotInSight, RuleBroken."""
    letter = queries.passed_letter(current(), letter_id)
    may_pass_on(queries.letter_facts(letter))
    check_unlocked(reports.report_state(letter_id), letter.unit.called)
    return letter


@pages.get("")
@needs(Permission.LETTER_READ)
def show(letter_id: int) -> ResponseReturnValue:
    """一个村的层层签订."""
    return shown(letter_id)


def shown(letter_id: int, refused: str = "", form: Any = None) -> ResponseReturnValue:
    """The page of a village; a ``refused`` deed of its report stands on it with its form."""
    letter = queries.passed_letter(current(), letter_id)
    facts = queries.letter_facts(letter)
    open_now = passes_on(facts) and letter.programme.state is ProgrammeState.OPEN
    work = lists.village_work(letter)
    told = reports.reports_of(letter_id)
    last = told[0] if told else None
    locked = locked_words(last.state if last else None, letter.unit.called)
    may_write = open_now and current().may(Permission.CASCADE_WRITE)
    own = current().unit_id == letter.unit_id
    version = {"version": last.version if last else 0}
    figures = reports.figures_now(letter, work)
    forms: dict[str, Any] = {
        "report": ReportForm(formdata=None),
        "accept": ConfirmForm(formdata=None, data=version),
        "send_back": ReasonForm(formdata=None, data=version),
        "unlock": ReasonForm(formdata=None, data=version),
    }
    if refused:
        forms[refused] = form
    deeds = {deed.name for deed in CASCADE_REPORT.open_to(last.state, current())} if last and open_now else set()
    return page(
        "pledges/show.html",
        letter=letter,
        work=work,
        parts=queries.divisible(queries.passed_tasks(letter_id)),
        states=PLEDGE.labels,
        own_signed=facts.own_signed,
        may_write=may_write and not locked,
        may_report=may_write and not locked and (own or current().may(Permission.CASCADE_ACCEPT)),
        own=own,
        to_report=figures,
        unready=waiting_words(figures),
        reports=told,
        last=last,
        locked=locked,
        report_labels=CASCADE_REPORT.labels,
        deeds=deeds,
        forms=forms,
        refused=refused,
    ), form.status if form is not None else 200


@pages.route("/groups", methods=["GET", "POST"])
@needs(Permission.CASCADE_WRITE)
def groups(letter_id: int) -> ResponseReturnValue:
    """生成社责任书, under the letter or under the paper of a 社."""
    letter, parent_id = _passed(letter_id), place_in(request.args, "parent")
    parent = pledge_in_sight(current(), parent_id) if parent_id is not None else None
    units = queries.groups_under(parent.unit if parent else letter.unit)
    stood = queries.living_groups(letter_id)
    form = GroupsForm(data={"unit_ids": [str(unit.id) for unit in units if unit.id not in stood]})
    form.unit_ids.choices = [(str(unit.id), unit.called) for unit in units]
    if form.validate_on_submit():
        with form.refusals():
            check_count(form.how_many.data, len(form.units()), "个社")
            basis = Basis(form.basis.data)
            made = actions.generate_groups(letter_id, parent_id, form.units(), basis, by=current(), now=now())
            shared = f"，{made.duties}项任务已往下分解" if made.duties else ""
            return go(url_for("pledges.show", letter_id=letter_id), f"已生成{made.papers}份社责任书{shared}。")
    return page(
        "pledges/groups.html",
        letter=letter,
        parent=parent,
        units=units,
        stood=stood,
        parts=queries.divisible(queries.passed_tasks(letter_id)),
        form=form,
    ), form.status


@pages.route("/households", methods=["GET", "POST"])
@needs(Permission.CASCADE_WRITE)
def households(letter_id: int) -> ResponseReturnValue:
    """生成户承诺书: a pasted or sent list is looked at first, then made into papers."""
    letter, form = _passed(letter_id), HouseholdsForm()
    read: HouseholdList | None = None
    if form.validate_on_submit():
        with form.refusals():
            from_file = form.take_file()
            read = _read(letter, filled(form.text))
            if request.form.get("deed") == "make" and not from_file:
                _refuse_faulty(read)
                check_count(form.how_many.data, len(read.fresh), "户")
                made = actions.generate_households(
                    letter_id, read.fresh, bool(form.shared.data), form.by, by=current(), now=now()
                )
                passed = f"，另有{read.standing}户已有承诺书，没有重复" if read.standing else ""
                return go(url_for("pledges.show", letter_id=letter_id), f"已生成{made.papers}份户承诺书{passed}。")
    return page(
        "pledges/households.html",
        letter=letter,
        form=form,
        read=read,
        groups=queries.group_names(letter.unit),
        parts=queries.divisible(queries.passed_tasks(letter_id)),
    ), form.status


def _read(letter: Any, text: str) -> HouseholdList:
    grid = read_text(text)
    read = read_households(grid.rows, grid.lines, queries.group_names(letter.unit), queries.households_known(letter))
    if rare := binder().faces.missing("".join(each.name + each.address for each in read.fresh)):
        told = f"字库中没有{'、'.join(f'“{mark}”' for mark in rare[:12])}，印出时这几个字留空，请手写补上。"
        read = replace(read, remarks=(*read.remarks, told))
    return read


def _refuse_faulty(read: HouseholdList) -> None:
    if read.faulty:
        raise RuleBroken(f"名单里有{read.faulty}行要先改好；在名单框里改正或删去这几行，再生成。", "text")


@pages.route("/signing", methods=["GET", "POST"])
@needs(Permission.CASCADE_WRITE)
def sign(letter_id: int) -> ResponseReturnValue:
    """登记签订: tick list and one photo."""
    letter = _passed(letter_id)
    rows, unit_id = lists.to_tick(letter_id), place_in(request.args, "unit_id")
    shown = [row for row in rows if unit_id in (None, row.unit_id)]
    ticked = [str(row.id) for row in shown] if request.args.get("all") == "1" else []
    form = SignForm(data={"signed_on": today(), "pledge_ids": ticked})
    sent = [
        text for text in request.form.getlist("pledge_ids") if whole_in(text)
    ]  # the deed says which are not its own
    form.pledge_ids.choices = [(text, text) for text in dict.fromkeys([*(str(row.id) for row in rows), *sent])]
    if form.validate_on_submit():
        with form.refusals():
            signed_on = form.signed_on.data or today()
            if not form.ids():
                raise RuleBroken("还没有勾选已签的户或社。请勾选后再登记。", "pledge_ids")
            check_count(form.how_many.data, len(set(form.ids())), "份")
            kept = form.kept(store())
            stack = signing.record(letter_id, form.ids(), signed_on, kept, by=current(), now=now())
            left = len(rows) - stack.count
            more = f"，还有{left}份没有签" if left else "，已全部签齐"
            return go(url_for("pledges.show", letter_id=letter_id), f"已登记{stack.count}份签订{more}。")
    return page(
        "pledges/signing.html",
        letter=letter,
        form=form,
        rows=rows,
        shown=_by_group(shown),
        unit_id=unit_id,
        all_ticked=request.args.get("all") == "1",
        places={row.unit_id: row.group_name or "不分社" for row in rows},
    ), form.status


def _by_group(rows: Sequence[lists.TickRow]) -> list[tuple[str, list[lists.TickRow]]]:
    """社责任书 together, then the households 社 by 社."""
    found: dict[str, list[lists.TickRow]] = {}
    for row in rows:
        name = "社责任书" if row.kind is PledgeKind.GROUP else row.group_name or "不分社"
        found.setdefault(name, []).append(row)
    return list(found.items())


@pages.get("/print.pdf")
@needs(Permission.LETTER_READ)
def print_file(letter_id: int) -> ResponseReturnValue:
    """打印文件: the papers in one file, by 社, one or two on a sheet."""
    letter, wanted = queries.passed_letter(current(), letter_id), print_wanted(request.args)
    papers = queries.papers_to_print(letter_id, wanted)
    if not papers:
        raise RuleBroken("所选范围内还没有可以打印的社责任书或承诺书。请先生成。")
    title = f"{letter.unit.called}{'社责任书' if wanted.kind is PledgeKind.GROUP else '环境保护承诺书'}"
    pressed = binder().pledges(papers, title)
    return files.attachment(io.BytesIO(pressed.pdf), f"{title}_{len(papers)}份.pdf", "application/pdf")
