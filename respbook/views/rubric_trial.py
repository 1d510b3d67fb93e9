"""规则试算: a rubric run on a year's records or on a file of facts, beside another edition; nothing is stored (features X6)."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from respbook.forms.rubrics import TrialForm
from respbook.queries import rubrics as queries
from respbook.queries.assessing import facts_for, rubric_of
from respbook.queries.scope import programme_in_sight
from respbook.queries.scope_assessments import rubric_in_sight
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import RUBRIC
from respbook.rules.permissions import Permission
from respbook.rules.scoring import editing
from respbook.rules.scoring import rubric as values
from respbook.rules.scoring.amounts import ZERO
from respbook.rules.scoring.engine import score
from respbook.rules.scoring.facts import Facts, RuleFacts
from respbook.rules.scoring.known import known_to
from respbook.rules.scoring.reading import decode_facts, strangers
from respbook.rules.scoring.results import Results
from respbook.rules.scoring.sentences import rule_words
from respbook.rules.scoring.trials import Effect, Trial, spread
from respbook.rules.scoring.words import points
from respbook.web.guard import needs
from respbook.web.htmx import show as page
from respbook.web.viewer import current, today

pages = Blueprint("rubric_trial", __name__, url_prefix="/rubrics/<int:rubric_id>/trial")
LARGEST_FACTS = 10_000_000
MOST_STRANGERS = 20


@dataclass(frozen=True)
class Tried:
    """试算了的: the runs, what they differ in, what of a file was left out."""

    now: Results
    before: Results | None
    by_group: dict[str, Trial]
    notes: tuple[str, ...]
    value: values.Rubric
    told: frozenset[tuple[str, str]]
    """有数据的规则."""

    @property
    def shifts(self) -> dict[str, Any]:
        """名次变动 by unit."""
        return {shift.unit: shift for trial in self.by_group.values() for shift in trial.shifts}

    def rules(self, kind: str) -> list[tuple[values.Row, str, Effect, str]]:
        """各条规则 of a kind (apart, idle, untold), each with row, words and the group where units differ most.

        Groups are looked at apart: what differs between a village and an office is how the rubric is made, not how they did.
        """
        found: dict[tuple[str, str], tuple[Effect, str]] = {}
        for group, trial in self.by_group.items():
            for effect in trial.of_rules():
                key = (effect.row, effect.rule)
                if key not in found or effect.spread > found[key][0].spread:
                    found[key] = (effect, group)
        made = []
        for row in self.value.rows:
            for rule in row.rules:
                key = (row.key, rule.key)
                effect, group = found.get(key, (Effect(row.key, rule.key, ZERO, ZERO, ZERO), ""))
                if kind == ("apart" if not effect.idle else "idle" if key in self.told else "untold"):
                    made.append((row, rule_words(rule), effect, group))
        return sorted(made, key=lambda each: -each[2].spread)


def _told(facts: Facts) -> frozenset[tuple[str, str]]:
    """有数据的规则 (row, rule): some unit has an event, a figure or a judgement by it; nothing having happened anywhere is no data."""
    return frozenset(
        (row, rule)
        for unit in facts.units
        for periods in unit.parts.values()
        for period in periods
        for row, of_row in period.rows.items()
        for rule, of_rule in of_row.rules.items()
        if of_rule != RuleFacts()
    )


def _by_group(now: Results, before: Results | None) -> dict[str, Trial]:
    def of(results: Results, group: str) -> Results:
        return Results(tuple(unit for unit in results.units if unit.group == group))

    names = dict.fromkeys(unit.group for unit in now.units)
    kept = {unit.unit: unit.group for unit in now.units}
    made = {}
    for group in names:
        old = before and Results(tuple(unit for unit in before.units if kept.get(unit.unit) == group))
        made[group] = spread(of(now, group), old)
    return made


@pages.route("/", methods=["GET", "POST"])
@needs(Permission.RUBRIC_WRITE)
def show(rubric_id: int) -> ResponseReturnValue:
    """试算, asked for and shown on one page; POST because a file may come with it."""
    row = rubric_in_sight(current(), rubric_id)
    others = [each for each in queries.all_editions(current()) if each.id != row.id]
    form = TrialForm(data={"other": str(_usual(row, others)), "programme": str(row.programme_id)})
    form.other.choices = [("", "不比较"), *((str(each.id), _called(each)) for each in others)]
    form.programme.choices = [(str(each.id), each.name) for each in queries.programmes_of(current())]
    tried: Tried | None = None
    if form.validate_on_submit():
        with form.refusals():
            tried = _tried(row, form)
    return page(
        "rubric_trial/show.html",
        row=row,
        form=form,
        tried=tried,
        groups={group.key: group.label for group in tried.value.groups} if tried else {},
        points=points,
    ), form.status


def _usual(row: Any, others: list[Any]) -> int | str:
    """The edition before, else last year's."""
    found = [each for each in others if each.programme_id == row.programme_id] or others
    return found[0].id if found else ""


def _called(row: Any) -> str:
    return f"{row.programme.year}年 {row.title}（第{row.edition}版，{RUBRIC.labels[row.state]}）"


def _tried(row: Any, form: TrialForm) -> Tried:
    other = rubric_in_sight(current(), int(form.other.data)) if form.other.data else None
    if form.file.data:
        return _of_file(rubric_of(row), rubric_of(other) if other else None, form.file)
    programme = programme_in_sight(current(), int(form.programme.data or 0))
    value, facts = _recorded(row, programme)
    before = score(*_recorded(other, programme), explain=False) if other else None
    now = score(value, facts)
    return Tried(now, before, _by_group(now, before), (), value, _told(facts))


def _recorded(row: Any, programme: Any) -> tuple[values.Rubric, Facts]:
    """The year's records as this rubric asks for them; targets of another year are told by their names."""
    value = rubric_of(row)
    if row.programme_id != programme.id:
        ids = {target.name: target.id for target in queries.targets_of(current(), programme.id).values()}
        own = queries.targets_of(current(), row.programme_id).values()
        same = {target.id: ids[target.name] for target in own if target.name in ids}
        value = editing.carried(value, value.title, (), same)
    return value, facts_for(programme, value, programme.term_from, programme.term_to, current(), today=today())


def _of_file(value: values.Rubric, other: values.Rubric | None, field: Any) -> Tried:
    content = field.data.stream.read(LARGEST_FACTS + 1)
    if len(content) > LARGEST_FACTS:
        raise RuleBroken("文件超过10兆，请减少单位后再试。", "file")
    try:
        facts = decode_facts(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise RuleBroken("文件不是UTF-8编码的json文件。", "file") from None
    except RuleBroken as refusal:
        raise RuleBroken(refusal.sentence, "file", refusal.sentences) from None
    notes = tuple(strangers(value, facts))[:MOST_STRANGERS]
    known = known_to(value, facts)
    now = score(value, known)
    before = score(other, known_to(other, facts), explain=False) if other else None
    return Tried(now, before, _by_group(now, before), notes, value, _told(known))
