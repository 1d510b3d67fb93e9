"""纸质件: letters whose pages were scanned, compared page by page and recorded as signed."""

import datetime as d

from making import NOW, make
from sqlalchemy import select

from respbook.actions import letter_templates, scan_compare
from respbook.models.base import db
from respbook.models.letters import Letter
from respbook.models.scans import FiledPage
from respbook.queries import scan_papers
from respbook.queries.scope import letter_in_sight
from respbook.rules.paper_compare import Verdict

LATER = NOW + d.timedelta(days=2)
LONG = "{{单位名称}}应当完成下列任务，每月巡查，及时上报，做好记录。" * 30


def issued(app, town, **more):
    clause = letter_templates.ClauseFacts
    programme = make.programme(town, **more)
    make.target(town, programme)
    wording = (
        clause(1, "责任目标"),
        clause(0, "{{目标任务表}}"),
        clause(0, LONG),
        clause(0, "{{任务清单}}"),
        clause(0, "{{签字栏}}"),
    )
    template = make.template(town, programme, clauses=wording)
    rows = make.drafts(town, template, [town.villages[0].id, town.villages[1].id])
    make.issued(app, town, rows)
    db.session.rollback()
    return [letter_in_sight(town.viewer("clerk"), row.id) for row in rows]


def filed(letter):
    """The pages on file of a letter, by number."""
    db.session.expire_all()
    rows = db.session.scalars(
        select(FiledPage).where(FiledPage.letter_id == letter.id, FiledPage.outcome == "filed").order_by(FiledPage.page)
    )
    return {row.page: row for row in rows}


def paper(town, letter, login="clerk"):
    return scan_papers.paper_of(town.viewer(login), letter.id)


def agree(town, letter, login="leader"):
    for row in filed(letter).values():
        scan_compare.compare(row.id, Verdict.AGREES, "", row.version, by=town.viewer(login), now=LATER)


def facts(town, letter, **more):
    slots = tuple(slot.id for slot in paper(town, letter).slots)
    return scan_compare.PaperFacts(letter.id, **{"slot_ids": slots, "signed_on": NOW.date(), **more})


def confirm(town, *papers, login="leader", box="档案柜3号"):
    return scan_compare.confirm(papers, box, by=town.viewer(login), now=LATER)


def state(letter):
    db.session.expire_all()
    return db.session.get_one(Letter, letter.id).signing
