"""年度方案: list, the clerk's home of one programme, settings, close and reopen."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import programmes as actions
from respbook.forms.base import ConfirmForm, year_in
from respbook.forms.programmes import CategoryRow, NewProgrammeForm, ProgrammeForm, category_rows
from respbook.queries import letter_templates
from respbook.queries import programmes as queries
from respbook.queries.audit import trail_of
from respbook.queries.carry_over import categories_of, to_check
from respbook.queries.office_settings import office_settings
from respbook.queries.opinions import left_open
from respbook.queries.scope import programme_in_sight
from respbook.queries.tasks import own_targets_waiting
from respbook.rules.carrying import FIGURES_LABELS, Figures, Shares, following_name, following_year, later
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import PROGRAMME, ProgrammeState
from respbook.rules.numbering import format_number
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.programmes import PROGRAMME_KIND_LABELS, Counts, ProgrammeKind, next_sentence, steps
from respbook.rules.units import own_words
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.viewer import current, facing, now, today
from respbook.web.way_back import way_back

pages = Blueprint("programmes", __name__, url_prefix="/programmes")

_NEXT = {
    "模板": ("编写模板", "letter_templates.new", Permission.TEMPLATE_WRITE),
    "目标任务": ("登记目标任务", "targets.index", Permission.TARGET_WRITE),
    "分解": ("分解目标任务", "targets.index", Permission.TARGET_WRITE),
    "拟稿": ("拟稿", "letters.draft", Permission.LETTER_DRAFT),
    "体检": ("签发前体检", "letters.preflight", Permission.LETTER_DRAFT),
    "签发": ("看签发批次", "jobs.index", Permission.JOB_READ),
    "签订": ("催签", "ledger.urge", Permission.LETTER_READ),
}
_LISTS = {
    "目标任务": "targets.index",
    "分解": "targets.index",
    "拟稿": "letters.index",
    "签发": "letters.index",
    "签订": "ledger.index",
}


@pages.get("/")
@needs(Permission.PROGRAMME_READ)
def index() -> ResponseReturnValue:
    """方案列表."""
    rows = [(row.programme, row.counts, next_sentence(row.counts)) for row in queries.programme_list(current())]
    return page("programmes/index.html", rows=rows, kinds=PROGRAMME_KIND_LABELS, states=PROGRAMME.labels)


@pages.get("/<int:programme_id>")
@needs(Permission.PROGRAMME_READ)
def show(programme_id: int) -> ResponseReturnValue:
    """方案页: how far it is, and what comes next."""
    viewer = current()
    programme = programme_in_sight(viewer, programme_id)
    counts = queries.counts_of(viewer, programme)
    viewer = facing(programme)
    reads = viewer.of_office
    return page(
        "programmes/show.html",
        programme=programme,
        entries=trail_of(viewer, "programmes", programme_id),
        counts=counts,
        to_check=to_check(programme) if reads else (0, 0),
        left_open=left_open(programme) if reads else None,
        stages=_stages(programme_id, counts),
        sentence=next_sentence(counts),
        undrafted=queries.undrafted(viewer, programme) if reads and counts.targets and not counts.uneven else [],
        main=_main(programme_id, counts, viewer),
        own_waiting=own_targets_waiting(programme) if _opens_tasks(programme, viewer) else [],
        templates=letter_templates.templates_of(programme) if reads else [],
        example=_example(programme.number_pattern, programme.year)[0],
        kinds=PROGRAMME_KIND_LABELS,
        states=PROGRAMME.labels,
        deeds=PROGRAMME.open_to(programme.state, viewer),
        viewer=viewer,
        inside=reads,
        own=own_words(programme.unit.kind),
        confirm=ConfirmForm(data={"version": programme.version}),
    )


def _opens_tasks(programme: Any, viewer: Viewer) -> bool:
    return programme.state is ProgrammeState.OPEN and viewer.may(Permission.TASK_WRITE)


def _stages(programme_id: int, counts: Counts) -> list[tuple[str, str, str, int, str]]:
    """办理步骤 as parts/steps.html draws them; each leads to its list; 体检 to the examination, 拟稿 to the drafting while nothing is drawn."""
    line: list[tuple[str, str, str, int, str]] = []
    for step in steps(counts):
        endpoint = _LISTS.get(step.name, "")
        href = url_for(endpoint, programme_id=programme_id) if endpoint else ""
        if current().may(Permission.LETTER_DRAFT):
            if step.name == "体检" and counts.drafts:
                href = url_for("letters.preflight", programme_id=programme_id)
            if step.name == "拟稿" and not counts.drafts + counts.issued:
                href = url_for("letters.draft", programme_id=programme_id)
        href = {"模板": "#templates", "方案": "#settings"}.get(step.name, href)
        line.append((step.name, step.words, step.state, step.gone, href))
    return line


def _main(programme_id: int, counts: Counts, viewer: Viewer) -> tuple[str, str] | None:
    """下一步的按钮: label and address, when this viewer may do it."""
    first = next((step.name for step in steps(counts) if step.state == "now"), "")
    label, endpoint, permission = _NEXT.get(first, ("", "", Permission.HOME_READ))
    if not label or not viewer.may(permission):
        return None
    return label, url_for(endpoint, programme_id=programme_id)


def _example(pattern: str, year: int) -> tuple[str, str]:
    """文号示例: the printed number, or what is wrong with the pattern."""
    try:
        return format_number(pattern, year, 1), ""
    except RuleBroken as problem:
        return "", problem.sentence


@pages.get("/number-example")
@needs(Permission.PROGRAMME_WRITE)
def number_example() -> ResponseReturnValue:
    """文号示例, while the pattern is typed."""
    fitting = year_in(request.args.get("year", "")) or today().year
    example, wrong = _example(request.args.get("number_pattern", "").strip()[:60], fitting)
    return page("programmes/number.html", example=example, wrong=wrong)


def _source(earlier: Sequence[Any]) -> Any:
    """沿用的方案: the chosen one; where nothing was chosen yet, the first."""
    first = str(earlier[0].id) if earlier and request.method == "GET" else ""
    chosen = request.values.get("source", first)
    return next((each for each in earlier if str(each.id) == chosen), None)


def _start(earlier: Sequence[Any], source: Any) -> dict[str, object]:
    """A new programme as it most likely will be: like the one carried over, moved on by its years."""
    kind = source.kind if source else ProgrammeKind.YEARLY
    taken = [each.year for each in earlier if each.kind is kind is ProgrammeKind.YEARLY]
    year = following_year(kind, max(taken, default=source.year if source else today().year - 1), today())
    facts = _like(source, year - source.year) if source else _usual(year)
    return facts | {"kind": kind.value, "year": year, "figures": Figures.SAME.value, "shares": Shares.COPIED.value}


def _usual(year: int) -> dict[str, object]:
    """从头编写: what the settings of the office say."""
    usual = office_settings(current())
    return {
        "name": f"{year}年度环境保护目标责任书",
        "issuer": usual.issuer,
        "term_from": date(year, 1, 1),
        "term_to": date(year, 12, 31),
        "number_pattern": usual.number_pattern,
        "copies": usual.copies,
        "source": "",
    }


def _like(source: Any, years: int) -> dict[str, object]:
    """沿用: name and term moved by ``years``, the rest as it was."""
    same = ("issuer", "number_pattern", "copies", "clerk_may_issue", "many_letters", "needs_review")
    return {name: getattr(source, name) for name in same} | {
        "name": following_name(source.name, source.year, years)[:60],
        "term_from": later(source.term_from, years),
        "term_to": later(source.term_to, years),
        "source": str(source.id),
    }


def _edit_page(form: ProgrammeForm, programme: object, rows: Sequence[CategoryRow] = ()) -> ResponseReturnValue:
    example, _ = _example(form.number_pattern.data or "", form.year.data or today().year)
    values = {"form": form, "programme": programme, "example": example, "rows": rows, "figures": FIGURES_LABELS}
    return page("programmes/edit.html", **values, wrong=""), form.status


@pages.route("/new", methods=["GET", "POST"])
@needs(Permission.PROGRAMME_WRITE)
def new() -> ResponseReturnValue:
    """新建年度方案."""
    earlier = [row.programme for row in queries.programme_list(current(), own=True)]
    source = _source(earlier)
    sent = request.method == "POST" and "refill" not in request.form
    form = NewProgrammeForm() if sent else NewProgrammeForm(formdata=None, data=_start(earlier, source))
    form.source.choices = [("", "不沿用，从头编写"), *((str(each.id), each.name) for each in earlier)]
    rows = category_rows(categories_of(source), request.values) if source else []
    if sent and form.validate():
        with form.refusals():
            carrying = form.carrying(rows)
            made = actions.open_programme(
                current().unit_id, form.facts(), form.source_id, carrying, by=current(), now=now()
            )
            following = "carry_over.index" if form.source_id else "programmes.show"
            return go(url_for(following, programme_id=made.id), f"已建立“{made.name}”。")
    return _edit_page(form, None, rows)


@pages.route("/<int:programme_id>/edit", methods=["GET", "POST"])
@needs(Permission.PROGRAMME_WRITE)
def edit(programme_id: int) -> ResponseReturnValue:
    """修改年度方案."""
    programme = programme_in_sight(current(), programme_id)
    form = ProgrammeForm.of(programme) if request.method == "GET" else ProgrammeForm()
    if request.method == "POST" and form.validate():
        with form.refusals():
            made = actions.change(programme_id, form.facts(), form.version.data or 0, by=current(), now=now())
            return go(url_for("programmes.show", programme_id=made.id, **way_back()), f"已保存“{made.name}”。")
        if form.status == 409:
            form.beside(ProgrammeForm.of(programme_in_sight(current(), programme_id), formdata=None))
    return _edit_page(form, programme)


@pages.post("/<int:programme_id>/closing")
@needs(Permission.PROGRAMME_WRITE)
def close(programme_id: int) -> ResponseReturnValue:
    """结束方案."""
    made = actions.close(programme_id, ConfirmForm().version.data or 0, by=current(), now=now())
    return go(url_for("programmes.show", programme_id=made.id), f"“{made.name}”已结束，内容不再改动，仍可查阅。")


@pages.post("/<int:programme_id>/reopening")
@needs(Permission.PROGRAMME_WRITE)
def reopen(programme_id: int) -> ResponseReturnValue:
    """重新启用方案."""
    made = actions.reopen(programme_id, ConfirmForm().version.data or 0, by=current(), now=now())
    return go(url_for("programmes.show", programme_id=made.id), f"“{made.name}”已重新启用。")
