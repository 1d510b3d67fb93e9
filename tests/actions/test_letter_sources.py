"""旧责任书: kept byte for byte, checked at leisure, made a template with its targets in one stroke or not at all."""

from decimal import Decimal

import pytest
from making import make
from sqlalchemy import func, select

from respbook.actions import letter_sources, letter_templates, programmes
from respbook.actions.action import StaleVersion
from respbook.actions.letter_sources import SourceFacts, TargetRefused
from respbook.actions.letter_templates import ClauseFacts, TemplateFacts
from respbook.actions.targets import TargetFacts
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.letter_sources import LetterSource
from respbook.models.letter_templates import LetterTemplate
from respbook.models.targets import Target
from respbook.queries.letter_sources import source_of
from respbook.queries.scope import NotInSight, source_in_sight
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import NotAllowed
from respbook.rules.source_lines import SourceKind
from respbook.rules.targets import TargetKind
from respbook.rules.units import UnitKind
from respbook.store import FolderStore

FACTS = SourceFacts(SourceKind.PASTED, "粘贴的全文", "一、巡查不少于2次".encode(), 1)
TEMPLATE = TemplateFacts(
    "村责任书", (UnitKind.VILLAGE,), "{{年度}}年度责任书", (ClauseFacts(1, "巡查{{指标:巡查}}", label="一、"),)
)


def goal(name="巡查", **more):
    facts = {"category": "督查", "name": name, "kind": TargetKind.AT_LEAST, "amount": Decimal(2), "unit_word": "次"}
    return TargetFacts(**(facts | {"unit_kinds": (UnitKind.VILLAGE,)} | more))


@pytest.fixture
def by(town):
    return town.viewer("clerk")


@pytest.fixture
def store(tmp_path):
    return FolderStore(tmp_path / "store")


@pytest.fixture
def programme(app, town):
    return make.programme(town)


@pytest.fixture
def source(programme, store, by, town):
    return letter_sources.keep(programme.id, FACTS, store, by=by, now=town.now)


def entries():
    return list(db.session.scalars(select(AuditEntry.verb).order_by(AuditEntry.seq)))


def rows(table):
    return db.session.scalar(select(func.count()).select_from(table))


def test_the_original_is_kept_and_found_again(source, store, programme, by, town):
    assert store.get(source.sha256) == FACTS.content
    assert (source.name, source.size, source.lines, source.added_by) == ("粘贴的全文", len(FACTS.content), 1, by.name)
    again = letter_sources.keep(programme.id, FACTS, store, by=by, now=town.now)
    assert again.id == source.id and rows(LetterSource) == 1
    assert entries()[-2:] == ["source.keep", "source.keep"]


def test_progress_is_kept(source, by, town):
    letter_sources.save(source.id, '[["row-0-use","1"]]', source.version, by=by, now=town.now)
    assert source_in_sight(by, source.id).progress == '[["row-0-use","1"]]'
    assert entries()[-1] == "source.save"
    with pytest.raises(StaleVersion):
        letter_sources.save(source.id, "[]", 1, by=by, now=town.now)
    with pytest.raises(RuleBroken, match="过多"):
        letter_sources.save(source.id, "字" * 2_000_001, 2, by=by, now=town.now)


def test_template_and_targets_come_in_one_stroke_and_remember_where_from(source, by, town):
    made = letter_sources.use(source.id, TEMPLATE, (goal(), goal("宣传")), 1, by=by, now=town.now)
    assert source_of(made.id).id == source.id
    assert set(db.session.scalars(select(Target.name))) == {"巡查", "宣传"}
    assert entries()[-4:] == ["target.add", "target.add", "template.write", "source.use"]
    for deed in (
        lambda: letter_sources.use(source.id, TEMPLATE, (), 2, by=by, now=town.now),
        lambda: letter_sources.save(source.id, "[]", 2, by=by, now=town.now),
        lambda: letter_sources.drop(source.id, 2, by=by, now=town.now),
    ):
        with pytest.raises(RuleBroken, match="已经建立了模板"):
            deed()


def test_one_refusal_and_nothing_is_made(source, by, town):
    before = (rows(Target), rows(LetterTemplate), len(entries()))
    with pytest.raises(TargetRefused) as refusal:
        letter_sources.use(source.id, TEMPLATE, (goal(), goal("宣传", unit_word="")), 1, by=by, now=town.now)
    assert refusal.value.place == 1 and "计量单位" in refusal.value.sentence
    wrong = TemplateFacts("村责任书", (UnitKind.VILLAGE,), "{{年度}}", (ClauseFacts(0, "{{单位名程}}"),))
    with pytest.raises(RuleBroken, match="单位名程"):
        letter_sources.use(source.id, wrong, (goal(),), 1, by=by, now=town.now)
    assert (rows(Target), rows(LetterTemplate), len(entries())) == before
    assert source_in_sight(by, source.id).template_id is None


def test_a_template_that_goes_lets_its_source_wait_again(source, by, town):
    made = letter_sources.use(source.id, TEMPLATE, (), 1, by=by, now=town.now)
    letter_templates.remove(made.id, made.version, by=by, now=town.now)
    assert source_in_sight(by, source.id).template_id is None
    letter_sources.use(source.id, TEMPLATE, (), source_in_sight(by, source.id).version, by=by, now=town.now)


def test_one_that_is_not_wanted_goes_and_the_original_stays(source, store, by, town):
    digest = source.sha256
    letter_sources.drop(source.id, 1, by=by, now=town.now)
    assert rows(LetterSource) == 0 and digest in store
    assert entries()[-1] == "source.drop"


def test_who_may_not_and_what_is_closed(source, programme, store, by, town):
    for login in ("leader", "reporter", "assessor", "auditor", "admin"):
        with pytest.raises(NotAllowed):
            letter_sources.keep(programme.id, FACTS, store, by=town.viewer(login), now=town.now)
        with pytest.raises(NotAllowed):
            letter_sources.use(source.id, TEMPLATE, (), 1, by=town.viewer(login), now=town.now)
    with pytest.raises(NotInSight):
        letter_sources.use(source.id + 1, TEMPLATE, (), 1, by=by, now=town.now)
    programmes.close(programme.id, 1, by=by, now=town.now)
    for deed in (
        lambda: letter_sources.keep(programme.id, FACTS, store, by=by, now=town.now),
        lambda: letter_sources.use(source.id, TEMPLATE, (), 1, by=by, now=town.now),
    ):
        with pytest.raises(RuleBroken, match="已结束"):
            deed()
