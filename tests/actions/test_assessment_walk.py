"""考核的随机走查: anybody tries any step at any time; whatever happens, the state came by a legal path and the figures agree (R32)."""

import datetime as d
import random

import desk_rounds
import pytest
from making import NOW, make
from settling import fresh, sheets
from sqlalchemy import func, select

from respbook.actions import appeals, assessment_results, assessments, score_sheets, scoring
from respbook.actions.action import StaleVersion
from respbook.actions.appeals import Objection
from respbook.models.assessment_results import Appeal
from respbook.models.assessments import Assessment, ScoreMark, ScoreSheet
from respbook.models.base import db
from respbook.queries.assessment_ranking import kept_results, reckoned_again
from respbook.queries.scope import NotInSight
from respbook.queries.score_proposals import proposals_of
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import ASSESSMENT, PUBLIC_ASSESSMENT, SCORE_SHEET, AssessmentState, SheetState
from respbook.rules.marking import Typed
from respbook.rules.permissions import NotAllowed, Role
from respbook.rules.scoring.rubric import UnitClass

REFUSED = (RuleBroken, NotAllowed, NotInSight, StaleVersion)
STEPS = 600


@pytest.mark.parametrize("seed", [1, 2])
def test_no_state_without_a_legal_path(app, town, seed):
    walk = Walk(town, random.Random(seed))
    for _ in range(STEPS):
        walk.step()
        walk.check()
    assert walk.reached >= {AssessmentState.DRAWN_UP, AssessmentState.ANNOUNCED, AssessmentState.SETTLED}, walk.reached
    assert walk.refused > STEPS / 5 and walk.done > 30


class Walk:
    """One assessment of the three offices, seven people, a clock that goes on."""

    def __init__(self, town, dice):
        self.town, self.dice, self.now = town, dice, NOW
        classes = (UnitClass("office", "镇属单位", ("affiliated",)),)
        rubric = make.rubric(town, make.programme(town), classes=classes, groups=(), vetoes=())
        self.row = make.assessment(town, rubric)
        seconds = [desk_rounds.another(town, "leader2", "钱立", Role.LEADER)]
        names = ("clerk", "leader", "assessor", "auditor", "reporter", "signer")
        self.people = [*(town.viewer(name) for name in names), *seconds]
        assessor, leader, clerk = town.viewer("assessor"), town.viewer("leader"), town.viewer("clerk")
        self.fit = {"mark": assessor, "submit": assessor, "draw_up": clerk, "file": clerk, "decide": seconds[0]}
        self.fit |= dict.fromkeys(("confirm", "announce", "settle", "release", "reopen"), leader)
        self.reached, self.refused, self.done = set(), 0, 0
        self.state, self.sheet_states = self.row.state, {}

    def step(self):
        likely = {
            AssessmentState.SCORING: [self.mark] * 5 + [self.submit] * 3 + [self.confirm] * 3 + [self.draw_up] * 2,
            AssessmentState.DRAWN_UP: [self.announce] * 4 + [self.reopen],
            AssessmentState.ANNOUNCED: [self.file, self.decide, self.decide, self.wait, self.settle, self.settle],
            AssessmentState.SETTLED: [self.release],
        }.get(self.state, [])
        anything = [self.mark, self.submit, self.confirm, self.send_back, self.draw_up, self.reopen, self.announce]
        anything += [self.file, self.decide, self.settle, self.release, self.cancel, self.wait]
        deed = self.dice.choice(likely if likely and self.dice.random() < 0.7 else anything)
        fit = self.fit.get(deed.__name__)
        by = fit if fit and self.dice.random() < 0.6 else self.dice.choice(self.people)
        try:
            deed(by)
            self.done += 1
        except REFUSED:
            self.refused += 1
        db.session.rollback()
        db.session.expire_all()

    def check(self):
        row = db.session.get_one(Assessment, self.row.id)
        if row.state is not self.state:
            paths = [
                t for t in ASSESSMENT.transitions.values() if self.state in t.from_states and t.to_state is row.state
            ]
            assert paths, f"{self.state} → {row.state}"
            self.state = row.state
            self.reached.add(row.state)
            row = fresh(self.town, row)
            if row.state in PUBLIC_ASSESSMENT:
                assert reckoned_again(row) == [], "what is kept is what kept rubric and facts amount to"
                for each in kept_results(row):
                    rows = [one for part in each.parts for period in part.periods for one in period.rows]
                    assert each.base == sum(one.score for one in rows if one.applies)
        for sheet in sheets(row):
            before = self.sheet_states.get(sheet.id, SheetState.OPEN)
            if sheet.state is not before:
                steps = SCORE_SHEET.transitions.values()
                assert any(before in t.from_states and t.to_state is sheet.state for t in steps), (
                    f"{before} → {sheet.state}"
                )
                self.sheet_states[sheet.id] = sheet.state
            if sheet.state is SheetState.CONFIRMED:
                hands = db.session.scalars(select(ScoreMark.assessor_id).where(ScoreMark.sheet_id == sheet.id))
                assert sheet.confirmed_by_id not in set(hands), "nobody confirms what he scored"
            if row.state in PUBLIC_ASSESSMENT:
                assert sheet.state is SheetState.CONFIRMED
        if row.state in (AssessmentState.SETTLED, AssessmentState.RELEASED):
            waiting = select(func.count()).select_from(Appeal).where(Appeal.state == "filed")
            assert db.session.scalar(waiting) == 0, "nothing is settled while an appeal waits"

    # -- what people try --------------------------------------------------------

    def _sheet(self):
        found = self.dice.choice(sheets(self.row))
        return fresh_sheet(found.id)

    def mark(self, by):
        sheet = self._sheet()
        proposals = proposals_of(fresh(self.town, self.row), [sheet.unit_id])[sheet.unit_id]
        key = self.dice.choice(sorted(proposals))
        own = db.session.scalars(
            select(ScoreMark).where(
                ScoreMark.sheet_id == sheet.id, ScoreMark.row_key == key, ScoreMark.assessor_id == by.user_id
            )
        ).first()
        points = str(self.dice.choice([0, 5, 10, "12.5", 20, 40, 41]))
        scoring.mark(
            sheet.id, key, Typed(points, "随机", None), proposals[key], own.version if own else 0, by=by, now=self.now
        )

    def submit(self, by):
        sheet = self._sheet()
        proposals = proposals_of(fresh(self.town, self.row), [sheet.unit_id])[sheet.unit_id]
        score_sheets.submit(sheet.id, proposals, sheet.version, by=by, now=self.now)

    def confirm(self, by):
        sheet = self._sheet()
        score_sheets.confirm(sheet.id, sheet.version, by=by, now=self.now)

    def send_back(self, by):
        sheet = self._sheet()
        score_sheets.send_back(sheet.id, "再看", sheet.version, by=by, now=self.now)

    def draw_up(self, by):
        assessment_results.draw_up(self.row.id, self._version(), by=by, now=self.now)

    def reopen(self, by):
        if self.dice.random() < 0.3:
            assessment_results.reopen(self.row.id, "再看", self._version(), by=by, now=self.now)

    def announce(self, by):
        assessment_results.announce(self.row.id, self._version(), 1, by=by, now=self.now)

    def settle(self, by):
        assessment_results.settle(self.row.id, self._version(), by=by, now=self.now)

    def release(self, by):
        if self.dice.random() < 0.3:
            assessment_results.release(self.row.id, self._version(), by=by, now=self.now)

    def cancel(self, by):
        if self.state is AssessmentState.SETTLED:
            assessments.cancel(self.row.id, "随机", self._version(), by=by, now=self.now)

    def file(self, by):
        appeals.file(self._sheet().id, self.dice.choice(["r1", "r2", "r3"]), Objection("有异议"), by=by, now=self.now)

    def decide(self, by):
        appeal = db.session.scalars(select(Appeal).where(Appeal.state == "filed").limit(1)).first()
        if appeal is not None:
            appeals.reject(appeal.id, "维持", appeal.version, by=by, now=self.now)

    def wait(self, by):
        self.now += d.timedelta(days=1)

    def _version(self):
        return db.session.get_one(Assessment, self.row.id).version


def fresh_sheet(sheet_id):
    db.session.expire_all()
    return db.session.get_one(ScoreSheet, sheet_id)
