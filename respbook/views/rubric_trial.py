"""规则试算: a rubric run on a year's records or on a file of facts, beside another edition; nothing is stored (features X6)."""

from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from respbook.forms.rubrics import TrialForm
from respbook.queries import rubrics as queries
from respbook.queries.scope_assessments import rubric_in_sight
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import RUBRIC
from respbook.rules.permissions import Permission
from respbook.rules.scoring.comparing import Trial, known_to, tried
from respbook.rules.scoring.reading import decode_facts, decode_rubric, strangers
from respbook.rules.scoring.words import points
from respbook.web.guard import needs
from respbook.web.htmx import show as page
from respbook.web.viewer import current

pages = Blueprint("rubric_trial", __name__, url_prefix="/rubrics/<int:rubric_id>/trial")
LARGEST_FACTS = 10_000_000
MOST_STRANGERS = 20


@pages.route("/", methods=["GET", "POST"])
@needs(Permission.RUBRIC_WRITE)
def show(rubric_id: int) -> ResponseReturnValue:
    """试算, asked for and shown on one page; POST because a file may come with it."""
    row = rubric_in_sight(current(), rubric_id)
    others = [each for each in queries.all_editions(current()) if each.id != row.id]
    form = TrialForm(data={"other": str(_usual(row, others))})
    form.other.choices = [("", "不比较"), *((str(each.id), _called(each)) for each in others)]
    trial: Trial | None = None
    notes: list[str] = []
    if form.validate_on_submit():
        with form.refusals():
            trial, notes = _tried(row, form)
    return page("rubric_trial/show.html", row=row, form=form, trial=trial, notes=notes, points=points), form.status


def _usual(row: Any, others: list[Any]) -> int | str:
    """The edition before, else last year's."""
    found = [each for each in others if each.programme_id == row.programme_id] or others
    return found[0].id if found else ""


def _called(row: Any) -> str:
    return f"{row.programme.year}年 {row.title}（第{row.edition}版，{RUBRIC.labels[row.state]}）"


def _tried(row: Any, form: TrialForm) -> tuple[Trial, list[str]]:
    value = decode_rubric(row.body)
    if not form.file.data:
        raise RuleBroken("请选择事实文件。", "file")
    content = form.file.data.stream.read(LARGEST_FACTS + 1)
    if len(content) > LARGEST_FACTS:
        raise RuleBroken("文件超过10兆，请减少单位后再试。", "file")
    try:
        facts = decode_facts(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise RuleBroken("文件不是UTF-8编码的json文件。", "file") from None
    except RuleBroken as refusal:
        raise RuleBroken(refusal.sentence, "file", refusal.sentences) from None
    notes = list(strangers(value, facts))[:MOST_STRANGERS]
    other = decode_rubric(rubric_in_sight(current(), int(form.other.data)).body) if form.other.data else None
    known = known_to(value, facts)
    return tried(value, known, other, known_to(other, facts) if other else None), notes
