"""签订台账: who has signed what, how and when, who is missing; as a page, as sheets, as a text for the group."""

from dataclasses import replace

from flask import Blueprint, g, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import signing_urging as urging_actions
from respbook.forms.ledger import STATES, ledger_filter
from respbook.forms.urging import UrgeForm
from respbook.press.cross_table import CrossTable, cross_table
from respbook.queries import ledger as queries
from respbook.queries.scope import programme_in_sight
from respbook.queries.signing import signing_count
from respbook.queries.signing_urging import signing_desk
from respbook.rules.list_states import settings_of
from respbook.rules.many import check_count
from respbook.rules.outgoing import LEDGER
from respbook.rules.permissions import Permission
from respbook.rules.programmes import letters_name
from respbook.rules.signing import METHOD_LABELS
from respbook.rules.signing_urging import leaders_urging
from respbook.rules.units import kind_options, signing_kinds
from respbook.web import sheets
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.listing import page_number, same_list, saved_bar
from respbook.web.viewer import as_shown, current, now, today

pages = Blueprint("ledger", __name__, url_prefix="/programmes/<int:programme_id>/signing")


@pages.get("/")
@needs(Permission.LETTER_READ)
def index(programme_id: int) -> ResponseReturnValue:
    """签订台账 of a programme."""
    viewer = current()
    programme = programme_in_sight(viewer, programme_id)
    wanted = ledger_filter(programme_id, request.args)
    asked = {**request.args.to_dict(), "programme_id": str(programme_id)}
    saved = saved_bar("ledger", asked)
    if list(settings_of("ledger", asked)) == ["programme_id"]:
        saved = replace(saved, query="")  # the whole book needs no name
    g.shown_address = same_list(**dict.fromkeys(set(request.args) - set(settings_of("ledger", asked)) - {"page"}))
    return page(
        "ledger/index.html",
        programme=programme,
        listing=queries.ledger_page(viewer, wanted, page_number()),
        wanted=wanted,
        counts=signing_count(viewer, programme_id),
        replaced=queries.replaced_count(viewer, programme_id),
        parties=queries.parties_of(viewer, programme_id),
        states=STATES,
        methods=METHOD_LABELS,
        kinds=kind_options(signing_kinds(programme.unit.kind)),
        saved=saved,
        today=today(),
    )


@pages.get("/urging")
@needs(Permission.LETTER_READ)
def urge(programme_id: int) -> ResponseReturnValue:
    """催签: the text for the group, naming only those who are missing and may be asked; one of its own for the leaders."""
    form = UrgeForm(formdata=None)
    form.take_again(request.args.getlist("again"), request.args.get("reason", ""))
    return _urge_page(programme_id, form)


def _urge_page(programme_id: int, form: UrgeForm) -> ResponseReturnValue:
    programme = programme_in_sight(current(), programme_id)
    leaders = queries.missing_leaders(current(), programme) if current().of_office else []
    return page(
        "ledger/urge.html",
        programme=programme,
        urging=signing_desk(current(), programme, now(), form.allowed()),
        urge_form=form,
        again=form.again_ids(),
        leaders=leaders,
        leaders_text=leaders_urging(letters_name(programme.name), leaders, today()),
        today=today(),
    ), form.status


@pages.post("/urging")
@needs(Permission.REMINDER_WRITE)
def copy_urging(programme_id: int) -> ResponseReturnValue:
    """记下已复制催签."""
    form = UrgeForm()
    if form.validate_on_submit():
        with form.refusals():
            programme = programme_in_sight(as_shown(), programme_id)
            shown = signing_desk(as_shown(), programme, now(), form.allowed())
            check_count(form.how_many.data, len(shown.turns.asked), "个单位")
            desk = urging_actions.copy(programme_id, form.wanted(), by=as_shown(), now=now())
            said = f"已复制，可以粘贴到群里；{len(desk.turns.asked)}个单位记为今天已催。"
            if desk.quiet:
                said = f"文字已备好，请{desk.limits.quiet_to}:00后再发到群里；记在{desk.on.month}月{desk.on.day}日。"
            return go(url_for("ledger.urge", programme_id=programme_id), said)
    return _urge_page(programme_id, form)


@pages.get("/export")
@needs(Permission.LETTER_READ)
def export(programme_id: int) -> ResponseReturnValue:
    """签订台账 as a list, a line for each signature."""
    programme_in_sight(current(), programme_id)
    rows = queries.ledger_rows(current(), ledger_filter(programme_id, request.args))
    return sheets.send(sheets.write(LEDGER, queries.sheet_rows(rows)), LEDGER.title)


@pages.get("/table.xlsx")
@needs(Permission.LETTER_READ)
def table(programme_id: int) -> ResponseReturnValue:
    """签订台账 as it is printed and handed in."""
    programme = programme_in_sight(current(), programme_id)
    groups, heads, rows = queries.printed_ledger(current(), programme)
    count = signing_count(current(), programme_id)
    foot = (f"合计{count.to_sign}份", [f"已签{count.signed}份", *[None] * (len(heads) - 1)])
    title = f"{programme.name}签订台账"
    printed = CrossTable(title, "单位", groups, heads, rows, [foot] if rows else [], words=True)
    return sheets.send_xlsx(cross_table(printed, sheets.imprint(programme.issuer)), title)
