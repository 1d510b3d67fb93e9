"""签字位 of letters that were issued before there were any: read off the frozen paper, once."""

from making import NOW, make
from sqlalchemy import delete, select, update

from respbook.actions import slots
from respbook.actions.action import housekeeping
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.letters import Letter
from respbook.models.signing import SigningSlot
from respbook.queries.slots import any_unslotted
from respbook.rules.permissions import system_viewer
from respbook.rules.signing import SigningState

COLUMNS = (
    SigningSlot.letter_id, SigningSlot.side, SigningSlot.place, SigningSlot.party, SigningSlot.unit_id,
    SigningSlot.unit_name, SigningSlot.role, SigningSlot.post, SigningSlot.name, SigningSlot.step, SigningSlot.seal,
)  # fmt: skip


def standing():
    return db.session.execute(select(*COLUMNS).order_by(SigningSlot.letter_id, SigningSlot.side)).all()


@housekeeping
def forget():
    """As an older version left it."""
    db.session.execute(delete(SigningSlot))
    db.session.execute(update(Letter).values(signing=None))


def test_letters_from_before_get_the_slots_that_their_papers_print(app, town):
    programme = make.programme(town)
    make.target(town, programme)
    make.issued(app, town, make.drafts(town, make.template(town, programme), [v.id for v in town.villages[:2]]))
    db.session.rollback()
    issued = standing()
    assert not any_unslotted()
    forget()
    assert any_unslotted()
    assert slots.complete(by=system_viewer("升级"), now=NOW) == 2
    assert standing() == issued and not any_unslotted()
    assert set(db.session.scalars(select(Letter.signing))) == {SigningState.WAITING}
    assert db.session.scalar(select(AuditEntry.verb).order_by(AuditEntry.seq.desc())) == "letter.complete_slots"
